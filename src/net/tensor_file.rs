//! Named tensors in a safetensors file: the one place that writes and reads them.
//!
//! Matrices may be stored with 16 or 8 bits; 8-bit matrices carry a tensor `NAME.scale` with one
//! factor per column, so that `value = stored · scale`. The metadata entry `card` is a JSON text.

use crate::error::{Error, Result};
use half::f16;
use safetensors::{Dtype, SafeTensors, View};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::HashMap;

/// Key of the metadata entry that holds the JSON card.
pub(crate) const CARD: &str = "card";

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
        let shape = vec![values.len() / columns, columns];
        match precision {
            Precision::F32 => {
                self.push(name, Dtype::F32, shape, values.iter().flat_map(|v| v.to_le_bytes()).collect());
            }
            Precision::F16 => {
                let bytes = values.iter().flat_map(|&v| f16::from_f32(v).to_le_bytes()).collect();
                self.push(name, Dtype::F16, shape, bytes);
            }
            Precision::I8 => {
                let mut scale = vec![0.0_f32; columns];
                for row in values.chunks(columns) {
                    scale.iter_mut().zip(row).for_each(|(scale, v)| *scale = scale.max(v.abs() / 127.0));
                }
                // A column of zeros has scale 0: 0 / 0 is NaN, which `as` turns into 0.
                let stored = |(v, scale): (&f32, &f32)| (v / scale).round() as i8 as u8;
                let bytes =
                    values.chunks(columns).flat_map(|row| row.iter().zip(&scale).map(stored)).collect();
                self.push(name, Dtype::I8, shape, bytes);
                self.vector(&scale_name(name), &scale);
            }
        }
    }

    fn push(&mut self, name: &str, dtype: Dtype, shape: Vec<usize>, bytes: Vec<u8>) {
        self.tensors.push((name.to_owned(), Stored { dtype, shape, bytes }));
    }

    /// The file, with `card` as its metadata.
    pub fn finish(self, card: &impl Serialize) -> Vec<u8> {
        let json = serde_json::to_string(card).expect("cards are plain data");
        safetensors::serialize(self.tensors, Some(HashMap::from([(CARD.to_owned(), json)])))
            .expect("names are unique and sizes agree")
    }
}

/// Reads tensors out of the bytes of a file that may hold anything.
pub struct TensorReader<'a> {
    tensors: SafeTensors<'a>,
    card: String,
}

impl<'a> TensorReader<'a> {
    /// Parses the header of `bytes`.
    ///
    /// # Errors
    /// [`Error::ModelFile`] if this is not a safetensors file with a card.
    pub fn new(bytes: &'a [u8]) -> Result<Self> {
        let foreign = |e: safetensors::SafeTensorError| refuse("a whole safetensors file", &format!("{e}"));
        let (_, header) = SafeTensors::read_metadata(bytes).map_err(foreign)?;
        let tensors = SafeTensors::deserialize(bytes).map_err(foreign)?;
        let card = header.metadata().as_ref().and_then(|metadata| metadata.get(CARD)).cloned();
        let card =
            card.ok_or_else(|| refuse("a metadata entry \"card\", as this project writes it", "none"))?;
        Ok(Self { tensors, card })
    }

    /// The card of the file.
    ///
    /// # Errors
    /// [`Error::ModelFile`] if it does not have the fields of `T`.
    pub fn card<T: for<'de> Deserialize<'de>>(&self) -> Result<T> {
        serde_json::from_str(&self.card)
            .map_err(|e| refuse("a card that this version can read", &e.to_string()))
    }

    /// Whether the file has a tensor of that name.
    pub fn has(&self, name: &str) -> bool {
        self.tensors.tensor(name).is_ok()
    }

    /// The values of a tensor of given shape, row by row, whatever precision they are stored with.
    ///
    /// # Errors
    /// [`Error::ModelFile`] if the tensor is missing, has another shape or type, or holds NaN or infinity.
    pub fn values(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>> {
        let tensor = self.tensors.tensor(name).map_err(|_| refuse(&format!("a tensor {name}"), "none"))?;
        if tensor.shape() != shape {
            return Err(refuse(&format!("{name} of shape {shape:?}"), &format!("{:?}", tensor.shape())));
        }
        let data = tensor.data();
        let values: Vec<f32> = match tensor.dtype() {
            Dtype::F32 => data.as_chunks().0.iter().map(|&b| f32::from_le_bytes(b)).collect(),
            Dtype::F16 => data.as_chunks().0.iter().map(|&b| f16::from_le_bytes(b).to_f32()).collect(),
            Dtype::I8 => {
                let columns = shape.last().copied().unwrap_or(1);
                let scale = self.values(&scale_name(name), &[columns])?;
                data.iter().zip(scale.iter().cycle()).map(|(&b, scale)| f32::from(b as i8) * scale).collect()
            }
            other => return Err(refuse(&format!("{name} as F32, F16 or I8"), &format!("{other:?}"))),
        };
        if values.iter().all(|v| v.is_finite()) {
            Ok(values)
        } else {
            Err(refuse(&format!("finite numbers in {name}"), "NaN or infinity"))
        }
    }
}

fn scale_name(name: &str) -> String {
    format!("{name}.scale")
}

/// An [`Error::ModelFile`].
pub(crate) fn refuse(expected: &str, found: &str) -> Error {
    Error::ModelFile { expected: expected.to_owned(), found: found.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round_trip(precision: Precision) -> Vec<f32> {
        let mut writer = TensorWriter::default();
        writer.matrix("w", &[0.5, 0.0, -1.27, 0.0, 0.01, 0.0], 2, precision);
        let bytes = writer.finish(&"card");
        let reader = TensorReader::new(&bytes).unwrap();
        assert_eq!(reader.card::<String>().unwrap(), "card");
        reader.values("w", &[3, 2]).unwrap()
    }

    #[test]
    fn every_precision_comes_back_within_its_rounding() {
        let original = [0.5, 0.0, -1.27, 0.0, 0.01, 0.0];
        for (precision, tolerance) in [(Precision::F32, 0.0), (Precision::F16, 5e-4), (Precision::I8, 0.005)]
        {
            for (found, expected) in round_trip(precision).iter().zip(original) {
                assert!((found - expected).abs() <= tolerance, "{precision:?}: {found}, expected {expected}");
            }
        }
    }

    #[test]
    fn foreign_and_damaged_files_are_refused() {
        let mut writer = TensorWriter::default();
        writer.vector("bad", &[f32::NAN]);
        writer.vector("good", &[1.0]);
        let bytes = writer.finish(&"card");
        let reader = TensorReader::new(&bytes).unwrap();
        for (name, shape, reason) in
            [("bad", [1], "NaN"), ("good", [2], "shape [2], found [1]"), ("none", [1], "a tensor none")]
        {
            let message = reader.values(name, &shape).unwrap_err().to_string();
            assert!(message.contains(reason), "{message}");
        }
        for length in 0..bytes.len() {
            assert!(TensorReader::new(&bytes[..length]).is_err(), "cut to {length} bytes");
        }
        assert!(TensorReader::new(b"\x89PNG\r\n\x1a\n0000000000000").is_err());
    }
}
