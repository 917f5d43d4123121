//! The paper's two sampling chains (§5): the latents as corruption, and the joint denoising chain.
//!
//! Both run a batch of independent chains, a small step at a time, so that they can be watched and left. A
//! row of the batch is one chain. Noise comes from `rngs`: one stream for each chain, or a single one that
//! they share, row after row. Their stationary distribution is only as good as the maps are denoisers,
//! and how fast they leave a mode depends on the noise: neither is guaranteed.

use crate::inference::{Inference, targetprop_direction};
use crate::math::noise::{gaussian, spike_like};
use crate::math::streams::stream_of;
use crate::net::{Activation, Latents, Network};
use crate::params::{ChainNoise, InferenceParams, JointChainParams, LatentChainParams};
use ndarray::{Array2, Axis, Zip};
use rand::{Rng, RngExt};

/// `h ~ q*(h|x)` by noisy inference, `x ~ p(x|h)`, again and again (§5.2): generating is inferring with x free.
///
/// Without noise it is [`Rounds`](super::Rounds), to the bit.
#[derive(Debug, Clone)]
pub struct LatentChain {
    params: LatentChainParams,
    /// What is being encoded, `(B, X)`.
    x: Array2<f32>,
    /// f1(x), `(B, H1)`.
    h1_from_x: Array2<f32>,
    latents: Latents,
    round: usize,
    iteration: usize,
}

impl LatentChain {
    /// Encodes `x` `(B, X)` in [0, 1] for the first transition.
    pub fn start(net: &Network, x: Array2<f32>, params: LatentChainParams) -> Self {
        let latents = Inference::start(net, x.clone(), None).into_latents();
        Self { params, x, h1_from_x: latents.h1.clone(), latents, round: 0, iteration: 0 }
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
            let decoded = net.g1.forward(self.latents.h1.view());
            self.x = self.params.noise.corrupt_x(&decoded, rngs);
            self.latents = Inference::start(net, self.x.clone(), None).into_latents();
            self.h1_from_x.assign(&self.latents.h1);
            self.iteration = 0;
            self.round += 1;
        }
        true
    }

    /// Alg. 2's iteration, fed back through corrupted latents.
    fn iterate<R: Rng>(&mut self, net: &Network, rngs: &mut [R]) {
        let InferenceParams { step, top_down, .. } = self.params.inference;
        let noise = &self.params.noise;
        let Latents { h1, h2 } = &mut self.latents;
        let through_g2 = |h2: &Array2<f32>, rngs: &mut [R]| net.g2.forward(noise.corrupt_h2(h2, rngs).view());

        // h2 ← h2 + δ (f2(h1) − f2(g2(h2~)))
        let target = net.f2.forward(h1.view());
        let mut direction = Array2::zeros(h2.dim());
        targetprop_direction(&net.f2, target.view(), through_g2(h2, rngs).view(), &mut direction);
        h2.zip_mut_with(&direction, |h2, &direction| *h2 = Activation::Sigmoid.clip(*h2 + step * direction));

        // h1 ← h1~ + δ (f1(x) − f1(g1(h1~))) + α (g2(h2~) − h1~)
        *h1 = noise.corrupt_h1(h1, rngs);
        let from_above = through_g2(h2, rngs);
        let mut direction = Array2::zeros(h1.dim());
        targetprop_direction(
            &net.f1,
            self.h1_from_x.view(),
            net.g1.forward(h1.view()).view(),
            &mut direction,
        );
        Zip::from(&mut *h1).and(&direction).and(&from_above).for_each(|h1, &direction, &from_above| {
            let moved = *h1 + step * direction + top_down * (from_above - *h1);
            *h1 = Activation::Softplus.clip(moved);
        });
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

    /// `g1(h1)` of the latents now, `(B, X)`.
    pub fn picture(&self, net: &Network) -> Array2<f32> {
        net.g1.forward(self.latents.h1.view())
    }

    /// The latents now.
    pub fn latents(&self) -> &Latents {
        &self.latents
    }
}

