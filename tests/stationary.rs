//! The noisy chains (§5, Eqs. 9–11, and Alg. 1 as Langevin dynamics) against their exact stationary moments.
//!
//! On a network of identity maps each step of a chain is affine in its state and adds noise whose variance is known, that
//! of spikes included: the mean of n Bernoulli(h) draws varies by h(1 − h)/n around h. Mean and covariance of the state then
//! follow from those before the step, and stationary ones solve a discrete Lyapunov equation, `C = AᵀCA + Q`. Latents
//! stay far from the ends of their ranges, where clipping would bend what is affine.

#![cfg(not(target_arch = "wasm32"))]

use ndarray::{Array1, Array2, ArrayView2, Axis, array, concatenate, s};
use rand_pcg::Pcg64;
use std::ops::Range;
use targetprop::inference::Inference;
use targetprop::net::{Activation, Latents, Layer, Network};
use targetprop::params::{ChainNoise, InferenceParams, JointChainParams, LatentChainParams};
use targetprop::sampling::{JointChain, LatentChain};

/// Independent chains, of which the last states are the samples.
const CHAINS: usize = 20_000;
/// Steps until the start is forgotten; [`stationary`] checks it.
const STEPS: usize = 150;
/// Largest error of 54 moments, in standard errors: by chance one run in 30,000 would have more.
const CHANCE: f64 = 5.0;
/// Without one of the noises, or at a temperature that is wrong by a third, the error is at least this large.
const WRONG: f64 = 2.0 * CHANCE;

/// Places in the state, then those of the corrupted layers.
const X: Range<usize> = 0..4;
const H1: Range<usize> = 4..7;
const H2: Range<usize> = 7..9;
const NOISY_X: Range<usize> = 9..13;
const NOISY_H1: Range<usize> = 13..16;
const NOISY_H2: Range<usize> = 16..18;

/// `values · weights + bias`.
struct Affine {
    weights: Array2<f64>,
    bias: Array1<f64>,
}

impl Affine {
    fn identity(n: usize) -> Self {
        Self { weights: Array2::eye(n), bias: Array1::zeros(n) }
    }

    fn of(layer: &Layer) -> Self {
        Self {
            weights: layer.weights().mapv(f64::from),
            bias: layer.bias().iter().copied().map(f64::from).collect(),
        }
    }

    fn then(&self, next: &Self) -> Self {
        Self { weights: self.weights.dot(&next.weights), bias: self.bias.dot(&next.weights) + &next.bias }
    }
}

/// The maps of a network, and the ways down and up again.
struct Maps {
    f1: Affine,
    f2: Affine,
    g2: Affine,
    g1: Affine,
    g1_f1: Affine,
    g2_f2: Affine,
}

impl Maps {
    fn of(net: &Network) -> Self {
        let [f1, f2, g2, g1] = [net.f(1), net.f(2), net.g(2), net.g(1)].map(Affine::of);
        Self { g1_f1: g1.then(&f1), g2_f2: g2.then(&f2), f1, f2, g2, g1 }
    }
}

/// Mean and covariance of the state.
#[derive(Clone)]
struct Moments {
    mean: Array1<f64>,
    covariance: Array2<f64>,
}

impl Moments {
    /// Certainly at `x`, all else 0.
    fn at(x: f64) -> Self {
        let mut mean = Array1::zeros(NOISY_H2.end);
        mean.slice_mut(s![X]).fill(x);
        Self { mean, covariance: Array2::zeros((NOISY_H2.end, NOISY_H2.end)) }
    }

    /// `to ← Σ factor · map(from)`.
    fn assign<const N: usize>(&mut self, to: Range<usize>, terms: [(f64, &Affine, Range<usize>); N]) {
        let mut all = Affine::identity(self.mean.len());
        all.weights.slice_mut(s![.., to.clone()]).fill(0.0);
        for (factor, map, from) in terms {
            all.weights.slice_mut(s![from, to.clone()]).scaled_add(factor, &map.weights);
            all.bias.slice_mut(s![to.clone()]).scaled_add(factor, &map.bias);
        }
        self.mean = self.mean.dot(&all.weights) + &all.bias;
        self.covariance = all.weights.t().dot(&self.covariance).dot(&all.weights);
    }

