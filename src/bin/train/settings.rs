//! The hyper-parameters as flags.

use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Args, FromArgMatches};
use serde::de::DeserializeOwned;
use std::sync::LazyLock;
use targetprop::params::{
    Architecture, H1_UNITS, H2_UNITS, MAX_DEPTH, MIXTURE, MixtureParams, OBJECTIVE, ObjectiveParams, Param,
    READ_OUT, RESTORER_TRAINING, ReadOutParams, RestorerTrainParams, TRAIN, TrainParams, guided_training,
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
/// The flag for networks of more than two hidden layers.
const HIDDEN: &str = "hidden";
/// Flags that say how many units there are.
pub const SIZES: [&str; 3] = [H1_UNITS.name, H2_UNITS.name, HIDDEN];
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
            command = command.arg(flag(name, param));
        }
        command.arg(
            Arg::new(HIDDEN)
                .long(HIDDEN)
                .value_name("N,N,…")
                .value_parser(Hidden::parse)
                .conflicts_with_all([H1_UNITS.name, H2_UNITS.name])
                .help(format!("units of every latent layer, the lowest first, for 2 to {MAX_DEPTH} layers"))
                .help_heading("Hyper-parameters"),
        )
    }

    fn augment_args_for_update(command: clap::Command) -> clap::Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Settings {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let value = |name: &str| *matches.get_one::<f64>(name).expect("every flag has a default");
        let hidden = match matches.get_one::<Hidden>(HIDDEN) {
            Some(Hidden(sizes)) => sizes.clone(),
            None => [H1_UNITS, H2_UNITS].map(|param| value(param.name) as usize).to_vec(),
        };
        let flags = Self::flags().map(|(name, _)| name).chain([HIDDEN.to_owned()]);
        Ok(Self {
            architecture: Architecture { hidden, ..Architecture::default() },
            training: params_from("", TRAIN, value),
            mixture: params_from("mixture_", MIXTURE, value),
            read_out: params_from("read_out_", READ_OUT, value),
            given: flags
                .filter(|name| matches.value_source(name) == Some(ValueSource::CommandLine))
                .collect(),
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// Every hyper-parameter of a restorer's learning as a flag.
pub struct RestorerSettings(pub RestorerTrainParams);

impl Args for RestorerSettings {
    fn augment_args(command: clap::Command) -> clap::Command {
        command.args(RESTORER_TRAINING.iter().map(|param| flag(param.name.to_owned(), param)))
    }

    fn augment_args_for_update(command: clap::Command) -> clap::Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for RestorerSettings {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let value = |name: &str| *matches.get_one::<f64>(name).expect("every flag has a default");
        Ok(Self(params_from("", RESTORER_TRAINING, value)))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// Every hyper-parameter of learning from labels or reward as a flag.
pub struct GuidedSettings {
    pub training: TrainParams,
    pub objective: ObjectiveParams,
}

/// [`TRAIN`] with other defaults.
static GUIDED: LazyLock<Vec<Param>> = LazyLock::new(guided_training);

impl Args for GuidedSettings {
    fn augment_args(command: clap::Command) -> clap::Command {
        // How weights start is a matter of the model that is gone on from.
        let training = GUIDED.iter().filter(|param| param.name != "f2_start_scale");
        command.args(training.chain(OBJECTIVE).map(|param| flag(param.name.to_owned(), param)))
    }

    fn augment_args_for_update(command: clap::Command) -> clap::Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for GuidedSettings {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let of = |table: &[Param], name: &str| {
            let default = table.iter().find(|param| param.name == name).map(|param| param.default);
            matches
                .try_get_one::<f64>(name)
                .ok()
                .flatten()
                .copied()
                .or(default)
                .expect("every flag has a default")
        };
        Ok(Self {
            training: params_from("", &GUIDED, |name| of(&GUIDED, name)),
            objective: params_from("", OBJECTIVE, |name| of(OBJECTIVE, name)),
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// The flag of a hyper-parameter.
fn flag(name: String, param: &'static Param) -> Arg {
    Arg::new(name.clone())
        .long(name.replace('_', "-"))
        .value_name(if param.integer { "N" } else { "VALUE" })
        .default_value(param.default.to_string())
        .value_parser(|text: &str| param.parse(text))
        .help(param.help)
        .help_heading("Hyper-parameters")
}

/// Units of every latent layer, the lowest first.
#[derive(Clone)]
struct Hidden(Vec<usize>);

impl Hidden {
    fn parse(text: &str) -> Result<Self, String> {
        let units = |text: &str| {
            text.trim()
                .parse()
                .map_err(|_| format!("expected numbers of units, as in 1000,300,100, found '{text}'"))
        };
        let hidden = text.split(',').map(units).collect::<Result<Vec<usize>, String>>()?;
        let architecture = Architecture { hidden, ..Architecture::default() };
        architecture.check().map_err(|error| error.to_string())?;
        Ok(Self(architecture.hidden))
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
