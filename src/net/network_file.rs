//! The maps in a file of tensors.

use super::activation::Activation;
use super::layer::Layer;
use super::network::Network;
use crate::error::Result;
use crate::params::{Architecture, MAX_SEED};
use crate::storage::tensor_file::{Precision, TensorReader, TensorWriter};
use crate::storage::{fingerprint, refuse};
use ndarray::ArrayView2;

/// Most visible units accepted from a file, against absurd allocations.
const MAX_X: usize = 4096;

/// Adds the maps, `f1` to `fL` and `gL` to `g1`, as `NAME.weight` `(in, out)` and `NAME.bias` `(out)`.
pub(crate) fn write_network(writer: &mut TensorWriter, net: &Network, precision: Precision) {
    net.named_layers().for_each(|(name, layer)| write_layer(writer, &name, layer, precision));
}

/// Adds a layer as `NAME.weight` `(in, out)` and `NAME.bias` `(out)`.
pub(crate) fn write_layer(writer: &mut TensorWriter, name: &str, layer: &Layer, precision: Precision) {
    let weights = layer.weights();
    let values = weights.as_slice().expect("unpacked weights are contiguous");
    writer.matrix(&format!("{name}.weight"), values, layer.n_out(), precision);
    writer.vector(&format!("{name}.bias"), layer.bias());
}

/// Reads a layer written by [`write_layer`].
pub(crate) fn read_layer(
    reader: &TensorReader,
    name: &str,
    n_in: usize,
    n_out: usize,
    activation: Activation,
) -> Result<Layer> {
    let weights = reader.values(&format!("{name}.weight"), &[n_in, n_out])?;
    let bias = reader.values(&format!("{name}.bias"), &[n_out])?;
    let weights = ArrayView2::from_shape((n_in, n_out), &weights).expect("the reader checked the shape");
    Ok(Layer::new(weights, &bias, activation))
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

/// Reads the maps written by [`write_network`].
pub(crate) fn read_network(reader: &TensorReader, architecture: &Architecture) -> Result<Network> {
    architecture.check()?;
    let (sizes, depth) = (architecture.sizes(), architecture.depth());
    if !(1..=MAX_X).contains(&sizes[0]) {
        return Err(refuse(&format!("1 to {MAX_X} visible units"), &sizes[0].to_string()));
    }
    let encoder = |l: usize| {
        let activation = Network::encoder_activation(l, depth);
        read_layer(reader, &format!("f{l}"), sizes[l - 1], sizes[l], activation)
    };
    let decoder = |l: usize| {
        read_layer(reader, &format!("g{l}"), sizes[l], sizes[l - 1], Network::decoder_activation(l))
    };
    Ok(Network {
        encoders: (1..=depth).map(encoder).collect::<Result<_>>()?,
        decoders: (1..=depth).map(decoder).collect::<Result<_>>()?,
    })
}
