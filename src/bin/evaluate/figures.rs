//! `evaluate figures`: the paper's figures, each with its data as CSV.
//!
//! Figs. 3 and 5 and the failures are grids of images as PNG, Figs. 1 and 4 charts as SVG.

use crate::common::{Common, image_blocks, make_folder, progress};
use crate::console::{Outcome, say};
use crate::inference::{self, Row};
use crate::samplers::{Prior, Sampler, Source, name};
use crate::stdp;
use clap::value_parser;
use ndarray::{Array2, ArrayView2, Axis, concatenate, s};
use plotters::prelude::*;
use std::fmt::Write;
use std::path::PathBuf;
use targetprop::data::corruption::{Corruption, corrupt};
use targetprop::data::examples::{example, n_variants};
use targetprop::data::files::{Named, write_atomically};
use targetprop::data::grid::grid_png;
use targetprop::data::ink::ink_to_image;
use targetprop::evaluation::Estimate;
use targetprop::evaluation::reconstruction::{error_per_missing_pixel, squared_errors};
use targetprop::inference::infer;
use targetprop::model::Model;
use targetprop::params::{CurveSettings, IMAGE_SIDE, INPAINT, InferenceParams};
use targetprop::sampling::{Rounds, inpaint};
use targetprop::top::DIGITS;

/// Images in a row of Fig. 3 and of the failed samples.
const COLUMNS: usize = 10;
/// Images of Fig. 3, and samples of the failures.
const SHOWN: usize = 100;
/// Samples among which the failures are looked for.
const SEARCHED: usize = 1_000;
/// Test digits of Fig. 5, one a row.
const FIG_5_DIGITS: usize = 10;
/// Rounds after which Fig. 5 shows them.
const FIG_5_ROUNDS: [usize; 5] = [1, 2, 5, 10, 20];
/// Restorations that failed worst.
const WORST: usize = 12;
/// Width and height of Fig. 4, in pixels.
const CHART: (u32, u32) = (720, 440);

/// Figs. 1, 3, 4 and 5 of the paper and what fails worst, as PNG, SVG and CSV
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    pub common: Common,
    /// Folder to write to; it is made if it is not there
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Test digits of the curve of Fig. 4
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = value_parser!(u64).range(10..=10_000))]
    count: u64,
}

/// Every file of the command: grids with their pixels, charts with their points.
const FILES: [&str; 17] = [
    "fig1.svg",
    "fig1.csv",
    "fig3-generate-gaussian.png",
    "fig3-generate-gaussian.csv",
    "fig3-directed-gaussian.png",
    "fig3-directed-gaussian.csv",
    "fig3-directed-mixture.png",
    "fig3-directed-mixture.csv",
    "fig4.csv",
    "fig4.svg",
    "fig5-errors.csv",
    "fig5.png",
    "fig5.csv",
    "failures-samples.png",
    "failures-samples.csv",
    "failures-restorations.png",
    "failures-restorations.csv",
];

impl Args {
    /// The files to write; makes their folder.
    pub fn outputs(&self) -> Outcome<Vec<Named<'static>>> {
        make_folder(&self.out)?;
        Ok(FILES.iter().map(|file| (*file, self.out.join(file))).collect())
    }

    fn write(&self, file: &str, bytes: &[u8]) -> Outcome<()> {
        assert!(FILES.contains(&file), "{file} is to be checked before the work");
        let path = self.out.join(file);
        write_atomically(&path, bytes)?;
        Ok(say(format_args!("wrote {}", path.display()))?)
    }

    /// A grid of images `(n, 784)` and its pixels.
    fn write_grid(&self, file: &str, images: ArrayView2<f32>, columns: usize) -> Outcome<()> {
        self.write(&format!("{file}.png"), &grid_png(images, IMAGE_SIDE, columns)?)?;
        let mut csv = String::new();
        for image in images.rows() {
            let pixels: Vec<_> = image.iter().map(|pixel| format!("{pixel:.4}")).collect();
            writeln!(csv, "{}", pixels.join(","))?;
        }
        self.write(&format!("{file}.csv"), csv.as_bytes())
    }
}

