//! Bindings for the workers that learn: a network that learns together with its replicas in other workers.

use super::training_set::TrainingSet;
use super::{Outcome, flat, to_js};
use crate::data::idx;
use crate::inference::infer;
use crate::learning::{BatchReport, DividedBatch, Part, Rule, Trainer};
use crate::model::finished_model;
use crate::net::check_seed;
use crate::params::{
    Architecture, COMPARISON_RATE, DREAM_COMPONENTS, DREAM_COUNT, DREAM_POINTS, FINISH_COMPONENTS,
    FINISH_IMAGES, H1_UNITS, H2_UNITS, IMAGE_PIXELS, IMAGE_SIDE, MixtureParams, PAGE_H1_UNITS, PAGE_H2_UNITS,
    PAGE_IMAGES, Param, ReadOutParams, TRAIN, TrainParams, WORKERS, quick_training,
};
use crate::sampling::decode;
use crate::storage::tensor_file::Precision;
use crate::top::{learn_mixture, logit};
use js_sys::Float32Array;
use ndarray::{ArrayView2, Axis, s};
use rand::SeedableRng;
use rand_pcg::Pcg64;
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;

/// Everything the controls of learning need.
#[derive(Serialize)]
struct LearnParameters {
    images: Param,
    /// Sizes and training, with the page's defaults: a quick network.
    settings: Vec<Param>,
    /// The same with the defaults of `train`.
    paper_size: Vec<Param>,
    workers: Param,
    comparison_rate: Param,
    rules: [Rule; 4],
}

/// The tables from which the page makes the controls of learning.
#[wasm_bindgen]
pub fn learn_parameters() -> Outcome<JsValue> {
    let sizes = [PAGE_H1_UNITS, PAGE_H2_UNITS];
    to_js(&LearnParameters {
        images: PAGE_IMAGES,
        settings: sizes.into_iter().chain(quick_training()).collect(),
        paper_size: [H1_UNITS, H2_UNITS].iter().chain(TRAIN).copied().collect(),
        workers: WORKERS,
        comparison_rate: COMPARISON_RATE,
        rules: Rule::ALL,
    })
}

/// How a network learns, as the page sends it: names of parameters.
#[derive(Deserialize)]
pub(super) struct Settings {
    h1_units: usize,
    h2_units: usize,
    seed: u64,
    training: TrainParams,
}

impl Settings {
    pub(super) fn read(settings: JsValue) -> Outcome<(Architecture, TrainParams, u64)> {
        let Self { h1_units, h2_units, seed, training } = serde_wasm_bindgen::from_value(settings)?;
        PAGE_H1_UNITS.check(h1_units as f64)?;
        PAGE_H2_UNITS.check(h2_units as f64)?;
        let architecture = Architecture { x: IMAGE_PIXELS, hidden: vec![h1_units, h2_units] };
        check_seed(seed)?;
        Ok((architecture, training.check()?, seed))
    }
}

/// The two files of a model.
#[wasm_bindgen(getter_with_clone)]
pub struct ModelFiles {
    /// Network, Gaussian prior and read-out.
    pub model: Vec<u8>,
    /// The mixture.
    pub mixture: Vec<u8>,
}

/// How far a network is.
#[derive(Serialize)]
struct State {
    epoch: usize,
    batch: usize,
    batches: usize,
    epochs: usize,
    steps: u64,
}

/// What batches showed; means per image.
#[derive(Serialize)]
struct Report {
    images: usize,
    log_joint: f64,
    h1_norm: f64,
    map_errors: Vec<f64>,
}

impl From<BatchReport> for Report {
    fn from(report: BatchReport) -> Self {
        let log_joint = report.log_joint();
        let BatchReport { images, h1_norm, map_errors, .. } = report;
        Self { images, log_joint, h1_norm, map_errors }
    }
}

/// A network that learns. Replicas in several workers that share their batches stay equal to the bit.
#[wasm_bindgen]
pub struct Learner {
    trainer: Trainer,
    set: TrainingSet,
    /// The number of an epoch, and the order of the images in it.
    order: (usize, Vec<usize>),
    /// The batch at work.
    work: Option<DividedBatch>,
    /// The batch before, whose memory the next one takes.
    room: Option<DividedBatch>,
    /// Means over the batches since the page last asked for them.
    report: BatchReport,
}

