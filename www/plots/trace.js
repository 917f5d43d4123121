// log p(x,h) against time, by uPlot, with its numbers as a table for those who do not see it.

import uPlot from '../vendor/uPlot.esm.js';

/** @typedef {import('../protocol.js').Frame} Frame */

const SERIES = [
  { label: 'log p(x,h)', colour: '--series-total', width: 2 },
  { label: 'log p(x|h1)', colour: '--series-x', width: 1.5, dash: [6, 4] },
  { label: 'log p(h1|h2)', colour: '--series-h1', width: 1.5, dash: [2, 3] },
];

export class TracePlot {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    /** @type {uPlot | null} */
    this.plot = null;
    this.cursor = 0;
    this.key = '';
    /** @type {Frame | null} */
    this.newest = null;
    this.build();
    new ResizeObserver(() => this.plot?.setSize(this.size())).observe(root);
    // Colours are read from the style sheet when the plot is made.
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.build());
  }

  size() {
    return { width: Math.max(120, this.root.clientWidth), height: Math.max(100, this.root.clientHeight) };
  }

  build() {
    const style = getComputedStyle(this.root);
    const colour = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
    const axis = {
      stroke: colour('--muted'),
      font: `11px ${style.fontFamily}`,
      grid: { stroke: colour('--rule'), width: 1 },
      ticks: { show: false },
    };
    const data = this.plot?.data ?? [[], [], [], []];
    this.plot?.destroy();
    this.plot = new uPlot(
      {
        ...this.size(),
        legend: { show: false },
        cursor: { show: false },
        scales: { x: { time: false } },
        axes: [{ ...axis, size: 24, space: 40 }, { ...axis, size: 44, space: 26 }],
        series: [{}, ...SERIES.map(({ label, colour: name, width, dash }) => ({ label, stroke: colour(name), width, dash, points: { show: false } }))],
        hooks: { draw: [(/** @type {any} */ plot) => this.drawCursor(plot, colour('--accent'))] },
      },
      data,
      this.root,
    );
  }

  /** @param {any} plot @param {string} colour */
  drawCursor(plot, colour) {
    if (!plot.data[0].length) return;
    const x = Math.round(plot.valToPos(this.cursor, 'x', true));
    plot.ctx.fillStyle = colour;
    plot.ctx.fillRect(x - 1, plot.bbox.top, 2, plot.bbox.height);
  }

  /** @param {Frame[]} frames @param {number[]} times of the frames @param {number} cursor the time that is shown */
  update(frames, times, cursor) {
    this.cursor = cursor;
    const key = `${frames[0]?.round} ${frames.length}`;
    const newest = frames.at(-1) ?? null;
    if (key === this.key && newest === this.newest) return this.plot?.redraw(false);
    this.key = key;
    this.newest = newest;
    const [total, x, h1] = series(frames);
    this.plot?.setData([times, total, x, h1]);
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
    this.table = table;
    /** @type {Frame | undefined} */
    this.oldest = undefined;
    /** @type {Frame | undefined} */
    this.newest = undefined;
  }

  /** @param {Frame[]} frames of all rounds */
  update(frames) {
    const rows = 1 + frames.length;
    if (this.table.caption && this.table.rows.length === rows && frames.at(-1) === this.newest) return;
    if (frames[0] !== this.oldest) this.table.replaceChildren();
    this.oldest = frames[0];
    this.newest = frames.at(-1);
    if (!this.table.caption) {
      this.table.createCaption().textContent = 'log p(x,h) at every step, in nats';
      this.append('th', ['round', 'iteration', ...SERIES.map((s) => s.label)]);
    }
    const columns = series(frames);
    for (let i = this.table.rows.length - 1; i < frames.length; i++) {
      this.append('td', [frames[i].round + 1, frames[i].iteration, ...columns.map((column) => column[i].toFixed(2))]);
    }
  }

  /** @param {'td' | 'th'} tag @param {(string | number)[]} texts */
  append(tag, texts) {
    const row = this.table.insertRow();
    row.append(...texts.map((text) => Object.assign(document.createElement(tag), { textContent: String(text) })));
  }
}
