//! `evaluate teaching`: how few answers a read-out needs that starts from nothing.
//!
//! Of writers of the generator, each with a hand of their own. Of the last 20 drawings, at least 0.9 should be guessed right: after
//! 130 answers of right or wrong alone, and after 40 in which the digit is said.

use crate::common::Common;
use crate::console::Outcome;
use clap::value_parser;
use ndarray::{Array2, Axis, stack};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use rayon::prelude::*;
use serde::Serialize;
use targetprop::data::synthetic;
use targetprop::evaluation::Estimate;
use targetprop::inference::infer;
use targetprop::model::Model;
use targetprop::params::{InferenceParams, TeachingParams};
use targetprop::top::Answer;

/// Drawings over which the guesses are counted.
const COUNTED: usize = 20;
/// What is said, whether that is the digit, and of how many drawings.
const TEACHERS: [(&str, bool, usize); 2] = [("the digit", true, 60), ("right or wrong", false, 150)];

/// Teaching a read-out by answers to drawings of one writer: the share guessed right
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    pub common: Common,
    /// Writers
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = value_parser!(u64).range(1..=1_000))]
    writers: u64,
}

/// A stretch of the drawings under one teacher.
#[derive(Debug, Serialize)]
pub struct Row {
    said: &'static str,
    /// Answers given before the first of the drawings.
    answers: usize,
    drawings: usize,
    /// Share guessed right, over writers.
    right: f64,
    stderr: f64,
    /// That of the writer whose drawings are guessed worst.
    worst: f64,
}

/// Runs the command.
pub fn run(args: &Args) -> Outcome<Vec<Row>> {
    let model = args.common.model()?;
    let mut rows = Vec::new();
    for (said, digit_is_said, n) in TEACHERS {
        let writers: Vec<u64> = (0..args.writers).collect();
        let all: Vec<Vec<bool>> =
            writers.par_iter().map(|&writer| taught(&model, writer, digit_is_said, n)).collect();
        for first in (n % COUNTED..n).step_by(COUNTED) {
            let shares = all.iter().map(|right| {
                let right = right[first..first + COUNTED].iter().filter(|&&right| right).count();
                right as f64 / COUNTED as f64
            });
            let Estimate { mean, stderr } = Estimate::of(shares.clone());
            let worst = shares.fold(1.0, f64::min);
            rows.push(Row { said, answers: first, drawings: COUNTED, right: mean, stderr, worst });
        }
    }
    Ok(rows)
}

/// Which of the `n` drawings of a writer, in random order, are guessed right.
fn taught(model: &Model, writer: u64, digit_is_said: bool, n: usize) -> Vec<bool> {
    let mut rng = Pcg64::seed_from_u64(writer);
    let drawings: Vec<_> =
        (0..n as u64).map(|i| synthetic::drawing(writer, 10 * i + rng.random_range(0..10))).collect();
    let images: Vec<_> = drawings.iter().map(|(image, _)| image.view()).collect();
    let x: Array2<f32> = stack(Axis(0), &images).expect("images of one size");
    let latents = infer(&model.net, x.view(), &InferenceParams::default());
    let rows: Vec<usize> = (0..n).collect();
    let (mut answers, mut right) = (Vec::with_capacity(n), Vec::with_capacity(n));
    for (i, &(_, digit)) in drawings.iter().enumerate() {
        let so_far = latents.select(&rows[..i]);
        let read_out = model
            .read_out
            .taught(&so_far, &answers, &TeachingParams::default())
            .expect("as many answers as drawings");
        let (guess, _) = read_out.read(&latents.select(&[i]))[0];
        right.push(guess == digit);
        answers.push(match (digit_is_said, guess == digit) {
            (true, _) => Answer::Digit(digit),
            (false, true) => Answer::Right(guess),
            (false, false) => Answer::Wrong(guess),
        });
    }
    right
}
