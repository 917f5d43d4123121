//! Noise on the layers of a network (Alg. 2: h~, x~).

use super::streams::with_noise;
use ndarray::Array2;
use rand::{Rng, RngExt};
use rand_distr::StandardNormal;

/// `values` `(B, N)` plus Gaussian noise of standard deviation `std`, not clipped. Each row draws from its own of
/// `rngs`, or all from the only one.
///
/// # Panics
/// If there are several `rngs`, but fewer than rows.
pub fn gaussian<R: Rng>(values: &Array2<f32>, std: f32, rngs: &mut [R]) -> Array2<f32> {
    with_noise(values, rngs, |value, rng| gaussian_value(value, std, rng))
}

/// One value of [`gaussian`].
#[inline]
pub(crate) fn gaussian_value(value: f32, std: f32, rng: &mut impl Rng) -> f32 {
    value + std * rng.sample::<f32, _>(StandardNormal)
}

/// The mean of `n_spikes` Bernoulli draws for each of `probabilities` `(B, N)`: noise like that of spikes. Each row
/// draws from its own of `rngs`, or all from the only one.
///
/// # Panics
/// If there are several `rngs`, but fewer than rows.
pub fn spike_like<R: Rng>(probabilities: &Array2<f32>, n_spikes: usize, rngs: &mut [R]) -> Array2<f32> {
    with_noise(probabilities, rngs, |probability, rng| {
        (0..n_spikes).filter(|_| rng.random::<f32>() < probability).count() as f32 / n_spikes as f32
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    /// Mean and variance of many draws from one value.
    fn moments(draws: &Array2<f32>) -> (f32, f32) {
        let mean = draws.mean().unwrap();
        (mean, draws.map(|v| (v - mean).powi(2)).mean().unwrap())
    }

    #[test]
    fn noise_has_the_moments_it_should_have() {
        let rngs = &mut [rand_pcg::Pcg64::seed_from_u64(9)];
        // 100,000 draws: four standard errors of the mean are below 0.006, of the variance below 0.004.
        let values = Array2::from_elem((100, 1000), 0.3);
        let (mean, variance) = moments(&gaussian(&values, 0.4, rngs));
        assert!((mean - 0.3).abs() < 0.006 && (variance - 0.16).abs() < 0.004, "{mean} {variance}");
        let (mean, variance) = moments(&spike_like(&values, 3, rngs));
        assert!((mean - 0.3).abs() < 0.006 && (variance - 0.07).abs() < 0.004, "{mean} {variance}");
    }

    #[test]
    fn spikes_of_certain_units_are_certain() {
        let rngs = &mut [rand_pcg::Pcg64::seed_from_u64(10)];
        let h2 = ndarray::array![[0.0, 1.0]];
        assert_eq!(spike_like(&h2, 5, rngs), h2);
    }
}
