//! The one error type of the crate.
//!
//! Every message says what was being read or set, what was expected and what was found.
//! Programs and the worker print it as it is.

/// What can go wrong with data, settings or files that come from outside.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Error {
    /// An IDX file that is not what its header or its reader promises.
    #[error("IDX file, byte {offset}: expected {expected}, found {found}")]
    Idx {
        /// Offset in bytes from the start of the (decompressed) file.
        offset: usize,
        /// What should stand there.
        expected: String,
        /// What stands there.
        found: String,
    },
    /// A file of a data set that is missing or not what it should be.
    #[error("{path}: {problem}")]
    DataFile {
        /// The file.
        path: String,
        /// What is wrong with it, and what to do.
        problem: String,
    },
    /// A file that cannot be written.
    #[error("cannot write {path}: {problem}")]
    Write {
        /// The file.
        path: String,
        /// What the system says.
        problem: String,
    },
    /// A number outside its range, or not a number.
    #[error("{name} must lie between {min} and {max}, found {found}")]
    OutOfRange {
        /// Name of the setting, as flags and sliders spell it.
        name: String,
        /// Smallest value allowed.
        min: f64,
        /// Largest value allowed.
        max: f64,
        /// The value given.
        found: f64,
    },
    /// An array whose shape does not fit the network or its neighbour.
    #[error("{what}: expected {expected}, found {found}")]
    Shape {
        /// Which array.
        what: String,
        /// The shape that fits.
        expected: String,
        /// The shape given.
        found: String,
    },
    /// A model or checkpoint file that cannot be used.
    #[error("model file: expected {expected}, found {found}")]
    ModelFile {
        /// What the reader needs.
        expected: String,
        /// What the file holds.
        found: String,
    },
    /// An image file that cannot be opened.
    #[error("image file: expected {expected}, found {found}")]
    ImageFile {
        /// What can be opened.
        expected: String,
        /// What the file is.
        found: String,
    },
    /// Training that left the finite or the sensible range.
    #[error(
        "training diverged in epoch {epoch}, batch {batch}: {what}; lower the learning rates or raise the noise on x"
    )]
    Diverged {
        /// Epoch, counted from 1.
        epoch: usize,
        /// Mini-batch, counted from 1.
        batch: usize,
        /// Which quantity, and its value.
        what: String,
    },
}

/// Shorthand for results of this crate.
pub type Result<T> = std::result::Result<T, Error>;
