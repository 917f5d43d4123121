// The state of the dream bench: what it starts as, and what a link keeps of it.

import { always, choice, field, number } from '../../app/fields.js';
import { numberFrom } from '../../app/link.js';
import { SEED } from '../../app/state.js';

/**
 * @import { Field, Values } from '../../app/fields.js'
 * @import { LinkFields } from '../../app/link.js'
 * @import { DreamTables, Param, Sample, Sampler } from '../../client/protocol.js'
 * @typedef {object} DreamState
 * @property {boolean} ready whether a model is open
 * @property {number} at steps that the chains begin with
 * @property {number} seed
 * @property {Sampler} sampler
 * @property {'mixture' | 'gaussian'} prior
 * @property {number | null} digit to start from, with the mixture
 * @property {number} count of chains
 * @property {Record<string, number>} settings by parameter name
 * @property {number[]} amounts along the directions of h2
 * @property {import('../../client/protocol.js').ChainFrame | null} frame
 * @property {boolean} playing
 * @property {boolean} mended whether chains that had died were started again: no link leads to where they are
 * @property {number} chosen chain
 * @property {Sample[]} film samples of the chosen chain, the oldest first
 * @property {import('../../client/protocol.js').MixingReport | null} report
 * @property {import('../../strings/strings.js').Saying} problem
 */

/** How many chains can be chosen; links may ask for any number that they once could, and get the nearest of these. */
export const COUNTS = [1, 16, 64];
/** Samplers that begin anew with every sample. */
export const RENEWED = ['directed', 'generate'];
/** Most steps that a link makes its visitor wait for. */
const MAX_AT = 2000;
const OLD_COUNT = { min: 1, max: 256, integer: true };
const DIGIT = { min: 0, max: 9, integer: true };
const AT = { min: 0, max: MAX_AT, integer: true };
/** @type {WeakMap<DreamTables, Map<string, Param[]>>} */
const adjusted = new WeakMap();

/**
 * Defaults that the core's tables cannot know: the mixture is used with its own variance, h2 corrupted as while the open model learned.
 * @param {DreamState['prior']} prior @param {number} spikes @returns {Record<string, number>}
 */
export const dreamDefaults = (prior, spikes) => ({ ...(prior === 'mixture' && { variance_scale: 1 }), spikes });

/**
 * Parameters of a sampler on a prior; the list stays the same.
 * @param {DreamTables} tables @param {Sampler} sampler @param {DreamState['prior']} prior
 */
export function paramsOf(tables, sampler, prior) {
  const lists = adjusted.get(tables) ?? new Map();
  adjusted.set(tables, lists);
  const key = `${sampler} ${prior}`;
  const { settings } = tables.samplers.find((table) => table.sampler === sampler) ?? tables.samplers[0];
  const defaults = dreamDefaults(prior, tables.spikes);
  if (!lists.has(key)) lists.set(key, settings.map((p) => (p.name in defaults ? { ...p, default: defaults[p.name] } : p)));
  return /** @type {Param[]} */ (lists.get(key));
}

/** The sampler that links meant before they named one. @param {LinkFields} link @param {DreamState['prior']} prior @param {Param} rounds */
function samplerBefore(link, prior, rounds) {
  const wanted = link.number('n_rounds', rounds) ?? (prior === 'gaussian' ? 1 : 0);
  return wanted > 0 ? 'generate' : 'directed';
}

/** Places on the directions, parted by commas. @param {string} text @param {DreamTables} tables @returns {number[] | undefined} */
function amountsFrom(text, { directions, direction_amount: range }) {
  const amounts = text.split(',').map((part) => numberFrom(part, range));
  return amounts.length === directions.default && amounts.every((amount) => amount !== undefined) ? /** @type {number[]} */ (amounts)
    : undefined;
}

/** What a link keeps. @param {DreamTables} tables @returns {Field[]} */
export function fields(tables) {
  const params = new Map(tables.samplers.flatMap(({ settings }) => settings).reverse().map((param) => [param.name, param]));
  const rounds = /** @type {Param} */ (params.get('n_rounds'));
  const ofChosen = (/** @type {Values} */ { sampler, prior }, /** @type {string} */ name) =>
    paramsOf(tables, sampler, prior).find((param) => param.name === name);
  const nearest = (/** @type {number} */ wanted) => COUNTS.reduce((best, n) => (Math.abs(n - wanted) < Math.abs(best - wanted) ? n : best));
  const samplers = tables.samplers.map(({ sampler }) => sampler);
  return [
    choice('prior', ['mixture', 'gaussian'], { write: always }),
    field('sampler', (/** @type {Values} */ { prior }, /** @type {LinkFields} */ link) => samplerBefore(link, prior, rounds),
      (text) => samplers.find((sampler) => sampler === text), { write: always }),
    number('seed', SEED, 1, { write: always }),
    // Settings of other samplers are not used, but nonsense in them is said.
    ...[...params.values()].map((param) =>
      number(param.name, (values) => ofChosen(values, param.name) ?? param, (/** @type {Values} */ values) =>
        ofChosen(values, param.name)?.default,
        { path: ['settings', param.name] })),
    field('count', nearest(tables.chains.default), (text) => {
      const wanted = numberFrom(text, OLD_COUNT);
      return wanted && nearest(wanted);
    }),
    number('digit', DIGIT, null),
    field('along', () => new Array(tables.directions.default).fill(0), (text) => amountsFrom(text, tables), {
      path: ['amounts'], write: (amounts) => (amounts.some(Boolean) ? amounts.join(',') : null),
    }),
    field('chain', 0, (text, { count }) => {
      const chain = numberFrom(text, { min: 1, max: count, integer: true });
      return chain && chain - 1;
    }, { path: ['chosen'], write: (chosen) => (chosen ? chosen + 1 : null) }),
    number('at', AT, stepsBefore, {
      // While chains run, a link would be old at once.
      write: (_, { playing, mended, frame }) =>
        (!playing && !mended && frame && frame.steps > 0 && frame.steps <= MAX_AT ? frame.steps : null),
    }),
  ];
}

/** Links that named no sampler led to the end of GENERATE. @param {Values} values @param {LinkFields} link */
const stepsBefore = ({ sampler, settings: { n_rounds: rounds, n_steps: steps } }, link) =>
  sampler === 'generate' && !link.has('sampler') ? Math.min(MAX_AT, rounds * steps) : 0;

/** What no link keeps. */
export const rest = () => ({ ready: true, frame: null, playing: false, mended: false, film: [], report: null, problem: '' });
