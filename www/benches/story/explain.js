// x goes up to h1 and h2, and comes down again, a little better explained with every iteration.

import { ACTION } from '../../client/protocol.js';
import { termsOf } from '../../plots/log-joint.js';
import { LinePlot } from '../../plots/lines.js';
import { columnsOf, drawImage, drawMap } from '../../plots/pixels.js';
import { defaultsOf } from '../../app/state.js';
import { percent } from '../../strings/numbers.js';
import { t } from '../../strings/strings.js';
import { write } from '../../strings/written.js';
import { make } from '../../ui/dom.js';
import { likeliest } from '../../ui/reads.js';
import { still } from '../../ui/screen.js';
import { clientOf, digitOf } from './digit.js';
import { choices, picture } from './figures.js';
import { Reel } from './reel.js';
import { LANDSCAPE, PORTRAIT, Wires } from './wires.js';

/** @typedef {import('../../client/protocol.js').InsideFrame} InsideFrame */

/** Iterations a second. */
const RATE = 1.8;
/** Shares of h1 that can be silenced. */
const SILENT = [0, 0.05, 0.1, 0.3, 0.5];
/** What a silent unit says is below this, and of no other is. */
const NOTHING = 1e-30;

export class Explain {
  /** @param {HTMLElement} figure @param {import('./stage.js').Context} context @param {import('./stage.js').Events} events */
  constructor(figure, context, events) {
    this.context = context;
    this.x = picture('picture', 'x', 'x', () => t('story.explain.x'));
    this.h1 = picture('map', 'h1', 'h1', () => t('story.explain.h', { layer: 'h1' }), [8, 5]);
    this.h2 = picture('map', 'h2', 'h2', () => t('story.explain.h', { layer: 'h2' }));
    this.back = picture('picture', 'x', 'g1(h1)', () => t('story.explain.back'));
    this.first = picture('picture', 'x', () => t('story.explain.first'));
    this.first.figure.classList.add('before');
    this.wires = [new Wires(LANDSCAPE), new Wires(PORTRAIT)];
    const places = /** @type {const} */ ({ x: this.x, h1: this.h1, h2: this.h2, back: this.back });
    for (const [name, { figure }] of Object.entries(places)) figure.classList.add(`at-${name}`);
    this.silent = choices(() => t('story.explain.silence'), SILENT, (share) =>
      [() => (share ? t('story.explain.silent', { percent: 100 * share }) : t('story.explain.none'))], (share) => {
      this.share = share;
      events.again();
    });
    this.silent.row.prepend(make('span', { textContent: () => t('story.explain.silence'), ariaHidden: 'true' }));
    this.share = SILENT[0];
    /** Which units of h1 are silent. @type {Uint8Array | null} */
    this.mask = null;
    this.silent.select(this.share);
    this.scrubber = make('input', { type: 'range', min: '0', step: '1', value: '0', disabled: true, oninput: () =>
      this.reel.seek(Number(this.scrubber.value)) });
    this.scrubber.dataset.shortcut = 'scrub';
    this.where = make('output');
    this.slider = make('label', { className: 'slider' },
      [make('span', { textContent: () => t('story.explain.iteration') }), this.scrubber, this.where]);
    this.says = make('p', { className: 'story-said' });
    this.key = make('span');
    const place = make('div', { className: 'plot' });
    place.setAttribute('role', 'img');
    write(place, () => t('story.explain.plot'), 'aria-label');
    /** What the axes of the chart hold: the whole course, of which the line shows what has been. @type {number[]} */
    this.course = [];
    const pad = (/** @type {number} */ low, /** @type {number} */ high) => 0.08 * (high - low) || 1;
    this.plot = new LinePlot(place, () => ({
      lines: [{ label: t('trace.total'), colour: '--line-1', width: 3, points: true }],
      x: t('story.explain.axis'), y: t('trace.total'),
      xRange: () => [0, Math.max(1, this.course.length - 1)],
      yRange: () => {
        const [low, high] = [Math.min(...this.course), Math.max(...this.course)];
        return [low - pad(low, high), high + pad(low, high)];
      },
      whole: true,
    }));
    figure.append(
      make('div', { className: 'arch' },
        [...this.wires.map(({ element }) => element), ...[this.h2, this.h1, this.x, this.first, this.back].map(({ figure }) => figure)]),
      make('p', { className: 'legend ways' }, [make('span', { className: 'of-bottom-up', textContent: () => t('story.explain.up') }),
        make('span', { className: 'of-top-down', textContent: () => t('story.explain.down') }), this.key]),
      this.says, place, this.silent.row,
    );
    this.reel = new Reel((/** @type {InsideFrame} */ frame, i) => this.draw(frame, i), RATE, events.changed);
  }

  /** @param {import('./stage.js').State} state */
  of = ({ clean, card }) => [clean, card];

  /** @param {AbortSignal} signal */
  async compute(signal) {
    const { session, store: { state: { parameters, corruption } } } = this.context;
    const client = clientOf(session);
    const clean = await digitOf(this.context);
    const lesions = defaultsOf(await client.request(ACTION.insideTables, null));
    const { n_steps, step, top_down } = defaultsOf(/** @type {NonNullable<typeof parameters>} */ (parameters).denoise);
    const { intact, lesioned } = await client.request(ACTION.insideTrace, {
      x: clean, clean, settings: { n_steps, step, top_down }, lesions: { ...lesions, silent_h1: this.share }, silent: [],
      seed: corruption.seed,
    });
    if (signal.aborted) return true;
    const frames = this.share ? lesioned : intact;
    drawImage(this.x.canvas, clean);
    drawImage(this.first.canvas, frames[0].picture);
    this.mask = this.share ? Uint8Array.from(frames[0].h[0], (activity) => Number(activity < NOTHING)) : null;
    const silent = this.mask?.reduce((sum, one) => sum + one, 0);
    write(this.key, () => (silent ? t('story.explain.white', { count: silent }) : ''));
    this.course = frames.map((frame) => termsOf(frame)[0]);
    this.most = [0, 1].map((layer) => Math.max(...frames.flatMap(({ h }) => [...h[layer]])));
    this.scrubber.max = String(frames.length - 1);
    this.scrubber.disabled = false;
    this.reel.add(...frames);
    this.reel.finish();
    return true;
  }

  /** @param {InsideFrame} frame @param {number} iteration */
  draw({ picture, h: [h1, h2], reads }, iteration) {
    const [most1, most2] = this.most ?? [1, 1];
    drawMap(this.h1.canvas, h1, columnsOf(h1.length, 1.6), most1, this.mask);
    drawMap(this.h2.canvas, h2, columnsOf(h2.length, 1), most2);
    drawImage(this.back.canvas, picture);
    this.scrubber.value = String(iteration);
    this.where.textContent = `${iteration}/${this.course.length - 1}`;
    const shown = this.course.slice(0, iteration + 1);
    this.plot.set(shown.map((_, i) => i), [shown]);
    const total = this.course[iteration].toFixed(1).replace('-', '−');
    const digit = likeliest(reads);
    const best = this.course.indexOf(Math.max(...this.course));
    const passed = iteration === this.course.length - 1 && best < iteration;
    write(this.says, () => t('story.explain.says', { iteration, digit, percent: percent(reads[digit]), total })
      + (passed ? t('story.explain.best', { iteration: best }) : ''));
    if (this.reel.player.playing && !still()) for (const wires of this.wires) wires.pulse(1000 / RATE);
  }
}
