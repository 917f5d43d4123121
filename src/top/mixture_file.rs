//! The mixture in a file of tensors.

// What comes from outside is refused with an error, never with a panic or a trap.
#![cfg_attr(
    not(test),
    deny(clippy::indexing_slicing, clippy::unwrap_used, clippy::panic, clippy::arithmetic_side_effects)
)]

use super::mixture::FactorMixture;
use crate::error::Result;
use crate::params::{MAX_LOG_STD, MAX_UNIT_SUM, MixtureParams};
use crate::storage::tensor_file::{Precision, TensorReader, TensorWriter};
use crate::storage::{check_each, refuse};
use ndarray::Axis;

/// Names of the tensors.
const WEIGHTS: &str = "mixture.weights";
const MEANS: &str = "mixture.means";
const LOADINGS: &str = "mixture.loadings";
const LOG_STD: &str = "mixture.log_std";
/// How far the sum of the weights may be from 1: they come rounded to 32 bits.
const WEIGHTS_TOLERANCE: f32 = 1e-3;

impl FactorMixture {
    /// Refuses weights that are none, and components whose draws could overflow.
    pub(crate) fn check_usable(&self) -> Result<()> {
        let sum = self.weights.sum();
        if self.weights.iter().any(|&weight| weight < 0.0) || (sum - 1.0).abs() > WEIGHTS_TOLERANCE {
            return Err(refuse(
                &format!("{WEIGHTS} of at least 0 and of sum 1"),
                &format!("others, of sum {sum:e}"),
            ));
        }
        for k in 0..self.n_components() {
            let mut reach = self.means.row(k).mapv(f32::abs);
            self.loadings
                .index_axis(Axis(0), k)
                .rows()
                .into_iter()
                .for_each(|factor| reach.iter_mut().zip(factor).for_each(|(sum, value)| *sum += value.abs()));
            let of = format!(
                "{MEANS} and {LOADINGS} of component {k} whose absolute values sum to at most {MAX_UNIT_SUM:e} in each unit"
            );
            check_each(&of, reach.into_iter(), |sum| sum <= MAX_UNIT_SUM)?;
            let of = format!("{LOG_STD} of component {k} between -{MAX_LOG_STD} and {MAX_LOG_STD}");
            check_each(&of, self.log_std.row(k).iter().copied(), |value| value.abs() <= MAX_LOG_STD)?;
        }
        Ok(())
    }

    /// Adds the mixture to a model file, its matrices stored with `precision`.
    pub fn write(&self, writer: &mut TensorWriter, precision: Precision) {
        let h2 = self.means.ncols();
        writer.vector(WEIGHTS, self.weights.as_slice().expect("a vector is contiguous"));
        let mut matrix = |name, values: Vec<f32>| writer.matrix(name, &values, h2, precision);
        matrix(MEANS, self.means.iter().copied().collect());
        matrix(LOG_STD, self.log_std.iter().copied().collect());
        matrix(LOADINGS, self.loadings.iter().copied().collect());
    }

    /// Whether a file holds a mixture.
    pub(crate) fn is_in(reader: &TensorReader) -> bool {
        reader.has(WEIGHTS)
    }

    /// Reads the mixture of a file for `h2` units.
    ///
    /// # Errors
    /// [`Error::ModelFile`](crate::error::Error::ModelFile) for missing tensors, shapes that do not fit each other or NaN;
    /// [`Error::OutOfRange`](crate::error::Error::OutOfRange) for more components or factors than there may be.
    pub fn read(reader: &TensorReader, h2: usize) -> Result<Self> {
        let n_components = reader.rows(WEIGHTS)?;
        let n_factors = reader.rows(LOADINGS)?;
        let rank = n_factors.checked_div(n_components).unwrap_or(0);
        MixtureParams { components: n_components, rank, ..MixtureParams::default() }.check()?;
        let factors = reader.matrix(LOADINGS, [n_factors, h2])?;
        let loadings = factors.into_shape_with_order((n_components, rank, h2)).map_err(|_| {
            refuse(
                &format!("as many rows of {LOADINGS} for each component"),
                &format!("{n_factors} for {n_components}"),
            )
        })?;
        Ok(Self {
            weights: reader.values(WEIGHTS, &[n_components])?.into(),
            means: reader.matrix(MEANS, [n_components, h2])?,
            loadings,
            log_std: reader.matrix(LOG_STD, [n_components, h2])?,
        })
    }
}
