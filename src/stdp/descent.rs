//! Experiment 2: Eq. 1 descends the gradient of the squared error.
//!
//! Voltages `V_j = Σ_i W_ij x_i` are pushed towards targets while the pre-synaptic units fire with Poisson rates
//! proportional to `x_i`, and every spike changes `W_ij` by `ε S_i dV_j/dt`. As the voltage moves by a share of
//! `t_j − V_j` while a pattern is shown, the expected change is that of the delta rule.

use super::math::{decay, exp, normal};
use super::rule::delta_w;
use crate::error::Result;
use crate::math::cosine;
use crate::params::DescentParams;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use serde::{Deserialize, Serialize};

/// Standard deviation of a target over patterns, in mV.
const TARGET_SPREAD_MV: f64 = 5.0;
/// Error at which learning stops, in mV²: only a push away or an unstable learning rate leads there.
const MAX_ERROR: f64 = 1e6;

/// Which way the voltages are pushed while a pattern is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Push {
    /// Towards the target: Hebbian, the error falls.
    #[default]
    Towards,
    /// Towards the target's mirror image on the other side of the prediction: anti-Hebbian, the error rises.
    Away,
}

/// A running experiment.
#[derive(Debug, Clone)]
pub struct Descent {
    params: DescentParams,
    push: Push,
    /// Whether weights follow their changes; else they are held and the changes are only added up.
    learning: bool,
    rng: Pcg64,
    /// `(K, I)` in \[0,1\].
    patterns: Vec<f64>,
    /// `(K, O)`, in mV.
    targets: Vec<f64>,
    mean_activity: f64,
    /// `(I, O)`, in mV.
    weights: Vec<f64>,
    /// `(I, O)`, in mV: the same start, moved by the delta rule.
    delta_rule: Vec<f64>,
    /// `(I, O)`: sum of all `S_i dV_j/dt`, in mV/ms.
    change: Vec<f64>,
    /// `(O)`: noise on each voltage, in mV.
    noise: Vec<f64>,
    shown: u64,
    spikes: u64,
}

/// Where an experiment stands.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct DescentReport {
    /// Simulated time, in seconds.
    pub seconds: f64,
    /// Mean rate at which the pre-synaptic units fired, in Hz.
    pub rate_hz: f64,
    /// Cosine between all changes so far and the exact gradient of the error at the first weights (at the present ones
    /// while learning); none before the first spike.
    pub cosine: Option<f64>,
    /// `½‖t − V‖²`, mean over the patterns, in mV².
    pub error: f64,
    /// The same for weights that learn by the delta rule at the same pace.
    pub delta_rule_error: f64,
}

impl Descent {
    /// An experiment that has not yet begun: patterns uniform in \[0,1\], targets and first weights from two random linear maps.
    ///
    /// # Errors
    /// If a number of `params` lies outside its range.
    pub fn new(params: DescentParams, push: Push, learning: bool, seed: u64) -> Result<Self> {
        let params = params.check()?;
        let DescentParams { patterns: k, inputs, outputs, .. } = params;
        let mut rng = Pcg64::seed_from_u64(seed);
        let patterns: Vec<f64> = (0..k * inputs).map(|_| rng.random()).collect();
        // x² has mean 1/3.
        let scale = TARGET_SPREAD_MV / (inputs as f64 / 3.0).sqrt();
        let mut map = || (0..inputs * outputs).map(|_| scale * normal(&mut rng)).collect::<Vec<f64>>();
        let (teacher, weights) = (map(), map());
        let targets = patterns.chunks_exact(inputs).flat_map(|x| forward(x, &teacher, outputs)).collect();
        let noise = (0..outputs).map(|_| params.noise_mv * normal(&mut rng)).collect();
        Ok(Self {
            push,
            learning,
            mean_activity: patterns.iter().sum::<f64>() / patterns.len() as f64,
            patterns,
            targets,
            delta_rule: weights.clone(),
            change: vec![0.0; weights.len()],
            weights,
            noise,
            shown: 0,
            spikes: 0,
            params,
            rng,
        })
    }

