//! EM for the mixture of factor analysers (Ghahramani & Hinton 1996), in f64.
//!
//! Given responsibilities, a component's mean is the weighted mean, and its factors follow from the weighted
//! covariance by the EM of factor analysis. No step lowers the log-likelihood.

use super::mixture::FactorMixture;
use crate::error::{Error, Result};
use crate::math::cholesky::{cholesky, solve_lower, solve_upper};
use crate::math::kmeans;
use crate::math::parallel;
use crate::params::MixtureParams;
use ndarray::{Array1, Array2, Array3, ArrayView1, ArrayView2, ArrayViewMut1, Axis, Zip, s};
use rand::{Rng, RngExt};
use rand_distr::StandardNormal;
use std::f64::consts::TAU;

/// Updates of the factors for each E-step, more in the first, which starts from random factors.
const FACTOR_UPDATES: [usize; 2] = [40, 4];
/// Points of an E-step that one thread handles at a time.
const BLOCK: usize = 500;
/// Responsibilities below are left out of sums over points.
const NEGLIGIBLE: f64 = 1e-9;

/// One component while it learns.
struct Component {
    weight: f64,
    /// `(D)`.
    mean: Array1<f64>,
    /// `(D, Q)`.
    loadings: Array2<f64>,
    /// Ψ, `(D)`.
    variance: Array1<f64>,
}

/// Learns a mixture from points `y` `(n, D)`; `on_iteration` sees the round, from 1, and the mean log-likelihood
/// of the points before it, in nats. More points than components are needed.
///
/// # Errors
/// [`Error::OutOfRange`] for settings outside their ranges, [`Error::Shape`] for too few points.
pub fn learn_mixture(
    y: ArrayView2<f32>,
    params: &MixtureParams,
    rng: &mut impl Rng,
    mut on_iteration: impl FnMut(usize, f64),
) -> Result<FactorMixture> {
    let params = params.clone().check()?;
    if y.nrows() <= params.components {
        return Err(Error::Shape {
            what: format!("points for a mixture of {} components", params.components),
            expected: format!("more than {}", params.components),
            found: y.nrows().to_string(),
        });
    }
    let points = y.mapv(f64::from);
    let floor = f64::from(params.variance_floor);
    let mut responsibilities = kmeans(&points, params.components, rng);
    let mut components: Vec<Component> =
        (0..params.components).map(|_| Component::random(points.ncols(), params.rank, rng)).collect();
    m_step(&mut components, &points, &responsibilities, floor, FACTOR_UPDATES[0]);
    for iteration in 1..=params.iterations {
        let log_likelihood = e_step(&components, &points, &mut responsibilities);
        on_iteration(iteration, log_likelihood);
        m_step(&mut components, &points, &responsibilities, floor, FACTOR_UPDATES[1]);
    }
    Ok(finish(&components, params.rank))
}

/// Mean log-likelihood in nats of points `y` `(n, D)` under `mixture`.
pub fn mean_log_likelihood(mixture: &FactorMixture, y: ArrayView2<f32>) -> f64 {
    let total = f64::from(mixture.weights.sum());
    let component = |k: usize| Component {
        weight: f64::from(mixture.weights[k]) / total,
        mean: mixture.means.row(k).mapv(f64::from),
        loadings: mixture.loadings.index_axis(Axis(0), k).t().mapv(f64::from),
        variance: mixture.log_std.row(k).mapv(|s| (2.0 * f64::from(s)).exp()),
    };
    let components: Vec<_> = (0..mixture.n_components()).map(component).collect();
    let mut responsibilities = Array2::zeros((y.nrows(), components.len()));
    e_step(&components, &y.mapv(f64::from), &mut responsibilities)
}

impl Component {
    /// Small random factors; the first M-step sets the rest.
    fn random(dimensions: usize, rank: usize, rng: &mut impl Rng) -> Self {
        Self {
            weight: 0.0,
            mean: Array1::zeros(dimensions),
            loadings: Array2::from_shape_simple_fn((dimensions, rank), || {
                0.1 * rng.sample::<f64, _>(StandardNormal)
            }),
            variance: Array1::ones(dimensions),
        }
    }

