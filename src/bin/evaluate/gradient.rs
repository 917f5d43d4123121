//! `evaluate gradient`: how well targetprop's direction agrees with the exact gradient (Eq. 12).

use crate::common::{Common, map_blocks, progress};
use crate::console::Outcome;
use clap::value_parser;
use ndarray::{Array2, s};
use serde::Serialize;
use std::ops::ControlFlow;
use targetprop::data::mnist::Split;
use targetprop::evaluation::Estimate;
use targetprop::evaluation::exact_gradient::{Comparison, compare, estimated_gradient, exact_gradient};
use targetprop::inference::infer_traced;
use targetprop::learning::{Trainer, train_epoch};
use targetprop::net::Network;
use targetprop::params::InferenceParams;

/// Iterations of inference that are looked at.
const ITERATIONS: [usize; 6] = [0, 1, 5, 10, 15, 20];
/// Directions of h1 by the image alone, of h1, and of h2.
const DIRECTIONS: [&str; 3] = ["h1 from x", "h1", "h2"];

/// Targetprop's direction against the exact slope of log p(x,h) along inference on test digits
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    pub common: Common,
    /// Test digits
    #[arg(long, value_name = "N", default_value_t = 1_000, value_parser = value_parser!(u64).range(1..=10_000))]
    count: u64,
    /// Train the network again, from the settings and seed in its card, and measure after each of N epochs
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = value_parser!(u64).range(0..=1_000))]
    epochs: u64,
}

/// One network, one iteration, one direction.
#[derive(Debug, Serialize)]
pub struct Row {
    network: String,
    iteration: usize,
    direction: &'static str,
    /// Mean cosine of the angle to the exact gradient.
    cosine: f64,
    cosine_stderr: f64,
    /// Median over digits of the length over that of the exact gradient.
    relative_length: f64,
}

/// Runs the command.
pub fn run(args: &Args) -> Outcome<Vec<Row>> {
    let model = args.common.model()?;
    let x = args.common.test_digits(args.count)?;
    let training = args.common.images(Split::Train)?;
    let settings = model.card.training.clone();
    let mut trainer = Trainer::new(model.card.architecture, settings, model.card.seed, training.view())?;
    let mut rows = measure("model", &model.net, &x);
    rows.extend(measure("untrained", &trainer.net, &x));
    for epoch in 1..=args.epochs {
        let bar = progress(&format!("training, epoch {epoch}"), training.nrows());
        train_epoch(&mut trainer, training.view(), |report| {
            bar.inc(report.images as u64);
            ControlFlow::Continue(())
        })?;
        bar.finish_and_clear();
        rows.extend(measure(&format!("epoch {epoch}"), &trainer.net, &x));
    }
    Ok(rows)
}

fn measure(name: &str, net: &Network, x: &Array2<f32>) -> Vec<Row> {
    let params = InferenceParams { n_steps: ITERATIONS[ITERATIONS.len() - 1], ..InferenceParams::default() };
    let bar = progress(&format!("gradients, {name}"), x.nrows());
    // Each block: for every iteration looked at, a comparison for every direction.
    let blocks = map_blocks(x.nrows(), &bar, |rows| {
        let x = x.slice(s![rows, ..]).to_owned();
        let mut comparisons: Vec<[Comparison; 3]> = Vec::new();
        infer_traced(net, x.clone(), &params, |iteration, inference| {
            if ITERATIONS.contains(&iteration) {
                let found = estimated_gradient(net, &x, inference.latents(), &params);
                let exact = exact_gradient(net, &x, inference.latents());
                comparisons.push([
                    compare(&found.h1_from_x, &exact.h1_from_x),
                    compare(&found.h1, &exact.h1),
                    compare(&found.h2, &exact.h2),
                ]);
            }
        });
        comparisons
    });
    bar.finish_and_clear();

    let mut rows = Vec::new();
    for (i, &iteration) in ITERATIONS.iter().enumerate() {
        for (d, direction) in DIRECTIONS.into_iter().enumerate() {
            let all = || blocks.iter().map(|block| &block[i][d]);
            let cosine = Estimate::of(all().flat_map(|comparison| comparison.cosine.iter().copied()));
            let lengths = all().flat_map(|comparison| comparison.relative_length.iter().copied()).collect();
            rows.push(Row {
                network: name.to_owned(),
                iteration,
                direction,
                cosine: cosine.mean,
                cosine_stderr: cosine.stderr,
                relative_length: median(lengths),
            });
        }
    }
    rows
}

fn median(mut values: Vec<f64>) -> f64 {
    let middle = values.len() / 2;
    *values.select_nth_unstable_by(middle, f64::total_cmp).1
}
