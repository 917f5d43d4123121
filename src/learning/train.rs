//! TRAIN: alternate INFERENCE (E-step) and local updates (M-step), batch by batch.

use super::local_update::{LayerGradient, LocalError};
use super::progress::Progress;
use super::report::{BatchReport, measures};
use super::trainer::{Trainer, check_images};
use crate::error::{Error, Result};
use crate::inference::Inference;
use crate::math::noise::{gaussian, spike_like};
use crate::net::{Latents, Network};
use crate::params::MAX_H1_NORM;
use ndarray::{Array2, ArrayView2, Axis};
use rand::Rng;
use std::ops::ControlFlow;

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
    check_images(images, &trainer.net.architecture())?;
    let order = trainer.epoch_order(images.nrows());
    let batches = order.chunks(trainer.params.batch_size);
    let mut mean = BatchReport::default();
    for indices in batches.skip(trainer.progress.batch) {
        let report = train_batch(trainer, images.select(Axis(0), indices))?;
        mean = mean.merge(&report);
        if on_batch(&report).is_break() {
            break;
        }
    }
    trainer.end_epoch(images.nrows());
    Ok(mean)
}

/// One mini-batch of TRAIN (Alg. 2): images `x` `(B, X)` in \[0,1\], B ≥ 1.
///
/// # Errors
/// [`Error::Diverged`] when a number is not finite or h1 runs away; the weights are then as before the batch.
pub fn train_batch(trainer: &mut Trainer, x: Array2<f32>) -> Result<BatchReport> {
    let rngs = &mut trainer.image_streams(0..x.nrows());
    let inferred = e_step(trainer, x);
    let corrupted = corrupt(trainer, &inferred, rngs);
    m_step(trainer, &inferred, &corrupted)
}

/// E-step: `h_1, …, h_L ← INFERENCE(x)` for images `x` `(B, X)`.
pub fn e_step(trainer: &Trainer, x: Array2<f32>) -> Inference {
    let mut inference = Inference::start(&trainer.net, x, None);
    inference.run(&trainer.net, &trainer.params.inference());
    inference
}

/// The layers with the noise of one batch.
#[derive(Debug, Clone, PartialEq)]
pub struct Corrupted {
    /// x~, `(B, X)`.
    pub x: Array2<f32>,
    /// h~_l, `(B, H_l)`.
    pub h: Latents,
}

/// x~ and h~_l are Gaussian around x and h_l; at the top h~_L is the mean of a few Bernoulli(h_L) draws. Each image draws
/// from its own of `rngs`.
pub fn corrupt<R: Rng>(trainer: &Trainer, inferred: &Inference, rngs: &mut [R]) -> Corrupted {
    let [noise_x, _] = trainer.noise();
    let x = gaussian(inferred.x(), noise_x, rngs);
    Corrupted { x, h: corrupt_latents(trainer, inferred.latents(), rngs) }
}

/// h~_l of latents h_l, as [`corrupt`] has them.
pub(crate) fn corrupt_latents<R: Rng>(trainer: &Trainer, h: &Latents, rngs: &mut [R]) -> Latents {
    let [_, noise_h] = trainer.noise();
    let mut corrupted: Vec<_> = (1..h.depth()).map(|l| gaussian(h.h(l), noise_h, rngs)).collect();
    corrupted.push(spike_like(h.top(), trainer.params.spikes, rngs));
    Latents::new(corrupted)
}

/// What a map is given, and what it is to make of it.
#[derive(Debug, Clone, Copy)]
pub struct Pair<'a> {
    /// `(B, in)`.
    pub input: &'a Array2<f32>,
    /// `(B, out)`.
    pub target: &'a Array2<f32>,
}

/// The pair of each map, in the order of [`Network::layers`](crate::net::Network::layers).
pub fn pairs<'a>(inferred: &'a Inference, corrupted: &'a Corrupted) -> Vec<Pair<'a>> {
    let (x, h) = (inferred.x(), inferred.latents());
    // f_1(x~) → h_1
    let mut pairs = vec![Pair { input: &corrupted.x, target: h.h(1) }];
    // f_l(h_{l−1}) → h_l, where Alg. 2 has f_l(h~_{l−1}): with noise there the top layer collapses to a constant.
    pairs.extend((2..=h.depth()).map(|l| Pair { input: h.h(l - 1), target: h.h(l) }));
    // g_l(h~_l) → h_{l−1}
    pairs.extend((2..=h.depth()).rev().map(|l| Pair { input: corrupted.h.h(l), target: h.h(l - 1) }));
    // g_1(h~_1) → x
    pairs.push(Pair { input: corrupted.h.h(1), target: x });
    pairs
}

