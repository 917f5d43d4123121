//! How well chains mix: how alike their pictures stay, which digits they visit, how long they stay with one.
//!
//! Everything is counted while the chains run, in bounded memory. Pixels are kept in 255 levels, so that every
//! sum is a whole number and chains split between workers add up to what they are in one. Blank pictures, at
//! which chains end that have died, are no samples: nothing of them is counted.

use crate::error::{Error, Result};
use crate::math::argmax;
use crate::params::BLANK_INK;
use crate::top::DIGITS;
use ndarray::{ArrayView1, ArrayView2, Axis};

/// Distances in time, in samples, at which pictures are compared.
pub const LAGS: [usize; 12] = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64];
/// Samples kept of each chain.
const DEPTH: usize = LAGS[LAGS.len() - 1] + 1;

/// What has been counted of some chains.
#[derive(Debug, Clone)]
pub struct Mixing {
    chains: usize,
    pixels: usize,
    /// The last samples: `(DEPTH, chains, pixels)`, a ring, in levels.
    ring: Vec<u8>,
    /// Which of them are blank, `(DEPTH, chains)`.
    blank: Vec<bool>,
    /// What each chain read as last, `(chains)`.
    classes: Vec<u8>,
    sums: MixingSums,
}

/// Sums over chains and samples that are not blank; those of several batches of chains are added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MixingSums {
    /// Samples of each chain, blank ones included.
    observed: u64,
    chains: u64,
    /// Samples of all chains that are not blank.
    counted: u64,
    /// Pairs of such samples of a chain, by lag.
    pairs: [u64; LAGS.len()],
    /// `Σ ‖x_t − x_{t+lag}‖²` in levels, by lag, over those pairs.
    differences: [u64; LAGS.len()],
    /// `Σ x` of every pixel, in levels.
    pixels: Vec<u64>,
    /// `Σ ‖x‖²`, in levels.
    squares: u64,
    /// Samples that read as each digit.
    occupancy: [u64; DIGITS],
    /// Samples that read as another digit than the one before.
    changes: u64,
}

/// How chains have mixed so far.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct MixingReport {
    /// Samples of each chain, blank ones included.
    pub observed: u64,
    /// Chains.
    pub chains: u64,
    /// Samples of all chains that are not blank: what everything below is about.
    pub counted: u64,
    /// Distances in time, in samples.
    pub lags: Vec<usize>,
    /// Autocorrelation of the pixels at each lag, `1 − ½E‖x_t − x_{t+lag}‖² / Σ var(x)`: 1 for pictures that stay, 0
    /// for independent ones. `None` where no samples lie so far apart yet, or nothing varies.
    pub autocorrelation: Vec<Option<f64>>,
    /// Samples that count as one independent sample, `1 + 2 Σ_lag autocorrelation` up to the first that is not above
    /// 0; too small while the longest lag is still correlated.
    pub autocorrelation_time: Option<f64>,
    /// The samples over that time.
    pub effective_samples: Option<f64>,
    /// Share of the samples that read as each digit; all 0 before the first.
    pub occupancy: [f64; DIGITS],
    /// Samples until the digit changes, on average; `None` before the first change.
    pub samples_per_change: Option<f64>,
    /// Changes of the digit.
    pub changes: u64,
}

impl Mixing {
    /// Nothing yet of `chains` chains of pictures of `pixels` pixels.
    pub fn new(chains: usize, pixels: usize) -> Self {
        Self {
            chains,
            pixels,
            ring: vec![0; DEPTH * chains * pixels],
            blank: vec![false; DEPTH * chains],
            classes: vec![0; chains],
            sums: MixingSums {
                observed: 0,
                chains: chains as u64,
                counted: 0,
                pairs: [0; LAGS.len()],
                differences: [0; LAGS.len()],
                pixels: vec![0; pixels],
                squares: 0,
                occupancy: [0; DIGITS],
                changes: 0,
            },
        }
    }

