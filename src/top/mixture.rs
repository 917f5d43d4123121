//! A richer p(h2) than the paper's Gaussian: a mixture of factor analysers on `logit(h2)`.
//!
//! The extension that the paper names (§5.1: more capacity at the top; §9: lateral connections): each
//! component is a soft winner-take-all unit, and its factors correlate the units of h2 as lateral
//! connections would. It is learned by EM (`mixture_em`), the paper's own reading of learning.

use crate::math::exp;
use crate::net::Activation;
use ndarray::{Array1, Array2, Array3, ArrayView2, Axis};
use rand::{Rng, RngExt};
use rand_distr::StandardNormal;

/// `p(y) = Σ_k π_k N(y; μ_k, Λ_k Λ_kᵀ + Ψ_k)` for `y = logit(h2)`; K components of Q factors each.
#[derive(Debug, Clone, PartialEq)]
pub struct FactorMixture {
    /// π, `(K)`, at least 0, of sum 1.
    pub weights: Array1<f32>,
    /// μ, `(K, H2)`.
    pub means: Array2<f32>,
    /// Λᵀ, `(K, Q, H2)`: one row for each factor.
    pub loadings: Array3<f32>,
    /// ½ ln Ψ, `(K, H2)`: logarithm of the standard deviation that no factor explains.
    pub log_std: Array2<f32>,
}

/// `ln(h / (1 − h))` of latents, brought into `[margin, 1 − margin]` first: inference clips h2 to 0 and 1,
/// and its ends would be infinitely far away.
pub fn logit(h2: ArrayView2<f32>, margin: f32) -> Array2<f32> {
    h2.mapv(|h| {
        let h = h.clamp(margin, 1.0 - margin);
        (h / (1.0 - h)).ln()
    })
}

impl FactorMixture {
    /// K, the number of components.
    pub fn n_components(&self) -> usize {
        self.weights.len()
    }

    /// Q, the number of factors of each component.
    pub fn rank(&self) -> usize {
        self.loadings.dim().1
    }

    /// h2 in the middle of each component, `(K, H2)`.
    pub fn component_means(&self) -> Array2<f32> {
        let mut h2 = self.means.as_standard_layout().into_owned();
        Activation::Sigmoid.apply(h2.as_slice_mut().expect("standard layout is contiguous"));
        h2
    }

    /// `count` draws of h2, `(count, H2)` between 0 and 1; `scale` widens (or narrows) every component's standard deviation.
    pub fn sample(&self, count: usize, scale: f32, rng: &mut impl Rng) -> Array2<f32> {
        let weights = self.weights.view();
        self.sample_weighted(weights.as_slice().expect("a vector is contiguous"), count, scale, rng)
    }

