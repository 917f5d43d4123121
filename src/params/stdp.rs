//! Settings of the three experiments on spikes (§2), with real units: ms, mV, Hz.

use super::Param;
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};

/// Values of a cortical or hippocampal pyramidal cell.
const PYRAMIDAL: &str = "a usual value for pyramidal cells";
/// Chosen so that the numbers are read off surely.
const PRECISION: &str = "chosen because results no longer change within their error bars";

params![
    /// Every number of experiment 1, the curve, in the order of the fields of [`CurveParams`].
    CURVE,
    /// Numbers of experiment 1. Field names are the names of [`CURVE`]'s entries.
    #[derive(Copy)]
    CurveParams,
    (drift_spread: f64, ["s", "mV/ms"], 0.5, 0.0, 5.0, "standard deviation of the drift dV/dt that the other inputs give", "chosen because the curve then decays as fast as measured ones: 17 and 34 ms, Bi & Poo 2001"),
    (hold_ms: f64, ["τₕ", "ms"], 30.0, 1.0, 10_000.0, "how long, on average, the other inputs keep the drift as it is", "order of the time constants of membranes and synapses"),
    (noise_mv: f64, ["σ", "mV"], 0.5, 0.0, 20.0, "standard deviation of the noise on the voltage", PYRAMIDAL),
    (threshold_mv: f64, ["θ", "mV"], -55.0, -90.0, 0.0, "voltage above which the neuron fires", PYRAMIDAL),
    (rest_mv: f64, ["V₀", "mV"], -60.0, -90.0, 0.0, "mean voltage at the pre-synaptic spike", PYRAMIDAL),
    (rest_spread_mv: f64, ["s₀", "mV"], 5.0, 0.0, 20.0, "standard deviation of the voltage at the pre-synaptic spike; a draw above threshold is mirrored below it", PYRAMIDAL),
    (drift_mean: f64, ["m", "mV/ms"], 0.0, -5.0, 5.0, "mean of the drift dV/dt", "chosen because neither direction should be preferred"),
    (noise_ms: f64, ["τₙ", "ms"], 20.0, 0.1, 1000.0, "correlation time of the noise", "a membrane's time constant"),
    (refractory_ms: f64, ["τᵣ", "ms"], 2.0, 0.1, 100.0, "shortest time between two post-synaptic spikes", PYRAMIDAL),
    (window_ms: f64, ["T", "ms"], 100.0, 5.0, 500.0, "largest distance between a pre- and a post-synaptic spike", "range of Bi & Poo 1998, Fig. 7"),
    (bin_ms: f64, ["", "ms"], 5.0, 0.5, 100.0, "width of a bin of the curve", "chosen because curve and error bars can be read"),
    (time_step_ms: f64, ["dt", "ms"], 0.5, 0.02, 5.0, "time step of the simulation", PRECISION),
];

/// Which post-synaptic spikes a pre-synaptic one is paired with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pairing {
    /// The nearest alone.
    #[default]
    Nearest,
    /// Every one in the window.
    AllToAll,
}

/// Distribution of the drift.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Drift {
    /// Many weak inputs.
    #[default]
    Normal,
    /// All drifts up to √3 standard deviations alike.
    Uniform,
    /// Two-sided exponential: few strong inputs.
    Laplace,
}

/// Settings of experiment 1: the curve of Fig. 1.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CurveSettings {
    /// Which spikes are paired.
    pub pairing: Pairing,
    /// Distribution of the drift.
    pub drift: Drift,
    /// The numbers.
    pub numbers: CurveParams,
}

impl CurveSettings {
    /// Checks every number, and that the window holds a bin and a bin a time step.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] for the first number outside.
    pub fn check(self) -> Result<Self> {
        let numbers = self.numbers.check()?;
        let bound = |name: &str, found: f64, max: f64| {
            let name = name.to_owned();
            if found <= max { Ok(()) } else { Err(Error::OutOfRange { name, min: 0.0, max, found }) }
        };
        bound("bin_ms (at most window_ms)", numbers.bin_ms, numbers.window_ms)?;
        bound("time_step_ms (at most bin_ms)", numbers.time_step_ms, numbers.bin_ms)?;
        Ok(self)
    }
}

params![
    /// Every number of experiment 2, the gradient, in the order of the fields of [`DescentParams`].
    DESCENT,
    /// Numbers of experiment 2. Field names are the names of [`DESCENT`]'s entries.
    #[derive(Copy)]
    DescentParams,
    (rate_hz: f64, ["r", "Hz"], 50.0, 0.1, 100_000.0, "mean rate of the pre-synaptic Poisson spikes", "the rate at which the direction is judged"),
    (push_ms: f64, ["τₚ", "ms"], 50.0, 1.0, 10_000.0, "time constant with which the voltage nears its target", "order of a slow synapse"),
    (noise_mv: f64, ["σ", "mV"], 0.5, 0.0, 20.0, "standard deviation of the noise on the voltage", PYRAMIDAL),
    (learning_rate: f64, ["ε", "ms"], 0.2, 0.0, 10.0, "factor on each change of a weight", "fast, yet stable"),
    (patterns: usize, "K", 10.0, 1.0, 100.0, "patterns that are shown in turn", "chosen because more patterns than one make the direction hard"),
    (window_ms: f64, ["T", "ms"], 100.0, 5.0, 1000.0, "how long one pattern is shown", "twice the time constant of the push"),
    (inputs: usize, "", 20.0, 1.0, 500.0, "pre-synaptic units", "chosen because their spikes can be seen one by one"),
    (outputs: usize, "", 10.0, 1.0, 200.0, "post-synaptic units", "chosen because their spikes can be seen one by one"),
    (noise_ms: f64, ["τₙ", "ms"], 20.0, 0.1, 1000.0, "correlation time of the noise", "a membrane's time constant"),
    (slope_ms: f64, ["w", "ms"], 5.0, 0.1, 100.0, "time over which a synapse reads the slope of the voltage", "order of a back-propagating spike's width"),
    (time_step_ms: f64, ["dt", "ms"], 0.5, 0.02, 5.0, "time step of the simulation", PRECISION),
];

params![
    /// Every number of experiment 3, spikes all the way, in the order of the fields of [`SpikingPairParams`].
    SPIKING_PAIR,
    /// Numbers of experiment 3. Field names are the names of [`SPIKING_PAIR`]'s entries.
    #[derive(Copy)]
    SpikingPairParams,
    (spikes: f64, "n", 30.0, 0.1, 10_000.0, "mean number of spikes of a fully active unit while a digit is shown", "chosen because the error of what is learned is then within 25 % of the exact rule's"),
    (learning_rate: f64, "ε", 0.02, 0.0, 1.0, "learning rate of both maps", "fast, yet stable for few spikes"),
    (hidden: usize, "H", 64.0, 1.0, 1000.0, "hidden units", "chosen because learning is then over in seconds"),
    (digits: usize, "", 4000.0, 10.0, 1_000_000.0, "digits that are shown while learning", "the error levels off"),
    (inference_steps: usize, "N", 3.0, 0.0, 50.0, "iterations by which targetprop improves the hidden layer (Eq. 12)", "chosen because more change little"),
    (inhibitory_share: f64, "", 0.5, 0.0, 1.0, "share of units with negative weights under Dale's constraint", "chosen because both signs are then at hand"),
];
