// The paper's argument: its equations, the numbers they give for the open digit and model, and a way to see each.

import { choice } from '../../app/fields.js';
import { fill, find, make, show } from '../../ui/dom.js';
import { drawImage, drawNothing } from '../../plots/pixels.js';
import { ACTION } from '../../client/protocol.js';
import { t } from '../../strings/strings.js';
import { write } from '../../strings/written.js';
import { SECTIONS } from './entries.js';

/**
 * @typedef {import('../../app/state.js').State} State
 * @typedef {import('./entries.js').Entry} Entry
 * @typedef {import('../../client/protocol.js').Argument} Argument
 */

export class ArgumentPanel {
  /** @param {HTMLElement} root @param {import('../../app/benches.js').Context} context */
  constructor(root, context) {
    this.context = context;
    this.clean = /** @type {HTMLCanvasElement} */ (find(root, '#paper-clean'));
    this.spoilt = /** @type {HTMLCanvasElement} */ (find(root, '#paper-spoilt'));
    this.settings = find(root, '#paper-settings');
    this.of = /** @type {HTMLSelectElement} */ (find(root, '#paper-of'));
    /** @type {import('../../app/store.js').Slice<{ of: string }>} */
    this.slice = context.slice([choice('of', ['clean', 'spoilt'])]);
    this.of.onchange = () => this.slice.set({ of: this.of.value });
    find(root, '#paper-change').onclick = () => context.goTo({ bench: 'denoise' });
    /** Cells of numbers, each with what fills it. @type {{ term: HTMLElement, cell: HTMLElement, live: import('./entries.js').Live }[]} */
    this.cells = [];
    find(root, '#paper-sections').append(...SECTIONS.map(({ title, text, entries }, i) => make('section', { className: 'thesis' }, [
      make('h3', { textContent: () => `${i + 1}. ${t(title)}` }),
      make('p', { textContent: () => t(text) }),
      ...entries.map((entry) => this.entry(entry)),
    ])));
    /** What the numbers are of; asked for again when one of them changes. @type {unknown[]} */
    this.subject = [];
  }

  /** @param {Entry} entry */
  entry({ id, math = [], numbers = [], code, says, values, live, show: fields, play = false }) {
    // On a narrow screen a long equation scrolls, by keyboard too.
    const left = make('div', { className: 'statement', tabIndex: 0 });
    left.setAttribute('role', 'group');
    write(left, () => t('paper.statement'), 'aria-label');
    math.forEach((block, i) => {
      const line = make('div', { className: 'math' });
      fill(line, block);
      line.append(make('span', { className: 'number', textContent: numbers[i] ? `(${numbers[i]})` : '' }));
      left.append(line);
    });
    if (code) left.append(make('pre', { textContent: () => t(code) }));
    const list = make('dl', { className: 'live' }, live.flatMap((one) => {
      const term = make('dt', { textContent: () => t(one[0]) });
      const cell = make('dd', { textContent: '–' });
      this.cells.push({ term, cell, live: one });
      return [term, cell];
    }));
    const text = () => t(says, values);
    const button = make('button', { type: 'button', textContent: () => t('paper.show'), onclick: () =>
      this.context.goTo(fields, { play }) });
    write(button, () => t('paper.show.label', { what: text }), 'aria-label');
    return make('article', { className: 'equation', id: `equation-${id}` },
      [left, make('div', { className: 'meaning' }, [make('p', { textContent: text }), list, button])]);
  }

  /** @param {State} state */
  update({ clean, spoilt, denoise, corruption, model, card }) {
    const { n_steps, step, top_down } = denoise.settings.denoise;
    const { of } = this.slice.state;
    this.of.value = of;
    const subject = [of, clean, spoilt, n_steps, step, top_down, card];
    if (subject.every((part, i) => part === this.subject[i])) return;
    this.subject = subject;
    for (const [canvas, image] of /** @type {const} */ ([[this.clean, clean], [this.spoilt, spoilt?.image]])) {
      if (image) drawImage(canvas, image);
      else drawNothing(canvas);
    }
    const name = () => t(/** @type {import('../../strings/strings.js').Key} */ (`model.${model}`));
    write(this.settings, () =>
      (clean ? t('paper.digit.settings', { n_steps, step: show(step), top_down: show(top_down), model: name }) : t('paper.digit.none')));
    if (clean && spoilt) {
      this.ask({ clean, spoilt: spoilt.image, explainSpoilt: of === 'spoilt', settings: { n_steps, step, top_down },
        seed: corruption.seed });
    } else this.fill(null);
  }

  /** @param {import('../../client/protocol.js').ArgumentJob} payload */
  async ask(payload) {
    const subject = this.subject;
    const numbers = await this.context.session.ask(ACTION.argument, payload);
    if (numbers && subject === this.subject) this.fill(numbers);
  }

  /** @param {Argument | null} numbers */
  fill(numbers) {
    for (const { term, cell, live: [key, value, values] } of this.cells) {
      cell.textContent = numbers ? value(numbers) : '–';
      write(term, () => t(key, numbers && values ? values(numbers) : {}));
    }
  }
}
