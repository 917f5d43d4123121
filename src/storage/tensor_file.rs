//! Named tensors in a safetensors file: the one place that writes and reads them.
//!
//! Matrices may be stored with fewer than 32 bits; those of integers carry a tensor `NAME.scale` with one
//! factor per column, so that `value = stored · scale`. Integers of fewer than 8 bits take a byte as well, which
//! packs well. The metadata entry `card` is a JSON text. Its field `checksum` is that of the card and of all tensors; files that were written before there was one lack it.

use super::card_kind::CardKind;
use super::foreign;
use super::refusal::refuse;
use crate::error::{Error, Result};
use flate2::Crc;
use half::{bf16, f16};
use ndarray::Array2;
use safetensors::tensor::{Metadata, TensorInfo};
use safetensors::{Dtype, SafeTensors, View};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

/// Key of the metadata entry that holds the JSON card.
pub(crate) const CARD: &str = "card";
/// Field of the card that holds the checksum.
const CHECKSUM: &str = "checksum";
/// Bytes of the length before the header.
pub(crate) const LENGTH_BYTES: usize = 8;
/// Longest header that is read: ours have some 4 KB.
pub(crate) const MAX_HEADER: u64 = 1 << 20;

/// Number format of stored matrices; vectors always have 32 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// 32-bit floating point: exact.
    F32,
    /// 16-bit floating point (IEEE half).
    F16,
    /// 8-bit integers with one scale per column.
    I8,
    /// 7-bit integers with one scale per column.
    I7,
    /// 6-bit integers with one scale per column.
    I6,
    /// 5-bit integers with one scale per column.
    I5,
}

impl Precision {
    /// Largest integer that a matrix of integers holds; none of floating point.
    pub(crate) fn largest_integer(self) -> Option<f32> {
        match self {
            Self::F32 | Self::F16 => None,
            Self::I8 => Some(127.0),
            Self::I7 => Some(63.0),
            Self::I6 => Some(31.0),
            Self::I5 => Some(15.0),
        }
    }
}

/// Collects tensors and makes a file of them.
#[derive(Default)]
pub struct TensorWriter {
    tensors: Vec<(String, Stored)>,
}

struct Stored {
    dtype: Dtype,
    shape: Vec<usize>,
    bytes: Vec<u8>,
}

impl View for Stored {
    fn dtype(&self) -> Dtype {
        self.dtype
    }
    fn shape(&self) -> &[usize] {
        &self.shape
    }
    fn data(&self) -> Cow<'_, [u8]> {
        Cow::Borrowed(&self.bytes)
    }
    fn data_len(&self) -> usize {
        self.bytes.len()
    }
}

impl TensorWriter {
    /// Adds a vector.
    pub fn vector(&mut self, name: &str, values: &[f32]) {
        self.push(
            name,
            Dtype::F32,
            vec![values.len()],
            values.iter().flat_map(|v| v.to_le_bytes()).collect(),
        );
    }

    /// Adds a matrix, row by row, `columns` wide.
    pub fn matrix(&mut self, name: &str, values: &[f32], columns: usize, precision: Precision) {
        let shape = vec![values.chunks(columns).len(), columns];
        let Some(largest) = precision.largest_integer() else {
            let (dtype, bytes) = if precision == Precision::F16 {
                (Dtype::F16, values.iter().flat_map(|&v| f16::from_f32(v).to_le_bytes()).collect())
            } else {
                (Dtype::F32, values.iter().flat_map(|v| v.to_le_bytes()).collect())
            };
            return self.push(name, dtype, shape, bytes);
        };
        let mut scale = vec![0.0_f32; columns];
        for row in values.chunks(columns) {
            scale.iter_mut().zip(row).for_each(|(scale, v)| *scale = scale.max(v.abs() / largest));
        }
        // A column of zeros has scale 0: 0 / 0 is NaN, which `as` turns into 0.
        let stored = |(v, scale): (&f32, &f32)| (v / scale).round() as i8 as u8;
        let bytes = values.chunks(columns).flat_map(|row| row.iter().zip(&scale).map(stored)).collect();
        self.push(name, Dtype::I8, shape, bytes);
        self.vector(&scale_name(name), &scale);
    }

