//! Samplers and in-painting (Alg. 2 GENERATE, §5, Fig. 5).
//!
//! ```
//! use rand::SeedableRng;
//! use targetprop::model::Model;
//! use targetprop::params::{GENERATE, RoundsParams};
//! use targetprop::sampling::{generate, sample_directed};
//!
//! let model = Model::from_bytes(&std::fs::read("www/model/paper.safetensors")?)?;
//! // Eight digits, from four times the variance of p(h2).
//! let draw = |n_rounds| {
//!     let rng = &mut rand_pcg::Pcg64::seed_from_u64(1);
//!     generate(&model.net, &model.prior, 8, 4.0, &RoundsParams { n_rounds, ..GENERATE.defaults() }, rng)
//! };
//! let digits = draw(3);
//! assert_eq!(digits.dim(), (8, 784));
//! // As much ink as on MNIST's digits, whose mean is 0.13.
//! assert!((0.05..0.25).contains(&digits.mean().unwrap()));
//! // Without rounds, GENERATE is the directed sample.
//! let rng = &mut rand_pcg::Pcg64::seed_from_u64(1);
//! assert_eq!(draw(0), sample_directed(&model.net, &model.prior, 8, 4.0, rng));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

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
