//! *Towards Biologically Plausible Deep Learning* (Bengio, Lee, Bornschein, Mesnard, Lin 2015) as a
//! library: a network that learns without back-propagation, its inference, its samplers.
//!
//! The core is portable and pure: bytes in, values out, no I/O, no clock, no hidden randomness.
//! `wasm` binds it to the browser, `bin/` to the command line.
//!
//! The floors, bottom to top. Nothing imports from a floor above its own, and no two files of a floor import each other
//! (`tests/floors.rs`). Reading downwards is reading the paper:
//!
//! | floor | what stands there | paper |
//! | --- | --- | --- |
//! | `error` | [`Error`]: what was expected, what was found | |
//! | `params` | [`params`]: every hyper-parameter with symbol, range and source | |
//! | `math` | [`math`]: packed matrices, the exponential, factorisations, noise and its streams | |
//! | `storage` | [`storage`]: files of tensors with a card | |
//! | `net` | [`net`]: activations, layers, the maps `f_l` up and `g_l` down, the latents | §4 |
//! | `inference` | [`inference`]: INFERENCE by targetprop, the clamp, `log p(x,h)` | §3, Alg. 2, Eq. 12 |
//! | `learning` | [`learning`]: TRAIN, each layer by its own squared error; the rules that it is compared with | §4, Alg. 2 |
//! | `top` | [`top`]: the priors of the top layer, the read-out | §5 |
//! | `objective` | [`objective`]: labels and reward, by the same local rule | §2, §9 |
//! | `model` | [`model`]: the network with its priors and read-out, and its file | |
//! | `sampling` | [`sampling`]: GENERATE, the two chains, denoising, in-painting | §5, Alg. 2, Eqs. 9–11 |
//! | `data` | [`data`]: IDX files, ink, pictures, synthetic digits, corruption | §8 |
//! | `restoration` | [`restoration`]: blind restoration: the kind of noise, the trust in each pixel, rounds | Fig. 5 |
//! | `evaluation` | [`evaluation`]: how good samples, restorations, chains and the targetprop direction are | §8 |
//! | `inspection` | [`inspection`]: what a unit stands for, and what is lost without it | |
//! | `stdp` | [`stdp`]: spikes, and the rule from which all of this starts | §2 |
//! | `wasm` | the bindings: parse, one call of the core, convert | |
//!
//! The paper has two latent layers, this network any number, `h_1` to `h_L`. Names from the paper stay: beside a prior or
//! noise, `h2` with its `H2` units is the top layer, and `h1` each layer below it.
//!
//! What holds everywhere: axes are named once (`B` batch, `X` pixels, `H_l` units of layer l); a row of a batch has
//! the same bits alone as in company, on one thread as on many, natively as in a browser, since every sum
//! runs in the same order without fused multiplication; values of latents stay in the range of their activation.

pub mod data;
pub mod error;
pub mod evaluation;
pub mod inference;
pub mod inspection;
pub mod learning;
pub mod math;
pub mod model;
pub mod net;
pub mod objective;
pub mod params;
pub mod restoration;
pub mod sampling;
pub mod stdp;
pub mod storage;
pub mod top;
#[cfg(target_arch = "wasm32")]
mod wasm;

pub use error::{Error, Result};
