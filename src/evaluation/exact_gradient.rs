//! How close targetprop's direction is to the exact `∂log p(x,h)/∂h` (§6, Eqs. 12 and 13).
//!
//! The exact gradient is derived by hand and needs transposed weights and derivatives of activations,
//! which no part of inference or learning may use; it is here for comparison only.

use crate::inference::{infer_traced, targetprop_directions};
use crate::net::{Latents, Layer, Network};
use crate::params::InferenceParams;
use ndarray::{Array1, Array2, ArrayView1, Zip};

/// A direction for each latent of a batch; place `l − 1` belongs to layer l.
#[derive(Debug, Clone, PartialEq)]
pub struct Directions {
    /// By `log p(h_{l−1}|h_l)` alone, the subject of Eq. 12; `(B, H_l)`.
    pub from_below: Vec<Array2<f32>>,
    /// By `log p(x,h)`, `(B, H_l)`; for the top layer the same.
    pub joint: Vec<Array2<f32>>,
}

/// `∂log p(x,h)/∂h` at `latents` for images `x` `(B, X)`, all variances 1, the prior of the top layer left out:
///
/// ```text
/// ∂/∂h_l = W_gl [(h_{l−1} − g_l(h_l)) ⊙ g_l′]  −  (h_l − g_{l+1}(h_{l+1})), the second part not at the top
/// ```
pub fn exact_gradient(net: &Network, x: &Array2<f32>, latents: &Latents) -> Directions {
    let (from_below, errors): (Vec<_>, Vec<_>) = (1..=net.depth())
        .map(|l| slope(net.g(l), latents.h(l), if l == 1 { x } else { latents.h(l - 1) }))
        .unzip();
    let joint = from_below.iter().enumerate().map(|(i, direction)| match errors.get(i + 1) {
        Some(error_above) => direction - error_above,
        None => direction.clone(),
    });
    Directions { joint: joint.collect(), from_below }
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
/// f_l(h_{l−1}) − f_l(g_l(h_l))  +  α/δ (g_{l+1}(h_{l+1}) − h_l), the second part not at the top
/// ```
/// For δ = 0 the pull from above is left out. Clipping is left out, too.
pub fn estimated_gradient(
    net: &Network,
    x: &Array2<f32>,
    latents: &Latents,
    params: &InferenceParams,
) -> Directions {
    let from_below = targetprop_directions(net, x, latents);
    let pull = if params.step > 0.0 { params.top_down / params.step } else { 0.0 };
    let joint = from_below.iter().zip(1..).map(|(direction, l)| {
        if l == net.depth() {
            return direction.clone();
        }
        direction + &((net.g(l + 1).forward(latents.h(l + 1).view()) - latents.h(l)) * pull)
    });
    Directions { joint: joint.collect(), from_below }
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

/// Cosines between targetprop's directions and the exact gradient at one step of inference; place `l − 1` belongs to
/// layer l.
#[derive(Debug, Clone, PartialEq)]
pub struct DirectionCosines {
    /// By `log p(h_{l−1}|h_l)` alone, the subject of Eq. 12.
    pub from_below: Vec<f64>,
    /// By `log p(x,h)`.
    pub joint: Vec<f64>,
}

/// [`DirectionCosines`] in one INFERENCE of a single image `x` `(1, X)`: before the first step and after each, N + 1 in
/// all.
///
/// # Panics
/// If `x` is not one image.
pub fn cosines_of_inference(
    net: &Network,
    x: Array2<f32>,
    params: &InferenceParams,
) -> Vec<DirectionCosines> {
    assert_eq!(x.nrows(), 1, "one image");
    let mut steps = Vec::with_capacity(params.n_steps + 1);
    infer_traced(net, x, params, |_, inference| {
        let (x, latents) = (inference.x(), inference.latents());
        let found = estimated_gradient(net, x, latents, params);
        let exact = exact_gradient(net, x, latents);
        let cosines = |found: &[Array2<f32>], exact: &[Array2<f32>]| {
            found.iter().zip(exact).map(|(found, exact)| compare(found, exact).cosine[0]).collect()
        };
        steps.push(DirectionCosines {
            from_below: cosines(&found.from_below, &exact.from_below),
            joint: cosines(&found.joint, &exact.joint),
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

    fn small(hidden: &[usize]) -> (Network, Array2<f32>, Latents) {
        let mut rng = rand_pcg::Pcg64::seed_from_u64(50);
        let net = Network::random(&Architecture { x: 14, hidden: hidden.to_vec() }, 1.0, &mut rng);
        let x = Array2::from_shape_simple_fn((3, 14), || rng.random::<f32>());
        let latents = infer(&net, x.view(), &InferenceParams::default());
        (net, x, latents)
    }

    /// The terms of `log p(x,h)` of one image, the lowest first.
    fn log_joint(net: &Network, x: &Array2<f32>, latents: &Latents, row: usize) -> Vec<f64> {
        let half = |a: &Array2<f32>, b: &Array2<f32>| -> f64 {
            -0.5 * a.row(row).iter().zip(b.row(row)).map(|(&a, &b)| f64::from(a - b).powi(2)).sum::<f64>()
        };
        let below = |l: usize| if l == 1 { x } else { latents.h(l - 1) };
        (1..=net.depth()).map(|l| half(below(l), &net.g(l).forward(latents.h(l).view()))).collect()
    }

    #[test]
    fn the_exact_gradient_agrees_with_finite_differences() {
        // Central differences of f32 maps: 1e-7 of rounding over 2e-2, and a third derivative times 1e-4.
        const STEP: f32 = 1e-2;
        const TOLERANCE: f64 = 1e-4;
        for hidden in [&[9, 5][..], &[9, 7, 5]] {
            let (net, x, latents) = small(hidden);
            let found = exact_gradient(&net, &x, &latents);
            for (l, row) in (1..=net.depth()).flat_map(|l| (0..x.nrows()).map(move |row| (l, row))) {
                for unit in 0..latents.h(l).ncols() {
                    let at = |by: f32| {
                        let mut moved = latents.clone();
                        moved.h_mut(l)[[row, unit]] += by;
                        log_joint(&net, &x, &moved, row)
                    };
                    let (up, down, width) = (at(STEP), at(-STEP), 2.0 * f64::from(STEP));
                    let from_below = (up[l - 1] - down[l - 1]) / width;
                    let joint = (up.iter().sum::<f64>() - down.iter().sum::<f64>()) / width;
                    assert!((f64::from(found.from_below[l - 1][[row, unit]]) - from_below).abs() < TOLERANCE);
                    assert!((f64::from(found.joint[l - 1][[row, unit]]) - joint).abs() < TOLERANCE);
                }
            }
        }
    }

    #[test]
    fn inference_steps_along_the_targetprop_direction() {
        let (net, x, _) = small(&[9, 7, 5]);
        let params = InferenceParams { n_steps: 1, step: 1e-3, top_down: 1e-4 };
        let mut inference = Inference::start(&net, x.clone(), None);
        let before = inference.latents().clone();
        let direction = estimated_gradient(&net, &x, &before, &params);
        inference.advance(&net, &params);
        for l in 1..=3 {
            // A step uses the new layer above, which is another by 1e-3 of its own small step.
            let moved = inference.latents().h(l) - before.h(l);
            assert!((moved - &direction.joint[l - 1] * params.step).iter().all(|d| d.abs() < 1e-6));
        }
    }

    #[test]
    fn cosines_are_the_comparison_at_each_step() {
        let (net, x, _) = small(&[9, 5]);
        let params = InferenceParams { n_steps: 4, ..InferenceParams::default() };
        let one = x.slice(ndarray::s![1..2, ..]).to_owned();
        let found = cosines_of_inference(&net, one.clone(), &params);
        assert_eq!(found.len(), 5);
        let after_two = InferenceParams { n_steps: 2, ..params };
        let latents = infer(&net, one.view(), &after_two);
        let exact = exact_gradient(&net, &one, &latents);
        let estimate = estimated_gradient(&net, &one, &latents, &params);
        for i in 0..2 {
            assert_eq!(found[2].joint[i], compare(&estimate.joint[i], &exact.joint[i]).cosine[0]);
            let [estimate, exact] = [&estimate, &exact].map(|directions| &directions.from_below[i]);
            assert_eq!(found[2].from_below[i], compare(estimate, exact).cosine[0]);
        }
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
