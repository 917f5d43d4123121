// The drawing canvas: pen, eraser, undo; by pointer or by arrow keys. It keeps ink, never pixels.

import { snap } from '../link.js';
import { t } from '../strings.js';
import { describe, find, make, press, show, stepOf } from './dom.js';

/** @typedef {import('../state.js').State} State */
/** @typedef {import('../protocol.js').Stroke} Stroke */

/** Arrow keys move the cross by this part of a side. */
const KEY_STEP = 1 / 28;
const ARROWS = /** @type {Record<string, [number, number]>} */ ({
  ArrowLeft: [-KEY_STEP, 0], ArrowRight: [KEY_STEP, 0], ArrowUp: [0, -KEY_STEP], ArrowDown: [0, KEY_STEP],
});

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
    /** @type {[number, number]} */
    this.cross = [0.5, 0.5];
    this.penDown = false;

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
        make('button', { type: 'button', textContent: String(digit), title: t('draw.example', { digit }), onclick: () => events.onExample(digit) })),
    );
    this.canvas.addEventListener('pointerdown', (event) => this.down(event));
    this.canvas.addEventListener('pointermove', (event) => this.move(event));
    for (const end of ['pointerup', 'pointercancel']) this.canvas.addEventListener(end, () => this.up());
    this.canvas.addEventListener('keydown', (event) => this.key(event));
    this.canvas.addEventListener('focus', () => this.draw());
    this.canvas.addEventListener('blur', () => this.lift());
  }

  /** @param {boolean} erasing */
  choose(erasing) {
    this.erasing = erasing;
    press(this.tools.pen, !erasing);
    press(this.tools.eraser, erasing);
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
    this.lift();
    this.canvas.setPointerCapture(event.pointerId);
    this.begin(this.place(event));
  }

  /** @param {PointerEvent} event */
  move(event) {
    if (!this.stroke || this.penDown || !event.isPrimary) return;
    const events = event.getCoalescedEvents?.() ?? [];
    this.extend((events.length ? events : [event]).map((e) => this.place(e)));
  }

  up() {
    if (!this.penDown) this.stroke = null;
  }

  lift() {
    this.penDown = false;
    this.stroke = null;
    this.draw();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const step = ARROWS[event.key];
    if (step) {
      const [x, y] = this.cross.map((c, i) => snap(c + step[i]));
      this.cross = [x, y];
      if (this.penDown) this.extend([this.cross]);
      this.draw();
    } else if (event.key === ' ') {
      if (this.penDown) this.lift();
      else {
        this.penDown = true;
        this.begin(this.cross);
      }
      this.events.say(t(this.penDown ? 'draw.pen-down' : 'draw.pen-up'));
    } else return;
    event.preventDefault();
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
      Object.assign(this.width, { min: param.min, max: param.max, step: stepOf(param), value: param.default, title: describe(param) });
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
    if (document.activeElement === this.canvas && this.canvas.matches(':focus-visible')) {
      const [x, y] = this.cross.map((c) => c * width);
      context.strokeStyle = this.penDown ? '#b35900' : '#0b5cad';
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