#[wasm_bindgen]
impl Learner {
    /// A fresh network for `set`, which it takes over.
    ///
    /// # Errors
    /// For settings outside their ranges.
    #[wasm_bindgen(constructor)]
    pub fn new(set: TrainingSet, settings: JsValue) -> Outcome<Learner> {
        let (architecture, params, seed) = Settings::read(settings)?;
        Self::of(Trainer::new(architecture, params, seed, set.images.view())?, set)
    }

    /// A network from the bytes of its checkpoint, which goes on with `set`.
    ///
    /// # Errors
    /// If the file cannot be read, its network is not of 28×28 pixels and two latent layers, or it has learned from other
    /// images.
    pub fn resume(set: TrainingSet, bytes: &[u8]) -> Outcome<Learner> {
        let trainer = Trainer::from_bytes(bytes)?;
        let found = trainer.net.architecture();
        if found.x != IMAGE_PIXELS || found.depth() != 2 {
            let message =
                format!("checkpoint: expected {IMAGE_PIXELS} pixels and two latent layers, found {found}");
            return Err(JsError::new(&message));
        }
        Self::of(trainer, set)
    }

    fn of(mut trainer: Trainer, set: TrainingSet) -> Outcome<Learner> {
        trainer.set_data(set.data.clone())?;
        let order = (trainer.progress().epoch, trainer.epoch_order(set.images.nrows()));
        Ok(Self { trainer, set, order, work: None, room: None, report: BatchReport::default() })
    }

