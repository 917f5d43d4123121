//! Files that must open for ever: of each format that this program has written, made by the program of its time, with the
//! numbers that that program read from them.
//!
//! `tests/fixtures/` holds, of a network of 9, 7 and 4 units: `model-2-*`, of format 2 with the mixture in the model's file
//! (commit 4361103); `model-3-*`, of format 3 (commit c2faf5f); `training-1-without-data` and `training-1`, checkpoints of these
//! two commits, after an epoch and a batch.

#![cfg(not(target_arch = "wasm32"))]

use ndarray::{Array2, Axis};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::ops::ControlFlow;
use targetprop::Result;
use targetprop::learning::{Progress, Trainer, TrainingData, train_epoch};
use targetprop::model::Model;
use targetprop::net::{Latents, Layer, Network};
use targetprop::params::{Architecture, MixtureParams, ReadOutParams, TrainParams};
use targetprop::storage::tensor_file::Precision;

/// The precisions in which there are files, and how far their numbers may be from those in 32 bits: half a step of the
/// largest, which is below 5.
const PRECISIONS: [(&str, Precision, f32); 3] =
    [("f32", Precision::F32, 0.0), ("f16", Precision::F16, 2e-3), ("i8", Precision::I8, 0.02)];
/// ½ ln of the smallest variance, 0.01, which these small mixtures have come down to.
const LEAST_LOG_STD: f32 = -std::f32::consts::LN_10;
/// What 8 bits change in a probability, at most.
const PROBABILITY_TOLERANCE: f32 = 1e-4;

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(format!("tests/fixtures/{name}")).unwrap()
}

/// `(40, 9)`: what the networks have learned from.
fn images() -> Array2<f32> {
    Array2::from_shape_fn((40, 9), |(i, j)| ((i * 7 + j * 3) % 11) as f32 / 10.0)
}

fn training() -> TrainParams {
    TrainParams { epochs: 2, batch_size: 20, spikes: 10, ..TrainParams::default() }
}

fn mixture() -> MixtureParams {
    MixtureParams { components: 3, rank: 2, ..MixtureParams::default() }
}

/// A model of format 3 in 8 bits, and its mixture.
fn pair() -> [Vec<u8>; 2] {
    ["model-3-i8.safetensors", "model-3-i8.mixture.safetensors"].map(fixture)
}

fn open([model, mixture]: &[Vec<u8>; 2]) -> Result<Model> {
    let mut model = Model::from_bytes(model)?;
    model.add_mixture(mixture)?;
    Ok(model)
}

#[track_caller]
fn assert_close<'a>(found: impl IntoIterator<Item = &'a f32>, expected: &[f32], tolerance: f32) {
    let found: Vec<f32> = found.into_iter().copied().collect();
    let close = |(found, expected): (&f32, &f32)| (found - expected).abs() <= tolerance;
    let all_close = found.len() == expected.len() && found.iter().zip(expected).all(close);
    assert!(all_close, "{found:?}, expected {expected:?} within {tolerance}");
}

/// The same network in every file.
fn assert_network(net: &Network, tolerance: f32) {
    assert_eq!(net.architecture(), Architecture { x: 9, hidden: vec![7, 4] });
    let row = |map: &Layer, row: usize| map.weights().row(row).to_vec();
    assert_close(
        &row(net.f(1), 0),
        &[-0.39596978, 0.59415025, -0.32565627, 0.32305282, -0.1809814, 0.5209224, -0.18226948],
        tolerance,
    );
    assert_close(
        &row(net.g(2), 3),
        &[-0.47891384, 0.15779398, -0.15640968, -0.701329, -0.04441809, -0.1810204, -0.4872893],
        tolerance,
    );
    assert_close(
        &row(net.g(1), 6),
        &[
            0.41891712,
            -0.31820792,
            -0.48481703,
            0.07686237,
            -0.35523313,
            0.40427095,
            0.006330974,
            0.026174294,
            0.47244033,
        ],
        tolerance,
    );
    assert_close(
        net.f(1).bias(),
        &[
            -0.00023904086,
            0.00012235761,
            -2.0398347e-5,
            3.82425e-5,
            -0.0002763558,
            0.00026328702,
            4.0341358e-5,
        ],
        0.0,
    );
    assert_close(net.f(2).bias(), &[-0.8952549, 2.9221385, 5.028116, -1.7326982], 0.0);
    assert_close(
        net.g(1).bias(),
        &[
            0.0028232764,
            -0.0028417283,
            0.002836517,
            0.0028359035,
            -0.0028536946,
            -0.0027494733,
            0.002808614,
            -0.0028456505,
            -0.00022776681,
        ],
        0.0,
    );
}

