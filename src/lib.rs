//! *Towards Biologically Plausible Deep Learning* (Bengio, Lee, Bornschein, Mesnard, Lin 2015) as a
//! library: a network that learns without back-propagation, its inference, its samplers.
//!
//! The core is portable and pure: bytes in, values out, no I/O, no clock, no hidden randomness.
//! `wasm` binds it to the browser, `bin/` to the command line.
//!
//! Read in this order:
//!
//! 1. [`params`]: every hyper-parameter with symbol, range and source
//! 2. [`net`]: activations, packed matrices, layers, the four maps `f1 f2 g2 g1`, the file format
//! 3. [`inference`]: INFERENCE by targetprop, `log p(x,h)`
//! 4. [`learning`]: TRAIN, each layer by its own squared error; the priors of h2, the read-out
//! 5. [`sampling`]: GENERATE, the two chains, denoising, in-painting
//! 6. [`evaluation`]: how good samples, restorations, chains and the targetprop direction are
//! 7. [`inspection`]: what a unit stands for, and what is lost without it
//! 8. [`stdp`]: spikes, and the rule from which all of this starts; it stands by itself
//!
//! What holds everywhere: axes are named once (`B` batch, `X` pixels, `H1`, `H2`); a row of a batch has
//! the same bits alone as in company, on one thread as on many, natively as in a browser, since every sum
//! runs in the same order without fused multiplication; values of latents stay in the range of their activation.

pub mod data;
pub mod error;
pub mod evaluation;
mod foreign;
pub mod inference;
pub mod inspection;
pub mod learning;
pub mod net;
pub mod params;
pub mod sampling;
pub mod stdp;
#[cfg(target_arch = "wasm32")]
mod wasm;

pub use error::{Error, Result};
