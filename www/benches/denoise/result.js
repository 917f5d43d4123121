// What came out: the restored picture beside the spoilt and the clean one, what departs from the clean one, the latents,
// and log p(x,h) over time; of one setting, or of two on one time axis.

import { columnsOf, drawDifference, drawImage, drawMap, drawNothing } from '../../plots/pixels.js';
import { latentsTerm } from '../../plots/log-joint.js';
import { TracePlot, TraceTable } from './trace.js';
import { hiddenOf } from '../../app/state.js';
import { frameAt, lastStep } from './state.js';
import { grouped, t } from '../../strings/strings.js';
import { write } from '../../strings/written.js';
import { find, make } from '../../ui/dom.js';
import { Reads } from '../../ui/reads.js';

/** @typedef {import('../../app/state.js').State} State */
/** @typedef {import('../../client/protocol.js').Frame} Frame */

/** The map of h1 is that much wider than high; those above are square. */
const ASPECT = 1.6;
/** What is shown before a model is there: the sizes of the shipped ones. */
const SIZES = [1000, 100];

export class ResultPanel {
  /** @param {HTMLElement} root the bench */
  constructor(root) {
    const canvas = (/** @type {string} */ id) => /** @type {HTMLCanvasElement} */ (find(root, id));
    this.root = root;
    this.spoilt = canvas('#spoilt');
    this.clean = canvas('#clean');
    this.sides = ['', '-b'].map((side) => ({
      restored: canvas(`#restored${side}`), difference: canvas(`#difference${side}`), error: find(root, `#error-restored${side}`),
    }));
    this.most = find(root, '#map-most');
    this.stack = find(root, '.layers');
    /** The latent layers, h1 first, each with its maps of A and B; those above h2 are made when a model has them. */
    this.layers = [1, 2].map((l) => ({
      maps: [canvas(`#map-h${l}`), canvas(`#map-h${l}-b`)], units: find(root, `#units-h${l}`), parts: /** @type {Element[]} */ ([]),
    }));
    this.errorSpoilt = find(root, '#error-spoilt');
    this.reads = new Reads(find(root, '#reads'), find(root, '#reads-as'));
    this.unit = find(root, '#trace-unit');
    this.latentsTerm = find(root, '.not-b > .h1');
    this.plots = [new TracePlot(find(root, '#trace'), false), new TracePlot(find(root, '#trace-ab'), true)];
    this.tables = [
      new TraceTable(find(root, '#trace-table'), () => t('trace.table')),
      new TraceTable(find(root, '#trace-table-b'), () => t('settings.side', { name: t('trace.table'), side: 'B' })),
    ];
    /** The traces that are shown, and how many of their frames `highest` knows. @type {Frame[][]} */
    this.traces = [];
    this.scaled = [0, 0];
    /** The highest value of each latent layer. @type {number[]} */
    this.highest = [];
  }

  /** @param {State} state */
  update(state) {
    const { spoilt, clean, card, denoise } = state;
    const { frames, framesB, cursor, comparing, mode } = denoise;
    this.root.classList.toggle('comparing', comparing);
    this.scale([frames, framesB]);
    const sizes = card ? hiddenOf(card.architecture) : SIZES;
    const most = sizes.map((_, i) => (i === sizes.length - 1 ? 1 : (this.highest[i] ?? 0)));
    this.fit(sizes.length);
    sizes.forEach((count, i) => {
      this.layers[i].units.textContent = t(i === sizes.length - 1 ? 'network.h2' : 'network.h1', { count: grouped(count) });
    });
    const shown = comparing ? [frames, framesB] : [frames];
    const now = shown.map((trace) => frameAt(trace, cursor));
    now.forEach((frame, side) => {
      const { restored, difference, error } = this.sides[side];
      sizes.forEach((count, i) => {
        // Frames of another model are on their way out.
        const h = frame?.h[i]?.length === count ? frame.h[i] : new Float32Array(count);
        drawMap(this.layers[i].maps[side], h, columnsOf(count, i === 0 ? ASPECT : 1), most[i]);
      });
      if (frame) drawImage(restored, frame.picture);
      else drawNothing(restored);
      if (frame && clean) drawDifference(difference, frame.picture, clean);
      else drawNothing(difference);
      error.textContent = frame ? t('result.error', { value: frame.squaredError.toFixed(1) }) : '';
    });
    const scales = most.map((value, i) => `h${i + 1}: ${i === sizes.length - 1 ? 1 : value.toFixed(1)}`);
    this.latentsTerm.textContent = latentsTerm(sizes.length > SIZES.length);
    this.most.textContent = now[0] ? scales.join(', ') : '–';
    this.reads.update(...now.map((frame) => frame?.reads));
    for (const [canvas, image] of /** @type {const} */ ([[this.spoilt, spoilt?.image], [this.clean, clean]])) {
      if (image) drawImage(canvas, image);
      else drawNothing(canvas);
    }
    this.errorSpoilt.textContent = spoilt ? t('result.error', { value: spoilt.squaredError.toFixed(1) }) : '';
    // Denoising explains another x in each round; in-painting keeps the visible pixels.
    this.unit.textContent = t(mode === 'denoise' && (frames.at(-1)?.round ?? 0) > 0 ? 'trace.unit.rounds' : 'trace.unit.all');
    const cursorNow = Math.min(cursor, Math.max(0, lastStep(denoise)));
    this.plots[Number(comparing)].update(frames, framesB, cursorNow);
    this.tables.forEach((table, side) => table.update(side === 0 || comparing ? [frames, framesB][side] : []));
  }

  /** As many figures as there are latent layers. @param {number} depth */
  fit(depth) {
    while (this.layers.length > Math.max(depth, SIZES.length)) this.layers.pop()?.parts.forEach((part) => part.remove());
    while (this.layers.length < depth) this.layers.push(this.layerAbove(this.layers.length + 1));
  }

  /** The figure of h_l, above the others. @param {number} l */
  layerAbove(l) {
    const layer = `h${l}`;
    const maps = ['map', 'map only-b'].map((className, side) => {
      const canvas = make('canvas', { className });
      canvas.setAttribute('role', 'img');
      write(canvas, () => t(side ? 'network.above.label-b' : 'network.above.label', { layer }), 'aria-label');
      return canvas;
    });
    const units = make('span');
    const figure = make('figure', { className: 'layer-h2' }, [
      make('div', { className: 'maps' }, maps),
      make('figcaption', {}, [make('b', { textContent: layer }), document.createTextNode(' '), units]),
    ]);
    const arrows = make('div', { className: 'arrows', ariaHidden: 'true' }, [
      make('span', { textContent: `f${l} ↑` }), make('span', { textContent: `↓ g${l}` }),
    ]);
    this.stack.prepend(figure, arrows);
    return { maps, units, parts: [figure, arrows] };
  }

  /** Finds the highest value of each layer, so that brightness compares between steps and sides. @param {Frame[][]} traces */
  scale(traces) {
    if (traces.some((trace, i) => trace !== this.traces[i])) {
      this.highest = [];
      this.scaled = [0, 0];
    }
    this.traces = traces;
    // Every frame counts, however many came since the last drawing: the same link gives the same picture.
    traces.forEach((trace, i) => {
      for (; this.scaled[i] < trace.length; this.scaled[i]++) {
        trace[this.scaled[i]].h.forEach((h, l) => {
          for (const value of h) this.highest[l] = Math.max(this.highest[l] ?? 0, value);
        });
      }
    });
  }
}
