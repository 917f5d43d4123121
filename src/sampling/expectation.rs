//! What the mixture expects where pixels are missing: the start of in-painting beyond the paper.
//!
//! The paper's rounds stay near where they start, so a large hole filled with noise stays spoilt. Samples of
//! the mixture, weighted by how well they explain the visible pixels, are self-normalised importance
//! sampling of `E[x^m | x^v]` with the prior as proposal and `p(x^v|h) ∝ exp(−β ‖x^v − g(h)^v‖²)`.

use crate::inference::ClampMask;
use crate::math::exp;
use crate::math::parallel;
use crate::net::Network;
use crate::params::ExpectationParams;
use crate::top::FactorMixture;
use ndarray::{Array2, ArrayView1};
use rand::Rng;

/// Decoded samples of the mixture, drawn once and used for many images.
#[derive(Debug, Clone)]
pub struct Expectation {
    /// `(S, X)`.
    samples: Array2<f32>,
    precision: f32,
}

impl Expectation {
    /// Draws `params.samples` images.
    pub fn draw(
        net: &Network,
        mixture: &FactorMixture,
        params: &ExpectationParams,
        rng: &mut impl Rng,
    ) -> Self {
        let h2 = mixture.sample(params.samples, 1.0, rng);
        Self { samples: super::decode(net, h2.view()), precision: params.precision }
    }

    /// `x` `(B, X)` with every missing pixel replaced by its expectation given the visible ones.
    ///
    /// # Panics
    /// If the mask has another shape than `x`.
    pub fn fill(&self, x: &Array2<f32>, missing: &ClampMask) -> Array2<f32> {
        let mut filling = Array2::zeros(x.dim());
        let pixels = x.ncols();
        let values = filling.as_slice_mut().expect("made by zeros");
        parallel::for_each_chunk(values, pixels, |row, out| {
            let weights = self.weights(x.row(row), missing.missing().row(row));
            for (sample, &weight) in self.samples.rows().into_iter().zip(&weights) {
                // Most samples explain nothing at all.
                if weight > 1e-7 {
                    out.iter_mut().zip(sample).for_each(|(out, pixel)| *out += weight * pixel);
                }
            }
        });
        missing.fill(x, &filling)
    }

    /// Weights of the samples, of sum 1.
    fn weights(&self, x: ArrayView1<f32>, missing: ArrayView1<bool>) -> Vec<f32> {
        let visible: Vec<f32> = missing.iter().map(|&missing| if missing { 0.0 } else { 1.0 }).collect();
        let error = |sample: ArrayView1<f32>| -> f32 {
            let pixels = sample.iter().zip(x).zip(&visible);
            pixels.map(|((sample, x), visible)| visible * (sample - x) * (sample - x)).sum()
        };
        let errors: Vec<f32> = self.samples.rows().into_iter().map(error).collect();
        let least = errors.iter().copied().fold(f32::INFINITY, f32::min);
        let mut weights: Vec<f32> = errors.iter().map(|e| exp(self.precision * (least - e))).collect();
        let total: f32 = weights.iter().sum();
        weights.iter_mut().for_each(|weight| *weight /= total);
        weights
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    fn two(precision: f32) -> Expectation {
        Expectation { samples: array![[0.0, 0.0, 0.2], [1.0, 1.0, 0.6]], precision }
    }

    #[test]
    fn the_sample_that_fits_decides_and_visible_pixels_stay() {
        let missing = ClampMask::new(array![[false, false, true]]);
        let found = two(100.0).fill(&array![[0.9, 1.0, 0.0]], &missing);
        assert!((found - array![[0.9, 1.0, 0.6]]).iter().all(|d| d.abs() < 1e-6));
    }

    #[test]
    fn without_visible_pixels_it_is_the_mean_of_the_prior() {
        let missing = ClampMask::new(array![[true, true, true]]);
        let found = two(1.0).fill(&array![[0.3, 0.3, 0.3]], &missing);
        assert!((found - array![[0.5, 0.5, 0.4]]).iter().all(|d| d.abs() < 1e-6));
    }

    #[test]
    fn weights_follow_the_likelihood() {
        let missing = ClampMask::new(array![[false, true, true]]);
        // Errors 0.16 and 0.36: the second weighs e^(−2 · 0.2) as much.
        let found = two(2.0).fill(&array![[0.4, 0.0, 0.0]], &missing);
        let second = (-0.4_f32).exp() / (1.0 + (-0.4_f32).exp());
        assert!((found[[0, 1]] - second).abs() < 1e-6);
    }
}
