//! Every hyper-parameter once: name, symbol, unit, default, range, source.
//!
//! Command-line flags, sliders and help texts are made from these tables, and the `Default` of
//! each parameter struct reads them. Values are checked once, by [`Param::check`], when they
//! enter; after that they are trusted.
//!
//! A new one is one line of a table, its use, its name on the page, and its help in the page's other language.

// What comes from outside is refused with an error, never with a panic or a trap.
#![cfg_attr(
    not(test),
    deny(
        clippy::indexing_slicing,
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::arithmetic_side_effects
    )
)]

use crate::error::{Error, Result};
use serde::Serialize;

/// Where most defaults come from.
const PAPER: &str = "Bengio et al. 2015, Alg. 2";

/// One hyper-parameter.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Param {
    /// Name in code, in flags (with `-` for `_`) and in messages to the worker.
    pub name: &'static str,
    /// Symbol in the paper, or the one we use.
    pub symbol: &'static str,
    /// Unit; empty for a pure number.
    pub unit: &'static str,
    /// Default value.
    pub default: f64,
    /// Smallest value accepted.
    pub min: f64,
    /// Largest value accepted.
    pub max: f64,
    /// Whether only whole numbers make sense.
    pub integer: bool,
    /// What it does, in one line.
    pub help: &'static str,
    /// The paper's place, or why we chose the default.
    pub source: &'static str,
}

impl Param {
    /// Returns `value` if it is finite, in `[min, max]` and, where asked for, whole.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] otherwise.
    pub fn check(&self, value: f64) -> Result<f64> {
        let whole = !self.integer || value.fract() == 0.0;
        if value >= self.min && value <= self.max && whole {
            return Ok(value);
        }
        let whole_number = if whole { "" } else { " (a whole number)" };
        Err(Error::OutOfRange {
            name: format!("{}{whole_number}", self.name),
            min: self.min,
            max: self.max,
            found: value,
        })
    }

    /// The number that `text` spells, checked as by [`check`](Self::check).
    ///
    /// # Errors
    /// What a flag's message says: that this is no number, or the range.
    pub fn parse(&self, text: &str) -> std::result::Result<f64, String> {
        let value = text.parse().map_err(|_| "expected a number".to_owned())?;
        self.check(value).map_err(|error| error.to_string())
    }

    /// Keeps a default outside its own range from compiling.
    const fn with_default_in_range(self) -> Self {
        assert!(self.min <= self.default && self.default <= self.max, "a default lies in its range");
        assert!(
            !self.integer || self.default as u64 as f64 == self.default,
            "the default of a count is whole"
        );
        self
    }
}

/// A `table` in which some defaults, by name, are others, for a reason of their own.
fn with_defaults(table: &[Param], defaults: &[(&str, f64)], source: &'static str) -> Vec<Param> {
    let changed = |param: &Param| match defaults.iter().find(|(name, _)| *name == param.name) {
        Some(&(_, default)) => Param { default, source, ..*param },
        None => *param,
    };
    table.iter().map(changed).collect()
}

/// What a parameter's value can be.
trait Value {
    /// Whether only whole numbers make sense.
    const WHOLE: bool;
}

impl Value for usize {
    const WHOLE: bool = true;
}

impl Value for f32 {
    const WHOLE: bool = false;
}

impl Value for f64 {
    const WHOLE: bool = false;
}

/// Parameters, one line each: name and type of the field, symbol (`["symbol", "unit"]` where there is a unit), default,
/// smallest and largest value, help, source.
///
/// Headed by the names of a table and of a struct, the lines are both: the table lists them, the struct holds
/// their values. `as NAME` makes a line a constant that can be used by itself.
macro_rules! params {
    ($(#[$doc:meta])* $table:ident, $(#[$struct_doc:meta])* $settings:ident,
     $(($field:ident $(as $name:ident)?: $type:ty, $symbol:tt, $default:expr, $min:expr, $max:expr,
        $help:literal, $source:expr)),* $(,)?) => {
        $(#[$doc])*
        pub const $table: &[Param] = &[$(
            params!(@param $field: $type, $symbol, $default, $min, $max, $help, $source)
        ),*];

        $($(
            #[doc = $help]
            pub const $name: Param =
                params!(@param $field: $type, $symbol, $default, $min, $max, $help, $source);
        )?)*

        $(#[$struct_doc])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $settings {
            $(
                #[doc = $help]
                pub $field: $type,
            )*
        }

        impl Default for $settings {
            fn default() -> Self {
                Self { $($field: $default as $type),* }
            }
        }

        impl $settings {
            /// Checks every field against its range.
            ///
            /// # Errors
            /// [`crate::Error::OutOfRange`] for the first field outside.
            pub fn check(self) -> crate::error::Result<Self> {
                for (param, value) in $table.iter().zip([$(self.$field as f64),*]) {
                    param.check(value)?;
                }
                Ok(self)
            }
        }
    };
    ($(($field:ident as $name:ident: $type:ty, $symbol:tt, $default:expr, $min:expr, $max:expr,
        $help:literal, $source:expr)),* $(,)?) => {$(
        #[doc = $help]
        pub const $name: Param =
            params!(@param $field: $type, $symbol, $default, $min, $max, $help, $source);
    )*};
    (@param $field:ident: $type:ty, $symbol:tt, $default:expr, $min:expr, $max:expr,
     $help:literal, $source:expr) => {
        Param {
            name: stringify!($field),
            symbol: params!(@symbol $symbol),
            unit: params!(@unit $symbol),
            default: $default,
            min: $min,
            max: $max,
            integer: <$type as $crate::params::Value>::WHOLE,
            help: $help,
            source: $source,
        }
        .with_default_in_range()
    };
    (@symbol [$symbol:literal, $unit:literal]) => { $symbol };
    (@symbol $symbol:literal) => { $symbol };
    (@unit [$symbol:literal, $unit:literal]) => { $unit };
    (@unit $symbol:literal) => { "" };
}

// After the macro, which they use.
mod chains;
mod drawing;
mod inference;
mod laboratory;
mod learn;
mod network;
mod objective;
mod restoration;
mod stdp;
mod synthetic;
mod top;
mod train;

pub use chains::*;
pub use drawing::*;
pub use inference::*;
pub use laboratory::*;
pub use learn::*;
pub use network::*;
pub use objective::*;
pub use restoration::*;
pub use stdp::*;
pub use synthetic::*;
pub use top::*;
pub use train::*;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_outside_are_refused_by_name() {
        for bad in [f64::NAN, f64::INFINITY, -0.1, 1.1] {
            let message = STEP.check(bad).unwrap_err().to_string();
            assert!(message.starts_with("step must lie between 0 and 1"), "{message}");
        }
        assert!(N_STEPS.check(1.5).unwrap_err().to_string().contains("whole number"));
        let params = TrainParams { rate_g1: f32::NAN, ..TrainParams::default() };
        assert!(params.check().unwrap_err().to_string().contains("rate_g1"));
    }
}
