//! The kind of noise, inferred from simple statistics of an image.

use crate::math::exp;
use crate::params::{IMAGE_SIDE, STATISTIC_BINS, STATISTIC_SCALE, STATISTIC_WIDTH};
use ndarray::{Array2, ArrayView1, ArrayView2};
use serde::Serialize;

/// What has happened to an image. Each kind has its own maps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoiseKind {
    /// Noise on every pixel.
    Gaussian,
    /// Pixels here and there are 0 or 1.
    SaltAndPepper,
    /// Pixels here and there have any value.
    RandomPixels,
    /// All noise lies in one region; or there is none.
    Region,
}

impl NoiseKind {
    /// Every kind, in the order of the maps.
    pub const ALL: [Self; 4] = [Self::Gaussian, Self::SaltAndPepper, Self::RandomPixels, Self::Region];

    /// Name in files.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Gaussian => "gaussian",
            Self::SaltAndPepper => "salt_and_pepper",
            Self::RandomPixels => "random_pixels",
            Self::Region => "region",
        }
    }
}

/// Histograms of one image.
const HISTOGRAMS: usize = 7;
/// Values that [`statistics`] gives for each image.
pub(super) const STATISTICS: usize = HISTOGRAMS * STATISTIC_BINS;

/// Soft histograms of each image `(B, 784)`, `(B, 112)`: of its pixels, all, in the upper and in the lower half; of the
/// differences of neighbours, along rows in the upper and in the lower half, and along columns; of how far each pixel is from
/// the mean of its four neighbours.
pub(super) fn statistics(x: ArrayView2<f32>) -> Array2<f32> {
    let mut found = Array2::zeros((x.nrows(), STATISTICS));
    for (image, mut row) in x.rows().into_iter().zip(found.rows_mut()) {
        let counts = histograms(image).into_iter().flatten();
        row.iter_mut().zip(counts).for_each(|(value, count)| *value = count);
    }
    found
}

fn histograms(image: ArrayView1<f32>) -> [[f32; STATISTIC_BINS]; HISTOGRAMS] {
    let last = IMAGE_SIDE - 1;
    let at = |row: usize, column: usize| image[row * IMAGE_SIDE + column];
    let (all, upper, lower) = (0..IMAGE_SIDE, 0..IMAGE_SIDE / 2, IMAGE_SIDE / 2..IMAGE_SIDE);
    let pixels = |rows: std::ops::Range<usize>| {
        histogram(rows.flat_map(|row| (0..IMAGE_SIDE).map(move |column| at(row, column))))
    };
    let along_rows = |rows: std::ops::Range<usize>| {
        let difference = |row, column| (at(row, column + 1) - at(row, column)).abs();
        histogram(rows.flat_map(|row| (0..last).map(move |column| difference(row, column))))
    };
    let along_columns = {
        let difference = |row, column| (at(row + 1, column) - at(row, column)).abs();
        histogram((0..last).flat_map(|row| (0..IMAGE_SIDE).map(move |column| difference(row, column))))
    };
    let from_neighbours = {
        let difference = |row: usize, column: usize| {
            let mut sum = 0.0;
            if row > 0 {
                sum += at(row - 1, column);
            }
            if column > 0 {
                sum += at(row, column - 1);
            }
            if column < last {
                sum += at(row, column + 1);
            }
            if row < last {
                sum += at(row + 1, column);
            }
            (at(row, column) - 0.25 * sum).abs()
        };
        histogram(all.clone().flat_map(|row| (0..IMAGE_SIDE).map(move |column| difference(row, column))))
    };
    [
        pixels(all),
        pixels(upper.clone()),
        pixels(lower.clone()),
        along_rows(upper),
        along_rows(lower),
        along_columns,
        from_neighbours,
    ]
}

/// Share of the values near each bin, `STATISTIC_SCALE` times.
fn histogram(values: impl Iterator<Item = f32>) -> [f32; STATISTIC_BINS] {
    let mut sums = [0.0; STATISTIC_BINS];
    let mut count = 0.0;
    for value in values {
        for (bin, sum) in sums.iter_mut().enumerate() {
            let distance = value - bin as f32 / (STATISTIC_BINS - 1) as f32;
            *sum += exp(-distance * distance / (2.0 * STATISTIC_WIDTH * STATISTIC_WIDTH));
        }
        count += 1.0;
    }
    sums.map(|sum| STATISTIC_SCALE * sum / count)
}