/// M-step: every map moves against the gradient of its own squared error only.
///
/// # Errors
/// [`Error::Diverged`] when a number is not finite or h1 runs away; the weights are then as before.
pub fn m_step(trainer: &mut Trainer, inferred: &Inference, corrupted: &Corrupted) -> Result<BatchReport> {
    learn_pairs(trainer, inferred, &pairs(inferred, corrupted))
}

/// As [`m_step`], with a pair of each map, in the order of [`Network::layers`](crate::net::Network::layers).
pub(crate) fn learn_pairs(
    trainer: &mut Trainer,
    inferred: &Inference,
    pairs: &[Pair],
) -> Result<BatchReport> {
    let errors = own_errors(&trainer.net, pairs);
    let gradients: Vec<_> = pairs
        .iter()
        .zip(&errors)
        .map(|(pair, error)| LayerGradient::of(pair.input.view(), &error.slope))
        .collect();
    let report = BatchReport::of(measures(inferred, &errors).view(), trainer.net.depth());
    move_maps(trainer, &gradients, &report)?;
    Ok(report)
}

/// The error of each map on its own pair.
pub(super) fn own_errors(net: &Network, pairs: &[Pair]) -> Vec<LocalError> {
    let layers = net.layers().zip(pairs);
    layers.map(|(layer, pair)| LocalError::of(layer, pair.input.view(), pair.target.view())).collect()
}

/// One step of each map, unless `report` shows that the batch has gone wrong.
pub(super) fn move_maps(
    trainer: &mut Trainer,
    gradients: &[LayerGradient],
    report: &BatchReport,
) -> Result<()> {
    check_divergence(trainer, report)?;
    trainer.step(gradients, &trainer.params.rates(trainer.net.depth()));
    Ok(())
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
    let limit = MAX_H1_NORM * (trainer.net.f(1).n_out() as f64 / 1000.0).sqrt();
    if report.h1_norm > limit {
        return diverged(format!("the mean norm of h1 is {:.0}, above {limit:.0}", report.h1_norm));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::params::{Architecture, TrainParams};
    use rand::{RngExt, SeedableRng};
    use rand_pcg::Pcg64;

    fn images(n: usize) -> Array2<f32> {
        let mut rng = Pcg64::seed_from_u64(12);
        Array2::from_shape_fn((n, 16), |(i, j)| if i % 4 == j % 4 { 0.9 } else { 0.1 * rng.random::<f32>() })
    }

    fn small_trainer(params: TrainParams, images: &Array2<f32>) -> Trainer {
        trainer_of(vec![12, 5], params, images)
    }

    fn trainer_of(hidden: Vec<usize>, params: TrainParams, images: &Array2<f32>) -> Trainer {
        Trainer::new(Architecture { x: 16, hidden }, params, 3, images.view()).unwrap()
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
        for hidden in [vec![12, 5], vec![12, 8, 5]] {
            let mut trainer = trainer_of(hidden, params.clone(), &images);
            let first = train_epoch(&mut trainer, images.view(), |_| ControlFlow::Continue(())).unwrap();
            let mut last = first.clone();
            for _ in 0..30 {
                last = train_epoch(&mut trainer, images.view(), |_| ControlFlow::Continue(())).unwrap();
            }
            let g1 = last.map_errors.len() - 1;
            assert!(last.log_joint() > first.log_joint(), "{first:?} {last:?}");
            assert!(last.map_errors[g1] < 0.5 * first.map_errors[g1], "{first:?} {last:?}");
            assert_eq!((trainer.progress().epoch, trainer.progress().steps), (31, 310));
        }
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
        let architecture = Architecture { x: 16, hidden: vec![12, 5] };
        let message =
            Trainer::new(architecture, TrainParams::default(), 1, images.view()).unwrap_err().to_string();
        assert!(message.contains("3 images of 15 pixels"), "{message}");
    }
}