    /// Counts one more sample of each chain: pictures `x` `(chains, pixels)` in [0, 1] and what they read as,
    /// `classes` `(chains)`, 0 to 9.
    ///
    /// # Panics
    /// If `x` or `classes` does not fit the chains, or a class is above 9.
    pub fn observe(&mut self, x: ArrayView2<f32>, classes: &[u8]) {
        assert_eq!(x.dim(), (self.chains, self.pixels), "pictures of the chains");
        assert_eq!(classes.len(), self.chains, "one class for each chain");
        let (chains, pixels, t) = (self.chains, self.pixels, self.sums.observed);
        let slot = |t: u64, chain: usize| (t % DEPTH as u64) as usize * chains + chain;
        let sums = &mut self.sums;
        for (chain, (x, &class)) in x.rows().into_iter().zip(classes).enumerate() {
            let now = slot(t, chain);
            for (level, &x) in self.ring[now * pixels..].iter_mut().zip(x) {
                *level = (x.clamp(0.0, 1.0) * 255.0 + 0.5) as u8;
            }
            self.blank[now] = is_blank(x);
            if self.blank[now] {
                continue;
            }
            let picture = &self.ring[now * pixels..][..pixels];
            sums.counted += 1;
            for (sum, &level) in sums.pixels.iter_mut().zip(picture) {
                *sum += u64::from(level);
            }
            sums.squares += picture.iter().map(|&v| u64::from(u32::from(v) * u32::from(v))).sum::<u64>();
            let earlier = |lag: usize| {
                let then = slot(t.checked_sub(lag as u64)?, chain);
                (!self.blank[then]).then(|| &self.ring[then * pixels..][..pixels])
            };
            for (i, &lag) in LAGS.iter().enumerate() {
                if let Some(earlier) = earlier(lag) {
                    sums.pairs[i] += 1;
                    sums.differences[i] += squared_distance(picture, earlier);
                }
            }
            sums.occupancy[usize::from(class)] += 1;
            sums.changes += u64::from(earlier(1).is_some() && self.classes[chain] != class);
            self.classes[chain] = class;
        }
        sums.observed += 1;
    }

    /// What has been counted.
    pub fn sums(&self) -> &MixingSums {
        &self.sums
    }
}

/// Whether a picture `(X)` in [0, 1] is blank: nowhere as dark as [`BLANK_INK`].
pub fn is_blank(x: ArrayView1<f32>) -> bool {
    x.iter().all(|&x| x < BLANK_INK.default as f32)
}

/// `‖a − b‖²` of two pictures, of at most 2¹⁶ pixels: a sum that fits 32 bits, which the compiler vectorises.
fn squared_distance(a: &[u8], b: &[u8]) -> u64 {
    let square = |(&a, &b): (&u8, &u8)| {
        let difference = u32::from(a.abs_diff(b));
        difference * difference
    };
    u64::from(a.iter().zip(b).map(square).sum::<u32>())
}

impl MixingSums {
    /// As numbers, to be sent to another worker; all are whole and below 2⁵³.
    pub fn to_numbers(&self) -> Vec<f64> {
        let counts = [self.observed, self.chains, self.counted, self.squares, self.changes];
        let by_lag = self.pairs.iter().chain(&self.differences);
        let all = counts.iter().chain(by_lag).chain(&self.occupancy).chain(&self.pixels);
        all.map(|&n| n as f64).collect()
    }

    /// What [`to_numbers`](Self::to_numbers) gave; `None` for too few numbers.
    pub fn from_numbers(numbers: &[f64]) -> Option<Self> {
        let whole: Vec<u64> = numbers.iter().map(|&n| n as u64).collect();
        let (&[observed, chains, counted, squares, changes], rest) = whole.split_first_chunk()?;
        let (&pairs, rest) = rest.split_first_chunk()?;
        let (&differences, rest) = rest.split_first_chunk()?;
        let (&occupancy, pixels) = rest.split_first_chunk()?;
        let pixels = pixels.to_vec();
        Some(Self { observed, chains, counted, pairs, differences, pixels, squares, occupancy, changes })
    }

