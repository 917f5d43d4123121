//! GENERATE (Alg. 2): a directed sample, made better by rounds of inference.

use super::rounds::denoise;
use crate::math::parallel;
use crate::net::Network;
use crate::params::RoundsParams;
use crate::top::TopPrior;
use ndarray::{Array2, ArrayView2, Axis, concatenate};
use rand::Rng;

/// `h_L ~ p(h_L)`, `h_{l−1} ← g_l(h_l)` down to x: `count` images `(count, X)` in \[0,1\].
pub fn sample_directed(
    net: &Network,
    prior: &TopPrior,
    count: usize,
    variance_scale: f32,
    rng: &mut impl Rng,
) -> Array2<f32> {
    decode(net, prior.sample(count, variance_scale, rng).view())
}

/// `h_{l−1} ← g_l(h_l)` down to x: the images `(B, X)` that latents of the top layer `(B, H_L)` stand for.
pub fn decode(net: &Network, top: ArrayView2<f32>) -> Array2<f32> {
    let groups = parallel::map_row_groups(top, |top| net.decode(top));
    join(&groups, net)
}

/// [`sample_directed`], then rounds of `h ← INFERENCE(x)`, `x ← g1(h1)`: `count` images `(count, X)` in \[0,1\].
pub fn generate(
    net: &Network,
    prior: &TopPrior,
    count: usize,
    variance_scale: f32,
    params: &RoundsParams,
    rng: &mut impl Rng,
) -> Array2<f32> {
    let x = sample_directed(net, prior, count, variance_scale, rng);
    let groups = parallel::map_row_groups(x.view(), |x| denoise(net, x.to_owned(), params));
    join(&groups, net)
}

fn join(groups: &[Array2<f32>], net: &Network) -> Array2<f32> {
    let views: Vec<_> = groups.iter().map(|group| group.view()).collect();
    concatenate(Axis(0), &views).unwrap_or_else(|_| Array2::zeros((0, net.architecture().x)))
}
