//! IDX files of unsigned bytes: MNIST's format, plain or gzipped, once or twice.
//!
//! A file is a big-endian header (`00 00 08 d`, then one 32-bit size for each of `d` dimensions) and the
//! bytes, the last dimension fastest. Images have three dimensions, labels one.
//! Source: Y. LeCun, C. Cortes, C. J. C. Burges, "The MNIST database of handwritten digits".
//!
//! The header is read, and refused, before anything else is unpacked; of the rest only what is wanted.

// What comes from outside is refused with an error, never with a panic or a trap.
#![cfg_attr(
    not(test),
    deny(clippy::indexing_slicing, clippy::unwrap_used, clippy::panic, clippy::arithmetic_side_effects)
)]

use super::gunzip::Gunzip;
use crate::error::{Error, Result};
use crate::params::IMAGE_SIDE;
use crate::storage::foreign;
use ndarray::{Array2, ArrayView2};
use std::io::{BufReader, Cursor, Read};

/// First bytes of a gzip stream (RFC 1952).
pub(super) const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];
/// How many times over a file may be gzipped: some servers and people gzip a file that is gzipped already.
pub(super) const MOST_PACKED: usize = 2;
/// Bytes that are looked at to see what a file is.
const START: u64 = 64;
/// What to do with an array of NumPy.
const FROM_NUMPY: &str =
    "; write it as IDX first: these four bytes, its sizes as big-endian 32-bit numbers, its bytes";
/// First bytes of a file of images: unsigned bytes in three dimensions.
const IMAGES_MAGIC: [u8; 4] = [0, 0, 8, 3];
/// First bytes of a file of labels: unsigned bytes in one dimension.
const LABELS_MAGIC: [u8; 4] = [0, 0, 8, 1];
/// Largest label: the classes are the ten digits.
const MAX_LABEL: u8 = 9;
/// Most bytes that are read after a header, five times MNIST's training images. As `f32` they take 1 GiB, which the
/// address space of WebAssembly still holds.
pub const MAX_BYTES: u64 = 1 << 28;

/// The images of one file.
#[derive(Debug, Clone, PartialEq)]
pub struct IdxImages {
    /// Images that the file holds; at least 1.
    pub total: usize,
    /// Height of an image, in pixels.
    pub rows: usize,
    /// Width of an image, in pixels.
    pub columns: usize,
    /// Those that were read: one image a row, `(n, rows · columns)`, n at least 1.
    pub bytes: Array2<u8>,
    /// Whether the file was a gzip archive within another.
    pub unpacked_twice: bool,
}

impl IdxImages {
    /// `(n, rows · columns)`, in \[0,1\].
    pub fn pixels(&self) -> Array2<f32> {
        self.bytes.mapv(|byte| f32::from(byte) / 255.0)
    }
}

/// The labels of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdxLabels {
    /// Labels that the file holds; at least 1.
    pub total: usize,
    /// Those that were read: digits from 0 to 9.
    pub values: Vec<u8>,
}

/// Reads a file of images of any size, plain or gzipped (told apart by the first two bytes).
///
/// # Errors
/// [`Error::Idx`] with the offset in the decompressed file: another magic number, no images, sizes whose
/// product is above [`MAX_BYTES`], too few bytes or too many, a broken gzip stream.
pub fn read_images(bytes: &[u8]) -> Result<IdxImages> {
    read_sized(bytes, None, usize::MAX)
}

/// As [`read_images`], of 28×28 pixels, and not more than the first `most` images, 1 or more. Whether the rest of the file
/// is whole is not looked at.
///
/// # Errors
/// As [`read_images`], and for images of another size.
pub fn read_digit_images(bytes: &[u8], most: usize) -> Result<IdxImages> {
    read_sized(bytes, Some(IMAGE_SIDE), most)
}

fn read_sized(bytes: &[u8], side: Option<usize>, most: usize) -> Result<IdxImages> {
    let mut file = Source::open(bytes)?;
    file.magic(IMAGES_MAGIC, "images")?;
    let [total, rows, columns] =
        [file.size("images")?, file.size("pixel rows")?, file.size("pixel columns")?];
    if let Some(side) = side
        && [rows, columns] != [side; 2]
    {
        let expected = format!("images of {side}×{side} pixels");
        return Err(Error::Idx { offset: 8, expected, found: format!("{rows}×{columns}") });
    }
    let n = total.min(most);
    // Where one is beyond its type, so are the bytes beyond what is read.
    let pixels = rows.saturating_mul(columns);
    let count = (n as u64).saturating_mul(pixels as u64);
    let shape = format!("{n} images of {rows}×{columns} pixels");
    let bytes = file.body(count, &shape)?;
    if n == total {
        file.end(&shape)?;
    }
    let bytes = Array2::from_shape_vec((n, pixels), bytes).map_err(|e| file.error(shape, e.to_string()))?;
    Ok(IdxImages { total, rows, columns, bytes, unpacked_twice: file.unpacked == MOST_PACKED })
}

