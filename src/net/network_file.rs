//! The maps in a file of tensors.

// What comes from outside is refused with an error, never with a panic or a trap.
#![cfg_attr(
    not(test),
    deny(clippy::indexing_slicing, clippy::unwrap_used, clippy::panic, clippy::arithmetic_side_effects)
)]

use super::activation::Activation;
use super::layer::Layer;
use super::network::Network;
use crate::error::Result;
use crate::params::{Architecture, MAX_SEED};
use crate::storage::tensor_file::{Precision, TensorReader, TensorWriter};
use crate::storage::{fingerprint, refuse};

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
    let weights = reader.matrix(&format!("{name}.weight"), [n_in, n_out])?;
    let bias = reader.values(&format!("{name}.bias"), &[n_out])?;
    Ok(Layer::new(weights.view(), &bias, activation))
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
    if !(1..=MAX_X).contains(&architecture.x) {
        return Err(refuse(&format!("1 to {MAX_X} visible units"), &architecture.x.to_string()));
    }
    let pairs = || (1..).zip(sizes.iter().zip(&architecture.hidden));
    let encoder = |(l, (&below, &above)): (usize, (&usize, &usize))| {
        let activation = Network::encoder_activation(l, depth);
        read_layer(reader, &format!("f{l}"), below, above, activation)
    };
    let decoder = |(l, (&below, &above)): (usize, (&usize, &usize))| {
        read_layer(reader, &format!("g{l}"), above, below, Network::decoder_activation(l))
    };
    Ok(Network {
        encoders: pairs().map(encoder).collect::<Result<_>>()?,
        decoders: pairs().map(decoder).collect::<Result<_>>()?,
    })
}
