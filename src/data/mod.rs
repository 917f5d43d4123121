//! Images from outside: IDX files, pen ink, example digits, and what spoils them.
//!
//! Bytes and strokes in, arrays out; only [`mnist`] and [`files`] touch files, on native targets alone.
//!
//! - [`idx`]: the file format of MNIST
//! - [`digits`]: the digits of such a file as the network wants them, whatever their values and layout
//! - [`ink`]: pen strokes to the 28×28 pixels that the network sees, by MNIST's own convention
//! - [`examples`]: handwritten digits of our own, as strokes
//! - [`synthetic`]: handwritten-looking digits without end, by a generator of our own
//! - [`curve`]: smooth lines through given points
//! - [`file_kind`]: what a file is, told by what is in it
//! - [`image_header`], [`pixels`], [`photo`]: pictures that users have, refused or made into such pixels
//! - [`png_file`]: pixels as a PNG file, and back
//! - [`corruption`]: noise and holes for clean images
//! - [`mnist`]: the data set's four files in a folder
//! - [`grid`]: many images as one PNG file
//! - [`files`]: names of files, and writing them whole

pub mod corruption;
pub mod curve;
pub mod digits;
pub mod examples;
pub mod file_kind;
#[cfg(not(target_arch = "wasm32"))]
pub mod files;
#[cfg(not(target_arch = "wasm32"))]
pub mod grid;
mod gunzip;
pub mod idx;
pub mod image_header;
pub mod ink;
#[cfg(not(target_arch = "wasm32"))]
pub mod mnist;
pub mod photo;
pub mod pixels;
pub mod png_file;
pub mod synthetic;
