// The drawing canvas: pen, eraser, undo; by pointer or by arrow keys. It keeps ink, never pixels.

import { snap } from '../link.js';
import { t } from '../strings.js';
import { write } from '../written.js';
import { describe, find, make, press, show, stepOf } from './dom.js';
import { KeyPen } from './key-pen.js';

/** @typedef {import('../state.js').State} State */
/** @typedef {import('../protocol.js').Stroke} Stroke */

/** Steps of the arrow keys from side to side. */
const KEY_STEPS = 28;

export class DrawPanel {
  /**
   * @param {HTMLElement} root
   * @param {{ onInk: (ink: Stroke[]) => void, onExample: (digit: number) => void, onLive: (live: boolean) => void,
   *           say: (text: string) => void }} events
   */
  constructor(root, events) {
    this.events = events;
    this.canvas = /** @type {HTMLCanvasElement} */ (find(root, '#ink'));
    this.width = /** @type {HTMLInputElement} */ (find(root, '#pen-width'));
    this.widthOutput = find(root, '.slider output');
    /** @type {Stroke[]} */
    this.ink = [];
    /** @type {Stroke | null} */
    this.stroke = null;
    this.erasing = false;

    this.tools = /** @type {Record<string, HTMLButtonElement>} */ ({});
    for (const name of ['pen', 'eraser', 'undo', 'clear']) this.tools[name] = find(root, `[data-tool=${name}]`);
    this.tools.pen.onclick = () => this.choose(false);
    this.tools.eraser.onclick = () => this.choose(true);
    this.tools.undo.onclick = () => events.onInk(this.ink.slice(0, -1));
    this.tools.clear.onclick = () => events.onInk([]);
    this.live = /** @type {HTMLInputElement} */ (find(root, '#live'));
    this.live.onchange = () => events.onLive(this.live.checked);
    this.width.oninput = () => (this.widthOutput.textContent = show(Number(this.width.value)));
    find(root, '.digits').append(
      ...Array.from({ length: 10 }, (_, digit) =>
        make('button', { type: 'button', textContent: String(digit), title: () => t('draw.example', { digit }), onclick: () => events.onExample(digit) })),
    );
    this.canvas.addEventListener('pointerdown', (event) => this.down(event));
    this.canvas.addEventListener('pointermove', (event) => this.move(event));
    for (const end of ['pointerup', 'pointercancel']) this.canvas.addEventListener(end, () => this.up());
    this.cross = new KeyPen(this.canvas, KEY_STEPS, {
      onDown: () => this.begin(this.crossing),
      onMove: () => this.extend([this.crossing]),
      onLift: () => {
        this.stroke = null;
        this.draw();
      },
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

  /** @param {[number, number]} point */
  begin(point) {
    this.stroke = { points: [point], width: snap(Number(this.width.value)), erase: this.erasing };
    this.events.onInk([...this.ink, this.stroke]);
  }

  /** @param {[number, number][]} points */
  extend(points) {
    if (!this.stroke) return;
    this.stroke.points.push(...points);
    this.events.onInk([...this.ink.filter((s) => s !== this.stroke), this.stroke]);
  }

  /** @param {PointerEvent} event */
  down(event) {
    if (event.button !== 0 || !event.isPrimary) return;
    this.cross.lift();
    this.canvas.setPointerCapture(event.pointerId);
    this.begin(this.place(event));
  }

  /** @param {PointerEvent} event */
  move(event) {
    if (!this.stroke || this.cross.down || !event.isPrimary) return;
    const events = event.getCoalescedEvents?.() ?? [];
    this.extend((events.length ? events : [event]).map((e) => this.place(e)));
  }

  up() {
    if (!this.cross.down) this.stroke = null;
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
    this.live.checked = state.live;
    const count = state.ink.length;
    this.tools.undo.disabled = this.tools.clear.disabled = count === 0 && !state.sampled;
    this.canvas.setAttribute('aria-label', t(count === 0 ? 'draw.canvas.empty' : count === 1 ? 'draw.canvas.one' : 'draw.canvas.many', { count }));
    this.ink = state.ink;
    this.draw();
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
