//! The read-out in a file of tensors.

// What comes from outside is refused with an error, never with a panic or a trap.
#![cfg_attr(
    not(test),
    deny(clippy::indexing_slicing, clippy::unwrap_used, clippy::panic, clippy::arithmetic_side_effects)
)]

use super::read_out::{CELLS, DIGITS, ReadOut};
use crate::error::Result;
use crate::net::{Activation, Layer};
use crate::storage::refuse;
use crate::storage::tensor_file::{Precision, TensorReader, TensorWriter};

const WEIGHT: &str = "read_out.weight";
const BIAS: &str = "read_out.bias";
const MEAN: &str = "read_out.mean";
const STD: &str = "read_out.std";

impl ReadOut {
    /// Adds the layer to a model file.
    pub fn write(&self, writer: &mut TensorWriter, precision: Precision) {
        let weights = self.layer.weights();
        writer.matrix(WEIGHT, weights.as_slice().expect("unpacked weights"), DIGITS, precision);
        writer.vector(BIAS, self.layer.bias());
        writer.vector(MEAN, self.mean.as_slice().expect("a vector is contiguous"));
        writer.vector(STD, self.std.as_slice().expect("a vector is contiguous"));
    }

    /// Reads the layer of a model file for as many latent `units`, H_1 + … + H_L.
    ///
    /// # Errors
    /// [`Error::ModelFile`](crate::error::Error::ModelFile) for missing tensors, other shapes, NaN or a standard deviation of 0.
    pub fn from_file(reader: &TensorReader, units: usize) -> Result<Self> {
        let weights = reader.matrix(WEIGHT, [units.saturating_mul(CELLS), DIGITS])?;
        let bias = reader.values(BIAS, &[DIGITS])?;
        let mean = reader.values(MEAN, &[units])?;
        let std = reader.values(STD, &[units])?;
        if std.iter().any(|&std| std <= 0.0) {
            return Err(refuse(&format!("{STD} above 0"), "0 or less"));
        }
        let layer = Layer::new(weights.view(), &bias, Activation::Identity);
        Ok(Self { layer, mean: mean.into(), std: std.into() })
    }
}
