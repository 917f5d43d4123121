//! The paper's two sampling chains (§5): the latents as corruption, and the joint denoising chain.
//!
//! Both run a batch of independent chains, a small step at a time, so that they can be watched and left. A
//! row of the batch is one chain. Noise comes from `rngs`: one stream for each chain, or a single one that
//! they share, row after row. Their stationary distribution is only as good as the maps are denoisers,
//! and how fast they leave a mode depends on the noise: neither is guaranteed.

use crate::inference::{clip, follow, targetprop_direction};
use crate::math::noise::{gaussian, spike_like};
use crate::math::streams::stream_of;
use crate::net::{Latents, Network};
use crate::params::{ChainNoise, JointChainParams, LatentChainParams};
use ndarray::{Array2, Axis};
use rand::{Rng, RngExt};

/// `h ~ q*(h|x)` by noisy inference, `x ~ p(x|h)`, again and again (§5.2): generating is inferring with x free.
///
/// Without noise it is [`Rounds`](super::Rounds), to the bit.
#[derive(Debug, Clone)]
pub struct LatentChain {
    params: LatentChainParams,
    /// What is being encoded, `(B, X)`.
    x: Array2<f32>,
    /// `f_1(x)`, `(B, H_1)`.
    h1_from_x: Array2<f32>,
    latents: Latents,
    round: usize,
    iteration: usize,
}

impl LatentChain {
    /// Encodes `x` `(B, X)` in [0, 1] for the first transition.
    pub fn start(net: &Network, x: Array2<f32>, params: LatentChainParams) -> Self {
        let latents = net.encode(x.view());
        Self { params, x, h1_from_x: latents.h(1).clone(), latents, round: 0, iteration: 0 }
    }

    /// One iteration of noisy inference; the last one of a transition then draws `x ~ p(x|h)` and encodes it.
    /// Returns false, and does nothing, once all transitions are over.
    ///
    /// # Panics
    /// Unless there is one of `rngs`, or one for each chain.
    pub fn advance<R: Rng>(&mut self, net: &Network, rngs: &mut [R]) -> bool {
        if self.is_done() {
            return false;
        }
        let inference = self.params.inference;
        if self.iteration < inference.n_steps {
            self.iterate(net, rngs);
            self.iteration += 1;
        }
        if self.iteration == inference.n_steps {
            let decoded = net.g(1).forward(self.latents.h(1).view());
            self.x = self.params.noise.corrupt_x(&decoded, rngs);
            self.latents = net.encode(self.x.view());
            self.h1_from_x.assign(self.latents.h(1));
            self.iteration = 0;
            self.round += 1;
        }
        true
    }

    /// Alg. 2's iteration, fed back through corrupted latents.
    fn iterate<R: Rng>(&mut self, net: &Network, rngs: &mut [R]) {
        let Self { params: LatentChainParams { inference, noise, .. }, latents, .. } = self;
        let depth = net.depth();
        for l in (1..=depth).rev() {
            let encoded = if l > 1 { Some(net.f(l).forward(latents.h(l - 1).view())) } else { None };
            let from_below = encoded.as_ref().unwrap_or(&self.h1_from_x);
            let mut direction = Array2::zeros(latents.h(l).dim());
            if l == depth {
                // h_L ← h_L + δ (f_L(h_{L−1}) − f_L(g_L(h_L~)))
                let rebuilt = net.g(l).forward(noise.corrupt(l, latents, rngs).view());
                targetprop_direction(net.f(l), from_below.view(), rebuilt.view(), &mut direction);
                latents.h_mut(l).scaled_add(inference.step, &direction);
            } else {
                // h_l ← h_l~ + δ (f_l(h_{l−1}) − f_l(g_l(h_l~))) + α (g_{l+1}(h_{l+1}~) − h_l~)
                *latents.h_mut(l) = noise.corrupt(l, latents, rngs);
                let from_above = net.g(l + 1).forward(noise.corrupt(l + 1, latents, rngs).view());
                let rebuilt = net.g(l).forward(latents.h(l).view());
                targetprop_direction(net.f(l), from_below.view(), rebuilt.view(), &mut direction);
                follow(latents.h_mut(l), &direction, &from_above, inference);
            }
            clip(latents.h_mut(l), net.f(l));
        }
    }

    /// Puts image `x` `(1, X)` in the place of chain `row`, wherever the others are in their transition.
    pub fn replace(&mut self, net: &Network, row: usize, x: &Array2<f32>) {
        self.x.row_mut(row).assign(&x.row(0));
        encode_row(net, row, x, &mut self.latents);
        self.h1_from_x.row_mut(row).assign(&self.latents.h(1).row(row));
    }

    /// Whether all transitions are over.
    pub fn is_done(&self) -> bool {
        self.round >= self.params.n_rounds
    }

    /// Transitions done.
    pub fn round(&self) -> usize {
        self.round
    }

