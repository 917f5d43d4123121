// Arrays of values as pixels: a canvas and data in.

import { PIXELS, SIDE } from '../client/pixels.js';
import { tellNumbers } from './numbers.js';
import { putPixels } from './painted.js';

/** cividis in ten steps (Nuñez, Anderton, Renslow 2018): even in lightness, safe for the colour-blind. */
const CIVIDIS = [
  [0, 34, 78], [18, 53, 112], [59, 73, 108], [87, 93, 109], [112, 113, 115],
  [138, 134, 120], [165, 156, 116], [195, 179, 105], [225, 204, 85], [254, 232, 56],
];

/** @param {number} t 0 to 1 @returns {number[]} red, green, blue */
function cividis(t) {
  const place = Math.min(1, Math.max(0, t)) * (CIVIDIS.length - 1);
  const low = Math.min(CIVIDIS.length - 2, Math.floor(place));
  return CIVIDIS[low].map((c, i) => c + (CIVIDIS[low + 1][i] - c) * (place - low));
}

/** @param {number} ink 0 paper, 1 ink @returns {number[]} */
export const inkColour = (ink) => Array(3).fill(255 * (1 - ink));

/**
 * @param {HTMLCanvasElement} canvas set to one pixel a value
 * @param {ArrayLike<number>} values row by row
 * @param {number} columns
 * @param {(value: number, index: number) => number[]} colour
 */
function paint(canvas, values, columns, colour) {
  const pixels = new ImageData(columns, Math.ceil(values.length / columns));
  for (let i = 0; i < values.length; i++) {
    const [red, green, blue] = colour(values[i], i);
    pixels.data[4 * i] = red;
    pixels.data[4 * i + 1] = green;
    pixels.data[4 * i + 2] = blue;
    pixels.data[4 * i + 3] = 255;
  }
  putPixels(canvas, pixels);
  tell(canvas, values, columns);
}

/** Says what a canvas shows. @param {HTMLCanvasElement} canvas @param {ArrayLike<number>} values row by row @param {number} columns */
function tell(canvas, values, columns) {
  const row = (/** @type {number} */ y) => Array.from({ length: columns }, (_, x) => values[y * columns + x] ?? null);
  tellNumbers(canvas, () => ({ heads: [], rows: Array.from({ length: Math.ceil(values.length / columns) }, (_, y) => row(y)) }));
}

/**
 * An image in [0,1], ink dark on paper; pixels marked in `mask` are tinted orange.
 * @param {HTMLCanvasElement} canvas @param {ArrayLike<number>} image @param {ArrayLike<number> | null} [mask]
 */
export function drawImage(canvas, image, mask = null) {
  if (!mask) return drawInk(canvas, image);
  paint(canvas, image, SIDE, (ink, i) => {
    const colour = inkColour(ink);
    return mask[i] ? [0.45 * colour[0] + 126, 0.45 * colour[1] + 70, 0.45 * colour[2] + 10] : colour;
  });
}

/**
 * A square image without tint, fast enough for many in each frame.
 * @param {HTMLCanvasElement} canvas @param {ArrayLike<number>} image @param {number} [side] in pixels
 */
export function drawInk(canvas, image, side = SIDE) {
  const pixels = new ImageData(side, side);
  for (let i = 0, at = 0; i < image.length; i++) {
    const level = 255 * (1 - image[i]);
    pixels.data[at++] = level;
    pixels.data[at++] = level;
    pixels.data[at++] = level;
    pixels.data[at++] = 255;
  }
  putPixels(canvas, pixels);
  tell(canvas, image, SIDE);
}

/** An empty sheet. @param {HTMLCanvasElement} canvas */
export const drawNothing = (canvas) => drawImage(canvas, new Float32Array(PIXELS));

/** Departures of a signed picture at their strongest: too much ink, too little (orange and blue, safe for the colour-blind). */
const TOO_MUCH = [217, 95, 2];
const TOO_LITTLE = [26, 99, 186];

/**
 * How an image departs from another, both in [0,1]: orange where it has more ink, blue where less, full colour at `most`.
 * @param {HTMLCanvasElement} canvas @param {ArrayLike<number>} image @param {ArrayLike<number>} other @param {number} [most]
 */
export function drawDifference(canvas, image, other, most = 1) {
  paint(canvas, image, SIDE, (ink, i) => {
    const departure = ink - other[i];
    const full = departure > 0 ? TOO_MUCH : TOO_LITTLE;
    return full.map((c) => 255 + (c - 255) * Math.min(1, Math.abs(departure) / most));
  });
}

/**
 * Columns of a map of `count` units, `aspect` times as wide as high: without an unfinished row where that is near.
 * @param {number} count @param {number} aspect
 */
export function columnsOf(count, aspect) {
  const ideal = Math.max(1, Math.round(Math.sqrt(count * aspect)));
  for (let off = 0; off <= ideal / 4; off++) {
    for (const columns of [ideal + off, ideal - off]) if (count % columns === 0) return columns;
  }
  return ideal;
}

/**
 * Activations as a map of `columns`, from 0 (dark) to `most` (bright); those marked in `mask` are white.
 * @param {HTMLCanvasElement} canvas @param {ArrayLike<number>} values @param {number} columns @param {number} most
 * @param {ArrayLike<number> | null} [mask]
 */
export function drawMap(canvas, values, columns, most, mask = null) {
  paint(canvas, values, columns, (value, i) => (mask?.[i] ? [255, 255, 255] : cividis(most > 0 ? value / most : 0)));
}

/** Ends of the signed scale: orange for positive, blue for negative, far apart for every kind of colour vision. */
const POSITIVE = [230, 97, 1];
const NEGATIVE = [33, 82, 178];

/** Orange above 0, blue below, white at 0, full colour at ±1. @param {number} value -1 to 1 */
export const signedColour = (value) => (value < 0 ? NEGATIVE : POSITIVE).map((end) => 255 + (end - 255) * Math.abs(value));

/**
 * Signed values as a map of `columns`: orange above 0, blue below, white at 0, full colour at ±`most`.
 * @param {HTMLCanvasElement} canvas @param {ArrayLike<number>} values @param {number} columns @param {number} most
 */
export function drawSigned(canvas, values, columns, most) {
  paint(canvas, values, columns, (value) => signedColour(most > 0 ? Math.max(-1, Math.min(1, value / most)) : 0));
}
