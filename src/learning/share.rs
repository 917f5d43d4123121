//! Which part of a batch a worker does.

use crate::error::Result;
use crate::params::WORKERS;
use std::ops::Range;

/// Part `part` of `of` parts, as equal as whole numbers allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    part: usize,
    of: usize,
}

impl Share {
    /// All of it.
    pub const WHOLE: Self = Self { part: 0, of: 1 };

    /// Part `part`, counted from 0, of `of`.
    ///
    /// # Errors
    /// [`Error::OutOfRange`](crate::error::Error::OutOfRange) for more parts than [`WORKERS`] allows, none, or a part
    /// beyond the last.
    pub fn new(part: usize, of: usize) -> Result<Self> {
        let of = WORKERS.check(of as f64)? as usize;
        if part < of {
            return Ok(Self { part, of });
        }
        Err(crate::error::Error::OutOfRange {
            name: "part of the work".to_owned(),
            min: 0.0,
            max: (of - 1) as f64,
            found: part as f64,
        })
    }

    /// Its part of `n` things in a row. The parts follow one another, and together are all of them.
    pub fn range(self, n: usize) -> Range<usize> {
        n * self.part / self.of..n * (self.part + 1) / self.of
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_follow_one_another_and_cover_everything() {
        for n in [0, 1, 7, 100] {
            for of in 1..=8 {
                let parts: Vec<usize> =
                    (0..of).flat_map(|part| Share::new(part, of).unwrap().range(n)).collect();
                assert_eq!(parts, (0..n).collect::<Vec<_>>(), "{of} parts of {n}");
            }
        }
        assert!(Share::new(3, 3).unwrap_err().to_string().contains("between 0 and 2, found 3"));
        assert!(Share::new(0, 0).is_err() && Share::new(0, 9).is_err());
    }
}
