//! Whether one can compute with the weights of a file: bounds on their size. That one sample stays finite does not show
//! that every sample will.

use super::layer::Layer;
use super::network::Network;
use crate::error::Result;
use crate::params::MAX_UNIT_SUM;
use crate::storage::check_each;

impl Network {
    /// Refuses maps with which inference could overflow.
    ///
    /// # Errors
    /// [`Error::ModelFile`](crate::error::Error::ModelFile) that names the map and the unit.
    pub fn check_usable(&self) -> Result<()> {
        self.named_layers().try_for_each(|(name, layer)| layer.check_usable(&name))
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
