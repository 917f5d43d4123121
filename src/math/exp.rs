//! The exponential and the logarithm, as polynomials instead of the platform's: they are faster in WebAssembly and, being
//! plain IEEE additions and multiplications, give the same bits on every machine.

/// `eˣ` for x clamped to [−87, 88], relative error below 2e-7 (coefficients of Cephes' `expf`).
#[inline]
pub(crate) fn exp(x: f32) -> f32 {
    // Adding 1.5·2²³ rounds to the nearest whole number and leaves it in the low bits.
    const ROUND: f32 = 12_582_912.0;
    const LN2_HIGH: f32 = 0.693_359_4;
    const LN2_LOW: f32 = -2.121_944_4e-4;
    let x = x.clamp(-87.0, 88.0);
    let shifted = x * std::f32::consts::LOG2_E + ROUND;
    let n = shifted - ROUND;
    let r = x - n * LN2_HIGH - n * LN2_LOW;
    let mut p = 1.987_569_1e-4;
    for c in [1.398_199_9e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 0.5] {
        p = p * r + c;
    }
    let mantissa = p * r * r + r + 1.0;
    let two_to_n = f32::from_bits((shifted.to_bits() << 23).wrapping_add(0x3f80_0000));
    mantissa * two_to_n
}

/// `ln x` for positive, normal x, error below 2e-7 or as large a part of the result (coefficients of Cephes' `logf`).
#[inline]
pub(crate) fn ln(x: f32) -> f32 {
    const LN2_HIGH: f32 = 0.693_359_4;
    const LN2_LOW: f32 = -2.121_944_4e-4;
    /// √½: x is this mantissa, or up to twice it, times a power of two.
    const LEAST_MANTISSA: u32 = std::f32::consts::FRAC_1_SQRT_2.to_bits();
    let above = x.to_bits().wrapping_sub(LEAST_MANTISSA);
    let exponent = (above as i32 >> 23) as f32;
    let m = f32::from_bits((above & 0x007f_ffff) + LEAST_MANTISSA) - 1.0;
    let mut p = 7.037_683_6e-2;
    for c in [
        -1.151_461e-1,
        1.167_699_84e-1,
        -1.242_014_1e-1,
        1.424_932_3e-1,
        -1.666_805_7e-1,
        2.000_071_4e-1,
        -2.499_999_4e-1,
        3.333_333e-1,
    ] {
        p = p * m + c;
    }
    let square = m * m;
    m + (p * m * square + LN2_LOW * exponent - 0.5 * square) + LN2_HIGH * exponent
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_f64_and_stays_finite() {
        for x in (-8_700..=8_800).map(|i| i as f32 * 0.01) {
            let expected = f64::from(x).exp();
            let error = (f64::from(exp(x)) - expected).abs();
            // What the documentation promises.
            assert!(error < 2e-7 * expected, "at {x}: {} instead of {expected}", exp(x));
        }
        assert!(exp(f32::MAX).is_finite() && exp(f32::MIN) > 0.0 && exp(f32::NAN).is_nan());
    }

    #[test]
    fn the_logarithm_agrees_with_f64() {
        for x in (-3_000..=3_000).map(|i| (i as f32 * 0.02).exp()).chain([1.0, 0.999, f32::MIN_POSITIVE]) {
            let expected = f64::from(x).ln();
            let error = (f64::from(ln(x)) - expected).abs();
            // What the documentation promises.
            assert!(error < 2e-7 * expected.abs().max(1.0), "at {x}: {} instead of {expected}", ln(x));
        }
        assert_eq!(ln(1.0), 0.0);
    }
}
