//! `evaluate synthetic`: the model on digits of the generator beside MNIST's.
//!
//! The shipped read-out should name at least 0.9 of the synthetic digits. A model that learned from 10,000 of them
//! (`train --data synthetic`) should in-paint MNIST's with at most twice the shipped model's error where half of the
//! pixels are missing at random.

use crate::common::{Common, TEST_DIGITS};
use crate::console::Outcome;
use crate::inpaint::{self, Hole};
use crate::read_out::read;
use clap::value_parser;
use ndarray::Array2;
use serde::Serialize;
use targetprop::data::corruption::corrupt;
use targetprop::data::mnist::Split;
use targetprop::data::synthetic;
use targetprop::evaluation::Estimate;
use targetprop::evaluation::reconstruction::{error_per_missing_pixel, mean_image};
use targetprop::model::Model;
use targetprop::params::INPAINT;

/// Synthetic digits whose mean fills what is missing, for comparison.
const MEAN_OF: usize = 10_000;
/// What is missing: half of the pixels at random, and the lower half.
const HOLES: [&Hole; 2] = [&inpaint::HOLES[0], &inpaint::HOLES[3]];

/// Read-out and in-painting (Fig. 5) on synthetic digits beside MNIST's test digits
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    pub common: Common,
    /// Digits of each kind
    #[arg(long, value_name = "N", default_value_t = 1_000, value_parser = value_parser!(u64).range(1..=TEST_DIGITS))]
    count: u64,
}

/// One measure, on digits of one kind.
#[derive(Debug, Serialize)]
pub struct Row {
    digits: &'static str,
    measure: String,
    value: f64,
    stderr: f64,
}

/// Digits to measure on, and the mean of those to learn from.
struct Digits {
    name: &'static str,
    /// `(count, 784)`.
    images: Array2<f32>,
    /// `(count)`.
    labels: Vec<u8>,
    /// `(count, 784)`, rows alike.
    mean: Array2<f32>,
}

/// Runs the command.
pub fn run(args: &Args) -> Outcome<Vec<Row>> {
    let model = args.common.model()?;
    let count = args.count as usize;
    let (images, labels) = synthetic::digits(args.common.seed(), synthetic::HELD_OUT, count);
    let (learned, _) = synthetic::digits(args.common.seed(), 0, MEAN_OF);
    let mean = mean_image(learned.view(), count);
    let ours = Digits { name: "synthetic", images, labels, mean };
    let theirs = Digits {
        name: "MNIST test",
        images: args.common.test_digits(args.count)?,
        labels: args.common.test_labels(args.count)?,
        mean: mean_image(args.common.images(Split::Train)?.view(), count),
    };
    let mut rows = Vec::new();
    for digits in [ours, theirs] {
        rows.push(accuracy(&model, &digits));
        for hole in HOLES {
            rows.extend(inpainting(&args.common, &model, &digits, hole));
        }
    }
    Ok(rows)
}

/// Share of the digits that the read-out names.
fn accuracy(model: &Model, digits: &Digits) -> Row {
    let read = read(model, digits.images.view());
    let right = read.iter().zip(&digits.labels).map(|(found, label)| f64::from(found.0 == *label));
    row(digits, "read-out, share read right".to_owned(), Estimate::of(right))
}

/// Squared error per missing pixel: of the paper's rounds, and of the mean image.
fn inpainting(common: &Common, model: &Model, digits: &Digits, hole: &Hole) -> [Row; 2] {
    let &(missing, kind, strength) = hole;
    let clean = digits.images.view();
    let (noisy, mask) = corrupt(clean, kind, strength, &mut common.rng());
    let filled = inpaint::fill(&model.net, missing, &noisy, &mask, &INPAINT.defaults());
    let by_mean = mask.fill(&digits.images, &digits.mean);
    [("inference", filled), ("mean image", by_mean)].map(|(method, restored)| {
        let error = error_per_missing_pixel(&restored, clean, &mask);
        row(digits, format!("in-painting, {missing}, {method}"), error)
    })
}

fn row(digits: &Digits, measure: String, Estimate { mean, stderr }: Estimate) -> Row {
    Row { digits: digits.name, measure, value: mean, stderr }
}
