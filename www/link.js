// State in the URL: `#v=1&bench=denoise&…`. Unknown fields are ignored, bad values left at their defaults.

/** @typedef {import('./protocol.js').Stroke} Stroke */

const VERSION = '1';
/** Coordinates and widths are stored as whole steps of a canvas side. */
const STEPS = 1023;
/** Longest text of ink that is read. */
const MAX_INK = 40_000;

/** @param {number} value 0 to 1, two letters of base 36 */
const pack = (value) => Math.round(Math.min(1, Math.max(0, value)) * STEPS).toString(36).padStart(2, '0');
/** @param {string} text */
const unpack = (text) => parseInt(text, 36) / STEPS;

/** The nearest value that a link can hold: what is drawn is snapped to it, so that a link replays to the pixel. @param {number} value */
export const snap = (value) => Math.round(Math.min(1, Math.max(0, value)) * STEPS) / STEPS;

/** Ink as text: strokes parted by `.`, each with `p` or `e`, its width and its points. @param {Stroke[]} strokes */
export function inkToText(strokes) {
  return strokes
    .map(({ points, width, erase }) => (erase ? 'e' : 'p') + pack(width) + points.map((p) => pack(p[0]) + pack(p[1])).join(''))
    .join('.');
}

/** @param {string} text @returns {Stroke[] | null} null where the text is not ink */
export function textToInk(text) {
  if (text.length > MAX_INK) return null;
  if (text === '') return [];
  const strokes = [];
  for (const part of text.split('.')) {
    if (!/^[pe][0-9a-z]{2}([0-9a-z]{4})+$/.test(part)) return null;
    const values = (part.slice(1).match(/../g) ?? []).map(unpack);
    /** @type {[number, number][]} */
    const points = [];
    for (let i = 1; i < values.length; i += 2) points.push([Math.min(1, values[i]), Math.min(1, values[i + 1])]);
    strokes.push({ points, width: Math.min(1, values[0]), erase: part[0] === 'e' });
  }
  return strokes;
}

/** Pixels as text, 256 levels each. @param {ArrayLike<number>} image */
export const imageToText = (image) => Array.from(image, (v) => Math.round(v * 255).toString(16).padStart(2, '0')).join('');

/** @param {string} text @returns {Float32Array | null} null where the text is no image */
export const textToImage = (text) =>
  /^[0-9a-f]{1568}$/.test(text) ? Float32Array.from(text.match(/../g) ?? [], (level) => parseInt(level, 16) / 255) : null;

/** @param {Record<string, string | number>} fields */
export function writeLink(fields) {
  const text = new URLSearchParams({ v: VERSION });
  for (const [name, value] of Object.entries(fields)) text.set(name, String(value));
  history.replaceState(null, '', `#${text}`);
}

/** The fields of the present URL, or none if it is of another version. @returns {Map<string, string>} */
export function readLink() {
  const fields = new URLSearchParams(location.hash.slice(1));
  return new Map(fields.get('v') === VERSION ? fields : []);
}

/** Those fields of a link that begin with `NAME.`, without it. @param {Map<string, string>} link @param {string} name */
export const fieldsOf = (link, name) =>
  new Map([...link].filter(([key]) => key.startsWith(`${name}.`)).map(([key, value]) => [key.slice(name.length + 1), value]));

/**
 * A number from a link if it lies in its range, else undefined.
 * @param {string | undefined} text @param {{ min: number, max: number, integer: boolean }} range
 */
export function numberFrom(text, { min, max, integer }) {
  const value = Number(text || NaN);
  return value >= min && value <= max && (!integer || Number.isInteger(value)) ? value : undefined;
}
