//! The samplers and priors that `samples`, `parzen` and `quality` know, with their flags.

use crate::common::{Common, image_blocks, progress};
use crate::console::Outcome;
use crate::flags::{NoiseFlags, RoundsFlags, number};
use clap::ValueEnum;
use ndarray::{Array2, s};
use rand::SeedableRng;
use rand_pcg::Pcg64;
use std::slice::from_mut;
use targetprop::model::Model;
use targetprop::params::{
    GENERATE, InferenceParams, JointChainParams, LatentChainParams, RoundsParams, VARIANCE_SCALE,
};
use targetprop::sampling::{JointChain, LatentChain, denoise};

/// How samples are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Sampler {
    /// h2 from the prior, then both decoders
    Directed,
    /// Directed, then rounds of inference and decoding (Alg. 2)
    Generate,
    /// Directed, then noisy inference and decoding in turn (§5.2)
    LatentChain,
    /// Directed, then denoising of the corrupted image and latents at once (§5.1)
    JointChain,
}

/// Where h2 comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Prior {
    /// The paper's Gaussian with independent units
    Gaussian,
    /// The model's mixture of factor analysers
    Mixture,
}

/// The name of a choice in flags and results.
pub fn name(choice: impl ValueEnum) -> String {
    choice.to_possible_value().expect("no choice is hidden").get_name().to_owned()
}

/// Which samplers and priors a table has; without flags all.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct Selection {
    /// Measure this sampler only
    #[arg(long, value_enum)]
    sampler: Option<Sampler>,
    /// Measure this prior only
    #[arg(long, value_enum)]
    prior: Option<Prior>,
}

impl Selection {
    /// Every pair that is asked for.
    pub fn pairs(&self) -> Vec<(Sampler, Prior)> {
        let samplers: Vec<_> =
            self.sampler.map_or(Sampler::value_variants().to_vec(), |sampler| vec![sampler]);
        let priors = self.prior.map_or(Prior::value_variants().to_vec(), |prior| vec![prior]);
        priors.iter().flat_map(|&prior| samplers.iter().map(move |&sampler| (sampler, prior))).collect()
    }

    /// Whether nothing is left out.
    pub fn is_all(&self) -> bool {
        self.sampler.is_none() && self.prior.is_none()
    }
}

/// Settings of the samplers; each takes those that it has, in place of its own defaults.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct Settings {
    /// Factor on the variance of the Gaussian prior
    #[arg(long, value_name = "VALUE", default_value_t = VARIANCE_SCALE.default, value_parser = number(&VARIANCE_SCALE))]
    variance_scale: f64,
    #[command(flatten)]
    rounds: RoundsFlags,
    #[command(flatten)]
    noise: NoiseFlags,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            variance_scale: VARIANCE_SCALE.default,
            rounds: RoundsFlags::default(),
            noise: NoiseFlags::default(),
        }
    }
}

impl Settings {
    /// Factor on the variance of `prior`, if it has one.
    pub fn variance_scale(&self, prior: Prior) -> Option<f64> {
        (prior == Prior::Gaussian).then_some(self.variance_scale)
    }

    /// Rounds of `sampler` after the directed sample.
    pub fn n_rounds(&self, sampler: Sampler) -> usize {
        match sampler {
            Sampler::Directed => 0,
            Sampler::Generate => self.generate().n_rounds,
            Sampler::LatentChain => self.latent_chain().n_rounds,
            Sampler::JointChain => self.joint_chain().n_rounds,
        }
    }

    fn generate(&self) -> RoundsParams {
        self.rounds.or(GENERATE.defaults())
    }

    fn latent_chain(&self) -> LatentChainParams {
        let default = LatentChainParams::default();
        let RoundsParams { n_rounds, inference } =
            self.rounds.or(RoundsParams { n_rounds: default.n_rounds, inference: default.inference });
        LatentChainParams { n_rounds, inference, noise: self.noise.or(default.noise) }
    }

    fn joint_chain(&self) -> JointChainParams {
        let default = JointChainParams::default();
        let inference = InferenceParams { n_steps: 0, step: default.step, top_down: default.top_down };
        let RoundsParams { n_rounds, inference } =
            self.rounds.or(RoundsParams { n_rounds: default.n_rounds, inference });
        let InferenceParams { step, top_down, .. } = inference;
        JointChainParams { n_rounds, step, top_down, noise: self.noise.or(default.noise) }
    }
}

/// A model to sample from.
pub struct Source {
    model: Model,
    settings: Settings,
    seed: u64,
}

impl Source {
    /// Reads the model.
    pub fn open(common: &Common, settings: Settings) -> Outcome<Self> {
        Ok(Self::of(common.model()?, settings, common.seed()))
    }

    /// A model that has been read.
    pub fn of(model: Model, settings: Settings, seed: u64) -> Self {
        Self { model, settings, seed }
    }

    /// The model.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Draws `count` images `(count, 784)`; always the same ones.
    pub fn sample(&self, sampler: Sampler, prior: Prior, count: usize) -> Outcome<Array2<f32>> {
        let rng = &mut Pcg64::seed_from_u64(self.seed);
        let h2 = match prior {
            Prior::Gaussian => self.model.prior.sample(count, self.settings.variance_scale as f32, rng),
            Prior::Mixture => self.model.need_mixture()?.sample(count, 1.0, rng),
        };
        let bar = progress(&format!("samples, {}, {}", name(sampler), name(prior)), count);
        let images = image_blocks(count, &bar, |rows| {
            // Each block has random numbers of its own, so that blocks may run side by side.
            let rng = &mut Pcg64::seed_from_u64(self.seed.wrapping_add(1 + rows.start as u64));
            self.go_on(sampler, self.model.net.decode(h2.slice(s![rows, ..])), rng)
        });
        bar.finish_and_clear();
        Ok(images)
    }

    /// What follows the directed sample `x` `(B, 784)`.
    fn go_on(&self, sampler: Sampler, x: Array2<f32>, rng: &mut Pcg64) -> Array2<f32> {
        let net = &self.model.net;
        match sampler {
            Sampler::Directed => x,
            Sampler::Generate => denoise(net, x, &self.settings.generate()),
            Sampler::LatentChain => {
                let mut chain = LatentChain::start(net, x, self.settings.latent_chain());
                while chain.advance(net, from_mut(rng)) {}
                chain.x().mapv(|pixel| pixel.clamp(0.0, 1.0))
            }
            Sampler::JointChain => {
                let mut chain = JointChain::start(net, x, self.settings.joint_chain());
                while chain.advance(net, from_mut(rng)) {}
                chain.x().clone()
            }
        }
    }
}
