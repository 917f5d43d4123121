// The drawing canvas: pen, eraser, undo; by pointer or by arrow keys. It keeps ink, never pixels.

import { roomFor } from '../../app/link.js';
import { Pen } from '../../pen/pen.js';
import { t } from '../../strings/strings.js';
import { write } from '../../strings/written.js';
import { describe, find, make, press, show, stepOf } from '../../ui/dom.js';
import { InkHistory } from './ink-history.js';

/** @typedef {import('../../app/state.js').State} State */
/** @typedef {import('../../client/protocol.js').Stroke} Stroke */
/** @typedef {import('./ink-history.js').Drawing} Drawing */

export class DrawPanel {
  /**
   * @param {HTMLElement} root
   * @param {{ onInk: (ink: Stroke[], picked?: Float32Array | null) => void, onExample: (digit: number) => void, onLive: (live: boolean) =>
   *   void,
   *           say: (text: string) => void }} events
   */
  constructor(root, events) {
    this.events = events;
    this.canvas = /** @type {HTMLCanvasElement} */ (find(root, '#ink'));
    this.width = /** @type {HTMLInputElement} */ (find(root, '#pen-width'));
    this.widthOutput = find(root, '#pen-width + output');
    /** @type {Stroke[]} */
    this.ink = [];
    /** The example that came by itself: who draws on it means a digit of their own. @type {Stroke[] | null} */
    this.offered = null;
    /** A digit from elsewhere, which stands instead of ink. @type {Float32Array | null} */
    this.picked = null;
    this.erasing = false;
    this.history = new InkHistory();
    this.full = find(root, '#ink-full');
    this.here = find(root, '#draw-here');

    this.tools = /** @type {Record<string, HTMLButtonElement>} */ ({});
    for (const name of ['pen', 'eraser', 'undo', 'clear']) this.tools[name] = find(root, `[data-tool=${name}]`);
    this.tools.pen.onclick = () => this.choose(false);
    this.tools.eraser.onclick = () => this.choose(true);
    this.tools.undo.onclick = () => this.undo();
    this.tools.clear.onclick = () => this.change([]);
    this.live = /** @type {HTMLInputElement} */ (find(root, '#live'));
    this.live.onchange = () => events.onLive(this.live.checked);
    this.width.oninput = () => (this.widthOutput.textContent = show(Number(this.width.value)));
    find(root, '.digits').append(
      ...Array.from({ length: 10 }, (_, digit) =>
        make('button', { type: 'button', textContent: String(digit), title: () => t('draw.example', { digit }), onclick: () =>
          events.onExample(digit) })),
    );
    this.pen = new Pen(this.canvas, {
      width: () => Number(this.width.value),
      erasing: () => this.erasing,
      before: (erase) => (this.ink === this.offered && !erase ? [] : this.ink),
      onStroke: (ink) => this.change(ink),
      onGrow: () => events.onInk(this.ink),
      onDraw: () => this.draw(),
      say: events.say,
    });
  }

  /** @param {boolean} erasing */
  choose(erasing) {
    this.erasing = erasing;
    press(this.tools.pen, !erasing);
    press(this.tools.eraser, erasing);
  }

  /** Whether the canvas is there to be drawn on: another bench or a lesson may hide it. */
  get inSight() {
    return this.canvas.checkVisibility();
  }

  /** @returns {Drawing} */
  get drawing() {
    return { ink: this.ink, picked: this.picked };
  }

  /** Another drawing, which can be undone. @param {Stroke[]} ink */
  change(ink) {
    this.history.changed(this.drawing);
    this.set({ ink, picked: null });
  }

  /** @param {Drawing} drawing */
  set({ ink, picked }) {
    this.pen.drop();
    this.ink = ink;
    this.picked = picked;
    this.events.onInk(ink, picked);
  }

  undo() {
    if (!this.tools.undo.disabled) this.set(this.history.undo(this.drawing));
  }

  redo() {
    const drawing = this.history.redo(this.drawing);
    if (drawing) this.set(drawing);
  }

  /** @param {State} state */
  update(state) {
    if (state.parameters && !this.width.max) {
      const param = state.parameters.pen_width;
      Object.assign(this.width, { min: param.min, max: param.max, step: stepOf(param), value: param.default });
      write(this.width, () => describe(param), 'title');
      this.widthOutput.textContent = show(param.default);
    }
    this.live.checked = state.denoise.live;
    const count = state.ink.length;
    if (state.ink !== this.ink) this.replaced(state.ink);
    this.picked = state.sampled ? state.clean : null;
    this.tools.clear.disabled = count === 0 && !state.sampled;
    this.tools.undo.disabled = this.tools.clear.disabled && !this.history.past.length;
    this.full.textContent = roomFor(state.ink) < 1 ? t('draw.full') : '';
    this.canvas.setAttribute('aria-label',
      t(count === 0 ? 'draw.canvas.empty' : count === 1 ? 'draw.canvas.one' : 'draw.canvas.many', { count }));
    this.here.hidden = count > 0 || state.sampled;
    this.draw();
  }

  /** An example or another bench has taken the canvas: what was drawn can be brought back. @param {Stroke[]} ink */
  replaced(ink) {
    if (this.ink.length || this.picked) this.history.changed(this.drawing);
    this.pen.drop();
    this.ink = ink;
  }

  draw() {
    this.pen.draw(this.ink);
  }
}
