//! The maps of one kind of noise in one round: a code of the patch around each pixel, and what is read from it, a picture and
//! how far the pixel itself can be trusted.

use super::fields::receptive_fields;
use crate::math::{exp, ln};
use crate::net::{Activation, Layer};
use crate::params::{
    CODE_FIELD, EXTREME_WIDTH, FIRST_FIELD, LATER_FIELD, LOGIT_MARGIN, LOGIT_SCALE, PICTURE_FIELD,
    READ_OUT_FIELD, START_SCALE, TRUST_FIELD,
};
use ndarray::Array2;
use rand::{Rng, RngExt};
use rand_distr::StandardNormal;

/// Which of a restorer's maps: those of the first round, or those of all later ones, which also see what the round before
/// has made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    First,
    Later,
}

impl Stage {
    pub const ALL: [Self; 2] = [Self::First, Self::Later];

    /// Name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Later => "later",
        }
    }

    /// Width of the square of pixels that codes are read from.
    fn field(self) -> usize {
        match self {
            Self::First => FIRST_FIELD,
            Self::Later => LATER_FIELD,
        }
    }

    /// Values that stand for each pixel.
    pub fn channels(self) -> usize {
        match self {
            Self::First => 5,
            Self::Later => 9,
        }
    }
}

/// What one round sees of an image, each `(X)`.
pub(super) struct Seen<'a> {
    pub spoilt: &'a [f32],
    /// What the layers above make of the picture so far: `g1(f1(picture))`.
    pub decoded: &'a [f32],
    /// None in the first round.
    pub before: Option<Before<'a>>,
}

/// What the round before has made of an image, each `(X)`.
pub(super) struct Before<'a> {
    pub trust: &'a [f32],
    pub guess: &'a [f32],
    pub picture: &'a [f32],
    /// What the mixture expects, given the picture and its trust.
    pub expected: &'a [f32],
}

impl Seen<'_> {
    /// The values that stand for pixel `i`, written to `channels` `(C)`.
    pub fn write(&self, i: usize, channels: &mut [f32]) {
        let x = self.spoilt[i];
        let near = |value: f32| exp(-((x - value) / EXTREME_WIDTH) * ((x - value) / EXTREME_WIDTH));
        let decoded = scaled_logit(self.decoded[i]);
        channels[..4].copy_from_slice(&[x, near(0.0), near(1.0), 4.0 * x * (1.0 - x)]);
        match &self.before {
            None => channels[4] = decoded,
            Some(Before { trust, guess, picture, expected }) => channels[4..].copy_from_slice(&[
                trust[i],
                scaled_logit(guess[i]),
                scaled_logit(picture[i]),
                decoded,
                scaled_logit(expected[i]),
            ]),
        }
    }
}

fn scaled_logit(p: f32) -> f32 {
    let p = p.clamp(LOGIT_MARGIN, 1.0 - LOGIT_MARGIN);
    ln(p / (1.0 - p)) / LOGIT_SCALE
}

/// Maps of one kind of noise in one stage; K codes, C channels.
#[derive(Debug, Clone, PartialEq)]
pub struct Expert {
    /// K codes, before their softmax, from pixels and, in later rounds, the codes before.
    pub(super) code: Layer,
    /// Picture and trust, before their sigmoid, from pixels and codes.
    pub(super) read_out: Layer,
    /// What each code adds to the picture where it is active, `(…, K)`, from pixels.
    pub(super) picture_gates: Layer,
    /// What each code adds to the trust where it is active, `(…, K)`, from pixels.
    pub(super) trust_gates: Layer,
}

/// What an expert makes of images, for each of their N pixels.
pub(super) struct Reading {
    /// What each of the four layers was given, in the order of [`Expert::layers`].
    pub inputs: [Array2<f32>; 4],
    /// Probabilities of the codes, `(N, K)`.
    pub code: Array2<f32>,
    /// x^, `(N)` in \[0,1\].
    pub guess: Vec<f32>,
    /// w, `(N)` in \[0,1\].
    pub trust: Vec<f32>,
}

impl Expert {
    /// Names of the four layers in files.
    pub(super) const LAYERS: [&str; 4] = ["code", "read_out", "picture_gates", "trust_gates"];

