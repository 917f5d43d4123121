//! The post-synaptic neuron around one pre-synaptic spike at t = 0 (§2, Fig. 1).

use super::math::{decay, exponential, normal};
use crate::params::{CurveParams, Drift};
use rand::{Rng, RngExt};

/// One pre-synaptic spike and what the post-synaptic neuron did around it. Kept between runs, so that its arrays
/// are made once.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Trial {
    /// `dV_j/dt` at the pre-synaptic spike, in mV/ms: the drift, without the noise.
    pub post_dv_dt: f64,
    /// Voltage at times `−T … T`, in steps of `time_step_ms`, in mV.
    pub voltage: Vec<f64>,
    /// Times of post-synaptic spikes, ascending, in ms.
    pub post_spikes: Vec<f64>,
}

/// Simulates the window `±window_ms` around a pre-synaptic spike into `trial`.
///
/// At t = 0 the voltage is drawn around `rest_mv`, noise included, and its drift from `drift`. Outside a spike a membrane is below
/// threshold: a draw above it is mirrored below. The drift is locally constant: it holds, before and after, for exponentially
/// distributed times of mean `hold_ms`, then is drawn anew. The noise is an Ornstein–Uhlenbeck process. Where the voltage crosses
/// the threshold from below, and every `refractory_ms` while it stays above, the neuron fires.
pub fn simulate(params: &CurveParams, drift: Drift, rng: &mut impl Rng, trial: &mut Trial) {
    let dt = params.time_step_ms;
    let half = (params.window_ms / dt).ceil() as usize;
    trial.voltage.resize(2 * half + 1, 0.0);
    trial.post_dv_dt = draw(params, drift, rng);
    let drawn = params.rest_mv + params.rest_spread_mv * normal(rng);
    let start = params.threshold_mv - (params.threshold_mv - drawn).abs();
    let start_noise = params.noise_mv * normal(rng);
    let (keep, take) = decay(dt, params.noise_ms);
    // Forwards and backwards alike: drift and noise are both reversible.
    let mut leg = |direction: f64, rng: &mut _| {
        let mut slope = trial.post_dv_dt;
        let mut holds = (params.hold_ms * exponential(rng) / dt).round();
        let (mut clean, mut noise) = (start - start_noise, start_noise);
        for k in 1..=half {
            clean += direction * slope * dt;
            holds -= 1.0;
            if holds < 0.0 {
                slope = draw(params, drift, rng);
                holds = (params.hold_ms * exponential(rng) / dt).round();
            }
            if params.noise_mv > 0.0 {
                noise = keep * noise + take * params.noise_mv * normal(rng);
            }
            trial.voltage[if direction > 0.0 { half + k } else { half - k }] = clean + noise;
        }
    };
    leg(1.0, rng);
    leg(-1.0, rng);
    trial.voltage[half] = start;
    // How long ago the neuron fired last, should it be above threshold when the window begins.
    let ago = params.refractory_ms * rng.random::<f64>();
    fire(params, ago, trial);
}

/// Spikes of the voltage, whose first point lies at `−half · dt`.
fn fire(params: &CurveParams, ago: f64, trial: &mut Trial) {
    let (dt, threshold) = (params.time_step_ms, params.threshold_mv);
    let begin = -dt * ((trial.voltage.len() - 1) / 2) as f64;
    trial.post_spikes.clear();
    let mut ready = begin - ago + params.refractory_ms;
    let mut before = trial.voltage[0];
    for (k, &now) in trial.voltage.iter().enumerate().skip(1) {
        if now >= threshold {
            let step = begin + dt * (k - 1) as f64;
            let crossed = if before < threshold { dt * (threshold - before) / (now - before) } else { 0.0 };
            let mut time = (step + crossed).max(ready);
            // A refractory time shorter than a step gives several spikes in it.
            while time < step + dt {
                trial.post_spikes.push(time);
                ready = time + params.refractory_ms;
                time = ready;
            }
        }
        before = now;
    }
}

fn draw(params: &CurveParams, drift: Drift, rng: &mut impl Rng) -> f64 {
    // Each of variance 1.
    let standard = match drift {
        Drift::Normal => normal(rng),
        Drift::Uniform => 3f64.sqrt() * (2.0 * rng.random::<f64>() - 1.0),
        Drift::Laplace => {
            let size = exponential(rng) / std::f64::consts::SQRT_2;
            if rng.random::<bool>() { size } else { -size }
        }
    };
    params.drift_mean + params.drift_spread * standard
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand_pcg::Pcg64;

    fn quiet() -> CurveParams {
        CurveParams {
            noise_mv: 0.0,
            rest_spread_mv: 0.0,
            drift_spread: 0.0,
            hold_ms: 1e4,
            ..CurveParams::default()
        }
    }

    fn run(params: &CurveParams, seed: u64) -> Trial {
        let mut trial = Trial::default();
        simulate(params, Drift::Normal, &mut Pcg64::seed_from_u64(seed), &mut trial);
        trial
    }

    #[test]
    fn without_noise_the_spike_comes_where_the_straight_line_crosses() {
        // 5 mV below threshold at t = 0: 0.25 mV/ms cross 20 ms later, −0.25 mV/ms did so 20 ms before.
        let rising = run(&CurveParams { drift_mean: 0.25, ..quiet() }, 1);
        assert!((rising.post_spikes[0] - 20.0).abs() < 1e-9, "{:?}", rising.post_spikes);
        let gaps = rising.post_spikes.windows(2).map(|pair| pair[1] - pair[0]);
        assert!(gaps.into_iter().all(|gap| (gap - 2.0).abs() < 1e-9));
        let falling = run(&CurveParams { drift_mean: -0.25, ..quiet() }, 1);
        let last = *falling.post_spikes.last().unwrap();
        assert!((-22.5..=-20.0).contains(&last), "at most a refractory time and a step before −20: {last}");
        assert_eq!(rising.post_dv_dt, 0.25);
    }

    #[test]
    fn below_threshold_nothing_fires() {
        assert!(run(&quiet(), 2).post_spikes.is_empty());
    }

    #[test]
    fn a_short_refractory_time_gives_several_spikes_a_step() {
        let fast = CurveParams { drift_mean: 1.0, refractory_ms: 0.1, ..quiet() };
        let spikes = run(&fast, 3).post_spikes;
        // It crosses at 5 ms and stays above for 95 ms, one spike every 0.1 ms.
        assert!((949..=951).contains(&spikes.len()), "{}", spikes.len());
    }

    #[test]
    fn drifts_have_the_spread_they_should_have() {
        let mut rng = Pcg64::seed_from_u64(5);
        let params = CurveParams { drift_mean: 0.1, drift_spread: 0.4, ..quiet() };
        for kind in [Drift::Normal, Drift::Uniform, Drift::Laplace] {
            let draws: Vec<f64> = (0..100_000).map(|_| draw(&params, kind, &mut rng)).collect();
            let mean = draws.iter().sum::<f64>() / 1e5;
            let variance = draws.iter().map(|d| (d - mean).powi(2)).sum::<f64>() / 1e5;
            // Four standard errors: 0.4·4/√10⁵ for the mean; kurtosis at most 6 for the variance.
            assert!(
                (mean - 0.1).abs() < 0.005 && (variance - 0.16).abs() < 0.005,
                "{kind:?} {mean} {variance}"
            );
        }
    }
}