    fn push(&mut self, name: &str, dtype: Dtype, shape: Vec<usize>, bytes: Vec<u8>) {
        self.tensors.push((name.to_owned(), Stored { dtype, shape, bytes }));
    }

    /// The file, with `card`, a struct, as its metadata.
    #[allow(clippy::expect_used, reason = "nothing here comes from outside")]
    pub fn finish(self, card: &impl Serialize) -> Vec<u8> {
        let json = serde_json::to_string(card).expect("cards are plain data");
        let tensors =
            self.tensors.iter().map(|(name, t)| (name.as_str(), t.dtype, &t.shape[..], &t.bytes[..]));
        let sum = checksum(&serde_json::from_str(&json).expect("it was just written"), tensors);
        let fields = json.strip_suffix('}').expect("a struct is an object");
        let metadata = HashMap::from([(CARD.to_owned(), format!("{fields},\"{CHECKSUM}\":\"{sum}\"}}"))]);
        safetensors::serialize(self.tensors, Some(metadata)).expect("names are unique and sizes agree")
    }
}

/// CRC-32 of a card without its checksum and of tensors (name, type, shape, bytes) in the order of their names, so that
/// it stays where a file is written anew in another order. The card is hashed as this program spells what it read.
fn checksum<'a>(
    card: &Value,
    tensors: impl Iterator<Item = (&'a str, Dtype, &'a [usize], &'a [u8])>,
) -> String {
    let mut crc = Crc::new();
    crc.update(card.to_string().as_bytes());
    let by_name: BTreeMap<_, _> =
        tensors.map(|(name, dtype, shape, bytes)| (name, (dtype, shape, bytes))).collect();
    for (name, (dtype, shape, bytes)) in by_name {
        crc.update(format!("{name} {dtype:?} {shape:?}").as_bytes());
        crc.update(bytes);
    }
    format!("{:08x}", crc.sum())
}

/// Reads tensors out of the bytes of a file that may hold anything.
pub struct TensorReader<'a> {
    header: Metadata,
    /// What follows the header.
    data: &'a [u8],
    card: Value,
}

impl<'a> TensorReader<'a> {
    /// Parses the header of `bytes`, which must be a file of that `kind`, and compares its checksum where it has one.
    ///
    /// # Errors
    /// [`Error::ModelFile`] if this is not a safetensors file with a card, another kind of file, or damaged.
    pub fn new(bytes: &'a [u8], kind: CardKind) -> Result<Self> {
        const WHOLE: &str = "a whole safetensors file";
        if let Some(other) = foreign::kind(bytes) {
            return Err(refuse(WHOLE, other));
        }
        if bytes.first_chunk().is_some_and(|&length| u64::from_le_bytes(length) > MAX_HEADER) {
            return Err(refuse(
                WHOLE,
                &format!("another kind of file, or a header of more than {MAX_HEADER} bytes"),
            ));
        }
        let (length, header) =
            SafeTensors::read_metadata(bytes).map_err(|e| refuse(WHOLE, &format!("{e}")))?;
        let card = header.metadata().as_ref().and_then(|metadata| metadata.get(CARD));
        let card =
            card.ok_or_else(|| refuse("a metadata entry \"card\", as this project writes it", "none"))?;
        let mut card: Value = serde_json::from_str(card).map_err(|e| unreadable(&e))?;
        let noted = card.as_object_mut().and_then(|card| card.remove(CHECKSUM));
        let data = bytes.get(LENGTH_BYTES..).and_then(|rest| rest.get(length..)).unwrap_or_default();
        let reader = Self { header, data, card };
        kind.check(&reader.card()?)?;
        noted.map_or(Ok(()), |noted| reader.check_sum(&noted))?;
        Ok(reader)
    }

