//! The two models of the page, at their full size: the one that it opens with, and that of the paper's tables.

#![cfg(not(target_arch = "wasm32"))]

#[path = "common/mnist.rs"]
mod find_mnist;

use find_mnist::mnist_dir;
use ndarray::{Axis, s};
use rand::SeedableRng;
use rand_pcg::Pcg64;
use targetprop::data::corruption::{Corruption, corrupt};
use targetprop::data::examples::example;
use targetprop::data::ink::ink_to_image;
use targetprop::data::mnist::{self, Split};
use targetprop::inference::{infer, infer_traced};
use targetprop::model::Model;
use targetprop::params::{
    Architecture, ExpectationParams, GENERATE, INPAINT, INPAINT_FROM_EXPECTATION, InferenceParams,
    RestorationParams, TrainParams, VARIANCE_SCALE,
};
use targetprop::restoration::{NoiseKind, Restoration, Restorer};
use targetprop::sampling::{Expectation, decode, generate, inpaint, mixture_weights};
use targetprop::storage::tensor_file::Precision;

const MODELS: [&str; 2] = ["default", "paper"];

fn shipped(name: &str) -> Model {
    let file = |ending| std::fs::read(format!("www/model/{name}.{ending}")).unwrap();
    let mut model = Model::from_bytes(&file("safetensors")).unwrap();
    model.add_mixture(&file("mixture.safetensors")).unwrap();
    model
}

#[test]
fn their_cards_say_how_to_make_them_again() {
    for (name, precision) in MODELS.into_iter().zip([Precision::I7, Precision::I8]) {
        let card = shipped(name).card;
        assert_eq!(card.architecture, Architecture::default());
        assert_eq!(card.precision, precision);
        let command = format!("train --data data/mnist --out www/model/{name}.safetensors --force");
        assert!(card.command.starts_with(&command), "{}", card.command);
        assert_eq!(card.data, "MNIST, the first 60000 training digits");
    }
    assert_eq!(shipped("paper").card.training, TrainParams::default());
}

#[test]
fn a_chosen_digit_is_dreamt_and_read() {
    let model = shipped("default");
    let rng = &mut Pcg64::seed_from_u64(4);
    for digit in 0..10 {
        let weights = mixture_weights(&model, digit).unwrap();
        let x =
            decode(&model.net, model.need_mixture().unwrap().sample_weighted(&weights, 100, 1.0, rng).view());
        let read = model.read_out.read(&infer(&model.net, x.view(), &InferenceParams::default()));
        let right = read.iter().filter(|(found, _)| *found == digit).count();
        assert!(right >= 85, "{right} of 100 dreams of {digit} are read as it");
    }
}

#[test]
fn they_restore_our_own_digits() {
    for name in MODELS {
        restores_our_own_digits(&shipped(name));
    }
}

fn restores_our_own_digits(model: &Model) {
    let mut rng = Pcg64::seed_from_u64(1);
    for digit in 0..10 {
        let clean = ink_to_image(&example(digit, 0).unwrap()).unwrap().insert_axis(Axis(0));
        let (spoilt, mask) = corrupt(clean.view(), Corruption::RandomPixels, 0.5, &mut rng);
        let error = |x: &ndarray::Array2<f32>| (x - &clean).map(|d| d * d).sum();
        let before = error(&spoilt);
        let after = error(&inpaint(&model.net, spoilt, mask, &INPAINT.defaults()));
        assert!(after < before / 8.0, "{digit}: {before} to {after}");
    }
}

#[test]
fn its_dreams_have_ink_and_differ() {
    let model = shipped("paper");
    let rng = &mut Pcg64::seed_from_u64(2);
    let scale = VARIANCE_SCALE.default as f32;
    let dreams = generate(&model.net, &model.prior, 50, scale, &GENERATE.defaults(), rng);
    // MNIST's mean ink is 0.13; dreams of a Gaussian are somewhat fainter.
    let ink = dreams.mean().unwrap();
    assert!((0.07..0.19).contains(&ink), "{ink}");
    let spread = dreams.var_axis(Axis(0), 0.0).sum();
    // MNIST's summed variance of the pixels is 52.7; samples all alike would have 0.
    assert!(spread > 20.0, "{spread}");
}

