//! Spikes: the rule `ΔW_ij ∝ S_i · dV_j/dt` shows the STDP curve and descends a gradient (§2, Eq. 1, Fig. 1).
//!
//! Four experiments, each a value that is advanced in slices and looked at in between:
//!
//! 1. [`Curve`]: around a pre-synaptic spike the other inputs of a [`neuron`] give its voltage a locally constant
//!    drift; the mean of `S_i · dV_j/dt` in bins of `ΔT = t_post − t_pre` is the curve, to which [`fit`]
//!    lays an exponential on either side. No window of any shape is put in.
//! 2. [`Descent`]: voltages pushed towards a target, Poisson spikes, and Eq. 1 alone: the accumulated change points
//!    along the gradient of the squared error.
//! 3. [`SpikingPair`]: an encoder and a decoder that learn digits with spikes in place of exact activations.
//! 4. [`RewardCurve`] and [`RewardTask`]: the same changes, kept for a while and made by a [`reward`]: the curve keeps its sign or
//!    turns it, and a neuron that is told right or wrong, and nothing else, learns when to fire. The paper names reward (§1, §9);
//!    the form of the rule is our own.
//!
//! Times are in ms, voltages in mV, rates in Hz. What is not modelled: conductances, dendrites, reset after a spike
//! (the voltage stands for the sum of inputs, as in the paper), delays.

mod bins;
mod curve;
mod descent;
pub mod fit;
mod math;
pub mod neuron;
pub mod reward;
mod reward_curve;
mod reward_task;
mod rule;
mod spiking_pair;

pub use bins::Bin;
pub use curve::{Curve, CurveFit, MIN_COUNT};
pub use descent::{Descent, DescentReport, Push};
pub use fit::Exponential;
pub use reward_curve::{RewardCurve, Surprise};
pub use reward_task::{Feedback, RewardReport, RewardTask};
pub use rule::{delta_w, pairs};
pub use spiking_pair::{PairLearner, SIDE, SmallDigits, SpikingPair, Transmission};
