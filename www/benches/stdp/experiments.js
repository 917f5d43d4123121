// The three experiments: what each asks of the worker, and when it is done.

import { ACTION } from '../../client/protocol.js';
import { t } from '../../strings/strings.js';
import { find } from '../../ui/dom.js';
import { write } from '../../strings/written.js';
import { CurveView } from './curve.js';
import { DescentView } from './descent.js';
import { Played } from './experiment.js';
import { BUDGETS, PairsView } from './pairs.js';

/**
 * @typedef {import('./state.js').Settings} Settings
 * @typedef {import('./experiment.js').Ask} Ask
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

export class CurveExperiment extends Played {
  /**
   * @param {HTMLElement} root @param {Ask} ask @param {() => Settings} settings @param {() => boolean} watched
   * @param {(text: string) => void} say
   */
  constructor(root, ask, settings, watched, say) {
    const view = new CurveView(root);
    super(root, 'stdp-', ask, view);
    this.view = view;
    this.settings = settings;
    this.watched = watched;
    this.say = say;
    this.single = false;
    this.clear();
  }

  async begin() {
    const { pairing, drift, numbers, seed } = this.settings();
    await this.ask(ACTION.stdpCurve, { settings: { pairing, drift, numbers: numbers.curve }, seed });
  }

  async advance() {
    const one = this.single || this.watched();
    if (one && !this.single) await new Promise((resolve) => setTimeout(resolve, WATCH));
    return this.ask(ACTION.stdpCurveAdvance, { milliseconds: one ? null : PORTION, pairings: PAIRINGS });
  }

  /** @param {import('../../client/protocol.js').CurveFrame} frame */
  add(frame) {
    const more = frame.pairings < PAIRINGS && !frame.problem;
    this.view.add(frame, !more);
    if (!more) this.say(`${this.view.counter.textContent} ${this.view.problem.textContent}`);
    return more;
  }

  clear() {
    const { window_ms, threshold_mv } = this.settings().numbers.curve;
    this.view.clear(window_ms, threshold_mv);
  }

  async step() {
    this.single = true;
    await this.player.step();
    this.single = false;
  }
}

export class DescentExperiment extends Played {
  /** @param {HTMLElement} root @param {Ask} ask @param {() => Settings} settings */
  constructor(root, ask, settings) {
    const view = new DescentView(root);
    super(root, 'stdp-descent-', ask, view);
    this.view = view;
    this.settings = settings;
  }

  async begin() {
    const { numbers, seed } = this.settings();
    const { version } = this;
    await this.ask(ACTION.stdpDescent, { numbers: numbers.descent, seed });
    const frame = await this.ask(ACTION.stdpDescentAdvance, { patterns: 0 });
    if (version === this.version) this.view.add(frame);
  }

  advance() {
    return this.ask(ACTION.stdpDescentAdvance, { patterns: PATTERNS });
  }

  /** @param {import('../../client/protocol.js').DescentFrame} frame */
  add(frame) {
    this.view.add(frame);
    return frame.seconds < DESCENT_SECONDS && !frame.stopped;
  }

  clear() {
    this.view.clear();
  }
}

export class PairsExperiment extends Played {
  /** @param {HTMLElement} root @param {Ask} ask @param {() => Settings} settings */
  constructor(root, ask, settings) {
    const view = new PairsView(root);
    super(root, 'stdp-pair-', ask, view);
    this.view = view;
    this.settings = settings;
    this.said = find(root, '#stdp-pair-said');
  }

  get all() {
    return this.settings().numbers.spiking_pair.digits;
  }

  async begin() {
    write(this.said, () => t('stdp.pair.making'));
    const { numbers, dale, seed } = this.settings();
    const { version } = this;
    const frame = await this.ask(ACTION.stdpPairs, { numbers: numbers.spiking_pair, budgets: BUDGETS, dale, seed });
    if (version === this.version) this.view.add(frame, this.all);
  }

  advance() {
    return this.ask(ACTION.stdpPairsAdvance, { milliseconds: PORTION, all: this.all });
  }

  /** @param {import('../../client/protocol.js').PairsFrame} frame */
  add(frame) {
    this.view.add(frame, this.all);
    return frame.shown < this.all;
  }

  clear() {
    this.view.clear();
  }
}
