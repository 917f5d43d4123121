//! Samplers and in-painting (Alg. 2 GENERATE, §5, Fig. 5).

mod chains;
mod chosen_digit;
mod expectation;
mod generate;
mod rounds;

pub use chains::{JointChain, LatentChain};
pub use chosen_digit::mixture_weights;
pub use expectation::Expectation;
pub use generate::{decode, generate, sample_directed};
pub use rounds::{Rounds, denoise, inpaint};
