// The visitor's own picture: its header is looked at before anything is decoded; then it is scaled down and read by the core.

import * as core from '../pkg/lab/targetprop.js';
import { ACTION } from '../protocol.js';

/** Longer side to which pictures are scaled down, in pixels: sixteen to one of the digit's box. */
const SIDE = 320;

/** The picture in hand. @type {{ pixels: ImageData, polarity: string, photo: core.OwnPhoto } | null} */
let open = null;

/** @param {ImageData} pixels @param {string} polarity */
function take(pixels, polarity) {
  const photo = new core.OwnPhoto(new Uint8Array(pixels.data.buffer), pixels.width, polarity);
  open?.photo.free();
  open = { pixels, polarity, photo };
}

/** What comes of it at a threshold, or at its own where that is null. @param {number | null} wanted */
function seen(wanted) {
  if (!open) throw new Error('no picture is open');
  const { pixels: { width, height }, photo } = open;
  const threshold = wanted ?? photo.threshold();
  return { width, height, threshold, lightOnDark: photo.light_on_dark(), ink: photo.ink(threshold), image: photo.image(threshold) ?? null };
}

/** @type {import('./job.js').Actions} */
export const actions = {
  async [ACTION.photo](/** @type {{ file: Blob, size: number }} */ { file, size }) {
    const header = new Uint8Array(await file.slice(0, core.image_header_bytes()).arrayBuffer());
    const { format } = core.check_image_file(header, size);
    const bitmap = await createImageBitmap(file).catch(() => {
      throw new Error(`image file: expected a whole ${format} image, found one that is cut or damaged`);
    });
    const scale = Math.min(1, SIDE / Math.max(bitmap.width, bitmap.height));
    const [width, height] = [bitmap.width, bitmap.height].map((side) => Math.max(1, Math.round(side * scale)));
    const context = /** @type {OffscreenCanvasRenderingContext2D} */ (new OffscreenCanvas(width, height).getContext('2d'));
    context.imageSmoothingQuality = 'high';
    context.drawImage(bitmap, 0, 0, width, height);
    bitmap.close();
    take(context.getImageData(0, 0, width, height), 'auto');
    return { pixels: open?.pixels.data.slice(), ...seen(null) };
  },
  [ACTION.threshold](/** @type {{ threshold: number | null, polarity: string }} */ { threshold, polarity }) {
    if (open && open.polarity !== polarity) take(open.pixels, polarity);
    return seen(threshold);
  },
};
