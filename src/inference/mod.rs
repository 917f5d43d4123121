//! INFERENCE (Alg. 2, §6): latents that explain an image, by targetprop alone.
//!
//! Each iteration moves every latent layer, from the top down, along an estimate of `∂log p(x,h)/∂h` that needs only
//! feed-forward and feed-back activations (Eq. 12); nothing is differentiated. After every iteration the top layer is
//! clipped to \[0,1\] and those below to [0,∞), the ranges of their activations, which Alg. 2 leaves open.
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
//! assert_eq!(latents.top().dim(), (20, 100));
//! // The state before the first of N = 15 iterations, and after each.
//! assert_eq!(means.len(), 16);
//! assert!(means[15] > means[0], "the latents explain the digits better");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod clamp;
mod targetprop;

pub use clamp::ClampMask;
pub use targetprop::{targetprop_direction, targetprop_directions};

use crate::math::noise::gaussian_value;
use crate::math::parallel;
use crate::math::streams::add_noise;
use crate::net::{Latents, Layer, Network};
use crate::params::InferenceParams;
use ndarray::{Array1, Array2, ArrayView2, Zip};
use rand::Rng;

/// `log p(x,h)` without its constant, by term, in nats; all conditional variances are 1 (Eq. 7).
#[derive(Debug, Clone, PartialEq)]
pub struct LogJoint {
    /// `log p(h_{l−1}|h_l) = −½‖h_{l−1} − g_l(h_l)‖²`, `(B)` each, l from 1 to L; the first is `log p(x|h_1)`.
    pub terms: Vec<Array1<f32>>,
}

impl LogJoint {
    /// What the term of layer `l` is the logarithm of, without its p: `x|h1`, `h1|h2`, …
    pub fn term_name(l: usize) -> String {
        if l == 1 { "x|h1".to_owned() } else { format!("h{}|h{l}", l - 1) }
    }

    /// The sum of the terms, `(B)`. The prior of the top layer is left out, as in training.
    pub fn total(&self) -> Array1<f32> {
        let (first, others) = self.terms.split_first().expect("a network has a layer");
        others.iter().fold(first.clone(), |sum, term| sum + term)
    }
}

/// One INFERENCE over a batch, an iteration at a time.
///
/// Arrays with a place for each layer are counted from 0: place `l − 1` belongs to layer l.
#[derive(Debug, Clone)]
pub struct Inference {
    /// `(B, X)`.
    x: Array2<f32>,
    clamp: Option<ClampMask>,
    latents: Latents,
    /// `g_l(h_l)`, what h_l says of the layer below, `(B, H_{l−1})`; the first is the picture.
    from_above: Vec<Array2<f32>>,
    /// `f_l` of what h_l is to explain, `(B, H_l)`.
    from_below: Vec<Array2<f32>>,
    /// Room for the targetprop directions, `(B, H_l)`.
    directions: Vec<Array2<f32>>,
}

impl Inference {
    /// `h_l ← f_l(h_{l−1})` for images `x` `(B, X)` in \[0,1\]. With a mask, only the visible
    /// pixels are to be explained; the missing ones follow `g_1(h_1)` (Fig. 5).
    ///
    /// # Panics
    /// If `x` or the mask does not fit the network.
    pub fn start(net: &Network, x: Array2<f32>, clamp: Option<ClampMask>) -> Self {
        if let Some(clamp) = &clamp {
            assert_eq!(clamp.missing().dim(), x.dim(), "a mask has the shape of its images");
        }
        let latents = net.encode(x.view());
        let from_above = latents.iter().zip(&net.decoders).map(|(h, g)| g.forward(h.view())).collect();
        let directions = latents.iter().map(|h| Array2::zeros(h.dim())).collect();
        Self { from_above, from_below: latents.iter().cloned().collect(), directions, latents, x, clamp }
    }

    /// One iteration of Alg. 2.
    pub fn advance(&mut self, net: &Network, params: &InferenceParams) {
        self.advance_disturbed(net, params, |_| ());
    }

