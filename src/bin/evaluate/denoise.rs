//! `evaluate denoise`: noise on every pixel, none known to be clean.

use crate::common::{Common, image_blocks, progress};
use crate::console::Outcome;
use crate::flags::RoundsFlags;
use clap::value_parser;
use ndarray::{Array2, s};
use serde::Serialize;
use targetprop::data::corruption::{Corruption, corrupt};
use targetprop::evaluation::Estimate;
use targetprop::evaluation::reconstruction::error_per_pixel;
use targetprop::net::Network;
use targetprop::params::{DENOISE, GENERATE, InferenceParams, RoundsParams};
use targetprop::sampling;

/// What is done to clean digits: name, kind, strength.
const NOISES: [(&str, Corruption, f32); 3] = [
    ("Gaussian 0.3", Corruption::Gaussian, 0.3),
    ("Gaussian 0.6", Corruption::Gaussian, 0.6),
    ("25 % salt and pepper", Corruption::SaltAndPepper, 0.25),
];

/// Mean squared error per pixel after denoising test digits
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    pub common: Common,
    /// Test digits
    #[arg(long, value_name = "N", default_value_t = 2_000, value_parser = value_parser!(u64).range(1..=10_000))]
    count: u64,
    #[command(flatten)]
    rounds: RoundsFlags,
}

/// One kind of noise and one way to remove it.
#[derive(Debug, Serialize)]
pub struct Row {
    noise: &'static str,
    method: &'static str,
    /// Rounds of inference and decoding.
    n_rounds: usize,
    /// Iterations of inference in each.
    n_steps: usize,
    /// Top-down weight α.
    top_down: Option<f32>,
    /// Mean squared error per pixel against the clean digit, in squared units of pixel intensity.
    mean_squared_error: f64,
    stderr: f64,
}

/// Runs the command.
pub fn run(args: &Args) -> Outcome<Vec<Row>> {
    let model = args.common.model()?;
    let clean = args.common.test_digits(args.count)?;
    let paper = InferenceParams::default();
    let rounds = |n_rounds, inference| RoundsParams { n_rounds, inference };
    let encoder = InferenceParams { n_steps: 0, ..paper };
    let methods = [
        ("noisy input", rounds(0, encoder)),
        ("g1(f1(x))", rounds(1, encoder)),
        ("g1(f1(x)), repeated", rounds(3, encoder)),
        ("generate's rounds", GENERATE.defaults()),
        ("denoise", args.rounds.or(DENOISE.defaults())),
    ];
    let mut rows = Vec::new();
    for (noise, kind, strength) in NOISES {
        let (noisy, _) = corrupt(clean.view(), kind, strength, &mut args.common.rng());
        for (method, params) in &methods {
            let restored = restore(&model.net, noise, &noisy, params);
            let Estimate { mean, stderr } = error_per_pixel(restored.view(), clean.view());
            let n_steps = params.inference.n_steps;
            rows.push(Row {
                noise,
                method,
                n_rounds: params.n_rounds,
                n_steps,
                top_down: (n_steps > 0).then_some(params.inference.top_down),
                mean_squared_error: mean,
                stderr,
            });
        }
    }
    Ok(rows)
}

fn restore(net: &Network, name: &str, noisy: &Array2<f32>, params: &RoundsParams) -> Array2<f32> {
    let bar = progress(&format!("denoising, {name}"), noisy.nrows());
    let restored = image_blocks(noisy.nrows(), &bar, |rows| {
        sampling::denoise(net, noisy.slice(s![rows, ..]).to_owned(), params)
    });
    bar.finish_and_clear();
    restored
}
