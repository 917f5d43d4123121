//! A network with something broken, to see what that was for. Only weights change, so every other part of the core
//! works on the copy as on the original.

use crate::error::{Error, Result};
use crate::net::{Layer, Network};
use crate::params::LesionParams;
use ndarray::{Array2, Axis};
use rand::Rng;
use rand::seq::SliceRandom;

/// Pre-activation of a silent unit: both activations give 0 to within 10⁻³⁷.
const SILENT: f32 = -87.0;

/// A copy of `net`, broken as `lesions` says: what it says of h1 and g1 is done to the lowest layer, what it says of h2 and
/// g2 to every layer above. Besides the shares, the units `silent[l − 1]` of h_l stay silent. Which units the shares mean is
/// drawn from `rng`; a larger share of the same seed holds a smaller one.
///
/// # Errors
/// [`Error::OutOfRange`] for shares outside their ranges, [`Error::Shape`] unless `silent` has units for every layer, and the
/// layers have these units.
pub fn lesioned(
    net: &Network,
    lesions: &LesionParams,
    silent: &[Vec<usize>],
    rng: &mut impl Rng,
) -> Result<Network> {
    let lesions = lesions.clone().check()?;
    check_silent(&net.architecture().hidden, silent)?;
    let mut shuffled_units = || -> Vec<Vec<usize>> {
        let units = net.architecture().hidden.into_iter().map(|n| {
            let mut order: Vec<usize> = (0..n).collect();
            order.shuffle(rng);
            order
        });
        units.collect()
    };
    let (to_silence, to_exchange) = (shuffled_units(), shuffled_units());
    let some = |order: &[usize], share: f32| order[..(share * order.len() as f32).round() as usize].to_vec();

    let mut broken = net.clone();
    for l in 1..=net.depth() {
        let (silent_share, feedback, mismatch) = if l == 1 {
            (lesions.silent_h1, lesions.feedback_g1, lesions.mismatch_g1)
        } else {
            (lesions.silent_h2, lesions.feedback_g2, lesions.mismatch_g2)
        };
        exchange_rows(broken.g_mut(l), &some(&to_exchange[l - 1], mismatch));
        scale(broken.g_mut(l), feedback);
        let units = [some(&to_silence[l - 1], silent_share), silent[l - 1].clone()].concat();
        silence(broken.f_mut(l), &units);
        // Inference pulls a unit to f_l from below and to g_{l+1} from above: a silent one is silent in both.
        if l < net.depth() {
            silence(broken.g_mut(l + 1), &units);
        }
    }
    Ok(broken)
}

/// Refuses units that layers of so many units do not have.
fn check_silent(hidden: &[usize], silent: &[Vec<usize>]) -> Result<()> {
    let refuse = |expected: String, found: usize| {
        Err(Error::Shape { what: "silent units".to_owned(), expected, found: found.to_string() })
    };
    if silent.len() != hidden.len() {
        return refuse(format!("a list for each of {} layers", hidden.len()), silent.len());
    }
    let outside = |(units, &count): (&Vec<usize>, &usize)| {
        units.iter().find(|&&unit| unit >= count).map(|&unit| (count, unit))
    };
    match silent.iter().zip(hidden).find_map(outside) {
        Some((count, unit)) => refuse(format!("a unit below {count}"), unit),
        None => Ok(()),
    }
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
        let net = Network::random(&Architecture { x: 14, hidden: vec![20, 10] }, 2.0, &mut rng);
        (net, Array2::from_shape_simple_fn((3, 14), || rng.random::<f32>()))
    }

    fn broken(net: &Network, lesions: LesionParams, h1: &[usize], h2: &[usize]) -> Network {
        lesioned(net, &lesions, &[h1.to_vec(), h2.to_vec()], &mut Pcg64::seed_from_u64(103)).unwrap()
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
        assert!(latents.h(1).column(4).iter().chain(latents.h(2).column(7)).all(|h| *h < 1e-30));
        assert!(latents.h(1).column(5).iter().all(|h| *h > 0.0));
        let lesions = LesionParams { silent_h1: 0.3, silent_h2: 0.5, ..LesionParams::default() };
        let latents = infer(&broken(&net, lesions, &[], &[]), x.view(), &params);
        let silent =
            |h: &Array2<f32>| h.columns().into_iter().filter(|unit| unit.iter().all(|v| *v < 1e-30)).count();
        assert_eq!((silent(latents.h(1)), silent(latents.h(2))), (6, 5));
    }

    #[test]
    fn cut_feedback_says_the_same_of_everything() {
        let (net, x) = small();
        let cut = broken(&net, LesionParams { feedback_g1: 0.0, ..LesionParams::default() }, &[], &[]);
        let pictures = cut.g(1).forward(cut.f(1).forward(x.view()).view());
        assert_eq!(pictures.row(0), pictures.row(1));
        assert_eq!((cut.f(1), cut.f(2), cut.g(2)), (net.f(1), net.f(2), net.g(2)));
    }

    #[test]
    fn mismatch_exchanges_decoders_and_a_larger_share_holds_a_smaller_one() {
        let (net, _) = small();
        let moved = |share: f32| -> Vec<usize> {
            let lesions = LesionParams { mismatch_g1: share, ..LesionParams::default() };
            let (before, after) = (net.g(1).weights(), broken(&net, lesions, &[], &[]).g(1).weights());
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
