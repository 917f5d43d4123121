//! TRAIN: alternate INFERENCE (E-step) and local updates (M-step), batch by batch.

use super::adam::Adam;
use super::corruption::{gaussian, spike_like};
use super::local_update::local_update;
use crate::error::{Error, Result};
use crate::inference::{Inference, LogJoint};
use crate::net::{Latents, Network};
use crate::params::{Architecture, MAX_H1_NORM, TrainParams};
use ndarray::{Array2, ArrayView2, Axis};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_pcg::Pcg64;
use std::ops::ControlFlow;

/// Training images looked at to place the first biases.
const BIAS_SAMPLE: usize = 2_000;

/// A network that learns, with all that is needed to go on from where it stands.
///
/// Order and noise of every batch follow from the seed, the epoch and the batch alone, so a resumed
/// training takes the very same steps as one that was never interrupted.
#[derive(Debug, Clone, PartialEq)]
pub struct Trainer {
    /// The network so far.
    pub net: Network,
    pub(crate) adam: [Adam; 4],
    pub(crate) params: TrainParams,
    pub(crate) seed: u64,
    pub(crate) progress: Progress,
}

/// How far a training is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Progress {
    /// Whole epochs done.
    pub epoch: usize,
    /// Batches done in the current epoch.
    pub batch: usize,
    /// Batches done in all.
    pub steps: u64,
}

/// What one batch showed; means per image.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct BatchReport {
    /// Images of the batch.
    pub images: usize,
    /// `log p(x|h1)` after inference.
    pub x_given_h1: f64,
    /// `log p(h1|h2)` after inference.
    pub h1_given_h2: f64,
    /// `‖h1‖` after inference: the first sign of a runaway.
    pub h1_norm: f64,
    /// Squared error of each map on its corrupted input, in the order of [`Network::LAYER_NAMES`].
    pub map_errors: [f64; 4],
}

impl BatchReport {
    /// `log p(x,h)` after inference.
    pub fn log_joint(&self) -> f64 {
        self.x_given_h1 + self.h1_given_h2
    }

    /// The mean over the images of both.
    pub fn merge(self, other: Self) -> Self {
        let total = self.images + other.images;
        let share = other.images as f64 / total.max(1) as f64;
        let mix = |a: f64, b: f64| a + (b - a) * share;
        let mut map_errors = self.map_errors;
        map_errors.iter_mut().zip(other.map_errors).for_each(|(a, b)| *a = mix(*a, b));
        Self {
            images: total,
            x_given_h1: mix(self.x_given_h1, other.x_given_h1),
            h1_given_h2: mix(self.h1_given_h2, other.h1_given_h2),
            h1_norm: mix(self.h1_norm, other.h1_norm),
            map_errors,
        }
    }
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
        check_images(images, architecture)?;
        let mut net = Network::random(architecture, params.f2_start_scale, &mut Pcg64::seed_from_u64(seed));
        net.center_biases(images.slice(ndarray::s![..images.nrows().min(BIAS_SAMPLE), ..]));
        let adam = net.layers().map(Adam::new);
        Ok(Self { net, adam, params, seed, progress: Progress { epoch: 0, batch: 0, steps: 0 } })
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

