// What came out: the restored picture beside the spoilt and the clean one, what departs from the clean one, the latents,
// and log p(x,h) over time; of one setting, or of two on one time axis.

import { columnsOf, drawDifference, drawImage, drawMap, drawNothing } from '../../plots/pixels.js';
import { TracePlot, TraceTable } from './trace.js';
import { frameAt, lastStep } from './state.js';
import { grouped, t } from '../../strings/strings.js';
import { find } from '../../ui/dom.js';
import { Reads } from '../../ui/reads.js';

/** @typedef {import('../../app/state.js').State} State */
/** @typedef {import('../../client/protocol.js').Frame} Frame */

/** Maps are that much wider than high. */
const ASPECT = { h1: 1.6, h2: 1 };

export class ResultPanel {
  /** @param {HTMLElement} root the bench */
  constructor(root) {
    const canvas = (/** @type {string} */ id) => /** @type {HTMLCanvasElement} */ (find(root, id));
    this.root = root;
    this.spoilt = canvas('#spoilt');
    this.clean = canvas('#clean');
    this.sides = ['', '-b'].map((side) => ({
      restored: canvas(`#restored${side}`), difference: canvas(`#difference${side}`), h1: canvas(`#map-h1${side}`),
      h2: canvas(`#map-h2${side}`),
      error: find(root, `#error-restored${side}`),
    }));
    this.most = find(root, '#map-most');
    this.units = { h1: find(root, '#units-h1'), h2: find(root, '#units-h2') };
    this.errorSpoilt = find(root, '#error-spoilt');
    this.reads = new Reads(find(root, '#reads'), find(root, '#reads-as'));
    this.unit = find(root, '#trace-unit');
    this.plots = [new TracePlot(find(root, '#trace'), false), new TracePlot(find(root, '#trace-ab'), true)];
    this.tables = [
      new TraceTable(find(root, '#trace-table'), () => t('trace.table')),
      new TraceTable(find(root, '#trace-table-b'), () => t('settings.side', { name: t('trace.table'), side: 'B' })),
    ];
    /** The traces that are shown, and how many of their frames `mostH1` knows. @type {Frame[][]} */
    this.traces = [];
    this.scaled = [0, 0];
    this.mostH1 = 0;
  }

  /** @param {State} state */
  update(state) {
    const { spoilt, clean, card, denoise } = state;
    const { frames, framesB, cursor, comparing, mode } = denoise;
    this.root.classList.toggle('comparing', comparing);
    this.scale([frames, framesB]);
    const sizes = card?.architecture ?? { h1: 1000, h2: 100 };
    for (const layer of /** @type {const} */ (['h1', 'h2'])) {
      this.units[layer].textContent = t(`network.${layer}`, { count: grouped(sizes[layer]) });
    }
    const shown = comparing ? [frames, framesB] : [frames];
    const now = shown.map((trace) => frameAt(trace, cursor));
    now.forEach((frame, side) => {
      const { restored, difference, h1, h2, error } = this.sides[side];
      drawMap(h1, frame?.h1 ?? new Float32Array(sizes.h1), columnsOf(sizes.h1, ASPECT.h1), this.mostH1);
      drawMap(h2, frame?.h2 ?? new Float32Array(sizes.h2), columnsOf(sizes.h2, ASPECT.h2), 1);
      if (frame) drawImage(restored, frame.picture);
      else drawNothing(restored);
      if (frame && clean) drawDifference(difference, frame.picture, clean);
      else drawNothing(difference);
      error.textContent = frame ? t('result.error', { value: frame.squaredError.toFixed(1) }) : '';
    });
    this.most.textContent = now[0] ? `h1: ${this.mostH1.toFixed(1)}, h2: 1` : '–';
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

  /** Finds the highest h1, so that brightness compares between steps and sides. @param {Frame[][]} traces */
  scale(traces) {
    if (traces.some((trace, i) => trace !== this.traces[i])) {
      this.mostH1 = 0;
      this.scaled = [0, 0];
    }
    this.traces = traces;
    // Every frame counts, however many came since the last drawing: the same link gives the same picture.
    traces.forEach((trace, i) => {
      for (; this.scaled[i] < trace.length; this.scaled[i]++) {
        for (const value of trace[this.scaled[i]].h1) this.mostH1 = Math.max(this.mostH1, value);
      }
    });
  }
}
