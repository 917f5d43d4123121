//! `evaluate precision`: what storing the weights with fewer bits costs.
//!
//! Give it a model stored with 32 bits; 7 bits should cost less than the standard errors.

use crate::common::Common;
use crate::console::Outcome;
use crate::inpaint::half_random_error;
use crate::parzen::log_likelihood;
use crate::samplers::{Prior, Sampler, Settings, Source};
use clap::value_parser;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde::Serialize;
use std::io::Write;
use targetprop::evaluation::Estimate;
use targetprop::model::Model;
use targetprop::storage::tensor_file::Precision;

/// Images in-painted for each row.
const INPAINTED: u64 = 1_000;

/// Size of both files, Parzen log-likelihood and in-painting error with 32 to 5 bits a weight
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    pub common: Common,
    /// Samples of each row, decoded directly from the mixture
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = value_parser!(u64).range(1..=10_000))]
    count: u64,
    /// Kernel width of the Parzen estimate
    #[arg(long, value_name = "σ", default_value_t = 0.16, value_parser = crate::parzen::sigma)]
    sigma: f64,
}

/// One way to store the model.
#[derive(Debug, Serialize)]
pub struct Row {
    bits: String,
    bytes: usize,
    gzipped_bytes: usize,
    parzen: f64,
    parzen_stderr: f64,
    /// Squared error per missing pixel, half of the pixels random, from the mixture's expectation.
    inpainting: f64,
    inpainting_stderr: f64,
}

fn gzipped(bytes: &[u8]) -> Outcome<usize> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(bytes)?;
    Ok(gzip.finish()?.len())
}

/// Runs the command.
pub fn run(args: &Args) -> Outcome<Vec<Row>> {
    let model = args.common.model()?;
    model.need_mixture()?;
    let row = |(bits, precision): (&str, Precision)| {
        let bytes = model.to_bytes(precision);
        let mixture = model.mixture_to_bytes(precision).expect("it was there");
        let mut stored = Model::from_bytes(&bytes)?;
        stored.add_mixture(&mixture)?;
        let inpainted = half_random_error(&args.common, &stored, args.count.min(INPAINTED))?;
        let source = Source::of(stored, Settings::default(), args.common.seed());
        let samples = source.sample(Sampler::Directed, Prior::Mixture, args.count as usize)?;
        let Estimate { mean, stderr } = log_likelihood(&args.common, samples.view(), args.sigma)?;
        Ok(Row {
            bits: bits.to_owned(),
            bytes: bytes.len() + mixture.len(),
            gzipped_bytes: gzipped(&bytes)? + gzipped(&mixture)?,
            parzen: mean,
            parzen_stderr: stderr,
            inpainting: inpainted.mean,
            inpainting_stderr: inpainted.stderr,
        })
    };
    [
        ("32", Precision::F32),
        ("16", Precision::F16),
        ("8", Precision::I8),
        ("7", Precision::I7),
        ("6", Precision::I6),
        ("5", Precision::I5),
    ]
    .into_iter()
    .map(row)
    .collect()
}
