//! Digits to show a unit: which of them drive it most.

use crate::data::synthetic;
use crate::inference::infer;
use crate::net::{Latents, Network};
use crate::params::InferenceParams;
use ndarray::Array2;

/// Digits with their latents.
#[derive(Debug, Clone)]
pub struct DigitBank {
    /// `(n, X)`, in \[0,1\].
    images: Array2<f32>,
    /// `(n)`, 0 to 9.
    labels: Vec<u8>,
    latents: Latents,
}

impl DigitBank {
    /// A bank of `images` `(n, X)` in \[0,1\] with their `labels` `(n)`; latents are inferred with the paper's settings.
    ///
    /// # Panics
    /// Unless each image has a label.
    pub fn new(net: &Network, images: Array2<f32>, labels: Vec<u8>) -> Self {
        assert_eq!(images.nrows(), labels.len(), "one label for each image");
        let latents = infer(net, images.view(), &InferenceParams::default());
        Self { images, labels, latents }
    }

    /// The first `count` synthetic digits of `seed`, as [`synthetic::digits`] makes them.
    ///
    /// # Panics
    /// If `net` does not see images of 28×28 pixels.
    pub fn of_synthetic(net: &Network, seed: u64, count: usize) -> Self {
        let (images, labels) = synthetic::digits(seed, 0, count);
        Self::new(net, images, labels)
    }

    /// The `count` digits for which `unit` of h_l is highest, the highest first, with its value.
    ///
    /// # Panics
    /// If there is no such layer, or it has no such unit.
    pub fn drivers(&self, l: usize, unit: usize, count: usize) -> Vec<(usize, f32)> {
        let values = self.latents.h(l).column(unit);
        let mut order: Vec<usize> = (0..values.len()).collect();
        order.sort_by(|&a, &b| values[b].total_cmp(&values[a]));
        order.into_iter().take(count).map(|i| (i, values[i])).collect()
    }

    /// All digits, `(n, X)`.
    pub fn images(&self) -> &Array2<f32> {
        &self.images
    }

    /// What each shows, `(n)`.
    pub fn labels(&self) -> &[u8] {
        &self.labels
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::params::Architecture;
    use rand::SeedableRng;

    #[test]
    fn drivers_are_the_digits_with_the_highest_values() {
        let mut rng = rand_pcg::Pcg64::seed_from_u64(101);
        let net = Network::random(&Architecture { x: 784, hidden: vec![9, 4] }, 2.0, &mut rng);
        let bank = DigitBank::of_synthetic(&net, 1, 30);
        assert_eq!(bank.images().nrows(), 30);
        let latents = infer(&net, bank.images().view(), &InferenceParams::default());
        for l in [1, 2] {
            let values = latents.h(l).column(3);
            let found = bank.drivers(l, 3, 5);
            assert_eq!(found.len(), 5);
            assert!(found.iter().all(|&(i, value)| values[i] == value));
            assert!(found.windows(2).all(|pair| pair[0].1 >= pair[1].1));
            let least = found[4].1;
            assert!(values.iter().filter(|&&value| value > least).count() <= 4);
        }
    }
}
