//! Noisy inference, chains without end and their mixing, morphs and directions of h2.

use super::{Engine, Outcome, Prior, Run, flat, images, to_js};
use crate::evaluation::mixing::{Mixing, MixingSums, is_blank, likeliest};
use crate::math::streams::row_streams;
use crate::params::{
    CHAIN_COUNT, CHAIN_SPIKES, ChainNoise, DIRECTION_AMOUNT, DIRECTION_COUNT, GENERATE_ROUNDS,
    GENERATE_TOP_DOWN, InferenceParams, JOINT_CHAIN_NOISE_H1, JOINT_CHAIN_NOISE_X, JOINT_CHAIN_STEP,
    JOINT_CHAIN_TOP_DOWN, JointChainParams, LATENT_CHAIN_NOISE_H1, LATENT_CHAIN_NOISE_X, LatentChainParams,
    MAX_CHAINS, MORPH_COUNT, N_STEPS, Param, RoundsParams, STEP, Sampler, SamplerParams, TEMPERATURE,
    VARIANCE_SCALE,
};
use crate::sampling::{Chains, Directions, Source, mixture_weights, morph};
use crate::top::DIGITS;
use ndarray::ArrayView1;
use rand::SeedableRng;
use rand_pcg::Pcg64;
use serde::Serialize;
use std::collections::BTreeMap;
use wasm_bindgen::prelude::*;

/// Seed of the search for directions: they are the same for every visitor.
const DIRECTIONS_SEED: u64 = 1;

/// Langevin noise for the rounds of one run (Alg. 1).
#[wasm_bindgen]
pub struct Noise {
    temperature: f32,
    rngs: [Pcg64; 1],
}

#[wasm_bindgen]
impl Noise {
    /// Noise of a `temperature`, 0 for none, and a seed.
    ///
    /// # Errors
    /// For a temperature outside its range.
    #[wasm_bindgen(constructor)]
    pub fn new(temperature: f64, seed: u32) -> Outcome<Noise> {
        let temperature = TEMPERATURE.check(temperature)? as f32;
        Ok(Self { temperature, rngs: [Pcg64::seed_from_u64(seed.into())] })
    }
}

/// Chains that run side by side, as far as they have got.
#[wasm_bindgen]
pub struct RunningChains {
    chains: Chains<Pcg64>,
    mixing: Mixing,
}

#[wasm_bindgen]
impl RunningChains {
    /// Steps done.
    pub fn steps(&self) -> f64 {
        self.chains.steps() as f64
    }

    /// Samples that each chain has completed.
    pub fn samples(&self) -> f64 {
        self.chains.samples() as f64
    }

    /// What has been counted of them, for [`mixing_report`].
    pub fn sums(&self) -> Vec<f64> {
        self.mixing.sums().to_numbers()
    }
}

/// Pictures from one image to another, 784 values each, one after the other.
#[wasm_bindgen(getter_with_clone)]
pub struct MorphPictures {
    /// h2 interpolated and decoded.
    pub through_h2: Vec<f32>,
    /// The pixels interpolated.
    pub through_pixels: Vec<f32>,
}

/// The strongest directions of h2.
#[wasm_bindgen]
pub struct H2Directions {
    directions: Directions,
}

#[wasm_bindgen]
impl H2Directions {
    /// Share of the variance of `logit(h2)` along each direction, falling.
    pub fn shares(&self) -> Vec<f32> {
        self.directions.shares().to_vec()
    }
}

#[wasm_bindgen]
impl Engine {
    /// One noisy iteration of inference (Alg. 1); false once all rounds of `run` are over. Several images share the noise's
    /// stream, one after the other.
    pub fn advance_noisy(&self, run: &mut Run, noise: &mut Noise) -> bool {
        run.rounds.advance_langevin(&self.model.net, noise.temperature, &mut noise.rngs)
    }

    /// Weights of the mixture's components when `digit` is wanted, or its own: what [`chains`](Self::chains) takes.
    ///
    /// # Errors
    /// For another digit, or where the mixture has not been read.
    pub fn component_weights(&self, digit: Option<u8>) -> Outcome<Vec<f32>> {
        match digit {
            None => Ok(self.model.need_mixture()?.weights.to_vec()),
            Some(digit) if usize::from(digit) < DIGITS => Ok(mixture_weights(&self.model, digit)?),
            Some(digit) => Err(JsError::new(&format!("expected a digit 0 to 9, found {digit}"))),
        }
    }

