//! What a code is to tell: the cluster of the clean patch around a pixel.

use super::fields::receptive_fields;
use crate::math::kmeans;
use crate::net::{Activation, Layer};
use crate::params::{CODED_PATCH, IMAGE_PIXELS, LEAST_INK, RestorerTrainParams};
use ndarray::{Array2, ArrayView2, Axis, s};
use rand::Rng;

/// The middles of the clusters of patches.
#[derive(Debug, Clone, PartialEq)]
pub struct CodeBook {
    /// `p·c − ½‖c‖²` for each middle c, from a patch p: largest for the nearest one.
    nearness: Layer,
}

impl CodeBook {
    /// From the middles `(K, 49)`.
    pub fn new(middles: ArrayView2<f32>) -> Self {
        let bias: Vec<f32> =
            middles.rows().into_iter().map(|c| -0.5 * c.iter().map(|v| v * v).sum::<f32>()).collect();
        Self { nearness: Layer::new(middles.t(), &bias, Activation::Identity) }
    }

    /// Clusters patches of `images` `(n, 784)`; the first cluster is that of blank ones.
    pub fn learn(images: ArrayView2<f32>, params: &RestorerTrainParams, rng: &mut impl Rng) -> Self {
        let some = images.slice(s![..images.nrows().min(params.clustered_images), ..]);
        let patches = patches(some);
        let inked: Vec<usize> = (0..patches.nrows()).filter(|&i| patches.row(i).sum() > LEAST_INK).collect();
        let count = params.clustered_patches.min(inked.len());
        let chosen: Vec<usize> =
            rand::seq::index::sample(rng, inked.len(), count).iter().map(|i| inked[i]).collect();
        let points = patches.select(Axis(0), &chosen).mapv(f64::from);
        let clusters = (params.codes - 1).min(count);
        let mut middles = Array2::zeros((params.codes, CODED_PATCH * CODED_PATCH));
        if clusters > 0 {
            let members = kmeans(&points, clusters, rng);
            let sizes = members.sum_axis(Axis(0)).mapv(|size| size.max(1.0)).insert_axis(Axis(1));
            let means = members.t().dot(&points) / sizes;
            middles.slice_mut(s![1..=clusters, ..]).assign(&means.mapv(|value| value as f32));
        }
        Self::new(middles.view())
    }

    /// The cluster of the patch around each pixel of clean images `(n, 784)`, `(n·784)`.
    pub(super) fn codes(&self, clean: ArrayView2<f32>) -> Vec<usize> {
        let nearness = self.nearness.forward(patches(clean).view());
        let largest = |row: ndarray::ArrayView1<f32>| {
            (0..row.len()).rev().max_by(|&a, &b| row[a].total_cmp(&row[b])).expect("there are codes")
        };
        nearness.rows().into_iter().map(largest).collect()
    }
}

/// The patch around each pixel, `(n·784, 49)`.
fn patches(images: ArrayView2<f32>) -> Array2<f32> {
    let pixels = images.as_standard_layout().into_owned();
    let pixels = pixels.into_shape_with_order((images.nrows() * IMAGE_PIXELS, 1)).expect("standard layout");
    receptive_fields(&[(&pixels, CODED_PATCH)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::synthetic;
    use rand::SeedableRng;

    #[test]
    fn blank_patches_and_inked_ones_have_codes_of_their_own() {
        let (images, _) = synthetic::digits(3, 0, 20);
        let params =
            RestorerTrainParams { codes: 8, clustered_patches: 2_000, ..RestorerTrainParams::default() };
        let book = CodeBook::learn(images.view(), &params, &mut rand_pcg::Pcg64::seed_from_u64(1));
        let codes = book.codes(images.view());
        assert_eq!(codes.len(), 20 * IMAGE_PIXELS);
        for (code, patch) in codes.iter().zip(patches(images.view()).rows()) {
            assert!(patch.sum() > 0.0 || *code == 0, "a blank patch has code {code}");
        }
        let used: std::collections::BTreeSet<_> = codes.iter().collect();
        assert_eq!(used.len(), 8, "{used:?}");
    }
}
