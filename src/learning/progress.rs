//! How far a training is, in counters that a file may have made up.

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

use crate::error::Result;
use crate::params::{MAX_IMAGES, TRAIN};
use crate::storage::refuse;

/// How far a training is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Progress {
    /// Whole epochs done.
    pub epoch: usize,
    /// Batches done in the current epoch.
    pub batch: usize,
    /// Batches done in all.
    pub steps: u64,
}

impl Progress {
    /// Refuses counters that no training of `images` in batches of `batch_size` has. How many images they are is not known
    /// in files of the first version of this program: it must follow from the counters then.
    pub(crate) fn check(self, batch_size: usize, images: Option<usize>) -> Result<()> {
        let Self { epoch, batch, steps } = self;
        let refused = |expected: &str| {
            Err(refuse(expected, &format!("epoch {epoch}, batch {batch}, {steps} batches in all")))
        };
        // Not the training's own number of epochs, which may have been lowered on the way.
        let most_epochs =
            TRAIN.iter().find(|param| param.name == "epochs").map_or(0, |param| param.max as usize);
        if epoch > most_epochs {
            return refused(&format!("at most {most_epochs} whole epochs"));
        }
        if let Some(images) = images
            && !(1..=MAX_IMAGES).contains(&images)
        {
            return Err(refuse(&format!("1 to {MAX_IMAGES} images"), &images.to_string()));
        }
        let batches = match images {
            Some(images) => images.div_ceil(batch_size) as u64,
            None => {
                let whole = steps.saturating_sub(batch as u64);
                whole.checked_div(epoch as u64).unwrap_or(MAX_IMAGES as u64)
            }
        };
        let counted = (epoch as u64).checked_mul(batches).and_then(|whole| whole.checked_add(batch as u64));
        if batches <= MAX_IMAGES as u64 && (batch as u64) < batches && counted == Some(steps) {
            return Ok(());
        }
        let of = images.map_or(String::new(), |images| format!(" of {images} images in {batches} batches"));
        refused(&format!("the counters of one training{of}"))
    }
}
