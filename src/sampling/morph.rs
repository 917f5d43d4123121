//! From one digit to another: through h2, where what lies between is a digit, and through the pixels, where it is not.

use super::decode;
use crate::inference::infer;
use crate::net::Network;
use crate::params::InferenceParams;
use ndarray::{Array2, ArrayView1, Axis, stack};

/// Two ways between two images; n pictures each, the first of the one and the last of the other.
#[derive(Debug, Clone, PartialEq)]
pub struct Morph {
    /// `(n, X)`: h2 interpolated and decoded. Its ends are what h2 keeps of the two images.
    pub through_h2: Array2<f32>,
    /// `(n, X)`: the pixels interpolated.
    pub through_pixels: Array2<f32>,
}

/// `n` ≥ 2 pictures between images `from` and `to` `(X)` in \[0,1\]; h2 is inferred with `params`.
pub fn morph(
    net: &Network,
    from: ArrayView1<f32>,
    to: ArrayView1<f32>,
    n: usize,
    params: &InferenceParams,
) -> Morph {
    let images = stack(Axis(0), &[from, to]).expect("both images have X pixels");
    let latents = infer(net, images.view(), params);
    Morph { through_h2: decode(net, between(latents.top(), n).view()), through_pixels: between(&images, n) }
}

/// `n` rows from the first of two `ends` `(2, N)` to the second, in equal steps.
fn between(ends: &Array2<f32>, n: usize) -> Array2<f32> {
    Array2::from_shape_fn((n, ends.ncols()), |(i, j)| {
        let t = i as f32 / (n.max(2) - 1) as f32;
        (1.0 - t) * ends[[0, j]] + t * ends[[1, j]]
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::params::Architecture;
    use rand::{RngExt, SeedableRng};

    #[test]
    fn both_ways_begin_and_end_where_they_should() {
        let mut rng = rand_pcg::Pcg64::seed_from_u64(80);
        let net = Network::random(&Architecture { x: 12, hidden: vec![9, 4] }, 3.0, &mut rng);
        let x = Array2::from_shape_simple_fn((2, 12), || rng.random::<f32>());
        let params = InferenceParams::default();
        let found = morph(&net, x.row(0), x.row(1), 5, &params);
        assert_eq!(found.through_pixels.dim(), (5, 12));
        assert_eq!(found.through_pixels.row(0), x.row(0));
        assert_eq!(found.through_pixels.row(4), x.row(1));
        let middle = (&x.row(0) + &x.row(1)) * 0.5;
        assert!((&found.through_pixels.row(2) - &middle).iter().all(|d| d.abs() < 1e-6));
        let decoded = decode(&net, infer(&net, x.view(), &params).h(2).view());
        assert_eq!(found.through_h2.row(0), decoded.row(0));
        assert_eq!(found.through_h2.row(4), decoded.row(1));
    }
}