    /// As [`sample`](Self::sample), with other `weights` `(K)` of the components, at least 0 and not all 0;
    /// they need not sum to 1.
    ///
    /// # Panics
    /// If `weights` does not have one value for each component, or nothing to choose.
    pub fn sample_weighted(
        &self,
        weights: &[f32],
        count: usize,
        scale: f32,
        rng: &mut impl Rng,
    ) -> Array2<f32> {
        assert_eq!(weights.len(), self.n_components(), "one weight for each component");
        let total: f32 = weights.iter().sum();
        assert!(total > 0.0, "some component must have a weight above 0");
        let mut h2 = Array2::zeros((count, self.means.ncols()));
        for mut row in h2.rows_mut() {
            let mut left = rng.random::<f32>() * total;
            // Rounding may leave a remainder after the last component: then it is the last with a weight.
            let chosen = weights.iter().position(|&weight| {
                left -= weight;
                left < 0.0
            });
            let k = chosen.unwrap_or_else(|| weights.iter().rposition(|&w| w > 0.0).expect("one is above 0"));
            row.assign(&self.means.row(k));
            for factor in self.loadings.index_axis(Axis(0), k).rows() {
                row.scaled_add(scale * rng.sample::<f32, _>(StandardNormal), &factor);
            }
            for (value, log_std) in row.iter_mut().zip(self.log_std.row(k)) {
                *value += scale * exp(*log_std) * rng.sample::<f32, _>(StandardNormal);
            }
            Activation::Sigmoid.apply(row.into_slice().expect("a row of a new array is contiguous"));
        }
        h2
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::storage::CardKind;
    use crate::storage::tensor_file::{Precision, TensorReader, TensorWriter};
    use ndarray::array;
    use rand::SeedableRng;

    /// Two components of two factors, of three units.
    pub(crate) fn small() -> FactorMixture {
        FactorMixture {
            weights: array![0.25, 0.75],
            means: array![[-2.0, 0.0, 1.0], [1.0, 2.0, 0.0]],
            loadings: Array3::from_shape_fn((2, 2, 3), |(k, q, d)| {
                0.3 + 0.1 * (k + q) as f32 - 0.2 * d as f32
            }),
            log_std: array![[-1.0, -2.0, -1.5], [-2.0, -1.0, -1.0]],
        }
    }

    #[test]
    fn draws_have_the_moments_of_their_component() {
        const DRAWS: usize = 40_000;
        let mixture = small();
        let mut rng = rand_pcg::Pcg64::seed_from_u64(70);
        let y = logit(mixture.sample_weighted(&[0.0, 2.0], DRAWS, 1.0, &mut rng).view(), 1e-6);
        let mean = y.mean_axis(Axis(0)).unwrap();
        let centred = y - &mean;
        let covariance = centred.t().dot(&centred) / DRAWS as f32;
        let factors = mixture.loadings.index_axis(Axis(0), 1);
        let noise = Array2::from_diag(&mixture.log_std.row(1).mapv(|s| (2.0 * s).exp()));
        let expected = factors.t().dot(&factors) + noise;
        // Five standard errors of 40,000 draws of variance below 0.6.
        assert!((&mean - &mixture.means.row(1)).iter().all(|d| d.abs() < 0.02), "{mean}");
        assert!((&covariance - &expected).iter().all(|d| d.abs() < 0.02), "{covariance} {expected}");
    }

    #[test]
    fn components_are_drawn_by_their_weights() {
        let mut mixture = small();
        mixture.log_std.fill(-9.0);
        let mut rng = rand_pcg::Pcg64::seed_from_u64(71);
        // Without spread the first unit tells the component.
        let h2 = mixture.sample(20_000, 0.0, &mut rng);
        let share = h2.column(0).iter().filter(|&&h| h < 0.5).count() as f32 / 20_000.0;
        assert!((share - 0.25).abs() < 0.016, "{share}");
    }

    #[test]
    fn a_file_brings_the_mixture_back() {
        let mixture = small();
        for (precision, tolerance) in [(Precision::F32, 0.0), (Precision::F16, 2e-3), (Precision::I8, 0.02)] {
            let mut writer = TensorWriter::default();
            mixture.write(&mut writer, precision);
            let bytes = writer.finish(&serde_json::json!({ "format": CardKind::Mixture.format() }));
            let reader = TensorReader::new(&bytes, CardKind::Mixture).unwrap();
            let found = FactorMixture::read(&reader, 3).unwrap();
            assert_eq!((found.n_components(), found.rank()), (2, 2));
            assert!((&found.means - &mixture.means).iter().all(|d| d.abs() <= tolerance));
            assert!((&found.loadings - &mixture.loadings).iter().all(|d| d.abs() <= tolerance));
            assert!((&found.log_std - &mixture.log_std).iter().all(|d| d.abs() <= tolerance));
            assert!(FactorMixture::read(&reader, 4).is_err());
        }
    }

    #[test]
    fn logit_keeps_away_from_the_ends() {
        let found = logit(array![[0.0, 0.5, 1.0, 0.9]].view(), 0.01);
        let expected = array![[-4.59512, 0.0, 4.59512, 2.1972246]];
        assert!((found - expected).iter().all(|d| d.abs() < 1e-4));
    }
}
