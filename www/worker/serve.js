// A worker's side of the protocol: one reply shape, one catch, whatever the actions are. No action touches the page.

import { buffersOf } from '../protocol.js';
import { Cancelled } from './job.js';

/** @typedef {import('../protocol.js').Request} Request */
/** @typedef {import('./job.js').Job} Job */

/** Answers every request with one of `actions`. @param {import('./job.js').Actions} actions */
export function serve(actions) {
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
}