    fn copy(&mut self, from: Range<usize>, to: Range<usize>) {
        self.assign(to, [(1.0, &Affine::identity(from.len()), from)]);
    }

    fn add_gaussian(&mut self, to: Range<usize>, std: f32) {
        to.for_each(|i| self.covariance[[i, i]] += f64::from(std).powi(2));
    }

    /// `E[h(1 − h)]/n`, with `E[h²] = mean² + variance`; none for n = 0.
    fn add_spikes(&mut self, to: Range<usize>, n: usize) {
        for i in to.filter(|_| n > 0) {
            let (mean, variance) = (self.mean[i], self.covariance[[i, i]]);
            self.covariance[[i, i]] += (mean - mean * mean - variance) / n as f64;
        }
    }

    /// `self` or, with a probability, `other`.
    fn or(self, probability: f64, other: Self) -> Self {
        let mean = &self.mean * (1.0 - probability) + &other.mean * probability;
        let square = |from: &Moments| {
            let away = (&from.mean - &mean).insert_axis(Axis(0));
            &from.covariance + away.t().dot(&away)
        };
        let covariance = square(&self) * (1.0 - probability) + square(&other) * probability;
        Self { mean, covariance }
    }
}

/// The moments that `step` leaves as they are; [`STEPS`] steps from `start` must lead to them.
fn stationary(start: Moments, step: impl Fn(Moments) -> Moments) -> Moments {
    let run = |from: Moments, steps| (0..steps).fold(from, |moments, _| step(moments));
    let nearly = run(start, STEPS);
    let exactly = run(nearly.clone(), 10 * STEPS);
    let largest = |a: &Array2<f64>| a.iter().fold(0.0, |most: f64, value| most.max(value.abs()));
    let last = step(exactly.clone());
    assert!(largest(&(&last.covariance - &exactly.covariance)) < 1e-15, "no solution");
    assert!(largest(&(&nearly.covariance - &exactly.covariance)) < 1e-7, "too few steps");
    exactly
}

/// Largest difference of the `samples` `(CHAINS, N)` of the places from `first` on from `expected`, over means and
/// covariances, in standard errors.
fn error(samples: &Array2<f64>, expected: &Moments, first: usize) -> f64 {
    let n = samples.ncols();
    let away = samples - &expected.mean.slice(s![first..first + n]);
    let in_standard_errors = |values: Array1<f64>, expected: f64| {
        let difference = values.mean().unwrap() - expected;
        difference.abs() / (values.var(1.0) / CHAINS as f64).sqrt()
    };
    let mut largest = 0.0_f64;
    for i in 0..n {
        largest = largest.max(in_standard_errors(away.column(i).to_owned(), 0.0));
        for j in 0..=i {
            let products = &away.column(i) * &away.column(j);
            let expected = expected.covariance[[first + i, first + j]];
            largest = largest.max(in_standard_errors(products, expected));
        }
    }
    largest
}

/// Identity maps that nearly undo each other, around x = ½, h2 = ½ and h1 = 1.05 from below, 0.95 from above.
fn network() -> Network {
    let g1 = array![[0.55, 0.1, -0.25, 0.2], [-0.2, 0.6, 0.1, 0.25], [0.1, -0.25, 0.45, 0.35_f32]];
    let f1 = array![[0.9, -0.1, 0.2], [0.2, 0.8, -0.2], [-0.4, 0.2, 0.7], [0.3, 0.2, 0.4_f32]];
    let g2 = array![[0.4, -0.2, 0.3], [0.1, 0.5, -0.2_f32]];
    let f2 = array![[0.5, 0.05], [-0.2, 0.55], [0.35, -0.2_f32]];
    let layer = |weights: &Array2<f32>, at: f32, value: f32| {
        let bias: Vec<f32> = weights.sum_axis(Axis(0)).iter().map(|sum| value - at * sum).collect();
        Layer::new(weights.view(), &bias, Activation::Identity)
    };
    Network::new(
        vec![layer(&f1, 0.5, 1.05), layer(&f2, 1.0, 0.5)],
        vec![layer(&g1, 1.0, 0.5), layer(&g2, 0.5, 0.95)],
    )
}