    /// Adds what was counted of other chains for as many samples.
    ///
    /// # Errors
    /// [`Error::Shape`] if the pictures have another size, or the chains have run for another number of samples.
    pub fn add(&mut self, other: &Self) -> Result<()> {
        let shape = |sums: &Self| (sums.observed, sums.pixels.len());
        if shape(self) != shape(other) {
            let words = |sums: &Self| format!("{} samples of {} pixels", sums.observed, sums.pixels.len());
            return Err(Error::Shape {
                what: "sums of chains".to_owned(),
                expected: words(self),
                found: words(other),
            });
        }
        // What another worker says may be anything.
        let add = |sum: &mut u64, more: u64| *sum = sum.saturating_add(more);
        add(&mut self.chains, other.chains);
        add(&mut self.counted, other.counted);
        add(&mut self.squares, other.squares);
        add(&mut self.changes, other.changes);
        self.pairs.iter_mut().zip(&other.pairs).for_each(|(sum, &more)| add(sum, more));
        self.differences.iter_mut().zip(&other.differences).for_each(|(sum, &more)| add(sum, more));
        self.occupancy.iter_mut().zip(&other.occupancy).for_each(|(sum, &more)| add(sum, more));
        self.pixels.iter_mut().zip(&other.pixels).for_each(|(sum, &more)| add(sum, more));
        Ok(())
    }

    /// What the sums say.
    pub fn report(&self) -> MixingReport {
        let n = self.counted as f64;
        let mean_squares: f64 = self.pixels.iter().map(|&sum| (sum as f64 / n).powi(2)).sum();
        let variance = self.squares as f64 / n - mean_squares;
        let autocorrelation: Vec<Option<f64>> = self
            .pairs
            .iter()
            .zip(&self.differences)
            .map(|(&pairs, &difference)| {
                // Less than a level in all: nothing varies.
                (pairs > 0 && variance > 1.0).then(|| 1.0 - 0.5 * difference as f64 / pairs as f64 / variance)
            })
            .collect();
        let time = autocorrelation_time(&autocorrelation);
        let share = |count: u64| if n > 0.0 { count as f64 / n } else { 0.0 };
        MixingReport {
            observed: self.observed,
            chains: self.chains,
            counted: self.counted,
            lags: LAGS.to_vec(),
            autocorrelation,
            autocorrelation_time: time,
            effective_samples: time.map(|time| n / time),
            occupancy: self.occupancy.map(share),
            samples_per_change: (self.changes > 0).then(|| self.pairs[0] as f64 / self.changes as f64),
            changes: self.changes,
        }
    }
}

/// `1 + 2 Σ ρ` with ρ joined by straight lines between the lags that are known, up to where it first is not above 0.
fn autocorrelation_time(autocorrelation: &[Option<f64>]) -> Option<f64> {
    (*autocorrelation.first()?)?;
    let (mut before, mut value, mut time) = (0, 1.0, 1.0);
    for (&lag, &next) in LAGS.iter().zip(autocorrelation) {
        let Some(next) = next.filter(|&rho| rho > 0.0) else { break };
        for between in before + 1..=lag {
            let t = (between - before) as f64 / (lag - before) as f64;
            time += 2.0 * (value + t * (next - value));
        }
        (before, value) = (lag, next);
    }
    Some(time)
}

