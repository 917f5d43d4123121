// How honest targetprop is: its direction against the exact gradient, a cosine for each layer and iteration.

import { find } from '../../ui/dom.js';
import { LinePlot, NumberTable } from '../../plots/lines.js';
import { t } from '../../strings/strings.js';

export class GradientPanel {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.legend = ['x', 'h1'].map((name) => find(root, `.inside-honesty .legend .${name}`));
    /** Latent layers of the network. */
    this.depth = 2;
    const lines = () => [
      { label: t('inside.honesty.x'), colour: '--series-total', width: 2 },
      ...Array.from({ length: this.depth }, (_, i) => ({
        label: t('inside.honesty.h', { layer: `h${i + 1}` }), ...(i === 0 ? { colour: '--series-x', dash: [6, 4] } : {
          colour: '--series-h1', dash: [2, 1 + 2 * i],
        }),
      })),
    ];
    this.plot = new LinePlot(find(root, '#inside-honesty'), () => ({ lines: lines(), x: t('inside.iteration'), yRange: () => [-1, 1] }));
    this.table = new NumberTable(find(root, '#inside-honesty-table'), () => t('inside.honesty.table'), () =>
      [t('inside.iteration'), ...lines().map(({ label }) => label)]);
    /** @type {Float64Array | null} */
    this.cosines = null;
  }

  /** @param {import('./state.js').InsideState} state */
  update({ cosines, runs, cursor, sizes }) {
    if (cosines !== this.cosines) {
      this.cosines = cosines;
      const depth = Object.keys(sizes).length;
      if (depth !== this.depth) {
        this.depth = depth;
        this.plot.build();
      }
      const count = depth + 1;
      const steps = Array.from({ length: (cosines?.length ?? 0) / count }, (_, i) =>
        [.../** @type {Float64Array} */ (cosines).subarray(count * i, count * (i + 1))]);
      this.plot.set(steps.map((_, i) => i), Array.from({ length: count }, (_, line) => steps.map((cosines) => cosines[line])));
      this.table.clear();
      steps.forEach((cosines, i) => this.table.append([i, ...cosines.map((cosine) => cosine.toFixed(3))]));
    }
    const layers = ['h1', this.depth > 2 ? `h2–h${this.depth}` : 'h2'];
    layers.forEach((layer, i) => (this.legend[i].textContent = t('inside.honesty.h', { layer })));
    this.plot.moveTo(runs ? Math.min(cursor, runs.intact.length - 1) : null);
  }
}
