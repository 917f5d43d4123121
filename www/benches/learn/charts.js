// The course of learning as four charts, and as a table.

import { find } from '../../ui/dom.js';
import { LinePlot, NumberTable } from '../../plots/lines.js';
import { t } from '../../strings/strings.js';

/** @typedef {import('./history.js').Point} Point */

/** The way up and the way down differ in hue, what is between h1 and h2 is dashed. */
const LINES = [{ label: 'f1', colour: '--bottom-up' }, { label: 'f2', colour: '--bottom-up', dash: [6, 4] },
  { label: 'g2', colour: '--top-down', dash: [6, 4] }, { label: 'g1', colour: '--top-down' }];
const MAPS = LINES.map(({ label }) => label);
/** One point makes no line. */
const points = (/** @type {any} */ plot) => plot.data[0].length < 4;

export class Charts {
  /** @param {HTMLElement} root */
  constructor(root) {
    const plot = (/** @type {string} */ id, /** @type {() => import('../../plots/lines.js').Line[]} */ lines, logarithmic = false) =>
      new LinePlot(find(root, `#learn-chart-${id}`), () => ({ lines: lines(), logarithmic }));
    const main = (/** @type {'inpainting' | 'reconstruction' | 'log-joint'} */ id) =>
      ({ label: t(`learn.chart.${id}`), colour: '--line-1', width: 2, points });
    this.inpainting = plot('inpainting', () => [main('inpainting'), { label: t('learn.mean-fill'), colour: '--line-3', dash: [4, 4] }]);
    this.reconstruction = plot('reconstruction', () => [main('reconstruction')]);
    this.logJoint = plot('log-joint', () => [main('log-joint')]);
    this.maps = plot('maps', () => LINES.map((line) => ({ ...line, points })), true);
    const heads = () => [t('learn.axis'), t('learn.chart.inpainting'), t('learn.chart.reconstruction'), t('learn.chart.log-joint'),
      ...MAPS];
    this.table = new NumberTable(find(root, '#learn-table'), () => t('learn.table'), heads);
    /** @type {Point | null | undefined} */
    this.shown = undefined;
    /** @type {number | null} */
    this.at = null;
  }

  /** @param {number | null} images a place on their common axis */
  moveTo(images) {
    if (images === this.at) return;
    this.at = images;
    for (const plot of [this.inpainting, this.reconstruction, this.logJoint, this.maps]) plot.moveTo(images);
  }

  /** @param {Point[]} history @param {number} meanFill */
  update(history, meanFill) {
    const newest = history.at(-1) ?? null;
    if (newest === this.shown) return;
    this.shown = newest;
    const xs = history.map(({ images }) => images);
    this.inpainting.set(xs, [history.map((p) => p.inpainting), history.map(() => meanFill)]);
    this.reconstruction.set(xs, [history.map((p) => p.reconstruction)]);
    this.logJoint.set(xs, [history.map((p) => p.logJoint)]);
    this.maps.set(xs, MAPS.map((_, i) => history.map((p) => p.maps[i] || null)));
    this.table.clear();
    // The last ones; all of them would slow the page down.
    for (const p of history.slice(-25)) {
      this.table.append([p.images.toFixed(1), p.inpainting.toFixed(4), p.reconstruction.toFixed(2), p.logJoint.toFixed(2),
        ...MAPS.map((_, i) => p.maps[i]?.toFixed(2) ?? '–')]);
    }
  }
}
