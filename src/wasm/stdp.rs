//! The experiments on spikes for the worker: each runs behind a handle that is advanced in slices; arrays are copies.

use super::{Outcome, to_js};
use crate::params::{
    CURVE, CurveSettings, DESCENT, DescentParams, Param, REWARD, RewardParams, SPIKING_PAIR,
    SpikingPairParams,
};
use crate::stdp::{
    Bin, Curve, Descent, Feedback, PairLearner, Push, RewardCurve, RewardTask, SmallDigits, SpikingPair,
    Surprise, Transmission,
};
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// The tables of the four experiments.
#[derive(Serialize)]
struct StdpParameters {
    curve: &'static [Param],
    descent: &'static [Param],
    spiking_pair: &'static [Param],
    reward: &'static [Param],
}

/// The tables from which the bench makes its controls.
#[wasm_bindgen]
pub fn stdp_parameters() -> Outcome<JsValue> {
    to_js(&StdpParameters { curve: CURVE, descent: DESCENT, spiking_pair: SPIKING_PAIR, reward: REWARD })
}

/// Experiment 1: the curve.
#[wasm_bindgen]
pub struct StdpCurve {
    curve: Curve,
}

#[wasm_bindgen]
impl StdpCurve {
    /// A run that has not yet begun; `settings` are `{pairing, drift, numbers}`.
    ///
    /// # Errors
    /// For numbers outside their ranges, or another pairing or drift.
    #[wasm_bindgen(constructor)]
    pub fn new(settings: JsValue, seed: u32) -> Outcome<StdpCurve> {
        let settings: CurveSettings = serde_wasm_bindgen::from_value(settings)?;
        Ok(Self { curve: Curve::new(settings, seed.into())? })
    }

    /// Simulates so many more pre-synaptic spikes.
    pub fn advance(&mut self, pre_spikes: u32) {
        self.curve.advance(pre_spikes.into());
    }

    /// Pairings so far: cheaper than a summary.
    pub fn pairings(&self) -> f64 {
        self.curve.pairings() as f64
    }

    /// Counts and sums of the run: `{pre_spikes, pairings, simulated_ms, weight_change, post_dv_dt, problem, fit}`.
    pub fn summary(&self) -> Outcome<JsValue> {
        #[derive(Serialize)]
        struct Summary {
            pre_spikes: u64,
            pairings: u64,
            simulated_ms: f64,
            weight_change: f64,
            post_dv_dt: f64,
            problem: Option<String>,
            fit: crate::stdp::CurveFit,
        }
        let curve = &self.curve;
        to_js(&Summary {
            pre_spikes: curve.pre_spikes(),
            pairings: curve.pairings(),
            simulated_ms: curve.simulated_ms(),
            weight_change: curve.weight_change(),
            post_dv_dt: curve.trial().post_dv_dt,
            problem: curve.problem(),
            fit: curve.fit(),
        })
    }

    /// Of every bin, one after the other: ΔT in ms, pairings, mean of ΔW and its standard error in mV/ms, and the
    /// fitted exponential there, NaN where there is none.
    pub fn bins(&self) -> Vec<f64> {
        let fit = self.curve.fit();
        let row = |bin: Bin| {
            let side = if bin.spike_interval_ms > 0.0 { fit.positive } else { fit.negative };
            let fitted = side.map_or(f64::NAN, |side| side.at(bin.spike_interval_ms.abs()));
            [bin.spike_interval_ms, bin.count as f64, bin.delta_w, bin.stderr, fitted]
        };
        self.curve.bins().into_iter().flat_map(row).collect()
    }

    /// Voltage of the last window, from −T to T, in mV.
    pub fn voltage(&self) -> Vec<f64> {
        self.curve.trial().voltage.clone()
    }

    /// Post-synaptic spikes of the last window, in ms.
    pub fn post_spikes(&self) -> Vec<f64> {
        self.curve.trial().post_spikes.clone()
    }
}

/// Experiment 2: the gradient.
#[wasm_bindgen]
pub struct StdpDescent {
    descent: Descent,
}

#[wasm_bindgen]
impl StdpDescent {
    /// A run that has not yet begun; with `reversed` the voltages are pushed away from their targets, with `learning` weights
    /// follow their changes.
    ///
    /// # Errors
    /// For numbers outside their ranges.
    #[wasm_bindgen(constructor)]
    pub fn new(numbers: JsValue, reversed: bool, learning: bool, seed: u32) -> Outcome<StdpDescent> {
        let params: DescentParams = serde_wasm_bindgen::from_value(numbers)?;
        let push = if reversed { Push::Away } else { Push::Towards };
        Ok(Self { descent: Descent::new(params, push, learning, seed.into())? })
    }

    /// Shows so many more patterns.
    pub fn advance(&mut self, patterns: u32) {
        self.descent.advance(patterns.into());
    }

    /// `{seconds, rate_hz, cosine, error, delta_rule_error}`.
    pub fn report(&self) -> Outcome<JsValue> {
        to_js(&self.descent.report())
    }

    /// Clamped rates or a runaway, in words.
    pub fn warning(&self) -> Option<String> {
        self.descent.warning()
    }
}

