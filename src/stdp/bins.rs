//! Bins of ΔT, and the mean change of a weight in each.

use crate::params::CurveParams;
use serde::Serialize;

/// One bin of ΔT.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Bin {
    /// Middle of the bin, ΔT = t_post − t_pre, in ms.
    pub spike_interval_ms: f64,
    /// Pairings.
    pub count: u64,
    /// Mean of `S_i · dV_j/dt`, in mV/ms; 0 where there is no pairing.
    pub delta_w: f64,
    /// Its standard error, in mV/ms. Pairs count as independent, so with all-to-all pairing it is a little too small.
    pub stderr: f64,
}

/// Changes of a weight, counted under the ΔT of their pairs.
#[derive(Debug, Clone)]
pub(super) struct Bins {
    bin_ms: f64,
    /// Per bin: pairings, sum of ΔW, sum of ΔW².
    sums: Vec<(u64, f64, f64)>,
}

impl Bins {
    /// Empty ones: as many on either side of 0 as the window holds.
    pub fn new(numbers: &CurveParams) -> Self {
        let side = (numbers.window_ms / numbers.bin_ms).floor() as usize;
        Self { bin_ms: numbers.bin_ms, sums: vec![(0, 0.0, 0.0); 2 * side] }
    }

    fn side(&self) -> f64 {
        (self.sums.len() / 2) as f64
    }

    /// Counts `change` in the bin of each of `intervals`, in ms; those beyond the last bin are left out.
    pub fn add(&mut self, intervals: &[f64], change: f64) {
        let side = self.side();
        for interval in intervals {
            let bin = (interval / self.bin_ms).floor() + side;
            if bin >= 0.0 && bin < 2.0 * side {
                let (count, sum, squares) = &mut self.sums[bin as usize];
                *count += 1;
                *sum += change;
                *squares += change * change;
            }
        }
    }

    /// Changes counted so far.
    pub fn pairings(&self) -> u64 {
        self.sums.iter().map(|(count, ..)| count).sum()
    }

    /// The bins, from −T to T.
    pub fn all(&self) -> Vec<Bin> {
        let side = self.side();
        let bin = |(i, &(count, sum, squares)): (usize, &(u64, f64, f64))| {
            let n = count as f64;
            let mean = if count > 0 { sum / n } else { 0.0 };
            let variance = if count > 1 { ((squares - sum * mean) / (n - 1.0)).max(0.0) } else { 0.0 };
            Bin {
                spike_interval_ms: (i as f64 + 0.5 - side) * self.bin_ms,
                count,
                delta_w: mean,
                stderr: if count > 1 { (variance / n).sqrt() } else { 0.0 },
            }
        };
        self.sums.iter().enumerate().map(bin).collect()
    }
}
