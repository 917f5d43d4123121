//! What visitors bring: pictures of digits, and what their files are. (Models come in by [`Engine`](super::Engine).)

use super::{Outcome, flat, to_js};
use crate::data::image_header::{self, ImageHeader};
use crate::data::photo::{Photo, Polarity};
use crate::data::pixels::Pixels;
use crate::data::png_file::read_png;
use crate::error::Error;
use ndarray::Array1;
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// Longer side to which a picture is scaled down before it is read, in pixels: sixteen to one of the digit's box.
const SIDE: usize = 320;
/// Longer side of what is kept of a picture, so that a part of it still has pixels enough.
const KEPT_SIDE: usize = 1280;

#[derive(Serialize)]
struct Size {
    format: &'static str,
    width: u32,
    height: u32,
}

/// Format and size of an image file of `file_bytes` bytes that begins with `start`, from its header; null where more of
/// it must be seen.
///
/// # Errors
/// For a file that is too large or has too many pixels, or is no image that browsers decode.
#[wasm_bindgen]
pub fn check_image_file(start: &[u8], file_bytes: f64) -> Outcome<JsValue> {
    let header = image_header::read_header(start, file_bytes)?;
    to_js(&header.map(|ImageHeader { format, width, height }| Size { format, width, height }))
}

/// A picture of a digit, and what is being made of it.
#[wasm_bindgen]
pub struct OwnPhoto {
    kept: Pixels,
    /// The part that is read, scaled down.
    part: Pixels,
    photo: Photo,
    /// The edges and the polarity of that.
    read: ([f64; 4], Polarity),
    /// The digit itself, where the picture is one that the page has saved.
    saved: Option<Array1<f32>>,
}

/// The edges of a whole picture.
const WHOLE: [f64; 4] = [0.0, 0.0, 1.0, 1.0];

impl OwnPhoto {
    fn open(pixels: Pixels) -> Self {
        let saved = pixels.saved();
        // A saved picture is kept whole: scaled down it would no longer be known as one.
        let kept = if saved.is_some() { pixels } else { pixels.shrunk(KEPT_SIDE) };
        let part = kept.shrunk(SIDE);
        let photo = Photo::new(&part, Polarity::Auto);
        Self { kept, part, photo, read: (WHOLE, Polarity::Auto), saved }
    }
}

#[wasm_bindgen]
impl OwnPhoto {
    /// From a canvas's pixels `(rows, width, 4)`.
    ///
    /// # Errors
    /// For pixels that are no such picture.
    #[wasm_bindgen(constructor)]
    pub fn new(rgba: Vec<u8>, width: usize) -> Outcome<OwnPhoto> {
        Ok(Self::open(Pixels::new(rgba, width)?))
    }

    /// From a PNG file, without the browser.
    ///
    /// # Errors
    /// For a file that is cut, damaged or too large.
    pub fn from_png(bytes: &[u8]) -> Outcome<OwnPhoto> {
        Ok(Self::open(read_png(bytes)?))
    }

    /// Reads the part between four `edges` (left, top, right, bottom, shares of the sides in \[0,1\]), whose ink is by
    /// `polarity` "auto", "dark-on-light" or "light-on-dark".
    ///
    /// # Errors
    /// For another polarity or number of edges.
    pub fn read(&mut self, edges: &[f64], polarity: JsValue) -> Outcome<()> {
        let edges: [f64; 4] = edges.try_into().map_err(|_| Error::Shape {
            what: "edges of a part".to_owned(),
            expected: "4 numbers".to_owned(),
            found: edges.len().to_string(),
        })?;
        let polarity: Polarity = serde_wasm_bindgen::from_value(polarity)?;
        if self.read == (edges, polarity) {
            return Ok(());
        }
        self.read = (edges, polarity);
        let part = self.kept.cut(edges);
        self.saved = if self.read == (WHOLE, Polarity::Auto) { part.saved() } else { None };
        self.part = part.shrunk(SIDE);
        self.photo = Photo::new(&self.part, polarity);
        Ok(())
    }

    /// Width of the part, in pixels.
    pub fn width(&self) -> usize {
        self.part.width()
    }

    /// The part `(rows, width, 4)`.
    pub fn rgba(&self) -> Vec<u8> {
        self.part.rgba().to_vec()
    }

    /// Whether the picture is one that the page has saved, and taken pixel by pixel.
    pub fn is_saved(&self) -> bool {
        self.saved.is_some()
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

    /// The digit at a threshold, `(784)`, or undefined where there is no ink; of a saved picture its own pixels.
    pub fn image(&self, threshold: f32) -> Option<Vec<f32>> {
        self.saved.clone().or_else(|| self.photo.image(threshold)).map(|image| image.to_vec())
    }

    /// Why the ink at a threshold may not be a digit: "faint", "apart", "at-edge", "much-ink".
    pub fn doubts(&self, threshold: f32) -> Outcome<JsValue> {
        let doubts = if self.is_saved() { Vec::new() } else { self.photo.doubts(threshold) };
        to_js(&doubts)
    }
}
