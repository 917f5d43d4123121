// Keyboard shortcuts. A control says by `data-shortcut` what it is to its bench; a key acts on that of the bench in sight.

import { recall } from '../app/memory.js';

/** Keys that press a control. */
const PRESS = /** @type {Record<string, string>} */ ({ ' ': 'play', s: 'step', r: 'reset', n: 'seed', y: 'right', x: 'wrong' });
/** Keys that move a scrubber, by how many steps. */
const SCRUB = /** @type {Record<string, number>} */ ({ ArrowLeft: -1, ArrowRight: 1 });

/** Where letters and digits are text or choose an option. */
const TYPING = 'input:not([type=range], [type=checkbox], [type=radio]), textarea, select, [contenteditable]';
/** What has a use of its own for the space bar and the arrow keys. */
const INTERACTIVE = 'input, textarea, select, button, a[href], summary, [tabindex], [contenteditable]';

/** @param {{ bench: () => HTMLElement, show: (index: number) => void, help: () => void }} page */
export function listenToKeys({ bench, show, help }) {
  document.addEventListener('keydown', (event) => {
    const { key, target, defaultPrevented, ctrlKey, altKey, metaKey } = event;
    const element = /** @type {Element} */ (target);
    if (defaultPrevented || ctrlKey || altKey || metaKey || recall('shortcuts') === 'off') return;
    if (element.matches(TYPING) || document.querySelector('dialog[open]')) return;
    const free = !element.matches(INTERACTIVE);
    if (key === '?') help();
    else if (/^[1-9]$/.test(key)) show(Number(key) - 1);
    else if (SCRUB[key] && free) scrub(bench(), SCRUB[key]);
    else if (Object.hasOwn(PRESS, key) && (free || key !== ' ')) press(bench(), PRESS[key]);
    else return;
    if (key !== 'Tab') event.preventDefault();
  });
}

/** @param {HTMLElement} bench @param {string} role */
const controlOf = (bench, role) => {
  const controls = /** @type {NodeListOf<HTMLButtonElement & HTMLInputElement>} */ (bench.querySelectorAll(`[data-shortcut=${role}]`));
  return [...controls].find((control) => !control.disabled && control.checkVisibility());
};

/** @param {HTMLElement} bench @param {string} role */
const press = (bench, role) => controlOf(bench, role)?.click();

/** @param {HTMLElement} bench @param {number} steps */
function scrub(bench, steps) {
  const range = controlOf(bench, 'scrub');
  if (!range) return;
  range.value = String(Number(range.value) + steps * Number(range.step || 1));
  range.dispatchEvent(new Event('input', { bubbles: true }));
}
