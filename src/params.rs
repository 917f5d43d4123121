//! Every hyper-parameter once: name, symbol, unit, default, range, source.
//!
//! Command-line flags, sliders and help texts are made from these tables, and the `Default` of
//! each parameter struct reads them. Values are checked once, by [`Param::check`], when they
//! enter; after that they are trusted.

mod chains;

pub use chains::*;

use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};

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
}

/// Names one field of a table; keeps the tables below to one line a fact.
macro_rules! param {
    ($(#[$doc:meta])* $ident:ident, $name:literal, $symbol:literal, $default:expr, $min:expr, $max:expr, $integer:expr,
     $help:literal, $source:expr) => {
        $(#[$doc])*
        pub const $ident: Param = Param {
            name: $name,
            symbol: $symbol,
            unit: "",
            default: $default,
            min: $min,
            max: $max,
            integer: $integer,
            help: $help,
            source: $source,
        };
    };
}

/// A table of parameters and the struct that holds their values: one line a fact, used for both. A unit, where
/// there is one, stands in brackets behind the symbol.
macro_rules! param_table {
    ($(#[$doc:meta])* $table:ident, $(#[$struct_doc:meta])* $settings:ident,
     $(($field:ident: $type:ty, $symbol:literal $([$unit:literal])?, $default:expr, $min:expr, $max:expr, $integer:expr, $help:literal, $source:expr)),* $(,)?) => {
        $(#[$doc])*
        pub const $table: &[Param] = &[$(Param {
            name: stringify!($field), symbol: $symbol, unit: concat!("", $($unit)?), default: $default, min: $min, max: $max,
            integer: $integer, help: $help, source: $source,
        }),*];

        $(#[$struct_doc])*
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        #[allow(missing_docs, reason = "each field is documented by its entry of the table")]
        pub struct $settings {
            $(pub $field: $type,)*
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
            pub fn check(self) -> Result<Self> {
                let mut table = $table.iter();
                $(table.next().expect("one entry a field").check(self.$field as f64)?;)*
                Ok(self)
            }
        }
    };
}

// After the macros, which they use.
mod laboratory;
mod learn;
mod stdp;
mod synthetic;

pub use laboratory::*;
pub use learn::*;
pub use stdp::*;
pub use synthetic::*;

// ---- Architecture -------------------------------------------------------------------------

param!(
    /// Units of h1.
    H1_UNITS, "h1_units", "H1", 1000.0, 1.0, 4000.0, true,
    "units of the first latent layer (softplus)", "Bengio et al. 2015, §8"
);
param!(
    /// Units of h2.
    H2_UNITS, "h2_units", "H2", 100.0, 1.0, 2000.0, true,
    "units of the second latent layer (sigmoid)", "Bengio et al. 2015, §8"
);

/// Width and height of an image, in pixels.
pub const IMAGE_SIDE: usize = 28;
/// Pixels of an image: the default X.
pub const IMAGE_PIXELS: usize = IMAGE_SIDE * IMAGE_SIDE;

/// Number of units of each layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Architecture {
    /// X: pixels of the visible image.
    pub x: usize,
    /// H1: softplus units.
    pub h1: usize,
    /// H2: sigmoid units.
    pub h2: usize,
}

impl Default for Architecture {
    fn default() -> Self {
        Self { x: IMAGE_PIXELS, h1: H1_UNITS.default as usize, h2: H2_UNITS.default as usize }
    }
}

impl std::fmt::Display for Architecture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}-{}", self.x, self.h1, self.h2)
    }
}

// ---- INFERENCE ----------------------------------------------------------------------------

param!(
    /// Iterations of one INFERENCE.
    N_STEPS, "n_steps", "N", 15.0, 0.0, 200.0, true,
    "iterations of inference", PAPER
);
param!(
    /// Step of one iteration.
    STEP, "step", "δ", 0.1, 0.0, 1.0, false,
    "how far one iteration follows the targetprop direction", PAPER
);
param!(
    /// Weight of the top-down pull on h1.
    TOP_DOWN, "top_down", "α", 0.001, 0.0, 1.0, false,
    "how strongly g2(h2) pulls h1 in each iteration", PAPER
);

/// Settings of INFERENCE (Alg. 2).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InferenceParams {
    /// N, iterations.
    pub n_steps: usize,
    /// δ, step.
    pub step: f32,
    /// α, pull of g2(h2) on h1.
    pub top_down: f32,
}

