//! What kind of image a file is and how large, from its start: a refusal before anything is decoded.

// What comes from outside is refused with an error, never with a panic or a trap.
#![cfg_attr(
    not(test),
    deny(
        clippy::indexing_slicing,
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::arithmetic_side_effects
    )
)]

use crate::error::{Error, Result};
use imagesize::ImageType;

/// Largest image file accepted, in bytes.
pub const MAX_FILE_BYTES: f64 = 32.0 * 1024.0 * 1024.0;
/// Most pixels of an image accepted.
pub const MAX_PIXELS: u64 = 40_000_000;
/// Bytes by which every kind of image is told; also the least that a whole one has.
const KIND_BYTES: usize = 12;

/// What the header says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImageHeader {
    /// "PNG", "JPEG", "GIF", "WebP" or "BMP".
    pub format: &'static str,
    /// Width in pixels, not 0.
    pub width: u32,
    /// Height in pixels, not 0.
    pub height: u32,
}

/// Reads the header of a file of `file_bytes` bytes that begins with `start`; none where more of the file must be seen,
/// since a camera's metadata may fill megabytes before the size.
///
/// # Errors
/// [`Error::ImageFile`] for a file over [`MAX_FILE_BYTES`], of more than [`MAX_PIXELS`] or no pixels, of another
/// kind (SVG among them), or cut before its size.
pub fn read_header(start: &[u8], file_bytes: f64) -> Result<Option<ImageHeader>> {
    if file_bytes.is_nan() || file_bytes > MAX_FILE_BYTES {
        let mebibytes = |bytes: f64| format!("{:.0} MB", bytes / (1024.0 * 1024.0));
        return Err(refuse(&format!("at most {}", mebibytes(MAX_FILE_BYTES)), &mebibytes(file_bytes)));
    }
    let more = (start.len() as f64) < file_bytes;
    if more && start.len() < KIND_BYTES {
        return Ok(None);
    }
    let kind = imagesize::image_type(start).ok();
    let format = match kind {
        Some(ImageType::Png) => "PNG",
        Some(ImageType::Jpeg) => "JPEG",
        Some(ImageType::Gif) => "GIF",
        Some(ImageType::Webp) => "WebP",
        Some(ImageType::Bmp) => "BMP",
        _ => return Err(refuse("a PNG, JPEG, WebP, GIF or BMP image", kind_of(start, kind))),
    };
    let Ok(size) = imagesize::blob_size(start) else {
        if more {
            return Ok(None);
        }
        let expected = format!("a {format} image whose width and height can be read");
        return Err(refuse(&expected, "a file that ends, or is damaged, before them"));
    };
    let [width, height] = [size.width, size.height].map(|side| u32::try_from(side).unwrap_or(u32::MAX));
    // The height of a BMP is negative where rows run from the top.
    let height = if format == "BMP" { height.cast_signed().unsigned_abs() } else { height };
    let pixels = u64::from(width).saturating_mul(height.into());
    if pixels == 0 || pixels > MAX_PIXELS {
        let found = format!("{width}×{height}, {:.1} megapixels", pixels as f64 / 1e6);
        return Err(refuse(&format!("an image of 1 pixel to {} megapixels", MAX_PIXELS / 1_000_000), &found));
    }
    Ok(Some(ImageHeader { format, width, height }))
}

fn refuse(expected: &str, found: &str) -> Error {
    Error::ImageFile { expected: expected.to_owned(), found: found.to_owned() }
}

