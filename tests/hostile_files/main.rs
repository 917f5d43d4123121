//! Files of models, mixtures, restorers, checkpoints and digits that mean harm: readers refuse them or what they give can be used, and
//! memory stays bounded. Never a panic.
//!
//! Mutations are seeded by their number, so that every run tries the same. `HOSTILE_CASES` is how many of each kind
//! are tried; the default takes a few seconds, `HOSTILE_CASES=1000000 cargo test --test hostile_files` an hour.
//! A case that panics is named.

#![cfg(not(target_arch = "wasm32"))]

#[allow(unsafe_code)] // An allocator is unsafe to write; this one only counts.
mod memory;
mod mutate;

use flate2::Compression;
use flate2::write::GzEncoder;
use memory::held_by;
use ndarray::Array2;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use std::io::Write;
use std::ops::ControlFlow;
use targetprop::data::idx::{read_digit_images, read_images, read_labels, write_images, write_labels};
use targetprop::data::{digits, synthetic};
use targetprop::inference::infer;
use targetprop::learning::{Progress, Trainer, TrainingData, train_epoch};
use targetprop::model::{Model, ModelCard};
use targetprop::net::{Latents, Network};
use targetprop::params::{Architecture, InferenceParams, MixtureParams, RestorerTrainParams, TrainParams};
use targetprop::restoration::{Restorer, RestorerCard, restore};
use targetprop::sampling::{Expectation, decode};
use targetprop::storage::tensor_file::Precision;
use targetprop::top::{ReadOut, TopPrior, learn_mixture};

#[global_allocator]
static ALLOCATOR: memory::Counting = memory::Counting;

const MB: usize = 1 << 20;
/// Most bytes that a reader may hold of files that hold a few thousand.
const BUDGET: usize = 4 * MB;
fn architecture() -> Architecture {
    Architecture { x: 9, hidden: vec![7, 4] }
}

/// Says on panic which case it was.
struct Case<'a>(&'a str, u64);

impl Drop for Case<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{}, case {}", self.0, self.1);
        }
    }
}

/// Gives every case its random numbers; `read` says whether the file was accepted. Some must be, and some not: else the
/// mutations show nothing.
fn try_all(name: &str, default: u64, read: impl Fn(&mut Pcg64) -> bool) {
    let cases = std::env::var("HOSTILE_CASES").map_or(default, |cases| cases.parse().expect("a number"));
    let accepted = (0..cases).filter(|&case| {
        let _case = Case(name, case);
        read(&mut Pcg64::seed_from_u64(case))
    });
    let share = accepted.count() as f64 / cases as f64;
    assert!(0.01 < share && share < 0.9, "{name}: {share} of {cases} cases accepted");
}

/// What `read` gives, having held no more than the budget.
fn bounded<T>(read: impl FnOnce() -> T) -> T {
    let (value, held) = held_by(read);
    assert!(held <= BUDGET, "{held} bytes held");
    value
}

fn model() -> Model {
    model_of(architecture(), &images(40))
}

/// A model of `architecture` whose read-out and priors know the images `x`.
fn model_of(architecture: Architecture, x: &Array2<f32>) -> Model {
    let mut rng = Pcg64::seed_from_u64(8);
    let net = Network::random(&architecture, 3.0, &mut rng);
    let latents = infer(&net, x.view(), &InferenceParams::default());
    let labels: Vec<u8> = (0..40).map(|i| i % 10).collect();
    let mut card = ModelCard::new(architecture, TrainParams::default(), 8, 0);
    card.mixture = MixtureParams { components: 3, rank: 2, ..MixtureParams::default() };
    Model {
        net,
        prior: TopPrior::learn(latents.h(2).view()),
        mixture: Some(learn_mixture(latents.h(2).view(), &card.mixture, &mut rng, |_, _| ()).unwrap()),
        read_out: ReadOut::learn(&latents, &labels, &card.read_out, &mut rng).unwrap(),
        card,
    }
}

/// `(n, 9)` in \[0,1\].
fn images(n: usize) -> Array2<f32> {
    Array2::from_shape_fn((n, architecture().x), |(i, j)| ((i * 7 + j * 3) % 11) as f32 / 10.0)
}