/// The state `(x, h1, h2)` is corrupted, and every layer rebuilt from the corrupted others at once (§5.1, Eqs. 9–11).
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
        let latents = Inference::start(net, x.clone(), None).into_latents();
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
        let Latents { h1, h2 } = &mut self.latents;
        let x_corrupted = noise.corrupt_x(&self.x, rngs);
        let h1_corrupted = noise.corrupt_h1(h1, rngs);
        let h2_corrupted = noise.corrupt_h2(h2, rngs);

        let follow = |value: &mut Array2<f32>, target: &Array2<f32>| {
            value.zip_mut_with(target, |value, &target| *value += step * (target - *value));
        };
        follow(&mut self.x, &net.g1.forward(h1_corrupted.view())); // x ~ p(x|h1~), Eq. 9
        follow(h2, &net.f2.forward(h1_corrupted.view())); // h2 ~ q(h2|h1~), Eq. 9
        let mut target = net.f1.forward(x_corrupted.view()); // h1 ~ q(h1|x~), Eq. 10
        let from_above = net.g2.forward(h2_corrupted.view()); // h1 ~ p(h1|h2~), Eq. 11
        for (row, (mut target, from_above)) in
            target.axis_iter_mut(Axis(0)).zip(from_above.rows()).enumerate()
        {
            if stream_of(rngs, row).random::<f32>() < top_down {
                target.assign(&from_above);
            }
        }
        follow(h1, &target);
        self.round += 1;
        true
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

impl ChainNoise {
    /// `x` as the next step sees it.
    fn corrupt_x<R: Rng>(&self, x: &Array2<f32>, rngs: &mut [R]) -> Array2<f32> {
        if self.x == 0.0 {
            return x.clone();
        }
        gaussian(x, self.x, rngs)
    }

    /// `h1` as its neighbours see it.
    fn corrupt_h1<R: Rng>(&self, h1: &Array2<f32>, rngs: &mut [R]) -> Array2<f32> {
        if self.h1 == 0.0 {
            return h1.clone();
        }
        gaussian(h1, self.h1, rngs)
    }

    /// `h2` as its neighbour sees it.
    fn corrupt_h2<R: Rng>(&self, h2: &Array2<f32>, rngs: &mut [R]) -> Array2<f32> {
        if self.spikes == 0 {
            return h2.clone();
        }
        spike_like(h2, self.spikes, rngs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::params::Architecture;
    use crate::params::RoundsParams;
    use crate::sampling::{Rounds, denoise};
    use rand::SeedableRng;
    use rand_pcg::Pcg64;

    fn small() -> (Network, Array2<f32>, [Pcg64; 1]) {
        let mut rng = Pcg64::seed_from_u64(14);
        let net = Network::random(Architecture { x: 12, h1: 9, h2: 4 }, 1.0, &mut rng);
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
        let h1 = net.f1.forward(x.view());
        let h2 = net.f2.forward(h1.view());
        let from_below = run(0.0, &mut rng);
        assert!(close(from_below.x(), &net.g1.forward(h1.view())));
        assert!(close(&from_below.latents().h1, &h1) && close(&from_below.latents().h2, &h2));
        let from_above = run(1.0, &mut rng);
        assert!(close(&from_above.latents().h1, &net.g2.forward(h2.view())));
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
                assert!(joint.x().iter().chain(&joint.latents().h2).all(|v| (0.0..=1.0).contains(v)));
                assert!(joint.latents().h1.iter().all(|&v| v >= 0.0 && v.is_finite()));
            }
            let params = LatentChainParams { n_rounds: 3, ..LatentChainParams::default() };
            let mut latent = LatentChain::start(&net, x.clone(), params);
            while latent.advance(&net, &mut rng) {
                assert!(latent.latents().h2.iter().all(|v| (0.0..=1.0).contains(v)));
                assert!(latent.latents().h1.iter().all(|&v| v >= 0.0 && v.is_finite()));
            }
            (joint.x().clone(), latent.x().clone())
        };
        assert_eq!(run(1), run(1));
        assert_ne!(run(1), run(2));
    }
}
