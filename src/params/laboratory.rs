//! Settings of what the page lets one try beyond the paper's tables: noisy inference, chains without end, lesions.

use super::{
    CHAIN_SPIKES, GENERATE, GENERATE_ROUNDS, GENERATE_TOP_DOWN, JOINT_CHAIN_NOISE_H1, JOINT_CHAIN_NOISE_X,
    JOINT_CHAIN_STEP, JOINT_CHAIN_TOP_DOWN, JointChainParams, LATENT_CHAIN_NOISE_H1, LATENT_CHAIN_NOISE_X,
    LatentChainParams, N_STEPS, Param, RoundsParams, STEP, VARIANCE_SCALE,
};
use crate::error::Result;
use serde::{Deserialize, Serialize};

params![
    (temperature as TEMPERATURE: f32, "T", 0.0, 0.0, 1.0, "Langevin noise √(2δT) on h1 and h2 in each iteration; 0 is MAP inference", "noise of Bengio et al. 2015, Alg. 1; 0, as their experiment; 0.01 visibly shakes a digit, 0.1 dissolves it"),
    (chains as CHAIN_COUNT: usize, "", 64.0, 1.0, 64.0, "chains that run side by side", "chosen because a grid of 8 by 8 shows every digit"),
    (pictures as MORPH_COUNT: usize, "", 9.0, 2.0, 64.0, "pictures from one digit to the other, both included", "chosen because nine fit in a row"),
    (directions as DIRECTION_COUNT: usize, "", 6.0, 1.0, 20.0, "directions of h2 with a slider, the strongest first", "chosen because later ones hardly change a digit"),
    (amount as DIRECTION_AMOUNT: f32, "", 0.0, -3.0, 3.0, "how far along the direction, in standard deviations of p(h2)", "three standard deviations hold nearly all of p(h2)"),
];

params![
    /// Every way to hurt the network, in the order of the fields of [`LesionParams`].
    LESIONS,
    /// What is broken in a lesioned copy of a network. Field names are the names of [`LESIONS`]'s entries.
    LesionParams,
    (silent_h1: f32, "", 0.0, 0.0, 1.0, "share of h1's units, chosen by the seed, that stay silent", "chosen: nothing is broken at first"),
    (silent_h2: f32, "", 0.0, 0.0, 1.0, "share of h2's units, chosen by the seed, that stay silent", "chosen: nothing is broken at first"),
    (feedback_g1: f32, "", 1.0, 0.0, 1.0, "strength of the feedback g1 from h1 to the image; 0 cuts it", "chosen: nothing is broken at first"),
    (feedback_g2: f32, "", 1.0, 0.0, 1.0, "strength of the feedback g2 from h2 to h1; 0 cuts it", "chosen: nothing is broken at first"),
    (mismatch_g1: f32, "", 0.0, 0.0, 1.0, "share of h1's units whose feedback g1 is exchanged among them", "chosen: nothing is broken at first"),
    (mismatch_g2: f32, "", 0.0, 0.0, 1.0, "share of h2's units whose feedback g2 is exchanged among them", "chosen: nothing is broken at first"),
];

params![
    (darkest as BLANK_INK: f32, "", 0.5, 0.0, 1.0, "ink of its darkest pixel below which a picture is blank", "directed samples of the shipped models reach 0.82 or more, chains that have faded stay below 0.35"),
];

/// Digits that units are shown: few enough to infer while one waits, enough to have each digit in several forms.
pub const BANK_SIZE: usize = 120;

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
                rounds: GENERATE.defaults(),
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
                GENERATE.check(rounds)?;
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
    fn the_defaults_of_a_sampler_are_those_of_its_table() {
        for sampler in Sampler::ALL {
            sampler.defaults().check().unwrap();
        }
        let SamplerParams::Generate { temperature, .. } = Sampler::Generate.defaults() else { panic!() };
        assert_eq!(f64::from(temperature), Sampler::Generate.table()[5].default);
    }

    #[test]
    fn absurd_settings_are_refused_by_name() {
        let rounds = GENERATE.defaults();
        let message = |params: SamplerParams| params.check().unwrap_err().to_string();
        assert!(message(SamplerParams::Generate { rounds, temperature: 2.0 }).starts_with("temperature"));
        let joint = JointChainParams { step: f32::NAN, ..Default::default() };
        assert!(message(SamplerParams::JointChain(joint)).starts_with("step"));
        let lesions = LesionParams { mismatch_g1: -0.1, ..Default::default() };
        assert!(lesions.check().unwrap_err().to_string().starts_with("mismatch_g1"));
    }
}
