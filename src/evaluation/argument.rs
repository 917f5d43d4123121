//! The paper's argument in numbers and pictures: what each of its equations says about one digit and one network. Numbers
//! of single layers are those of the lowest two; sums go over all.

use super::exact_gradient::{Comparison, Directions, compare, estimated_gradient, exact_gradient};
use super::reconstruction::squared_errors;
use crate::inference::Inference;
use crate::math::noise::{gaussian, spike_like};
use crate::net::{Latents, Network};
use crate::params::{ChainNoise, InferenceParams};
use ndarray::Array2;
use rand::Rng;
use serde::Serialize;

/// The terms of `J` after one iteration of inference, in nats without constants; all variances are 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Step {
    /// `log p(x|h1) = −½‖x − g1(h1)‖²` (Eq. 7).
    pub x_given_h1: f64,
    /// `log p(h1|h2) = −½‖h1 − g2(h2)‖²` (Eq. 7).
    pub h1_given_h2: f64,
    /// `log q(h1|x) = −½‖h1 − f1(x)‖²` (Eq. 7).
    pub h1_given_x: f64,
    /// `log q(h2|h1) = −½‖h2 − f2(h1)‖²` (Eq. 7).
    pub h2_given_h1: f64,
    /// `log p(x,h)`, the sum of the first two, and of the same for layers above.
    pub joint: f64,
    /// `J = log p(x,h) + α log q(h|x)` (Eq. 6).
    pub objective: f64,
    /// `‖h1 − h1⁰‖ / ‖h1⁰‖`: how far inference has moved h1 from `f1(x)` (Eq. 5).
    pub h1_moved: f64,
    /// `‖h2 − h2⁰‖ / ‖h2⁰‖`: how far inference has moved h2 from `f2(f1(x))`.
    pub h2_moved: f64,
}

/// Targetprop's direction beside the exact gradient (Eq. 12); cosines in [−1, 1], 0 where one of them vanishes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Cosines {
    /// Cosine of `f1(x) − f1(g1(h1))` and `∂log p(x|h1)/∂h1`.
    pub h1: f64,
    /// Cosine of `f2(h1) − f2(g2(h2))` and `∂log p(h1|h2)/∂h2`.
    pub h2: f64,
    /// Length of the first over that of the second, for h1; infinite where the second vanishes.
    pub h1_length: f64,
}

/// What pulls on h1 where inference ends: lengths of the three brackets of Eq. 8, before δ and α.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Pulls {
    /// `‖f1(x) − f1(g1(h1))‖`, from the layer below.
    pub below: f64,
    /// `‖g2(h2) − h1‖`, from the layer above.
    pub above: f64,
    /// `‖f1(x) − h1‖`, from the encoder.
    pub encoder: f64,
}

/// One step of the joint denoising chain from the clean digit and its latents (Eqs. 9 to 11), as squared distances.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Rebuilt {
    /// `‖x~ − x‖²`: what the noise did to the digit.
    pub x_corrupted: f64,
    /// `‖g1(h1~) − x‖²`.
    pub x: f64,
    /// `‖h1~ − h1‖²`.
    pub h1_corrupted: f64,
    /// `‖f1(x~) − h1‖²`, rebuilt from below (Eq. 10).
    pub h1_below: f64,
    /// `‖g2(h2~) − h1‖²`, rebuilt from above (Eq. 11).
    pub h1_above: f64,
}

/// The denoiser `r = g1∘f1` at the spoilt digit (Eq. 13).
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Denoiser {
    /// Cosine of `r(x~) − x~` with `x − x~`, the way back to the clean digit x.
    pub cosine: f64,
    /// `‖x~ − x‖²`: x~ is the spoilt digit.
    pub before: f64,
    /// `‖r(x~) − x‖²`.
    pub after: f64,
}

/// What is left of each map's own squared error at the inferred latents: what TRAIN would lower next (Alg. 2).
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[allow(missing_docs, reason = "each field is the map's name: ‖map(input) − target‖²")]
pub struct MapErrors {
    pub g1: f64,
    pub g2: f64,
    pub f1: f64,
    pub f2: f64,
}

