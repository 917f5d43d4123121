//! All squared distances between two sets of images, a row at a time: `‖p‖² + ‖s‖² − 2 p·s` by matrix products.

use crate::math::matrix::PackedMatrix;
use crate::math::parallel;
use ndarray::{ArrayView1, ArrayView2};

/// A set of images to measure distances to.
pub struct SquaredDistances {
    /// The images as columns, `(X, S)`.
    samples: PackedMatrix,
    /// `‖s‖²`, `(S)`.
    norms: Vec<f32>,
}

impl SquaredDistances {
    /// Distances to `samples` `(S, X)`, S ≥ 1.
    ///
    /// # Panics
    /// If there are none.
    pub fn to(samples: ArrayView2<f32>) -> Self {
        assert!(samples.nrows() > 0, "distances need at least one sample");
        let norms = samples.rows().into_iter().map(squared_norm).collect();
        Self { samples: PackedMatrix::pack(samples.t()), norms }
    }

    /// Calls `work` with the squared distances `(S)` of each of `points` `(P, X)` to all samples, in
    /// parallel, and returns its results in order. Distances are right to about 1e-6 of `‖p‖² + ‖s‖²`.
    ///
    /// # Panics
    /// If points and samples differ in their number of pixels.
    pub fn map<T: Send>(&self, points: ArrayView2<f32>, work: impl Fn(&[f32]) -> T + Send + Sync) -> Vec<T> {
        assert_eq!(points.ncols(), self.samples.rows(), "points and samples have equally many pixels");
        let groups = parallel::map_row_groups(points, |points| {
            let points = points.as_standard_layout();
            let mut table = vec![0.0; points.nrows() * self.norms.len()];
            self.samples.multiply_add(points.as_slice().expect("standard layout is contiguous"), &mut table);
            let rows = table.chunks_exact_mut(self.norms.len());
            rows.zip(points.rows())
                .map(|(row, point)| {
                    let norm = squared_norm(point);
                    for (value, sample_norm) in row.iter_mut().zip(&self.norms) {
                        *value = (norm + sample_norm - 2.0 * *value).max(0.0);
                    }
                    work(row)
                })
                .collect::<Vec<T>>()
        });
        groups.into_iter().flatten().collect()
    }

    /// S, the number of samples.
    pub fn n_samples(&self) -> usize {
        self.norms.len()
    }

    /// X, the number of pixels.
    pub fn n_pixels(&self) -> usize {
        self.samples.rows()
    }
}

fn squared_norm(image: ArrayView1<f32>) -> f32 {
    image.iter().map(|&v| f64::from(v).powi(2)).sum::<f64>() as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array2;
    use rand::{RngExt, SeedableRng};

    #[test]
    fn distances_are_those_of_the_definition() {
        let mut rng = rand_pcg::Pcg64::seed_from_u64(30);
        let samples = Array2::from_shape_simple_fn((37, 50), || rng.random::<f32>());
        let points = Array2::from_shape_simple_fn((101, 50), || rng.random::<f32>());
        let found = SquaredDistances::to(samples.view()).map(points.view(), <[f32]>::to_vec);
        for (found, point) in found.iter().zip(points.rows()) {
            for (found, sample) in found.iter().zip(samples.rows()) {
                let expected = (&point - &sample).map(|d| d * d).sum();
                assert!((found - expected).abs() < 5e-5, "{found}, expected {expected}");
            }
        }
    }
}
