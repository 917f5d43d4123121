// The state of the dream bench: what it starts as, and what a link keeps of it.

import { numberFrom } from '../../app/link.js';
import { SEED } from '../../app/state.js';

/**
 * @typedef {import('../../client/protocol.js').Param} Param
 * @typedef {import('../../client/protocol.js').Laboratory} Laboratory
 * @typedef {import('../../client/protocol.js').Sampler} Sampler
 * @typedef {import('../../app/link.js').LinkFields} LinkFields
 * @typedef {{ picture: Float32Array, reads: Float32Array }} Sample
 * @typedef {object} DreamState
 * @property {boolean} ready whether a model is open
 * @property {number} seed
 * @property {Sampler} sampler
 * @property {'mixture' | 'gaussian'} prior
 * @property {number | null} digit to start from, with the mixture
 * @property {number} count of chains
 * @property {Record<string, number>} settings by parameter name
 * @property {number[]} amounts along the directions of h2
 * @property {import('../../client/protocol.js').ChainFrame | null} frame
 * @property {boolean} playing
 * @property {number} chosen chain
 * @property {Sample[]} film samples of the chosen chain, the oldest first
 * @property {import('../../client/protocol.js').MixingReport | null} report
 * @property {import('../../strings/strings.js').Saying} problem
 */

/** How many chains can be chosen; links may ask for any number that they once could, and get the nearest of these. */
export const COUNTS = [1, 16, 64];
/** Most steps that a link makes its visitor wait for. */
const MAX_AT = 2000;
const OLD_COUNT = { min: 1, max: 256, integer: true };
const DIGIT = { min: 0, max: 9, integer: true };
const AT = { min: 0, max: MAX_AT, integer: true };
/** @type {WeakMap<Laboratory, Map<string, Param[]>>} */
const adjusted = new WeakMap();

/**
 * Defaults that the core's tables cannot know: the mixture is used with its own variance, h2 corrupted as while the open model learned.
 * @param {DreamState['prior']} prior @param {number} spikes @returns {Record<string, number>}
 */
export const ownDefaults = (prior, spikes) => ({ ...(prior === 'mixture' && { variance_scale: 1 }), spikes });

/**
 * Parameters of a sampler on a prior; the list stays the same.
 * @param {Laboratory} tables @param {Sampler} sampler @param {DreamState['prior']} prior
 */
export function paramsOf(tables, sampler, prior) {
  const lists = adjusted.get(tables) ?? new Map();
  adjusted.set(tables, lists);
  const key = `${sampler} ${prior}`;
  const { settings } = tables.samplers.find((table) => table.sampler === sampler) ?? tables.samplers[0];
  const defaults = ownDefaults(prior, tables.spikes);
  if (!lists.has(key)) lists.set(key, settings.map((p) => (p.name in defaults ? { ...p, default: defaults[p.name] } : p)));
  return /** @type {Param[]} */ (lists.get(key));
}

/** The sampler that a link names, or that links meant before they named one. @param {LinkFields} link @param {DreamState['prior']} prior @param {Laboratory} tables */
function samplerFrom(link, prior, tables) {
  const named = link.choice('sampler', tables.samplers.map(({ sampler }) => sampler));
  if (named) return named;
  const rounds = tables.samplers.flatMap(({ settings }) => settings).find(({ name }) => name === 'n_rounds');
  const wanted = (rounds && link.number('n_rounds', rounds)) ?? (prior === 'gaussian' ? 1 : 0);
  return wanted > 0 ? 'generate' : 'directed';
}

/** Places on the directions, parted by commas. @param {string} text @param {Laboratory} tables @returns {number[] | undefined} */
function amountsFrom(text, { directions, direction_amount: range }) {
  const amounts = text.split(',').map((part) => numberFrom(part, range));
  return amounts.length === directions.default && amounts.every((amount) => amount !== undefined) ? /** @type {number[]} */ (amounts) : undefined;
}

/** @param {LinkFields} link @param {Laboratory} tables @returns {{ state: DreamState, at: number }} at: steps to begin with */
export function fromLink(link, tables) {
  const prior = link.choice('prior', /** @type {const} */ (['mixture', 'gaussian'])) ?? 'mixture';
  const sampler = samplerFrom(link, prior, tables);
  // Settings of other samplers are not used, but nonsense in them is said.
  for (const param of tables.samplers.flatMap(({ settings }) => settings)) link.number(param.name, param);
  const wanted = link.number('count', OLD_COUNT) ?? tables.chains.default;
  const count = COUNTS.reduce((best, n) => (Math.abs(n - wanted) < Math.abs(best - wanted) ? n : best));
  const digit = link.number('digit', DIGIT) ?? null;
  const state = /** @type {DreamState} */ ({
    ready: true,
    seed: link.number('seed', SEED) ?? 1,
    sampler,
    prior,
    digit: prior === 'mixture' ? digit : null,
    count,
    settings: Object.fromEntries(paramsOf(tables, sampler, prior).map((p) => [p.name, link.number(p.name, p) ?? p.default])),
    amounts: link.read('along', (text) => amountsFrom(text, tables)) ?? new Array(tables.directions.default).fill(0),
    frame: null,
    playing: false,
    chosen: (link.number('chain', { min: 1, max: count, integer: true }) ?? 1) - 1,
    film: [],
    report: null,
    problem: '',
  });
  // Links that named no sampler led to the end of GENERATE.
  const { n_rounds: rounds, n_steps: steps } = state.settings;
  const end = sampler === 'generate' && !link.has('sampler') ? Math.min(MAX_AT, rounds * steps) : 0;
  return { state, at: link.number('at', AT) ?? end };
}

/** @param {DreamState} state @param {Laboratory} tables */
export function toLink({ seed, sampler, prior, digit, count, settings, amounts, frame, playing, chosen }, tables) {
  /** @type {Record<string, string | number>} */
  const fields = { seed, sampler, prior };
  if (digit !== null) fields.digit = digit;
  if (count !== tables.chains.default) fields.count = count;
  if (chosen) fields.chain = chosen + 1;
  for (const { name, default: value } of paramsOf(tables, sampler, prior)) if (settings[name] !== value) fields[name] = settings[name];
  if (amounts.some(Boolean)) fields.along = amounts.join(',');
  // While chains run, a link would be old at once.
  if (!playing && frame && frame.steps > 0 && frame.steps <= MAX_AT) fields.at = frame.steps;
  return fields;
}
