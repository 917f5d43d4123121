//! The strongest directions of h2: along which `logit(h2)` varies most under the mixture, in closed form.

use super::decode;
use crate::math::exp;
use crate::math::principal_components::leading_directions;
use crate::net::{Activation, Network};
use crate::params::MixtureParams;
use crate::top::{FactorMixture, logit};
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis};
use rand::Rng;

/// Directions of `logit(h2)`, the strongest first.
#[derive(Debug, Clone, PartialEq)]
pub struct Directions {
    /// Mean of `logit(h2)` under the mixture, `(H2)`.
    mean: Array1<f32>,
    /// Each direction times the standard deviation along it, `(Q, H2)`.
    steps: Array2<f32>,
    /// Share of the whole variance along each direction, `(Q)`, falling.
    shares: Array1<f32>,
}

impl Directions {
    /// The `count` strongest directions of `mixture`; `rng` only chooses where the search for them starts.
    ///
    /// # Panics
    /// If `count` is above H2.
    pub fn of(mixture: &FactorMixture, count: usize, rng: &mut impl Rng) -> Self {
        let (mean, covariance) = moments(mixture);
        let directions = leading_directions(&covariance, count, rng);
        let variances = Array1::from_iter(directions.columns().into_iter().map(|direction| {
            let along = multiply(&covariance, direction);
            direction.iter().zip(&along).fold(0.0, |sum, (a, b)| sum + a * b).max(0.0)
        }));
        let whole = covariance.diag().sum().max(f64::MIN_POSITIVE);
        let steps = Array2::from_shape_fn((count, mean.len()), |(q, unit)| {
            (directions[[unit, q]] * variances[q].sqrt()) as f32
        });
        Self {
            mean: mean.mapv(|m| m as f32),
            steps,
            shares: variances.mapv(|variance| (variance / whole) as f32),
        }
    }

    /// Q, the number of directions.
    pub fn count(&self) -> usize {
        self.steps.nrows()
    }

    /// Share of the whole variance of `logit(h2)` along each direction, `(Q)`, in [0, 1] and falling.
    pub fn shares(&self) -> &Array1<f32> {
        &self.shares
    }

    /// The picture `(1, X)` of h2 moved from `base` `(H2)` in [0, 1], or from the mixture's mean, by `amounts`
    /// `(Q)` standard deviations along the directions.
    ///
    /// # Panics
    /// If `base` or `amounts` has another length.
    pub fn picture(&self, net: &Network, base: Option<ArrayView1<f32>>, amounts: &[f32]) -> Array2<f32> {
        assert_eq!(amounts.len(), self.count(), "one amount for each direction");
        let margin = MixtureParams::default().margin;
        let mut h2 = match base {
            Some(base) => logit(base.insert_axis(Axis(0)), margin),
            None => self.mean.clone().insert_axis(Axis(0)),
        };
        for (&amount, step) in amounts.iter().zip(self.steps.rows()) {
            h2.row_mut(0).scaled_add(amount, &step);
        }
        Activation::Sigmoid.apply(h2.as_slice_mut().expect("one row is contiguous"));
        decode(net, h2.view())
    }
}

/// Mean `(D)` and covariance `(D, D)` of `y ~ Σ_k π_k N(μ_k, Λ_k Λ_kᵀ + Ψ_k)`.
fn moments(mixture: &FactorMixture) -> (Array1<f64>, Array2<f64>) {
    let weights = mixture.weights.mapv(f64::from) / f64::from(mixture.weights.sum());
    let means = mixture.means.mapv(f64::from);
    let d = means.ncols();
    let mut mean = Array1::zeros(d);
    for (&weight, row) in weights.iter().zip(means.rows()) {
        mean.scaled_add(weight, &row);
    }
    let mut covariance = Array2::zeros((d, d));
    for (k, &weight) in weights.iter().enumerate() {
        let centred = &means.row(k) - &mean;
        add_outer(&mut covariance, weight, centred.view());
        for factor in mixture.loadings.index_axis(Axis(0), k).rows() {
            add_outer(&mut covariance, weight, factor.mapv(f64::from).view());
        }
        for (i, log_std) in mixture.log_std.row(k).iter().enumerate() {
            covariance[[i, i]] += weight * f64::from(exp(2.0 * log_std));
        }
    }
    (mean, covariance)
}

/// `covariance += weight · v vᵀ`.
fn add_outer(covariance: &mut Array2<f64>, weight: f64, v: ArrayView1<f64>) {
    for (mut row, &a) in covariance.rows_mut().into_iter().zip(v) {
        row.scaled_add(weight * a, &v);
    }
}

/// `matrix · v`, each sum in order.
fn multiply(matrix: &Array2<f64>, v: ArrayView1<f64>) -> Array1<f64> {
    let rows: ArrayView2<f64> = matrix.view();
    rows.rows().into_iter().map(|row| row.iter().zip(v).fold(0.0, |sum, (a, b)| sum + a * b)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::params::Architecture;
    use crate::top::small_mixture as small;
    use ndarray::array;
    use rand::SeedableRng;
    use rand_pcg::Pcg64;

    #[test]
    fn the_moments_are_those_of_its_samples() {
        const DRAWS: usize = 40_000;
        let mixture = small();
        let (mean, covariance) = moments(&mixture);
        let y = logit(mixture.sample(DRAWS, 1.0, &mut Pcg64::seed_from_u64(81)).view(), 1e-6).mapv(f64::from);
        let found = y.mean_axis(Axis(0)).unwrap();
        let centred = y - &found;
        let found_covariance = centred.t().dot(&centred) / DRAWS as f64;
        // Five standard errors of 40,000 draws of variance below 2.5 and kurtosis below 4.
        assert!((&found - &mean).iter().all(|d| d.abs() < 0.04), "{found} {mean}");
        assert!((&found_covariance - &covariance).iter().all(|d| d.abs() < 0.1), "{covariance}");
    }

    #[test]
    fn directions_are_eigenvectors_and_their_shares_fall() {
        let mixture = small();
        let (_, covariance) = moments(&mixture);
        let found = Directions::of(&mixture, 3, &mut Pcg64::seed_from_u64(82));
        let whole = covariance.diag().sum();
        assert!((found.shares().sum() - 1.0).abs() < 1e-5, "three directions of three hold all variance");
        assert!(found.shares().windows(2).into_iter().all(|w| w[0] >= w[1]));
        for (step, &share) in found.steps.rows().into_iter().zip(found.shares()) {
            let step = step.mapv(f64::from);
            let along = multiply(&covariance, step.view());
            let eigenvalue = f64::from(share) * whole;
            assert!((&along - &(step * eigenvalue)).iter().all(|d| d.abs() < 1e-3 * whole));
        }
    }

    #[test]
    fn no_amounts_leave_the_base() {
        let mixture = small();
        let mut rng = Pcg64::seed_from_u64(83);
        let net = Network::random(&Architecture { x: 7, hidden: vec![5, 3] }, 1.0, &mut rng);
        let directions = Directions::of(&mixture, 2, &mut rng);
        let base = array![0.3_f32, 0.5, 0.9];
        let still = directions.picture(&net, Some(base.view()), &[0.0, 0.0]);
        let decoded = decode(&net, base.view().insert_axis(Axis(0)));
        assert!((&still - &decoded).iter().all(|d| d.abs() < 1e-5));
        assert_ne!(directions.picture(&net, Some(base.view()), &[1.0, 0.0]), still);
        assert_ne!(directions.picture(&net, None, &[0.0, 0.0]), still);
    }
}
