//! Eq. 12: the direction in which targetprop moves the latents of a layer.

use crate::net::{Latents, Layer, Network};
use ndarray::{Array2, ArrayView2};

/// `f(x) − f(g(h))` for one layer (Eq. 12): an estimate of `∂log p(x|h)/∂h` from a way up and a way down, without a
/// derivative. `h_from_x` `(B, H)` is `f(x)` of what is to be explained, `x_hat` `(B, X)` is `g(h)`, what `h` says of
/// it now; `direction` `(B, H)` is overwritten. For `h_l` with l ≥ 2, read `h_{l−1}` where x stands here.
///
/// # Panics
/// If the shapes do not fit.
pub fn targetprop_direction(
    encoder: &Layer,
    h_from_x: ArrayView2<f32>,
    x_hat: ArrayView2<f32>,
    direction: &mut Array2<f32>,
) {
    encoder.forward_into(x_hat, direction);
    direction.zip_mut_with(&h_from_x, |direction, &target| *direction = target - *direction);
}

/// [`targetprop_direction`] of every layer at `latents` for images `x` `(B, X)`; place `l − 1` belongs to layer l,
/// `(B, H_l)`.
pub fn targetprop_directions(net: &Network, x: &Array2<f32>, latents: &Latents) -> Vec<Array2<f32>> {
    let of_layer = |l| {
        let below = if l == 1 { x } else { latents.h(l - 1) };
        let (target, rebuilt) = (net.f(l).forward(below.view()), net.g(l).forward(latents.h(l).view()));
        let mut direction = Array2::zeros(target.dim());
        targetprop_direction(net.f(l), target.view(), rebuilt.view(), &mut direction);
        direction
    };
    (1..=net.depth()).map(of_layer).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::Activation;
    use ndarray::array;

    #[test]
    fn it_vanishes_where_the_way_down_and_up_comes_back_and_points_to_the_target_elsewhere() {
        let encoder = Layer::new(array![[1.0, 0.0], [0.0, 2.0]].view(), &[0.0, 0.5], Activation::Identity);
        let x = array![[0.25, 0.5], [1.0, 0.0]];
        let h_from_x = encoder.forward(x.view());
        let mut direction = Array2::from_elem((2, 2), f32::NAN);
        targetprop_direction(&encoder, h_from_x.view(), x.view(), &mut direction);
        assert_eq!(direction, Array2::<f32>::zeros((2, 2)));
        let x_hat = array![[0.0, 0.0], [1.0, 1.0]];
        targetprop_direction(&encoder, h_from_x.view(), x_hat.view(), &mut direction);
        assert_eq!(direction, array![[0.25, 1.0], [0.0, -2.0]]);
    }
}
