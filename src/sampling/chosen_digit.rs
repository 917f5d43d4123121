//! Dreams of a chosen digit: components of the mixture, weighted by what they read as.

use super::decode;
use crate::error::Result;
use crate::inference::infer;
use crate::math::argmax;
use crate::model::Model;
use crate::params::InferenceParams;

/// Probabilities below this are left out: summed over 300 components they would add up to other digits.
const LEAST_PROBABILITY: f32 = 0.5;

/// Weight of each component `(K)` when `digit` is wanted: its own times the probability that its mean is read
/// as that digit, 0 unless that is likelier than not. Where no component is, the likeliest one alone.
///
/// # Errors
/// [`Error::ModelFile`](crate::error::Error::ModelFile) if the model has no mixture.
///
/// # Panics
/// If `digit` is above 9.
pub fn mixture_weights(model: &Model, digit: u8) -> Result<Vec<f32>> {
    let mixture = model.need_mixture()?;
    let x = decode(&model.net, mixture.component_means().view());
    let latents = infer(&model.net, x.view(), &InferenceParams::default());
    let probabilities = model.read_out.probabilities(&latents).column(usize::from(digit)).to_owned();
    let weigh = |(&weight, &p): (&f32, &f32)| if p > LEAST_PROBABILITY { weight * p } else { 0.0 };
    let weights: Vec<f32> = mixture.weights.iter().zip(&probabilities).map(weigh).collect();
    if weights.iter().any(|&weight| weight > 0.0) {
        return Ok(weights);
    }
    let best = argmax(probabilities.view());
    Ok((0..probabilities.len()).map(|k| f32::from(u8::from(k == best))).collect())
}
