// The four experiments: what each asks of the worker, and when it is done.

import { ACTION } from '../../client/protocol.js';
import { find } from '../../ui/dom.js';
import { t } from '../../strings/strings.js';
import { write } from '../../strings/written.js';
import { DescentView } from './descent.js';
import { Experiment } from './experiment.js';
import { BUDGETS, PairsView } from './pairs.js';
import { RewardView } from './reward.js';

/**
 * @import { CurveFrame } from '../../client/protocol.js'
 * @import { CurveView } from './curve.js'
 * @import { Ask } from './experiment.js'
 * @import { Settings } from './state.js'
 * @typedef {'one-by-one' | 'growing' | 'fast'} Speed
 */

/** Pairings at which the curve is done: its error bars are then small against its shape. */
const PAIRINGS = 100_000;
/** Milliseconds a portion computes, so that the page stays smooth. */
const PORTION = 14;
/** Portions a second of the curve. @type {Record<Speed, number>} */
const RATE = { 'one-by-one': 3, growing: 30, fast: Infinity };
/** A portion of the curve that grows adds this share of its spikes: error bars shrink evenly, for about ten seconds. */
const GROWTH = 1 / 32;
/** Of portions that come fast, every so many shows its last spike, so that the eye can follow. */
const SHOWN = 10;
/** Spikes that come one by one before the curve grows on its own. */
const ONE_BY_ONE = 20;
/** Patterns of experiment 2 between two points of its charts. */
const PATTERNS = 2;
/** Simulated seconds after which experiment 2 is done. */
const DESCENT_SECONDS = 30;
/** Portions of experiment 4, and the spikes of its curve that go into each. */
const REWARD_PORTIONS = 100;
const REWARD_SPIKES = 400;

/**
 * @param {HTMLElement} root @param {Ask} ask @param {() => Settings} settings
 * @param {CurveView} view @param {() => Speed} chosen @param {(text: string) => void} say
 */
export function curveExperiment(root, ask, settings, view, chosen, say) {
  /** @returns {Speed} */
  const speed = () => (!experiment.onItsOwn ? chosen() : experiment.still ? 'fast' : 'one-by-one');
  const more = (/** @type {CurveFrame} */ frame) => frame.pairings < PAIRINGS && !frame.problem;
  let spikes = 0;
  let portions = 0;
  /** Whether the eye can follow every spike, or need not. */
  let each = true;
  /** @type {Experiment<CurveFrame>} */
  const experiment = new Experiment(root, 'stdp-', view, [find(root, '.stdp-curve'), find(root, '.stdp-trial')], {
    begin() {
      spikes = portions = 0;
      const { pairing, drift, numbers, seed } = settings();
      return ask(ACTION.stdpCurve, { settings: { pairing, drift, numbers: numbers.curve }, seed });
    },
    rate: () => RATE[speed()],
    async advance(playing) {
      const pace = playing ? speed() : 'one-by-one';
      each = pace === 'one-by-one' || experiment.still;
      const portion = { 'one-by-one': 1, growing: Math.max(1, Math.ceil(spikes * GROWTH)), fast: null }[pace];
      const frame = await ask(ACTION.stdpCurveAdvance, { spikes: portion, milliseconds: PORTION, pairings: PAIRINGS });
      spikes = frame.pre_spikes;
      return frame;
    },
    more,
    add(frame) {
      const done = !more(frame);
      view.add(frame, done, done || each || portions++ % SHOWN === 0);
      if (done) say(`${view.said.textContent} ${view.problem.textContent}`);
      else if (experiment.onItsOwn && frame.pre_spikes >= ONE_BY_ONE && !experiment.still) experiment.goOn();
    },
    clear() {
      const { window_ms, threshold_mv } = settings().numbers.curve;
      view.clear(window_ms, threshold_mv);
    },
  });
  return experiment;
}

/** @param {HTMLElement} root @param {Ask} ask @param {() => Settings} settings */
export function descentExperiment(root, ask, settings) {
  const view = new DescentView(root, DESCENT_SECONDS);
  return new Experiment(root, 'stdp-descent-', view, [find(root, '.stdp-cosine'), find(root, '.stdp-error')], {
    async begin() {
      const { numbers, seed } = settings();
      await ask(ACTION.stdpDescent, { numbers: numbers.descent, seed });
      return ask(ACTION.stdpDescentAdvance, { patterns: 0 });
    },
    advance: () => ask(ACTION.stdpDescentAdvance, { patterns: PATTERNS }),
    more: (frame) => frame.seconds < DESCENT_SECONDS && !frame.stopped,
    add: (frame) => view.add(frame),
    clear: () => view.clear(),
  });
}

/** @param {HTMLElement} root @param {Ask} ask @param {() => Settings} settings */
export function pairsExperiment(root, ask, settings) {
  const view = new PairsView(root);
  const all = () => settings().numbers.spiking_pair.digits;
  return new Experiment(root, 'stdp-pair-', view, [find(root, '.stdp-pair-errors'), find(root, '.stdp-pair-pictures')], {
    begin() {
      write(view.said, () => t('stdp.pair.making'));
      const { numbers, dale, seed } = settings();
      return ask(ACTION.stdpPairs, { numbers: numbers.spiking_pair, budgets: BUDGETS, dale, seed });
    },
    advance: () => ask(ACTION.stdpPairsAdvance, { milliseconds: PORTION, all: all() }),
    more: (frame) => frame.shown < all(),
    add: (frame) => view.add(frame, all()),
    clear: () => view.clear(all()),
  });
}

/** @param {HTMLElement} root @param {Ask} ask @param {() => Settings} settings */
export function rewardExperiment(root, ask, settings) {
  const all = () => settings().numbers.reward.trials;
  const view = new RewardView(root, all, () => settings().numbers.curve.window_ms);
  let trials = 0;
  return new Experiment(root, 'stdp-reward-', view, [find(root, '.stdp-reward-learned'), find(root, '.stdp-reward-curve')], {
    async begin() {
      trials = 0;
      const { pairing, drift, numbers, seed } = settings();
      await ask(ACTION.stdpReward, { settings: { pairing, drift, numbers: numbers.curve }, numbers: numbers.reward, seed });
      return ask(ACTION.stdpRewardAdvance, { trials: 0, spikes: 0 });
    },
    async advance() {
      const portion = Math.min(all() - trials, Math.ceil(all() / REWARD_PORTIONS));
      const frame = await ask(ACTION.stdpRewardAdvance, { trials: portion, spikes: REWARD_SPIKES });
      trials = frame.told.trials;
      return frame;
    },
    more: (frame) => frame.told.trials < all(),
    add: (frame) => view.add(frame),
    clear: () => view.clear(),
  });
}