    /// All N iterations.
    pub fn run(&mut self, net: &Network, params: &InferenceParams) {
        for _ in 0..params.n_steps {
            self.advance(net, params);
        }
    }

    /// One iteration of variational MCMC (Alg. 1): as [`advance`](Self::advance), with Gaussian noise of standard
    /// deviation `√(2 δ T)` on all latents for the `temperature` T, as in Langevin dynamics without rejection.
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

    /// One iteration in which `disturb` changes each layer, the top one first, before it is clipped.
    fn advance_disturbed(
        &mut self,
        net: &Network,
        params: &InferenceParams,
        mut disturb: impl FnMut(&mut Array2<f32>),
    ) {
        let depth = net.depth();
        for l in (1..=depth).rev() {
            self.encode_what_is_to_be_explained(net, l);
            // h_l ← h_l + δ (f_l(h_{l−1}) − f_l(g_l(h_l))) + α (g_{l+1}(h_{l+1}) − h_l), without the pull at the top
            let direction = &mut self.directions[l - 1];
            let (from_below, rebuilt) = (&self.from_below[l - 1], &self.from_above[l - 1]);
            targetprop_direction(net.f(l), from_below.view(), rebuilt.view(), direction);
            let h = self.latents.h_mut(l);
            if l == depth {
                h.scaled_add(params.step, direction);
            } else {
                follow(h, direction, &self.from_above[l], params);
            }
            disturb(h);
            clip(h, net.f(l));
            net.g(l).forward_into(h.view(), &mut self.from_above[l - 1]);
        }
    }

    /// `from_below ← f_l(h_{l−1})`. `f_1(x)` stands from the start, since x stays; only with a mask it changes, since the
    /// missing pixels are then those of the picture.
    fn encode_what_is_to_be_explained(&mut self, net: &Network, l: usize) {
        let from_below = &mut self.from_below[l - 1];
        if l > 1 {
            net.f(l).forward_into(self.latents.h(l - 1).view(), from_below);
        } else if let Some(clamp) = &self.clamp {
            net.f(1).forward_into(clamp.fill(&self.x, &self.from_above[0]).view(), from_below);
        }
    }

    /// Ends a round and begins the next: `x ← g_1(h_1)`, or only `x^m` with a mask, encoded anew.
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

    /// `g_1(h_1)` now, `(B, X)`.
    pub fn x_hat(&self) -> &Array2<f32> {
        &self.from_above[0]
    }

    /// The picture now, `(B, X)`: `g_1(h_1)`, with the visible pixels of `x` kept where there is a mask.
    pub fn picture(&self) -> Array2<f32> {
        match &self.clamp {
            Some(clamp) => clamp.fill(&self.x, self.x_hat()),
            None => self.x_hat().clone(),
        }
    }

    /// `log p(x,h)` now; where there is a mask, of the picture (so the visible pixels alone count).
    pub fn log_joint(&self) -> LogJoint {
        let explained = self.picture_or_x();
        let below = std::iter::once(&*explained).chain(self.latents.iter());
        LogJoint {
            terms: below.zip(&self.from_above).map(|(h, rebuilt)| half_square_error(h, rebuilt)).collect(),
        }
    }

    fn picture_or_x(&self) -> std::borrow::Cow<'_, Array2<f32>> {
        match &self.clamp {
            Some(_) => std::borrow::Cow::Owned(self.picture()),
            None => std::borrow::Cow::Borrowed(&self.x),
        }
    }
}

/// `h ← h + δ · direction + α (from_above − h)`: the step of every layer that has one above it.
pub(crate) fn follow(
    h: &mut Array2<f32>,
    direction: &Array2<f32>,
    from_above: &Array2<f32>,
    params: &InferenceParams,
) {
    let InferenceParams { step, top_down, .. } = *params;
    Zip::from(h).and(direction).and(from_above).for_each(|h, &direction, &from_above| {
        *h = *h + step * direction + top_down * (from_above - *h);
    });
}

