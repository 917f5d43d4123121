// Units, the digits that drive them, inference with and without lesions, and how honest targetprop is.

import * as core from '../pkg/targetprop.js';
import { ACTION } from '../protocol.js';
import { model } from './engine.js';

/** @typedef {import('../protocol.js').InsideFrame} InsideFrame */

/** Synthetic digits with their latents in the open model. @type {WeakMap<core.Engine, core.Bank>} */
const banks = new WeakMap();

function bank() {
  const found = banks.get(model()) ?? model().bank();
  banks.set(model(), found);
  return found;
}

/** One inference, every step of it. @param {core.Engine} engine @param {any} job @returns {InsideFrame[]} */
function trace(engine, { x, clean, settings }) {
  const run = engine.denoise(x, { ...settings, n_rounds: 1 });
  const frames = [];
  try {
    do {
      const picture = run.picture();
      const squaredError = clean ? core.squared_error(picture, clean) : null;
      frames.push({ picture, squaredError, h1: run.h1(), h2: run.h2(), logJoint: run.log_joint(), reads: engine.read(run) });
    } while (engine.advance(run));
  } finally {
    run.free();
  }
  // A run of no iterations still advances once.
  return frames.slice(0, settings.n_steps + 1);
}

/** How the synthetic digits fare: how many read right, and their mean squared error. @param {core.Engine} engine @param {any} settings @returns {import('../protocol.js').Fare} */
function fare(engine, settings) {
  const images = bank().images();
  const labels = bank().labels();
  const run = engine.denoise(images, { ...settings, n_rounds: 1 });
  try {
    while (engine.advance(run));
    const reads = engine.read(run);
    const right = labels.reduce((sum, label, i) => {
      const row = reads.subarray(10 * i, 10 * (i + 1));
      return sum + Number(row.every((value) => value <= row[label]));
    }, 0);
    return { right, of: labels.length, squaredError: core.squared_error(run.picture(), images) / labels.length };
  } finally {
    run.free();
  }
}

/** How they fared last without lesions. @type {{ key: string, engine: core.Engine, fare: import('../protocol.js').Fare } | null} */
let intactFare = null;

/** @template T @param {any} job @param {(broken: core.Engine) => T} work on a lesioned copy of the model */
function withLesions({ lesions, silentH1, silentH2, seed }, work) {
  const broken = model().lesioned(lesions, Uint32Array.from(silentH1), Uint32Array.from(silentH2), seed);
  try {
    return work(broken);
  } finally {
    broken.free();
  }
}

/** @type {import('./job.js').Actions} */
export const actions = {
  [ACTION.insideTables]: () => core.lesion_parameters(),
  [ACTION.insideTrace]: (job) => ({ intact: trace(model(), job), lesioned: withLesions(job, (broken) => trace(broken, job)) }),
  [ACTION.insideFare]({ settings, ...job }) {
    const key = JSON.stringify(settings);
    if (intactFare?.key !== key || intactFare.engine !== model()) intactFare = { key, engine: model(), fare: fare(model(), settings) };
    return { intact: intactFare.fare, lesioned: withLesions(job, (broken) => fare(broken, settings)) };
  },
  [ACTION.insideHonesty]: ({ x, settings: { n_steps: steps, step, top_down: topDown } }) => model().honesty(x, steps, step, topDown),
  [ACTION.insideUnit]({ layer, unit, count }) {
    const found = model().unit(layer, unit);
    const driving = model().drivers(bank(), layer, unit, count);
    const images = bank().images();
    const labels = bank().labels();
    const drivers = Array.from(driving.indices, (at, i) => ({ image: images.slice(784 * at, 784 * (at + 1)), label: labels[at], value: driving.values[i] }));
    const pictures = { bottomUp: found.bottom_up, topDown: found.top_down, encoder: found.encoder, decoder: found.decoder, drivers };
    found.free();
    driving.free();
    return pictures;
  },
};
