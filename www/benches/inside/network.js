// The network as a picture: both latent layers and the images, arrows both ways, and the time of inference.

import { find, show } from '../../ui/dom.js';
import { drawImage, drawMap, drawNothing } from '../../plots/pixels.js';
import { t } from '../../strings/strings.js';

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
    this.maps = { h1: this.map('h1', events.onUnit), h2: this.map('h2', events.onUnit) };
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

  /** @param {Layer} layer @param {(layer: Layer, unit: number) => void} onUnit */
  map(layer, onUnit) {
    const canvas = /** @type {HTMLCanvasElement} */ (find(this.root, `#inside-${layer}`));
    const map = { canvas, mark: find(this.root, `.stack-${layer} .mark`), name: find(this.root, `#inside-${layer}-name`), units: 0,
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
    const most = runs ? Math.max(...runs.intact.map((f) => f.h1.reduce((a, b) => Math.max(a, b), 0))) : 1;
    this.most.textContent = runs ? `h1 ${show(most)}, h2 1` : '–';
    for (const name of /** @type {Layer[]} */ (['h1', 'h2'])) {
      this.draw(name, sizes[name], frame?.[name] ?? null, name === 'h1' ? most : 1, name === layer ? unit : null);
    }
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
    map.name.textContent = t(`inside.${name}.name`, { count: units });
    const columns = columnsOf(units);
    drawMap(map.canvas, values ?? new Float32Array(units), columns, most);
    const highest = values ? values.reduce((best, value, i) => (value > values[best] ? i : best), 0) : 0;
    const state = values ? t('inside.map', { layer: name, unit: highest, value: show(values[highest]), chosen: map.unit,
      now: show(values[map.unit] ?? 0) }) : '';
    map.canvas.setAttribute('aria-label', `${t(`inside.${name}`)}. ${state}`);
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
      const map = /** @type {'f1' | 'f2' | 'g1' | 'g2'} */ (arrow.dataset.map);
      const strength = lesions[`feedback_${map}`] ?? 1;
      const mismatch = lesions[`mismatch_${map}`] ?? 0;
      const name = t(`inside.arrow.${map}`);
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
