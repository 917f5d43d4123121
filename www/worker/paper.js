// The paper bench: the numbers of each equation, and the paper's figures.

import { PIXELS } from '../client/pixels.js';
import * as core from '../pkg/targetprop.js';
import { ACTION } from '../client/protocol.js';
import { model } from './engine.js';
import { inSlices } from './job.js';

/** Our own digits, `forms` of each, image after image. @param {number} forms */
function exampleDigits(forms) {
  const images = new Float32Array(10 * forms * PIXELS);
  for (let i = 0; i < 10 * forms; i++) images.set(core.ink_to_image(core.example_ink(i % 10, Math.floor(i / 10))) ?? [], PIXELS * i);
  return images;
}

/** @type {import('./job.js').Actions} */
export const actions = {
  [ACTION.argument]: ({ clean, spoilt, explainSpoilt, settings, seed }, job) =>
    model(job).engine.argument(clean, spoilt, explainSpoilt, settings, seed),

  async [ACTION.figure3]({ count, varianceScale, seed, settings }, job) {
    const { engine } = model(job);
    const run = job.freeAtEnd(engine.dream(count, 'gaussian', undefined, varianceScale, seed, settings));
    job.post({ round: -1, iteration: 0, picture: run.x() });
    await inSlices(job, () => {
      job.post({ round: run.round(), iteration: run.iteration(), picture: run.picture() });
      return engine.advance(run);
    });
  },

  async [ACTION.figure4]({ forms, settings }, job) {
    const { engine } = model(job);
    const run = job.freeAtEnd(engine.denoise(exampleDigits(forms), settings));
    await inSlices(job, () => {
      job.post({ iteration: run.iteration(), logJoint: run.log_joint() });
      return engine.advance(run);
    });
  },

  async [ACTION.figure5]({ corruption, settings }, job) {
    const { engine } = model(job);
    const clean = exampleDigits(1);
    const { image, mask } = job.freeAtEnd(core.corrupt(clean, corruption.kind, corruption.strength, corruption.seed));
    job.post({ round: -1, iteration: 0, picture: clean.slice(), error: 0 });
    job.post({ round: 0, iteration: 0, picture: image.slice(), error: core.error_per_missing_pixel(image, clean, mask) });
    const run = job.freeAtEnd(engine.inpaint(image, mask, 'noise', settings));
    await inSlices(job, () => {
      if (run.iteration() === settings.n_steps) {
        const picture = run.picture();
        job.post({ round: run.round() + 1, iteration: 0, picture, error: core.error_per_missing_pixel(picture, clean, mask) });
      }
      return engine.advance(run);
    });
  },
};
