//! What visitors bring: pictures of digits. (Models of their own come in by [`Engine`](super::Engine).)

use super::{Outcome, flat, to_js};
use crate::data::image_header::{self, HEADER_BYTES, ImageHeader};
use crate::data::photo::{Photo, Polarity};
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// How much of an image file [`check_image_file`] wants to see, in bytes.
#[wasm_bindgen]
pub fn image_header_bytes() -> usize {
    HEADER_BYTES
}

#[derive(Serialize)]
struct Size {
    format: &'static str,
    width: u32,
    height: u32,
}

/// Format and size of an image file of `file_bytes` bytes that begins with `start`, from its header.
///
/// # Errors
/// For a file that is too large or has too many pixels, or is no image that browsers decode.
#[wasm_bindgen]
pub fn check_image_file(start: &[u8], file_bytes: f64) -> Outcome<JsValue> {
    let ImageHeader { format, width, height } = image_header::read_header(start, file_bytes)?;
    to_js(&Size { format, width, height })
}

/// A picture of a digit, its light evened out.
#[wasm_bindgen]
pub struct OwnPhoto {
    photo: Photo,
}

#[wasm_bindgen]
impl OwnPhoto {
    /// From a canvas's pixels `(rows, width, 4)`; `polarity` is "auto", "dark-on-light" or "light-on-dark".
    ///
    /// # Errors
    /// For pixels that are no such picture, or another polarity.
    #[wasm_bindgen(constructor)]
    pub fn new(rgba: &[u8], width: usize, polarity: JsValue) -> Outcome<OwnPhoto> {
        let polarity: Polarity = serde_wasm_bindgen::from_value(polarity)?;
        Ok(Self { photo: Photo::from_rgba(rgba, width, polarity)? })
    }

    /// Whether the ink is lighter than its paper.
    pub fn light_on_dark(&self) -> bool {
        self.photo.light_on_dark()
    }

    /// The threshold that parts ink from paper best.
    pub fn threshold(&self) -> f32 {
        self.photo.threshold()
    }

    /// What counts as ink at a threshold, `(rows, width)` in \[0,1\].
    pub fn ink(&self, threshold: f32) -> Vec<f32> {
        flat(&self.photo.ink(threshold))
    }

    /// The digit at a threshold, `(784)`, or undefined where there is no ink.
    pub fn image(&self, threshold: f32) -> Option<Vec<f32>> {
        self.photo.image(threshold).map(|image| image.to_vec())
    }
}
