//! The samplers that `samples` and `parzen` know, with their flags.

use crate::common::progress;
use crate::flags::{RoundsFlags, number};
use clap::ValueEnum;
use ndarray::{Array2, Axis, concatenate};
use rand::Rng;
use serde::Serialize;
use targetprop::net::checkpoint::Model;
use targetprop::params::{RoundsParams, VARIANCE_SCALE};
use targetprop::sampling::{generate, sample_directed};

/// Samples between two movements of the progress bar.
const BLOCK: usize = 500;

/// How samples are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sampler {
    /// h2 from the prior, then both decoders
    Directed,
    /// Directed, then rounds of inference and decoding (Alg. 2)
    Generate,
}

impl Sampler {
    /// The name used in flags and results.
    pub fn name(self) -> String {
        self.to_possible_value().expect("no sampler is hidden").get_name().to_owned()
    }
}

/// Where h2 comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Prior {
    /// The paper's Gaussian with independent units
    Gaussian,
}

/// Settings of the samplers.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct Settings {
    /// Factor on the variance of the Gaussian prior
    #[arg(long, value_name = "S", default_value_t = VARIANCE_SCALE.default, value_parser = number(&VARIANCE_SCALE))]
    pub variance_scale: f64,
    #[command(flatten)]
    rounds: RoundsFlags,
}

impl Settings {
    /// Rounds after the directed sample.
    pub fn rounds(&self) -> RoundsParams {
        self.rounds.or(RoundsParams::generate())
    }
}

/// Draws `count` images `(count, 784)`.
pub fn sample(
    model: &Model,
    sampler: Sampler,
    settings: &Settings,
    count: usize,
    rng: &mut impl Rng,
) -> Array2<f32> {
    let bar = progress(&format!("samples, {}", sampler.name()), count);
    let variance_scale = settings.variance_scale as f32;
    let blocks: Vec<_> = (0..count)
        .step_by(BLOCK)
        .map(|start| {
            let count = BLOCK.min(count - start);
            let block = match sampler {
                Sampler::Directed => sample_directed(&model.net, &model.prior, count, variance_scale, rng),
                Sampler::Generate => {
                    generate(&model.net, &model.prior, count, variance_scale, &settings.rounds(), rng)
                }
            };
            bar.inc(count as u64);
            block
        })
        .collect();
    bar.finish_and_clear();
    let views: Vec<_> = blocks.iter().map(|block| block.view()).collect();
    concatenate(Axis(0), &views).expect("at least one sample is asked for")
}
