// Words on the page, which change in place when the page speaks another language: whatever shows them stays.
//
// Markup names them (`data-t`); what scripts write, they write with `write`. A panel that draws its words anew with every
// change of its state needs neither: the store is drawn once more in the other language.

import { said, t } from './strings.js';

/** @typedef {import('./strings.js').Saying} Saying */

/**
 * What writes words again, by the node that shows them and the name of what is written there.
 * @type {WeakMap<Node, Map<string | symbol, () => void>>}
 */
const writers = new WeakMap();

/** @param {Node} node */
function writersOf(node) {
  const known = writers.get(node) ?? new Map();
  writers.set(node, known);
  return known;
}

/**
 * Writes a text, and in another language again, unless something else stands there by then.
 * @param {Node} node @param {Saying} saying @param {string} [name] `textContent` or an attribute
 */
export function write(node, saying, name = 'textContent') {
  const element = /** @type {Element} */ (node);
  const shown = () => (name === 'textContent' ? node.textContent : element.getAttribute(name));
  let text = '';
  const show = () => {
    text = said(saying);
    if (name === 'textContent') node.textContent = text;
    else element.setAttribute(name, text);
  };
  show();
  if (typeof saying === 'function') writersOf(node).set(name, () => shown() === text && show());
  else writers.get(node)?.delete(name);
}

/**
 * Calls `listener` whenever the page speaks another language, as long as `node` is part of it.
 * @param {Node} node @param {() => unknown} listener
 */
export function onLanguage(node, listener) {
  writersOf(node).set(Symbol('listener'), listener);
}

/** Writes every word of the page in the language of the moment. @param {Document} page */
export function rewrite(page) {
  const walker = page.createTreeWalker(page, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) for (const again of writers.get(walker.currentNode)?.values() ?? []) again();
}

/**
 * Fills the texts of a part of the page: `data-t` names an element's text, `data-t-label` and `data-t-title`
 * its accessible name and its tooltip.
 * @param {ParentNode} root
 */
export function translate(root) {
  for (const [mark, name] of [['data-t', 'textContent'], ['data-t-label', 'aria-label'], ['data-t-title', 'title']]) {
    for (const element of root.querySelectorAll(`[${mark}]`)) {
      const key = /** @type {import('./strings.js').Key} */ (element.getAttribute(mark));
      write(element, () => t(key), name);
    }
  }
}
