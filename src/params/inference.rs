//! Settings of INFERENCE (Alg. 2) and of the rounds of it that samplers and restorations share.

use super::{PAPER, Param};
use crate::error::Result;
use serde::{Deserialize, Serialize};

params![
    /// The settings of INFERENCE, in the order of the fields of [`InferenceParams`].
    INFERENCE,
    /// Settings of INFERENCE (Alg. 2). Field names are the names of [`INFERENCE`]'s entries.
    #[derive(Copy)]
    InferenceParams,
    (n_steps as N_STEPS: usize, "N", 15.0, 0.0, 200.0, "iterations of inference", PAPER),
    (step as STEP: f32, "δ", 0.1, 0.0, 1.0, "how far one iteration follows the targetprop direction", PAPER),
    (top_down as TOP_DOWN: f32, "α", 0.001, 0.0, 1.0, "how strongly g2(h2) pulls h1 in each iteration", PAPER),
];

params![
    (n_rounds as GENERATE_ROUNDS: usize, "R", 3.0, 0.0, 100.0, "rounds of inference and decoding after the directed sample", PAPER),
    (top_down as GENERATE_TOP_DOWN: f32, "α", 0.3, 0.0, 1.0, "how strongly g2(h2) pulls h1 while generating", PAPER),
    (variance_scale as VARIANCE_SCALE: f32, "s", 4.0, 0.0, 100.0, "factor on the variance of p(h2) when sampling", PAPER),
    (n_rounds as INPAINT_ROUNDS: usize, "R", 20.0, 0.0, 100.0, "rounds of encoding and decoding while in-painting", "Bengio et al. 2015, Fig. 5"),
    (n_rounds as EXPECTATION_ROUNDS: usize, "R", 1.0, 0.0, 100.0, "rounds of encoding and decoding while in-painting", "in-painting error on validation digits: the start is near already"),
    (n_rounds as DENOISE_ROUNDS: usize, "R", 1.0, 0.0, 100.0, "rounds of inference and decoding while denoising", "squared error of MNIST digits, `evaluate denoise`: under noise 0.3 three rounds are no better, ten worse"),
    (count as DREAM_COUNT: usize, "", 64.0, 1.0, 256.0, "samples drawn at once", "chosen because a grid of 8 by 8 shows every digit"),
];

/// What one use of [`RoundsParams`] has for itself; its other settings are those of [`INFERENCE`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RoundsTable {
    n_rounds: Param,
    top_down: Param,
}

/// The paper's GENERATE (Alg. 2).
pub const GENERATE: RoundsTable = RoundsTable { n_rounds: GENERATE_ROUNDS, top_down: GENERATE_TOP_DOWN };
/// The paper's in-painting (Fig. 5).
pub const INPAINT: RoundsTable = RoundsTable { n_rounds: INPAINT_ROUNDS, top_down: TOP_DOWN };
/// In-painting from what the prior expects.
pub const INPAINT_FROM_EXPECTATION: RoundsTable =
    RoundsTable { n_rounds: EXPECTATION_ROUNDS, top_down: TOP_DOWN };
/// Denoising of a whole image whose spoilt pixels are not known.
pub const DENOISE: RoundsTable = RoundsTable { n_rounds: DENOISE_ROUNDS, top_down: TOP_DOWN };

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

impl RoundsTable {
    /// The default settings of this use.
    pub fn defaults(&self) -> RoundsParams {
        let inference =
            InferenceParams { top_down: self.top_down.default as f32, ..InferenceParams::default() };
        RoundsParams { n_rounds: self.n_rounds.default as usize, inference }
    }

    /// Checks every field of `params` against the range that it has in this use.
    ///
    /// # Errors
    /// [`Error::OutOfRange`](crate::error::Error::OutOfRange) for the first field outside.
    pub fn check(&self, params: RoundsParams) -> Result<RoundsParams> {
        self.n_rounds.check(params.n_rounds as f64)?;
        self.top_down.check(params.inference.top_down.into())?;
        params.inference.check()?;
        Ok(params)
    }
}
