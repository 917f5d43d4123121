//! `evaluate parzen`: the paper's measure of samples (§8).
//!
//! Should give 242 ± 2 for training digits, which checks the estimator; about 297 for the default model's mixture
//! decoded directly; about 200 for `generate` with the paper's settings and the model of the paper's recipe
//! (paper: 236 at σ = 0.2, where training digits give 230.5).

use crate::common::{Common, progress};
use crate::console::Outcome;
use crate::samplers::{Selection, Settings, Source, name};
use clap::value_parser;
use ndarray::{Array2, ArrayView2, Axis, concatenate, s};
use serde::Serialize;
use std::path::PathBuf;
use targetprop::data::mnist::Split;
use targetprop::evaluation::Estimate;
use targetprop::evaluation::distances::SquaredDistances;
use targetprop::evaluation::parzen::{best_sigma, check_sigma, parzen_table, sigma_grid};

/// The σ that the paper reports.
const PAPER_SIGMA: f64 = 0.2;
/// Training digits at the end that choose σ, as in the literature.
const VALIDATION: usize = 10_000;
/// Points between two movements of the progress bar.
const BLOCK: usize = 500;

/// Parzen log-likelihood of the test digits, in nats; σ is chosen on the last 10,000 training digits
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    pub common: Common,
    /// Samples of each sampler
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = value_parser!(u64).range(1..=50_000))]
    count: u64,
    /// Kernel width; without it chosen on validation digits
    #[arg(long, value_name = "σ", value_parser = sigma)]
    sigma: Option<f64>,
    /// Also measure the images of this IDX file
    #[arg(long, value_name = "FILE")]
    pub images: Option<PathBuf>,
    #[command(flatten)]
    selection: Selection,
    #[command(flatten)]
    settings: Settings,
}

/// A kernel width from a flag.
pub fn sigma(text: &str) -> Result<f64, String> {
    let value = text.parse().map_err(|_| "expected a number".to_owned())?;
    check_sigma(value).map_err(|error| error.to_string())
}

/// One line of the result.
#[derive(Debug, Serialize)]
pub struct Row {
    sampler: String,
    prior: Option<String>,
    /// Factor on the prior's variance.
    variance_scale: Option<f64>,
    /// Rounds after the directed sample.
    n_rounds: Option<usize>,
    /// Kernel width, in units of pixel intensity.
    sigma: f64,
    /// Mean log-likelihood of the test digits, in nats.
    mean: f64,
    stderr: f64,
    mean_at_sigma_0_2: f64,
}

/// Runs the command.
pub fn run(args: &Args) -> Outcome<Vec<Row>> {
    let pairs = args.selection.pairs();
    let source = Source::open(&args.common, args.settings)?;
    let training = args.common.images(Split::Train)?;
    let test = args.common.images(Split::Test)?;
    let (count, n_training) = (args.count as usize, training.nrows().saturating_sub(VALIDATION));
    if n_training < count {
        return Err(
            format!("expected {} training digits, found {}", count + VALIDATION, training.nrows()).into()
        );
    }
    let (samples, validation) = training.view().split_at(Axis(0), n_training);
    let estimate =
        |name: &str, samples: ArrayView2<f32>| estimate(name, samples, validation, test.view(), args.sigma);

    let mut rows = Vec::new();
    for (sampler, prior) in pairs {
        let images = source.sample(sampler, prior, count)?;
        rows.push(Row {
            prior: Some(name(prior)),
            variance_scale: args.settings.variance_scale(prior),
            n_rounds: Some(args.settings.n_rounds(sampler)),
            ..estimate(&name(sampler), images.view())
        });
    }
    if let Some(file) = &args.images {
        rows.push(estimate(&file.display().to_string(), args.common.foreign_images(file)?.view()));
    }
    if args.selection.is_all() {
        rows.push(estimate("training digits", samples.slice(s![..count, ..])));
    }
    Ok(rows)
}

/// Of the test digits, with kernels around `samples` `(n, 784)`.
pub fn log_likelihood(common: &Common, samples: ArrayView2<f32>, sigma: f64) -> Outcome<Estimate> {
    let test = common.images(Split::Test)?;
    let table = table("samples", &SquaredDistances::to(samples), test.view(), &[sigma]);
    Ok(Estimate::of(table.column(0).iter().copied()))
}

fn estimate(
    name: &str,
    samples: ArrayView2<f32>,
    validation: ArrayView2<f32>,
    test: ArrayView2<f32>,
    sigma: Option<f64>,
) -> Row {
    let samples = SquaredDistances::to(samples);
    let grid = sigma_grid();
    let sigma = sigma.unwrap_or_else(|| best_sigma(&table(name, &samples, validation, &grid), &grid));
    let table = table(name, &samples, test, &[sigma, PAPER_SIGMA]);
    let [at_sigma, at_paper] = [0, 1].map(|column| Estimate::of(table.column(column).iter().copied()));
    Row {
        sampler: name.to_owned(),
        prior: None,
        variance_scale: None,
        n_rounds: None,
        sigma,
        mean: at_sigma.mean,
        stderr: at_sigma.stderr,
        mean_at_sigma_0_2: at_paper.mean,
    }
}

fn table(name: &str, samples: &SquaredDistances, points: ArrayView2<f32>, sigmas: &[f64]) -> Array2<f64> {
    let bar = progress(&format!("likelihood, {name}"), points.nrows());
    let block = |points: ArrayView2<f32>| {
        let table = parzen_table(samples, points, sigmas);
        bar.inc(points.nrows() as u64);
        table
    };
    let blocks: Vec<_> = points.axis_chunks_iter(Axis(0), BLOCK).map(block).collect();
    bar.finish_and_clear();
    let views: Vec<_> = blocks.iter().map(|block| block.view()).collect();
    concatenate(Axis(0), &views).expect("there is at least one point")
}
