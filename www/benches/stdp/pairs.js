// Experiment 3: errors of networks that learn with more and fewer spikes, and what they make of digits.

import { find, make } from '../../ui/dom.js';
import { tableRow } from '../../ui/table.js';
import { LinePlot, hueOf } from '../../plots/lines.js';
import { svg } from '../../plots/svg.js';
import { drawInk } from '../../plots/pixels.js';
import { grouped, t } from '../../strings/strings.js';
import { write } from '../../strings/written.js';

/** @import { PairsFrame } from '../../client/protocol.js' */

/** Spikes of a fully active unit; null for exact activity. */
export const BUDGETS = [null, 30, 10, 3, 1];
/** Each has a colour, and a width and dashes that tell it apart without colours. */
const LOOKS = [
  { colour: '--text', width: 3 },
  { colour: '--line-1', width: 1.5 },
  { colour: '--line-3', width: 2.5, dash: [12, 5] },
  { colour: '--line-2', width: 2.5, dash: [9, 4, 2, 4] },
  { colour: '--line-4', width: 2.5, dash: [2, 4] },
];
/** Width of a picture, in pixels. */
const SIDE = 14;
/** Pictures in a row. */
const COLUMNS = 6;
const nameOf = (/** @type {number | null} */ budget) =>
  (budget === null ? t('stdp.pair.exact') : budget === 1 ? t('stdp.pair.spike') : t('stdp.pair.spikes', { count: budget }));

/** A piece of a line, for the key. @param {{ width: number, dash?: number[] }} look */
const sample = ({ width, dash = [] }) =>
  svg('svg', { viewBox: '0 0 40 8', 'aria-hidden': 'true' },
    [svg('line', { x2: 40, y1: 4, y2: 4, 'stroke-width': width, 'stroke-dasharray': dash.join(' ') })]);

export class PairsView {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.said = find(root, '#stdp-pair-said');
    this.problem = find(root, '#stdp-pair-problem');
    this.box = find(root, '#stdp-pictures');
    this.table = /** @type {HTMLTableElement} */ (find(root, '#stdp-pair-table'));
    find(root, '#stdp-pair-legend').replaceChildren(...BUDGETS.map((budget, i) =>
      make('span', { className: hueOf(LOOKS[i].colour) }, [sample(LOOKS[i]), () => nameOf(budget)])));
    this.plot = new LinePlot(find(root, '#stdp-pair-error'), () => ({
      lines: BUDGETS.map((budget, i) => ({ label: nameOf(budget), ...LOOKS[i] })),
      x: t('stdp.pair.axis.x'), y: t('stdp.pair.axis.y'), yRange: (_, high) => [0, Math.min(20, (high ?? 15) * 1.05)], right: 20,
    }));
    /** @type {number[]} */
    this.xs = [];
    /** @type {number[][]} */
    this.columns = [];
    /** What the errors are. @type {(() => string)[]} */
    this.texts = [];
  }

  /** An experiment that has not begun. @param {number} all digits that are to be shown */
  clear(all) {
    this.xs = [];
    this.columns = BUDGETS.map(() => []);
    this.texts = [];
    write(this.said, () => t('stdp.pair.not-started'));
    this.problem.textContent = '';
    // Without numbers there would be no axes.
    this.plot.set([0, all], BUDGETS.map(() => [null, null]));
    this.table.replaceChildren();
    this.showPictures(BUDGETS.map(() => new Float32Array(2 * COLUMNS * SIDE ** 2)));
  }

  /** @param {PairsFrame} frame @param {number} all digits that are to be shown */
  add({ shown, errors, pictures }, all) {
    if (errors && pictures) {
      this.xs.push(shown);
      errors.forEach(([error], i) => this.columns[i].push(error));
      this.plot.set(this.xs, this.columns);
      this.showTable(errors);
      this.showPictures(pictures);
      this.texts = errors.map(([error], i) => () =>
        t('stdp.pair.ratio', { name: nameOf(BUDGETS[i]), error: error.toFixed(2), percent: Math.round((100 * error) / errors[0][0]) }));
    }
    const { texts } = this;
    write(this.said, () =>
      t('stdp.pair.said', { digits: grouped(shown), all: grouped(all), errors: texts.map((text) => text()).join(', ') }));
  }

  /** @param {number[][]} errors */
  showTable(errors) {
    this.table.replaceChildren(
      make('caption', { textContent: () => t('stdp.pair.caption') }),
      make('thead', {}, [
        tableRow([() => t('stdp.pair.table.network'), () => t('stdp.pair.table.error'), () => t('stdp.pair.table.ratio')], 'th'),
      ]),
      make('tbody', {}, errors.map(([error], i) =>
        tableRow([() => nameOf(BUDGETS[i]), error.toFixed(2), `${Math.round((100 * error) / errors[0][0])} %`], 'td', 'th'))),
    );
  }

  /** @param {Float32Array[]} pictures of every network: the digits, then what becomes of them */
  showPictures(pictures) {
    const count = pictures[0].length / 2;
    const rows = [pictures[0].subarray(0, count), ...pictures.map((all) => all.subarray(count))];
    const names = [() => t('stdp.pair.original'), ...BUDGETS.map((budget) => () => nameOf(budget))];
    if (!this.box.childElementCount) {
      this.box.append(...names.flatMap((name) => [
        make('span', { textContent: name }),
        ...Array.from({ length: count / SIDE ** 2 }, (_, i) => {
          const canvas = make('canvas', { className: 'picture', role: 'img' });
          write(canvas, () => t('stdp.pair.picture', { row: name, number: i + 1 }), 'aria-label');
          return canvas;
        }),
      ]));
    }
    const canvases = this.box.querySelectorAll('canvas');
    let next = 0;
    for (const row of rows) for (let i = 0; i < row.length; i += SIDE ** 2) drawInk(canvases[next++], row.subarray(i, i + SIDE ** 2), SIDE);
  }
}
