// What a lesson shows: a tick for every bench, for the parts of the one in sight, and for those of the header.

import { make } from '../ui/dom.js';
import { t, textOf } from '../strings/strings.js';
import { onLanguage } from '../strings/written.js';

/** Parts of a bench, and what stands together inside them. */
const PARTS = '.panel, [role="group"][aria-label], [role="radiogroup"][aria-label]';
/** Classes that say how something looks, not what it is. */
const LOOKS = ['panel', 'row', 'scroll', 'only-b', 'not-b'];
const KEY = /^[a-z][a-z0-9-]*$/;
const HEADER = /** @type {const} */ (['model', 'header-tools']);

/** @typedef {{ key: string, name: string, inner: boolean }} Part */

export class LessonPicker {
  /** @param {HTMLElement} root @param {() => void} onChange */
  constructor(root, onChange) {
    this.root = root;
    this.onChange = onChange;
    /** What the lesson hides. @type {string[]} */
    this.hidden = [];
    this.bench = '';
    // Parts are called what the page calls them, which it writes with the next frame.
    onLanguage(root, () => this.bench && requestAnimationFrame(() => this.show(this.bench, this.hidden)));
  }

  /** @param {string} bench in sight @param {string[]} hidden by the present lesson */
  show(bench, hidden) {
    this.bench = bench;
    this.hidden = [...hidden];
    const tabs = [...document.querySelectorAll('[data-bench]')].map((tab) =>
      ({ key: /** @type {HTMLElement} */ (tab).dataset.bench ?? '', name: tab.textContent ?? '', inner: false }));
    const inSight = tabs.find(({ key }) => key === bench);
    const parts = partsOf(/** @type {HTMLElement} */ (document.querySelector(`#bench-${bench}`)));
    this.root.replaceChildren(
      // The bench in sight is what the lesson is about.
      this.group(t('page.benches'), tabs, (key) => key, bench),
      this.group(t('lesson.parts', { bench: inSight?.name ?? '' }), parts, (key) => `${bench}.${key}`),
      this.group(t('lesson.header'), HEADER.map((key) => ({ key, name: textOf(`lesson.header.${key}`, key), inner: false })), (key) =>
        `page.${key}`),
    );
  }

  /** @param {string} title @param {Part[]} parts @param {(key: string) => string} nameOf in the link @param {string} [always] shown */
  group(title, parts, nameOf, always) {
    const ticks = parts.map(({ key, name, inner }) => {
      const input = make('input', { type: 'checkbox', checked: !this.hidden.includes(nameOf(key)), disabled: key === always });
      input.onchange = () => {
        this.hidden = this.hidden.filter((part) => part !== nameOf(key));
        if (!input.checked) this.hidden.push(nameOf(key));
        this.onChange();
      };
      return make('label', { className: inner ? 'check inner' : 'check' }, [input, ' ', name]);
    });
    return make('fieldset', {}, [make('legend', { textContent: title }), ...ticks]);
  }
}

/** @param {HTMLElement} bench @returns {Part[]} */
function partsOf(bench) {
  /** @type {Map<string, Part>} */
  const parts = new Map();
  for (const element of bench.querySelectorAll(PARTS)) {
    const key = [...element.classList].find((name) => !LOOKS.includes(name) && KEY.test(name));
    const name = nameOf(element);
    if (key && name && !parts.has(key)) parts.set(key, { key, name, inner: !element.classList.contains('panel') });
  }
  return [...parts.values()];
}

/** What a part is called: its heading without what explains it, or its label. @param {Element} element */
function nameOf(element) {
  const label = element.getAttribute('aria-label');
  if (label) return label;
  const heading = element.querySelector('h2, h3');
  return (heading?.querySelector('span') ?? heading)?.textContent?.trim() ?? '';
}
