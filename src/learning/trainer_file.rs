//! The training checkpoint: network, step rule and progress, in 32 bits, so that training goes on to the bit.

use super::adam::Adam;
use super::local_update::LayerGradient;
use super::train::{Progress, Trainer};
use super::training_data::TrainingData;
use crate::error::Result;
use crate::net::checkpoint::{check_seed, read_network, write_network};
use crate::net::matrix::PackedMatrix;
use crate::net::tensor_file::{Precision, TensorReader, TensorWriter, refuse};
use crate::net::{Layer, Network};
use crate::params::{Architecture, TrainParams};
use ndarray::ArrayView2;
use serde::{Deserialize, Serialize};

/// Version of the format; readers refuse others.
pub const TRAINING_FORMAT: &str = "targetprop-playground training 1";

#[derive(Serialize, Deserialize)]
struct TrainerCard {
    format: String,
    architecture: Architecture,
    training: TrainParams,
    seed: u64,
    progress: Progress,
    /// Absent in files of the first version of this program.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    data: Option<TrainingData>,
}

impl Trainer {
    /// The checkpoint file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = TensorWriter::default();
        write_network(&mut writer, &self.net, Precision::F32);
        for (name, adam) in Network::LAYER_NAMES.iter().zip(&self.adam) {
            for (part, values) in [("adam_mean", &adam.mean), ("adam_square", &adam.square)] {
                let weights = values.weights();
                let slice = weights.as_slice().expect("unpacked weights are contiguous");
                writer.matrix(&format!("{name}.weight.{part}"), slice, weights.ncols(), Precision::F32);
                writer.vector(&format!("{name}.bias.{part}"), values.bias());
            }
        }
        writer.finish(&TrainerCard {
            format: TRAINING_FORMAT.to_owned(),
            architecture: self.net.architecture(),
            training: self.params.clone(),
            seed: self.seed,
            progress: self.progress,
            data: self.data.clone(),
        })
    }

    /// Reads a checkpoint file that may hold anything.
    ///
    /// # Errors
    /// [`Error::ModelFile`](crate::error::Error::ModelFile) if it is cut, foreign, a model instead of a checkpoint, or
    /// holds NaN; [`Error::OutOfRange`](crate::error::Error::OutOfRange) for settings outside their ranges.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let reader = TensorReader::new(bytes)?;
        let card: TrainerCard = reader.card()?;
        if card.format != TRAINING_FORMAT {
            return Err(refuse(&format!("format \"{TRAINING_FORMAT}\""), &format!("\"{}\"", card.format)));
        }
        check_seed(card.seed)?;
        let net = read_network(&reader, card.architecture)?;
        let read = |name: &str, layer: &Layer, part: &str| -> Result<LayerGradient> {
            let shape = [layer.n_in(), layer.n_out()];
            let weights = reader.values(&format!("{name}.weight.{part}"), &shape)?;
            let weights = ArrayView2::from_shape(shape, &weights).expect("the reader checked the shape");
            let bias = reader.values(&format!("{name}.bias.{part}"), &shape[1..])?;
            Ok(LayerGradient { weights: PackedMatrix::pack(weights), bias })
        };
        let mut adam = net.layers().map(Adam::new);
        for ((adam, layer), name) in adam.iter_mut().zip(net.layers()).zip(Network::LAYER_NAMES) {
            adam.mean = read(name, layer, "adam_mean")?;
            adam.square = read(name, layer, "adam_square")?;
            if adam.square.weights.values().iter().chain(adam.square.bias()).any(|&s| s < 0.0) {
                return Err(refuse("squares of at least 0 in the step rule", "a negative one"));
            }
        }
        let params = card.training.check()?;
        Ok(Self { net, adam, params, seed: card.seed, progress: card.progress, data: card.data })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learning::{BatchReport, train_epoch};
    use ndarray::Array2;
    use std::ops::ControlFlow;

    #[test]
    fn a_checkpoint_resumes_to_the_bit() {
        let images = Array2::from_shape_fn((50, 10), |(i, j)| ((i * 7 + j * 3) % 11) as f32 / 10.0);
        let architecture = Architecture { x: 10, h1: 8, h2: 4 };
        let params = TrainParams { batch_size: 20, ..TrainParams::default() };
        let mut trainer = Trainer::new(architecture, params, 5, images.view()).unwrap();
        let go_on = |_: &BatchReport| ControlFlow::Continue(());
        train_epoch(&mut trainer, images.view(), |_| ControlFlow::Break(())).unwrap();
        let mut resumed = Trainer::from_bytes(&trainer.to_bytes()).unwrap();
        assert_eq!(resumed, trainer);
        train_epoch(&mut trainer, images.view(), go_on).unwrap();
        train_epoch(&mut resumed, images.view(), go_on).unwrap();
        assert_eq!(resumed, trainer);
    }
}