/// The arrays that the equations are about: images `(X)`, and values or directions of units, `(H1)` or `(H2)`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pictures {
    /// `g1(f1(x))`, the picture of the first guess.
    pub x_hat_first: Vec<f32>,
    /// `g1(h1)` at iteration N.
    pub x_hat_last: Vec<f32>,
    /// `f1(x)`, h1 at iteration 0.
    pub h1_first: Vec<f32>,
    /// h1 at iteration N.
    pub h1_last: Vec<f32>,
    /// `h1 − f1(x)` at iteration N: what inference added (Eqs. 1 and 5).
    pub h1_change: Vec<f32>,
    /// `f1(g1(h1))` at iteration 0.
    pub h1_from_x_hat: Vec<f32>,
    /// `f1(x) − f1(g1(h1))` at iteration 0 (Eq. 12).
    pub targetprop_first: Vec<f32>,
    /// `f1(x) − f1(g1(h1))` at iteration N, the pull from below (Eq. 8).
    pub targetprop_last: Vec<f32>,
    /// `∂log p(x|h1)/∂h1` at iteration 0.
    pub exact_first: Vec<f32>,
    /// `∂log p(x|h1)/∂h1` at iteration N.
    pub exact_last: Vec<f32>,
    /// `g2(h2)` at iteration N.
    pub h1_from_h2: Vec<f32>,
    /// `g2(h2) − h1` at iteration N, the pull from above (Eq. 8).
    pub pull_above: Vec<f32>,
    /// `f1(x) − h1` at iteration N, the encoder's pull (Eq. 8).
    pub pull_encoder: Vec<f32>,
    /// h2 at iteration N.
    pub h2_last: Vec<f32>,
    /// `f2(h1)` at iteration N.
    pub h2_from_h1: Vec<f32>,
    /// `f2(h1) − h2` at iteration N.
    pub h2_error: Vec<f32>,
    /// `x~`, the clean digit with noise (Eqs. 9 to 11).
    pub x_corrupted: Vec<f32>,
    /// `g1(h1~)`.
    pub x_rebuilt: Vec<f32>,
    /// h1 of the clean digit at iteration N.
    pub h1_clean: Vec<f32>,
    /// `h1~`.
    pub h1_corrupted: Vec<f32>,
    /// `f1(x~)`, rebuilt from below (Eq. 10).
    pub h1_below: Vec<f32>,
    /// `g2(h2~)`, rebuilt from above (Eq. 11).
    pub h1_above: Vec<f32>,
    /// `r(x~)`, the denoiser at the spoilt digit (Eq. 13).
    pub denoised: Vec<f32>,
}

/// What every equation gives for one digit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Argument {
    /// Cosine of the change of f1's weights by Eq. 1, pre-synaptic x times what inference added to h1, with the
    /// slope of f1's own squared error.
    pub rule_cosine: f64,
    /// Iterations 0 to N of INFERENCE on x.
    pub steps: Vec<Step>,
    /// By how much `log p(x,h)` rose from the first to the last, and with it the bound of Eq. 3.
    pub bound_rise: f64,
    /// Iterations in which `J` rose.
    pub risen: usize,
    /// Targetprop beside the exact gradient at iteration 0.
    pub cosines_first: Cosines,
    /// Targetprop beside the exact gradient at iteration N.
    pub cosines_last: Cosines,
    /// What pulls on h1 at iteration N.
    pub pulls: Pulls,
    /// A step of the joint chain from the clean digit.
    pub rebuilt: Rebuilt,
    /// The denoiser at the spoilt digit.
    pub denoiser: Denoiser,
    /// The error of each map at iteration N.
    pub errors: MapErrors,
    /// What the equations are about.
    pub pictures: Pictures,
}

