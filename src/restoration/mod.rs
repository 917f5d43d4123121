//! Blind restoration: a spoilt image is given, and nothing is told of what has spoilt it.
//!
//! - `noise_kind`: which kind of noise it is, from simple statistics
//! - `expert`: for each kind, a code of the patch around each pixel, and from it a picture and a trust in the pixel
//! - `restorer`: the rounds, in which the network and its mixture answer
//! - `noise_likelihood`: how well the noise explains what was given, if the picture is right
//! - `learn`, `patch_code`, `spoil`: how all of that is learned, every map by its own error
//! - `restorer_file`: what is learned, as a file

mod expert;
mod fields;
mod learn;
mod noise_kind;
mod noise_likelihood;
mod patch_code;
mod restorer;
mod restorer_file;
mod spoil;

pub use learn::{RestorerGradients, RestorerReport, RestorerTrainer, restorer_gradients};
pub use noise_kind::NoiseKind;
pub use patch_code::CodeBook;
pub use restorer::{Restoration, RestorationLogJoint, Restorer, restore};
pub use restorer_file::RestorerCard;
pub use spoil::SpoiltBatch;