    /// Chains `first..first + count` of a `seed`. `sampler` is one of those that [`laboratory`] lists, `settings` has
    /// every parameter of its table; `prior` is "gaussian" or "mixture", which takes `weights`.
    ///
    /// # Errors
    /// For values outside their ranges, missing settings, another sampler or prior, weights that do not fit, or where the
    /// mixture is asked for and has not been read.
    #[allow(clippy::too_many_arguments, reason = "one call from the worker, each value by its name there")]
    pub fn chains(
        &self,
        sampler: JsValue,
        prior: JsValue,
        weights: Option<Vec<f32>>,
        settings: JsValue,
        seed: u32,
        first: usize,
        count: f64,
    ) -> Outcome<RunningChains> {
        let sampler: Sampler = serde_wasm_bindgen::from_value(sampler)?;
        let settings: BTreeMap<String, f64> = serde_wasm_bindgen::from_value(settings)?;
        let count = CHAIN_COUNT.check(count)? as usize;
        if first > MAX_CHAINS {
            return Err(JsError::new(&format!("first chain: expected at most {MAX_CHAINS}, found {first}")));
        }
        let params = sampler_params(sampler, &settings)?;
        let variance_scale = setting(&settings, &VARIANCE_SCALE)? as f32;
        let source = match (serde_wasm_bindgen::from_value(prior)?, weights) {
            (Prior::Gaussian, None) => Source::Gaussian { variance_scale },
            (Prior::Gaussian, Some(_)) => {
                return Err(JsError::new("weights: only the mixture has components"));
            }
            (Prior::Mixture, weights) => {
                let mixture = self.model.need_mixture()?;
                let weights = weights.unwrap_or_else(|| mixture.weights.to_vec());
                let fit = weights.len() == mixture.n_components();
                if !fit
                    || weights.iter().any(|w| !(0.0..=1.0).contains(w))
                    || weights.iter().all(|&w| w == 0.0)
                {
                    return Err(JsError::new("weights: expected those of component_weights"));
                }
                Source::Mixture { weights, variance_scale }
            }
        };
        let streams = row_streams(seed.into(), first, count);
        let chains = Chains::start(&self.model, source, params, streams)?;
        let mixing = Mixing::new(count, self.model.net.architecture().x);
        Ok(RunningChains { chains, mixing })
    }

    /// One small step of every chain; true when each has completed a sample, which is then counted.
    pub fn advance_chains(&self, running: &mut RunningChains) -> bool {
        let complete = running.chains.advance(&self.model);
        if complete {
            let classes = likeliest(self.model.read_out.probabilities(running.chains.latents()).view());
            running.mixing.observe(running.chains.picture(&self.model.net).view(), &classes);
        }
        complete
    }

    /// The pictures of the chains now, 784 values each.
    pub fn chain_pictures(&self, running: &RunningChains) -> Vec<f32> {
        flat(&running.chains.picture(&self.model.net))
    }

    /// For each chain, 1 where its picture is blank now, else 0: such a chain has died.
    pub fn blank_chains(&self, running: &RunningChains) -> Vec<u8> {
        running.chains.picture(&self.model.net).rows().into_iter().map(|x| is_blank(x).into()).collect()
    }

    /// Starts the chains again whose pictures are blank.
    pub fn restart_blank_chains(&self, running: &mut RunningChains) {
        for (row, blank) in self.blank_chains(running).into_iter().enumerate() {
            if blank == 1 {
                running.chains.restart(&self.model, row);
            }
        }
    }

    /// What each chain reads as now: probabilities of the digits 0 to 9, ten a chain.
    pub fn chain_readings(&self, running: &RunningChains) -> Vec<f32> {
        flat(&self.model.read_out.probabilities(running.chains.latents()))
    }

    /// `count` pictures between images `from` and `to` `(784)`.
    ///
    /// # Errors
    /// For values outside their ranges.
    pub fn morph(&self, from: Vec<f32>, to: Vec<f32>, count: f64) -> Outcome<MorphPictures> {
        let (from, to) = (images(from)?, images(to)?);
        let count = MORPH_COUNT.check(count)? as usize;
        let found = morph(&self.model.net, from.row(0), to.row(0), count, &InferenceParams::default());
        Ok(MorphPictures { through_h2: flat(&found.through_h2), through_pixels: flat(&found.through_pixels) })
    }

    /// The `count` strongest directions of h2.
    ///
    /// # Errors
    /// For a count outside its range, or where the mixture has not been read.
    pub fn h2_directions(&self, count: f64) -> Outcome<H2Directions> {
        let mixture = self.model.need_mixture()?;
        let count = DIRECTION_COUNT.check(count)? as usize;
        let count = count.min(self.h2_units());
        let rng = &mut Pcg64::seed_from_u64(DIRECTIONS_SEED);
        Ok(H2Directions { directions: Directions::of(mixture, count, rng) })
    }

