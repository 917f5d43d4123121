//! Rounds of INFERENCE and `x ← g1(h1)`: the loop that GENERATE, denoising and in-painting share.

use crate::inference::{ClampMask, Inference, LogJoint};
use crate::net::{Latents, Network};
use crate::params::{InferenceParams, RoundsParams};
use ndarray::Array2;
use rand::Rng;

/// A run of rounds over a batch, one iteration of inference at a time, so that it can be watched and left.
#[derive(Debug, Clone)]
pub struct Rounds {
    params: RoundsParams,
    inference: Inference,
    round: usize,
    iteration: usize,
}

impl Rounds {
    /// Encodes `x` `(B, X)` in \[0,1\] for the first round. With a mask (Fig. 5) only the missing pixels ever
    /// change; their values in `x` are where the first round starts from.
    ///
    /// # Panics
    /// If `x` or the mask does not fit the network.
    pub fn start(net: &Network, x: Array2<f32>, missing: Option<ClampMask>, params: RoundsParams) -> Self {
        Self { params, inference: Inference::start(net, x, missing), round: 0, iteration: 0 }
    }

    /// One iteration of inference; where a round is over, first `x ← g1(h1)` (or only `x^m`) and the next
    /// round's encoding. Returns false, and does nothing, once all rounds are over.
    pub fn advance(&mut self, net: &Network) -> bool {
        self.advance_by(net, Inference::advance)
    }

    /// As [`advance`](Self::advance), with the Langevin noise of variational MCMC (Alg. 1) at `temperature` T in
    /// every iteration; see [`Inference::advance_langevin`].
    ///
    /// # Panics
    /// If there are several `rngs`, but fewer than images.
    pub fn advance_langevin<R: Rng>(&mut self, net: &Network, temperature: f32, rngs: &mut [R]) -> bool {
        self.advance_by(net, |inference, net, params| {
            inference.advance_langevin(net, params, temperature, rngs);
        })
    }

    fn advance_by(
        &mut self,
        net: &Network,
        iterate: impl FnOnce(&mut Inference, &Network, &InferenceParams),
    ) -> bool {
        if self.is_done() {
            return false;
        }
        if self.iteration == self.params.inference.n_steps {
            self.inference.begin_round(net);
            self.iteration = 0;
            self.round += 1;
        }
        // With N = 0 a round is encoding and decoding alone.
        if self.iteration < self.params.inference.n_steps {
            iterate(&mut self.inference, net, &self.params.inference);
            self.iteration += 1;
        }
        true
    }

    /// Runs what is left.
    pub fn finish(&mut self, net: &Network) {
        while self.advance(net) {}
    }

    /// Whether all rounds are over.
    pub fn is_done(&self) -> bool {
        let last_round = self.round + 1 >= self.params.n_rounds;
        self.params.n_rounds == 0 || (last_round && self.iteration == self.params.inference.n_steps)
    }

    /// Rounds before the current one.
    pub fn round(&self) -> usize {
        self.round
    }

    /// Iterations done in the current round, 0 to N.
    pub fn iteration(&self) -> usize {
        self.iteration
    }

    /// What the current round encodes, `(B, X)`.
    pub fn x(&self) -> &Array2<f32> {
        self.inference.x()
    }

    /// The picture now, `(B, X)`: `g1(h1)`, with visible pixels as they are; the start itself for 0 rounds.
    pub fn picture(&self) -> Array2<f32> {
        if self.params.n_rounds == 0 { self.x().clone() } else { self.inference.picture() }
    }

    /// The latents now.
    pub fn latents(&self) -> &Latents {
        self.inference.latents()
    }

    /// `log p(x,h)` now, for the x that the current round explains.
    pub fn log_joint(&self) -> LogJoint {
        self.inference.log_joint()
    }
}

/// Rounds of inference and decoding from images `x` `(B, X)`, nothing clamped: the last `g1(h1)`, or `x` for 0 rounds.
pub fn denoise(net: &Network, x: Array2<f32>, params: &RoundsParams) -> Array2<f32> {
    run(net, x, None, params)
}

