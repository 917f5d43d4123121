//! Noise on the inputs of a map while it learns (Alg. 2: h~, x~).

use ndarray::Array2;
use rand::{Rng, RngExt};
use rand_distr::StandardNormal;

/// `values` plus Gaussian noise of standard deviation `std`, not clipped.
pub fn gaussian(values: &Array2<f32>, std: f32, rng: &mut impl Rng) -> Array2<f32> {
    values.map(|&v| gaussian_value(v, std, rng))
}

/// One value of [`gaussian`].
#[inline]
pub(crate) fn gaussian_value(value: f32, std: f32, rng: &mut impl Rng) -> f32 {
    value + std * rng.sample::<f32, _>(StandardNormal)
}

/// Leaves out the random numbers that [`gaussian`] would take for as many values.
pub(crate) fn skip_gaussian(count: usize, rng: &mut impl Rng) {
    for _ in 0..count {
        // A draw takes one random number or more, depending on what it finds.
        rng.sample::<f32, _>(StandardNormal);
    }
}

/// The mean of `n_spikes` Bernoulli draws for every probability in `h2`: noise like that of spikes.
pub fn spike_like(h2: &Array2<f32>, n_spikes: usize, rng: &mut impl Rng) -> Array2<f32> {
    h2.map(|&h| spike_value(h, n_spikes, rng))
}

/// One value of [`spike_like`].
#[inline]
pub(crate) fn spike_value(h: f32, n_spikes: usize, rng: &mut impl Rng) -> f32 {
    (0..n_spikes).filter(|_| rng.random::<f32>() < h).count() as f32 / n_spikes as f32
}

/// Leaves out the random numbers that [`spike_like`] would take for as many values.
pub(crate) fn skip_spike_like(count: usize, n_spikes: usize, rng: &mut impl Rng) {
    for _ in 0..count * n_spikes {
        rng.random::<f32>();
    }
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
        let mut rng = rand_pcg::Pcg64::seed_from_u64(9);
        // 100,000 draws: four standard errors of the mean are below 0.006, of the variance below 0.004.
        let values = Array2::from_elem((100, 1000), 0.3);
        let (mean, variance) = moments(&gaussian(&values, 0.4, &mut rng));
        assert!((mean - 0.3).abs() < 0.006 && (variance - 0.16).abs() < 0.004, "{mean} {variance}");
        let (mean, variance) = moments(&spike_like(&values, 3, &mut rng));
        assert!((mean - 0.3).abs() < 0.006 && (variance - 0.07).abs() < 0.004, "{mean} {variance}");
    }

    #[test]
    fn spikes_of_certain_units_are_certain() {
        let mut rng = rand_pcg::Pcg64::seed_from_u64(10);
        let h2 = ndarray::array![[0.0, 1.0]];
        assert_eq!(spike_like(&h2, 5, &mut rng), h2);
    }
}