/// Runs the command.
pub fn run(args: &Args) -> Outcome<()> {
    let test = args.common.test_digits(args.count)?;
    let source = Source::open(&args.common, crate::samplers::Settings::default())?;
    for (file, bytes) in
        stdp::figure_1(&stdp::curve(CurveSettings::default(), stdp::PAIRINGS, args.common.seed())?)?
    {
        args.write(file, bytes.as_bytes())?;
    }
    for (sampler, prior) in [
        (Sampler::Generate, Prior::Gaussian),
        (Sampler::Directed, Prior::Gaussian),
        (Sampler::Directed, Prior::Mixture),
    ] {
        let images = source.sample(sampler, prior, SHOWN)?;
        args.write_grid(&format!("fig3-{}-{}", name(sampler), name(prior)), images.view(), COLUMNS)?;
    }
    figure_4(args, &inference::run(&inference::Args::new(args.common.clone(), args.count))?)?;
    figure_5(args, source.model(), test.slice(s![..FIG_5_DIGITS, ..]))?;
    failed_samples(args, &source)?;
    failed_restorations(args, source.model())
}

/// `log p(x,h)` over the iterations of inference.
fn figure_4(args: &Args, rows: &[Row]) -> Outcome<()> {
    let mut csv = "iteration,log_joint_nats,stderr,x_given_h1_nats,h1_given_h2_nats\n".to_owned();
    for row in rows {
        let Row { iteration, log_joint, log_joint_stderr, x_given_h1, h1_given_h2, .. } = row;
        writeln!(csv, "{iteration},{log_joint},{log_joint_stderr},{x_given_h1},{h1_given_h2}")?;
    }
    args.write("fig4.csv", csv.as_bytes())?;

    type Term = (&'static str, RGBColor, fn(&Row) -> f64);
    let terms: [Term; 3] = [
        ("log p(x,h)", BLACK, |row| row.log_joint),
        ("log p(x|h1)", RGBColor(0, 114, 178), |row| row.x_given_h1),
        ("log p(h1|h2)", RGBColor(213, 94, 0), |row| row.h1_given_h2),
    ];
    let values = || rows.iter().flat_map(|row| terms.map(|(_, _, term)| term(row)));
    let lowest = values().fold(f64::INFINITY, f64::min);
    let highest = values().fold(f64::NEG_INFINITY, f64::max);
    let margin = 0.05 * (highest - lowest).max(1e-6);
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, CHART).into_drawing_area();
        area.fill(&WHITE)?;
        let mut chart = ChartBuilder::on(&area)
            .margin(12)
            .x_label_area_size(44)
            .y_label_area_size(64)
            .build_cartesian_2d(0.0..(rows.len() - 1) as f64, lowest - margin..highest + margin)?;
        chart
            .configure_mesh()
            .light_line_style(WHITE)
            .label_style(("sans-serif", 15))
            .x_desc("iteration of inference")
            .y_desc("mean over test digits, nats")
            .draw()?;
        for (label, colour, term) in terms {
            let points = rows.iter().map(|row| (row.iteration as f64, term(row)));
            let legend = move |(x, y)| PathElement::new([(x, y), (x + 18, y)], colour.stroke_width(2));
            chart.draw_series(LineSeries::new(points, colour.stroke_width(2)))?.label(label).legend(legend);
        }
        chart
            .configure_series_labels()
            .position(SeriesLabelPosition::LowerRight)
            .label_font(("sans-serif", 15))
            .border_style(BLACK)
            .draw()?;
        area.present()?;
    }
    args.write("fig4.svg", svg.as_bytes())
}