impl Default for InferenceParams {
    fn default() -> Self {
        Self {
            n_steps: N_STEPS.default as usize,
            step: STEP.default as f32,
            top_down: TOP_DOWN.default as f32,
        }
    }
}

impl InferenceParams {
    /// Checks every field against its range.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] for the first field outside.
    pub fn check(self) -> Result<Self> {
        N_STEPS.check(self.n_steps as f64)?;
        STEP.check(self.step.into())?;
        TOP_DOWN.check(self.top_down.into())?;
        Ok(self)
    }
}

// ---- Rounds of encoding and decoding ------------------------------------------------------

param!(
    /// Rounds of GENERATE.
    GENERATE_ROUNDS, "n_rounds", "R", 3.0, 0.0, 100.0, true,
    "rounds of inference and decoding after the directed sample", PAPER
);
param!(
    /// Top-down weight of GENERATE.
    GENERATE_TOP_DOWN, "top_down", "α", 0.3, 0.0, 1.0, false,
    "how strongly g2(h2) pulls h1 while generating", PAPER
);
param!(
    /// Factor on the variance of the top prior.
    VARIANCE_SCALE, "variance_scale", "s", 4.0, 0.0, 100.0, false,
    "factor on the variance of p(h2) when sampling", PAPER
);
param!(
    /// Rounds of in-painting.
    INPAINT_ROUNDS, "n_rounds", "R", 20.0, 0.0, 100.0, true,
    "rounds of encoding and decoding while in-painting", "Bengio et al. 2015, Fig. 5"
);
param!(
    /// Rounds of in-painting from the prior's expectation.
    EXPECTATION_ROUNDS, "n_rounds", "R", 1.0, 0.0, 100.0, true,
    "rounds of encoding and decoding while in-painting", "in-painting error on validation digits: the start is near already"
);
param!(
    /// Rounds of denoising.
    DENOISE_ROUNDS, "n_rounds", "R", 1.0, 0.0, 100.0, true,
    "rounds of inference and decoding while denoising", "squared error of MNIST digits, `evaluate denoise`: under noise 0.3 three rounds are no better, ten worse"
);

param!(
    /// Samples shown at once.
    DREAM_COUNT, "count", "", 64.0, 1.0, 256.0, true,
    "samples drawn at once", "chosen because a grid of 8 by 8 shows every digit"
);

/// Rounds of INFERENCE followed by `x ← g1(h1)`: the loop that GENERATE, in-painting and
/// denoising share.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoundsParams {
    /// Number of rounds.
    pub n_rounds: usize,
    /// INFERENCE of each round.
    pub inference: InferenceParams,
}

impl RoundsParams {
    /// The paper's GENERATE (Alg. 2).
    pub fn generate() -> Self {
        Self {
            n_rounds: GENERATE_ROUNDS.default as usize,
            inference: InferenceParams {
                top_down: GENERATE_TOP_DOWN.default as f32,
                ..InferenceParams::default()
            },
        }
    }

    /// The paper's in-painting (Fig. 5).
    pub fn inpaint() -> Self {
        Self { n_rounds: INPAINT_ROUNDS.default as usize, inference: InferenceParams::default() }
    }

    /// In-painting from what the prior expects.
    pub fn inpaint_from_expectation() -> Self {
        Self { n_rounds: EXPECTATION_ROUNDS.default as usize, ..Self::inpaint() }
    }

    /// Denoising of a whole image whose spoilt pixels are not known.
    pub fn denoise() -> Self {
        Self { n_rounds: DENOISE_ROUNDS.default as usize, inference: InferenceParams::default() }
    }

    /// Checks every field against its range.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] for the first field outside.
    pub fn check(self) -> Result<Self> {
        INPAINT_ROUNDS.check(self.n_rounds as f64)?;
        self.inference.check()?;
        Ok(self)
    }
}

// ---- Drawing and corruption ----------------------------------------------------------------

param!(
    /// Diameter of the pen, in canvas sides.
    PEN_WIDTH, "pen_width", "", 0.095, 0.01, 0.4, false,
    "diameter of the pen, in canvas sides", "a digit over most of the canvas gets lines as thick as MNIST's"
);
param!(
    /// Strength of normal noise.
    GAUSSIAN_STD, "strength", "σ", 0.4, 0.0, 1.0, false,
    "standard deviation of the noise on every pixel", "chosen because the digit can just be read"
);
param!(
    /// Strength of salt and pepper.
    SALT_AND_PEPPER_FRACTION, "strength", "", 0.3, 0.0, 1.0, false,
    "fraction of the pixels set to 0 or 1", "chosen because the digit can just be read"
);
param!(
    /// Strength of random pixels.
    RANDOM_PIXELS_FRACTION, "strength", "", 0.5, 0.0, 1.0, false,
    "fraction of the pixels replaced by noise", "half of the pixels, Bengio et al. 2015, Fig. 5"
);
param!(
    /// Strength of an erased block.
    BLOCK_SIDE, "strength", "", 0.35, 0.0, 1.0, false,
    "side of the erased square, in image sides", "chosen because it hides one part of a digit"
);
param!(
    /// Strength of a missing lower half.
    LOWER_HALF_HEIGHT, "strength", "", 0.5, 0.0, 1.0, false,
    "height of the erased rows, in image heights", "chosen because it hides half of the image, as Fig. 5 does"
);