    /// Settings and sizes, as the page sends them.
    pub fn settings(&self) -> Outcome<JsValue> {
        #[derive(Serialize)]
        struct Settings<'a> {
            h1_units: usize,
            h2_units: usize,
            seed: u64,
            training: &'a TrainParams,
        }
        let net = &self.trainer.net;
        let (seed, training) = (self.trainer.seed(), self.trainer.params());
        to_js(&Settings { h1_units: net.f(1).n_out(), h2_units: net.f(2).n_out(), seed, training })
    }

    /// What the page is told of the training set.
    pub fn summary(&self) -> Outcome<JsValue> {
        self.set.summary()
    }

    /// How far it is.
    pub fn state(&self) -> Outcome<JsValue> {
        let progress = self.trainer.progress();
        to_js(&State {
            epoch: progress.epoch,
            batch: progress.batch,
            batches: self.trainer.batches(self.set.images.nrows()),
            epochs: self.trainer.params().epochs,
            steps: progress.steps,
        })
    }

    /// What the batches since the last call showed: means over their images, or null without any.
    pub fn report(&mut self) -> Outcome<JsValue> {
        let report = std::mem::take(&mut self.report);
        to_js(&(report.images > 0).then(|| Report::from(report)))
    }

    /// Goes on until `epochs` in all.
    ///
    /// # Errors
    /// For a number outside its range.
    pub fn set_epochs(&mut self, epochs: f64) -> Outcome<()> {
        let param = TRAIN.iter().find(|param| param.name == "epochs");
        let param = param.ok_or_else(|| JsError::new("no such setting"))?;
        self.trainer.set_epochs(param.check(epochs)? as usize);
        Ok(())
    }

    /// Begins the next batch, anew where one had been begun. Then all workers call, in this order and each for its part,
    /// [`compute_images`](Self::compute_images), [`put_images`](Self::put_images) with what the others found,
    /// [`compute_gradients`](Self::compute_gradients), [`put_gradients`](Self::put_gradients), and [`apply`](Self::apply).
    pub fn begin_batch(&mut self) {
        let progress = self.trainer.progress();
        if self.order.0 != progress.epoch {
            self.order = (progress.epoch, self.trainer.epoch_order(self.set.images.nrows()));
        }
        let size = self.trainer.params().batch_size;
        let indices = self.order.1.chunks(size).nth(progress.batch).unwrap_or_default();
        let x = self.set.images.select(Axis(0), indices);
        let net = &self.trainer.net;
        self.work = Some(match self.work.take().or_else(|| self.room.take()) {
            Some(room) => room.again(net, x),
            None => DividedBatch::new(net, x),
        });
    }

    /// E-step and errors of part `part` of `of` of the batch's images.
    ///
    /// # Errors
    /// Where no batch has been begun, or there is no such part.
    pub fn compute_images(&mut self, part: usize, of: usize) -> Outcome<()> {
        begun(&mut self.work)?.compute_images(&self.trainer, Part::new(part, of)?);
        Ok(())
    }

    /// Number of the values that part `part` of `of` has for the others about its images.
    ///
    /// # Errors
    /// Where no batch has been begun, or there is no such part.
    pub fn images_length(&mut self, part: usize, of: usize) -> Outcome<usize> {
        Ok(length(&begun(&mut self.work)?.images(Part::new(part, of)?)))
    }

    /// Copies those values to `values`, and returns the measures that go with them.
    ///
    /// # Errors
    /// Where no batch has been begun, there is no such part, or `values` has another length.
    pub fn get_images(&mut self, part: usize, of: usize, values: &Float32Array) -> Outcome<Vec<f64>> {
        let part = Part::new(part, of)?;
        let work = begun(&mut self.work)?;
        send(&work.images(part), values)?;
        Ok(work.measures(part).to_vec())
    }

    /// Takes over what another worker found.
    ///
    /// # Errors
    /// Where no batch has been begun, or the lengths are those of another part.
    pub fn put_images(
        &mut self,
        part: usize,
        of: usize,
        values: &Float32Array,
        measures: &[f64],
    ) -> Outcome<()> {
        let part = Part::new(part, of)?;
        let work = begun(&mut self.work)?;
        receive(values, work.images_mut(part))?;
        let mine = work.measures_mut(part);
        check_length(mine.len(), measures.len())?;
        mine.copy_from_slice(measures);
        Ok(())
    }

    /// Gradients of part `part` of `of` of each map's output units.
    ///
    /// # Errors
    /// Where no batch has been begun, or there is no such part.
    pub fn compute_gradients(&mut self, part: usize, of: usize) -> Outcome<()> {
        begun(&mut self.work)?.compute_gradients(Part::new(part, of)?);
        Ok(())
    }

    /// Number of the values of that part's gradients.
    ///
    /// # Errors
    /// Where no batch has been begun, or there is no such part.
    pub fn gradients_length(&mut self, part: usize, of: usize) -> Outcome<usize> {
        Ok(length(&begun(&mut self.work)?.gradients(Part::new(part, of)?)))
    }

    /// Copies those values to `values`.
    ///
    /// # Errors
    /// Where no batch has been begun, there is no such part, or `values` has another length.
    pub fn get_gradients(&mut self, part: usize, of: usize, values: &Float32Array) -> Outcome<()> {
        send(&begun(&mut self.work)?.gradients(Part::new(part, of)?), values)
    }

    /// Takes over what another worker found.
    ///
    /// # Errors
    /// Where no batch has been begun, or the length is that of another part.
    pub fn put_gradients(&mut self, part: usize, of: usize, values: &Float32Array) -> Outcome<()> {
        receive(values, begun(&mut self.work)?.gradients_mut(Part::new(part, of)?))
    }

    /// Ends the batch: the step of learning.
    ///
    /// # Errors
    /// Where no batch has been begun, or training diverged; the weights are then as before.
    pub fn apply(&mut self) -> Outcome<()> {
        let work = self.work.take().ok_or_else(no_batch)?;
        let report = work.apply(&mut self.trainer)?;
        self.room = Some(work);
        self.report = std::mem::take(&mut self.report).merge(&report);
        self.trainer.end_epoch(self.set.images.nrows());
        Ok(())
    }

    /// Measures on the held-out digits.
    pub fn measure(&self) -> Outcome<JsValue> {
        to_js(&self.set.held_out.measure(&self.trainer.net, &self.trainer.params().inference()))
    }

    /// The first `count` held-out digits as it rebuilds them after INFERENCE, `(count · 784)`.
    pub fn rebuilt(&self, count: usize) -> Vec<f32> {
        let clean = self.held_out(count);
        let latents = infer(&self.trainer.net, clean, &self.trainer.params().inference());
        flat(&self.trainer.net.g(1).forward(latents.h(1).view()))
    }

    /// The first `count` held-out digits, `(count · 784)`.
    pub fn held_out_digits(&self, count: usize) -> Vec<f32> {
        self.held_out(count).iter().copied().collect()
    }

    fn held_out(&self, count: usize) -> ArrayView2<'_, f32> {
        let clean = self.set.held_out.clean();
        clean.slice(s![..count.min(clean.nrows()), ..])
    }

    /// What the first `count` units of h1 send to the image: rows of g1's weights, `(count · 784)`.
    pub fn filters(&self, count: usize) -> Vec<f32> {
        let weights = self.trainer.net.g(1).weights();
        weights.slice(s![..count.min(weights.nrows()), ..]).iter().copied().collect()
    }

    /// Digits from a small mixture on the h2 of some training images, decoded directly, `(count · 784)`.
    ///
    /// # Errors
    /// For a count outside its range, or fewer than two training images.
    pub fn dreams(&self, count: f64, seed: u32) -> Outcome<Vec<f32>> {
        let count = DREAM_COUNT.check(count)? as usize;
        let some = self.set.images.slice(s![..self.set.images.nrows().min(DREAM_POINTS), ..]);
        let latents = infer(&self.trainer.net, some, &self.trainer.params().inference());
        let params = MixtureParams::small(some.nrows(), DREAM_COMPONENTS);
        let rng = &mut Pcg64::seed_from_u64(seed.into());
        let mixture =
            learn_mixture(logit(latents.top().view(), params.margin).view(), &params, rng, |_, _| ())?;
        Ok(flat(&decode(&self.trainer.net, mixture.sample(count, 1.0, rng).view())))
    }

    /// The checkpoint file.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.trainer.to_bytes()
    }

    /// The files of a whole model, with priors and read-out, for the other benches.
    ///
    /// # Errors
    /// For fewer than two training images.
    pub fn finished_model(&self, date: String) -> Outcome<ModelFiles> {
        let images = self.set.images.slice(s![..self.set.images.nrows().min(FINISH_IMAGES), ..]);
        let labels = self.set.labels.as_deref().and_then(|labels| labels.get(..images.nrows()));
        let params = (MixtureParams::small(images.nrows(), FINISH_COMPONENTS), ReadOutParams::small());
        let (mut model, _) = finished_model(&self.trainer, images, labels, params, |_, _| ())?;
        model.card.date = date;
        let mixture = model.mixture_to_bytes(Precision::F32);
        let mixture = mixture.ok_or_else(|| JsError::new("a finished model has a mixture"))?;
        Ok(ModelFiles { model: model.to_bytes(Precision::F32), mixture })
    }

    /// The images it learns from as an IDX file, which `train --data` reads.
    pub fn images_file(&self) -> Vec<u8> {
        idx::write_images(self.set.images.view(), IMAGE_SIDE, IMAGE_SIDE)
    }

    /// The labels of these images as an IDX file, where they have any.
    pub fn labels_file(&self) -> Option<Vec<u8>> {
        self.set.labels.as_deref().map(idx::write_labels)
    }
}

