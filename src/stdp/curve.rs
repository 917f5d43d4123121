//! Experiment 1: the STDP curve emerges (Fig. 1).

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
    /// Per bin: pairings, sum of ΔW, sum of ΔW².
    sums: Vec<(u64, f64, f64)>,
    /// Sum of every ΔW, each pre-synaptic spike counted once, in mV/ms.
    weight_change: f64,
}

/// One bin of ΔT.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Bin {
    /// Middle of the bin, ΔT = t_post − t_pre, in ms.
    pub spike_interval_ms: f64,
    /// Pairings.
    pub count: u64,
    /// Mean of `S_i · dV_j/dt`, in mV/ms; 0 where there is no pairing.
    pub delta_w: f64,
    /// Its standard error, in mV/ms. Pairs count as independent, so with all-to-all pairing it is a little too small.
    pub stderr: f64,
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
        let side = (settings.numbers.window_ms / settings.numbers.bin_ms).floor() as usize;
        Ok(Self {
            settings,
            rng: Pcg64::seed_from_u64(seed),
            trial: Trial::default(),
            pre_spikes: 0,
            sums: vec![(0, 0.0, 0.0); 2 * side],
            weight_change: 0.0,
        })
    }

    /// Simulates `pre_spikes` more windows around a pre-synaptic spike each. Results do not depend on how a run is
    /// cut into slices.
    pub fn advance(&mut self, pre_spikes: u64) {
        let CurveSettings { pairing, drift, numbers } = &self.settings;
        let side = (self.sums.len() / 2) as f64;
        for _ in 0..pre_spikes {
            simulate(numbers, *drift, &mut self.rng, &mut self.trial);
            let change = delta_w(1.0, self.trial.post_dv_dt);
            self.weight_change += change;
            for interval in pairs(&self.trial, *pairing) {
                let bin = (interval / numbers.bin_ms).floor() + side;
                if bin >= 0.0 && bin < 2.0 * side {
                    let (count, sum, squares) = &mut self.sums[bin as usize];
                    *count += 1;
                    *sum += change;
                    *squares += change * change;
                }
            }
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
        self.sums.iter().map(|(count, ..)| count).sum()
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
        let side = (self.sums.len() / 2) as f64;
        let bin = |(i, &(count, sum, squares)): (usize, &(u64, f64, f64))| {
            let n = count as f64;
            let mean = if count > 0 { sum / n } else { 0.0 };
            let variance = if count > 1 { ((squares - sum * mean) / (n - 1.0)).max(0.0) } else { 0.0 };
            Bin {
                spike_interval_ms: (i as f64 + 0.5 - side) * self.settings.numbers.bin_ms,
                count,
                delta_w: mean,
                stderr: if count > 1 { (variance / n).sqrt() } else { 0.0 },
            }
        };
        self.sums.iter().enumerate().map(bin).collect()
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
