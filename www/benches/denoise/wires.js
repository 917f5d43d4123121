// The wires of the hero: from the drawing to what the network sees, up through its layers, and back down to what it restores. With every
// step that is shown, a pulse goes up and then down.

import { pulse, run, svg } from '../../plots/svg.js';
import { find } from '../../ui/dom.js';
import { still } from '../../ui/screen.js';
import { frameAt } from './state.js';

/** Wires between two pictures. */
const COUNT = 7;
/** Part of a wire that a pulse lights up. */
const PULSE = 0.4;
/** Milliseconds in which a pulse goes all the way, at most and at least: steps that come faster share one. */
const MOST = 900;
const LEAST = 350;

/** What wires that turn to the side of the layer above leave free beside it, in CSS pixels. */
const ROOM = 28;

/** @typedef {[number, number]} Point */
/** @typedef {'across' | 'corner' | 'upright'} Way how a wire runs: from side to side, from a side to a top, from top to bottom */
/** @typedef {{ from: Point[], to: Point[], down: boolean, way: Way }} Bundle */
/** @typedef {Record<'left' | 'right' | 'top' | 'bottom', number>} Box */

/** @param {number} i one of the wires of a bundle */
const share = (i) => (i + 0.5) / COUNT;
/** @param {boolean} down */
const hueOf = (down) => (down ? 'of-top-down' : 'of-bottom-up');
/** @param {(i: number) => Point} place */
const points = (place) => Array.from({ length: COUNT }, (_, i) => place(i));
/** Points along a side of a picture. @param {Box} box @param {number} x */
const beside = ({ top, bottom }, x) => points((i) => [x, top + (bottom - top) * (0.1 + 0.8 * share(i))]);
/** Points of a line from left to right. @param {number} left @param {number} right @param {number} y */
const along = (left, right, y) => points((i) => [left + (right - left) * share(i), y]);

export class Wires {
  /** @param {HTMLElement} root the bench @param {() => number} interval milliseconds between two steps that are played */
  constructor(root, interval) {
    this.root = root;
    this.interval = interval;
    this.svg = find(root, '.wires');
    /** Where the wires are, as text: what is laid out anew. */
    this.laid = '';
    /** The pulses of each bundle, in the order in which they go. @type {{ paths: Element[], direction: PlaybackDirection }[]} */
    this.pulses = [];
    /** The frame for which a pulse went last. @type {import('../../client/protocol.js').Frame | undefined} */
    this.shown = undefined;
    /** When the last pulse has arrived. */
    this.until = 0;
    new ResizeObserver(() => this.lay()).observe(root);
  }

  /** @param {import('../../app/state.js').State} state */
  update({ denoise: { frames, cursor } }) {
    this.lay();
    const frame = frameAt(frames, cursor);
    const fresh = frame !== this.shown;
    this.shown = frame;
    this.svg.classList.toggle('lit', frame !== undefined);
    if (frame && fresh && performance.now() >= this.until && !still()) this.pulse();
  }

  pulse() {
    const all = Math.min(MOST, Math.max(LEAST, this.interval()));
    const duration = all / this.pulses.length;
    this.until = performance.now() + all;
    this.pulses.forEach(({ paths, direction }, i) => paths.forEach((path) =>
      run(path, PULSE, { duration: duration * (1 + PULSE), delay: duration * i, fill: 'backwards', direction })));
  }

  /** Where the wires run, from one picture to the next. @returns {Bundle[]} */
  bundles() {
    const origin = this.svg.getBoundingClientRect();
    const box = (/** @type {Element} */ element) => {
      const { left, right, top, bottom } = element.getBoundingClientRect();
      return { left: left - origin.left, right: right - origin.left, top: top - origin.top, bottom: bottom - origin.top };
    };
    const [ink, seen, restored] = ['.sheet', '#seen', '.large'].map((part) => box(find(this.root, part)));
    // From h1 upwards; where two settings are compared, a layer is two maps side by side.
    const layers = [...this.root.querySelectorAll('.stack .maps')].map((maps) =>
      [...maps.children].filter((map) => map.checkVisibility()).map(box).reduce((a, b) => ({ ...a, right: b.right }))).reverse();
    const [first] = layers;
    const between = layers.slice(1).map((upper, i) => /** @type {const} */ ([layers[i], upper]));
    const up = between.map(([lower, upper]) => /** @type {Bundle} */ ({ down: false, way: 'corner', to: beside(upper, upper.left),
      from: along(lower.left, Math.max(lower.left, upper.left - ROOM), lower.top) }));
    const down = between.map(([lower, upper]) => /** @type {Bundle} */ ({ down: true, way: 'corner', to: beside(upper, upper.right),
      from: along(lower.right, Math.min(lower.right, upper.right + ROOM), lower.top) })).reverse();
    const across = (/** @type {Box} */ left, /** @type {Box} */ right, /** @type {boolean} */ down) =>
      /** @type {Bundle} */ ({ from: beside(left, left.right), to: beside(right, right.left), down, way: 'across' });
    if (seen.right > first.left) {
      // One below the other: what is restored goes back to x.
      const middle = (seen.left + seen.right) / 2;
      const part = (/** @type {boolean} */ down) => /** @type {Bundle} */ ({ down, way: 'upright',
        from: along(down ? middle + 4 : seen.left, down ? seen.right : middle - 4, seen.top),
        to: along(down ? middle + 4 : seen.left, down ? seen.right : middle - 4, first.bottom) });
      return [part(false), ...up, ...down, part(true)];
    }
    const drawn = ink.right > ink.left && ink.right < seen.left;
    return [...(drawn ? [across(ink, seen, false)] : []), across(seen, first, false), ...up, ...down,
      ...(restored.left > first.right ? [across(first, restored, true)] : [])];
  }

  /** Draws the wires where the pictures are now. */
  lay() {
    const bundles = find(this.root, '.network').checkVisibility() ? this.bundles() : [];
    const laid = JSON.stringify(bundles);
    if (laid === this.laid) return;
    this.laid = laid;
    // What goes down is laid from the lower picture to the upper, too, but its pulse goes the other way.
    const lines = bundles.map(({ from, to, way }) => from.map((start, i) => wire(start, to[i], way)));
    const wires = bundles.map(({ down }, b) => svg('path', { d: lines[b].join(''), class: `wire ${hueOf(down)}` }));
    this.pulses = bundles.map(({ down, way }, b) => ({
      paths: lines[b].map((line) => pulse(line, `pulse ${hueOf(down)}`, PULSE)),
      direction: down && way !== 'across' ? 'reverse' : 'normal',
    }));
    this.svg.replaceChildren(...wires, ...this.pulses.flatMap(({ paths }) => paths));
  }
}

/** A wire from one point to another. @param {Point} from @param {Point} to @param {Way} way */
function wire([x0, y0], [x1, y1], way) {
  const [x, y] = [(x0 + x1) / 2, (y0 + y1) / 2];
  const turns = { across: [x, y0, x, y1], corner: [x0, y, x0, y1], upright: [x0, y, x1, y] }[way];
  return `M${[x0, y0].map(Math.round)}C${[...turns, x1, y1].map(Math.round)}`;
}
