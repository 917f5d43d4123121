// The state of the bench that denoises: what it starts as, and what a link keeps of it and of the digit.

import { imageToText, inkToText, textToImage, textToInk } from '../../app/link.js';
import { SEED } from '../../app/state.js';

/**
 * @typedef {import('../../app/state.js').State} State
 * @typedef {import('../../client/protocol.js').Param} Param
 * @typedef {import('../../client/protocol.js').Frame} Frame
 * @typedef {'denoise' | 'inpaint'} Mode
 *
 * @typedef {object} DenoiseState
 * @property {Mode} mode
 * @property {'mixture' | 'noise'} start of in-painting
 * @property {Record<Mode, Record<string, number>>} settings by parameter name
 * @property {boolean} comparing whether the digit is restored under two settings, A and B
 * @property {boolean} comparedBefore whether B has settings of its own
 * @property {Record<Mode, Record<string, number>>} settingsB those of B
 * @property {boolean} live whether every change of the digit is restored at once
 * @property {Frame[]} frames
 * @property {Frame[]} framesB those of B
 * @property {boolean} computing
 * @property {number} cursor index of the frame that is shown
 * @property {boolean} playing
 */

const MODES = /** @type {const} */ (['denoise', 'inpaint']);
const STARTS = /** @type {const} */ (['mixture', 'noise']);
/** What of the state a link keeps. */
export const LINKED = /** @type {const} */ (['mode', 'start', 'settings', 'settingsB', 'comparing', 'live']);
/** Fields of a link that say something of this bench or of the digit. */
const FIELD = /^(mode|corruption|strength|seed|compare|live|image|ink|mask|(b\.)?(denoise|inpaint)\..*)$/;

/** Whether a link says something of this bench or of the digit. @param {Map<string, string>} link */
export const isNamedIn = (link) => [...link.keys()].some((name) => FIELD.test(name));

/** @returns {DenoiseState} */
export const initialState = () => ({
  mode: 'denoise',
  start: 'mixture',
  settings: { denoise: {}, inpaint: {} },
  comparing: false,
  comparedBefore: false,
  settingsB: { denoise: {}, inpaint: {} },
  live: false,
  frames: [],
  framesB: [],
  computing: false,
  cursor: 0,
  playing: false,
});

/** @type {WeakMap<Param[], Param[]>} */
const adjusted = new WeakMap();

/**
 * Parameters of a mode; in-painting's default of rounds depends on where it starts. The list stays the same as long as that does.
 * @param {import('../../client/protocol.js').Parameters} parameters @param {Mode} mode @param {DenoiseState['start']} start
 */
export function paramsOf(parameters, mode, start) {
  const { [mode]: params, expectation_rounds: rounds } = parameters;
  if (mode === 'denoise' || start !== 'mixture') return params;
  const list = adjusted.get(params) ?? params.map((param) => (param.name === rounds.name ? { ...param, default: rounds.default } : param));
  adjusted.set(params, list);
  return list;
}

/** The last step of the trace, of the longer where there are two; -1 where there is none. @param {DenoiseState} state */
export const lastStep = ({ frames, framesB }) => Math.max(frames.length, framesB.length) - 1;

/** The frame at a step: the shorter of two traces stays where it ended. @param {Frame[]} frames @param {number} step @returns {Frame | undefined} */
export const frameAt = (frames, step) => frames[Math.min(step, frames.length - 1)];

/**
 * Defaults of every control, then what the link says, of the digit and of the bench. `drawn`: whether the link holds a digit.
 * @param {import('../../client/protocol.js').Parameters} parameters
 * @param {import('../../app/link.js').LinkFields} link
 */
export function fromLink(parameters, link) {
  const named = (/** @type {string} */ kind) => parameters.corruptions.find((c) => c.kind === kind);
  const mode = link.choice('mode', MODES) ?? 'denoise';
  // Noise that Denoise removes; for In-paint holes that it fills.
  const kind = link.read('corruption', named) ?? named(mode === 'inpaint' ? 'random-pixels' : 'gaussian') ?? parameters.corruptions[0];
  const settings = /** @type {DenoiseState['settings']} */ ({});
  const settingsB = /** @type {DenoiseState['settings']} */ ({});
  const start = link.choice('inpaint.start', STARTS) ?? 'mixture';
  for (const mode of MODES) {
    const params = paramsOf(parameters, mode, start);
    const read = (/** @type {string} */ before) =>
      Object.fromEntries(params.map((param) => [param.name, link.number(`${before}${mode}.${param.name}`, param) ?? param.default]));
    settings[mode] = read('');
    settingsB[mode] = read('b.');
  }
  const comparing = link.choice('compare', ['1']) !== undefined;
  const live = link.choice('live', ['1']) !== undefined;
  const clean = link.read('image', textToImage) ?? null;
  const ink = link.read('ink', textToInk) ?? null;
  const corruption = {
    kind: kind.kind,
    strength: link.number('strength', kind.strength) ?? kind.strength.default,
    seed: link.number('seed', SEED) ?? 1,
  };
  return {
    bench: { start, mode, settings, settingsB, comparing, comparedBefore: comparing, live },
    digit: { clean, sampled: clean !== null, ink: ink ?? [] },
    spoiling: { corruption, mask: link.read('mask', maskFromText) ?? null },
    drawn: clean !== null || ink !== null,
  };
}

/** @param {string} text @returns {Uint8Array | null} */
function maskFromText(text) {
  if (!/^[0-9a-f]{196}$/.test(text)) return null;
  return Uint8Array.from({ length: 784 }, (_, i) => (parseInt(text[i >> 2], 16) >> (3 - (i & 3))) & 1);
}

/** @param {Uint8Array} mask */
const maskToText = (mask) =>
  Array.from({ length: 196 }, (_, i) => (mask[4 * i] * 8 + mask[4 * i + 1] * 4 + mask[4 * i + 2] * 2 + mask[4 * i + 3]).toString(16)).join('');

/** What a link keeps of the digit and its restoration. @param {State} state with `parameters` */
export function toLink({ parameters, corruption, mask, sampled, clean, ink, denoise }) {
  const { mode: chosen, start, settings, settingsB, comparing, live } = denoise;
  const { kind, strength, seed } = corruption;
  /** @type {Record<string, string | number>} */
  const fields = { mode: chosen, corruption: kind, strength, seed };
  if (chosen === 'inpaint' || start !== STARTS[0]) fields['inpaint.start'] = start;
  if (mask) fields.mask = maskToText(mask);
  for (const mode of MODES) {
    for (const { name, default: value } of paramsOf(/** @type {NonNullable<typeof parameters>} */ (parameters), mode, start)) {
      if (settings[mode][name] !== value) fields[`${mode}.${name}`] = settings[mode][name];
      if (comparing && settingsB[mode][name] !== value) fields[`b.${mode}.${name}`] = settingsB[mode][name];
    }
  }
  if (comparing) fields.compare = 1;
  if (live) fields.live = 1;
  if (sampled && clean) fields.image = imageToText(clean);
  else fields.ink = inkToText(ink);
  return fields;
}
