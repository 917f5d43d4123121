//! How many units each layer has.

use super::Param;
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

params![
    (h1_units as H1_UNITS: usize, "H1", 1000.0, 1.0, 4000.0, "units of the first latent layer (softplus)", "Bengio et al. 2015, §8"),
    (h2_units as H2_UNITS: usize, "H2", 100.0, 1.0, 2000.0, "units of the second latent layer (sigmoid)", "Bengio et al. 2015, §8"),
    (deeper_units as DEEPER_UNITS: usize, "Hₗ", 100.0, 1.0, 2000.0, "units of each latent layer above the second", "as h2"),
];

/// Width and height of an image, in pixels.
pub const IMAGE_SIDE: usize = 28;
/// Pixels of an image: the default X.
pub const IMAGE_PIXELS: usize = IMAGE_SIDE * IMAGE_SIDE;

/// Fewest hidden layers of a network: the top one has a prior, the others explain what lies below.
pub const MIN_DEPTH: usize = 2;
/// Most hidden layers of a network.
pub const MAX_DEPTH: usize = 6;

/// Number of units of each layer. In files `{"x": X, "h1": H_1, "h2": H_2, …}`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "BTreeMap<String, usize>")]
pub struct Architecture {
    /// X: pixels of the visible image.
    pub x: usize,
    /// H_1 to H_L: softplus units, sigmoid ones in the top layer.
    pub hidden: Vec<usize>,
}

impl Architecture {
    /// L, the number of hidden layers.
    pub fn depth(&self) -> usize {
        self.hidden.len()
    }

    /// H_L, the units of the top layer.
    pub fn top(&self) -> usize {
        self.hidden.last().copied().unwrap_or(self.x)
    }

    /// X, then H_1 to H_L.
    pub fn sizes(&self) -> Vec<usize> {
        [&[self.x][..], &self.hidden].concat()
    }

    /// Refuses what no network can have or is too large to be held.
    ///
    /// # Errors
    /// [`Error::OutOfRange`](crate::error::Error::OutOfRange) that names the layer.
    pub fn check(&self) -> Result<()> {
        let depth = self.depth();
        if !(MIN_DEPTH..=MAX_DEPTH).contains(&depth) {
            let name = "number of hidden layers".to_owned();
            return Err(Error::OutOfRange {
                name,
                min: MIN_DEPTH as f64,
                max: MAX_DEPTH as f64,
                found: depth as f64,
            });
        }
        for (l, &units) in (1..).zip(&self.hidden) {
            match l {
                1 => H1_UNITS.check(units as f64)?,
                2 => H2_UNITS.check(units as f64)?,
                _ => DEEPER_UNITS.check(units as f64)?,
            };
        }
        Ok(())
    }
}

impl Default for Architecture {
    fn default() -> Self {
        Self { x: IMAGE_PIXELS, hidden: vec![H1_UNITS.default as usize, H2_UNITS.default as usize] }
    }
}

impl std::fmt::Display for Architecture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.x)?;
        self.hidden.iter().try_for_each(|units| write!(f, "-{units}"))
    }
}

impl Serialize for Architecture {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let names = ["x".to_owned()].into_iter().chain((1..).map(|l| format!("h{l}")));
        serializer.collect_map(names.zip(self.sizes()))
    }
}

impl TryFrom<BTreeMap<String, usize>> for Architecture {
    type Error = String;

    fn try_from(sizes: BTreeMap<String, usize>) -> std::result::Result<Self, String> {
        let size = |name: &str| sizes.get(name).copied();
        let x = size("x").ok_or("expected the number of pixels, x, in the architecture, found none")?;
        Ok(Self { x, hidden: (1..).map_while(|l| size(&format!("h{l}"))).collect() })
    }
}
