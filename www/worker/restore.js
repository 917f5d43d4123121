// The digit, what spoils it, and inference that restores it.

import * as core from '../pkg/targetprop.js';
import { ACTION } from '../client/protocol.js';
import { latents, model } from './engine.js';
import { inSlices } from './job.js';

/** @typedef {import('../client/protocol.js').Frame} Frame */

/** @param {Float32Array} x @param {import('../client/protocol.js').Corruption} corruption @param {import('./job.js').Job} job */
function corrupt(x, { kind, strength, seed }, job) {
  const { image, mask } = job.freeAtEnd(core.corrupt(x, kind, strength, seed));
  return { image, mask, squaredError: core.squared_error(image, x) };
}

/** One run, as it is now. @param {core.Engine} engine @param {core.Run} run @param {Float32Array} clean @returns {Frame} */
function frameOf(engine, run, clean) {
  const picture = run.picture();
  return {
    round: run.round(),
    iteration: run.iteration(),
    squaredError: core.squared_error(picture, clean),
    picture,
    h: latents(run),
    logJoint: run.log_joint(),
    reads: engine.read(run),
  };
}

/** @type {import('./job.js').Actions} */
export const actions = {
  [ACTION.example]: ({ digit, variant }) => core.example_ink(digit, variant),
  /** The pixels of ink, or those given, and the same spoilt; null for an empty canvas. */
  [ACTION.digit]({ ink, clean = core.ink_to_image(ink) ?? null, corruption }, job) {
    return { clean, spoilt: clean && corrupt(clean, corruption, job) };
  },
  async [ACTION.restore]({ x, clean, missing, start, sides, seed }, job) {
    const held = model(job);
    const { engine } = held;
    if (missing && start === 'mixture') await held.needMixture();
    const runs = sides.map((settings) => ({
      run: job.freeAtEnd(missing ? engine.inpaint(x, missing, start, settings) : engine.denoise(x, settings)),
      noise: job.freeAtEnd(new core.Noise(settings.temperature, seed)),
      going: true,
      frames: /** @type {Frame[]} */ ([]),
    }));
    const advance = () => {
      for (const side of runs.filter(({ going }) => going)) {
        side.frames.push(frameOf(engine, side.run, clean));
        side.going = engine.advance_noisy(side.run, side.noise);
      }
      return runs.some(({ going }) => going);
    };
    await inSlices(job, advance, () => {
      job.post({ sides: runs.map(({ frames }) => frames) });
      for (const side of runs) side.frames = [];
    });
  },
};