    /// Iterations done in the current transition, below N.
    pub fn iteration(&self) -> usize {
        self.iteration
    }

    /// The latest sample of x, `(B, X)`; its noise, if there is some, may leave [0, 1].
    pub fn x(&self) -> &Array2<f32> {
        &self.x
    }

    /// `g_1(h_1)` of the latents now, `(B, X)`.
    pub fn picture(&self, net: &Network) -> Array2<f32> {
        net.g(1).forward(self.latents.h(1).view())
    }

    /// The latents now.
    pub fn latents(&self) -> &Latents {
        &self.latents
    }
}

/// The state `(x, h_1, …, h_L)` is corrupted, and every layer rebuilt from the corrupted others at once (§5.1, Eqs. 9–11).
#[derive(Debug, Clone)]
pub struct JointChain {
    params: JointChainParams,
    /// `(B, X)`, in [0, 1].
    x: Array2<f32>,
    latents: Latents,
    round: usize,
}

impl JointChain {
    /// A chain from images `x` `(B, X)` in [0, 1] and what they are encoded to.
    pub fn start(net: &Network, x: Array2<f32>, params: JointChainParams) -> Self {
        let latents = net.encode(x.view());
        Self { params, x, latents, round: 0 }
    }

    /// One transition. Returns false, and does nothing, once all are over.
    ///
    /// # Panics
    /// Unless there is one of `rngs`, or one for each chain.
    pub fn advance<R: Rng>(&mut self, net: &Network, rngs: &mut [R]) -> bool {
        if self.is_done() {
            return false;
        }
        let JointChainParams { step, top_down, noise, .. } = self.params;
        let depth = net.depth();
        let x_corrupted = noise.corrupt_x(&self.x, rngs);
        let corrupted: Vec<_> = (1..=depth).map(|l| noise.corrupt(l, &self.latents, rngs)).collect();
        let corrupted = Latents::new(corrupted);

        let move_to = |value: &mut Array2<f32>, target: &Array2<f32>| {
            value.zip_mut_with(target, |value, &target| *value += step * (target - *value));
        };
        let from_below = |l: usize| {
            let below = if l == 1 { &x_corrupted } else { corrupted.h(l - 1) };
            net.f(l).forward(below.view())
        };
        let from_above = |l: usize| net.g(l + 1).forward(corrupted.h(l + 1).view());
        move_to(&mut self.x, &from_above(0)); // x ~ p(x|h_1~), Eq. 9
        move_to(self.latents.h_mut(depth), &from_below(depth)); // h_L ~ q(h_L|h_{L−1}~), Eq. 9
        for l in 1..depth {
            let mut target = from_below(l); // h_l ~ q(h_l|h_{l−1}~), Eq. 10
            let from_above = from_above(l); // h_l ~ p(h_l|h_{l+1}~), Eq. 11
            for (row, (mut target, from_above)) in
                target.axis_iter_mut(Axis(0)).zip(from_above.rows()).enumerate()
            {
                if stream_of(rngs, row).random::<f32>() < top_down {
                    target.assign(&from_above);
                }
            }
            move_to(self.latents.h_mut(l), &target);
        }
        self.round += 1;
        true
    }

    /// Puts image `x` `(1, X)` in the place of chain `row`.
    pub fn replace(&mut self, net: &Network, row: usize, x: &Array2<f32>) {
        self.x.row_mut(row).assign(&x.row(0));
        encode_row(net, row, x, &mut self.latents);
    }

    /// Whether all transitions are over.
    pub fn is_done(&self) -> bool {
        self.round >= self.params.n_rounds
    }

    /// Transitions done.
    pub fn round(&self) -> usize {
        self.round
    }

    /// The images now, `(B, X)` in [0, 1].
    pub fn x(&self) -> &Array2<f32> {
        &self.x
    }

    /// The latents now.
    pub fn latents(&self) -> &Latents {
        &self.latents
    }
}

/// What image `x` `(1, X)` is encoded to, as the latents of chain `row`.
fn encode_row(net: &Network, row: usize, x: &Array2<f32>, latents: &mut Latents) {
    let encoded = net.encode(x.view());
    for l in 1..=net.depth() {
        latents.h_mut(l).row_mut(row).assign(&encoded.h(l).row(0));
    }
}

impl ChainNoise {
    /// `x` as the next step sees it.
    fn corrupt_x<R: Rng>(&self, x: &Array2<f32>, rngs: &mut [R]) -> Array2<f32> {
        if self.x == 0.0 {
            return x.clone();
        }
        gaussian(x, self.x, rngs)
    }

