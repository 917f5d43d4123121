// The digit, what spoils it, and inference that restores it.

import * as core from '../pkg/targetprop.js';
import { ACTION } from '../client/protocol.js';
import { latents, model } from './engine.js';
import { inSlices } from './job.js';

/** @typedef {import('../client/protocol.js').Frame} Frame */

/** The kinds of noise, once they were asked for. @type {import('../client/protocol.js').Parameters['corruptions']} */
let kinds;
const knownKinds = () => (kinds ??= core.parameters().corruptions);

/** @param {Float32Array} x @param {import('../client/protocol.js').Corruption} corruption @param {import('./job.js').Job} job */
function corrupt(x, { kind, strength, seed }, job) {
  const { image, mask } = job.freeAtEnd(core.corrupt(x, kind, strength, seed));
  return { image, mask, squaredError: core.squared_error(image, x) };
}

/** @typedef {{ frame: () => Frame, advance: () => boolean }} Side a run of one of two settings */

/**
 * Rounds of INFERENCE, as Fig. 5 and Algorithm 1 have them.
 * @param {core.Engine} engine @param {import('../client/protocol.js').RestoreJob} wish @param {any} settings
 * @param {import('./job.js').Job} job @returns {Side}
 */
function inference(engine, { x, clean, missing, start, directions, seed }, settings, job) {
  const run = job.freeAtEnd(missing ? engine.inpaint(x, missing, start, settings) : engine.denoise(x, settings));
  const noise = job.freeAtEnd(new core.Noise(settings.temperature, seed));
  return {
    frame() {
      const frame = { ...shown(run, clean), iteration: run.iteration(), logJoint: run.log_joint(), reads: engine.read(run) };
      return directions ? { ...frame, directions: byLayer(engine.directions(run), frame.h) } : frame;
    },
    advance: () => engine.advance_noisy(run, noise),
  };
}

/**
 * Rounds of the restorer.
 * @param {core.Engine} engine @param {import('../client/protocol.js').RestoreJob} wish @param {any} settings
 * @param {import('./job.js').Job} job @returns {Side}
 */
function restoration(engine, { x, clean, missing, directions }, settings, job) {
  const run = job.freeAtEnd(engine.restore(x, missing ?? undefined, settings));
  return {
    frame() {
      const [logLikelihood, ...logJoint] = engine.restoration_log_joint(run);
      const noise = { ...run.noise(), logLikelihood: missing ? null : logLikelihood, trust: run.trust() ?? null };
      const reads = engine.read_restoration(run);
      const frame = { ...shown(run, clean), iteration: 0, logJoint: Float32Array.from(logJoint), reads, noise };
      return directions ? { ...frame, directions: byLayer(engine.restoration_directions(run), frame.h) } : frame;
    },
    advance: () => engine.advance_restoration(run),
  };
}

/** Values of one layer after the other, as many of each as it has units. @param {Float32Array} values @param {Float32Array[]} h */
function byLayer(values, h) {
  let at = 0;
  return h.map(({ length }) => values.slice(at, (at += length)));
}

/** What every run shows. @param {core.Run | core.RestorationRun} run @param {Float32Array} clean */
function shown(run, clean) {
  const picture = run.picture();
  return { round: run.round(), squaredError: core.squared_error(picture, clean), picture, h: latents(run) };
}

/** @type {import('./job.js').Actions} */
export const actions = {
  [ACTION.example]: ({ digit, variant }) => core.example_ink(digit, variant),
  /** The pixels of ink, or those given, the same spoilt, and as every kind of noise would spoil it; null for an empty canvas. */
  [ACTION.digit]({ ink, clean = core.ink_to_image(ink) ?? null, corruption }, job) {
    if (!clean) return { clean, spoilt: null, previews: null };
    const previews = knownKinds().map(({ kind, strength }) =>
      job.freeAtEnd(core.corrupt(clean, kind, strength.default, corruption.seed)).image);
    return { clean, spoilt: corrupt(clean, corruption, job), previews };
  },
  /** The way up and down again, once, and where targetprop would go from there. */
  [ACTION.glance]({ x }, job) {
    const { engine } = model(job);
    const run = job.freeAtEnd(engine.glance(x));
    const h = latents(run);
    return { picture: run.picture(), h, reads: engine.read(run), directions: byLayer(engine.directions(run), h) };
  },
  async [ACTION.restore](wish, job) {
    const { missing, start, restorer, sides } = wish;
    const held = model(job);
    if (restorer || (missing && start === 'mixture')) await held.need('mixture');
    if (restorer) await held.need('restorer');
    const begin = restorer ? restoration : inference;
    const runs = sides.map((settings) =>
      ({ side: begin(held.engine, wish, settings, job), going: true, frames: /** @type {Frame[]} */ ([]) }));
    const advance = () => {
      for (const run of runs.filter(({ going }) => going)) {
        run.frames.push(run.side.frame());
        run.going = run.side.advance();
      }
      return runs.some(({ going }) => going);
    };
    const post = () => {
      job.post({ sides: runs.map(({ frames }) => frames) });
      for (const run of runs) run.frames = [];
    };
    // A round of the restorer takes long, the first that asks the mixture most of all: what is there is shown before.
    await inSlices(job, advance, post, restorer ? 0 : undefined);
  },
};