/// The likeliest digit of each row of `probabilities` `(B, 10)`.
pub fn likeliest(probabilities: ArrayView2<f32>) -> Vec<u8> {
    probabilities.axis_iter(Axis(0)).map(|row| argmax(row) as u8).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array2, s};
    use rand::{Rng, RngExt, SeedableRng};
    use rand_distr::StandardNormal;
    use rand_pcg::Pcg64;

    /// Chains of 40 pixels, each an AR(1) around ½ whose autocorrelation at lag k is ρᵏ.
    fn run(rho: f32, chains: usize, samples: usize, rng: &mut impl Rng) -> Vec<Array2<f32>> {
        let mut normal =
            || Array2::from_shape_simple_fn((chains, 40), || rng.sample::<f32, _>(StandardNormal));
        let mut state = normal();
        (0..samples)
            .map(|_| {
                state = &state * rho + normal() * (1.0 - rho * rho).sqrt();
                // One pixel is dark enough that no picture is blank, as those of digits.
                let mut x = state.mapv(|v| 0.5 + 0.1 * v);
                x.column_mut(0).fill(0.9);
                x
            })
            .collect()
    }

    #[test]
    fn the_autocorrelation_of_a_known_process_is_found() {
        let mut rng = Pcg64::seed_from_u64(90);
        for rho in [0.0_f32, 0.8] {
            let mut mixing = Mixing::new(8, 40);
            run(rho, 8, 1500, &mut rng).iter().for_each(|x| mixing.observe(x.view(), &[0; 8]));
            let report = mixing.sums().report();
            for (&lag, found) in LAGS.iter().zip(&report.autocorrelation) {
                let expected = f64::from(rho).powi(lag as i32);
                // 480,000 values, worth a ninth of that at ρ = 0.8: four standard errors, and the edge of [0, 1].
                assert!((found.unwrap() - expected).abs() < 0.02, "ρ {rho} lag {lag}: {found:?}");
            }
            let time = f64::from((1.0 + rho) / (1.0 - rho));
            let found = report.autocorrelation_time.unwrap();
            assert!((found / time - 1.0).abs() < 0.1, "ρ {rho}: {found}, expected {time}");
        }
    }

    #[test]
    fn classes_are_counted() {
        let mut mixing = Mixing::new(2, 3);
        let x = Array2::ones((2, 3));
        for classes in [[1, 7], [1, 7], [1, 2], [4, 2], [4, 2]] {
            mixing.observe(x.view(), &classes);
        }
        let report = mixing.sums().report();
        assert_eq!((report.observed, report.chains, report.changes), (5, 2, 2));
        assert_eq!(report.samples_per_change, Some(4.0));
        assert_eq!(report.occupancy, [0.0, 0.3, 0.3, 0.0, 0.2, 0.0, 0.0, 0.2, 0.0, 0.0]);
        assert!(report.autocorrelation.iter().all(Option::is_none), "nothing varies");
    }

    #[test]
    fn parts_add_up_to_the_whole() {
        let samples = run(0.5, 5, 90, &mut Pcg64::seed_from_u64(91));
        let classes = |t: usize| -> Vec<u8> { (0..5).map(|chain| ((t / (chain + 2)) % 10) as u8).collect() };
        let count = |range: std::ops::Range<usize>| {
            let mut mixing = Mixing::new(range.len(), 40);
            for (t, x) in samples.iter().enumerate() {
                mixing.observe(x.slice(s![range.clone(), ..]), &classes(t)[range.clone()]);
            }
            MixingSums::from_numbers(&mixing.sums().to_numbers()).unwrap()
        };
        let mut parts = count(0..2);
        parts.add(&count(2..5)).unwrap();
        assert_eq!(parts, count(0..5));
        assert!(parts.add(Mixing::new(1, 40).sums()).is_err(), "chains that have not run as long");
    }

    #[test]
    fn a_chain_that_has_died_counts_for_nothing() {
        let samples = run(0.5, 3, 90, &mut Pcg64::seed_from_u64(92));
        let count = |chains: usize, dies: u64| {
            let mut mixing = Mixing::new(chains, 40);
            for (t, x) in (0..).zip(&samples) {
                let mut x = x.slice(s![..chains, ..]).to_owned();
                if t >= dies && chains == 3 {
                    x.row_mut(2).fill(0.3);
                }
                mixing.observe(x.view(), &[1, 2, 3][..chains]);
            }
            mixing.sums().report()
        };
        let (two, dead) = (count(2, 90), count(3, 0));
        assert_eq!((dead.observed, dead.chains, dead.counted), (90, 3, 180));
        assert_eq!(MixingReport { chains: 2, ..dead }, two);
        let dying = count(3, 50);
        assert_eq!(dying.counted, 230);
        assert_eq!(dying.occupancy[3], 50.0 / 230.0);
    }

    #[test]
    fn nothing_observed_is_reported_as_nothing() {
        let report = Mixing::new(3, 4).sums().report();
        assert_eq!(
            (report.observed, report.autocorrelation_time, report.samples_per_change),
            (0, None, None)
        );
        assert_eq!(report.occupancy, [0.0; DIGITS]);
        assert!(MixingSums::from_numbers(&[1.0; 5]).is_none());
    }
}
