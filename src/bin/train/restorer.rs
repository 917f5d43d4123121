//! `train restorer`: learns, for a model that is done, to restore what it is not told about, by local updates only.
//!
//! With default flags on the 60,000 training digits and the shipped model, `evaluate restore` should then give 0.0068 or less
//! for Gaussian noise of 0.3 and 0.0045 or less for 25 % salt and pepper.

use crate::Bits;
use crate::console::{Outcome, say};
use crate::interrupt::Interrupts;
use crate::model_file::read_model;
use crate::settings::RestorerSettings;
use clap::value_parser;
use rand::SeedableRng;
use rand_pcg::Pcg64;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;
use targetprop::data::files::{OutputLock, check_outputs, mixture_beside, restorer_beside, write_atomically};
use targetprop::data::mnist::{self, Split};
use targetprop::params::{MAX_SEED, RestorationParams};
use targetprop::restoration::{
    CodeBook, Restorer, RestorerCard, RestorerReport, RestorerTrainer, SpoiltBatch, restorer_gradients,
};
use targetprop::sampling::Expectation;

/// Steps between two lines, at which the file is written, too.
const STEPS_OF_A_LINE: usize = 100;

/// Learn to restore spoilt digits for a model that is done, without back-propagation
///
/// Writes NAME.restorer.safetensors beside the model NAME.safetensors, first after 100 steps, and when it is told to stop
/// (Ctrl-C, SIGTERM, SIGHUP): what has been learned until then is of use, but learning cannot go on from it.
#[derive(clap::Args)]
pub struct Args {
    /// Folder with the four IDX files of MNIST, gzipped or not
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Model to learn for; its mixture stands beside it
    #[arg(long, value_name = "FILE", default_value = "www/model/default.safetensors")]
    model: PathBuf,
    /// Replace the restorer if it exists
    #[arg(long)]
    force: bool,
    /// Seed of weights, images and noise
    #[arg(long, default_value_t = 1, value_parser = value_parser!(u64).range(..=MAX_SEED))]
    seed: u64,
    /// Learn from the first N training images only [default: all]
    #[arg(long, value_name = "N", value_parser = value_parser!(u64).range(1..=60_000))]
    images: Option<u64>,
    /// Number format of most weights in the file
    #[arg(long, value_enum, default_value_t = Bits::I8)]
    precision: Bits,
    #[command(flatten)]
    settings: RestorerSettings,
}

/// Runs the command.
pub fn run(args: &Args) -> Outcome<ExitCode> {
    let out = restorer_beside(&args.model);
    let lock = check_files(args, &out)?;
    let interrupts = Interrupts::watch(&lock, || ())?;
    let model = read_model(&args.model)?;
    let digits =
        mnist::load_digits(&args.data, Split::Train, args.images.map_or(usize::MAX, |n| n as usize))?;
    let images = digits.pixels();
    let params = &args.settings.0;

    let rng = &mut Pcg64::seed_from_u64(args.seed);
    let samples = RestorationParams::default().expectation();
    let expectation = Expectation::draw(&model.net, model.need_mixture()?, &samples, rng);
    let book = CodeBook::learn(images.view(), params, rng);
    let mut trainer = RestorerTrainer::new(Restorer::random(params.codes, rng), params.clone());
    let write = |trainer: &RestorerTrainer| {
        let mut card = RestorerCard::new(&model, params.clone(), trainer.steps(), args.seed);
        card.data = format!("MNIST, the first {} training digits", images.nrows());
        card.date = time::OffsetDateTime::now_utc().date().to_string();
        card.command = crate::command_line();
        write_atomically(&out, &trainer.restorer.to_bytes(&card, args.precision.into()))
    };

    interrupts.hold();
    let start = Instant::now();
    let mut reports = Vec::new();
    while trainer.steps() < params.steps && !interrupts.received() {
        let batch = SpoiltBatch::draw(images.view(), params, rng);
        let (gradients, report) =
            restorer_gradients(&model.net, &expectation, &trainer.restorer, &book, &batch, params);
        trainer.step(&gradients);
        reports.push(report);
        if trainer.steps().is_multiple_of(STEPS_OF_A_LINE) {
            write(&trainer)?;
            let progress = format!("step {} of {}", trainer.steps(), params.steps);
            say(format_args!("{progress}: {}, {:.0} s", in_words(&reports), start.elapsed().as_secs_f64()))?;
            reports.clear();
        }
    }
    write(&trainer)?;
    say(format_args!("wrote {}", out.display()))?;
    Ok(interrupts.release().map_or(ExitCode::SUCCESS, ExitCode::from))
}

/// Refuses, before any work, what could only fail after it; then no other training may write the same file.
fn check_files(args: &Args, out: &Path) -> Outcome<OutputLock> {
    let mut inputs = vec![("the model", args.model.clone()), ("its mixture", mixture_beside(&args.model))];
    inputs.extend(mnist::files(&args.data).into_iter().map(|file| ("the training data", file)));
    check_outputs(&[("the restorer", out.to_owned())], &inputs)?;
    let lock = OutputLock::take(out)?;
    if out.exists() && !args.force {
        return Err(format!("{} exists; give --force to replace it", out.display()).into());
    }
    Ok(lock)
}

/// Means of some steps.
fn in_words(reports: &[RestorerReport]) -> String {
    let mean =
        |of: &dyn Fn(&RestorerReport) -> f64| reports.iter().map(of).sum::<f64>() / reports.len() as f64;
    let rounds = reports.first().map_or(0, |report| report.errors.len());
    let errors: Vec<String> = (0..rounds).map(|round| format!("{:.4}", mean(&|r| r.errors[round]))).collect();
    format!("errors {}, {:.1} % of the kinds", errors.join(" → "), 100.0 * mean(&|r| r.kinds_told))
}
