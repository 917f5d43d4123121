//! MNIST's four files in a folder (native programs and tests only).

use crate::data::idx;
use crate::error::{Error, Result};
use crate::params::{IMAGE_PIXELS, IMAGE_SIDE};
use ndarray::Array2;
use std::path::{Path, PathBuf};

/// Names the folder of MNIST's files.
pub const DIR_VARIABLE: &str = "MNIST_DIR";
/// Where `./build.sh mnist` puts the files, from the root of the repository.
pub const DEFAULT_DIR: &str = "data/mnist";

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

/// [`find_dir`] for tests: where there is no folder, says on standard error that `test` was skipped.
pub fn find_dir_for_test(test: &str) -> Option<PathBuf> {
    let dir = find_dir();
    if dir.is_none() {
        eprintln!("{test}: SKIPPED, needs MNIST (set {DIR_VARIABLE} or run ./build.sh mnist)");
    }
    dir
}

/// The images of one split, `(n, 784)` in \[0,1\], in the order of the file.
///
/// # Errors
/// [`Error::DataFile`] with the file's name: missing, unreadable, not a file of 28×28 images.
pub fn load_images(dir: &Path, split: Split) -> Result<Array2<f32>> {
    let (path, bytes) = read(dir, &format!("{}-images-idx3-ubyte", split.stem()))?;
    let images = idx::read_images(&bytes).map_err(|error| data_file(&path, &error))?;
    if (images.rows, images.columns) == (IMAGE_SIDE, IMAGE_SIDE) {
        debug_assert_eq!(images.pixels.ncols(), IMAGE_PIXELS);
        return Ok(images.pixels);
    }
    let problem = format!("expected images of 28×28 pixels, found {}×{}", images.rows, images.columns);
    Err(data_file(&path, &problem))
}

/// The labels of one split, `(n)` digits from 0 to 9, in the order of the file.
///
/// # Errors
/// [`Error::DataFile`] with the file's name: missing, unreadable, not a file of labels.
pub fn load_labels(dir: &Path, split: Split) -> Result<Vec<u8>> {
    let (path, bytes) = read(dir, &format!("{}-labels-idx1-ubyte", split.stem()))?;
    idx::read_labels(&bytes).map_err(|error| data_file(&path, &error))
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
