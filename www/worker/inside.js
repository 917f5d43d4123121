// Units, the digits that drive them, inference with and without lesions, and how honest targetprop is.

import { imageAt } from '../client/pixels.js';
import * as core from '../pkg/targetprop.js';
import { ACTION } from '../client/protocol.js';
import { latents, model } from './engine.js';

/** @import { ExamplesRead, InsideFrame, InsideJob } from '../client/protocol.js' */
/** @typedef {import('./job.js').Job} Job @typedef {ReturnType<typeof model>} OpenModel */

/** Synthetic digits with their latents in a model. @param {OpenModel} of */
const bank = (of) => of.keep('bank', () => of.engine.bank());

/** One inference, every step of it. @param {core.Engine} engine @param {InsideJob} payload @param {Job} job @returns {InsideFrame[]} */
function trace(engine, { x, clean, settings }, job) {
  const run = job.freeAtEnd(engine.denoise(x, { ...settings, n_rounds: 1 }));
  const frames = [];
  do {
    const picture = run.picture();
    const squaredError = clean ? core.squared_error(picture, clean) : null;
    frames.push({ picture, squaredError, h: latents(run), logJoint: run.log_joint(), reads: engine.read(run) });
  } while (engine.advance(run));
  // A run of no iterations still advances once.
  return frames.slice(0, settings.n_steps + 1);
}

/**
 * How well synthetic digits come out: how many read right, and their mean squared error. With it their h1, one after the other.
 * @param {core.Engine} engine @param {core.Bank} bank @param {any} settings @param {Job} job
 * @returns {{ examples: ExamplesRead, h1: Float32Array }}
 */
function examples(engine, bank, settings, job) {
  const images = bank.images();
  const labels = bank.labels();
  const run = job.freeAtEnd(engine.denoise(images, { ...settings, n_rounds: 1 }));
  while (engine.advance(run));
  const reads = engine.read(run);
  const right = labels.reduce((sum, label, i) => {
    const row = reads.subarray(10 * i, 10 * (i + 1));
    return sum + Number(row.every((value) => value <= row[label]));
  }, 0);
  return { examples: { right, of: labels.length, squaredError: core.squared_error(run.picture(), images) / labels.length }, h1: run.h(1) };
}

/** How they fared last without lesions. @type {{ key: string, of: OpenModel, result: ReturnType<typeof examples> } | null} */
let intact = null;

/** @param {OpenModel} of @param {any} settings @param {Job} job */
function intactExamples(of, settings, job) {
  const key = JSON.stringify(settings);
  if (intact?.key !== key || intact.of !== of) intact = { key, of, result: examples(of.engine, bank(of), settings, job) };
  return intact.result;
}

/** A lesioned copy of a model. @param {core.Engine} engine @param {InsideJob} payload @param {Job} job */
const lesioned = (engine, { lesions, silent, seed }, job) => job.freeAtEnd(engine.lesioned(lesions, silent, seed));

/** @type {import('./job.js').Actions} */
export const actions = {
  [ACTION.insideTables]: () => core.lesion_parameters(),
  [ACTION.insideTrace](payload, job) {
    const { engine } = model(job);
    return { intact: trace(engine, payload, job), lesioned: trace(lesioned(engine, payload, job), payload, job) };
  },
  [ACTION.insideExamples](payload, job) {
    const of = model(job);
    const { settings } = payload;
    return { intact: intactExamples(of, settings, job).examples,
      lesioned: examples(lesioned(of.engine, payload, job), bank(of), settings, job).examples };
  },
  [ACTION.insideCosines]: ({ x, settings: { n_steps: steps, step, top_down: topDown } }, job) =>
    model(job).engine.cosines(x, steps, step, topDown),
  [ACTION.insideStandOut]: ({ h1, settings }, job) => core.standing_out(h1, intactExamples(model(job), settings, job).h1),
  [ACTION.insideUnit]({ layer, unit, count }, job) {
    const of = model(job);
    const { bottom_up: bottomUp, top_down: topDown, encoder, decoder } = job.freeAtEnd(of.engine.unit(layer, unit));
    const { indices, values } = job.freeAtEnd(of.engine.drivers(bank(of), layer, unit, count));
    const images = bank(of).images();
    const labels = bank(of).labels();
    const drivers = Array.from(indices, (at, i) =>
      ({ image: imageAt(images, at).slice(), label: labels[at], value: values[i] }));
    return { bottomUp, topDown, encoder, decoder, drivers };
  },
};
