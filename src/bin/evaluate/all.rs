//! `evaluate all`: every table, with the defaults of each command.

use crate::common::Common;
use crate::console::Outcome;
use crate::{Cli, measure};
use clap::{Parser, value_parser};
use serde_json::{Map, Value};
use std::ffi::OsString;
use std::time::Instant;

/// The commands, each with flags that are not its defaults.
const COMMANDS: [&[&str]; 8] = [
    &["parzen"],
    &["quality"],
    &["inference"],
    &["inpaint"],
    &["denoise"],
    &["gradient", "--epochs", "2"],
    &["read-out"],
    &["stdp"],
];

/// Everything with default settings, in at most ten minutes on two cores
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    pub common: Common,
    /// Images of every command instead of its default, for a quick look
    #[arg(long, value_name = "N", value_parser = value_parser!(u64).range(10..=10_000))]
    count: Option<u64>,
}

/// Runs the command. The JSON is an object with one list, or for stdp an object, for each command.
pub fn run(args: &Args) -> Outcome<()> {
    let count = args.count.map_or(vec![], |count| vec!["--count".into(), count.to_string().into()]);
    // stdp has no --count: it counts pairings, and digits to learn from.
    let quick =
        args.count.map_or(vec![], |_| ["--pairings", "10000", "--digits", "100"].map(Into::into).to_vec());
    let commands = COMMANDS.map(|words| {
        let more = if words[0] == "stdp" { &quick } else { &count };
        let line = ["evaluate"].iter().chain(words).map(OsString::from);
        Cli::try_parse_from(line.chain(args.common.words()).chain(more.clone()))
            .map(|cli| (words, cli.command))
    });
    let commands = commands.into_iter().collect::<Result<Vec<_>, _>>()?;
    commands.iter().try_for_each(|(_, command)| command.check_outputs())?;
    let (mut text, mut all) = (String::new(), Map::new());
    for (words, command) in commands {
        let start = Instant::now();
        let table = measure(&command)?;
        text +=
            &format!("{} ({:.0} s)\n{}\n", words.join(" "), start.elapsed().as_secs_f64(), table.render()?);
        all.insert(words[0].to_owned(), serde_json::from_str(table.json())?);
    }
    args.common.print(&text, &serde_json::to_string_pretty(&Value::Object(all))?)
}
