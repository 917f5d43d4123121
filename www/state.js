// The state of the page: what it starts as, and what a link keeps of it.

import { imageToText, inkToText, numberFrom, readLink, textToImage, textToInk, writeLink } from './link.js';

/**
 * @typedef {import('./protocol.js').Stroke} Stroke
 * @typedef {import('./protocol.js').Param} Param
 * @typedef {import('./protocol.js').Frame} Frame
 * @typedef {import('./protocol.js').DreamFrame} DreamFrame
 * @typedef {'denoise' | 'inpaint'} Mode
 * @typedef {{ status: 'loading' | 'ready' | 'failed', problem: string, download: import('./protocol.js').Download | null }} Loading
 *
 * @typedef {object} State
 * @property {Loading} loading
 * @property {import('./protocol.js').Parameters | null} parameters
 * @property {import('./protocol.js').Card | null} card
 * @property {'default' | 'paper'} model
 * @property {string} modelProblem why another model could not be opened
 * @property {'denoise' | 'dream' | 'results'} bench
 * @property {Stroke[]} ink
 * @property {Float32Array | null} clean the digit, 784 values, or null for an empty canvas
 * @property {boolean} sampled whether `clean` came from the dream bench instead of ink
 * @property {import('./protocol.js').Corruption} corruption
 * @property {import('./protocol.js').Spoilt | null} spoilt
 * @property {Uint8Array | null} mask what in-painting may change; null follows the spoilt pixels
 * @property {Mode} mode
 * @property {'mixture' | 'noise'} start of in-painting
 * @property {Record<'denoise' | 'inpaint' | 'dream', Record<string, number>>} settings by parameter name
 * @property {Frame[]} frames
 * @property {boolean} computing
 * @property {number} cursor index of the frame that is shown
 * @property {boolean} playing
 * @property {number} dreamSeed
 * @property {'mixture' | 'gaussian'} prior of dreams
 * @property {number | null} digit to dream, with the mixture
 * @property {Float32Array | null} directed
 * @property {DreamFrame | null} dream
 * @property {boolean} dreaming
 */

const DIGIT = { min: 0, max: 9, integer: true };
const SEED = { min: 0, max: 2 ** 32 - 1, integer: true };

/** The model that a link asks for. @returns {State['model']} */
const modelOfLink = () => (readLink().get('model') === 'paper' ? 'paper' : 'default');

/** @returns {State} */
export function initialState() {
  return {
    loading: { status: 'loading', problem: '', download: null },
    parameters: null,
    card: null,
    model: modelOfLink(),
    modelProblem: '',
    bench: 'denoise',
    ink: [],
    clean: null,
    sampled: false,
    corruption: { kind: 'gaussian', strength: 0.4, seed: 1 },
    spoilt: null,
    mask: null,
    mode: 'denoise',
    start: 'mixture',
    settings: { denoise: {}, inpaint: {}, dream: {} },
    frames: [],
    computing: false,
    cursor: 0,
    playing: false,
    dreamSeed: 1,
    prior: 'mixture',
    digit: null,
    directed: null,
    dream: null,
    dreaming: false,
  };
}

/** @param {Param[]} params @returns {Record<string, number>} */
export const defaultsOf = (params) => Object.fromEntries(params.map((p) => [p.name, p.default]));

/** Defaults of dreams from the mixture: decoded directly, with its own variance. */
const MIXTURE_DREAM = { n_rounds: 0, variance_scale: 1 };
/** @type {Map<string, Param[]>} */
const adjusted = new Map();

/**
 * Parameters of a bench; some defaults depend on where its runs start. The list stays the same as long as that does.
 * @param {State} state with `parameters` @param {'denoise' | 'inpaint' | 'dream'} bench
 */
export function paramsOf({ parameters, start, prior }, bench) {
  const { [bench]: params, expectation_rounds: rounds } = /** @type {NonNullable<State['parameters']>} */ (parameters);
  if (bench === 'denoise' || (bench === 'inpaint' ? start : prior) !== 'mixture') return params;
  /** @type {Record<string, number>} */
  const defaults = bench === 'dream' ? MIXTURE_DREAM : { n_rounds: rounds.default };
  const list = adjusted.get(bench) ?? params.map((param) => ({ ...param, default: defaults[param.name] ?? param.default }));
  adjusted.set(bench, list);
  return list;
}

