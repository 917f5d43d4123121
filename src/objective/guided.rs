//! TRAIN with something told of y: the E-step takes it down to every layer, the M-step stays each map's own.

use super::label_layer::{Feedback, LabelLayer};
use super::teacher::Teacher;
use crate::error::Result;
use crate::inference::Inference;
use crate::learning::{BatchReport, Pair, Trainer, corrupt_latents, learn_pairs};
use crate::math::noise::gaussian;
use crate::math::streams::row_streams;
use crate::net::Latents;
use crate::params::ObjectiveParams;
use ndarray::{Array2, ArrayView2, Axis};
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use std::ops::ControlFlow;

/// A network that learns from what is told of its digits.
#[derive(Debug, Clone, PartialEq)]
pub struct GuidedTrainer {
    /// The network below y.
    pub trainer: Trainer,
    /// y.
    pub labels: LabelLayer,
    params: ObjectiveParams,
    feedback: Feedback,
}

impl GuidedTrainer {
    /// Goes on from `trainer`, with a y that knows nothing and reads latents like those of `x` `(n, X)`, n ≥ 1.
    ///
    /// # Errors
    /// [`Error::OutOfRange`](crate::error::Error::OutOfRange) for settings outside their ranges.
    pub fn new(
        trainer: Trainer,
        x: Array2<f32>,
        params: ObjectiveParams,
        feedback: Feedback,
    ) -> Result<Self> {
        let params = params.check()?;
        let rng = &mut Pcg64::seed_from_u64(trainer.seed());
        let labels = LabelLayer::blank(&trainer.net.encode(x.view()), rng);
        Ok(Self { trainer, labels, params, feedback })
    }

    /// Learns from the rest of the current epoch of `images` `(n, X)`, of which `teacher` tells; `on_batch` sees every batch and
    /// may stop between two. Where few images have labels, every batch also has as many of them as half of its own.
    ///
    /// # Errors
    /// [`Error::Diverged`](crate::error::Error::Diverged) as in TRAIN.
    pub fn train_epoch(
        &mut self,
        images: ArrayView2<f32>,
        teacher: &mut Teacher,
        mut on_batch: impl FnMut(&BatchReport) -> ControlFlow<()>,
    ) -> Result<BatchReport> {
        let (order, few) = (self.trainer.epoch_order(images.nrows()), teacher.few());
        if self.trainer.progress().epoch >= self.params.own_from {
            teacher.weigh_own_guesses(self.params.own_weight);
        }
        let size = self.trainer.params().batch_size;
        let mut mean = BatchReport::default();
        for batch in order.chunks(size).skip(self.trainer.progress().batch) {
            let mut batch = batch.to_vec();
            if !few.is_empty() {
                // A stream that no image of the batch has.
                let rng = &mut self.trainer.image_streams(2 * size..2 * size + 1)[0];
                batch.extend((0..size.div_ceil(2)).map(|_| few[rng.random_range(0..few.len())]));
            }
            let report = self.train_batch(&images.select(Axis(0), &batch), &batch, teacher)?;
            mean = mean.merge(&report);
            if on_batch(&report).is_break() {
                break;
            }
        }
        self.trainer.end_epoch(images.nrows());
        Ok(mean)
    }

    /// One mini-batch: clean images `x` `(B, X)`, which are those of the `numbers` of `teacher`. The network sees them with noise.
    fn train_batch(
        &mut self,
        x: &Array2<f32>,
        numbers: &[usize],
        teacher: &mut Teacher,
    ) -> Result<BatchReport> {
        let trainer = &mut self.trainer;
        let rngs = &mut trainer.image_streams(0..x.nrows());
        let [noise_x, _] = trainer.noise();
        let mut inference = Inference::start(&trainer.net, gaussian(x, noise_x, rngs), None);
        inference.run(&trainer.net, &trainer.params().inference());
        let h = inference.latents();
        let (cells, y) = self.labels.forward(h);
        let push = teacher.push(numbers, &y, rngs);
        let pushes = self.labels.push_on_latents(&trainer.net, h, &cells, &push, self.feedback);
        // Not clipped: a target beyond the range of a unit is still a direction.
        let targets: Vec<_> = h.iter().zip(pushes).map(|(h, push)| h + &(push * self.params.push)).collect();
        let corrupted = corrupt_latents(trainer, h, rngs);
        let rate = self.params.rate_y * trainer.decay();
        let report = learn_pairs(trainer, &inference, &pairs(x, &inference, &targets, &corrupted))?;
        self.labels.learn(&cells, &push, [rate, self.params.decay_y], self.trainer.params());
        Ok(report)
    }

    /// y alone learns on, anew, from `latents` of the images of `teacher` as INFERENCE gives them. Where labels are missing, what
    /// y has said of them until now is taken for them.
    pub fn settle(&mut self, latents: &Latents, teacher: Teacher) {
        let mut teacher = teacher.completed(&self.labels.read_out.probabilities(latents));
        let rng = &mut Pcg64::seed_from_u64(self.trainer.seed());
        self.labels = LabelLayer::blank(latents, rng);
        let ObjectiveParams { settle_epochs, settle_rate, settle_decay, .. } = self.params;
        let mut rate = settle_rate;
        let mut order: Vec<usize> = (0..latents.h(1).nrows()).collect();
        for _ in 0..settle_epochs {
            order.shuffle(rng);
            for numbers in order.chunks(self.trainer.params().batch_size) {
                let (cells, y) = self.labels.forward(&latents.select(numbers));
                let rngs = &mut row_streams(rng.random(), 0, numbers.len());
                let push = teacher.push(numbers, &y, rngs);
                self.labels.learn(&cells, &push, [rate, 0.0], self.trainer.params());
            }
            rate *= settle_decay;
        }
    }
}