/// What the equations give for a digit `clean` and its form `spoilt`, both `(1, X)` in \[0,1\], and for INFERENCE with
/// `params` on `x`, which is one of the two; `noise` and `rng` corrupt the step of the joint chain.
///
/// # Panics
/// If the images are not one row each, or do not fit the network.
pub fn argue(
    net: &Network,
    x: &Array2<f32>,
    [clean, spoilt]: [&Array2<f32>; 2],
    params: &InferenceParams,
    noise: ChainNoise,
    rng: &mut impl Rng,
) -> Argument {
    assert_eq!((x.nrows(), clean.nrows(), spoilt.nrows()), (1, 1, 1), "the argument is about one image");
    let mut inference = Inference::start(net, x.clone(), None);
    let first = inference.latents().clone();
    let mut steps = vec![step(net, &inference, &first, params.top_down)];
    for _ in 0..params.n_steps {
        inference.advance(net, params);
        steps.push(step(net, &inference, &first, params.top_down));
    }
    let last = inference.into_latents();
    let (h1, h2) = (last.h(1), last.h(2));
    let h1_from_x = first.h(1);
    let x_hat = net.g(1).forward(h1.view());
    let h1_from_h2 = net.g(2).forward(h2.view());
    let h2_from_h1 = net.f(2).forward(h1.view());
    let [found_first, found_last] =
        [&first, &last].map(|latents| estimated_gradient(net, x, latents, params));
    let [exact_first, exact_last] = [&first, &last].map(|latents| exact_gradient(net, x, latents));
    let chain = ChainStep::from_clean(net, clean, params, noise, rng);
    let denoised = net.g(1).forward(net.f(1).forward(spoilt.view()).view());
    let x_hat_first = net.g(1).forward(h1_from_x.view());
    Argument {
        rule_cosine: rule_cosine(net, h1_from_x, h1),
        bound_rise: steps[steps.len() - 1].joint - steps[0].joint,
        risen: steps.windows(2).filter(|pair| pair[1].objective > pair[0].objective).count(),
        cosines_first: cosines(&found_first, &exact_first),
        cosines_last: cosines(&found_last, &exact_last),
        pulls: Pulls {
            below: distance(h1_from_x, &net.f(1).forward(x_hat.view())).sqrt(),
            above: distance(&h1_from_h2, h1).sqrt(),
            encoder: distance(h1_from_x, h1).sqrt(),
        },
        rebuilt: chain.rebuilt(clean),
        denoiser: Denoiser {
            cosine: compare(&(&denoised - spoilt), &(clean - spoilt)).cosine[0],
            before: distance(spoilt, clean),
            after: distance(&denoised, clean),
        },
        errors: MapErrors {
            g1: distance(&x_hat, x),
            g2: distance(&h1_from_h2, h1),
            f1: distance(h1_from_x, h1),
            f2: distance(&h2_from_h1, h2),
        },
        pictures: Pictures {
            x_hat_first: flat(&x_hat_first),
            x_hat_last: flat(&x_hat),
            h1_first: flat(h1_from_x),
            h1_last: flat(h1),
            h1_change: difference(h1, h1_from_x),
            h1_from_x_hat: flat(&net.f(1).forward(x_hat_first.view())),
            targetprop_first: flat(&found_first.from_below[0]),
            targetprop_last: flat(&found_last.from_below[0]),
            exact_first: flat(&exact_first.from_below[0]),
            exact_last: flat(&exact_last.from_below[0]),
            h1_from_h2: flat(&h1_from_h2),
            pull_above: difference(&h1_from_h2, h1),
            pull_encoder: difference(h1_from_x, h1),
            h2_last: flat(h2),
            h2_from_h1: flat(&h2_from_h1),
            h2_error: difference(&h2_from_h1, h2),
            x_corrupted: flat(&chain.x_corrupted),
            x_rebuilt: flat(&chain.x),
            h1_clean: flat(&chain.h1),
            h1_corrupted: flat(&chain.h1_corrupted),
            h1_below: flat(&chain.h1_below),
            h1_above: flat(&chain.h1_above),
            denoised: flat(&denoised),
        },
        steps,
    }
}

