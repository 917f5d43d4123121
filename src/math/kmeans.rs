//! k-means, where the mixture starts from.

use ndarray::{Array2, Axis};
use rand::{Rng, RngExt};

/// Rounds: the mixture only needs a rough start.
const ROUNDS: usize = 10;

/// Responsibilities `(n, K)` of 0 and 1 for clusters of `points` `(n, D)` around `k` centres, n ≥ k, which
/// start at random points.
pub fn kmeans(points: &Array2<f64>, k: usize, rng: &mut impl Rng) -> Array2<f64> {
    let n = points.nrows();
    let chosen: Vec<usize> = rand::seq::index::sample(rng, n, k).into_vec();
    let mut centres = points.select(Axis(0), &chosen);
    let mut nearest = vec![0; n];
    for _ in 0..ROUNDS {
        // The nearest centre has the largest p·c − ½‖c‖².
        let half_norms = centres.map_axis(Axis(1), |c| 0.5 * c.dot(&c));
        let scores = points.dot(&centres.t()) - half_norms;
        for (nearest, scores) in nearest.iter_mut().zip(scores.rows()) {
            *nearest = (0..k).max_by(|&a, &b| scores[a].total_cmp(&scores[b])).expect("k is at least 1");
        }
        let mut counts = vec![0.0; k];
        centres.fill(0.0);
        for (point, &c) in points.rows().into_iter().zip(&nearest) {
            centres.row_mut(c).scaled_add(1.0, &point);
            counts[c] += 1.0;
        }
        for (mut centre, count) in centres.rows_mut().into_iter().zip(counts) {
            if count > 0.0 {
                centre /= count;
            } else {
                centre.assign(&points.row(rng.random_range(0..n as u32) as usize));
            }
        }
    }
    let mut responsibilities = Array2::zeros((n, k));
    for (point, &c) in nearest.iter().enumerate() {
        responsibilities[[point, c]] = 1.0;
    }
    responsibilities
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    #[test]
    fn separate_clusters_are_told_apart() {
        // Two points at each of four places; starts that miss a place are as valid as those that hit all.
        let points = Array2::from_shape_fn((8, 1), |(i, _)| f64::from((i / 2 * 10) as u8));
        let complete = (0..20).any(|seed| {
            let r = kmeans(&points, 4, &mut rand_pcg::Pcg64::seed_from_u64(seed));
            assert!(r.sum_axis(Axis(1)).iter().all(|&sum| sum == 1.0), "each point belongs to one cluster");
            assert!((0..4).all(|pair| r.row(2 * pair) == r.row(2 * pair + 1)), "equal points stay together");
            r.sum_axis(Axis(0)).iter().all(|&count| count == 2.0)
        });
        assert!(complete, "some start finds all four");
    }
}
