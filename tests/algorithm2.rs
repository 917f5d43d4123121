//! The core against golden values of an independent NumPy implementation (`golden/algorithm2.py`).

use ndarray::{Array1, Array2, ArrayView2, Axis};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use targetprop::inference::{ClampMask, Inference, LogJoint, infer, infer_traced};
use targetprop::learning::{
    Adam, BatchReport, Corrupted, Trainer, e_step, local_update, m_step, pairs, train_epoch,
};
use targetprop::net::{Activation, Latents, Layer, Network};
use targetprop::params::{InferenceParams, RoundsParams, TrainParams};
use targetprop::sampling::{Rounds, denoise, generate, inpaint, sample_directed};
use targetprop::top::TopPrior;

/// Latents and pixels of size about 1: 32-bit sums of a dozen terms and polynomial activations, each
/// right to 4e-7, carried through up to 60 iterations.
const VALUES: f64 = 5e-6;
/// `log p(x,h)`, relative to values of up to 100: as above, squared and summed.
const LOG_JOINT: f64 = 5e-6;
/// Slopes of size about 1.
const GRADIENTS: f64 = 2e-6;
/// Weights of size about 1 after up to four steps of 1e-3: the rounding of a weight, and the relative
/// error of a slope times the step.
const WEIGHTS: f64 = 5e-7;

#[derive(Deserialize)]
struct Golden {
    net: Weights,
    x: Rows,
    missing: Vec<Vec<u8>>,
    inference: Vec<Traced>,
    clamped: Vec<Traced>,
    inpaint: Run,
    denoise: Run,
    generate: Run,
    mini_batch: MiniBatch,
    noiseless_training: Training,
    noisy_training: NoisyTraining,
}

type Rows = Vec<Vec<f64>>;
type Weights = BTreeMap<String, LayerValues>;

#[derive(Deserialize)]
struct LayerValues {
    weight: Rows,
    bias: Vec<f64>,
}

#[derive(Deserialize)]
struct Params {
    #[serde(default)]
    n_rounds: usize,
    n: usize,
    step: f32,
    top_down: f32,
}

/// One INFERENCE: terms of `log p(x,h)` at iterations 0 to N, and the end.
#[derive(Deserialize)]
struct Traced {
    params: Params,
    x_given_h1: Rows,
    h1_given_h2: Rows,
    h1: Rows,
    h2: Rows,
    x_hat: Rows,
}

/// Rounds of inference and decoding: `x` after each.
#[derive(Deserialize)]
struct Run {
    params: Params,
    #[serde(default)]
    h2: Rows,
    #[serde(default)]
    directed: Rows,
    x: Vec<Rows>,
}

/// The noise of a batch.
#[derive(Deserialize)]
struct Noise {
    noise_x: Rows,
    noise_h1: Rows,
    h2_corrupted: Rows,
}

#[derive(Deserialize)]
struct MiniBatch {
    settings: BTreeMap<String, f32>,
    #[serde(flatten)]
    noise: Noise,
    latents: BTreeMap<String, Rows>,
    gradients: Weights,
    errors: BTreeMap<String, f64>,
    after: Weights,
}

/// The maps in the order of `Network::layers`.
const MAPS: [&str; 4] = ["f1", "f2", "g2", "g1"];

#[derive(Deserialize)]
struct Training {
    net: Weights,
    errors: Vec<BTreeMap<String, f64>>,
    after: Weights,
}

#[derive(Deserialize)]
struct NoisyTraining {
    net: Weights,
    batches: Vec<NoisyBatch>,
    after: Weights,
}

#[derive(Deserialize)]
struct NoisyBatch {
    x: Rows,
    #[serde(flatten)]
    noise: Noise,
    x_given_h1: f64,
    h1_given_h2: f64,
    h1_norm: f64,
    errors: BTreeMap<String, f64>,
}

impl Noise {
    fn corrupt(&self, inferred: &Inference) -> Corrupted {
        Corrupted {
            x: inferred.x() + &array(&self.noise_x),
            h: Latents::new(vec![
                inferred.latents().h(1) + &array(&self.noise_h1),
                array(&self.h2_corrupted),
            ]),
        }
    }
}

impl Params {
    fn inference(&self) -> InferenceParams {
        InferenceParams { n_steps: self.n, step: self.step, top_down: self.top_down }
    }

    fn rounds(&self) -> RoundsParams {
        RoundsParams { n_rounds: self.n_rounds, inference: self.inference() }
    }
}

fn golden() -> Golden {
    serde_json::from_str(include_str!("golden/algorithm2.json")).expect("written by algorithm2.py")
}

fn array(rows: &Rows) -> Array2<f32> {
    Array2::from_shape_fn((rows.len(), rows[0].len()), |(i, j)| rows[i][j] as f32)
}

fn mask(golden: &Golden) -> ClampMask {
    let missing = &golden.missing;
    ClampMask::new(Array2::from_shape_fn((missing.len(), missing[0].len()), |(i, j)| missing[i][j] == 1))
}