    fn check_sum(&self, noted: &Value) -> Result<()> {
        let tensors = self.header.tensors();
        let tensors = tensors.iter().map(|(name, t)| (name.as_str(), t.dtype, &t.shape[..], self.bytes(t)));
        let found = checksum(&self.card, tensors);
        if *noted == found {
            return Ok(());
        }
        let remedy = "the file was damaged or changed since it was written; get it again";
        Err(refuse(&format!("the checksum {noted} that the file names"), &format!("{found}: {remedy}")))
    }

    /// The card of the file, without its checksum.
    ///
    /// # Errors
    /// [`Error::ModelFile`] if it does not have the fields of `T`.
    pub fn card<T: DeserializeOwned>(&self) -> Result<T> {
        T::deserialize(&self.card).map_err(|e| unreadable(&e))
    }

    /// The values of a tensor of given shape, row by row, whatever precision they are stored with.
    ///
    /// # Errors
    /// [`Error::ModelFile`] if the tensor is missing, has another shape or type, or holds NaN or infinity.
    pub fn values(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>> {
        let tensor = self.tensor(name, shape)?;
        if tensor.dtype != Dtype::I8 {
            return self.floats(name, tensor);
        }
        let scale_name = scale_name(name);
        // Not by this function: a scale has no scale of its own.
        let scale = self.tensor(&scale_name, &[shape.last().copied().unwrap_or(1)])?;
        let scale = self.floats(&scale_name, scale)?;
        let values = self.bytes(tensor).iter().zip(scale.iter().cycle());
        finite(name, values.map(|(&b, scale)| f32::from(b as i8) * scale).collect())
    }

    /// As [`values`](Self::values), as a matrix `(rows, columns)`.
    ///
    /// # Errors
    /// As [`values`](Self::values).
    pub fn matrix(&self, name: &str, shape: [usize; 2]) -> Result<Array2<f32>> {
        let values = Array2::from_shape_vec(shape, self.values(name, &shape)?);
        values.map_err(|e| refuse(&format!("{name} of shape {shape:?}"), &e.to_string()))
    }

    /// Whether there is a tensor of that name.
    pub fn has(&self, name: &str) -> bool {
        self.header.info(name).is_some()
    }

    /// Rows of a matrix, or values of a vector.
    ///
    /// # Errors
    /// [`Error::ModelFile`] if the tensor is missing.
    pub fn rows(&self, name: &str) -> Result<usize> {
        Ok(self.info(name)?.shape.first().copied().unwrap_or(0))
    }

    fn info(&self, name: &str) -> Result<&TensorInfo> {
        self.header.info(name).ok_or_else(|| refuse(&format!("a tensor {name}"), "none"))
    }

    fn tensor(&self, name: &str, shape: &[usize]) -> Result<&TensorInfo> {
        let tensor = self.info(name)?;
        if tensor.shape != shape {
            return Err(refuse(&format!("{name} of shape {shape:?}"), &format!("{:?}", tensor.shape)));
        }
        Ok(tensor)
    }

    /// The bytes that the header says are a tensor's; it has been checked that they are in the file.
    fn bytes(&self, tensor: &TensorInfo) -> &'a [u8] {
        self.data.get(tensor.data_offsets.0..tensor.data_offsets.1).unwrap_or_default()
    }

    /// The values of a tensor of floating-point numbers.
    fn floats(&self, name: &str, tensor: &TensorInfo) -> Result<Vec<f32>> {
        let data = self.bytes(tensor);
        let values = match tensor.dtype {
            Dtype::F64 => data.as_chunks().0.iter().map(|&b| f64::from_le_bytes(b) as f32).collect(),
            Dtype::F32 => data.as_chunks().0.iter().map(|&b| f32::from_le_bytes(b)).collect(),
            Dtype::F16 => data.as_chunks().0.iter().map(|&b| f16::from_le_bytes(b).to_f32()).collect(),
            Dtype::BF16 => data.as_chunks().0.iter().map(|&b| bf16::from_le_bytes(b).to_f32()).collect(),
            other => {
                let readable = "F64, F32, F16, BF16 or, for a tensor with a scale, I8";
                return Err(refuse(&format!("{name} as {readable}"), &format!("{other:?}")));
            }
        };
        finite(name, values)
    }
}

