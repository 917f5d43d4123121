// Sheets of many small pictures on one canvas each.

import { find } from '../../ui/dom.js';
import { putPixels } from '../../plots/painted.js';
import { inkColour, signedColour } from '../../plots/pixels.js';

/** Gap between two pictures, in pixels. */
const GAP = 2;
const SIDE = 28;

/**
 * @param {HTMLCanvasElement} canvas @param {Float32Array} images 784 values each @param {number} columns
 * @param {(value: number) => number[]} colour red, green, blue @param {number[]} ground
 */
function sheet(canvas, images, columns, colour, ground) {
  const count = images.length / (SIDE * SIDE);
  const rows = Math.max(1, Math.ceil(count / columns));
  const width = columns * (SIDE + GAP) - GAP;
  const height = rows * (SIDE + GAP) - GAP;
  const pixels = new ImageData(width, height);
  for (let i = 0; i < pixels.data.length; i += 4) pixels.data.set([...ground, 255], i);
  for (let i = 0; i < images.length; i++) {
    const picture = Math.floor(i / (SIDE * SIDE));
    const x = (picture % columns) * (SIDE + GAP) + (i % SIDE);
    const y = Math.floor(picture / columns) * (SIDE + GAP) + Math.floor((i % (SIDE * SIDE)) / SIDE);
    pixels.data.set(colour(images[i]), 4 * (y * width + x));
  }
  putPixels(canvas, pixels);
}

/** Digits, ink dark on paper. @param {HTMLCanvasElement} canvas @param {Float32Array} images @param {number} columns */
function drawDigits(canvas, images, columns) {
  sheet(canvas, images, columns, inkColour, [226, 222, 212]);
}

/** Digits above what became of them. @param {HTMLCanvasElement} canvas @param {Float32Array} above @param {Float32Array} below */
function drawPairs(canvas, above, below) {
  const both = new Float32Array(above.length + below.length);
  both.set(above);
  both.set(below, above.length);
  drawDigits(canvas, both, above.length / (SIDE * SIDE));
}

/**
 * Weights: blue below 0, orange above, each picture by its own largest.
 * @param {HTMLCanvasElement} canvas @param {Float32Array} filters @param {number} columns
 */
function drawFilters(canvas, filters, columns) {
  const scaled = filters.slice();
  for (let start = 0; start < scaled.length; start += SIDE * SIDE) {
    const one = scaled.subarray(start, start + SIDE * SIDE);
    const most = one.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0) || 1;
    for (let i = 0; i < one.length; i++) one[i] /= most;
  }
  sheet(canvas, scaled, columns, signedColour, [140, 140, 140]);
}

/** All that there is to see of a network. @param {HTMLElement} root @param {import('../../client/protocol.js').LearnSight} sight */
export function drawSight(root, { digits, rebuilt, filters, dreams }) {
  const canvas = (/** @type {string} */ id) => /** @type {HTMLCanvasElement} */ (find(root, id));
  if (dreams) drawDigits(canvas('#learn-dreams'), dreams, 10);
  if (digits && rebuilt) drawPairs(canvas('#learn-rebuilt'), digits, rebuilt);
  if (filters) drawFilters(canvas('#learn-filters'), filters, 10);
}
