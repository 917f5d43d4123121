//! Experiment 1: the STDP curve emerges (Fig. 1).

use super::bins::{Bin, Bins};
use super::fit::{self, Exponential};
use super::neuron::{Trial, simulate};
use super::rule::{delta_w, pairs};
use crate::error::Result;
use crate::params::CurveSettings;
use rand::SeedableRng;
use rand_pcg::Pcg64;
use serde::Serialize;

/// Pairings that a bin needs before its mean counts.
pub const MIN_COUNT: u64 = 100;
/// After so many pre-synaptic spikes without a single pairing the run says that there is no curve.
const PATIENCE: u64 = 1_000;

/// A running experiment.
#[derive(Debug, Clone)]
pub struct Curve {
    settings: CurveSettings,
    rng: Pcg64,
    trial: Trial,
    /// Pre-synaptic spikes so far.
    pre_spikes: u64,
    bins: Bins,
    /// Sum of every ΔW, each pre-synaptic spike counted once, in mV/ms.
    weight_change: f64,
}

/// The exponentials on both sides of the curve.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct CurveFit {
    /// For ΔT > 0; none where too few bins are filled or the curve is flat.
    pub positive: Option<Exponential>,
    /// For ΔT < 0.
    pub negative: Option<Exponential>,
    /// Bins with at least 100 pairings.
    pub full_bins: usize,
    /// Those of them whose sign is that of ΔT.
    pub right_signs: usize,
}

impl Curve {
    /// An experiment that has not yet begun.
    ///
    /// # Errors
    /// If a number of `settings` lies outside its range.
    pub fn new(settings: CurveSettings, seed: u64) -> Result<Self> {
        let settings = settings.check()?;
        Ok(Self {
            settings,
            rng: Pcg64::seed_from_u64(seed),
            trial: Trial::default(),
            pre_spikes: 0,
            bins: Bins::new(&settings.numbers),
            weight_change: 0.0,
        })
    }

    /// Simulates `pre_spikes` more windows around a pre-synaptic spike each. Results do not depend on how a run is
    /// cut into slices.
    pub fn advance(&mut self, pre_spikes: u64) {
        let CurveSettings { pairing, drift, numbers } = &self.settings;
        for _ in 0..pre_spikes {
            simulate(numbers, *drift, &mut self.rng, &mut self.trial);
            let change = delta_w(1.0, self.trial.post_dv_dt);
            self.weight_change += change;
            self.bins.add(pairs(&self.trial, *pairing), change);
        }
        self.pre_spikes += pre_spikes;
    }

    /// The settings of the run.
    pub fn settings(&self) -> &CurveSettings {
        &self.settings
    }

    /// The last window simulated.
    pub fn trial(&self) -> &Trial {
        &self.trial
    }

    /// Pre-synaptic spikes so far.
    pub fn pre_spikes(&self) -> u64 {
        self.pre_spikes
    }

    /// Pairings so far.
    pub fn pairings(&self) -> u64 {
        self.bins.pairings()
    }

    /// Simulated time so far, in ms.
    pub fn simulated_ms(&self) -> f64 {
        self.pre_spikes as f64 * 2.0 * self.settings.numbers.window_ms
    }

    /// What the weight has changed by in all, in mV/ms.
    pub fn weight_change(&self) -> f64 {
        self.weight_change
    }

    /// The bins, from −T to T.
    pub fn bins(&self) -> Vec<Bin> {
        self.bins.all()
    }

    /// Exponentials through the bins with at least 100 pairings.
    pub fn fit(&self) -> CurveFit {
        let full: Vec<Bin> = self.bins().into_iter().filter(|bin| bin.count >= MIN_COUNT).collect();
        let side = |sign: f64| -> Vec<(f64, f64)> {
            let bins = full.iter().map(|bin| (sign * bin.spike_interval_ms, bin.delta_w));
            bins.filter(|(interval, _)| *interval > 0.0).collect()
        };
        CurveFit {
            positive: fit::exponential(&side(1.0)),
            negative: fit::exponential(&side(-1.0)),
            full_bins: full.len(),
            right_signs: full.iter().filter(|bin| bin.delta_w * bin.spike_interval_ms > 0.0).count(),
        }
    }

    /// Why there is no curve, once that is sure enough to say.
    pub fn problem(&self) -> Option<String> {
        let numbers = &self.settings.numbers;
        if self.pre_spikes < PATIENCE || self.pairings() > 0 {
            return None;
        }
        Some(format!(
            "the voltage never crossed the threshold within {} ms of any of {} pre-synaptic spikes: expected some post-synaptic spikes, found none; \
             lower threshold_mv ({}), or raise rest_mv ({}), drift_spread ({}) or noise_mv ({})",
            numbers.window_ms,
            self.pre_spikes,
            numbers.threshold_mv,
            numbers.rest_mv,
            numbers.drift_spread,
            numbers.noise_mv
        ))
    }
}
