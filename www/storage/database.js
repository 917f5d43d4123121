// The browser's own database, where all that Learn and Teach keep lies: nothing leaves the device, and nothing here ever waits without end.

import { t } from '../strings/strings.js';
import { upgrade } from './migration.js';

export const DATABASE = 'targetprop-playground';
export const VERSION = 3;
/** What is not done after so many milliseconds is given up: a database may never answer. */
const PATIENCE = 12_000;

/** @typedef {'drawings' | 'lessons' | 'networks' | 'sources'} Name of a store */

/** @returns {Promise<IDBDatabase>} */
function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, VERSION);
    request.onupgradeneeded = ({ oldVersion }) => upgrade(request.result, /** @type {IDBTransaction} */ (request.transaction), oldVersion);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** The answer to a request. @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
export const got = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/**
 * Runs one transaction: it is done as a whole or not at all, whatever happens to the page or to `work` on the way.
 * @template T
 * @param {Name[]} names @param {IDBTransactionMode} mode
 * @param {(stores: Record<Name, IDBObjectStore>) => Promise<T>} work waits for nothing but requests to `stores`
 * @returns {Promise<T>}
 */
export async function transaction(names, mode, work) {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(new Error(t('storage.silent'))), PATIENCE);
  const givenUp = new Promise((_, /** @type {(reason: Error) => void} */ reject) => {
    patience.signal.onabort = () => reject(patience.signal.reason);
  });
  const opening = open();
  try {
    const database = await Promise.race([opening, givenUp]);
    return await Promise.race([run(database, names, mode, work, patience.signal), givenUp]);
  } finally {
    clearTimeout(timer);
    // However late it comes.
    opening.then((database) => database.close(), () => {});
  }
}

/**
 * @template T
 * @param {IDBDatabase} database @param {Name[]} names @param {IDBTransactionMode} mode
 * @param {(stores: Record<Name, IDBObjectStore>) => Promise<T>} work @param {AbortSignal} signal @returns {Promise<T>}
 */
async function run(database, names, mode, work, signal) {
  const transaction = database.transaction(names, mode);
  let open = true;
  const over = new Promise((/** @type {(done: void) => void} */ resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('the transaction was aborted'));
  }).finally(() => (open = false));
  // Where `work` fails first, its reason is the one that counts.
  over.catch(() => {});
  const abort = () => {
    if (open) transaction.abort();
  };
  signal.addEventListener('abort', abort);
  try {
    const result = await work(/** @type {any} */ (Object.fromEntries(names.map((name) => [name, transaction.objectStore(name)]))));
    await over;
    return result;
  } catch (error) {
    abort();
    throw transaction.error ?? error;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/**
 * A key of its own for every record, also between tabs; later ones come later in the order of keys.
 * @param {string} [after] that of the record before, whatever the clock has done since
 */
export function newId(after = '') {
  const time = Math.max(Date.now(), 1 + (parseInt(after, 10) || 0));
  return `${time}.${[...crypto.getRandomValues(new Uint32Array(2))].map((part) => part.toString(36)).join('')}`;
}

const channel = new BroadcastChannel(DATABASE);

/** Tells the other tabs that something in a store has changed. @param {Name} name */
export const announce = (name) => channel.postMessage(name);

/**
 * Calls `onChange` when another tab has changed something, and whenever the visitor comes back, for what was not heard.
 * @param {Name} name @param {() => void} onChange @param {AbortSignal} signal ends it
 */
export function watch(name, onChange, signal) {
  channel.addEventListener('message', ({ data }) => data === name && onChange(), { signal });
  addEventListener('focus', onChange, { signal });
}