    /// Shows `patterns` more patterns, in turn; fewer where learning has run away. Results do not depend on how a run is cut into slices.
    pub fn advance(&mut self, patterns: u64) {
        for _ in 0..patterns {
            if self.ran_away() {
                break;
            }
            self.show();
        }
    }

    fn ran_away(&self) -> bool {
        self.learning && self.error(&self.weights).max(self.error(&self.delta_rule)) > MAX_ERROR
    }

    /// One pattern: the voltage stands at its prediction until a slope can be read, then the push begins.
    fn show(&mut self) {
        let DescentParams { inputs, outputs, noise_ms, noise_mv, .. } = self.params;
        let dt = self.params.time_step_ms;
        let k = (self.shown % self.params.patterns as u64) as usize;
        let x = &self.patterns[k * inputs..][..inputs];
        let mut clean = forward(x, &self.weights, outputs);
        let mut goals = self.targets[k * outputs..][..outputs].to_vec();
        if self.push == Push::Away {
            goals.iter_mut().zip(&clean).for_each(|(goal, prediction)| *goal = 2.0 * prediction - *goal);
        }
        let lag = ((self.params.slope_ms / dt).round() as usize).max(1);
        let steps = (self.params.window_ms / dt).round() as usize;
        let (keep_noise, take_noise) = decay(dt, noise_ms);
        let share = 1.0 - exp(-dt / self.params.push_ms);
        let probability: Vec<f64> = x.iter().map(|&x| self.rate_per_ms(x) * dt).collect();
        // The voltages of the last `lag` steps, in a ring.
        let mut past = vec![0.0; lag * outputs];
        let mut slopes = vec![0.0; outputs];
        let mut changes = vec![0.0; if self.learning { self.weights.len() } else { 0 }];
        for step in 0..lag + steps {
            let pushed = step >= lag;
            let row = &mut past[step % lag * outputs..][..outputs];
            for j in 0..outputs {
                if pushed {
                    clean[j] += share * (goals[j] - clean[j]);
                }
                if noise_mv > 0.0 {
                    self.noise[j] =
                        keep_noise * self.noise[j] + take_noise * noise_mv * normal(&mut self.rng);
                }
                let voltage = clean[j] + self.noise[j];
                slopes[j] = (voltage - row[j]) / (lag as f64 * dt);
                row[j] = voltage;
            }
            if !pushed {
                continue;
            }
            for i in 0..inputs {
                if self.rng.random::<f64>() >= probability[i] {
                    continue;
                }
                self.spikes += 1;
                for (sum, &slope) in self.change[i * outputs..][..outputs].iter_mut().zip(&slopes) {
                    *sum += delta_w(1.0, slope);
                }
                if self.learning {
                    for (sum, &slope) in changes[i * outputs..][..outputs].iter_mut().zip(&slopes) {
                        *sum += delta_w(self.params.learning_rate, slope);
                    }
                }
            }
        }
        self.shown += 1;
        if self.learning {
            self.weights.iter_mut().zip(&changes).for_each(|(w, change)| *w += change);
            self.follow_delta_rule(k);
        }
    }

    /// The delta rule at the pace that Eq. 1 has on average.
    fn follow_delta_rule(&mut self, k: usize) {
        let DescentParams { inputs, outputs, learning_rate, push_ms, window_ms, slope_ms, .. } = self.params;
        // What the slopes, each read over the last `slope_ms`, add up to: the share of the way that the voltage
        // has gone, averaged over the end of the window.
        let left = |time: f64| exp(-time.max(0.0) / push_ms);
        let reach = 1.0 - push_ms / slope_ms * (left(window_ms - slope_ms) - left(window_ms));
        let sign = if self.push == Push::Towards { 1.0 } else { -1.0 };
        let x = &self.patterns[k * inputs..][..inputs];
        let output = forward(x, &self.delta_rule, outputs);
        let targets = &self.targets[k * outputs..][..outputs];
        let errors: Vec<f64> = targets.iter().zip(&output).map(|(target, output)| target - output).collect();
        for i in 0..inputs {
            let pace = sign * learning_rate * reach * self.rate_per_ms(self.patterns[k * inputs + i]);
            let row = &mut self.delta_rule[i * outputs..][..outputs];
            row.iter_mut().zip(&errors).for_each(|(weight, error)| *weight += pace * error);
        }
    }

