//! The label layer y with its two maps.

use crate::learning::{Adam, LayerGradient};
use crate::math::cosine;
use crate::net::{Activation, Latents, Layer, Network};
use crate::params::TrainParams;
use crate::top::{DIGITS, ReadOut, softmax};
use ndarray::{Array2, ArrayView2, s};
use rand::Rng;

/// What carries a push on y down to the latents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feedback {
    /// `g_y`, which learns.
    Learned,
    /// The exact gradient of `log p(y|h)`, by transposed weights and through every `f_l`: back-propagation, for comparison.
    Exact,
}

/// `y = softmax(f_y(h_1, …, h_L))`, and the way back.
///
/// `f_y` learns by the delta rule, `Δ ∝ input · push`; `g_y` by the same product seen from its other end, `Δ ∝ push · input`.
/// Both forget a little in every step, so that what they started with fades and `g_y` comes to mirror `f_y` though neither
/// sees the other's weights (Kolen & Pollack 1994).
#[derive(Debug, Clone, PartialEq)]
pub struct LabelLayer {
    /// `f_y`.
    pub read_out: ReadOut,
    /// `g_y`, `(10, cells of f_y)`.
    back: Layer,
    up: Adam,
    down: Adam,
    steps: u64,
}

impl LabelLayer {
    /// One that has learned nothing, for `latents` of n ≥ 1 images: `f_y` is blank, `g_y` random.
    pub fn blank(latents: &Latents, rng: &mut impl Rng) -> Self {
        let read_out = ReadOut::blank(latents);
        let back = Layer::random(DIGITS, read_out.layer.n_in(), 1.0, Activation::Identity, rng);
        Self { up: Adam::new(&read_out.layer), down: Adam::new(&back), read_out, back, steps: 0 }
    }

    /// What the cells of `f_y` answer to `latents`, and what y makes of it, `(B, 10)`.
    pub fn forward(&self, latents: &Latents) -> (Array2<f32>, Array2<f32>) {
        let cells = self.read_out.cells(latents);
        let y = softmax(self.read_out.layer.forward(cells.view()));
        (cells, y)
    }

    /// Both maps learn from a `push` on y `(B, 10)` and the `cells` that it came from.
    pub fn learn(
        &mut self,
        cells: &Array2<f32>,
        push: &Array2<f32>,
        [rate, decay]: [f32; 2],
        adam: &TrainParams,
    ) {
        // Adam goes against a slope.
        let slope = -push;
        self.steps += 1;
        let up = LayerGradient::of(cells.view(), &slope);
        self.up.step(&mut self.read_out.layer, &up, rate, adam, self.steps);
        // The slope of the cells is the push from above: the same products, laid out as g_y is.
        let down = LayerGradient::of(slope.view(), cells);
        self.down.step(&mut self.back, &down, rate, adam, self.steps);
        // g_y has no bias: it carries differences.
        self.back.bias.fill(0.0);
        for layer in [&mut self.read_out.layer, &mut self.back] {
            layer.weights.values_mut().iter_mut().for_each(|w| *w *= 1.0 - decay);
        }
    }

    /// What a `push` on y `(B, 10)` means for each of `latents`, `(B, H_l)`, the lowest first; `cells` are what `f_y` makes of them.
    pub fn push_on_latents(
        &self,
        net: &Network,
        latents: &Latents,
        cells: &Array2<f32>,
        push: &Array2<f32>,
        feedback: Feedback,
    ) -> Vec<Array2<f32>> {
        let on_cells = match feedback {
            Feedback::Learned => self.back.forward(push.view()),
            Feedback::Exact => push.dot(&self.read_out.layer.weights().t()),
        };
        let on_units = self.read_out.push_on_units(cells, &on_cells);
        let mut first = 0;
        let mut pushes: Vec<Array2<f32>> = latents
            .iter()
            .map(|h| {
                let units = first..first + h.ncols();
                first = units.end;
                on_units.slice(s![.., units]).to_owned()
            })
            .collect();
        if feedback == Feedback::Exact {
            for l in (2..=latents.depth()).rev() {
                let mut slope = pushes[l - 1].clone();
                net.f(l).activation().multiply_by_derivative(
                    slope.as_slice_mut().expect("a copy is contiguous"),
                    latents.h(l).as_slice().expect("latents are contiguous"),
                );
                pushes[l - 2] += &slope.dot(&net.f(l).weights().t());
            }
        }
        pushes
    }

