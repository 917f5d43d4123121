//! `evaluate inference`: Fig. 4, the rise of `log p(x,h)` during inference.
//!
//! The mean should rise at every one of 20 iterations. Its scale depends on that of h1, which the paper leaves open
//! (paper: about −55 to −30; the paper-mode model: −4.7 to −3.6).

use crate::common::{Common, TEST_DIGITS, map_blocks, progress};
use crate::console::Outcome;
use crate::flags::InferenceFlags;
use clap::value_parser;
use ndarray::{Array2, Axis, concatenate, s};
use serde::Serialize;
use targetprop::evaluation::Estimate;
use targetprop::inference::infer_traced;
use targetprop::params::InferenceParams;

/// Iterations of Fig. 4.
const FIGURE_STEPS: usize = 20;

/// log p(x,h) and its terms at every iteration of inference on test digits (Fig. 4)
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    pub common: Common,
    /// Test digits
    #[arg(long, value_name = "N", default_value_t = TEST_DIGITS, value_parser = value_parser!(u64).range(1..=TEST_DIGITS))]
    count: u64,
    #[command(flatten)]
    inference: InferenceFlags,
}

impl Args {
    /// Default settings.
    pub fn new(common: Common, count: u64) -> Self {
        Self { common, count, inference: InferenceFlags::default() }
    }
}

/// One iteration; all but the share in nats, without constants.
#[derive(Debug, Serialize)]
pub struct Row {
    pub iteration: usize,
    pub log_joint: f64,
    pub log_joint_stderr: f64,
    pub x_given_h1: f64,
    x_given_h1_stderr: f64,
    pub h1_given_h2: f64,
    h1_given_h2_stderr: f64,
    /// `log p(h2|h3)` and so on, for networks of more than two hidden layers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    layers_above: Vec<f64>,
    /// Share of digits whose `log p(x,h)` is above that of iteration 0.
    share_risen: f64,
}

/// Runs the command.
pub fn run(args: &Args) -> Outcome<Vec<Row>> {
    let model = args.common.model()?;
    let x = args.common.test_digits(args.count)?;
    let params = args.inference.or(InferenceParams { n_steps: FIGURE_STEPS, ..InferenceParams::default() });
    let bar = progress("inference", x.nrows());
    // Each block gives one column an image: every term at every iteration.
    let depth = model.net.depth();
    let blocks = map_blocks(x.nrows(), &bar, |rows| {
        let mut terms = vec![Array2::<f64>::zeros((params.n_steps + 1, rows.len())); depth];
        infer_traced(&model.net, x.slice(s![rows, ..]).to_owned(), &params, |iteration, inference| {
            for (term, found) in terms.iter_mut().zip(inference.log_joint().terms) {
                term.row_mut(iteration).assign(&found.mapv(f64::from));
            }
        });
        terms
    });
    bar.finish_and_clear();
    let join = |i: usize| {
        let parts: Vec<_> = blocks.iter().map(|terms| terms[i].view()).collect();
        concatenate(Axis(1), &parts).expect("there is at least one image")
    };
    let terms: Vec<Array2<f64>> = (0..depth).map(join).collect();
    let joint = terms[1..].iter().fold(terms[0].clone(), |sum, term| sum + term);

    let row = |iteration: usize| {
        let estimate = |term: &Array2<f64>| Estimate::of(term.row(iteration).iter().copied());
        let [all, x, h1] = [&joint, &terms[0], &terms[1]].map(estimate);
        let risen = joint.row(iteration).iter().zip(joint.row(0)).filter(|(now, start)| now > start).count();
        Row {
            iteration,
            log_joint: all.mean,
            log_joint_stderr: all.stderr,
            x_given_h1: x.mean,
            x_given_h1_stderr: x.stderr,
            h1_given_h2: h1.mean,
            h1_given_h2_stderr: h1.stderr,
            layers_above: terms[2..].iter().map(|term| estimate(term).mean).collect(),
            share_risen: risen as f64 / joint.ncols() as f64,
        }
    };
    Ok((0..=params.n_steps).map(row).collect())
}
