//! Pixels as a PNG file, and back: what a browser reads from a canvas may be noise, where it guards against being recognised.

// What comes from outside is refused with an error, never with a panic or a trap.
#![cfg_attr(
    not(test),
    deny(clippy::indexing_slicing, clippy::unwrap_used, clippy::panic, clippy::arithmetic_side_effects)
)]

use super::image_header::MAX_PIXELS;
use super::pixels::Pixels;
use crate::error::{Error, Result};
use png::{ColorType, Decoder, Encoder, EncodingError, Limits, Transformations};
use std::io::{Cursor, Write};

/// The largest side of a file that is written, in pixels, as that of a canvas.
const MAX_SIDE: usize = 32_767;
/// Bytes of the largest picture that is read.
const MAX_BYTES: usize = MAX_PIXELS as usize * 4;
/// Bytes that one byte of a file holds at most, by the densest code of the format.
const MOST_PACKED: usize = 1032;

/// A PNG file of `pixels`, each a square of `times` by `times`; without colour where they have none.
///
/// # Errors
/// [`Error::Shape`] for pictures of no pixels or of sides above 32,767.
pub fn write_png(pixels: &Pixels, times: usize) -> Result<Vec<u8>> {
    let (width, height) = (pixels.width(), pixels.height());
    let [wide, high] = [width, height].map(|side| side.saturating_mul(times));
    if times == 0 || wide.max(high) > MAX_SIDE {
        return Err(Error::Shape {
            what: "picture to save".to_owned(),
            expected: format!("sides of 1 to {MAX_SIDE} pixels"),
            found: format!("{wide}×{high}"),
        });
    }
    let rgba = pixels.rgba().as_chunks::<4>().0;
    let grey = rgba.iter().all(|&[red, green, blue, alpha]| [red, red, 255] == [green, blue, alpha]);
    let (colour, bytes) = if grey { (ColorType::Grayscale, 1) } else { (ColorType::Rgba, 4) };
    let rows = rgba.chunks_exact(width).flat_map(|row| {
        let sample = |pixel: &[u8; 4]| pixel.get(..bytes).unwrap_or_default().repeat(times);
        let row: Vec<u8> = row.iter().flat_map(sample).collect();
        std::iter::repeat_n(row, times)
    });
    Ok(encode(wide, high, colour, rows)
        .expect("a vector takes every byte, and the rows are as many as promised"))
}

/// A PNG file of 8 bits a sample, row by row.
pub(super) fn encode(
    width: usize,
    height: usize,
    colour: ColorType,
    rows: impl Iterator<Item = Vec<u8>>,
) -> std::result::Result<Vec<u8>, EncodingError> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, width as u32, height as u32);
    encoder.set_color(colour);
    // Each pixel is drawn as a square, so most rows equal the row above.
    encoder.set_filter(png::Filter::Up);
    let mut writer = encoder.write_header()?;
    let mut stream = writer.stream_writer()?;
    for row in rows {
        stream.write_all(&row)?;
    }
    stream.finish()?;
    writer.finish()?;
    Ok(file)
}

