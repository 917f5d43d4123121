//! The network: activations, packed matrices, layers, and the file format.

pub mod activation;
pub mod checkpoint;
pub mod layer;
pub mod matrix;
pub mod network;
pub mod parallel;
pub mod streams;
pub mod tensor_file;

pub use activation::Activation;
pub use layer::Layer;
pub use network::{Latents, Network};
