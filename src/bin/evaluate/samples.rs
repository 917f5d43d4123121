//! `evaluate samples`: images for other tools to judge.

use crate::common::Common;
use crate::console::{Outcome, say};
use crate::samplers::{Prior, Sampler, Settings, Source};
use clap::value_parser;
use ndarray::s;
use std::path::PathBuf;
use targetprop::data::files::{Named, write_atomically};
use targetprop::data::{grid::grid_png, idx};
use targetprop::params::IMAGE_SIDE;

/// Images of a grid, at most.
const GRID: usize = 100;
/// Images in a row of a grid.
const GRID_COLUMNS: usize = 10;

/// Draw samples and write them as an IDX file, the format of MNIST
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    pub common: Common,
    /// How samples are made
    #[arg(long, value_enum, default_value_t = Sampler::Generate)]
    sampler: Sampler,
    /// Where h2 comes from
    #[arg(long, value_enum, default_value_t = Prior::Gaussian)]
    prior: Prior,
    /// Number of samples
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = value_parser!(u64).range(1..=100_000))]
    count: u64,
    /// IDX file to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Also write the first 100 samples as a grid
    #[arg(long, value_name = "FILE")]
    png: Option<PathBuf>,
    #[command(flatten)]
    settings: Settings,
}

impl Args {
    /// The files to write.
    pub fn outputs(&self) -> Vec<Named<'static>> {
        let grid = self.png.iter().map(|file| ("the grid", file.clone()));
        [("the samples", self.out.clone())].into_iter().chain(grid).collect()
    }
}

/// Runs the command.
pub fn run(args: &Args) -> Outcome<()> {
    let source = Source::open(&args.common, args.settings)?;
    let images = source.sample(args.sampler, args.prior, args.count as usize)?;
    write_atomically(&args.out, &idx::write_images(images.view(), IMAGE_SIDE, IMAGE_SIDE))?;
    if let Some(file) = &args.png {
        let some = images.slice(s![..images.nrows().min(GRID), ..]);
        write_atomically(file, &grid_png(some, IMAGE_SIDE, GRID_COLUMNS)?)?;
    }
    say(format_args!("wrote {} images to {}", images.nrows(), args.out.display()))?;
    if let Some(file) = &args.png {
        say(format_args!("wrote {}", file.display()))?;
    }
    Ok(())
}
