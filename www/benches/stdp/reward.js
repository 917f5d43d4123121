// Experiment 4: the curve as reward has it, and a neuron that learns from reward alone.

import { find } from '../../ui/dom.js';
import { LinePlot, onScheme } from '../../plots/lines.js';
import { grouped, t } from '../../strings/strings.js';
import { write } from '../../strings/written.js';

/** @import { RewardFrame } from '../../client/protocol.js' */
/** @typedef {import('../../plots/lines.js').Range} Range */

/** Numbers of a bin, as the worker sends them: ΔT, and mean and standard error of each curve. */
const PER_BIN = 7;
const CURVES = /** @type {const} */ (['better', 'worse', 'any']);
/** Each has a colour, and a width and dashes that tell it apart without colours. */
const LOOKS = {
  better: { colour: '--line-1', width: 2 },
  worse: { colour: '--line-2', width: 2, dash: [6, 4] },
  any: { colour: '--muted', width: 2, dash: [2, 4] },
};
/** What is said in percent. @param {number} share */
const percent = (share) => `${(100 * share).toFixed(1)} %`;
/** @param {number} value @param {number} [digits] */
const signed = (value, digits = 2) => value.toFixed(digits).replace('-', '−');

export class RewardView {
  /**
   * @param {HTMLElement} root @param {() => number} all trials, as long as the axes are
   * @param {() => number} window of the curve, in ms
   */
  constructor(root, all, window) {
    this.all = all;
    this.window = window;
    this.said = find(root, '#stdp-reward-said');
    this.problem = find(root, '#stdp-reward-problem');
    this.areas = find(root, '#stdp-reward-areas');
    const box = find(root, '#stdp-reward-curve');
    /** @type {Range} */
    const range = (low, high) => {
      const most = 1.25 * Math.max(Math.abs(low ?? 0), Math.abs(high ?? 0)) || 1;
      return [-most, most];
    };
    this.curve = new LinePlot(box, () => ({
      lines: CURVES.map((name) => ({ label: t(`stdp.reward.${name}`), ...LOOKS[name] })),
      x: t('stdp.curve.axis.x'), y: t('stdp.curve.axis.y'), xRange: () => [-this.window(), this.window()], yRange: range, right: 10,
      draw: (plot) => this.drawErrors(plot),
    }));
    onScheme(box, () => this.draw());
    const x = () => ({ x: t('stdp.reward.axis.trials'), xRange: () => /** @type {[number, number]} */ ([0, this.all()]), right: 20 });
    this.learned = new LinePlot(find(root, '#stdp-reward-learned'), () => ({
      lines: [
        { label: t('stdp.reward.told'), colour: '--line-1', width: 2.5 },
        { label: t('stdp.reward.recent'), colour: '--line-1', width: 1, dash: [2, 3] },
        { label: t('stdp.reward.chance'), colour: '--muted', dash: [6, 4] },
        { label: t('stdp.reward.punished'), colour: '--line-2', width: 2, dash: [9, 4, 2, 4] },
      ],
      ...x(), y: t('stdp.reward.axis.right'), yRange: () => [0, 1],
    }));
    this.cosine = new LinePlot(find(root, '#stdp-reward-cosine'), () => ({
      lines: [{ label: t('stdp.descent.cosine.line'), colour: '--line-1', width: 2 }],
      ...x(), y: t('stdp.descent.cosine.axis'), yRange: (low) => [Math.min(0, low ?? 0), 1],
    }));
    this.spikes = new LinePlot(find(root, '#stdp-reward-spikes'), () => ({
      lines: [
        { label: t('stdp.reward.yes'), colour: '--line-1', width: 2 },
        { label: t('stdp.reward.no'), colour: '--line-2', width: 2, dash: [6, 4] },
      ],
      ...x(), y: t('stdp.reward.axis.spikes'), yRange: (_, high) => [0, 1.1 * (high ?? 20)],
    }));
    /** @type {RewardFrame[]} */
    this.frames = [];
  }

  /** An experiment that has not begun. */
  clear() {
    this.frames = [];
    write(this.said, () => t('stdp.reward.not-started'));
    this.problem.textContent = this.areas.textContent = '';
    this.draw();
  }

  /** @param {RewardFrame} frame */
  add(frame) {
    this.frames.push(frame);
    const { told, cosine, areas } = frame;
    const [all, before] = [this.all(), this.frames[0].told.probability];
    write(this.said, () => t('stdp.reward.said', {
      trials: grouped(told.trials), all: grouped(all), probability: percent(told.probability), before: percent(before),
      yes: told.spikes[0].toFixed(1), no: told.spikes[1].toFixed(1), cosine: cosine === null ? '–' : signed(cosine, 3),
    }));
    const [better, worse, any] = CURVES.map((_, i) => `${signed(areas[2 * i])} ± ${areas[2 * i + 1].toFixed(2)}`);
    write(this.areas, () => t('stdp.reward.areas', { better, worse, any }));
    this.draw();
  }

  draw() {
    const last = this.frames.at(-1);
    // Without numbers there would be no axes.
    if (!last) {
      this.curve.set([-this.window(), this.window()], CURVES.map(() => [null, null]));
      this.learned.set([0, this.all()], Array.from({ length: 4 }, () => [null, null]));
      this.cosine.set([0, this.all()], [[null, null]]);
      this.spikes.set([0, this.all()], [[null, null], [null, null]]);
      return;
    }
    const bins = Array.from({ length: last.bins.length / PER_BIN }, (_, i) => last.bins.subarray(PER_BIN * i, PER_BIN * (i + 1)));
    // A gap in the middle, so that nothing joins the two sides.
    const [before, after] = [bins.filter(([interval]) => interval < 0), bins.filter(([interval]) => interval > 0)];
    const side = (/** @type {Float64Array[]} */ half, /** @type {number} */ value) => half.map((bin) => bin[value]);
    this.curve.set([...side(before, 0), 0, ...side(after, 0)],
      CURVES.map((_, i) => [...side(before, 1 + 2 * i), null, ...side(after, 1 + 2 * i)]));
    const column = (/** @type {(frame: RewardFrame) => number | null} */ of) => this.frames.map(of);
    const xs = this.frames.map(({ told }) => told.trials);
    this.learned.set(xs, [column(({ told }) => told.probability), column(({ told }) => told.recent), column(({ chance }) => chance),
      column(({ punished }) => punished)]);
    this.cosine.set(xs, [column(({ cosine }) => cosine)]);
    this.spikes.set(xs, [column(({ told }) => told.spikes[0]), column(({ told }) => told.spikes[1])]);
  }

  /** Standard errors as bars, and the zero line. @param {any} plot */
  drawErrors(plot) {
    const style = getComputedStyle(this.said);
    const colour = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
    plot.ctx.fillStyle = colour('--muted');
    plot.ctx.fillRect(plot.bbox.left, plot.valToPos(0, 'y', true), plot.bbox.width, 1);
    const bins = this.frames.at(-1)?.bins ?? new Float64Array();
    CURVES.forEach((name, curve) => {
      plot.ctx.fillStyle = colour(LOOKS[name].colour);
      for (let i = 0; i < bins.length; i += PER_BIN) {
        const [mean, stderr] = bins.subarray(i + 1 + 2 * curve, i + 3 + 2 * curve);
        const top = plot.valToPos(mean + stderr, 'y', true);
        plot.ctx.fillRect(plot.valToPos(bins[i], 'x', true) - 1, top, 2, plot.valToPos(mean - stderr, 'y', true) - top);
      }
    });
  }
}