// ---- TRAIN --------------------------------------------------------------------------------

/// Largest seed of a training: the largest whole number that JavaScript holds exactly.
pub const MAX_SEED: u64 = (1 << 53) - 1;

/// Mean norm of h1, for 1,000 units, above which training counts as running away: healthy runs stay
/// near 15, those that failed passed 100 within two epochs.
pub const MAX_H1_NORM: f64 = 100.0;

/// Largest sum of the absolute weights and the bias of a unit that is read from a file. Healthy networks stay below 1,000; up
/// to here no setting of inference, samplers or read-out leaves the finite: h1 stays below 10¹³ (200 steps of up to twice
/// what f1 and g2 can reach, from noisy inputs below 15 or h2 below 100), the next sum below 10²², its squares, 4,000 of
/// them, below 10³⁰.
pub const MAX_UNIT_SUM: f32 = 1e9;

/// Largest absolute logarithm of a standard deviation of a mixture that is read from a file: e²⁰ is below [`MAX_UNIT_SUM`].
/// What is learned stays between −7 and 3.
pub const MAX_LOG_STD: f32 = 20.0;

/// Most images of a training that a file may name: more than the largest IDX file that is read holds.
pub const MAX_IMAGES: usize = 1 << 28;

/// Found by search: obvious choices let h1 run away or h2 collapse.
const SEARCH: &str = "chosen by search: keeps h1 from running away and h2 from collapsing";

param_table![
    /// Every hyper-parameter of training, in the order in which help lists them.
    TRAIN,
    /// Settings of TRAIN (Alg. 2). Field names are the names of [`TRAIN`]'s entries.
    TrainParams,
    (epochs: usize, "", 10.0, 1.0, 1000.0, true, "passes over the training set", "quality levels off after 8 to 10 (paper: 20)"),
    (batch_size: usize, "B", 100.0, 1.0, 1000.0, true, "images of a mini-batch", PAPER),
    (n_steps: usize, "N", 6.0, 0.0, 200.0, true, "iterations of inference in the E-step", SEARCH),
    (step: f32, "δ", 0.1, 0.0, 1.0, false, "step of inference in the E-step", PAPER),
    (top_down: f32, "α", 0.001, 0.0, 1.0, false, "top-down pull on h1 in the E-step", PAPER),
    (rate_f1: f32, "ε_f1", 1e-4, 0.0, 1.0, false, "learning rate of f1", SEARCH),
    (rate_f2: f32, "ε_f2", 7e-4, 0.0, 1.0, false, "learning rate of f2", SEARCH),
    (rate_g2: f32, "ε_g2", 1e-3, 0.0, 1.0, false, "learning rate of g2", SEARCH),
    (rate_g1: f32, "ε_g1", 1e-3, 0.0, 1.0, false, "learning rate of g1", SEARCH),
    (rate_decay: f32, "", 0.85, 0.01, 1.0, false, "factor on all learning rates after each epoch", SEARCH),
    (noise_x: f32, "σ_x", 0.3, 0.0, 10.0, false, "standard deviation of the noise on x for f1", SEARCH),
    (noise_x_decay: f32, "", 1.0, 0.01, 1.0, false, "factor on noise_x after each epoch", SEARCH),
    (noise_h1: f32, "σ_h1", 0.2, 0.0, 10.0, false, "standard deviation of the noise on h1 for g1", SEARCH),
    (noise_h1_decay: f32, "", 1.0, 0.01, 1.0, false, "factor on noise_h1 after each epoch", SEARCH),
    (spikes: usize, "", 3.0, 1.0, 1000.0, true, "Bernoulli draws whose mean is h2 for g2 (spike-like noise)", PAPER),
    (f2_start_scale: f32, "", 3.0, 0.01, 100.0, false, "factor on f2's uniform initial weights", SEARCH),
    (adam_beta1: f32, "β1", 0.9, 0.0, 0.9999, false, "decay of Adam's mean of gradients", "Kingma & Ba 2015"),
    (adam_beta2: f32, "β2", 0.999, 0.0, 0.99999, false, "decay of Adam's mean of squared gradients", "Kingma & Ba 2015"),
    (adam_epsilon: f32, "", 1e-8, 1e-12, 1.0, false, "added to Adam's root of squared gradients", "Kingma & Ba 2015"),
];

