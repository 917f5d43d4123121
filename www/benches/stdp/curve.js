// Experiment 1: what is drawn of the curve and of the neuron around a pre-synaptic spike.

import { find, make, show } from '../../ui/dom.js';
import { tableRow } from '../../ui/table.js';
import { LinePlot, NumberTable, onScheme } from '../../plots/lines.js';
import { drawRaster } from '../../plots/raster.js';
import { figures } from '../../strings/numbers.js';
import { grouped, t } from '../../strings/strings.js';
import { onLanguage, write } from '../../strings/written.js';

/**
 * @import { CurveFrame, Exponential } from '../../client/protocol.js'
 * @import { Row } from '../../plots/raster.js'
 */

/** Numbers of a bin, as the worker sends them. */
const PER_BIN = 5;
/** Rows of the raster, and points of the weight's trace before every second one goes. */
const ROWS = 40;
const TRACE = 400;
/** The least that is shown of the voltage, in mV from the threshold, and the steps in which there is more. */
const BELOW = 20;
const ABOVE = 15;
const VOLTAGE_STEP = 10;
/** Where the axes of the line plots begin and end, in CSS pixels. */
const MARGIN = { left: 60, right: 10 };

/** A range about 0 with room for error bars. @type {import('../../plots/lines.js').Range} */
function symmetric(low, high) {
  const most = 1.15 * Math.max(Math.abs(low ?? 0), Math.abs(high ?? 0)) || 1;
  return [-most, most];
}

/** @typedef {import('../../strings/strings.js').Key} Key */

/** @param {number} count @param {Key} one @param {Key} many what is said of one, and of any other number */
const counted = (count, one, many) => (count === 1 ? t(one) : t(many, { count: grouped(count) }));

