// Many images on one canvas.

import { putPixels } from './painted.js';

const SIDE = 28;
/** Pixels between two images. */
const GAP = 2;

/**
 * Images in [0,1] in rows of `columns`, ink dark on paper.
 * @param {HTMLCanvasElement} canvas @param {ArrayLike<number>} images 784 values each @param {number} columns
 */
export function drawTiles(canvas, images, columns) {
  const count = images.length / (SIDE * SIDE);
  const width = columns * (SIDE + GAP) - GAP;
  const height = Math.ceil(count / columns) * (SIDE + GAP) - GAP;
  const pixels = new ImageData(width, height);
  pixels.data.fill(255);
  for (let i = 0; i < images.length; i++) {
    const tile = Math.floor(i / (SIDE * SIDE));
    const [row, column] = [Math.floor((i % (SIDE * SIDE)) / SIDE), i % SIDE];
    const y = Math.floor(tile / columns) * (SIDE + GAP) + row;
    const x = (tile % columns) * (SIDE + GAP) + column;
    pixels.data.fill(Math.round(255 * (1 - images[i])), 4 * (y * width + x), 4 * (y * width + x) + 3);
  }
  putPixels(canvas, pixels);
}
