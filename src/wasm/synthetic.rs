//! Bindings for the generator of digits.

use super::{Outcome, flat};
use crate::data::synthetic;
use crate::params::DREAM_COUNT;
use wasm_bindgen::prelude::*;

/// Handwritten-looking digits and what they are.
#[wasm_bindgen(getter_with_clone)]
pub struct SyntheticDigits {
    /// `(count · 784)`, in \[0,1\].
    pub images: Vec<f32>,
    /// `(count)`, 0 to 9.
    pub labels: Vec<u8>,
}

/// Digits `first` to `first + count` of the generator's endless set of a `seed`; the same for everybody.
///
/// # Errors
/// For a count outside its range.
#[wasm_bindgen]
pub fn synthetic_digits(seed: u32, first: u32, count: f64) -> Outcome<SyntheticDigits> {
    let count = DREAM_COUNT.check(count)? as usize;
    let (images, labels) = synthetic::digits(seed.into(), first.into(), count);
    Ok(SyntheticDigits { images: flat(&images), labels })
}
