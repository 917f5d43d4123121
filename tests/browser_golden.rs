//! What the browser must compute, to the bit: written and checked here, compared with WebAssembly by
//! `tests/web/golden.spec.mjs`. `UPDATE_GOLDEN=1 cargo test --release --test browser_golden` writes it anew.

#![cfg(not(target_arch = "wasm32"))]

use rand::SeedableRng;
use rand_pcg::Pcg64;
use serde_json::{Value, json};
use targetprop::data::corruption::{Corruption, corrupt};
use targetprop::data::examples::example;
use targetprop::data::ink::ink_to_image;
use targetprop::inspection::lesioned;
use targetprop::math::streams::row_streams;
use targetprop::model::Model;
use targetprop::params::{
    InferenceParams, LesionParams, RestorationParams, RoundsParams, Sampler, VARIANCE_SCALE,
};
use targetprop::restoration::{Restoration, Restorer};
use targetprop::sampling::{
    Chains, Directions, Expectation, Rounds, Source, decode, generate, mixture_weights, morph,
};

const FILE: &str = "tests/web/golden.json";
const MODEL: &str = "www/model/default.safetensors";
const MIXTURE: &str = "www/model/default.mixture.safetensors";
const RESTORER: &str = "www/model/default.restorer.safetensors";

/// The bits of every value, so that nothing is lost in decimal.
fn bits<'a>(values: impl IntoIterator<Item = &'a f32>) -> Vec<u32> {
    values.into_iter().map(|v| v.to_bits()).collect()
}

fn computed() -> Value {
    let mut model = Model::from_bytes(&std::fs::read(MODEL).unwrap()).unwrap();
    model.add_mixture(&std::fs::read(MIXTURE).unwrap()).unwrap();
    let image = ink_to_image(&example(3, 1).unwrap()).unwrap();
    let x = image.clone().insert_axis(ndarray::Axis(0));
    let (spoilt, mask) = corrupt(x.view(), Corruption::RandomPixels, 0.5, &mut Pcg64::seed_from_u64(5));
    let params =
        RoundsParams { n_rounds: 2, inference: InferenceParams { n_steps: 4, step: 0.1, top_down: 0.3 } };
    let mut inpainted = Rounds::start(&model.net, spoilt.clone(), Some(mask), params);
    inpainted.finish(&model.net);
    let rng = &mut Pcg64::seed_from_u64(6);
    let dreams = generate(&model.net, &model.prior, 3, VARIANCE_SCALE.default as f32, &params, rng);
    let weights = mixture_weights(&model, 7).unwrap();
    let h2 = model.need_mixture().unwrap().sample_weighted(&weights, 3, 1.0, &mut Pcg64::seed_from_u64(6));
    let sevens = decode(&model.net, h2.view());
    let mut noisy = Rounds::start(&model.net, x.clone(), None, params);
    let rngs = &mut [Pcg64::seed_from_u64(7)];
    while noisy.advance_langevin(&model.net, 0.01, rngs) {}
    // Two chains of several, after ten steps.
    let chains = |sampler: Sampler| {
        let source =
            Source::Mixture { weights: model.need_mixture().unwrap().weights.to_vec(), variance_scale: 1.0 };
        let mut chains = Chains::start(&model, source, sampler.defaults(), row_streams(8, 3, 2)).unwrap();
        (0..10).for_each(|_| _ = chains.advance(&model));
        bits(&chains.picture(&model.net))
    };
    let (one, other) = (x.row(0), sevens.row(0));
    let morphed = morph(&model.net, one, other, 3, &InferenceParams::default());
    let directions = Directions::of(model.need_mixture().unwrap(), 2, &mut Pcg64::seed_from_u64(1));
    let lesions =
        LesionParams { silent_h1: 0.3, mismatch_g1: 0.2, feedback_g2: 0.5, ..LesionParams::default() };
    let broken = lesioned(&model.net, &lesions, &[vec![1], vec![2]], &mut Pcg64::seed_from_u64(9)).unwrap();
    let mut without = Rounds::start(&broken, x.clone(), None, params);
    without.finish(&broken);
    let (restorer, _) = Restorer::from_bytes(&std::fs::read(RESTORER).unwrap(), &model).unwrap();
    let params = RestorationParams::default();
    let mixture = model.need_mixture().unwrap();
    let expectation =
        Expectation::draw(&model.net, mixture, &params.expectation(), &mut Pcg64::seed_from_u64(1));
    let mut restoration = Restoration::start(&model.net, &restorer, spoilt.view(), None);
    (0..params.rounds).for_each(|_| restoration.advance(&model.net, &restorer, &expectation));
    let told = restoration.log_joint(&model.net);
    json!({
        "restored": bits(&restoration.picture()),
        "trust": bits(&restoration.trust().unwrap()),
        "restoration_log_joint": bits([&told.spoilt_given_x].into_iter().chain(&told.clean.terms).flatten()),
        "noisy": bits(&noisy.picture()),
        "latent_chain": chains(Sampler::LatentChain),
        "joint_chain": chains(Sampler::JointChain),
        "morphed": bits(&morphed.through_h2),
        "along": bits(&directions.picture(&model.net, None, &[1.0, -2.0])),
        "lesioned": bits(&without.picture()),
        "image": bits(&image),
        "spoilt": bits(&spoilt),
        "inpainted": bits(&inpainted.picture()),
        "h1": bits(inpainted.latents().h(1)),
        "h2": bits(inpainted.latents().h(2)),
        "dreams": bits(&dreams),
        "sevens": bits(&sevens),
        "reads": bits(&model.read_out.probabilities(inpainted.latents())),
    })
}

#[test]
fn the_native_result_is_what_the_browser_is_tested_against() {
    let computed = computed();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(FILE, computed.to_string()).unwrap();
    }
    let golden: Value = serde_json::from_slice(&std::fs::read(FILE).unwrap()).unwrap();
    for (name, values) in computed.as_object().unwrap() {
        assert_eq!(&golden[name], values, "{name} differs from {FILE}");
    }
}
