// How the database came to what it is: every older one is brought up to date when it is opened, and nothing in it is lost.

import { imageAt } from '../client/pixels.js';

/**
 * @param {IDBDatabase} database @param {IDBTransaction} transaction that of the upgrade
 * @param {number} from version; 0 where there is nothing yet
 */
export function upgrade(database, transaction, from) {
  if (from < 2) toVersionTwo(database, transaction, from);
  database.createObjectStore('lessons', { keyPath: 'id' });
}

/** The stores of Learn. @param {IDBDatabase} database @param {IDBTransaction} transaction @param {number} from */
function toVersionTwo(database, transaction, from) {
  const drawings = database.createObjectStore('drawings', { keyPath: 'id' });
  const networks = database.createObjectStore('networks', { keyPath: 'id' });
  const sources = database.createObjectStore('sources');
  if (from !== 1) return;
  // Version 1 had one store with two keys: one network, and all drawings as two arrays.
  const old = transaction.objectStore('learning');
  const reading = [old.get('network'), old.get('drawings')];
  reading[1].onsuccess = () => {
    const [network, drawn] = reading.map(({ result }) => result);
    if (network) {
      networks.put(networkOf(network));
      if (network.source) sources.put(sourceOf(network.source), 'version-1');
    }
    for (const drawing of drawn ? drawingsOf(drawn) : []) drawings.put(drawing);
    database.deleteObjectStore('learning');
  };
}

/** What cannot be read comes over as it is: the list names it. @param {any} old */
function networkOf(old) {
  const { checkpoint, source, history, saved, steps, sizes } = old;
  const bytes = checkpoint instanceof Uint8Array ? new Blob([/** @type {Uint8Array<ArrayBuffer>} */ (checkpoint)]) : checkpoint;
  const { kind, name, count, seed } = source ?? {};
  return { id: 'version-1', token: '', saved: Date.parse(saved) || Date.now(), steps, sizes, data: { kind, name, count, seed },
    source: 'version-1', checkpoint: bytes, history };
}

/** @param {any} source */
function sourceOf(source) {
  if (source.kind !== 'idx') return source;
  const blob = (/** @type {any} */ bytes) =>
    (bytes instanceof Uint8Array ? new Blob([/** @type {Uint8Array<ArrayBuffer>} */ (bytes)]) : bytes);
  return { ...source, images: blob(source.images), labels: blob(source.labels) };
}

/** @param {any} old */
function drawingsOf({ values, labels }) {
  const id = (/** @type {number} */ i) => `0.${String(i).padStart(9, '0')}`;
  if (!(values instanceof Float32Array && labels instanceof Uint8Array)) return [{ id: id(0), values, labels }];
  return Array.from(labels, (label, i) => ({ id: id(i), label, image: imageAt(values, i).slice() }));
}
