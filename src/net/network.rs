//! The maps of the network and the latents between them.

use super::activation::Activation;
use super::layer::Layer;
use crate::params::Architecture;
use ndarray::{Array1, Array2, ArrayView2, Axis, concatenate};
use rand::Rng;

/// Encoders going up, decoders going down, one of each for every hidden layer; no weights are shared or transposed.
///
/// Layers have the paper's numbers: `h_0 = x`, `f_l: h_{l−1} → h_l`, `g_l: h_l → h_{l−1}` for l from 1 to the depth L.
///
/// ```text
/// x (B,X) in [0,1]  ⇄  h_1 (B,H_1) in [0,∞)  ⇄  …  ⇄  h_L (B,H_L) in [0,1]
///           f_1 up, g_1 down                f_L up, g_L down
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Network {
    /// `f_1` to `f_L`: softplus, the top one sigmoid.
    pub(crate) encoders: Vec<Layer>,
    /// `g_1` to `g_L`: `g_1` sigmoid, as the image, the others softplus.
    pub(crate) decoders: Vec<Layer>,
}

/// The latents `h` of a batch of images: `h_1` to `h_L`.
#[derive(Debug, Clone, PartialEq)]
pub struct Latents(Vec<Array2<f32>>);

impl Latents {
    /// From `h_1` to `h_L`, `(B, H_l)` each.
    ///
    /// # Panics
    /// If there are none, or not as many rows in each.
    pub fn new(h: Vec<Array2<f32>>) -> Self {
        assert!(!h.is_empty() && h.iter().all(|h_l| h_l.nrows() == h[0].nrows()), "latents of one batch");
        Self(h)
    }

    /// `h_l` `(B, H_l)`, l from 1 to L: in [0, ∞), the top layer in [0, 1].
    ///
    /// # Panics
    /// If there is no such layer.
    pub fn h(&self, l: usize) -> &Array2<f32> {
        &self.0[l - 1]
    }

    /// As [`h`](Self::h), to be changed.
    ///
    /// # Panics
    /// If there is no such layer.
    pub fn h_mut(&mut self, l: usize) -> &mut Array2<f32> {
        &mut self.0[l - 1]
    }

    /// `h_L`, the layer that has a prior, `(B, H_L)` in [0, 1].
    pub fn top(&self) -> &Array2<f32> {
        self.h(self.depth())
    }

    /// L, the number of hidden layers.
    pub fn depth(&self) -> usize {
        self.0.len()
    }

    /// `h_1` to `h_L`.
    pub fn iter(&self) -> std::slice::Iter<'_, Array2<f32>> {
        self.0.iter()
    }

    /// Those of several batches as one.
    ///
    /// # Panics
    /// If there are none, or of another network.
    pub fn joined(batches: &[&Self]) -> Self {
        let join = |l: usize| {
            let parts: Vec<_> = batches.iter().map(|latents| latents.h(l).view()).collect();
            concatenate(Axis(0), &parts).expect("latents of one network")
        };
        Self::new((1..=batches[0].depth()).map(join).collect())
    }

    /// Some of the images.
    pub fn select(&self, rows: &[usize]) -> Self {
        Self(self.0.iter().map(|h| h.select(Axis(0), rows)).collect())
    }
}

impl Network {
    /// From `f_1` to `f_L` and `g_1` to `g_L`.
    ///
    /// # Panics
    /// Unless there is a decoder back for every encoder, and each encoder takes what the one below it gives.
    pub fn new(encoders: Vec<Layer>, decoders: Vec<Layer>) -> Self {
        assert!(!encoders.is_empty() && encoders.len() == decoders.len(), "a decoder for every encoder");
        for (f, g) in encoders.iter().zip(&decoders) {
            assert_eq!((f.n_in(), f.n_out()), (g.n_out(), g.n_in()), "a decoder leads back");
        }
        assert!(
            encoders.windows(2).all(|pair| pair[0].n_out() == pair[1].n_in()),
            "encoders follow one another"
        );
        Self { encoders, decoders }
    }

    /// Random weights; those of `f_l` with l ≥ 2 spread `f2_start_scale` times as far as those of the other maps. Biases are 0.
    pub fn random(architecture: &Architecture, f2_start_scale: f32, rng: &mut impl Rng) -> Self {
        let sizes = architecture.sizes();
        let (depth, pairs) = (architecture.depth(), sizes.windows(2).enumerate());
        let encoders = pairs.clone().map(|(i, pair)| {
            let scale = if i == 0 { 1.0 } else { f2_start_scale };
            Layer::random(pair[0], pair[1], scale, Self::encoder_activation(i + 1, depth), rng)
        });
        let encoders = encoders.collect();
        let decoders = pairs
            .rev()
            .map(|(i, pair)| Layer::random(pair[1], pair[0], 1.0, Self::decoder_activation(i + 1), rng));
        let mut decoders: Vec<Layer> = decoders.collect();
        decoders.reverse();
        Self { encoders, decoders }
    }

    /// Of `f_l` in a network of `depth` hidden layers, and so of h_l: sigmoid at the top, softplus below.
    pub(crate) fn encoder_activation(l: usize, depth: usize) -> Activation {
        if l == depth { Activation::Sigmoid } else { Activation::Softplus }
    }

    /// Of `g_l`, and so of what it says of the layer below: sigmoid for the image, softplus for latents.
    pub(crate) fn decoder_activation(l: usize) -> Activation {
        if l == 1 { Activation::Sigmoid } else { Activation::Softplus }
    }

