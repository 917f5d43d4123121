//! A whole model: the network with its priors and its read-out, its file, and how it is made from what has learned.

mod file;
mod finish;

pub use file::{Model, ModelCard};
pub use finish::{finished_model, model_of};
