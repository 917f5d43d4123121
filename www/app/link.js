// State in the URL: `#v=1&bench=denoise&…`. Unknown fields are ignored, bad values reported and left at their defaults.

import { tidied, unspoilt } from './link-repair.js';

/** @import { Stroke } from '../client/protocol.js' */

const VERSION = '1';
/** Coordinates and widths are stored as whole steps of a canvas side. */
export const STEPS = 1023;
/** Longest text of ink that is read: no drawing grows beyond it. */
const MAX_INK = 40_000;
/** Letters of a stroke's kind and width with the point that parts it from the next, and of each of its points. */
const STROKE_LETTERS = 4;
const POINT_LETTERS = 4;

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

/**
 * Most points that a further stroke of a drawing may have, so that a link can hold both; less than 1 where the drawing is full.
 * @param {Stroke[]} ink
 */
export function roomFor(ink) {
  const letters = ink.reduce((sum, { points }) => sum + STROKE_LETTERS + POINT_LETTERS * points.length, 0);
  return Math.floor((MAX_INK - letters - STROKE_LETTERS) / POINT_LETTERS);
}

/** Pixels as text, 256 levels each. @param {ArrayLike<number>} image */
export const imageToText = (image) => Array.from(image, (v) => Math.round(v * 255).toString(16).padStart(2, '0')).join('');

/** @param {string} text @returns {Float32Array | null} null where the text is no image */
export const textToImage = (text) =>
  /^[0-9a-f]{1568}$/.test(text) ? Float32Array.from(text.match(/../g) ?? [], (level) => parseInt(level, 16) / 255) : null;

/** The fragment of a link. @param {Iterable<[string, string | number]>} fields */
export function linkText(fields) {
  const text = new URLSearchParams();
  for (const [name, value] of fields) text.set(name, String(value));
  return text.toString()
    // Some programs take `+` for itself.
    .replaceAll('+', '%20')
    // A percent sign of the text's own does not look like one that was encoded twice.
    .replace(/%25([0-9a-f])(?=[0-9a-f])/gi, (_, digit) => `%25%${digit.charCodeAt(0).toString(16)}`);
}

/** @param {Record<string, string | number>} fields */
export const writeLink = (fields) => history.replaceState(null, '', `#${linkText([['v', VERSION], ...Object.entries(fields)])}`);

/** What links held that could not be used, by field: the page says so. @type {Map<string, string>} */
export const refused = new Map();
/** Stands in `refused` for a fragment that is no link of ours as a whole. */
export const WHOLE = '#';

/** Fields of a link as a stranger may have written them. @extends {Map<string, string>} */
export class LinkFields extends Map {
  /** @param {Iterable<readonly [string, string]>} entries @param {string} [prefix] what their names begin with in the whole link */
  constructor(entries, prefix = '') {
    super(entries);
    this.prefix = prefix;
  }

  /**
   * What a field says, without what it may have caught on its way where it says nothing as it is; undefined where it is
   * not there, and where `parse` finds nothing in it, which is noted.
   * @template T
   * @param {string} name @param {(text: string) => T | null | undefined} parse @returns {T | undefined}
   */
  read(name, parse) {
    const text = this.get(name);
    if (text === undefined) return undefined;
    for (const candidate of [text, ...tidied(text)]) {
      const value = parse(candidate) ?? undefined;
      if (value !== undefined) return value;
    }
    refused.set(this.prefix + name, text);
    return undefined;
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

/** The fields of the present URL, or none if it is no link of this version, which is noted. */
export function readLink() {
  const fragment = unspoilt(location.hash.slice(1));
  const fields = new LinkFields([...new URLSearchParams(fragment)].map(([name, value]) => [name.replace(/\s/g, ''), value]));
  if (fields.choice('v', [VERSION])) return fields;
  if (fragment && !fields.has('v')) refused.set(WHOLE, fragment);
  return new LinkFields([]);
}

/** Those fields of a link whose names begin with a prefix, without it. @param {Map<string, string>} link @param {string} prefix */
export const fieldsOf = (link, prefix) =>
  new LinkFields([...link].filter(([key]) => key.startsWith(prefix)).map(([key, value]) => [key.slice(prefix.length), value]), prefix);

/**
 * A number from a link if it lies in its range, else undefined.
 * @param {string | undefined} text @param {{ min: number, max: number, integer: boolean }} range
 */
export function numberFrom(text, { min, max, integer }) {
  const value = Number(text || NaN);
  return value >= min && value <= max && (!integer || Number.isInteger(value)) ? value : undefined;
}
