//! `train labels` and `train reward`: go on from a model that has learned to explain its digits, with what is told of them,
//! by local updates only.
//!
//! On the 60,000 training digits with default flags, `evaluate read-out` should give the model of `train labels` 0.980.

use crate::Bits;
use crate::console::{Outcome, say};
use crate::interrupt::Interrupts;
use crate::model_file::read_model;
use crate::settings::GuidedSettings;
use clap::{ValueEnum, value_parser};
use ndarray::s;
use rand::SeedableRng;
use rand_pcg::Pcg64;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;
use targetprop::data::files::{OutputLock, check_outputs, mixture_beside, write_atomically};
use targetprop::data::mnist::{self, Split};
use targetprop::inference::infer;
use targetprop::learning::{Trainer, TrainingData};
use targetprop::model::model_of;
use targetprop::objective::{Feedback, GuidedTrainer, Teacher};
use targetprop::params::{InferenceParams, MAX_SEED, MixtureParams};

/// Training images by which the cells of y are placed.
const CELL_SAMPLE: usize = 2_000;
/// Training images whose accuracy is shown after each epoch.
const SHOWN: usize = 5_000;

/// Go on from a model with a reward for each digit that the network names right; no label is ever shown
///
/// Writes the model to --out and its mixture beside it, when all epochs are over; after Ctrl-C, SIGTERM or SIGHUP, of what has
/// been learned until then.
#[derive(clap::Args)]
pub struct Args {
    /// Folder with the four IDX files of MNIST, gzipped or not
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Model to go on from
    #[arg(long, value_name = "FILE", default_value = "www/model/paper.safetensors")]
    model: PathBuf,
    /// Model file to write; its mixture goes to FILE with the ending .mixture.safetensors
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Replace --out and its mixture if they exist
    #[arg(long)]
    force: bool,
    /// Seed of order, noise, actions, and of which labels are told
    #[arg(long, default_value_t = 1, value_parser = value_parser!(u64).range(..=MAX_SEED))]
    seed: u64,
    /// Learn from the first N training images only [default: all]
    #[arg(long, value_name = "N", value_parser = value_parser!(u64).range(1..=60_000))]
    images: Option<u64>,
    /// What carries down what is told: the learned g_y, or the exact gradient, by back-propagation, to compare with
    #[arg(long, value_enum, default_value_t = Carrier::Learned)]
    feedback: Carrier,
    /// Number format of the weights in the model file
    #[arg(long, value_enum, default_value_t = Bits::I7)]
    precision: Bits,
    #[command(flatten)]
    settings: GuidedSettings,
}

/// Go on from a model with the labels of its digits, all or a few of them
///
/// Writes the model to --out and its mixture beside it, when all epochs are over; after Ctrl-C, SIGTERM or SIGHUP, of what has
/// been learned until then.
#[derive(clap::Args)]
pub struct LabelArgs {
    /// Tell N labels only, as many of each digit; the other images are seen without
    #[arg(long, value_name = "N", value_parser = value_parser!(u64).range(10..=60_000))]
    labelled: Option<u64>,
    #[command(flatten)]
    rest: Args,
}

#[derive(Clone, Copy, ValueEnum)]
enum Carrier {
    Learned,
    Exact,
}

impl From<Carrier> for Feedback {
    fn from(carrier: Carrier) -> Self {
        match carrier {
            Carrier::Learned => Self::Learned,
            Carrier::Exact => Self::Exact,
        }
    }
}

/// Runs `train labels`.
pub fn run_labels(args: &LabelArgs) -> Outcome<ExitCode> {
    let told = args.labelled.map(|n| n as usize);
    run(&args.rest, |labels| Teacher::of_labels(labels, told, &mut Pcg64::seed_from_u64(args.rest.seed)))
}

/// Runs `train reward`.
pub fn run_reward(args: &Args) -> Outcome<ExitCode> {
    run(args, |labels| Teacher::of_reward(labels, args.settings.objective.reward_memory))
}