fn network(weights: &Weights) -> Network {
    let layer = |name: &str, activation| {
        let LayerValues { weight, bias } = &weights[name];
        let bias: Vec<f32> = bias.iter().map(|&b| b as f32).collect();
        Layer::new(array(weight).view(), &bias, activation)
    };
    Network::new(
        vec![layer("f1", Activation::Softplus), layer("f2", Activation::Sigmoid)],
        vec![layer("g1", Activation::Sigmoid), layer("g2", Activation::Softplus)],
    )
}

/// Largest difference must be within `tolerance`, relative to values above 1.
#[track_caller]
fn assert_close(found: ArrayView2<f32>, expected: &Rows, tolerance: f64, what: &str) {
    assert_eq!(found.dim(), (expected.len(), expected[0].len()), "shape of {what}");
    for ((i, j), &value) in found.indexed_iter() {
        let (value, expected) = (f64::from(value), expected[i][j]);
        let error = (value - expected).abs() / expected.abs().max(1.0);
        assert!(error <= tolerance, "{what}[{i},{j}]: found {value}, expected {expected}, error {error:.1e}");
    }
}

#[track_caller]
fn assert_weights(found: &Network, expected: &Weights, what: &str) {
    for (name, layer) in found.named_layers() {
        let LayerValues { weight, bias } = &expected[&name];
        assert_close(layer.weights().view(), weight, WEIGHTS, &format!("{what}, {name}.weight"));
        let found = Array1::from(layer.bias().to_vec()).insert_axis(Axis(0));
        assert_close(found.view(), &vec![bias.clone()], WEIGHTS, &format!("{what}, {name}.bias"));
    }
}

#[track_caller]
fn assert_joint(found: &LogJoint, golden: &Traced, iteration: usize) {
    for (term, expected) in [(&found.terms[0], &golden.x_given_h1), (&found.terms[1], &golden.h1_given_h2)] {
        let row = vec![expected[iteration].clone()];
        assert_close(term.view().insert_axis(Axis(0)), &row, LOG_JOINT, &format!("iteration {iteration}"));
    }
}

#[track_caller]
fn assert_end(inference: &Inference, golden: &Traced) {
    assert_close(inference.latents().h(1).view(), &golden.h1, VALUES, "h1");
    assert_close(inference.latents().h(2).view(), &golden.h2, VALUES, "h2");
    assert_close(inference.x_hat().view(), &golden.x_hat, VALUES, "g1(h1)");
}

#[test]
fn inference_agrees_at_every_iteration() {
    let golden = golden();
    let (net, x) = (network(&golden.net), array(&golden.x));
    for traced in &golden.inference {
        let params = traced.params.inference();
        let mut iterations = 0;
        let latents = infer_traced(&net, x.clone(), &params, |iteration, inference| {
            assert_joint(&inference.log_joint(), traced, iteration);
            if iteration == params.n_steps {
                assert_end(inference, traced);
            }
            iterations += 1;
        });
        assert_eq!(iterations, params.n_steps + 1);
        assert_eq!(infer(&net, x.view(), &params), latents);
    }
}

#[test]
fn clamped_inference_agrees_at_every_iteration() {
    let golden = golden();
    let net = network(&golden.net);
    for traced in &golden.clamped {
        let params = traced.params.inference();
        let mut inference = Inference::start(&net, array(&golden.x), Some(mask(&golden)));
        assert_joint(&inference.log_joint(), traced, 0);
        for iteration in 1..=params.n_steps {
            inference.advance(&net, &params);
            assert_joint(&inference.log_joint(), traced, iteration);
        }
        assert_end(&inference, traced);
    }
}

#[test]
fn inpainting_and_denoising_agree_after_every_round() {
    let golden = golden();
    let (net, x) = (network(&golden.net), array(&golden.x));
    for (run, missing) in [(&golden.inpaint, Some(mask(&golden))), (&golden.denoise, None)] {
        let params = run.params.rounds();
        let mut rounds = Rounds::start(&net, x.clone(), missing.clone(), params);
        while rounds.advance(&net) {
            if rounds.iteration() == params.inference.n_steps {
                let what = format!("x after round {}", rounds.round() + 1);
                assert_close(rounds.picture().view(), &run.x[rounds.round()], VALUES, &what);
            }
        }
        assert_eq!(rounds.round() + 1, run.x.len());
        let at_once = match missing {
            Some(missing) => inpaint(&net, x.clone(), missing, &params),
            None => denoise(&net, x.clone(), &params),
        };
        assert_eq!(at_once, rounds.picture());
    }
}

