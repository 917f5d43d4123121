//! Other rules for the same network, which exist only so that targetprop can be compared with them.
//!
//! Back-propagation and feedback alignment train the whole path `x~ → h_1 → … → h_L → … → h_1^ → x^` as one denoising
//! auto-encoder; they move errors down through all maps, which nothing else in this crate does.

use super::local_update::{LayerGradient, local_update};
use super::train::{Pair, corrupt, pairs, train_batch};
use super::trainer::Trainer;
use crate::error::{Error, Result};
use crate::inference::Inference;
use crate::math::matrix::PackedMatrix;
use crate::math::noise::gaussian;
use crate::net::{Layer, Network};
use crate::params::{Architecture, COMPARISON_RATE, TrainParams};
use ndarray::{Array2, ArrayView2};
use rand::SeedableRng;
use rand_pcg::Pcg64;
use serde::{Deserialize, Serialize};

/// Sets the random numbers of the fixed feedback apart from those of the weights.
const FEEDBACK: u64 = 0xfeed_bac4;

/// How the maps learn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// The paper's: INFERENCE by targetprop, then each map by its own squared error (Alg. 2).
    TargetProp,
    /// The exact gradient of `½‖x − x^‖²` in all weights.
    BackPropagation,
    /// The same, but errors go down through fixed random weights instead of transposed ones (Lillicrap et al. 2016).
    FeedbackAlignment,
    /// The encoders stay as they started; each decoder learns by its own squared error.
    DecodersOnly,
}

impl Rule {
    /// All of them, in the order in which charts list them.
    pub const ALL: [Self; 4] =
        [Self::TargetProp, Self::BackPropagation, Self::FeedbackAlignment, Self::DecodersOnly];
}

/// A network that learns by one of the rules. All of one seed start from the same weights and see the same batches.
#[derive(Debug, Clone)]
pub struct ComparedNetwork {
    rule: Rule,
    trainer: Trainer,
    /// What errors go down through, `(out, in)` of every map but f1; only for feedback alignment.
    feedback: Option<Vec<PackedMatrix>>,
}

impl ComparedNetwork {
    /// A fresh network for `images` `(n, X)` in \[0,1\], n ≥ 1.
    ///
    /// # Errors
    /// As [`Trainer::new`].
    pub fn new(
        rule: Rule,
        architecture: Architecture,
        params: TrainParams,
        seed: u64,
        images: ArrayView2<f32>,
    ) -> Result<Self> {
        let trainer = Trainer::new(architecture, params, seed, images)?;
        let feedback = (rule == Rule::FeedbackAlignment).then(|| {
            let rng = &mut Pcg64::seed_from_u64(seed ^ FEEDBACK);
            let random = trainer.net.layers().skip(1).map(|layer| {
                let random = Layer::random(layer.n_out(), layer.n_in(), 1.0, layer.activation(), rng);
                PackedMatrix::pack(random.weights().view())
            });
            random.collect()
        });
        Ok(Self { rule, trainer, feedback })
    }

    /// The rule.
    pub fn rule(&self) -> Rule {
        self.rule
    }

    /// The network so far, and how far it is.
    pub fn trainer(&self) -> &Trainer {
        &self.trainer
    }

    /// As [`Trainer::end_epoch`].
    pub fn end_epoch(&mut self, n_images: usize) -> bool {
        self.trainer.end_epoch(n_images)
    }

