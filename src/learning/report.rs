//! What a batch showed: measured image by image, reported as means.

use super::local_update::LocalError;
use crate::inference::Inference;
use ndarray::{Array2, ArrayView2};

/// What one batch showed; means per image.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct BatchReport {
    /// Images of the batch.
    pub images: usize,
    /// The terms of `log p(x,h)` after inference: `log p(x|h_1)`, `log p(h_1|h_2)`, …
    pub terms: Vec<f64>,
    /// `‖h_1‖` after inference: the first sign of a runaway.
    pub h1_norm: f64,
    /// Squared error of each map on its corrupted input, in the order of [`Network::layers`](crate::net::Network::layers).
    pub map_errors: Vec<f64>,
}

/// Numbers measured of each image by a network of `depth` hidden layers: those of [`BatchReport`], in its order.
pub(super) fn measures_of_an_image(depth: usize) -> usize {
    depth + 1 + 2 * depth
}

/// What the E-step and the errors of the maps show of each image, `(B, measures)`.
pub(super) fn measures(inferred: &Inference, errors: &[LocalError]) -> Array2<f64> {
    let terms = inferred.log_joint().terms;
    let h1 = inferred.latents().h(1);
    let rows = (0..h1.nrows()).flat_map(|image| {
        let norm = f64::from(h1.row(image).dot(&h1.row(image))).sqrt();
        let terms = terms.iter().map(move |term| f64::from(term[image]));
        terms.chain([norm]).chain(errors.iter().map(move |error| error.squared[image]))
    });
    let shape = (h1.nrows(), terms.len() + 1 + errors.len());
    Array2::from_shape_vec(shape, rows.collect()).expect("as many measures of each image")
}

impl BatchReport {
    /// The means of `measures` `(B, measures)` of a network of `depth` hidden layers.
    pub(super) fn of(measures: ArrayView2<f64>, depth: usize) -> Self {
        let images = measures.nrows();
        let mut means = vec![0.0; measures.ncols()];
        for row in measures.rows() {
            means.iter_mut().zip(row).for_each(|(sum, measure)| *sum += measure);
        }
        means.iter_mut().for_each(|sum| *sum /= images as f64);
        let map_errors = means.split_off(depth + 1);
        let h1_norm = means[depth];
        means.truncate(depth);
        Self { images, terms: means, h1_norm, map_errors }
    }

    /// `log p(x,h)` after inference.
    pub fn log_joint(&self) -> f64 {
        self.terms.iter().sum()
    }

    /// The mean over the images of both.
    pub fn merge(self, other: &Self) -> Self {
        if self.images == 0 || other.images == 0 {
            return if self.images == 0 { other.clone() } else { self };
        }
        let total = self.images + other.images;
        let weight = other.images as f64 / total as f64;
        let mix = |a: f64, b: f64| a + (b - a) * weight;
        let mix_each = |a: Vec<f64>, b: &[f64]| a.into_iter().zip(b).map(|(a, &b)| mix(a, b)).collect();
        Self {
            images: total,
            terms: mix_each(self.terms, &other.terms),
            h1_norm: mix(self.h1_norm, other.h1_norm),
            map_errors: mix_each(self.map_errors, &other.map_errors),
        }
    }
}
