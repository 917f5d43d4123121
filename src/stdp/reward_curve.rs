//! Experiment 4, the curve: what a spike would have changed is changed by the reward that follows it.
//!
//! The windows and the changes are those of experiment 1. A while after each pre-synaptic spike a reward comes by chance, 1 or 0,
//! whatever the neuron did. Where it is better than its mean, the curve is that of experiment 1, smaller; where it is worse, its sign is
//! turned; over all, nothing changes on average.

use super::bins::{Bin, Bins};
use super::neuron::{Trial, simulate};
use super::reward::{Expectation, kept};
use super::rule::{delta_w, pairs};
use crate::error::Result;
use crate::params::{CurveSettings, RewardParams};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

/// Which pre-synaptic spikes are looked at: by what the reward was that followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surprise {
    /// Those whose reward was better than its running mean.
    Better,
    /// Those whose reward was worse.
    Worse,
    /// Every one, as reward came by chance.
    Any,
}

impl Surprise {
    /// Better, worse, and any.
    pub const ALL: [Self; 3] = [Self::Better, Self::Worse, Self::Any];
}

/// A running experiment.
#[derive(Debug, Clone)]
pub struct RewardCurve {
    settings: CurveSettings,
    params: RewardParams,
    /// 1, or −1 for a reward of the opposite sign.
    sign: f64,
    rng: Pcg64,
    trial: Trial,
    expectation: Expectation,
    /// Of the synapse, at the last reward, in mV/ms.
    eligibility: f64,
    better: Bins,
    worse: Bins,
    any: Bins,
    pre_spikes: u64,
    /// Sum of every change, in mV/ms.
    weight_change: f64,
}

impl RewardCurve {
    /// An experiment that has not yet begun; with `negated` the reward is 0 or −1 in place of 0 or 1.
    ///
    /// # Errors
    /// If a number of `settings` or `params` lies outside its range.
    pub fn new(settings: CurveSettings, params: RewardParams, negated: bool, seed: u64) -> Result<Self> {
        let (settings, params) = (settings.check()?, params.check()?);
        let bins = Bins::new(&settings.numbers);
        Ok(Self {
            settings,
            params,
            sign: if negated { -1.0 } else { 1.0 },
            rng: Pcg64::seed_from_u64(seed),
            trial: Trial::default(),
            expectation: Expectation::new(&params),
            eligibility: 0.0,
            better: bins.clone(),
            worse: bins.clone(),
            any: bins,
            pre_spikes: 0,
            weight_change: 0.0,
        })
    }

    /// Simulates `pre_spikes` more spikes, each with the reward that follows it. Results do not depend on how a run is cut into
    /// slices.
    pub fn advance(&mut self, pre_spikes: u64) {
        let CurveSettings { pairing, drift, numbers } = &self.settings;
        let until_reward = kept(self.params.delay_ms, &self.params);
        let until_spike = kept(self.params.pause_ms, &self.params);
        for _ in 0..pre_spikes {
            simulate(numbers, *drift, &mut self.rng, &mut self.trial);
            self.eligibility = self.eligibility * until_spike + delta_w(1.0, self.trial.post_dv_dt);
            self.eligibility *= until_reward;
            let rewarded = self.rng.random::<f64>() < self.params.reward_chance;
            let surprise = self.expectation.surprise(if rewarded { self.sign } else { 0.0 });
            let change = surprise * self.eligibility;
            let intervals = pairs(&self.trial, *pairing);
            if surprise > 0.0 {
                self.better.add(intervals, change);
            } else if surprise < 0.0 {
                self.worse.add(intervals, change);
            }
            self.any.add(intervals, change);
            self.weight_change += change;
        }
        self.pre_spikes += pre_spikes;
    }

    /// Pre-synaptic spikes so far.
    pub fn pre_spikes(&self) -> u64 {
        self.pre_spikes
    }

    /// What the weight has changed by in all, in mV/ms.
    pub fn weight_change(&self) -> f64 {
        self.weight_change
    }

    /// The bins of a curve, from −T to T.
    pub fn bins(&self, outcome: Surprise) -> Vec<Bin> {
        match outcome {
            Surprise::Better => self.better.all(),
            Surprise::Worse => self.worse.all(),
            Surprise::Any => self.any.all(),
        }
    }

    /// The area between a curve and 0, with the sign that ΔT · ΔW has, and its standard error, in mV. Positive for the curve of
    /// experiment 1.
    pub fn area(&self, outcome: Surprise) -> (f64, f64) {
        let (mut area, mut variance) = (0.0, 0.0);
        for bin in self.bins(outcome) {
            area += bin.delta_w * bin.spike_interval_ms.signum();
            variance += bin.stderr * bin.stderr;
        }
        let width = self.settings.numbers.bin_ms;
        (width * area, width * variance.sqrt())
    }
}
