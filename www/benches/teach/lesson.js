// What was said of one drawing, as the device keeps it.

import { inkToText, textToInk } from '../../app/link.js';
import { isImage, PIXELS } from '../../client/pixels.js';

/**
 * @typedef {'digit' | 'right' | 'wrong'} Verdict which digit it is, or whether it was rightly guessed to be one
 *
 * @typedef {object} Lesson
 * @property {string} id
 * @property {Verdict} verdict
 * @property {number} digit that was said or judged
 * @property {number} guess of the network before it was told
 * @property {string} ink as links hold it
 * @property {Float32Array} image 784 values
 */

/** What stands before a digit that was said or judged. @type {Record<Verdict, string>} */
export const SIGNS = { digit: '=', right: '✓', wrong: '✗' };

/** @param {any} digit */
const isDigit = (digit) => Number.isInteger(digit) && digit >= 0 && digit <= 9;

/** Whether a record is a lesson. @param {any} record */
export const isLesson = ({ id, verdict, digit, guess, ink, image }) =>
  typeof id === 'string' && Object.hasOwn(SIGNS, verdict) && isDigit(digit) && isDigit(guess) && typeof ink === 'string' && isImage(image)
    && textToInk(ink) !== null;

/** @param {Omit<Lesson, 'ink'> & { ink: import('../../client/protocol.js').Stroke[] }} parts @returns {Lesson} */
export const lessonOf = ({ ink, ...rest }) => ({ ...rest, ink: inkToText(ink) });

/** @param {Lesson} lesson */
export const inkOf = ({ ink }) => textToInk(ink) ?? [];

/** Whether the network had guessed it. @param {Lesson} lesson */
export const wasGuessed = ({ verdict, digit, guess }) => (verdict === 'digit' ? digit === guess : verdict === 'right');

/** All of them as the core learns them. @param {Lesson[]} lessons @returns {import('../../client/protocol.js').Lessons} */
export function asLessons(lessons) {
  const x = new Float32Array(PIXELS * lessons.length);
  lessons.forEach(({ image }, i) => x.set(image, PIXELS * i));
  const answers = lessons.map(({ verdict, digit }) =>
    /** @type {import('../../client/protocol.js').Answer} */ (/** @type {unknown} */ ({ [verdict]: digit })));
  return { key: lessons.map(({ id }) => id).join(' '), x, answers };
}
