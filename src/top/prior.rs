//! p(h2): what the top layer looks like over the training set.

use crate::error::Result;
use crate::storage::check_each;
use ndarray::{Array1, Array2, ArrayView2};
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
    /// Mean and variance of latents `h2` `(n, H2)`, n ≥ 1.
    pub fn learn(h2: ArrayView2<f32>) -> Self {
        let n = h2.nrows() as f64;
        let mean_of = |value: fn(f32) -> f64| {
            Array1::from_iter(
                h2.columns().into_iter().map(|unit| unit.iter().map(|&h| value(h)).sum::<f64>() / n),
            )
        };
        let mean = mean_of(f64::from);
        let variance = mean_of(|h| f64::from(h).powi(2)) - &mean * &mean;
        Self { mean: mean.mapv(|m| m as f32), variance: variance.mapv(|v| v.max(0.0) as f32) }
    }

    /// Refuses moments that no h2 in \[0,1\] has.
    pub(crate) fn check_usable(&self) -> Result<()> {
        [("prior.mean", &self.mean), ("prior.variance", &self.variance)].into_iter().try_for_each(
            |(name, values)| {
                let expected = format!("{name} between 0 and 1, as for units of that range");
                check_each(&expected, values.iter().copied(), |value| (0.0..=1.0).contains(&value))
            },
        )
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
