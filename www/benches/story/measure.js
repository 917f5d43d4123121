// The two runs that each exercise compares, and which answer their numbers give.

import { LinkFields } from '../../app/link.js';
import { readFields } from '../../app/fields.js';
import { ACTION } from '../../client/protocol.js';
import { fields, wayOf } from '../denoise/state.js';
import { clientOf } from './digit.js';
import { argumentOf } from './push.js';

/**
 * @import { Context } from './stage.js'
 * @import { Frame, Parameters } from '../../client/protocol.js'
 *
 * @typedef {Record<string, string | number>} Link fields as a link has them
 * @typedef {{ name: string, image: Float32Array, error?: number }} Digit a picture with its name, and its squared distance to the clean one
 * @typedef {{ name: string, push: number[], exact: number[], cosine: number }} Directions on h1
 * @typedef {{ answer: string, values: Record<string, string | number>, seen: (Digit | Directions)[] }} Outcome the answer that the numbers
 *   give, those that are told, and what they were measured on
 * @typedef {object} Exercise
 * @property {readonly string[]} answers
 * @property {Link & { bench: 'denoise' | 'inside' }} door where the same is to be seen
 * @property {(context: Context, clean: Float32Array, signal: AbortSignal) => Promise<Outcome>} run
 */

/** Two errors are the same if they differ by less than this part of the first. */
const SAME = 0.1;

/**
 * Restores a digit as the bench that restores does behind a link, under both settings where the link compares two.
 * @param {Context} context @param {Float32Array} clean @param {AbortSignal} signal @param {Link} link
 */
async function restore({ session, store: { state } }, clean, signal, link) {
  const client = clientOf(session);
  const { seed } = state.corruption;
  const said = new LinkFields(Object.entries({ ...link, seed }).map(([key, value]) => [key, String(value)]));
  const { denoise: { mode, start, comparing, settings, settingsB }, corruption } =
    readFields(fields(/** @type {Parameters} */ (state.parameters)), said);
  const { spoilt } = await client.request(ACTION.digit, { clean, corruption });
  const { image, mask, squaredError } = /** @type {import('../../client/protocol.js').Spoilt} */ (spoilt);
  const { restorer, told } = wayOf(mode);
  const sides = [settings, ...(comparing ? [settingsB] : [])].map((of) => of[mode]);
  /** @type {Frame[]} */
  const last = [];
  const onFrame = (/** @type {{ sides: Frame[][] }} */ { sides }) => sides.forEach((frames, i) => (last[i] = frames.at(-1) ?? last[i]));
  await client.request(ACTION.restore, { x: image, clean, missing: told ? mask : null, start, restorer, sides, seed }, { onFrame, signal });
  /** What the digit was, and what it was spoilt to. @type {Digit[]} */
  const before = [{ name: 'clean', image: clean }, { name: 'spoilt', image, error: squaredError }];
  return { before, last };
}

/** @param {string} name @param {Frame} frame @returns {Digit} */
const restored = (name, { picture, squaredError }) => ({ name, image: picture, error: squaredError });

const shown = (/** @type {number} */ value) => value.toFixed(1);

/** @param {Frame} first @param {Frame} second @param {readonly [string, string, string]} answers smaller, the same, larger */
function compare({ squaredError: first }, { squaredError: second }, [smaller, same, larger]) {
  return second < (1 - SAME) * first ? smaller : second > (1 + SAME) * first ? larger : same;
}

const DISTANCE = /** @type {const} */ (['nearer', 'same', 'farther']);
const NOISE = /** @type {const} */ ({ bench: 'denoise', mode: 'denoise', corruption: 'gaussian', strength: 0.4 });
const ROUNDS = { ...NOISE, compare: 1, 'b.denoise.n_rounds': 10 };
const PULL = { ...NOISE, compare: 1, 'b.denoise.top_down': 1 };
const HALF = /** @type {const} */ ({ bench: 'denoise', mode: 'inpaint', corruption: 'lower-half', 'inpaint.start': 'mixture' });
/** Half of the pixels are noise, and the network is not told which. */
const BLIND = /** @type {const} */ ({ bench: 'denoise', mode: 'blind', corruption: 'random-pixels', strength: 0.5 });

