// What undo and redo lead to. Drawings are lists of strokes that are shared, never changed.

/**
 * @typedef {{ ink: import('../../client/protocol.js').Stroke[], picked: Float32Array | null }} Drawing picked: a digit from elsewhere,
 *   which has no ink
 */

/** Most drawings that are kept on the way back; before them strokes are taken away one by one. */
const MOST = 200;

export class InkHistory {
  constructor() {
    /** @type {Drawing[]} */
    this.past = [];
    /** @type {Drawing[]} */
    this.future = [];
  }

  /** A drawing was replaced by another one. @param {Drawing} before */
  changed(before) {
    this.past = [...this.past, before].slice(-MOST);
    this.future = [];
  }

  /** What stood before, else the drawing without its last stroke. @param {Drawing} now */
  undo(now) {
    this.future.push(now);
    return this.past.pop() ?? { ink: now.ink.slice(0, -1), picked: null };
  }

  /** What was undone last, if anything. @param {Drawing} now */
  redo(now) {
    const next = this.future.pop();
    if (next) this.past.push(now);
    return next;
  }
}