/// Names files that people try and that cannot be opened.
fn kind_of(start: &[u8], kind: Option<ImageType>) -> &'static str {
    let text = String::from_utf8_lossy(start.get(..1000).unwrap_or(start)).to_lowercase();
    let text = text.trim_start_matches('\u{feff}').trim_start();
    match kind {
        Some(ImageType::Heif(_)) => return "a HEIF, AVIF or video file: save it as JPEG or PNG",
        Some(ImageType::Tiff) => return "a TIFF image: save it as PNG",
        _ => {}
    }
    if start.is_empty() {
        "an empty file"
    } else if text.starts_with("<svg") || (text.starts_with('<') && text.contains("<svg")) {
        "an SVG drawing, which is a program for shapes and has no pixels: export it as PNG"
    } else if start.starts_with(b"%PDF") {
        "a PDF document: export the page as PNG"
    } else if start.starts_with(b"PK\x03\x04") {
        "a ZIP archive: unpack it and open what is in it"
    } else if start.starts_with(b"\x1f\x8b") {
        "a gzipped file that holds no digits in IDX format: unpack it and open what is in it"
    } else {
        "another kind of file"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The header of a file that holds these bytes and no more.
    fn read(file: &[u8]) -> Result<Option<ImageHeader>> {
        read_header(file, file.len() as f64)
    }

    fn header(file: &[u8]) -> ImageHeader {
        read(file).unwrap().unwrap()
    }

    fn refusal(file: &[u8]) -> String {
        read(file).unwrap_err().to_string()
    }

    fn png(width: u32, height: u32) -> Vec<u8> {
        [b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR", &width.to_be_bytes()[..], &height.to_be_bytes()].concat()
    }

    /// A JPEG of 300×200 with `segments` times 64 kB of metadata before its size; the metadata look like other sizes.
    fn jpeg(segments: usize) -> Vec<u8> {
        let told = [b"\xff\xe1\xff\xff", &[0xc0, 0xff].repeat(0xfffd / 2)[..], b"\0"].concat();
        let size = b"\xff\xc2\0\x11\x08\0\xc8\x01\x2c\x03\x01\x11\0\x02\x11\x01\x03\x11\x01";
        [b"\xff\xd8", &told.repeat(segments)[..], size].concat()
    }

    #[test]
    fn every_format_tells_its_size() {
        let size = |format| ImageHeader { format, width: 300, height: 200 };
        assert_eq!(header(&png(300, 200)), size("PNG"));
        assert_eq!(header(b"GIF89a\x2c\x01\xc8\0rest"), size("GIF"));
        assert_eq!(header(&jpeg(1)), size("JPEG"));
        let riff = |chunk: &[u8]| [b"RIFF....WEBP", chunk].concat();
        assert_eq!(header(&riff(b"VP8 ....\0\0\0\x9d\x01\x2a\x2c\x01\xc8\0")), size("WebP"));
        let bits = 299_u32 | 199 << 14;
        assert_eq!(header(&riff(&[b"VP8L....\x2f", &bits.to_le_bytes()[..]].concat())), size("WebP"));
        assert_eq!(header(&riff(b"VP8X....\0\0\0\0\x2b\x01\0\xc7\0\0")), size("WebP"));
        for height in [200_i32, -200] {
            let sizes = [&40_u32.to_le_bytes()[..], &300_i32.to_le_bytes(), &height.to_le_bytes()].concat();
            assert_eq!(header(&[b"BM............", &sizes[..]].concat()), size("BMP"));
        }
    }

    #[test]
    fn a_size_behind_megabytes_of_metadata_is_found_once_that_much_is_seen() {
        let file = jpeg(40);
        assert!(file.len() > 2_500_000);
        let seen = |bytes: usize| read_header(&file[..bytes], file.len() as f64);
        for bytes in [0, 2, 11, 12, 65_536, 1 << 20, file.len() - 19] {
            assert_eq!(seen(bytes), Ok(None), "{bytes} bytes");
        }
        assert_eq!(seen(file.len()).unwrap().unwrap().width, 300);
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
            (b"\0\0\0\x18ftypheic\0\0\0\0heicmif1", "HEIF"),
            (b"\0\0\0\x18ftypisom\0\0\0\0", "video file"),
            (b"%PDF-1.4", "PDF"),
            (b"II*\0........", "TIFF"),
            (b"PK\x03\x04........", "ZIP"),
            (b"\x1f\x8b\x08.........", "gzipped"),
            (b"", "empty"),
            (b"hello", "another kind"),
        ] {
            assert!(refusal(start).contains(name), "{}", refusal(start));
        }
    }

    #[test]
    fn headers_cut_anywhere_are_refused() {
        for whole in [
            &png(300, 200)[..],
            &jpeg(0)[..11],
            b"GIF89a\x2c\x01\xc8\0..",
            b"RIFF....WEBPVP8X....\0\0\0\0\x2b\x01\0\xc7\0\0",
        ] {
            for length in 0..whole.len() - 2 {
                assert!(read(&whole[..length]).is_err(), "{length} bytes");
            }
        }
        assert!(refusal(&png(300, 200)[..20]).contains("a PNG image whose width and height can be read"));
        assert!(refusal(b"\xff\xd8\xff\xda\0\x04........").contains("ends, or is damaged, before them"));
    }

    proptest! {
        /// Whatever a file holds, the answer comes, and no size above the bounds with it.
        #[test]
        fn any_bytes_get_an_answer(kind in 0..6_usize, rest: Vec<u8>) {
            let kinds = [&b"\xff\xd8\xff"[..], b"\x89PNG", b"GIF8", b"BM", b"RIFF....WEBPVP8", b"\0\0\0\x18ftyp"];
            let file = [kinds[kind], &rest].concat();
            if let Ok(Some(ImageHeader { width, height, .. })) = read(&file) {
                prop_assert!((1..=MAX_PIXELS).contains(&(u64::from(width) * u64::from(height))));
            }
        }
    }
}
