//! Softplus, sigmoid and none, stable for every finite input and written so that the compiler vectorises them.

use crate::math::exp;

/// Non-linearity of a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activation {
    /// `ln(1 + eᶻ)`, in [0, ∞): the latent layers below the top.
    Softplus,
    /// `1 / (1 + e⁻ᶻ)`, in [0, 1]: the image and the top layer.
    Sigmoid,
    /// `z` itself: the read-out, before its softmax.
    Identity,
}

impl Activation {
    /// Replaces every pre-activation `z` by the activation. NaN stays NaN.
    pub fn apply(self, z: &mut [f32]) {
        match self {
            Self::Softplus => z.iter_mut().for_each(|z| *z = softplus(*z)),
            Self::Sigmoid => z.iter_mut().for_each(|z| *z = sigmoid(*z)),
            Self::Identity => (),
        }
    }

    /// Multiplies each `error` by the derivative of the activation, taken from its `output`.
    pub fn multiply_by_derivative(self, error: &mut [f32], output: &[f32]) {
        match self {
            // d softplus / dz = sigmoid(z) = 1 − e^(−softplus(z))
            Self::Softplus => error.iter_mut().zip(output).for_each(|(e, &y)| *e *= 1.0 - exp(-y)),
            Self::Sigmoid => error.iter_mut().zip(output).for_each(|(e, &y)| *e *= y * (1.0 - y)),
            Self::Identity => (),
        }
    }

    /// Brings a latent value into the range of the activation. NaN stays NaN, so that a runaway shows.
    #[inline]
    pub fn clip(self, h: f32) -> f32 {
        match self {
            Self::Softplus if h < 0.0 => 0.0,
            Self::Softplus | Self::Identity => h,
            Self::Sigmoid => h.clamp(0.0, 1.0),
        }
    }
}

/// `1 / (1 + e⁻ᶻ)`.
#[inline]
fn sigmoid(z: f32) -> f32 {
    1.0 / (1.0 + exp(-z))
}

/// `ln(1 + eᶻ) = max(z, 0) + ln(1 + e^(−|z|))`.
#[inline]
fn softplus(z: f32) -> f32 {
    // ln(1 + t) = 2·atanh(s) with s = t / (2 + t) ≤ 1/3, where the odd series converges fast.
    let t = exp(-z.abs());
    let s = t / (2.0 + t);
    let square = s * s;
    let mut series = 1.0 / 13.0;
    for c in [1.0 / 11.0, 1.0 / 9.0, 1.0 / 7.0, 1.0 / 5.0, 1.0 / 3.0, 1.0] {
        series = series * square + c;
    }
    // Not f32::max, which would turn a NaN into 0.
    let positive = if z < 0.0 { 0.0 } else { z };
    positive + 2.0 * s * series
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rounding of f32 and the polynomials together.
    const RELATIVE: f64 = 4e-7;

    fn sweep() -> impl Iterator<Item = f32> {
        (-8_000..=8_000).map(|i| i as f32 * 0.01)
    }

    #[test]
    fn agree_with_f64_over_the_whole_range() {
        for z in sweep() {
            let wide = f64::from(z);
            let expected = [wide.exp().ln_1p(), 1.0 / (1.0 + (-wide).exp())];
            for (found, expected) in [softplus(z), sigmoid(z)].into_iter().zip(expected) {
                let error = (f64::from(found) - expected).abs();
                assert!(error <= RELATIVE * expected, "at {z}: {found}, expected {expected}");
            }
        }
    }

    #[test]
    fn are_finite_at_the_extremes_and_keep_nan() {
        for z in [f32::MAX, f32::MIN, f32::INFINITY, f32::NEG_INFINITY] {
            assert!((0.0..=1.0).contains(&sigmoid(z)));
            assert!(softplus(z) >= 0.0);
        }
        assert!(sigmoid(f32::NAN).is_nan() && softplus(f32::NAN).is_nan());
        assert!(Activation::Softplus.clip(f32::NAN).is_nan() && Activation::Sigmoid.clip(f32::NAN).is_nan());
    }

    #[test]
    fn derivatives_agree_with_finite_differences() {
        let step = 1e-2_f32;
        for activation in [Activation::Softplus, Activation::Sigmoid] {
            for z in (-40..=40).map(|i| i as f32 * 0.2) {
                let mut values = [z - step, z, z + step];
                activation.apply(&mut values);
                let expected = (values[2] - values[0]) / (2.0 * step);
                let mut found = [1.0];
                activation.multiply_by_derivative(&mut found, &values[1..2]);
                assert!((found[0] - expected).abs() < 5e-5, "{activation:?} at {z}: {} {expected}", found[0]);
            }
        }
    }
}