    /// Learns from one mini-batch `x` `(B, X)`.
    ///
    /// # Errors
    /// [`Error::Diverged`] when a number is not finite, for targetprop also when h1 runs away; the weights are then as
    /// before the batch.
    pub fn train_batch(&mut self, x: Array2<f32>) -> Result<()> {
        let params = self.trainer.params();
        let comparison_rate = COMPARISON_RATE.default as f32;
        let depth = self.trainer.net.depth();
        let (gradients, rates) = match self.rule {
            Rule::TargetProp => {
                train_batch(&mut self.trainer, x)?;
                return Ok(());
            }
            Rule::BackPropagation | Rule::FeedbackAlignment => {
                let [noise_x, _] = self.trainer.noise();
                let corrupted = gaussian(&x, noise_x, &mut self.trainer.image_streams(0..x.nrows()));
                (
                    chained_gradients(&self.trainer.net, &corrupted, &x, self.feedback.as_deref()),
                    vec![comparison_rate; 2 * depth],
                )
            }
            Rule::DecodersOnly => {
                let mut rates = params.rates(depth);
                rates[..depth].fill(0.0);
                (self.decoder_gradients(x), rates)
            }
        };
        if !gradients.iter().flat_map(LayerGradient::bias).all(|slope| slope.is_finite()) {
            let progress = self.trainer.progress();
            let what = "a slope is not a finite number".to_owned();
            return Err(Error::Diverged { epoch: progress.epoch + 1, batch: progress.batch + 1, what });
        }
        self.trainer.step(&gradients, &rates);
        Ok(())
    }

    /// `g_l(h~_l) → h_{l−1}` at `h_l = f_l(h_{l−1})`, without inference; zeros for the encoders.
    fn decoder_gradients(&self, x: Array2<f32>) -> Vec<LayerGradient> {
        let net = &self.trainer.net;
        let rngs = &mut self.trainer.image_streams(0..x.nrows());
        let encoded = Inference::start(net, x, None);
        let corrupted = corrupt(&self.trainer, &encoded, rngs);
        let maps = net.layers().zip(pairs(&encoded, &corrupted)).enumerate();
        let gradients = maps.map(|(i, (layer, Pair { input, target }))| {
            let is_encoder = i < net.depth();
            if is_encoder {
                LayerGradient::zeros(layer)
            } else {
                local_update(layer, input.view(), target.view()).0
            }
        });
        gradients.collect()
    }
}

