//! Samplers and in-painting (Alg. 2 GENERATE, §5, Fig. 5).

mod chain_params;
mod chains;
mod generate;
mod rounds;

pub use chain_params::{
    CHAIN_SPIKES, ChainNoise, JOINT_CHAIN_NOISE_H1, JOINT_CHAIN_NOISE_X, JOINT_CHAIN_ROUNDS,
    JOINT_CHAIN_STEP, JOINT_CHAIN_TOP_DOWN, JointChainParams, LATENT_CHAIN_NOISE_H1, LATENT_CHAIN_NOISE_X,
    LATENT_CHAIN_ROUNDS, LatentChainParams,
};
pub use chains::{JointChain, LatentChain};
pub use generate::{generate, sample_directed};
pub use rounds::{Rounds, denoise, inpaint};
