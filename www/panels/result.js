// What came out: the restored picture beside the spoilt and the clean one, and log p(x,h) over time.

import { drawImage, drawMap, drawNothing } from '../plots/pixels.js';
import { TracePlot, TraceTable } from '../plots/trace.js';
import { t } from '../strings.js';
import { find } from './dom.js';
import { Reads } from './reads.js';

/** @typedef {import('../state.js').State} State */

export class ResultPanel {
  /** @param {HTMLElement} root the bench */
  constructor(root) {
    const canvas = (/** @type {string} */ id) => /** @type {HTMLCanvasElement} */ (find(root, id));
    this.restored = canvas('#restored');
    this.spoilt = canvas('#spoilt');
    this.clean = canvas('#clean');
    this.h1 = canvas('#map-h1');
    this.h2 = canvas('#map-h2');
    this.most = find(root, '#map-most');
    this.errorSpoilt = find(root, '#error-spoilt');
    this.errorRestored = find(root, '#error-restored');
    this.reads = new Reads(find(root, '#reads'), find(root, '#reads-as'));
    this.unit = find(root, '#trace-unit');
    this.plot = new TracePlot(find(root, '#trace'));
    this.table = new TraceTable(find(root, '#trace-table'));
    /** @type {import('../protocol.js').Frame[] | null} */
    this.frames = null;
    this.mostH1 = 0;
    /** Frames that `mostH1` knows. */
    this.scaled = 0;
  }

  /** @param {State} state */
  update({ frames, cursor, spoilt, clean, mode }) {
    const frame = frames[cursor];
    // One scale for the whole trace, so that brightness compares between steps.
    if (frames !== this.frames) this.mostH1 = this.scaled = 0;
    this.frames = frames;
    // Every frame counts, however many came since the last drawing: the same link gives the same picture.
    for (; this.scaled < frames.length; this.scaled++) for (const value of frames[this.scaled].h1) this.mostH1 = Math.max(this.mostH1, value);
    drawMap(this.h1, frame?.h1 ?? new Float32Array(1000), 40, this.mostH1);
    drawMap(this.h2, frame?.h2 ?? new Float32Array(100), 10, 1);
    this.most.textContent = frame ? `h1: ${this.mostH1.toFixed(1)}, h2: 1` : '–';

    this.reads.update(frame?.reads);
    for (const [canvas, image] of /** @type {const} */ ([[this.restored, frame?.picture], [this.spoilt, spoilt?.image], [this.clean, clean]])) {
      if (image) drawImage(canvas, image);
      else drawNothing(canvas);
    }
    const error = (/** @type {number | undefined} */ value) => (value === undefined ? '' : t('result.error', { value: value.toFixed(1) }));
    this.errorSpoilt.textContent = error(spoilt?.squaredError);
    this.errorRestored.textContent = frame ? t('result.error.restored', { value: frame.squaredError.toFixed(1) }) : '';
    // Denoising explains another x in each round, so rounds do not compare; in-painting keeps the visible pixels.
    if (mode === 'denoise') {
      const shown = frames.filter((f) => f.round === frame?.round);
      this.unit.textContent = t('trace.unit.round', { round: (frame?.round ?? 0) + 1 });
      this.plot.update(shown, shown.map((f) => f.iteration), frame?.iteration ?? 0);
    } else {
      this.unit.textContent = t('trace.unit.all');
      this.plot.update(frames, frames.map((_, i) => i), cursor);
    }
    this.table.update(frames);
  }
}
