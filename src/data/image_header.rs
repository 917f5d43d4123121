//! What kind of image a file is and how large, from its first bytes: a refusal before anything is decoded.

use crate::error::{Error, Result};

/// Largest image file accepted, in bytes.
pub const MAX_FILE_BYTES: f64 = 32.0 * 1024.0 * 1024.0;
/// Most pixels of an image accepted.
pub const MAX_PIXELS: u64 = 40_000_000;
/// Bytes from the start of a file that hold its header; in a JPEG it stands behind whatever its camera tells.
pub const HEADER_BYTES: usize = 1 << 20;

/// What the header says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImageHeader {
    /// "PNG", "JPEG", "GIF", "WebP" or "BMP".
    pub format: &'static str,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

/// Reads the header of a file of `file_bytes` bytes that begins with `start`.
///
/// # Errors
/// [`Error::ImageFile`] for a file over [`MAX_FILE_BYTES`], of more than [`MAX_PIXELS`] or no pixels, of another
/// kind (SVG among them), or cut within its header.
pub fn read_header(start: &[u8], file_bytes: f64) -> Result<ImageHeader> {
    if file_bytes.is_nan() || file_bytes > MAX_FILE_BYTES {
        let mebibytes = |bytes: f64| format!("{:.0} MB", bytes / (1024.0 * 1024.0));
        return Err(refuse(&format!("at most {}", mebibytes(MAX_FILE_BYTES)), &mebibytes(file_bytes)));
    }
    let bytes = Bytes(start);
    let (format, size) = if start.starts_with(b"\x89PNG\r\n\x1a\n") {
        ("PNG", bytes.big(16, 4).zip(bytes.big(20, 4)))
    } else if start.starts_with(b"\xff\xd8") {
        ("JPEG", jpeg_size(&bytes))
    } else if start.starts_with(b"GIF87a") || start.starts_with(b"GIF89a") {
        ("GIF", bytes.little(6, 2).zip(bytes.little(8, 2)))
    } else if start.starts_with(b"RIFF") && start.get(8..12) == Some(b"WEBP") {
        ("WebP", webp_size(&bytes))
    } else if start.starts_with(b"BM") {
        ("BMP", bmp_size(&bytes))
    } else {
        return Err(refuse("a PNG, JPEG, WebP, GIF or BMP image", kind_of(start)));
    };
    let (width, height) = size.ok_or_else(|| {
        refuse(&format!("a whole {format} header"), "a file cut or damaged before its size")
    })?;
    let pixels = u64::from(width) * u64::from(height);
    if pixels == 0 || pixels > MAX_PIXELS {
        let found = format!("{width}×{height}, {:.1} megapixels", pixels as f64 / 1e6);
        return Err(refuse(&format!("an image of 1 pixel to {} megapixels", MAX_PIXELS / 1_000_000), &found));
    }
    Ok(ImageHeader { format, width, height })
}

fn refuse(expected: &str, found: &str) -> Error {
    Error::ImageFile { expected: expected.to_owned(), found: found.to_owned() }
}

/// Names files that people try and that cannot be opened.
fn kind_of(start: &[u8]) -> &'static str {
    let text = String::from_utf8_lossy(&start[..start.len().min(1000)]).to_lowercase();
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if start.is_empty() {
        "an empty file"
    } else if text.starts_with("<svg") || (text.starts_with('<') && text.contains("<svg")) {
        "an SVG drawing, which is a program for shapes and has no pixels: export it as PNG"
    } else if start.get(4..8) == Some(b"ftyp") {
        "a HEIF, AVIF or video file: save it as JPEG or PNG"
    } else if start.starts_with(b"%PDF") {
        "a PDF document: export the page as PNG"
    } else if start.starts_with(b"II*\0") || start.starts_with(b"MM\0*") {
        "a TIFF image: save it as PNG"
    } else {
        "another kind of file"
    }
}

/// Numbers at places that may lie beyond the end.
struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn big(&self, at: usize, count: usize) -> Option<u32> {
        Some(
            self.0
                .get(at..at.checked_add(count)?)?
                .iter()
                .fold(0, |value, &byte| value << 8 | u32::from(byte)),
        )
    }

    fn little(&self, at: usize, count: usize) -> Option<u32> {
        Some(
            self.0
                .get(at..at.checked_add(count)?)?
                .iter()
                .rev()
                .fold(0, |value, &byte| value << 8 | u32::from(byte)),
        )
    }
}

/// The size stands in the start-of-frame segment, behind any number of others.
fn jpeg_size(bytes: &Bytes) -> Option<(u32, u32)> {
    let mut at = 2;
    loop {
        if bytes.big(at, 1)? != 0xff {
            return None;
        }
        match bytes.big(at + 1, 1)? {
            // Fill bytes, and markers without a segment.
            0xff => at += 1,
            0x01 | 0xd0..=0xd8 => at += 2,
            // Start of frame; 0xc4, 0xc8 and 0xcc are tables.
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                return bytes.big(at + 7, 2).zip(bytes.big(at + 5, 2));
            }
            // The picture itself, or its end.
            0xd9 | 0xda => return None,
            _ => at += 2 + (bytes.big(at + 2, 2)? as usize).max(2),
        }
    }
}

