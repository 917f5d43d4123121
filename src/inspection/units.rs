//! What a latent unit stands for, read from the weights that meet it.

use crate::net::{Layer, Network};
use crate::sampling::decode;
use ndarray::{Array1, Array2, ArrayView1, Axis};
use serde::{Deserialize, Serialize};

/// A latent layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LatentLayer {
    /// The lower one.
    H1,
    /// The upper one.
    H2,
}

impl LatentLayer {
    /// Number of its units.
    pub fn units(self, net: &Network) -> usize {
        let sizes = net.architecture();
        match self {
            Self::H1 => sizes.h1,
            Self::H2 => sizes.h2,
        }
    }
}

/// A unit as pictures and weights, all signed.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitPictures {
    /// What drives it, `(X)`. For a unit of h1 its weights from the pixels, a column of f1; for one of h2 the column
    /// of f2 seen through f1 without activations, `W_f1 · W_f2`.
    pub bottom_up: Array1<f32>,
    /// What it says, `(X)`. For a unit of h1 its weights to the pixels, a row of g1; for one of h2 how the decoded
    /// picture changes when it goes from 0 to 1 with the others at their mean.
    pub top_down: Array1<f32>,
    /// Weights of f2 that meet it: for a unit of h1 those to h2, `(H2)`; for one of h2 those from h1, `(H1)`.
    pub encoder: Array1<f32>,
    /// Weights of g2 that meet it: for a unit of h1 those from h2, `(H2)`; for one of h2 those to h1, `(H1)`.
    pub decoder: Array1<f32>,
}

/// What `unit` of `layer` stands for; `mean_h2` `(H2)` is where the other units of h2 stay meanwhile.
///
/// # Panics
/// If the layer has no such unit, or `mean_h2` has another length.
pub fn unit_pictures(
    net: &Network,
    mean_h2: ArrayView1<f32>,
    layer: LatentLayer,
    unit: usize,
) -> UnitPictures {
    let column = |map: &Layer, unit: usize| map.weights().column(unit).to_owned();
    let row = |map: &Layer, unit: usize| map.weights().row(unit).to_owned();
    match layer {
        LatentLayer::H1 => UnitPictures {
            bottom_up: column(&net.f1, unit),
            top_down: row(&net.g1, unit),
            encoder: row(&net.f2, unit),
            decoder: column(&net.g2, unit),
        },
        LatentLayer::H2 => {
            let encoder = column(&net.f2, unit);
            let mut h2 = Array2::from_shape_fn((2, mean_h2.len()), |(_, j)| mean_h2[j]);
            h2[[0, unit]] = 0.0;
            h2[[1, unit]] = 1.0;
            let pictures = decode(net, h2.view());
            UnitPictures {
                bottom_up: through(&net.f1, encoder.view()),
                top_down: &pictures.row(1) - &pictures.row(0),
                decoder: row(&net.g2, unit),
                encoder,
            }
        }
    }
}

/// `W · v`: `(out)` weights seen from the inputs `(in)`, each sum in order.
fn through(map: &Layer, v: ArrayView1<f32>) -> Array1<f32> {
    let sum = |row: ArrayView1<f32>| row.iter().zip(&v).fold(0.0, |sum, (a, b)| sum + a * b);
    map.weights().map_axis(Axis(1), sum)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::params::Architecture;
    use rand::SeedableRng;

    #[test]
    fn pictures_are_the_weights_and_effects_they_should_be() {
        let mut rng = rand_pcg::Pcg64::seed_from_u64(100);
        let net = Network::random(Architecture { x: 12, h1: 9, h2: 4 }, 2.0, &mut rng);
        let mean = Array1::from_elem(4, 0.4);
        let h1 = unit_pictures(&net, mean.view(), LatentLayer::H1, 5);
        assert_eq!(h1.bottom_up, net.f1.weights().column(5));
        assert_eq!(h1.top_down, net.g1.weights().row(5));
        assert_eq!((h1.encoder.len(), h1.decoder.len()), (4, 4));

        let h2 = unit_pictures(&net, mean.view(), LatentLayer::H2, 2);
        assert_eq!(h2.encoder, net.f2.weights().column(2));
        assert_eq!(h2.decoder, net.g2.weights().row(2));
        let expected = net.f1.weights().dot(&net.f2.weights().column(2));
        assert!((&h2.bottom_up - &expected).iter().all(|d| d.abs() < 1e-5));
        let mut half = mean.clone().insert_axis(Axis(0));
        half[[0, 2]] = 1.0;
        let on = decode(&net, half.view());
        half[[0, 2]] = 0.0;
        assert_eq!(h2.top_down, (&on - &decode(&net, half.view())).row(0));
        assert_eq!(LatentLayer::H2.units(&net), 4);
    }
}
