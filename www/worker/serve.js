// A worker's side of the protocol: one reply shape, one catch, whatever the actions are. No action touches the page.

import { FetchProblem } from './fetch.js';
import { Cancelled, Job } from './job.js';

/**
 * @import { Reply, Request } from '../client/protocol.js'
 * @import { Actions } from './job.js'
 * @typedef {(payload: any, job: Job) => unknown} Run one of the actions, of which nobody knows here what it is given
 */

/**
 * Errors of the machine under the core: after one of them nothing in its memory can be trusted. Firefox calls a full stack InternalError.
 */
const TRAPS = ['RuntimeError', 'RangeError', 'InternalError'];

/**
 * Answers every request with one of `actions`, or of those `later`, which are fetched when they are first asked for.
 * @param {Actions} actions @param {Record<string, () => Promise<{ actions: Actions }>>} [later] by what their names begin with
 */
export function serve(actions, later = {}) {
  /** @param {string} name @returns {Promise<Run>} */
  async function actionOf(name) {
    const [group] = name.split('-');
    const found = Object.hasOwn(later, group) ? (await later[group]()).actions : actions;
    if (!Object.hasOwn(found, name)) throw new Error(`the worker has no action "${name}"`);
    return /** @type {Run} */ (found[/** @type {keyof Actions} */ (name)]);
  }

  /** @type {Map<number, Job>} */
  const jobs = new Map();

  self.addEventListener('message', async (/** @type {MessageEvent<Request>} */ event) => {
    const request = event.data;
    if ('ping' in request) return self.postMessage({ pong: request.ping });
    if ('cancel' in request) {
      const job = jobs.get(request.cancel);
      if (job) job.cancelled = true;
      return;
    }
    const job = new Job(request.id, request.model);
    jobs.set(job.id, job);
    const reply = await answer(actionOf, request, job);
    jobs.delete(job.id);
    self.postMessage(reply);
  });
}

/**
 * @param {(name: string) => Promise<Run>} actionOf @param {{ id: number, action: string, payload: any }} request
 * @param {Job} job @returns {Promise<Reply>}
 */
async function answer(actionOf, { id, action, payload }, job) {
  /** @type {unknown} */
  let failure = null;
  let value = null;
  try {
    const run = await actionOf(action);
    value = (await run(payload, job)) ?? null;
  } catch (error) {
    failure = error;
  }
  try {
    // What is freed after a trap would throw as well.
    if (!trapOf(failure)) job.end();
  } catch (error) {
    failure ??= error;
  }
  const lost = trapOf(failure);
  if (lost) return { id, lost };
  if (failure === null) return { id, value };
  const words = failure instanceof FetchProblem ? failure.words : undefined;
  return { id, error: failure instanceof Error ? failure.message : String(failure), cancelled: failure instanceof Cancelled, words };
}

/**
 * Why the worker is of no more use, or an empty text. The core leaves a note when it panics, whoever catches the error.
 * @param {unknown} failure
 */
function trapOf(failure) {
  const note = /** @type {{ targetpropPanic?: string }} */ (/** @type {unknown} */ (self)).targetpropPanic;
  return note || (failure instanceof Error && TRAPS.includes(failure.name) ? failure.message : '');
}
