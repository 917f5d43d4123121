//! Whether one can compute with the numbers of a file: bounds on their size, since a sample that stays finite promises
//! nothing for the next.

use super::layer::Layer;
use super::network::Network;
use super::tensor_file::refuse;
use crate::error::Result;
use crate::params::MAX_UNIT_SUM;

/// What to do with a file that cannot be used.
const REMEDY: &str = "its training ran away, or the file is damaged; take another";

impl Network {
    /// Refuses maps with which inference could overflow.
    ///
    /// # Errors
    /// [`Error::ModelFile`](crate::error::Error::ModelFile) that names the map and the unit.
    pub fn check_usable(&self) -> Result<()> {
        Self::LAYER_NAMES.iter().zip(self.layers()).try_for_each(|(name, layer)| layer.check_usable(name))
    }
}

impl Layer {
    /// Refuses a layer, called `name`, of which a unit's absolute weights and bias pass [`MAX_UNIT_SUM`] in sum.
    pub(crate) fn check_usable(&self, name: &str) -> Result<()> {
        let sums =
            self.weights.absolute_sums().into_iter().zip(&self.bias).map(|(sum, bias)| sum + bias.abs());
        let what = format!(
            "{name}.weight and {name}.bias whose absolute values sum to at most {MAX_UNIT_SUM:e} in each unit"
        );
        check_each(&what, sums, |sum| sum <= MAX_UNIT_SUM)
    }
}

/// Refuses the first of the values, one for each unit, that is not `good`.
pub(crate) fn check_each(
    expected: &str,
    values: impl Iterator<Item = f32>,
    good: impl Fn(f32) -> bool,
) -> Result<()> {
    match values.enumerate().find(|&(_, value)| !good(value)) {
        None => Ok(()),
        Some((unit, value)) => Err(refuse(expected, &format!("{value:e} in unit {unit}: {REMEDY}"))),
    }
}