/// Brings a latent layer into the range of its encoder's activation.
pub(crate) fn clip(h: &mut Array2<f32>, encoder: &Layer) {
    let activation = encoder.activation();
    h.mapv_inplace(|h| activation.clip(h));
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
    if groups.is_empty() {
        return net.encode(x);
    }
    Latents::joined(&groups.iter().collect::<Vec<_>>())
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
    use ndarray::Axis;
    use rand::{RngExt, SeedableRng};

    #[test]
    fn grouped_inference_equals_traced_inference() {
        let mut rng = rand_pcg::Pcg64::seed_from_u64(6);
        let net = Network::random(&Architecture { x: 20, hidden: vec![15, 6] }, 1.0, &mut rng);
        let x = Array2::from_shape_simple_fn((230, 20), || rng.random::<f32>());
        let params = InferenceParams::default();
        let whole = infer_traced(&net, x.clone(), &params, |_, _| ());
        assert_eq!(infer(&net, x.view(), &params), whole);
        assert_eq!(infer(&net, x.slice(ndarray::s![..0, ..]), &params).top().dim(), (0, 6));
    }

    #[test]
    fn langevin_noise_has_its_width_and_none_at_zero() {
        let mut rng = rand_pcg::Pcg64::seed_from_u64(8);
        let net = Network::random(&Architecture { x: 20, hidden: vec![400, 6] }, 1.0, &mut rng);
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
        let noise = warm.latents().h(1) - cold.latents().h(1);
        let std = noise.std(0.0);
        assert!((std / (2.0 * params.step * 1e-3_f32).sqrt() - 1.0).abs() < 0.04, "{std}");
        assert!(warm.latents().top().iter().all(|h| (0.0..=1.0).contains(h)));
    }

    #[test]
    fn log_joint_is_the_sum_of_a_gaussian_term_for_each_layer() {
        let mut rng = rand_pcg::Pcg64::seed_from_u64(7);
        let net = Network::random(&Architecture { x: 8, hidden: vec![6, 5, 3] }, 1.0, &mut rng);
        let x = Array2::from_shape_simple_fn((2, 8), || rng.random::<f32>());
        let inference = Inference::start(&net, x.clone(), None);
        let found = inference.log_joint();
        let mut total = Array1::<f32>::zeros(2);
        for l in 1..=3 {
            let below = if l == 1 { &x } else { inference.latents().h(l - 1) };
            let rebuilt = net.g(l).forward(inference.latents().h(l).view());
            let expected = (below - &rebuilt).map(|d| d * d).sum_axis(Axis(1)) * -0.5;
            assert!((&found.terms[l - 1] - &expected).iter().all(|d| d.abs() < 1e-5));
            total += &expected;
        }
        assert!((found.total() - total).iter().all(|d| d.abs() < 1e-5));
    }

    #[test]
    fn every_layer_of_a_deeper_network_moves_as_the_rule_says() {
        let mut rng = rand_pcg::Pcg64::seed_from_u64(17);
        let net = Network::random(&Architecture { x: 8, hidden: vec![7, 6, 5, 4] }, 1.0, &mut rng);
        let x = Array2::from_shape_simple_fn((3, 8), || rng.random::<f32>());
        let params = InferenceParams { step: 0.2, top_down: 0.3, ..InferenceParams::default() };
        let mut inference = Inference::start(&net, x.clone(), None);
        inference.advance(&net, &params);
        // Two iterations, so that what is to be explained is no longer what the layers started as.
        let before = inference.latents().clone();
        inference.advance(&net, &params);
        for l in 1..=4 {
            let (h, after) = (before.h(l), inference.latents().h(l));
            let below = if l == 1 { &x } else { before.h(l - 1) };
            let rebuilt = net.g(l).forward(h.view());
            let mut expected =
                h + &((net.f(l).forward(below.view()) - net.f(l).forward(rebuilt.view())) * params.step);
            if l < 4 {
                // The layer above has moved already.
                let from_above = net.g(l + 1).forward(inference.latents().h(l + 1).view());
                expected += &((from_above - h) * params.top_down);
            }
            expected.mapv_inplace(|h| net.f(l).activation().clip(h));
            assert!((after - &expected).iter().all(|d| d.abs() < 1e-5), "layer {l}");
        }
    }
}
