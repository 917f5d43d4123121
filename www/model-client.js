// The page's side of the worker: every request is a promise that settles, whatever happens to the worker.

import { ownScript } from './trusted.js';

/** @typedef {import('./protocol.js').Reply} Reply */
/** @typedef {{ resolve: (value: any) => void, reject: (error: Error) => void, onFrame: (frame: any) => void }} Pending */

/** The answer to a request that somebody took back, or that a newer one replaced. */
export class Cancelled extends Error {
  constructor() {
    super('cancelled');
    this.name = 'Cancelled';
  }
}

/** The worker with the model, and the one that learns and spikes without it. */
export const MODEL_WORKER = new URL('./worker.js', import.meta.url);
export const LAB_WORKER = new URL('./lab-worker.js', import.meta.url);

export class ModelClient {
  /** @param {(error: Error) => void} onCrash called once when the worker is lost @param {URL} [script] of the worker */
  constructor(onCrash, script = MODEL_WORKER) {
    this.onCrash = onCrash;
    this.nextId = 1;
    /** Why the worker has ended. @type {Error | null} */
    this.ended = null;
    /** @type {Map<number, Pending>} */
    this.pending = new Map();
    /** @type {Map<string, { running: boolean, next: (() => void) | null, drop: (() => void) | null }>} */
    this.lanes = new Map();
    this.worker = new Worker(ownScript(script), { type: 'module' });
    this.worker.addEventListener('message', (event) => this.receive(event.data));
    this.worker.addEventListener('error', (event) => {
      event.preventDefault();
      this.crash(new Error(event.message || 'the worker could not be started'));
    });
    this.worker.addEventListener('messageerror', () => this.crash(new Error('a message could not be read')));
  }

  /**
   * @param {string} action one of ACTION
   * @param {any} [payload]
   * @param {{ onFrame?: (frame: any) => void, signal?: AbortSignal, transfer?: Transferable[] }} [options]
   * @returns {Promise<any>}
   */
  request(action, payload = null, { onFrame = () => {}, signal, transfer = [] } = {}) {
    if (this.ended) return Promise.reject(this.ended);
    if (signal?.aborted) return Promise.reject(new Cancelled());
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      this.pending.set(id, { resolve, reject, onFrame });
      signal?.addEventListener('abort', () => this.worker.postMessage({ cancel: id }));
      this.worker.postMessage({ id, action, payload }, transfer);
    });
  }

  /**
   * As `request`, but while one of the same action runs only the newest waits; the others are cancelled.
   * @param {string} action
   * @param {any} payload
   * @returns {Promise<any>}
   */
  latest(action, payload) {
    const lane = this.lanes.get(action) ?? { running: false, next: null, drop: null };
    this.lanes.set(action, lane);
    return new Promise((resolve, reject) => {
      const start = () => {
        lane.running = true;
        lane.next = lane.drop = null;
        this.request(action, payload)
          .then(resolve, reject)
          .finally(() => {
            lane.running = false;
            lane.next?.();
          });
      };
      if (!lane.running) return start();
      lane.drop?.();
      lane.next = start;
      lane.drop = () => reject(new Cancelled());
    });
  }

  /** @param {Reply} reply */
  receive(reply) {
    const pending = this.pending.get(reply.id);
    if (!pending) return;
    if ('frame' in reply) return pending.onFrame(reply.frame);
    this.pending.delete(reply.id);
    if ('value' in reply) pending.resolve(reply.value);
    else pending.reject(reply.cancelled ? new Cancelled() : new Error(reply.error));
  }

  /** @param {Error} error */
  crash(error) {
    this.close(error);
    this.onCrash(error);
  }

  /** Ends the worker; whatever was asked is answered with `error`. @param {Error} error */
  close(error) {
    this.ended ??= error;
    this.worker.terminate();
    for (const { reject } of this.pending.values()) reject(error);
    this.pending.clear();
  }
}
