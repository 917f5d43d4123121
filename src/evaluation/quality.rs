//! What the Parzen likelihood does not show: whether samples are sharp, varied, and not copied.

use super::distances::SquaredDistances;
use ndarray::ArrayView2;

/// Neighbours that make the ball around a point (Kynkäänniemi et al. 2019).
pub const NEIGHBOURS: usize = 3;

/// A set of images with a ball around each that reaches its k-th nearest neighbour in the set: an
/// estimate of where such images are (Kynkäänniemi et al. 2019, "Improved precision and recall", Eq. 2).
pub struct Manifold {
    images: SquaredDistances,
    /// `(S)`.
    squared_radii: Vec<f32>,
}

impl Manifold {
    /// The balls around `images` `(S, X)`, S > k, each reaching to its `k`-th neighbour, k ≥ 1.
    ///
    /// # Panics
    /// If there are too few images.
    pub fn of(images: ArrayView2<f32>, k: usize) -> Self {
        assert!(images.nrows() > k && k > 0, "a neighbour of rank {k} needs more than {k} images");
        let distances = SquaredDistances::to(images);
        // An image is its own nearest neighbour, so the k-th other one has rank k from 0.
        let squared_radii = distances.map(images, |distances| {
            let mut distances = distances.to_vec();
            *distances.select_nth_unstable_by(k, f32::total_cmp).1
        });
        Self { images: distances, squared_radii }
    }

    /// Whether each of `points` `(P, X)` lies in one of the balls.
    pub fn contains(&self, points: ArrayView2<f32>) -> Vec<bool> {
        self.images.map(points, |distances| {
            distances.iter().zip(&self.squared_radii).any(|(distance, radius)| distance <= radius)
        })
    }

    /// The share of `points` `(P, X)` in one of the balls. Of generated points among real images it is
    /// **precision**; of real points among generated images it is **recall**.
    pub fn share_of(&self, points: ArrayView2<f32>) -> f64 {
        let inside = self.contains(points).into_iter().filter(|&inside| inside).count();
        inside as f64 / points.nrows() as f64
    }
}

/// The Euclidean distance of each of `points` `(P, X)` to its nearest of `images`, `(P)`: far smaller for samples than
/// for real test images, it shows memorising.
pub fn nearest_distances(images: &SquaredDistances, points: ArrayView2<f32>) -> Vec<f32> {
    images.map(points, |distances| distances.iter().copied().fold(f32::INFINITY, f32::min).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array2, array, concatenate, s};
    use rand::{RngExt, SeedableRng};

    fn cloud(n: usize, center: f32, seed: u64) -> Array2<f32> {
        let mut rng = rand_pcg::Pcg64::seed_from_u64(seed);
        Array2::from_shape_simple_fn((n, 4), || center + rng.random::<f32>())
    }

    fn precision_and_recall(real: &Array2<f32>, generated: &Array2<f32>) -> (f64, f64) {
        let precision = Manifold::of(real.view(), NEIGHBOURS).share_of(generated.view());
        (precision, Manifold::of(generated.view(), NEIGHBOURS).share_of(real.view()))
    }

    #[test]
    fn identical_clouds_have_everything_and_separate_ones_nothing() {
        let real = cloud(300, 0.0, 40);
        assert_eq!(precision_and_recall(&real, &real), (1.0, 1.0));
        assert_eq!(precision_and_recall(&real, &cloud(200, 5.0, 41)), (0.0, 0.0));
    }

    #[test]
    fn missing_modes_cost_recall_and_invented_ones_precision() {
        let (one, other) = (cloud(400, 0.0, 42), cloud(400, 5.0, 43));
        let both = concatenate![ndarray::Axis(0), one, other];
        let (precision, recall) = precision_and_recall(&both, &cloud(400, 0.0, 44));
        assert!(precision > 0.9 && (0.4..=0.5).contains(&recall), "{precision} {recall}");
        let (precision, recall) = precision_and_recall(&one, &both);
        assert!((0.5..0.51).contains(&precision) && recall == 1.0, "{precision} {recall}");
    }

    #[test]
    fn radii_reach_the_kth_neighbour() {
        let line = array![[0.0_f32], [1.0], [3.0], [7.0]];
        assert_eq!(Manifold::of(line.view(), 1).squared_radii, [1.0, 1.0, 4.0, 16.0]);
        assert_eq!(Manifold::of(line.view(), 2).squared_radii, [9.0, 4.0, 9.0, 36.0]);
    }

    #[test]
    fn nearest_distances_see_copies() {
        let images = cloud(50, 0.0, 45);
        let distances = SquaredDistances::to(images.view());
        let copies = nearest_distances(&distances, images.slice(s![10..20, ..]));
        // Half the digits are lost where equal numbers cancel.
        assert!(copies.iter().all(|&d| d < 2e-3), "{copies:?}");
        let far = nearest_distances(&distances, array![[-3.0, 0.5, 0.5, 0.5]].view());
        assert!((3.0..4.2).contains(&far[0]));
    }
}
