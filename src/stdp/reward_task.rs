//! Experiment 4, learning: one neuron that is told right or wrong, and nothing else.
//!
//! In a trial a pattern is shown: pre-synaptic units fire at Poisson rates proportional to `x_i`. The neuron's voltage stands at
//! `V = Σ_i W_i x_i` above its threshold when its other inputs begin to push it, up or down by chance: by ξ, normally distributed. It
//! fires the more the higher the voltage is. For half of the patterns it should fire at least `yes_spikes` times, for the others it
//! should not. A while later it gets a reward of 1 where it did right, else of 0.
//!
//! As the voltage goes from V towards V + ξ, the synapse's eligibility becomes about `x_i ξ`, and for normal ξ the mean of `R ξ` is
//! σ² times the slope of R's mean (Stein's lemma). So the rule climbs the expected reward, on average; yet not quite straight up: the push
//! grows during the trial, which counts less for a pattern for which the neuron fires early.

use super::math::{exp, normal, poisson};
use super::reward::{Expectation, kept};
use super::rule::delta_w;
use crate::error::Result;
use crate::math::cosine;
use crate::params::RewardParams;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use serde::{Deserialize, Serialize};

/// Standard deviation of the first voltages over patterns, in mV.
const START_SPREAD_MV: f64 = 2.0;
/// Pushes over which the exact expectation is taken: so many on either side of 0, up to so many standard deviations.
const PUSHES: i32 = 16;
const WIDEST: f64 = 4.0;

/// What the neuron is told after a trial.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Feedback {
    /// 1 for right, 0 for wrong.
    #[default]
    Reward,
    /// −1 for right, 0 for wrong.
    Punishment,
    /// 1 or 0 by chance, whatever it did.
    Chance,
}

/// A running experiment.
#[derive(Debug, Clone)]
pub struct RewardTask {
    params: RewardParams,
    feedback: Feedback,
    /// Whether weights follow their changes; else they are held and the changes are only added up.
    learning: bool,
    rng: Pcg64,
    /// `(K, I)` in \[0,1\]. Every second one, the first included, asks for spikes.
    patterns: Vec<f64>,
    mean_activity: f64,
    /// `(I)`, in mV.
    weights: Vec<f64>,
    /// `(I)`, in mV/ms.
    eligibility: Vec<f64>,
    /// `(I)`: sum of all `(R − R̄) e_i`, in mV/ms.
    change: Vec<f64>,
    expectation: Expectation,
    /// Running mean of being right, whatever the neuron was told.
    right: Expectation,
    trials: u64,
}

/// Where an experiment stands.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct RewardReport {
    /// Trials so far.
    pub trials: u64,
    /// Exact probability of doing right with the present weights.
    pub probability: f64,
    /// Running mean of the trials that went right; none before the first.
    pub recent: Option<f64>,
    /// Mean number of spikes in a trial, over the patterns that ask for spikes, and over the others.
    pub spikes: [f64; 2],
    /// Cosine between all changes so far and the exact gradient of the probability at the first weights (at the present
    /// ones while learning); none before the first change.
    pub cosine: Option<f64>,
}

/// What one pattern leads to, averaged over pushes and spikes.
#[derive(Debug, Clone, Copy, Default)]
struct Expected {
    right: f64,
    /// Slope of `right` by the voltage, in 1/mV.
    slope: f64,
    spikes: f64,
}

impl RewardTask {
    /// An experiment that has not yet begun: patterns uniform in \[0,1\], first weights normal.
    ///
    /// # Errors
    /// If a number of `params` lies outside its range.
    pub fn new(params: RewardParams, feedback: Feedback, learning: bool, seed: u64) -> Result<Self> {
        let params = params.check()?;
        let RewardParams { patterns: k, inputs, .. } = params;
        let mut rng = Pcg64::seed_from_u64(seed);
        let patterns: Vec<f64> = (0..k * inputs).map(|_| rng.random()).collect();
        // x² has mean 1/3.
        let scale = START_SPREAD_MV / (inputs as f64 / 3.0).sqrt();
        let weights = (0..inputs).map(|_| scale * normal(&mut rng)).collect();
        Ok(Self {
            feedback,
            learning,
            rng,
            mean_activity: patterns.iter().sum::<f64>() / patterns.len() as f64,
            patterns,
            weights,
            eligibility: vec![0.0; inputs],
            change: vec![0.0; inputs],
            expectation: Expectation::new(&params),
            right: Expectation::new(&params),
            trials: 0,
            params,
        })
    }