    /// `h_l` as its neighbours see it: with Gaussian noise, the top layer with spike-like noise.
    fn corrupt<R: Rng>(&self, l: usize, latents: &Latents, rngs: &mut [R]) -> Array2<f32> {
        let h = latents.h(l);
        match (l == latents.depth(), self.h1 == 0.0, self.spikes == 0) {
            (false, true, _) | (true, _, true) => h.clone(),
            (false, ..) => gaussian(h, self.h1, rngs),
            (true, ..) => spike_like(h, self.spikes, rngs),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::params::{Architecture, InferenceParams, RoundsParams};
    use crate::sampling::{Rounds, denoise};
    use rand::SeedableRng;
    use rand_pcg::Pcg64;

    fn small() -> (Network, Array2<f32>, [Pcg64; 1]) {
        let mut rng = Pcg64::seed_from_u64(14);
        let net = Network::random(&Architecture { x: 12, hidden: vec![9, 4] }, 1.0, &mut rng);
        let x = Array2::from_shape_simple_fn((3, 12), || rng.random::<f32>());
        (net, x, [rng])
    }

    #[test]
    fn the_latent_chain_without_noise_is_rounds() {
        let (net, x, mut rng) = small();
        for (n_rounds, n_steps) in [(0, 3), (1, 4), (3, 2), (2, 0)] {
            let inference = InferenceParams { n_steps, top_down: 0.3, ..InferenceParams::default() };
            let params = LatentChainParams { n_rounds, inference, noise: ChainNoise::NONE };
            let mut chain = LatentChain::start(&net, x.clone(), params);
            let rounds = RoundsParams { n_rounds, inference };
            let mut expected = Rounds::start(&net, x.clone(), None, rounds);
            while chain.advance(&net, &mut rng) {
                if chain.iteration() > 0 {
                    expected.advance(&net);
                    assert_eq!(chain.latents(), expected.latents());
                    assert_eq!(chain.picture(&net), expected.picture());
                } else if n_steps > 0 {
                    expected.advance(&net);
                }
            }
            assert_eq!(chain.x(), &denoise(&net, x.clone(), &rounds), "{n_rounds} rounds of {n_steps}");
        }
    }

    #[test]
    fn the_joint_chain_without_noise_passes_layers_on() {
        let (net, x, mut rng) = small();
        let run = |top_down: f32, rng: &mut [Pcg64]| {
            let params = JointChainParams { n_rounds: 1, step: 1.0, top_down, noise: ChainNoise::NONE };
            let mut chain = JointChain::start(&net, x.clone(), params);
            assert!(chain.advance(&net, rng) && !chain.advance(&net, rng));
            chain
        };
        // x + 1·(target − x) may be off by a rounding.
        let close = |a: &Array2<f32>, b: &Array2<f32>| (a - b).iter().all(|d| d.abs() < 1e-6);
        let h1 = net.f(1).forward(x.view());
        let h2 = net.f(2).forward(h1.view());
        let from_below = run(0.0, &mut rng);
        assert!(close(from_below.x(), &net.g(1).forward(h1.view())));
        assert!(close(from_below.latents().h(1), &h1) && close(from_below.latents().h(2), &h2));
        let from_above = run(1.0, &mut rng);
        assert!(close(from_above.latents().h(1), &net.g(2).forward(h2.view())));
    }

    #[test]
    fn chains_of_no_rounds_stay_where_they_start() {
        let (net, x, mut rng) = small();
        let mut joint =
            JointChain::start(&net, x.clone(), JointChainParams { n_rounds: 0, ..Default::default() });
        assert!(!joint.advance(&net, &mut rng));
        assert_eq!(joint.x(), &x);
        let still = JointChainParams { step: 0.0, ..Default::default() };
        let mut chain = JointChain::start(&net, x.clone(), still);
        while chain.advance(&net, &mut rng) {}
        assert_eq!((chain.x(), chain.round()), (&x, still.n_rounds));
    }

    #[test]
    fn chains_keep_their_ranges_and_follow_their_seed() {
        let (net, x, _) = small();
        let run = |seed| {
            let mut rng = [Pcg64::seed_from_u64(seed)];
            let params = JointChainParams { n_rounds: 30, ..JointChainParams::default() };
            let mut joint = JointChain::start(&net, x.clone(), params);
            while joint.advance(&net, &mut rng) {
                assert!(joint.x().iter().chain(joint.latents().top()).all(|v| (0.0..=1.0).contains(v)));
                assert!(joint.latents().h(1).iter().all(|&v| v >= 0.0 && v.is_finite()));
            }
            let params = LatentChainParams { n_rounds: 3, ..LatentChainParams::default() };
            let mut latent = LatentChain::start(&net, x.clone(), params);
            while latent.advance(&net, &mut rng) {
                assert!(latent.latents().h(2).iter().all(|v| (0.0..=1.0).contains(v)));
                assert!(latent.latents().h(1).iter().all(|&v| v >= 0.0 && v.is_finite()));
            }
            (joint.x().clone(), latent.x().clone())
        };
        assert_eq!(run(1), run(1));
        assert_ne!(run(1), run(2));
    }
}
