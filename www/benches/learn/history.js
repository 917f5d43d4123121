// What a run of learning has shown so far, thinned out so that it never grows without end.

/**
 * @typedef {object} Point
 * @property {number} images thousands of images learned from
 * @property {number} logJoint log p(x,h) on held-out digits after inference, in nats
 * @property {number} reconstruction squared error per held-out digit
 * @property {number} inpainting squared error per missing pixel of held-out digits
 * @property {number[]} maps squared error per training image of f1, f2, g2, g1; empty before the first batch
 */

/** Points above which every other one of the older half goes. */
const MOST = 600;

/** @param {Point[]} history @param {Point} point */
export function add(history, point) {
  history.push(point);
  if (history.length <= MOST) return;
  const older = history.splice(0, MOST / 2).filter((_, i) => i % 2 === 0);
  history.unshift(...older);
}
