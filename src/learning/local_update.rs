//! The error of one layer and its slope in that layer's own weights: no other layer is involved.

use crate::math::matrix::PackedMatrix;
use crate::net::Layer;
use ndarray::{Array1, Array2, ArrayView2};
use std::ops::Range;

/// Slope of a layer's error in its weights and bias, laid out as the layer itself.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerGradient {
    pub(crate) weights: PackedMatrix,
    pub(crate) bias: Vec<f32>,
}

impl LayerGradient {
    /// Zeros of the shape of `layer`.
    pub fn zeros(layer: &Layer) -> Self {
        Self { weights: PackedMatrix::zeros(layer.n_in(), layer.n_out()), bias: vec![0.0; layer.n_out()] }
    }

    /// From what a layer got and the slope of the error in its pre-activation, `(B, in)` and `(B, out)`, averaged
    /// over the batch.
    pub(crate) fn of(input: ArrayView2<f32>, slope: &Array2<f32>) -> Self {
        let mut gradient = Self {
            weights: PackedMatrix::zeros(input.ncols(), slope.ncols()),
            bias: vec![0.0; slope.ncols()],
        };
        gradient.set_panels(0..gradient.n_panels(), input, slope);
        gradient
    }

    /// Number of groups of output units that are computed and stored together.
    pub(crate) fn n_panels(&self) -> usize {
        self.weights.n_panels()
    }

    /// Sets some `panels`, with the bits that [`of`](Self::of) gives them.
    pub(crate) fn set_panels(&mut self, panels: Range<usize>, input: ArrayView2<f32>, slope: &Array2<f32>) {
        let (batch, scale) = (input.nrows(), 1.0 / input.nrows() as f32);
        let input = input.as_standard_layout();
        let input = input.as_slice().expect("standard layout is contiguous");
        let slopes = slope.as_slice().expect("slopes are contiguous");
        let columns = self.weights.columns_of(&panels);
        self.weights.set_outer_product(panels, input, slopes, batch, scale);
        let bias = &mut self.bias[columns.clone()];
        bias.fill(0.0);
        for row in slopes.chunks(slope.ncols()) {
            bias.iter_mut().zip(&row[columns.clone()]).for_each(|(sum, slope)| *sum += slope);
        }
        bias.iter_mut().for_each(|sum| *sum *= scale);
    }

    /// The values of some `panels`, weights and bias, as they are stored here.
    pub(crate) fn panels(&self, panels: Range<usize>) -> [&[f32]; 2] {
        [self.weights.panels(&panels), &self.bias[self.weights.columns_of(&panels)]]
    }

    /// As [`panels`](Self::panels), to be changed.
    pub(crate) fn panels_mut(&mut self, panels: Range<usize>) -> [&mut [f32]; 2] {
        let columns = self.weights.columns_of(&panels);
        [self.weights.panels_mut(&panels), &mut self.bias[columns]]
    }

    /// A copy of the slope in the weights, `(in, out)`.
    pub fn weights(&self) -> ndarray::Array2<f32> {
        self.weights.unpack()
    }

    /// The slope in the bias, `(out)`.
    pub fn bias(&self) -> &[f32] {
        &self.bias
    }
}

/// One layer's M-step before the step rule: gradient of `½‖layer(input) − target‖²` per image,
/// averaged over the batch, and the mean of `‖layer(input) − target‖²` itself.
/// `input` is `(B, in)`, `target` `(B, out)`.
pub fn local_update(layer: &Layer, input: ArrayView2<f32>, target: ArrayView2<f32>) -> (LayerGradient, f64) {
    let LocalError { slope, squared } = LocalError::of(layer, input, target);
    (LayerGradient::of(input, &slope), squared.sum() / input.nrows() as f64)
}

/// How far a layer is from its targets.
pub(crate) struct LocalError {
    /// Slope of `½‖layer(input) − target‖²` of each row in the pre-activation, `(B, out)`.
    pub slope: Array2<f32>,
    /// `‖layer(input) − target‖²` of each row, `(B)`.
    pub squared: Array1<f64>,
}

impl LocalError {
    /// Of `layer` on `input` `(B, in)` with `target` `(B, out)`.
    pub fn of(layer: &Layer, input: ArrayView2<f32>, target: ArrayView2<f32>) -> Self {
        let output = layer.forward(input);
        let mut slope = &output - &target;
        let squared =
            slope.rows().into_iter().map(|row| row.iter().map(|&e| f64::from(e * e)).sum()).collect();
        layer.activation().multiply_by_derivative(
            slope.as_slice_mut().expect("a difference is contiguous"),
            output.as_slice().expect("outputs are contiguous"),
        );
        Self { slope, squared }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::Activation;
    use rand::{RngExt, SeedableRng};

    /// Half the squared error per image, in f64.
    fn half_error(layer: &Layer, input: &Array2<f32>, target: &Array2<f32>) -> f64 {
        let difference = layer.forward(input.view()) - target;
        difference.iter().map(|&d| f64::from(d).powi(2)).sum::<f64>() / (2.0 * input.nrows() as f64)
    }

    #[test]
    fn gradients_agree_with_finite_differences() {
        let mut rng = rand_pcg::Pcg64::seed_from_u64(11);
        for activation in [Activation::Softplus, Activation::Sigmoid] {
            let layer = Layer::random(6, 4, 1.0, activation, &mut rng);
            let input = Array2::from_shape_simple_fn((5, 6), || rng.random::<f32>());
            let target = Array2::from_shape_simple_fn((5, 4), || rng.random::<f32>());
            let (gradient, squared) = local_update(&layer, input.view(), target.view());
            assert!((squared / 2.0 - half_error(&layer, &input, &target)).abs() < 1e-6);

            let step = 1e-2;
            let moved = |row: usize, column: usize, by: f32| {
                let (mut weights, mut bias) = (layer.weights(), layer.bias().to_vec());
                if row < 6 {
                    weights[[row, column]] += by
                } else {
                    bias[column] += by
                }
                half_error(&Layer::new(weights.view(), &bias, activation), &input, &target)
            };
            for row in 0..7 {
                for column in 0..4 {
                    let expected =
                        (moved(row, column, step) - moved(row, column, -step)) / (2.0 * f64::from(step));
                    let found =
                        if row < 6 { gradient.weights()[[row, column]] } else { gradient.bias()[column] };
                    assert!(
                        (f64::from(found) - expected).abs() < 2e-4,
                        "{activation:?} {row} {column}: {found} {expected}"
                    );
                }
            }
        }
    }
}
