//! Chains without end: any of the four samplers on many chains at once, an iteration at a time.
//!
//! Each chain has a random stream of its own and never looks at another, so chains split between several
//! workers have the bits that they have in one.

use super::chains::{JointChain, LatentChain};
use super::generate::decode;
use super::rounds::Rounds;
use crate::error::Result;
use crate::model::Model;
use crate::net::{Latents, Network};
use crate::params::{InferenceParams, JointChainParams, LatentChainParams, RoundsParams, SamplerParams};
use ndarray::{Array2, Axis, concatenate};
use rand::Rng;

/// p(h2), from which chains start and directed samples are drawn.
#[derive(Debug, Clone, PartialEq)]
pub enum Source {
    /// The paper's Gaussian, its variance times `variance_scale`.
    Gaussian {
        /// Factor on the variance.
        variance_scale: f32,
    },
    /// The mixture, each component's variance times `variance_scale`.
    Mixture {
        /// Weights of the components `(K)`: the mixture's own, or those of a chosen digit
        /// ([`mixture_weights`](super::mixture_weights)).
        weights: Vec<f32>,
        /// Factor on the variance.
        variance_scale: f32,
    },
}

impl Source {
    /// One draw of h2 from each of `rngs`, decoded: `(B, X)` in \[0,1\].
    ///
    /// # Panics
    /// If it is the mixture, and the model has none.
    fn draw<R: Rng>(&self, model: &Model, rngs: &mut [R]) -> Array2<f32> {
        let mixture =
            || model.mixture.as_ref().expect("a model with the mixture that the chains started with");
        let rows: Vec<Array2<f32>> = rngs
            .iter_mut()
            .map(|rng| match self {
                Self::Gaussian { variance_scale } => model.prior.sample(1, *variance_scale, rng),
                Self::Mixture { weights, variance_scale } => {
                    mixture().sample_weighted(weights, 1, variance_scale.sqrt(), rng)
                }
            })
            .collect();
        let rows: Vec<_> = rows.iter().map(|row| row.view()).collect();
        let h2 = concatenate(Axis(0), &rows).expect("there is a chain, and all draws have H2 units");
        decode(&model.net, h2.view())
    }
}

/// A batch of chains; a row of an array is one chain.
#[derive(Debug, Clone)]
pub struct Chains<R> {
    source: Source,
    params: SamplerParams,
    rngs: Vec<R>,
    state: State,
    steps: u64,
    samples: u64,
}

#[derive(Debug, Clone)]
enum State {
    /// Directed samples have no rounds.
    Rounds(Box<Rounds>),
    Latent(LatentChain),
    Joint(JointChain),
}

impl State {
    fn start(net: &Network, x: Array2<f32>, params: &SamplerParams) -> Self {
        const ENDLESS: usize = usize::MAX;
        let no_rounds = RoundsParams {
            n_rounds: 0,
            inference: InferenceParams { n_steps: 0, ..InferenceParams::default() },
        };
        match *params {
            SamplerParams::Directed => Self::Rounds(Box::new(Rounds::start(net, x, None, no_rounds))),
            SamplerParams::Generate { rounds, .. } => {
                Self::Rounds(Box::new(Rounds::start(net, x, None, rounds)))
            }
            SamplerParams::LatentChain(params) => {
                let params = LatentChainParams { n_rounds: ENDLESS, ..params };
                Self::Latent(LatentChain::start(net, x, params))
            }
            SamplerParams::JointChain(params) => {
                let params = JointChainParams { n_rounds: ENDLESS, ..params };
                Self::Joint(JointChain::start(net, x, params))
            }
        }
    }
}

impl<R: Rng> Chains<R> {
    /// One chain for each of `rngs`, from directed samples.
    ///
    /// # Errors
    /// [`Error::ModelFile`](crate::error::Error::ModelFile) if the mixture is asked for and the model has none.
    ///
    /// # Panics
    /// If there are no `rngs`, or the weights of the mixture do not fit it.
    pub fn start(model: &Model, source: Source, params: SamplerParams, mut rngs: Vec<R>) -> Result<Self> {
        if let Source::Mixture { .. } = source {
            model.need_mixture()?;
        }
        assert!(!rngs.is_empty(), "chains need a random stream each, and at least one");
        let x = source.draw(model, &mut rngs);
        let state = State::start(&model.net, x, &params);
        Ok(Self { source, params, rngs, state, steps: 0, samples: 0 })
    }

    /// One small step: an iteration of inference, a transition of the joint chain, or new directed samples.
    /// Returns true when it has completed a sample of every chain. GENERATE then begins anew with the next step.
    ///
    /// # Panics
    /// If `model` is not the one that the chains started with.
    pub fn advance(&mut self, model: &Model) -> bool {
        let net = &model.net;
        let complete = match &mut self.state {
            State::Rounds(rounds) => {
                if rounds.is_done() {
                    let x = self.source.draw(model, &mut self.rngs);
                    self.state = State::start(net, x, &self.params);
                } else if let SamplerParams::Generate { temperature, .. } = self.params {
                    rounds.advance_langevin(net, temperature, &mut self.rngs);
                }
                matches!(&self.state, State::Rounds(rounds) if rounds.is_done())
            }
            State::Latent(chain) => {
                chain.advance(net, &mut self.rngs);
                chain.iteration() == 0
            }
            State::Joint(chain) => chain.advance(net, &mut self.rngs),
        };
        self.steps += 1;
        self.samples += u64::from(complete);
        complete
    }

    /// Starts chain `row` again, from a directed sample by the next numbers of its own stream; no other chain notices.
    /// Directed samples and GENERATE begin anew by themselves.
    ///
    /// # Panics
    /// If `model` is not the one that the chains started with, or there is no such chain.
    pub fn restart(&mut self, model: &Model, row: usize) {
        if matches!(self.state, State::Rounds(_)) {
            return;
        }
        let x = self.source.draw(model, &mut self.rngs[row..=row]);
        match &mut self.state {
            State::Rounds(_) => (),
            State::Latent(chain) => chain.replace(&model.net, row, &x),
            State::Joint(chain) => chain.replace(&model.net, row, &x),
        }
    }

    /// Steps done.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// Samples completed by each chain, the directed ones of the start not counted.
    pub fn samples(&self) -> u64 {
        self.samples
    }

    /// The pictures now, `(B, X)` in \[0,1\].
    pub fn picture(&self, net: &Network) -> Array2<f32> {
        match &self.state {
            State::Rounds(rounds) => rounds.picture(),
            // Noise on a new x may have left the range.
            State::Latent(chain) if chain.iteration() == 0 => chain.x().mapv(|x| x.clamp(0.0, 1.0)),
            State::Latent(chain) => chain.picture(net),
            State::Joint(chain) => chain.x().clone(),
        }
    }

    /// The latents now; for new samples, what they are encoded to.
    pub fn latents(&self) -> &Latents {
        match &self.state {
            State::Rounds(rounds) => rounds.latents(),
            State::Latent(chain) => chain.latents(),
            State::Joint(chain) => chain.latents(),
        }
    }
}
