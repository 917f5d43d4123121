// log p(x,h) against time, by uPlot, with its numbers as a table for those who do not see it.

import uPlot from '../vendor/uPlot.esm.js';

/** @typedef {import('../protocol.js').Frame} Frame */

const SERIES = [
  { label: 'log p(x,h)', colour: '--series-total', width: 2 },
  { label: 'log p(x|h1)', colour: '--series-x', width: 1.5, dash: [6, 4] },
  { label: 'log p(h1|h2)', colour: '--series-h1', width: 1.5, dash: [2, 3] },
];

export class TracePlot {
  /** @param {HTMLElement} root @param {HTMLTableElement} table */
  constructor(root, table) {
    this.root = root;
    this.table = table;
    /** @type {uPlot | null} */
    this.plot = null;
    this.cursor = 0;
    /** @type {Frame[] | null} */
    this.frames = null;
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

  /** @param {Frame[]} frames @param {number} cursor index of the frame that is shown */
  update(frames, cursor) {
    this.cursor = cursor;
    const shown = this.plot?.data[0].length ?? 0;
    if (frames === this.frames && frames.length === shown) return this.plot?.redraw(false);
    this.frames = frames;
    const x = frames.map((f) => f.logJoint[0]);
    const h1 = frames.map((f) => f.logJoint[1]);
    const total = x.map((v, i) => v + h1[i]);
    this.plot?.setData([frames.map((_, i) => i), total, x, h1]);
    const cell = (/** @type {string} */ tag, /** @type {string | number} */ text) =>
      Object.assign(document.createElement(tag), { textContent: String(text) });
    const row = (/** @type {string} */ tag, /** @type {(string | number)[]} */ texts) => {
      const tr = document.createElement('tr');
      tr.append(...texts.map((text) => cell(tag, text)));
      return tr;
    };
    this.table.replaceChildren(
      Object.assign(document.createElement('caption'), { textContent: 'log p(x,h) at every step, in nats' }),
      row('th', ['step', ...SERIES.map((s) => s.label)]),
      ...total.map((t, i) => row('td', [i, t.toFixed(2), x[i].toFixed(2), h1[i].toFixed(2)])),
    );
  }
}
