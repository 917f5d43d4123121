//! The network: activations, packed matrices, layers, and the file format.

pub mod activation;
pub mod card_kind;
pub mod checkpoint;
pub mod layer;
pub mod matrix;
pub mod network;
pub mod parallel;
pub mod streams;
pub mod tensor_file;
mod usable;

pub use activation::Activation;
pub use card_kind::CardKind;
pub use layer::Layer;
pub use network::{Latents, Network};
pub(crate) use usable::check_each;
