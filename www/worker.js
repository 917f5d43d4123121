// The model's side: one table of actions, one reply shape, one catch. No action touches the page.

import { buffersOf } from './protocol.js';
import { actions as dream } from './worker/dream.js';
import { actions as engine } from './worker/engine.js';
import { actions as inside } from './worker/inside.js';
import { Cancelled } from './worker/job.js';
import { actions as learn } from './worker/learn.js';
import { actions as paper } from './worker/paper.js';
import { actions as restore } from './worker/restore.js';
import { actions as stdp } from './worker/stdp.js';

/** @typedef {import('./protocol.js').Request} Request */
/** @typedef {import('./worker/job.js').Job} Job */

/** @type {import('./worker/job.js').Actions} */
const actions = { ...engine, ...restore, ...dream, ...paper, ...inside, ...stdp, ...learn };
/** @type {Map<number, Job>} */
const jobs = new Map();

self.addEventListener('message', async (/** @type {MessageEvent<Request>} */ event) => {
  const request = event.data;
  if ('cancel' in request) {
    const job = jobs.get(request.cancel);
    if (job) job.cancelled = true;
    return;
  }
  const { id, action, payload } = request;
  const job = { cancelled: false, post: (/** @type {any} */ frame) => self.postMessage({ id, frame }, { transfer: buffersOf(frame) }) };
  jobs.set(id, job);
  try {
    if (!Object.hasOwn(actions, action)) throw new Error(`the worker has no action "${action}"`);
    self.postMessage({ id, value: (await actions[action](payload, job)) ?? null });
  } catch (error) {
    const cancelled = error instanceof Cancelled;
    self.postMessage({ id, error: error instanceof Error ? error.message : String(error), cancelled });
    // After a trap nothing in wasm memory can be trusted: the page starts a new worker.
    if (error instanceof WebAssembly.RuntimeError) setTimeout(() => { throw error; });
  } finally {
    jobs.delete(id);
  }
});
