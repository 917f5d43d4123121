// The digit dissolves into noise, and is restored.

import { PIXELS, SIDE } from '../../client/pixels.js';
import { ACTION } from '../../client/protocol.js';
import { drawImage, drawMap } from '../../plots/pixels.js';
import { defaultsOf } from '../../app/state.js';
import { t } from '../../strings/strings.js';
import { write } from '../../strings/written.js';
import { make } from '../../ui/dom.js';
import { clientOf, digitOf } from './digit.js';
import { choices, picture } from './figures.js';
import { Reel } from './reel.js';

/**
 * @import { Frame, Parameters } from '../../client/protocol.js'
 * @typedef {Parameters['corruptions'][number]} Kind
 * @typedef {{ image: Float32Array, frame: Frame | null }} Moment before the restoration there is no frame
 */

/** Pictures of the digit as it dissolves, moments that it then rests, and moments a second. */
const STEPS = 14;
const REST = 5;
const RATE = 7;

export class Spoil {
  /** @param {HTMLElement} figure @param {import('./stage.js').Context} context @param {import('./stage.js').Events} events */
  constructor(figure, context, events) {
    this.context = context;
    this.events = events;
    this.start = picture('picture', 'x', () => t('story.spoil.start'));
    this.now = picture('picture', 'x', () => t('story.spoil.digit'));
    this.trust = picture('map', 'plain', () => t('trust.caption'), () => t('trust.label'));
    this.start.figure.classList.add('before');
    this.guess = make('p', { className: 'story-said' });
    this.kinds = make('div');
    figure.append(make('div', { className: 'pair' }, [this.start.figure, this.now.figure, this.trust.figure]), this.guess, this.kinds);
    /** @type {Kind | null} */
    this.kind = null;
    /** @type {HTMLCanvasElement[]} */
    this.thumbs = [];
    this.reel = new Reel((/** @type {Moment} */ moment) => this.draw(moment), RATE, events.changed);
  }

  /** @param {import('./stage.js').State} state */
  of = ({ clean, card }) => [clean, card];

  /** @param {Parameters} parameters */
  choose({ corruptions }) {
    if (this.thumbs.length) return;
    const name = (/** @type {Kind} */ { kind }) => () => t(`corruption.${kind}`);
    this.thumbs = corruptions.map(() => make('canvas', { className: 'picture' }));
    const { row, select } = choices(() => t('story.spoil.kinds'), corruptions,
      (kind) => [this.thumbs[corruptions.indexOf(kind)], make('span', { textContent: name(kind) })], (kind) => {
        this.kind = kind;
        this.events.again();
      });
    row.classList.add('thumbs');
    this.kinds.append(row);
    this.kind = corruptions.find(({ kind }) => kind === this.context.store.state.corruption.kind) ?? corruptions[0];
    select(this.kind);
  }

  /** @param {AbortSignal} signal */
  async compute(signal) {
    const { session, store: { state } } = this.context;
    const parameters = /** @type {Parameters} */ (state.parameters);
    this.choose(parameters);
    const kind = /** @type {Kind} */ (this.kind);
    const { seed } = state.corruption;
    const client = clientOf(session);
    const clean = await digitOf(this.context);
    const spoil = async (/** @type {Kind} */ { kind, strength }, share = 1) =>
      /** @type {import('../../client/protocol.js').Spoilt} */ (
        (await client.request(ACTION.digit, { clean, corruption: { kind, strength: share * strength.default, seed } })).spoilt);
    this.reel.add({ image: clean, frame: null });
    for (let step = 1; step < STEPS; step++) {
      const { image } = await spoil(kind, step / STEPS);
      if (signal.aborted) return true;
      this.reel.add({ image, frame: null });
    }
    const spoilt = await spoil(kind);
    if (signal.aborted) return true;
    const { image } = spoilt;
    drawImage(this.start.canvas, image);
    this.reel.add(...Array(REST).fill({ image, frame: null }));
    parameters.corruptions.forEach(async (other, i) => drawImage(this.thumbs[i], (await spoil(other)).image));
    const restorer = session.restores;
    if (restorer && !(await session.need('restorer'))) return false;
    if (signal.aborted) return true;
    const sides = [defaultsOf(parameters[restorer ? 'blind' : 'denoise'])];
    const onFrame = (/** @type {{ sides: Frame[][] }} */ { sides: [frames] }) => {
      if (!signal.aborted) this.reel.add(...frames.map((frame) => ({ image: frame.picture, frame })));
    };
    await client.request(ACTION.restore, { x: image, clean, missing: null, start: 'noise', restorer, sides, seed }, { onFrame, signal });
    if (!signal.aborted) this.reel.finish();
    return true;
  }

  /** @param {Moment} moment */
  draw({ image, frame }) {
    const { kind } = /** @type {Kind} */ (this.kind);
    drawImage(this.now.canvas, image);
    const trust = frame?.noise?.trust;
    drawMap(this.trust.canvas, trust ?? new Float32Array(PIXELS), SIDE, 1);
    this.trust.figure.classList.toggle('waiting', !trust);
    const name = () => t(`corruption.${kind}`);
    write(this.now.caption, () => (frame ? t('story.spoil.restored', { round: frame.round }) : t('story.spoil.noise', { name })));
    write(this.now.canvas, () => (frame ? t('story.spoil.restored.label') : t('story.spoil.noise', { name })), 'aria-label');
    const noise = frame?.noise;
    const percent = Math.round(100 * (noise?.probability ?? 0));
    write(this.guess, () => {
      if (!frame) return t('story.spoil.wait');
      if (!noise) return t('story.spoil.plain');
      const looks = t(`noise.${noise.kind}`, { percent });
      return noise.kind === 'region' ? `${looks} ${t('story.spoil.region')}` : looks;
    });
  }
}