#[test]
fn generate_agrees_from_a_given_h2() {
    let golden = golden();
    let net = network(&golden.net);
    let run = &golden.generate;
    let h2 = array(&run.h2);
    for (i, h2) in h2.rows().into_iter().enumerate() {
        // A prior without variance draws its mean.
        let prior = TopPrior { mean: h2.to_owned(), variance: Array1::zeros(h2.len()) };
        let rng = &mut <rand_pcg::Pcg64 as rand::SeedableRng>::seed_from_u64(1);
        let directed = sample_directed(&net, &prior, 1, 4.0, rng);
        assert_close(directed.view(), &vec![run.directed[i].clone()], VALUES, "directed sample");
        let sample = generate(&net, &prior, 1, 4.0, &run.params.rounds(), rng);
        let expected = run.x.last().expect("at least one round")[i].clone();
        assert_close(sample.view(), &vec![expected], VALUES, "generated sample");
    }
}

#[test]
fn a_mini_batch_with_given_noise_agrees() {
    let golden = golden();
    let batch = &golden.mini_batch;
    let params = settings(batch);
    let mut net = network(&golden.net);
    let inferred = e_step(&trainer(&net, &params), array(&golden.x));
    assert_close(inferred.latents().h(1).view(), &batch.latents["h1"], VALUES, "h1");
    assert_close(inferred.latents().h(2).view(), &batch.latents["h2"], VALUES, "h2");

    let corrupted = batch.noise.corrupt(&inferred);
    let pairs = pairs(&inferred, &corrupted);
    let rates = [params.rate_f1, params.rate_f2, params.rate_g2, params.rate_g1];
    for (i, layer) in net.layers_mut().enumerate() {
        let name = MAPS[i];
        let (gradient, error) = local_update(layer, pairs[i].input.view(), pairs[i].target.view());
        let expected = &batch.gradients[name];
        assert_close(gradient.weights().view(), &expected.weight, GRADIENTS, name);
        let bias = Array1::from(gradient.bias().to_vec()).insert_axis(Axis(0));
        assert_close(bias.view(), &vec![expected.bias.clone()], GRADIENTS, name);
        assert!((error - batch.errors[name]).abs() < LOG_JOINT * error.max(1.0), "{name}: {error}");
        Adam::new(layer).step(layer, &gradient, rates[i], &params, 1);
    }
    assert_weights(&net, &batch.after, "after one step");
}

/// TRAIN itself, where noise leaves no trace: which map learns from what, the rates and their decay, Adam.
#[test]
fn noiseless_training_agrees() {
    let golden = golden();
    let training = &golden.noiseless_training;
    let x = array(&golden.x);
    let params =
        TrainParams { batch_size: x.nrows(), noise_x: 0.0, noise_h1: 0.0, ..settings(&golden.mini_batch) };
    let mut trainer = trainer(&network(&training.net), &params);
    for errors in &training.errors {
        let report = train_epoch(&mut trainer, x.view(), |_| ControlFlow::Continue(())).expect("converges");
        assert_errors(&report, errors);
    }
    assert_weights(&trainer.net, &training.after, "after two epochs");
}

#[test]
fn a_training_with_given_noise_agrees_at_every_batch() {
    let golden = golden();
    let training = &golden.noisy_training;
    let batch_size = training.batches[0].x.len();
    let params = TrainParams { batch_size, ..settings(&golden.mini_batch) };
    let mut trainer = trainer(&network(&training.net), &params);
    for batch in &training.batches {
        let inferred = e_step(&trainer, array(&batch.x));
        let corrupted = batch.noise.corrupt(&inferred);
        let report = m_step(&mut trainer, &inferred, &corrupted).expect("converges");
        assert_errors(&report, &batch.errors);
        let measured = vec![batch.x_given_h1, batch.h1_given_h2, batch.h1_norm];
        let found = [report.terms[0], report.terms[1], report.h1_norm].map(|mean| mean as f32);
        assert_close(ArrayView2::from(&[found]), &vec![measured], LOG_JOINT, "log p(x,h) and ‖h1‖");
        // Two batches are an epoch.
        trainer.end_epoch(2 * batch_size);
    }
    assert_weights(&trainer.net, &training.after, "after two epochs of two batches");
}

fn trainer(net: &Network, params: &TrainParams) -> Trainer {
    let any = Array2::zeros((1, net.architecture().x));
    let mut trainer = Trainer::new(net.architecture(), params.clone(), 1, any.view()).expect("images fit");
    trainer.net = net.clone();
    trainer
}

#[track_caller]
fn assert_errors(report: &BatchReport, expected: &BTreeMap<String, f64>) {
    for (name, error) in MAPS.iter().zip(&report.map_errors) {
        assert!((error - expected[*name]).abs() < LOG_JOINT * error.max(1.0), "{name}: {error}");
    }
}

fn settings(batch: &MiniBatch) -> TrainParams {
    let get = |name: &str| batch.settings[name];
    TrainParams {
        n_steps: get("n_steps") as usize,
        step: get("step"),
        top_down: get("top_down"),
        rate_f1: get("rate_f1"),
        rate_f2: get("rate_f2"),
        rate_g2: get("rate_g2"),
        rate_g1: get("rate_g1"),
        rate_decay: get("rate_decay"),
        ..TrainParams::default()
    }
}