fn no_batch() -> JsError {
    JsError::new("no batch has been begun")
}

fn begun(work: &mut Option<DividedBatch>) -> Outcome<&mut DividedBatch> {
    work.as_mut().ok_or_else(no_batch)
}

fn length(parts: &[&[f32]]) -> usize {
    parts.iter().map(|part| part.len()).sum()
}

fn check_length(expected: usize, found: usize) -> Outcome<()> {
    if expected == found {
        return Ok(());
    }
    Err(JsError::new(&format!("part of another worker: expected {expected} values, found {found}")))
}

/// Copies `parts`, one after the other, into an array of JavaScript.
fn send(parts: &[&[f32]], values: &Float32Array) -> Outcome<()> {
    check_length(length(parts), values.length() as usize)?;
    let mut start = 0;
    for part in parts {
        let end = u32::saturating_add(start, part.len() as u32);
        values.subarray(start, end).copy_from(part);
        start = end;
    }
    Ok(())
}

/// The opposite of [`send`].
fn receive(values: &Float32Array, parts: Vec<&mut [f32]>) -> Outcome<()> {
    check_length(parts.iter().map(|part| part.len()).sum(), values.length() as usize)?;
    let mut start = 0;
    for part in parts {
        let end = u32::saturating_add(start, part.len() as u32);
        values.subarray(start, end).copy_to(part);
        start = end;
    }
    Ok(())
}
