//! One mini-batch of TRAIN, divided between workers.
//!
//! [`train_batch`](super::train_batch) is the algorithm; here its steps are taken part by part. The E-step, the noise and
//! the error of each map are computed image by image, the gradients output unit by output unit, and each number is one
//! sum in one order. So a batch may be divided in any way, over its images first and over the output units then, and
//! every result has the bits that the algorithm gives it.
//!
//! ```text
//! every worker:  compute_images(its part)      images, measures  →  everybody else's images_mut, measures_mut
//!                compute_gradients(its part)          gradients  →  everybody else's gradients_mut
//!                apply, to its own copy of the network
//! ```

use super::local_update::LayerGradient;
use super::report::{BatchReport, measures, measures_of_an_image};
use super::train::{corrupt, e_step, move_maps, own_errors, pairs};
use super::trainer::Trainer;
use crate::error::{Error, Result};
use crate::net::Network;
use crate::params::WORKERS;
use ndarray::{Array2, s};
use std::ops::Range;

/// What one worker does: part `index` of `count` parts, as equal as whole numbers allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    index: usize,
    count: usize,
}

impl Part {
    /// All of it.
    pub const WHOLE: Self = Self { index: 0, count: 1 };

    /// Part `index`, counted from 0, of `count`.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] for more parts than [`WORKERS`] allows, none, or a part beyond the last.
    pub fn new(index: usize, count: usize) -> Result<Self> {
        let count = WORKERS.check(count as f64)? as usize;
        if index < count {
            return Ok(Self { index, count });
        }
        Err(Error::OutOfRange {
            name: "part of the work".to_owned(),
            min: 0.0,
            max: (count - 1) as f64,
            found: index as f64,
        })
    }

    /// This part of `n` things in a row. The parts follow one another, and together are all of them.
    pub fn range(self, n: usize) -> Range<usize> {
        n * self.index / self.count..n * (self.index + 1) / self.count
    }
}

/// A batch at work.
#[derive(Debug, Clone, PartialEq)]
pub struct DividedBatch {
    /// `(B, X)`.
    x: Array2<f32>,
    /// What each map is given, `(B, in)`.
    inputs: Vec<Array2<f32>>,
    /// Slope of each map's own error in its pre-activation, `(B, out)`.
    slopes: Vec<Array2<f32>>,
    /// `(B, measures)`.
    measures: Array2<f64>,
    gradients: Vec<LayerGradient>,
}

impl DividedBatch {
    /// Room for learning from images `x` `(B, X)` in \[0,1\], B ≥ 1.
    ///
    /// # Panics
    /// If `x` does not fit `net`, or there are no images.
    pub fn new(net: &Network, x: Array2<f32>) -> Self {
        let batch = x.nrows();
        assert!(batch > 0 && x.ncols() == net.f(1).n_in(), "images of a batch fit the network");
        Self {
            x,
            inputs: net.layers().map(|layer| Array2::zeros((batch, layer.n_in()))).collect(),
            slopes: net.layers().map(|layer| Array2::zeros((batch, layer.n_out()))).collect(),
            measures: Array2::zeros((batch, measures_of_an_image(net.depth()))),
            gradients: net.layers().map(LayerGradient::zeros).collect(),
        }
    }

    /// As [`new`](Self::new), in the room of this batch if it has as many images.
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

    /// E-step, noise and the errors of the maps for a part of the images.
    pub fn compute_images(&mut self, trainer: &Trainer, part: Part) {
        let rows = part.range(self.x.nrows());
        if rows.is_empty() {
            return;
        }
        let inferred = e_step(trainer, self.x.slice(s![rows.clone(), ..]).to_owned());
        let corrupted = corrupt(trainer, &inferred, &mut trainer.image_streams(rows.clone()));
        let pairs = pairs(&inferred, &corrupted);
        let errors = own_errors(&trainer.net, &pairs);
        for i in 0..pairs.len() {
            self.inputs[i].slice_mut(s![rows.clone(), ..]).assign(pairs[i].input);
            self.slopes[i].slice_mut(s![rows.clone(), ..]).assign(&errors[i].slope);
        }
        self.measures.slice_mut(s![rows, ..]).assign(&measures(&inferred, &errors));
    }