/** A time in the unit that suits it. @param {number} seconds */
function duration(seconds) {
  if (seconds < 120) return `${figures(seconds, 3)} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

const decimals = (/** @type {number} */ value, /** @type {number} */ digits) => value.toFixed(digits).replace('-', '−');

export class CurveView {
  /** @param {HTMLElement} root @param {(text: string) => void} say */
  constructor(root, say) {
    this.raster = /** @type {HTMLCanvasElement} */ (find(root, '#stdp-raster'));
    this.trialSaid = find(root, '#stdp-trial-said');
    this.said = find(root, '#stdp-counter');
    this.problem = find(root, '#stdp-problem');
    this.fit = /** @type {HTMLTableElement} */ (find(root, '#stdp-fit'));
    this.pre = /** @type {HTMLInputElement} */ (find(root, '#stdp-pre'));
    this.post = /** @type {HTMLInputElement} */ (find(root, '#stdp-post'));
    this.handSaid = find(root, '#stdp-hand-said');
    this.handLine = find(root, '#stdp-hand-line');
    this.table = new NumberTable(find(root, '#stdp-table'), () => t('stdp.table.caption'),
      () => [t('stdp.curve.axis.x'), t('stdp.table.count'), t('stdp.curve.axis.y'), t('stdp.table.stderr')]);
    this.voltage = new LinePlot(find(root, '#stdp-voltage'), () => ({
      lines: [{ label: t('stdp.voltage'), colour: '--text' }, { label: t('stdp.threshold'), colour: '--muted', dash: [4, 4], width: 1 }],
      x: t('stdp.axis.time'), y: t('stdp.axis.voltage'), yRange: () => this.voltages(), right: MARGIN.right,
      draw: (plot) => this.drawSpikes(plot),
    }));
    this.weight = new LinePlot(find(root, '#stdp-weight'), () => ({
      lines: [{ label: t('stdp.weight.axis'), colour: '--line-1' }], x: t('stdp.axis.simulated'), y: t('stdp.weight.axis'),
      right: MARGIN.right,
    }));
    this.curve = new LinePlot(find(root, '#stdp-curve'), () => ({
      lines: [
        { label: t('stdp.curve.mean'), colour: '--line-1', width: 0, points: true },
        // A line a side, so that nothing joins the two.
        { label: t('stdp.curve.fit'), colour: '--line-2', width: 2 },
        { label: t('stdp.curve.fit'), colour: '--line-2', width: 2 },
      ],
      x: t('stdp.curve.axis.x'), y: t('stdp.curve.axis.y'),
      xRange: () => [-this.window, this.window], yRange: symmetric, right: MARGIN.right, draw: (plot) => this.drawErrors(plot),
    }));
    this.window = 100;
    this.threshold = 0;
    /** What was shown last; the voltages of each lie between `low` and `high`, in mV. @type {(Row & { low: number, high: number })[]} */
    this.rows = [];
    /** Simulated time in s, and the sum of all changes then. @type {number[][]} */
    this.trace = [[0], [0]];
    /** Every so many frames are kept, of those seen. */
    this.every = 1;
    this.seen = 0;
    /** Milliseconds that the worker computed. */
    this.computed = 0;
    /** @type {CurveFrame | null} */
    this.frame = null;
    this.pre.oninput = this.post.oninput = () => {
      this.updateHand();
      say(this.handSaid.textContent ?? '');
    };
    onLanguage(this.fit, () => {
      this.showFit();
      this.updateHand();
    });
    onScheme(this.raster, () => this.raster.checkVisibility() && this.drawRows());
  }

  /** An experiment that has not begun. @param {number} window in ms @param {number} threshold in mV */
  clear(window, threshold) {
    this.window = window;
    this.threshold = threshold;
    this.rows = [];
    this.trace = [[0], [0]];
    this.every = 1;
    this.seen = this.computed = 0;
    this.frame = null;
    write(this.said, () => t('stdp.curve.not-started'));
    this.problem.textContent = this.trialSaid.textContent = '';
    this.voltage.set([-window, window], [[null, null], [threshold, threshold]]);
    this.weight.set([0], [[0]]);
    this.curve.set([-window, window], [[null, null], [null, null], [null, null]]);
    this.table.clear();
    this.showFit();
    this.updateHand();
    this.drawRows();
  }

  drawRows() {
    drawRaster(this.raster, this.rows, ROWS, this.window, MARGIN);
  }

  /** The axis of the voltage holds all those of the raster, so that it seldom moves. @returns {[number, number]} */
  voltages() {
    const low = Math.min(this.threshold - BELOW, ...this.rows.map(({ low }) => low));
    const high = Math.max(this.threshold + ABOVE, ...this.rows.map(({ high }) => high));
    return [VOLTAGE_STEP * Math.floor(low / VOLTAGE_STEP), VOLTAGE_STEP * Math.ceil(high / VOLTAGE_STEP)];
  }

  /** @param {CurveFrame} frame @param {boolean} done @param {boolean} shown whether its spike is */
  add(frame, done, shown) {
    this.frame = frame;
    const { bins } = frame;
    if (shown) this.showTrial(frame);
    this.remember(frame);
    const rows = Array.from({ length: bins.length / PER_BIN }, (_, i) => bins.subarray(PER_BIN * i, PER_BIN * (i + 1)));
    const fitted = (/** @type {number} */ sign) =>
      rows.map(([interval, , , , value]) => (sign * interval > 0 && !Number.isNaN(value) ? value : null));
    this.curve.set(rows.map((bin) => bin[0]), [rows.map((bin) => (bin[1] > 0 ? bin[2] : null)), fitted(-1), fitted(1)]);
    this.computed += frame.took;
    const factor = grouped(Math.round(frame.simulated_ms / Math.max(1, this.computed)));
    write(this.said, () => t('stdp.curve.counter', {
      pairings: counted(frame.pairings, 'stdp.count.pairing', 'stdp.count.pairings'),
      spikes: counted(frame.pre_spikes, 'stdp.count.spike', 'stdp.count.spikes'), time: duration(frame.simulated_ms / 1000), factor,
    }) + (done ? ` · ${t('stdp.curve.done')}` : ''));
    const { problem } = frame;
    write(this.problem, problem ? () => t('stdp.problem', { reason: problem }) : '');
    if (done || frame.pre_spikes % 16 === 0) this.showTable(rows);
    this.showFit();
    this.updateHand();
  }

  /** The neuron around the last spike of a frame. @param {CurveFrame} frame */
  showTrial({ voltage, spikes, post_dv_dt: slope, pre_spikes: number }) {
    this.rows.push({ spikes, rising: slope > 0, number, low: Math.min(...voltage), high: Math.max(...voltage) });
    if (this.rows.length > ROWS) this.rows.shift();
    this.drawRows();
    const half = (voltage.length - 1) / 2;
    const times = Array.from(voltage, (_, i) => ((i - half) / half) * this.window);
    this.voltage.set(times, [Array.from(voltage), times.map(() => this.threshold)]);
    const nearest = spikes.length ? spikes.reduce((best, time) => (Math.abs(time) < Math.abs(best) ? time : best)) : null;
    const pair = () => (nearest === null ? t('stdp.trial.none') : t('stdp.trial.pair', { time: decimals(nearest, 1) }));
    write(this.trialSaid, () => t('stdp.trial.said', { number: grouped(number), slope: decimals(slope, 2), pair }));
  }

  /** Keeps a trace of bounded length of the weight. @param {CurveFrame} frame */
  remember({ simulated_ms: time, weight_change: weight }) {
    const [times, weights] = this.trace;
    if (this.seen++ % this.every) return;
    times.push(time / 1000);
    weights.push(weight);
    if (times.length > TRACE) {
      this.every *= 2;
      this.trace = this.trace.map((values) => values.filter((_, i) => i % 2 === 0));
    }
    this.weight.set(this.trace[0], [this.trace[1]]);
  }

  /** @param {Float64Array[]} rows */
  showTable(rows) {
    this.table.clear();
    for (const [interval, count, mean, stderr] of rows) this.table.append([interval, count, mean.toFixed(4), stderr.toFixed(4)]);
  }

  showFit() {
    const fit = this.frame?.fit;
    const cells = (/** @type {Exponential | null | undefined} */ side) =>
      side ? [`${side.tau_ms.toFixed(1)} ms`, `${decimals(side.amplitude, 2)} mV/ms`, side.r2.toFixed(3)] : ['–', '–', '–'];
    this.fit.replaceChildren(
      make('thead', {}, [tableRow([
        t('stdp.fit.side'), t('stdp.fit.paper'), t('stdp.fit.tau'), t('stdp.fit.amplitude'), t('stdp.fit.r2'), t('stdp.fit.biology'),
      ], 'th')]),
      make('tbody', {}, /** @type {const} */ (['positive', 'negative']).map((side) => tableRow([
        t(`stdp.fit.${side}`), t(`stdp.fit.claim.${side}`), ...cells(fit?.[side]), t(`stdp.fit.biology.${side}`),
      ], 'td', 'th'))),
      make('caption', { textContent: this.signs() }),
    );
  }

  /** How many bins have the sign that the paper claims. */
  signs() {
    const { full_bins: full, right_signs: right } = this.frame?.fit ?? { full_bins: 0, right_signs: 0 };
    if (!full) return t('stdp.fit.signs.none');
    return full === 1 ? t('stdp.fit.signs.one', { right }) : t('stdp.fit.signs', { right, full });
  }

  /** What the curve says of the two spikes. */
  updateHand() {
    const interval = Number(this.post.value) - Number(this.pre.value);
    for (const input of [this.pre, this.post]) {
      const text = t('stdp.hand.at', { time: input.value.replace('-', '−') });
      input.setAttribute('aria-valuetext', text);
      find(/** @type {HTMLElement} */ (input.parentElement), 'output').textContent = text;
    }
    this.curve.moveTo(interval);
    this.handLine.textContent = t('stdp.hand.line', { interval: decimals(interval, 0) });
    const bins = this.frame?.bins ?? new Float64Array();
    const width = bins.length > PER_BIN ? bins[PER_BIN] - bins[0] : 1;
    let bin = null;
    for (let i = 0; i < bins.length; i += PER_BIN) {
      if (interval >= bins[i] - width / 2 && interval < bins[i] + width / 2) bin = bins.subarray(i, i + PER_BIN);
    }
    const values = { interval: decimals(interval, 0), change: '', stderr: '', count: '' };
    if (!bin || bin[1] < 2) {
      this.handSaid.textContent = t('stdp.hand.unknown', values);
      return;
    }
    Object.assign(values, { change: show(Math.abs(bin[2])), stderr: String(Number(bin[3].toPrecision(1))), count: grouped(bin[1]) });
    this.handSaid.textContent = t(bin[2] >= 0 ? 'stdp.hand.grows' : 'stdp.hand.shrinks', values);
  }

  /** The post-synaptic spikes, on the threshold, and the pre-synaptic one. @param {any} plot */
  drawSpikes(plot) {
    const { ctx, bbox } = plot;
    const style = getComputedStyle(this.raster);
    ctx.fillStyle = style.getPropertyValue('--rule').trim();
    ctx.fillRect(plot.valToPos(0, 'x', true) - 1, bbox.top, 2, bbox.height);
    ctx.fillStyle = style.getPropertyValue(this.rows.at(-1)?.rising ? '--line-1' : '--line-2').trim();
    const y = plot.valToPos(this.threshold, 'y', true);
    for (const time of this.rows.at(-1)?.spikes ?? []) ctx.fillRect(plot.valToPos(time, 'x', true) - 1, y - 8, 2, 16);
  }

  /** Standard errors as bars, and the zero line. @param {any} plot */
  drawErrors(plot) {
    const bins = this.frame?.bins;
    if (!bins) return;
    const style = getComputedStyle(this.raster);
    plot.ctx.fillStyle = style.getPropertyValue('--muted').trim();
    plot.ctx.fillRect(plot.bbox.left, plot.valToPos(0, 'y', true), plot.bbox.width, 1);
    plot.ctx.fillStyle = style.getPropertyValue('--line-1').trim();
    for (let i = 0; i < bins.length; i += PER_BIN) {
      if (bins[i + 1] < 2) continue;
      const x = plot.valToPos(bins[i], 'x', true);
      const top = plot.valToPos(bins[i + 2] + bins[i + 3], 'y', true);
      plot.ctx.fillRect(x - 1, top, 2, plot.valToPos(bins[i + 2] - bins[i + 3], 'y', true) - top);
    }
  }
}