const NOISE: ChainNoise = ChainNoise { x: 0.04, h1: 0.05, spikes: 30 };

/// [`NOISE`] without one of its three, in turn.
fn too_little() -> [ChainNoise; 3] {
    [ChainNoise { x: 0.0, ..NOISE }, ChainNoise { h1: 0.0, ..NOISE }, ChainNoise { spikes: 0, ..NOISE }]
}

/// One stream for each chain.
fn streams(seed: u64) -> Vec<Pcg64> {
    targetprop::math::streams::row_streams(seed, 0, CHAINS)
}

/// x, h1 and h2 side by side.
fn samples(x: ArrayView2<f32>, latents: &Latents) -> Array2<f64> {
    let (h1, h2) = (latents.h(1), latents.h(2));
    concatenate![Axis(1), x, h1.view(), h2.view()].mapv(f64::from)
}

/// The `samples` of the places from `first` on have the moments `right`, and none of the `wrong` ones.
fn assert_moments(
    samples: &Array2<f64>,
    first: usize,
    right: Moments,
    wrong: impl IntoIterator<Item = Moments>,
) {
    // No latent comes near the end of its range, where it would be clipped.
    let reach = |i: usize| 6.0 * right.covariance[[i, i]].sqrt();
    assert!(H1.chain(H2).all(|i| right.mean[i] > reach(i)), "{}", right.mean);
    assert!({ H2 }.all(|i| right.mean[i] + reach(i) < 1.0), "{}", right.mean);
    let off = error(samples, &right, first);
    assert!(off < CHANCE, "{off} standard errors");
    for (i, wrong) in wrong.into_iter().enumerate() {
        let off = error(samples, &wrong, first);
        assert!(off > WRONG, "wrong moments {i}: {off} standard errors");
    }
}

fn images() -> Array2<f32> {
    Array2::from_elem((CHAINS, X.len()), 0.5)
}

#[test]
fn the_joint_chain_has_its_stationary_moments() {
    let net = network();
    let maps = Maps::of(&net);
    let step = |mut state: Moments, params: &JointChainParams| {
        let JointChainParams { step, top_down, noise, .. } = *params;
        let (follow, keep) = (f64::from(step), 1.0 - f64::from(step));
        let same = |layer: Range<usize>| Affine::identity(layer.len());
        state.copy(X, NOISY_X);
        state.copy(H1, NOISY_H1);
        state.copy(H2, NOISY_H2);
        state.add_gaussian(NOISY_X, noise.x);
        state.add_gaussian(NOISY_H1, noise.h1);
        state.add_spikes(NOISY_H2, noise.spikes);
        state.assign(X, [(keep, &same(X), X), (follow, &maps.g1, NOISY_H1)]);
        state.assign(H2, [(keep, &same(H2), H2), (follow, &maps.f2, NOISY_H1)]);
        let mut above = state.clone();
        above.assign(H1, [(keep, &same(H1), H1), (follow, &maps.g2, NOISY_H2)]);
        state.assign(H1, [(keep, &same(H1), H1), (follow, &maps.f1, NOISY_X)]);
        state.or(top_down.into(), above)
    };
    // As in the paper, and with every setting another one.
    for (step_size, top_down) in [(1.0, 0.5), (0.6, 0.3)] {
        let params = JointChainParams { n_rounds: STEPS, step: step_size, top_down, noise: NOISE };
        let mut chain = JointChain::start(&net, images(), params);
        let rngs = &mut streams(21);
        while chain.advance(&net, rngs) {}
        let found = samples(chain.x().view(), chain.latents());
        let expected = |noise: ChainNoise| {
            let params = JointChainParams { noise, ..params };
            stationary(Moments::at(0.5), |state| step(state, &params))
        };
        assert_moments(&found, 0, expected(NOISE), too_little().map(expected));
    }
}

