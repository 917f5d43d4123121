// The experiments on spikes: each action makes one anew, or advances it a little and says where it stands.

import * as core from '../pkg/whole/targetprop.js';
import { ACTION } from '../client/protocol.js';
import { inSlices } from './job.js';

/** Pre-synaptic spikes and digits between two looks at the clock. */
const PORTION = { spikes: 20, digits: 2 };
/** Digits between two looks at the errors, which take as long as many digits. */
const LOOK = 100;
/** How often Figure 1 is shown on the way. */
const FRAMES = 25;
/** Pictures of each learner. */
const PICTURES = 6;

/** @type {core.StdpCurve | null} */
let curve = null;
/** Held still, learning, and pushed away. @type {core.StdpDescent[]} */
let descents = [];
/** @type {core.StdpDigits | null} */
let digits = null;
/** @type {core.StdpPair[]} */
let pairs = [];
let shown = 0;
/** @type {core.StdpRewardCurve | null} */
let rewardCurve = null;
/** Held still, then those that learn: told right or wrong, told by chance, and punished for what is right. @type {core.StdpRewardTask[]} */
let tasks = [];

/** Calls `work` until so many milliseconds are over or it returns false. @param {number} milliseconds @param {() => boolean} work */
function within(milliseconds, work) {
  const end = performance.now() + milliseconds;
  while (work() && performance.now() < end);
}

/** @template T @param {T | null | undefined} run @returns {T} */
function begun(run) {
  if (!run) throw new Error('the experiment has not been set up');
  return run;
}

const errorsNow = () =>
  ({ shown, errors: pairs.map((pair) => Array.from(pair.errors())), pictures: pairs.map((pair) => pair.pictures(PICTURES)) });

/** @type {import('./job.js').Actions} */
export const actions = {
  [ACTION.stdpParameters]: () => core.stdp_parameters(),

  [ACTION.stdpCurve]({ settings, seed }) {
    // Refused settings leave no run of others behind.
    curve?.free();
    curve = null;
    curve = new core.StdpCurve(settings, seed);
  },
  /** So many `spikes`, or as many as go into `milliseconds`, up to so many `pairings`. */
  [ACTION.stdpCurveAdvance]({ spikes, milliseconds, pairings }) {
    const run = begun(curve);
    const start = performance.now();
    if (spikes !== null) run.advance(spikes);
    else {
      within(milliseconds, () => {
        run.advance(PORTION.spikes);
        return run.pairings() < pairings;
      });
    }
    return { ...run.summary(), took: performance.now() - start, bins: run.bins(), voltage: run.voltage(), spikes: run.post_spikes() };
  },

  /** The paper's Figure 1: the curve of the default neuron after so many `pairings`. */
  async [ACTION.figure1]({ settings, seed, pairings }, job) {
    /** @type {{ name: string, default: number }[]} */
    const table = core.stdp_parameters().curve;
    const curve = new core.StdpCurve({ ...settings, numbers: Object.fromEntries(table.map((param) => [param.name, param.default])) }, seed);
    const post = () => job.post({ pairings: curve.pairings(), bins: curve.bins(), fit: curve.summary().fit });
    try {
      let shown = 0;
      await inSlices(job, () => {
        curve.advance(PORTION.spikes);
        if (curve.pairings() > shown + pairings / FRAMES) {
          shown = curve.pairings();
          post();
        }
        return curve.pairings() < pairings;
      });
      post();
    } finally {
      curve.free();
    }
  },

  [ACTION.stdpDescent]({ numbers, seed }) {
    for (const run of descents) run.free();
    descents = [];
    descents = [[false, false], [false, true], [true, true]].map(([reversed, learning]) =>
      new core.StdpDescent(numbers, reversed, learning, seed));
  },
  [ACTION.stdpDescentAdvance]({ patterns }) {
    const [held, learning, reversed] = descents;
    begun(held);
    for (const run of descents) run.advance(patterns);
    const { seconds, rate_hz, cosine } = held.report();
    const { error, delta_rule_error } = learning.report();
    return { seconds, rate: rate_hz, cosine, error, delta: delta_rule_error, reversed: reversed.warning() ? null : reversed.report().error,
      stopped: learning.warning() !== undefined && held.warning() === undefined, warning: learning.warning() ?? '' };
  },

  [ACTION.stdpPairs]({ numbers, budgets, dale, seed }) {
    for (const run of pairs) run.free();
    pairs = [];
    shown = 0;
    const small = (digits ??= new core.StdpDigits());
    pairs = budgets.map((spikes) => new core.StdpPair(numbers, spikes ?? undefined, dale, small, seed));
    return errorsNow();
  },
  /** The errors come with the first frame of every hundred digits, and with the last. */
  [ACTION.stdpPairsAdvance]({ milliseconds, all }) {
    begun(pairs[0]);
    const before = shown;
    within(milliseconds, () => {
      for (const run of pairs) run.advance(Math.min(PORTION.digits, all - shown));
      shown = Math.min(all, shown + PORTION.digits);
      return shown < all;
    });
    const look = Math.floor(shown / LOOK) > Math.floor(before / LOOK) || shown >= all;
    return look ? errorsNow() : { shown };
  },

  [ACTION.stdpReward]({ settings, numbers, seed }) {
    for (const run of [rewardCurve, ...tasks]) run?.free();
    rewardCurve = null;
    tasks = [];
    rewardCurve = new core.StdpRewardCurve(settings, numbers, seed);
    const ways = /** @type {const} */ ([['reward', false], ['reward', true], ['chance', true], ['punishment', true]]);
    tasks = ways.map(([feedback, learning]) => new core.StdpRewardTask(numbers, feedback, learning, seed));
  },
  /** So many more `trials`, and `spikes` of the curve. */
  [ACTION.stdpRewardAdvance]({ trials, spikes }) {
    const curve = begun(rewardCurve);
    curve.advance(spikes);
    for (const run of tasks) run.advance(trials);
    const [held, told, chance, punished] = tasks.map((run) => run.report());
    return { bins: curve.bins(), areas: curve.areas(), told, chance: chance.probability, punished: punished.probability,
      cosine: held.cosine };
  },
};
