//! MNIST's four files in a folder (native programs and tests only).

use crate::data::digits::{self, Digits};
use crate::data::idx;
use crate::error::{Error, Result};
use ndarray::Array2;
use std::path::{Path, PathBuf};

/// Names the folder of MNIST's files.
pub const DIR_VARIABLE: &str = "MNIST_DIR";
/// Where `./build.sh mnist` puts the files, from the root of the repository.
pub const DEFAULT_DIR: &str = "data/mnist";

/// Last parts of the file names.
const IMAGES: &str = "-images-idx3-ubyte";
const LABELS: &str = "-labels-idx1-ubyte";

/// One of MNIST's two parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Split {
    /// 60,000 digits to learn from.
    Train,
    /// 10,000 digits by other writers.
    Test,
}

impl Split {
    /// First part of the file names.
    fn stem(self) -> &'static str {
        match self {
            Self::Train => "train",
            Self::Test => "t10k",
        }
    }
}

/// The folder to read: `MNIST_DIR` where it is set, else [`DEFAULT_DIR`] where it exists, else none.
pub fn find_dir() -> Option<PathBuf> {
    match std::env::var_os(DIR_VARIABLE) {
        Some(dir) if !dir.is_empty() => Some(dir.into()),
        _ => Some(PathBuf::from(DEFAULT_DIR)).filter(|dir| dir.is_dir()),
    }
}

/// Every name that one of the four files may have in the folder `dir`.
pub fn files(dir: &Path) -> Vec<PathBuf> {
    let parts = [Split::Train, Split::Test].map(Split::stem);
    let names = parts.iter().flat_map(|part| [IMAGES, LABELS].map(|kind| format!("{part}{kind}")));
    names.flat_map(|name| [dir.join(format!("{name}.gz")), dir.join(name)]).collect()
}

/// The images of one split, `(n, 784)` in \[0,1\], in the order of the file.
///
/// # Errors
/// [`Error::DataFile`] with the file's name: missing, unreadable, not a file of 28×28 images.
pub fn load_images(dir: &Path, split: Split) -> Result<Array2<f32>> {
    Ok(load_digits(dir, split, usize::MAX)?.pixels())
}

/// The first `most` digits of one split, 1 or more, with what should be known of the file.
///
/// # Errors
/// As [`load_images`].
pub fn load_digits(dir: &Path, split: Split, most: usize) -> Result<Digits> {
    let (path, bytes) = read(dir, &format!("{}{IMAGES}", split.stem()))?;
    digits::read(&bytes, most).map_err(|error| data_file(&path, &error))
}

/// The labels of one split, `(n)` digits from 0 to 9, in the order of the file.
///
/// # Errors
/// [`Error::DataFile`] with the file's name: missing, unreadable, not a file of labels.
pub fn load_labels(dir: &Path, split: Split) -> Result<Vec<u8>> {
    let (path, bytes) = read(dir, &format!("{}{LABELS}", split.stem()))?;
    let labels = idx::read_labels(&bytes, usize::MAX).map_err(|error| data_file(&path, &error))?;
    Ok(labels.values)
}

/// Path and bytes of `name`, gzipped or plain.
fn read(dir: &Path, name: &str) -> Result<(PathBuf, Vec<u8>)> {
    let gzipped = dir.join(format!("{name}.gz"));
    let plain = dir.join(name);
    let path = if plain.is_file() && !gzipped.is_file() { plain } else { gzipped };
    match std::fs::read(&path) {
        Ok(bytes) => Ok((path, bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Err(data_file(&path, &"no such file; get MNIST's four files with ./build.sh mnist"))
        }
        Err(error) => Err(data_file(&path, &error)),
    }
}

fn data_file(path: &Path, problem: &dyn std::fmt::Display) -> Error {
    Error::DataFile { path: path.display().to_string(), problem: problem.to_string() }
}
