//! What a batch showed: measured image by image, reported as means.

use super::local_update::LocalError;
use crate::inference::{Inference, LogJoint};
use ndarray::{Array2, ArrayView2};

/// Numbers measured of each image: those of [`BatchReport`], in its order.
pub(super) const MEASURES: usize = 7;

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
    /// Squared error of each map on its corrupted input, in the order of [`Network::LAYER_NAMES`](crate::net::Network::LAYER_NAMES).
    pub map_errors: [f64; 4],
}

/// What the E-step and the errors of the maps show of each image, `(B, MEASURES)`.
pub(super) fn measures(inferred: &Inference, errors: &[LocalError; 4]) -> Array2<f64> {
    let LogJoint { x_given_h1, h1_given_h2 } = inferred.log_joint();
    Array2::from_shape_fn((x_given_h1.len(), MEASURES), |(image, measure)| match measure {
        0 => f64::from(x_given_h1[image]),
        1 => f64::from(h1_given_h2[image]),
        2 => {
            let h1 = inferred.latents().h1.row(image);
            f64::from(h1.dot(&h1)).sqrt()
        }
        map => errors[map - 3].squared[image],
    })
}

impl BatchReport {
    /// The means of `measures` `(B, MEASURES)`.
    pub(super) fn of(measures: ArrayView2<f64>) -> Self {
        let images = measures.nrows();
        let sums = measures.rows().into_iter().fold([0.0; MEASURES], |mut sums, row| {
            sums.iter_mut().zip(row).for_each(|(sum, measure)| *sum += measure);
            sums
        });
        let [x_given_h1, h1_given_h2, h1_norm, map_errors @ ..] = sums.map(|sum| sum / images as f64);
        Self { images, x_given_h1, h1_given_h2, h1_norm, map_errors }
    }

    /// `log p(x,h)` after inference.
    pub fn log_joint(&self) -> f64 {
        self.x_given_h1 + self.h1_given_h2
    }

    /// The mean over the images of both.
    pub fn merge(self, other: Self) -> Self {
        let total = self.images + other.images;
        let weight = other.images as f64 / total.max(1) as f64;
        let mix = |a: f64, b: f64| a + (b - a) * weight;
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
