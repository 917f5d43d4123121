// The part of a picture that is read: a rectangle dragged over it, or four numbers.

/** Pixels of the screen that a rectangle must be wide and high to count. */
const LEAST = 8;
/** The whole picture. */
const WHOLE = [0, 0, 1, 1];

export class Crop {
  /** @param {HTMLCanvasElement} canvas shows the part @param {HTMLElement} root four fields and a button @param {() => void} onChange */
  constructor(canvas, root, onChange) {
    this.canvas = canvas;
    this.onChange = onChange;
    /** Left, top, right and bottom, as shares of the picture's sides. */
    this.edges = WHOLE;
    this.fields = [...root.querySelectorAll('input')];
    /** What is shown. @type {ImageData | null} */
    this.picture = null;
    /** Where a drag began and where it is, on the screen. @type {{ id: number, from: number[], to: number[] } | null} */
    this.drag = null;
    for (const field of this.fields) field.onchange = () => this.fromFields();
    /** @type {HTMLButtonElement} */ (root.querySelector('button')).onclick = () => {
      this.whole();
      this.onChange();
    };
    canvas.onpointerdown = (event) => {
      if (this.drag || event.button !== 0) return;
      const at = [event.clientX, event.clientY];
      this.drag = { id: event.pointerId, from: at, to: at };
      canvas.setPointerCapture(event.pointerId);
    };
    canvas.onpointermove = (event) => {
      if (event.pointerId !== this.drag?.id) return;
      this.drag.to = [event.clientX, event.clientY];
      this.draw();
    };
    canvas.onpointerup = (event) => event.pointerId === this.drag?.id && this.take();
    canvas.onpointercancel = (event) => {
      if (event.pointerId !== this.drag?.id) return;
      this.drag = null;
      this.draw();
    };
  }

  whole() {
    this.setEdges(WHOLE);
  }

  /** @param {number[]} edges */
  setEdges(edges) {
    this.edges = edges;
    const [left, top, right, bottom] = edges;
    [left, top, 1 - right, 1 - bottom].forEach((share, i) => (this.fields[i].value = String(Math.round(100 * share))));
  }

  /** What the fields cut off; opposite sides leave one part in a hundred at least. */
  fromFields() {
    const [left, top, right, bottom] = this.fields.map(({ value }) => Math.min(99, Math.max(0, Math.round(Number(value)) || 0)) / 100);
    this.setEdges([left, top, Math.max(left + 0.01, 1 - right), Math.max(top + 0.01, 1 - bottom)]);
    this.onChange();
  }

  /** Two corners of the drag in pixels of what is shown, which is centred in its element. @param {{ from: number[], to: number[] }} drag */
  corners({ from, to }) {
    const { canvas } = this;
    const box = canvas.getBoundingClientRect();
    const scale = Math.min(box.width / canvas.width, box.height / canvas.height);
    /** @param {number} at @param {number} middle @param {number} side */
    const place = (at, middle, side) => Math.min(side, Math.max(0, (at - middle) / scale + side / 2));
    const [left, right] = [from, to].map(([x]) => place(x, box.x + box.width / 2, canvas.width)).sort((a, b) => a - b);
    const [top, bottom] = [from, to].map(([, y]) => place(y, box.y + box.height / 2, canvas.height)).sort((a, b) => a - b);
    return { left, right, top, bottom };
  }

  /** The drag has ended: what it encloses of the part is the next part. */
  take() {
    const { drag, canvas } = this;
    this.drag = null;
    this.draw();
    if (!drag || Math.min(...[0, 1].map((axis) => Math.abs(drag.to[axis] - drag.from[axis]))) < LEAST) return;
    const { left, top, right, bottom } = this.corners(drag);
    const [l, t, r, b] = this.edges;
    const x = (/** @type {number} */ at) => l + (at / canvas.width) * (r - l);
    const y = (/** @type {number} */ at) => t + (at / canvas.height) * (b - t);
    this.setEdges([x(left), y(top), x(right), y(bottom)]);
    this.onChange();
  }

  /** @param {ImageData} picture the part */
  show(picture) {
    this.picture = picture;
    this.drag = null;
    Object.assign(this.canvas, { width: picture.width, height: picture.height });
    this.draw();
  }

  draw() {
    const context = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext('2d'));
    if (this.picture) context.putImageData(this.picture, 0, 0);
    if (!this.drag) return;
    const { left, top, right, bottom } = this.corners(this.drag);
    // Seen on light and on dark.
    for (const [colour, dashes] of /** @type {[string, number[]][]} */ ([['#fff', []], ['#000', [4, 4]]])) {
      context.strokeStyle = colour;
      context.setLineDash(dashes);
      context.strokeRect(left, top, right - left, bottom - top);
    }
  }
}
