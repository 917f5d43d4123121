//! What the mixture expects where pixels are missing: the start of in-painting beyond the paper.
//!
//! The paper's rounds stay near where they start, so a large hole filled with noise stays spoilt. Samples of
//! the mixture, weighted by how well they explain the visible pixels, are self-normalised importance
//! sampling of `E[x^m | x^v]` with the prior as proposal and `p(x^v|h) ∝ exp(−β ‖x^v − g(h)^v‖²)`.

use crate::inference::ClampMask;
use crate::math::exp;
use crate::math::matrix::PackedMatrix;
use crate::math::parallel;
use crate::net::Network;
use crate::params::ExpectationParams;
use crate::top::FactorMixture;
use ndarray::{Array2, ArrayView2};
use rand::Rng;

/// Samples whose weight is at most this are left out: most explain nothing at all.
const LEAST_WEIGHT: f32 = 1e-7;

/// Decoded samples of the mixture, drawn once and used for many images.
#[derive(Debug, Clone)]
pub struct Expectation {
    /// `(X, S)`.
    samples: PackedMatrix,
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
        Self::of(super::decode(net, h2.view()).view(), params.precision)
    }

    /// Of `samples` `(S, X)` that are drawn already; `precision` is β.
    pub fn of(samples: ArrayView2<f32>, precision: f32) -> Self {
        Self { samples: PackedMatrix::pack(samples.t()), precision }
    }

    /// `x` `(B, X)` with every missing pixel replaced by its expectation given the visible ones.
    ///
    /// # Panics
    /// If the mask has another shape than `x`.
    pub fn fill(&self, x: &Array2<f32>, missing: &ClampMask) -> Array2<f32> {
        let visible = missing.missing().map(|&missing| if missing { 0.0 } else { 1.0 });
        missing.fill(x, &self.given(x, &visible))
    }

    /// What is expected of every pixel, given images `x` that are trusted pixel by pixel: `trust`, at least 0, multiplies the
    /// squared errors. All are `(B, X)`.
    ///
    /// # Panics
    /// If `trust` has another shape than `x`, or the samples another number of pixels.
    pub fn given(&self, x: &Array2<f32>, trust: &Array2<f32>) -> Array2<f32> {
        assert_eq!(x.dim(), trust.dim(), "a trust for each pixel");
        let mut expected = Array2::zeros(x.dim());
        let pixels = x.ncols();
        let values = expected.as_slice_mut().expect("made by zeros");
        parallel::for_each_chunk(values, pixels, |row, out| {
            let weights = self.weights(&x.row(row).to_vec(), &trust.row(row).to_vec());
            self.samples.add_columns(&weights, LEAST_WEIGHT, out);
        });
        expected
    }

    /// Weights of the samples, of sum 1.
    fn weights(&self, x: &[f32], trust: &[f32]) -> Vec<f32> {
        let errors = self.samples.squared_distances(x, trust);
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
        Expectation::of(array![[0.0, 0.0, 0.2], [1.0, 1.0, 0.6]].view(), precision)
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

    #[test]
    fn a_pixel_trusted_by_half_weighs_half() {
        let x = array![[0.4, 0.0, 0.0]];
        let half = two(2.0).given(&x, &array![[0.5, 0.0, 0.0]]);
        assert_eq!(half, two(1.0).given(&x, &array![[1.0, 0.0, 0.0]]));
    }
}