/// The digits of experiment 3, made once.
#[wasm_bindgen]
pub struct StdpDigits {
    digits: SmallDigits,
}

#[wasm_bindgen]
impl StdpDigits {
    /// Draws them; they are always the same.
    #[wasm_bindgen(constructor)]
    #[allow(clippy::new_without_default, reason = "JavaScript calls constructors only")]
    pub fn new() -> StdpDigits {
        Self { digits: SmallDigits::draw() }
    }
}

/// Experiment 3: one learner.
#[wasm_bindgen]
pub struct StdpPair {
    pair: SpikingPair,
}

#[wasm_bindgen]
impl StdpPair {
    /// A learner that has not yet seen a digit; activity is sent by so many `spikes`, or exactly where they are undefined.
    ///
    /// # Errors
    /// For numbers outside their ranges.
    #[wasm_bindgen(constructor)]
    pub fn new(
        numbers: JsValue,
        spikes: Option<f64>,
        dale: bool,
        digits: &StdpDigits,
        seed: u32,
    ) -> Outcome<StdpPair> {
        let params: SpikingPairParams = serde_wasm_bindgen::from_value(numbers)?;
        let learner =
            PairLearner { transmission: spikes.map_or(Transmission::Exact, Transmission::Spikes), dale };
        Ok(Self { pair: SpikingPair::new(params, learner, digits.digits.clone(), seed.into())? })
    }

    /// Learns from so many more digits.
    pub fn advance(&mut self, digits: u32) {
        self.pair.advance(digits.into());
    }

    /// Squared error per held-out digit: of what is learned, and with digits sent as while learning.
    pub fn errors(&self) -> Vec<f64> {
        let (exact, sent) = self.pair.errors();
        vec![exact, sent]
    }

    /// The first `count` held-out digits, then what becomes of them: images of 14×14.
    pub fn pictures(&self, count: usize) -> Vec<f32> {
        let (mut digits, pictures) = self.pair.pictures(count);
        digits.extend(pictures);
        digits
    }
}

/// Experiment 4: the curve.
#[wasm_bindgen]
pub struct StdpRewardCurve {
    curve: RewardCurve,
}

#[wasm_bindgen]
impl StdpRewardCurve {
    /// A run that has not yet begun; `settings` are those of experiment 1, `numbers` those of experiment 4.
    ///
    /// # Errors
    /// For numbers outside their ranges, or another pairing or drift.
    #[wasm_bindgen(constructor)]
    pub fn new(settings: JsValue, numbers: JsValue, seed: u32) -> Outcome<StdpRewardCurve> {
        let settings: CurveSettings = serde_wasm_bindgen::from_value(settings)?;
        let params: RewardParams = serde_wasm_bindgen::from_value(numbers)?;
        Ok(Self { curve: RewardCurve::new(settings, params, false, seed.into())? })
    }

    /// Simulates so many more pre-synaptic spikes, each with the reward that follows it.
    pub fn advance(&mut self, pre_spikes: u32) {
        self.curve.advance(pre_spikes.into());
    }

    /// Pre-synaptic spikes so far.
    pub fn pre_spikes(&self) -> f64 {
        self.curve.pre_spikes() as f64
    }

    /// Of every bin, one after the other: ΔT in ms, and the mean of ΔW and its standard error in mV/ms where the reward was better than
    /// its mean, where it was worse, and over all.
    pub fn bins(&self) -> Vec<f64> {
        let [better, worse, all] = Surprise::ALL.map(|surprise| self.curve.bins(surprise));
        let row = |((better, worse), all): ((Bin, Bin), Bin)| {
            let means = [better, worse, all].map(|bin| [bin.delta_w, bin.stderr]).concat();
            std::iter::once(better.spike_interval_ms).chain(means)
        };
        better.into_iter().zip(worse).zip(all).flat_map(row).collect()
    }

    /// The areas of the three curves, in the same order, each with its standard error, in mV.
    pub fn areas(&self) -> Vec<f64> {
        Surprise::ALL
            .map(|surprise| self.curve.area(surprise))
            .into_iter()
            .flat_map(<[f64; 2]>::from)
            .collect()
    }
}

/// Experiment 4: one neuron that learns.
#[wasm_bindgen]
pub struct StdpRewardTask {
    task: RewardTask,
}

#[wasm_bindgen]
impl StdpRewardTask {
    /// A run that has not yet begun; `feedback` is `reward`, `punishment` or `chance`, with `learning` weights follow their changes.
    ///
    /// # Errors
    /// For numbers outside their ranges, or another feedback.
    #[wasm_bindgen(constructor)]
    pub fn new(numbers: JsValue, feedback: JsValue, learning: bool, seed: u32) -> Outcome<StdpRewardTask> {
        let params: RewardParams = serde_wasm_bindgen::from_value(numbers)?;
        let feedback: Feedback = serde_wasm_bindgen::from_value(feedback)?;
        Ok(Self { task: RewardTask::new(params, feedback, learning, seed.into())? })
    }

    /// So many more trials.
    pub fn advance(&mut self, trials: u32) {
        self.task.advance(trials.into());
    }

    /// `{trials, probability, recent, spikes, cosine}`.
    pub fn report(&self) -> Outcome<JsValue> {
        to_js(&self.task.report())
    }
}
