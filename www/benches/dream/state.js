// The state of the dream bench: what it starts as, and what a link keeps of it.

import { SEED } from '../../state.js';

/**
 * @typedef {import('../../protocol.js').Param} Param
 * @typedef {object} DreamState
 * @property {boolean} ready whether a model is open
 * @property {number} seed
 * @property {'mixture' | 'gaussian'} prior
 * @property {number | null} digit to dream, with the mixture
 * @property {Record<string, number>} settings by parameter name
 * @property {Float32Array | null} directed
 * @property {import('../../protocol.js').DreamFrame | null} frame
 * @property {boolean} running
 */

const DIGIT = { min: 0, max: 9, integer: true };
/** Defaults of dreams from the mixture: decoded directly, with its own variance. */
const MIXTURE = /** @type {Record<string, number>} */ ({ n_rounds: 0, variance_scale: 1 });
/** @type {WeakMap<Param[], Param[]>} */
const adjusted = new WeakMap();

/** Parameters of dreams from a prior; the list stays the same as long as that does. @param {Param[]} params @param {DreamState['prior']} prior */
export function paramsOf(params, prior) {
  if (prior === 'gaussian') return params;
  const list = adjusted.get(params) ?? params.map((param) => ({ ...param, default: MIXTURE[param.name] ?? param.default }));
  adjusted.set(params, list);
  return list;
}

/** @param {import('../../link.js').LinkFields} link @param {Param[]} params @returns {DreamState} */
export function fromLink(link, params) {
  const prior = link.choice('prior', /** @type {const} */ (['mixture', 'gaussian'])) ?? 'mixture';
  const digit = link.number('digit', DIGIT) ?? null;
  const list = paramsOf(params, prior);
  return {
    ready: true,
    seed: link.number('seed', SEED) ?? 1,
    prior,
    digit: prior === 'mixture' ? digit : null,
    settings: Object.fromEntries(list.map((p) => [p.name, link.number(p.name, p) ?? p.default])),
    directed: null,
    frame: null,
    running: false,
  };
}

/** @param {DreamState} state @param {Param[]} params */
export function toLink({ seed, prior, digit, settings }, params) {
  /** @type {Record<string, string | number>} */
  const fields = { seed, prior };
  if (digit !== null) fields.digit = digit;
  for (const { name, default: value } of paramsOf(params, prior)) if (settings[name] !== value) fields[name] = settings[name];
  return fields;
}
