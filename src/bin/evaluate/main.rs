//! `evaluate`: measures a model and prints every number that the project reports.
//!
//! Tables go to standard output, or with `--json` the same rows as JSON whose keys are the columns;
//! progress and errors go to standard error. Each command says which numbers it should reach.

mod all;
mod common;
#[path = "../shared/console.rs"]
mod console;
mod denoise;
mod figures;
mod flags;
mod gradient;
mod inference;
mod inpaint;
#[path = "../shared/model_file.rs"]
mod model_file;
mod parzen;
mod precision;
mod quality;
mod read_out;
mod restore;
mod samplers;
mod samples;
mod stdp;
mod synthetic;
mod table;
mod teaching;

use clap::{Parser, Subcommand};
use common::Common;
use console::Outcome;
use serde::Serialize;
use std::process::ExitCode;
use table::Table;

/// Measure a model: samples, likelihoods, restorations (Bengio et al. 2015, §8)
#[derive(Parser)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Samples(samples::Args),
    Parzen(parzen::Args),
    Quality(quality::Args),
    Inference(inference::Args),
    Inpaint(inpaint::Args),
    Denoise(denoise::Args),
    Restore(restore::Args),
    Gradient(gradient::Args),
    ReadOut(read_out::Args),
    Synthetic(synthetic::Args),
    Precision(precision::Args),
    Stdp(stdp::Args),
    Teaching(teaching::Args),
    Figures(figures::Args),
    All(all::Args),
}

fn main() -> ExitCode {
    console::run("evaluate", |cli: Cli| run(&cli.command).map(|()| ExitCode::SUCCESS))
}

fn run(command: &Command) -> Outcome<()> {
    command.check_outputs()?;
    match command {
        Command::Samples(args) => samples::run(args),
        Command::Figures(args) => figures::run(args),
        Command::All(args) => all::run(args),
        command => {
            let table = measure(command)?;
            command.common().print(&table.render()?, table.json())
        }
    }
}

/// Runs a command that gives a table.
fn measure(command: &Command) -> Outcome<Table> {
    fn table<T: Serialize>(rows: Vec<T>) -> Outcome<Table> {
        Table::new(&rows)
    }
    match command {
        Command::Parzen(args) => table(parzen::run(args)?),
        Command::Quality(args) => table(quality::run(args)?),
        Command::Inference(args) => table(inference::run(args)?),
        Command::Inpaint(args) => table(inpaint::run(args)?),
        Command::Denoise(args) => table(denoise::run(args)?),
        Command::Restore(args) => table(restore::run(args)?),
        Command::Gradient(args) => table(gradient::run(args)?),
        Command::ReadOut(args) => table(read_out::run(args)?),
        Command::Synthetic(args) => table(synthetic::run(args)?),
        Command::Teaching(args) => table(teaching::run(args)?),
        Command::Precision(args) => table(precision::run(args)?),
        Command::Stdp(args) => stdp::run(args),
        Command::Samples(_) | Command::Figures(_) | Command::All(_) => unreachable!("gives no table"),
    }
}

impl Command {
    /// Refuses, before any work, what could not be written after it; makes the folders that are to be made.
    fn check_outputs(&self) -> Outcome<()> {
        let files = match self {
            Self::Samples(args) => args.outputs(),
            Self::Figures(args) => args.outputs()?,
            Self::Stdp(args) => args.outputs()?,
            _ => vec![],
        };
        let foreign = match self {
            Self::Parzen(args) => args.images.as_deref(),
            Self::Quality(args) => args.images.as_deref(),
            _ => None,
        };
        self.common().check_outputs(files, foreign)
    }

    fn common(&self) -> &Common {
        match self {
            Self::Samples(args) => &args.common,
            Self::Parzen(args) => &args.common,
            Self::Quality(args) => &args.common,
            Self::Inference(args) => &args.common,
            Self::Inpaint(args) => &args.common,
            Self::Denoise(args) => &args.common,
            Self::Restore(args) => &args.common,
            Self::Gradient(args) => &args.common,
            Self::ReadOut(args) => &args.common,
            Self::Synthetic(args) => &args.common,
            Self::Precision(args) => &args.common,
            Self::Teaching(args) => &args.common,
            Self::Stdp(args) => &args.common,
            Self::Figures(args) => &args.common,
            Self::All(args) => &args.common,
        }
    }
}
