// Experiment 2: cosine and error as time goes on.

import { find } from '../../ui/dom.js';
import { LinePlot } from '../../plots/lines.js';
import { t } from '../../strings/strings.js';
import { write } from '../../strings/written.js';

/** @import { DescentFrame } from '../../client/protocol.js' */

/** The cosine that is good enough to say so. */
const GOOD = 0.95;

export class DescentView {
  /** @param {HTMLElement} root @param {number} seconds simulated, as long as their axes are */
  constructor(root, seconds) {
    this.seconds = seconds;
    this.said = find(root, '#stdp-descent-said');
    this.problem = find(root, '#stdp-descent-problem');
    const x = () => ({ x: t('stdp.axis.simulated'), xRange: () => /** @type {[number, number]} */ ([0, seconds]), right: 10 });
    this.cosine = new LinePlot(find(root, '#stdp-cosine'), () => ({
      lines: [
        { label: t('stdp.descent.cosine.line'), colour: '--line-1', width: 2 },
        { label: t('stdp.descent.cosine.good'), colour: '--muted', dash: [4, 4], width: 1 },
      ],
      ...x(), y: t('stdp.descent.cosine.axis'), yRange: (low) => [Math.min(0, low ?? 0), 1],
    }));
    this.error = new LinePlot(find(root, '#stdp-error'), () => ({
      lines: [
        { label: t('stdp.descent.eq1'), colour: '--line-1', width: 2 },
        { label: t('stdp.descent.delta'), colour: '--muted', dash: [4, 4] },
        { label: t('stdp.descent.reversed'), colour: '--line-2', width: 2 },
      ],
      ...x(), y: t('stdp.descent.error.axis'), logarithmic: true,
      yRange: (low, high) => [(low ?? 1) / 1.5, Math.min((high ?? 100) * 1.5, 2e4)],
    }));
    /** @type {DescentFrame[]} */
    this.frames = [];
  }

  clear() {
    this.frames = [];
    write(this.said, () => t('stdp.descent.not-started'));
    this.problem.textContent = '';
    this.draw();
  }

  /** @param {DescentFrame} frame */
  add(frame) {
    this.frames.push(frame);
    write(this.problem, frame.warning ? () => t('stdp.problem', { reason: frame.warning }) : '');
    write(this.said, () => t('stdp.descent.said', {
      seconds: frame.seconds.toFixed(1), rate: frame.rate.toFixed(0), cosine: frame.cosine?.toFixed(3) ?? '–',
      error: frame.error.toPrecision(3), delta: frame.delta.toPrecision(3),
    }));
    this.draw();
  }

  draw() {
    // Without numbers there would be no axes.
    if (!this.frames.length) {
      this.cosine.set([0, this.seconds], [[null, null], [GOOD, GOOD]]);
      this.error.set([0, this.seconds], [[null, null], [null, null], [null, null]]);
      return;
    }
    const xs = this.frames.map(({ seconds }) => seconds);
    this.cosine.set(xs, [this.frames.map(({ cosine }) => cosine), xs.map(() => GOOD)]);
    this.error.set(xs, [this.frames.map(({ error }) => error), this.frames.map(({ delta }) => delta),
      this.frames.map(({ reversed }) => reversed)]);
  }
}
