// The images that the network sees.

/** Their width and height, in pixels. */
export const SIDE = 28;
/** Their pixels. */
export const PIXELS = SIDE * SIDE;

/** The image of that number, of several one after the other; no copy. @param {Float32Array} images @param {number} i counted from 0 */
export const imageAt = (images, i) => images.subarray(PIXELS * i, PIXELS * (i + 1));