/** The parameter that sets the strength of the chosen corruption. @param {State} state */
export const strengthOf = (state) =>
  state.parameters?.corruptions.find(({ kind }) => kind === state.corruption.kind)?.strength;

/** The mask that in-painting uses. @param {State} state */
export const maskOf = (state) => state.mask ?? state.spoilt?.mask ?? null;

/**
 * Defaults of every control, then what the link says. Whether the link holds a drawing is told by `drawn`.
 * @param {State} state with `parameters`
 * @returns {Partial<State> & { drawn: boolean }}
 */
export function fromLink(state) {
  const parameters = /** @type {NonNullable<State['parameters']>} */ (state.parameters);
  const link = readLink();
  const named = (/** @type {string | undefined} */ kind) => parameters.corruptions.find((c) => c.kind === kind);
  // Noise that Denoise removes; for In-paint holes that it fills.
  const usual = link.get('mode') === 'inpaint' ? 'random-pixels' : 'gaussian';
  const kind = named(link.get('corruption')) ?? named(usual) ?? parameters.corruptions[0];
  const settings = /** @type {State['settings']} */ ({});
  const start = link.get('inpaint.start') === 'noise' ? 'noise' : 'mixture';
  const prior = link.get('dream.prior') === 'gaussian' ? 'gaussian' : 'mixture';
  for (const bench of /** @type {const} */ (['denoise', 'inpaint', 'dream'])) {
    const params = paramsOf({ ...state, start, prior }, bench);
    settings[bench] = defaultsOf(params);
    for (const param of params) {
      settings[bench][param.name] = numberFrom(link.get(`${bench}.${param.name}`), param) ?? param.default;
    }
  }
  const clean = textToImage(link.get('image') ?? '');
  const ink = textToInk(link.get('ink') ?? '-');
  return {
    bench: /** @type {const} */ (['dream', 'results']).find((bench) => bench === link.get('bench')) ?? 'denoise',
    start,
    prior,
    digit: prior === 'mixture' ? numberFrom(link.get('dream.digit'), DIGIT) ?? null : null,
    mode: link.get('mode') === 'inpaint' ? 'inpaint' : 'denoise',
    corruption: {
      kind: kind.kind,
      strength: numberFrom(link.get('strength'), kind.strength) ?? kind.strength.default,
      seed: numberFrom(link.get('seed'), SEED) ?? 1,
    },
    dreamSeed: numberFrom(link.get('dream.seed'), SEED) ?? 1,
    settings,
    clean,
    sampled: clean !== null,
    ink: ink ?? [],
    mask: maskFromText(link.get('mask') ?? ''),
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

/** Writes what differs from the defaults into the URL. @param {State} state */
export function toLink(state) {
  if (!state.parameters) return;
  /** @type {Record<string, string | number>} */
  const fields = { bench: state.bench, model: state.model };
  if (state.bench === 'denoise') {
    const { kind, strength, seed } = state.corruption;
    Object.assign(fields, { mode: state.mode, corruption: kind, strength, seed });
    if (state.mode === 'inpaint') fields['inpaint.start'] = state.start;
    if (state.mode === 'inpaint' && state.mask) fields.mask = maskToText(state.mask);
  } else if (state.bench === 'dream') {
    fields['dream.seed'] = state.dreamSeed;
    fields['dream.prior'] = state.prior;
    if (state.digit !== null) fields['dream.digit'] = state.digit;
  }
  for (const bench of /** @type {const} */ (['denoise', 'inpaint', 'dream'])) {
    for (const { name, default: value } of paramsOf(state, bench)) {
      if (state.settings[bench][name] !== value) fields[`${bench}.${name}`] = state.settings[bench][name];
    }
  }
  if (state.sampled && state.clean) fields.image = imageToText(state.clean);
  else fields.ink = inkToText(state.ink);
  writeLink(fields);
}
