// Many pictures of digits, or of weights on their pixels, on one canvas.

import { SIDE } from '../client/pixels.js';
import { putPixels } from './painted.js';
import { inkColour, signedColour } from './pixels.js';

/** Pixels between two pictures. */
const GAP = 2;
const PAPER = [255, 255, 255];

/**
 * Pictures in rows of `columns`: where nothing else is said, images in [0,1], ink dark on paper.
 * @param {HTMLCanvasElement} canvas @param {ArrayLike<number>} pictures 784 values each @param {number} columns
 * @param {number[]} [ground] red, green and blue of what is between them @param {(value: number) => number[]} [colour] those of a value
 */
export function drawTiles(canvas, pictures, columns, ground = PAPER, colour = inkColour) {
  const count = pictures.length / (SIDE * SIDE);
  const width = columns * (SIDE + GAP) - GAP;
  const pixels = new ImageData(width, Math.max(1, Math.ceil(count / columns)) * (SIDE + GAP) - GAP);
  for (let i = 0; i < pixels.data.length; i += 4) pixels.data.set([...ground, 255], i);
  for (let i = 0; i < pictures.length; i++) {
    const [tile, row, column] = [Math.floor(i / (SIDE * SIDE)), Math.floor((i % (SIDE * SIDE)) / SIDE), i % SIDE];
    const y = Math.floor(tile / columns) * (SIDE + GAP) + row;
    const x = (tile % columns) * (SIDE + GAP) + column;
    pixels.data.set(colour(pictures[i]), 4 * (y * width + x));
  }
  putPixels(canvas, pixels);
}

/**
 * Weights: blue below 0, orange above, each picture by its own largest.
 * @param {HTMLCanvasElement} canvas @param {Float32Array} weights @param {number} columns
 */
export function drawWeights(canvas, weights, columns) {
  const scaled = weights.slice();
  for (let start = 0; start < scaled.length; start += SIDE * SIDE) {
    const one = scaled.subarray(start, start + SIDE * SIDE);
    const most = one.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0) || 1;
    for (let i = 0; i < one.length; i++) one[i] /= most;
  }
  drawTiles(canvas, scaled, columns, [140, 140, 140], signedColour);
}