/// What both formats say, whatever the numbers.
fn assert_card(model: &Model, precision: Precision, date: &str) {
    let card = &model.card;
    assert_eq!((card.precision, card.seed, card.epochs_done), (precision, 8, 1));
    assert_eq!(
        (&card.training, &card.mixture, &card.read_out),
        (&training(), &mixture(), &ReadOutParams::default())
    );
    assert_eq!((card.date.as_str(), card.command.as_str(), card.labelled), (date, "train --seed 8", true));
    assert_eq!(card.results, [("training log p(x,h), nats".to_owned(), -1.5)].into());
    assert_eq!((&card.identity, card.other.len()), (&None, 0));
}

/// Weights of the mixture; mean, second factor and logarithm of the standard deviation of its last component.
fn assert_mixture(model: &Model, expected: [&[f32]; 4], tolerance: f32) {
    let mixture = model.need_mixture().unwrap();
    assert_close(&mixture.weights, expected[0], 0.0);
    assert_close(mixture.means.row(2), expected[1], tolerance);
    assert_close(mixture.loadings.index_axis(Axis(0), 2).row(1), expected[2], tolerance);
    assert_close(mixture.log_std.row(2), expected[3], tolerance);
}

/// What a model reads of latents that are all ½.
fn assert_read_out(model: &Model, expected: [f32; 10]) {
    let latents = Latents::new(vec![Array2::from_elem((1, 7), 0.5), Array2::from_elem((1, 4), 0.5)]);
    assert_close(&model.read_out.probabilities(&latents), &expected, PROBABILITY_TOLERANCE);
}

fn assert_prior(model: &Model) {
    // Format 3 came with another order of its sums.
    assert_close(&model.prior.mean, &[0.48219135, 0.43902543, 0.4720372, 0.48325586], 1e-7);
    assert_close(&model.prior.variance, &[0.07709826, 0.0763616, 0.10395916, 0.13482195], 1e-7);
}

#[test]
fn a_model_of_format_2_opens_with_its_mixture_and_is_written_anew_in_todays() {
    for (name, precision, tolerance) in PRECISIONS {
        let model = Model::from_bytes(&fixture(&format!("model-2-{name}.safetensors"))).unwrap();
        assert_network(&model.net, tolerance);
        assert_prior(&model);
        assert_card(&model, precision, "2026-11-24");
        assert_eq!(model.card.data, "40 patterns");
        let expected: [&[f32]; 4] = [
            &[0.19999847, 0.62500155, 0.175],
            &[-4.59512, 0.21568581, 1.2256968, -3.8863301],
            &[0.0, 0.6968334, 0.48575395, -0.22811249],
            &[LEAST_LOG_STD; 4],
        ];
        assert_mixture(&model, expected, tolerance);
        assert_read_out(
            &model,
            [
                0.10368896,
                0.1062945,
                0.096595705,
                0.10061137,
                0.09493296,
                0.09722518,
                0.09364831,
                0.10467022,
                0.10130712,
                0.101025715,
            ],
        );
        let anew = [model.to_bytes(precision), model.mixture_to_bytes(precision).unwrap()];
        let mut alone = Model::from_bytes(&anew[0]).unwrap();
        assert_eq!((&alone.card, &alone.mixture), (&model.card, &None));
        assert_eq!(alone.card.format, "targetprop-playground model 3");
        alone.add_mixture(&anew[1]).unwrap();
        assert_network(&alone.net, tolerance);
    }
}