#[test]
fn on_test_digits_inference_raises_log_joint_and_restores() {
    let Some(dir) = mnist_dir("on_test_digits_inference_raises_log_joint_and_restores") else {
        return;
    };
    let model = shipped("paper");
    let images = mnist::load_images(&dir, Split::Test).unwrap();
    let x = images.slice(s![..500, ..]).to_owned();
    let mut trace = Vec::new();
    infer_traced(&model.net, x.clone(), &InferenceParams::default(), |_, inference| {
        trace.push(inference.log_joint().total());
    });
    let mean = |i: usize| trace[i].mean().unwrap();
    for i in 1..trace.len() {
        assert!(mean(i) > mean(i - 1), "iteration {i}: {} after {}", mean(i), mean(i - 1));
    }
    let rising = trace[0].iter().zip(&trace[15]).filter(|(first, last)| last > first).count();
    assert!(rising >= 475, "log p(x,h) rises for {rising} of 500 digits");

    let rng = &mut Pcg64::seed_from_u64(3);
    let (spoilt, mask) = corrupt(x.view(), Corruption::RandomPixels, 0.5, rng);
    let count = mask.missing().iter().filter(|&&m| m).count() as f32;
    let restored = inpaint(&model.net, spoilt, mask, &INPAINT.defaults());
    let error = (restored - &x).map(|d| d * d).sum() / count;
    // `evaluate inpaint` measures it on the whole test set; the mean image gives 0.0645.
    assert!(error < 0.016, "{error} per missing pixel");
}

#[test]
fn a_missing_half_is_filled_from_what_the_mixture_expects() {
    let test = "a_missing_half_is_filled_from_what_the_mixture_expects";
    let Some(dir) = mnist_dir(test) else { return };
    let model = shipped("default");
    let images = mnist::load_images(&dir, Split::Test).unwrap();
    let x = images.slice(s![..300, ..]).to_owned();
    let rng = &mut Pcg64::seed_from_u64(5);
    let (spoilt, mask) = corrupt(x.view(), Corruption::LowerHalf, 0.5, rng);
    let count = mask.missing().iter().filter(|&&m| m).count() as f32;
    let error = |filled: ndarray::Array2<f32>| (filled - &x).map(|d| d * d).sum() / count;
    let params = ExpectationParams { samples: 2_000, ..ExpectationParams::default() };
    let start =
        Expectation::draw(&model.net, model.need_mixture().unwrap(), &params, rng).fill(&spoilt, &mask);
    let rounds = INPAINT_FROM_EXPECTATION.defaults();
    let from_expectation = error(inpaint(&model.net, start, mask.clone(), &rounds));
    let from_noise = error(inpaint(&model.net, spoilt, mask, &INPAINT.defaults()));
    // `evaluate inpaint` measures both on 2,000 digits with all samples.
    assert!(from_expectation < 0.8 * from_noise, "{from_expectation}, from noise {from_noise}");
}

#[test]
fn blind_restoration_reaches_its_numbers_and_gets_better_with_every_round() {
    let test = "blind_restoration_reaches_its_numbers_and_gets_better_with_every_round";
    let Some(dir) = mnist_dir(test) else { return };
    let model = shipped("default");
    let file = std::fs::read("www/model/default.restorer.safetensors").unwrap();
    let (restorer, card) = Restorer::from_bytes(&file, &model).unwrap();
    assert!(card.command.starts_with("train restorer --data "), "{}", card.command);
    let images = mnist::load_images(&dir, Split::Test).unwrap();
    let clean = images.slice(s![..200, ..]).to_owned();
    let rng = &mut Pcg64::seed_from_u64(6);
    let params = RestorationParams::default();
    let (rounds, samples) = (params.rounds, params.expectation());
    let expectation = Expectation::draw(&model.net, model.need_mixture().unwrap(), &samples, rng);
    // `evaluate restore` measures all noises on 1,000 digits; these are the limits there.
    for (kind, strength, inferred, limit) in [
        (Corruption::Gaussian, 0.6, NoiseKind::Gaussian, 0.0160),
        (Corruption::SaltAndPepper, 0.25, NoiseKind::SaltAndPepper, 0.0045),
        (Corruption::LowerHalf, 0.5, NoiseKind::Region, 0.0300),
        (Corruption::Gaussian, 0.0, NoiseKind::Region, 0.001),
    ] {
        let (spoilt, _) = corrupt(clean.view(), kind, strength, rng);
        let mut restoration = Restoration::start(&model.net, &restorer, spoilt.view(), None);
        assert!(restoration.kinds().filter(|&kind| kind == inferred).count() >= 198, "{kind:?}");
        let error =
            |restoration: &Restoration| (restoration.picture() - &clean).map(|d| d * d).mean().unwrap();
        let log_joint = |restoration: &Restoration| {
            let joint = restoration.log_joint(&model.net);
            joint.spoilt_given_x + joint.clean.total()
        };
        let (first, before) = (error(&restoration), log_joint(&restoration));
        (0..rounds).for_each(|_| restoration.advance(&model.net, &restorer, &expectation));
        let (last, after) = (error(&restoration), log_joint(&restoration));
        assert!(last <= limit && last < first, "{kind:?} {strength}: {last} after {first}");
        let rising = before.iter().zip(&after).filter(|(before, after)| after > before).count();
        assert!(rising >= 190, "{kind:?} {strength}: log p(x~,x,h) rises for {rising} of 200");
    }
}