    /// So many more trials. Results do not depend on how a run is cut into slices.
    pub fn advance(&mut self, trials: u64) {
        for _ in 0..trials {
            self.trial();
        }
        self.trials += trials;
    }

    fn trial(&mut self) {
        let params = self.params;
        let k = self.rng.random_range(0..params.patterns);
        let right = self.right_answer(k) == self.answer(k);
        self.right.surprise(f64::from(right));
        let reward = match self.feedback {
            Feedback::Reward => f64::from(right),
            Feedback::Punishment => -f64::from(right),
            Feedback::Chance => f64::from(self.rng.random::<bool>()),
        };
        let surprise = self.expectation.surprise(reward);
        let (until_reward, until_trial) = (kept(params.delay_ms, &params), kept(params.pause_ms, &params));
        let weights = self.weights.iter_mut().zip(&mut self.change);
        for (eligibility, (weight, change)) in self.eligibility.iter_mut().zip(weights) {
            *eligibility *= until_reward;
            *change += surprise * *eligibility;
            if self.learning {
                *weight += params.learning_rate * surprise * *eligibility;
            }
            *eligibility *= until_trial;
        }
    }

    /// Whether pattern `k` asks for spikes.
    fn right_answer(&self, k: usize) -> bool {
        k.is_multiple_of(2)
    }

    /// Shows pattern `k`: adds what its spikes make of Eq. 1 to the eligibilities, and says whether the neuron fired often enough.
    fn answer(&mut self, k: usize) -> bool {
        let params = self.params;
        let dt = params.time_step_ms;
        let start = self.voltage(k);
        let gone = self.gone();
        let x = &self.patterns[k * params.inputs..][..params.inputs];
        // At most one spike a time step, which only a unit far more active than the mean would exceed.
        let per_step = params.rate_hz / 1000.0 * dt / self.mean_activity;
        let keep = kept(dt, &params);
        let push = params.exploration_mv * normal(&mut self.rng);
        let mut fired = 0;
        let mut before = start;
        for gone in gone {
            let voltage = start + gone * push;
            let slope = (voltage - before) / dt;
            before = voltage;
            for (eligibility, &x) in self.eligibility.iter_mut().zip(x) {
                *eligibility *= keep;
                if self.rng.random::<f64>() < per_step * x {
                    *eligibility += delta_w(1.0, slope);
                }
            }
            fired += poisson(rate_per_ms(voltage, &params) * dt, &mut self.rng);
        }
        fired as usize >= params.yes_spikes
    }

    /// Which share of its way the push has gone after each time step of a trial.
    fn gone(&self) -> Vec<f64> {
        let RewardParams { window_ms, push_ms, time_step_ms: dt, .. } = self.params;
        let steps = (window_ms / dt).round() as usize;
        (1..=steps).map(|step| 1.0 - exp(-(step as f64) * dt / push_ms)).collect()
    }

    /// The voltage before the push, from the threshold, in mV.
    fn voltage(&self, k: usize) -> f64 {
        let x = self.patterns[k * self.params.inputs..].iter();
        x.zip(&self.weights).map(|(x, w)| x * w).sum()
    }

