//! Chains without end on the shipped model: what they are in company, and that each sampler goes on.

#![cfg(not(target_arch = "wasm32"))]

use ndarray::{Array2, s};
use targetprop::math::streams::row_streams;
use targetprop::model::Model;
use targetprop::params::{InferenceParams, RoundsParams, Sampler, SamplerParams};
use targetprop::sampling::{Chains, Source, mixture_weights};

fn model() -> Model {
    let mut model = Model::from_bytes(&std::fs::read("www/model/default.safetensors").unwrap()).unwrap();
    model.add_mixture(&std::fs::read("www/model/default.mixture.safetensors").unwrap()).unwrap();
    model
}

fn sources(model: &Model) -> [Source; 2] {
    [
        Source::Gaussian { variance_scale: 4.0 },
        Source::Mixture { weights: model.need_mixture().unwrap().weights.to_vec(), variance_scale: 1.0 },
    ]
}

/// Pictures of chains `first..first + count` after each of some steps.
fn run(
    model: &Model,
    source: &Source,
    params: SamplerParams,
    first: usize,
    count: usize,
) -> Vec<Array2<f32>> {
    let mut chains = Chains::start(model, source.clone(), params, row_streams(3, first, count)).unwrap();
    let mut pictures = vec![chains.picture(&model.net)];
    for _ in 0..20 {
        chains.advance(model);
        pictures.push(chains.picture(&model.net));
    }
    pictures
}

/// Settings with the noise that a sampler has.
fn noisy(sampler: Sampler) -> SamplerParams {
    match sampler.defaults() {
        SamplerParams::Generate { rounds, .. } => SamplerParams::Generate { rounds, temperature: 0.01 },
        params => params,
    }
}

#[test]
fn a_chain_has_the_same_bits_whichever_chains_run_beside_it() {
    let model = model();
    for source in sources(&model) {
        for sampler in Sampler::ALL {
            let whole = run(&model, &source, noisy(sampler), 0, 7);
            for (first, count) in [(0, 3), (3, 4), (6, 1)] {
                let part = run(&model, &source, noisy(sampler), first, count);
                for (whole, part) in whole.iter().zip(&part) {
                    assert_eq!(whole.slice(s![first..first + count, ..]), part, "{sampler:?}");
                }
            }
            let moves = whole.windows(2).filter(|pair| pair[0] != pair[1]).count();
            assert!(moves >= 18, "{sampler:?} moved {moves} times in 20 steps");
            assert!(whole.iter().flatten().all(|v| (0.0..=1.0).contains(v)), "{sampler:?}");
        }
    }
}

#[test]
fn samples_are_complete_when_their_sampler_says_so() {
    let model = model();
    let source = &sources(&model)[1];
    let inference = InferenceParams { n_steps: 4, ..InferenceParams::default() };
    let generate =
        |n_rounds| SamplerParams::Generate { rounds: RoundsParams { n_rounds, inference }, temperature: 0.0 };
    let SamplerParams::LatentChain(latent) = Sampler::LatentChain.defaults() else { panic!() };
    let latent = SamplerParams::LatentChain(targetprop::params::LatentChainParams { inference, ..latent });
    // The first sample after this many steps, and the next after so many more.
    for (params, first, then) in [
        (SamplerParams::Directed, 1, 1),
        (Sampler::JointChain.defaults(), 1, 1),
        (latent, 4, 4),
        (generate(2), 8, 9), // one step more draws the next directed sample
        (generate(0), 1, 1),
    ] {
        let mut chains = Chains::start(&model, source.clone(), params, row_streams(3, 0, 2)).unwrap();
        let mut complete = Vec::new();
        for step in 1..=20 {
            if chains.advance(&model) {
                complete.push(step);
            }
        }
        assert_eq!(chains.steps(), 20);
        assert_eq!(complete[..2], [first, first + then], "{params:?}");
        assert_eq!(chains.samples(), complete.len() as u64);
    }
}

#[test]
fn a_chosen_digit_is_what_chains_start_from() {
    let model = model();
    let source = Source::Mixture { weights: mixture_weights(&model, 4).unwrap(), variance_scale: 1.0 };
    let chains = Chains::start(&model, source, SamplerParams::Directed, row_streams(5, 0, 32)).unwrap();
    let fours = model.read_out.read(chains.latents()).iter().filter(|(digit, _)| *digit == 4).count();
    assert!(fours >= 29, "{fours} of 32 read as 4");
}

#[test]
fn a_chain_that_starts_again_leaves_the_others_alone() {
    let model = model();
    let source = Source::Gaussian { variance_scale: 4.0 };
    for sampler in [Sampler::LatentChain, Sampler::JointChain] {
        let start = || Chains::start(&model, source.clone(), noisy(sampler), row_streams(3, 0, 3)).unwrap();
        let (mut undisturbed, mut chains) = (start(), start());
        for step in 0..20 {
            if step == 7 {
                chains.restart(&model, 1);
            }
            undisturbed.advance(&model);
            chains.advance(&model);
        }
        let (expected, found) = (undisturbed.picture(&model.net), chains.picture(&model.net));
        for row in [0, 2] {
            assert_eq!(found.row(row), expected.row(row), "{sampler:?}");
        }
        assert_ne!(found.row(1), expected.row(1), "{sampler:?}");
        assert!(chains.latents().h(1).row(1).iter().all(|h| h.is_finite()));
    }
}
