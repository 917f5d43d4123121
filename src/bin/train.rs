//! `train`: learns a model from MNIST by Alg. 2, with local updates only.
//!
//! With default flags on the 60,000 training digits, `log p(x,h)` should end near −3.9 and the mean
//! norm of h1 stay near 15; `evaluate parzen` should then give `generate` about 200.

use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Args, FromArgMatches, Parser, ValueEnum, value_parser};
use indicatif::{ProgressBar, ProgressStyle};
use ndarray::ArrayView2;
use rand::SeedableRng;
use std::error::Error;
use std::io::Write;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;
use targetprop::data::files::write_atomically;
use targetprop::data::grid::grid_png;
use targetprop::data::mnist::{self, Split};
use targetprop::learning::{BatchReport, TopPrior, Trainer, train_epoch};
use targetprop::net::Network;
use targetprop::net::checkpoint::{Model, ModelCard};
use targetprop::net::tensor_file::Precision;
use targetprop::params::{
    Architecture, H1_UNITS, H2_UNITS, IMAGE_SIDE, InferenceParams, Param, RoundsParams, TRAIN, TrainParams,
    VARIANCE_SCALE,
};
use targetprop::sampling::generate;

/// Training images from which the sample grid of an epoch takes its prior.
const GRID_PRIOR_IMAGES: usize = 2_000;
/// Rows and columns of the sample grid.
const GRID: usize = 10;

/// Learn a model from MNIST without back-propagation (Bengio et al. 2015, Alg. 2)
///
/// Writes the model to --out, and after every epoch (and on Ctrl-C) a checkpoint beside it, from which
/// --resume goes on to the bit.
#[derive(Parser)]
struct Cli {
    /// Folder with the four IDX files of MNIST, gzipped or not
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Model file to write; the checkpoint goes to FILE with the ending .checkpoint
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Go on from a checkpoint; of the settings below only --epochs may be given with it
    #[arg(long, value_name = "FILE")]
    resume: Option<PathBuf>,
    /// Replace --out and its checkpoint if they exist
    #[arg(long)]
    force: bool,
    /// Seed of weights, order and noise
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Learn from the first N training images only
    #[arg(long, value_name = "N", value_parser = value_parser!(u64).range(1..=60_000))]
    images: Option<u64>,
    /// Number format of the weights in the model file
    #[arg(long, value_enum, default_value_t = Bits::I8)]
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
}

impl From<Bits> for Precision {
    fn from(bits: Bits) -> Self {
        match bits {
            Bits::F32 => Self::F32,
            Bits::F16 => Self::F16,
            Bits::I8 => Self::I8,
        }
    }
}

/// Every hyper-parameter as a flag, made from the tables of `params.rs`.
struct Settings {
    architecture: Architecture,
    training: TrainParams,
    /// Flags that were really given.
    given: Vec<&'static str>,
}

impl Settings {
    fn table() -> impl Iterator<Item = &'static Param> {
        [&H1_UNITS, &H2_UNITS].into_iter().chain(TRAIN)
    }
}

impl Args for Settings {
    fn augment_args(mut command: clap::Command) -> clap::Command {
        for param in Self::table() {
            command = command.arg(
                Arg::new(param.name)
                    .long(param.name.replace('_', "-"))
                    .value_name(if param.integer { "N" } else { "VALUE" })
                    .default_value(param.default.to_string())
                    .value_parser(|text: &str| param.parse(text))
                    .help(param.help)
                    .help_heading("Hyper-parameters"),
            );
        }
        command
    }

