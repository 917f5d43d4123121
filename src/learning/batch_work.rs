//! One mini-batch of TRAIN, in parts that workers can share.
//!
//! The E-step and the error of each map are computed image by image, the gradients output unit by output unit, and
//! each number is one sum in one order. So a batch may be divided between workers in any way, over its images
//! first and over the output units then, and every result keeps its bits.
//!
//! ```text
//! every worker:  compute_images(its share)     images, measures  →  everybody else's images_mut, measures_mut
//!                compute_gradients(its share)          gradients  →  everybody else's gradients_mut
//!                Trainer::apply, on its own copy of the network
//! ```

use super::local_update::{LayerGradient, local_slope};
use super::share::Share;
use super::trainer::{BatchReport, Trainer};
use crate::inference::{Inference, LogJoint};
use crate::math::noise::{gaussian, skip_gaussian, skip_spike_like, spike_like};
use crate::net::{Latents, Network};
use ndarray::{Array1, Array2, s};
use std::ops::Range;

/// What is measured of each image: the numbers of [`BatchReport`] in its order.
const MEASURES: usize = 7;

/// A batch at work.
#[derive(Debug, Clone, PartialEq)]
pub struct BatchWork {
    /// `(B, X)`.
    x: Array2<f32>,
    /// What each map gets, `(B, in)`.
    inputs: [Array2<f32>; 4],
    /// Slope of each map's own error in its pre-activation, `(B, out)`.
    slopes: [Array2<f32>; 4],
    /// `(B, MEASURES)`.
    measures: Array2<f64>,
    pub(crate) gradients: [LayerGradient; 4],
}

impl BatchWork {
    /// Room for learning from images `x` `(B, X)` in \[0,1\], B ≥ 1.
    ///
    /// # Panics
    /// If `x` does not fit `net`, or there are no images.
    pub fn new(net: &Network, x: Array2<f32>) -> Self {
        let batch = x.nrows();
        assert!(batch > 0 && x.ncols() == net.architecture().x, "images of a batch fit the network");
        Self {
            x,
            inputs: net.layers().map(|layer| Array2::zeros((batch, layer.n_in()))),
            slopes: net.layers().map(|layer| Array2::zeros((batch, layer.n_out()))),
            measures: Array2::zeros((batch, MEASURES)),
            gradients: net.layers().map(LayerGradient::zeros),
        }
    }

    /// The same for other images, in the same room where they are as many.
    ///
    /// # Panics
    /// As [`new`](Self::new).
    pub fn again(mut self, net: &Network, x: Array2<f32>) -> Self {
        if self.x.dim() != x.dim() {
            return Self::new(net, x);
        }
        self.x = x;
        self
    }

    /// E-step and errors for a share of the images. Decoders are to give `g_l(h~_l) → h_{l−1}`, encoders
    /// `f1(x~) → h1` and, unlike Alg. 2, `f2(h1) → h2` without noise.
    pub fn compute_images(&mut self, trainer: &Trainer, share: Share) {
        let rows = share.range(self.x.nrows());
        if rows.is_empty() {
            return;
        }
        let net = &trainer.net;
        let x = self.x.slice(s![rows.clone(), ..]).to_owned();
        let (latents, log_joint) = e_step(trainer, x.clone());
        let Latents { h1, h2 } = &latents;
        let [x_corrupted, h1_corrupted, h2_corrupted] = self.corrupted(trainer, share, &x, &latents);

        // f2 sees clean h1: with noise there h2 collapses to a constant.
        let pairs = [(&x_corrupted, h1), (h1, h2), (&h2_corrupted, h1), (&h1_corrupted, &x)];
        let norms = h1.rows().into_iter().map(|h1| f64::from(h1.dot(&h1)).sqrt()).collect::<Array1<f64>>();
        let LogJoint { x_given_h1, h1_given_h2 } = log_joint;
        let terms = [x_given_h1.mapv(f64::from), h1_given_h2.mapv(f64::from), norms];
        for (i, values) in terms.iter().enumerate() {
            self.measures.slice_mut(s![rows.clone(), i]).assign(values);
        }
        for (i, (layer, (input, target))) in net.layers().into_iter().zip(pairs).enumerate() {
            let (slope, errors) = local_slope(layer, input.view(), target.view());
            self.inputs[i].slice_mut(s![rows.clone(), ..]).assign(input);
            self.slopes[i].slice_mut(s![rows.clone(), ..]).assign(&slope);
            self.measures.slice_mut(s![rows.clone(), terms.len() + i]).assign(&errors);
        }
    }

