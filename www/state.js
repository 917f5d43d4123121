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
 * @property {'denoise' | 'dream'} bench
 * @property {Stroke[]} ink
 * @property {Float32Array | null} clean the digit, 784 values, or null for an empty canvas
 * @property {boolean} sampled whether `clean` came from the dream bench instead of ink
 * @property {import('./protocol.js').Corruption} corruption
 * @property {import('./protocol.js').Spoilt | null} spoilt
 * @property {Uint8Array | null} mask what in-painting may change; null follows the spoilt pixels
 * @property {Mode} mode
 * @property {Record<'denoise' | 'inpaint' | 'dream', Record<string, number>>} settings by parameter name
 * @property {Frame[]} frames
 * @property {boolean} computing
 * @property {number} cursor index of the frame that is shown
 * @property {boolean} playing
 * @property {number} dreamSeed
 * @property {Float32Array | null} directed
 * @property {DreamFrame | null} dream
 * @property {boolean} dreaming
 */

const SEED = { min: 0, max: 2 ** 32 - 1, integer: true };

/** @returns {State} */
export function initialState() {
  return {
    loading: { status: 'loading', problem: '', download: null },
    parameters: null,
    card: null,
    bench: 'denoise',
    ink: [],
    clean: null,
    sampled: false,
    corruption: { kind: 'random-pixels', strength: 0.5, seed: 1 },
    spoilt: null,
    mask: null,
    mode: 'denoise',
    settings: { denoise: {}, inpaint: {}, dream: {} },
    frames: [],
    computing: false,
    cursor: 0,
    playing: false,
    dreamSeed: 1,
    directed: null,
    dream: null,
    dreaming: false,
  };
}

/** @param {Param[]} params @returns {Record<string, number>} */
export const defaultsOf = (params) => Object.fromEntries(params.map((p) => [p.name, p.default]));

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
  const kind = parameters.corruptions.find((c) => c.kind === link.get('corruption')) ?? parameters.corruptions[2];
  const settings = /** @type {State['settings']} */ ({});
  for (const bench of /** @type {const} */ (['denoise', 'inpaint', 'dream'])) {
    settings[bench] = defaultsOf(parameters[bench]);
    for (const param of parameters[bench]) {
      settings[bench][param.name] = numberFrom(link.get(`${bench}.${param.name}`), param) ?? param.default;
    }
  }
  const clean = textToImage(link.get('image') ?? '');
  const ink = textToInk(link.get('ink') ?? '-');
  return {
    bench: link.get('bench') === 'dream' ? 'dream' : 'denoise',
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
  const fields = { bench: state.bench };
  if (state.bench === 'denoise') {
    const { kind, strength, seed } = state.corruption;
    Object.assign(fields, { mode: state.mode, corruption: kind, strength, seed });
    if (state.mode === 'inpaint' && state.mask) fields.mask = maskToText(state.mask);
  } else {
    fields['dream.seed'] = state.dreamSeed;
  }
  for (const bench of /** @type {const} */ (['denoise', 'inpaint', 'dream'])) {
    for (const { name, default: value } of state.parameters[bench]) {
      if (state.settings[bench][name] !== value) fields[`${bench}.${name}`] = state.settings[bench][name];
    }
  }
  if (state.sampled && state.clean) fields.image = imageToText(state.clean);
  else fields.ink = inkToText(state.ink);
  writeLink(fields);
}