/// Fills the missing pixels of `x` `(B, X)` (Fig. 5); the visible ones are returned as they came.
pub fn inpaint(net: &Network, x: Array2<f32>, missing: ClampMask, params: &RoundsParams) -> Array2<f32> {
    run(net, x, Some(missing), params)
}

fn run(net: &Network, x: Array2<f32>, missing: Option<ClampMask>, params: &RoundsParams) -> Array2<f32> {
    let mut rounds = Rounds::start(net, x, missing, *params);
    rounds.finish(net);
    rounds.picture()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::streams::row_streams;
    use crate::params::{Architecture, INPAINT};
    use rand::{RngExt, SeedableRng};

    fn small() -> (Network, Array2<f32>) {
        let mut rng = rand_pcg::Pcg64::seed_from_u64(13);
        let net = Network::random(&Architecture { x: 12, hidden: vec![9, 4] }, 1.0, &mut rng);
        (net, Array2::from_shape_simple_fn((3, 12), || rng.random::<f32>()))
    }

    #[test]
    fn rounds_are_inference_and_decoding_in_turn() {
        let (net, x) = small();
        let inference = InferenceParams { n_steps: 4, ..InferenceParams::default() };
        let mut expected = x.clone();
        for _ in 0..3 {
            expected =
                net.g(1).forward(crate::inference::infer(&net, expected.view(), &inference).h(1).view());
        }
        assert_eq!(denoise(&net, x, &RoundsParams { n_rounds: 3, inference }), expected);
    }

    #[test]
    fn a_run_has_exactly_its_rounds_and_iterations() {
        let (net, x) = small();
        for (n_rounds, n_steps, expected) in [(0, 5, 0), (1, 5, 5), (3, 2, 6), (1, 0, 0), (3, 0, 2)] {
            let inference = InferenceParams { n_steps, ..InferenceParams::default() };
            let mut rounds = Rounds::start(&net, x.clone(), None, RoundsParams { n_rounds, inference });
            let mut advances = 0;
            while rounds.advance(&net) {
                advances += 1;
            }
            assert_eq!(advances, expected, "{n_rounds} rounds of {n_steps}");
            assert!(rounds.is_done() && (n_rounds == 0 || rounds.round() + 1 == n_rounds));
        }
    }

    #[test]
    fn noise_follows_its_seed_and_leaves_visible_pixels_alone() {
        let (net, x) = small();
        let missing = Array2::from_shape_fn(x.dim(), |(i, j)| (i + j) % 3 == 0);
        let params = RoundsParams { n_rounds: 2, inference: InferenceParams::default() };
        let run = |temperature: f32, seed: u64| {
            let mask = ClampMask::new(missing.clone());
            let mut rounds = Rounds::start(&net, x.clone(), Some(mask), params);
            let rngs = &mut row_streams(seed, 0, 3);
            while rounds.advance_langevin(&net, temperature, rngs) {}
            rounds.picture()
        };
        assert_eq!(run(0.0, 1), inpaint(&net, x.clone(), ClampMask::new(missing.clone()), &params));
        assert_eq!(run(0.02, 1), run(0.02, 1));
        assert_ne!(run(0.02, 1), run(0.02, 2));
        for ((before, after), &missing) in x.iter().zip(&run(0.02, 1)).zip(&missing) {
            assert!(missing || before == after);
        }
    }

    #[test]
    fn visible_pixels_stay_and_missing_ones_move() {
        let (net, x) = small();
        let missing = Array2::from_shape_fn(x.dim(), |(i, j)| (i + j) % 3 == 0);
        let filled = inpaint(&net, x.clone(), ClampMask::new(missing.clone()), &INPAINT.defaults());
        for ((&before, &after), &missing) in x.iter().zip(&filled).zip(&missing) {
            assert_eq!(before == after, !missing);
        }
    }
}