/// A blank image, a full one and one in between must stay finite on every way through `model`.
fn use_all_of(model: &Model) {
    let net = &model.net;
    let x = Array2::from_shape_fn((3, net.f(1).n_in()), |(image, _)| image as f32 / 2.0);
    let params = InferenceParams { n_steps: 200, step: 1.0, top_down: 1.0 };
    let rng = &mut Pcg64::seed_from_u64(1);
    let seen = infer(net, x.view(), &params);
    let prior = model.prior.sample(3, 100.0, rng);
    let mixture = model.mixture.as_ref().map(|mixture| mixture.sample(3, 100.0, rng));
    for h2 in [Some(seen.top()), Some(&prior), mixture.as_ref()].into_iter().flatten() {
        let latents = Latents::new(vec![net.g(2).forward(h2.view()), h2.clone()]);
        let again = infer(net, decode(net, h2.view()).view(), &params);
        let reads = [&latents, &again].map(|latents| model.read_out.probabilities(latents));
        for values in [latents.h(1), again.h(1), again.h(2), &reads[0], &reads[1]] {
            assert!(values.iter().all(|value| value.is_finite()), "{values}");
        }
    }
}

#[test]
fn models_and_mixtures_are_refused_or_usable() {
    let model = model();
    use_all_of(&model);
    let precisions = [Precision::F32, Precision::F16, Precision::I8];
    let files = precisions.map(|precision| model.to_bytes(precision));
    let mixtures = precisions.map(|precision| model.mixture_to_bytes(precision).unwrap());
    try_all("models", 2_000, |rng| {
        let file = mutate::tensors(files.choose(rng).unwrap(), rng);
        let found = bounded(|| Model::from_bytes(&file));
        found.map(|model| use_all_of(&model)).is_ok()
    });
    try_all("mixtures", 2_000, |rng| {
        let file = mutate::tensors(mixtures.choose(rng).unwrap(), rng);
        let mut model = model.clone();
        let found = bounded(|| model.add_mixture(&file));
        use_all_of(&model);
        found.is_ok()
    });
}

#[test]
fn restorers_are_refused_or_usable() {
    let (x, _) = synthetic::digits(1, 0, 40);
    let model = model_of(Architecture { x: 784, hidden: vec![7, 4] }, &x);
    let card =
        RestorerCard::new(&model, RestorerTrainParams { codes: 2, ..RestorerTrainParams::default() }, 0, 1);
    let restorer = Restorer::random(2, &mut Pcg64::seed_from_u64(2));
    let files = [Precision::F32, Precision::F16, Precision::I8].map(|bits| restorer.to_bytes(&card, bits));
    let expectation = Expectation::of(x.view(), 0.5);
    // Blank, full and in between.
    let spoilt = Array2::from_shape_fn((3, 784), |(image, _)| image as f32 / 2.0);
    try_all("restorers", 2_000, |rng| {
        let file = mutate::tensors(files.choose(rng).unwrap(), rng);
        let Ok((found, _)) = bounded(|| Restorer::from_bytes(&file, &model)) else { return false };
        let restored = restore(&model.net, &found, &expectation, spoilt.view(), None, 2);
        assert!(restored.iter().all(|pixel| (0.0..=1.0).contains(pixel)));
        true
    });
}

#[test]
fn checkpoints_are_refused_or_learning_goes_on() {
    let images = images(50);
    let params = TrainParams { batch_size: 20, epochs: 3, ..TrainParams::default() };
    let mut trainer = Trainer::new(architecture(), params, 5, images.view()).unwrap();
    let mut files = vec![trainer.to_bytes()];
    train_epoch(&mut trainer, images.view(), |_| ControlFlow::Continue(())).unwrap();
    files.push(trainer.to_bytes());
    trainer.set_data(TrainingData::of("some digits", images.view())).unwrap();
    train_epoch(&mut trainer, images.view(), |_| ControlFlow::Break(())).unwrap();
    files.push(trainer.to_bytes());
    try_all("checkpoints", 2_000, |rng| {
        let file = mutate::tensors(files.choose(rng).unwrap(), rng);
        let Ok(mut found) = bounded(|| Trainer::from_bytes(&file)) else { return false };
        // Other counters than those of fifty images are refused here, runaway weights there.
        let _ = found.set_data(TrainingData::of("some digits", images.view()));
        for _ in 0..2 {
            let _ = train_epoch(&mut found, images.view(), |_| ControlFlow::Continue(()));
        }
        true
    });
}

