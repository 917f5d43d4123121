//! INFERENCE (Alg. 2, §6): latents that explain an image, by targetprop alone.
//!
//! Each iteration moves h2 and h1 along an estimate of `∂log p(x,h)/∂h` that needs only feed-forward
//! and feed-back activations (Eq. 12); nothing is differentiated. After every iteration h2 is clipped
//! to \[0,1\] and h1 to [0,∞), the ranges of their activations, which Alg. 2 leaves open.
//! `log p(x,h)` rises on average, not at every step of every image.
//!
//! ```
//! use targetprop::data::synthetic;
//! use targetprop::inference::infer_traced;
//! use targetprop::model::Model;
//! use targetprop::params::InferenceParams;
//!
//! let net = Model::from_bytes(&std::fs::read("www/model/paper.safetensors")?)?.net;
//! let (x, _) = synthetic::digits(1, 0, 20);
//! let mut means = Vec::new();
//! let latents = infer_traced(&net, x, &InferenceParams::default(), |_, now| {
//!     means.push(now.log_joint().total().mean().unwrap());
//! });
//! assert_eq!(latents.h2.dim(), (20, 100));
//! // The state before the first of N = 15 iterations, and after each.
//! assert_eq!(means.len(), 16);
//! assert!(means[15] > means[0], "the latents explain the digits better");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod clamp;
mod targetprop;

pub use clamp::ClampMask;
pub use targetprop::targetprop_direction;

use crate::math::noise::gaussian_value;
use crate::math::parallel;
use crate::math::streams::add_noise;
use crate::net::{Activation, Latents, Network};
use crate::params::InferenceParams;
use ndarray::{Array1, Array2, ArrayView2, Axis, Zip, concatenate};
use rand::Rng;

/// `log p(x,h)` without its constant, by term, in nats; all conditional variances are 1 (Eq. 7).
#[derive(Debug, Clone, PartialEq)]
pub struct LogJoint {
    /// `log p(x|h1) = −½‖x − g1(h1)‖²`, `(B)`.
    pub x_given_h1: Array1<f32>,
    /// `log p(h1|h2) = −½‖h1 − g2(h2)‖²`, `(B)`.
    pub h1_given_h2: Array1<f32>,
}

impl LogJoint {
    /// The sum of both terms, `(B)`. The prior of h2 is left out, as in training.
    pub fn total(&self) -> Array1<f32> {
        &self.x_given_h1 + &self.h1_given_h2
    }
}

/// One INFERENCE over a batch, an iteration at a time.
#[derive(Debug, Clone)]
pub struct Inference {
    /// `(B, X)`.
    x: Array2<f32>,
    clamp: Option<ClampMask>,
    latents: Latents,
    /// g1(h1), `(B, X)`.
    x_hat: Array2<f32>,
    /// g2(h2), `(B, H1)`.
    h1_from_h2: Array2<f32>,
    /// f1 of the image that h1 is to explain, `(B, H1)`.
    h1_from_x: Array2<f32>,
    /// Room for f2(h1), `(B, H2)`.
    h2_from_h1: Array2<f32>,
    /// Room for the targetprop directions, `(B, H1)` and `(B, H2)`.
    h1_direction: Array2<f32>,
    h2_direction: Array2<f32>,
}

impl Inference {
    /// `h1 ← f1(x)`, `h2 ← f2(h1)` for images `x` `(B, X)` in \[0,1\]. With a mask, only the visible
    /// pixels are to be explained; the missing ones follow `g1(h1)` (Fig. 5).
    ///
    /// # Panics
    /// If `x` or the mask does not fit the network.
    pub fn start(net: &Network, x: Array2<f32>, clamp: Option<ClampMask>) -> Self {
        if let Some(clamp) = &clamp {
            assert_eq!(clamp.missing().dim(), x.dim(), "a mask has the shape of its images");
        }
        let h1 = net.f1.forward(x.view());
        let h2 = net.f2.forward(h1.view());
        Self {
            x_hat: net.g1.forward(h1.view()),
            h1_from_h2: net.g2.forward(h2.view()),
            h1_from_x: h1.clone(),
            h2_from_h1: Array2::zeros(h2.dim()),
            h1_direction: Array2::zeros(h1.dim()),
            h2_direction: Array2::zeros(h2.dim()),
            latents: Latents { h1, h2 },
            x,
            clamp,
        }
    }

    /// One iteration of Alg. 2.
    pub fn advance(&mut self, net: &Network, params: &InferenceParams) {
        self.advance_disturbed(net, params, |_| ());
    }

