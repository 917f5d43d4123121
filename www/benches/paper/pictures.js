// Pictures that stand beside an equation: images, maps of units, and differences of either.

import { columnsOf, drawDifference, drawImage, drawMap, drawSigned } from '../../plots/pixels.js';
import { make } from '../../ui/dom.js';
import { t } from '../../strings/strings.js';
import { write } from '../../strings/written.js';

/**
 * @typedef {keyof import('../../client/protocol.js').Argument['pictures'] | 'x' | 'clean' | 'spoilt'} Name of an array; x is what
 *   inference explains
 * @typedef {Record<Name, ArrayLike<number>>} Arrays
 * @typedef {'first' | 'last' | 'below' | 'above' | 'exact' | 'back'} Note what a caption says besides the formula
 * @typedef {object} Picture
 * @property {'image' | 'departure' | 'units' | 'signed'} kind
 * @property {'x' | 'h1' | 'h2' | 'difference'} hue
 * @property {string} formula
 * @property {Note} [note]
 * @property {(canvas: HTMLCanvasElement, arrays: Arrays) => void} draw
 */

/** A map of so many units a row as is a little wider than high. */
const ASPECT = 1.6;

/** The largest size of a value. @param {ArrayLike<number>[]} lists */
const most = (...lists) => Math.max(...lists.map((list) => Array.from(list).reduce((best, value) => Math.max(best, Math.abs(value)), 0)));

/** @param {ArrayLike<number>} values */
const columns = ({ length }) => columnsOf(length, length > 400 ? ASPECT : 1);

/** @param {Name} name @param {string} formula @param {Note} [note] @returns {Picture} */
export const image = (name, formula, note) =>
  ({ kind: 'image', hue: 'x', formula, note, draw: (canvas, arrays) => drawImage(canvas, arrays[name]) });

/** The largest difference of two images. @param {ArrayLike<number>} image @param {ArrayLike<number>} other */
const mostApart = (image, other) => Array.from(image).reduce((best, ink, i) => Math.max(best, Math.abs(ink - other[i])), 0);

/**
 * How an image departs from another, on the scale of the largest difference of them and of `others` from the same one.
 * @param {Name} name @param {Name} from @param {string} formula @param {Note} [note] @param {Name[]} [others] @returns {Picture}
 */
export const departure = (name, from, formula, note, others = []) => ({
  kind: 'departure', hue: 'difference', formula, note, draw(canvas, arrays) {
    const full = Math.max(...[name, ...others].map((one) => mostApart(arrays[one], arrays[from])));
    drawDifference(canvas, arrays[name], arrays[from], full || 1);
  },
});

/**
 * Values of units, as bright as the most of them and of `others`.
 * @param {Name} name @param {string} formula @param {Note} [note] @param {Name[]} [others] @returns {Picture}
 */
export const units = (name, formula, note, others = []) => ({
  kind: 'units', hue: name.startsWith('h1') ? 'h1' : 'h2', formula, note, draw(canvas, arrays) {
    const values = arrays[name];
    drawMap(canvas, values, columns(values), most(values, ...others.map((other) => arrays[other])));
  },
});

/**
 * Values above and below 0, on the scale of the largest of them and of `others`.
 * @param {Name} name @param {string} formula @param {Note} [note] @param {Name[]} [others] @returns {Picture}
 */
export const signed = (name, formula, note, others = []) => ({
  kind: 'signed', hue: 'difference', formula, note, draw(canvas, arrays) {
    const values = arrays[name];
    drawSigned(canvas, values, columns(values), most(values, ...others.map((other) => arrays[other])));
  },
});

/** A figure for a picture, and what fills it. @param {Picture} picture */
export function figureOf({ kind, hue, formula, note, draw }) {
  const canvas = make('canvas', { className: kind === 'units' ? 'map' : 'picture' });
  canvas.setAttribute('role', 'img');
  const caption = () => (note ? t(`paper.picture.note.${note}`, { what: formula }) : formula);
  write(canvas, () => t(`paper.picture.${kind}`, { what: caption }), 'aria-label');
  const figure = make('figure', { className: `of-${hue}` }, [canvas, make('figcaption', { textContent: caption })]);
  return { figure, fill: (/** @type {Arrays} */ arrays) => draw(canvas, arrays) };
}
