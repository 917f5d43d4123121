//! `evaluate quality`: what Parzen windows cannot tell.
//!
//! Precision and recall of training digits against test digits show how high they can be; distances to the
//! nearest training digit far below those of test digits would show memorising, or blur.
//!
//! By pixels, smooth samples lie close to each other and close to any digit: their precision nears 1 and their
//! recall 0, whatever they show. Along 20 principal components strokes count, not their softness.

use crate::common::{Common, map_blocks, progress};
use crate::console::Outcome;
use crate::samplers::{Selection, Settings, Source, name};
use clap::value_parser;
use ndarray::{ArrayView2, Axis, s};
use serde::Serialize;
use std::path::PathBuf;
use targetprop::data::mnist::Split;
use targetprop::evaluation::Estimate;
use targetprop::evaluation::distances::SquaredDistances;
use targetprop::evaluation::quality::{Manifold, NEIGHBOURS, nearest_distances};
use targetprop::inference::infer;
use targetprop::math::principal_components::PrincipalComponents;
use targetprop::model::Model;
use targetprop::params::InferenceParams;
use targetprop::top::DIGITS;

/// Images of each row whose nearest training digit is looked up.
const LOOKED_UP: usize = 2_000;
/// Leading principal components of the training digits.
const COMPONENTS: usize = 20;
/// Training digits that they are taken from.
const PCA_IMAGES: usize = 20_000;
/// Points between two movements of the progress bar.
const BLOCK: usize = 500;

/// Precision and recall of samples against the test digits, and distance to the nearest training digit
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    pub common: Common,
    /// Samples of each sampler, and test digits
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = value_parser!(u64).range(10..=10_000))]
    count: u64,
    /// Also measure the images of this IDX file
    #[arg(long, value_name = "FILE")]
    pub images: Option<PathBuf>,
    #[command(flatten)]
    selection: Selection,
    #[command(flatten)]
    settings: Settings,
}

/// One set of images.
#[derive(Debug, Serialize)]
pub struct Row {
    images: String,
    prior: Option<String>,
    /// Share of these images among the test digits, by pixels (k = 3).
    precision: Option<f64>,
    /// Share of the test digits among these images, by pixels.
    recall: Option<f64>,
    /// The same along the leading principal components of the training digits.
    precision_pca: Option<f64>,
    recall_pca: Option<f64>,
    /// Mean Euclidean distance to the nearest training digit.
    nearest_training_digit: Option<f64>,
    nearest_stderr: Option<f64>,
    /// How many are read as 0, 1, … 9.
    class_counts: String,
    /// Mean probability given to what is read.
    confidence: f64,
}

/// Runs the command.
pub fn run(args: &Args) -> Outcome<Vec<Row>> {
    let pairs = args.selection.pairs();
    let source = Source::open(&args.common, args.settings)?;
    let test = args.common.test_digits(args.count)?;
    let training = args.common.images(Split::Train)?;
    let count = args.count as usize;
    if training.nrows() < count {
        return Err(format!("expected {count} training digits, found {}", training.nrows()).into());
    }
    let real = Manifold::of(test.view(), NEIGHBOURS);
    let some = training.slice(s![..training.nrows().min(PCA_IMAGES), ..]);
    let components = PrincipalComponents::of(some, COMPONENTS, &mut args.common.rng());
    let test_pca = components.project(test.view());
    let real_pca = Manifold::of(test_pca.view(), NEIGHBOURS);
    let training_distances = SquaredDistances::to(training.view());
    let nearest = |name: &str, images: ArrayView2<f32>| {
        let images = images.slice_move(s![..images.nrows().min(LOOKED_UP), ..]);
        let bar = progress(&format!("nearest digits, {name}"), images.nrows());
        let block = |images: ArrayView2<f32>| {
            bar.inc(images.nrows() as u64);
            nearest_distances(&training_distances, images)
        };
        let distances: Vec<_> = images.axis_chunks_iter(Axis(0), BLOCK).flat_map(block).collect();
        bar.finish_and_clear();
        Estimate::of(distances.into_iter().map(f64::from))
    };
    let compare = |name: &str, images: ArrayView2<f32>| {
        let pca = components.project(images);
        Row {
            images: name.to_owned(),
            prior: None,
            precision: Some(real.share_of(images)),
            recall: Some(Manifold::of(images, NEIGHBOURS).share_of(test.view())),
            precision_pca: Some(real_pca.share_of(pca.view())),
            recall_pca: Some(Manifold::of(pca.view(), NEIGHBOURS).share_of(test_pca.view())),
            nearest_training_digit: None,
            nearest_stderr: None,
            class_counts: String::new(),
            confidence: 0.0,
        }
    };
    let with_reading = |row: Row, images: ArrayView2<f32>| {
        let (counts, confidence) = read(source.model(), images);
        Row { class_counts: counts.map(|count| count.to_string()).join(" "), confidence, ..row }
    };

    let mut rows = Vec::new();
    for (sampler, prior) in pairs {
        let images = source.sample(sampler, prior, count)?;
        let distance = nearest(&name(sampler), images.view());
        let row = Row {
            prior: Some(name(prior)),
            nearest_training_digit: Some(distance.mean),
            nearest_stderr: Some(distance.stderr),
            ..compare(&name(sampler), images.view())
        };
        rows.push(with_reading(row, images.view()));
    }
    if let Some(file) = &args.images {
        let images = args.common.foreign_images(file)?;
        let row = compare(&file.display().to_string(), images.view());
        rows.push(with_reading(row, images.view()));
    }
    let some = training.slice(s![..count, ..]);
    rows.push(with_reading(compare("training digits", some), some));
    let distance = nearest("test digits", test.view());
    let row = Row {
        images: "test digits".to_owned(),
        prior: None,
        precision: None,
        recall: None,
        precision_pca: None,
        recall_pca: None,
        nearest_training_digit: Some(distance.mean),
        nearest_stderr: Some(distance.stderr),
        class_counts: String::new(),
        confidence: 0.0,
    };
    rows.push(with_reading(row, test.view()));
    Ok(rows)
}

/// What `images` read as: how many as each digit, and the mean probability given to it.
fn read(model: &Model, images: ArrayView2<f32>) -> ([usize; DIGITS], f64) {
    let bar = progress("reading", images.nrows());
    let read = map_blocks(images.nrows(), &bar, |rows| {
        model.read_out.read(&infer(&model.net, images.slice(s![rows, ..]), &InferenceParams::default()))
    });
    bar.finish_and_clear();
    let read = read.concat();
    let mut counts = [0; DIGITS];
    read.iter().for_each(|&(digit, _)| counts[usize::from(digit)] += 1);
    (counts, Estimate::of(read.iter().map(|&(_, probability)| f64::from(probability))).mean)
}
