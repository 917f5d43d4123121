// The drawing canvas: pen, eraser, undo; by pointer or by arrow keys. It keeps ink, never pixels.

import { GrowingStroke } from './ink.js';
import { roomFor, snap } from '../../app/link.js';
import { t } from '../../strings/strings.js';
import { write } from '../../strings/written.js';
import { describe, find, make, press, show, stepOf } from '../../ui/dom.js';
import { onDrag } from './drag.js';
import { InkHistory } from './ink-history.js';
import { KeyPen } from './key-pen.js';

/** @typedef {import('../../app/state.js').State} State */
/** @typedef {import('../../client/protocol.js').Stroke} Stroke */
/** @typedef {import('./ink-history.js').Drawing} Drawing */

/** Steps of the arrow keys from side to side. */
const KEY_STEPS = 28;

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
    this.widthOutput = find(root, '.slider output');
    /** @type {Stroke[]} */
    this.ink = [];
    /** A digit from elsewhere, which stands instead of ink. @type {Float32Array | null} */
    this.picked = null;
    /** The stroke that is being drawn. @type {GrowingStroke | null} */
    this.growing = null;
    this.erasing = false;
    this.history = new InkHistory();
    this.full = find(root, '#ink-full');

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
    onDrag(this.canvas, {
      onDown: (event, erasing) => {
        this.cross.lift();
        this.begin(this.place(event), erasing || this.erasing);
      },
      onMove: (event) => this.move(event),
      onEnd: () => {
        if (!this.cross.down) this.growing = null;
      },
    });
    this.cross = new KeyPen(this.canvas, KEY_STEPS, {
      onDown: () => this.begin(this.crossing, this.erasing),
      onMove: () => this.extend([this.crossing]),
      onLift: () => (this.growing = null),
      onDraw: () => this.draw(),
      say: (down) => events.say(t(down ? 'draw.pen-down' : 'draw.pen-up')),
    });
  }

  /** @param {boolean} erasing */
  choose(erasing) {
    this.erasing = erasing;
    press(this.tools.pen, !erasing);
    press(this.tools.eraser, erasing);
  }

  /** Where the cross is. @returns {[number, number]} */
  get crossing() {
    return [snap(this.cross.x / KEY_STEPS), snap(this.cross.y / KEY_STEPS)];
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
    this.growing = null;
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

  /** @param {[number, number]} point @param {boolean} erase */
  begin(point, erase) {
    const room = roomFor(this.ink);
    if (room < 1) return;
    const growing = new GrowingStroke(point, snap(Number(this.width.value)), erase, room);
    this.change([...this.ink, growing.stroke]);
    this.growing = growing;
  }

  /** A stroke ends where the drawing is full. @param {[number, number][]} points */
  extend(points) {
    if (!this.growing) return;
    for (const point of points) {
      if (this.growing.add(point)) continue;
      this.growing = null;
      break;
    }
    this.events.onInk(this.ink);
  }

  /** @param {PointerEvent} event */
  move(event) {
    if (!this.growing || this.cross.down) return;
    const events = event.getCoalescedEvents?.() ?? [];
    this.extend((events.length ? events : [event]).map((e) => this.place(e)));
  }

  /** @param {PointerEvent} event @returns {[number, number]} */
  place(event) {
    const box = this.canvas.getBoundingClientRect();
    return [snap((event.clientX - box.left) / box.width), snap((event.clientY - box.top) / box.height)];
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
    this.draw();
  }

  /** An example or another bench has taken the canvas: what was drawn can be brought back. @param {Stroke[]} ink */
  replaced(ink) {
    if (this.ink.length || this.picked) this.history.changed(this.drawing);
    this.growing = null;
    this.ink = ink;
  }

  draw() {
    const { width } = this.canvas;
    const context = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext('2d'));
    context.fillStyle = '#fff';
    context.fillRect(0, 0, width, width);
    context.lineCap = context.lineJoin = 'round';
    for (const { points, width: pen, erase } of this.ink) {
      context.strokeStyle = erase ? '#fff' : '#15181c';
      context.lineWidth = pen * width;
      context.beginPath();
      context.moveTo(points[0][0] * width, points[0][1] * width);
      for (const [x, y] of points) context.lineTo(x * width, y * width);
      context.stroke();
    }
    if (this.ink.length === 0) {
      context.strokeStyle = '#d8d5cc';
      context.lineWidth = 2;
      context.setLineDash([6, 10]);
      context.strokeRect(width / 7, width / 7, (5 * width) / 7, (5 * width) / 7);
      context.setLineDash([]);
    }
    if (this.cross.colour) {
      const [x, y] = this.crossing.map((c) => c * width);
      context.strokeStyle = this.cross.colour;
      context.lineWidth = 4;
      context.beginPath();
      for (const [dx, dy] of [[24, 0], [0, 24]]) {
        context.moveTo(x - dx, y - dy);
        context.lineTo(x + dx, y + dy);
      }
      context.stroke();
    }
  }
}
