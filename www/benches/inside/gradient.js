// How honest targetprop is: its direction against the exact gradient, a cosine for each layer and iteration.

import { find } from '../../ui/dom.js';
import { LinePlot, NumberTable } from '../../plots/lines.js';
import { t } from '../../strings/strings.js';

/** A cosine nearer to 0 than this is across the slope. */
const ACROSS = 0.05;

/** @param {number} cosine */
function inWords(cosine) {
  const way = Math.abs(cosine) < ACROSS ? 'across' : cosine > 0 ? 'uphill' : 'downhill';
  return t(`inside.honesty.${way}`, { cosine: cosine.toFixed(2).replace('-', '−') });
}

export class GradientPanel {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.legend = [...root.querySelectorAll('.inside-honesty .legend span')];
    /** Latent layers of the network. */
    this.depth = 2;
    const lines = () => [
      { label: t('inside.honesty.x'), colour: '--x', width: 2 },
      ...Array.from({ length: this.depth }, (_, i) => ({
        label: t('inside.honesty.h', { layer: `h${i + 1}` }), ...(i === 0 ? { colour: '--h1', dash: [6, 4] } : {
          colour: '--h2', dash: [2, 1 + 2 * i],
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
    const at = runs ? Math.min(cursor, runs.intact.length - 1) : null;
    const now = cosines && at !== null ? [...cosines.subarray((this.depth + 1) * at, (this.depth + 1) * (at + 1))] : [];
    const layers = ['h1', this.depth > 2 ? `h2–h${this.depth}` : 'h2'];
    const names = [t('inside.honesty.x'), ...layers.map((layer) => t('inside.honesty.h', { layer }))];
    // One line for h1 by x and one for h1; those above share theirs.
    const groups = [now.slice(0, 1), now.slice(1, 2), now.slice(2)];
    names.forEach((name, i) => (this.legend[i].textContent = [name, groups[i].map(inWords).join('; ')].filter(Boolean).join(': ')));
    this.plot.moveTo(at);
  }
}
