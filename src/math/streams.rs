//! Random numbers of a batch: one stream for each row, an image or a chain, so that it is the same in any company.

use ndarray::Array2;
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64;

/// Streams of the rows `first..first + count` of a `seed`: row i has the same one whichever rows are beside it, in one
/// worker or in several.
pub fn row_streams(seed: u64, first: usize, count: usize) -> Vec<Pcg64> {
    let root = &mut Pcg64::seed_from_u64(seed);
    let mut streams: Vec<Pcg64> = (0..first + count).map(|_| Pcg64::from_rng(root)).collect();
    streams.split_off(first)
}

/// The stream of a row: its own, or the only one.
///
/// # Panics
/// If there are several, but none for this row.
pub(crate) fn stream_of<R>(rngs: &mut [R], row: usize) -> &mut R {
    if let [shared] = rngs { shared } else { &mut rngs[row] }
}

/// Each value `(B, N)` replaced by what `noise` makes of it with its row's stream.
pub(crate) fn with_noise<R: Rng>(
    values: &Array2<f32>,
    rngs: &mut [R],
    noise: impl Fn(f32, &mut R) -> f32,
) -> Array2<f32> {
    let mut noisy = values.clone();
    add_noise(&mut noisy, rngs, noise);
    noisy
}

/// As [`with_noise`], in place.
pub(crate) fn add_noise<R: Rng>(
    values: &mut Array2<f32>,
    rngs: &mut [R],
    noise: impl Fn(f32, &mut R) -> f32,
) {
    for (row, mut values) in values.rows_mut().into_iter().enumerate() {
        let rng = stream_of(rngs, row);
        values.map_inplace(|value| *value = noise(*value, rng));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::RngExt;

    #[test]
    fn streams_do_not_depend_on_who_runs_beside_them() {
        let draw = |streams: Vec<Pcg64>| -> Vec<u64> {
            streams.into_iter().map(|mut stream| stream.random()).collect()
        };
        let whole = draw(row_streams(7, 0, 8));
        assert_eq!(draw(row_streams(7, 0, 3)), whole[..3]);
        assert_eq!(draw(row_streams(7, 3, 5)), whole[3..]);
        assert_ne!(draw(row_streams(8, 0, 8)), whole);
        let mut distinct = whole.clone();
        distinct.sort_unstable();
        distinct.dedup();
        assert_eq!(distinct.len(), whole.len());
    }
}
