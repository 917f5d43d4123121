// The state of the bench that denoises: what it starts as, and what a link keeps of it and of the digit.

import { PIXELS } from '../../client/pixels.js';
import { always, choice, field, flag, number } from '../../app/fields.js';
import { imageToText, inkToText, textToImage, textToInk } from '../../app/link.js';
import { SEED } from '../../app/state.js';

/**
 * @import { State } from '../../app/state.js'
 * @import { Field, Values } from '../../app/fields.js'
 * @import { Frame, Glance, Param, Parameters } from '../../client/protocol.js'
 * @typedef {'blind' | 'told' | 'denoise' | 'inpaint'} Mode
 *
 * @typedef {object} DenoiseState
 * @property {Mode} mode
 * @property {'mixture' | 'noise'} start of in-painting
 * @property {Record<Mode, Record<string, number>>} settings by parameter name
 * @property {boolean} comparing whether the digit is restored under two settings, A and B
 * @property {boolean} comparedBefore whether B has settings of its own
 * @property {Record<Mode, Record<string, number>>} settingsB those of B
 * @property {'units' | 'differences'} maps whether the layers show what their units are, or where targetprop would move them
 * @property {boolean} live whether every change of the digit is restored at once
 * @property {Glance | null} glance what the spoilt digit evokes, shown until it is restored
 * @property {Frame[]} frames
 * @property {Frame[]} framesB those of B
 * @property {boolean} computing
 * @property {number} cursor index of the frame that is shown; a link that has one opens restored, at that step
 * @property {boolean} playing
 * @property {boolean} opening whether what is seen came by itself, and nobody has acted
 */

/**
 * How a digit is restored: by what the model has learned to restore with, or by the paper's inference alone, and whether it is told which
 * pixels are spoilt. Links of before there was a restorer name the last two.
 * @type {Record<Mode, { restorer: boolean, told: boolean }>}
 */
const WAYS = { blind: { restorer: true, told: false }, told: { restorer: true, told: true },
  denoise: { restorer: false, told: false }, inpaint: { restorer: false, told: true } };
const MODES = /** @type {Mode[]} */ (Object.keys(WAYS));

/** @param {Mode} mode */
export const wayOf = (mode) => WAYS[mode];

/** @param {Mode} mode @param {Partial<{ restorer: boolean, told: boolean }>} change @returns {Mode} the one that differs by it */
export function modeWith(mode, change) {
  const { restorer, told } = { ...WAYS[mode], ...change };
  return restorer ? (told ? 'told' : 'blind') : told ? 'inpaint' : 'denoise';
}

const STARTS = /** @type {const} */ (['mixture', 'noise']);
const MAPS = /** @type {const} */ (['units', 'differences']);

/** @returns {DenoiseState} */
export const initialState = () => ({
  mode: 'blind',
  start: 'mixture',
  settings: { blind: {}, told: {}, denoise: {}, inpaint: {} },
  comparing: false,
  comparedBefore: false,
  settingsB: { blind: {}, told: {}, denoise: {}, inpaint: {} },
  maps: 'units',
  live: false,
  glance: null,
  frames: [],
  framesB: [],
  computing: false,
  cursor: 0,
  playing: false,
  opening: false,
});

/** What B has that A has not when the two are first compared, in each mode. @type {Record<Mode, Record<string, number>>} */
const OTHER = { blind: { rounds: 1 }, told: { rounds: 1 }, denoise: { n_steps: 60 }, inpaint: { n_steps: 60 } };

/** Settings to compare with others. @param {Record<Mode, Record<string, number>>} settings */
export const otherThan = (settings) =>
  /** @type {typeof settings} */ (Object.fromEntries(MODES.map((mode) => [mode, { ...settings[mode], ...OTHER[mode] }])));

/** @type {WeakMap<Param[], Param[]>} */
const adjusted = new WeakMap();

/**
 * Parameters of a mode; in-painting's default of rounds depends on where it starts. The list stays the same as long as that does.
 * @param {Parameters} parameters @param {Mode} mode @param {DenoiseState['start']} start
 */
export function paramsOf(parameters, mode, start) {
  const { [mode]: params, expectation_rounds: rounds } = parameters;
  if (mode !== 'inpaint' || start !== 'mixture') return params;
  const list = adjusted.get(params) ?? params.map((param) => (param.name === rounds.name ? { ...param, default: rounds.default } : param));
  adjusted.set(params, list);
  return list;
}

/** The last step of the trace, of the longer where there are two; -1 where there is none. @param {DenoiseState} state */
export const lastStep = ({ frames, framesB }) => Math.max(frames.length, framesB.length) - 1;