fn flat(row: &Array2<f32>) -> Vec<f32> {
    row.as_slice().expect("a layer is contiguous").to_vec()
}

fn difference(a: &Array2<f32>, b: &Array2<f32>) -> Vec<f32> {
    a.iter().zip(b).map(|(a, b)| a - b).collect()
}

fn distance(a: &Array2<f32>, b: &Array2<f32>) -> f64 {
    squared_errors(a.view(), b.view()).sum()
}

fn step(net: &Network, inference: &Inference, first: &Latents, top_down: f32) -> Step {
    let latents = inference.latents();
    let terms = inference.log_joint();
    let half = |a: &Array2<f32>, b: &Array2<f32>| -0.5 * distance(a, b);
    let moved = |now: &Array2<f32>, then: &Array2<f32>| {
        let length = distance(then, &Array2::zeros(then.dim()));
        if length > 0.0 { (distance(now, then) / length).sqrt() } else { 0.0 }
    };
    let down: Vec<f64> = terms.terms.iter().map(|term| f64::from(term.sum())).collect();
    // Without a mask f1(x) is where h1 began.
    let mut up = vec![half(latents.h(1), first.h(1))];
    up.extend((2..=net.depth()).map(|l| half(latents.h(l), &net.f(l).forward(latents.h(l - 1).view()))));
    let joint = down.iter().sum::<f64>();
    Step {
        x_given_h1: down[0],
        h1_given_h2: down[1],
        h1_given_x: up[0],
        h2_given_h1: up[1],
        joint,
        objective: joint + f64::from(top_down) * up.iter().sum::<f64>(),
        h1_moved: moved(latents.h(1), first.h(1)),
        h2_moved: moved(latents.h(2), first.h(2)),
    }
}

/// Both changes are the image times a row for h1, so the angle between them is that between the rows: `h1 − f1(x)`,
/// what inference added to h1, and the same times f1's derivative.
fn rule_cosine(net: &Network, h1_from_x: &Array2<f32>, h1: &Array2<f32>) -> f64 {
    let change = h1 - h1_from_x;
    let mut slope = change.clone();
    net.f(1).activation().multiply_by_derivative(
        slope.as_slice_mut().expect("a difference is contiguous"),
        h1_from_x.as_slice().expect("latents are contiguous"),
    );
    compare(&change, &slope).cosine[0]
}

fn cosines(found: &Directions, exact: &Directions) -> Cosines {
    let Comparison { cosine, relative_length } = compare(&found.from_below[0], &exact.from_below[0]);
    Cosines {
        h1: cosine[0],
        h2: compare(&found.from_below[1], &exact.from_below[1]).cosine[0],
        h1_length: relative_length[0],
    }
}

/// One step of the joint chain from an image and its latents (Eqs. 9 to 11).
struct ChainStep {
    /// `x~`, `(1, X)`.
    x_corrupted: Array2<f32>,
    /// `g1(h1~)`, `(1, X)`.
    x: Array2<f32>,
    /// h1 before the step, `(1, H1)`, as are those below.
    h1: Array2<f32>,
    h1_corrupted: Array2<f32>,
    /// `f1(x~)`.
    h1_below: Array2<f32>,
    /// `g2(h2~)`.
    h1_above: Array2<f32>,
}

impl ChainStep {
    fn from_clean(
        net: &Network,
        x: &Array2<f32>,
        params: &InferenceParams,
        noise: ChainNoise,
        rng: &mut impl Rng,
    ) -> Self {
        let latents = crate::inference::infer(net, x.view(), params);
        let (h1, h2) = (latents.h(1), latents.h(2));
        let rngs = std::slice::from_mut(rng);
        let x_corrupted = gaussian(x, noise.x, rngs);
        let h1_corrupted = gaussian(h1, noise.h1, rngs);
        let h2_corrupted = match (net.depth(), noise.spikes) {
            (2, 0) => h2.clone(),
            (2, spikes) => spike_like(h2, spikes, rngs),
            _ => gaussian(h2, noise.h1, rngs),
        };
        Self {
            x: net.g(1).forward(h1_corrupted.view()),
            h1: h1.clone(),
            h1_below: net.f(1).forward(x_corrupted.view()),
            h1_above: net.g(2).forward(h2_corrupted.view()),
            x_corrupted,
            h1_corrupted,
        }
    }

