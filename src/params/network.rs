//! How many units each layer has.

use super::Param;
use serde::{Deserialize, Serialize};

params![
    (h1_units as H1_UNITS: usize, "H1", 1000.0, 1.0, 4000.0, "units of the first latent layer (softplus)", "Bengio et al. 2015, §8"),
    (h2_units as H2_UNITS: usize, "H2", 100.0, 1.0, 2000.0, "units of the second latent layer (sigmoid)", "Bengio et al. 2015, §8"),
];

/// Width and height of an image, in pixels.
pub const IMAGE_SIDE: usize = 28;
/// Pixels of an image: the default X.
pub const IMAGE_PIXELS: usize = IMAGE_SIDE * IMAGE_SIDE;

/// Number of units of each layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Architecture {
    /// X: pixels of the visible image.
    pub x: usize,
    /// H1: softplus units.
    pub h1: usize,
    /// H2: sigmoid units.
    pub h2: usize,
}

impl Default for Architecture {
    fn default() -> Self {
        Self { x: IMAGE_PIXELS, h1: H1_UNITS.default as usize, h2: H2_UNITS.default as usize }
    }
}

impl std::fmt::Display for Architecture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}-{}", self.x, self.h1, self.h2)
    }
}
