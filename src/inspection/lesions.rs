//! A network with something broken, to see what that was for. Only weights change, so every other part of the core
//! works on the copy as on the original.

use crate::net::{Layer, Network};
use crate::params::LesionParams;
use ndarray::{Array2, Axis};
use rand::Rng;
use rand::seq::SliceRandom;

/// Pre-activation of a silent unit: both activations give 0 to within 10⁻³⁷.
const SILENT: f32 = -87.0;

/// A copy of `net`, broken as `lesions` says. Besides the shares, the units `silent_h1` and `silent_h2` stay silent. Which
/// units the shares mean is drawn from `rng`; a larger share of the same seed holds a smaller one.
///
/// # Panics
/// If a layer has no such unit.
pub fn lesioned(
    net: &Network,
    lesions: &LesionParams,
    silent_h1: &[usize],
    silent_h2: &[usize],
    rng: &mut impl Rng,
) -> Network {
    let mut broken = net.clone();
    let sizes = net.architecture();
    let orders = [sizes.h1, sizes.h2, sizes.h1, sizes.h2].map(|n| {
        let mut order: Vec<usize> = (0..n).collect();
        order.shuffle(rng);
        order
    });
    let some = |order: &[usize], share: f32| order[..(share * order.len() as f32).round() as usize].to_vec();
    let [h1, h2, exchanged_h1, exchanged_h2] = orders;

    exchange_rows(&mut broken.g1, &some(&exchanged_h1, lesions.mismatch_g1));
    exchange_rows(&mut broken.g2, &some(&exchanged_h2, lesions.mismatch_g2));
    scale(&mut broken.g1, lesions.feedback_g1);
    scale(&mut broken.g2, lesions.feedback_g2);
    // Inference pulls a unit of h1 to f1 from below and to g2 from above: a silent one is silent in both.
    let silent = [some(&h1, lesions.silent_h1), silent_h1.to_vec()].concat();
    silence(&mut broken.f1, &silent);
    silence(&mut broken.g2, &silent);
    silence(&mut broken.f2, &[some(&h2, lesions.silent_h2), silent_h2.to_vec()].concat());
    broken
}

/// Output `units` of `map` stay at 0, whatever comes in.
fn silence(map: &mut Layer, units: &[usize]) {
    if units.is_empty() {
        return;
    }
    let mut weights = map.weights();
    let mut bias = map.bias().to_vec();
    for &unit in units {
        weights.column_mut(unit).fill(0.0);
        bias[unit] = SILENT;
    }
    *map = Layer::new(weights.view(), &bias, map.activation());
}

/// Weights of `map` times `strength`; at 0 its output no longer depends on its input.
fn scale(map: &mut Layer, strength: f32) {
    if strength != 1.0 {
        let weights = map.weights() * strength;
        *map = Layer::new(weights.view(), map.bias(), map.activation());
    }
}

/// Each of the input `units` of `map` gets the weights of the next one, so that what a unit says no longer fits what drives it.
fn exchange_rows(map: &mut Layer, units: &[usize]) {
    if units.len() < 2 {
        return;
    }
    let weights = map.weights();
    let mut source: Vec<usize> = (0..weights.nrows()).collect();
    for (i, &unit) in units.iter().enumerate() {
        source[unit] = units[(i + 1) % units.len()];
    }
    let exchanged: Array2<f32> = weights.select(Axis(0), &source);
    *map = Layer::new(exchanged.view(), map.bias(), map.activation());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inference::infer;
    use crate::params::{Architecture, InferenceParams};
    use rand::{RngExt, SeedableRng};
    use rand_pcg::Pcg64;

    fn small() -> (Network, Array2<f32>) {
        let mut rng = Pcg64::seed_from_u64(102);
        let net = Network::random(Architecture { x: 14, h1: 20, h2: 10 }, 2.0, &mut rng);
        (net, Array2::from_shape_simple_fn((3, 14), || rng.random::<f32>()))
    }

    fn broken(net: &Network, lesions: LesionParams, h1: &[usize], h2: &[usize]) -> Network {
        lesioned(net, &lesions, h1, h2, &mut Pcg64::seed_from_u64(103))
    }

    #[test]
    fn nothing_broken_is_the_network_itself() {
        let (net, _) = small();
        assert_eq!(broken(&net, LesionParams::default(), &[], &[]), net);
    }

    #[test]
    fn silent_units_stay_silent_through_inference() {
        let (net, x) = small();
        let params = InferenceParams { top_down: 0.3, ..InferenceParams::default() };
        let latents = infer(&broken(&net, LesionParams::default(), &[4], &[7]), x.view(), &params);
        assert!(latents.h1.column(4).iter().chain(latents.h2.column(7)).all(|h| *h < 1e-30));
        assert!(latents.h1.column(5).iter().all(|h| *h > 0.0));
        let lesions = LesionParams { silent_h1: 0.3, silent_h2: 0.5, ..LesionParams::default() };
        let latents = infer(&broken(&net, lesions, &[], &[]), x.view(), &params);
        let silent =
            |h: &Array2<f32>| h.columns().into_iter().filter(|unit| unit.iter().all(|v| *v < 1e-30)).count();
        assert_eq!((silent(&latents.h1), silent(&latents.h2)), (6, 5));
    }

    #[test]
    fn cut_feedback_says_the_same_of_everything() {
        let (net, x) = small();
        let cut = broken(&net, LesionParams { feedback_g1: 0.0, ..LesionParams::default() }, &[], &[]);
        let pictures = cut.g1.forward(cut.f1.forward(x.view()).view());
        assert_eq!(pictures.row(0), pictures.row(1));
        assert_eq!((&cut.f1, &cut.f2, &cut.g2), (&net.f1, &net.f2, &net.g2));
    }

    #[test]
    fn mismatch_exchanges_decoders_and_a_larger_share_holds_a_smaller_one() {
        let (net, _) = small();
        let moved = |share: f32| -> Vec<usize> {
            let lesions = LesionParams { mismatch_g1: share, ..LesionParams::default() };
            let (before, after) = (net.g1.weights(), broken(&net, lesions, &[], &[]).g1.weights());
            let mut sorted: Vec<_> = after.rows().into_iter().map(|row| row.to_vec()).collect();
            let mut expected: Vec<_> = before.rows().into_iter().map(|row| row.to_vec()).collect();
            sorted.sort_by(|a, b| a[0].total_cmp(&b[0]));
            expected.sort_by(|a, b| a[0].total_cmp(&b[0]));
            assert_eq!(sorted, expected, "the same rows in another order");
            (0..20).filter(|&unit| before.row(unit) != after.row(unit)).collect()
        };
        let (few, many) = (moved(0.2), moved(0.6));
        assert_eq!((few.len(), many.len(), moved(1.0).len()), (4, 12, 20));
        assert!(few.iter().all(|unit| many.contains(unit)));
    }
}
