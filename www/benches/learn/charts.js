// The course of learning as four charts, and as a table.

import { find } from '../../ui/dom.js';
import { LinePlot, NumberTable } from '../../plots/lines.js';
import { t } from '../../strings/strings.js';

/** @typedef {import('./history.js').Point} Point */

const MAPS = ['f1', 'f2', 'g2', 'g1'];
/** One point makes no line. */
const points = (/** @type {any} */ plot) => plot.data[0].length < 4;

export class Charts {
  /** @param {HTMLElement} root */
  constructor(root) {
    const plot = (/** @type {string} */ id, /** @type {() => import('../../plots/lines.js').Line[]} */ lines, logarithmic = false) =>
      new LinePlot(find(root, `#learn-chart-${id}`), () => ({ lines: lines(), logarithmic }));
    const main = (/** @type {'inpainting' | 'reconstruction' | 'log-joint'} */ id) =>
      ({ label: t(`learn.chart.${id}`), colour: '--series-total', width: 2, points });
    this.inpainting = plot('inpainting', () => [main('inpainting'), { label: t('learn.mean-fill'), colour: '--series-h1', dash: [4, 4] }]);
    this.reconstruction = plot('reconstruction', () => [main('reconstruction')]);
    this.logJoint = plot('log-joint', () => [main('log-joint')]);
    const colours = ['--series-total', '--series-x', '--series-h1', '--series-fourth'];
    const dashes = [[], [6, 4], [2, 3], [8, 3, 2, 3]];
    this.maps = plot('maps', () => MAPS.map((label, i) => ({ label, colour: colours[i], dash: dashes[i], points })), true);
    const heads = () => [t('learn.axis'), t('learn.chart.inpainting'), t('learn.chart.reconstruction'), t('learn.chart.log-joint'),
      ...MAPS];
    this.table = new NumberTable(find(root, '#learn-table'), () => t('learn.table'), heads);
    this.shown = -1;
  }

  /** @param {Point[]} history @param {number} meanFill */
  update(history, meanFill) {
    const newest = history.at(-1)?.images ?? -1;
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
