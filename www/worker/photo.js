// The visitor's own picture: its header is looked at before anything is decoded; then the core reads its pixels.

import * as core from '../pkg/whole/targetprop.js';
import { readsBack } from '../plots/painted.js';
import { ACTION } from '../client/protocol.js';
import { fromStart } from './start.js';

/** Longer side to which pictures are scaled down, in pixels: a part of one still has enough. */
const SIDE = 1280;

/** The picture in hand. @type {core.OwnPhoto | null} */
let open = null;

/** The pixels of a picture, scaled down where it is large. @param {ImageBitmap} bitmap */
function readBack(bitmap) {
  const { width, height } = bitmap;
  const scale = Math.min(1, SIDE / Math.max(width, height));
  const [columns, rows] = [width, height].map((side) => Math.max(1, Math.round(side * scale)));
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (new OffscreenCanvas(columns, rows).getContext('2d'));
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, columns, rows);
  const { data } = context.getImageData(0, 0, columns, rows);
  return new core.OwnPhoto(new Uint8Array(data.buffer), columns);
}

/**
 * What comes of the picture.
 * @param {import('../client/protocol.js').PhotoWish} wish @returns {import('../client/protocol.js').PictureReading}
 */
function seen({ threshold: wanted, polarity, edges }) {
  if (!open) throw new Error('no picture is open');
  open.read(Float64Array.from(edges), polarity);
  const threshold = wanted ?? open.threshold();
  return {
    width: open.width(), pixels: new Uint8ClampedArray(open.rgba()), threshold, lightOnDark: open.light_on_dark(),
    ink: open.ink(threshold), image: open.image(threshold) ?? null, doubts: open.doubts(threshold), saved: open.is_saved(),
  };
}

/** @param {Blob} file @param {string} format @returns {Promise<core.OwnPhoto | null>} null where the browser hides the pixels */
async function decode(file, format) {
  // The core gives every pixel as it is in the file; browsers may turn colours, scale, or give noise.
  if (format === 'PNG') return core.OwnPhoto.from_png(new Uint8Array(await file.arrayBuffer()));
  if (!readsBack(new OffscreenCanvas(1, 1))) return null;
  const bitmap = await createImageBitmap(file).catch(() => {
    throw new Error(`image file: expected a whole ${format} image, found one that is cut or damaged`);
  });
  try {
    return readBack(bitmap);
  } finally {
    bitmap.close();
  }
}

/** @type {import('./job.js').Actions} */
export const actions = {
  /** Opens a picture; null where the browser hides its pixels, and the core cannot decode it. */
  async [ACTION.photo]({ file, size, wish }) {
    const { format } = await fromStart(file, size, (start) => core.check_image_file(start, size));
    const photo = await decode(file, format);
    if (!photo) return null;
    open?.free();
    open = photo;
    return seen(wish);
  },
  [ACTION.photoPart]: seen,
};
