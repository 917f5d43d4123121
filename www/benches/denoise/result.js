// What came out: the restored picture beside the spoilt and the clean one, what departs from the clean one, the latents,
// and log p(x,h) over time; of one setting, or of two on one time axis.

import { PIXELS, SIDE } from '../../client/pixels.js';
import { columnsOf, drawDifference, drawImage, drawMap, drawNothing, drawSigned } from '../../plots/pixels.js';
import { TracePlot, TraceTable, bestOf, objectiveOf } from './trace.js';
import { hiddenOf } from '../../app/state.js';
import { frameAt, lastStep } from './state.js';
import { grouped, t } from '../../strings/strings.js';
import { write } from '../../strings/written.js';
import { find, make } from '../../ui/dom.js';
import { Reads } from '../../ui/reads.js';

/** @typedef {import('../../app/state.js').State} State */
/** @typedef {import('../../client/protocol.js').Frame} Frame */
/** @typedef {import('./state.js').DenoiseState} DenoiseState */

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
    this.trust = canvas('#trust');
    this.noise = find(root, '#noise');
    this.stack = find(root, '.stack');
    /** The latent layers, h1 first, each with its maps of A and B; those above h2 are made when a model has them. */
    this.layers = [1, 2].map((l) => ({
      maps: [canvas(`#map-h${l}`), canvas(`#map-h${l}-b`)], units: find(root, `#units-h${l}`), parts: /** @type {Element[]} */ ([]),
    }));
    /** What the maps show. @type {DenoiseState['maps']} */
    this.shows = 'units';
    this.layers.forEach(({ maps }, i) => this.name(maps, i + 1));
    this.errorSpoilt = find(root, '#error-spoilt');
    this.reads = new Reads(find(root, '#reads'), find(root, '#reads-as'));
    this.objective = find(root, '#trace-objective');
    this.best = find(root, '#trace-best');
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
    /** The largest difference of each, either way. @type {number[]} */
    this.farthest = [];
  }

  /** @param {State} state */
  update(state) {
    const { spoilt, clean, card, denoise } = state;
    const { glance, frames, framesB, cursor, comparing, maps } = denoise;
    this.root.classList.toggle('comparing', comparing);
    this.root.classList.toggle('differing', maps === 'differences');
    this.root.classList.toggle('waiting', !frames.length);
    if (maps !== this.shows) {
      this.shows = maps;
      this.layers.forEach(({ maps }, i) => this.name(maps, i + 1));
    }
    this.scale([frames, framesB]);
    const sizes = card ? hiddenOf(card.architecture) : SIZES;
    const before = frames.length === 0 && glance;
    const highest = before ? before.h.map((values) => values.reduce((a, b) => Math.max(a, b), 0)) : this.highest;
    const farthest = before ? before.directions.map((values) => values.reduce((a, b) => Math.max(a, Math.abs(b)), 0)) : this.farthest;
    const most = sizes.map((_, i) => (i === sizes.length - 1 ? 1 : (highest[i] ?? 0)));
    this.fit(sizes.length);
    sizes.forEach((count, i) => {
      this.layers[i].units.textContent = t(i === sizes.length - 1 ? 'network.h2' : 'network.h1', { count: grouped(count) });
    });
    const shown = comparing ? [frames, framesB] : [frames];
    const now = shown.map((trace) => frameAt(trace, cursor));
    now.forEach((frame, side) => {
      const { restored, difference, error } = this.sides[side];
      sizes.forEach((count, i) => {
        const columns = columnsOf(count, i === 0 ? ASPECT : 1);
        // Frames of another model are on their way out, and those without differences, too.
        const fitting = (/** @type {Float32Array | undefined} */ values) => (values?.length === count ? values : new Float32Array(count));
        const map = this.layers[i].maps[side];
        if (maps === 'units') drawMap(map, fitting((frame ?? glance)?.h[i]), columns, most[i]);
        else drawSigned(map, fitting((frame ?? glance)?.directions?.[i]), columns, farthest[i] ?? 0);
      });
      const picture = (frame ?? glance)?.picture;
      if (picture) drawImage(restored, picture);
      else drawNothing(restored);
      if (frame && clean) drawDifference(difference, frame.picture, clean);
      else drawNothing(difference);
      error.textContent = frame ? t('result.error', { value: frame.squaredError.toFixed(1) }) : glance ? t('result.glance') : '';
    });
    const scales = most.map((value, i) => `h${i + 1}: ${i === sizes.length - 1 ? 1 : value.toFixed(1)}`);
    this.objective.textContent = objectiveOf(frames);
    this.best.textContent = frames.length ? t('trace.best', { value: frames[bestOf(frames)].squaredError.toFixed(1) }) : '';
    this.showNoise(now[0]?.noise);
    this.most.textContent = now[0] || glance ? scales.join(', ') : '–';
    this.reads.update(...now.map((frame) => (frame ?? glance)?.reads));
    for (const [canvas, image] of /** @type {const} */ ([[this.spoilt, spoilt?.image], [this.clean, clean]])) {
      if (image) drawImage(canvas, image);
      else drawNothing(canvas);
    }
    this.errorSpoilt.textContent = spoilt ? t('result.error', { value: spoilt.squaredError.toFixed(1) }) : '';
    const cursorNow = Math.min(cursor, Math.max(0, lastStep(denoise)));
    this.plots[Number(comparing)].update(frames, framesB, cursorNow);
    this.tables.forEach((table, side) => table.update(side === 0 || comparing ? [frames, framesB][side] : []));
  }

  /** Trust in each pixel, and what the noise is taken for. @param {import('../../client/protocol.js').Noise} [noise] */
  showNoise(noise) {
    this.root.classList.toggle('trusting', Boolean(noise?.trust));
    drawMap(this.trust, noise?.trust ?? new Float32Array(PIXELS), SIDE, 1);
    const percent = Math.round(100 * (noise?.probability ?? 0));
    this.noise.textContent = noise && noise.logLikelihood !== null ? t(`noise.${noise.kind}`, { percent }) : '';
  }

  /** As many figures as there are latent layers. @param {number} depth */
  fit(depth) {
    while (this.layers.length > Math.max(depth, SIZES.length)) this.layers.pop()?.parts.forEach((part) => part.remove());
    while (this.layers.length < depth) this.layers.push(this.layerAbove(this.layers.length + 1));
  }

  /** The figure of h_l, above the others. @param {number} l */
  layerAbove(l) {
    const layer = `h${l}`;
    const maps = ['map', 'map only-b'].map((className) => {
      const canvas = make('canvas', { className });
      canvas.setAttribute('role', 'img');
      return canvas;
    });
    this.name(maps, l);
    const units = make('span');
    const figure = make('figure', { className: `layer-h2 of-${layer}` }, [
      make('div', { className: 'maps' }, maps),
      make('figcaption', {}, [make('b', { textContent: layer }), document.createTextNode(' '), units]),
    ]);
    const arrows = make('div', { className: 'arrows', ariaHidden: 'true' }, [
      make('span', { className: 'of-bottom-up', textContent: `f${l} ↑` }),
      make('span', { className: 'of-top-down', textContent: `↓ g${l}` }),
    ]);
    this.stack.prepend(figure, arrows);
    return { maps, units, parts: [figure, arrows] };
  }

  /** Says what the maps of h_l show, under A and under B. @param {HTMLCanvasElement[]} maps @param {number} l */
  name(maps, l) {
    const name = () => t(`maps.${this.shows}.label`, { layer: `h${l}` });
    write(maps[0], name, 'aria-label');
    write(maps[1], () => t('settings.side', { name: name(), side: 'B' }), 'aria-label');
  }

  /** Finds the highest value of each layer, so that brightness compares between steps and sides. @param {Frame[][]} traces */
  scale(traces) {
    if (traces.some((trace, i) => trace !== this.traces[i])) {
      this.highest = [];
      this.farthest = [];
      this.scaled = [0, 0];
    }
    this.traces = traces;
    // Every frame counts, however many came since the last drawing: the same link gives the same picture.
    traces.forEach((trace, i) => {
      for (; this.scaled[i] < trace.length; this.scaled[i]++) {
        const { h, directions = [] } = trace[this.scaled[i]];
        h.forEach((values, l) => {
          for (const value of values) this.highest[l] = Math.max(this.highest[l] ?? 0, value);
        });
        directions.forEach((values, l) => {
          for (const value of values) this.farthest[l] = Math.max(this.farthest[l] ?? 0, Math.abs(value));
        });
      }
    });
  }
}
