//! Settings of the two chains (§5).

use super::{GENERATE, InferenceParams, Param};
use crate::error::Result;
use serde::{Deserialize, Serialize};

/// Most chains of one seed, over all workers.
pub const MAX_CHAINS: usize = 1 << 12;

/// Corruption of the state of a chain.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChainNoise {
    /// Standard deviation of the noise on x.
    pub x: f32,
    /// Standard deviation of the noise on each latent layer below the top.
    pub h1: f32,
    /// Bernoulli draws whose mean stands for the top layer; 0 for that layer itself, without noise.
    pub spikes: usize,
}

const PAPER: &str = "Bengio et al. 2015, §5";
const SEARCH: &str = "Parzen log-likelihood of the chain's samples; the paper names no value";

params![
    (n_rounds as LATENT_CHAIN_ROUNDS: usize, "R", 5.0, 0.0, 10_000.0, "transitions of the chain", SEARCH),
    (noise_x as LATENT_CHAIN_NOISE_X: f32, "σ_x", 0.0, 0.0, 2.0, "noise on each new x", SEARCH),
    (noise_h1 as LATENT_CHAIN_NOISE_H1: f32, "σ_h1", 0.05, 0.0, 2.0, "noise on h1 at every iteration", SEARCH),
    (n_rounds as JOINT_CHAIN_ROUNDS: usize, "R", 20.0, 0.0, 10_000.0, "transitions of the chain", SEARCH),
    (step as JOINT_CHAIN_STEP: f32, "δ", 1.0, 0.0, 1.0, "how far every layer moves to what its neighbours rebuild", PAPER),
    (top_down as JOINT_CHAIN_TOP_DOWN: f32, "α", 0.5, 0.0, 1.0, "probability that h1 is rebuilt from above instead of below", PAPER),
    (noise_x as JOINT_CHAIN_NOISE_X: f32, "σ_x", 0.1, 0.0, 2.0, "noise on x at every transition", SEARCH),
    (noise_h1 as JOINT_CHAIN_NOISE_H1: f32, "σ_h1", 0.1, 0.0, 2.0, "noise on h1 at every transition", SEARCH),
    (spikes as CHAIN_SPIKES: usize, "", 3.0, 0.0, 1000.0, "Bernoulli draws whose mean stands for h2; 0 for no noise", "spike-like noise of Bengio et al. 2015, §4"),
];

impl ChainNoise {
    /// None at all.
    pub const NONE: Self = Self { x: 0.0, h1: 0.0, spikes: 0 };

    fn check(self, x: &Param, h1: &Param) -> Result<Self> {
        x.check(self.x.into())?;
        h1.check(self.h1.into())?;
        CHAIN_SPIKES.check(self.spikes as f64)?;
        Ok(self)
    }
}

/// Settings of [`LatentChain`](crate::sampling::LatentChain).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LatentChainParams {
    /// Transitions.
    pub n_rounds: usize,
    /// Noisy inference of each transition.
    pub inference: InferenceParams,
    /// Noise on the latents at every iteration of inference, on x at every transition.
    pub noise: ChainNoise,
}

impl Default for LatentChainParams {
    fn default() -> Self {
        Self {
            n_rounds: LATENT_CHAIN_ROUNDS.default as usize,
            inference: GENERATE.defaults().inference,
            noise: ChainNoise {
                x: LATENT_CHAIN_NOISE_X.default as f32,
                h1: LATENT_CHAIN_NOISE_H1.default as f32,
                spikes: CHAIN_SPIKES.default as usize,
            },
        }
    }
}

impl LatentChainParams {
    /// Checks every field against its range.
    ///
    /// # Errors
    /// [`Error::OutOfRange`](crate::error::Error::OutOfRange) for the first field outside.
    pub fn check(self) -> Result<Self> {
        LATENT_CHAIN_ROUNDS.check(self.n_rounds as f64)?;
        self.inference.check()?;
        self.noise.check(&LATENT_CHAIN_NOISE_X, &LATENT_CHAIN_NOISE_H1)?;
        Ok(self)
    }
}

/// Settings of [`JointChain`](crate::sampling::JointChain).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JointChainParams {
    /// Transitions.
    pub n_rounds: usize,
    /// How far every layer moves to what its neighbours rebuild; 1 in the paper.
    pub step: f32,
    /// Probability that a latent layer below the top is rebuilt from above; ½ in Eqs. 10 and 11.
    pub top_down: f32,
    /// Corruption before every transition.
    pub noise: ChainNoise,
}

impl Default for JointChainParams {
    fn default() -> Self {
        Self {
            n_rounds: JOINT_CHAIN_ROUNDS.default as usize,
            step: JOINT_CHAIN_STEP.default as f32,
            top_down: JOINT_CHAIN_TOP_DOWN.default as f32,
            noise: ChainNoise {
                x: JOINT_CHAIN_NOISE_X.default as f32,
                h1: JOINT_CHAIN_NOISE_H1.default as f32,
                spikes: CHAIN_SPIKES.default as usize,
            },
        }
    }
}

impl JointChainParams {
    /// Checks every field against its range.
    ///
    /// # Errors
    /// [`Error::OutOfRange`](crate::error::Error::OutOfRange) for the first field outside.
    pub fn check(self) -> Result<Self> {
        JOINT_CHAIN_ROUNDS.check(self.n_rounds as f64)?;
        JOINT_CHAIN_STEP.check(self.step.into())?;
        JOINT_CHAIN_TOP_DOWN.check(self.top_down.into())?;
        self.noise.check(&JOINT_CHAIN_NOISE_X, &JOINT_CHAIN_NOISE_H1)?;
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absurd_settings_are_refused_by_name() {
        let noise = ChainNoise { h1: f32::NAN, ..ChainNoise::NONE };
        let message = JointChainParams { noise, ..Default::default() }.check().unwrap_err().to_string();
        assert!(message.starts_with("noise_h1 must lie"), "{message}");
        assert!(LatentChainParams { n_rounds: 1_000_000, ..Default::default() }.check().is_err());
    }
}