    /// Sets the biases from a sample of training images `(B, X)`, layer by layer: with m the mean of `h_{l−1}`, `f_l` is
    /// centred at m for l ≥ 2, and `g_l` gives m at the centre of `h_l`, which is ½ at the top and its mean below.
    /// Without this the top layer starts, and stays, saturated.
    pub fn center_biases(&mut self, images: ArrayView2<f32>) {
        let mut h = self.f(1).forward(images);
        for l in 2..=self.depth() {
            let Some(mean) = h.mean_axis(Axis(0)) else { return };
            let encoder = self.f_mut(l);
            encoder.bias = vec![0.0; encoder.n_out()];
            let shift = encoder.bias_free(&mean);
            encoder.bias.iter_mut().zip(shift).for_each(|(bias, shift)| *bias = -shift);
            h = encoder.forward(h.view());

            let half = || Array1::from_elem(h.ncols(), 0.5);
            let centre = if l == self.depth() { half() } else { h.mean_axis(Axis(0)).unwrap_or_else(half) };
            let decoder = self.g_mut(l);
            let sums = decoder.bias_free(&centre);
            for ((bias, &m), sum) in decoder.bias.iter_mut().zip(&mean).zip(sums) {
                // softplus⁻¹(m) = ln(eᵐ − 1), in f64: the functions of the platform differ in their last bits, which
                // rounding to f32 takes away.
                *bias = f64::from(m).exp_m1().ln() as f32 - sum;
            }
        }
    }

    /// L, the number of hidden layers.
    pub fn depth(&self) -> usize {
        self.encoders.len()
    }

    /// Number of units of each layer.
    pub fn architecture(&self) -> Architecture {
        Architecture { x: self.f(1).n_in(), hidden: self.encoders.iter().map(Layer::n_out).collect() }
    }

    /// `f_l`: `h_{l−1} → h_l`, l from 1 to L.
    ///
    /// # Panics
    /// If there is no such layer. `g`, `f_mut` and `g_mut` panic for the same reason.
    pub fn f(&self, l: usize) -> &Layer {
        &self.encoders[l - 1]
    }

    /// `g_l`: `h_l → h_{l−1}`, l from 1 to L.
    pub fn g(&self, l: usize) -> &Layer {
        &self.decoders[l - 1]
    }

    /// `f_l`, to be changed.
    pub fn f_mut(&mut self, l: usize) -> &mut Layer {
        &mut self.encoders[l - 1]
    }

    /// `g_l`, to be changed.
    pub fn g_mut(&mut self, l: usize) -> &mut Layer {
        &mut self.decoders[l - 1]
    }

    /// `h_l ← f_l(h_{l−1})` from the bottom up for images `x` `(B, X)`.
    pub fn encode(&self, x: ArrayView2<f32>) -> Latents {
        let mut latents = Latents(vec![self.f(1).forward(x)]);
        for encoder in &self.encoders[1..] {
            latents.0.push(encoder.forward(latents.top().view()));
        }
        latents
    }

    /// `h_{l−1} ← g_l(h_l)` from the top down: the images `(B, X)` that `h_L` `(B, H_L)` stands for.
    pub fn decode(&self, top: ArrayView2<f32>) -> Array2<f32> {
        self.decode_from(self.depth(), top)
    }

    /// As [`decode`](Self::decode), from `h_l` `(B, H_l)`.
    pub fn decode_from(&self, l: usize, h_l: ArrayView2<f32>) -> Array2<f32> {
        let first = self.g(l).forward(h_l);
        (1..l).rev().fold(first, |h, below| self.g(below).forward(h.view()))
    }

    /// Every map: `f_1` to `f_L`, then `g_L` to `g_1`.
    pub fn layers(&self) -> impl Iterator<Item = &Layer> {
        self.encoders.iter().chain(self.decoders.iter().rev())
    }

    /// As [`layers`](Self::layers), each with its name: `f1` to `fL`, then `gL` to `g1`.
    pub fn named_layers(&self) -> impl Iterator<Item = (String, &Layer)> {
        let up = (1..=self.depth()).map(|l| format!("f{l}"));
        up.chain((1..=self.depth()).rev().map(|l| format!("g{l}"))).zip(self.layers())
    }

    /// Every map, to be changed, in the order of [`layers`](Self::layers).
    pub fn layers_mut(&mut self) -> impl Iterator<Item = &mut Layer> {
        self.encoders.iter_mut().chain(self.decoders.iter_mut().rev())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{RngExt, SeedableRng};

    #[test]
    fn centred_biases_put_every_layer_where_it_belongs() {
        let mut rng = rand_pcg::Pcg64::seed_from_u64(5);
        for hidden in [vec![20, 10], vec![20, 15, 10]] {
            let depth = hidden.len();
            let mut net = Network::random(&Architecture { x: 30, hidden }, 3.0, &mut rng);
            let images = Array2::from_shape_simple_fn((200, 30), || rng.random::<f32>());
            net.center_biases(images.view());
            let latents = net.encode(images.view());
            let mean = |l: usize| latents.h(l).mean_axis(Axis(0)).unwrap();
            for l in 2..=depth {
                let at_mean = net.f(l).bias_free(&mean(l - 1)) + Array1::from(net.f(l).bias().to_vec());
                assert!(
                    at_mean.iter().all(|z| z.abs() < 1e-5),
                    "f{l} is centred at the mean below: {at_mean}"
                );
                let centre = if l == depth { Array1::from_elem(10, 0.5) } else { mean(l) };
                let below = net.g(l).forward(centre.view().insert_axis(Axis(0)));
                assert!((below.row(0).to_owned() - mean(l - 1)).iter().all(|d| d.abs() < 1e-5), "g{l}");
            }
        }
    }
}
