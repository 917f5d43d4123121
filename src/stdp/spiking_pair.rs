//! Experiment 3: an encoder and a decoder that learn with spikes all the way.
//!
//! `h = f(x)`, `x ≈ g(h)`, both sigmoid. In each phase every unit sends a Poisson number of spikes, drawn anew, in place of its
//! activity. A receiver knows only that number, as a share of the mean number of a fully active unit. A map's post-synaptic
//! voltage stands at the prediction when the push begins and moves evenly to its target, so the changes `S_i dV_j/dt` (Eq. 1)
//! of one phase add up to the number of spikes of i times `target_j − prediction_j`.

use super::math::poisson;
use super::rule::delta_w;
use crate::data::synthetic;
use crate::error::Result;
use crate::net::Activation;
use crate::params::{IMAGE_SIDE, STEP, SpikingPairParams, SyntheticParams};
use rand::{Rng, RngExt, SeedableRng};
use rand_pcg::Pcg64;
use std::sync::Arc;

/// Width and height of a digit here, in pixels: half of the network's.
pub const SIDE: usize = IMAGE_SIDE / 2;
/// X: pixels of a digit here.
pub const PIXELS: usize = SIDE * SIDE;
/// Digits to learn from.
const TRAINING: usize = 400;
/// Digits on which errors are measured.
const HELD_OUT: usize = 100;
/// Seed of both sets of digits: the same for every learner.
const DIGITS_SEED: u64 = 1;

/// Synthetic digits at half size, made once and shared by learners: those to learn from first, `(500, X)` in \[0,1\].
#[derive(Debug, Clone)]
pub struct SmallDigits(Arc<[f32]>);

impl SmallDigits {
    /// Draws them; they are always the same.
    pub fn draw() -> Self {
        Self((0..TRAINING + HELD_OUT).flat_map(digit).collect())
    }

    fn one(&self, i: usize) -> &[f32] {
        &self.0[i * PIXELS..][..PIXELS]
    }

    fn held_out(&self) -> impl Iterator<Item = &[f32]> {
        self.0[TRAINING * PIXELS..].chunks_exact(PIXELS)
    }
}

/// How the activity of a unit reaches others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Transmission {
    /// Exactly, as a number.
    Exact,
    /// As a Poisson number of spikes, of this mean for a fully active unit, while a digit is shown.
    Spikes(f64),
}

/// Which rule a learner follows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PairLearner {
    /// How activity is sent.
    pub transmission: Transmission,
    /// Dale's constraint: the weights that leave a unit keep their sign.
    pub dale: bool,
}

/// A running experiment with one learner.
#[derive(Debug, Clone)]
pub struct SpikingPair {
    params: SpikingPairParams,
    learner: PairLearner,
    rng: Pcg64,
    digits: SmallDigits,
    f: Map,
    g: Map,
    shown: u64,
}

/// One map, with the sign of each pre-synaptic unit.
#[derive(Debug, Clone)]
struct Map {
    /// `(in, out)`.
    weights: Vec<f32>,
    bias: Vec<f32>,
    /// `(in)`: 1 or −1 under Dale's constraint, else empty.
    signs: Vec<f32>,
}

impl SpikingPair {
    /// A learner that has not yet seen a digit.
    ///
    /// # Errors
    /// If a number of `params` lies outside its range, or the number of spikes outside that of `spikes`.
    pub fn new(
        params: SpikingPairParams,
        learner: PairLearner,
        digits: SmallDigits,
        seed: u64,
    ) -> Result<Self> {
        let spikes = match learner.transmission {
            Transmission::Exact => params.spikes,
            Transmission::Spikes(spikes) => spikes,
        };
        let params = SpikingPairParams { spikes, ..params }.check()?;
        let mut rng = Pcg64::seed_from_u64(seed);
        let mut map = |n_in, n_out| Map::random(n_in, n_out, learner.dale, &params, &mut rng);
        let (f, g) = (map(PIXELS, params.hidden), map(params.hidden, PIXELS));
        Ok(Self { params, learner, rng, digits, f, g, shown: 0 })
    }

    /// Learns from `digits` more digits, drawn at random. Results do not depend on how a run is cut into slices.
    pub fn advance(&mut self, digits: u64) {
        for _ in 0..digits {
            self.learn();
        }
        self.shown += digits;
    }

    /// Digits seen so far.
    pub fn shown(&self) -> u64 {
        self.shown
    }

    /// Squared error per held-out digit of `g(f(x))`, mean over the digits: with exact activity, and with activity
    /// sent as while learning.
    pub fn errors(&self) -> (f64, f64) {
        let mut rng = Pcg64::seed_from_u64(DIGITS_SEED);
        let mut error = |transmission| {
            let one = |x: &[f32]| -> f64 {
                let picture = self.picture(x, transmission, &mut rng);
                picture.iter().zip(x).map(|(y, x)| f64::from((y - x) * (y - x))).sum()
            };
            self.digits.held_out().map(one).sum::<f64>() / HELD_OUT as f64
        };
        (error(Transmission::Exact), error(self.learner.transmission))
    }

