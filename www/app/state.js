// The state of the page: which model is open, which digit, which bench. What benches keep besides are parts of it.

import { t } from '../strings/strings.js';
import { readLink } from './link.js';

/**
 * @typedef {import('../client/protocol.js').Stroke} Stroke
 * @typedef {import('../client/protocol.js').Param} Param
 * @typedef {import('../strings/strings.js').Saying} Saying
 * @typedef {{ status: 'loading' | 'ready' | 'reopening' | 'failed', problem: Saying, download: import('../client/protocol.js').Download |
 *   null }} Loading
 *
 * @typedef {object} State
 * @property {Loading} loading
 * @property {import('../client/protocol.js').Parameters | null} parameters
 * @property {import('../client/protocol.js').Card | null} card
 * @property {'default' | 'paper' | 'own'} model
 * @property {Saying} modelName file of the visitor's own model, once one was opened
 * @property {Saying} modelProblem why another model could not be opened
 * @property {{ action: string, text: Saying } | null} refusal what the core last refused, and why; until the same is done
 * @property {string} bench which is shown
 * @property {Stroke[]} ink
 * @property {Float32Array | null} clean the digit, 784 values, or null for an empty canvas
 * @property {boolean} sampled whether `clean` came from another bench instead of ink
 * @property {import('../client/protocol.js').Corruption} corruption
 * @property {import('../client/protocol.js').Spoilt | null} spoilt
 * @property {Float32Array[] | null} previews the digit as each kind of corruption usually spoils it
 * @property {Uint8Array | null} mask what in-painting may change; null follows the spoilt pixels
 * @property {import('../benches/denoise/state.js').DenoiseState} denoise
 */

/** Seeds, as links and number fields hold them. */
export const SEED = { min: 0, max: 2 ** 32 - 1, integer: true };

/** What benches keep is added by them. @returns {State} */
export function initialState() {
  const model = readLink().choice('model', /** @type {const} */ (['default', 'paper', 'own'])) ?? 'default';
  return /** @type {State} */ (/** @type {Partial<State>} */ ({
    loading: { status: 'loading', problem: '', download: null },
    parameters: null,
    card: null,
    // A link cannot hold a model.
    model: model === 'own' ? 'default' : model,
    modelName: '',
    modelProblem: model === 'own' ? () => t('model.own.not-in-link') : '',
    refusal: null,
    bench: 'denoise',
    ink: [],
    clean: null,
    sampled: false,
    corruption: { kind: 'salt-and-pepper', strength: 0.3, seed: 1 },
    spoilt: null,
    previews: null,
    mask: null,
  }));
}

/** @param {Param[]} params @returns {Record<string, number>} */
export const defaultsOf = (params) => Object.fromEntries(params.map((p) => [p.name, p.default]));

/** The parameter that sets the strength of the chosen corruption. @param {State} state */
export const strengthOf = (state) =>
  state.parameters?.corruptions.find(({ kind }) => kind === state.corruption.kind)?.strength;

/** The mask that in-painting uses. @param {State} state */
export const maskOf = (state) => state.mask ?? state.spoilt?.mask ?? null;

/** Units of the latent layers, h1 first. @param {import('../client/protocol.js').Card['architecture']} architecture */
export const hiddenOf = (architecture) => Object.keys(architecture).filter((name) => name !== 'x').sort().map((name) => architecture[name]);
