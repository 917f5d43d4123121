//! How close targetprop's direction is to the exact `∂log p(x,h)/∂h` (§6, Eqs. 12 and 13).
//!
//! The exact gradient is derived by hand and needs transposed weights and derivatives of activations,
//! which no part of inference or learning may use; it is here for comparison only.

use crate::inference::{infer_traced, targetprop_direction};
use crate::net::{Latents, Layer, Network};
use crate::params::InferenceParams;
use ndarray::{Array1, Array2, ArrayView1, Zip};

/// A direction for each latent of a batch. For h1 also the part that comes from the image alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Directions {
    /// For h1 by `log p(x|h1)` alone, the subject of Eq. 12; `(B, H1)`.
    pub h1_from_x: Array2<f32>,
    /// For h1 by `log p(x,h)`, `(B, H1)`.
    pub h1: Array2<f32>,
    /// For h2 by `log p(x,h)`, `(B, H2)`.
    pub h2: Array2<f32>,
}

/// `∂log p(x,h)/∂h` at `latents` for images `x` `(B, X)`, all variances 1, the prior of h2 left out:
///
/// ```text
/// ∂/∂h1 = W_g1 [(x − g1(h1)) ⊙ g1′]  −  (h1 − g2(h2))
/// ∂/∂h2 = W_g2 [(h1 − g2(h2)) ⊙ g2′]
/// ```
pub fn exact_gradient(net: &Network, x: &Array2<f32>, latents: &Latents) -> Directions {
    let Latents { h1, h2 } = latents;
    let (h1_from_x, _) = slope(&net.g1, h1, x);
    let (h2, error) = slope(&net.g2, h2, h1);
    Directions { h1: &h1_from_x - &error, h1_from_x, h2 }
}

/// Slope of `−½‖target − decoder(h)‖²` in `h`, and `target − decoder(h)`.
fn slope(decoder: &Layer, h: &Array2<f32>, target: &Array2<f32>) -> (Array2<f32>, Array2<f32>) {
    let output = decoder.forward(h.view());
    let error = target - &output;
    let mut delta = error.clone();
    decoder.activation().multiply_by_derivative(
        delta.as_slice_mut().expect("a difference is contiguous"),
        output.as_slice().expect("outputs are contiguous"),
    );
    (delta.dot(&decoder.weights().t()), error)
}

/// The directions in which Alg. 2 moves `latents` for images `x` `(B, X)`, per δ:
///
/// ```text
/// h1: f1(x) − f1(g1(h1))  +  α/δ (g2(h2) − h1)
/// h2: f2(h1) − f2(g2(h2))
/// ```
/// For δ = 0 the pull from above is left out. Clipping is left out, too.
pub fn estimated_gradient(
    net: &Network,
    x: &Array2<f32>,
    latents: &Latents,
    params: &InferenceParams,
) -> Directions {
    let Latents { h1, h2 } = latents;
    let through = |encoder: &Layer, decoder: &Layer, h: &Array2<f32>, below: &Array2<f32>| {
        let target = encoder.forward(below.view());
        let mut direction = Array2::zeros(h.dim());
        targetprop_direction(encoder, target.view(), decoder.forward(h.view()).view(), &mut direction);
        direction
    };
    let h1_from_x = through(&net.f1, &net.g1, h1, x);
    let pull = if params.step > 0.0 { params.top_down / params.step } else { 0.0 };
    let from_above = (net.g2.forward(h2.view()) - h1) * pull;
    Directions { h1: &h1_from_x + &from_above, h1_from_x, h2: through(&net.f2, &net.g2, h2, h1) }
}

/// How one direction compares with another, by image.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// Cosine of the angle between them, in [−1, 1]; 0 where one of them vanishes; `(B)`.
    pub cosine: Array1<f64>,
    /// Length of the first over that of the second; not finite where the second vanishes; `(B)`.
    pub relative_length: Array1<f64>,
}

/// Compares directions `a` with `b`, both `(B, H)`.
pub fn compare(a: &Array2<f32>, b: &Array2<f32>) -> Comparison {
    let dot = |a: ArrayView1<f32>, b: ArrayView1<f32>| -> f64 {
        a.iter().zip(b).map(|(&a, &b)| f64::from(a) * f64::from(b)).sum()
    };
    let cosine = Zip::from(a.rows()).and(b.rows()).map_collect(|a, b| {
        let lengths = (dot(a, a) * dot(b, b)).sqrt();
        if lengths > 0.0 { dot(a, b) / lengths } else { 0.0 }
    });
    let relative_length =
        Zip::from(a.rows()).and(b.rows()).map_collect(|a, b| (dot(a, a) / dot(b, b)).sqrt());
    Comparison { cosine, relative_length }
}

/// Cosines between targetprop's directions and the exact gradient at one step of inference.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Honesty {
    /// For h1 by `log p(x|h1)` alone, the subject of Eq. 12.
    pub h1_from_x: f64,
    /// For h1 by `log p(x,h)`.
    pub h1: f64,
    /// For h2 by `log p(x,h)`.
    pub h2: f64,
}

