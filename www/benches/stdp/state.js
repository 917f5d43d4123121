// The settings of the bench on spikes: defaults, what a link keeps, and how far sliders reach.

import { choice, flag, number, numbers } from '../../app/fields.js';
import { SEED } from '../../app/state.js';

/**
 * @typedef {import('../../client/protocol.js').Param} Param
 * @typedef {{ curve: Param[], descent: Param[], spiking_pair: Param[], reward: Param[] }} Tables
 * @typedef {'curve' | 'descent' | 'spiking_pair' | 'reward'} Experiment
 * @typedef {{ seed: number, pairing: string, drift: string, dale: boolean, numbers: Record<Experiment, Record<string, number>> }} Settings
 */

export const EXPERIMENTS = /** @type {const} */ (['curve', 'descent', 'spiking_pair', 'reward']);

/** Sliders in sight; the others are under Advanced. @type {Record<Experiment, string[]>} */
export const IN_SIGHT = {
  curve: ['drift_spread', 'hold_ms', 'noise_mv', 'threshold_mv', 'bin_ms'],
  descent: ['rate_hz', 'push_ms', 'noise_mv', 'learning_rate'],
  spiking_pair: ['learning_rate', 'digits', 'inhibitory_share'],
  reward: ['learning_rate', 'eligibility_ms', 'delay_ms', 'exploration_mv', 'trials'],
};
/** Not a slider: the bench compares several. */
const COMPARED = ['spikes'];

/** Sliders that reach less far than the parameter: limits beyond which nothing is to be seen. @type {Record<string, [number, number]>} */
const REACH = {
  drift_spread: [0, 2], drift_mean: [-1, 1], hold_ms: [1, 200], noise_mv: [0, 10], threshold_mv: [-75, -30], rest_mv: [-80, -40],
  noise_ms: [0.1, 200], refractory_ms: [0.1, 30], bin_ms: [0.5, 20], time_step_ms: [0.02, 2], rate_hz: [0.1, 2000], push_ms: [1, 500],
  slope_ms: [0.1, 50], rest_spread_mv: [0, 20], eligibility_ms: [1, 5000], delay_ms: [0, 3000], pause_ms: [0, 5000],
  exploration_mv: [0.1, 20], baseline_trials: [1, 500], trials: [10, 10_000],
};

/** @param {Param[]} params @param {(param: Param) => boolean} wanted */
export const slidersOf = (params, wanted) =>
  params.filter((param) => wanted(param) && !COMPARED.includes(param.name)).map((param) => {
    const [min, max] = REACH[param.name] ?? [param.min, param.max];
    return { ...param, min: Math.max(min, param.min), max: Math.min(max, param.max) };
  });

/** What a link keeps. @param {Tables} tables */
export const fields = (tables) => [
  number('seed', SEED, 1),
  choice('pairing', ['nearest', 'all-to-all']),
  choice('drift', ['normal', 'uniform', 'laplace']),
  flag('dale'),
  ...EXPERIMENTS.flatMap((experiment) => numbers(tables[experiment], ['numbers', experiment], `${experiment}.`)),
];
