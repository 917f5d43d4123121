// The network as a picture: its latent layers and the images, arrows both ways, and the time of inference.

import { find, prepend, show } from '../../ui/dom.js';
import { drawImage, drawMap, drawNothing } from '../../plots/pixels.js';
import { t } from '../../strings/strings.js';

import { layerMarkup } from './markup.js';

/** @import { InsideState, Layer } from './state.js' */

/** Columns of the maps: 25 × 40 and 10 × 10 for the shipped models. */
export const columnsOf = (/** @type {number} */ units) => (units > 400 ? 40 : Math.ceil(Math.sqrt(units)));

export class NetworkPanel {
  /**
   * @param {HTMLElement} root
   * @param {{ onUnit: (layer: Layer, unit: number) => void, onInput: (input: InsideState['input']) => void, onShown: (shown:
   *   InsideState['shown']) => void,
   *           onCursor: (cursor: number) => void, onPlay: () => void }} events
   */
  constructor(root, events) {
    this.root = root;
    this.empty = find(root, '#inside-empty');
    this.stack = find(root, '.stack');
    this.onUnit = events.onUnit;
    /** The latent layers by name; those above h2 are made when a model has them. @type {Record<Layer, ReturnType<NetworkPanel['map']>>} */
    this.maps = { h1: this.map('h1'), h2: this.map('h2') };
    this.x = /** @type {HTMLCanvasElement} */ (find(root, '#inside-x'));
    this.xHat = /** @type {HTMLCanvasElement} */ (find(root, '#inside-x-hat'));
    this.most = find(root, '#inside-most');
    this.playButton = /** @type {HTMLButtonElement} */ (find(root, '#inside-play'));
    this.cursor = /** @type {HTMLInputElement} */ (find(root, '#inside-cursor'));
    this.at = find(root, '#inside-at');
    this.radios = /** @type {HTMLInputElement[]} */ ([...root.querySelectorAll('[name="inside-shown"]')]);
    for (const radio of this.radios) radio.onchange = () => events.onShown(/** @type {any} */ (radio.value));
    this.input = /** @type {HTMLSelectElement} */ (find(root, '#inside-input'));
    this.input.onchange = () => events.onInput(/** @type {any} */ (this.input.value));
    this.playButton.onclick = events.onPlay;
    this.cursor.oninput = () => events.onCursor(Number(this.cursor.value));
  }

  /** As many figures as there are latent layers. @param {Layer[]} layers */
  fit(layers) {
    for (const layer of Object.keys(this.maps)) {
      if (layers.includes(layer) || layer === 'h2') continue;
      for (const part of this.stack.querySelectorAll(`[data-layer="${layer}"]`)) part.remove();
      delete this.maps[layer];
    }
    for (const layer of layers) {
      if (layer in this.maps) continue;
      prepend(this.stack, layerMarkup(layer));
      this.maps[layer] = this.map(layer);
    }
  }

  /** @param {Layer} layer */
  map(layer) {
    const { onUnit } = this;
    const canvas = /** @type {HTMLCanvasElement} */ (find(this.root, `#inside-${layer}`));
    const map = { canvas, mark: find(this.root, `[data-layer="${layer}"] .mark`), name: find(this.root, `#inside-${layer}-name`), units: 0,
      unit: 0 };
    canvas.onclick = (event) => {
      const box = canvas.getBoundingClientRect();
      const columns = columnsOf(map.units);
      const rows = Math.ceil(map.units / columns);
      const column = Math.min(columns - 1, Math.floor((columns * (event.clientX - box.left)) / box.width));
      const row = Math.min(rows - 1, Math.floor((rows * (event.clientY - box.top)) / box.height));
      if (row * columns + column < map.units) onUnit(layer, row * columns + column);
    };
    canvas.onkeydown = (event) => {
      const columns = columnsOf(map.units);
      const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[event.key];
      if (!step) return;
      event.preventDefault();
      const next = map.unit + step;
      if (next >= 0 && next < map.units) onUnit(layer, next);
    };
    return map;
  }