/// Lossy, lossless and extended files have their size in other places.
fn webp_size(bytes: &Bytes) -> Option<(u32, u32)> {
    match bytes.0.get(12..16)? {
        b"VP8 " => Some((bytes.little(26, 2)? & 0x3fff, bytes.little(28, 2)? & 0x3fff)),
        b"VP8L" => {
            let bits = bytes.little(21, 4)?;
            Some(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1))
        }
        b"VP8X" => Some((bytes.little(24, 3)? + 1, bytes.little(27, 3)? + 1)),
        _ => None,
    }
}

/// The height is negative where rows run from the top.
fn bmp_size(bytes: &Bytes) -> Option<(u32, u32)> {
    if bytes.little(14, 4)? == 12 {
        return bytes.little(18, 2).zip(bytes.little(20, 2));
    }
    let side = |at| Some((bytes.little(at, 4)? as i32).unsigned_abs());
    side(18).zip(side(22))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(start: &[u8]) -> ImageHeader {
        read_header(start, start.len() as f64).unwrap()
    }

    fn refusal(start: &[u8]) -> String {
        read_header(start, start.len() as f64).unwrap_err().to_string()
    }

    fn png(width: u32, height: u32) -> Vec<u8> {
        [b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR", &width.to_be_bytes()[..], &height.to_be_bytes()].concat()
    }

    #[test]
    fn every_format_tells_its_size() {
        let size = |format, width, height| ImageHeader { format, width, height };
        assert_eq!(header(&png(300, 200)), size("PNG", 300, 200));
        assert_eq!(header(b"GIF89a\x2c\x01\xc8\0rest"), size("GIF", 300, 200));
        // A camera's segment with a start of frame of its own inside, fill bytes, a restart, then the real one.
        let jpeg = b"\xff\xd8\xff\xe1\0\x0b\xff\xc0\0\x11\x08\0\x01\0\x01\xff\xff\xd0\xff\xc2\0\x11\x08\0\xc8\x01\x2c";
        assert_eq!(header(jpeg), size("JPEG", 300, 200));
        let riff = |chunk: &[u8]| [b"RIFF....WEBP", chunk].concat();
        assert_eq!(header(&riff(b"VP8 ....\0\0\0\x9d\x01\x2a\x2c\x01\xc8\0")), size("WebP", 300, 200));
        let bits = 299_u32 | 199 << 14;
        assert_eq!(
            header(&riff(&[b"VP8L....\x2f", &bits.to_le_bytes()[..]].concat())),
            size("WebP", 300, 200)
        );
        assert_eq!(header(&riff(b"VP8X....\0\0\0\0\x2b\x01\0\xc7\0\0")), size("WebP", 300, 200));
        let bmp = |rest: &[u8]| [b"BM............", rest].concat();
        let rows_from_top =
            [&40_u32.to_le_bytes()[..], &300_i32.to_le_bytes(), &(-200_i32).to_le_bytes()].concat();
        assert_eq!(header(&bmp(&rows_from_top)), size("BMP", 300, 200));
        assert_eq!(header(&bmp(b"\x0c\0\0\0\x2c\x01\xc8\0")), size("BMP", 300, 200));
    }

    #[test]
    fn what_is_too_large_is_refused_before_it_is_decoded() {
        assert!(refusal(&png(10_000, 5_000)).contains("40 megapixels, found 10000×5000, 50.0 megapixels"));
        assert!(refusal(&png(u32::MAX, u32::MAX)).contains("megapixels"));
        assert!(refusal(&png(0, 5)).contains("1 pixel"));
        assert_eq!(header(&png(8_000, 5_000)).width, 8_000);
        let two_gigabytes = read_header(&png(10, 10), 2.0 * 1024.0_f64.powi(3)).unwrap_err().to_string();
        assert_eq!(two_gigabytes, "image file: expected at most 32 MB, found 2048 MB");
        assert!(read_header(&png(10, 10), f64::NAN).is_err());
    }

    #[test]
    fn other_files_are_named() {
        for (start, name) in [
            (&b"\xef\xbb\xbf <?xml version=\"1.0\"?>\n<!-- a --><SVG xmlns=\"\">"[..], "SVG"),
            (b"<svg width='5'>", "SVG"),
            (b"\0\0\0\x18ftypheic", "HEIF"),
            (b"%PDF-1.4", "PDF"),
            (b"II*\0....", "TIFF"),
            (b"", "empty"),
            (b"hello", "another kind"),
        ] {
            assert!(refusal(start).contains(name), "{}", refusal(start));
        }
    }

    #[test]
    fn headers_cut_anywhere_are_refused() {
        let jpeg = b"\xff\xd8\xff\xe1\0\x04\0\0\xff\xc2\0\x11\x08\0\xc8\x01\x2c";
        for whole in [
            &png(300, 200)[..],
            jpeg,
            b"GIF89a\x2c\x01\xc8\0",
            b"RIFF....WEBPVP8X....\0\0\0\0\x2b\x01\0\xc7\0\0",
        ] {
            header(whole);
            for length in 0..whole.len() {
                assert!(read_header(&whole[..length], length as f64).is_err(), "{length} bytes");
            }
        }
        assert!(refusal(b"\xff\xd8\xff\xda\0\x04").contains("JPEG header"));
    }
}