#[test]
fn a_model_of_format_3_opens_with_its_mixture_from_another_file() {
    for (name, precision, tolerance) in PRECISIONS {
        let [file, mixture] =
            ["", ".mixture"].map(|part| fixture(&format!("model-3-{name}{part}.safetensors")));
        assert_eq!(Model::from_bytes(&file).unwrap().mixture, None);
        let model = open(&[file, mixture]).unwrap();
        assert_network(&model.net, tolerance);
        assert_prior(&model);
        assert_card(&model, precision, "2026-11-28");
        assert_eq!(model.card.data, "40 patterns, the first 40 training digits");
        let expected: [&[f32]; 4] = [
            &[0.62500155, 0.19999845, 0.175],
            &[-4.59512, 0.21568581, 1.2256968, -3.8863294],
            &[0.0, 0.31210208, 0.21756251, -0.10216856],
            &[LEAST_LOG_STD; 4],
        ];
        assert_mixture(&model, expected, tolerance);
        assert_read_out(
            &model,
            [
                0.10369095, 0.10632835, 0.09659234, 0.10059818, 0.0948776, 0.09727726, 0.09365867,
                0.10470234, 0.10127297, 0.10100139,
            ],
        );
    }
}

#[test]
fn checkpoints_of_format_1_open_and_learning_goes_on() {
    let data = TrainingData::of("40 patterns", images().view());
    for (name, noted) in [("training-1-without-data", None), ("training-1", Some(&data))] {
        let mut trainer = Trainer::from_bytes(&fixture(&format!("{name}.checkpoint"))).unwrap();
        assert_network(&trainer.net, 0.0);
        assert_eq!((trainer.params(), trainer.seed(), trainer.data()), (&training(), 8, noted));
        assert_eq!(trainer.progress(), Progress { epoch: 1, batch: 1, steps: 3 });
        trainer.set_data(data.clone()).unwrap();
        train_epoch(&mut trainer, images().view(), |_| ControlFlow::Continue(())).unwrap();
        assert_eq!(trainer.progress(), Progress { epoch: 2, batch: 0, steps: 4 });
    }
}

/// A file with another card, without its checksum.
fn with_card(file: &[u8], change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let (length, rest) = file.split_first_chunk().unwrap();
    let (header, tensors) = rest.split_at(u64::from_le_bytes(*length) as usize);
    let mut header: Value = serde_json::from_slice(header).unwrap();
    let text = &mut header["__metadata__"]["card"];
    let mut card: Value = serde_json::from_str(text.as_str().unwrap()).unwrap();
    card.as_object_mut().unwrap().remove("checksum");
    change(&mut card);
    *text = card.to_string().into();
    let header = header.to_string();
    [&(header.len() as u64).to_le_bytes(), header.as_bytes(), tensors].concat()
}

#[test]
fn formats_to_come_are_refused_by_number_with_what_to_do() {
    let newer = |file: &[u8], format: &str| with_card(file, |card| card["format"] = format.into());
    let [model, mixture] = pair();
    let checkpoint = newer(&fixture("training-1.checkpoint"), "targetprop-playground training 2");
    let newer_mixture = newer(&mixture, "targetprop-playground mixture 2");
    for (refused, expected) in [
        (
            Model::from_bytes(&newer(&model, "targetprop-playground model 4")).map(drop),
            "a trained model of format 3 or below, found format 4",
        ),
        (
            open(&[model, newer_mixture]).map(drop),
            "the mixture of a model of format 1 or below, found format 2",
        ),
        (
            Trainer::from_bytes(&checkpoint).map(drop),
            "a checkpoint of a training of format 1 or below, found format 2",
        ),
    ] {
        let message = refused.unwrap_err().to_string();
        assert!(message.contains(expected), "{message}");
        assert!(message.ends_with("open it with a newer version of the page"), "{message}");
    }
}

