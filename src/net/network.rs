//! The four maps of the network and the latents between them.

use super::activation::Activation;
use super::layer::Layer;
use crate::params::Architecture;
use ndarray::{Array2, ArrayView2, Axis};
use rand::Rng;

/// Two encoders going up, two decoders going down; no weights are shared or transposed.
///
/// ```text
/// x (B,X) in \[0,1\]  ⇄  h1 (B,H1) in [0,∞)  ⇄  h2 (B,H2) in \[0,1\]
///        f1: h1_from_x       f2: h2_from_h1
///        g1: x_from_h1       g2: h1_from_h2
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Network {
    /// Encoder `x → h1`, softplus.
    pub f1: Layer,
    /// Encoder `h1 → h2`, sigmoid.
    pub f2: Layer,
    /// Decoder `h2 → h1`, softplus.
    pub g2: Layer,
    /// Decoder `h1 → x`, sigmoid.
    pub g1: Layer,
}

/// The latents `h` of a batch of images.
#[derive(Debug, Clone, PartialEq)]
pub struct Latents {
    /// `(B, H1)`, in [0, ∞).
    pub h1: Array2<f32>,
    /// `(B, H2)`, in [0, 1].
    pub h2: Array2<f32>,
}

impl Network {
    /// Names of the maps, in the order of [`layers`](Self::layers).
    pub const LAYER_NAMES: [&'static str; 4] = ["f1", "f2", "g2", "g1"];

    /// Random weights; f2's range is `f2_start_scale` times the others'. Biases are 0.
    pub fn random(architecture: Architecture, f2_start_scale: f32, rng: &mut impl Rng) -> Self {
        let Architecture { x, h1, h2 } = architecture;
        Self {
            f1: Layer::random(x, h1, 1.0, Activation::Softplus, rng),
            f2: Layer::random(h1, h2, f2_start_scale, Activation::Sigmoid, rng),
            g2: Layer::random(h2, h1, 1.0, Activation::Softplus, rng),
            g1: Layer::random(h1, x, 1.0, Activation::Sigmoid, rng),
        }
    }

    /// Sets the biases from a sample of training images `(B, X)`, with m the mean of `f1(x)`: f2 is
    /// centred at `h1 = m`, and `g2(½)` gives m. Without this h2 starts, and stays, saturated.
    pub fn center_biases(&mut self, images: ArrayView2<f32>) {
        let Some(mean_h1) = self.f1.forward(images).mean_axis(Axis(0)) else { return };
        let mean_row = mean_h1.view().insert_axis(Axis(0));
        self.f2.bias.fill(0.0);
        let mut shift = vec![0.0; self.f2.n_out()];
        self.f2.weights.multiply_add(mean_row.as_slice().expect("a mean is contiguous"), &mut shift);
        self.f2.bias.iter_mut().zip(shift).for_each(|(bias, shift)| *bias = -shift);

        let half_sums = self.g2.weights().sum_axis(Axis(0)) * 0.5;
        for ((bias, &m), half_sum) in self.g2.bias.iter_mut().zip(&mean_h1).zip(half_sums) {
            // softplus⁻¹(m) = ln(eᵐ − 1), in f64: the functions of the platform differ in their last bits, which
            // rounding to f32 takes away.
            *bias = f64::from(m).exp_m1().ln() as f32 - half_sum;
        }
    }

    /// Number of units of each layer.
    pub fn architecture(&self) -> Architecture {
        Architecture { x: self.f1.n_in(), h1: self.f1.n_out(), h2: self.f2.n_out() }
    }

    /// The four maps, named by [`LAYER_NAMES`](Self::LAYER_NAMES).
    pub fn layers(&self) -> [&Layer; 4] {
        [&self.f1, &self.f2, &self.g2, &self.g1]
    }

    /// The four maps, to be changed.
    pub fn layers_mut(&mut self) -> [&mut Layer; 4] {
        [&mut self.f1, &mut self.f2, &mut self.g2, &mut self.g1]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{RngExt, SeedableRng};

    #[test]
    fn centred_biases_put_h2_and_g2_where_they_belong() {
        let mut rng = rand_pcg::Pcg64::seed_from_u64(5);
        let mut net = Network::random(Architecture { x: 30, h1: 20, h2: 10 }, 3.0, &mut rng);
        let images = Array2::from_shape_simple_fn((200, 30), || rng.random::<f32>());
        net.center_biases(images.view());
        let mean_h1 = net.f1.forward(images.view()).mean_axis(Axis(0)).unwrap();
        let h2 = net.f2.forward(mean_h1.view().insert_axis(Axis(0)));
        assert!(h2.iter().all(|h| (h - 0.5).abs() < 1e-5), "f2 at the mean h1: {h2}");
        let h1 = net.g2.forward(Array2::from_elem((1, 10), 0.5).view());
        assert!((h1.row(0).to_owned() - mean_h1).iter().all(|d| d.abs() < 1e-5), "g2(½) is the mean h1");
    }
}
