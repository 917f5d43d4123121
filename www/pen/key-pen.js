// A pen for the keyboard: the arrow keys move it over a canvas, the space bar lowers and lifts it.

const ARROWS = /** @type {Record<string, [number, number]>} */ ({
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
});

export class KeyPen {
  /**
   * @param {HTMLCanvasElement} canvas
   * @param {number} last place in a row and in a column, counted from 0
   * @param {{ onDown: () => void, onMove: () => void, onLift?: () => void, onDraw: () => void, say: (down: boolean) => void }} events
   *   onMove: it was moved while down; onDraw: it looks different
   */
  constructor(canvas, last, events) {
    this.canvas = canvas;
    this.last = last;
    this.events = events;
    this.x = this.y = 14;
    this.down = false;
    canvas.addEventListener('keydown', (event) => this.key(event));
    canvas.addEventListener('focus', events.onDraw);
    canvas.addEventListener('blur', () => {
      this.lift();
      events.onDraw();
    });
  }

  /** What it is drawn with, or an empty text where the keyboard is elsewhere. */
  get colour() {
    if (!this.canvas.matches(':focus-visible')) return '';
    return this.down ? '#b35900' : '#0b5cad';
  }

  lift() {
    if (!this.down) return;
    this.down = false;
    this.events.onLift?.();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const step = ARROWS[event.key];
    if (step) {
      [this.x, this.y] = [this.x + step[0], this.y + step[1]].map((place) => Math.min(this.last, Math.max(0, place)));
      if (this.down) this.events.onMove();
      this.events.onDraw();
    } else if (event.key === ' ') {
      if (this.down) this.lift();
      else {
        this.down = true;
        this.events.onDown();
      }
      this.events.onDraw();
      this.events.say(this.down);
    } else return;
    event.preventDefault();
  }
}