    /// `chol(I + Λᵀ Ψ⁻¹ Λ)`, lower, `(Q, Q)`, and `Ψ⁻¹ Λ`, `(D, Q)`.
    fn precision_factor(&self) -> (Array2<f64>, Array2<f64>) {
        let scaled = &self.loadings / &self.variance.view().insert_axis(Axis(1));
        (cholesky(Array2::eye(self.loadings.ncols()) + self.loadings.t().dot(&scaled)), scaled)
    }

    /// The most likely parameters for `points` `(n, D)` that belong here by `responsibilities` `(n)`; factors
    /// by `updates` rounds of the EM of factor analysis.
    fn fit(&mut self, points: &Array2<f64>, responsibilities: ArrayView1<f64>, floor: f64, updates: usize) {
        let total = responsibilities.sum();
        self.weight = total / points.nrows() as f64;
        let members: Vec<usize> = (0..points.nrows()).filter(|&i| responsibilities[i] > NEGLIGIBLE).collect();
        // Nothing to learn from: kept as it is, with (nearly) no weight.
        if total <= NEGLIGIBLE || members.is_empty() {
            return;
        }
        let mut own = points.select(Axis(0), &members);
        let shares = Array1::from_iter(members.iter().map(|&i| responsibilities[i]));
        let total = shares.sum();
        self.mean = shares.dot(&own) / total;
        own -= &self.mean;
        own *= &shares.mapv(|share| (share / total).sqrt()).insert_axis(Axis(1));
        let covariance = own.t().dot(&own);
        for _ in 0..updates {
            self.update_factors(&covariance, floor);
        }
    }

    /// One round of EM for factor analysis of a `covariance` `(D, D)`.
    fn update_factors(&mut self, covariance: &Array2<f64>, floor: f64) {
        // β = (I + Λᵀ Ψ⁻¹ Λ)⁻¹ Λᵀ Ψ⁻¹: the expected factors are β (y − μ).
        let (factor, scaled) = self.precision_factor();
        let beta = solve_upper(&factor, solve_lower(&factor, scaled.reversed_axes()));
        let cross = covariance.dot(&beta.t()); // E[(y − μ) zᵀ], (D, Q)
        let second = Array2::eye(beta.nrows()) - beta.dot(&self.loadings) + beta.dot(&cross); // E[z zᵀ], (Q, Q)
        // Λ = cross · second⁻¹
        let factor = cholesky(second);
        let transposed = solve_upper(&factor, solve_lower(&factor, cross.t().to_owned()));
        self.loadings = transposed.t().as_standard_layout().into_owned();
        Zip::from(&mut self.variance)
            .and(covariance.diag())
            .and(self.loadings.rows())
            .and(cross.rows())
            .for_each(|variance, &total, loadings, cross| {
                *variance = (total - loadings.dot(&cross)).max(floor)
            });
    }
}

/// A component made ready for densities, by Woodbury's identity.
struct Gaussian {
    /// ln π − ½ ln det 2π(ΛΛᵀ + Ψ).
    constant: f64,
    /// `(D)`.
    mean: Array1<f64>,
    /// Ψ^(−½), `(D)`.
    root_precision: Array1<f64>,
    /// Ψ⁻¹ Λ L⁻ᵀ with L Lᵀ = I + Λᵀ Ψ⁻¹ Λ, `(D, Q)`: squared projections on it are what factors explain.
    projection: Array2<f64>,
}

impl Gaussian {
    fn of(component: &Component) -> Self {
        let Component { weight, mean, variance, .. } = component;
        let (factor, scaled) = component.precision_factor();
        let log_determinant = variance.mapv(f64::ln).sum() + 2.0 * factor.diag().mapv(f64::ln).sum();
        Self {
            constant: weight.ln() - 0.5 * (log_determinant + mean.len() as f64 * TAU.ln()),
            mean: mean.clone(),
            root_precision: variance.mapv(|v| v.sqrt().recip()),
            projection: solve_lower(&factor, scaled.reversed_axes()).reversed_axes(),
        }
    }

    /// `ln π + ln N(y; μ, ΛΛᵀ + Ψ)` of each of `points` `(n, D)`, into `out` `(n)`.
    fn log_joint(&self, points: ArrayView2<f64>, mut out: ArrayViewMut1<f64>) {
        let centred = &points - &self.mean;
        let projections = centred.dot(&self.projection);
        Zip::from(&mut out).and(centred.rows()).and(projections.rows()).for_each(
            |out, centred, projections| {
                let scaled = Zip::from(centred)
                    .and(&self.root_precision)
                    .fold(0.0, |sum, d, r| sum + (d * r) * (d * r));
                *out = self.constant - 0.5 * (scaled - projections.dot(&projections));
            },
        );
    }
}