    /// One iteration of variational MCMC (Alg. 1): as [`advance`](Self::advance), with Gaussian noise of standard
    /// deviation `√(2 δ T)` on both latents for the `temperature` T, as in Langevin dynamics without rejection.
    /// T = 0 gives [`advance`](Self::advance) to the bit and draws nothing. There is one of `rngs` for each image
    /// or a single one that they share. That the chain samples `p(h|x)` is not guaranteed: targetprop's direction
    /// is an estimate of the gradient, and δ is not small.
    ///
    /// # Panics
    /// If there are several `rngs`, but fewer than images.
    pub fn advance_langevin<R: Rng>(
        &mut self,
        net: &Network,
        params: &InferenceParams,
        temperature: f32,
        rngs: &mut [R],
    ) {
        let std = (2.0 * params.step * temperature).sqrt();
        self.advance_disturbed(net, params, |latent| {
            if std > 0.0 {
                add_noise(latent, rngs, |h, rng| gaussian_value(h, std, rng));
            }
        });
    }

    /// One iteration in which `disturb` changes h2, and then h1, before they are clipped.
    fn advance_disturbed(
        &mut self,
        net: &Network,
        params: &InferenceParams,
        mut disturb: impl FnMut(&mut Array2<f32>),
    ) {
        let (step, top_down) = (params.step, params.top_down);
        let Latents { h1, h2 } = &mut self.latents;

        // h2 ← h2 + δ (f2(h1) − f2(g2(h2)))
        net.f2.forward_into(h1.view(), &mut self.h2_from_h1);
        targetprop_direction(&net.f2, self.h2_from_h1.view(), self.h1_from_h2.view(), &mut self.h2_direction);
        h2.scaled_add(step, &self.h2_direction);
        disturb(h2);
        h2.mapv_inplace(|h| Activation::Sigmoid.clip(h));
        net.g2.forward_into(h2.view(), &mut self.h1_from_h2);

        // h1 ← h1 + δ (f1(x) − f1(g1(h1))) + α (g2(h2) − h1); with missing pixels x is [x^v, g1(h1)^m]
        if let Some(clamp) = &self.clamp {
            net.f1.forward_into(clamp.fill(&self.x, &self.x_hat).view(), &mut self.h1_from_x);
        }
        targetprop_direction(&net.f1, self.h1_from_x.view(), self.x_hat.view(), &mut self.h1_direction);
        Zip::from(&mut *h1).and(&self.h1_direction).and(&self.h1_from_h2).for_each(
            |h1, &direction, &from_above| {
                *h1 = *h1 + step * direction + top_down * (from_above - *h1);
            },
        );
        disturb(h1);
        h1.mapv_inplace(|h| Activation::Softplus.clip(h));
        net.g1.forward_into(h1.view(), &mut self.x_hat);
    }

    /// Ends a round and begins the next: `x ← g1(h1)`, or only `x^m` with a mask, encoded anew.
    pub fn begin_round(&mut self, net: &Network) {
        let x = self.picture();
        *self = Self::start(net, x, self.clamp.take());
    }

    /// The images to be explained, `(B, X)`.
    pub fn x(&self) -> &Array2<f32> {
        &self.x
    }

    /// The latents now.
    pub fn latents(&self) -> &Latents {
        &self.latents
    }

    /// The latents, given up.
    pub fn into_latents(self) -> Latents {
        self.latents
    }

    /// `g1(h1)` now, `(B, X)`.
    pub fn x_hat(&self) -> &Array2<f32> {
        &self.x_hat
    }

    /// The picture now, `(B, X)`: `g1(h1)`, with the visible pixels of `x` kept where there is a mask.
    pub fn picture(&self) -> Array2<f32> {
        match &self.clamp {
            Some(clamp) => clamp.fill(&self.x, &self.x_hat),
            None => self.x_hat.clone(),
        }
    }

    /// `log p(x,h)` now; where there is a mask, of the picture (so the visible pixels alone count).
    pub fn log_joint(&self) -> LogJoint {
        LogJoint {
            x_given_h1: half_square_error(&self.picture_or_x(), &self.x_hat),
            h1_given_h2: half_square_error(&self.latents.h1, &self.h1_from_h2),
        }
    }

    fn picture_or_x(&self) -> std::borrow::Cow<'_, Array2<f32>> {
        match &self.clamp {
            Some(_) => std::borrow::Cow::Owned(self.picture()),
            None => std::borrow::Cow::Borrowed(&self.x),
        }
    }
}

/// `−½‖a − b‖²` of each row.
fn half_square_error(a: &Array2<f32>, b: &Array2<f32>) -> Array1<f32> {
    Zip::from(a.rows())
        .and(b.rows())
        .map_collect(|a, b| -0.5 * Zip::from(a).and(b).fold(0.0, |sum, &a, &b| sum + (a - b) * (a - b)))
}

