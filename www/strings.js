// Every word that the page says, by key, in the language that the visitor reads.

import { en } from './strings/en.js';

/** @typedef {keyof typeof en} Key */

/** Languages the page speaks; one that is not English is fetched when it is wanted. */
export const LANGUAGES = Object.freeze({ en: 'English' });
/** @typedef {keyof typeof LANGUAGES} Language */

/** @type {Record<Key, string>} */
let strings = en;

/**
 * The text of a key, `{name}` replaced by the value of that name.
 * @param {Key} key @param {Record<string, string | number>} [values]
 */
export function t(key, values = {}) {
  return strings[key].replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ''));
}

/** The text of a key that is put together at run time, or `otherwise`. @param {string} key @param {string} otherwise */
export const textOf = (key, otherwise) => (/** @type {Record<string, string>} */ (strings))[key] ?? otherwise;

/**
 * Fills the texts of a part of the page: `data-t` names an element's text, `data-t-label` and `data-t-title`
 * its accessible name and its tooltip.
 * @param {ParentNode} root
 */
export function translate(root) {
  const each = (/** @type {string} */ name, /** @type {(element: HTMLElement, text: string) => void} */ set) => {
    for (const element of root.querySelectorAll(`[data-${name}]`)) {
      set(/** @type {HTMLElement} */ (element), t(/** @type {Key} */ (element.getAttribute(`data-${name}`))));
    }
  };
  each('t', (element, text) => (element.textContent = text));
  each('t-label', (element, text) => element.setAttribute('aria-label', text));
  each('t-title', (element, text) => (element.title = text));
}
