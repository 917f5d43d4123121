//! Hyper-parameters as flags: those given replace the defaults of the command.

use targetprop::params::{
    CHAIN_SPIKES, ChainNoise, INPAINT_ROUNDS, InferenceParams, JOINT_CHAIN_NOISE_H1, JOINT_CHAIN_NOISE_X,
    N_STEPS, Param, RoundsParams, STEP, TOP_DOWN,
};

/// Settings of INFERENCE.
#[derive(Debug, Clone, Copy, Default, clap::Args)]
pub struct InferenceFlags {
    /// Iterations of one inference
    #[arg(long, value_name = "N", value_parser = number(&N_STEPS))]
    n_steps: Option<f64>,
    /// Step of inference, δ
    #[arg(long, value_name = "VALUE", value_parser = number(&STEP))]
    step: Option<f64>,
    /// Top-down weight of inference, α
    #[arg(long, value_name = "VALUE", value_parser = number(&TOP_DOWN))]
    top_down: Option<f64>,
}

impl InferenceFlags {
    /// `defaults`, changed by the flags given.
    pub fn or(&self, defaults: InferenceParams) -> InferenceParams {
        InferenceParams {
            n_steps: self.n_steps.map_or(defaults.n_steps, |n| n as usize),
            step: self.step.map_or(defaults.step, |step| step as f32),
            top_down: self.top_down.map_or(defaults.top_down, |top_down| top_down as f32),
        }
    }
}

/// Settings of rounds of inference and decoding.
#[derive(Debug, Clone, Copy, Default, clap::Args)]
pub struct RoundsFlags {
    /// Rounds of inference and decoding
    #[arg(long, value_name = "N", value_parser = number(&INPAINT_ROUNDS))]
    n_rounds: Option<f64>,
    #[command(flatten)]
    inference: InferenceFlags,
}

impl RoundsFlags {
    /// `defaults`, changed by the flags given.
    pub fn or(&self, defaults: RoundsParams) -> RoundsParams {
        RoundsParams {
            n_rounds: self.n_rounds.map_or(defaults.n_rounds, |n| n as usize),
            inference: self.inference.or(defaults.inference),
        }
    }
}

/// Noise of the chains.
#[derive(Debug, Clone, Copy, Default, clap::Args)]
pub struct NoiseFlags {
    /// Standard deviation of the noise on x in chains
    #[arg(long, value_name = "VALUE", value_parser = number(&JOINT_CHAIN_NOISE_X))]
    noise_x: Option<f64>,
    /// Standard deviation of the noise on h1 in chains
    #[arg(long, value_name = "VALUE", value_parser = number(&JOINT_CHAIN_NOISE_H1))]
    noise_h1: Option<f64>,
    /// Bernoulli draws whose mean stands for h2 in chains; 0 for no noise
    #[arg(long, value_name = "N", value_parser = number(&CHAIN_SPIKES))]
    spikes: Option<f64>,
}

impl NoiseFlags {
    /// `defaults`, changed by the flags given.
    pub fn or(&self, defaults: ChainNoise) -> ChainNoise {
        ChainNoise {
            x: self.noise_x.map_or(defaults.x, |std| std as f32),
            h1: self.noise_h1.map_or(defaults.h1, |std| std as f32),
            spikes: self.spikes.map_or(defaults.spikes, |n| n as usize),
        }
    }
}

/// A flag that stands for `param`: a number in its range.
pub fn number(param: &'static Param) -> impl Fn(&str) -> Result<f64, String> + Clone + Send + Sync {
    |text| param.parse(text)
}
