// A stroke while it is drawn: of the points that the pen passes only those are kept that show.

import { STEPS } from '../app/link.js';

/** @typedef {[number, number]} Point */

/**
 * How far, in canvas sides, a point that is left out may lie from the line that is kept: about as far as a link's steps move
 * a point anyway, and a small part of a pixel of what the network sees.
 */
const TOLERANCE = 0.75 / STEPS;
/** Most points that are left out between two that are kept, so that a further one takes no longer than the first. */
const MOST_PASSED = 64;

export class GrowingStroke {
  /** @param {Point} point where it begins @param {number} width @param {boolean} erase @param {number} room most points */
  constructor(point, width, erase, room) {
    /** @type {import('../client/protocol.js').Stroke} */
    this.stroke = { points: [point], width, erase };
    this.room = room;
    /** Points left out between the last two that are kept. @type {Point[]} */
    this.passed = [];
  }

  /**
   * Goes on to a point: the last one that is kept moves there where the line then still leads past all between.
   * @param {Point} point @returns {boolean} false where there is no room for it
   */
  add(point) {
    const { points } = this.stroke;
    const last = points[points.length - 1];
    const before = points.at(-2);
    if (same(last, point)) return true;
    const straight = before && this.passed.length < MOST_PASSED && [last, ...this.passed].every((between) => near(between, before, point));
    if (straight) {
      if (!this.passed.some((between) => same(between, last))) this.passed.push(last);
      points[points.length - 1] = point;
      return true;
    }
    if (points.length >= this.room) return false;
    this.passed = [];
    points.push(point);
    return true;
  }
}

/** @param {Point} a @param {Point} b */
const same = (a, b) => a[0] === b[0] && a[1] === b[1];

/** Whether a point lies near the line from one point to another. @param {Point} point @param {Point} from @param {Point} to */
function near([x, y], [x0, y0], [x1, y1]) {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const length = dx * dx + dy * dy;
  const share = length > 0 ? Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) / length)) : 0;
  return Math.hypot(x - x0 - share * dx, y - y0 - share * dy) <= TOLERANCE;
}
