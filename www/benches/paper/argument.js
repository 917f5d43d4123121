// The paper's argument: its equations, the pictures and numbers they give for the open digit and model, and a way to see each.

import { choice } from '../../app/fields.js';
import { NumberTable } from '../../plots/lines.js';
import { fill, find, make, show } from '../../ui/dom.js';
import { drawImage, drawNothing } from '../../plots/pixels.js';
import { ACTION } from '../../client/protocol.js';
import { t } from '../../strings/strings.js';
import { write } from '../../strings/written.js';
import { chart } from './chart.js';
import { SECTIONS } from './entries.js';
import { figureOf } from './pictures.js';

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
    /** Rows of pictures. @type {{ row: HTMLElement, fill: ((arrays: import('./pictures.js').Arrays) => void)[] }[]} */
    this.rows = [];
    /** What fills charts. @type {((numbers: Argument | null) => void)[]} */
    this.charts = [];
    find(root, '#paper-sections').append(...SECTIONS.map(({ title, text, entries }, i) =>
      make('section', { className: 'thesis', id: `paper-thesis-${i + 1}` }, [
        make('h3', { textContent: () => `${i + 1}. ${t(title)}` }),
        make('p', { textContent: () => t(text) }),
        ...entries.map((entry) => this.entry(entry)),
      ])));
    /** What the numbers are of; asked for again when one of them changes. @type {unknown[]} */
    this.subject = [];
  }

  /** @param {Entry} entry */
  entry({ id, math = [], numbers = [], code, says, values, pictures = [], chart: charted, live, show: fields, play = false }) {
    const left = make('div', { className: 'statement' });
    math.forEach((line, i) => {
      const formula = make('div', { className: 'formula' });
      fill(formula, line);
      const number = make('span', { className: 'number', textContent: numbers[i] ? `(${numbers[i]})` : '' });
      left.append(make('div', { className: 'math' }, [formula, number]));
    });
    if (code) left.append(make('pre', { textContent: () => t(code) }));
    if (pictures.length) left.append(this.row(pictures));
    if (charted) left.append(this.chart());
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

  /** @param {import('./pictures.js').Picture[]} pictures */
  row(pictures) {
    const figures = pictures.map(figureOf);
    const row = make('div', { className: 'pictures', hidden: true }, figures.map(({ figure }) => figure));
    this.rows.push({ row, fill: figures.map(({ fill }) => fill) });
    return row;
  }

  /** J and log p(x,h) over the iterations of inference. */
  chart() {
    const names = () => [t('paper.chart.objective'), t('trace.total')];
    const { figure, table, plot } = chart(() => t('paper.chart.label'), () => ({
      lines: [{ label: names()[0], colour: '--line-1', width: 2 }, { label: names()[1], colour: '--line-2', dash: [6, 4] }],
      x: t('paper.figure.4.axis'),
    }));
    const rows = new NumberTable(table, () => t('paper.chart.table'), () => [t('paper.figure.4.axis'), ...names()]);
    this.charts.push((numbers) => {
      figure.hidden = !numbers;
      const steps = numbers?.steps ?? [];
      plot.set(steps.map((_, i) => i), [steps.map(({ objective }) => objective), steps.map(({ joint }) => joint)]);
      rows.clear();
      steps.forEach(({ objective, joint }, i) => rows.append([i, objective.toFixed(2), joint.toFixed(2)]));
    });
    return figure;
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
    } else this.fill(null, null);
  }

  /** @param {import('../../client/protocol.js').ArgumentJob} payload */
  async ask(payload) {
    const subject = this.subject;
    const numbers = await this.context.session.ask(ACTION.argument, payload);
    if (!numbers || subject !== this.subject) return;
    const { clean, spoilt, explainSpoilt } = payload;
    this.fill(numbers, { ...numbers.pictures, clean, spoilt, x: explainSpoilt ? spoilt : clean });
  }

  /** @param {Argument | null} numbers @param {import('./pictures.js').Arrays | null} arrays */
  fill(numbers, arrays) {
    for (const { term, cell, live: [key, value, values] } of this.cells) {
      cell.textContent = numbers ? value(numbers) : '–';
      write(term, () => t(key, numbers && values ? values(numbers) : {}));
    }
    for (const { row, fill } of this.rows) {
      row.hidden = !arrays;
      if (arrays) for (const draw of fill) draw(arrays);
    }
    for (const draw of this.charts) draw(numbers);
  }
}
