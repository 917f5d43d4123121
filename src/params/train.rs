//! Settings of TRAIN (Alg. 2) and the limits of what it and its files may hold.

use super::{InferenceParams, PAPER, Param};

/// Largest seed of a training: the largest whole number that JavaScript holds exactly.
pub const MAX_SEED: u64 = (1 << 53) - 1;

/// Mean norm of h1, for 1,000 units, above which training counts as running away: healthy runs stay
/// near 15, those that failed passed 100 within two epochs.
pub const MAX_H1_NORM: f64 = 100.0;

/// Largest sum of the absolute weights and the bias of a unit that is read from a file. Healthy networks stay below 1,000; up
/// to here no setting of inference, samplers or read-out leaves the finite: h1 stays below 10¹³ (200 steps of up to twice
/// what f1 and g2 can reach, from noisy inputs below 15 or h2 below 100), the next sum below 10²², its squares, 4,000 of
/// them, below 10³⁰.
pub const MAX_UNIT_SUM: f32 = 1e9;

/// Largest absolute logarithm of a standard deviation of a mixture that is read from a file: e²⁰ is below [`MAX_UNIT_SUM`].
/// What is learned stays between −7 and 3.
pub const MAX_LOG_STD: f32 = 20.0;

/// Most images of a training that a file may name: more than the largest IDX file that is read holds.
pub const MAX_IMAGES: usize = 1 << 28;

/// Found by search: obvious choices let h1 run away or h2 collapse.
const SEARCH: &str = "chosen by search: keeps h1 from running away and h2 from collapsing";

params![
    /// Every hyper-parameter of training, in the order in which help lists them.
    TRAIN,
    /// Settings of TRAIN (Alg. 2). Field names are the names of [`TRAIN`]'s entries, and speak of the paper's two latent
    /// layers: in a deeper network f2 and g2 are all `f_l` and `g_l` with l ≥ 2, h1 is each layer below the top, h2 the top.
    TrainParams,
    (epochs: usize, "", 10.0, 1.0, 1000.0, "passes over the training set", "quality levels off after 8 to 10 (paper: 20)"),
    (batch_size: usize, "B", 100.0, 1.0, 1000.0, "images of a mini-batch", PAPER),
    (n_steps: usize, "N", 6.0, 0.0, 200.0, "iterations of inference in the E-step", SEARCH),
    (step: f32, "δ", 0.1, 0.0, 1.0, "step of inference in the E-step", PAPER),
    (top_down: f32, "α", 0.001, 0.0, 1.0, "top-down pull on h1 in the E-step", PAPER),
    (rate_f1: f32, "ε_f1", 1e-4, 0.0, 1.0, "learning rate of f1", SEARCH),
    (rate_f2: f32, "ε_f2", 7e-4, 0.0, 1.0, "learning rate of f2", SEARCH),
    (rate_g2: f32, "ε_g2", 1e-3, 0.0, 1.0, "learning rate of g2", SEARCH),
    (rate_g1: f32, "ε_g1", 1e-3, 0.0, 1.0, "learning rate of g1", SEARCH),
    (rate_decay: f32, "", 0.85, 0.01, 1.0, "factor on all learning rates after each epoch", SEARCH),
    (noise_x: f32, "σ_x", 0.3, 0.0, 10.0, "standard deviation of the noise on x for f1", SEARCH),
    (noise_x_decay: f32, "", 1.0, 0.01, 1.0, "factor on noise_x after each epoch", SEARCH),
    (noise_h1: f32, "σ_h1", 0.2, 0.0, 10.0, "standard deviation of the noise on h1 for g1", SEARCH),
    (noise_h1_decay: f32, "", 1.0, 0.01, 1.0, "factor on noise_h1 after each epoch", SEARCH),
    (spikes: usize, "", 3.0, 1.0, 1000.0, "Bernoulli draws whose mean is h2 for g2 (spike-like noise)", PAPER),
    (f2_start_scale: f32, "", 3.0, 0.01, 100.0, "factor on f2's uniform initial weights", SEARCH),
    (adam_beta1: f32, "β1", 0.9, 0.0, 0.9999, "decay of Adam's mean of gradients", "Kingma & Ba 2015"),
    (adam_beta2: f32, "β2", 0.999, 0.0, 0.99999, "decay of Adam's mean of squared gradients", "Kingma & Ba 2015"),
    (adam_epsilon: f32, "", 1e-8, 1e-12, 1.0, "added to Adam's root of squared gradients", "Kingma & Ba 2015"),
];

impl TrainParams {
    /// Learning rates of the maps of a network of `depth` hidden layers, in the order of
    /// [`Network::layers`](crate::net::Network::layers): `f_l` and `g_l` with l ≥ 2 share those of f2 and g2.
    pub fn rates(&self, depth: usize) -> Vec<f32> {
        let up =
            std::iter::once(self.rate_f1).chain(std::iter::repeat_n(self.rate_f2, depth.saturating_sub(1)));
        let down = std::iter::repeat_n(self.rate_g2, depth.saturating_sub(1)).chain([self.rate_g1]);
        up.chain(down).collect()
    }

    /// INFERENCE of the E-step.
    pub fn inference(&self) -> InferenceParams {
        InferenceParams { n_steps: self.n_steps, step: self.step, top_down: self.top_down }
    }
}