/**
 * The frame at a step: the shorter of two traces stays where it ended.
 * @param {Frame[]} frames @param {number} step @returns {Frame | undefined}
 */
export const frameAt = (frames, step) => frames[Math.min(step, frames.length - 1)];

/** The seed of the noise where nobody has chosen one. */
export const USUAL_SEED = 1;
/** Steps, as links hold them: beyond the last one means the last one. */
const STEP = { min: 0, max: 2 ** 32 - 1, integer: true };

/** @type {Record<Mode, import('../../client/protocol.js').CorruptionKind>} */
const USUAL_KINDS = { blind: 'salt-and-pepper', told: 'random-pixels', denoise: 'gaussian', inpaint: 'random-pixels' };

/** What a link keeps of this bench and of the digit, as parts of the page's state. @param {Parameters} parameters @returns {Field[]} */
export function fields(parameters) {
  const { corruptions } = parameters;
  const named = (/** @type {string} */ kind) => corruptions.find((corruption) => corruption.kind === kind);
  const strengthOf = (/** @type {Values} */ { corruption: { kind } }) => (named(kind) ?? corruptions[0]).strength;
  const usualStrength = (/** @type {Values} */ values) => strengthOf(values).default;
  // What the mode is at its best with.
  const usualKind = (/** @type {Values} */ { denoise }) =>
    (named(USUAL_KINDS[/** @type {Mode} */ (denoise.mode)]) ?? corruptions[0]).kind;
  return [
    choice('mode', MODES, { path: ['denoise', 'mode'], write: always }),
    field('corruption', usualKind, (text) => named(text)?.kind, { path: ['corruption', 'kind'], write: always }),
    choice('inpaint.start', STARTS, {
      path: ['denoise', 'start'],
      write: (start, { denoise: { mode } }) => (mode === 'inpaint' || start !== STARTS[0] ? start : null),
    }),
    ...MODES.flatMap((mode) => parameters[mode].flatMap((param) => settingFields(parameters, mode, param))),
    flag('compare', { path: ['denoise', 'comparing'] }),
    choice('maps', MAPS, { path: ['denoise', 'maps'] }),
    flag('live', { path: ['denoise', 'live'] }),
    number('at', STEP, null, {
      path: ['denoise', 'cursor'], write: (cursor, { denoise: { frames } }) => (frames.length ? cursor : null),
    }),
    field('image', null, textToImage, {
      path: ['clean'], write: (clean, { sampled }) => (sampled && clean ? imageToText(clean) : null),
    }),
    field('ink', null, textToInk, { path: ['ink'], write: (ink, { sampled, clean }) => (sampled && clean ? null : inkToText(ink)) }),
    number('strength', strengthOf, usualStrength, { path: ['corruption', 'strength'], write: always }),
    number('seed', SEED, USUAL_SEED, { path: ['corruption', 'seed'], write: always }),
    field('mask', null, maskFromText, { path: ['mask'], write: (mask) => mask && maskToText(mask) }),
  ];
}

/**
 * A parameter of a mode, for setting A and for B, which links hold while the two are compared.
 * @param {Parameters} parameters @param {Mode} mode @param {Param} param
 */
function settingFields(parameters, mode, param) {
  const { name } = param;
  const usual = (/** @type {Values} */ { denoise: { start } }) =>
    paramsOf(parameters, mode, start).find((adjusted) => adjusted.name === name)?.default;
  const ofB = (/** @type {number} */ value, /** @type {Values} */ values) =>
    (values.denoise.comparing && value !== usual(values) ? value : null);
  return [
    number(`${mode}.${name}`, param, usual, { path: ['denoise', 'settings', mode, name] }),
    number(`b.${mode}.${name}`, param, usual, { path: ['denoise', 'settingsB', mode, name], write: ofB }),
  ];
}

/** @param {string} text @returns {Uint8Array | null} */
function maskFromText(text) {
  if (text.length !== PIXELS / 4 || !/^[0-9a-f]*$/.test(text)) return null;
  return Uint8Array.from({ length: PIXELS }, (_, i) => (parseInt(text[i >> 2], 16) >> (3 - (i & 3))) & 1);
}

/** @param {Uint8Array} mask */
const maskToText = (mask) =>
  Array.from({ length: PIXELS / 4 }, (_, i) =>
    (mask[4 * i] * 8 + mask[4 * i + 1] * 4 + mask[4 * i + 2] * 2 + mask[4 * i + 3]).toString(16)).join('');
