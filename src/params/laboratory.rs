//! Settings of what the page lets one try beyond the paper's tables: noisy inference, chains without end, lesions.

use super::{
    CHAIN_SPIKES, GENERATE_ROUNDS, GENERATE_TOP_DOWN, JOINT_CHAIN_NOISE_H1, JOINT_CHAIN_NOISE_X,
    JOINT_CHAIN_STEP, JOINT_CHAIN_TOP_DOWN, JointChainParams, LATENT_CHAIN_NOISE_H1, LATENT_CHAIN_NOISE_X,
    LatentChainParams, N_STEPS, Param, RoundsParams, STEP, VARIANCE_SCALE,
};
use crate::error::Result;
use serde::{Deserialize, Serialize};

param!(
    /// Temperature of variational MCMC.
    TEMPERATURE, "temperature", "T", 0.0, 0.0, 1.0, false,
    "Langevin noise √(2δT) on h1 and h2 in each iteration; 0 is MAP inference",
    "noise of Bengio et al. 2015, Alg. 1; 0, as their experiment; 0.01 visibly shakes a digit, 0.1 dissolves it"
);
param!(
    /// Chains that run side by side.
    CHAIN_COUNT, "chains", "", 64.0, 1.0, 64.0, true,
    "chains that run side by side", "chosen because a grid of 8 by 8 shows every digit"
);
param!(
    /// Pictures of a morph.
    MORPH_COUNT, "pictures", "", 9.0, 2.0, 64.0, true,
    "pictures from one digit to the other, both included", "chosen because nine fit in a row"
);
param!(
    /// Directions of h2 that have a slider.
    DIRECTION_COUNT, "directions", "", 6.0, 1.0, 20.0, true,
    "directions of h2 with a slider, the strongest first", "chosen because later ones hardly change a digit"
);
param!(
    /// Way along a direction of h2.
    DIRECTION_AMOUNT, "amount", "", 0.0, -3.0, 3.0, false,
    "how far along the direction, in standard deviations of p(h2)", "three standard deviations hold nearly all of p(h2)"
);

param_table![
    /// Every way to hurt the network, in the order of the fields of [`LesionParams`].
    LESIONS,
    /// What is broken in a lesioned copy of a network. Field names are the names of [`LESIONS`]'s entries.
    LesionParams,
    (silent_h1: f32, "", 0.0, 0.0, 1.0, false, "share of h1's units, chosen by the seed, that stay silent", "chosen: nothing is broken at first"),
    (silent_h2: f32, "", 0.0, 0.0, 1.0, false, "share of h2's units, chosen by the seed, that stay silent", "chosen: nothing is broken at first"),
    (feedback_g1: f32, "", 1.0, 0.0, 1.0, false, "strength of the feedback g1 from h1 to the image; 0 cuts it", "chosen: nothing is broken at first"),
    (feedback_g2: f32, "", 1.0, 0.0, 1.0, false, "strength of the feedback g2 from h2 to h1; 0 cuts it", "chosen: nothing is broken at first"),
    (mismatch_g1: f32, "", 0.0, 0.0, 1.0, false, "share of h1's units whose feedback g1 is exchanged among them", "chosen: nothing is broken at first"),
    (mismatch_g2: f32, "", 0.0, 0.0, 1.0, false, "share of h2's units whose feedback g2 is exchanged among them", "chosen: nothing is broken at first"),
];

/// How a chain makes pictures from directed samples, and with which settings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum SamplerParams {
    /// `h2 ~ p(h2)` decoded, and drawn anew in every step (§4).
    Directed,
    /// GENERATE (Alg. 2), drawn anew after its last round.
    Generate {
        /// Rounds of inference and decoding.
        rounds: RoundsParams,
        /// T of [`TEMPERATURE`].
        temperature: f32,
    },
    /// The latents as corruption (§5.2); `n_rounds` does not end it.
    LatentChain(LatentChainParams),
    /// The joint denoising chain (§5.1); `n_rounds` does not end it.
    JointChain(JointChainParams),
}

/// The samplers by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sampler {
    /// See [`SamplerParams::Directed`].
    Directed,
    /// See [`SamplerParams::Generate`].
    Generate,
    /// See [`SamplerParams::LatentChain`].
    LatentChain,
    /// See [`SamplerParams::JointChain`].
    JointChain,
}

impl Sampler {
    /// All of them, in the paper's order of appearance.
    pub const ALL: [Self; 4] = [Self::Directed, Self::Generate, Self::LatentChain, Self::JointChain];

    /// The settings that it has, the variance factor of the prior first.
    pub fn table(self) -> &'static [Param] {
        match self {
            Self::Directed => &[VARIANCE_SCALE],
            Self::Generate => {
                &[VARIANCE_SCALE, GENERATE_ROUNDS, N_STEPS, STEP, GENERATE_TOP_DOWN, TEMPERATURE]
            }
            Self::LatentChain => &[
                VARIANCE_SCALE,
                N_STEPS,
                STEP,
                GENERATE_TOP_DOWN,
                LATENT_CHAIN_NOISE_X,
                LATENT_CHAIN_NOISE_H1,
                CHAIN_SPIKES,
            ],
            Self::JointChain => &[
                VARIANCE_SCALE,
                JOINT_CHAIN_STEP,
                JOINT_CHAIN_TOP_DOWN,
                JOINT_CHAIN_NOISE_X,
                JOINT_CHAIN_NOISE_H1,
                CHAIN_SPIKES,
            ],
        }
    }

    /// The default settings.
    pub fn defaults(self) -> SamplerParams {
        match self {
            Self::Directed => SamplerParams::Directed,
            Self::Generate => SamplerParams::Generate {
                rounds: RoundsParams::generate(),
                temperature: TEMPERATURE.default as f32,
            },
            Self::LatentChain => SamplerParams::LatentChain(LatentChainParams::default()),
            Self::JointChain => SamplerParams::JointChain(JointChainParams::default()),
        }
    }
}

impl SamplerParams {
    /// Checks every field against its range.
    ///
    /// # Errors
    /// [`Error::OutOfRange`](crate::error::Error::OutOfRange) for the first field outside.
    pub fn check(self) -> Result<Self> {
        match self {
            Self::Directed => (),
            Self::Generate { rounds, temperature } => {
                rounds.check()?;
                TEMPERATURE.check(temperature.into())?;
            }
            Self::LatentChain(params) => {
                params.check()?;
            }
            Self::JointChain(params) => {
                params.check()?;
            }
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_lie_in_their_ranges_and_are_those_of_the_tables() {
        LesionParams::default().check().unwrap();
        for sampler in Sampler::ALL {
            sampler.defaults().check().unwrap();
            for param in sampler.table() {
                param.check(param.default).unwrap();
            }
        }
        let Param { default, .. } = Sampler::Generate.table()[5];
        let SamplerParams::Generate { temperature, .. } = Sampler::Generate.defaults() else { panic!() };
        assert_eq!(f64::from(temperature), default);
    }

    #[test]
    fn absurd_settings_are_refused_by_name() {
        let rounds = RoundsParams::generate();
        let message = |params: SamplerParams| params.check().unwrap_err().to_string();
        assert!(message(SamplerParams::Generate { rounds, temperature: 2.0 }).starts_with("temperature"));
        let joint = JointChainParams { step: f32::NAN, ..Default::default() };
        assert!(message(SamplerParams::JointChain(joint)).starts_with("step"));
        let lesions = LesionParams { mismatch_g1: -0.1, ..Default::default() };
        assert!(lesions.check().unwrap_err().to_string().starts_with("mismatch_g1"));
    }
}
