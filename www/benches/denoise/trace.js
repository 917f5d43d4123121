// The objective and the error against time, with the step of least error marked. The objective is log p(x,h); where the restorer is not
// told which pixels are spoilt, noise is a part of it. All terms of it stand in a table.

import { t } from '../../strings/strings.js';
import { LinePlot, NumberTable } from '../../plots/lines.js';
import { isDeep, latentsTerm, termsOf } from '../../plots/log-joint.js';

/** @typedef {import('../../client/protocol.js').Frame} Frame */
/** @typedef {{ deep: boolean, restored: boolean, told: boolean }} Kind of frames: of a deep network, of a restorer, of one that is told */
/** @typedef {{ name: string, value: (frame: Frame) => number }} Column */

/** @param {Frame[]} frames @returns {Kind} */
const kindOf = ([first]) => ({ deep: isDeep(first), restored: first?.noise !== undefined, told: first?.noise?.logLikelihood === null });

/** @param {Kind} a @param {Kind} b */
const same = (a, b) => a.deep === b.deep && a.restored === b.restored && a.told === b.told;

const errorOf = (/** @type {Frame} */ { squaredError }) => squaredError;

/** What the table tells of frames. @param {Kind} kind @returns {Column[]} */
function columnsOf({ deep, restored, told }) {
  const term = (/** @type {number} */ i) => (/** @type {Frame} */ frame) => termsOf(frame)[i];
  const [x, latents] = [{ name: t('trace.x'), value: term(1) }, { name: latentsTerm(deep), value: term(2) }];
  if (!restored) return [{ name: t('trace.total'), value: term(0) }, x, latents];
  const error = { name: t('trace.error'), value: errorOf };
  const noise = (/** @type {Frame} */ frame) => frame.noise?.logLikelihood ?? 0;
  if (told) return [error, x, latents];
  const total = { name: t('trace.total-noisy'), value: (/** @type {Frame} */ frame) => noise(frame) + term(0)(frame) };
  return [total, error, { name: t('trace.noise'), value: noise }, x, latents];
}

/** What is drawn. @param {Kind} kind @returns {Column[]} */
function drawnOf(kind) {
  const columns = columnsOf(kind);
  const objective = kind.told ? { name: t('trace.total'), value: (/** @type {Frame} */ frame) => termsOf(frame)[0] } : columns[0];
  return [objective, { name: t('trace.error'), value: errorOf }];
}

/** What the objective of frames is called. @param {Frame[]} frames */
export const objectiveOf = (frames) => drawnOf(kindOf(frames))[0].name;

/** The step of least error. @param {Frame[]} frames */
export const bestOf = (frames) => frames.reduce((best, frame, i) => (errorOf(frame) < errorOf(frames[best]) ? i : best), 0);

/** Rows added to the table at once, and milliseconds between: a long table must not hold up the drawing. */
const ROWS = 60;
const ROWS_DELAY = 120;

const SIDES = /** @type {const} */ ([['A: ', '--line-1', '--line-2'], ['B: ', '--line-b', '--line-b']]);
/** Radius of the mark at the least error, in CSS pixels. */
const MARK = 5;

/** @param {Kind} kind @param {boolean} comparing */
function linesOf(kind, comparing) {
  const [objective, error] = drawnOf(kind).map(({ name }) => name);
  return SIDES.slice(0, comparing ? 2 : 1).flatMap(([side, colour, colourOfError]) => {
    const before = comparing ? side : '';
    return [{ label: before + objective, colour, width: 2, points: kind.restored },
      { label: before + error, colour: colourOfError, width: 2, dash: [5, 4], points: kind.restored, scale: 'error' }];
  });
}

export class TracePlot {
  /** @param {HTMLElement} root @param {boolean} comparing whether it shows two traces */
  constructor(root, comparing) {
    this.comparing = comparing;
    /** @type {Kind} */
    this.kind = kindOf([]);
    /** Steps at which a round begins. @type {number[]} */
    this.rounds = [];
    this.plot = new LinePlot(root, () => ({
      lines: linesOf(this.kind, comparing),
      second: { scale: 'error', range: (_, /** @type {number | null} */ high) => [0, (high ?? 0) * 1.06 || 1] },
      whole: this.kind.restored,
      draw: (plot) => {
        this.drawRounds(plot);
        this.drawBest(plot);
      },
    }));
    /** @type {(Frame | undefined)[]} */
    this.shown = [];
    this.length = 0;
    /** Where the error is least, of each trace. @type {[number, number][]} */
    this.best = [];
  }

