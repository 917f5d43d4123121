//! Blind restoration against golden values of an independent PyTorch implementation (`golden/restoration.py`).

use ndarray::{Array1, Array2, Axis};
use rand::SeedableRng;
use rand_pcg::Pcg64;
use serde::Deserialize;
use std::collections::BTreeMap;
use targetprop::inference::ClampMask;
use targetprop::model::{Model, ModelCard};
use targetprop::net::{Activation, Latents, Layer, Network};
use targetprop::params::{Architecture, RestorerTrainParams, TrainParams};
use targetprop::restoration::{
    CodeBook, NoiseKind, Restoration, Restorer, RestorerCard, RestorerTrainer, SpoiltBatch,
    restorer_gradients,
};
use targetprop::sampling::Expectation;
use targetprop::storage::CardKind;
use targetprop::storage::tensor_file::{Precision, TensorReader, TensorWriter};
use targetprop::top::{ReadOut, TopPrior};

const PIXELS: usize = 784;
const CODES: usize = 8;
const UNITS: usize = 20;
const SAMPLES: usize = 30;

/// Pictures, trusts and probabilities: 32-bit sums of up to a thousand terms, through three rounds.
const VALUES: f64 = 2e-5;
/// Slopes, relative to those above 1: sums over 784 pixels.
const GRADIENTS: f64 = 1e-4;
/// Weights after a step of 2e-4 by Adam, whose first step has the size of the rate whatever the slope.
const WEIGHTS: f64 = 1e-6;

#[derive(Deserialize)]
struct Golden {
    clean: Vec<Vec<u8>>,
    spoilt: Vec<Vec<u8>>,
    kind_probabilities: Vec<Vec<f64>>,
    inferred: Vec<String>,
    rounds: Vec<Round>,
    errors: Vec<f64>,
    gradients: BTreeMap<String, Parts>,
    after: BTreeMap<String, Parts>,
}

/// Every ninth pixel of each image.
#[derive(Deserialize)]
struct Round {
    picture: Vec<Vec<f64>>,
    trust: Vec<Vec<f64>>,
}

/// About a dozen values of each, evenly spread.
#[derive(Deserialize)]
struct Parts {
    weight: Vec<f64>,
    bias: Vec<f64>,
}

fn golden() -> Golden {
    serde_json::from_str(include_str!("golden/restoration.json")).expect("written by restoration.py")
}

fn images(bytes: &[Vec<u8>]) -> Array2<f32> {
    Array2::from_shape_fn((bytes.len(), PIXELS), |(i, j)| f32::from(bytes[i][j]) / 255.0)
}

/// The formula of the script.
fn weights(seed: usize, (rows, columns): (usize, usize), scale: f64) -> Array2<f64> {
    Array2::from_shape_fn((rows, columns), |(row, column)| {
        let i = row * columns + column;
        (((i * 7919 + seed * 104_729) % 1009) as f64 / 1009.0 - 0.5) * scale
    })
}

/// Weights and bias of a layer of the script.
fn layer_values(seed: usize, (n_in, n_out): (usize, usize)) -> (Array2<f32>, Vec<f32>) {
    let weight = weights(seed, (n_in, n_out), 3.0 / (n_in as f64).sqrt()).mapv(|v| v as f32);
    (weight, weights(seed + 500, (1, n_out), 1.0).iter().map(|&v| v as f32).collect())
}

fn model() -> Model {
    let layer = |seed, shape, activation| {
        let (weight, bias) = layer_values(seed, shape);
        Layer::new(weight.view(), &bias, activation)
    };
    let encoders =
        vec![layer(901, (PIXELS, UNITS), Activation::Softplus), layer(3, (UNITS, 2), Activation::Sigmoid)];
    let decoders =
        vec![layer(902, (UNITS, PIXELS), Activation::Sigmoid), layer(4, (2, UNITS), Activation::Softplus)];
    let net = Network::new(encoders, decoders);
    let architecture = Architecture { x: PIXELS, hidden: vec![UNITS, 2] };
    Model {
        read_out: ReadOut::blank(&Latents::new(vec![Array2::zeros((1, UNITS)), Array2::zeros((1, 2))])),
        prior: TopPrior { mean: Array1::from_elem(2, 0.5), variance: Array1::from_elem(2, 0.1) },
        mixture: None,
        card: ModelCard::new(architecture, TrainParams::default(), 1, 0),
        net,
    }
}

fn params() -> RestorerTrainParams {
    RestorerTrainParams { codes: CODES, ..RestorerTrainParams::default() }
}

/// Names and shapes of the layers, in the order of the script.
fn shapes() -> Vec<(String, (usize, usize))> {
    let mut shapes = vec![("kinds".to_owned(), (112, 4))];
    for kind in ["gaussian", "salt_and_pepper", "random_pixels", "region"] {
        for (stage, channels, width, before) in [("first", 5, 7, 0), ("later", 9, 5, 9 * CODES)] {
            for (layer, shape) in [
                ("code", (width * width * channels + before, CODES)),
                ("read_out", (width * width * channels + 25 * CODES, 2)),
                ("picture_gates", (25 * channels, CODES)),
                ("trust_gates", (9 * channels, CODES)),
            ] {
                shapes.push((format!("{kind}.{stage}.{layer}"), shape));
            }
        }
    }
    shapes
}

