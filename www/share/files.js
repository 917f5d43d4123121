// Files that the visitor saves: names, kinds, and how a canvas or numbers become one.

/** @typedef {import('../plots/numbers.js').Numbers} Numbers */

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
  new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the browser made no picture'))), 'image/png'));

/** A copy `times` as large, every value a square of one colour. @param {HTMLCanvasElement} canvas @param {number} times */
export function enlarged(canvas, times) {
  const copy = Object.assign(document.createElement('canvas'), { width: canvas.width * times, height: canvas.height * times });
  const context = /** @type {CanvasRenderingContext2D} */ (copy.getContext('2d'));
  context.imageSmoothingEnabled = false;
  context.drawImage(canvas, 0, 0, copy.width, copy.height);
  return copy;
}

/** Canvases side by side in rows of `columns`, a value apart. @param {HTMLCanvasElement[]} canvases @param {number} columns */
export function sheetOf(canvases, columns) {
  const [{ width, height }] = canvases;
  const rows = Math.ceil(canvases.length / columns);
  const sheet = Object.assign(document.createElement('canvas'), { width: columns * (width + 1) - 1, height: rows * (height + 1) - 1 });
  const context = /** @type {CanvasRenderingContext2D} */ (sheet.getContext('2d'));
  context.fillStyle = '#fff';
  context.fillRect(0, 0, sheet.width, sheet.height);
  canvases.forEach((canvas, i) => context.drawImage(canvas, (i % columns) * (width + 1), Math.floor(i / columns) * (height + 1)));
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
  const cell = (/** @type {string | number | null} */ value) => (/[",\n\r]/.test(String(value ?? '')) ? `"${String(value).replaceAll('"', '""')}"` : String(value ?? ''));
  const lines = (heads.length ? [heads, ...rows] : rows).map((row) => row.map(cell).join(','));
  return new Blob([lines.join('\r\n') + '\r\n'], { type: 'text/csv' });
}

/** Columns by their heads, or rows where there are none. @param {Numbers} numbers */
export function toJson({ heads, rows }) {
  const number = (/** @type {string | number | null} */ value) => (typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : value);
  const numbers = rows.map((row) => row.map(number));
  const content = heads.length ? Object.fromEntries(heads.map((head, i) => [head, numbers.map((row) => row[i])])) : numbers;
  return new Blob([JSON.stringify(content)], { type: 'application/json' });
}
