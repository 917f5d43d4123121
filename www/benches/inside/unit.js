// One unit: its pictures from below and from above, its weights between the latent layers, the digits that drive it.

import { SIDE } from '../../client/pixels.js';
import { find, make, press, show } from '../../ui/dom.js';
import { NumberField } from '../../ui/number-field.js';
import { drawImage, drawSigned } from '../../plots/pixels.js';
import { t } from '../../strings/strings.js';
import { onLanguage } from '../../strings/written.js';
import { columnsOf } from './network.js';

/** @import { InsideState } from './state.js' */

const FIELDS = /** @type {const} */ ([['up', 'bottomUp'], ['down', 'topDown'], ['encoder', 'encoder'], ['decoder', 'decoder']]);

/**
 * What a field of a unit of h_l shows, in a network of so many latent layers.
 * @param {string} id @param {number} l @param {number} depth
 */
function whatOf(id, l, depth) {
  if (id === 'up') return l === 1 ? t('inside.unit.up.h1') : t('inside.unit.up', { map: `f${l}`, below: below(l) });
  if (id === 'down') return t(l === 1 ? 'inside.unit.down.h1' : 'inside.unit.down');
  // Weights to and from the layer above, or of the top layer those to and from the one below.
  const [other, map] = l < depth ? [`h${l + 1}`, l + 1] : [`h${l - 1}`, l];
  const towards = (id === 'encoder') === (l < depth);
  return t(towards ? 'inside.unit.to' : 'inside.unit.from', { layer: other, map: `${id === 'encoder' ? 'f' : 'g'}${map}` });
}

/** The encoders below f_l. @param {number} l */
const below = (l) => Array.from({ length: l - 1 }, (_, i) => `f${l - 1 - i}`).join(', ');

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
    const layers = Object.keys(sizes);
    if (this.layer.options.length !== layers.length) {
      this.layer.replaceChildren(...layers.map((name) => make('option', { textContent: name })));
    }
    this.layer.value = layer;
    this.unit.input.max = String(sizes[layer] - 1);
    this.unit.show(unit);
    const silenced = silent[layer].includes(unit);
    this.silence.textContent = t(silenced ? 'inside.revive' : 'inside.silence');
    press(this.silence, silenced);
    if (!pictures || pictures === this.pictures) return;
    this.pictures = pictures;
    for (const [id, name] of FIELDS) {
      const columns = id === 'up' || id === 'down' ? SIDE : columnsOf(pictures[name].length);
      this.field(id, pictures[name], whatOf(id, layers.indexOf(layer) + 1, layers.length), columns);
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