/// Fills `responsibilities` `(n, K)`; returns the mean log-likelihood.
fn e_step(components: &[Component], points: &Array2<f64>, responsibilities: &mut Array2<f64>) -> f64 {
    let (n, k) = responsibilities.dim();
    let gaussians: Vec<_> = components.iter().map(Gaussian::of).collect();
    let mut log_likelihoods = vec![0.0; n];
    let values = responsibilities.as_slice_mut().expect("made by zeros").chunks_mut(BLOCK * k);
    let mut blocks: Vec<_> = values.zip(log_likelihoods.chunks_mut(BLOCK)).collect();
    parallel::for_each_chunk(&mut blocks, 1, |i, block| {
        let (values, log_likelihoods) = &mut block[0];
        let points = points.slice(s![i * BLOCK..i * BLOCK + log_likelihoods.len(), ..]);
        let mut table = Array2::zeros((k, points.nrows()));
        for (gaussian, row) in gaussians.iter().zip(table.rows_mut()) {
            gaussian.log_joint(points, row);
        }
        let rows = values.chunks_mut(k).zip(table.columns()).zip(log_likelihoods.iter_mut());
        for ((responsibilities, log_joints), log_likelihood) in rows {
            let highest = log_joints.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let mut sum = 0.0;
            for (value, log_joint) in responsibilities.iter_mut().zip(log_joints) {
                *value = (log_joint - highest).exp();
                sum += *value;
            }
            responsibilities.iter_mut().for_each(|value| *value /= sum);
            *log_likelihood = highest + sum.ln();
        }
    });
    log_likelihoods.iter().sum::<f64>() / n as f64
}

fn m_step(
    components: &mut [Component],
    points: &Array2<f64>,
    responsibilities: &Array2<f64>,
    floor: f64,
    updates: usize,
) {
    parallel::for_each_chunk(components, 1, |k, component| {
        component[0].fit(points, responsibilities.column(k), floor, updates);
    });
}

