// The page's side of the worker: every request is a promise that settles, whatever happens to the worker.

import { ACTION } from './protocol.js';
import { t } from '../strings/strings.js';
import { trustedScript } from '../app/trusted.js';

/** @import { Action, Exchanges, Reply } from './protocol.js' */
/** @typedef {{ resolve: (value: any) => void, reject: (error: Error) => void, onFrame: (frame: any) => void }} Pending */

/** The answer to a request that somebody took back, or that a newer one replaced. */
export class Cancelled extends Error {
  constructor() {
    super('cancelled');
    this.name = 'Cancelled';
  }
}

/** The answer to whatever was asked of a worker that has ended by itself. */
export class Lost extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = 'Lost';
  }
}

/** The worker with the model, and the one that learns and spikes without it. */
export const MODEL_WORKER = new URL('../worker/model-worker.js', import.meta.url);
export const NO_MODEL_WORKER = new URL('../worker/no-model-worker.js', import.meta.url);

/** Milliseconds between two looks whether a worker that was asked something still lives. */
const LOOK = 10_000;
/** Looks without a sign of life after which it is lost. One call may take long on a slow machine, the end of learning very long. */
const PATIENCE = new Map([[MODEL_WORKER, 12], [NO_MODEL_WORKER, 360]]);

export class ModelClient {
  /** @param {(error: Lost) => void} onCrash called once when the worker is lost @param {URL} [script] of the worker */
  constructor(onCrash, script = MODEL_WORKER) {
    this.onCrash = onCrash;
    this.nextId = 1;
    /** The request that opened the model which later ones are about. @type {number | null} */
    this.model = null;
    this.patience = PATIENCE.get(script) ?? 0;
    /** Looks since it was heard of. Looks are counted, not time, which goes on while a machine sleeps. */
    this.silent = 0;
    /** @type {ReturnType<typeof setInterval> | undefined} */
    this.watch = undefined;
    /** Why the worker has ended. @type {Error | null} */
    this.ended = null;
    /** @type {Map<number, Pending>} */
    this.pending = new Map();
    /** @type {Map<string, { running: boolean, next: (() => void) | null, drop: (() => void) | null }>} */
    this.lanes = new Map();
    this.worker = new Worker(trustedScript(script), { type: 'module' });
    this.worker.addEventListener('message', (event) => this.receive(event.data));
    this.worker.addEventListener('error', (event) => {
      event.preventDefault();
      this.crash(event.message || t('worker.unstarted'));
    });
    this.worker.addEventListener('messageerror', () => this.crash(t('worker.unreadable')));
  }

  /**
   * @template {Action} A
   * @param {A} action @param {Exchanges[A]['payload']} payload
   * @param {{ onFrame?: (frame: Exchanges[A]['frame']) => void, signal?: AbortSignal, transfer?: Transferable[] }} [options]
   * @returns {Promise<Exchanges[A]['value']>}
   */
  request(action, payload, { onFrame = () => {}, signal, transfer = [] } = {}) {
    if (this.ended) return Promise.reject(this.ended);
    if (signal?.aborted) return Promise.reject(new Cancelled());
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      const opened = (/** @type {any} */ value) => {
        this.model = id;
        resolve(value);
      };
      this.pending.set(id, { resolve: action === ACTION.open ? opened : resolve, reject, onFrame });
      signal?.addEventListener('abort', () => this.worker.postMessage({ cancel: id }));
      this.worker.postMessage({ id, action, payload, model: this.model }, transfer);
      this.watch ??= setInterval(() => this.look(), LOOK);
    });
  }

  /**
   * As `request`, but while one of the same action runs only the newest waits; the others are cancelled.
   * @template {Action} A @param {A} action @param {Exchanges[A]['payload']} payload @returns {Promise<Exchanges[A]['value']>}
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
    this.silent = 0;
    if ('pong' in reply) return;
    if ('lost' in reply) return this.crash(reply.lost);
    const pending = this.pending.get(reply.id);
    if (!pending) return;
    if ('frame' in reply) return pending.onFrame(reply.frame);
    this.pending.delete(reply.id);
    if (!this.pending.size) this.rest();
    if ('value' in reply) pending.resolve(reply.value);
    else pending.reject(reply.cancelled ? new Cancelled() : new Error(reply.words ? said(reply.words) : reply.error));
  }

  /** Asks for a sign of life; takes a worker that has given none for long as lost. */
  look() {
    if (this.silent >= this.patience) return this.crash(t('worker.silent', { seconds: (this.silent * LOOK) / 1000 }));
    this.silent++;
    this.worker.postMessage({ ping: this.silent });
  }

  rest() {
    clearInterval(this.watch);
    this.watch = undefined;
    this.silent = 0;
  }

  /** @param {string} reason */
  crash(reason) {
    if (this.ended) return;
    const error = new Lost(reason);
    this.close(error);
    this.onCrash(error);
  }

  /** Ends the worker; whatever was asked is answered with `error`. @param {Error} error */
  close(error) {
    this.ended ??= error;
    this.rest();
    this.worker.terminate();
    for (const { reject } of this.pending.values()) reject(error);
    this.pending.clear();
  }
}

/** @param {import('./protocol.js').Words} words */
const said = ({ key, values }) => t(key, { ...values, what: t(`fetch.${/** @type {import('./protocol.js').Fetched} */ (values.what)}`) });