    /// The picture `(784)` of h2 moved along `directions` by `amounts`, in standard deviations, from `base`
    /// `(H2)`, or from the mixture's mean.
    ///
    /// # Errors
    /// For values outside their ranges or of another number.
    pub fn along_directions(
        &self,
        directions: &H2Directions,
        base: Option<Vec<f32>>,
        amounts: &[f32],
    ) -> Outcome<Vec<f32>> {
        let directions = &directions.directions;
        for (what, found, expected) in [
            ("amounts", amounts.len(), directions.count()),
            ("h2", base.as_ref().map_or(self.h2_units(), Vec::len), self.h2_units()),
        ] {
            if found != expected {
                return Err(JsError::new(&format!("{what}: expected {expected} values, found {found}")));
            }
        }
        for &amount in amounts {
            DIRECTION_AMOUNT.check(amount.into())?;
        }
        if base.iter().flatten().any(|h| !(0.0..=1.0).contains(h)) {
            return Err(JsError::new("h2: expected values between 0 and 1"));
        }
        let base = base.as_deref().map(ArrayView1::from);
        Ok(flat(&directions.picture(&self.model.net, base, amounts)))
    }
}

impl Engine {
    fn h2_units(&self) -> usize {
        self.model.net.architecture().top()
    }
}

/// How chains have mixed; `sums` holds what [`RunningChains::sums`] gave for each of `parts` batches of
/// chains, one after the other, in any order.
///
/// # Errors
/// If they are no such sums, or the batches have not run for as many samples.
#[wasm_bindgen]
pub fn mixing_report(sums: &[f64], parts: usize) -> Outcome<JsValue> {
    let length = sums.len().checked_div(parts).unwrap_or(0);
    let parts: Option<Vec<MixingSums>> = sums.chunks(length.max(1)).map(MixingSums::from_numbers).collect();
    let Some((whole, rest)) = parts.as_deref().and_then(<[_]>::split_first) else {
        return Err(JsError::new("sums of chains: expected those of one batch or more"));
    };
    let mut whole = whole.clone();
    for part in rest {
        whole.add(part)?;
    }
    to_js(&whole.report())
}

/// What the laboratory's controls need.
#[derive(Serialize)]
struct Laboratory {
    samplers: Vec<SamplerTable>,
    temperature: Param,
    chains: Param,
    morph: Param,
    directions: Param,
    direction_amount: Param,
}

#[derive(Serialize)]
struct SamplerTable {
    sampler: Sampler,
    settings: &'static [Param],
}

/// The samplers with their tables, and the other parameters of the Dream bench.
#[wasm_bindgen]
pub fn laboratory() -> Outcome<JsValue> {
    let table = |sampler: Sampler| SamplerTable { sampler, settings: sampler.table() };
    to_js(&Laboratory {
        samplers: Sampler::ALL.map(table).into(),
        temperature: TEMPERATURE,
        chains: CHAIN_COUNT,
        morph: MORPH_COUNT,
        directions: DIRECTION_COUNT,
        direction_amount: DIRECTION_AMOUNT,
    })
}

/// The value of `param` in `settings`, checked.
fn setting(settings: &BTreeMap<String, f64>, param: &Param) -> Outcome<f64> {
    let value = settings.get(param.name);
    let value = value.ok_or_else(|| JsError::new(&format!("settings: expected {}", param.name)))?;
    Ok(param.check(*value)?)
}

fn sampler_params(sampler: Sampler, settings: &BTreeMap<String, f64>) -> Outcome<SamplerParams> {
    let value = |param: &Param| setting(settings, param).map(|value| value as f32);
    let inference = || -> Outcome<InferenceParams> {
        let n_steps = setting(settings, &N_STEPS)? as usize;
        Ok(InferenceParams { n_steps, step: value(&STEP)?, top_down: value(&GENERATE_TOP_DOWN)? })
    };
    let noise = |x: &Param, h1: &Param| -> Outcome<ChainNoise> {
        let spikes = setting(settings, &CHAIN_SPIKES)? as usize;
        Ok(ChainNoise { x: value(x)?, h1: value(h1)?, spikes })
    };
    let params = match sampler {
        Sampler::Directed => SamplerParams::Directed,
        Sampler::Generate => {
            let n_rounds = setting(settings, &GENERATE_ROUNDS)? as usize;
            let rounds = RoundsParams { n_rounds, inference: inference()? };
            SamplerParams::Generate { rounds, temperature: value(&TEMPERATURE)? }
        }
        Sampler::LatentChain => SamplerParams::LatentChain(LatentChainParams {
            inference: inference()?,
            noise: noise(&LATENT_CHAIN_NOISE_X, &LATENT_CHAIN_NOISE_H1)?,
            ..LatentChainParams::default()
        }),
        Sampler::JointChain => SamplerParams::JointChain(JointChainParams {
            step: value(&JOINT_CHAIN_STEP)?,
            top_down: value(&JOINT_CHAIN_TOP_DOWN)?,
            noise: noise(&JOINT_CHAIN_NOISE_X, &JOINT_CHAIN_NOISE_H1)?,
            ..JointChainParams::default()
        }),
    };
    Ok(params.check()?)
}
