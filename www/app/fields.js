// What links keep of a part of the state, declared once: reading a field reports a text that cannot be used, writing one leaves
// out a value that is as usual.

import { numberFrom } from './link.js';

/**
 * @import { LinkFields } from './link.js'
 * @import { Param } from '../client/protocol.js'
 * @typedef {Record<string, any>} Values a part of the state
 * @typedef {{ min: number, max: number, integer: boolean }} Range
 *
 * @typedef {object} Field
 * @property {string} name in the link
 * @property {string[]} path where its value lies
 * @property {(text: string, values: Values) => any} parse null or undefined where the text says nothing
 * @property {(values: Values, link: LinkFields) => any} usual the value where the link is silent, given those of the fields before;
 *   undefined where these leave no place for the field
 * @property {(value: any, values: Values) => string | number | null} write null where the link need not hold it
 *
 * @typedef {Partial<Pick<Field, 'path' | 'write'>>} Options
 */

/** Writes a value whatever it is. @param {any} value */
export const always = (value) => value;

/**
 * @param {string} name @param {any} usual a value, or what gives it by those of the fields before @param {Field['parse']} parse
 * @param {Options} [options] @returns {Field}
 */
export function field(name, usual, parse, { path = [name], write } = {}) {
  const standard = typeof usual === 'function' ? usual : () => usual;
  return { name, path, parse, usual: standard, write: write ?? ((value, values) => (value === standard(values) ? null : value)) };
}

/** @param {string} name @param {Range | ((values: Values) => Range)} range @param {any} usual @param {Options} [options] */
export const number = (name, range, usual, options) =>
  field(name, usual, (text, values) => numberFrom(text, typeof range === 'function' ? range(values) : range), options);

/** One of some words, the first of which is usual. @param {string} name @param {readonly string[]} words @param {Options} [options] */
export const choice = (name, words, options) => field(name, words[0], (text) => words.find((word) => word === text), options);

/** What is off unless the link says 1. @param {string} name @param {Options} [options] */
export const flag = (name, options) =>
  field(name, false, (text) => text === '1' || null, { write: (on) => (on ? 1 : null), ...options });

/**
 * The numbers of a table of the core.
 * @param {readonly Param[]} params @param {string[]} place of them all @param {string} [before] their names
 */
export const numbers = (params, place, before = '') =>
  params.map((param) => number(before + param.name, param, param.default, { path: [...place, param.name] }));

/** The values that a link gives, and the usual ones where it is silent. @param {readonly Field[]} fields @param {LinkFields} link */
export function readFields(fields, link) {
  /** @type {Values} */
  const values = {};
  for (const { name, path, parse, usual } of fields) {
    const found = link.read(name, (text) => parse(text, values));
    const standard = usual(values, link);
    const [last, ...way] = [...path].reverse();
    const place = way.reduceRight((place, key) => (place[key] ??= {}), values);
    if (standard !== undefined) place[last] = found ?? standard;
  }
  return values;
}

/** What a link is to say. @param {readonly Field[]} fields @param {Values} values */
export function writeFields(fields, values) {
  /** @type {Record<string, string | number>} */
  const texts = {};
  for (const { name, path, write } of fields) {
    const value = path.reduce((place, key) => place?.[key], values);
    const text = value === undefined ? null : write(value, values);
    if (text !== null) texts[name] = text;
  }
  return texts;
}