impl TrainParams {
    /// INFERENCE of the E-step.
    pub fn inference(&self) -> InferenceParams {
        InferenceParams { n_steps: self.n_steps, step: self.step, top_down: self.top_down }
    }
}

// ---- The mixture on logit(h2) -------------------------------------------------------------

param_table![
    /// Every hyper-parameter of the mixture, in the order of the fields of [`MixtureParams`].
    MIXTURE,
    /// Settings of the mixture of factor analysers. Field names are the names of [`MIXTURE`]'s entries.
    MixtureParams,
    (components: usize, "K", 300.0, 1.0, 1000.0, true, "components of the mixture", "Parzen log-likelihood of decoded samples, for files below 300 KB"),
    (rank: usize, "Q", 6.0, 0.0, 100.0, true, "factors of each component", "Parzen log-likelihood of decoded samples, for files below 300 KB"),
    (iterations: usize, "", 20.0, 1.0, 1000.0, true, "rounds of EM", "the likelihood levels off"),
    (margin: f32, "", 1e-2, 1e-6, 0.2, false, "distance that h2 keeps from 0 and 1 before its logit", "Parzen log-likelihood of decoded samples, 0.005 to 0.05 tried"),
    (variance_floor: f32, "", 1e-2, 1e-6, 1.0, false, "smallest variance that no factor explains", "keeps small components from collapsing"),
];

// ---- The read-out ------------------------------------------------------------------------

param_table![
    /// Every hyper-parameter of the read-out, in the order of the fields of [`ReadOutParams`].
    READ_OUT,
    /// Settings of the read-out. Field names are the names of [`READ_OUT`]'s entries.
    ReadOutParams,
    (epochs: usize, "", 12.0, 1.0, 1000.0, true, "passes over the training set", "accuracy levels off"),
    (batch_size: usize, "B", 100.0, 1.0, 1000.0, true, "images of a mini-batch", "as TRAIN"),
    (rate: f32, "ε", 3e-3, 0.0, 10.0, false, "learning rate", "accuracy levels off"),
    (rate_decay: f32, "", 0.85, 0.01, 1.0, false, "factor on the learning rate after each epoch", "as TRAIN"),
];

// ---- In-painting from what the prior expects ----------------------------------------------

param_table![
    /// Every hyper-parameter of the prior's expectation, in the order of the fields of [`ExpectationParams`].
    EXPECTATION,
    /// Settings of in-painting's start from the prior. Field names are the names of [`EXPECTATION`]'s entries.
    ExpectationParams,
    (samples: usize, "S", 20_000.0, 1.0, 100_000.0, true, "samples of the mixture that are compared with the visible pixels", "in-painting error on validation digits"),
    (precision: f32, "β", 0.7, 0.0, 1000.0, false, "weight of a sample is exp(−β · squared error on the visible pixels)", "in-painting error on validation digits"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_default_lies_in_its_range() {
        let single = [
            H1_UNITS,
            H2_UNITS,
            N_STEPS,
            STEP,
            TOP_DOWN,
            GENERATE_ROUNDS,
            GENERATE_TOP_DOWN,
            VARIANCE_SCALE,
            DREAM_COUNT,
            INPAINT_ROUNDS,
            EXPECTATION_ROUNDS,
            DENOISE_ROUNDS,
            PEN_WIDTH,
            GAUSSIAN_STD,
            SALT_AND_PEPPER_FRACTION,
            RANDOM_PIXELS_FRACTION,
            BLOCK_SIDE,
            LOWER_HALF_HEIGHT,
        ];
        for param in
            single.iter().chain(TRAIN).chain(MIXTURE).chain(READ_OUT).chain(EXPECTATION).chain(SYNTHETIC)
        {
            assert_eq!(param.check(param.default), Ok(param.default), "{}", param.name);
        }
        TrainParams::default().check().unwrap();
        MixtureParams::default().check().unwrap();
        ReadOutParams::default().check().unwrap();
        ExpectationParams::default().check().unwrap();
        SyntheticParams::default().check().unwrap();
    }

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
