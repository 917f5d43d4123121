//! How a restorer learns: every map by its own error, through its own non-linearity only.
//!
//! What tells the kind of noise learns from the kind; a code from the cluster of the clean patch; guess and trust from the
//! error of the picture that they make together, each with the other as it is. No error passes through two maps, nor from one
//! round to another.

use super::noise_kind::{NoiseKind, statistics};
use super::patch_code::CodeBook;
use super::restorer::{Made, Progress, Restorer};
use super::spoil::SpoiltBatch;
use crate::learning::{Adam, LayerGradient};
use crate::net::Network;
use crate::params::{IMAGE_PIXELS, RestorationParams, RestorerTrainParams, TrainParams};
use crate::sampling::Expectation;
use ndarray::{Array2, ArrayView2, Axis, s};

/// A restorer that learns.
#[derive(Debug, Clone)]
pub struct RestorerTrainer {
    /// What has been learned so far.
    pub restorer: Restorer,
    /// One for each layer, in the order of [`Restorer::layers`].
    adam: Vec<Adam>,
    params: RestorerTrainParams,
    steps: usize,
}

/// What a batch was like before its step.
#[derive(Debug, Clone, PartialEq)]
pub struct RestorerReport {
    /// Mean squared error per pixel of the picture after each round.
    pub errors: Vec<f64>,
    /// Share of the images whose kind of noise was told.
    pub kinds_told: f64,
}

/// The slopes of one batch, one for each layer: of what tells the kind, then the four of each kind and stage.
pub type RestorerGradients = Vec<LayerGradient>;

impl RestorerTrainer {
    /// Learning that begins with `restorer`.
    pub fn new(restorer: Restorer, params: RestorerTrainParams) -> Self {
        let adam = restorer.layers().map(|(_, layer)| Adam::new(layer)).collect();
        Self { restorer, adam, params, steps: 0 }
    }

    /// Steps so far.
    pub fn steps(&self) -> usize {
        self.steps
    }

    /// Moves every map against its slope.
    pub fn step(&mut self, gradients: &RestorerGradients) {
        self.steps += 1;
        let share = rate_share(self.steps, &self.params);
        let adam = adam_params();
        for (i, ((layer, state), gradient)) in
            self.restorer.layers_mut().zip(&mut self.adam).zip(gradients).enumerate()
        {
            let rate = if i == 0 { self.params.kind_rate } else { self.params.rate };
            state.step(layer, gradient, rate * share, &adam, self.steps as u64);
        }
    }
}

/// Share of the rates in a step, counted from 1: rising, then falling as a cosine.
fn rate_share(step: usize, params: &RestorerTrainParams) -> f32 {
    let rise = (step as f32 / params.warm_up as f32).min(1.0);
    let turn = std::f32::consts::PI * (step as f32 / params.steps as f32).min(1.0);
    rise * (0.5 * (1.0 + turn.cos()) * (1.0 - params.last_rate) + params.last_rate)
}

/// Adam forgets slopes sooner than in TRAIN: there are few steps.
fn adam_params() -> TrainParams {
    TrainParams { adam_beta2: 0.99, ..TrainParams::default() }
}