    /// What each pattern leads to, `(K)`.
    fn expected(&self) -> Vec<Expected> {
        let RewardParams {
            patterns, exploration_mv, softness_mv, most_hz, yes_spikes, time_step_ms: dt, ..
        } = self.params;
        let gone = self.gone();
        let most = most_hz / 1000.0;
        let pushes: Vec<(f64, f64)> = (-PUSHES..=PUSHES)
            .map(|i| WIDEST * f64::from(i) / f64::from(PUSHES))
            .map(|z| (z * exploration_mv, exp(-z * z / 2.0)))
            .collect();
        let mass: f64 = pushes.iter().map(|(_, density)| density).sum();
        let of_pattern = |k: usize| {
            let start = self.voltage(k);
            let mut sum = Expected::default();
            for (push, density) in &pushes {
                // Mean number of spikes, and its slope by the voltage.
                let (mut mean, mut mean_slope) = (0.0, 0.0);
                for gone in &gone {
                    let rate = rate_per_ms(start + gone * push, &self.params);
                    mean += rate * dt;
                    mean_slope += rate * (1.0 - rate / most) / softness_mv * dt;
                }
                let (yes, yes_slope) = at_least(yes_spikes, mean);
                let share = density / mass;
                sum.right += share * if self.right_answer(k) { yes } else { 1.0 - yes };
                sum.slope += share * mean_slope * if self.right_answer(k) { yes_slope } else { -yes_slope };
                sum.spikes += share * mean;
            }
            sum
        };
        (0..patterns).map(of_pattern).collect()
    }

    /// Probability of doing right over all patterns, and its gradient by the weights, `(I)`, in 1/mV.
    fn mean_of(&self, expected: &[Expected]) -> (f64, Vec<f64>) {
        let count = expected.len() as f64;
        let mut gradient = vec![0.0; self.params.inputs];
        for (expected, x) in expected.iter().zip(self.patterns.chunks_exact(self.params.inputs)) {
            gradient.iter_mut().zip(x).for_each(|(sum, x)| *sum += x * expected.slope / count);
        }
        (expected.iter().map(|expected| expected.right).sum::<f64>() / count, gradient)
    }

    /// Sum of all `(R − R̄) e_i`, `(I)`, in mV/ms.
    pub fn change(&self) -> &[f64] {
        &self.change
    }

    /// Where the experiment stands.
    pub fn report(&self) -> RewardReport {
        let expected = self.expected();
        let (probability, gradient) = self.mean_of(&expected);
        let spikes = [true, false].map(|asked| {
            let of = || (0..expected.len()).filter(|&k| self.right_answer(k) == asked);
            of().map(|k| expected[k].spikes).sum::<f64>() / of().count() as f64
        });
        RewardReport {
            trials: self.trials,
            probability,
            recent: self.right.mean(),
            spikes,
            cosine: cosine(&self.change, &gradient),
        }
    }
}

/// Rate of the neuron at a voltage from the threshold.
fn rate_per_ms(voltage: f64, params: &RewardParams) -> f64 {
    params.most_hz / 1000.0 / (1.0 + exp(-voltage / params.softness_mv))
}

/// The probability that a Poisson number of this mean is at least `count` (≥ 1), and its slope by the mean.
fn at_least(count: usize, mean: f64) -> (f64, f64) {
    let mut term = exp(-mean);
    let mut below = term;
    for n in 1..count {
        term *= mean / n as f64;
        below += term;
    }
    (1.0 - below, term)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gradient_is_the_slope_of_the_probability() {
        let mut task = RewardTask::new(RewardParams::default(), Feedback::Reward, false, 1).unwrap();
        let (_, gradient) = task.mean_of(&task.expected());
        for (i, slope) in gradient.into_iter().enumerate() {
            // Central differences: the error is that of the third derivative, 1e-10 here.
            const STEP: f64 = 1e-4;
            let mut at = |by: f64| {
                task.weights[i] += by;
                let (probability, _) = task.mean_of(&task.expected());
                task.weights[i] -= by;
                probability
            };
            let difference = (at(STEP) - at(-STEP)) / (2.0 * STEP);
            assert!((difference - slope).abs() < 1e-7, "{i}: {difference} {slope}");
        }
    }

    #[test]
    fn at_least_one_spike_is_not_none() {
        let (yes, slope) = at_least(1, 2.0);
        assert!((yes - (1.0 - (-2f64).exp())).abs() < 1e-14 && (slope - (-2f64).exp()).abs() < 1e-14);
        // 1 − e⁻² (1 + 2 + 2) for three.
        assert!((at_least(3, 2.0).0 - (1.0 - 5.0 * (-2f64).exp())).abs() < 1e-14);
    }
}