#[test]
fn overflowing_checkpoints_are_refused_and_one_of_the_first_version_goes_on() {
    let read = |name: &str| {
        let file = std::fs::read(format!("tests/fixtures/{name}.checkpoint")).unwrap();
        bounded(|| Trainer::from_bytes(&file))
    };
    for (name, reason) in [
        ("epoch-at-the-top", "at most 1000 whole epochs, found epoch 4294967295"),
        ("batch-at-the-top", "of 5 images in 3 batches, found epoch 1, batch 18446744073709551615"),
        ("batch-beyond-the-last", "of 5 images in 3 batches, found epoch 1, batch 1000000, 4 batches in all"),
        (
            "steps-at-the-top",
            "of 5 images in 3 batches, found epoch 1, batch 1, 18446744073709551615 batches",
        ),
        ("all-at-the-top", "at most 1000 whole epochs"),
    ] {
        let message = read(name).unwrap_err().to_string();
        assert!(message.contains(reason), "{name}: {message}");
    }
    let mut trainer = read("first-version").unwrap();
    let images = images(5).slice(ndarray::s![.., ..3]).to_owned();
    trainer.set_data(TrainingData::of("five digits", images.view())).unwrap();
    train_epoch(&mut trainer, images.view(), |_| ControlFlow::Continue(())).unwrap();
    assert_eq!(trainer.progress(), Progress { epoch: 2, batch: 0, steps: 6 });
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn files_of_digits_are_refused_or_read() {
    let (images, labels) = synthetic::digits(1, 0, 5);
    let images = write_images(images.view(), 28, 28);
    let labels = write_labels(&labels.repeat(4));
    try_all("digits", 5_000, |rng| {
        let mut file = mutate::idx(&images, rng);
        for _ in 0..rng.random_range(0..3) {
            file = gzip(&file);
            if rng.random() {
                file = mutate::bytes(&file, rng);
            }
        }
        let _ = bounded(|| read_images(&file));
        let read = bounded(|| digits::read(&file, 3));
        read.map(|digits| [digits.notes(), digits.transposed().notes()]).is_ok()
    });
    try_all("labels", 5_000, |rng| {
        let file = mutate::idx(&labels, rng);
        bounded(|| read_labels(&file, 3)).is_ok()
    });
}

#[test]
fn of_a_large_archive_only_what_is_used_takes_memory() {
    // As many black images as take 16 MB.
    let images = gzip(&write_images(Array2::zeros((20_000, 784)).view(), 28, 28));
    assert!(images.len() < MB / 8);
    for file in [gzip(&images), images] {
        let used = bounded(|| read_digit_images(&file, 1_000)).unwrap();
        assert_eq!((used.total, used.bytes.nrows()), (20_000, 1_000));
    }
    let labels = gzip(&write_labels(&[0; 16 * MB]));
    assert_eq!(bounded(|| read_labels(&labels, 1_000)).unwrap().values, [0; 1_000]);
}

#[test]
fn archives_and_headers_that_promise_much_are_refused_with_little_memory() {
    const LITTLE: usize = MB / 4;
    let pixels = [&[0, 0, 8, 3, 0x10, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1][..], &vec![0; 16 * MB]].concat();
    let refused = |file: &[u8], reason: &str| {
        let (read, held) = held_by(|| digits::read(file, 10_050));
        let message = read.unwrap_err().to_string();
        assert!(message.contains(reason), "{message}");
        assert!(held < LITTLE, "{held} bytes held: {message}");
    };
    refused(&gzip(&pixels), "found 1×1");
    refused(&gzip(&gzip(&pixels)), "found 1×1");
    refused(&gzip(&vec![0; 16 * MB]), "found 00 00 00 00");
    refused(&gzip(&[]).repeat(100_000), "more than 16384 parts");
    for header in [vec![b'['; MB / 2], vec![b' '; MB / 2]] {
        for length in [header.len() as u64, 1 << 20, 1 << 40, u64::MAX] {
            let file = [&length.to_le_bytes()[..], &header].concat();
            let (read, held) = held_by(|| Model::from_bytes(&file));
            assert!(read.is_err() && held < LITTLE, "{held} bytes held");
        }
    }
}
