//! One map of the network: `activation(input · W + b)`.

use super::activation::Activation;
use crate::math::matrix::PackedMatrix;
use crate::math::parallel;
use ndarray::{Array1, Array2, ArrayView2};
use rand::{Rng, RngExt};

/// Rows below which a batch is not worth splitting between threads.
const MIN_ROWS_PER_THREAD: usize = 12;

/// An encoder or decoder map from `in` to `out` units.
#[derive(Debug, Clone, PartialEq)]
pub struct Layer {
    /// `(in, out)`.
    pub(crate) weights: PackedMatrix,
    /// `(out)`.
    pub(crate) bias: Vec<f32>,
    activation: Activation,
}

impl Layer {
    /// A layer of given `weights` `(in, out)` and `bias` `(out)`.
    ///
    /// # Panics
    /// If `bias` does not have one value per column of `weights`.
    pub fn new(weights: ArrayView2<f32>, bias: &[f32], activation: Activation) -> Self {
        assert_eq!(weights.ncols(), bias.len(), "one bias per output unit");
        Self { weights: PackedMatrix::pack(weights), bias: bias.to_vec(), activation }
    }

    /// Weights uniform in `±scale·√(6 / (in + out))` (Glorot & Bengio 2010), bias 0.
    pub fn random(n_in: usize, n_out: usize, scale: f32, activation: Activation, rng: &mut impl Rng) -> Self {
        let limit = scale * (6.0 / (n_in + n_out) as f32).sqrt();
        let weights =
            Array2::from_shape_simple_fn((n_in, n_out), || limit * (2.0 * rng.random::<f32>() - 1.0));
        Self::new(weights.view(), &vec![0.0; n_out], activation)
    }

    /// Number of input units.
    pub fn n_in(&self) -> usize {
        self.weights.rows()
    }

    /// Number of output units.
    pub fn n_out(&self) -> usize {
        self.weights.columns()
    }

    /// The non-linearity of the output.
    pub fn activation(&self) -> Activation {
        self.activation
    }

    /// A copy of the weights `(in, out)`.
    pub fn weights(&self) -> Array2<f32> {
        self.weights.unpack()
    }

    /// The bias `(out)`.
    pub fn bias(&self) -> &[f32] {
        &self.bias
    }

    /// `input · W` of one `input` `(in)`: the pre-activation `(out)` without its bias.
    pub(crate) fn bias_free(&self, input: &Array1<f32>) -> Array1<f32> {
        let mut sums = Array1::zeros(self.n_out());
        let output = sums.as_slice_mut().expect("a vector is contiguous");
        self.weights.multiply_add(input.as_slice().expect("a vector is contiguous"), output);
        sums
    }

    /// `activation(input · W + b)`: `(B, in)` to `(B, out)`. Rows are independent of each other, to the bit.
    pub fn forward(&self, input: ArrayView2<f32>) -> Array2<f32> {
        let mut output = Array2::zeros((input.nrows(), self.n_out()));
        self.forward_into(input, &mut output);
        output
    }

    /// As [`forward`](Self::forward), into an array `(B, out)` that the caller keeps.
    ///
    /// # Panics
    /// If the shapes of `input` or `output` do not fit the layer.
    pub fn forward_into(&self, input: ArrayView2<f32>, output: &mut Array2<f32>) {
        let (n_in, n_out) = (self.n_in(), self.n_out());
        assert_eq!(input.ncols(), n_in, "input of a layer with {n_in} input units");
        assert_eq!(output.dim(), (input.nrows(), n_out), "output of a layer with {n_out} units");
        let input = input.as_standard_layout();
        let input = input.as_slice().expect("standard layout is contiguous");
        let output = output.as_slice_mut().expect("arrays of this crate are contiguous");
        let batch = output.len() / n_out;
        let rows = batch.div_ceil(parallel::threads()).next_multiple_of(MIN_ROWS_PER_THREAD);
        parallel::for_each_chunk(output, rows * n_out, |i, output| {
            for row in output.chunks_exact_mut(n_out) {
                row.copy_from_slice(&self.bias);
            }
            let input = &input[i * rows * n_in..][..output.len() / n_out * n_in];
            self.weights.multiply_add(input, output);
            self.activation.apply(output);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;
    use rand::SeedableRng;

    #[test]
    fn forward_is_the_activation_of_the_affine_map() {
        let layer = Layer::new(array![[1.0, 0.0], [2.0, -1.0]].view(), &[0.5, 1.0], Activation::Sigmoid);
        let output = layer.forward(array![[0.0, 0.0], [1.0, 1.0]].view());
        let sigmoid = |z: f32| 1.0 / (1.0 + (-z).exp());
        let expected = array![[sigmoid(0.5), sigmoid(1.0)], [sigmoid(3.5), sigmoid(0.0)]];
        assert!((output - expected).iter().all(|d| d.abs() < 1e-6));
    }

    #[test]
    fn a_row_has_the_same_bits_alone_and_in_a_batch() {
        let mut rng = rand_pcg::Pcg64::seed_from_u64(4);
        let layer = Layer::random(70, 45, 1.0, Activation::Softplus, &mut rng);
        let input = Array2::from_shape_simple_fn((50, 70), || rng.random::<f32>());
        let batch = layer.forward(input.view());
        for (row, expected) in input.rows().into_iter().zip(batch.rows()) {
            assert_eq!(layer.forward(row.insert_axis(ndarray::Axis(0))).row(0), expected);
        }
    }
}