fn finish(components: &[Component], rank: usize) -> FactorMixture {
    let (k, d) = (components.len(), components[0].mean.len());
    let mut mixture = FactorMixture {
        weights: components.iter().map(|c| c.weight as f32).collect(),
        means: Array2::zeros((k, d)),
        loadings: Array3::zeros((k, rank, d)),
        log_std: Array2::zeros((k, d)),
    };
    for (i, component) in components.iter().enumerate() {
        mixture.means.row_mut(i).assign(&component.mean.mapv(|v| v as f32));
        mixture.loadings.slice_mut(s![i, .., ..]).assign(&component.loadings.t().mapv(|v| v as f32));
        mixture.log_std.row_mut(i).assign(&component.variance.mapv(|v| (0.5 * v.ln()) as f32));
    }
    mixture
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand_pcg::Pcg64;

    /// Points in five dimensions from three elongated clouds of 25, 25 and 50 %.
    fn clouds(n: usize, seed: u64) -> Array2<f32> {
        let mut rng = Pcg64::seed_from_u64(seed);
        let mut points = Array2::zeros((n, 5));
        for (i, mut point) in points.rows_mut().into_iter().enumerate() {
            let (centre, direction) = [(-6.0, 0), (0.0, 2), (7.0, 4), (7.0, 4)][i % 4];
            let along = 2.0 * rng.sample::<f32, _>(StandardNormal);
            for (d, value) in point.iter_mut().enumerate() {
                *value = centre + 0.3 * rng.sample::<f32, _>(StandardNormal);
                if d == direction {
                    *value += along;
                } else if d == (direction + 1) % 5 {
                    *value -= 0.5 * along;
                }
            }
        }
        points
    }

    #[test]
    fn the_likelihood_never_falls() {
        // Leaving out responsibilities below 1e-9 and rounding may cost this much.
        const ROUNDING: f64 = 1e-7;
        for (components, rank, seed) in [(1, 2, 1), (3, 1, 2), (6, 2, 3), (4, 0, 4), (5, 5, 5)] {
            let params = MixtureParams { components, rank, iterations: 30, ..MixtureParams::default() };
            let mut history = Vec::new();
            let rng = &mut Pcg64::seed_from_u64(seed);
            let points = clouds(400, 80 + seed);
            let mixture = learn_mixture(points.view(), &params, rng, |_, value| history.push(value)).unwrap();
            history.push(mean_log_likelihood(&mixture, points.view()));
            let falls = history.windows(2).filter(|pair| pair[1] < pair[0] - ROUNDING).count();
            // The last value is that of the mixture rounded to f32.
            assert!(falls == 0, "{components} components of rank {rank}: {history:?}");
        }
    }

    #[test]
    fn clouds_are_found_with_their_weights_and_likelihood() {
        let params = MixtureParams { components: 3, rank: 1, ..MixtureParams::default() };
        // The best of a few starts: k-means from random points may put two into one cloud.
        let best = (0..5)
            .map(|seed| {
                let rng = &mut Pcg64::seed_from_u64(seed);
                learn_mixture(clouds(4_000, 90).view(), &params, rng, |_, _| ()).unwrap()
            })
            .max_by(|a, b| {
                let fresh = clouds(4_000, 91);
                let [a, b] = [a, b].map(|mixture| mean_log_likelihood(mixture, fresh.view()));
                a.total_cmp(&b)
            })
            .unwrap();
        let mut weights = best.weights.to_vec();
        weights.sort_by(f32::total_cmp);
        assert!(weights.iter().zip([0.25, 0.25, 0.5]).all(|(w, e)| (w - e).abs() < 0.01), "{weights:?}");
        // Entropy of the clouds: the mixing, four directions of 0.3, and one along the factor, whose variance is
        // 2² (1 + ½²) + 0.3².
        let mixing = 0.5 * 4.0_f64.ln() + 0.5 * 2.0_f64.ln();
        let gaussian = |variance: f64| 0.5 * (TAU * std::f64::consts::E * variance).ln();
        let expected = -(mixing + 4.0 * gaussian(0.09) + gaussian(5.09));
        let found = mean_log_likelihood(&best, clouds(20_000, 92).view());
        assert!((found - expected).abs() < 0.05, "{found}, expected {expected}");
    }

    #[test]
    fn densities_agree_with_the_full_covariance() {
        let mut rng = Pcg64::seed_from_u64(93);
        let mut component = Component::random(4, 2, &mut rng);
        component.loadings.mapv_inplace(|v| 10.0 * v);
        component.variance = Array1::from(vec![0.5, 1.0, 0.2, 2.0]);
        component.mean.fill(0.3);
        component.weight = 1.0;
        let points = Array2::from_shape_simple_fn((3, 4), || rng.sample::<f64, _>(StandardNormal));
        let mut found = Array1::zeros(3);
        Gaussian::of(&component).log_joint(points.view(), found.view_mut());
        let covariance =
            component.loadings.dot(&component.loadings.t()) + Array2::from_diag(&component.variance);
        let factor = cholesky(covariance.clone());
        assert!((factor.dot(&factor.t()) - covariance).iter().all(|d| d.abs() < 1e-12));
        let whitened = solve_lower(&factor, (points - &component.mean).reversed_axes());
        for (found, whitened) in found.iter().zip(whitened.columns()) {
            let log_determinant = 2.0 * factor.diag().mapv(f64::ln).sum();
            let expected = -0.5 * (whitened.dot(&whitened) + log_determinant + 4.0 * TAU.ln());
            assert!((found - expected).abs() < 1e-10, "{found}, expected {expected}");
        }
    }

    #[test]
    fn bad_settings_and_too_few_points_are_refused() {
        let rng = &mut Pcg64::seed_from_u64(94);
        let few = MixtureParams { components: 10, ..MixtureParams::default() };
        let message = learn_mixture(clouds(10, 95).view(), &few, rng, |_, _| ()).unwrap_err().to_string();
        assert!(message.contains("more than 10, found 10"), "{message}");
        let absurd = MixtureParams { margin: 0.5, ..MixtureParams::default() };
        let message = learn_mixture(clouds(10, 95).view(), &absurd, rng, |_, _| ()).unwrap_err().to_string();
        assert!(message.contains("margin must lie"), "{message}");
    }
}
