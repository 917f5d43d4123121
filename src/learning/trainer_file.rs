//! The training checkpoint: network, step rule and progress, in 32 bits, so that training goes on to the bit.

// What comes from outside is refused with an error, never with a panic or a trap.
#![cfg_attr(
    not(test),
    deny(clippy::indexing_slicing, clippy::unwrap_used, clippy::panic, clippy::arithmetic_side_effects)
)]

use super::adam::Adam;
use super::local_update::LayerGradient;
use super::progress::Progress;
use super::trainer::Trainer;
use super::training_data::TrainingData;
use crate::error::Result;
use crate::math::matrix::PackedMatrix;
use crate::net::{Layer, check_seed, read_network, write_network};
use crate::params::{Architecture, MAX_UNIT_SUM, TrainParams};
use crate::storage::tensor_file::{Precision, TensorReader, TensorWriter};
use crate::storage::{CardKind, check_each, settings};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
struct TrainerCard {
    format: String,
    architecture: Architecture,
    #[serde(default, deserialize_with = "settings")]
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
        for ((name, _), adam) in self.net.named_layers().zip(&self.adam) {
            for (part, values) in [("adam_mean", &adam.mean), ("adam_square", &adam.square)] {
                let weights = values.weights();
                let slice = weights.as_slice().expect("unpacked weights are contiguous");
                writer.matrix(&format!("{name}.weight.{part}"), slice, weights.ncols(), Precision::F32);
                writer.vector(&format!("{name}.bias.{part}"), values.bias());
            }
        }
        writer.finish(&TrainerCard {
            format: CardKind::Checkpoint.format(),
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
    /// [`Error::ModelFile`](crate::error::Error::ModelFile) if it is cut, damaged, foreign, a model instead of a
    /// checkpoint, holds NaN or numbers with which nothing can be computed, or counters that no training has;
    /// [`Error::OutOfRange`](crate::error::Error::OutOfRange) for settings outside their ranges.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let reader = TensorReader::new(bytes, CardKind::Checkpoint)?;
        let card: TrainerCard = reader.card()?;
        check_seed(card.seed)?;
        let params = card.training.check()?;
        card.progress.check(params.batch_size, card.data.as_ref().map(|data| data.images))?;
        let net = read_network(&reader, &card.architecture)?;
        net.check_usable()?;
        let read = |name: &str, layer: &Layer, part: &str| -> Result<LayerGradient> {
            let shape = [layer.n_in(), layer.n_out()];
            let weights = reader.matrix(&format!("{name}.weight.{part}"), shape)?;
            let bias = reader.values(&format!("{name}.bias.{part}"), &shape[1..])?;
            Ok(LayerGradient { weights: PackedMatrix::pack(weights.view()), bias })
        };
        let mut adam: Vec<_> = net.layers().map(Adam::new).collect();
        for (adam, (name, layer)) in adam.iter_mut().zip(net.named_layers()) {
            adam.mean = read(&name, layer, "adam_mean")?;
            adam.square = read(&name, layer, "adam_square")?;
            let within = |part: &str, values: &LayerGradient, least: f32, most: f32| {
                let expected =
                    format!("{name}.weight.{part} and {name}.bias.{part} between {least:e} and {most:e}");
                let values = values.weights.values().iter().chain(values.bias()).copied();
                check_each(&expected, values, |value| (least..=most).contains(&value))
            };
            within("adam_mean", &adam.mean, -MAX_UNIT_SUM, MAX_UNIT_SUM)?;
            within("adam_square", &adam.square, 0.0, MAX_UNIT_SUM * MAX_UNIT_SUM)?;
        }
        Ok(Self { net, adam, params, seed: card.seed, progress: card.progress, data: card.data })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learning::{BatchReport, train_epoch};
    use crate::params::MAX_IMAGES;
    use ndarray::Array2;
    use std::ops::ControlFlow;

    #[test]
    fn a_checkpoint_resumes_to_the_bit() {
        let images = Array2::from_shape_fn((50, 10), |(i, j)| ((i * 7 + j * 3) % 11) as f32 / 10.0);
        let architecture = Architecture { x: 10, hidden: vec![8, 4] };
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

    /// A trainer of 50 images in batches of 20, after 4 batches.
    fn begun() -> (Trainer, Array2<f32>) {
        let images = Array2::from_shape_fn((50, 10), |(i, j)| ((i * 7 + j * 3) % 11) as f32 / 10.0);
        let params = TrainParams { batch_size: 20, ..TrainParams::default() };
        let mut trainer =
            Trainer::new(Architecture { x: 10, hidden: vec![8, 4] }, params, 5, images.view()).unwrap();
        train_epoch(&mut trainer, images.view(), |_| ControlFlow::Continue(())).unwrap();
        train_epoch(&mut trainer, images.view(), |_| ControlFlow::Break(())).unwrap();
        assert_eq!(trainer.progress(), Progress { epoch: 1, batch: 1, steps: 4 });
        (trainer, images)
    }

    #[test]
    fn counters_that_no_training_has_are_refused_when_they_are_read() {
        let (trainer, images) = begun();
        let data = TrainingData::of("some digits", images.view());
        let good = trainer.progress;
        for data in [None, Some(data)] {
            let read = |progress: Progress| {
                Trainer::from_bytes(&Trainer { progress, data: data.clone(), ..trainer.clone() }.to_bytes())
            };
            assert_eq!(read(good).unwrap().progress, good);
            for bad in [
                Progress { epoch: u32::MAX as usize, ..good },
                Progress { epoch: 1001, batch: 0, steps: 3003 },
                Progress { batch: 3, ..good },
                Progress { batch: 1_000_000, ..good },
                Progress { batch: usize::MAX, ..good },
                Progress { steps: 0, ..good },
                Progress { steps: u64::MAX, ..good },
                Progress { epoch: 1000, batch: 0, steps: u64::MAX },
                Progress { epoch: 0, batch: 1, steps: 2 },
            ] {
                let message = read(bad).unwrap_err().to_string();
                let found =
                    format!("found epoch {}, batch {}, {} batches in all", bad.epoch, bad.batch, bad.steps);
                assert!(message.contains(&found), "{message}");
            }
        }
    }

    #[test]
    fn counters_that_the_images_do_not_have_are_refused_when_those_are_known() {
        let (trainer, images) = begun();
        trainer.clone().set_data(TrainingData::of("the same", images.view())).unwrap();
        let fewer = TrainingData::of("fewer", images.slice(ndarray::s![..40, ..]));
        let message = trainer.clone().set_data(fewer).unwrap_err().to_string();
        assert!(
            message.contains("one training of 40 images in 2 batches, found epoch 1, batch 1, 4"),
            "{message}"
        );
        for images in [0, MAX_IMAGES + 1] {
            let data = TrainingData { images, name: String::new(), fingerprint: String::new() };
            let file = Trainer { data: Some(data), ..trainer.clone() }.to_bytes();
            let message = Trainer::from_bytes(&file).unwrap_err().to_string();
            assert!(message.contains(&format!("1 to {MAX_IMAGES} images, found {images}")), "{message}");
        }
    }

    #[test]
    fn numbers_of_the_step_rule_are_bounded_when_they_are_read() {
        let (trainer, _) = begun();
        type Spoil = fn(&mut Trainer);
        let spoil: [(&str, Spoil); 5] = [
            ("g1.weight.adam_square and g1.bias.adam_square between 0e0", |t| {
                t.adam[3].square.bias[2] = -1e-30
            }),
            ("f2.weight.adam_square and f2.bias.adam_square between 0e0", |t| {
                t.adam[1].square.bias[2] = 3e38
            }),
            ("f1.weight.adam_mean and f1.bias.adam_mean between -1e9", |t| t.adam[0].mean.bias[2] = -3e38),
            ("finite numbers in f1.bias.adam_mean", |t| t.adam[0].mean.bias[2] = f32::NAN),
            ("f1.weight and f1.bias whose absolute values", |t| t.net.f_mut(1).bias[2] = 3e38),
        ];
        for (reason, spoil) in spoil {
            let mut trainer = trainer.clone();
            spoil(&mut trainer);
            let message = Trainer::from_bytes(&trainer.to_bytes()).unwrap_err().to_string();
            assert!(message.contains(reason), "{message}");
        }
    }
}
