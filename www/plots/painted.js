// Canvases and their pixels. What is read back from a canvas may be noise, where a browser guards its visitor against being
// recognised by it, so the pixels of a picture are kept as they were painted.

/** @type {WeakMap<HTMLCanvasElement, ImageData>} */
const painted = new WeakMap();

/** Makes a canvas show pixels, and as large as they are. @param {HTMLCanvasElement} canvas @param {ImageData} pixels */
export function putPixels(canvas, pixels) {
  const { width, height } = pixels;
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d')).putImageData(pixels, 0, 0);
  painted.set(canvas, pixels);
}

/** What a canvas was made to show; null where it was drawn by other means. @param {HTMLCanvasElement} canvas */
export const pixelsOf = (canvas) => painted.get(canvas) ?? null;

/** Side of the pattern that tells whether a browser is honest: enough pixels for noise that touches only some. */
const SIDE = 32;

/** Whether this browser gives back what a canvas holds. @param {HTMLCanvasElement | OffscreenCanvas} canvas an empty one */
export function readsBack(canvas) {
  Object.assign(canvas, { width: SIDE, height: SIDE });
  const context = /** @type {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const known = new ImageData(SIDE, SIDE);
  for (let i = 0; i < known.data.length; i++) known.data[i] = i % 4 === 3 ? 255 : 37 * i;
  context.putImageData(known, 0, 0);
  const { data } = context.getImageData(0, 0, SIDE, SIDE);
  return known.data.every((value, i) => value === data[i]);
}
