// log p(x,h) against time: of one setting the term of x and what the latents add, stacked; of two settings their totals; and the
// numbers as a table.

import { t } from '../../strings/strings.js';
import { LinePlot, NumberTable } from '../../plots/lines.js';
import { isDeep, latentsTerm, termsOf } from '../../plots/log-joint.js';

/** @typedef {import('../../client/protocol.js').Frame} Frame */

/** Rows added to the table at once, and milliseconds between: a long table must not hold up the drawing. */
const ROWS = 60;
const ROWS_DELAY = 120;

/**
 * Both terms are negative: they stack downwards from 0, and where the lower one ends is their sum. It needs no line of its own, but is
 * saved with them.
 */
const stacked = (/** @type {boolean} */ deep) => [
  { label: t('trace.total'), colour: '--series-total', width: 2, fill: '--area-h1' },
  { label: t('trace.x'), colour: '--series-x', width: 1, fill: '--area-x' },
  { label: latentsTerm(deep), colour: '--series-h1', width: 0 },
];
const compared = (/** @type {boolean} */ deep) =>
  /** @type {const} */ ([['A', '--series-total'], ['B', '--series-b']]).flatMap(([side, colour]) => [
    { label: `${side}: ${t('trace.total')}`, colour, width: 2.5 },
    { label: `${side}: ${t('trace.x')}`, colour, dash: [3, 4], width: 1 },
    { label: `${side}: ${latentsTerm(deep)}`, colour, width: 0 },
  ]);

export class TracePlot {
  /** @param {HTMLElement} root @param {boolean} comparing whether it shows two traces */
  constructor(root, comparing) {
    this.comparing = comparing;
    this.deep = false;
    /** Steps at which a round begins. @type {number[]} */
    this.rounds = [];
    this.plot = new LinePlot(root, () => ({
      lines: (comparing ? compared : stacked)(this.deep),
      yRange: (low) => [(low ?? 0) * 1.06 || -1, 0], draw: (plot) => this.drawRounds(plot),
    }));
    /** @type {(Frame | undefined)[]} */
    this.shown = [];
    this.length = 0;
  }

  /** @param {Frame[]} frames @param {Frame[]} framesB @param {number} cursor the step that is shown */
  update(frames, framesB, cursor) {
    const length = frames.length + framesB.length;
    const ends = [frames[0], frames.at(-1), framesB[0], framesB.at(-1)];
    if (length !== this.length || ends.some((frame, i) => frame !== this.shown[i])) {
      this.shown = ends;
      if (frames.length && isDeep(frames) !== this.deep) {
        this.deep = !this.deep;
        this.plot.build();
      }
      this.length = length;
      const count = Math.max(frames.length, framesB.length);
      const steps = Array.from({ length: count }, (_, i) => i);
      this.rounds = steps.filter((i) => i > 0 && i < frames.length && frames[i].round !== frames[i - 1].round);
      const columns = [...terms(frames), ...(this.comparing ? terms(framesB) : [])];
      this.plot.set(steps, columns.map((column) => steps.map((i) => column[i] ?? null)));
    }
    this.plot.moveTo(cursor);
  }

  /** A thin line where each round begins, if there is room. @param {any} plot */
  drawRounds(plot) {
    if (!this.rounds.length || plot.bbox.width / this.rounds.length < 6) return;
    plot.ctx.fillStyle = getComputedStyle(plot.root).getPropertyValue('--rule');
    for (const step of this.rounds) plot.ctx.fillRect(Math.round(plot.valToPos(step, 'x', true)), plot.bbox.top, 1, plot.bbox.height);
  }
}

/** The terms of all steps, each as a column. @param {Frame[]} frames */
const terms = (frames) => [0, 1, 2].map((i) => frames.map((frame) => termsOf(frame)[i]));

/** The same numbers as a table, which follows when nothing changes for a moment. */
export class TraceTable {
  /** @param {HTMLTableElement} table @param {import('../../strings/strings.js').Saying} caption */
  constructor(table, caption) {
    const heads = () => [t('trace.round'), t('trace.iteration'), t('trace.total'), t('trace.x'), latentsTerm(this.deep)];
    /** @type {Frame[]} */
    this.frames = [];
    this.deep = false;
    this.numbers = new NumberTable(table, caption, heads);
    this.timer = 0;
  }

  /** @param {Frame[]} frames of all rounds */
  update(frames) {
    const stale = frames[0] !== this.frames[0];
    this.frames = frames;
    const deep = frames.length ? isDeep(frames) : this.deep;
    if ((stale && this.numbers.length) || deep !== this.deep) {
      this.deep = deep;
      this.numbers.clear();
    }
    if (stale) {
      clearTimeout(this.timer);
      this.timer = 0;
    }
    if (!this.timer && this.numbers.length < frames.length) this.timer = setTimeout(() => this.grow(), ROWS_DELAY);
  }

  grow() {
    const from = this.numbers.length;
    for (const frame of this.frames.slice(from, from + ROWS)) {
      this.numbers.append([frame.round + 1, frame.iteration, ...termsOf(frame).map((value) => value.toFixed(2))]);
    }
    this.timer = this.numbers.length < this.frames.length ? setTimeout(() => this.grow(), ROWS_DELAY) : 0;
  }
}
