// Chains that dream digits as long as somebody looks.

import { imageAt } from '../../client/pixels.js';
import { ACTION } from '../../client/protocol.js';
import { Cancelled } from '../../client/model-client.js';
import { drawImage } from '../../plots/pixels.js';
import { defaultsOf } from '../../app/state.js';
import { t } from '../../strings/strings.js';
import { write } from '../../strings/written.js';
import { Player } from '../../ui/player.js';
import { make } from '../../ui/dom.js';
import { likeliest } from '../../ui/reads.js';
import { still } from '../../ui/screen.js';
import { paramsOf } from '../dream/state.js';
import { choices } from './figures.js';

/**
 * @typedef {import('../../client/protocol.js').ChainFrame} ChainFrame
 * @typedef {import('../../client/model-client.js').ModelClient} ModelClient
 */

const COUNT = 16;
/** Steps a second. */
const RATE = 14;
const SAMPLER = 'generate';

export class Dream {
  /** @param {HTMLElement} figure @param {import('./stage.js').Context} context @param {import('./stage.js').Events} events */
  constructor(figure, context, events) {
    this.context = context;
    this.events = events;
    this.first = this.grid(() => t('story.dream.first'));
    this.first.figure.classList.add('before');
    this.now = this.grid(() => t('story.dream.now'));
    /** Pictures that are shown. @type {Float32Array | null} */
    this.pictures = null;
    /** Which digit is wanted. @type {number | null} */
    this.digit = null;
    const wishes = [null, ...Array(10).keys()];
    this.wish = choices(() => t('story.dream.wish'), wishes, (digit) => [digit === null ? () => t('story.dream.any') : String(digit)],
      (digit) => {
        this.digit = digit;
        events.again();
      });
    this.wish.row.classList.add('wishes');
    this.wish.select(null);
    figure.append(make('div', { className: 'pair' }, [this.first.figure, this.now.figure]), this.wish.row);
    /** A worker for them: the chains of the Dream bench go on where they are. @type {Promise<ModelClient> | null} */
    this.client = null;
    /** Steps of one dream, from the first draft on. */
    this.steps = 1;
    this.ready = false;
    this.done = false;
    const player = new Player(() => this.advance(), { rate: () => RATE, changed: events.changed });
    const isDone = () => this.done;
    this.reel = {
      player,
      play: () => player.play(),
      pause: () => player.pause(),
      clear: () => {
        player.pause();
        this.ready = this.done = false;
      },
      get ended() {
        return isDone();
      },
    };
  }

  /** Pictures as buttons, each of which takes its dream to Denoise. @param {() => string} name */
  grid(name) {
    const canvases = Array.from({ length: COUNT }, () => make('canvas', { className: 'picture' }));
    const buttons = canvases.map((canvas, i) => make('button', { type: 'button', onclick: () => {
      if (this.pictures) this.context.session.pick(imageAt(this.pictures, i).slice());
    } }, [canvas]));
    const figure = make('figure', { className: 'of-x' }, [make('div', { className: 'dreams' }, buttons),
      make('figcaption', { textContent: name })]);
    return { canvases, buttons, figure };
  }

  /** @param {import('./stage.js').State} state */
  of = ({ card }) => [card];

  /** @param {AbortSignal} signal */
  async compute(signal) {
    const { session, store: { state: { corruption: { seed }, card } } } = this.context;
    this.client ??= session.spawn((error) => this.lost(error), { model: true });
    const client = await this.client;
    if (signal.aborted) return true;
    const prior = session.source.mixture ? 'mixture' : 'gaussian';
    if (prior === 'mixture' && !(await session.need('mixture', client))) return false;
    const tables = { ...(await client.request(ACTION.dreamTables, null)), spikes: card?.training.spikes ?? 0 };
    const settings = defaultsOf(paramsOf(tables, SAMPLER, prior));
    this.steps = settings.n_rounds * settings.n_steps;
    const digit = prior === 'mixture' ? this.digit : null;
    const frame = await client.request(ACTION.dreamStart, { sampler: SAMPLER, prior, digit, settings, seed, first: 0, count: COUNT });
    if (signal.aborted) return true;
    this.show(this.first, frame);
    this.show(this.now, frame);
    this.ready = true;
    return true;
  }

  async advance() {
    if (!this.ready || !this.client) return true;
    const steps = still() ? this.steps - 1 : 1;
    const frame = await (await this.client).request(ACTION.dreamStep, { steps, watched: -1, sums: false });
    if (!frame || !this.ready) return true;
    this.show(this.now, frame);
    this.done = still();
    return !this.done;
  }

  /** @param {ReturnType<Dream['grid']>} grid @param {ChainFrame} frame */
  show({ canvases, buttons }, { pictures, reads }) {
    this.pictures = pictures;
    canvases.forEach((canvas, i) => drawImage(canvas, imageAt(pictures, i)));
    buttons.forEach((button, i) => {
      const digit = likeliest(reads.subarray(10 * i, 10 * (i + 1)));
      write(button, () => t('story.dream.take', { number: i + 1, digit }), 'aria-label');
    });
  }

  /** @param {Error} error */
  lost(error) {
    this.close(error);
    this.events.again();
  }

  /** @param {Error} [reason] */
  close(reason = new Cancelled()) {
    this.client?.then((client) => client.close(reason), () => {});
    this.client = null;
    this.ready = false;
  }
}
