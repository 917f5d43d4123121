//! The hyper-parameters as flags.

use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Args, FromArgMatches};
use serde::de::DeserializeOwned;
use targetprop::params::{
    Architecture, H1_UNITS, H2_UNITS, MIXTURE, MixtureParams, Param, READ_OUT, ReadOutParams, TRAIN,
    TrainParams,
};

/// Every hyper-parameter as a flag, made from the tables of `params.rs`.
pub struct Settings {
    pub architecture: Architecture,
    pub training: TrainParams,
    pub mixture: MixtureParams,
    pub read_out: ReadOutParams,
    /// Flags that were really given.
    pub given: Vec<String>,
}

/// The tables, with what comes before the names of their flags.
const TABLES: [(&str, &[Param]); 4] =
    [("", &[H1_UNITS, H2_UNITS]), ("", TRAIN), ("mixture_", MIXTURE), ("read_out_", READ_OUT)];
/// Settings of what is learned after the epochs: a checkpoint knows nothing of them.
pub const AFTERWARDS: [&str; 2] = ["mixture_", "read_out_"];

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
