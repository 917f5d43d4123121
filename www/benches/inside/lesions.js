// Lesions by hand: which units are silenced, and the seed of the shares.

import { find } from '../../ui/dom.js';
import { NumberField } from '../../ui/number-field.js';
import { t } from '../../strings/strings.js';

export class LesionPanel {
  /** @param {HTMLElement} root @param {{ onSeed: (seed: number) => void, onDie: () => void }} events */
  constructor(root, { onSeed, onDie }) {
    this.silent = find(root, '#inside-silent');
    this.seed = new NumberField(find(root, '#inside-seed'), () => t('seed.label'), onSeed);
    find(root, '#inside-die').onclick = onDie;
  }

  /** @param {import('./state.js').InsideState} state */
  update({ silent, seed }) {
    this.seed.show(seed);
    const units = Object.entries(silent).flatMap(([layer, units]) => units.map((unit) => `${layer} ${unit}`));
    this.silent.textContent = units.length ? t('inside.silent', { units: units.join(', ') }) : t('inside.silent.none');
  }
}