  /** @param {InsideState} state */
  update({ input, x, runs, shown, cursor, playing, layer, unit, sizes, lesions }) {
    this.input.value = input;
    this.empty.textContent = x ? '' : t('inside.empty');
    for (const radio of this.radios) radio.checked = radio.value === shown;
    const frames = runs?.[shown];
    const last = Math.max(0, (frames?.length ?? 1) - 1);
    const at = Math.min(cursor, last);
    const frame = frames?.[at];
    this.cursor.max = String(last);
    this.cursor.value = String(at);
    this.cursor.disabled = this.playButton.disabled = !frames;
    this.playButton.textContent = t(playing ? 'time.pause' : 'inside.play');
    this.at.textContent = frames ? t('inside.at', { iteration: at, iterations: last }) : '';
    if (x) drawImage(this.x, x);
    else drawNothing(this.x);
    if (frame) drawImage(this.xHat, frame.picture);
    else drawNothing(this.xHat);
    // One scale over time and lesions, so that brightness can be compared.
    const layers = Object.keys(sizes);
    const highest = (/** @type {number} */ i) => Math.max(...(runs?.intact ?? []).map(({ h }) => h[i].reduce((a, b) => Math.max(a, b), 0)));
    const most = layers.map((_, i) => (runs && i < layers.length - 1 ? highest(i) : 1));
    this.most.textContent = runs ? layers.map((name, i) => `${name} ${show(most[i])}`).join(', ') : '–';
    this.fit(layers);
    layers.forEach((name, i) => this.draw(name, sizes[name], frame?.h[i] ?? null, most[i], name === layer ? unit : null));
    this.arrows(shown === 'lesioned' ? lesions : {});
  }

  /**
   * @param {Layer} name @param {number} units @param {Float32Array | null} values @param {number} most
   * @param {number | null} unit that is looked at
   */
  draw(name, units, values, most, unit) {
    const map = this.maps[name];
    map.units = units;
    if (unit !== null) map.unit = unit;
    map.name.textContent = t('inside.layer.name', { layer: name, count: units });
    const columns = columnsOf(units);
    drawMap(map.canvas, values ?? new Float32Array(units), columns, most);
    const highest = values ? values.reduce((best, value, i) => (value > values[best] ? i : best), 0) : 0;
    const state = values ? t('inside.map', { layer: name, unit: highest, value: show(values[highest]), chosen: map.unit,
      now: show(values[map.unit] ?? 0) }) : '';
    map.canvas.setAttribute('aria-label', `${t('inside.layer', { layer: name, columns })}. ${state}`);
    map.mark.hidden = unit === null;
    if (unit === null) return;
    const rows = Math.ceil(units / columns);
    const percent = (/** @type {number} */ share) => `${100 * share}%`;
    Object.assign(map.mark.style, {
      left: percent((unit % columns) / columns), top: percent(Math.floor(unit / columns) / rows), width: percent(1 / columns),
      height: percent(1 / rows),
    });
  }

  /** Arrows say what is left of their maps. @param {Record<string, number>} lesions */
  arrows(lesions) {
    for (const arrow of /** @type {NodeListOf<HTMLElement>} */ (this.root.querySelectorAll('.arrow'))) {
      const map = arrow.dataset.map ?? '';
      // What is done to g2 is done to every map above it.
      const hurt = map.startsWith('g') && map !== 'g1' ? 'g2' : map;
      const strength = lesions[`feedback_${hurt}`] ?? 1;
      const mismatch = lesions[`mismatch_${hurt}`] ?? 0;
      const name = t(map.startsWith('f') ? 'inside.arrow.up' : 'inside.arrow.down', { map });
      arrow.style.opacity = String(0.25 + 0.75 * strength);
      arrow.classList.toggle('cut', strength === 0);
      arrow.classList.toggle('mismatched', mismatch > 0);
      const percent = Math.round(100 * (mismatch || strength));
      const text = strength === 0 ? t('inside.arrow.cut', { arrow: name })
        : mismatch > 0 ? t('inside.arrow.mismatched', { arrow: name, percent })
        : strength < 1 ? t('inside.arrow.weak', { arrow: name, percent }) : name;
      arrow.setAttribute('aria-label', text);
      arrow.title = text;
    }
  }
}