/// The slopes of all maps on `batch`, and what the batch was like.
pub fn restorer_gradients(
    net: &Network,
    expectation: &Expectation,
    restorer: &Restorer,
    book: &CodeBook,
    batch: &SpoiltBatch,
    params: &RestorerTrainParams,
) -> (RestorerGradients, RestorerReport) {
    let mut gradients: Vec<_> = restorer.layers().map(|(_, layer)| LayerGradient::zeros(layer)).collect();
    let kinds_told;
    (gradients[0], kinds_told) = kind_gradient(restorer, batch);

    let n_images = batch.kinds.len();
    let rounds = RestorationParams::default().rounds;
    let mut squared = vec![0.0; rounds + 1];
    let mut first = 0;
    for portion in batch.kinds.chunk_by(|a, b| a == b) {
        let rows = s![first..first + portion.len(), ..];
        first += portion.len();
        let clean = batch.clean.slice(rows);
        let codes = book.codes(clean);
        let mut progress = Progress::start(net, batch.spoilt.slice(rows).to_owned(), portion[0]);
        squared[0] += squared_error(&progress.decoded, clean);
        for (round, squared) in squared[1..].iter_mut().enumerate() {
            let inputs = progress.advance(net, restorer, expectation, None);
            let made = progress.made.as_ref().expect("a round was made");
            *squared += squared_error(&made.picture, clean);
            let slopes = own_slopes(made, &progress.spoilt, clean, &codes, params);
            let place = 1 + 4 * (2 * progress.kind as usize + usize::from(round > 0));
            // Slopes are averaged over pixels there; here they are summed over the pixels of an image and averaged over the batch.
            let scale = inputs[0].nrows() as f32 / n_images as f32;
            for ((gradient, input), slope) in gradients[place..].iter_mut().zip(&inputs).zip(slopes) {
                let of_round = LayerGradient::of(input.view(), &(slope * scale));
                let add = |sum: &mut [f32], more: &[f32]| {
                    sum.iter_mut().zip(more).for_each(|(sum, more)| *sum += more)
                };
                add(gradient.weights.values_mut(), of_round.weights.values());
                add(&mut gradient.bias, &of_round.bias);
            }
        }
    }
    let errors = squared.iter().map(|sum| sum / (n_images * IMAGE_PIXELS) as f64).collect();
    (gradients, RestorerReport { errors, kinds_told })
}

/// Slope of the cross-entropy of the kinds, and the share that is told.
fn kind_gradient(restorer: &Restorer, batch: &SpoiltBatch) -> (LayerGradient, f64) {
    let mut slope = restorer.kind_probabilities(batch.spoilt.view());
    let mut told = 0;
    for (mut row, &kind) in slope.rows_mut().into_iter().zip(&batch.kinds) {
        told += usize::from(NoiseKind::ALL.iter().all(|&other| row[other as usize] <= row[kind as usize]));
        row[kind as usize] -= 1.0;
    }
    let gradient = LayerGradient::of(statistics(batch.spoilt.view()).view(), &slope);
    (gradient, told as f64 / batch.kinds.len() as f64)
}

/// Slopes of the four layers of an expert in their own outputs, for each pixel: of code `(N, K)`, of picture and trust
/// `(N, 2)`, of the gates `(N, K)` each.
fn own_slopes(
    made: &Made,
    spoilt: &Array2<f32>,
    clean: ArrayView2<f32>,
    codes: &[usize],
    params: &RestorerTrainParams,
) -> [Array2<f32>; 4] {
    let mut code = made.code.clone();
    for (mut row, &wanted) in code.rows_mut().into_iter().zip(codes) {
        row[wanted] -= 1.0;
        row *= params.code_weight;
    }
    let mut read_out = Array2::zeros((codes.len(), 2));
    let pixels = spoilt.iter().zip(clean).zip(&made.picture).zip(&made.guess).zip(&made.trust);
    for (mut slope, ((((&x, &clean), &picture), &guess), &trust)) in
        read_out.rows_mut().into_iter().zip(pixels)
    {
        let error = picture - clean;
        // Of ½(w·x~ + (1 − w)·x^ − x)² and of x^'s own error.
        slope[0] = ((1.0 - trust) * error + params.picture_weight * (guess - clean)) * guess * (1.0 - guess);
        // Of the same square in w, and of the cross-entropy of w and whether the pixel is clean.
        let is_clean = f32::from(u8::from((x - clean).abs() < params.clean_within));
        slope[1] = error * (x - guess) * trust * (1.0 - trust) + params.trust_weight * (trust - is_clean);
    }
    let gates = |output: usize| &made.code * &read_out.column(output).insert_axis(Axis(1));
    let (picture_gates, trust_gates) = (gates(0), gates(1));
    [code, read_out, picture_gates, trust_gates]
}

fn squared_error(picture: &Array2<f32>, clean: ArrayView2<f32>) -> f64 {
    picture.iter().zip(clean).map(|(a, b)| f64::from(a - b).powi(2)).sum()
}
