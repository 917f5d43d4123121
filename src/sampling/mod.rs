//! Samplers and in-painting (Alg. 2 GENERATE, §5, Fig. 5).

mod generate;
mod rounds;

pub use generate::{generate, sample_directed};
pub use rounds::{Rounds, denoise, inpaint};
