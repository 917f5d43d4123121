// One unit: its pictures from below and from above, its weights between the latent layers, the digits that drive it.

import { find, make, press, show } from '../../ui/dom.js';
import { NumberField } from '../../ui/number-field.js';
import { drawImage, drawSigned } from '../../plots/pixels.js';
import { t } from '../../strings/strings.js';
import { onLanguage } from '../../strings/written.js';
import { columnsOf } from './network.js';

/** @import { InsideState } from './state.js' */

const FIELDS = /** @type {const} */ ([['up', 'bottomUp'], ['down', 'topDown'], ['encoder', 'encoder'], ['decoder', 'decoder']]);

export class UnitPanel {
  /** @param {HTMLElement} root @param {{ onUnit: (layer: InsideState['layer'], unit: number) => void, onSilence: () => void }} events */
  constructor(root, events) {
    this.root = root;
    this.layer = /** @type {HTMLSelectElement} */ (find(root, '#inside-layer'));
    this.unit = new NumberField(find(root, '#inside-unit'), () => t('inside.unit.number'), (unit) =>
      events.onUnit(/** @type {any} */ (this.layer.value), unit));
    this.silence = /** @type {HTMLButtonElement} */ (find(root, '#inside-silence'));
    this.drivers = find(root, '#inside-drivers');
    this.layer.onchange = () => events.onUnit(/** @type {any} */ (this.layer.value), 0);
    this.silence.onclick = events.onSilence;
    /** @type {InsideState['pictures']} */
    this.pictures = null;
    onLanguage(this.drivers, () => (this.pictures = null));
  }

  /** @param {InsideState} state */
  update({ layer, unit, silent, sizes, pictures }) {
    this.layer.value = layer;
    this.unit.input.max = String(sizes[layer] - 1);
    this.unit.show(unit);
    const silenced = silent[layer].includes(unit);
    this.silence.textContent = t(silenced ? 'inside.revive' : 'inside.silence');
    press(this.silence, silenced);
    if (!pictures || pictures === this.pictures) return;
    this.pictures = pictures;
    for (const [id, name] of FIELDS) {
      this.field(id, pictures[name], t(`inside.unit.${layer}.${id}`), id === 'up' || id === 'down' ? 28 : columnsOf(pictures[name].length));
    }
    this.drivers.replaceChildren(...pictures.drivers.map(({ image, label, value }) => {
      const canvas = make('canvas', { className: 'picture' });
      canvas.setAttribute('role', 'img');
      canvas.setAttribute('aria-label', t('inside.driver.label', { digit: label, value: show(value) }));
      drawImage(canvas, image);
      return make('li', {}, [canvas, make('span', { textContent: t('inside.driver', { digit: label, value: show(value) }) })]);
    }));
  }

  /** @param {string} id @param {Float32Array} values @param {string} what @param {number} columns */
  field(id, values, what, columns) {
    const canvas = /** @type {HTMLCanvasElement} */ (find(this.root, `#inside-${id}`));
    const low = values.reduce((a, b) => Math.min(a, b), Infinity);
    const high = values.reduce((a, b) => Math.max(a, b), -Infinity);
    drawSigned(canvas, values, columns, Math.max(-low, high));
    canvas.setAttribute('aria-label', t('inside.unit.label', { what, low: show(low), high: show(high) }));
    find(/** @type {HTMLElement} */ (canvas.nextElementSibling), 'span').textContent = `${what} (${show(low)} … ${show(high)})`;
  }
}
