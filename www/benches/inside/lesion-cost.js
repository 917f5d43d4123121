// What lesions cost: log p(x,h) along inference, the picture's error, what it reads as, and how all example digits fare.

import { find, make } from '../../ui/dom.js';
import { readsAs } from '../../ui/reads.js';
import { LinePlot, NumberTable } from '../../plots/lines.js';
import { termsOf } from '../../plots/log-joint.js';
import { t } from '../../strings/strings.js';
import { onLanguage } from '../../strings/written.js';

/**
 * @import { ExamplesRead, InsideFrame } from '../../client/protocol.js'
 * @import { InsideState } from './state.js'
 */

/** @param {InsideFrame} frame */
const logJoint = (frame) => termsOf(frame)[0];

export class LesionCostPanel {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.table = /** @type {HTMLTableElement} */ (find(root, '#inside-effect'));
    this.plot = new LinePlot(find(root, '#inside-trace'), () => ({
      lines: [
        { label: t('inside.intact'), colour: '--line-1', width: 2 },
        { label: t('inside.lesioned'), colour: '--line-2', dash: [6, 4], width: 2 },
      ],
      x: t('inside.iteration'),
    }));
    this.numbers = new NumberTable(find(root, '#inside-trace-table'), () => t('inside.trace'), () =>
      [t('inside.iteration'), t('inside.intact'), t('inside.lesioned')]);
    /** @type {InsideState['runs']} */
    this.runs = null;
    /** Those of the table. @type {InsideState['runs']} */
    this.shownRuns = null;
    /** @type {InsideState['examples']} */
    this.examples = null;
    onLanguage(this.table, () => this.fill(this.shownRuns, this.examples));
  }

  /** @param {InsideState} state */
  update({ runs, examples, cursor }) {
    if (runs !== this.runs) {
      this.runs = runs;
      const columns = runs ? [runs.intact.map(logJoint), runs.lesioned.map(logJoint)] : [[], []];
      this.plot.set(columns[0].map((_, i) => i), columns);
      this.numbers.clear();
      columns[0].forEach((value, i) => this.numbers.append([i, value.toFixed(2), columns[1][i].toFixed(2)]));
    }
    if (runs !== this.shownRuns || examples !== this.examples) this.fill((this.shownRuns = runs), (this.examples = examples));
    this.plot.moveTo(runs ? Math.min(cursor, runs.intact.length - 1) : null);
  }

  /** @param {InsideState['runs']} runs @param {InsideState['examples']} examples */
  fill(runs, examples) {
    const table = this.table;
    table.replaceChildren(make('caption', { className: 'sr-only', textContent: t('inside.effect.table') }));
    const [intact, lesioned] = [runs?.intact.at(-1), runs?.lesioned.at(-1)];
    if (!intact || !lesioned) return;
    const head = table.createTHead().insertRow();
    head.append(make('td'), ...[t('inside.intact'), t('inside.lesioned')].map((text) => make('th', { scope: 'col', textContent: text })));
    const body = table.createTBody();
    /** @template T @param {string} name @param {T | undefined} one @param {T | undefined} other @param {(of: T) => string} show */
    const row = (name, one, other, show) =>
      body.insertRow().append(make('th', { scope: 'row', textContent: name }),
        ...[one, other].map((of) => make('td', { textContent: of === undefined ? '–' : show(of) })));
    row(t('inside.logp'), intact, lesioned, (frame) => logJoint(frame).toFixed(2));
    row(t('inside.error'), intact, lesioned, ({ squaredError }) => squaredError?.toFixed(1) ?? '–');
    row(t('inside.reads'), intact, lesioned, ({ reads }) => readsAs(reads));
    row(t('inside.fare'), examples?.intact, examples?.lesioned, (examples) => t('inside.fare.value', examples));
    row(t('inside.fare.error'), examples?.intact, examples?.lesioned, ({ squaredError }) => squaredError.toFixed(1));
  }
}
