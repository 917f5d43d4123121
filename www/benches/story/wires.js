// The wires between x, h1 and h2, up on one side and down on the other, and pulses that run along them.

import { pulse, run, svg } from '../../plots/svg.js';

/** How many there are from a layer to the next. */
const COUNT = 7;
/**
 * @typedef {readonly [x: number, y: number]} Point
 * @typedef {readonly [Point, Point]} Edge ends of what wires begin or end at, side by side
 * @typedef {object} Plan a picture, and where its wires are: from x to h1 and h2, and back again
 * @property {string} name
 * @property {readonly [width: number, height: number]} size
 * @property {boolean} upright whether the way up is one up the screen, or to the right
 * @property {readonly { way: 'bottom-up' | 'top-down', from: Edge, to: Edge }[]} ways
 */

/** On a wide screen: x and what comes back on the left, h1 in the middle, h2 on the right. @type {Plan} */
export const LANDSCAPE = {
  name: 'landscape',
  size: [900, 440],
  upright: false,
  ways: [
    { way: 'bottom-up', from: [[186, 20], [186, 160]], to: [[342, 142], [342, 210]] },
    { way: 'bottom-up', from: [[602, 142], [602, 210]], to: [[756, 152], [756, 206]] },
    { way: 'top-down', from: [[756, 222], [756, 276]], to: [[602, 222], [602, 290]] },
    { way: 'top-down', from: [[342, 222], [342, 290]], to: [[186, 250], [186, 390]] },
  ],
};
/** On a narrow one: h2 at the top. @type {Plan} */
export const PORTRAIT = {
  name: 'portrait',
  size: [640, 680],
  upright: true,
  ways: [
    { way: 'bottom-up', from: [[50, 450], [200, 450]], to: [[208, 350], [312, 350]] },
    { way: 'bottom-up', from: [[214, 196], [312, 196]], to: [[268, 112], [316, 112]] },
    { way: 'top-down', from: [[324, 112], [372, 112]], to: [[328, 196], [426, 196]] },
    { way: 'top-down', from: [[328, 350], [432, 350]], to: [[440, 450], [590, 450]] },
  ],
};
/** Length of a pulse as a share of its wire, and of a pulse's time in that of an iteration. */
const PULSE = 0.22;
const OVERLAP = 0.45;

/** Curves from one edge to another. @param {Edge} from @param {Edge} to @param {boolean} upright */
function curves(from, to, upright) {
  const at = (/** @type {Edge} */ [[x, y], [x2, y2]], /** @type {number} */ share) => [x + share * (x2 - x), y + share * (y2 - y)];
  return Array.from({ length: COUNT }, (_, i) => {
    const [[x, y], [x2, y2]] = [from, to].map((edge) => at(edge, i / (COUNT - 1)));
    const [middle, middle2] = [(x + x2) / 2, (y + y2) / 2];
    return upright ? `M${x} ${y}C${x} ${middle2} ${x2} ${middle2} ${x2} ${y2}` : `M${x} ${y}C${middle} ${y} ${middle} ${y2} ${x2} ${y2}`;
  });
}

export class Wires {
  /** @param {Plan} plan */
  constructor({ name, size: [width, height], upright, ways }) {
    const each = ways.map(({ way, from, to }) => curves(from, to, upright).map((d) => ({ d, way })));
    /** Pulses, by the stage of their way. */
    this.pulses = each.map((stage) => stage.map(({ d, way }) => pulse(d, `pulse of-${way}`, PULSE)));
    const wires = each.flat().map(({ d, way }) => svg('path', { d, class: `wire of-${way}` }));
    this.element = svg('svg', { viewBox: `0 0 ${width} ${height}`, 'aria-hidden': 'true', class: `wires ${name}` },
      [...wires, ...this.pulses.flat()]);
  }

  /** Lets one pulse run up and down again. @param {number} time milliseconds of the whole way */
  pulse(time) {
    const each = time / (1 + (this.pulses.length - 1) * OVERLAP);
    this.pulses.forEach((pulses, stage) => {
      for (const path of pulses) run(path, PULSE, { duration: each, delay: stage * OVERLAP * each });
    });
  }
}