fn run(args: &Args, teacher: impl FnOnce(&[u8]) -> targetprop::Result<Teacher>) -> Outcome<ExitCode> {
    let lock = check_files(args)?;
    let interrupts = Interrupts::watch(&lock, || ())?;
    let model = read_model(&args.model)?;
    let digits =
        mnist::load_digits(&args.data, Split::Train, args.images.map_or(usize::MAX, |n| n as usize))?;
    let images = digits.pixels();
    let labels = crate::training_labels(&args.data, images.nrows())?;
    let mut teacher = teacher(&labels)?;

    let GuidedSettings { training, objective } = &args.settings;
    let mut trainer = Trainer::of(model.net, training.clone(), args.seed)?;
    trainer.set_data(TrainingData::of("MNIST", images.view()))?;
    let sample = images.slice(s![..images.nrows().min(CELL_SAMPLE), ..]).to_owned();
    let mut guided = GuidedTrainer::new(trainer, sample, objective.clone(), args.feedback.into())?;
    let shown = images.nrows().min(SHOWN);
    let (shown_images, shown_labels) = (images.slice(s![..shown, ..]), &labels[..shown]);

    interrupts.hold();
    while guided.trainer.progress().epoch < training.epochs && !interrupts.received() {
        let start = Instant::now();
        let epoch = guided.trainer.progress().epoch + 1;
        let report = guided.train_epoch(images.view(), &mut teacher, |_| {
            if interrupts.received() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
        say(format_args!(
            "epoch {epoch}: {:.2} % of training digits read right, log p(x,h) {:.2}, ‖h1‖ {:.1}, g_y mirrors f_y to {:.3}, {:.0} s",
            100.0 * guided.labels.read_out.accuracy(&guided.trainer.net.encode(shown_images), shown_labels),
            report.log_joint(),
            report.h1_norm,
            guided.labels.mirror_cosine(),
            start.elapsed().as_secs_f64(),
        ))?;
    }

    say(format_args!("inferring the latents of {} images", images.nrows()))?;
    let latents = infer(&guided.trainer.net, images.view(), &InferenceParams::default());
    guided.settle(&latents, teacher);
    let mixture = MixtureParams {
        components: MixtureParams::default().components.min(images.nrows() - 1),
        ..MixtureParams::default()
    };
    let rng = &mut Pcg64::seed_from_u64(args.seed);
    let mut finished =
        model_of(&guided.trainer, &latents, guided.labels.read_out.clone(), mixture, rng, |_, _| ())?;
    finished.card.date = time::OffsetDateTime::now_utc().date().to_string();
    finished.card.command = crate::command_line();
    let share = 100.0 * finished.read_out.accuracy(&latents, &labels);
    say(format_args!("read right: {share:.2} % of the training digits"))?;

    let precision = args.precision.into();
    let mixture = finished.mixture_to_bytes(precision).expect("a finished model has a mixture");
    for (file, bytes) in
        [(args.out.clone(), finished.to_bytes(precision)), (mixture_beside(&args.out), mixture)]
    {
        write_atomically(&file, &bytes)?;
        say(format_args!("wrote {}", file.display()))?;
    }
    Ok(interrupts.release().map_or(ExitCode::SUCCESS, ExitCode::from))
}

/// Refuses, before any work, what could only fail after it; then no other training may write the same files.
fn check_files(args: &Args) -> Outcome<OutputLock> {
    let outputs = [("the model", args.out.clone()), ("its mixture", mixture_beside(&args.out))];
    let mut inputs = vec![("the model to go on from", args.model.clone())];
    inputs.extend(mnist::files(&args.data).into_iter().map(|file| ("the training data", file)));
    check_outputs(&outputs, &inputs)?;
    let lock = OutputLock::take(&args.out)?;
    for (_, file) in &outputs {
        if file.exists() && !args.force {
            return Err(
                format!("{} exists; give another --out, or --force to replace it", file.display()).into()
            );
        }
    }
    Ok(lock)
}
