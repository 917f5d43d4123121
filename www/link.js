// State in the URL: `#v=1&bench=denoise&…`. Unknown fields are ignored, bad values reported and left at their defaults.

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

/** What links held that could not be used, by field: the page says so. @type {Map<string, string>} */
export const refused = new Map();

/** Fields of a link as a stranger may have written them. @extends {Map<string, string>} */
export class LinkFields extends Map {
  /** @param {Iterable<readonly [string, string]>} entries @param {string} [prefix] what their names begin with in the whole link */
  constructor(entries, prefix = '') {
    super(entries);
    this.prefix = prefix;
  }

  /**
   * What a field says; undefined where it is not there, and where `parse` finds nothing in it, which is noted.
   * @template T
   * @param {string} name @param {(text: string) => T | null | undefined} parse @returns {T | undefined}
   */
  read(name, parse) {
    const text = this.get(name);
    if (text === undefined) return undefined;
    const value = parse(text) ?? undefined;
    if (value === undefined) refused.set(this.prefix + name, text);
    return value;
  }

  /** @param {string} name @param {{ min: number, max: number, integer: boolean }} range */
  number(name, range) {
    return this.read(name, (text) => numberFrom(text, range));
  }

  /** One of the words that a field may hold. @template {string} Word @param {string} name @param {readonly Word[]} words */
  choice(name, words) {
    return this.read(name, (text) => words.find((word) => word === text));
  }
}

/** The fields of the present URL, or none if it is of another version, which is noted. */
export function readLink() {
  const fields = new URLSearchParams(location.hash.slice(1));
  const version = fields.get('v');
  if (version !== null && version !== VERSION) refused.set('v', version);
  return new LinkFields(version === VERSION ? fields : []);
}

/** Those fields of a link that begin with `NAME.`, without it. @param {Map<string, string>} link @param {string} name */
export const fieldsOf = (link, name) =>
  new LinkFields([...link].filter(([key]) => key.startsWith(`${name}.`)).map(([key, value]) => [key.slice(name.length + 1), value]), `${name}.`);

/**
 * A number from a link if it lies in its range, else undefined.
 * @param {string | undefined} text @param {{ min: number, max: number, integer: boolean }} range
 */
export function numberFrom(text, { min, max, integer }) {
  const value = Number(text || NaN);
  return value >= min && value <= max && (!integer || Number.isInteger(value)) ? value : undefined;
}