/// Reads a PNG file that may hold anything; of an animation the first picture.
///
/// # Errors
/// [`Error::ImageFile`] if it is cut, damaged, of another format or of too many pixels.
pub fn read_png(bytes: &[u8]) -> Result<Pixels> {
    let refuse =
        |found: &str| Error::ImageFile { expected: "a whole PNG image".to_owned(), found: found.to_owned() };
    let damaged = |error: png::DecodingError| refuse(&format!("one that is cut or damaged ({error})"));
    let limits = Limits { bytes: MAX_BYTES };
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), limits);
    decoder.set_transformations(Transformations::normalize_to_color8() | Transformations::ALPHA);
    let too_many = || refuse("one of too many pixels");
    let header = decoder.read_header_info().map_err(damaged)?;
    if u64::from(header.width).saturating_mul(header.height.into()) > MAX_PIXELS {
        return Err(too_many());
    }
    let mut reader = decoder.read_info().map_err(damaged)?;
    let info = reader.info();
    // No room for what a file so short cannot hold.
    if info.raw_bytes() > bytes.len().saturating_mul(MOST_PACKED) {
        return Err(refuse("one that is cut or damaged (too short for its size)"));
    }
    // The decoder would panic.
    if info.palette.as_ref().is_some_and(|colours| !colours.len().is_multiple_of(3)) {
        return Err(refuse("one that is cut or damaged (a palette of no whole colours)"));
    }
    let mut samples = vec![0; reader.output_buffer_size().ok_or_else(too_many)?];
    let frame = reader.next_frame(&mut samples).map_err(damaged)?;
    samples.truncate(frame.buffer_size());
    let rgba = match frame.color_type {
        ColorType::GrayscaleAlpha => {
            samples.as_chunks().0.iter().flat_map(|&[grey, alpha]| [grey, grey, grey, alpha]).collect()
        }
        _ => samples,
    };
    Pixels::new(rgba, frame.width as usize)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_written_is_read_again_to_the_bit_at_every_size() {
        let pixel = |i: u8| [i, i.wrapping_mul(31), 255, 255 - i];
        let colours = Pixels::new((0..60).flat_map(pixel).collect(), 10).unwrap();
        let greys = Pixels::new((0..60).flat_map(|i: u8| [4 * i, 4 * i, 4 * i, 255]).collect(), 10).unwrap();
        for pixels in [colours, greys] {
            assert_eq!(read_png(&write_png(&pixels, 1).unwrap()).unwrap(), pixels);
            let large = read_png(&write_png(&pixels, 3).unwrap()).unwrap();
            assert_eq!((large.width(), large.height()), (30, 18));
            for (i, found) in large.rgba().chunks_exact(4).enumerate() {
                assert_eq!(found, &pixels.rgba()[4 * (i / 30 / 3 * 10 + i % 30 / 3)..][..4], "pixel {i}");
            }
        }
    }

    #[test]
    fn palettes_and_sixteen_bits_are_read_as_colours() {
        let file = |colour, depth, palette: Option<&[u8]>, samples: &[u8]| {
            let mut file = Vec::new();
            let mut encoder = Encoder::new(&mut file, 2, 1);
            encoder.set_color(colour);
            encoder.set_depth(depth);
            if let Some(palette) = palette {
                encoder.set_palette(palette.to_vec());
            }
            encoder.write_header().unwrap().write_image_data(samples).unwrap();
            file
        };
        let palette = file(ColorType::Indexed, png::BitDepth::One, Some(&[1, 2, 3, 4, 5, 6]), &[0b0100_0000]);
        assert_eq!(read_png(&palette).unwrap().rgba(), [1, 2, 3, 255, 4, 5, 6, 255]);
        let deep = file(ColorType::Grayscale, png::BitDepth::Sixteen, None, &[9, 0, 200, 0]);
        assert_eq!(read_png(&deep).unwrap().rgba(), [9, 9, 9, 255, 200, 200, 200, 255]);
    }

    #[test]
    fn what_cannot_be_written_is_refused() {
        let pixels = Pixels::new(vec![0; 4], 1).unwrap();
        for times in [0, MAX_SIDE + 1, usize::MAX] {
            assert!(
                write_png(&pixels, times).unwrap_err().to_string().contains("1 to 32767"),
                "{times} times"
            );
        }
    }

    fn greys() -> Vec<u8> {
        let pixels = Pixels::new((0..=255).flat_map(|i| [i, i, i, 255]).collect(), 16).unwrap();
        write_png(&pixels, 1).unwrap()
    }

    #[test]
    fn a_file_cut_before_its_pixels_end_is_refused() {
        let file = greys();
        for length in 0..file.len() / 2 {
            let refusal = read_png(&file[..length]).unwrap_err().to_string();
            assert!(
                refusal.contains("expected a whole PNG image, found one that is cut or damaged"),
                "{refusal}"
            );
        }
    }

    #[test]
    fn what_would_harm_the_decoder_is_refused_by_name() {
        for (name, reason) in [
            ("promises-a-large-picture", "too short for its size"),
            ("with-a-palette-of-no-whole-colours", "a palette of no whole colours"),
        ] {
            let file = std::fs::read(format!("tests/fixtures/found/png-{name}")).unwrap();
            let refusal = read_png(&file).unwrap_err().to_string();
            assert!(refusal.contains(reason), "{name}: {refusal}");
        }
    }

    #[test]
    fn a_file_that_declares_too_many_pixels_is_refused_before_they_take_memory() {
        let mut file = Vec::new();
        let encoder = Encoder::new(&mut file, 50_000, 50_000);
        drop(encoder.write_header().unwrap());
        assert!(read_png(&file).unwrap_err().to_string().contains("too many pixels"));
    }

    proptest! {
        /// A file that is changed anywhere is read or refused.
        #[test]
        fn any_damage_gets_an_answer(at: proptest::sample::Index, byte: u8) {
            let mut file = greys();
            let at = at.index(file.len());
            file[at] = byte;
            if let Ok(pixels) = read_png(&file) {
                prop_assert!((pixels.width() * pixels.height()) as u64 <= MAX_PIXELS);
            }
        }
    }
}