/** @satisfies {Record<string, Exercise>} */
export const EXERCISES = {
  noise: {
    answers: ['little', 'some', 'most'],
    door: NOISE,
    async run(context, clean, signal) {
      const { before, last: [after] } = await restore(context, clean, signal, NOISE);
      const { error = NaN } = before[1];
      const left = after.squaredError / error;
      return { answer: left < 0.2 ? 'little' : left < 0.5 ? 'some' : 'most', seen: [...before, restored('restored', after)],
        values: { before: shown(error), after: shown(after.squaredError), percent: Math.round(100 * left) } };
    },
  },
  rounds: {
    answers: DISTANCE,
    door: ROUNDS,
    async run(context, clean, signal) {
      const { before, last: [one, ten] } = await restore(context, clean, signal, ROUNDS);
      return { answer: compare(one, ten, DISTANCE), seen: [...before, restored('one', one), restored('ten', ten)],
        values: { one: shown(one.squaredError), ten: shown(ten.squaredError) } };
    },
  },
  pull: {
    answers: DISTANCE,
    door: PULL,
    async run(context, clean, signal) {
      const { before, last: [weak, strong] } = await restore(context, clean, signal, PULL);
      const term = (/** @type {Frame} */ { logJoint }) => logJoint[1].toFixed(2).replace('-', '−');
      return { answer: compare(weak, strong, DISTANCE), seen: [...before, restored('weak', weak), restored('strong', strong)],
        values: { weak: shown(weak.squaredError), strong: shown(strong.squaredError), weakTerm: term(weak), strongTerm: term(strong) } };
    },
  },
  half: {
    answers: ['noise', 'same', 'mixture'],
    door: HALF,
    async run(context, clean, signal) {
      const { before, last: [noise] } = await restore(context, clean, signal, { ...HALF, 'inpaint.start': 'noise' });
      const { last: [mixture] } = await restore(context, clean, signal, HALF);
      return { answer: compare(noise, mixture, ['mixture', 'same', 'noise']),
        seen: [...before, restored('noise', noise), restored('mixture', mixture)],
        values: { noise: shown(noise.squaredError), mixture: shown(mixture.squaredError) } };
    },
  },
  trust: {
    answers: ['hardly', 'some', 'much'],
    door: BLIND,
    async run(context, clean, signal) {
      const { before, last: [blind] } = await restore(context, clean, signal, BLIND);
      const { last: [told] } = await restore(context, clean, signal, { ...BLIND, mode: 'told' });
      const left = told.squaredError / blind.squaredError;
      return { answer: left > 1 - SAME ? 'hardly' : left > 0.5 ? 'some' : 'much',
        seen: [...before, restored('blind', blind), restored('told', told)],
        values: { blind: shown(blind.squaredError), told: shown(told.squaredError) } };
    },
  },
  gradient: {
    answers: ['high', 'middle', 'low'],
    door: { bench: 'inside', 'inside.input': 'clean' },
    async run(context, clean, signal) {
      const { pictures, cosines_first: { h1: first }, cosines_last: { h1: last } } = await argumentOf(context, clean, signal);
      return { answer: last > 0.8 ? 'high' : last > 0.2 ? 'middle' : 'low',
        seen: [{ name: 'first', push: pictures.targetprop_first, exact: pictures.exact_first, cosine: first },
          { name: 'last', push: pictures.targetprop_last, exact: pictures.exact_last, cosine: last }],
        values: { cosine: last.toFixed(2), first: first.toFixed(2) } };
    },
  },
};
/** @typedef {keyof typeof EXERCISES} ExerciseName */
