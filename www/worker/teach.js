// What the network takes a drawing for, to whom only what the visitor has said of drawings was taught.

import * as core from '../pkg/targetprop.js';
import { ACTION } from '../client/protocol.js';
import { model } from './engine.js';

/** @typedef {{ lessons: core.Lessons, key: string, free: () => void }} Held lessons of a model, and what they know */

/**
 * The lessons of a model, once they are those given.
 * @param {ReturnType<typeof model>} of @param {import('../client/protocol.js').Lessons} given
 */
function learned(of, { key, x, answers }) {
  /** @type {Held} */
  const held = of.keep('lessons', () => {
    const lessons = of.engine.lessons();
    return { lessons, key: '', free: () => lessons.free() };
  });
  if (held.key !== key) of.engine.learn_lessons(held.lessons, x, answers);
  held.key = key;
  return held.lessons;
}

/** @type {import('./job.js').Actions} */
export const actions = {
  [ACTION.teachGuess]({ ink, lessons }, job) {
    const of = model(job);
    const known = learned(of, lessons);
    const image = core.ink_to_image(ink);
    return image ? { image, reads: of.engine.read_as_taught(known, image) } : null;
  },
  [ACTION.teachModel]({ lessons }, job) {
    const of = model(job);
    return /** @type {Uint8Array<ArrayBuffer>} */ (of.engine.taught_model(learned(of, lessons)));
  },
};
