// Networks that learn, one record a run, with what they learn from: the newest few, so that they never fill the device.

import { announce, got, newId, transaction } from '../../storage/database.js';

/**
 * @typedef {import('../../client/protocol.js').LearnSource} LearnSource
 * @typedef {{ kind: LearnSource['kind'], name?: string, count: number, seed?: number }} Data what a source is, without its images
 *
 * @typedef {object} Network
 * @property {string} id
 * @property {string} token another one every time the record is written
 * @property {number} saved milliseconds since 1970
 * @property {number} steps batches learned from
 * @property {string} sizes
 * @property {Data} data
 * @property {string} source key of what it learns from; several networks may share it
 * @property {Blob} checkpoint
 * @property {import('./history.js').Point[]} history
 *
 * @typedef {{ id: string, tokens: Set<string> }} Place where a run is kept: its record, and the states of it that the run knows
 * @typedef {{ network: any, source: LearnSource | undefined }} Removed what was taken away, to be put back
 */

/** Networks that are kept, at most. */
const MOST = 5;
/** Bytes that they and their sources may have together; the newest is kept even if it has more. */
const MOST_BYTES = 500_000_000;

/** Keys of sources that have one. @type {WeakMap<LearnSource, string>} */
const keys = new WeakMap();

/** @returns {Place} */
export const newPlace = () => ({ id: newId(), tokens: new Set() });

/** @param {Network} network @returns {Place} */
export const placeOf = ({ id, token }) => ({ id, tokens: new Set([token]) });

/** @param {LearnSource} source @returns {Data} */
export const dataOf = (source) => {
  const { kind, count, name, seed } = /** @type {any} */ (source);
  return { kind, count: kind === 'drawn' ? /** @type {any} */ (source).labels.length : count, name, seed };
};

/** @param {any} record @param {Set<any>} sources */
const isNetwork = ({ saved, steps, sizes, data, source, checkpoint, history }, sources) =>
  Number.isFinite(saved) && Number.isFinite(steps) && typeof sizes === 'string' && ['synthetic', 'idx', 'drawn'].includes(data?.kind) &&
  sources.has(source) && checkpoint instanceof Blob && Array.isArray(history) && history.every(isPoint);

/** @param {any} point */
const isPoint = (point) =>
  ['images', 'logJoint', 'reconstruction', 'inpainting'].every((name) => typeof point?.[name] === 'number') && Array.isArray(point.maps);

/** @param {any[]} records @param {any[]} sourceKeys @returns {{ networks: Network[], damaged: string[] }} */
function sorted(records, sourceKeys) {
  const there = new Set(sourceKeys);
  const networks = records.filter((record) => isNetwork(record, there)).sort((a, b) => b.saved - a.saved);
  return { networks, damaged: records.filter((record) => !networks.includes(record)).map(({ id }) => id) };
}

/** The newest first, and the keys of records that cannot be read. */
export const list = () =>
  transaction(['networks', 'sources'], 'readonly', async ({ networks, sources }) => {
    const [records, sourceKeys] = await Promise.all([got(networks.getAll()), got(sources.getAllKeys())]);
    return sorted(records, sourceKeys);
  });

/** What a network learns from. @param {Network} network @returns {Promise<LearnSource>} */
export async function sourceOf({ source: key }) {
  const source = await transaction(['sources'], 'readonly', ({ sources }) => got(sources.get(key)));
  if (source) keys.set(source, key);
  return source;
}

/** @template T @param {(stores: Record<'networks' | 'sources', IDBObjectStore>) => Promise<T>} work @returns {Promise<T>} */
async function change(work) {
  const result = await transaction(['networks', 'sources'], 'readwrite', async (stores) => {
    const result = await work(stores);
    // A source that no network learns from any more goes, too.
    const wanted = new Set((await got(stores.networks.getAll())).map(({ source }) => source));
    for (const key of await got(stores.sources.getAllKeys())) if (!wanted.has(key)) stores.sources.delete(key);
    return result;
  });
  announce('networks');
  return result;
}

/**
 * Keeps the state of a run. Where another tab has gone on from the same record, both are kept: `place` gets a new one.
 * @param {Place} place @param {Omit<Network, 'id' | 'token' | 'source'>} state @param {LearnSource} source
 * @returns {Promise<Network[]>} older networks that have made room
 */
export function keep(place, state, source) {
  const key = keys.get(source) ?? newId();
  keys.set(source, key);
  const token = newId();
  const known = new Set(place.tokens);
  // Before it is known whether it comes through: it may, though nobody hears of it.
  place.tokens.add(token);
  return change(async ({ networks, sources }) => {
    const there = await got(networks.get(place.id));
    if (there && !known.has(there.token)) place.id = newId();
    // A clock that was put back makes it no older than what was stored before.
    const [newest] = sorted(await got(networks.getAll()), await got(sources.getAllKeys())).networks;
    const saved = Math.max(state.saved, (newest?.saved ?? 0) + 1);
    networks.put({ ...state, saved, id: place.id, token, source: key });
    // Once: it is large, and it stays the same.
    if (!(await got(sources.getKey(key)))) sources.put(source, key);
    return makeRoom(place.id, networks, sources);
  });
}

/**
 * Takes away the oldest beside `newest` where there are too many.
 * @param {string} newest @param {IDBObjectStore} networks @param {IDBObjectStore} sources
 */
async function makeRoom(newest, networks, sources) {
  const kept = sorted(await got(networks.getAll()), await got(sources.getAllKeys())).networks;
  /** @type {Set<string>} */
  const counted = new Set();
  let bytes = 0;
  const tooMany = [];
  for (const [i, network] of kept.entries()) {
    bytes += network.checkpoint.size;
    if (!counted.has(network.source)) bytes += sizeOf(await got(sources.get(network.source)));
    counted.add(network.source);
    if (network.id !== newest && (i >= MOST || bytes > MOST_BYTES)) tooMany.push(network);
  }
  for (const { id } of tooMany) networks.delete(id);
  return tooMany;
}

/** @param {any} source whatever its kind */
const sizeOf = (source) => (source.images?.size ?? 0) + (source.labels?.size ?? 0) + (source.values?.byteLength ?? 0);

/** @param {string} id @returns {Promise<Removed | null>} what was there */
export const remove = (id) =>
  change(async ({ networks, sources }) => {
    const network = await got(networks.get(id));
    if (!network) return null;
    const source = typeof network.source === 'string' && (await got(sources.get(network.source)));
    networks.delete(id);
    return { network, source };
  });

/** Puts back what was removed, beside whatever has come in its place. @param {Removed} removed */
export const putBack = ({ network, source }) =>
  change(async ({ networks, sources }) => {
    const taken = await got(networks.getKey(network.id));
    networks.put(taken ? { ...network, id: newId() } : network);
    if (source) sources.put(source, network.source);
  });