fn restorer(model: &Model) -> Restorer {
    let mut writer = TensorWriter::default();
    for (i, (name, shape)) in shapes().into_iter().enumerate() {
        let (weight, bias) = layer_values(i + 1, shape);
        writer.matrix(&format!("{name}.weight"), weight.as_slice().unwrap(), shape.1, Precision::F32);
        writer.vector(&format!("{name}.bias"), &bias);
    }
    let file = writer.finish(&RestorerCard::new(model, params(), 0, 1));
    Restorer::from_bytes(&file, model).unwrap().0
}

fn expectation() -> Expectation {
    let samples = weights(903, (SAMPLES, PIXELS), 1.0).mapv(|v| (v + 0.5) as f32);
    Expectation::of(samples.view(), 0.5)
}

fn book() -> CodeBook {
    let mut middles = Array2::zeros((CODES, 49));
    let inked = weights(904, (CODES - 1, 49), 1.0).mapv(|v| (v + 0.5) as f32);
    middles.slice_mut(ndarray::s![1.., ..]).assign(&inked);
    CodeBook::new(middles.view())
}

#[track_caller]
fn assert_close<'a>(found: impl IntoIterator<Item = &'a f32>, expected: &[f64], tolerance: f64, what: &str) {
    let found: Vec<f64> = found.into_iter().map(|&value| f64::from(value)).collect();
    assert_eq!(found.len(), expected.len(), "{what}");
    for (i, (found, expected)) in found.iter().zip(expected).enumerate() {
        let error = (found - expected).abs() / expected.abs().max(1.0);
        assert!(error <= tolerance, "{what}[{i}]: found {found}, expected {expected}, error {error:.1e}");
    }
}

#[test]
fn every_round_agrees() {
    let golden = golden();
    let (model, expectation) = (model(), expectation());
    let restorer = restorer(&model);
    let spoilt = images(&golden.spoilt);
    let mut restoration = Restoration::start(&model.net, &restorer, spoilt.view(), None);
    for (found, expected) in
        restoration.kind_probabilities().rows().into_iter().zip(&golden.kind_probabilities)
    {
        assert_close(found, expected, VALUES, "kinds");
    }
    let inferred: Vec<_> = restoration.kinds().map(|kind| serde_json::to_value(kind).unwrap()).collect();
    let expected: Vec<_> = golden.inferred.iter().map(|kind| kind.replace('_', "-").into()).collect();
    assert_eq!(inferred, expected as Vec<serde_json::Value>);
    assert!(restoration.trust().is_none());
    for (round, expected) in golden.rounds.iter().enumerate() {
        restoration.advance(&model.net, &restorer, &expectation);
        let (picture, trust) = (restoration.picture(), restoration.trust().unwrap());
        for (found, expected, what) in
            [(&picture, &expected.picture, "picture"), (&trust, &expected.trust, "trust")]
        {
            for (found, expected) in found.rows().into_iter().zip(expected) {
                assert_close(
                    found.iter().step_by(9),
                    expected,
                    VALUES,
                    &format!("{what} after {}", round + 1),
                );
            }
        }
    }
    // Images have the same bits alone and in company.
    let mut alone = Restoration::start(&model.net, &restorer, spoilt.slice(ndarray::s![2..3, ..]), None);
    (0..golden.rounds.len()).for_each(|_| alone.advance(&model.net, &restorer, &expectation));
    assert_eq!(alone.picture().row(0), restoration.picture().row(2));
}

#[test]
fn one_step_of_learning_agrees() {
    let golden = golden();
    let (model, expectation) = (model(), expectation());
    let restorer = restorer(&model);
    let batch = SpoiltBatch {
        clean: images(&golden.clean),
        spoilt: images(&golden.spoilt),
        kinds: NoiseKind::ALL.to_vec(),
    };
    let (gradients, report) =
        restorer_gradients(&model.net, &expectation, &restorer, &book(), &batch, &params());
    for (found, expected) in report.errors.iter().zip(&golden.errors) {
        assert!((found - expected).abs() < VALUES, "{found} {expected}");
    }
    for ((name, _), gradient) in shapes().iter().zip(&gradients) {
        let expected = &golden.gradients[name];
        let (weights, bias) = (gradient.weights(), gradient.bias());
        assert_close(
            some(weights.as_slice().unwrap()),
            &expected.weight,
            GRADIENTS,
            &format!("{name}.weight"),
        );
        assert_close(some(bias), &expected.bias, GRADIENTS, &format!("{name}.bias"));
    }

    let mut trainer = RestorerTrainer::new(restorer, params());
    trainer.step(&gradients);
    let file = trainer.restorer.to_bytes(&RestorerCard::new(&model, params(), 1, 1), Precision::F32);
    let reader = TensorReader::new(&file, CardKind::Restorer).unwrap();
    for (name, (n_in, n_out)) in shapes() {
        let expected = &golden.after[&name];
        for (part, shape, expected) in
            [("weight", &[n_in, n_out][..], &expected.weight), ("bias", &[n_out][..], &expected.bias)]
        {
            let tensor = format!("{name}.{part}");
            assert_close(some(&reader.values(&tensor, shape).unwrap()), expected, WEIGHTS, &tensor);
        }
    }
}

