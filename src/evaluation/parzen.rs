//! Parzen-window log-likelihood (§8; Breuleux et al. 2011): a Gaussian on every sample, read off at test images.
//!
//! It is the measure of the paper's time and is known to reward blur and copies of training images
//! (Theis et al. 2016), so it stands beside [`quality`](super::quality).

use super::Estimate;
use super::distances::SquaredDistances;
use crate::error::{Error, Result};
use ndarray::{Array2, ArrayView2};
use std::f64::consts::TAU;

/// Kernels that weigh less than e⁻⁵⁰ of the nearest are left out: 10,000 of them change nothing in f64.
const NEGLIGIBLE: f64 = 50.0;

/// σ tried on validation images, in units of pixel intensity: 0.10 to 0.30 by 0.01. MNIST's optimum is 0.17 to 0.22.
pub fn sigma_grid() -> Vec<f64> {
    (10..=30).map(|i| f64::from(i) / 100.0).collect()
}

/// Checks a kernel width, in units of pixel intensity.
///
/// # Errors
/// [`Error::OutOfRange`] unless it lies between 0.001 and 10: beyond, the estimate says nothing about pixels between 0 and 1.
pub fn check_sigma(sigma: f64) -> Result<f64> {
    let (min, max) = (1e-3, 10.0);
    if (min..=max).contains(&sigma) {
        return Ok(sigma);
    }
    Err(Error::OutOfRange { name: "sigma".to_owned(), min, max, found: sigma })
}

/// `log (1/S) Σ_s N(p; s, σ²I)` in nats, of each of `points` `(P, X)` under `samples`, for each of `sigmas`: `(P, σ)`.
/// Distances are computed once for all σ.
pub fn parzen_table(samples: &SquaredDistances, points: ArrayView2<f32>, sigmas: &[f64]) -> Array2<f64> {
    let n_samples = samples.n_samples() as f64;
    let rows = samples.map(points, |distances| {
        let nearest = distances.iter().copied().fold(f32::INFINITY, f32::min);
        let log_likelihood = |&sigma: &f64| {
            let precision = 0.5 / (sigma * sigma);
            // log Σ e^(−d·precision) = −nearest·precision + log Σ e^((nearest − d)·precision)
            let reach = nearest + (NEGLIGIBLE / precision) as f32;
            let near = distances.iter().filter(|&&d| d <= reach);
            let sum: f64 = near.map(|&d| (f64::from(nearest - d) * precision).exp()).sum();
            let normaliser = 0.5 * samples.n_pixels() as f64 * (TAU * sigma * sigma).ln();
            sum.ln() - f64::from(nearest) * precision - n_samples.ln() - normaliser
        };
        sigmas.iter().map(log_likelihood).collect::<Vec<_>>()
    });
    let values = rows.into_iter().flatten().collect();
    Array2::from_shape_vec((points.nrows(), sigmas.len()), values).expect("one value a point and σ")
}

/// The σ of `grid` whose column of `table` `(P, σ)` has the highest mean.
pub fn best_sigma(table: &Array2<f64>, grid: &[f64]) -> f64 {
    let means = table.columns().into_iter().map(|column| Estimate::of(column.iter().copied()).mean);
    let best = means.zip(grid).max_by(|a, b| a.0.total_cmp(&b.0));
    *best.expect("a grid has at least one value").1
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array1, array};

    /// For one σ: `(P)`.
    fn parzen_log_likelihood(samples: ArrayView2<f32>, points: ArrayView2<f32>, sigma: f64) -> Array1<f64> {
        parzen_table(&SquaredDistances::to(samples), points, &[sigma]).remove_axis(ndarray::Axis(1))
    }
    use rand::{RngExt, SeedableRng};
    use rand_distr::StandardNormal;

    fn gaussian(n: usize, std: f32, seed: u64) -> Array2<f32> {
        let mut rng = rand_pcg::Pcg64::seed_from_u64(seed);
        Array2::from_shape_simple_fn((n, 2), || std * rng.sample::<f32, _>(StandardNormal))
    }

    #[test]
    fn one_sample_is_one_gaussian() {
        let (sample, points) = (array![[0.25, 0.5, 1.0]], array![[0.25, 0.5, 1.0], [0.75, 0.0, 1.0]]);
        for sigma in [0.02, 0.2, 3.0_f64] {
            let found = parzen_log_likelihood(sample.view(), points.view(), sigma);
            let at_mean = -1.5 * (TAU * sigma * sigma).ln();
            for (found, squared) in found.iter().zip([0.0, 0.5]) {
                let expected = at_mean - 0.5 * squared / (sigma * sigma);
                assert!((found - expected).abs() < 1e-6 * expected.abs(), "{found}, expected {expected}");
            }
        }
    }

    #[test]
    fn equal_samples_count_as_one_and_far_ones_as_none() {
        let points = array![[0.1, 0.2]];
        let one = parzen_log_likelihood(array![[0.0, 0.0]].view(), points.view(), 0.2)[0];
        let three = parzen_log_likelihood(Array2::zeros((3, 2)).view(), points.view(), 0.2)[0];
        assert!((three - one).abs() < 1e-9);
        let with_far_one =
            parzen_log_likelihood(array![[0.0, 0.0], [9.0, 9.0]].view(), points.view(), 0.2)[0];
        assert!((with_far_one - (one - 2.0_f64.ln())).abs() < 1e-9);
    }

    /// Samples of N(0, s²) seen through kernels of width σ are N(0, s² + σ²), whose mean log-likelihood of
    /// points from N(0, t²) is −log(2π(s² + σ²)) − t²/(s² + σ²) in two dimensions.
    #[test]
    fn many_samples_of_a_gaussian_give_its_closed_form() {
        let (s, t) = (0.5_f64, 0.4_f64);
        let samples = SquaredDistances::to(gaussian(20_000, s as f32, 31).view());
        let sigmas = [0.1, 0.2, 0.5];
        let table = parzen_table(&samples, gaussian(4_000, t as f32, 32).view(), &sigmas);
        for (column, sigma) in table.columns().into_iter().zip(sigmas) {
            let found = Estimate::of(column.iter().copied());
            let variance = s * s + sigma * sigma;
            let expected = -(TAU * variance).ln() - t * t / variance;
            // 0.01 for the 20,000 samples being finitely many.
            assert!(
                (found.mean - expected).abs() < 4.0 * found.stderr + 0.01,
                "{found:?}, expected {expected}"
            );
        }
    }

    #[test]
    fn validation_chooses_the_likeliest_sigma() {
        let samples = SquaredDistances::to(gaussian(500, 0.5, 33).view());
        let validation = gaussian(500, 0.5, 34);
        let grid = [0.01, 0.15, 3.0];
        assert_eq!(best_sigma(&parzen_table(&samples, validation.view(), &grid), &grid), 0.15);
    }

    #[test]
    fn absurd_widths_are_refused() {
        for sigma in [0.0, -0.2, 1e-9, 1e9, f64::NAN, f64::INFINITY] {
            assert!(check_sigma(sigma).unwrap_err().to_string().starts_with("sigma must lie between"));
        }
        assert!(sigma_grid().into_iter().all(|sigma| check_sigma(sigma).is_ok()));
    }
}