/// [`Honesty`] along one INFERENCE of a single image `x` `(1, X)`, before the first step and after each, N + 1 in all.
///
/// # Panics
/// If `x` is not one image.
pub fn honesty_along_inference(net: &Network, x: Array2<f32>, params: &InferenceParams) -> Vec<Honesty> {
    assert_eq!(x.nrows(), 1, "one image");
    let mut steps = Vec::with_capacity(params.n_steps + 1);
    infer_traced(net, x, params, |_, inference| {
        let (x, latents) = (inference.x(), inference.latents());
        let found = estimated_gradient(net, x, latents, params);
        let exact = exact_gradient(net, x, latents);
        let cosine = |a: &Array2<f32>, b: &Array2<f32>| compare(a, b).cosine[0];
        steps.push(Honesty {
            h1_from_x: cosine(&found.h1_from_x, &exact.h1_from_x),
            h1: cosine(&found.h1, &exact.h1),
            h2: cosine(&found.h2, &exact.h2),
        });
    });
    steps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inference::{Inference, infer};
    use crate::params::Architecture;
    use ndarray::array;
    use rand::{RngExt, SeedableRng};

    fn small() -> (Network, Array2<f32>, Latents) {
        let mut rng = rand_pcg::Pcg64::seed_from_u64(50);
        let net = Network::random(Architecture { x: 14, h1: 9, h2: 5 }, 1.0, &mut rng);
        let x = Array2::from_shape_simple_fn((3, 14), || rng.random::<f32>());
        let latents = infer(&net, x.view(), &InferenceParams::default());
        (net, x, latents)
    }

    /// `log p(x|h1)` and `log p(x,h)` of one image.
    fn log_joint(net: &Network, x: &Array2<f32>, latents: &Latents, row: usize) -> (f64, f64) {
        let half = |a: &Array2<f32>, b: &Array2<f32>| -> f64 {
            -0.5 * a.row(row).iter().zip(b.row(row)).map(|(&a, &b)| f64::from(a - b).powi(2)).sum::<f64>()
        };
        let x_given_h1 = half(x, &net.g1.forward(latents.h1.view()));
        (x_given_h1, x_given_h1 + half(&latents.h1, &net.g2.forward(latents.h2.view())))
    }

    #[test]
    fn the_exact_gradient_agrees_with_finite_differences() {
        // Central differences of f32 maps: 1e-7 of rounding over 2e-2, and a third derivative times 1e-4.
        const STEP: f32 = 1e-2;
        const TOLERANCE: f64 = 1e-4;
        let (net, x, latents) = small();
        let found = exact_gradient(&net, &x, &latents);
        let slope = |change: &dyn Fn(&mut Latents, f32), row: usize| {
            let at = |by: f32| {
                let mut moved = latents.clone();
                change(&mut moved, by);
                log_joint(&net, &x, &moved, row)
            };
            let ((x_up, up), (x_down, down)) = (at(STEP), at(-STEP));
            let width = 2.0 * f64::from(STEP);
            ((x_up - x_down) / width, (up - down) / width)
        };
        for row in 0..x.nrows() {
            for unit in 0..latents.h1.ncols() {
                let (from_x, whole) = slope(&|l, by| l.h1[[row, unit]] += by, row);
                assert!((f64::from(found.h1_from_x[[row, unit]]) - from_x).abs() < TOLERANCE);
                assert!((f64::from(found.h1[[row, unit]]) - whole).abs() < TOLERANCE);
            }
            for unit in 0..latents.h2.ncols() {
                let (_, whole) = slope(&|l, by| l.h2[[row, unit]] += by, row);
                assert!((f64::from(found.h2[[row, unit]]) - whole).abs() < TOLERANCE);
            }
        }
    }

    #[test]
    fn inference_steps_along_the_targetprop_direction() {
        let (net, x, _) = small();
        let params = InferenceParams { n_steps: 1, step: 1e-3, top_down: 1e-4 };
        let mut inference = Inference::start(&net, x.clone(), None);
        let before = inference.latents().clone();
        let direction = estimated_gradient(&net, &x, &before, &params);
        inference.advance(&net, &params);
        let after = inference.latents();
        // h1's step uses the new h2, which is another by 1e-3 of its own small step.
        let close = |moved: Array2<f32>, direction: &Array2<f32>| {
            (moved - direction * params.step).iter().all(|d| d.abs() < 1e-6)
        };
        assert!(close(&after.h1 - &before.h1, &direction.h1));
        assert!(close(&after.h2 - &before.h2, &direction.h2));
    }

    #[test]
    fn honesty_is_the_comparison_at_each_step() {
        let (net, x, _) = small();
        let params = InferenceParams { n_steps: 4, ..InferenceParams::default() };
        let one = x.slice(ndarray::s![1..2, ..]).to_owned();
        let found = honesty_along_inference(&net, one.clone(), &params);
        assert_eq!(found.len(), 5);
        let after_two = InferenceParams { n_steps: 2, ..params };
        let latents = infer(&net, one.view(), &after_two);
        let exact = exact_gradient(&net, &one, &latents);
        let estimate = estimated_gradient(&net, &one, &latents, &params);
        assert_eq!(found[2].h1_from_x, compare(&estimate.h1_from_x, &exact.h1_from_x).cosine[0]);
        assert_eq!(found[2].h1, compare(&estimate.h1, &exact.h1).cosine[0]);
        assert_eq!(found[2].h2, compare(&estimate.h2, &exact.h2).cosine[0]);
    }

    #[test]
    fn comparisons_know_parallel_opposite_and_orthogonal() {
        let a = array![[2.0, 0.0], [0.0, 1.0], [3.0, 0.0], [0.0, 0.0]];
        let b = array![[1.0, 0.0], [0.0, -4.0], [0.0, 1.0], [1.0, 0.0]];
        let found = compare(&a, &b);
        assert_eq!(found.cosine, array![1.0, -1.0, 0.0, 0.0]);
        assert_eq!(found.relative_length, array![2.0, 0.25, 3.0, 0.0]);
    }
}