/// Takes each setting from the group `name` of a card, one at a time, and puts an unknown one in its place: what `read`
/// gives must have the default there and the rest as it was. Without the group all must be defaults.
fn assert_grows<T>(name: &str, written: &T, read: impl Fn(&dyn Fn(&mut Value)) -> T)
where
    T: Default + Serialize + DeserializeOwned + PartialEq + std::fmt::Debug,
{
    let [written, default] = [written, &T::default()].map(|settings| serde_json::to_value(settings).unwrap());
    for (setting, default) in default.as_object().unwrap() {
        let found = read(&|card| {
            let settings = card[name].as_object_mut().unwrap();
            settings.remove(setting).expect("it was there");
            settings.insert("of_tomorrow".to_owned(), json!({ "deep": [1, 2] }));
        });
        let mut expected = written.clone();
        expected[setting] = default.clone();
        assert_eq!(serde_json::to_value(&found).unwrap(), expected, "{name} without {setting}");
    }
    let found = read(&|card| drop(card.as_object_mut().unwrap().remove(name).expect("it was there")));
    assert_eq!(found, T::default(), "a card without {name}");
}

#[test]
fn a_setting_more_or_less_invalidates_no_model_and_no_checkpoint() {
    let files = pair();
    let model = |change: &dyn Fn(&mut Value)| Model::from_bytes(&with_card(&files[0], change)).unwrap().card;
    assert_grows("training", &training(), |change| model(change).training);
    assert_grows("mixture", &mixture(), |change| model(change).mixture);
    assert_grows("read_out", &ReadOutParams::default(), |change| model(change).read_out);
    let of_mixture = |change: &dyn Fn(&mut Value)| {
        let mixture = with_card(&files[1], |card| change(&mut card["model"]));
        let model = open(&[files[0].clone(), mixture]).unwrap();
        assert_eq!(model.mixture, open(&files).unwrap().mixture, "its tensors say how large it is");
        model.card.mixture
    };
    assert_grows("mixture", &mixture(), of_mixture);
    let checkpoint = fixture("training-1.checkpoint");
    let trainer = |change: &dyn Fn(&mut Value)| {
        let file = with_card(&checkpoint, |card| {
            change(card);
            // Counters of a training on its way contradict another size of batches.
            card["progress"] = json!({ "epoch": 0, "batch": 0, "steps": 0 });
        });
        Trainer::from_bytes(&file).unwrap()
    };
    assert_grows("training", &training(), |change| trainer(change).params().clone());
}

#[test]
fn fields_that_are_not_known_are_passed_over_and_those_of_a_model_are_kept() {
    let of_tomorrow = json!({ "a": [1.5, null], "b": "c" });
    let add = |file: &[u8]| with_card(file, |card| card["of_tomorrow"] = of_tomorrow.clone());
    let [file, mixture] = pair();
    let model = open(&[add(&file), add(&mixture)]).unwrap();
    assert_eq!(model.card.other, [("of_tomorrow".to_owned(), of_tomorrow.clone())].into());
    let anew = [model.to_bytes(Precision::F32), model.mixture_to_bytes(Precision::F32).unwrap()];
    assert_eq!(open(&anew).unwrap().card.other, model.card.other);
    let mut again = Vec::new();
    with_card(&anew[0], |card| again.push(card["of_tomorrow"].clone()));
    with_card(&anew[1], |card| again.push(card["model"]["of_tomorrow"].clone()));
    assert_eq!(again, [of_tomorrow.clone(), of_tomorrow.clone()]);
    let checkpoint = fixture("training-1.checkpoint");
    assert_eq!(Trainer::from_bytes(&add(&checkpoint)).unwrap(), Trainer::from_bytes(&checkpoint).unwrap());
}
