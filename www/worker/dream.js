// Samples of the priors, and GENERATE.

import { ACTION } from '../protocol.js';
import { model } from './engine.js';
import { inSlices } from './job.js';

/** @type {import('./job.js').Actions} */
export const actions = {
  async [ACTION.dream]({ count, prior, digit, varianceScale, seed, settings }, job) {
    const run = model().dream(count, prior, digit, varianceScale, seed, settings);
    try {
      // The directed samples themselves, before the first round encodes them.
      job.post({ round: -1, iteration: 0, picture: run.x() });
      await inSlices(job, () => {
        job.post({ round: run.round(), iteration: run.iteration(), picture: run.picture(), reads: model().read(run) });
        return model().advance(run);
      });
    } finally {
      run.free();
    }
  },
};