    /// x~, h~1 and h~2 of a share of the images. The noise is that of the whole batch, in one sequence.
    fn corrupted(
        &self,
        trainer: &Trainer,
        share: Share,
        x: &Array2<f32>,
        Latents { h1, h2 }: &Latents,
    ) -> [Array2<f32>; 3] {
        let batch = self.x.nrows();
        let rows = share.range(batch);
        let rng = &mut trainer.random_numbers(trainer.progress.batch + 1);
        let [noise_x, noise_h1] = trainer.noise();
        let spikes = trainer.params.spikes;

        let (before, after) = (rows.start, batch - rows.end);
        skip_gaussian(before * x.ncols(), rng);
        let x_corrupted = gaussian(x, noise_x, rng);
        skip_gaussian(after * x.ncols() + before * h1.ncols(), rng);
        let h1_corrupted = gaussian(h1, noise_h1, rng);
        skip_gaussian(after * h1.ncols(), rng);
        skip_spike_like(before * h2.ncols(), spikes, rng);
        [x_corrupted, h1_corrupted, spike_like(h2, spikes, rng)]
    }

    /// What [`compute_images`](Self::compute_images) found for a share, for the other workers: each map's inputs and
    /// slopes, row by row.
    pub fn images(&self, share: Share) -> Vec<&[f32]> {
        let rows = share.range(self.x.nrows());
        self.inputs.iter().chain(&self.slopes).map(|array| rows_of(array, &rows)).collect()
    }

    /// The same, to be set to what another worker found for its share.
    pub fn images_mut(&mut self, share: Share) -> Vec<&mut [f32]> {
        let rows = share.range(self.x.nrows());
        self.inputs.iter_mut().chain(&mut self.slopes).map(|array| rows_of_mut(array, &rows)).collect()
    }

    /// What was measured of the images of a share, for the other workers.
    pub fn measures(&self, share: Share) -> &[f64] {
        rows_of(&self.measures, &share.range(self.x.nrows()))
    }

    /// The same, to be set to what another worker measured.
    pub fn measures_mut(&mut self, share: Share) -> &mut [f64] {
        let rows = share.range(self.x.nrows());
        rows_of_mut(&mut self.measures, &rows)
    }

    /// The gradients of a share of each map's output units; all images must be there.
    pub fn compute_gradients(&mut self, share: Share) {
        for ((gradient, input), slope) in self.gradients.iter_mut().zip(&self.inputs).zip(&self.slopes) {
            gradient.set_share(share, input.view(), slope);
        }
    }

    /// What [`compute_gradients`](Self::compute_gradients) found for a share, for workers on the same target: how
    /// it is stored differs.
    pub fn gradients(&self, share: Share) -> Vec<&[f32]> {
        self.gradients.iter().flat_map(|gradient| gradient.share(share)).collect()
    }

    /// The same, to be set to what another worker found for its share.
    pub fn gradients_mut(&mut self, share: Share) -> Vec<&mut [f32]> {
        self.gradients.iter_mut().flat_map(|gradient| gradient.share_mut(share)).collect()
    }

    /// Means over the images; all must be there.
    pub fn report(&self) -> BatchReport {
        let images = self.x.nrows();
        let sums = self.measures.rows().into_iter().fold([0.0; MEASURES], |mut sums, row| {
            sums.iter_mut().zip(row).for_each(|(sum, measure)| *sum += measure);
            sums
        });
        let [x_given_h1, h1_given_h2, h1_norm, map_errors @ ..] = sums.map(|sum| sum / images as f64);
        BatchReport { images, x_given_h1, h1_given_h2, h1_norm, map_errors }
    }
}

/// Infers the latents of images and notes `log p(x,h)`.
fn e_step(trainer: &Trainer, x: Array2<f32>) -> (Latents, LogJoint) {
    let params = trainer.params.inference();
    let mut inference = Inference::start(&trainer.net, x, None);
    for _ in 0..params.n_steps {
        inference.advance(&trainer.net, &params);
    }
    let log_joint = inference.log_joint();
    (inference.into_latents(), log_joint)
}

fn rows_of<'a, T>(array: &'a Array2<T>, rows: &Range<usize>) -> &'a [T] {
    let width = array.ncols();
    &array.as_slice().expect("made by zeros")[rows.start * width..rows.end * width]
}

fn rows_of_mut<'a, T>(array: &'a mut Array2<T>, rows: &Range<usize>) -> &'a mut [T] {
    let width = array.ncols();
    &mut array.as_slice_mut().expect("made by zeros")[rows.start * width..rows.end * width]
}
