// log p(x,h) against time, and the same numbers as a table.

import { t } from '../strings.js';
import { LinePlot, NumberTable } from './lines.js';

/** @typedef {import('../protocol.js').Frame} Frame */

const lines = () => [
  { label: t('trace.total'), colour: '--series-total', width: 2 },
  { label: t('trace.x'), colour: '--series-x', dash: [6, 4] },
  { label: t('trace.h1'), colour: '--series-h1', dash: [2, 3] },
];

export class TracePlot {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.plot = new LinePlot(root, { lines: lines() });
    this.key = '';
    /** @type {Frame | null} */
    this.newest = null;
  }

  /** @param {Frame[]} frames @param {number[]} times of the frames @param {number} cursor the time that is shown */
  update(frames, times, cursor) {
    const key = `${frames[0]?.round} ${frames.length}`;
    const newest = frames.at(-1) ?? null;
    if (key !== this.key || newest !== this.newest) {
      this.key = key;
      this.newest = newest;
      this.plot.set(times, series(frames));
    }
    this.plot.moveTo(cursor);
  }
}

/** log p(x,h) and its two terms. @param {Frame[]} frames */
function series(frames) {
  const x = frames.map((f) => f.logJoint[0]);
  const h1 = frames.map((f) => f.logJoint[1]);
  return [x.map((v, i) => v + h1[i]), x, h1];
}

/** The same numbers as a table. */
export class TraceTable {
  /** @param {HTMLTableElement} table */
  constructor(table) {
    this.numbers = new NumberTable(table, t('trace.table'), [t('trace.round'), t('trace.iteration'), ...lines().map((s) => s.label)]);
    /** @type {Frame | undefined} */
    this.oldest = undefined;
  }

  /** @param {Frame[]} frames of all rounds */
  update(frames) {
    if (frames[0] !== this.oldest) this.numbers.clear();
    this.oldest = frames[0];
    if (this.numbers.length === frames.length) return;
    const columns = series(frames);
    for (let i = this.numbers.length; i < frames.length; i++) {
      this.numbers.append([frames[i].round + 1, frames[i].iteration, ...columns.map((column) => column[i].toFixed(2))]);
    }
  }
}