    /// Cosine of the angle between the weights of `g_y` and those of `f_y` turned round: 1 where one mirrors the other, 0 before
    /// `f_y` has learned.
    pub fn mirror_cosine(&self) -> f64 {
        let exact = |weights: ArrayView2<f32>| weights.iter().map(|&w| f64::from(w)).collect::<Vec<_>>();
        let (up, down) = (self.read_out.layer.weights(), self.back.weights());
        cosine(&exact(up.view()), &exact(down.t())).unwrap_or(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::params::Architecture;
    use rand::{RngExt, SeedableRng};
    use rand_pcg::Pcg64;

    /// A network, latents of some images, and a y that has learned a little at random.
    fn small(hidden: Vec<usize>) -> (Network, Array2<f32>, LabelLayer) {
        let mut rng = Pcg64::seed_from_u64(3);
        let net = Network::random(&Architecture { x: 9, hidden }, 2.0, &mut rng);
        let x = Array2::from_shape_simple_fn((30, 9), || rng.random::<f32>());
        let latents = net.encode(x.view());
        let mut labels = LabelLayer::blank(&latents, &mut rng);
        for _ in 0..20 {
            let push = Array2::from_shape_simple_fn((30, DIGITS), || rng.random::<f32>() - 0.5);
            let (cells, _) = labels.forward(&latents);
            labels.learn(&cells, &push, [0.05, 0.0], &TrainParams::default());
        }
        (net, x, labels)
    }

    #[test]
    fn the_exact_push_is_the_gradient_of_log_p_of_the_label() {
        for hidden in [vec![7, 5], vec![7, 6, 5]] {
            let (net, x, labels) = small(hidden);
            let first = net.f(1).forward(x.view());
            let digit = 4;
            // log p(digit | h_1), every layer above following h_1.
            let log_p = |h1: &Array2<f32>| {
                let mut h = vec![h1.clone()];
                for l in 2..=net.depth() {
                    h.push(net.f(l).forward(h[l - 2].view()));
                }
                labels.forward(&Latents::new(h)).1.column(digit).mapv(f32::ln)
            };
            let latents = net.encode(x.view());
            let (cells, y) = labels.forward(&latents);
            let push = Array2::from_shape_fn(y.dim(), |(i, k)| f32::from(u8::from(k == digit)) - y[[i, k]]);
            let found = &labels.push_on_latents(&net, &latents, &cells, &push, Feedback::Exact)[0];
            let step = 3e-4;
            let mut right = 0;
            for unit in 0..first.ncols() {
                let moved = |by: f32| {
                    let mut h1 = first.clone();
                    h1.column_mut(unit).mapv_inplace(|h| h + by);
                    log_p(&h1)
                };
                let expected = (moved(step) - moved(-step)) / (2.0 * step);
                right += found
                    .column(unit)
                    .iter()
                    .zip(&expected)
                    .filter(|(found, expected)| (**found - **expected).abs() < 0.02 * (1.0 + expected.abs()))
                    .count();
            }
            // A few lie where a cell begins to answer, which has no slope.
            let all = first.len();
            assert!(right as f32 > 0.97 * all as f32, "{right} of {all}");
        }
    }

    #[test]
    fn the_way_back_comes_to_mirror_the_way_up() {
        let (net, x, mut labels) = small(vec![7, 5]);
        let latents = net.encode(x.view());
        labels.back = Layer::random(
            DIGITS,
            labels.back.n_out(),
            1.0,
            Activation::Identity,
            &mut Pcg64::seed_from_u64(9),
        );
        let before = labels.mirror_cosine();
        for _ in 0..300 {
            let (cells, y) = labels.forward(&latents);
            let push = Array2::from_shape_fn(y.dim(), |(row, k)| {
                f32::from(u8::from(row % DIGITS == k)) - y[[row, k]]
            });
            labels.learn(&cells, &push, [1e-2, 1e-2], &TrainParams::default());
        }
        let after = labels.mirror_cosine();
        assert!(before < 0.5 && after > 0.9, "{before} {after}");
    }
}
