// What each exercise does on the benches, and which answer its numbers give.

import { ACTION } from '../client/protocol.js';
import { said } from '../strings/strings.js';

/**
 * @typedef {import('../app/benches.js').Page} Page
 * @typedef {{ answer: string, values: Record<string, string | number> }} Outcome the answer that the numbers give
 * @typedef {{ name: 'noise' | 'rounds' | 'pull' | 'half' | 'gradient', answers: readonly string[], run: (context: Page) =>
 *   Promise<Outcome>,
 *             fields: Record<string, string | number> }} Exercise `fields` of the link that the bench stands at before it is run
 */

/** Two errors are the same if they differ by less than this part of the first. */
const SAME = 0.1;
/** Milliseconds between two looks at the bench. */
const LOOK = 60;

/**
 * Denoises or in-paints on the bench, in sight, and waits until all is computed.
 * @param {Page} context @param {Record<string, string | number>} fields
 */
async function restore({ goTo, store }, fields) {
  await goTo({ bench: 'denoise', ...fields }, { play: true });
  for (;;) {
    const { loading, clean, denoise: { frames, computing } } = store.state;
    if (loading.status === 'failed') throw new Error(said(loading.problem));
    if (!clean) throw new Error('there is no digit');
    const last = frames.at(-1);
    if (last && !computing) return last;
    await new Promise((resolve) => setTimeout(resolve, LOOK));
  }
}

const shown = (/** @type {number} */ value) => value.toFixed(1);

/** @param {number} first @param {number} second @param {readonly [string, string, string]} answers smaller, the same, larger */
const compare = (first, second, [smaller, same, larger]) =>
  (second < (1 - SAME) * first ? smaller : second > (1 + SAME) * first ? larger : same);

const DISTANCE = /** @type {const} */ (['nearer', 'same', 'farther']);
const NOISE = { mode: 'denoise', corruption: 'gaussian', strength: 0.4 };
const HALF = { mode: 'inpaint', corruption: 'lower-half' };

/** @type {Exercise[]} */
export const EXERCISES = [
  {
    name: 'noise',
    answers: ['little', 'some', 'most'],
    fields: NOISE,
    async run(context) {
      const { squaredError } = await restore(context, NOISE);
      const before = context.store.state.spoilt?.squaredError ?? NaN;
      const left = squaredError / before;
      return { answer: left < 0.2 ? 'little' : left < 0.5 ? 'some' : 'most',
        values: { before: shown(before), after: shown(squaredError), percent: Math.round(100 * left) } };
    },
  },
  {
    name: 'rounds',
    answers: DISTANCE,
    fields: NOISE,
    async run(context) {
      const one = (await restore(context, NOISE)).squaredError;
      const ten = (await restore(context, { ...NOISE, 'denoise.n_rounds': 10 })).squaredError;
      return { answer: compare(one, ten, DISTANCE), values: { one: shown(one), ten: shown(ten) } };
    },
  },
  {
    name: 'pull',
    answers: DISTANCE,
    fields: NOISE,
    async run(context) {
      const weak = await restore(context, NOISE);
      const strong = await restore(context, { ...NOISE, 'denoise.top_down': 1 });
      const term = (/** @type {import('../client/protocol.js').Frame} */ frame) => frame.logJoint[1].toFixed(2);
      const values = { weak: shown(weak.squaredError), strong: shown(strong.squaredError), weakTerm: term(weak), strongTerm: term(strong) };
      return { answer: compare(weak.squaredError, strong.squaredError, DISTANCE), values };
    },
  },
  {
    name: 'half',
    answers: ['noise', 'same', 'mixture'],
    fields: HALF,
    async run(context) {
      const noise = (await restore(context, { ...HALF, 'inpaint.start': 'noise' })).squaredError;
      const mixture = (await restore(context, { ...HALF, 'inpaint.start': 'mixture' })).squaredError;
      return { answer: compare(noise, mixture, ['mixture', 'same', 'noise']), values: { noise: shown(noise), mixture: shown(mixture) } };
    },
  },
  {
    name: 'gradient',
    answers: ['high', 'middle', 'low'],
    fields: NOISE,
    async run(context) {
      await restore(context, NOISE);
      const { clean, spoilt, corruption, denoise } = context.store.state;
      const { n_steps, step, top_down } = denoise.settings.denoise;
      const numbers = clean && spoilt && (await context.session.ask(ACTION.argument, {
        clean, spoilt: spoilt.image, explainSpoilt: false, settings: { n_steps, step, top_down }, seed: corruption.seed,
      }));
      if (!numbers) throw new Error('another request took its place');
      const [first, last] = [numbers.cosines_first.h1, numbers.cosines_last.h1];
      return { answer: last > 0.8 ? 'high' : last > 0.2 ? 'middle' : 'low', values: { cosine: last.toFixed(2), first: first.toFixed(2) } };
    },
  },
];
