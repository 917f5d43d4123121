// Drawings to learn from, one record each, so that what several tabs add and take away is all there.

import { PIXELS } from '../../../client/pixels.js';
import { announce, got, transaction } from './database.js';

/** @typedef {{ id: string, label: number, image: Float32Array }} Drawing an image of 784 values */

/** @param {any} record */
const isDrawing = ({ label, image }) =>
  Number.isInteger(label) && label >= 0 && label <= 9 && image instanceof Float32Array && image.length === PIXELS
    && image.every((value) => value >= 0 && value <= 1);

/**
 * All, in the order in which they were drawn, and how many records are damaged.
 * @returns {Promise<{ drawings: Drawing[], damaged: number }>}
 */
export async function list() {
  const records = await transaction(['drawings'], 'readonly', ({ drawings }) => got(drawings.getAll()));
  const drawings = records.filter(isDrawing);
  return { drawings, damaged: records.length - drawings.length };
}

/** @param {(drawings: IDBObjectStore) => void} work */
async function change(work) {
  await transaction(['drawings'], 'readwrite', async ({ drawings }) => work(drawings));
  announce('drawings');
}

/** @param {Drawing[]} drawn */
export const keep = (drawn) => change((drawings) => drawn.forEach((drawing) => drawings.put(drawing)));

/** @param {Drawing[]} drawn */
export const remove = (drawn) => change((drawings) => drawn.forEach(({ id }) => drawings.delete(id)));
