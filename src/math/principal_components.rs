//! The directions in which images vary most: a space in which sharp and soft strokes are alike.

use ndarray::{Array1, Array2, ArrayView2, Axis};
use rand::{Rng, RngExt};
use rand_distr::StandardNormal;

/// Rounds of orthogonal iteration: enough to separate digits' leading directions to three digits or more.
const ROUNDS: usize = 100;

/// A mean and orthonormal directions, in the order of falling variance.
pub struct PrincipalComponents {
    /// `(X)`.
    mean: Array1<f32>,
    /// `(X, Q)`.
    directions: Array2<f32>,
}

impl PrincipalComponents {
    /// The `count` leading directions of `images` `(n, X)`, by orthogonal iteration from a random start.
    ///
    /// # Panics
    /// If there are no images, or `count` is above X.
    pub fn of(images: ArrayView2<f32>, count: usize, rng: &mut impl Rng) -> Self {
        assert!(count <= images.ncols(), "at most as many directions as pixels");
        let mean = images.mean_axis(Axis(0)).expect("at least one image");
        let centred = &images - &mean;
        let covariance = centred.t().dot(&centred).mapv(f64::from);
        let directions = iterate(images.ncols(), count, rng, |directions| covariance.dot(directions));
        Self { mean, directions: directions.mapv(|v| v as f32) }
    }

    /// Coordinates of `images` `(B, X)` along the directions, `(B, Q)`.
    pub fn project(&self, images: ArrayView2<f32>) -> Array2<f32> {
        (&images - &self.mean).dot(&self.directions)
    }
}

/// The `count` leading eigenvectors `(N, count)` of a covariance `(N, N)`, the strongest first, each with its largest
/// value positive. Sums run in order, so that they have the same bits everywhere.
///
/// # Panics
/// If `count` is above N.
pub fn leading_directions(covariance: &Array2<f64>, count: usize, rng: &mut impl Rng) -> Array2<f64> {
    let n = covariance.ncols();
    assert!(count <= n, "at most as many directions as dimensions");
    let mut directions = iterate(n, count, rng, |directions| {
        let mut product = Array2::zeros(directions.dim());
        for (mut product, row) in product.rows_mut().into_iter().zip(covariance.rows()) {
            for (&value, direction) in row.iter().zip(directions.rows()) {
                product.scaled_add(value, &direction);
            }
        }
        product
    });
    for mut direction in directions.columns_mut() {
        let largest = direction.fold(0.0_f64, |a, &b| if b.abs() > a.abs() { b } else { a });
        direction *= if largest < 0.0 { -1.0 } else { 1.0 };
    }
    directions
}

/// Orthogonal iteration from a random start: `count` orthonormal columns `(n, count)`.
fn iterate(
    n: usize,
    count: usize,
    rng: &mut impl Rng,
    multiply: impl Fn(&Array2<f64>) -> Array2<f64>,
) -> Array2<f64> {
    let mut directions = Array2::from_shape_simple_fn((n, count), || rng.sample::<f64, _>(StandardNormal));
    for _ in 0..ROUNDS {
        directions = multiply(&directions);
        orthonormalise(&mut directions);
    }
    directions
}

/// Gram and Schmidt, column by column, twice against rounding.
fn orthonormalise(directions: &mut Array2<f64>) {
    for column in 0..directions.ncols() {
        for _ in 0..2 {
            let (done, mut rest) = directions.view_mut().split_at(Axis(1), column);
            let mut own = rest.column_mut(0);
            for done in done.columns() {
                let along = done.dot(&own);
                own.scaled_add(-along, &done);
            }
            let length = own.dot(&own).sqrt();
            // Nothing left where the images have fewer directions than asked for.
            own.mapv_inplace(|v| if length > 1e-12 { v / length } else { 0.0 });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;
    use rand::SeedableRng;

    #[test]
    fn the_axes_of_a_stretched_cloud_are_found() {
        let mut rng = rand_pcg::Pcg64::seed_from_u64(51);
        // Standard deviations 3 along (1, 1)/√2 and 1 along (1, −1)/√2, nothing along the third axis.
        let root = 0.5_f32.sqrt();
        let axes = array![[root, root, 0.0], [root, -root, 0.0]];
        let scales = array![[3.0_f32, 1.0]];
        let inner =
            Array2::from_shape_simple_fn((5_000, 2), || rng.sample::<f32, _>(StandardNormal)) * scales;
        let images = inner.dot(&axes) + array![1.0, 2.0, 3.0];
        let found = PrincipalComponents::of(images.view(), 2, &mut rng).project(images.view());
        for (found, inner) in found.columns().into_iter().zip(inner.columns()) {
            let correlation = found.dot(&inner) / (found.dot(&found) * inner.dot(&inner)).sqrt();
            assert!(correlation.abs() > 0.999, "{correlation}");
        }
    }
}
