//! `train`: learns a model from MNIST or from synthetic digits by Alg. 2, with local updates only.
//!
//! With default flags on the 60,000 training digits, `log p(x,h)` should end near −4.2 and the mean
//! norm of h1 stay near 15; `evaluate parzen` should then give `generate` about 200, `evaluate read-out` 0.97.

use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Args, FromArgMatches, Parser, ValueEnum, value_parser};
use indicatif::{ProgressBar, ProgressStyle};
use ndarray::{Array2, ArrayView2, Axis};
use rand::SeedableRng;
use serde::de::DeserializeOwned;
use std::error::Error;
use std::io::Write;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;
use targetprop::data::files::{mixture_beside, write_atomically};
use targetprop::data::grid::grid_png;
use targetprop::data::mnist::{self, Split};
use targetprop::data::synthetic;
use targetprop::inference::infer;
use targetprop::learning::{BatchReport, TopPrior, Trainer, TrainingData, finished_model, train_epoch};
use targetprop::net::Network;
use targetprop::net::checkpoint::Model;
use targetprop::net::tensor_file::Precision;
use targetprop::params::{
    Architecture, H1_UNITS, H2_UNITS, IMAGE_SIDE, InferenceParams, MAX_SEED, MIXTURE, MixtureParams, Param,
    READ_OUT, ReadOutParams, RoundsParams, TRAIN, TrainParams, VARIANCE_SCALE,
};
use targetprop::sampling::generate;

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
/// Writes the model to --out, its mixture beside it as NAME.mixture.safetensors, and after every epoch (and on Ctrl-C) a checkpoint beside it, from which
/// --resume goes on to the bit.
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
    mixture: MixtureParams,
    read_out: ReadOutParams,
    /// Flags that were really given.
    given: Vec<String>,
}

/// The tables, with what comes before the names of their flags.
const TABLES: [(&str, &[Param]); 4] =
    [("", &[H1_UNITS, H2_UNITS]), ("", TRAIN), ("mixture_", MIXTURE), ("read_out_", READ_OUT)];
/// Settings of what is learned after the epochs: a checkpoint knows nothing of them.
const AFTERWARDS: [&str; 2] = ["mixture_", "read_out_"];

impl Settings {
    /// Name and parameter of each flag.
    fn flags() -> impl Iterator<Item = (String, &'static Param)> {
        let table = |(prefix, table): (&'static str, &'static [Param])| {
            table.iter().map(move |param| (format!("{prefix}{}", param.name), param))
        };
        TABLES.into_iter().flat_map(table)
    }
}

