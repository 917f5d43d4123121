//! `evaluate inpaint`: Fig. 5 in numbers.
//!
//! Mean squared error per missing pixel; the paper's rounds should reach 0.016 where half of the pixels are
//! missing at random (mean image: 0.0645), and hardly beat the mean image where the lower half is; from the
//! mixture's expectation 0.0115 and 0.042.

use crate::common::{Common, image_blocks, progress};
use crate::console::Outcome;
use crate::flags::{RoundsFlags, number};
use clap::value_parser;
use ndarray::{Array2, s};
use serde::Serialize;
use targetprop::data::corruption::{Corruption, corrupt};
use targetprop::data::mnist::Split;
use targetprop::evaluation::Estimate;
use targetprop::evaluation::reconstruction::{error_per_missing_pixel, mean_image};
use targetprop::inference::ClampMask;
use targetprop::model::Model;
use targetprop::net::Network;
use targetprop::params::{
    EXPECTATION, ExpectationParams, INPAINT, INPAINT_FROM_EXPECTATION, InferenceParams, RoundsParams,
};
use targetprop::sampling::{self, Expectation};

/// What is missing: name, kind, strength.
pub type Hole = (&'static str, Corruption, f32);

/// Every kind of hole that is measured.
pub const HOLES: [Hole; 4] = [
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
    /// Take the last training digits, for choosing settings, instead of test digits
    #[arg(long)]
    validation: bool,
    /// Samples of the mixture from which rounds may start
    #[arg(long, value_name = "N", value_parser = number(&EXPECTATION[0]))]
    samples: Option<f64>,
    /// How strictly those samples must fit the visible pixels
    #[arg(long, value_name = "VALUE", value_parser = number(&EXPECTATION[1]))]
    precision: Option<f64>,
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
    let training = args.common.images(Split::Train)?;
    let clean = if args.validation {
        let first = training.nrows().saturating_sub(args.count as usize);
        training.slice(s![first.., ..]).to_owned()
    } else {
        args.common.test_digits(args.count)?
    };
    let mean = mean_image(training.view(), clean.nrows());
    let default = ExpectationParams::default();
    let params = ExpectationParams {
        samples: args.samples.map_or(default.samples, |n| n as usize),
        precision: args.precision.map_or(default.precision, |precision| precision as f32),
    };
    let expectation = Expectation::draw(&model.net, model.need_mixture()?, &params, &mut args.common.rng());
    let rounds = args.rounds.or(INPAINT.defaults());
    let further = args.rounds.or(INPAINT_FROM_EXPECTATION.defaults());
    // The same rounds with the encoder alone: what iterative inference adds.
    let plain = RoundsParams { inference: InferenceParams { n_steps: 0, ..rounds.inference }, ..rounds };

    let mut rows = Vec::new();
    for (missing, kind, strength) in HOLES {
        let (noisy, mask) = corrupt(clean.view(), kind, strength, &mut args.common.rng());
        let fill = |start: &Array2<f32>, params| fill(&model.net, missing, start, &mask, params);
        let expected = expectation.fill(&noisy, &mask);
        for (method, restored) in [
            ("noise", noisy.clone()),
            ("mean image", mask.fill(&clean, &mean)),
            ("encode and decode", fill(&noisy, &plain)),
            ("inference", fill(&noisy, &rounds)),
            ("inference, from expectation", fill(&expected, &further)),
            ("expectation", expected),
        ] {
            let Estimate { mean, stderr } = error_per_missing_pixel(&restored, clean.view(), &mask);
            rows.push(Row { missing, method, mean_squared_error: mean, stderr });
        }
    }
    Ok(rows)
}

/// Error per missing pixel where half of them are random, in-painted from the mixture's expectation.
pub fn half_random_error(common: &Common, model: &Model, count: u64) -> Outcome<Estimate> {
    let clean = common.test_digits(count)?;
    let (missing, kind, strength) = HOLES[0];
    let (noisy, mask) = corrupt(clean.view(), kind, strength, &mut common.rng());
    let params = ExpectationParams::default();
    let expectation = Expectation::draw(&model.net, model.need_mixture()?, &params, &mut common.rng());
    let start = expectation.fill(&noisy, &mask);
    let filled = fill(&model.net, missing, &start, &mask, &INPAINT_FROM_EXPECTATION.defaults());
    Ok(error_per_missing_pixel(&filled, clean.view(), &mask))
}

/// In-paints what is missing of `noisy`, on all cores; `name` says so beside the progress.
pub fn fill(
    net: &Network,
    name: &str,
    noisy: &Array2<f32>,
    mask: &ClampMask,
    params: &RoundsParams,
) -> Array2<f32> {
    let bar = progress(&format!("in-painting, {name}"), noisy.nrows());
    let filled = image_blocks(noisy.nrows(), &bar, |rows| {
        let mask = mask.rows(rows.clone());
        sampling::inpaint(net, noisy.slice(s![rows, ..]).to_owned(), mask, params)
    });
    bar.finish_and_clear();
    filled
}
