// How an action runs: what it owns until it ends, and for a long one slices with frames on the way, until it is done or cancelled.

import { buffersOf } from '../client/protocol.js';

/**
 * @import { Action, Exchanges } from '../client/protocol.js'
 * @typedef {{ [A in Action]?: (payload: Exchanges[A]['payload'], job: Job) => Exchanges[A]['value'] | Promise<Exchanges[A]['value']> }}
 *   Actions
 * @typedef {{ free: () => void }} Handle something that lives in the core
 */

/** Milliseconds a job computes before it looks whether it has been cancelled. */
const SLICE = 12;

export class Cancelled extends Error {}

export class Job {
  /** @param {number} id of the request @param {number | null} model that it is about */
  constructor(id, model) {
    this.id = id;
    this.model = model;
    this.cancelled = false;
    /** @type {Handle[]} */
    this.owned = [];
  }

  /** Sends a frame; its buffers move. @param {Record<string, any>} frame */
  post(frame) {
    self.postMessage({ id: this.id, frame }, { transfer: buffersOf(frame) });
  }

  /** Keeps something of the core until the job ends, however that comes. @template {Handle} T @param {T} handle */
  freeAtEnd(handle) {
    this.owned.push(handle);
    return handle;
  }

  end() {
    for (const handle of this.owned.reverse()) handle.free();
  }
}

/** Lets waiting messages in, a cancellation among them. */
const breath = () => new Promise((resolve) => setTimeout(resolve, 0));

/**
 * Calls `advance` until it returns false, with a breath after every slice.
 * @param {Job} job @param {() => boolean} advance @param {() => void} [pause] called before every breath and at the end
 * @param {number} [slice] milliseconds
 */
export async function inSlices(job, advance, pause = () => {}, slice = SLICE) {
  let since = performance.now();
  do {
    if (job.cancelled) throw new Cancelled();
    if (performance.now() - since >= slice) {
      pause();
      await breath();
      since = performance.now();
    }
  } while (advance());
  pause();
}
