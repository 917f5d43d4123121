// Files that the visitor saves: names, kinds, and how a canvas or numbers become one.

/** @import { Numbers } from '../plots/numbers.js' */

/** Hands a file to the visitor. @param {Blob} blob @param {string} name */
export function download(blob, name) {
  const url = URL.createObjectURL(blob);
  Object.assign(document.createElement('a'), { href: url, download: name }).click();
  // Not at once: some browsers read it later.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** A file name from what a person reads. @param {string} text @param {string} ending */
export function fileName(text, ending) {
  const words = text.normalize('NFKD').toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return `targetprop-${words.join('-').slice(0, 60) || 'picture'}.${ending}`;
}

/** @param {HTMLCanvasElement} canvas @returns {Promise<Blob>} */
export const toPng = (canvas) =>
  new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the browser made no picture'))), 'image/png'));

/** Pictures side by side in rows of `columns`, a value apart. @param {ImageData[]} pictures @param {number} columns */
export function sheetOf(pictures, columns) {
  const [{ width, height }] = pictures;
  const rows = Math.ceil(pictures.length / columns);
  const sheet = new ImageData(columns * (width + 1) - 1, rows * (height + 1) - 1);
  sheet.data.fill(255);
  pictures.forEach(({ data }, i) => {
    const corner = Math.floor(i / columns) * (height + 1) * sheet.width + (i % columns) * (width + 1);
    for (let y = 0; y < height; y++) sheet.data.set(data.subarray(4 * y * width, 4 * (y + 1) * width), 4 * (corner + y * sheet.width));
  });
  return sheet;
}

/** A chart's canvas on the ground that it is seen on. @param {HTMLCanvasElement} canvas @param {string} ground a colour */
export function onGround(canvas, ground) {
  const copy = Object.assign(document.createElement('canvas'), { width: canvas.width, height: canvas.height });
  const context = /** @type {CanvasRenderingContext2D} */ (copy.getContext('2d'));
  context.fillStyle = ground;
  context.fillRect(0, 0, copy.width, copy.height);
  context.drawImage(canvas, 0, 0);
  return copy;
}

/** By RFC 4180. @param {Numbers} numbers */
export function toCsv({ heads, rows }) {
  const cell = (/** @type {string | number | null} */ value) =>
    (/[",\n\r]/.test(String(value ?? '')) ? `"${String(value).replaceAll('"', '""')}"` : String(value ?? ''));
  const lines = (heads.length ? [heads, ...rows] : rows).map((row) => row.map(cell).join(','));
  return new Blob([lines.join('\r\n') + '\r\n'], { type: 'text/csv' });
}

/** Columns by their heads, or rows where there are none. @param {Numbers} numbers */
export function toJson({ heads, rows }) {
  const number = (/** @type {string | number | null} */ value) =>
    (typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : value);
  const numbers = rows.map((row) => row.map(number));
  const content = heads.length ? Object.fromEntries(heads.map((head, i) => [head, numbers.map((row) => row[i])])) : numbers;
  return new Blob([JSON.stringify(content)], { type: 'application/json' });
}