    /// The seed of weights, order and noise.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// Random numbers of one batch; batch 0 is the order of the epoch, the others are counted from 1.
    fn random_numbers(&self, batch: usize) -> Pcg64 {
        let place = ((self.progress.epoch as u64) << 32) | batch as u64;
        Pcg64::seed_from_u64(self.seed ^ place.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }
}

fn check_images(images: ArrayView2<f32>, architecture: Architecture) -> Result<()> {
    if images.nrows() > 0 && images.ncols() == architecture.x {
        return Ok(());
    }
    Err(Error::Shape {
        what: "training images".to_owned(),
        expected: format!("at least one image of {} pixels", architecture.x),
        found: format!("{} images of {} pixels", images.nrows(), images.ncols()),
    })
}

/// Learns from the rest of the current epoch of `images` `(n, X)` in \[0,1\]; `on_batch` sees every batch
/// and may stop between two. Returns the means over the batches of this call.
///
/// # Errors
/// [`Error::Diverged`] when a number is not finite or h1 runs away; [`Error::Shape`] for images that do not fit.
pub fn train_epoch(
    trainer: &mut Trainer,
    images: ArrayView2<f32>,
    mut on_batch: impl FnMut(&BatchReport) -> ControlFlow<()>,
) -> Result<BatchReport> {
    check_images(images, trainer.net.architecture())?;
    let mut order: Vec<usize> = (0..images.nrows()).collect();
    order.shuffle(&mut trainer.random_numbers(0));
    let batches = order.chunks(trainer.params.batch_size);
    let n_batches = batches.len();
    let mut mean = BatchReport::default();
    for indices in batches.skip(trainer.progress.batch) {
        let report = train_batch(trainer, images.select(Axis(0), indices))?;
        mean = mean.merge(report);
        if on_batch(&report).is_break() {
            break;
        }
    }
    if trainer.progress.batch >= n_batches {
        trainer.progress.batch = 0;
        trainer.progress.epoch += 1;
    }
    Ok(mean)
}

/// One mini-batch `x` `(B, X)` of TRAIN: E-step, then M-step.
///
/// # Errors
/// [`Error::Diverged`] when a number is not finite or h1 runs away; the weights are then as before the batch.
pub fn train_batch(trainer: &mut Trainer, x: Array2<f32>) -> Result<BatchReport> {
    let mut report = BatchReport { images: x.nrows(), ..BatchReport::default() };
    let latents = e_step(&trainer.net, &x, &trainer.params, &mut report);
    check_divergence(trainer, &report)?;
    m_step(trainer, &x, &latents, &mut report);
    trainer.progress.batch += 1;
    trainer.progress.steps += 1;
    Ok(report)
}

/// Infers the latents of a batch and notes `log p(x,h)`.
fn e_step(net: &Network, x: &Array2<f32>, params: &TrainParams, report: &mut BatchReport) -> Latents {
    let inference_params = params.inference();
    let mut inference = Inference::start(net, x.clone(), None);
    for _ in 0..params.n_steps {
        inference.advance(net, &inference_params);
    }
    let LogJoint { x_given_h1, h1_given_h2 } = inference.log_joint();
    report.x_given_h1 = x_given_h1.mean().unwrap_or(0.0).into();
    report.h1_given_h2 = h1_given_h2.mean().unwrap_or(0.0).into();
    let latents = inference.into_latents();
    let norms = latents.h1.rows().into_iter().map(|h1| f64::from(h1.dot(&h1)).sqrt());
    report.h1_norm = norms.sum::<f64>() / x.nrows() as f64;
    latents
}

/// Every map moves by its own squared error only: decoders `g_l(h~_l) → h_{l−1}`, encoders `f_l(h~_{l−1}) → h_l`.
fn m_step(trainer: &mut Trainer, x: &Array2<f32>, latents: &Latents, report: &mut BatchReport) {
    let rng = &mut trainer.random_numbers(trainer.progress.batch + 1);
    let params = &trainer.params;
    let epoch = i32::try_from(trainer.progress.epoch).unwrap_or(i32::MAX);
    let Latents { h1, h2 } = latents;

    let x_corrupted = gaussian(x, params.noise_x * params.noise_x_decay.powi(epoch), rng);
    let h1_corrupted = gaussian(h1, params.noise_h1 * params.noise_h1_decay.powi(epoch), rng);
    let h2_corrupted = spike_like(h2, params.spikes, rng);
    // f2 sees clean h1: with noise there h2 collapses to a constant.
    let pairs = [(&x_corrupted, h1), (h1, h2), (&h2_corrupted, h1), (&h1_corrupted, x)];
    let rates = [params.rate_f1, params.rate_f2, params.rate_g2, params.rate_g1];
    let decay = params.rate_decay.powi(epoch);
    let t = trainer.progress.steps + 1;

    let layers = trainer.net.layers_mut().into_iter().zip(&mut trainer.adam);
    for (i, (((layer, adam), (input, target)), rate)) in layers.zip(pairs).zip(rates).enumerate() {
        let (gradient, error) = local_update(layer, input.view(), target.view());
        adam.step(layer, &gradient, rate * decay, params, t);
        report.map_errors[i] = error;
    }
}

/// Stops before a batch that has gone wrong can spoil the weights.
fn check_divergence(trainer: &Trainer, report: &BatchReport) -> Result<()> {
    let diverged = |what: String| {
        let Progress { epoch, batch, .. } = trainer.progress;
        Err(Error::Diverged { epoch: epoch + 1, batch: batch + 1, what })
    };
    if !report.log_joint().is_finite() || !report.h1_norm.is_finite() {
        return diverged(format!("log p(x,h) is {}", report.log_joint()));
    }
    // The norm of a layer of comparable activations grows with the root of its size.
    let limit = MAX_H1_NORM * (trainer.net.architecture().h1 as f64 / 1000.0).sqrt();
    if report.h1_norm > limit {
        return diverged(format!("the mean norm of h1 is {:.0}, above {limit:.0}", report.h1_norm));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::RngExt;

    fn images(n: usize) -> Array2<f32> {
        let mut rng = Pcg64::seed_from_u64(12);
        Array2::from_shape_fn((n, 16), |(i, j)| if i % 4 == j % 4 { 0.9 } else { 0.1 * rng.random::<f32>() })
    }

    fn small_trainer(params: TrainParams, images: &Array2<f32>) -> Trainer {
        Trainer::new(Architecture { x: 16, h1: 12, h2: 5 }, params, 3, images.view()).unwrap()
    }

    #[test]
    fn learning_raises_log_joint_and_lowers_the_decoder_error() {
        let images = images(200);
        let params = TrainParams {
            batch_size: 20,
            rate_decay: 1.0,
            rate_f1: 1e-3,
            rate_f2: 1e-3,
            ..TrainParams::default()
        };
        let mut trainer = small_trainer(params, &images);
        let first = train_epoch(&mut trainer, images.view(), |_| ControlFlow::Continue(())).unwrap();
        let mut last = first;
        for _ in 0..30 {
            last = train_epoch(&mut trainer, images.view(), |_| ControlFlow::Continue(())).unwrap();
        }
        assert!(last.log_joint() > first.log_joint(), "{first:?} {last:?}");
        assert!(last.map_errors[3] < 0.5 * first.map_errors[3], "{first:?} {last:?}");
        assert_eq!((trainer.progress().epoch, trainer.progress().steps), (31, 310));
    }

    #[test]
    fn an_interrupted_epoch_goes_on_as_if_it_had_not_been() {
        let images = images(100);
        let params = TrainParams { batch_size: 30, ..TrainParams::default() };
        let mut whole = small_trainer(params, &images);
        let mut parts = whole.clone();
        train_epoch(&mut whole, images.view(), |_| ControlFlow::Continue(())).unwrap();
        train_epoch(&mut parts, images.view(), |_| ControlFlow::Break(())).unwrap();
        assert_eq!(parts.progress(), Progress { epoch: 0, batch: 1, steps: 1 });
        train_epoch(&mut parts, images.view(), |_| ControlFlow::Continue(())).unwrap();
        assert_eq!(parts, whole);
    }

    #[test]
    fn runaway_and_nan_stop_training_by_name_and_keep_the_weights() {
        let images = images(40);
        let params = TrainParams { batch_size: 20, rate_f1: 1.0, rate_g1: 1.0, ..TrainParams::default() };
        let mut trainer = small_trainer(params, &images);
        let mut outcome = Ok(BatchReport::default());
        for _ in 0..200 {
            outcome = train_epoch(&mut trainer, images.view(), |_| ControlFlow::Continue(()));
            if outcome.is_err() {
                break;
            }
        }
        let message = outcome.unwrap_err().to_string();
        assert!(message.contains("diverged") && message.contains("norm of h1"), "{message}");
        let before = trainer.clone();
        let nan = Array2::from_elem((2, 16), f32::NAN);
        assert!(train_batch(&mut trainer, nan).unwrap_err().to_string().contains("log p(x,h) is NaN"));
        assert_eq!(trainer, before);
    }

    #[test]
    fn images_that_do_not_fit_are_refused() {
        let images = Array2::<f32>::zeros((3, 15));
        let architecture = Architecture { x: 16, h1: 12, h2: 5 };
        let message =
            Trainer::new(architecture, TrainParams::default(), 1, images.view()).unwrap_err().to_string();
        assert!(message.contains("3 images of 15 pixels"), "{message}");
    }
}
