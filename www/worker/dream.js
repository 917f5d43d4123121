// Chains without end, how they mix, morphs and directions of h2.

import { imageAt } from '../client/pixels.js';
import * as core from '../pkg/targetprop.js';
import { ACTION } from '../client/protocol.js';
import { model } from './engine.js';
import { Cancelled, inSlices } from './job.js';

/**
 * @typedef {import('../client/protocol.js').ChainFrame} ChainFrame @typedef {ReturnType<typeof model>} OpenModel
 * @typedef {import('./job.js').Job} Job
 */

/** The chains of this worker, and the model they run on. @type {{ running: core.RunningChains, of: OpenModel } | null} */
let chains = null;
/** The newest request to start some. */
let newest = 0;

/** @param {core.Engine} engine @param {core.RunningChains} running @param {Partial<ChainFrame>} more @returns {ChainFrame} */
function look(engine, running, more) {
  return {
    pictures: engine.chain_pictures(running),
    reads: engine.chain_readings(running),
    blank: engine.blank_chains(running),
    steps: running.steps(),
    samples: running.samples(),
    film: [],
    sums: null,
    ...more,
  };
}

/** @type {import('./job.js').Actions} */
export const actions = {
  [ACTION.dreamTables]: () => core.laboratory(),
  async [ACTION.dreamStart]({ sampler, prior, digit, settings, seed, first, count }, job) {
    newest = job.id;
    const of = model(job);
    const { engine } = of;
    if (prior === 'mixture') await of.need('mixture');
    if (newest !== job.id) throw new Cancelled();
    // Weights of the mixture's components for a wanted digit, which take a while.
    const wanted = prior === 'mixture' && digit !== null ? of.keep(`weights ${digit}`, () => engine.component_weights(digit)) : undefined;
    const running = engine.chains(sampler, prior, wanted, settings, seed, first, count);
    chains?.running.free();
    chains = { running, of };
    return look(engine, running, {});
  },
  /** Some steps; null where a newer start has replaced the chains. */
  async [ACTION.dreamStep]({ steps, watched, sums }, job) {
    const of = model(job);
    const started = chains;
    if (started?.of !== of) return null;
    const { engine } = of;
    /** @type {ChainFrame['film']} */
    const film = [];
    let left = steps;
    await inSlices(job, () => {
      if (left <= 0 || started !== chains) return false;
      const complete = engine.advance_chains(started.running);
      if (complete && watched >= 0) {
        const picture = imageAt(engine.chain_pictures(started.running), watched).slice();
        const reads = engine.chain_readings(started.running).slice(10 * watched, 10 * (watched + 1));
        film.push({ picture, reads, blank: engine.blank_chains(started.running)[watched] === 1 });
      }
      return --left > 0;
    });
    return started === chains ? look(engine, started.running, { film, sums: sums ? started.running.sums() : null }) : null;
  },
  [ACTION.dreamRestart](_, job) {
    const of = model(job);
    if (chains?.of !== of) return null;
    of.engine.restart_blank_chains(chains.running);
    return look(of.engine, chains.running, {});
  },
  [ACTION.dreamReport]: ({ sums, parts }) => core.mixing_report(sums, parts),
  [ACTION.dreamMorph]({ from, to, count }, job) {
    const { engine } = model(job);
    const { through_h2: throughH2, through_pixels: throughPixels } = job.freeAtEnd(engine.morph(from, to, count));
    return { throughH2, throughPixels, h2Reads: engine.read_images(throughH2), pixelReads: engine.read_images(throughPixels) };
  },
  /** `amounts` beyond the directions that h2 has are not used. */
  async [ACTION.dreamDirections]({ base, amounts }, job) {
    const of = model(job);
    const { engine } = of;
    await of.need('mixture');
    const found = of.keep('directions', () => engine.h2_directions(amounts.length));
    const shares = found.shares();
    const picture = engine.along_directions(found, base ? engine.explain(base) : undefined,
      Float32Array.from(amounts.slice(0, shares.length)));
    return { picture, shares, reads: engine.read_images(picture) };
  },
};
