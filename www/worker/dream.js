// Chains without end, how they mix, morphs and directions of h2.

import * as core from '../pkg/targetprop.js';
import { ACTION } from '../protocol.js';
import { model } from './engine.js';
import { inSlices } from './job.js';

/** @typedef {import('../protocol.js').ChainFrame} ChainFrame */

/** The chains of this worker, and the model they run on. @type {{ running: core.RunningChains, engine: core.Engine } | null} */
let chains = null;
/** Weights of the mixture's components by wanted digit, which take a while. @type {WeakMap<core.Engine, Map<number, Float32Array>>} */
const weights = new WeakMap();
/** @type {WeakMap<core.Engine, core.H2Directions>} */
const directions = new WeakMap();

/** @param {number | null} digit */
function weightsOf(digit) {
  if (digit === null) return undefined;
  const known = weights.get(model()) ?? new Map();
  weights.set(model(), known);
  if (!known.has(digit)) known.set(digit, model().component_weights(digit));
  return known.get(digit);
}

/** @param {core.RunningChains} running @param {Partial<ChainFrame>} more @returns {ChainFrame} */
function look(running, more) {
  return {
    pictures: model().chain_pictures(running),
    reads: model().chain_readings(running),
    steps: running.steps(),
    samples: running.samples(),
    film: [],
    sums: null,
    ...more,
  };
}

/** h2 that explains an image. @param {Float32Array} x */
function h2Of(x) {
  const [, steps, step, topDown] = core.parameters().denoise;
  const run = model().denoise(x, { n_rounds: 1, n_steps: steps.default, step: step.default, top_down: topDown.default });
  try {
    while (model().advance(run));
    return run.h2();
  } finally {
    run.free();
  }
}

/** What images read as. @param {Float32Array} x */
function readImages(x) {
  const run = model().denoise(x, { n_rounds: 1, n_steps: 0, step: 0, top_down: 0 });
  try {
    return model().read(run);
  } finally {
    run.free();
  }
}

/** @type {import('./job.js').Actions} */
export const actions = {
  [ACTION.dreamTables]: () => core.laboratory(),
  [ACTION.dreamStart]({ sampler, prior, digit, settings, seed, first, count }) {
    chains?.running.free();
    chains = null;
    const wanted = prior === 'mixture' ? weightsOf(digit) : undefined;
    chains = { running: model().chains(sampler, prior, wanted, settings, seed, first, count), engine: model() };
    return look(chains.running, {});
  },
  /** Some steps; null where the chains are gone, with their model or by a newer start. */
  async [ACTION.dreamStep]({ steps, watched, sums }, job) {
    const own = chains;
    const gone = () => !own || own !== chains || own.engine !== model();
    if (!own || gone()) return null;
    /** @type {ChainFrame['film']} */
    const film = [];
    let left = steps;
    await inSlices(job, () => {
      if (left <= 0 || gone()) return false;
      const complete = own.engine.advance_chains(own.running);
      if (complete && watched >= 0) {
        const picture = own.engine.chain_pictures(own.running).slice(784 * watched, 784 * (watched + 1));
        film.push({ picture, reads: own.engine.chain_readings(own.running).slice(10 * watched, 10 * (watched + 1)) });
      }
      return --left > 0;
    });
    return gone() ? null : look(own.running, { film, sums: sums ? own.running.sums() : null });
  },
  [ACTION.dreamReport]: ({ sums, parts }) => core.mixing_report(sums, parts),
  [ACTION.dreamMorph]({ from, to, count }) {
    const found = model().morph(from, to, count);
    const pictures = { throughH2: found.through_h2, throughPixels: found.through_pixels };
    found.free();
    return { ...pictures, h2Reads: readImages(pictures.throughH2), pixelReads: readImages(pictures.throughPixels) };
  },
  [ACTION.dreamAlong]({ base, amounts }) {
    const found = directions.get(model()) ?? model().h2_directions(amounts.length);
    directions.set(model(), found);
    const picture = model().along_directions(found, base ? h2Of(base) : undefined, Float32Array.from(amounts));
    return { picture, shares: found.shares(), reads: readImages(picture) };
  },
};