/// Reads a file of labels, plain or gzipped, and of that not more than the first `most`, 1 or more.
///
/// # Errors
/// [`Error::Idx`] as [`read_images`], and for a label above 9.
pub fn read_labels(bytes: &[u8], most: usize) -> Result<IdxLabels> {
    let mut file = Source::open(bytes)?;
    file.magic(LABELS_MAGIC, "labels")?;
    let total = file.size("labels")?;
    let n = total.min(most);
    let shape = format!("{n} labels");
    let start = file.offset;
    let values = file.body(n as u64, &shape)?;
    if n == total {
        file.end(&shape)?;
    }
    match (start..).zip(&values).find(|&(_, &label)| label > MAX_LABEL) {
        None => Ok(IdxLabels { total, values }),
        Some((offset, label)) => Err(Error::Idx {
            offset,
            expected: format!("a digit from 0 to {MAX_LABEL}"),
            found: label.to_string(),
        }),
    }
}

/// A plain IDX file of `images` `(n, rows · columns)`; values are clipped to \[0,1\] and rounded to 1/255.
///
/// # Panics
/// If a row of `images` does not hold `rows · columns` pixels, or a size does not fit into 32 bits.
pub fn write_images(images: ArrayView2<f32>, rows: usize, columns: usize) -> Vec<u8> {
    // `as` saturates, and turns NaN into 0.
    write_bytes(images.mapv(|value| (value * 255.0).round() as u8).view(), rows, columns)
}

/// A plain IDX file of `images` `(n, rows · columns)`, 0 to 255.
///
/// # Panics
/// If a row of `images` does not hold `rows · columns` pixels, or a size does not fit into 32 bits.
pub fn write_bytes(images: ArrayView2<u8>, rows: usize, columns: usize) -> Vec<u8> {
    assert_eq!(rows.checked_mul(columns), Some(images.ncols()), "an image has rows · columns pixels");
    let mut file = Vec::with_capacity(images.len().saturating_add(16));
    file.extend(IMAGES_MAGIC);
    for size in [images.nrows(), rows, columns] {
        file.extend(u32::try_from(size).expect("sizes have 32 bits").to_be_bytes());
    }
    file.extend(images);
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
    /// Gzip archives around the file, at most [`MOST_PACKED`].
    unpacked: usize,
    /// Its first bytes, to say what it is where it is no IDX file.
    start: Vec<u8>,
}

impl<'a> Source<'a> {
    /// Unpacks what is packed, and looks at how the file begins.
    fn open(bytes: &'a [u8]) -> Result<Self> {
        let mut file = Self { reader: Box::new(bytes), offset: 0, unpacked: 0, start: Vec::new() };
        loop {
            file.start = file.read(START, "an IDX file")?;
            file.offset = 0;
            let rest = std::mem::replace(&mut file.reader, Box::new(&[][..]));
            let whole = Cursor::new(file.start.clone()).chain(rest);
            if file.unpacked == MOST_PACKED || !file.start.starts_with(&GZIP_MAGIC) {
                file.reader = Box::new(whole);
                return Ok(file);
            }
            file.unpacked = file.unpacked.saturating_add(1);
            // A gzip bomb within a gzip bomb is stopped here.
            file.reader = Box::new(Gunzip::new(BufReader::new(whole.take(MAX_BYTES))));
        }
    }

    /// An error at the present offset.
    fn error(&self, expected: String, found: String) -> Error {
        Error::Idx { offset: self.offset, expected, found }
    }

    /// Reads up to `count` bytes and moves on; memory grows with what is there, not with what is promised.
    fn read(&mut self, count: u64, what: &str) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let outcome = self.reader.by_ref().take(count).read_to_end(&mut bytes);
        self.offset = self.offset.saturating_add(bytes.len());
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
        bytes.first_chunk().copied().ok_or_else(|| self.error(what.to_owned(), "fewer bytes".to_owned()))
    }

    fn magic(&mut self, magic: [u8; 4], what: &str) -> Result<()> {
        let hex = |[a, b, c, d]: [u8; 4]| format!("{a:02x} {b:02x} {c:02x} {d:02x}");
        let expected = format!("{} (an IDX file of {what})", hex(magic));
        let found = self.word(&expected)?;
        if found == magic {
            return Ok(());
        }
        let found = match foreign::kind(&self.start) {
            Some(kind) if foreign::is_numpy(kind) => format!("{kind}{FROM_NUMPY}"),
            Some(kind) => kind.to_owned(),
            None => hex(found),
        };
        Err(Error::Idx { offset: 0, expected, found })
    }

    /// A size of the header, at least 1.
    fn size(&mut self, what: &str) -> Result<usize> {
        let offset = self.offset;
        match u32::from_be_bytes(self.word(&format!("the number of {what}"))?) {
            0 => {
                Err(Error::Idx { offset, expected: format!("a number of {what} above 0"), found: "0".into() })
            }
            size => Ok(size as usize),
        }
    }

    /// The `total` bytes after the header.
    fn body(&mut self, total: u64, shape: &str) -> Result<Vec<u8>> {
        if total <= MAX_BYTES {
            return self.read_exactly(total, shape);
        }
        let expected = format!("sizes whose product is at most {MAX_BYTES}");
        Err(Error::Idx { offset: 4, expected, found: shape.to_owned() })
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
