// What pictures, charts and tables show, by their elements, for those who want the numbers themselves.

/**
 * @typedef {{ heads: string[], rows: (string | number | null)[][] }} Numbers
 */

/** @type {WeakMap<Element, () => Numbers>} */
const sources = new WeakMap();

/** Says where the numbers behind an element come from. @param {Element} element @param {() => Numbers} source */
export const tellNumbers = (element, source) => void sources.set(element, source);

/** The numbers behind an element; null where it shows none. @param {Element} element */
export const numbersOf = (element) => sources.get(element)?.() ?? null;
