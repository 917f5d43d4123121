// Small helpers of the panels. Every panel looks only inside its root.

import { figures } from '../strings/numbers.js';
import { fromCore, t } from '../strings/strings.js';
import { trustedMarkup } from '../app/trusted.js';
import { translate, write } from '../strings/written.js';

/**
 * The one element that matches, which the page's markup promises.
 * @template {Element} [T=HTMLElement]
 * @param {ParentNode} root @param {string} selector @returns {T}
 */
export function find(root, selector) {
  const element = root.querySelector(selector);
  if (!element) throw new Error(`the page has no element ${selector}`);
  return /** @type {T} */ (element);
}

/** Properties that hold words. */
const WORDS = /** @type {const} */ (['textContent', 'title', 'alt']);

/**
 * An element with its children. Words that are functions are written anew in another language.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag @param {Record<string, any>} [properties] @param {(Node | import('../strings/strings.js').Saying)[]} [children]
 */
export function make(tag, properties = {}, children = []) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (WORDS.includes(/** @type {any} */ (name)) && typeof value === 'function') write(element, value, name);
    else Object.assign(element, { [name]: value });
  }
  element.append(...children.map((child) => (typeof child === 'function' ? words(child) : child)));
  return element;
}

/** @param {() => string} saying */
function words(saying) {
  const text = document.createTextNode('');
  write(text, saying);
  return text;
}

/** Style sheets that have been added. @type {Map<string, Promise<void>>} */
const styles = new Map();

/** Adds a style sheet to the page, once. @param {string} href */
export function addStyle(href) {
  const known = styles.get(href);
  if (known) return known;
  // What the page itself names is there, or its absence is told by the notice of the start.
  if ([...document.querySelectorAll('link')].some((link) => link.href === href)) return Promise.resolve();
  const adding = new Promise((/** @type {(value: void) => void} */ resolve, reject) => {
    const sheet = make('link', { rel: 'stylesheet', href, onload: () => resolve() });
    sheet.onerror = () => {
      styles.delete(href);
      sheet.remove();
      reject(new Error(`${href} could not be fetched`));
    };
    document.head.append(sheet);
  });
  styles.set(href, adding);
  return adding;
}

/** A number as the controls show it. @param {number} value */
export const show = (value) => figures(value, 3);

/** Step of a slider between two limits, fine enough for its default. @param {import('../client/protocol.js').Param} param */
export function stepOf({ integer, default: value }) {
  if (integer) return 1;
  if (Math.abs(value) >= 1) return 0.1;
  return value !== 0 && Math.abs(value) < 0.01 ? 0.001 : 0.01;
}

/** All about a parameter in one line, for its tooltip. @param {import('../client/protocol.js').Param} param */
export function describe({ help, symbol, unit, min, max, default: value, source }) {
  const name = symbol ? `${symbol}: ` : '';
  const range = t('param.range', { min: show(min), max: unit ? `${show(max)} ${fromCore(unit)}` : show(max), value: show(value) });
  // A tooltip has no code.
  return `${name}${fromCore(help)}. ${range} (${fromCore(source)})`.replaceAll('`', '');
}

/** @param {HTMLElement} button @param {boolean} pressed */
export const press = (button, pressed) => button.setAttribute('aria-pressed', String(pressed));

/** Adds the page's own markup, without words, at the beginning of an element. @param {HTMLElement} root @param {string} markup */
export function prepend(root, markup) {
  const made = make('template');
  made.innerHTML = trustedMarkup(markup);
  root.prepend(made.content);
}

/**
 * Fills an element with the page's own markup (never with text from outside), in the visitor's language.
 * @param {HTMLElement} root @param {string} markup
 */
export function fill(root, markup) {
  root.innerHTML = trustedMarkup(markup);
  translate(root);
}
