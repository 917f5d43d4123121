//! The restorer's file, `NAME.restorer.safetensors` beside `NAME.safetensors`.

// What comes from outside is refused with an error, never with a panic or a trap.
#![cfg_attr(
    not(test),
    deny(clippy::indexing_slicing, clippy::unwrap_used, clippy::panic, clippy::arithmetic_side_effects)
)]

use super::expert::{Expert, Stage};
use super::noise_kind::{NoiseKind, STATISTICS};
use super::restorer::{KINDS, Restorer, layer_name};
use crate::error::Result;
use crate::model::{Model, ModelCard};
use crate::net::{Activation, Layer, read_layer, write_layer};
use crate::params::{IMAGE_PIXELS, MAX_CODES, RestorerTrainParams};
use crate::storage::tensor_file::{Precision, TensorReader, TensorWriter};
use crate::storage::{CardKind, refuse, settings};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How a restorer came about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RestorerCard {
    /// Name and version of the file format.
    pub format: String,
    /// The card of the model that it belongs to.
    pub model: ModelCard,
    /// Settings of its learning; the number of codes is that of the file.
    #[serde(default, deserialize_with = "settings")]
    pub training: RestorerTrainParams,
    /// Steps learned.
    pub steps_done: usize,
    /// Seed of weights, images and noise.
    pub seed: u64,
    /// The training set, in words.
    #[serde(default)]
    pub data: String,
    /// Day of training, year-month-day.
    #[serde(default)]
    pub date: String,
    /// The command that trains it again.
    #[serde(default)]
    pub command: String,
    /// Number format of most weights in the file.
    pub precision: Precision,
    /// Measured results by name.
    #[serde(default)]
    pub results: BTreeMap<String, f64>,
}

impl RestorerCard {
    /// Of a restorer of `model`.
    pub fn new(model: &Model, training: RestorerTrainParams, steps_done: usize, seed: u64) -> Self {
        Self {
            format: CardKind::Restorer.format(),
            model: model.card.clone(),
            training,
            steps_done,
            seed,
            data: String::new(),
            date: String::new(),
            command: String::new(),
            precision: Precision::F32,
            results: BTreeMap::new(),
        }
    }
}

/// The read-out of an expert has one large weight among thousands of small ones, for which integers are too coarse.
fn precision_of(name: &str, precision: Precision) -> Precision {
    let [_, read_out, ..] = Expert::LAYERS;
    let is_integer = precision.largest_integer().is_some();
    if is_integer && name.ends_with(read_out) { Precision::F16 } else { precision }
}

impl Restorer {
    /// The file, its matrices stored with `precision`, but for a few that need 16 bits.
    pub fn to_bytes(&self, card: &RestorerCard, precision: Precision) -> Vec<u8> {
        let mut writer = TensorWriter::default();
        for (name, layer) in self.layers() {
            write_layer(&mut writer, &name, layer, precision_of(&name, precision));
        }
        writer.finish(&RestorerCard { precision, ..card.clone() })
    }

    /// Reads a file that may hold anything, for `model`.
    ///
    /// # Errors
    /// [`Error::ModelFile`](crate::error::Error::ModelFile) if it is cut, damaged, foreign, the restorer of another model, or
    /// holds NaN or numbers with which nothing can be computed.
    pub fn from_bytes(bytes: &[u8], model: &Model) -> Result<(Self, RestorerCard)> {
        let reader = TensorReader::new(bytes, CardKind::Restorer)?;
        let card: RestorerCard = reader.card()?;
        model.card.check_same_network(&card.model, "restorer")?;
        let (codes, pixels) = (card.training.codes, model.net.architecture().x);
        if pixels != IMAGE_PIXELS {
            return Err(refuse(&format!("a model of {IMAGE_PIXELS} pixels"), &pixels.to_string()));
        }
        if !(2..=MAX_CODES).contains(&codes) {
            return Err(refuse(&format!("2 to {MAX_CODES} codes"), &codes.to_string()));
        }
        let layer = |name: &str, (n_in, n_out)| -> Result<Layer> {
            let layer = read_layer(&reader, name, n_in, n_out, Activation::Identity)?;
            layer.check_usable(name)?;
            Ok(layer)
        };
        let kinds = layer(KINDS, (STATISTICS, NoiseKind::ALL.len()))?;
        let expert = |kind: NoiseKind, stage: Stage| -> Result<Expert> {
            let named = Expert::LAYERS.into_iter().zip(Expert::shapes(stage, codes));
            let layers = named.map(|(name, shape)| layer(&layer_name(kind, stage, name), shape));
            let layers = layers.collect::<Result<Vec<_>>>()?;
            Ok(Expert::from_layers(layers.try_into().expect("a layer for each name")))
        };
        let stages = |kind| Ok([expert(kind, Stage::First)?, expert(kind, Stage::Later)?]);
        let experts = NoiseKind::ALL.into_iter().map(stages).collect::<Result<Vec<_>>>()?;
        let experts = experts.try_into().expect("maps for each kind");
        Ok((Self { kinds, experts }, card))
    }
}
