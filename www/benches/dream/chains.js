// Chains split between workers that step together: what each chain does does not depend on the split.

import { Cancelled } from '../../client/model-client.js';
import { ACTION } from '../../client/protocol.js';

/**
 * @import { Session } from '../../app/session.js'
 * @import { ModelClient } from '../../client/model-client.js'
 * @import { ChainFrame, ChainsJob, MixingReport } from '../../client/protocol.js'
 */

/**
 * @typedef {{ client: ModelClient, first: number, count: number }} Part
 */

/** Chains from which on a second worker is worth its messages. */
const MANY = 32;

/** Workers for `count` chains: two where the machine has a core for each (the page itself needs little). @param {number} count */
export const workersFor = (count) => (count >= MANY && navigator.hardwareConcurrency >= 2 ? 2 : 1);

export class ChainPool {
  /** @param {Session} session @param {(error: Error) => void} onCrash */
  constructor(session, onCrash) {
    this.session = session;
    this.onCrash = onCrash;
    /** Workers beside the session's. @type {Promise<ModelClient>[]} */
    this.spawned = [];
    /** @type {Part[]} */
    this.parts = [];
  }

  /** Starts `count` chains. @param {ChainsJob} job @param {number} count @param {number} workers @returns {Promise<ChainFrame>} */
  async start(job, count, workers) {
    while (this.spawned.length < workers - 1) this.spawned.push(this.session.spawn(this.onCrash, { model: true }));
    const main = this.session.client;
    if (!main) throw new Error('no model is open');
    const clients = [main, ...(await Promise.all(this.spawned.slice(0, workers - 1)))];
    const ready = job.prior !== 'mixture'
      || (await Promise.all(clients.map((client) => this.session.need('mixture', client)))).every(Boolean);
    // Why the mixture is not there has been said.
    if (!ready) throw new Cancelled();
    const size = Math.ceil(count / clients.length);
    this.parts = clients.map((client, i) =>
      ({ client, first: size * i, count: Math.min(size, count - size * i) })).filter((part) => part.count > 0);
    const frames = await Promise.all(this.parts.map(({ client, ...part }) => client.request(ACTION.dreamStart, { ...job, ...part })));
    return this.join(frames);
  }

  /**
   * Steps of every chain; null where a newer start or another model has replaced them.
   * @param {number} steps @param {number} watched the chain whose samples are wanted
   * @param {boolean} sums whether to bring what was counted
   * @returns {Promise<ChainFrame | null>}
   */
  step(steps, watched, sums) {
    return this.all(({ client, first, count }) => {
      const local = watched >= first && watched < first + count ? watched - first : -1;
      return client.request(ACTION.dreamStep, { steps, watched: local, sums });
    });
  }

  /** Starts the chains again that have died; null as in `step`. @returns {Promise<ChainFrame | null>} */
  restart() {
    return this.all(({ client }) => client.request(ACTION.dreamRestart, null));
  }

  /** @param {(part: Part) => Promise<ChainFrame | null>} ask */
  async all(ask) {
    const { parts } = this;
    const frames = await Promise.all(parts.map(ask));
    const present = frames.filter((frame) => frame !== null);
    return parts === this.parts && present.length === frames.length ? this.join(present) : null;
  }

  /** How they have mixed, from the sums of a frame. @param {Float64Array} sums @returns {Promise<MixingReport>} */
  report(sums) {
    return this.parts[0].client.request(ACTION.dreamReport, { sums, parts: this.parts.length });
  }

  /** @param {ChainFrame[]} frames of the parts, in order */
  join(frames) {
    if (frames.length === 1) return frames[0];
    const { steps, samples } = frames[0];
    const sums = frames.every((frame) => frame.sums)
      ? Float64Array.from(frames.flatMap((frame) => [.../** @type {Float64Array} */ (frame.sums)])) : null;
    return {
      pictures: concatenate(frames.map((frame) => frame.pictures)),
      reads: concatenate(frames.map((frame) => frame.reads)),
      blank: Uint8Array.from(frames.flatMap((frame) => [...frame.blank])),
      steps, samples, sums,
      film: frames.flatMap((frame) => frame.film),
    };
  }

  /** Whether there are no chains. */
  get empty() {
    return this.parts.length === 0;
  }

  /** Ends the workers beside the session's, and forgets the chains. @param {Error} reason */
  close(reason) {
    this.parts = [];
    for (const client of this.spawned) client.then((client) => client.close(reason), () => {});
    this.spawned = [];
  }
}

/** @param {Float32Array[]} arrays */
function concatenate(arrays) {
  const whole = new Float32Array(arrays.reduce((sum, array) => sum + array.length, 0));
  let at = 0;
  for (const array of arrays) {
    whole.set(array, at);
    at += array.length;
  }
  return whole;
}
