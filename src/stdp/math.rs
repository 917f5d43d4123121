//! Functions of `f64` from IEEE additions and multiplications alone: the same bits on every machine.

use rand::{Rng, RngExt};
use rand_distr::{Exp1, StandardNormal};

/// `eˣ` for x clamped to \[−700, 700\], relative error below 1e-14.
pub fn exp(x: f64) -> f64 {
    const LN2_HIGH: f64 = 0.693_147_180_369_123_8;
    const LN2_LOW: f64 = 1.908_214_929_270_587_7e-10;
    let x = x.clamp(-700.0, 700.0);
    let n = (x * std::f64::consts::LOG2_E).round();
    let r = x - n * LN2_HIGH - n * LN2_LOW;
    // |r| ≤ ln 2 / 2: the term after the last is below 1e-17.
    let series = (1..=14).rev().fold(1.0, |sum, k| 1.0 + sum * r / f64::from(k));
    series * f64::from_bits(((n as i64 + 1023) as u64) << 52)
}

/// A standard normal number. Single precision hides the last bits of the generator's logarithms.
pub fn normal(rng: &mut impl Rng) -> f64 {
    rng.sample::<f32, _>(StandardNormal).into()
}

/// An exponential number of mean 1.
pub fn exponential(rng: &mut impl Rng) -> f64 {
    rng.sample::<f32, _>(Exp1).into()
}

/// A Poisson number (Knuth's method, in parts so that no product underflows).
pub fn poisson(mean: f64, rng: &mut impl Rng) -> u32 {
    const PART: f64 = 30.0;
    let mut left = mean;
    let mut count = 0;
    while left > 0.0 {
        let limit = exp(-left.min(PART));
        let mut product = rng.random::<f64>();
        while product > limit {
            count += 1;
            product *= rng.random::<f64>();
        }
        left -= PART;
    }
    count
}

/// What an Ornstein–Uhlenbeck process keeps of its value over `time`, and how much noise of its own standard
/// deviation it then takes up.
pub fn decay(time: f64, time_constant: f64) -> (f64, f64) {
    let keep = exp(-time / time_constant);
    (keep, (1.0 - keep * keep).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand_pcg::Pcg64;

    #[test]
    fn the_exponential_is_that_of_the_platform() {
        for i in -6990..=6990 {
            let x = f64::from(i) / 10.0;
            assert!((exp(x) / x.exp() - 1.0).abs() < 1e-14, "{x}");
        }
        assert_eq!(exp(0.0), 1.0);
    }

    #[test]
    fn poisson_numbers_have_their_mean_and_variance() {
        let mut rng = Pcg64::seed_from_u64(3);
        for mean in [0.05, 2.0, 75.0] {
            let n = 40_000;
            let draws: Vec<f64> = (0..n).map(|_| poisson(mean, &mut rng).into()).collect();
            let found = draws.iter().sum::<f64>() / f64::from(n);
            let variance = draws.iter().map(|d| (d - found) * (d - found)).sum::<f64>() / f64::from(n - 1);
            // Four standard errors of the mean; the variance's relative one is near √(2/n), wider for small means.
            assert!((found - mean).abs() < 4.0 * (mean / f64::from(n)).sqrt(), "{mean}: {found}");
            assert!(
                (variance / mean - 1.0).abs() < 4.0 * ((2.0 + 1.0 / mean) / f64::from(n)).sqrt(),
                "{mean}: {variance}"
            );
        }
        assert_eq!(poisson(0.0, &mut rng), 0);
    }
}