    /// What [`compute_images`](Self::compute_images) found for a part: each map's inputs and slopes, row by row.
    pub fn images(&self, part: Part) -> Vec<&[f32]> {
        let rows = part.range(self.x.nrows());
        self.inputs.iter().chain(&self.slopes).map(|array| rows_of(array, &rows)).collect()
    }

    /// The places of [`images`](Self::images), for what another worker found for its part.
    pub fn images_mut(&mut self, part: Part) -> Vec<&mut [f32]> {
        let rows = part.range(self.x.nrows());
        self.inputs.iter_mut().chain(&mut self.slopes).map(|array| rows_of_mut(array, &rows)).collect()
    }

    /// What [`compute_images`](Self::compute_images) measured of the images of a part.
    pub fn measures(&self, part: Part) -> &[f64] {
        rows_of(&self.measures, &part.range(self.x.nrows()))
    }

    /// The place of [`measures`](Self::measures), for what another worker measured.
    pub fn measures_mut(&mut self, part: Part) -> &mut [f64] {
        let rows = part.range(self.x.nrows());
        rows_of_mut(&mut self.measures, &rows)
    }

    /// The gradients of a part of each map's output units; all images must be there.
    pub fn compute_gradients(&mut self, part: Part) {
        for ((gradient, input), slope) in self.gradients.iter_mut().zip(&self.inputs).zip(&self.slopes) {
            gradient.set_panels(part.range(gradient.n_panels()), input.view(), slope);
        }
    }

    /// What [`compute_gradients`](Self::compute_gradients) found for a part, for workers on the same target: how it is
    /// stored differs between targets.
    pub fn gradients(&self, part: Part) -> Vec<&[f32]> {
        self.gradients.iter().flat_map(|gradient| gradient.panels(part.range(gradient.n_panels()))).collect()
    }

    /// The places of [`gradients`](Self::gradients), for what another worker found for its part.
    pub fn gradients_mut(&mut self, part: Part) -> Vec<&mut [f32]> {
        let gradients = self.gradients.iter_mut();
        gradients.flat_map(|gradient| gradient.panels_mut(part.range(gradient.n_panels()))).collect()
    }

    /// Ends the M-step: `trainer` moves its maps. All images, measures and gradients must be there.
    ///
    /// # Errors
    /// [`Error::Diverged`] when a number is not finite or h1 runs away; the weights are then as before.
    pub fn apply(&self, trainer: &mut Trainer) -> Result<BatchReport> {
        let report = BatchReport::of(self.measures.view(), trainer.net.depth());
        move_maps(trainer, &self.gradients, &report)?;
        Ok(report)
    }
}

fn rows_of<'a, T>(array: &'a Array2<T>, rows: &Range<usize>) -> &'a [T] {
    let width = array.ncols();
    &array.as_slice().expect("made by zeros")[rows.start * width..rows.end * width]
}

fn rows_of_mut<'a, T>(array: &'a mut Array2<T>, rows: &Range<usize>) -> &'a mut [T] {
    let width = array.ncols();
    &mut array.as_slice_mut().expect("made by zeros")[rows.start * width..rows.end * width]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_follow_one_another_and_cover_everything() {
        for n in [0, 1, 7, 100] {
            for count in 1..=8 {
                let parts: Vec<usize> =
                    (0..count).flat_map(|index| Part::new(index, count).unwrap().range(n)).collect();
                assert_eq!(parts, (0..n).collect::<Vec<_>>(), "{count} parts of {n}");
            }
        }
        assert!(Part::new(3, 3).unwrap_err().to_string().contains("between 0 and 2, found 3"));
        assert!(Part::new(0, 0).is_err() && Part::new(0, 9).is_err());
    }
}
