//! What a latent unit stands for, read from the weights that meet it.

use crate::math::argmax;
use crate::net::{Layer, Network};
use ndarray::{Array1, ArrayView1, ArrayView2, Axis, concatenate};

/// A unit as pictures and weights, all signed.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitPictures {
    /// What drives it, `(X)`: its weights from the layer below, a column of `f_l`, seen through the maps further down
    /// without activations, `W_f1 · … · W_fl`.
    pub bottom_up: Array1<f32>,
    /// What it says, `(X)`. For a unit of h_1 its weights to the pixels, a row of `g_1`; above, how the decoded picture
    /// changes when it goes from 0 to 1 with the others of its layer at their mean.
    pub top_down: Array1<f32>,
    /// Weights of an encoder that meet it: those to the layer above, `(H_{l+1})`; in the top layer those from below,
    /// `(H_{L−1})`.
    pub encoder: Array1<f32>,
    /// Weights of the decoder of the same two layers, as many.
    pub decoder: Array1<f32>,
}

/// What `unit` of h_l stands for; `mean_top` `(H_L)` is the mean of the top layer, from which the means of layers below are
/// decoded.
///
/// # Panics
/// If there is no such layer or unit, or `mean_top` has another length.
pub fn unit_pictures(net: &Network, mean_top: ArrayView1<f32>, l: usize, unit: usize) -> UnitPictures {
    let column = |map: &Layer, unit: usize| map.weights().column(unit).to_owned();
    let row = |map: &Layer, unit: usize| map.weights().row(unit).to_owned();
    let bottom_up =
        (1..l).rev().fold(column(net.f(l), unit), |weights, below| through(net.f(below), weights.view()));
    let top_down = if l == 1 { row(net.g(1), unit) } else { switched_on(net, mean_top, l, unit) };
    let (encoder, decoder) = if l < net.depth() {
        (row(net.f(l + 1), unit), column(net.g(l + 1), unit))
    } else {
        (column(net.f(l), unit), row(net.g(l), unit))
    };
    UnitPictures { bottom_up, top_down, encoder, decoder }
}

/// How the decoded picture changes when `unit` of h_l goes from 0 to 1 with the others at their mean.
fn switched_on(net: &Network, mean_top: ArrayView1<f32>, l: usize, unit: usize) -> Array1<f32> {
    let top = mean_top.insert_axis(Axis(0)).to_owned();
    let mean = (l + 1..=net.depth()).rev().fold(top, |h, above| net.g(above).forward(h.view()));
    let mut h = concatenate![Axis(0), mean, mean];
    h[[0, unit]] = 0.0;
    h[[1, unit]] = 1.0;
    let pictures = net.decode_from(l, h.view());
    &pictures.row(1) - &pictures.row(0)
}

/// `W · v`: `(out)` weights seen from the inputs `(in)`, each sum in order.
fn through(map: &Layer, v: ArrayView1<f32>) -> Array1<f32> {
    let sum = |row: ArrayView1<f32>| row.iter().zip(&v).fold(0.0, |sum, (a, b)| sum + a * b);
    map.weights().map_axis(Axis(1), sum)
}

/// The unit of a layer that is highest above its mean over other images: some are high for whatever there is to see.
/// `values` is `(H)`, `others` `(n, H)`.
///
/// # Panics
/// If there are no units or no others, or the others are of another layer.
pub fn standing_out(values: ArrayView1<f32>, others: ArrayView2<f32>) -> usize {
    let mean = others.mean_axis(Axis(0)).expect("there are others");
    argmax((&values - &mean).view())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::params::Architecture;
    use rand::SeedableRng;

    #[test]
    fn pictures_are_the_weights_and_effects_they_should_be() {
        let mut rng = rand_pcg::Pcg64::seed_from_u64(100);
        let net = Network::random(&Architecture { x: 12, hidden: vec![9, 4] }, 2.0, &mut rng);
        let mean = Array1::from_elem(4, 0.4);
        let h1 = unit_pictures(&net, mean.view(), 1, 5);
        assert_eq!(h1.bottom_up, net.f(1).weights().column(5));
        assert_eq!(h1.top_down, net.g(1).weights().row(5));
        assert_eq!((h1.encoder.len(), h1.decoder.len()), (4, 4));

        let h2 = unit_pictures(&net, mean.view(), 2, 2);
        assert_eq!(h2.encoder, net.f(2).weights().column(2));
        assert_eq!(h2.decoder, net.g(2).weights().row(2));
        let expected = net.f(1).weights().dot(&net.f(2).weights().column(2));
        assert!((&h2.bottom_up - &expected).iter().all(|d| d.abs() < 1e-5));
        let mut half = mean.clone().insert_axis(Axis(0));
        half[[0, 2]] = 1.0;
        let on = net.decode(half.view());
        half[[0, 2]] = 0.0;
        assert_eq!(h2.top_down, (&on - &net.decode(half.view())).row(0));
    }

    #[test]
    fn the_unit_that_stands_out_is_not_the_one_that_is_always_high() {
        let others = ndarray::array![[9.0, 0.0, 1.0], [7.0, 1.0, 2.0]];
        assert_eq!(standing_out(ndarray::array![8.5, 2.0, 2.5].view(), others.view()), 1);
    }

    #[test]
    fn a_unit_in_the_middle_of_a_deeper_network_is_seen_from_both_sides() {
        let mut rng = rand_pcg::Pcg64::seed_from_u64(104);
        let net = Network::random(&Architecture { x: 12, hidden: vec![9, 7, 4] }, 2.0, &mut rng);
        let mean = Array1::from_elem(4, 0.4);
        let middle = unit_pictures(&net, mean.view(), 2, 6);
        assert_eq!((middle.encoder.len(), middle.decoder.len()), (4, 4));
        assert_eq!(middle.encoder, net.f(3).weights().row(6));
        let expected = net.f(1).weights().dot(&net.f(2).weights().column(6));
        assert!((&middle.bottom_up - &expected).iter().all(|d| d.abs() < 1e-5));
        let mut h2 = net.g(3).forward(mean.view().insert_axis(Axis(0)));
        h2[[0, 6]] = 1.0;
        let on = net.decode_from(2, h2.view());
        h2[[0, 6]] = 0.0;
        assert_eq!(middle.top_down, (on - net.decode_from(2, h2.view())).row(0));
        let top = unit_pictures(&net, mean.view(), 3, 0);
        let expected = net.f(1).weights().dot(&net.f(2).weights().dot(&net.f(3).weights().column(0)));
        assert!((&top.bottom_up - &expected).iter().all(|d| d.abs() < 1e-5));
        assert_eq!(top.decoder, net.g(3).weights().row(0));
    }
}
