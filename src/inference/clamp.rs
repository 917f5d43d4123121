//! Which pixels of an image are visible and which are missing (`x^v`, `x^m`; Fig. 5).

use ndarray::{Array2, Zip, s};
use std::ops::Range;

/// Missing pixels of a batch of images.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClampMask {
    missing: Array2<bool>,
}

impl ClampMask {
    /// `missing` `(B, X)` is true where a pixel is unknown.
    pub fn new(missing: Array2<bool>) -> Self {
        Self { missing }
    }

    /// True where a pixel is unknown, `(B, X)`.
    pub fn missing(&self) -> &Array2<bool> {
        &self.missing
    }

    /// The mask of some of the images.
    ///
    /// # Panics
    /// If there are no such rows.
    pub fn rows(&self, rows: Range<usize>) -> Self {
        Self { missing: self.missing.slice(s![rows, ..]).to_owned() }
    }

    /// `[x^v, filling^m]`: `x` where it is visible, `filling` where it is missing; all `(B, X)`.
    pub fn fill(&self, x: &Array2<f32>, filling: &Array2<f32>) -> Array2<f32> {
        Zip::from(&self.missing)
            .and(x)
            .and(filling)
            .map_collect(|&missing, &x, &filling| if missing { filling } else { x })
    }
}