#[test]
fn the_latent_chain_has_its_stationary_moments() {
    let net = network();
    let maps = Maps::of(&net);
    let params = LatentChainParams {
        n_rounds: STEPS + 1,
        inference: InferenceParams { n_steps: 4, step: 0.3, top_down: 0.2 },
        noise: NOISE,
    };
    let InferenceParams { n_steps, step, top_down } = params.inference;
    let (step, top_down) = (f64::from(step), f64::from(top_down));
    let (same_h1, same_h2) = (Affine::identity(H1.len()), Affine::identity(H2.len()));
    let iterate = |state: &mut Moments, noise: &ChainNoise| {
        let corrupt_h2 = |state: &mut Moments| {
            state.copy(H2, NOISY_H2);
            state.add_spikes(NOISY_H2, noise.spikes);
        };
        corrupt_h2(state);
        state.assign(H2, [(1.0, &same_h2, H2), (step, &maps.f2, H1), (-step, &maps.g2_f2, NOISY_H2)]);
        corrupt_h2(state);
        state.add_gaussian(H1, noise.h1);
        let above = (top_down, &maps.g2, NOISY_H2);
        state.assign(
            H1,
            [(1.0 - top_down, &same_h1, H1), (step, &maps.f1, X), (-step, &maps.g1_f1, H1), above],
        );
    };
    let encode = |state: &mut Moments| {
        state.assign(H1, [(1.0, &maps.f1, X)]);
        state.assign(H2, [(1.0, &maps.f2, H1)]);
    };
    // From the last iteration but one of a transition to that of the next.
    let transition = |mut state: Moments, noise: &ChainNoise| {
        iterate(&mut state, noise);
        state.assign(X, [(1.0, &maps.g1, H1)]);
        state.add_gaussian(X, noise.x);
        encode(&mut state);
        (1..n_steps).for_each(|_| iterate(&mut state, noise));
        state
    };
    let mut chain = LatentChain::start(&net, images(), params);
    let rngs = &mut streams(22);
    while (chain.round(), chain.iteration()) != (STEPS, n_steps - 1) {
        assert!(chain.advance(&net, rngs));
    }
    let found = samples(chain.x().view(), chain.latents());
    let expected = |noise: ChainNoise| stationary(Moments::at(0.5), |state| transition(state, &noise));
    assert_moments(&found, 0, expected(NOISE), too_little().map(expected));
}

#[test]
fn langevin_inference_has_its_stationary_moments() {
    let net = network();
    let maps = Maps::of(&net);
    let params = InferenceParams { n_steps: STEPS, step: 0.6, top_down: 0.2 };
    let (step, top_down) = (f64::from(params.step), f64::from(params.top_down));
    let (same_h1, same_h2) = (Affine::identity(H1.len()), Affine::identity(H2.len()));
    let iterate = |mut state: Moments, temperature: f32| {
        let std = (2.0 * params.step * temperature).sqrt();
        state.assign(H2, [(1.0, &same_h2, H2), (step, &maps.f2, H1), (-step, &maps.g2_f2, H2)]);
        state.add_gaussian(H2, std);
        let above = (top_down, &maps.g2, H2);
        state.assign(
            H1,
            [(1.0 - top_down, &same_h1, H1), (step, &maps.f1, X), (-step, &maps.g1_f1, H1), above],
        );
        state.add_gaussian(H1, std);
        state
    };
    const TEMPERATURE: f32 = 3e-4;
    let mut inference = Inference::start(&net, images(), None);
    let rngs = &mut streams(23);
    for _ in 0..params.n_steps {
        inference.advance_langevin(&net, &params, TEMPERATURE, rngs);
    }
    let found = samples(inference.x().view(), inference.latents()).slice_move(s![.., H1.start..]);
    let expected = |temperature| stationary(Moments::at(0.5), |state| iterate(state, temperature));
    let wrong = [0.75, 4.0 / 3.0].map(|factor| expected(factor * TEMPERATURE));
    assert_moments(&found, H1.start, expected(TEMPERATURE), wrong);
}
