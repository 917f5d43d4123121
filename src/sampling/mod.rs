//! Samplers and in-painting (Alg. 2 GENERATE, §5, Fig. 5).

mod chains;
mod generate;
mod rounds;

pub use chains::{JointChain, LatentChain};
pub use generate::{generate, sample_directed};
pub use rounds::{Rounds, denoise, inpaint};
