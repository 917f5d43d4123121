//! p(h2): what the top layer looks like over the training set.

use crate::inference::infer;
use crate::net::Network;
use crate::params::InferenceParams;
use ndarray::{Array1, Array2, ArrayView2, Axis};
use rand::{Rng, RngExt};
use rand_distr::StandardNormal;

/// A Gaussian with independent units (Alg. 2, GENERATE).
#[derive(Debug, Clone, PartialEq)]
pub struct TopPrior {
    /// Mean of h2, `(H2)`.
    pub mean: Array1<f32>,
    /// Variance of h2, `(H2)`, as measured: the factor 4 is applied when sampling.
    pub variance: Array1<f32>,
}

impl TopPrior {
    /// Mean and variance of inferred h2 over `images` `(n, X)`, n ≥ 1.
    pub fn learn(net: &Network, images: ArrayView2<f32>, inference: &InferenceParams) -> Self {
        let mut sum = Array1::<f64>::zeros(net.architecture().h2);
        let mut squares = sum.clone();
        // A block at a time: the latents of a whole training set would fill hundreds of megabytes.
        for images in images.axis_chunks_iter(Axis(0), 2_000) {
            let h2 = infer(net, images, inference).h2.mapv(f64::from);
            sum += &h2.sum_axis(Axis(0));
            squares += &(&h2 * &h2).sum_axis(Axis(0));
        }
        let mean = sum / images.nrows() as f64;
        let variance = squares / images.nrows() as f64 - &mean * &mean;
        Self { mean: mean.mapv(|m| m as f32), variance: variance.mapv(|v| v.max(0.0) as f32) }
    }

    /// `count` draws of h2 with `variance_scale` times the variance, `(count, H2)`; not clipped to \[0,1\].
    pub fn sample(&self, count: usize, variance_scale: f32, rng: &mut impl Rng) -> Array2<f32> {
        let std = self.variance.map(|v| (v * variance_scale).sqrt());
        let mut h2 =
            Array2::from_shape_simple_fn((count, self.mean.len()), || rng.sample::<f32, _>(StandardNormal));
        h2 *= &std;
        h2 + &self.mean
    }
}
