// A drawing to learn from, as the device keeps it.

import { isImage } from '../../client/pixels.js';

/** @typedef {{ id: string, label: number, image: Float32Array }} Drawing an image of 784 values */

/** Whether a record is a drawing. @param {any} record */
export const isDrawing = ({ label, image }) => Number.isInteger(label) && label >= 0 && label <= 9 && isImage(image);
