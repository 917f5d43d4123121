// The pen of a sheet to draw on: strokes by pointer or by arrow keys, and what the sheet looks like. Whoever has the sheet keeps the ink.

import { roomFor, snap } from '../app/link.js';
import { t } from '../strings/strings.js';
import { onDrag } from './drag.js';
import { GrowingStroke } from './ink.js';
import { KeyPen } from './key-pen.js';

/** @typedef {import('../client/protocol.js').Stroke} Stroke */

/** Steps of the arrow keys from side to side. */
const KEY_STEPS = 28;

/**
 * @typedef {object} Sheet what the pen asks and tells whoever has the sheet
 * @property {() => number} width of the next stroke
 * @property {() => boolean} [erasing] whether the next stroke rubs out
 * @property {(erase: boolean) => Stroke[]} before the ink that the next stroke is added to
 * @property {(ink: Stroke[]) => void} onStroke a stroke has begun, the last of `ink`
 * @property {() => void} onGrow it has grown
 * @property {() => void} [onLift] it is over
 * @property {() => void} onDraw the sheet looks different
 * @property {(text: string) => void} say
 */

export class Pen {
  /** @param {HTMLCanvasElement} canvas @param {Sheet} sheet */
  constructor(canvas, sheet) {
    this.canvas = canvas;
    this.sheet = sheet;
    /** The stroke that is being drawn. @type {GrowingStroke | null} */
    this.growing = null;
    const erasing = () => sheet.erasing?.() ?? false;
    onDrag(canvas, {
      onDown: (event, otherEnd) => {
        this.cross.lift();
        this.begin(this.place(event), otherEnd || erasing());
      },
      onMove: (event) => this.move(event),
      onEnd: () => {
        if (!this.cross.down) this.lift();
      },
    });
    this.cross = new KeyPen(canvas, KEY_STEPS, {
      onDown: () => this.begin(this.crossing, erasing()),
      onMove: () => this.extend([this.crossing]),
      onLift: () => this.lift(),
      onDraw: () => sheet.onDraw(),
      say: (down) => sheet.say(t(down ? 'draw.pen-down' : 'draw.pen-up')),
    });
  }

  /** Where the cross is. @returns {[number, number]} */
  get crossing() {
    return [snap(this.cross.x / KEY_STEPS), snap(this.cross.y / KEY_STEPS)];
  }

  /** @param {[number, number]} point @param {boolean} erase */
  begin(point, erase) {
    const before = this.sheet.before(erase);
    const room = roomFor(before);
    if (room < 1) return;
    const growing = new GrowingStroke(point, snap(this.sheet.width()), erase, room);
    this.sheet.onStroke([...before, growing.stroke]);
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
    this.sheet.onGrow();
  }

  lift() {
    this.growing = null;
    this.sheet.onLift?.();
  }

  /** Another drawing lies on the sheet: the stroke goes no further. */
  drop() {
    this.growing = null;
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

  /** Draws the sheet: ink, a frame where there is none, and the cross where the keyboard draws. @param {Stroke[]} ink */
  draw(ink) {
    const { width } = this.canvas;
    const context = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext('2d'));
    context.fillStyle = '#fff';
    context.fillRect(0, 0, width, width);
    context.lineCap = context.lineJoin = 'round';
    for (const { points, width: pen, erase } of ink) {
      context.strokeStyle = erase ? '#fff' : '#15181c';
      context.lineWidth = pen * width;
      context.beginPath();
      context.moveTo(points[0][0] * width, points[0][1] * width);
      for (const [x, y] of points) context.lineTo(x * width, y * width);
      context.stroke();
    }
    if (ink.length === 0) {
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
