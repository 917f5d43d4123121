// f(x) − f(g(h)): what pushes h1, in pictures, and the exact gradient beside it.

import { ACTION } from '../../client/protocol.js';
import { columnsOf, drawImage, drawMap, drawSigned } from '../../plots/pixels.js';
import { t } from '../../strings/strings.js';
import { write } from '../../strings/written.js';
import { make } from '../../ui/dom.js';
import { defaultsOf } from '../../app/state.js';
import { clientOf, digitOf } from './digit.js';
import { picture } from './figures.js';
import { Reel } from './reel.js';

/** Pictures as they come into sight: x and what it evokes, its prediction and what that evokes, the difference, and the gradient. */
const ORDER = /** @type {const} */ (['x', 'h1', 'back', 'seen', 'push', 'exact']);
/** About that of h1. */
export const SHAPE = /** @type {const} */ ([8, 5]);
/** Moments a second. */
const RATE = 1.1;

/** @param {number[]} values */
export const most = (values) => values.reduce((best, value) => Math.max(best, Math.abs(value)), 0);

/**
 * What pushes the hidden values of a digit, before inference and after it, and the exact gradient.
 * @param {import('./stage.js').Context} context @param {Float32Array} clean @param {AbortSignal} signal
 */
export function argumentOf({ session, store: { state: { parameters, corruption } } }, clean, signal) {
  const { n_steps, step, top_down } = defaultsOf(/** @type {NonNullable<typeof parameters>} */ (parameters).denoise);
  return clientOf(session).request(ACTION.argument,
    { clean, spoilt: clean, explainSpoilt: false, settings: { n_steps, step, top_down }, seed: corruption.seed }, { signal });
}

export class Push {
  /** @param {HTMLElement} figure @param {import('./stage.js').Context} context @param {import('./stage.js').Events} events */
  constructor(figure, context, events) {
    this.context = context;
    this.parts = {
      x: picture('picture', 'x', 'x', () => t('story.push.x')),
      h1: picture('map', 'h1', 'f1(x)', () => t('story.push.h1'), SHAPE),
      back: picture('picture', 'x', 'g1(h1)', () => t('story.push.back')),
      seen: picture('map', 'h1', 'f1(g1(h1))', () => t('story.push.seen'), SHAPE),
      push: picture('picture', 'difference', () => t('story.push.push'), () => t('story.push.push'), SHAPE),
      exact: picture('picture', 'difference', () => t('story.push.exact'), () => t('story.push.exact'), SHAPE),
    };
    const { x, h1, back, seen, push, exact } = this.parts;
    this.cosine = make('span');
    const sign = (/** @type {string} */ text, name = 'sign') => make('span', { className: name, textContent: text, ariaHidden: 'true' });
    const encoder = () => sign('↑ f1', 'encoder of-bottom-up');
    this.says = make('p', { className: 'story-said' });
    figure.append(
      make('div', { className: 'sum' }, [
        h1.figure, sign('−'), seen.figure, sign('='), push.figure,
        encoder(), make('span'), encoder(), make('span'), this.cosine,
        x.figure, make('span'), back.figure, make('span'), exact.figure,
      ]),
      make('p', { className: 'legend' }, [make('span', { textContent: () => t('story.push.less') }),
        make('i', { className: 'signed-scale' }), make('span', { textContent: () => t('story.push.more') })]),
      this.says,
    );
    /** @type {import('../../client/protocol.js').Argument | null} */
    this.argument = null;
    this.reel = new Reel((/** @type {number} */ seen) => this.draw(seen), RATE, events.changed);
  }

  /** @param {import('./stage.js').State} state */
  of = ({ clean, card }) => [clean, card];

  /** @param {AbortSignal} signal */
  async compute(signal) {
    const clean = await digitOf(this.context);
    const argument = await argumentOf(this.context, clean, signal);
    if (signal.aborted) return true;
    this.argument = argument;
    const { x, h1, back, seen, push, exact } = this.parts;
    const { x_hat_first: predicted, h1_first: up, h1_from_x_hat: again, targetprop_first: pushed, exact_first: gradient } =
      argument.pictures;
    drawImage(x.canvas, clean);
    drawImage(back.canvas, predicted);
    const full = Math.max(most(up), most(again));
    drawMap(h1.canvas, up, columnsOf(up.length, 1.6), full);
    drawMap(seen.canvas, again, columnsOf(up.length, 1.6), full);
    drawSigned(push.canvas, pushed, columnsOf(up.length, 1.6), most(pushed));
    drawSigned(exact.canvas, gradient, columnsOf(up.length, 1.6), most(gradient));
    for (let count = 1; count <= ORDER.length; count++) this.reel.add(count);
    this.reel.finish();
    return true;
  }

  /** @param {number} seen how many pictures are */
  draw(seen) {
    if (!this.argument) return;
    ORDER.forEach((name, i) => this.parts[name].figure.classList.toggle('waiting', i >= seen));
    const cosine = this.argument.cosines_first.h1.toFixed(2).replace('-', '−');
    const all = seen === ORDER.length;
    write(this.cosine, () => (all ? t('story.push.cosine', { cosine }) : ''));
    write(this.says, () => (all ? t('story.push.says') : t('story.push.wait')));
  }
}
