//! The four maps in a file of tensors.

use super::activation::Activation;
use super::layer::Layer;
use super::network::Network;
use crate::error::Result;
use crate::params::{Architecture, H1_UNITS, H2_UNITS, MAX_SEED};
use crate::storage::tensor_file::{Precision, TensorReader, TensorWriter};
use crate::storage::{fingerprint, refuse};
use ndarray::ArrayView2;

/// Most visible units accepted from a file, against absurd allocations.
const MAX_X: usize = 4096;

/// Adds the four maps as `NAME.weight` `(in, out)` and `NAME.bias` `(out)`.
pub(crate) fn write_network(writer: &mut TensorWriter, net: &Network, precision: Precision) {
    for (name, layer) in Network::LAYER_NAMES.iter().zip(net.layers()) {
        let weights = layer.weights();
        let values = weights.as_slice().expect("unpacked weights are contiguous");
        writer.matrix(&format!("{name}.weight"), values, layer.n_out(), precision);
        writer.vector(&format!("{name}.bias"), layer.bias());
    }
}

impl Network {
    /// What its weights and biases, to the bit, are known by.
    pub(crate) fn fingerprint(&self) -> String {
        let values = self.layers().map(|layer| layer.weights().into_iter().chain(layer.bias().to_vec()));
        fingerprint(values.into_iter().flatten())
    }
}

/// Refuses a seed that the page could not show.
pub(crate) fn check_seed(seed: u64) -> Result<()> {
    if seed <= MAX_SEED {
        return Ok(());
    }
    Err(refuse(&format!("a seed of at most {MAX_SEED}"), &seed.to_string()))
}

/// Reads the four maps written by [`write_network`].
pub(crate) fn read_network(reader: &TensorReader, architecture: Architecture) -> Result<Network> {
    let Architecture { x, h1, h2 } = architecture;
    H1_UNITS.check(h1 as f64)?;
    H2_UNITS.check(h2 as f64)?;
    if !(1..=MAX_X).contains(&x) {
        return Err(refuse(&format!("1 to {MAX_X} visible units"), &x.to_string()));
    }
    let layer = |name: &str, n_in: usize, n_out: usize, activation: Activation| {
        let weights = reader.values(&format!("{name}.weight"), &[n_in, n_out])?;
        let bias = reader.values(&format!("{name}.bias"), &[n_out])?;
        let weights = ArrayView2::from_shape((n_in, n_out), &weights).expect("the reader checked the shape");
        Ok(Layer::new(weights, &bias, activation))
    };
    Ok(Network {
        f1: layer("f1", x, h1, Activation::Softplus)?,
        f2: layer("f2", h1, h2, Activation::Sigmoid)?,
        g2: layer("g2", h2, h1, Activation::Softplus)?,
        g1: layer("g1", h1, x, Activation::Sigmoid)?,
    })
}
