// How honest targetprop is: its direction against the exact gradient, a cosine for each layer and iteration.

import { find } from '../../ui/dom.js';
import { LinePlot, NumberTable } from '../../plots/lines.js';
import { t } from '../../strings/strings.js';

export class GradientPanel {
  /** @param {HTMLElement} root */
  constructor(root) {
    const lines = () => [
      { label: t('inside.honesty.x'), colour: '--series-total', width: 2 },
      { label: t('inside.honesty.h1'), colour: '--series-x', dash: [6, 4] },
      { label: t('inside.honesty.h2'), colour: '--series-h1', dash: [2, 3] },
    ];
    this.plot = new LinePlot(find(root, '#inside-honesty'), () => ({ lines: lines(), x: t('inside.iteration'), yRange: () => [-1, 1] }));
    this.table = new NumberTable(find(root, '#inside-honesty-table'), () => t('inside.honesty.table'), () =>
      [t('inside.iteration'), ...lines().map(({ label }) => label)]);
    /** @type {Float64Array | null} */
    this.cosines = null;
  }

  /** @param {import('./state.js').InsideState} state */
  update({ cosines, runs, cursor }) {
    if (cosines !== this.cosines) {
      this.cosines = cosines;
      const steps = Array.from({ length: (cosines?.length ?? 0) / 3 }, (_, i) =>
        [.../** @type {Float64Array} */ (cosines).subarray(3 * i, 3 * (i + 1))]);
      this.plot.set(steps.map((_, i) => i), [0, 1, 2].map((line) => steps.map((cosines) => cosines[line])));
      this.table.clear();
      steps.forEach((cosines, i) => this.table.append([i, ...cosines.map((cosine) => cosine.toFixed(3))]));
    }
    this.plot.moveTo(runs ? Math.min(cursor, runs.intact.length - 1) : null);
  }
}
