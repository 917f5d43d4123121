//! What a digit reads as: a softmax layer on the latents, learned by the delta rule alone.
//!
//! It stands beside the network and never changes it. Its rule `ΔW ∝ input · (t − y)` is as local as those of the
//! network's maps: what a synapse gets times the error of its own output unit. Each latent unit is read by three cells,
//! one linear, one that answers to values well above the unit's mean and one to those well below: with
//! linear cells alone a hundredth of the digits more is misread.

use crate::error::{Error, Result};
use crate::learning::{Adam, LayerGradient};
use crate::math::{argmax, exp};
use crate::net::{Activation, Latents, Layer};
use crate::params::{READ_OUT_LEAST_STD, READ_OUT_THRESHOLD, ReadOutParams, TrainParams};
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis, concatenate, s};
use rand::Rng;
use rand::seq::SliceRandom;

/// Digits that it tells apart.
pub const DIGITS: usize = 10;
/// Cells that read each latent unit.
pub(super) const CELLS: usize = 3;
/// Most standard deviations from the mean that a cell answers to: a unit that never moved in training may move afterwards.
const MOST_STDS: f32 = 1e6;

/// `p(digit | h) = softmax(cells · W + b)`.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadOut {
    /// `(3 (H_1 + … + H_L), 10)`.
    pub(crate) layer: Layer,
    /// Mean of each latent unit, `(H_1 + … + H_L)`.
    pub(super) mean: Array1<f32>,
    /// Its standard deviation, `(H_1 + … + H_L)`, above 0.
    pub(super) std: Array1<f32>,
}

impl ReadOut {
    /// Learns from `latents` of n ≥ 1 images and their `labels` `(n)` from 0 to 9.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] for settings outside their ranges, [`Error::Shape`] unless every image has one label.
    ///
    /// # Panics
    /// If a label is above 9.
    pub fn learn(
        latents: &Latents,
        labels: &[u8],
        params: &ReadOutParams,
        rng: &mut impl Rng,
    ) -> Result<Self> {
        let params = params.clone().check()?;
        let n = latents.h(1).nrows();
        if labels.len() != n || labels.is_empty() {
            return Err(Error::Shape {
                what: "labels of the read-out".to_owned(),
                expected: format!("one for each of {n} images"),
                found: labels.len().to_string(),
            });
        }
        let mut found = Self::blank(latents);
        let mut adam = Adam::new(&found.layer);
        let mut order: Vec<usize> = (0..n).collect();
        let (mut rate, mut t) = (params.rate, 0);
        for _ in 0..params.epochs {
            order.shuffle(rng);
            for indices in order.chunks(params.batch_size) {
                let cells = found.cells(&latents.select(indices));
                // y − t, the error of each output unit.
                let mut error = softmax(found.layer.forward(cells.view()));
                for (mut row, &i) in error.rows_mut().into_iter().zip(indices) {
                    row[usize::from(labels[i])] -= 1.0;
                }
                t += 1;
                let gradient = LayerGradient::of(cells.view(), &error);
                adam.step(&mut found.layer, &gradient, rate, &TrainParams::default(), t);
            }
            rate *= params.rate_decay;
        }
        Ok(found)
    }

    /// One that has learned nothing, for `latents` of n ≥ 1 images: every digit is as likely as the others.
    pub fn blank(latents: &Latents) -> Self {
        let moments = |h: ArrayView2<f32>| {
            let std = h.std_axis(Axis(0), 0.0);
            let least = READ_OUT_LEAST_STD * std.mean().expect("a layer has units") + f32::MIN_POSITIVE;
            (h.mean_axis(Axis(0)).expect("there is an image"), std + least)
        };
        let (means, stds): (Vec<_>, Vec<_>) = latents.iter().map(|h| moments(h.view())).unzip();
        let join = |layers: Vec<Array1<f32>>| layers.into_iter().flatten().collect::<Array1<f32>>();
        let (mean, std) = (join(means), join(stds));
        let weights = Array2::zeros((CELLS * mean.len(), DIGITS));
        let layer = Layer::new(weights.view(), &[0.0; DIGITS], Activation::Identity);
        Self { layer, mean, std }
    }

    /// One with the same cells, of which only the linear ones count, with `linear` weights
    /// `(H_1 + … + H_L, 10)` and no bias.
    pub(super) fn with_linear_weights(&self, linear: Array2<f32>) -> Self {
        let mut weights = Array2::zeros((CELLS * self.mean.len(), DIGITS));
        weights.slice_mut(s![..self.mean.len(), ..]).assign(&linear);
        Self { layer: Layer::new(weights.view(), &[0.0; DIGITS], Activation::Identity), ..self.clone() }
    }

    /// What the cells answer, `(B, 3 (H_1 + … + H_L))`.
    pub(crate) fn cells(&self, latents: &Latents) -> Array2<f32> {
        let layers: Vec<_> = latents.iter().map(|h| h.view()).collect();
        let h = concatenate(Axis(1), &layers).expect("latents of the same images");
        let units = self.mean.len();
        let mut cells = Array2::zeros((h.nrows(), CELLS * units));
        for (mut cells, h) in cells.rows_mut().into_iter().zip(h.rows()) {
            for i in 0..units {
                let z = ((h[i] - self.mean[i]) / self.std[i]).clamp(-MOST_STDS, MOST_STDS);
                cells[i] = z;
                cells[units + i] = (z - READ_OUT_THRESHOLD).max(0.0);
                cells[2 * units + i] = (-z - READ_OUT_THRESHOLD).max(0.0);
            }
        }
        cells
    }

