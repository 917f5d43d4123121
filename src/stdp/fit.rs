//! An exponential through points, by least squares.

use super::math::exp;
use serde::Serialize;

/// `y = amplitude · exp(−|ΔT| / tau_ms)`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Exponential {
    /// Value at ΔT = 0, in the unit of y.
    pub amplitude: f64,
    /// Time constant, in ms.
    pub tau_ms: f64,
    /// 1 − squared residuals / squared deviations from the mean; 1 is a perfect fit, 0 one no better than a constant.
    pub r2: f64,
}

impl Exponential {
    /// Value at `|ΔT|` in ms.
    pub fn at(&self, interval_ms: f64) -> f64 {
        self.amplitude * exp(-interval_ms / self.tau_ms)
    }
}

/// Smallest time constant looked for, in ms.
const SMALLEST_TAU_MS: f64 = 0.1;
/// Powers of ten from there to the largest.
const DECADES: f64 = 5.0;
/// Steps of the golden-section search: 0.618⁸⁰ of the range is beyond double precision.
const STEPS: usize = 80;
/// Points of the grid that brackets the minimum; each ratio of neighbours is 10^(1/40).
const GRID: usize = 200;

/// The exponential nearest to `points` `(|ΔT| in ms, y)`, every point with the same weight.
///
/// None where there are fewer than three points or all y are the same.
pub fn exponential(points: &[(f64, f64)]) -> Option<Exponential> {
    if points.len() < 3 {
        return None;
    }
    let mean = points.iter().map(|(_, y)| y).sum::<f64>() / points.len() as f64;
    let total: f64 = points.iter().map(|(_, y)| (y - mean) * (y - mean)).sum();
    if total <= 0.0 || !total.is_finite() {
        return None;
    }
    // For each time constant the best amplitude is a projection: one unknown is left.
    let residual = |tau: f64| {
        let (mut ye, mut ee) = (0.0, 0.0);
        for (t, y) in points {
            let e = exp(-t / tau);
            ye += y * e;
            ee += e * e;
        }
        let amplitude = ye / ee.max(f64::MIN_POSITIVE);
        let squares = points.iter().map(|(t, y)| {
            let r = y - amplitude * exp(-t / tau);
            r * r
        });
        (squares.sum::<f64>(), amplitude)
    };
    let ratio = exp(DECADES * std::f64::consts::LN_10 / GRID as f64);
    let grid: Vec<f64> =
        std::iter::successors(Some(SMALLEST_TAU_MS), |tau| Some(tau * ratio)).take(GRID + 1).collect();
    let best = (0..grid.len()).min_by(|&a, &b| residual(grid[a]).0.total_cmp(&residual(grid[b]).0))?;
    let (mut low, mut high) = (grid[best.saturating_sub(1)], grid[(best + 1).min(GRID)]);
    const GOLDEN: f64 = 0.618_033_988_749_894_9;
    for _ in 0..STEPS {
        let (a, b) = (high - GOLDEN * (high - low), low + GOLDEN * (high - low));
        if residual(a).0 < residual(b).0 { high = b } else { low = a }
    }
    let tau_ms = (low + high) / 2.0;
    let (squares, amplitude) = residual(tau_ms);
    Some(Exponential { amplitude, tau_ms, r2: 1.0 - squares / total })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exact_exponential_is_found() {
        for (amplitude, tau) in [(0.4, 17.0), (-2.0, 34.0), (1.0, 2.5)] {
            let points: Vec<_> = (0..20)
                .map(|i| 2.5 + 5.0 * f64::from(i))
                .map(|t| (t, amplitude * (-t / tau).exp()))
                .collect();
            let fit = exponential(&points).unwrap();
            // The minimum is flat: half of the digits of a double.
            assert!(
                (fit.tau_ms / tau - 1.0).abs() < 1e-6 && (fit.amplitude / amplitude - 1.0).abs() < 1e-6,
                "{fit:?}"
            );
            assert!(fit.r2 > 1.0 - 1e-12);
        }
    }

    #[test]
    fn a_line_away_from_zero_is_no_exponential() {
        let rising: Vec<_> = (0..20).map(|i| (f64::from(i), f64::from(i))).collect();
        assert!(exponential(&rising).unwrap().r2 < 0.1);
    }

    #[test]
    fn too_little_is_refused() {
        assert_eq!(exponential(&[(1.0, 1.0), (2.0, 0.5)]), None);
        assert_eq!(exponential(&[(1.0, 0.0), (2.0, 0.0), (3.0, 0.0)]), None);
    }
}
