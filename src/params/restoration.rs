//! Settings of blind restoration: its rounds, the widths of what its maps see, how they learn.

use super::{ExpectationParams, Param};

/// Found by trials on MNIST.
const TRIALS: &str = "restoration error in trials on the six kinds of noise";

params![
    /// Every hyper-parameter of restoration, in the order of the fields of [`RestorationParams`].
    RESTORATION,
    /// Settings of restoration. Field names are the names of [`RESTORATION`]'s entries.
    RestorationParams,
    (rounds as RESTORATION_ROUNDS: usize, "R", 3.0, 0.0, 20.0, "rounds after the first pass", "the error levels off"),
    (samples: usize, "S", 5_000.0, 1.0, 100_000.0, "samples of the mixture that are compared with the trusted pixels", TRIALS),
    (precision: f32, "β", 0.5, 0.0, 1000.0, "weight of a sample is exp(−β · squared error, each pixel by its trust)", TRIALS),
];

impl RestorationParams {
    /// The samples of the mixture that are compared.
    pub fn expectation(&self) -> ExpectationParams {
        ExpectationParams { samples: self.samples, precision: self.precision }
    }
}

/// Trust in every pixel of an image with Gaussian noise when samples are compared with it: none is clean and none lost. One
/// over the square of 1.3, from trials.
pub const GAUSSIAN_TRUST: f32 = 0.591_716;

/// Width of the square of pixels from which the first round reads a code.
pub const FIRST_FIELD: usize = 7;
/// Width of that square in later rounds, which see what the first has made of the pixels around.
pub const LATER_FIELD: usize = 5;
/// Width of the square of codes of the round before that a code is read from.
pub const CODE_FIELD: usize = 3;
/// Width of the square of codes from which picture and trust are read.
pub const READ_OUT_FIELD: usize = 5;
/// Width of the square of pixels from which a code reads its own picture.
pub const PICTURE_FIELD: usize = 5;
/// Width of the square of pixels from which a code reads its own trust.
pub const TRUST_FIELD: usize = 3;
/// Width of the clean patch whose cluster is what a code learns to tell.
pub const CODED_PATCH: usize = 7;

/// Least and largest value of a pixel whose logit is taken, and what the logit is divided by: inputs stay about as large as
/// pixels.
pub const LOGIT_MARGIN: f32 = 0.002;
/// See [`LOGIT_MARGIN`].
pub const LOGIT_SCALE: f32 = 3.0;
/// How close to 0 or 1 a pixel looks like salt or pepper: a width.
pub const EXTREME_WIDTH: f32 = 0.03;

/// Values at which the statistics of an image count pixels and differences.
pub const STATISTIC_BINS: usize = 16;
/// Width of each of these bins, Gaussian.
pub const STATISTIC_WIDTH: f32 = 0.04;
/// Factor on the statistics: the shares of pixels are small numbers.
pub const STATISTIC_SCALE: f32 = 3.0;

/// Standard deviations of Gaussian noise among which the likeliest is taken.
pub const NOISE_WIDTHS: [f32; 16] =
    [0.02, 0.03, 0.05, 0.08, 0.12, 0.18, 0.25, 0.3, 0.35, 0.42, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0];
/// Shares of replaced pixels among which the likeliest is taken.
pub const NOISE_FRACTIONS: [f32; 16] =
    [0.001, 0.003, 0.01, 0.03, 0.06, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
/// Standard deviation of a pixel that was not replaced around the restored one.
pub const CLEAN_WIDTH: f32 = 0.05;
/// Width over which the probability of exactly 0 or 1 is spread, so that it is a density, as others are.
pub const EXTREME_BIN: f32 = 0.01;

/// Images of a batch, by what is done to them, and from which strength to which, from trials: Gaussian noise, salt and pepper,
/// random pixels, nothing, a block, the lower half.
pub const SPOILT_PORTIONS: [(usize, [f32; 2]); 6] = [
    (5, [0.04, 0.75]),
    (5, [0.02, 0.5]),
    (4, [0.02, 0.65]),
    (3, [0.0, 0.0]),
    (5, [0.2, 0.5]),
    (3, [0.25, 0.6]),
];
/// Farthest that an altered image is moved, in pixels: MNIST's digits keep as far from the edge.
pub const FARTHEST_MOVE: i32 = 4;
/// Ink below which a patch is blank, in full pixels: blank ones have a cluster of their own.
pub const LEAST_INK: f32 = 0.5;
/// Standard deviation of a new weight, times the root of how many a unit has, from trials.
pub const START_SCALE: f32 = 0.3;

/// Most codes that a file may have.
pub const MAX_CODES: usize = 256;

params![
    /// Every hyper-parameter of a restorer's learning, in the order of the fields of [`RestorerTrainParams`].
    RESTORER_TRAINING,
    /// Settings of a restorer's learning. Field names are the names of [`RESTORER_TRAINING`]'s entries.
    RestorerTrainParams,
    (steps: usize, "", 1_200.0, 1.0, 1_000_000.0, "mini-batches of 25 images", "errors level off"),
    (codes: usize, "K", 32.0, 2.0, 256.0, "codes of a patch", TRIALS),
    (rate: f32, "ε", 6e-3, 0.0, 1.0, "learning rate of the maps", TRIALS),
    (kind_rate: f32, "", 3e-2, 0.0, 1.0, "learning rate of what tells the kind of noise", TRIALS),
    (warm_up: usize, "", 30.0, 1.0, 1_000_000.0, "steps over which the rates rise; then they fall as a cosine", TRIALS),
    (last_rate: f32, "", 0.03, 0.0, 1.0, "share of the rates that is left at the end", TRIALS),
    (code_weight: f32, "", 0.1, 0.0, 100.0, "weight of a code's own error, which sets its pace under Adam's first steps only", TRIALS),
    (picture_weight: f32, "", 0.1, 0.0, 100.0, "weight of a picture's error where the pixel is trusted", TRIALS),
    (trust_weight: f32, "", 0.002, 0.0, 100.0, "weight of a trust's error as a probability that the pixel is clean", TRIALS),
    (clean_within: f32, "", 0.02, 0.0, 1.0, "difference below which a pixel counts as clean", TRIALS),
    (clustered_images: usize, "", 300.0, 1.0, 60_000.0, "images whose patches are clustered", "as many patches as matter"),
    (clustered_patches: usize, "", 30_000.0, 1.0, 1_000_000.0, "patches that are clustered", "the clusters settle"),
    (altered: f32, "", 0.25, 0.0, 1.0, "share of the images altered before they are spoilt", "other digits than MNIST's pass unchanged"),
    (altered_unspoilt: f32, "", 0.7, 0.0, 1.0, "share of the unspoilt images that are altered", "other digits than MNIST's pass unchanged"),
];