    fn rebuilt(&self, x: &Array2<f32>) -> Rebuilt {
        Rebuilt {
            x_corrupted: distance(&self.x_corrupted, x),
            x: distance(&self.x, x),
            h1_corrupted: distance(&self.h1_corrupted, &self.h1),
            h1_below: distance(&self.h1_below, &self.h1),
            h1_above: distance(&self.h1_above, &self.h1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learning::local_update;
    use crate::params::Architecture;
    use rand::{RngExt, SeedableRng};
    use rand_pcg::Pcg64;

    fn found(noise: ChainNoise, params: &InferenceParams) -> (Network, Array2<f32>, Array2<f32>, Argument) {
        let mut rng = Pcg64::seed_from_u64(60);
        let net = Network::random(&Architecture { x: 12, hidden: vec![9, 4] }, 1.0, &mut rng);
        let clean = Array2::from_shape_simple_fn((1, 12), || rng.random::<f32>());
        let x = Array2::from_shape_simple_fn((1, 12), || rng.random::<f32>());
        let argument = argue(&net, &x, [&clean, &x], params, noise, &mut rng);
        (net, x, clean, argument)
    }

    #[test]
    fn the_rule_is_compared_with_the_slope_of_f1s_own_error() {
        let params = InferenceParams::default();
        let (net, x, _, argument) = found(ChainNoise::NONE, &params);
        let latents = crate::inference::infer(&net, x.view(), &params);
        let h1 = latents.h(1);
        let rule = x.t().dot(&(h1 - &net.f(1).forward(x.view())));
        let (slope, _) = local_update(net.f(1), x.view(), h1.view());
        let flat = |a: Array2<f32>| a.to_shape((1, 12 * 9)).unwrap().to_owned();
        // The M-step goes against the slope.
        let expected = compare(&flat(rule), &flat(-slope.weights())).cosine[0];
        assert!((argument.rule_cosine - expected).abs() < 1e-5, "{} {expected}", argument.rule_cosine);
        assert!(argument.rule_cosine > 0.0);
    }

    #[test]
    fn steps_begin_at_the_encoder_and_end_at_the_errors_that_are_left() {
        let (_, _, _, argument) = found(ChainNoise::NONE, &InferenceParams::default());
        assert_eq!(argument.steps.len(), 16);
        let first = argument.steps[0];
        assert_eq!(
            (first.h1_given_x, first.h2_given_h1, first.h1_moved, first.h2_moved),
            (0.0, 0.0, 0.0, 0.0)
        );
        let (last, errors) = (argument.steps[15], argument.errors);
        let pairs = [
            (last.x_given_h1, errors.g1),
            (last.h1_given_h2, errors.g2),
            (last.h1_given_x, errors.f1),
            (last.h2_given_h1, errors.f2),
        ];
        // Sums of f32 terms in another order.
        assert!(pairs.iter().all(|(term, error)| (term + 0.5 * error).abs() < 1e-5), "{pairs:?}");
        assert!(last.h1_moved > 0.0);
        assert_eq!(argument.bound_rise, last.joint - first.joint);
        assert!(last.objective < last.joint && argument.risen <= 15);
        assert!((argument.pulls.encoder.powi(2) - errors.f1).abs() < 1e-9);
    }

    #[test]
    fn without_noise_the_chain_rebuilds_what_the_maps_give() {
        let params = InferenceParams { n_steps: 0, ..InferenceParams::default() };
        let (net, _, clean, argument) = found(ChainNoise::NONE, &params);
        let Rebuilt { x_corrupted, h1_corrupted, h1_below, x, .. } = argument.rebuilt;
        // With N = 0 h1 is f1(x).
        assert_eq!((x_corrupted, h1_corrupted, h1_below), (0.0, 0.0, 0.0));
        let rebuilt = net.g(1).forward(net.f(1).forward(clean.view()).view());
        assert!((x - distance(&rebuilt, &clean)).abs() < 1e-9);
        assert_eq!(argument.cosines_first, argument.cosines_last);
    }

    #[test]
    fn pictures_are_what_the_numbers_are_of() {
        let noise = ChainNoise { x: 0.1, h1: 0.1, spikes: 3 };
        let (_, x, clean, argument) = found(noise, &InferenceParams::default());
        let Argument { pictures, pulls, rebuilt, denoiser, errors, cosines_first, cosines_last, .. } =
            argument;
        let length = |a: &[f32]| a.iter().map(|&v| f64::from(v) * f64::from(v)).sum::<f64>();
        let distance =
            |a: &[f32], b: &[f32]| length(&a.iter().zip(b).map(|(a, b)| a - b).collect::<Vec<_>>());
        let (x, clean) = (flat(&x), flat(&clean));
        let pairs = [
            (length(&pictures.targetprop_last), pulls.below.powi(2)),
            (length(&pictures.pull_above), pulls.above.powi(2)),
            (length(&pictures.pull_encoder), pulls.encoder.powi(2)),
            (length(&pictures.h1_change), pulls.encoder.powi(2)),
            (distance(&pictures.h1_first, &pictures.h1_last), errors.f1),
            (distance(&pictures.h1_first, &pictures.h1_from_x_hat), length(&pictures.targetprop_first)),
            (distance(&pictures.x_hat_last, &x), errors.g1),
            (distance(&pictures.h1_from_h2, &pictures.h1_last), errors.g2),
            (distance(&pictures.h2_from_h1, &pictures.h2_last), errors.f2),
            (length(&pictures.h2_error), errors.f2),
            (distance(&pictures.x_corrupted, &clean), rebuilt.x_corrupted),
            (distance(&pictures.x_rebuilt, &clean), rebuilt.x),
            (distance(&pictures.h1_corrupted, &pictures.h1_clean), rebuilt.h1_corrupted),
            (distance(&pictures.h1_below, &pictures.h1_clean), rebuilt.h1_below),
            (distance(&pictures.h1_above, &pictures.h1_clean), rebuilt.h1_above),
            (distance(&pictures.denoised, &clean), denoiser.after),
        ];
        // Differences of f32 in another order.
        for (i, (picture, number)) in pairs.iter().enumerate() {
            assert!(*number > 0.0 && (picture - number).abs() < 1e-6, "{i}: {picture} {number}");
        }
        assert_ne!(pictures.x_hat_first, pictures.x_hat_last);
        let directions = [
            (&pictures.targetprop_first, &pictures.exact_first, cosines_first),
            (&pictures.targetprop_last, &pictures.exact_last, cosines_last),
        ];
        for (found, exact, Cosines { h1: cosine, .. }) in directions {
            let dot: f64 = found.iter().zip(exact).map(|(&a, &b)| f64::from(a) * f64::from(b)).sum();
            assert!((dot / (length(found) * length(exact)).sqrt() - cosine).abs() < 1e-6);
        }
    }

    #[test]
    fn noise_moves_what_it_should() {
        let noise = ChainNoise { x: 0.1, h1: 0.1, spikes: 3 };
        let (_, x, clean, argument) = found(noise, &InferenceParams::default());
        assert!(argument.rebuilt.x_corrupted > 0.0 && argument.rebuilt.h1_corrupted > 0.0);
        assert!((argument.denoiser.before - distance(&x, &clean)).abs() < 1e-12);
        assert!((-1.0..=1.0).contains(&argument.denoiser.cosine));
    }
}
