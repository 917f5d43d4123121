//! Files: what those of the visitor are, and the pictures that are saved.

use super::{Outcome, to_js};
use crate::data::file_kind;
use crate::data::pixels::Pixels;
use crate::data::png_file::write_png;
use wasm_bindgen::prelude::*;

/// The kind of a file of `file_bytes` bytes that begins with `start`: `{kind}` "model", "mixture", "checkpoint", "images",
/// "labels" (both with their `count`) or "other"; null where more of it must be seen.
#[wasm_bindgen]
pub fn file_kind(start: &[u8], file_bytes: f64) -> Outcome<JsValue> {
    to_js(&file_kind::file_kind(start, file_bytes))
}

/// A PNG file of pixels `(rows, width, 4)`, each a square of `times` by `times`.
///
/// # Errors
/// For pixels that are no such picture, or a file of too many.
#[wasm_bindgen]
pub fn png_file(rgba: Vec<u8>, width: usize, times: usize) -> Outcome<Vec<u8>> {
    Ok(write_png(&Pixels::new(rgba, width)?, times)?)
}
