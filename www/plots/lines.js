// Lines against a common axis, by uPlot: negative and empty data, colours of the style sheet, a cursor, and the
// same numbers as a table for those who do not see it.

import { messageOf } from '../app/errors.js';
import { said, t } from '../strings/strings.js';
import { onLanguage, write } from '../strings/written.js';
import { tellNumbers } from './numbers.js';

/**
 * @import UPlot from '../vendor/uPlot.esm.js'
 * @typedef {{ label: string, colour: string, width?: number, dash?: number[], points?: boolean | ((plot: any) => boolean), scale?: string,
 *   fill?: string }} Line
 *   `colour` names a property of the style sheet, as `--line-1`; so does `fill`, for the area between the line and 0
 * @typedef {(low: number | null, high: number | null) => [number, number]} Range of an axis, by the least and the most of its data
 * @typedef {{ lines: Line[], x?: string, y?: string, xRange?: Range, yRange?: Range, logarithmic?: boolean, whole?: boolean,
 *   right?: number, second?: { scale: string, range?: Range }, draw?: (plot: any) => void }} Lines
 *   `x` and `y` are what the axes say, with units; `logarithmic` is y; `whole` leaves only whole numbers on x; `right` is what is left free
 *   there, in CSS pixels; `second` is an axis at the right for the lines of a scale of its own; `draw` adds to what is drawn
 */

/** What pictures hear when the colours of the style sheet become others; those of paper are, too. */
const SCHEME = 'scheme';
for (const scheme of ['screen and (prefers-color-scheme: dark)', '(forced-colors: active)']) {
  // Tests read this module where there is no page.
  globalThis.matchMedia?.(scheme).addEventListener('change', () => {
    for (const picture of document.querySelectorAll('[role=img]')) picture.dispatchEvent(new Event(SCHEME));
  });
}

/** Draws anew when colours become others, as long as `picture` is part of the page. @param {Element} picture @param {() => void} draw */
export const onScheme = (picture, draw) => picture.addEventListener(SCHEME, draw);

/** Plots that uPlot has drawn: it hears of the window, and so keeps them, until they are taken from it. @type {Set<LinePlot>} */
const drawn = new Set();

/** The class that has the hue of a property of the style sheet. @param {string} colour */
export const hueOf = (colour) => colour.replace('--', 'of-');
/** The classes of a line's key. @param {Pick<Line, 'colour' | 'dash'>} line */
export const keyOf = ({ colour, dash: [dash, ...gaps] = [] }) =>
  [hueOf(colour), !dash ? '' : gaps.length > 1 ? 'dash-dot' : dash > 2 ? 'dashed' : 'dotted'].join(' ').trim();

/**
 * The library that draws lines, fetched with the first numbers; where it cannot be had, the next ones try again.
 * @type {typeof UPlot | null}
 */
let library = null;

/** Distances of the ticks of an axis of whole numbers. */
const WHOLE = [1, 2, 5, 10, 20, 50, 100];

/** Decades of a logarithmic axis beyond which only powers of ten are marked. */
const MANY_DECADES = 4;

/** What a logarithmic axis marks: 1, 2 and 5 of each decade. @param {number} low @param {number} high */
function logarithmicTicks(low, high) {
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const digits = last - first > MANY_DECADES ? [1] : [1, 2, 5];
  const decades = Array.from({ length: last - first + 1 }, (_, i) => 10 ** (first + i));
  return decades.flatMap((decade) => digits.map((digit) => digit * decade)).filter((tick) => tick >= low && tick <= high);
}

/** @param {Range} [range] */
const rangeOf = (range) =>
  range && { range: (/** @type {any} */ _, /** @type {number | null} */ low, /** @type {number | null} */ high) => range(low, high) };

export class LinePlot {
  /** @param {HTMLElement} root with a role and a name @param {() => Lines} say what it shows, in the language of the moment */
  constructor(root, say) {
    this.root = root;
    this.say = say;
    /** @type {Lines} */
    this.lines = say();
    /** @type {number | null} */
    this.cursor = null;
    /** What is drawn: places on the x axis, and a column for each line. @type {[number[], ...(number | null)[][]]} */
    this.data = [[], ...this.lines.lines.map(() => [])];
    /** @type {UPlot | null} */
    this.plot = null;
    /** Whether the library is on its way. */
    this.coming = false;
    tellNumbers(root, () => this.numbers());
    new ResizeObserver(() => {
      if (this.plot) this.plot.setSize(this.size());
      else if (this.data[0].length) this.build();
    }).observe(root);
    // Colours are read from the style sheet when the plot is made.
    onScheme(root, () => this.plot && this.build());
    onLanguage(root, () => {
      this.lines = say();
      if (this.plot) this.build();
    });
  }

  size() {
    return { width: Math.max(120, this.root.clientWidth), height: Math.max(100, this.root.clientHeight) };
  }

  /** At once where that is possible: a page that is printed waits for nobody. */
  async build() {
    if (library) return this.draw(library);
    if (this.coming) return;
    this.coming = true;
    try {
      library = (await import('../vendor/uPlot.esm.js')).default;
      this.draw(library);
    } catch (error) {
      write(this.root, () => t('own.failed', { reason: messageOf(error) }));
    } finally {
      this.coming = false;
    }
  }

