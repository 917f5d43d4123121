// The images that the network sees.

/** Their width and height, in pixels. */
export const SIDE = 28;
/** Their pixels. */
export const PIXELS = SIDE * SIDE;

/** The image of that number, of several one after the other; no copy. @param {Float32Array} images @param {number} i counted from 0 */
export const imageAt = (images, i) => images.subarray(PIXELS * i, PIXELS * (i + 1));

/** Whether something from outside is an image. @param {any} image */
export const isImage = (image) =>
  image instanceof Float32Array && image.length === PIXELS && image.every((value) => value >= 0 && value <= 1);
