// The digit, what spoils it, and inference that restores it.

import * as core from '../pkg/targetprop.js';
import { ACTION } from '../protocol.js';
import { model } from './engine.js';
import { inSlices } from './job.js';

/** @typedef {import('../protocol.js').Frame} Frame */

/** @param {Float32Array} x @param {import('../protocol.js').Corruption} corruption */
function corrupt(x, { kind, strength, seed }) {
  const spoilt = core.corrupt(x, kind, strength, seed);
  const copy = { image: spoilt.image, mask: spoilt.mask, squaredError: core.squared_error(spoilt.image, x) };
  spoilt.free();
  return copy;
}

/** One run, as it is now. @param {core.Run} run @param {Float32Array} clean @returns {Frame} */
function frameOf(run, clean) {
  const picture = run.picture();
  return {
    round: run.round(),
    iteration: run.iteration(),
    squaredError: core.squared_error(picture, clean),
    picture,
    h1: run.h1(),
    h2: run.h2(),
    logJoint: run.log_joint(),
    reads: model().read(run),
  };
}

/** @type {import('./job.js').Actions} */
export const actions = {
  [ACTION.example]: ({ digit, variant }) => core.example_ink(digit, variant),
  /** The pixels of ink, or those given, and the same spoilt; null for an empty canvas. */
  [ACTION.digit]({ ink, clean = core.ink_to_image(ink) ?? null, corruption }) {
    return { clean, spoilt: clean && corrupt(clean, corruption) };
  },
  async [ACTION.restore](/** @type {import('../protocol.js').RestoreJob} */ { x, clean, missing, start, sides, seed }, job) {
    const runs = sides.map((settings) => ({
      run: missing ? model().inpaint(x, missing, start, settings) : model().denoise(x, settings),
      noise: new core.Noise(settings.temperature, seed),
      going: true,
      frames: /** @type {Frame[]} */ ([]),
    }));
    const advance = () => {
      for (const side of runs.filter(({ going }) => going)) {
        side.frames.push(frameOf(side.run, clean));
        side.going = model().advance_noisy(side.run, side.noise);
      }
      return runs.some(({ going }) => going);
    };
    try {
      await inSlices(job, advance, () => {
        job.post({ sides: runs.map(({ frames }) => frames) });
        for (const side of runs) side.frames = [];
      });
    } finally {
      for (const { run, noise } of runs) {
        run.free();
        noise.free();
      }
    }
  },
};
