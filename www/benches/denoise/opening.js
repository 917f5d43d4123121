// The opening: on the bare address the example dissolves into its noise and the network rebuilds it, once and by itself. Whoever acts
// takes over, at any moment.

import { ACTION } from '../../client/protocol.js';
import { drawInk, drawNothing } from '../../plots/pixels.js';
import { find } from '../../ui/dom.js';
import { narrow, nextFrame, still } from '../../ui/screen.js';
import { frameAt } from './state.js';

/** Milliseconds in which the pixels of the digit appear on the drawing, and in which they then dissolve. */
const APPEARS = 400;
const DISSOLVES = 1200;
/** Keys that only move the focus or wait for others take nothing over. */
const IDLE_KEYS = ['Tab', 'Shift', 'Control', 'Alt', 'Meta'];

/** When a pixel turns into noise: a scattered order, 0 to 1, the same each time. @param {number} i */
const turnOf = (i) => Math.abs(Math.sin(12.9898 * i) * 43758.5453) % 1;

export class Opening {
  /**
   * @param {HTMLElement} root the bench @param {import('../../app/benches.js').Context} context
   * @param {{ time: import('./restoration.js').Restoration, onDraw: () => void, set: (changes: { opening: boolean }) => void }} bench
   *   onDraw empties the canvas for the visitor
   */
  constructor(root, { session, store }, { time, onDraw, set }) {
    this.session = session;
    this.store = store;
    this.time = time;
    this.set = set;
    this.canvas = /** @type {HTMLCanvasElement} */ (find(root, '#opening'));
    this.invitation = find(root, '#draw-own');
    this.invitation.onclick = () => {
      this.end();
      onDraw();
    };
    /** How much of the digit is noise. */
    this.share = 0;
    /** Whether it has come as far as it does without the visitor. */
    this.resting = false;
    this.over = new AbortController();
    const act = (/** @type {Event} */ event) => {
      const idle = event instanceof KeyboardEvent && IDLE_KEYS.includes(event.key);
      if (!idle && !this.invitation.contains(/** @type {Node} */ (event.target))) this.end();
    };
    for (const type of ['pointerdown', 'click', 'input']) root.addEventListener(type, act, { capture: true, signal: this.over.signal });
    document.addEventListener('keydown', act, { capture: true, signal: this.over.signal });
    this.play();
  }

  async play() {
    this.set({ opening: true });
    this.canvas.hidden = false;
    // What fails now is told when the visitor asks for it.
    const files = this.session.client?.request(ACTION.restorer, null).then(() => true, () => false);
    await this.dissolve();
    const restores = await files;
    if (this.over.signal.aborted) return;
    if (!restores) this.resting = true;
    else if (still()) this.time.compute(Infinity);
    else this.time.toggle();
    this.update();
  }

  async dissolve() {
    const since = performance.now();
    do {
      const passed = still() ? Infinity : performance.now() - since;
      this.canvas.style.opacity = String(Math.min(1, passed / APPEARS));
      this.share = Math.min(1, Math.max(0, (passed - APPEARS) / DISSOLVES));
      this.update();
      await nextFrame();
    } while (this.share < 1 && !this.over.signal.aborted);
  }

  update() {
    if (this.over.signal.aborted) return;
    const { clean, spoilt, denoise: { frames, cursor, computing } } = this.store.state;
    if (!clean || !spoilt) return drawNothing(this.canvas);
    // Where the result does not stand beside the canvas, the canvas itself shows it.
    const frame = narrow() ? frameAt(frames, cursor) : undefined;
    drawInk(this.canvas, frame?.picture ?? clean.map((ink, i) => (turnOf(i) < this.share ? spoilt.image[i] : ink)));
    this.resting ||= frames.length > 0 && !computing && cursor === frames.length - 1;
    this.invitation.hidden = !this.resting;
  }

  end() {
    if (this.over.signal.aborted) return;
    this.over.abort();
    this.canvas.hidden = this.invitation.hidden = true;
    this.set({ opening: false });
  }
}
