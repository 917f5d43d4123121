// The three experiments: what each asks of the worker, and when it is done.

import { ACTION } from '../../client/protocol.js';
import { t } from '../../strings/strings.js';
import { write } from '../../strings/written.js';
import { DescentView } from './descent.js';
import { Experiment } from './experiment.js';
import { BUDGETS, PairsView } from './pairs.js';

/**
 * @import { CurveView } from './curve.js'
 * @import { Ask } from './experiment.js'
 * @import { Settings } from './state.js'
 */

/** Pairings at which the curve is done: its error bars are then small against its shape. */
const PAIRINGS = 100_000;
/** Milliseconds a portion computes, so that the page stays smooth. */
const PORTION = 14;
/** Milliseconds between two spikes that are watched one by one. */
const WATCH = 350;
/** Patterns of experiment 2 between two points of its charts. */
const PATTERNS = 2;
/** Simulated seconds after which experiment 2 is done. */
const DESCENT_SECONDS = 30;

/**
 * @param {HTMLElement} root @param {Ask} ask @param {() => Settings} settings
 * @param {CurveView} view @param {() => boolean} watched @param {(text: string) => void} say
 */
export const curveExperiment = (root, ask, settings, view, watched, say) =>
  new Experiment(root, 'stdp-', view.problem, {
    begin() {
      const { pairing, drift, numbers, seed } = settings();
      return ask(ACTION.stdpCurve, { settings: { pairing, drift, numbers: numbers.curve }, seed });
    },
    async advance(playing) {
      const one = !playing || watched();
      if (one && playing) await new Promise((resolve) => setTimeout(resolve, WATCH));
      return ask(ACTION.stdpCurveAdvance, { milliseconds: one ? null : PORTION, pairings: PAIRINGS });
    },
    add(frame) {
      const more = frame.pairings < PAIRINGS && !frame.problem;
      view.add(frame, !more);
      if (!more) say(`${view.counter.textContent} ${view.problem.textContent}`);
      return more;
    },
    clear() {
      const { window_ms, threshold_mv } = settings().numbers.curve;
      view.clear(window_ms, threshold_mv);
    },
  });

/** @param {HTMLElement} root @param {Ask} ask @param {() => Settings} settings */
export function descentExperiment(root, ask, settings) {
  const view = new DescentView(root);
  return new Experiment(root, 'stdp-descent-', view.problem, {
    async begin() {
      const { numbers, seed } = settings();
      await ask(ACTION.stdpDescent, { numbers: numbers.descent, seed });
      return ask(ACTION.stdpDescentAdvance, { patterns: 0 });
    },
    advance: () => ask(ACTION.stdpDescentAdvance, { patterns: PATTERNS }),
    add(frame) {
      view.add(frame);
      return frame.seconds < DESCENT_SECONDS && !frame.stopped;
    },
    clear: () => view.clear(),
  });
}

/** @param {HTMLElement} root @param {Ask} ask @param {() => Settings} settings */
export function pairsExperiment(root, ask, settings) {
  const view = new PairsView(root);
  const all = () => settings().numbers.spiking_pair.digits;
  return new Experiment(root, 'stdp-pair-', view.problem, {
    begin() {
      write(view.said, () => t('stdp.pair.making'));
      const { numbers, dale, seed } = settings();
      return ask(ACTION.stdpPairs, { numbers: numbers.spiking_pair, budgets: BUDGETS, dale, seed });
    },
    advance: () => ask(ACTION.stdpPairsAdvance, { milliseconds: PORTION, all: all() }),
    add(frame) {
      view.add(frame, all());
      return frame.shown < all();
    },
    clear: () => view.clear(),
  });
}
