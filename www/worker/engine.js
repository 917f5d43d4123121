// The model that a worker has open, and what every bench asks of it.

import init, * as core from '../pkg/targetprop.js';
import { ACTION } from '../protocol.js';

/** @typedef {import('./job.js').Job} Job */

/** @type {core.Engine | null} */
let engine = null;

/** The open model. */
export function model() {
  if (!engine) throw new Error('no model is open');
  return engine;
}

/**
 * The bytes of a file, fetched where they are not there yet, telling how far that is.
 * @param {import('../protocol.js').FileSource} source
 * @param {Job} job
 */
async function read({ url, bytes }, job) {
  if (bytes) return bytes;
  const response = await fetch(/** @type {string} */ (url)).catch(() => {
    throw new Error(`The model file ${url} could not be fetched: no connection to where this page comes from.`);
  });
  if (!response.ok) throw new Error(`The model file ${url} could not be fetched: the server answered ${response.status}.`);
  // The length of a compressed body is not that of the file.
  const encoded = response.headers.get('content-encoding');
  const total = encoded ? 0 : Number(response.headers.get('content-length') ?? 0);
  /** @type {Uint8Array<ArrayBuffer>[]} */
  const chunks = [];
  let received = 0;
  for (const reader = /** @type {ReadableStream<Uint8Array<ArrayBuffer>>} */ (response.body).getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
    received += value.length;
    job.post({ received, total });
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

/** @type {import('./job.js').Actions} */
export const actions = {
  async [ACTION.open](/** @type {import('../protocol.js').ModelSource} */ source, job) {
    await init();
    const opened = new core.Engine(await read(source, job));
    const answer = { card: opened.card(), parameters: core.parameters() };
    // Only now: a file that cannot be read leaves the old model at work.
    engine?.free();
    engine = opened;
    return answer;
  },
  /** Reads the mixture of the open model, which dreams and the start of in-painting need. */
  async [ACTION.mixture](/** @type {import('../protocol.js').FileSource} */ source, job) {
    const bytes = await read(source, job);
    model().add_mixture(bytes);
  },
  [ACTION.seed]: () => core.fresh_seed(),
};