  /** @param {Frame[]} frames @param {Frame[]} framesB @param {number} cursor the step that is shown */
  update(frames, framesB, cursor) {
    const length = frames.length + framesB.length;
    const ends = [frames[0], frames.at(-1), framesB[0], framesB.at(-1)];
    if (length !== this.length || ends.some((frame, i) => frame !== this.shown[i])) {
      this.shown = ends;
      const kind = kindOf(frames);
      if (frames.length && !same(kind, this.kind)) {
        this.kind = kind;
        this.plot.anew();
      }
      this.length = length;
      const count = Math.max(frames.length, framesB.length);
      const steps = Array.from({ length: count }, (_, i) => i);
      this.rounds = steps.filter((i) => i > 0 && i < frames.length && frames[i].round !== frames[i - 1].round);
      this.best = [frames, framesB].filter((trace) => trace.length).map((trace) => {
        const step = bestOf(trace);
        return [step, errorOf(trace[step])];
      });
      const columns = [...terms(frames, this.kind), ...(this.comparing ? terms(framesB, this.kind) : [])];
      this.plot.set(steps, columns.map((column) => steps.map((i) => column[i] ?? null)));
    }
    this.plot.moveTo(cursor);
  }

  /** A ring around the least error. @param {any} plot */
  drawBest({ ctx, root, valToPos }) {
    ctx.save();
    ctx.strokeStyle = getComputedStyle(root).color;
    ctx.lineWidth = 2 * devicePixelRatio;
    ctx.setLineDash([]);
    for (const [step, error] of this.best) {
      ctx.beginPath();
      ctx.arc(valToPos(step, 'x', true), valToPos(error, 'error', true), MARK * devicePixelRatio, 0, 2 * Math.PI);
      ctx.stroke();
    }
    ctx.restore();
  }

  /** A thin line where each round begins, if there is room. @param {any} plot */
  drawRounds(plot) {
    if (!this.rounds.length || plot.bbox.width / this.rounds.length < 6) return;
    plot.ctx.fillStyle = getComputedStyle(plot.root).getPropertyValue('--rule');
    for (const step of this.rounds) plot.ctx.fillRect(Math.round(plot.valToPos(step, 'x', true)), plot.bbox.top, 1, plot.bbox.height);
  }
}

/** What is drawn of all steps, each as a column. @param {Frame[]} frames @param {Kind} kind */
const terms = (frames, kind) => drawnOf(kind).map(({ value }) => frames.map(value));

/** The same numbers as a table, which follows when nothing changes for a moment. */
export class TraceTable {
  /** @param {HTMLTableElement} table @param {import('../../strings/strings.js').Saying} caption */
  constructor(table, caption) {
    const heads = () =>
      [t('trace.round'), ...(this.kind.restored ? [] : [t('trace.iteration')]), ...columnsOf(this.kind).map(({ name }) => name)];
    /** @type {Frame[]} */
    this.frames = [];
    this.kind = kindOf([]);
    this.numbers = new NumberTable(table, caption, heads);
    this.timer = 0;
  }

  /** @param {Frame[]} frames of all rounds */
  update(frames) {
    const stale = frames[0] !== this.frames[0];
    this.frames = frames;
    const kind = frames.length ? kindOf(frames) : this.kind;
    if ((stale && this.numbers.length) || !same(kind, this.kind)) {
      this.kind = kind;
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
    const columns = columnsOf(this.kind);
    for (const frame of this.frames.slice(from, from + ROWS)) {
      const place = this.kind.restored ? [frame.round] : [frame.round + 1, frame.iteration];
      this.numbers.append([...place, ...columns.map(({ value }) => value(frame).toFixed(2))]);
    }
    this.timer = this.numbers.length < this.frames.length ? setTimeout(() => this.grow(), ROWS_DELAY) : 0;
  }
}
