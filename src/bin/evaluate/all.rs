//! `evaluate all`: every table, with the defaults of each command.

use crate::common::{Common, Outcome};
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
    common: Common,
    /// Images of every command instead of its default, for a quick look
    #[arg(long, value_name = "N", value_parser = value_parser!(u64).range(10..=10_000))]
    count: Option<u64>,
}

/// Runs the command. The JSON is an object with one list, or for stdp an object, for each command.
pub fn run(args: &Args) -> Outcome<()> {
    let count = args.count.map_or(vec![], |count| vec!["--count".into(), count.to_string().into()]);
    // Its counts are of pairings and of digits to learn from.
    let quick =
        args.count.map_or(vec![], |_| ["--pairings", "10000", "--digits", "100"].map(Into::into).to_vec());
    let (mut text, mut all) = (String::new(), Map::new());
    for words in COMMANDS {
        let line = ["evaluate"]
            .iter()
            .chain(words)
            .map(OsString::from)
            .chain(args.common.words())
            .chain(if words[0] == "stdp" { quick.clone() } else { count.clone() });
        let cli = Cli::try_parse_from(line)?;
        let start = Instant::now();
        let (_, table) = measure(&cli.command)?;
        text +=
            &format!("{} ({:.0} s)\n{}\n", words.join(" "), start.elapsed().as_secs_f64(), table.render()?);
        all.insert(words[0].to_owned(), serde_json::from_str(table.json())?);
    }
    args.common.print(&text, &serde_json::to_string_pretty(&Value::Object(all))?)
}