    /// Rate of a unit of activity `x`, such that the mean over units and patterns is `rate_hz`; at most one spike a
    /// time step.
    fn rate_per_ms(&self, x: f64) -> f64 {
        (self.params.rate_hz / 1000.0 * x / self.mean_activity).min(1.0 / self.params.time_step_ms)
    }

    /// What keeps the simulation from being what was asked for: rates beyond one spike a time step, or a runaway.
    pub fn warning(&self) -> Option<String> {
        let DescentParams { rate_hz, time_step_ms, .. } = self.params;
        let most = 1000.0 / time_step_ms;
        // A unit may be twice as active as the mean.
        let clamped = (2.0 * rate_hz > most).then(|| {
            format!(
                "rates are clamped to {most} Hz, one spike a time step of {time_step_ms} ms: expected rate_hz up to {}, found {rate_hz}",
                most / 2.0
            )
        });
        let stopped = self.ran_away().then(|| {
            format!(
                "learning stopped at {:.1} s: the error passed {MAX_ERROR} mV²; expected when the push is away from the target, else lower learning_rate",
                self.report().seconds
            )
        });
        let warnings: Vec<String> = [clamped, stopped].into_iter().flatten().collect();
        (!warnings.is_empty()).then(|| warnings.join("; "))
    }

    /// Where the experiment stands.
    pub fn report(&self) -> DescentReport {
        let seconds = self.shown as f64 * self.params.window_ms / 1000.0;
        let spikes = self.spikes as f64;
        DescentReport {
            seconds,
            rate_hz: if seconds > 0.0 { spikes / self.params.inputs as f64 / seconds } else { 0.0 },
            cosine: cosine(&self.change, &self.exact_descent()),
            error: self.error(&self.weights),
            delta_rule_error: self.error(&self.delta_rule),
        }
    }

    /// Downhill: minus the gradient of the error by the weights `(I, O)`, in mV.
    fn exact_descent(&self) -> Vec<f64> {
        let DescentParams { inputs, outputs, patterns, .. } = self.params;
        let mut sum = vec![0.0; self.weights.len()];
        for (x, targets) in self.patterns.chunks_exact(inputs).zip(self.targets.chunks_exact(outputs)) {
            let output = forward(x, &self.weights, outputs);
            for i in 0..inputs {
                for j in 0..outputs {
                    sum[i * outputs + j] += x[i] * (targets[j] - output[j]) / patterns as f64;
                }
            }
        }
        sum
    }

    fn error(&self, weights: &[f64]) -> f64 {
        let DescentParams { inputs, outputs, patterns, .. } = self.params;
        let pairs = self.patterns.chunks_exact(inputs).zip(self.targets.chunks_exact(outputs));
        let one = |(x, targets): (&[f64], &[f64])| -> f64 {
            forward(x, weights, outputs).iter().zip(targets).map(|(v, t)| (t - v) * (t - v)).sum()
        };
        pairs.map(one).sum::<f64>() / (2.0 * patterns as f64)
    }
}

/// `x · W`: `(I)` and `(I, O)` to `(O)`.
fn forward(x: &[f64], weights: &[f64], outputs: usize) -> Vec<f64> {
    let mut sum = vec![0.0; outputs];
    for (x, row) in x.iter().zip(weights.chunks_exact(outputs)) {
        sum.iter_mut().zip(row).for_each(|(sum, w)| *sum += x * w);
    }
    sum
}