/// Slopes of `½‖x − x^‖²` per image in all weights, by the chain rule, with x^ from `x~` through all maps in the order of
/// [`Network::layers`]; `feedback` takes the place of the transposed weights of every map but the first. `corrupted` and `x` are `(B, X)`.
fn chained_gradients(
    net: &Network,
    corrupted: &Array2<f32>,
    x: &Array2<f32>,
    feedback: Option<&[PackedMatrix]>,
) -> Vec<LayerGradient> {
    let layers: Vec<&Layer> = net.layers().collect();
    let mut values = vec![corrupted.clone()];
    for layer in &layers {
        values.push(layer.forward(values[values.len() - 1].view()));
    }
    let mut error = &values[layers.len()] - x;
    let mut gradients = Vec::with_capacity(layers.len());
    for i in (0..layers.len()).rev() {
        layers[i].activation().multiply_by_derivative(
            error.as_slice_mut().expect("errors are contiguous"),
            values[i + 1].as_slice().expect("outputs are contiguous"),
        );
        gradients.push(LayerGradient::of(values[i].view(), &error));
        if i > 0 {
            let mut below = Array2::zeros(values[i].dim());
            let slope = error.as_slice().expect("errors are contiguous");
            let out = below.as_slice_mut().expect("made by zeros");
            match feedback {
                Some(fixed) => fixed[i - 1].multiply_add(slope, out),
                None => PackedMatrix::pack(layers[i].weights().t()).multiply_add(slope, out),
            }
            error = below;
        }
    }
    gradients.reverse();
    gradients
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation::held_out::rebuilt_through_h2;
    use rand::RngExt;

    fn architecture() -> Architecture {
        Architecture { x: 16, hidden: vec![12, 5] }
    }

    fn images(n: usize) -> Array2<f32> {
        let mut rng = Pcg64::seed_from_u64(12);
        Array2::from_shape_fn((n, 16), |(i, j)| if i % 4 == j % 4 { 0.9 } else { 0.1 * rng.random::<f32>() })
    }

    fn half_error(net: &Network, corrupted: &Array2<f32>, x: &Array2<f32>) -> f64 {
        let difference = rebuilt_through_h2(net, corrupted.view()) - x;
        difference.iter().map(|&d| f64::from(d).powi(2)).sum::<f64>() / (2.0 * x.nrows() as f64)
    }

    #[test]
    fn back_propagation_agrees_with_finite_differences() {
        // Central differences of f32 maps: 1e-7 of rounding over 2e-2, and a third derivative times 1e-4.
        const STEP: f32 = 1e-2;
        const TOLERANCE: f64 = 1e-4;
        let net = Network::random(&architecture(), 1.0, &mut Pcg64::seed_from_u64(4));
        let x = images(6);
        let corrupted = gaussian(&x, 0.2, &mut [Pcg64::seed_from_u64(5)]);
        let found = chained_gradients(&net, &corrupted, &x, None);
        for (i, layer) in net.layers().enumerate() {
            // The first weight of each input unit, and the bias of each output unit.
            for unit in 0..layer.n_in() + layer.n_out() {
                let slope = |by: f32| {
                    let mut moved = net.clone();
                    let (mut weights, mut bias) = (layer.weights(), layer.bias().to_vec());
                    match unit.checked_sub(layer.n_in()) {
                        None => weights[[unit, 0]] += by,
                        Some(output) => bias[output] += by,
                    }
                    *moved.layers_mut().nth(i).unwrap() =
                        Layer::new(weights.view(), &bias, layer.activation());
                    half_error(&moved, &corrupted, &x)
                };
                let expected = (slope(STEP) - slope(-STEP)) / (2.0 * f64::from(STEP));
                let found = match unit.checked_sub(layer.n_in()) {
                    None => found[i].weights()[[unit, 0]],
                    Some(output) => found[i].bias()[output],
                };
                assert!((f64::from(found) - expected).abs() < TOLERANCE, "{i} {unit}: {found} {expected}");
            }
        }
    }

    #[test]
    fn feedback_that_is_the_transpose_is_back_propagation() {
        let net = Network::random(&architecture(), 1.0, &mut Pcg64::seed_from_u64(6));
        let x = images(4);
        let transposed: Vec<_> =
            net.layers().skip(1).map(|layer| PackedMatrix::pack(layer.weights().t())).collect();
        assert_eq!(chained_gradients(&net, &x, &x, Some(&transposed)), chained_gradients(&net, &x, &x, None));
    }

    #[test]
    fn every_rule_lowers_the_error_through_h2_from_the_same_start() {
        let images = images(200);
        let params = TrainParams { batch_size: 20, noise_x: 0.1, ..TrainParams::default() };
        let mut starts = Vec::new();
        for rule in Rule::ALL {
            let mut network =
                ComparedNetwork::new(rule, architecture(), params.clone(), 3, images.view()).unwrap();
            starts.push(half_error(&network.trainer.net, &images, &images));
            let encoder = network.trainer.net.f(1).clone();
            for _ in 0..30 {
                for x in images.axis_chunks_iter(ndarray::Axis(0), 20) {
                    network.train_batch(x.to_owned()).unwrap();
                }
            }
            let end = half_error(&network.trainer.net, &images, &images);
            assert!(end < 0.8 * starts[0], "{rule:?}: {} to {end}", starts[0]);
            assert_eq!(*network.trainer.net.f(1) == encoder, rule == Rule::DecodersOnly, "{rule:?}");
        }
        assert!(starts.iter().all(|&start| start == starts[0]));
    }

    #[test]
    fn numbers_that_are_not_finite_stop_every_rule() {
        let images = images(20);
        for rule in Rule::ALL {
            let params = TrainParams::default();
            let mut network = ComparedNetwork::new(rule, architecture(), params, 3, images.view()).unwrap();
            let before = network.trainer.clone();
            let nan = Array2::from_elem((2, 16), f32::NAN);
            assert!(matches!(network.train_batch(nan), Err(Error::Diverged { .. })), "{rule:?}");
            assert_eq!(network.trainer, before);
        }
    }
}
