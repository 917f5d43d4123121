//! Digits of an IDX file as the network wants them: 28×28, from 0 to 1, upright. What had to be done for that, or looks
//! wrong and cannot be decided here, is noted.

// What comes from outside is refused with an error, never with a panic or a trap.
#![cfg_attr(
    not(test),
    deny(
        clippy::indexing_slicing,
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::arithmetic_side_effects
    )
)]

use super::idx::{IdxImages, read_digit_images};
use crate::error::Result;
use crate::params::IMAGE_SIDE;
use ndarray::{Array2, ArrayView1};
use serde::Serialize;

/// A pixel at least so bright counts as ink when an image's extent is looked at.
const INK: u8 = 64;
/// Images that are looked at to see whether digits lie on their side.
const LOOKED_AT: usize = 1_000;
/// Least number of images that are wider than high, or the other way, that says something.
const LEAST_SAMPLE: usize = 20;
/// Of those, the share above which digits seem to lie on their side. Of MNIST’s, a seventh are wider than high.
const LYING_SHARE: f64 = 0.6;

/// What should be known of a file of digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Note {
    /// Its pixels were 0 and 1, and have been made 0 and 255.
    Scaled,
    /// It was a gzip archive within a gzip archive.
    UnpackedTwice,
    /// More digits are wider than high. That is a guess: nothing has been done about it.
    Lying,
}

impl std::fmt::Display for Note {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Scaled => "the pixels are 0 and 1 instead of 0 to 255: taken for black and white",
            Self::UnpackedTwice => "the file was gzipped twice: unpacked twice",
            Self::Lying => {
                "most digits are wider than high, as if they lay on their side, as EMNIST's do: --transpose swaps rows and columns"
            }
        })
    }
}

/// The first digits of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Digits {
    images: IdxImages,
    scaled: bool,
}

/// Reads the first `most` digits, 1 or more, of an IDX file of 28×28 pixels.
///
/// # Errors
/// Those of [`read_digit_images`].
pub fn read(bytes: &[u8], most: usize) -> Result<Digits> {
    let mut images = read_digit_images(bytes, most)?;
    let scaled = images.bytes.iter().max() == Some(&1);
    if scaled {
        images.bytes.mapv_inplace(|level| level.saturating_mul(u8::MAX));
    }
    Ok(Digits { images, scaled })
}

impl Digits {
    /// Images that the file holds, read or not.
    pub fn total(&self) -> usize {
        self.images.total
    }

    /// The digits that were read, `(n, 784)`, 0 to 255.
    pub fn bytes(&self) -> &Array2<u8> {
        &self.images.bytes
    }

    /// The digits that were read, `(n, 784)`, in \[0,1\].
    pub fn pixels(&self) -> Array2<f32> {
        self.images.pixels()
    }

    /// What should be known of them.
    pub fn notes(&self) -> Vec<Note> {
        [
            (self.scaled, Note::Scaled),
            (self.images.unpacked_twice, Note::UnpackedTwice),
            (seem_to_lie(&self.images.bytes), Note::Lying),
        ]
        .into_iter()
        .filter_map(|(holds, note)| holds.then_some(note))
        .collect()
    }

    /// With rows and columns of every image swapped.
    pub fn transposed(mut self) -> Self {
        for mut image in self.images.bytes.rows_mut() {
            let before = image.to_vec();
            let columns = (0..IMAGE_SIDE).flat_map(|column| before.iter().skip(column).step_by(IMAGE_SIDE));
            image.iter_mut().zip(columns).for_each(|(pixel, &before)| *pixel = before);
        }
        self
    }
}

/// Whether most of the digits `(n, 784)` are wider than high. Upright digits are higher than wide, whoever writes them.
fn seem_to_lie(images: &Array2<u8>) -> bool {
    let extents: Vec<_> = images.rows().into_iter().take(LOOKED_AT).map(extent).collect();
    let wider = extents.iter().filter(|[height, width]| width > height).count();
    let sample = extents.iter().filter(|[height, width]| height != width).count();
    sample >= LEAST_SAMPLE && wider as f64 > LYING_SHARE * sample as f64
}

/// Height and width of the ink of an image `(784)`.
fn extent(image: ArrayView1<u8>) -> [usize; 2] {
    let spread = |place: fn(usize) -> usize| {
        let places = || image.iter().enumerate().filter(|&(_, &value)| value >= INK).map(|(i, _)| place(i));
        let [first, last] = [places().min(), places().max()];
        first.zip(last).map_or(0, |(first, last)| last.abs_diff(first).saturating_add(1))
    };
    [spread(|i| i / IMAGE_SIDE), spread(|i| i % IMAGE_SIDE)]
}
