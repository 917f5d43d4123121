// The digit, what spoils it, and inference that restores it.

import * as core from '../pkg/targetprop.js';
import { ACTION } from '../protocol.js';
import { model } from './engine.js';
import { inSlices } from './job.js';

/** @type {import('./job.js').Actions} */
export const actions = {
  [ACTION.ink]: (strokes) => core.ink_to_image(strokes) ?? null,
  [ACTION.example]: ({ digit, variant }) => core.example_ink(digit, variant),
  [ACTION.corrupt]({ x, kind, strength, seed }) {
    const spoilt = core.corrupt(x, kind, strength, seed);
    const copy = { image: spoilt.image, mask: spoilt.mask, squaredError: core.squared_error(spoilt.image, x) };
    spoilt.free();
    return copy;
  },
  async [ACTION.restore]({ x, clean, missing, start, settings }, job) {
    const run = missing ? model().inpaint(x, missing, start, settings) : model().denoise(x, settings);
    try {
      await inSlices(job, () => {
        const picture = run.picture();
        job.post({
          round: run.round(),
          iteration: run.iteration(),
          squaredError: core.squared_error(picture, clean),
          picture,
          h1: run.h1(),
          h2: run.h2(),
          logJoint: run.log_joint(),
          reads: model().read(run),
        });
        return model().advance(run);
      });
    } finally {
      run.free();
    }
  },
};
