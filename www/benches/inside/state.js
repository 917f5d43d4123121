// The state of the bench that looks inside: what it starts as, and what a link keeps of it.

import { choice, field, number, numbers } from '../../app/fields.js';
import { numberFrom } from '../../app/link.js';
import { SEED, hiddenOf } from '../../app/state.js';

/** @import { ExamplesRead, InsideRuns, Param, UnitPictures } from '../../client/protocol.js' */

/**
 * @typedef {string} Layer h1, h2, …
 * @typedef {object} InsideState
 * @property {Layer} layer
 * @property {number} unit of that layer, which is looked at
 * @property {'digit' | 'visitor' | null} chosenBy who chose the unit: nobody yet, the digit, or the visitor and whoever made the link
 * @property {Record<string, number>} settings of inference
 * @property {Record<string, number>} lesions
 * @property {Record<Layer, number[]>} silent units that were silenced by hand
 * @property {number} seed which units the shares of lesions mean
 * @property {'clean' | 'spoilt'} input of the digit of Denoise
 * @property {'intact' | 'lesioned'} shown
 * @property {number} cursor the iteration that is shown
 * @property {boolean} playing
 * @property {Float32Array | null} x what comes in
 * @property {InsideRuns | null} runs
 * @property {{ intact: ExamplesRead, lesioned: ExamplesRead } | null} examples
 * @property {Float64Array | null} cosines of each iteration: h1 by x alone, then every layer
 * @property {UnitPictures | null} pictures of the unit
 * @property {Record<Layer, number>} sizes units of each layer
 */

/**
 * Units of each latent layer, by name.
 * @param {import('../../client/protocol.js').Card['architecture']} architecture @returns {Record<Layer, number>}
 */
export const sizesOf = (architecture) => Object.fromEntries(hiddenOf(architecture).map((units, i) => [`h${i + 1}`, units]));

/** Nothing silenced by hand. @param {Record<Layer, number>} sizes @returns {Record<Layer, number[]>} */
export const noneSilent = (sizes) => Object.fromEntries(Object.keys(sizes).map((layer) => [layer, []]));

/** What a link means that says something of this bench, but not which unit. */
const FIRST_UNIT = 0;
const CURSOR = { min: 0, max: 200, integer: true };

/** Units, parted by commas. @param {string} text @param {number} units */
function unitsFrom(text, units) {
  const numbers = text.split(',').map((part) => numberFrom(part, { min: 0, max: units - 1, integer: true }));
  return numbers.every((n) => n !== undefined) ? /** @type {number[]} */ ([...new Set(numbers)]) : undefined;
}

/**
 * What a link keeps; the sizes are those of the open model.
 * @param {Param[]} params @param {Param[]} lesions @param {Record<Layer, number>} sizes
 */
export function fields(params, lesions, sizes) {
  const silent = (/** @type {Layer} */ layer) =>
    field(`silent.${layer}`, () => [], (text) => unitsFrom(text, sizes[layer]), {
      path: ['silent', layer], write: (units) => (units.length ? units.join(',') : null),
    });
  return [
    choice('layer', Object.keys(sizes)),
    number('unit', ({ layer }) => ({ min: 0, max: sizes[/** @type {Layer} */ (layer)] - 1, integer: true }), FIRST_UNIT,
      { write: (unit, { chosenBy }) => (chosenBy ? unit : null) }),
    ...numbers(params, ['settings']),
    ...numbers(lesions, ['lesions']),
    ...Object.keys(sizes).map(silent),
    number('seed', SEED, 1),
    choice('input', ['clean', 'spoilt']),
    choice('shown', ['intact', 'lesioned']),
    number('cursor', CURSOR, Infinity, { write: (cursor, { runs }) => (runs && cursor < runs.intact.length - 1 ? cursor : null) }),
  ];
}

/** What no link keeps. @param {Record<Layer, number>} sizes @param {boolean} linked whether the link says something of this bench */
export const rest = (sizes, linked) =>
  ({ chosenBy: linked ? 'visitor' : null, playing: false, x: null, runs: null, examples: null, cosines: null, pictures: null, sizes });
