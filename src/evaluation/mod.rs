//! How good a model is (§8): likelihood, restoration, quality of samples, direction of targetprop.
//!
//! - [`parzen`]: the paper's measure of samples, known to reward blur
//! - [`quality`]: precision, recall and nearest neighbours, which blur and copies do not fool
//! - [`reconstruction`]: squared errors of restored images
//! - [`exact_gradient`]: `∂log p(x,h)/∂h` by calculus, beside targetprop's estimate of it
//! - [`held_out`]: what a network that still learns can do with digits it never learns from
//! - [`mixing`]: how well chains mix
//! - [`argument`]: what each equation of the paper says about one digit
//! - [`distances`]: all squared distances between two sets of images, which the first two share

pub mod argument;
pub mod distances;
pub mod exact_gradient;
pub mod held_out;
pub mod mixing;
pub mod parzen;
pub mod quality;
pub mod reconstruction;

/// A mean over images and how far it may be off.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Estimate {
    /// Mean.
    pub mean: f64,
    /// Standard error of the mean: standard deviation (n − 1) over √n; 0 for a single value.
    pub stderr: f64,
}

impl Estimate {
    /// Mean and standard error of `values` (n ≥ 1; NaN for none).
    pub fn of(values: impl IntoIterator<Item = f64>) -> Self {
        // Welford's method: stable in one pass.
        let (mut n, mut mean, mut squares) = (0.0, 0.0, 0.0);
        for value in values {
            n += 1.0;
            let difference = value - mean;
            mean += difference / n;
            squares += difference * (value - mean);
        }
        let stderr = if n > 1.0 { (squares / (n - 1.0) / n).sqrt() } else { 0.0 };
        Self { mean: if n > 0.0 { mean } else { f64::NAN }, stderr }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn estimates_are_mean_and_standard_error() {
        let found = Estimate::of([1.0, 2.0, 3.0, 4.0]);
        assert_eq!(found.mean, 2.5);
        assert!((found.stderr - (5.0_f64 / 3.0 / 4.0).sqrt()).abs() < 1e-12);
        assert_eq!(Estimate::of([7.0]), Estimate { mean: 7.0, stderr: 0.0 });
        assert!(Estimate::of([]).mean.is_nan());
    }
}