/// As [`learning::pairs`](crate::learning::pairs), with `targets` for the encoders, from what the network saw, and clean
/// images `x` for `g_1`.
fn pairs<'a>(
    x: &'a Array2<f32>,
    seen: &'a Inference,
    targets: &'a [Array2<f32>],
    corrupted: &'a Latents,
) -> Vec<Pair<'a>> {
    let h = seen.latents();
    let depth = h.depth();
    let below = |l: usize| if l == 1 { seen.x() } else { h.h(l - 1) };
    let mut pairs: Vec<_> = (1..=depth).map(|l| Pair { input: below(l), target: &targets[l - 1] }).collect();
    pairs.extend((2..=depth).rev().map(|l| Pair { input: corrupted.h(l), target: h.h(l - 1) }));
    pairs.push(Pair { input: corrupted.h(1), target: x });
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learning::train_batch;
    use crate::net::Network;
    use crate::params::{Architecture, TrainParams};

    /// Images of two kinds, of which the label is 0 or 1.
    fn images(n: usize) -> (Array2<f32>, Vec<u8>) {
        let mut rng = Pcg64::seed_from_u64(12);
        let labels: Vec<u8> = (0..n).map(|i| (i % 2) as u8).collect();
        let x = Array2::from_shape_fn((n, 16), |(i, j)| {
            0.3 * rng.random::<f32>() + if j % 4 == 2 * (i % 2) { 0.4 } else { 0.1 }
        });
        (x, labels)
    }

    fn guided(params: TrainParams, x: &Array2<f32>, feedback: Feedback) -> GuidedTrainer {
        let net =
            Network::random(&Architecture { x: 16, hidden: vec![12, 5] }, 3.0, &mut Pcg64::seed_from_u64(3));
        let objective = ObjectiveParams { rate_y: 3e-3, settle_rate: 1e-2, ..ObjectiveParams::default() };
        GuidedTrainer::new(Trainer::of(net, params, 3).unwrap(), x.clone(), objective, feedback).unwrap()
    }

    fn params() -> TrainParams {
        TrainParams {
            batch_size: 20,
            n_steps: 2,
            noise_x: 0.1,
            rate_decay: 1.0,
            rate_f1: 2e-3,
            ..TrainParams::default()
        }
    }

    fn accuracy(guided: &GuidedTrainer, x: &Array2<f32>, labels: &[u8]) -> f64 {
        guided.labels.read_out.accuracy(&guided.trainer.net.encode(x.view()), labels)
    }

    #[test]
    fn without_a_word_about_y_it_is_train_to_the_bit() {
        let (x, _) = images(20);
        // Without noise on x, as inference sees x itself in TRAIN.
        let params = TrainParams { noise_x: 0.0, n_steps: 3, ..params() };
        let mut found = guided(params, &x, Feedback::Learned);
        let mut expected = found.trainer.clone();
        let mut silent = Teacher::Labels { labels: vec![None; 20], own_weight: 0.0 };
        let all: Vec<usize> = (0..20).collect();
        for _ in 0..3 {
            let report = found.train_batch(&x, &all, &mut silent).unwrap();
            assert_eq!(report, train_batch(&mut expected, x.clone()).unwrap());
        }
        assert_eq!(found.trainer, expected);
    }

    #[test]
    fn labels_and_rewards_are_learned_and_the_same_seed_gives_the_same_bits() {
        let (x, labels) = images(200);
        let learn = |mut teacher: Teacher, feedback| {
            let mut guided = guided(params(), &x, feedback);
            for _ in 0..30 {
                guided.train_epoch(x.view(), &mut teacher, |_| ControlFlow::Continue(())).unwrap();
            }
            guided
        };
        let rng = &mut Pcg64::seed_from_u64(1);
        let of_labels = Teacher::of_labels(&labels, None, rng).unwrap();
        let of_reward = Teacher::of_reward(&labels, 0.9).unwrap();
        for feedback in [Feedback::Learned, Feedback::Exact] {
            for teacher in [&of_labels, &of_reward] {
                let guided = learn(teacher.clone(), feedback);
                let found = accuracy(&guided, &x, &labels);
                assert!(found > 0.95, "{found} {feedback:?}");
                assert_eq!(guided, learn(teacher.clone(), feedback));
            }
        }
        let mut settled = learn(of_labels.clone(), Feedback::Learned);
        let latents = settled.trainer.net.encode(x.view());
        settled.settle(&latents, of_labels);
        assert!(accuracy(&settled, &x, &labels) > 0.95);
        let few_labels = labels.iter().enumerate().map(|(i, &label)| (i < 20).then_some(label));
        let of_few = Teacher::Labels { labels: few_labels.collect(), own_weight: 0.0 };
        let mut few = learn(of_few.clone(), Feedback::Learned);
        let latents = few.trainer.net.encode(x.view());
        few.settle(&latents, of_few);
        assert!(accuracy(&few, &x, &labels) > 0.95);
    }

    #[test]
    fn an_interrupted_epoch_goes_on_as_if_it_had_not_been() {
        let (x, labels) = images(100);
        let mut teacher = Teacher::of_labels(&labels, None, &mut Pcg64::seed_from_u64(1)).unwrap();
        let mut whole = guided(params(), &x, Feedback::Learned);
        let mut parts = whole.clone();
        whole.train_epoch(x.view(), &mut teacher, |_| ControlFlow::Continue(())).unwrap();
        parts.train_epoch(x.view(), &mut teacher, |_| ControlFlow::Break(())).unwrap();
        assert_eq!(parts.trainer.progress().batch, 1);
        parts.train_epoch(x.view(), &mut teacher, |_| ControlFlow::Continue(())).unwrap();
        assert_eq!(parts, whole);
    }
}