fn finite(name: &str, values: Vec<f32>) -> Result<Vec<f32>> {
    if values.iter().all(|v| v.is_finite()) {
        return Ok(values);
    }
    Err(refuse(&format!("finite numbers in {name}"), "NaN or infinity"))
}

fn scale_name(name: &str) -> String {
    format!("{name}.scale")
}

fn unreadable(error: &serde_json::Error) -> Error {
    refuse("a card that this version can read", &error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const KIND: CardKind = CardKind::Model;

    fn card() -> Value {
        json!({ "format": KIND.format(), "note": 0.1 })
    }

    /// The card with its checksum, and tensors of these names, of three rows each.
    fn written(tensors: &[(&str, Dtype, usize, &[u8])]) -> Vec<u8> {
        let mut writer = TensorWriter::default();
        for &(name, dtype, columns, bytes) in tensors {
            writer.push(name, dtype, vec![3, columns], bytes.to_vec());
        }
        writer.finish(&card())
    }

    fn refusal(bytes: &[u8]) -> String {
        TensorReader::new(bytes, KIND).err().expect("a refusal").to_string()
    }

    #[test]
    fn every_precision_comes_back_within_its_rounding() {
        let original = [0.5, 0.0, -1.27, 0.0, 0.01, 0.0];
        for (precision, tolerance) in [
            (Precision::F32, 0.0),
            (Precision::F16, 5e-4),
            (Precision::I8, 0.005),
            (Precision::I7, 0.0101),
            (Precision::I6, 0.0205),
            (Precision::I5, 0.0424),
        ] {
            let mut writer = TensorWriter::default();
            writer.matrix("w", &original, 2, precision);
            let bytes = writer.finish(&card());
            let values = TensorReader::new(&bytes, KIND).unwrap().values("w", &[3, 2]).unwrap();
            for (found, expected) in values.iter().zip(original) {
                assert!((found - expected).abs() <= tolerance, "{precision:?}: {found}, expected {expected}");
            }
        }
    }

    #[test]
    fn weights_of_other_programs_are_read_in_16_and_64_bits() {
        let values = [1.0, -2.5, 0.375];
        let wide: Vec<u8> = values.iter().flat_map(|&v: &f32| f64::from(v).to_le_bytes()).collect();
        let brain: Vec<u8> = values.iter().flat_map(|&v| bf16::from_f32(v).to_le_bytes()).collect();
        let bytes = written(&[("brain", Dtype::BF16, 1, &brain), ("wide", Dtype::F64, 1, &wide)]);
        let reader = TensorReader::new(&bytes, KIND).unwrap();
        for name in ["brain", "wide"] {
            assert_eq!(reader.values(name, &[3, 1]).unwrap(), values, "{name}");
        }
        let too_large: Vec<u8> = [1e300_f64; 3].iter().flat_map(|v| v.to_le_bytes()).collect();
        let bytes = written(&[("wide", Dtype::F64, 1, &too_large), ("whole", Dtype::I16, 1, &[0; 6])]);
        let reader = TensorReader::new(&bytes, KIND).unwrap();
        for (name, reason) in [
            ("wide", "finite numbers in wide"),
            ("whole", "F64, F32, F16, BF16 or, for a tensor with a scale, I8"),
        ] {
            let message = reader.values(name, &[3, 1]).unwrap_err().to_string();
            assert!(message.contains(reason), "{message}");
        }
    }

    #[test]
    fn a_scale_with_a_scale_is_refused_however_deep_they_nest() {
        let names: Vec<String> = (0..1_000).map(|depth| format!("w{}", ".scale".repeat(depth))).collect();
        let mut writer = TensorWriter::default();
        for name in names {
            writer.push(&name, Dtype::I8, vec![1], vec![1]);
        }
        // A thousand take 3 MB of names: refused for its header. Forty are refused for the scale.
        let few = TensorWriter { tensors: writer.tensors.drain(..40).collect() }.finish(&card());
        assert!(refusal(&writer.finish(&card())).contains("a header of more than"));
        let message = TensorReader::new(&few, KIND).unwrap().values("w", &[1]).unwrap_err().to_string();
        assert!(message.contains("w.scale as F64, F32, F16, BF16"), "{message}");
    }

    #[test]
    fn foreign_and_damaged_files_are_refused() {
        let mut writer = TensorWriter::default();
        writer.vector("bad", &[f32::NAN]);
        writer.vector("good", &[1.0]);
        let bytes = writer.finish(&card());
        let reader = TensorReader::new(&bytes, KIND).unwrap();
        for (name, shape, reason) in
            [("bad", [1], "NaN"), ("good", [2], "shape [2], found [1]"), ("none", [1], "a tensor none")]
        {
            let message = reader.values(name, &shape).unwrap_err().to_string();
            assert!(message.contains(reason), "{message}");
        }
        for length in 0..bytes.len() {
            assert!(TensorReader::new(&bytes[..length], KIND).is_err(), "cut to {length} bytes");
        }
        for (bytes, reason) in [
            (&b"\x89PNG\r\n\x1a\n0000000000000"[..], "found a PNG picture"),
            (b"PK\x03\x04 and more", "a zip archive (.zip): unpack it first"),
            (b"\x1f\x8b\x08 and more", "a gzip archive (.gz): unpack it first"),
            (b"<!DOCTYPE html>", "a web page: the download gave a page"),
            (b"\0\0\x08\x03\0\0\0\x01", "an IDX file of images"),
            (b"", "an empty file"),
        ] {
            let message = refusal(bytes);
            assert!(message.contains(reason), "{message}");
        }
    }

    #[test]
    fn every_flipped_bit_of_the_tensors_and_the_card_is_noticed() {
        let bytes = written(&[("w", Dtype::F32, 2, &[7; 24])]);
        for i in LENGTH_BYTES..bytes.len() {
            for bit in 0..8 {
                let mut damaged = bytes.clone();
                damaged[i] ^= 1 << bit;
                let noticed =
                    TensorReader::new(&damaged, KIND).and_then(|reader| reader.values("w", &[3, 2]));
                // What is not noticed has damaged nothing that is read: a space to another, the name of the sum.
                assert!(noticed.is_err() || noticed.unwrap() == [f32::from_le_bytes([7; 4]); 6], "byte {i}");
            }
        }
        let mut damaged = bytes.clone();
        *damaged.last_mut().unwrap() ^= 1;
        let message = refusal(&damaged);
        assert!(message.contains("expected the checksum ") && message.contains("get it again"), "{message}");
        assert!(message.contains("the file was damaged"), "{message}");
    }

    #[test]
    fn a_file_written_anew_keeps_its_checksum_and_one_without_is_read() {
        let bytes = written(&[("a", Dtype::F32, 1, &[1; 12]), ("b", Dtype::U8, 1, &[2; 3])]);
        let (_, header) = SafeTensors::read_metadata(&bytes).unwrap();
        let card = &header.metadata().as_ref().unwrap()[CARD];
        let spaced = serde_json::to_string_pretty(&serde_json::from_str::<Value>(card).unwrap()).unwrap();
        let mut without: Value = serde_json::from_str(card).unwrap();
        without.as_object_mut().unwrap().remove(CHECKSUM).expect("there is one");
        for card in [spaced, without.to_string()] {
            let file = SafeTensors::deserialize(&bytes).unwrap();
            let mut tensors = file.tensors();
            tensors.reverse();
            let anew =
                safetensors::serialize(tensors, Some(HashMap::from([(CARD.to_owned(), card)]))).unwrap();
            assert_ne!(anew, bytes);
            TensorReader::new(&anew, KIND).unwrap().values("a", &[3, 1]).unwrap();
        }
    }
}