    /// What a push on the cells, which answer `cells`, both `(B, 3 (H_1 + … + H_L))`, means for the units that they read,
    /// `(B, H_1 + … + H_L)`: each cell passes on its own push, where it answers at all.
    pub(crate) fn push_on_units(&self, cells: &Array2<f32>, on_cells: &Array2<f32>) -> Array2<f32> {
        let units = self.mean.len();
        let mut pushes = Array2::zeros((cells.nrows(), units));
        for ((mut push, on_cells), cells) in
            pushes.rows_mut().into_iter().zip(on_cells.rows()).zip(cells.rows())
        {
            for i in 0..units {
                let above = if cells[units + i] > 0.0 { on_cells[units + i] } else { 0.0 };
                let below = if cells[2 * units + i] > 0.0 { on_cells[2 * units + i] } else { 0.0 };
                push[i] = (on_cells[i] + above - below) / self.std[i];
            }
        }
        pushes
    }

    /// `p(digit | h)`, `(B, 10)`.
    pub fn probabilities(&self, latents: &Latents) -> Array2<f32> {
        softmax(self.layer.forward(self.cells(latents).view()))
    }

    /// The likeliest digit for each image, and its probability.
    pub fn read(&self, latents: &Latents) -> Vec<(u8, f32)> {
        let likeliest = |row: ArrayView1<f32>| {
            let best = argmax(row);
            (best as u8, row[best])
        };
        self.probabilities(latents).rows().into_iter().map(likeliest).collect()
    }

    /// Share of the images of `latents` that are read as their `labels` `(B)`, B ≥ 1.
    pub fn accuracy(&self, latents: &Latents, labels: &[u8]) -> f64 {
        let read = self.read(latents);
        let right = read.iter().zip(labels).filter(|((found, _), label)| found == *label).count();
        right as f64 / labels.len() as f64
    }

    /// Refuses weights with which the probabilities could overflow.
    pub(crate) fn check_usable(&self) -> Result<()> {
        self.layer.check_usable("read_out")
    }
}

pub(crate) fn softmax(mut logits: Array2<f32>) -> Array2<f32> {
    for mut row in logits.rows_mut() {
        let highest = row.fold(f32::NEG_INFINITY, |a, &b| a.max(b));
        row.mapv_inplace(|v| exp(v - highest));
        row /= row.sum();
    }
    logits
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{RngExt, SeedableRng};
    use rand_pcg::Pcg64;

    /// Ten clouds: the digit is the unit that stands out.
    fn clouds(n: usize, seed: u64) -> (Latents, Vec<u8>) {
        let mut rng = Pcg64::seed_from_u64(seed);
        let labels: Vec<u8> = (0..n).map(|i| (i % DIGITS) as u8).collect();
        let h1 = Array2::from_shape_fn((n, 12), |(i, j)| {
            3.0 + f32::from(u8::from(i % DIGITS == j)) + 0.3 * rng.random::<f32>()
        });
        let h2 = Array2::from_shape_simple_fn((n, 4), || rng.random::<f32>());
        (Latents::new(vec![h1, h2]), labels)
    }

    #[test]
    fn clouds_are_told_apart_and_probabilities_sum_to_one() {
        let (latents, labels) = clouds(500, 1);
        let params = ReadOutParams { rate: 0.03, ..ReadOutParams::default() };
        let read_out = ReadOut::learn(&latents, &labels, &params, &mut Pcg64::seed_from_u64(2)).unwrap();
        let (latents, labels) = clouds(200, 3);
        let found = read_out.read(&latents);
        assert!(found.iter().zip(&labels).all(|(found, label)| found.0 == *label));
        let sums = read_out.probabilities(&latents).sum_axis(Axis(1));
        assert!(sums.iter().all(|sum| (sum - 1.0).abs() < 1e-5));
    }

    #[test]
    fn one_step_is_the_delta_rule() {
        let (latents, labels) = clouds(10, 4);
        // A single step of Adam has the length of its rate and the sign of the delta rule.
        let params = ReadOutParams { epochs: 1, rate: 0.5, ..ReadOutParams::default() };
        let read_out = ReadOut::learn(&latents, &labels, &params, &mut Pcg64::seed_from_u64(5)).unwrap();
        let cells = read_out.cells(&latents);
        // From zero weights every probability is 1/10.
        let error = Array2::from_shape_fn((10, DIGITS), |(i, d)| f32::from(u8::from(i == d)) - 0.1);
        let expected = cells.t().dot(&error);
        for (found, expected) in read_out.layer.weights().iter().zip(&expected) {
            assert!(
                expected.abs() < 1e-4 || (found - 0.5 * expected.signum()).abs() < 1e-3,
                "{found} {expected}"
            );
        }
    }

    #[test]
    fn labels_and_settings_that_do_not_fit_are_refused() {
        let (latents, labels) = clouds(20, 6);
        let rng = &mut Pcg64::seed_from_u64(7);
        let params = ReadOutParams::default();
        assert!(ReadOut::learn(&latents, &labels[..3], &params, rng).is_err());
        let params = ReadOutParams { rate: f32::NAN, ..params };
        assert!(ReadOut::learn(&latents, &labels, &params, rng).is_err());
    }
}