/// Test digits of which half the pixels are noise: as they were, spoilt, and after some rounds.
fn figure_5(args: &Args, model: &Model, clean: ArrayView2<f32>) -> Outcome<()> {
    let (noisy, mask) = corrupt(clean, Corruption::RandomPixels, 0.5, &mut args.common.rng());
    let mut columns = vec![clean.to_owned(), noisy.clone()];
    let mut csv = "round,squared_error_per_missing_pixel,stderr\n".to_owned();
    let mut line = |round: usize, image: &Array2<f32>| {
        let Estimate { mean, stderr } = error_per_missing_pixel(image, clean, &mask);
        writeln!(csv, "{round},{mean},{stderr}")
    };
    line(0, &noisy)?;
    let params = INPAINT.defaults();
    let mut rounds = Rounds::start(&model.net, noisy, Some(mask.clone()), params);
    while rounds.advance(&model.net) {
        if rounds.iteration() == params.inference.n_steps {
            let picture = rounds.picture();
            line(rounds.round() + 1, &picture)?;
            if FIG_5_ROUNDS.contains(&(rounds.round() + 1)) {
                columns.push(picture);
            }
        }
    }
    args.write("fig5-errors.csv", csv.as_bytes())?;
    let rows = (0..clean.nrows()).flat_map(|i| columns.iter().map(move |column| column.slice(s![i..=i, ..])));
    let images = concatenate(Axis(0), &rows.collect::<Vec<_>>())?;
    args.write_grid("fig5", images.view(), columns.len())
}

/// The samples of the mixture that read least clearly.
fn failed_samples(args: &Args, source: &Source) -> Outcome<()> {
    let images = source.sample(Sampler::Directed, Prior::Mixture, SEARCHED)?;
    let Model { net, read_out, .. } = source.model();
    let bar = progress("reading samples", SEARCHED);
    let probabilities = image_blocks(SEARCHED, &bar, |rows| {
        read_out.probabilities(&infer(net, images.slice(s![rows, ..]), &InferenceParams::default()))
    });
    bar.finish_and_clear();
    let confidence = probabilities.map_axis(Axis(1), |row| row.fold(0.0, |a: f32, &b| a.max(b)));
    let mut order: Vec<usize> = (0..SEARCHED).collect();
    order.sort_by(|&a, &b| confidence[a].total_cmp(&confidence[b]));
    order.truncate(SHOWN / 2);
    args.write_grid("failures-samples", images.select(Axis(0), &order).view(), COLUMNS)
}

/// Our own digits, spoilt in every way, whose restoration is worst: as they were, spoilt, restored.
fn failed_restorations(args: &Args, model: &Model) -> Outcome<()> {
    let digits = (0..DIGITS).flat_map(|digit| (0..n_variants(digit)).map(move |variant| (digit, variant)));
    let images: Vec<_> = digits
        .filter_map(|(digit, variant)| ink_to_image(&example(digit, variant)?))
        .map(|image| image.insert_axis(Axis(0)))
        .collect();
    let clean = concatenate(Axis(0), &images.iter().map(|image| image.view()).collect::<Vec<_>>())?;
    let mut found = Vec::new();
    for kind in Corruption::ALL {
        let strength = kind.strength().default as f32;
        let (spoilt, mask) = corrupt(clean.view(), kind, strength, &mut args.common.rng());
        let restored = inpaint(&model.net, spoilt.clone(), mask, &INPAINT.defaults());
        let errors = squared_errors(restored.view(), clean.view());
        for i in 0..clean.nrows() {
            let row = |image: &Array2<f32>| image.slice(s![i..=i, ..]).to_owned();
            found.push((errors[i], [row(&clean), row(&spoilt), row(&restored)]));
        }
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    let rows: Vec<_> =
        found[..WORST].iter().flat_map(|(_, images)| images.iter().map(|i| i.view())).collect();
    args.write_grid("failures-restorations", concatenate(Axis(0), &rows)?.view(), 6)
}
