//! `log p(x~ | x, noise)`: how well a kind of noise explains a spoilt image, if the clean one is as restored.
//!
//! Gaussian noise is clipped, so that a pixel of 0 or 1 says only that its value was not within. The other kinds leave a pixel
//! nearly as it was, or replace it. How strong the noise is, is what explains the image best.

use super::noise_kind::NoiseKind;
use crate::math::{exp, ln};
use crate::params::{CLEAN_WIDTH, EXTREME_BIN, NOISE_FRACTIONS, NOISE_WIDTHS};

/// Added to every density: nothing is impossible.
const LEAST_DENSITY: f32 = 1e-12;
/// √(2π).
const ROOT_TWO_PI: f32 = 2.506_628_3;

/// Of one image: `spoilt` and `restored` are `(X)` in \[0,1\].
pub(super) fn noise_log_likelihood(spoilt: &[f32], restored: &[f32], kind: NoiseKind) -> f32 {
    let pixels = || spoilt.iter().zip(restored).map(|(&spoilt, &clean)| (spoilt, clean));
    let best = |strengths: &[f32], density: &dyn Fn(f32, f32, f32) -> f32| {
        let of_strength = |&strength: &f32| pixels().map(|(x, clean)| ln(density(x, clean, strength))).sum();
        strengths.iter().map(of_strength).fold(f32::NEG_INFINITY, f32::max)
    };
    match kind {
        NoiseKind::Gaussian => best(&NOISE_WIDTHS, &clipped_normal),
        NoiseKind::SaltAndPepper => best(&NOISE_FRACTIONS, &|x, clean, fraction| {
            let is_extreme = x <= 0.0 || x >= 1.0;
            replaced(x, clean, fraction, if is_extreme { 0.5 / EXTREME_BIN } else { 0.0 })
        }),
        NoiseKind::RandomPixels | NoiseKind::Region => {
            best(&NOISE_FRACTIONS, &|x, clean, fraction| replaced(x, clean, fraction, 1.0))
        }
    }
}

/// Density of a normal value around `clean`, or the whole probability of what lies beyond 0 or 1.
fn clipped_normal(x: f32, clean: f32, width: f32) -> f32 {
    LEAST_DENSITY
        + if x <= 0.0 {
            normal_below(-clean / width)
        } else if x >= 1.0 {
            normal_below((clean - 1.0) / width)
        } else {
            normal(x - clean, width)
        }
}

/// Density of a pixel that, with probability `fraction`, was replaced by one of density `replacement`.
fn replaced(x: f32, clean: f32, fraction: f32, replacement: f32) -> f32 {
    LEAST_DENSITY + (1.0 - fraction) * normal(x - clean, CLEAN_WIDTH) + fraction * replacement
}

fn normal(distance: f32, width: f32) -> f32 {
    let z = distance / width;
    exp(-0.5 * z * z) / (width * ROOT_TWO_PI)
}

/// Probability that a standard normal value is below `z`, error below 1e-7 (Abramowitz & Stegun, 26.2.17).
fn normal_below(z: f32) -> f32 {
    let t = 1.0 / (1.0 + 0.231_641_9 * z.abs());
    let mut p = 1.330_274_4;
    for c in [-1.821_255_9, 1.781_477_9, -0.356_563_78, 0.319_381_53] {
        p = p * t + c;
    }
    let beyond = normal(z, 1.0) * p * t;
    if z < 0.0 { beyond } else { 1.0 - beyond }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_pixel_has_the_density_of_its_closed_form() {
        // The density of one pixel is largest for the least or the most noise that is tried, or in between where σ = |x~ − x|.
        let normal = |distance: f64, width: f64| {
            (-0.5 * (distance / width).powi(2)).exp() / (width * (2.0 * std::f64::consts::PI).sqrt())
        };
        let found = |x, clean, kind| f64::from(noise_log_likelihood(&[x], &[clean], kind));
        let close =
            |found: f64, expected: f64| assert!((found - expected).abs() < 1e-4, "{found} {expected}");
        close(found(0.5, 0.25, NoiseKind::Gaussian), normal(0.25, 0.25).ln());
        let fraction = f64::from(NOISE_FRACTIONS[0]);
        let kept = (1.0 - fraction) * normal(0.0, f64::from(CLEAN_WIDTH));
        close(found(0.5, 0.5, NoiseKind::SaltAndPepper), kept.ln());
        close(found(0.5, 0.5, NoiseKind::Region), (kept + fraction).ln());
        let most = f64::from(NOISE_FRACTIONS[NOISE_FRACTIONS.len() - 1]);
        close(found(1.0, 0.0, NoiseKind::SaltAndPepper), (most * 0.5 / f64::from(EXTREME_BIN)).ln());
        close(found(0.9, 0.1, NoiseKind::RandomPixels), most.ln());
        // Half of what lies around 0 is clipped to it.
        close(found(0.0, 0.0, NoiseKind::Gaussian), 0.5_f64.ln());
        // Φ(−1), with σ as large as it may be: what is 1 and seen as 0 was moved by more than 1.
        close(found(0.0, 1.0, NoiseKind::Gaussian), 0.158_655_25_f64.ln());
    }
}
