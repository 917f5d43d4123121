//! How a file is refused: what was expected, what was found.

use crate::error::{Error, Result};

/// What to do with a file that cannot be used.
const REMEDY: &str = "its training ran away, or the file is damaged; take another";

/// An [`Error::ModelFile`].
pub(crate) fn refuse(expected: &str, found: &str) -> Error {
    Error::ModelFile { expected: expected.to_owned(), found: found.to_owned() }
}

/// Refuses the first of the values, one for each unit, that is not `good`.
pub(crate) fn check_each(
    expected: &str,
    values: impl Iterator<Item = f32>,
    good: impl Fn(f32) -> bool,
) -> Result<()> {
    match values.enumerate().find(|&(_, value)| !good(value)) {
        None => Ok(()),
        Some((unit, value)) => Err(refuse(expected, &format!("{value:e} in unit {unit}: {REMEDY}"))),
    }
}
