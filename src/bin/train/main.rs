//! `train`: learns a model from MNIST or from synthetic digits by Alg. 2, with local updates only.
//!
//! With default flags on the 60,000 training digits, `log p(x,h)` should end near −4.2 and the mean
//! norm of h1 stay near 15; `evaluate parzen` should then give `generate` about 200, `evaluate read-out` 0.97.

#[path = "../shared/console.rs"]
mod console;
mod guided;
mod interrupt;
#[path = "../shared/model_file.rs"]
mod model_file;
mod restorer;
mod settings;

use clap::{Parser, ValueEnum, value_parser};
use console::{Outcome, Unprinted, note, say};
use indicatif::{ProgressBar, ProgressStyle};
use interrupt::Interrupts;
use ndarray::{Array2, ArrayView2};
use rand::SeedableRng;
use settings::{AFTERWARDS, SIZES, Settings};
use std::fmt::Display;
use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;
use targetprop::data::files::{Named, OutputLock, check_outputs, is_same, mixture_beside, write_atomically};
use targetprop::data::grid::grid_png;
use targetprop::data::mnist::{self, Split};
use targetprop::data::synthetic;
use targetprop::inference::{LogJoint, infer};
use targetprop::learning::{BatchReport, Trainer, TrainingData, train_epoch};
use targetprop::model::Model;
use targetprop::model::finished_model;
use targetprop::params::{GENERATE, IMAGE_SIDE, InferenceParams, MAX_SEED, VARIANCE_SCALE};
use targetprop::sampling::generate;
use targetprop::storage::tensor_file::Precision;
use targetprop::top::TopPrior;

/// Training images from which the sample grid of an epoch takes its prior.
const GRID_PRIOR_IMAGES: usize = 2_000;
/// The word that stands for the generator in place of a folder.
const SYNTHETIC: &str = "synthetic";
/// Synthetic digits to learn from unless --images says how many.
const SYNTHETIC_DIGITS: u64 = 10_000;
/// Rows and columns of the sample grid.
const GRID: usize = 10;

/// Learn a model of digits without back-propagation (Bengio et al. 2015, Alg. 2)
///
/// Writes the model to --out, its mixture beside it as NAME.mixture.safetensors, and after every epoch, and when it is
/// told to stop (Ctrl-C, SIGTERM, SIGHUP), a checkpoint beside it, from which --resume goes on to the bit.
///
/// `train labels` and `train reward` then go on from that model with what is told of its digits, `train restorer` learns to
/// restore spoilt digits for it; `train restorer --help` says how.
#[derive(Parser)]
struct Cli {
    /// Folder with the four IDX files of MNIST, gzipped or not; or `synthetic` for digits of the generator
    #[arg(long, value_name = "DIR|synthetic")]
    data: PathBuf,
    /// Model file to write; the mixture and the checkpoint go to FILE with the endings .mixture.safetensors and
    /// .checkpoint
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Go on from a checkpoint; of the settings below only --epochs may be given with it
    #[arg(long, value_name = "FILE")]
    resume: Option<PathBuf>,
    /// Replace --out, its mixture and its checkpoint if they exist
    #[arg(long)]
    force: bool,
    /// Seed of weights, order and noise, and of synthetic digits
    #[arg(long, default_value_t = 1, value_parser = value_parser!(u64).range(..=MAX_SEED))]
    seed: u64,
    /// Learn from the first N training images only [default: all 60,000 of MNIST, 10,000 synthetic ones]
    #[arg(long, value_name = "N", value_parser = value_parser!(u64).range(1..=60_000))]
    images: Option<u64>,
    /// Swap rows and columns of every image: in EMNIST's files digits lie on their side
    #[arg(long)]
    transpose: bool,
    /// Number format of the weights in the model file
    #[arg(long, value_enum, default_value_t = Bits::I7)]
    precision: Bits,
    /// After every epoch write a grid of generated digits to DIR/epoch-NN.png
    #[arg(long, value_name = "DIR")]
    grid: Option<PathBuf>,
    #[command(flatten)]
    settings: Settings,
}

#[derive(Clone, Copy, ValueEnum)]
enum Bits {
    F32,
    F16,
    I8,
    I7,
    I6,
    I5,
}

impl From<Bits> for Precision {
    fn from(bits: Bits) -> Self {
        match bits {
            Bits::F32 => Self::F32,
            Bits::F16 => Self::F16,
            Bits::I8 => Self::I8,
            Bits::I7 => Self::I7,
            Bits::I6 => Self::I6,
            Bits::I5 => Self::I5,
        }
    }
}

