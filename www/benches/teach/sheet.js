// The sheet that is drawn on.

import { roomFor } from '../../app/link.js';
import { Pen } from '../../pen/pen.js';
import { t } from '../../strings/strings.js';
import { find } from '../../ui/dom.js';

/** @typedef {import('../../client/protocol.js').Stroke} Stroke */

export class SheetPanel {
  /**
   * @param {HTMLElement} root
   * @param {Pick<import('../../pen/pen.js').Sheet, 'before' | 'onGrow' | 'onLift' | 'say'> & { onInk: (ink: Stroke[]) => void }} events
   *   `before` is what the next stroke is added to
   */
  constructor(root, { before, onInk, onGrow, onLift, say }) {
    this.canvas = /** @type {HTMLCanvasElement} */ (find(root, '#teach-ink'));
    this.here = find(root, '#teach-here');
    this.full = find(root, '#teach-full');
    this.clear = /** @type {HTMLButtonElement} */ (find(root, '#teach-clear'));
    /** @type {Stroke[]} */
    this.ink = [];
    /** As wide as the core says that a pen usually is. */
    this.width = 0;
    this.pen = new Pen(this.canvas, { width: () => this.width, before, onStroke: onInk, onGrow, onLift, onDraw: () => this.draw(), say });
  }

  /** The stroke that is being drawn goes no further. */
  drop() {
    this.pen.drop();
  }

  focus() {
    this.canvas.focus({ preventScroll: true });
  }

  /** @param {import('./bench.js').TeachState} state @param {number} width of the pen */
  update({ ink, learned }, width) {
    this.ink = ink;
    this.width = width;
    const count = ink.length;
    this.here.hidden = count > 0;
    this.clear.disabled = !count;
    this.canvas.classList.toggle('teach-over', learned !== null);
    this.canvas.setAttribute('aria-label',
      t(count === 0 ? 'draw.canvas.empty' : count === 1 ? 'draw.canvas.one' : 'draw.canvas.many', { count }));
    this.full.textContent = roomFor(ink) < 1 ? t('draw.full') : '';
    this.draw();
  }

  draw() {
    this.pen.draw(this.ink);
  }
}
