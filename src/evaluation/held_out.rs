//! What a network that still learns can do with digits that it never learns from.
//!
//! Two of the measures, `through_h2` and `inpainting_through_h2`, need no inference: they are the same for
//! networks that learned by other rules.

use super::reconstruction::{error_per_missing_pixel, mean_image, squared_errors};
use crate::data::corruption::{Corruption, corrupt};
use crate::inference::{ClampMask, Inference};
use crate::net::Network;
use crate::params::{HELD_OUT_ROUNDS, InferenceParams, RANDOM_PIXELS_FRACTION, RoundsParams};
use crate::sampling::inpaint;
use ndarray::{Array2, ArrayView2};
use rand::SeedableRng;
use rand_pcg::Pcg64;
use serde::Serialize;

/// Held-out digits, whole and with half of their pixels replaced by noise.
#[derive(Debug, Clone)]
pub struct HeldOut {
    /// `(n, X)`.
    clean: Array2<f32>,
    /// `(n, X)`.
    spoilt: Array2<f32>,
    missing: ClampMask,
}

/// Means over the held-out digits.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct HeldOutReport {
    /// `log p(x,h)` after INFERENCE, in nats.
    pub log_joint: f64,
    /// `‖x − g1(h1)‖²` after INFERENCE.
    pub reconstruction: f64,
    /// Squared error per missing pixel after the paper's in-painting (Fig. 5), with [`HELD_OUT_ROUNDS`] rounds.
    pub inpainting: f64,
}

/// Means over the held-out digits that do not depend on INFERENCE.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct FeedForwardReport {
    /// `‖x − g_1(…g_L(f_L(…f_1(x))))‖²`: what the top layer alone keeps of the digit.
    pub through_h2: f64,
    /// Squared error per missing pixel after [`HELD_OUT_ROUNDS`] rounds of `x^m ← g_1(…g_L(f_L(…f_1(x))))^m`.
    pub inpainting_through_h2: f64,
}

impl HeldOut {
    /// Of square images `clean` `(n, X)` in \[0,1\], n ≥ 1; `seed` decides which pixels are missing.
    pub fn new(clean: Array2<f32>, seed: u64) -> Self {
        let rng = &mut Pcg64::seed_from_u64(seed);
        let strength = RANDOM_PIXELS_FRACTION.default as f32;
        let (spoilt, missing) = corrupt(clean.view(), Corruption::RandomPixels, strength, rng);
        Self { clean, spoilt, missing }
    }

    /// The digits, `(n, X)`.
    pub fn clean(&self) -> &Array2<f32> {
        &self.clean
    }

    /// INFERENCE and in-painting by `net`; `params` are those of each INFERENCE.
    pub fn measure(&self, net: &Network, params: &InferenceParams) -> HeldOutReport {
        let mut inference = Inference::start(net, self.clean.clone(), None);
        inference.run(net, params);
        let rounds = RoundsParams { n_rounds: HELD_OUT_ROUNDS.default as usize, inference: *params };
        let filled = inpaint(net, self.spoilt.clone(), self.missing.clone(), &rounds);
        HeldOutReport {
            log_joint: inference.log_joint().total().iter().map(|&v| f64::from(v)).sum::<f64>()
                / self.clean.nrows() as f64,
            reconstruction: mean_error(self.clean.view(), inference.x_hat().view()),
            inpainting: self.missing_error(&filled),
        }
    }

    /// What `net` does without inference.
    pub fn measure_feed_forward(&self, net: &Network) -> FeedForwardReport {
        let mut filled = self.spoilt.clone();
        for _ in 0..HELD_OUT_ROUNDS.default as usize {
            filled = self.missing.fill(&filled, &rebuilt_through_h2(net, filled.view()));
        }
        let rebuilt = rebuilt_through_h2(net, self.clean.view());
        FeedForwardReport {
            through_h2: mean_error(self.clean.view(), rebuilt.view()),
            inpainting_through_h2: self.missing_error(&filled),
        }
    }

    /// Squared error per missing pixel of the simplest filling, the mean of `images` `(n, X)`.
    pub fn mean_fill(&self, images: ArrayView2<f32>) -> f64 {
        self.missing_error(&mean_image(images, self.clean.nrows()))
    }

    fn missing_error(&self, filled: &Array2<f32>) -> f64 {
        error_per_missing_pixel(filled, self.clean.view(), &self.missing).mean
    }
}

/// `g_1(…g_L(f_L(…f_1(x))))`: `x` `(B, X)` by way of the top layer, without inference.
pub fn rebuilt_through_h2(net: &Network, x: ArrayView2<f32>) -> Array2<f32> {
    net.decode(net.encode(x).top().view())
}

fn mean_error(a: ArrayView2<f32>, b: ArrayView2<f32>) -> f64 {
    squared_errors(a, b).sum() / a.nrows() as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::{Activation, Layer};
    use crate::params::Architecture;

    /// A network that gives back 0.5 everywhere.
    fn grey() -> Network {
        let mut net =
            Network::random(&Architecture { x: 16, hidden: vec![3, 2] }, 1.0, &mut Pcg64::seed_from_u64(1));
        *net.g_mut(1) = Layer::new(Array2::zeros((3, 16)).view(), &[0.0; 16], Activation::Sigmoid);
        net
    }

    #[test]
    fn grey_pictures_have_the_errors_they_should() {
        let clean = Array2::from_shape_fn((30, 16), |(i, j)| ((i + j) % 2) as f32);
        let held_out = HeldOut::new(clean.clone(), 7);
        let found = held_out.measure_feed_forward(&grey());
        assert!((found.through_h2 - 4.0).abs() < 1e-9 && (found.inpainting_through_h2 - 0.25).abs() < 1e-9);
        let found = held_out.measure(&grey(), &InferenceParams::default());
        assert!((found.reconstruction - 4.0).abs() < 1e-9 && (found.inpainting - 0.25).abs() < 1e-9);
        assert!(found.log_joint <= -2.0);
        assert!((held_out.mean_fill(clean.view()) - 0.25).abs() < 1e-9);
    }
}