    /// The first `count` held-out digits and what becomes of them, `(count, X)` each.
    pub fn pictures(&self, count: usize) -> (Vec<f32>, Vec<f32>) {
        let mut rng = Pcg64::seed_from_u64(DIGITS_SEED);
        let digits = || self.digits.held_out().take(count);
        let pictures = digits().flat_map(|x| self.picture(x, self.learner.transmission, &mut rng)).collect();
        (digits().flatten().copied().collect(), pictures)
    }

    fn picture(&self, x: &[f32], transmission: Transmission, rng: &mut impl Rng) -> Vec<f32> {
        let h = self.f.forward(&send(x, transmission, rng));
        self.g.forward(&send(&h, transmission, rng))
    }

    /// One digit: inference by targetprop (Eq. 12), then both maps by Eq. 1.
    fn learn(&mut self) {
        let Self { params, learner: PairLearner { transmission, .. }, rng, f, g, .. } = self;
        let x = self.digits.one(rng.random_range(0..TRAINING));
        let step = STEP.default as f32;
        let mut h = f.forward(&send(x, *transmission, rng));
        for _ in 0..params.inference_steps {
            let up = f.forward(&send(x, *transmission, rng));
            let y = g.forward(&send(&h, *transmission, rng));
            let again = f.forward(&send(&y, *transmission, rng));
            for (h, (up, again)) in h.iter_mut().zip(up.iter().zip(&again)) {
                *h = (*h + step * (up - again)).clamp(0.0, 1.0);
            }
        }
        let rate = params.learning_rate as f32;
        let mut follow = |map: &mut Map, input: &[f32], target: &[f32]| {
            let prediction = map.forward(&send(input, *transmission, rng));
            let target = send(target, *transmission, rng);
            let way: Vec<f32> = target.iter().zip(&prediction).map(|(t, p)| t - p).collect();
            map.change(&send(input, *transmission, rng), &way, rate);
        };
        follow(g, &h, x);
        follow(f, x, &h);
    }
}

impl Map {
    fn random(n_in: usize, n_out: usize, dale: bool, params: &SpikingPairParams, rng: &mut impl Rng) -> Self {
        let limit = (6.0 / (n_in + n_out) as f32).sqrt();
        let mut weights: Vec<f32> =
            (0..n_in * n_out).map(|_| limit * (2.0 * rng.random::<f32>() - 1.0)).collect();
        let mut signs = Vec::new();
        if dale {
            signs.extend(
                (0..n_in).map(|_| if rng.random::<f64>() < params.inhibitory_share { -1.0 } else { 1.0 }),
            );
            for (row, sign) in weights.chunks_exact_mut(n_out).zip(&signs) {
                row.iter_mut().for_each(|w| *w = sign * w.abs());
            }
        }
        Self { weights, bias: vec![0.0; n_out], signs }
    }

    fn forward(&self, input: &[f32]) -> Vec<f32> {
        let mut output = self.bias.clone();
        for (&x, row) in input.iter().zip(self.weights.chunks_exact(output.len())) {
            if x != 0.0 {
                output.iter_mut().zip(row).for_each(|(sum, w)| *sum += x * w);
            }
        }
        Activation::Sigmoid.apply(&mut output);
        output
    }

    /// Eq. 1 for every spike of `input`, while the voltages go `way`. The bias is a unit that is always fully active.
    fn change(&mut self, input: &[f32], way: &[f32], rate: f32) {
        let n_out = self.bias.len();
        let scaled: Vec<f32> = way.iter().map(|&way| delta_w(rate.into(), way.into()) as f32).collect();
        for (i, (&x, row)) in input.iter().zip(self.weights.chunks_exact_mut(n_out)).enumerate() {
            if x == 0.0 {
                continue;
            }
            row.iter_mut().zip(&scaled).for_each(|(w, change)| *w += x * change);
            if let Some(&sign) = self.signs.get(i) {
                row.iter_mut().for_each(|w| *w = if *w * sign < 0.0 { 0.0 } else { *w });
            }
        }
        self.bias.iter_mut().zip(&scaled).for_each(|(b, change)| *b += change);
    }
}

/// What receivers see of `activity` in \[0,1\].
fn send(activity: &[f32], transmission: Transmission, rng: &mut impl Rng) -> Vec<f32> {
    match transmission {
        Transmission::Exact => activity.to_vec(),
        Transmission::Spikes(most) => {
            let one = |&a: &f32| (f64::from(poisson(most * f64::from(a), rng)) / most) as f32;
            activity.iter().map(one).collect()
        }
    }
}

/// Digit `i` of the endless set, `(X)` in \[0,1\]: every pixel the mean of four.
fn digit(i: usize) -> Vec<f32> {
    let (image, _) = synthetic::image(&SyntheticParams::default(), DIGITS_SEED, i as u64);
    let pixel = |p: usize| {
        let (row, column) = (2 * (p / SIDE), 2 * (p % SIDE));
        let at = |row, column| image[row * IMAGE_SIDE + column];
        (at(row, column) + at(row, column + 1) + at(row + 1, column) + at(row + 1, column + 1)) / 4.0
    };
    (0..PIXELS).map(pixel).collect()
}
