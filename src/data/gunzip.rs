//! Gzip of one or several members, bounded: each member costs time, even one that holds nothing.

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

use flate2::bufread::GzDecoder;
use std::io::{BufRead, Error, Read, Result};

/// Most members of a file: blocked gzip (`bgzip`) has one for every 64 KB, which leaves room for 1 GB.
const MAX_MEMBERS: usize = 1 << 14;

/// Reads what the members of `reader` hold, one after the other.
pub(super) struct Gunzip<R> {
    /// The member at work; none once all are read.
    member: Option<GzDecoder<R>>,
    /// Members begun.
    members: usize,
}

impl<R: BufRead> Gunzip<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { member: Some(GzDecoder::new(reader)), members: 1 }
    }
}

impl<R: BufRead> Read for Gunzip<R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        while let Some(member) = &mut self.member {
            let count = member.read(buffer)?;
            if count > 0 || buffer.is_empty() {
                return Ok(count);
            }
            let Some(mut rest) = self.member.take().map(GzDecoder::into_inner) else { break };
            if rest.fill_buf()?.is_empty() {
                break;
            }
            if self.members == MAX_MEMBERS {
                return Err(Error::other(format!("more than {MAX_MEMBERS} parts")));
            }
            self.members = self.members.saturating_add(1);
            self.member = Some(GzDecoder::new(rest));
        }
        Ok(0)
    }
}
