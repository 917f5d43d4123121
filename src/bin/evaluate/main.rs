//! `evaluate`: measures a model and prints every number that the project reports.
//!
//! Tables go to standard output, or with `--json` the same rows as JSON whose keys are the columns;
//! progress and errors go to standard error. Each command says which numbers it should reach.

mod all;
mod common;
mod denoise;
mod figures;
mod flags;
mod gradient;
mod inference;
mod inpaint;
mod parzen;
mod precision;
mod quality;
mod read_out;
mod samplers;
mod samples;
mod stdp;
mod synthetic;
mod table;

use clap::error::ErrorKind;
use clap::{Parser, Subcommand};
use common::{Common, Outcome};
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
    Gradient(gradient::Args),
    ReadOut(read_out::Args),
    Synthetic(synthetic::Args),
    Precision(precision::Args),
    Stdp(stdp::Args),
    Figures(figures::Args),
    All(all::Args),
}

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(help)
            if !help.use_stderr() || help.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand =>
        {
            help.exit()
        }
        Err(error) => {
            eprintln!("evaluate: {}", one_line(&error.to_string()));
            return ExitCode::from(2);
        }
    };
    match run(&cli.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("evaluate: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: &Command) -> Outcome<()> {
    match command {
        Command::Samples(args) => samples::run(args),
        Command::Figures(args) => figures::run(args),
        Command::All(args) => all::run(args),
        command => {
            let (common, table) = measure(command)?;
            common.print(&table.render()?, table.json())
        }
    }
}

/// Runs a command that gives a table.
fn measure(command: &Command) -> Outcome<(&Common, Table)> {
    fn table<T: Serialize>(common: &Common, rows: Vec<T>) -> Outcome<(&Common, Table)> {
        Ok((common, Table::new(&rows)?))
    }
    match command {
        Command::Parzen(args) => table(&args.common, parzen::run(args)?),
        Command::Quality(args) => table(&args.common, quality::run(args)?),
        Command::Inference(args) => table(&args.common, inference::run(args)?),
        Command::Inpaint(args) => table(&args.common, inpaint::run(args)?),
        Command::Denoise(args) => table(&args.common, denoise::run(args)?),
        Command::Gradient(args) => table(&args.common, gradient::run(args)?),
        Command::ReadOut(args) => table(&args.common, read_out::run(args)?),
        Command::Synthetic(args) => table(&args.common, synthetic::run(args)?),
        Command::Precision(args) => table(&args.common, precision::run(args)?),
        Command::Stdp(args) => Ok((&args.common, stdp::run(args)?)),
        Command::Samples(_) | Command::Figures(_) | Command::All(_) => unreachable!("gives no table"),
    }
}

/// The first paragraph of clap's message, which says what is wrong; the rest is usage.
fn one_line(message: &str) -> String {
    let paragraph = message.trim_start_matches("error: ").lines().take_while(|line| !line.trim().is_empty());
    paragraph.map(str::trim).collect::<Vec<_>>().join(" ")
}