/// INFERENCE(x, N, δ, α) on images `x` `(B, X)` in \[0,1\]: the latents after N iterations.
pub fn infer(net: &Network, x: ArrayView2<f32>, params: &InferenceParams) -> Latents {
    let groups = parallel::map_row_groups(x, |x| infer_traced(net, x.to_owned(), params, |_, _| ()));
    let h1: Vec<_> = groups.iter().map(|latents| latents.h1.view()).collect();
    let h2: Vec<_> = groups.iter().map(|latents| latents.h2.view()).collect();
    if groups.is_empty() {
        let Latents { h1, h2 } = Inference::start(net, x.to_owned(), None).latents;
        return Latents { h1, h2 };
    }
    let join = |parts: &[_]| concatenate(Axis(0), parts).expect("groups of rows have equal widths");
    Latents { h1: join(&h1), h2: join(&h2) }
}

/// As [`infer`], in one piece, showing `visit` the state after each of the iterations 0 (before the first) to N.
pub fn infer_traced(
    net: &Network,
    x: Array2<f32>,
    params: &InferenceParams,
    mut visit: impl FnMut(usize, &Inference),
) -> Latents {
    let mut inference = Inference::start(net, x, None);
    visit(0, &inference);
    for iteration in 1..=params.n_steps {
        inference.advance(net, params);
        visit(iteration, &inference);
    }
    inference.into_latents()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::params::Architecture;
    use rand::{RngExt, SeedableRng};

    #[test]
    fn grouped_inference_equals_traced_inference() {
        let mut rng = rand_pcg::Pcg64::seed_from_u64(6);
        let net = Network::random(Architecture { x: 20, h1: 15, h2: 6 }, 1.0, &mut rng);
        let x = Array2::from_shape_simple_fn((230, 20), || rng.random::<f32>());
        let params = InferenceParams::default();
        let whole = infer_traced(&net, x.clone(), &params, |_, _| ());
        assert_eq!(infer(&net, x.view(), &params), whole);
        assert_eq!(infer(&net, x.slice(ndarray::s![..0, ..]), &params).h2.dim(), (0, 6));
    }

    #[test]
    fn langevin_noise_has_its_width_and_none_at_zero() {
        let mut rng = rand_pcg::Pcg64::seed_from_u64(8);
        let net = Network::random(Architecture { x: 20, h1: 400, h2: 6 }, 1.0, &mut rng);
        let x = Array2::from_shape_simple_fn((40, 20), || rng.random::<f32>());
        let params = InferenceParams::default();
        let step = |temperature: f32| {
            let mut inference = Inference::start(&net, x.clone(), None);
            let rngs = &mut [rand_pcg::Pcg64::seed_from_u64(9)];
            inference.advance_langevin(&net, &params, temperature, rngs);
            (inference, rngs[0].random::<u64>())
        };
        let (cold, untouched) = step(0.0);
        let mut expected = Inference::start(&net, x.clone(), None);
        expected.advance(&net, &params);
        assert_eq!(cold.latents(), expected.latents());
        assert_eq!(cold.x_hat(), expected.x_hat());
        assert_eq!(untouched, rand_pcg::Pcg64::seed_from_u64(9).random::<u64>());
        // Noise so small that h1, which starts near ln 2, is not clipped. 16,000 draws: 4 % is more than
        // seven standard errors of their standard deviation.
        let (warm, _) = step(1e-3);
        let noise = &warm.latents().h1 - &cold.latents().h1;
        let std = noise.std(0.0);
        assert!((std / (2.0 * params.step * 1e-3_f32).sqrt() - 1.0).abs() < 0.04, "{std}");
        assert!(warm.latents().h2.iter().all(|h| (0.0..=1.0).contains(h)));
    }

    #[test]
    fn log_joint_is_the_sum_of_two_gaussian_terms() {
        let mut rng = rand_pcg::Pcg64::seed_from_u64(7);
        let net = Network::random(Architecture { x: 8, h1: 5, h2: 3 }, 1.0, &mut rng);
        let x = Array2::from_shape_simple_fn((2, 8), || rng.random::<f32>());
        let inference = Inference::start(&net, x.clone(), None);
        let Latents { h1, h2 } = inference.latents();
        let expected_x = (&x - &net.g1.forward(h1.view())).map(|d| d * d).sum_axis(Axis(1)) * -0.5;
        let expected_h1 = (h1 - &net.g2.forward(h2.view())).map(|d| d * d).sum_axis(Axis(1)) * -0.5;
        let found = inference.log_joint();
        assert!((&found.x_given_h1 - &expected_x).iter().all(|d| d.abs() < 1e-5));
        assert!((&found.h1_given_h2 - &expected_h1).iter().all(|d| d.abs() < 1e-5));
        assert!((found.total() - expected_x - expected_h1).iter().all(|d| d.abs() < 1e-5));
    }
}
