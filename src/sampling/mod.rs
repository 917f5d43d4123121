//! Samplers and in-painting (Alg. 2 GENERATE, §5, Fig. 5).

mod chains;
mod chosen_digit;
mod directions;
mod expectation;
mod generate;
mod morph;
mod rounds;
mod running;

pub use chains::{JointChain, LatentChain};
pub use chosen_digit::mixture_weights;
pub use directions::Directions;
pub use expectation::Expectation;
pub use generate::{decode, generate, sample_directed};
pub use morph::{Morph, morph};
pub use rounds::{Rounds, denoise, inpaint};
pub use running::{Chains, Source};
