//! `evaluate read-out`: how often the softmax layer on h1 and h2 names the digit.
//!
//! Should give at least 0.97 on test digits.

use crate::common::{Common, TEST_DIGITS, map_blocks, progress};
use crate::console::Outcome;
use clap::value_parser;
use ndarray::{ArrayView2, s};
use serde::Serialize;
use targetprop::evaluation::Estimate;
use targetprop::inference::infer;
use targetprop::model::Model;
use targetprop::params::InferenceParams;
use targetprop::top::DIGITS;

/// Accuracy of the read-out on test digits, digit by digit
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    pub common: Common,
    /// Test digits
    #[arg(long, value_name = "N", default_value_t = TEST_DIGITS, value_parser = value_parser!(u64).range(1..=TEST_DIGITS))]
    count: u64,
}

/// One digit, or all of them.
#[derive(Debug, Serialize)]
pub struct Row {
    digit: String,
    count: usize,
    /// Share of them that are read right; none where there are none.
    accuracy: Option<f64>,
    stderr: Option<f64>,
    /// Mean probability given to what is read.
    confidence: Option<f64>,
}

/// Runs the command.
pub fn run(args: &Args) -> Outcome<Vec<Row>> {
    let model = args.common.model()?;
    let x = args.common.test_digits(args.count)?;
    let labels = args.common.test_labels(args.count)?;
    let read: Vec<_> = read(&model, x.view()).into_iter().zip(labels).collect();
    let row = |digit: Option<u8>| {
        let some: Vec<_> =
            read.iter().filter(|(_, label)| digit.is_none_or(|digit| digit == *label)).collect();
        let right = Estimate::of(some.iter().map(|((found, _), label)| f64::from(found == label)));
        let confidence = Estimate::of(some.iter().map(|((_, probability), _)| f64::from(*probability)));
        let known = |value| (!some.is_empty()).then_some(value);
        Row {
            digit: digit.map_or("all".to_owned(), |digit| digit.to_string()),
            count: some.len(),
            accuracy: known(right.mean),
            stderr: known(right.stderr),
            confidence: known(confidence.mean),
        }
    };
    Ok((0..DIGITS as u8).map(Some).chain([None]).map(row).collect())
}

/// What each of `x` `(n, 784)` reads as, and with which probability.
pub fn read(model: &Model, x: ArrayView2<f32>) -> Vec<(u8, f32)> {
    let bar = progress("read-out", x.nrows());
    let blocks = map_blocks(x.nrows(), &bar, |rows| {
        model.read_out.read(&infer(&model.net, x.slice(s![rows, ..]), &InferenceParams::default()))
    });
    bar.finish_and_clear();
    blocks.concat()
}