  /** @param {typeof UPlot} uPlot */
  draw(uPlot) {
    const style = getComputedStyle(this.root);
    const colour = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
    const font = `${colour('--type-fine')} ${style.fontFamily}`;
    const axis = {
      stroke: colour('--muted'), font, labelFont: font, labelSize: 16, labelGap: 0,
      grid: { stroke: colour('--rule'), width: 1 },
      ticks: { show: false },
      // As numbers everywhere on the page, whatever the browser's language does to decimals.
      values: (/** @type {any} */ _, /** @type {(number | null)[]} */ splits) =>
        splits.map((value) => (value === null ? '' : String(Number(value.toPrecision(6))))),
    };
    const { lines, x, y, xRange, yRange, logarithmic, whole, right, second, draw } = (this.lines = this.say());
    for (const plot of drawn) if (plot === this || !plot.root.isConnected) plot.end();
    this.root.textContent = '';
    drawn.add(this);
    this.plot = new uPlot(
      {
        ...this.size(),
        legend: { show: false },
        cursor: { show: false },
        scales: { x: { time: false, ...rangeOf(xRange) }, y: { ...rangeOf(yRange), ...(logarithmic && { distr: 3 }) },
          ...(second && { [second.scale]: rangeOf(second.range) ?? {} }) },
        ...(right !== undefined && { padding: [8, right, 0, 0] }),
        axes: [{ ...axis, size: 24, space: 40, ...(x && { label: x }), ...(whole && { incrs: WHOLE }) },
          { ...axis, size: 44, space: 26, ...(y && { label: y }), ...(logarithmic && {
            splits: (/** @type {any} */ _, /** @type {number} */ __, /** @type {number} */ low, /** @type {number} */ high) =>
              logarithmicTicks(low, high),
            filter: (/** @type {any} */ _, /** @type {number[]} */ ticks) => ticks,
          }) },
          ...(second ? [{ ...axis, size: 36, space: 26, side: 1, scale: second.scale, grid: { show: false } }] : [])],
        series: [{}, ...lines.map(({ label, colour: name, width = 1.5, dash, points = false, scale, fill }) => ({
          label, stroke: colour(name), width, points: { show: points }, ...(dash && { dash }), ...(scale && { scale }),
          ...(fill && { fill: colour(fill), fillTo: () => 0 }),
        }))],
        hooks: { draw: [...(draw ? [draw] : []), (/** @type {any} */ plot) => this.drawCursor(plot, colour('--accent'))] },
      },
      this.data,
      this.root,
    );
  }

  /** Takes the drawing away, not what is drawn. */
  end() {
    drawn.delete(this);
    this.plot?.destroy();
    this.plot = null;
  }

  /** @param {any} plot @param {string} colour */
  drawCursor(plot, colour) {
    if (this.cursor === null || !plot.data[0].length) return;
    const x = Math.round(plot.valToPos(this.cursor, 'x', true));
    plot.ctx.fillStyle = colour;
    plot.ctx.fillRect(x - 1, plot.bbox.top, 2, plot.bbox.height);
  }

  /** Shows new numbers. @param {number[]} xs ascending @param {(number | null)[][]} columns one a line, null for a gap */
  set(xs, columns) {
    this.data = [xs, ...columns];
    if (this.plot) this.plot.setData(this.data);
    else if (xs.length) this.build();
  }

  /** What is drawn. @returns {import('./numbers.js').Numbers} */
  numbers() {
    const [xs, ...columns] = this.data;
    return { heads: [this.lines.x ?? 'x', ...this.lines.lines.map(({ label }) => label)],
      rows: xs.map((x, i) => [x, ...columns.map((column) => column[i] ?? null)]) };
  }

  /** Shows other lines: what `say` says now. */
  anew() {
    this.lines = this.say();
    this.data = [[], ...this.lines.lines.map(() => [])];
    if (this.plot) this.build();
  }

  /** Moves the cursor. @param {number | null} cursor a place on the x axis */
  moveTo(cursor) {
    this.cursor = cursor;
    // Without numbers the axes have not been laid out.
    if (this.plot?.data[0].length) this.plot.redraw(false);
  }
}

/** Numbers as a table: a caption, a row of heads, and rows that may grow. */
export class NumberTable {
  /**
   * @param {HTMLTableElement} table @param {import('../strings/strings.js').Saying} caption
   * @param {() => string[]} heads in the language of the moment
   */
  constructor(table, caption, heads) {
    this.table = table;
    this.caption = caption;
    this.heads = heads;
    this.clear();
    onLanguage(table, () => this.head());
    tellNumbers(table, () =>
      ({ heads: heads(), rows: [...table.rows].slice(1).map((row) => [...row.cells].map((cell) => cell.textContent ?? '')) }));
  }

  /** Rows below the heads. */
  get length() {
    return this.table.rows.length - 1;
  }

  clear() {
    this.table.replaceChildren();
    this.row('th', this.heads());
    this.head();
  }

  /** Writes the caption and the heads. */
  head() {
    this.table.createCaption().textContent = said(this.caption);
    this.heads().forEach((text, i) => (this.table.rows[0].cells[i].textContent = text));
  }

  /** @param {(string | number)[]} texts */
  append(texts) {
    this.row('td', texts);
  }

  /** @param {'td' | 'th'} tag @param {(string | number)[]} texts */
  row(tag, texts) {
    this.table.insertRow().append(...texts.map((text) => Object.assign(document.createElement(tag), { textContent: String(text) })));
  }
}
