//! The network: activations, layers, the maps between them, and how they are written to a file.

mod activation;
mod layer;
mod network;
mod network_file;
mod usable;

pub use activation::Activation;
pub use layer::Layer;
pub use network::{Latents, Network};
pub(crate) use network_file::{check_seed, read_layer, read_network, write_layer, write_network};