    /// Input and output units of each of the four layers.
    pub(super) fn shapes(stage: Stage, codes: usize) -> [(usize, usize); 4] {
        let pixels = |width: usize| width * width * stage.channels();
        let codes_before = if stage == Stage::Later { CODE_FIELD * CODE_FIELD * codes } else { 0 };
        [
            (pixels(stage.field()) + codes_before, codes),
            (pixels(stage.field()) + READ_OUT_FIELD * READ_OUT_FIELD * codes, 2),
            (pixels(PICTURE_FIELD), codes),
            (pixels(TRUST_FIELD), codes),
        ]
    }

    /// Small random weights, but for those that hand on the picture, and in later rounds the trust, as they are.
    pub(super) fn random(stage: Stage, codes: usize, rng: &mut impl Rng) -> Self {
        let layers = Self::shapes(stage, codes).map(|(n_in, n_out)| {
            let std = START_SCALE / (n_in as f32).sqrt();
            let weights =
                Array2::from_shape_simple_fn((n_in, n_out), || std * rng.sample::<f32, _>(StandardNormal));
            Layer::new(weights.view(), &vec![0.0; n_out], Activation::Identity)
        });
        let mut expert = Self::from_layers(layers);
        let mut weights = expert.read_out.weights();
        let middle = stage.field() * stage.field() / 2 * stage.channels();
        // The first round hands on what the layers above decode; later ones hand on guess and trust of the round before.
        match stage {
            Stage::First => weights[[middle + 4, 0]] = LOGIT_SCALE,
            Stage::Later => {
                weights[[middle + 5, 0]] = LOGIT_SCALE;
                weights[[middle + 4, 1]] = LOGIT_SCALE;
            }
        }
        expert.read_out = Layer::new(weights.view(), expert.read_out.bias(), Activation::Identity);
        expert
    }

    pub(super) fn from_layers([code, read_out, picture_gates, trust_gates]: [Layer; 4]) -> Self {
        Self { code, read_out, picture_gates, trust_gates }
    }

    pub(super) fn layers(&self) -> [&Layer; 4] {
        [&self.code, &self.read_out, &self.picture_gates, &self.trust_gates]
    }

    pub(super) fn layers_mut(&mut self) -> [&mut Layer; 4] {
        [&mut self.code, &mut self.read_out, &mut self.picture_gates, &mut self.trust_gates]
    }

    /// From the values that stand for each pixel, `(N, C)`, and the codes of the round before, `(N, K)`.
    pub(super) fn read(&self, stage: Stage, pixels: &Array2<f32>, codes: Option<&Array2<f32>>) -> Reading {
        let field = (pixels, stage.field());
        let seen: Vec<_> =
            [Some(field), codes.map(|codes| (codes, CODE_FIELD))].into_iter().flatten().collect();
        let code_input = receptive_fields(&seen);
        let mut code = self.code.forward(code_input.view());
        softmax(&mut code);
        let read_out_input = receptive_fields(&[field, (&code, READ_OUT_FIELD)]);
        let plain = self.read_out.forward(read_out_input.view());
        let gated = |gates: &Layer, width: usize, output: usize| {
            let input = receptive_fields(&[(pixels, width)]);
            let added = gates.forward(input.view());
            let mut values: Vec<f32> = added
                .rows()
                .into_iter()
                .zip(code.rows())
                .zip(plain.column(output))
                .map(|((added, code), plain)| {
                    plain + added.iter().zip(code).map(|(added, code)| added * code).sum::<f32>()
                })
                .collect();
            Activation::Sigmoid.apply(&mut values);
            (input, values)
        };
        let (picture_input, guess) = gated(&self.picture_gates, PICTURE_FIELD, 0);
        let (trust_input, trust) = gated(&self.trust_gates, TRUST_FIELD, 1);
        Reading { inputs: [code_input, read_out_input, picture_input, trust_input], code, guess, trust }
    }
}

/// Each row as probabilities.
pub(super) fn softmax(rows: &mut Array2<f32>) {
    for mut row in rows.rows_mut() {
        let largest = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        row.mapv_inplace(|z| exp(z - largest));
        let total: f32 = row.iter().sum();
        row.mapv_inplace(|value| value / total);
    }
}
