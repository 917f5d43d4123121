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
    /// Of a layer by the layer below alone ("h1 from x"), or by both neighbours ("h1").
    direction: String,
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
    let mut trainer =
        Trainer::new(model.card.architecture.clone(), settings, model.card.seed, training.view())?;
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
        let mut comparisons: Vec<Vec<Comparison>> = Vec::new();
        infer_traced(net, x.clone(), &params, |iteration, inference| {
            if ITERATIONS.contains(&iteration) {
                let found = estimated_gradient(net, &x, inference.latents(), &params);
                let exact = exact_gradient(net, &x, inference.latents());
                let at = |l: usize| {
                    let [from_below, joint] =
                        [[&found.from_below, &exact.from_below], [&found.joint, &exact.joint]]
                            .map(|[found, exact]| compare(&found[l - 1], &exact[l - 1]));
                    // At the top both are the same.
                    if l < net.depth() { vec![from_below, joint] } else { vec![joint] }
                };
                comparisons.push((1..=net.depth()).flat_map(at).collect());
            }
        });
        comparisons
    });
    bar.finish_and_clear();

    let mut rows = Vec::new();
    for (i, &iteration) in ITERATIONS.iter().enumerate() {
        for (d, direction) in directions(net.depth()).into_iter().enumerate() {
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

/// What is compared of a network of `depth` hidden layers.
fn directions(depth: usize) -> Vec<String> {
    let of = |l: usize| match l {
        1 => vec!["h1 from x".to_owned(), "h1".to_owned()],
        l if l < depth => vec![format!("h{l} from h{}", l - 1), format!("h{l}")],
        l => vec![format!("h{l}")],
    };
    (1..=depth).flat_map(of).collect()
}

fn median(mut values: Vec<f64>) -> f64 {
    let middle = values.len() / 2;
    *values.select_nth_unstable_by(middle, f64::total_cmp).1
}