/// Whether there is a checkpoint from which this training can go on.
static SAVED: AtomicBool = AtomicBool::new(false);

/// What is learned from a model that is done.
#[derive(Parser)]
#[command(name = "train")]
enum Afterwards {
    Restorer(restorer::Args),
    Labels(guided::LabelArgs),
    Reward(guided::Args),
}

impl Afterwards {
    const NAMES: [&str; 3] = ["restorer", "labels", "reward"];

    fn run(&self) -> Outcome<ExitCode> {
        match self {
            Self::Restorer(args) => restorer::run(args),
            Self::Labels(args) => guided::run_labels(args),
            Self::Reward(args) => guided::run_reward(args),
        }
    }
}

fn main() -> ExitCode {
    if std::env::args_os().nth(1).is_some_and(|word| Afterwards::NAMES.iter().any(|name| word == *name)) {
        return console::run("train", |command: Afterwards| command.run());
    }
    console::run("train", |cli: Cli| run(&cli))
}

fn run(cli: &Cli) -> Outcome<ExitCode> {
    let checkpoint = cli.out.with_extension("checkpoint");
    let resumed = cli.resume.as_deref().map(|file| resume(file, &cli.settings)).transpose()?;
    let epochs = resumed.as_ref().map_or(cli.settings.training.epochs, |trainer| trainer.params().epochs);
    let lock = check_files(cli, &checkpoint, epochs)?;
    SAVED.store(cli.resume.as_deref().is_some_and(|file| is_same(file, &checkpoint)), Ordering::Relaxed);
    let hint = format!("go on with --resume {}", checkpoint.display());
    let stopped = hint.clone();
    let interrupts = Interrupts::watch(&lock, move || note_stopped(&stopped))?;

    let digits = training_digits(cli, resumed.as_ref().map_or(cli.seed, Trainer::seed))?;
    let images = digits.images.view();
    let mut trainer = match resumed {
        Some(trainer) => trainer,
        None => {
            Trainer::new(cli.settings.architecture.clone(), cli.settings.training.clone(), cli.seed, images)?
        }
    };
    trainer.set_data(TrainingData::of(&digits.name, images))?;

    let mut last = None;
    interrupts.hold();
    say(format_args!("{} network, {} threads", trainer.net.architecture(), rayon::current_num_threads()))?;
    while trainer.progress().epoch < epochs && !interrupts.received() {
        let (report, line) = one_epoch(&mut trainer, images, &interrupts)?;
        write_atomically(&checkpoint, &trainer.to_bytes())?;
        SAVED.store(true, Ordering::Relaxed);
        // Of an epoch that an earlier run began, the means of the whole are not known.
        last = (report.images == images.nrows()).then_some(report);
        say(line).map_err(|error| advised(error, &hint))?;
        if let Some(folder) = &cli.grid
            && !interrupts.received()
        {
            write_atomically(&grid_file(folder, trainer.progress().epoch), &sample_grid(&trainer, images)?)?;
        }
    }
    if let Some(code) = interrupts.release() {
        note_stopped(&hint);
        return Ok(ExitCode::from(code));
    }

    let mut unprinted = Ok(());
    let model = finish(&trainer, &cli.settings, &digits, last, |line| {
        if unprinted.is_ok() {
            unprinted = say(line);
        }
    })?;
    let precision = cli.precision.into();
    let mixture = model.mixture_to_bytes(precision).expect("a finished model has a mixture");
    let files = [(cli.out.clone(), model.to_bytes(precision)), (mixture_beside(&cli.out), mixture)];
    interrupts.hold();
    for (file, bytes) in &files {
        write_atomically(file, bytes)?;
    }
    unprinted?;
    for (file, _) in &files {
        say(format_args!("wrote {}", file.display()))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// `error` and what to do.
fn advised(Unprinted(error): Unprinted, hint: &str) -> Unprinted {
    Unprinted(io::Error::new(error.kind(), format!("{error}; {hint}")))
}

/// Says that a signal has ended the training, and how to go on where that can be.
fn note_stopped(hint: &str) {
    if SAVED.load(Ordering::Relaxed) {
        note(format_args!("train: stopped; {hint}"));
    } else {
        note("train: stopped");
    }
}

/// What there is to learn from.
struct TrainingDigits {
    /// `(n, 784)` in \[0,1\].
    images: Array2<f32>,
    /// `(n)`, for the read-out.
    labels: Vec<u8>,
    /// Where they come from.
    name: String,
}

/// The digits that the flags ask for; also refuses what could only fail after the training.
fn training_digits(cli: &Cli, seed: u64) -> Outcome<TrainingDigits> {
    let digits = if cli.data == Path::new(SYNTHETIC) {
        if cli.transpose {
            return Err("--transpose is for files: synthetic digits stand upright".into());
        }
        let n = cli.images.unwrap_or(SYNTHETIC_DIGITS);
        let (images, labels) = synthetic::digits(seed, 0, n as usize);
        TrainingDigits { images, labels, name: format!("synthetic digits, seed {seed}") }
    } else {
        let most = cli.images.map_or(usize::MAX, |n| n as usize);
        let digits = mnist::load_digits(&cli.data, Split::Train, most)?;
        let digits = if cli.transpose { digits.transposed() } else { digits };
        digits.notes().iter().for_each(|what| note(format_args!("train: note: {what}")));
        let images = digits.pixels();
        let labels = training_labels(&cli.data, images.nrows())?;
        TrainingDigits { images, labels, name: "MNIST".to_owned() }
    };
    let (n, components) = (digits.labels.len(), cli.settings.mixture.components);
    if n <= components {
        let message = "for the mixture; give more --images or fewer --mixture-components";
        return Err(format!("expected more than {components} images, found {n}, {message}").into());
    }
    Ok(digits)
}

/// The labels of the first `n` training digits in the folder `data`.
fn training_labels(data: &Path, n: usize) -> Outcome<Vec<u8>> {
    let mut labels = mnist::load_labels(data, Split::Train)?;
    if labels.len() < n {
        return Err(format!("expected {n} training labels, found {}", labels.len()).into());
    }
    labels.truncate(n);
    Ok(labels)
}

/// Refuses, before any work, what could only fail after it; then no other training may write the same files.
fn check_files(cli: &Cli, checkpoint: &Path, epochs: usize) -> Outcome<OutputLock> {
    let model = [
        ("the model", cli.out.clone()),
        ("its mixture", mixture_beside(&cli.out)),
        ("its checkpoint", checkpoint.to_owned()),
    ];
    let grids =
        cli.grid.iter().flat_map(|folder| (1..=epochs).map(|epoch| ("a grid", grid_file(folder, epoch))));
    let outputs: Vec<Named> = model.iter().cloned().chain(grids).collect();
    let resumes = |file: &Path| cli.resume.as_deref().is_some_and(|resume| is_same(resume, file));
    let mut inputs: Vec<Named> =
        mnist::files(&cli.data).into_iter().map(|file| ("the training data", file)).collect();
    // A checkpoint to go on from that is this training's own is replaced; another one is an input.
    let other = cli.resume.iter().filter(|_| !resumes(checkpoint));
    inputs.extend(other.map(|file| ("the checkpoint to go on from", file.clone())));
    check_outputs(&outputs, &inputs)?;
    let lock = OutputLock::take(checkpoint)?;
    for (_, file) in &model {
        if file.exists() && !cli.force && !resumes(file) {
            let message =
                "exists; give another --out, --resume it if it is a checkpoint, or --force to replace it";
            return Err(format!("{} {message}", file.display()).into());
        }
    }
    Ok(lock)
}

/// Where --grid puts the digits generated after an epoch.
fn grid_file(folder: &Path, epoch: usize) -> PathBuf {
    folder.join(format!("epoch-{epoch:02}.png"))
}

/// Reads a checkpoint; its own settings hold.
fn resume(file: &Path, settings: &Settings) -> Outcome<Trainer> {
    let bytes = std::fs::read(file).map_err(|e| format!("cannot read {}: {e}", file.display()))?;
    let mut trainer = Trainer::from_bytes(&bytes).map_err(|error| {
        if Model::from_bytes(&bytes).is_err() {
            return format!("{}: {error}", file.display());
        }
        let beside = file.with_extension("checkpoint");
        let found = "expected a checkpoint of a training, found a trained model";
        format!("{}: {found}; try --resume {}", file.display(), beside.display())
    })?;
    let found = trainer.net.architecture();
    let wanted = &settings.architecture;
    if settings.given.iter().any(|name| SIZES.contains(&name.as_str())) && found != *wanted {
        return Err(format!("{}: expected a {wanted} network, found {found}", file.display()).into());
    }
    let free = |name: &&String| {
        name.as_str() == "epochs"
            || SIZES.contains(&name.as_str())
            || AFTERWARDS.iter().any(|prefix| name.starts_with(prefix))
    };
    if let Some(name) = settings.given.iter().find(|name| !free(name)) {
        let flag = name.replace('_', "-");
        return Err(format!("--{flag} cannot be changed by --resume: the checkpoint's settings hold").into());
    }
    if settings.given.iter().any(|name| name == "epochs") {
        trainer.set_epochs(settings.training.epochs);
    }
    Ok(trainer)
}

/// Learns until the epoch is over or a signal comes; with the means, a line that shows them.
fn one_epoch(
    trainer: &mut Trainer,
    images: ArrayView2<f32>,
    interrupts: &Interrupts,
) -> Outcome<(BatchReport, String)> {
    let epoch = trainer.progress().epoch + 1;
    let done = trainer.progress().batch * trainer.params().batch_size;
    let bar = ProgressBar::new((images.nrows() - done.min(images.nrows())) as u64);
    let style = "epoch {msg} {wide_bar} {pos}/{len} images  {per_sec}  {eta} left";
    bar.set_style(ProgressStyle::with_template(style)?);
    bar.set_message(format!("{epoch}/{}", trainer.params().epochs));
    let start = Instant::now();
    let report = train_epoch(trainer, images, |report| {
        bar.inc(report.images as u64);
        if interrupts.received() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })?;
    bar.finish_and_clear();
    let errors: Vec<String> = trainer
        .net
        .named_layers()
        .zip(&report.map_errors)
        .map(|((name, _), error)| format!("{name} {error:.3}"))
        .collect();
    let terms: Vec<String> = report
        .terms
        .iter()
        .zip(1..)
        .map(|(term, l)| format!("{} {term:.3}", LogJoint::term_name(l)))
        .collect();
    let line = format!(
        "epoch {epoch}: log p(x,h) {:.3} ({}), ‖h1‖ {:.1}, squared errors {}, {:.0} s, {:.0} images/s",
        report.log_joint(),
        terms.join(", "),
        report.h1_norm,
        errors.join(" "),
        start.elapsed().as_secs_f64(),
        report.images as f64 / start.elapsed().as_secs_f64(),
    );
    Ok((report, line))
}

/// Learns the mixture, the Gaussian prior and the read-out, and writes the card. `last` are the means over the last epoch,
/// where they are known.
fn finish(
    trainer: &Trainer,
    settings: &Settings,
    digits: &TrainingDigits,
    last: Option<BatchReport>,
    mut say: impl FnMut(&dyn Display),
) -> Outcome<Model> {
    let TrainingDigits { images, labels, .. } = digits;
    say(&format_args!("inferring the latents of {} images", images.nrows()));
    let on_round = |iteration, log_likelihood| {
        say(&format_args!("mixture, round {iteration} of EM: log p(logit h2) {log_likelihood:.3}"));
    };
    let params = (settings.mixture.clone(), settings.read_out.clone());
    let (mut model, latents) = finished_model(trainer, images.view(), Some(labels), params, on_round)?;
    let share = 100.0 * model.read_out.accuracy(&latents, labels);
    say(&format_args!("read-out: {share:.2} % of the training digits"));

    let card = &mut model.card;
    card.date = time::OffsetDateTime::now_utc().date().to_string();
    card.command = command_line();
    if let Some(last) = last {
        let terms = last.terms.iter().zip(1..).map(|(&term, l)| (LogJoint::term_name(l), term));
        let named = [("x,h".to_owned(), last.log_joint())].into_iter().chain(terms);
        card.results = named.map(|(name, value)| (format!("training log p({name}), nats"), value)).collect();
    }
    Ok(model)
}

/// The command that trains it again.
fn command_line() -> String {
    let words = std::env::args_os().skip(1);
    words.fold("train".to_owned(), |line, word| line + " " + &word.to_string_lossy())
}

/// Generated digits with the paper's settings, as a PNG file.
fn sample_grid(trainer: &Trainer, images: ArrayView2<f32>) -> Outcome<Vec<u8>> {
    let net = &trainer.net;
    let some = images.slice(ndarray::s![..images.nrows().min(GRID_PRIOR_IMAGES), ..]);
    let prior = TopPrior::learn(infer(net, some, &InferenceParams::default()).h(2).view());
    let rng = &mut rand_pcg::Pcg64::seed_from_u64(trainer.seed());
    let params = GENERATE.defaults();
    let samples = generate(net, &prior, GRID * GRID, VARIANCE_SCALE.default as f32, &params, rng);
    Ok(grid_png(samples.view(), IMAGE_SIDE, GRID)?)
}