    fn augment_args_for_update(command: clap::Command) -> clap::Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Settings {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let value = |param: &Param| *matches.get_one::<f64>(param.name).expect("every flag has a default");
        let number = |param: &Param| {
            let value = value(param);
            if param.integer { serde_json::json!(value as u64) } else { serde_json::json!(value) }
        };
        let training: serde_json::Map<_, _> = TRAIN.iter().map(|p| (p.name.to_owned(), number(p))).collect();
        Ok(Self {
            architecture: Architecture {
                h1: value(&H1_UNITS) as usize,
                h2: value(&H2_UNITS) as usize,
                ..Architecture::default()
            },
            training: serde_json::from_value(training.into()).expect("TRAIN names the fields of TrainParams"),
            given: Self::table()
                .filter(|p| matches.value_source(p.name) == Some(ValueSource::CommandLine))
                .map(|p| p.name)
                .collect(),
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// Set by Ctrl-C; training then stops after the batch at hand.
static STOP: AtomicBool = AtomicBool::new(false);

fn main() -> ExitCode {
    match run(&Cli::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("train: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: &Cli) -> Result<ExitCode, Box<dyn Error>> {
    let checkpoint = cli.out.with_extension("checkpoint");
    check_files(cli, &checkpoint)?;
    let images = mnist::load_images(&cli.data, Split::Train)?;
    let n_images = cli.images.map_or(images.nrows(), |n| images.nrows().min(n as usize));
    let images = images.slice(ndarray::s![..n_images, ..]);
    let mut trainer = match &cli.resume {
        Some(file) => resume(file, &cli.settings)?,
        None => Trainer::new(cli.settings.architecture, cli.settings.training.clone(), cli.seed, images)?,
    };
    ctrlc::set_handler(|| STOP.store(true, Ordering::Relaxed))?;

    let epochs = trainer.params().epochs;
    println!("{} network, {} threads", trainer.net.architecture(), rayon::current_num_threads());
    let mut last = BatchReport::default();
    while trainer.progress().epoch < epochs {
        last = one_epoch(&mut trainer, images)?;
        write_atomically(&checkpoint, &trainer.to_bytes())?;
        if STOP.load(Ordering::Relaxed) {
            println!("stopped; go on with --resume {}", checkpoint.display());
            return Ok(ExitCode::from(130));
        }
        if let Some(folder) = &cli.grid {
            let file = folder.join(format!("epoch-{:02}.png", trainer.progress().epoch));
            write_atomically(&file, &sample_grid(&trainer, images)?)?;
        }
    }
    println!("measuring the prior of h2 over {n_images} images");
    let model = finished_model(&trainer, images, last);
    write_atomically(&cli.out, &model.to_bytes(cli.precision.into()))?;
    println!("wrote {}", cli.out.display());
    Ok(ExitCode::SUCCESS)
}

/// Refuses, before any work, what could only fail after it.
fn check_files(cli: &Cli, checkpoint: &Path) -> Result<(), Box<dyn Error>> {
    for file in [cli.out.as_path(), checkpoint] {
        if cli.resume.as_deref() != Some(file) && file.exists() && !cli.force {
            let message =
                "exists; give another --out, --resume it if it is a checkpoint, or --force to replace it";
            return Err(format!("{} {message}", file.display()).into());
        }
    }
    for folder in cli.out.parent().into_iter().chain(cli.grid.as_deref()) {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        tempfile::tempfile_in(folder)
            .map_err(|e| format!("cannot write to the folder {}: {e}", folder.display()))?;
    }
    Ok(())
}

/// Reads a checkpoint; its own settings hold.
fn resume(file: &Path, settings: &Settings) -> Result<Trainer, Box<dyn Error>> {
    let bytes = std::fs::read(file).map_err(|e| format!("cannot read {}: {e}", file.display()))?;
    let mut trainer = Trainer::from_bytes(&bytes).map_err(|e| format!("{}: {e}", file.display()))?;
    let found = trainer.net.architecture();
    let wanted = settings.architecture;
    if settings.given.iter().any(|name| [H1_UNITS.name, H2_UNITS.name].contains(name)) && found != wanted {
        return Err(format!("{}: expected a {wanted} network, found {found}", file.display()).into());
    }
    let kept = ["epochs", H1_UNITS.name, H2_UNITS.name];
    if let Some(name) = settings.given.iter().find(|name| !kept.contains(name)) {
        let flag = name.replace('_', "-");
        return Err(format!("--{flag} cannot be changed by --resume: the checkpoint's settings hold").into());
    }
    if settings.given.contains(&"epochs") {
        trainer.set_epochs(settings.training.epochs);
    }
    Ok(trainer)
}

fn one_epoch(trainer: &mut Trainer, images: ArrayView2<f32>) -> Result<BatchReport, Box<dyn Error>> {
    let epoch = trainer.progress().epoch + 1;
    let done = trainer.progress().batch * trainer.params().batch_size;
    let bar = ProgressBar::new((images.nrows() - done.min(images.nrows())) as u64);
    let style = "epoch {msg} {wide_bar} {pos}/{len} images  {per_sec}  {eta} left";
    bar.set_style(ProgressStyle::with_template(style)?);
    bar.set_message(format!("{epoch}/{}", trainer.params().epochs));
    let start = Instant::now();
    let report = train_epoch(trainer, images, |report| {
        bar.inc(report.images as u64);
        if STOP.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })?;
    bar.finish_and_clear();
    let errors: Vec<String> = Network::LAYER_NAMES
        .iter()
        .zip(report.map_errors)
        .map(|(name, error)| format!("{name} {error:.3}"))
        .collect();
    println!(
        "epoch {epoch}: log p(x,h) {:.3} (x|h1 {:.3}, h1|h2 {:.3}), ‖h1‖ {:.1}, squared errors {}, {:.0} s, {:.0} images/s",
        report.log_joint(),
        report.x_given_h1,
        report.h1_given_h2,
        report.h1_norm,
        errors.join(" "),
        start.elapsed().as_secs_f64(),
        report.images as f64 / start.elapsed().as_secs_f64(),
    );
    std::io::stdout().flush()?;
    Ok(report)
}

fn finished_model(trainer: &Trainer, images: ArrayView2<f32>, last: BatchReport) -> Model {
    let progress = trainer.progress();
    let mut card =
        ModelCard::new(trainer.net.architecture(), trainer.params().clone(), trainer.seed(), progress.epoch);
    card.data = format!("MNIST, the first {} training digits", images.nrows());
    card.date = time::OffsetDateTime::now_utc().date().to_string();
    card.command = std::env::args().skip(1).fold("train".to_owned(), |line, word| line + " " + &word);
    card.results = [
        ("training log p(x,h), nats", last.log_joint()),
        ("training log p(x|h1), nats", last.x_given_h1),
        ("training log p(h1|h2), nats", last.h1_given_h2),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into();
    let prior = TopPrior::learn(&trainer.net, images, &InferenceParams::default());
    Model { net: trainer.net.clone(), prior, card }
}

/// Generated digits with the paper's settings, as a PNG file.
fn sample_grid(trainer: &Trainer, images: ArrayView2<f32>) -> Result<Vec<u8>, Box<dyn Error>> {
    let net = &trainer.net;
    let some = images.slice(ndarray::s![..images.nrows().min(GRID_PRIOR_IMAGES), ..]);
    let prior = TopPrior::learn(net, some, &InferenceParams::default());
    let rng = &mut rand_pcg::Pcg64::seed_from_u64(trainer.seed());
    let params = RoundsParams::generate();
    let samples = generate(net, &prior, GRID * GRID, VARIANCE_SCALE.default as f32, &params, rng);
    Ok(grid_png(samples.view(), IMAGE_SIDE, GRID)?)
}
