// The state of the bench that looks inside: what it starts as, and what a link keeps of it.

import { numberFrom } from '../../app/link.js';
import { SEED } from '../../app/state.js';

/**
 * @typedef {import('../../client/protocol.js').Param} Param
 * @typedef {'h1' | 'h2'} Layer
 * @typedef {import('../../app/link.js').LinkFields} LinkFields
 * @typedef {object} InsideState
 * @property {Layer} layer
 * @property {number} unit of that layer, which is looked at
 * @property {Record<string, number>} settings of inference
 * @property {Record<string, number>} lesions
 * @property {Record<Layer, number[]>} silent units that were silenced by hand
 * @property {number} seed which units the shares of lesions mean
 * @property {'clean' | 'spoilt'} input of the digit of Denoise
 * @property {'intact' | 'lesioned'} shown
 * @property {number} cursor the iteration that is shown
 * @property {boolean} playing
 * @property {Float32Array | null} x what comes in
 * @property {import('../../client/protocol.js').InsideRuns | null} runs
 * @property {{ intact: import('../../client/protocol.js').Fare, lesioned: import('../../client/protocol.js').Fare } | null} fare
 * @property {Float64Array | null} honesty three cosines an iteration
 * @property {import('../../client/protocol.js').UnitPictures | null} pictures of the unit
 * @property {{ h1: number, h2: number }} sizes
 */

/** A unit that stands for a part of a stroke. */
const FIRST_UNIT = 0;

/** Units, parted by commas. @param {string} text @param {number} units */
function unitsFrom(text, units) {
  const numbers = text.split(',').map((part) => numberFrom(part, { min: 0, max: units - 1, integer: true }));
  return numbers.every((n) => n !== undefined) ? /** @type {number[]} */ ([...new Set(numbers)]) : undefined;
}

/** @param {Param[]} params @param {LinkFields} link */
const valuesFrom = (params, link) => Object.fromEntries(params.map((p) => [p.name, link.number(p.name, p) ?? p.default]));

/** @param {LinkFields} link @param {Param[]} params @param {Param[]} lesions @param {{ h1: number, h2: number }} sizes @returns {InsideState} */
export function fromLink(link, params, lesions, sizes) {
  const layer = link.choice('layer', /** @type {const} */ (['h1', 'h2'])) ?? 'h1';
  const silent = (/** @type {Layer} */ name) => link.read(`silent.${name}`, (text) => unitsFrom(text, sizes[name])) ?? [];
  return {
    layer,
    unit: link.number('unit', { min: 0, max: sizes[layer] - 1, integer: true }) ?? FIRST_UNIT,
    settings: valuesFrom(params, link),
    lesions: valuesFrom(lesions, link),
    silent: { h1: silent('h1'), h2: silent('h2') },
    seed: link.number('seed', SEED) ?? 1,
    input: link.choice('input', /** @type {const} */ (['clean', 'spoilt'])) ?? 'clean',
    shown: link.choice('shown', /** @type {const} */ (['intact', 'lesioned'])) ?? 'intact',
    cursor: link.number('cursor', { min: 0, max: 200, integer: true }) ?? Infinity,
    playing: false,
    x: null,
    runs: null,
    fare: null,
    honesty: null,
    pictures: null,
    sizes,
  };
}

/** @param {InsideState} state @param {Param[]} params @param {Param[]} lesionParams */
export function toLink({ layer, unit, settings, lesions, silent, seed, input, shown, cursor, runs }, params, lesionParams) {
  /** @type {Record<string, string | number>} */
  const fields = {};
  if (layer !== 'h1') fields.layer = layer;
  if (unit !== FIRST_UNIT) fields.unit = unit;
  for (const [list, values] of /** @type {[Param[], Record<string, number>][]} */ ([[params, settings], [lesionParams, lesions]])) {
    for (const { name, default: value } of list) if (values[name] !== value) fields[name] = values[name];
  }
  if (silent.h1.length) fields['silent.h1'] = silent.h1.join(',');
  if (silent.h2.length) fields['silent.h2'] = silent.h2.join(',');
  if (seed !== 1) fields.seed = seed;
  if (input !== 'clean') fields.input = input;
  if (shown !== 'intact') fields.shown = shown;
  if (runs && cursor < runs.intact.length - 1) fields.cursor = cursor;
  return fields;
}
