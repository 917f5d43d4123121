//! IDX files of unsigned bytes: MNIST's format, plain or gzipped.
//!
//! A file is a big-endian header (`00 00 08 d`, then one 32-bit size for each of `d` dimensions) and the
//! bytes, the last dimension fastest. Images have three dimensions, labels one.
//! Source: Y. LeCun, C. Cortes, C. J. C. Burges, "The MNIST database of handwritten digits".

use crate::error::{Error, Result};
use flate2::read::MultiGzDecoder;
use ndarray::{Array2, ArrayView2};
use std::io::Read;

/// First bytes of a gzip stream (RFC 1952).
const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];
/// First bytes of a file of images: unsigned bytes in three dimensions.
const IMAGES_MAGIC: [u8; 4] = [0, 0, 8, 3];
/// First bytes of a file of labels: unsigned bytes in one dimension.
const LABELS_MAGIC: [u8; 4] = [0, 0, 8, 1];
/// Largest label: the classes are the ten digits.
const MAX_LABEL: u8 = 9;
/// Most bytes after a header, five times MNIST's training images. As `f32` they take 1 GiB, which the
/// address space of WebAssembly still holds.
pub const MAX_BYTES: u64 = 1 << 28;

/// The images of one file.
#[derive(Debug, Clone, PartialEq)]
pub struct IdxImages {
    /// Height of an image, in pixels.
    pub rows: usize,
    /// Width of an image, in pixels.
    pub columns: usize,
    /// One image a row, `(n, rows · columns)`, in \[0,1\]; n is at least 1.
    pub pixels: Array2<f32>,
}

/// Reads a file of images, plain or gzipped (told apart by the first two bytes).
///
/// # Errors
/// [`Error::Idx`] with the offset in the decompressed file: another magic number, no images, sizes whose
/// product is above [`MAX_BYTES`], too few bytes or too many, a broken gzip stream.
pub fn read_images(bytes: &[u8]) -> Result<IdxImages> {
    let mut file = Source::open(bytes);
    file.magic(IMAGES_MAGIC, "images")?;
    let n = file.size("images")?;
    let rows = file.size("pixel rows")?;
    let columns = file.size("pixel columns")?;
    let total = [n, rows, columns].iter().try_fold(1_u64, |product, &size| product.checked_mul(size.into()));
    let shape = format!("{n} images of {rows}×{columns} pixels");
    let bytes = file.body(total, &shape)?;
    file.end(&shape)?;

    let mut pixels: Vec<f32> = Vec::new();
    pixels
        .try_reserve_exact(bytes.len())
        .map_err(|_| file.error(format!("{shape} that fit into memory"), "too many".into()))?;
    pixels.extend(bytes.iter().map(|&byte| f32::from(byte) / 255.0));
    let (rows, columns) = (rows as usize, columns as usize);
    let pixels =
        Array2::from_shape_vec((n as usize, rows * columns), pixels).expect("as many bytes as promised");
    Ok(IdxImages { rows, columns, pixels })
}

/// Reads a file of labels, plain or gzipped: `(n)` digits from 0 to 9, n at least 1.
///
/// # Errors
/// [`Error::Idx`] as [`read_images`], and for a label above 9.
pub fn read_labels(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut file = Source::open(bytes);
    file.magic(LABELS_MAGIC, "labels")?;
    let n = file.size("labels")?;
    let shape = format!("{n} labels");
    let start = file.offset;
    let labels = file.body(Some(n.into()), &shape)?;
    file.end(&shape)?;
    match labels.iter().position(|&label| label > MAX_LABEL) {
        None => Ok(labels),
        Some(i) => Err(Error::Idx {
            offset: start + i,
            expected: format!("a digit from 0 to {MAX_LABEL}"),
            found: labels[i].to_string(),
        }),
    }
}

/// A plain IDX file of `images` `(n, rows · columns)`; values are clipped to \[0,1\] and rounded to 1/255.
///
/// # Panics
/// If a row of `images` does not hold `rows · columns` pixels, or a size does not fit into 32 bits.
pub fn write_images(images: ArrayView2<f32>, rows: usize, columns: usize) -> Vec<u8> {
    assert_eq!(images.ncols(), rows * columns, "an image has rows · columns pixels");
    let mut file = Vec::with_capacity(16 + images.len());
    file.extend(IMAGES_MAGIC);
    for size in [images.nrows(), rows, columns] {
        file.extend(u32::try_from(size).expect("sizes have 32 bits").to_be_bytes());
    }
    // `as` saturates, and turns NaN into 0.
    file.extend(images.iter().map(|&value| (value * 255.0).round() as u8));
    file
}

