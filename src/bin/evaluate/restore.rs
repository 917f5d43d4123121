//! `evaluate restore`: blind restoration, iteration by iteration.
//!
//! After the last iteration the error should be at most 0.0068, 0.0160, 0.0045, 0.0150, 0.0110 and 0.0300 for the six noises,
//! and 0.001 for digits that were never spoilt. Iteration 0 is the first pass, g1(f1(x)).

use crate::common::{Common, map_blocks, progress};
use crate::console::Outcome;
use clap::value_parser;
use ndarray::{Array2, s};
use serde::Serialize;
use targetprop::data::corruption::{Corruption, corrupt};
use targetprop::evaluation::Estimate;
use targetprop::evaluation::reconstruction::{error_per_pixel, squared_errors};
use targetprop::inference::ClampMask;
use targetprop::model::Model;
use targetprop::params::{IMAGE_PIXELS, RestorationParams};
use targetprop::restoration::{Restoration, Restorer};
use targetprop::sampling::Expectation;

/// Name; kind and strength; error of the peer and its standard error.
type Noise = (&'static str, Option<(Corruption, f32)>, [f64; 2]);

/// What is done to clean digits; and the error, with its standard error, of a denoising auto-encoder
/// 784-1000-784 that learned all six noises and clean digits by back-propagation. `tests/golden/restoration.py peer` trains one
/// and measures it on the first 1,000 test digits.
const NOISES: [Noise; 7] = [
    ("Gaussian 0.3", Some((Corruption::Gaussian, 0.3)), [0.00672, 0.00009]),
    ("Gaussian 0.6", Some((Corruption::Gaussian, 0.6)), [0.01675, 0.00019]),
    ("salt and pepper 25 %", Some((Corruption::SaltAndPepper, 0.25)), [0.01074, 0.00013]),
    ("random pixels 50 %", Some((Corruption::RandomPixels, 0.5)), [0.01684, 0.00019]),
    ("block 10x10", Some((Corruption::Block, 10.0 / 28.0)), [0.01692, 0.00020]),
    ("lower half", Some((Corruption::LowerHalf, 0.5)), [0.02540, 0.00033]),
    ("none", None, [0.00343, 0.00006]),
];

/// Mean squared error per pixel after restoring test digits, blind and told which pixels are spoilt
///
/// Beside them stand the figures of a peer that learned by back-propagation, as they were measured on 1,000 digits.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    pub common: Common,
    /// Test digits
    #[arg(long, value_name = "N", default_value_t = 1_000, value_parser = value_parser!(u64).range(1..=10_000))]
    count: u64,
}

/// One kind of noise, one way to remove it, one iteration.
#[derive(Debug, Serialize)]
pub struct Row {
    noise: &'static str,
    method: &'static str,
    /// 0 is the first pass; for spoilt digits themselves there is no other.
    iteration: usize,
    /// Mean squared error per pixel against the clean digit, in squared units of pixel intensity.
    mean_squared_error: f64,
    stderr: f64,
}

/// Runs the command.
pub fn run(args: &Args) -> Outcome<Vec<Row>> {
    let model = args.common.model()?;
    let restorer = args.common.restorer(&model)?;
    let clean = args.common.test_digits(args.count)?;
    let params = RestorationParams::default();
    let (rounds, rng) = (params.rounds, &mut args.common.rng());
    let expectation = Expectation::draw(&model.net, model.need_mixture()?, &params.expectation(), rng);
    let mut rows = Vec::new();
    for (noise, corruption, [peer, peer_stderr]) in NOISES {
        let (spoilt, mask) = match corruption {
            Some((kind, strength)) => corrupt(clean.view(), kind, strength, &mut args.common.rng()),
            None => (clean.clone(), ClampMask::new(Array2::from_elem(clean.dim(), false))),
        };
        let mut push = |method, iteration, Estimate { mean, stderr }| {
            rows.push(Row { noise, method, iteration, mean_squared_error: mean, stderr });
        };
        push("spoilt", 0, error_per_pixel(spoilt.view(), clean.view()));
        push("back-propagation", 0, Estimate { mean: peer, stderr: peer_stderr });
        for (method, mask) in [("blind", None), ("told", Some(&mask))] {
            let bar = progress(&format!("restoring, {noise}, {method}"), clean.nrows());
            let blocks = map_blocks(clean.nrows(), &bar, |rows| {
                let mask = mask.map(|mask| mask.rows(rows.clone()));
                let rows = s![rows, ..];
                errors(
                    &model,
                    &restorer,
                    &expectation,
                    spoilt.slice(rows),
                    mask.as_ref(),
                    clean.slice(rows),
                    rounds,
                )
            });
            bar.finish_and_clear();
            for iteration in 0..=rounds {
                let errors = blocks.iter().flat_map(|block| block[iteration].iter().copied());
                push(method, iteration, Estimate::of(errors));
            }
        }
    }
    Ok(rows)
}

/// Squared error per pixel of each image after each iteration.
fn errors(
    model: &Model,
    restorer: &Restorer,
    expectation: &Expectation,
    spoilt: ndarray::ArrayView2<f32>,
    mask: Option<&ClampMask>,
    clean: ndarray::ArrayView2<f32>,
    rounds: usize,
) -> Vec<Vec<f64>> {
    let mut restoration = Restoration::start(&model.net, restorer, spoilt, mask);
    let mut errors = Vec::new();
    loop {
        let squared = squared_errors(restoration.picture().view(), clean);
        errors.push(squared.iter().map(|sum| sum / IMAGE_PIXELS as f64).collect());
        if restoration.round() == rounds {
            return errors;
        }
        restoration.advance(&model.net, restorer, expectation);
    }
}
