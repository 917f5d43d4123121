// The restoration as an animated GIF: the spoilt digit, then every step.

import { SIDE } from '../client/pixels.js';
import { inkColour } from '../plots/pixels.js';
import { GIFEncoder } from '../vendor/gifenc.esm.js';

/** Grey levels: enough that no step shows. */
const LEVELS = 64;
/** Most steps that are taken; of longer restorations every second or third and so on. */
const MOST_STEPS = 120;
/** Milliseconds of a step, and of the first and the last picture. */
const STEP = 70;
const PAUSE = 1500;

/**
 * @param {ArrayLike<number>} spoilt (784), in [0,1]
 * @param {ArrayLike<number>[]} pictures as many again, in order
 * @param {number} times pixels of the file for one of the picture, along a side
 * @param {(share: number) => boolean} goOn told how much is done; false ends it
 * @returns {Promise<Uint8Array<ArrayBuffer> | null>} the file, or null if it was ended
 */
export async function animate(spoilt, pictures, times, goOn) {
  const every = Math.ceil(pictures.length / MOST_STEPS);
  const last = pictures.length - 1;
  const frames = [spoilt, ...pictures.filter((_, i) => i === last || i % every === 0)];
  const palette = Array.from({ length: LEVELS }, (_, level) => inkColour(level / (LEVELS - 1)));
  const gif = GIFEncoder();
  const side = SIDE * times;
  for (let i = 0; i < frames.length; i++) {
    if (!goOn(i / frames.length)) return null;
    const delay = i === 0 || i === frames.length - 1 ? PAUSE : STEP;
    gif.writeFrame(indexed(frames[i], times), side, side, { delay, ...(i === 0 && { palette }) });
    // The page goes on between two frames.
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  gif.finish();
  return gif.bytes();
}

/** @param {ArrayLike<number>} picture @param {number} times */
function indexed(picture, times) {
  const side = SIDE * times;
  const index = new Uint8Array(side * side);
  for (let y = 0; y < SIDE; y++) {
    const row = index.subarray(y * times * side, (y * times + 1) * side);
    for (let x = 0; x < SIDE; x++) {
      row.fill(Math.round(Math.min(1, Math.max(0, picture[SIDE * y + x])) * (LEVELS - 1)), x * times, (x + 1) * times);
    }
    for (let copy = 1; copy < times; copy++) index.set(row, (y * times + copy) * side);
  }
  return index;
}
