// The state of the page: what it starts as, and what a link keeps of it.

import { imageToText, inkToText, readLink, textToImage, textToInk } from './link.js';
import { t } from '../strings/strings.js';

/**
 * @typedef {import('../client/protocol.js').Stroke} Stroke
 * @typedef {import('../client/protocol.js').Param} Param
 * @typedef {import('../client/protocol.js').Frame} Frame
 * @typedef {'denoise' | 'inpaint'} Mode
 * @typedef {import('../strings/strings.js').Saying} Saying
 * @typedef {{ status: 'loading' | 'ready' | 'reopening' | 'failed', problem: Saying, download: import('../client/protocol.js').Download | null }} Loading
 *
 * @typedef {object} State
 * @property {Loading} loading
 * @property {import('../client/protocol.js').Parameters | null} parameters
 * @property {import('../client/protocol.js').Card | null} card
 * @property {'default' | 'paper' | 'own'} model
 * @property {Saying} ownName file of the visitor's own model, once one was opened
 * @property {Saying} modelProblem why another model could not be opened
 * @property {{ action: string, text: Saying } | null} refusal what the core last refused, and why; until the same is done
 * @property {string} bench which is shown
 * @property {Stroke[]} ink
 * @property {Float32Array | null} clean the digit, 784 values, or null for an empty canvas
 * @property {boolean} sampled whether `clean` came from another bench instead of ink
 * @property {import('../client/protocol.js').Corruption} corruption
 * @property {import('../client/protocol.js').Spoilt | null} spoilt
 * @property {Uint8Array | null} mask what in-painting may change; null follows the spoilt pixels
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

/** Seeds, as links and number fields hold them. */
export const SEED = { min: 0, max: 2 ** 32 - 1, integer: true };

const MODES = /** @type {const} */ (['denoise', 'inpaint']);
const STARTS = /** @type {const} */ (['mixture', 'noise']);

/** The model that a link asks for. */
const modelOfLink = () => readLink().choice('model', /** @type {const} */ (['default', 'paper', 'own'])) ?? 'default';

/** @returns {State} */
export function initialState() {
  const model = modelOfLink();
  return {
    loading: { status: 'loading', problem: '', download: null },
    parameters: null,
    card: null,
    // A link cannot hold a model.
    model: model === 'own' ? 'default' : model,
    modelProblem: model === 'own' ? () => t('model.own.not-in-link') : '',
    refusal: null,
    bench: 'denoise',
    ink: [],
    clean: null,
    sampled: false,
    corruption: { kind: 'gaussian', strength: 0.4, seed: 1 },
    spoilt: null,
    mask: null,
    mode: 'denoise',
    start: 'mixture',
    ownName: '',
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
  };
}

/** @param {Param[]} params @returns {Record<string, number>} */
export const defaultsOf = (params) => Object.fromEntries(params.map((p) => [p.name, p.default]));

/** @type {WeakMap<Param[], Param[]>} */
const adjusted = new WeakMap();

/**
 * Parameters of a mode; in-painting's default of rounds depends on where it starts. The list stays the same as long as that does.
 * @param {State} state with `parameters` @param {Mode} mode
 */
export function paramsOf({ parameters, start }, mode) {
  const { [mode]: params, expectation_rounds: rounds } = /** @type {NonNullable<State['parameters']>} */ (parameters);
  if (mode === 'denoise' || start !== 'mixture') return params;
  const list = adjusted.get(params) ?? params.map((param) => (param.name === rounds.name ? { ...param, default: rounds.default } : param));
  adjusted.set(params, list);
  return list;
}

/** The parameter that sets the strength of the chosen corruption. @param {State} state */
export const strengthOf = (state) =>
  state.parameters?.corruptions.find(({ kind }) => kind === state.corruption.kind)?.strength;

/** The last step of the trace, of the longer where there are two; -1 where there is none. @param {State} state */
export const lastStep = ({ frames, framesB }) => Math.max(frames.length, framesB.length) - 1;

/** The frame at a step: the shorter of two traces stays where it ended. @param {Frame[]} frames @param {number} step @returns {Frame | undefined} */
export const frameAt = (frames, step) => frames[Math.min(step, frames.length - 1)];

/** The mask that in-painting uses. @param {State} state */
export const maskOf = (state) => state.mask ?? state.spoilt?.mask ?? null;

/**
 * Defaults of every control, then what the link says. Whether the link holds a drawing is told by `drawn`.
 * @param {State} state with `parameters`
 * @param {import('./link.js').LinkFields} link
 * @returns {Partial<State> & { drawn: boolean }}
 */
export function fromLink(state, link) {
  const parameters = /** @type {NonNullable<State['parameters']>} */ (state.parameters);
  const named = (/** @type {string} */ kind) => parameters.corruptions.find((c) => c.kind === kind);
  const mode = link.choice('mode', MODES) ?? 'denoise';
  // Noise that Denoise removes; for In-paint holes that it fills.
  const kind = link.read('corruption', named) ?? named(mode === 'inpaint' ? 'random-pixels' : 'gaussian') ?? parameters.corruptions[0];
  const settings = /** @type {State['settings']} */ ({});
  const settingsB = /** @type {State['settings']} */ ({});
  const start = link.choice('inpaint.start', STARTS) ?? 'mixture';
  for (const mode of MODES) {
    const params = paramsOf({ ...state, start }, mode);
    const read = (/** @type {string} */ before) =>
      Object.fromEntries(params.map((param) => [param.name, link.number(`${before}${mode}.${param.name}`, param) ?? param.default]));
    settings[mode] = read('');
    settingsB[mode] = read('b.');
  }
  const comparing = link.choice('compare', ['1']) !== undefined;
  const clean = link.read('image', textToImage) ?? null;
  const ink = link.read('ink', textToInk) ?? null;
  return {
    start,
    mode,
    corruption: {
      kind: kind.kind,
      strength: link.number('strength', kind.strength) ?? kind.strength.default,
      seed: link.number('seed', SEED) ?? 1,
    },
    settings,
    settingsB,
    comparing,
    comparedBefore: comparing,
    live: link.choice('live', ['1']) !== undefined,
    clean,
    sampled: clean !== null,
    ink: ink ?? [],
    mask: link.read('mask', maskFromText) ?? null,
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

/** What a link keeps of the model, the digit and its restoration. @param {State} state */
export function toLink(state) {
  /** @type {Record<string, string | number>} */
  const fields = { model: state.model };
  const { kind, strength, seed } = state.corruption;
  Object.assign(fields, { mode: state.mode, corruption: kind, strength, seed });
  if (state.mode === 'inpaint' || state.start !== STARTS[0]) fields['inpaint.start'] = state.start;
  if (state.mask) fields.mask = maskToText(state.mask);
  for (const mode of MODES) {
    for (const { name, default: value } of paramsOf(state, mode)) {
      if (state.settings[mode][name] !== value) fields[`${mode}.${name}`] = state.settings[mode][name];
      if (state.comparing && state.settingsB[mode][name] !== value) fields[`b.${mode}.${name}`] = state.settingsB[mode][name];
    }
  }
  if (state.comparing) fields.compare = 1;
  if (state.live) fields.live = 1;
  if (state.sampled && state.clean) fields.image = imageToText(state.clean);
  else fields.ink = inkToText(state.ink);
  return fields;
}
