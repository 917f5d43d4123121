// What survives a reload: one network in the browser's own database, with what it learns from. Nothing leaves the device.

/**
 * @typedef {object} Kept
 * @property {Uint8Array} checkpoint
 * @property {import('../../protocol.js').LearnSource} source
 * @property {import('./history.js').Point[]} history
 * @property {string} saved date and time
 */

const DATABASE = 'targetprop-playground';
const STORE = 'learning';
const KEY = 'network';
const DRAWINGS = 'drawings';

/** @returns {Promise<IDBDatabase>} */
function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * Runs one transaction: it is done as a whole or not at all, so a page that is closed midway leaves what was there before.
 * @template T
 * @param {IDBTransactionMode} mode @param {(store: IDBObjectStore) => IDBRequest<T>} work @returns {Promise<T>}
 */
async function transaction(mode, work) {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const request = work(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = transaction.onerror = () => reject(transaction.error ?? request.error ?? new Error('the transaction was aborted'));
    });
  } finally {
    database.close();
  }
}

/** @param {Kept} kept */
export const keep = (kept) => transaction('readwrite', (store) => store.put(kept, KEY));

/** @returns {Promise<Kept | undefined>} */
export const kept = () => transaction('readonly', (store) => store.get(KEY));

export const forget = () => transaction('readwrite', (store) => store.clear());

/** @typedef {{ values: Float32Array, labels: Uint8Array }} Drawings one image of 784 values a label */

/** @param {Drawings} drawings */
export const keepDrawings = (drawings) => transaction('readwrite', (store) => store.put(drawings, DRAWINGS));

/** @returns {Promise<Drawings | undefined>} */
export const keptDrawings = () => transaction('readonly', (store) => store.get(DRAWINGS));
