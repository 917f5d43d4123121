// The values of the learn bench: what they start as, and what a link keeps of them.

import { number } from '../../app/fields.js';
import { SEED } from '../../app/state.js';

/** @import { LearnParameters, Param } from '../../client/protocol.js' */

/** Names of the five in sight. */
const NEAR = ['images', 'h1_units', 'h2_units', 'epochs', 'n_steps'];

/** @type {Param} */
const SEED_PARAM = { ...SEED, name: 'seed', symbol: '', unit: '', default: 1, help: 'of weights, order, noise and generated digits',
  source: 'any number' };

/** As many workers as there are cores, up to what the core allows. @param {LearnParameters} parameters @returns {Param} */
const workers = ({ workers }) => ({ ...workers, default: Math.min(workers.max, Math.max(1, navigator.hardwareConcurrency || 1)) });

/** @param {LearnParameters} parameters */
const all = (parameters) => [parameters.images, ...parameters.settings, SEED_PARAM, workers(parameters)];

/** The few in sight, and the others. @param {LearnParameters} parameters @returns {[Param[], Param[]]} */
export function inSight(parameters) {
  const params = all(parameters);
  const near = NEAR.map((name) => /** @type {Param} */ (params.find((param) => param.name === name)));
  return [near, params.filter(({ name }) => !NEAR.includes(name))];
}

/**
 * @param {LearnParameters} parameters @param {boolean} [paper] whether of a network of the paper's size @returns {Record<string, number>}
 */
export function defaults(parameters, paper = false) {
  const params = [...all(parameters), ...(paper ? parameters.paper_size : [])];
  return Object.fromEntries(params.map((param) => [param.name, param.default]));
}

/** What a link keeps: not how many workers there are, which is this machine's. @param {LearnParameters} parameters */
export const fields = (parameters) =>
  all(parameters).map((param) => number(param.name, param, param.default, {
    write: (value) => (param.name === 'workers' || short(value) === param.default ? null : short(value)),
  }));

/**
 * What a checkpoint is set to, as the fields hold it: a number beyond its field's range gives way to the end of that, and is named.
 * @param {LearnParameters} parameters @param {Record<string, number>} values @returns {{ values: Record<string, number>, beyond: Param[] }}
 */
export function fitting(parameters, values) {
  const held = { ...values };
  const beyond = all(parameters).filter(({ name, min, max }) => {
    if (!(name in values)) return false;
    held[name] = Math.min(max, Math.max(min, values[name]));
    return held[name] !== values[name];
  });
  return { values: held, beyond };
}

/** Rates come back from the core in 32 bits. A seed keeps every digit. @param {number} value */
export const short = (value) => (Number.isInteger(value) ? value : Number(value.toPrecision(6)));
