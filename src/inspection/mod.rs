//! Inside the network: what a unit stands for, and what inference loses without it.
//!
//! - [`unit_pictures`]: what drives a unit and what it says, through the maps that meet it
//! - [`standing_out`]: the unit that is most a digit's own
//! - [`DigitBank`]: the digits that drive a unit most
//! - [`lesioned`]: a copy of the network with something broken

mod bank;
mod lesions;
mod units;

pub use bank::DigitBank;
pub use lesions::lesioned;
pub use units::{UnitPictures, standing_out, unit_pictures};