/// The values that the script keeps of many.
fn some(values: &[f32]) -> impl Iterator<Item = &f32> {
    values.iter().step_by((values.len() / 12).max(1))
}

#[test]
fn what_is_told_is_believed() {
    let golden = golden();
    let (model, expectation) = (model(), expectation());
    let restorer = restorer(&model);
    let spoilt = images(&golden.spoilt);
    let mask = ClampMask::new(Array2::from_shape_fn(spoilt.dim(), |(i, j)| i > 0 && (i + j) % 3 == 0));
    let mut restoration = Restoration::start(&model.net, &restorer, spoilt.view(), Some(&mask));
    for round in 0..3 {
        assert_eq!(restoration.round(), round);
        let picture = restoration.picture();
        assert_eq!(picture.row(0), spoilt.row(0), "nothing is missing of the first");
        for ((found, x), missing) in picture.iter().zip(&spoilt).zip(mask.missing()) {
            assert!(*missing || found == x);
        }
        restoration.advance(&model.net, &restorer, &expectation);
        let expected = mask.missing().mapv(|missing| if missing { 0.0 } else { 1.0 });
        assert_eq!(restoration.trust().unwrap(), expected);
    }
}

#[test]
fn a_file_brings_the_restorer_back_for_its_own_model_only() {
    let mut model = model();
    let restorer = Restorer::random(CODES, &mut Pcg64::seed_from_u64(1));
    let card = RestorerCard::new(&model, params(), 7, 1);
    let bytes = restorer.to_bytes(&card, Precision::F32);
    assert_eq!(restorer.to_bytes(&card, Precision::F32), bytes);
    let (found, noted) = Restorer::from_bytes(&bytes, &model).unwrap();
    assert_eq!((found, noted), (restorer.clone(), card.clone()));
    let small = restorer.to_bytes(&card, Precision::I8);
    assert!(small.len() < bytes.len() / 2, "{} of {} bytes", small.len(), bytes.len());
    Restorer::from_bytes(&small, &model).unwrap();
    // Whatever the integers, what needs 16 bits has them.
    assert_eq!(restorer.to_bytes(&card, Precision::I5).len(), small.len());

    let refusal = |bytes: &[u8], model: &Model| Restorer::from_bytes(bytes, model).unwrap_err().to_string();
    assert!(
        refusal(&model.to_bytes(Precision::I8), &model).contains("the restorer of a model, found a trained")
    );
    assert!(refusal(&bytes[..bytes.len() / 2], &model).contains("a whole safetensors file"));
    let many = RestorerCard { training: RestorerTrainParams { codes: 9, ..params() }, ..card.clone() };
    let message = refusal(&restorer.to_bytes(&many, Precision::I8), &model);
    assert!(message.contains("gaussian.first.code.weight of shape [245, 9], found [245, 8]"), "{message}");
    let absurd = RestorerCard { training: RestorerTrainParams { codes: 1 << 40, ..params() }, ..card };
    let message = refusal(&restorer.to_bytes(&absurd, Precision::I8), &model);
    assert!(message.contains("2 to 256 codes, found 1099511627776"), "{message}");
    model.card.seed += 1;
    assert!(refusal(&bytes, &model).contains("the restorer of the model made by"));
}

#[test]
fn batches_follow_the_seed_and_hold_every_kind() {
    let (digits, _) = targetprop::data::synthetic::digits(1, 0, 30);
    let draw = |seed| SpoiltBatch::draw(digits.view(), &params(), &mut Pcg64::seed_from_u64(seed));
    let batch = draw(1);
    assert_eq!(batch, draw(1));
    assert_ne!(batch, draw(2));
    assert_eq!(batch.clean.dim(), (25, PIXELS));
    for values in [&batch.clean, &batch.spoilt] {
        assert!(values.iter().all(|value| (0.0..=1.0).contains(value)));
    }
    let portions: Vec<_> = batch.kinds.chunk_by(|a, b| a == b).map(|portion| portion[0]).collect();
    assert_eq!(portions, NoiseKind::ALL);
    let untouched = |i: usize| batch.clean.index_axis(Axis(0), i) == batch.spoilt.index_axis(Axis(0), i);
    assert_eq!((0..25).filter(|&i| untouched(i)).count(), 3, "three are not spoilt");
}
