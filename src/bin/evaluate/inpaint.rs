//! `evaluate inpaint`: Fig. 5 in numbers.
//!
//! Mean squared error per missing pixel; the paper's rounds should reach 0.016 where half of the pixels are
//! missing at random (mean image: 0.0645), and hardly beat the mean image where the lower half is.

use crate::common::{Common, Outcome, image_blocks, progress};
use crate::flags::RoundsFlags;
use clap::value_parser;
use ndarray::{Array2, s};
use serde::Serialize;
use targetprop::data::corruption::{Corruption, corrupt};
use targetprop::data::mnist::Split;
use targetprop::evaluation::Estimate;
use targetprop::evaluation::reconstruction::{error_per_missing_pixel, mean_image};
use targetprop::inference::ClampMask;
use targetprop::net::Network;
use targetprop::params::{InferenceParams, RoundsParams};
use targetprop::sampling;

/// What is missing: name, kind, strength.
const HOLES: [(&str, Corruption, f32); 4] = [
    ("half random", Corruption::RandomPixels, 0.5),
    ("80 % random", Corruption::RandomPixels, 0.8),
    ("14×14 block", Corruption::Block, 0.5),
    ("lower half", Corruption::LowerHalf, 0.5),
];

/// Mean squared error per missing pixel after in-painting test digits (Fig. 5)
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    pub common: Common,
    /// Test digits; 10,000 take four minutes on two cores
    #[arg(long, value_name = "N", default_value_t = 2_000, value_parser = value_parser!(u64).range(1..=10_000))]
    count: u64,
    #[command(flatten)]
    rounds: RoundsFlags,
}

/// One kind of hole and one way to fill it.
#[derive(Debug, Serialize)]
pub struct Row {
    missing: &'static str,
    method: &'static str,
    /// Mean squared error per missing pixel, in squared units of pixel intensity.
    mean_squared_error: f64,
    stderr: f64,
}

/// Runs the command.
pub fn run(args: &Args) -> Outcome<Vec<Row>> {
    let model = args.common.model()?;
    let clean = args.common.test_digits(args.count)?;
    let mean = mean_image(args.common.images(Split::Train)?.view(), clean.nrows());
    let rounds = args.rounds.or(RoundsParams::inpaint());
    // The same rounds with the encoder alone: what iterative inference adds.
    let plain = RoundsParams { inference: InferenceParams { n_steps: 0, ..rounds.inference }, ..rounds };

    let mut rows = Vec::new();
    for (missing, kind, strength) in HOLES {
        let (noisy, mask) = corrupt(clean.view(), kind, strength, &mut args.common.rng());
        let fill = |params| fill(&model.net, missing, &noisy, &mask, params);
        for (method, restored) in [
            ("noise", noisy.clone()),
            ("mean image", mask.fill(&clean, &mean)),
            ("encode and decode", fill(&plain)),
            ("inference", fill(&rounds)),
        ] {
            let Estimate { mean, stderr } = error_per_missing_pixel(&restored, clean.view(), &mask);
            rows.push(Row { missing, method, mean_squared_error: mean, stderr });
        }
    }
    Ok(rows)
}

fn fill(
    net: &Network,
    name: &str,
    noisy: &Array2<f32>,
    mask: &ClampMask,
    params: &RoundsParams,
) -> Array2<f32> {
    let bar = progress(&format!("in-painting, {name}"), noisy.nrows());
    let filled = image_blocks(noisy.nrows(), &bar, |rows| {
        let mask = ClampMask::new(mask.missing().slice(s![rows.clone(), ..]).to_owned());
        sampling::inpaint(net, noisy.slice(s![rows, ..]).to_owned(), mask, params)
    });
    bar.finish_and_clear();
    filled
}
