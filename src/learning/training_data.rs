//! What a training learned from, by name and fingerprint: going on with other images would be another training.

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

use crate::error::{Error, Result};
use crate::storage::fingerprint;
use ndarray::ArrayView2;
use serde::{Deserialize, Serialize};

/// The training images, without their pixels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrainingData {
    /// Where they come from, in words.
    pub name: String,
    /// How many they are.
    pub images: usize,
    /// FNV-1a over the bits of all pixels, in hexadecimal.
    pub fingerprint: String,
}

impl TrainingData {
    /// Of `images` `(n, X)` that come from `name`.
    pub fn of(name: &str, images: ArrayView2<f32>) -> Self {
        let fingerprint = fingerprint(images.iter().copied());
        Self { name: name.to_owned(), images: images.nrows(), fingerprint }
    }

    /// Refuses `other` unless it has the same images; their name may have changed.
    ///
    /// # Errors
    /// [`Error::Shape`] that names both.
    pub fn check_same(&self, other: &Self) -> Result<()> {
        if (self.images, &self.fingerprint) == (other.images, &other.fingerprint) {
            return Ok(());
        }
        let others = if self.images == other.images { ", other ones" } else { "" };
        Err(Error::Shape {
            what: "the images that this training goes on with".to_owned(),
            expected: format!("the same {} images ({})", self.images, self.name),
            found: format!("{} images ({}){others}", other.images, other.name),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn the_same_images_are_known_by_their_pixels() {
        let a = TrainingData::of("a", array![[0.0, 1.0], [0.5, 0.5]].view());
        a.check_same(&TrainingData::of("a copy", array![[0.0, 1.0], [0.5, 0.5]].view())).unwrap();
        for other in
            [array![[1.0, 0.0], [0.5, 0.5]], array![[0.0, 1.0]].into_shape_with_order((1, 2)).unwrap()]
        {
            let message = a.check_same(&TrainingData::of("b", other.view())).unwrap_err().to_string();
            assert!(message.contains("the same 2 images (a)") && message.contains("(b)"), "{message}");
        }
    }
}
