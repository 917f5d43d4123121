//! What a training consists of between two batches: the network, the state of its optimiser, how far it is.

use super::adam::Adam;
use super::local_update::LayerGradient;
use super::progress::Progress;
use super::training_data::TrainingData;
use crate::error::{Error, Result};
use crate::math::streams::row_streams;
use crate::net::Network;
use crate::params::{Architecture, TrainParams};
use ndarray::ArrayView2;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_pcg::Pcg64;
use std::ops::Range;

/// Training images looked at to place the first biases.
const BIAS_SAMPLE: usize = 2_000;

/// A network that learns, with all that is needed to go on from where it stands.
///
/// The order of the images follows from the seed and the epoch, their noise also from the batch and the place in it, so a
/// resumed training takes the very same steps as one that was never interrupted.
#[derive(Debug, Clone, PartialEq)]
pub struct Trainer {
    /// The network so far.
    pub net: Network,
    /// Of each map, in the order of [`Network::layers`].
    pub(crate) adam: Vec<Adam>,
    pub(crate) params: TrainParams,
    pub(crate) seed: u64,
    pub(crate) progress: Progress,
    pub(crate) data: Option<TrainingData>,
}

impl Trainer {
    /// A fresh network for `images` `(n, X)` in \[0,1\], n ≥ 1.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] for settings outside their ranges, [`Error::Shape`] for images that do not fit.
    pub fn new(
        architecture: Architecture,
        params: TrainParams,
        seed: u64,
        images: ArrayView2<f32>,
    ) -> Result<Self> {
        let params = params.check()?;
        architecture.check()?;
        check_images(images, &architecture)?;
        let mut net = Network::random(&architecture, params.f2_start_scale, &mut Pcg64::seed_from_u64(seed));
        net.center_biases(images.slice(ndarray::s![..images.nrows().min(BIAS_SAMPLE), ..]));
        Self::of(net, params, seed)
    }

    /// A network that goes on to learn, with an optimiser that has seen nothing.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] for settings outside their ranges.
    pub fn of(net: Network, params: TrainParams, seed: u64) -> Result<Self> {
        let params = params.check()?;
        let adam = net.layers().map(Adam::new).collect();
        let progress = Progress { epoch: 0, batch: 0, steps: 0 };
        Ok(Self { net, adam, params, seed, progress, data: None })
    }

    /// How far it is.
    pub fn progress(&self) -> Progress {
        self.progress
    }

    /// The settings it learns with.
    pub fn params(&self) -> &TrainParams {
        &self.params
    }

    /// Goes on until `epochs` in all.
    pub fn set_epochs(&mut self, epochs: usize) {
        self.params.epochs = epochs;
    }

    /// What it learns from, if that has been noted.
    pub fn data(&self) -> Option<&TrainingData> {
        self.data.as_ref()
    }

    /// Notes in its file what it learns from; a training that goes on must be given the same, and keeps its name.
    ///
    /// # Errors
    /// [`Error::Shape`] if other data have been noted before, [`Error::ModelFile`] if its counters are not those of so many
    /// images.
    pub fn set_data(&mut self, data: TrainingData) -> Result<()> {
        self.data.get_or_insert_with(|| data.clone()).check_same(&data)?;
        self.progress.check(self.params.batch_size, Some(data.images))
    }

    /// The seed of weights, order and noise.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The order in which the current epoch goes through `n_images`.
    pub fn epoch_order(&self, n_images: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..n_images).collect();
        order.shuffle(&mut Pcg64::seed_from_u64(self.seed_of(0)));
        order
    }

    /// Batches of an epoch of `n_images`.
    pub fn batches(&self, n_images: usize) -> usize {
        n_images.div_ceil(self.params.batch_size)
    }

    /// Goes on to the next epoch if the current one of `n_images` is over; says whether it was.
    pub fn end_epoch(&mut self, n_images: usize) -> bool {
        let over = self.progress.batch >= self.batches(n_images);
        if over {
            self.progress.batch = 0;
            self.progress.epoch += 1;
        }
        over
    }

    /// Moves every map against its gradient, at its rate for the first epoch, and counts the batch.
    pub(crate) fn step(&mut self, gradients: &[LayerGradient], rates: &[f32]) {
        let decay = self.decay();
        let t = self.progress.steps + 1;
        let layers = self.net.layers_mut().zip(&mut self.adam);
        for (((layer, adam), gradient), &rate) in layers.zip(gradients).zip(rates) {
            adam.step(layer, gradient, rate * decay, &self.params, t);
        }
        self.progress.batch += 1;
        self.progress.steps += 1;
    }

    /// Factor on all learning rates in the current epoch.
    pub(crate) fn decay(&self) -> f32 {
        self.params.rate_decay.powi(i32::try_from(self.progress.epoch).unwrap_or(i32::MAX))
    }

    /// Standard deviations of the noise on x, and on every latent layer below the top, in the current epoch.
    pub(crate) fn noise(&self) -> [f32; 2] {
        let epoch = i32::try_from(self.progress.epoch).unwrap_or(i32::MAX);
        let TrainParams { noise_x, noise_x_decay, noise_h1, noise_h1_decay, .. } = self.params;
        [noise_x * noise_x_decay.powi(epoch), noise_h1 * noise_h1_decay.powi(epoch)]
    }

    /// Streams of noise of the images `rows` of the current batch, one each.
    pub fn image_streams(&self, rows: Range<usize>) -> Vec<Pcg64> {
        row_streams(self.seed_of(self.progress.batch + 1), rows.start, rows.len())
    }

    /// Seed of one batch of the current epoch; batch 0 is the order of the epoch, the others are counted from 1.
    fn seed_of(&self, batch: usize) -> u64 {
        let place = ((self.progress.epoch as u64) << 32) | batch as u64;
        self.seed ^ place.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }
}

/// Refuses images that are none or of another size.
pub(super) fn check_images(images: ArrayView2<f32>, architecture: &Architecture) -> Result<()> {
    if images.nrows() > 0 && images.ncols() == architecture.x {
        return Ok(());
    }
    Err(Error::Shape {
        what: "training images".to_owned(),
        expected: format!("at least one image of {} pixels", architecture.x),
        found: format!("{} images of {} pixels", images.nrows(), images.ncols()),
    })
}
