// What lesions cost: log p(x,h) along inference, the picture's error, what it reads as, and how all example digits fare.

import { find, make } from '../../ui/dom.js';
import { readsAs } from '../../ui/reads.js';
import { LinePlot, NumberTable } from '../../plots/lines.js';
import { t } from '../../strings/strings.js';
import { onLanguage } from '../../strings/written.js';

/** @typedef {import('../../client/protocol.js').InsideFrame} InsideFrame @typedef {import('../../client/protocol.js').Fare} Fare */

/** @param {InsideFrame} frame */
const logJoint = ({ logJoint: [x, h1] }) => x + h1;

export class EffectPanel {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.table = /** @type {HTMLTableElement} */ (find(root, '#inside-effect'));
    this.plot = new LinePlot(find(root, '#inside-trace'), () => ({
      lines: [
        { label: t('inside.intact'), colour: '--series-total', width: 2 },
        { label: t('inside.lesioned'), colour: '--series-x', dash: [6, 4], width: 2 },
      ],
      x: t('inside.iteration'),
    }));
    this.numbers = new NumberTable(find(root, '#inside-trace-table'), () => t('inside.trace'), () => [t('inside.iteration'), t('inside.intact'), t('inside.lesioned')]);
    /** @type {import('./state.js').InsideState['runs']} */
    this.runs = null;
    /** Those of the table. @type {import('./state.js').InsideState['runs']} */
    this.shownRuns = null;
    /** @type {import('./state.js').InsideState['fare']} */
    this.fare = null;
    onLanguage(this.table, () => this.fill(this.shownRuns, this.fare));
  }

  /** @param {import('./state.js').InsideState} state */
  update({ runs, fare, cursor }) {
    if (runs !== this.runs) {
      this.runs = runs;
      const columns = runs ? [runs.intact.map(logJoint), runs.lesioned.map(logJoint)] : [[], []];
      this.plot.set(columns[0].map((_, i) => i), columns);
      this.numbers.clear();
      columns[0].forEach((value, i) => this.numbers.append([i, value.toFixed(2), columns[1][i].toFixed(2)]));
    }
    if (runs !== this.shownRuns || fare !== this.fare) this.fill((this.shownRuns = runs), (this.fare = fare));
    this.plot.moveTo(runs ? Math.min(cursor, runs.intact.length - 1) : null);
  }

  /** @param {import('./state.js').InsideState['runs']} runs @param {import('./state.js').InsideState['fare']} fare */
  fill(runs, fare) {
    const table = this.table;
    table.replaceChildren(make('caption', { className: 'sr-only', textContent: t('inside.effect.table') }));
    const [intact, lesioned] = [runs?.intact.at(-1), runs?.lesioned.at(-1)];
    if (!intact || !lesioned) return;
    const head = table.createTHead().insertRow();
    head.append(make('td'), ...[t('inside.intact'), t('inside.lesioned')].map((text) => make('th', { scope: 'col', textContent: text })));
    const body = table.createTBody();
    /** @template T @param {string} name @param {T | undefined} one @param {T | undefined} other @param {(of: T) => string} show */
    const row = (name, one, other, show) =>
      body.insertRow().append(make('th', { scope: 'row', textContent: name }), ...[one, other].map((of) => make('td', { textContent: of === undefined ? '–' : show(of) })));
    row(t('inside.logp'), intact, lesioned, (frame) => logJoint(frame).toFixed(2));
    row(t('inside.error'), intact, lesioned, ({ squaredError }) => squaredError?.toFixed(1) ?? '–');
    row(t('inside.reads'), intact, lesioned, ({ reads }) => readsAs(reads));
    row(t('inside.fare'), fare?.intact, fare?.lesioned, (fare) => t('inside.fare.value', fare));
    row(t('inside.fare.error'), fare?.intact, fare?.lesioned, ({ squaredError }) => squaredError.toFixed(1));
  }
}
