// A recorded run of learning: dreams get sharper, the error falls.

import { keyOf, LinePlot } from '../../plots/lines.js';
import { drawTiles } from '../../plots/tiles.js';
import { PIXELS } from '../../client/pixels.js';
import { Cancelled } from '../../client/model-client.js';
import { grouped, t } from '../../strings/strings.js';
import { write } from '../../strings/written.js';
import { make } from '../../ui/dom.js';
import { recorded } from '../learn/recording.js';
import { picture } from './figures.js';
import { Reel } from './reel.js';

/** @typedef {import('../learn/recording.js').Recorded} Recorded */

/** Points of the recording a second. */
const RATE = 1.2;
/** Dreams that are shown, in rows of as many as `COLUMNS`. */
const DREAMS = 12;
const COLUMNS = 6;
/** Digits that the recording shows above what becomes of them. */
const DIGITS = 10;

export class Learn {
  /** @param {HTMLElement} figure @param {import('./stage.js').Context} context @param {import('./stage.js').Events} events */
  constructor(figure, context, events) {
    this.context = context;
    const tiles = (/** @type {() => string} */ name, /** @type {number} */ columns) => picture('picture', 'x', name, name, [columns, 2]);
    this.before = tiles(() => t('story.learn.before'), COLUMNS);
    this.before.figure.classList.add('before');
    this.dreams = tiles(() => t('story.learn.dreams'), COLUMNS);
    this.rebuilt = tiles(() => t('story.learn.rebuilt'), DIGITS);
    const place = make('div', { className: 'plot' });
    place.setAttribute('role', 'img');
    write(place, () => t('story.learn.plot'), 'aria-label');
    /** @type {Recorded | null} */
    this.recording = null;
    const lines = () => [{ label: t('story.learn.error'), colour: '--line-1', width: 3, points: true },
      { label: t('story.learn.mean'), colour: '--line-3', dash: [4, 4] }];
    this.plot = new LinePlot(place, () => ({
      lines: lines(), x: t('story.learn.axis'), y: t('story.learn.error'),
      xRange: () => [0, this.recording?.points.at(-1)?.images ?? 1],
      yRange: () => [0, Math.max(...(this.recording?.points ?? []).map(({ inpainting }) => inpainting), 0.1)],
    }));
    this.scrubber = make('input', { type: 'range', min: '0', step: '1', value: '0', disabled: true, oninput: () =>
      this.reel.seek(Number(this.scrubber.value)) });
    this.scrubber.dataset.shortcut = 'scrub';
    this.where = make('output');
    figure.append(make('div', { className: 'pair' }, [this.before.figure, this.dreams.figure]), this.rebuilt.figure, place,
      make('p', { className: 'legend series' },
        lines().map((line, i) => make('span', { className: keyOf(line), textContent: () => lines()[i].label }))));
    this.slider = make('label', { className: 'slider wide' },
      [make('span', { textContent: () => t('story.learn.after') }), this.scrubber, this.where]);
    this.reel = new Reel((/** @type {number} */ at) => this.draw(at), RATE, events.changed);
  }

  of = () => [];

  /** @param {AbortSignal} signal */
  async compute(signal) {
    this.recording ??= await this.fetch();
    if (signal.aborted) return true;
    const { sights } = this.recording;
    this.drawDreams(this.before.canvas, 0);
    this.scrubber.max = String(sights.length - 1);
    this.scrubber.disabled = false;
    this.reel.add(...sights.keys());
    this.reel.finish();
    return true;
  }

  /** The recording, which the worker that made it unpacks. */
  async fetch() {
    const client = await this.context.session.spawn(() => {}, { model: false });
    try {
      return await recorded(client);
    } finally {
      client.close(new Cancelled());
    }
  }

  /** @param {HTMLCanvasElement} canvas @param {number} at */
  drawDreams(canvas, at) {
    const { dreams } = /** @type {Recorded} */ (this.recording).sights[at];
    if (dreams) drawTiles(canvas, dreams.subarray(0, DREAMS * PIXELS), COLUMNS);
  }

  /** @param {number} at */
  draw(at) {
    const { points, sights, meanFill } = /** @type {Recorded} */ (this.recording);
    this.drawDreams(this.dreams.canvas, at);
    const { digits, rebuilt } = sights[at];
    if (digits && rebuilt) drawTiles(this.rebuilt.canvas, Float32Array.of(...digits, ...rebuilt), digits.length / PIXELS);
    const shown = points.slice(0, at + 1);
    this.plot.set(shown.map(({ images }) => images), [shown.map(({ inpainting }) => inpainting), shown.map(() => meanFill)]);
    this.scrubber.value = String(at);
    const where = () => t('story.learn.where', { images: grouped(1000 * points[at].images) });
    write(this.where, where);
    write(this.scrubber, where, 'aria-valuetext');
  }
}
