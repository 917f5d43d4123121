//! Settings of the four experiments on spikes (§2), with real units: ms, mV, Hz.

use super::Param;
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};

/// Values of a cortical or hippocampal pyramidal cell.
const PYRAMIDAL: &str = "a usual value for pyramidal cells";
/// Chosen so that the numbers are read off surely.
const PRECISION: &str = "chosen because results no longer change within their error bars";
/// Chosen so that one neuron learns its task within some hundred trials.
const LEARNS: &str = "chosen because the task is then learned within some hundred trials";

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

params![
    /// Every number of experiment 4, reward, in the order of the fields of [`RewardParams`].
    REWARD,
    /// Numbers of experiment 4. Field names are the names of [`REWARD`]'s entries.
    #[derive(Copy)]
    RewardParams,
    (eligibility_ms: f64, ["τₑ", "ms"], 1000.0, 1.0, 60_000.0, "time constant with which a synapse forgets what it is eligible for", "Izhikevich 2007"),
    (delay_ms: f64, ["d", "ms"], 200.0, 0.0, 10_000.0, "how long after what it is for the reward comes", "chosen because the spikes are long over, yet not forgotten"),
    (learning_rate: f64, ["ε", "ms"], 0.3, 0.0, 10.0, "factor on each change of a weight", "fast, yet stable"),
    (exploration_mv: f64, ["σ", "mV"], 5.0, 0.1, 50.0, "standard deviation of the push that other inputs give the voltage in a trial", LEARNS),
    (trials: usize, "", 2000.0, 10.0, 100_000.0, "trials of learning", "the probability of reward levels off"),
    (reward_chance: f64, "p", 0.5, 0.0, 1.0, "how often a reward follows a spike of the curve; always or never makes it constant", "chosen because reward is then as often above its mean as below"),
    (baseline_trials: f64, ["n", ""], 50.0, 1.0, 10_000.0, "rewards over which their running mean goes back", "chosen because the mean is then steady, yet follows what is learned"),
    (pause_ms: f64, ["", "ms"], 1000.0, 0.0, 60_000.0, "time from a reward to the next trial", "chosen because little of the last trial is then still eligible"),
    (patterns: usize, "K", 4.0, 2.0, 20.0, "patterns that are shown by chance; every second one asks for spikes", "chosen because more patterns than two make the direction hard"),
    (inputs: usize, "", 20.0, 1.0, 100.0, "pre-synaptic units", "chosen because their spikes can be seen one by one"),
    (rate_hz: f64, ["r", "Hz"], 50.0, 0.1, 200.0, "mean rate of the pre-synaptic Poisson spikes", "the rate at which the direction is judged"),
    (window_ms: f64, ["T", "ms"], 100.0, 5.0, 500.0, "how long one pattern is shown", "twice the time constant of the push"),
    (push_ms: f64, ["τₚ", "ms"], 50.0, 1.0, 10_000.0, "time constant with which the voltage nears its target", "order of a slow synapse"),
    (most_hz: f64, ["ρ", "Hz"], 200.0, 1.0, 1000.0, "rate that the neuron nears far above its threshold", PYRAMIDAL),
    (softness_mv: f64, ["Δ", "mV"], 2.0, 0.1, 20.0, "how gradually the rate rises around the threshold", PYRAMIDAL),
    (yes_spikes: usize, "c", 10.0, 1.0, 100.0, "post-synaptic spikes in a trial from which on they are an answer", "what the neuron fires at its threshold"),
    (time_step_ms: f64, ["dt", "ms"], 1.0, 0.1, 1.0, "time step of the simulation", PRECISION),
];
