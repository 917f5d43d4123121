//! Samplers and in-painting (Alg. 2 GENERATE, §5, Fig. 5).

mod chain_params;
mod chains;
mod generate;
mod rounds;

pub use chain_params::{
    CHAIN_NOISE_H1, CHAIN_NOISE_X, CHAIN_ROUNDS, CHAIN_SPIKES, ChainNoise, JOINT_STEP, JOINT_TOP_DOWN,
    JointChainParams, LatentChainParams,
};
pub use chains::{JointChain, LatentChain};
pub use generate::{generate, sample_directed};
pub use rounds::{Rounds, denoise, inpaint};
