// The model that a worker has open, and what every bench asks of it.

import init, * as core from '../pkg/targetprop.js';
import { ACTION } from '../client/protocol.js';
import { fetchWhole, starter } from './fetch.js';
import { Cancelled } from './job.js';

/**
 * @import { Download, FileSource } from '../client/protocol.js'
 * @import { Actions, Job } from './job.js'
 */

const start = starter(init, new URL('../pkg/targetprop_bg.wasm', import.meta.url).href);

/** @typedef {'mixture' | 'restorer'} Companion a file beside the model's */

/**
 * A model with all that was made of it. It is freed when nobody holds it any more: the worker while it is open, and every job that computes
 * with it.
 */
class OpenModel {
  /** @param {core.Engine} engine @param {number} id @param {import('../client/protocol.js').ModelSource} source */
  constructor(engine, id, source) {
    this.engine = engine;
    this.id = id;
    this.source = source;
    this.holders = 1;
    /** @type {Map<string, any>} */
    this.made = new Map();
    /** What is there besides the model, or comes. @type {Map<Companion, Promise<void>>} */
    this.companions = new Map();
  }

  hold() {
    this.holders++;
    return this;
  }

  free() {
    this.holders--;
    if (this.holders > 0) return;
    for (const part of this.made.values()) part.free?.();
    this.engine.free();
  }

  /**
   * What belongs to this model and is made when it is first asked for.
   * @template T @param {string} name @param {() => T} make @returns {T}
   */
  keep(name, make) {
    if (!this.made.has(name)) this.made.set(name, make());
    return this.made.get(name);
  }

  /**
   * Waits until a companion of the model is there, which is fetched when it is first asked for.
   * @param {Companion} what @param {(download: Download) => void} [tell]
   */
  need(what, tell = () => {}) {
    const file = this.source[what];
    const add = async () => {
      if (file) this.engine[`add_${what}`](await read(file, what, tell));
    };
    const coming = this.companions.get(what) ?? add().catch((error) => {
      this.companions.delete(what);
      throw error;
    });
    this.companions.set(what, coming);
    return coming;
  }
}

/** @type {OpenModel | null} */
let open = null;
/** The newest request to open a model. */
let newest = 0;

/** The model that a job is about, which stays until the job has ended, whatever is opened meanwhile. @param {Job} job */
export function model(job) {
  if (!open) throw new Error('no model is open');
  if (open.id !== job.model) throw new Cancelled();
  return job.freeAtEnd(open.hold());
}

/** What h1, h2, … are now. @param {core.Run | core.RestorationRun} run @returns {Float32Array[]} */
export const latents = (run) => Array.from({ length: run.depth() }, (_, i) => run.h(i + 1));

/**
 * The bytes of a file, fetched where they are not there yet.
 * @param {FileSource} source @param {'model' | Companion} what @param {(download: Download) => void} tell
 * @param {Promise<unknown>} [started] when the core is there, which knows checksums
 */
async function read({ url, bytes, crc32 }, what, tell, started) {
  if (bytes) return bytes;
  return fetchWhole(/** @type {string} */ (url), what, tell, async (found) => {
    await started;
    return crc32 === undefined || core.crc32(found) === crc32;
  });
}

/** @type {Actions} */
export const actions = {
  async [ACTION.open](source, job) {
    newest = job.id;
    // Core and model come together; what is told is how far the core is, then the model.
    let ready = false;
    const started = start(job).then(() => (ready = true));
    const tell = (/** @type {Download} */ download) => ready && job.post(download);
    const [bytes] = await Promise.all([read(source, 'model', tell, started), started]);
    // Of several that are asked for, the newest is opened, in whatever order they come.
    if (newest !== job.id) throw new Cancelled();
    const opened = job.freeAtEnd(new OpenModel(new core.Engine(bytes), job.id, source));
    const answer = { card: opened.engine.card(), parameters: core.parameters() };
    // Only now: a file that cannot be read leaves the old model at work.
    open?.free();
    open = opened.hold();
    return answer;
  },
  /** Reads the mixture of the open model, which dreams and the start of in-painting need. */
  [ACTION.mixture]: (_, job) => model(job).need('mixture', (download) => job.post(download)),
  /** Reads what restoration needs of the open model: its mixture and its restorer. */
  async [ACTION.restorer](_, job) {
    const held = model(job);
    const tell = (/** @type {Download} */ download) => job.post(download);
    await held.need('mixture', tell);
    await held.need('restorer', tell);
  },
  [ACTION.seed]: () => core.fresh_seed(),
};