/// A plain IDX file of `labels`.
///
/// # Panics
/// If their number does not fit into 32 bits.
pub fn write_labels(labels: &[u8]) -> Vec<u8> {
    let size = u32::try_from(labels.len()).expect("sizes have 32 bits");
    [&LABELS_MAGIC[..], &size.to_be_bytes(), labels].concat()
}

/// The decompressed file and the place in it.
struct Source<'a> {
    reader: Box<dyn Read + 'a>,
    /// Bytes read so far.
    offset: usize,
}

impl<'a> Source<'a> {
    fn open(bytes: &'a [u8]) -> Self {
        let reader: Box<dyn Read> = if bytes.starts_with(&GZIP_MAGIC) {
            Box::new(MultiGzDecoder::new(bytes))
        } else {
            Box::new(bytes)
        };
        Self { reader, offset: 0 }
    }

    /// An error at the present offset.
    fn error(&self, expected: String, found: String) -> Error {
        Error::Idx { offset: self.offset, expected, found }
    }

    /// Reads up to `count` bytes and moves on; memory grows with what is there, not with what is promised.
    fn read(&mut self, count: u64, what: &str) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let outcome = self.reader.by_ref().take(count).read_to_end(&mut bytes);
        self.offset += bytes.len();
        outcome.map_err(|error| self.error(what.to_owned(), format!("a broken gzip stream ({error})")))?;
        Ok(bytes)
    }

    /// Reads exactly `count` bytes.
    fn read_exactly(&mut self, count: u64, what: &str) -> Result<Vec<u8>> {
        let bytes = self.read(count, what)?;
        if bytes.len() as u64 == count {
            return Ok(bytes);
        }
        let found = format!("the end of the file after {} of {count} bytes", bytes.len());
        Err(self.error(what.to_owned(), found))
    }

    fn word(&mut self, what: &str) -> Result<[u8; 4]> {
        let bytes = self.read_exactly(4, what)?;
        Ok(bytes.try_into().expect("four bytes"))
    }

    fn magic(&mut self, magic: [u8; 4], what: &str) -> Result<()> {
        let hex = |[a, b, c, d]: [u8; 4]| format!("{a:02x} {b:02x} {c:02x} {d:02x}");
        let expected = format!("{} (an IDX file of {what})", hex(magic));
        let found = self.word(&expected)?;
        if found == magic {
            return Ok(());
        }
        let kind = match found {
            IMAGES_MAGIC => " (images)",
            LABELS_MAGIC => " (labels)",
            _ => "",
        };
        Err(Error::Idx { offset: 0, expected, found: format!("{}{kind}", hex(found)) })
    }

    /// A size of the header, at least 1.
    fn size(&mut self, what: &str) -> Result<u32> {
        let offset = self.offset;
        match u32::from_be_bytes(self.word(&format!("the number of {what}"))?) {
            0 => {
                Err(Error::Idx { offset, expected: format!("a number of {what} above 0"), found: "0".into() })
            }
            size => Ok(size),
        }
    }

    /// The `total` bytes after the header; `None` is a product beyond 64 bits.
    fn body(&mut self, total: Option<u64>, shape: &str) -> Result<Vec<u8>> {
        match total {
            Some(total) if total <= MAX_BYTES => self.read_exactly(total, shape),
            _ => Err(Error::Idx {
                offset: 4,
                expected: format!("sizes whose product is at most {MAX_BYTES}"),
                found: shape.to_owned(),
            }),
        }
    }

    /// Nothing may follow. Reading to the end also makes gzip check its sum.
    fn end(&mut self, shape: &str) -> Result<()> {
        let offset = self.offset;
        let expected = format!("the end of the file after {shape}");
        if self.read(1, &expected)?.is_empty() {
            return Ok(());
        }
        Err(Error::Idx { offset, expected, found: "more bytes".into() })
    }
}
