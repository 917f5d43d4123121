//! What a file is, told by its content: browsers and people change names.

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

use super::idx::{GZIP_MAGIC, MOST_PACKED};
use crate::storage::CardKind;
use crate::storage::tensor_file::{CARD, LENGTH_BYTES, MAX_HEADER};
use flate2::read::MultiGzDecoder;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::io::Read;

/// What the first bytes say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind", content = "count")]
pub enum FileKind {
    /// A safetensors file: a model, ours or not.
    Model,
    /// The mixture of a model.
    Mixture,
    /// The restorer of a model.
    Restorer,
    /// A training that is not over.
    Checkpoint,
    /// An IDX file, plain or gzipped, with this number of images.
    Images(u32),
    /// An IDX file, plain or gzipped, with this number of labels.
    Labels(u32),
    /// Anything else, pictures among it.
    Other,
}

/// The kind of a file of `file_bytes` bytes that begins with `start`; none where more of it must be seen.
pub fn file_kind(start: &[u8], file_bytes: f64) -> Option<FileKind> {
    let more = (start.len() as f64) < file_bytes;
    if more && start.len() < LEAST_SEEN {
        return None;
    }
    if let Some(kind) = idx_kind(start) {
        return Some(kind);
    }
    let Some((length, header)) = start.split_first_chunk::<LENGTH_BYTES>() else {
        return Some(FileKind::Other);
    };
    let length = u64::from_le_bytes(*length);
    // The header is a JSON object and must end within the file.
    if header.first() != Some(&b'{') || length as f64 > file_bytes {
        return Some(FileKind::Other);
    }
    match header.get(..usize::try_from(length).unwrap_or(usize::MAX)) {
        None if more && length <= MAX_HEADER => None,
        None => Some(FileKind::Model),
        Some(header) => Some(tensors_kind(header)),
    }
}

/// Bytes of a file that tell all but its safetensors header; gzip may put a name first.
const LEAST_SEEN: usize = 4096;
/// Bytes of an IDX file that tell its kind and how much it holds.
const IDX_BYTES: usize = 8;

/// Images have three dimensions, labels one; the number of either follows the magic number. The type of the values is
/// left to the reader.
fn idx_kind(start: &[u8]) -> Option<FileKind> {
    let mut head = start.get(..LEAST_SEEN).unwrap_or(start).to_vec();
    // A server or a browser may have gzipped a gzip file once more.
    for _ in 0..MOST_PACKED {
        if !head.starts_with(&GZIP_MAGIC) {
            break;
        }
        let packed = std::mem::take(&mut head);
        // Only the start of the file is here, so the stream ends in an error; what came before it is enough.
        let _ = MultiGzDecoder::new(&packed[..]).take(LEAST_SEEN as u64).read_to_end(&mut head);
    }
    head.truncate(IDX_BYTES);
    let [0, 0, 0x08..=0x0e, dimensions, count @ ..] = head.as_slice() else { return None };
    let count = u32::from_be_bytes(count.try_into().ok()?);
    match dimensions {
        3 => Some(FileKind::Images(count)),
        1 => Some(FileKind::Labels(count)),
        _ => None,
    }
}

/// The kind of a safetensors file by its header. A file of another program counts as a model: the reader of models says what
/// is wrong with it.
fn tensors_kind(header: &[u8]) -> FileKind {
    #[derive(Deserialize)]
    struct Header {
        #[serde(rename = "__metadata__")]
        metadata: HashMap<String, String>,
    }
    #[derive(Deserialize)]
    struct Format {
        format: String,
    }
    let card = serde_json::from_slice(header).ok().and_then(|Header { mut metadata }| metadata.remove(CARD));
    let format = card.and_then(|card| serde_json::from_str(&card).ok()).map(|Format { format }| format);
    match format.and_then(|format| CardKind::of(&format)) {
        Some((CardKind::Checkpoint, _)) => FileKind::Checkpoint,
        Some((CardKind::Mixture, _)) => FileKind::Mixture,
        Some((CardKind::Restorer, _)) => FileKind::Restorer,
        Some((CardKind::Model, _)) | None => FileKind::Model,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::idx::{write_images, write_labels};
    use crate::learning::Trainer;
    use crate::params::{Architecture, TrainParams};
    use ndarray::Array2;
    use std::io::Write;

    /// The kind of a whole file; every shorter start must give the same kind, or ask for more.
    fn kind(file: &[u8]) -> FileKind {
        let told = |bytes: usize| file_kind(&file[..bytes], file.len() as f64);
        let kind = told(file.len()).expect("the whole file is seen");
        for bytes in 0..file.len().min(20_000) {
            assert!(
                told(bytes).is_none_or(|early| early == kind),
                "{bytes} bytes: {:?}, not {kind:?}",
                told(bytes)
            );
        }
        kind
    }

    fn gzip(file: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(file).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn what_this_project_writes_is_told_without_its_name() {
        let shipped = |name: &str| std::fs::read(format!("www/model/{name}.safetensors")).unwrap();
        assert_eq!(kind(&shipped("default")), FileKind::Model);
        assert_eq!(kind(&shipped("default.mixture")), FileKind::Mixture);
        let images = Array2::from_elem((2, 4), 0.5);
        let architecture = Architecture { x: 4, hidden: vec![3, 2] };
        let trainer = Trainer::new(architecture, TrainParams::default(), 1, images.view()).unwrap();
        assert_eq!(kind(&trainer.to_bytes()), FileKind::Checkpoint);
    }

    #[test]
    fn idx_files_are_told_plain_and_gzipped_with_how_much_they_hold() {
        let images = write_images(Array2::zeros((7, 784)).view(), 28, 28);
        let labels = write_labels(&[1; 300]);
        for (file, expected) in [(images, FileKind::Images(7)), (labels, FileKind::Labels(300))] {
            assert_eq!(kind(&file), expected);
            assert_eq!(kind(&gzip(&file)), expected);
            assert_eq!(kind(&gzip(&gzip(&file))), expected);
        }
    }

    #[test]
    fn anything_else_is_left_to_those_who_read_pictures() {
        let json = b"\xff\0\0\0\0\0\0\0{ and then the file ends";
        for file in [
            &b""[..],
            b"\0",
            b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR",
            b"\0\0\x08\x02\0\0\0\x05",
            b"PK\x03\x04........",
            json,
        ] {
            assert_eq!(kind(file), FileKind::Other);
        }
        assert_eq!(kind(&gzip(b"a gzipped text")), FileKind::Other);
        assert_eq!(kind(b"\x02\0\0\0\0\0\0\0{}"), FileKind::Model);
        let long = [&(MAX_HEADER + 1).to_le_bytes()[..], b"{", &[b' '; LEAST_SEEN]].concat();
        assert_eq!(file_kind(&long, 2e9), Some(FileKind::Model), "no more of it is read");
    }
}