impl Args for Settings {
    fn augment_args(mut command: clap::Command) -> clap::Command {
        for (name, param) in Self::flags() {
            command = command.arg(
                Arg::new(name.clone())
                    .long(name.replace('_', "-"))
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
        let value = |name: &str| *matches.get_one::<f64>(name).expect("every flag has a default");
        let units = |param: &Param| value(param.name) as usize;
        Ok(Self {
            architecture: Architecture {
                h1: units(&H1_UNITS),
                h2: units(&H2_UNITS),
                ..Architecture::default()
            },
            training: params_from("", TRAIN, value),
            mixture: params_from("mixture_", MIXTURE, value),
            read_out: params_from("read_out_", READ_OUT, value),
            given: Self::flags()
                .map(|(name, _)| name)
                .filter(|name| matches.value_source(name) == Some(ValueSource::CommandLine))
                .collect(),
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// The settings that `table` describes, from the flags whose names begin with `prefix`.
fn params_from<T: DeserializeOwned>(prefix: &str, table: &[Param], value: impl Fn(&str) -> f64) -> T {
    let field = |param: &Param| {
        let value = value(&format!("{prefix}{}", param.name));
        let number = if param.integer { serde_json::json!(value as u64) } else { serde_json::json!(value) };
        (param.name.to_owned(), number)
    };
    let fields: serde_json::Map<_, _> = table.iter().map(field).collect();
    serde_json::from_value(fields.into()).expect("a table names the fields of its settings")
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
    let resumed = cli.resume.as_deref().map(|file| resume(file, &cli.settings)).transpose()?;
    let digits = training_digits(cli, resumed.as_ref().map_or(cli.seed, Trainer::seed))?;
    let images = digits.images.view();
    let mut trainer = match resumed {
        Some(trainer) => trainer,
        None => Trainer::new(cli.settings.architecture, cli.settings.training.clone(), cli.seed, images)?,
    };
    trainer.set_data(TrainingData::of(&digits.name, images))?;
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
    let model = finish(&trainer, &cli.settings, &digits, last)?;
    let precision = cli.precision.into();
    let mixture = model.mixture_to_bytes(precision).expect("a finished model has a mixture");
    for (file, bytes) in [(cli.out.clone(), model.to_bytes(precision)), (mixture_beside(&cli.out), mixture)] {
        write_atomically(&file, &bytes)?;
        println!("wrote {}", file.display());
    }
    Ok(ExitCode::SUCCESS)
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
fn training_digits(cli: &Cli, seed: u64) -> Result<TrainingDigits, Box<dyn Error>> {
    let digits = if cli.data == Path::new(SYNTHETIC) {
        let n = cli.images.unwrap_or(SYNTHETIC_DIGITS);
        let (images, labels) = synthetic::digits(seed, 0, n as usize);
        TrainingDigits { images, labels, name: format!("synthetic digits, seed {seed}") }
    } else {
        let mut images = mnist::load_images(&cli.data, Split::Train)?;
        let mut labels = mnist::load_labels(&cli.data, Split::Train)?;
        let n = cli.images.map_or(images.nrows(), |n| images.nrows().min(n as usize));
        if labels.len() < n {
            return Err(format!("expected {n} training labels, found {}", labels.len()).into());
        }
        images.slice_axis_inplace(Axis(0), (..n).into());
        labels.truncate(n);
        TrainingDigits { images, labels, name: "MNIST".to_owned() }
    };
    let (n, components) = (digits.labels.len(), cli.settings.mixture.components);
    if n <= components {
        let message = "for the mixture; give more --images or fewer --mixture-components";
        return Err(format!("expected more than {components} images, found {n}, {message}").into());
    }
    Ok(digits)
}

/// Refuses, before any work, what could only fail after it.
fn check_files(cli: &Cli, checkpoint: &Path) -> Result<(), Box<dyn Error>> {
    for file in [cli.out.as_path(), &mixture_beside(&cli.out), checkpoint] {
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
    if settings.given.iter().any(|name| [H1_UNITS.name, H2_UNITS.name].contains(&name.as_str()))
        && found != wanted
    {
        return Err(format!("{}: expected a {wanted} network, found {found}", file.display()).into());
    }
    let free = |name: &&String| {
        ["epochs", H1_UNITS.name, H2_UNITS.name].contains(&name.as_str())
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

/// Learns what the network itself does not hold, and says where all comes from.
fn finish(
    trainer: &Trainer,
    settings: &Settings,
    digits: &TrainingDigits,
    last: BatchReport,
) -> Result<Model, Box<dyn Error>> {
    let TrainingDigits { images, labels, .. } = digits;
    println!("inferring the latents of {} images", images.nrows());
    let on_round = |iteration, log_likelihood| {
        println!("mixture, round {iteration} of EM: log p(logit h2) {log_likelihood:.3}");
        if STOP.load(Ordering::Relaxed) {
            println!("stopped; go on with --resume and the checkpoint");
            std::process::exit(130);
        }
    };
    let params = (settings.mixture.clone(), settings.read_out.clone());
    let (mut model, latents) = finished_model(trainer, images.view(), Some(labels), params, on_round)?;
    let read = model.read_out.read(&latents);
    let right = read.iter().zip(labels).filter(|(found, label)| found.0 == **label).count();
    println!("read-out: {:.2} % of the training digits", 100.0 * right as f64 / labels.len() as f64);

    let card = &mut model.card;
    card.date = time::OffsetDateTime::now_utc().date().to_string();
    card.command = std::env::args().skip(1).fold("train".to_owned(), |line, word| line + " " + &word);
    card.results = [
        ("training log p(x,h), nats", last.log_joint()),
        ("training log p(x|h1), nats", last.x_given_h1),
        ("training log p(h1|h2), nats", last.h1_given_h2),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into();
    Ok(model)
}

/// Generated digits with the paper's settings, as a PNG file.
fn sample_grid(trainer: &Trainer, images: ArrayView2<f32>) -> Result<Vec<u8>, Box<dyn Error>> {
    let net = &trainer.net;
    let some = images.slice(ndarray::s![..images.nrows().min(GRID_PRIOR_IMAGES), ..]);
    let prior = TopPrior::learn(infer(net, some, &InferenceParams::default()).h2.view());
    let rng = &mut rand_pcg::Pcg64::seed_from_u64(trainer.seed());
    let params = RoundsParams::generate();
    let samples = generate(net, &prior, GRID * GRID, VARIANCE_SCALE.default as f32, &params, rng);
    Ok(grid_png(samples.view(), IMAGE_SIDE, GRID)?)
}
