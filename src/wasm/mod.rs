//! Bindings for the worker: parse, one call into the core, convert. The only place that knows JavaScript.
//!
//! Images and latents cross as typed arrays that are copied out; settings and cards as plain objects;
//! the network and a run of rounds stay here behind opaque handles. Every refusal is a JavaScript
//! `Error` with the core's message.

// What comes from outside is refused with an error, never with a panic or a trap.
#![deny(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::arithmetic_side_effects
)]
// wasm-bindgen's generated glue is the one place with `unsafe`.
#![allow(unsafe_code)]

mod chains;
#[cfg(feature = "whole")]
mod comparison;
#[cfg(feature = "whole")]
mod files;
mod inside;
#[cfg(feature = "whole")]
mod learn;
mod paper;
#[cfg(feature = "whole")]
mod pictures;
mod restoration;
#[cfg(feature = "whole")]
mod stdp;
mod synthetic;
mod teach;
#[cfg(feature = "whole")]
mod training_set;

use crate::data::corruption::{self, Corruption};
use crate::data::examples;
use crate::data::ink::{self, Stroke};
use crate::evaluation::reconstruction::squared_errors;
use crate::inference::{ClampMask, infer, targetprop_directions};
use crate::model::Model;
use crate::net::Latents;
use crate::params::{
    self, DENOISE, DREAM_COUNT, ExpectationParams, GENERATE, IMAGE_PIXELS, INPAINT, InferenceParams, Param,
    RoundsParams, RoundsTable, VARIANCE_SCALE,
};
use crate::restoration::Restorer;
use crate::sampling::{Expectation, Rounds, decode, mixture_weights};
use crate::top::DIGITS;
use ndarray::Array2;
use rand::SeedableRng;
use rand_pcg::Pcg64;
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;

/// Seed of the samples of the mixture that images are compared with: they are the same for every image and every visitor.
const EXPECTATION_SEED: u64 = 1;

type Outcome<T> = Result<T, JsError>;

/// Sends panics, which would be bugs of ours, to the console with their place, and leaves a note in the global
/// `targetpropPanic`: after a panic nothing here can be trusted, whoever catches its error.
#[wasm_bindgen(start)]
pub fn start() {
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        let text = info.to_string();
        // The first line is the place.
        let message = text.split_once('\n').map_or(text.as_str(), |(_, message)| message);
        let _ = js_sys::Reflect::set(&js_sys::global(), &"targetpropPanic".into(), &message.into());
    }));
}

/// The checksum CRC-32 of a file.
#[wasm_bindgen]
pub fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}

/// A plain JavaScript object from a Rust value.
fn to_js(value: &impl Serialize) -> Outcome<JsValue> {
    Ok(value.serialize(&serde_wasm_bindgen::Serializer::json_compatible())?)
}

/// Images as rows; anything but whole images of finite values in \[0,1\] is refused.
fn images(values: Vec<f32>) -> Outcome<Array2<f32>> {
    let count = values.len() / IMAGE_PIXELS;
    if values.is_empty() || !values.len().is_multiple_of(IMAGE_PIXELS) {
        return Err(JsError::new(&format!(
            "expected images of {IMAGE_PIXELS} values, found {} values",
            values.len()
        )));
    }
    if let Some(bad) = values.iter().find(|v| !(0.0..=1.0).contains(*v)) {
        return Err(JsError::new(&format!("expected pixels between 0 and 1, found {bad}")));
    }
    Ok(Array2::from_shape_vec((count, IMAGE_PIXELS), values)?)
}

/// An image `(1, 784)`; anything but one whole image of finite values in \[0,1\] is refused.
fn one_image(values: Vec<f32>) -> Outcome<Array2<f32>> {
    let x = images(values)?;
    match x.nrows() {
        1 => Ok(x),
        found => Err(JsError::new(&format!("expected one image, found {found}"))),
    }
}

/// What is missing of images `x`: a mark for each pixel, not 0 where it is.
fn clamp_mask(missing: &[u8], x: &Array2<f32>) -> Outcome<ClampMask> {
    if missing.len() != x.len() {
        return Err(JsError::new(&format!("mask: expected {} values, found {}", x.len(), missing.len())));
    }
    Ok(ClampMask::new(Array2::from_shape_vec(x.dim(), missing.iter().map(|&mark| mark != 0).collect())?))
}

/// What is in `place`, where the samples are drawn first if they are not there yet.
fn drawn<'a>(
    place: &'a mut Option<Expectation>,
    model: &Model,
    params: &ExpectationParams,
) -> Outcome<&'a Expectation> {
    let mixture = model.need_mixture()?;
    let rng = &mut Pcg64::seed_from_u64(EXPECTATION_SEED);
    Ok(place.get_or_insert_with(|| Expectation::draw(&model.net, mixture, params, rng)))
}

/// Refuses a latent layer that a network of `depth` of them does not have.
fn check_layer(l: usize, depth: usize) -> Outcome<()> {
    if (1..=depth).contains(&l) {
        return Ok(());
    }
    Err(JsError::new(&format!("expected a latent layer from 1 to {depth}, found {l}")))
}

/// Rounds and inference as the page sends them: the names of their parameters.
#[derive(Deserialize)]
struct Settings {
    n_rounds: usize,
    n_steps: usize,
    step: f32,
    top_down: f32,
}

fn rounds_params(settings: JsValue, table: &RoundsTable) -> Outcome<RoundsParams> {
    let Settings { n_rounds, n_steps, step, top_down } = serde_wasm_bindgen::from_value(settings)?;
    Ok(table.check(RoundsParams { n_rounds, inference: InferenceParams { n_steps, step, top_down } })?)
}

/// A model that has been read, ready to work.
#[wasm_bindgen]
pub struct Engine {
    model: Model,
    /// What in-painting may start from; drawn when it is first asked for.
    expectation: Option<Expectation>,
    /// What restores blindly, once it has been read.
    restorer: Option<Restorer>,
    /// What restoration compares with; drawn when its second round first begins.
    restoration_expectation: Option<Expectation>,
}

impl Engine {
    fn of(model: Model) -> Self {
        Self { model, expectation: None, restorer: None, restoration_expectation: None }
    }

    fn directions_at(&self, x: &Array2<f32>, latents: &Latents) -> Vec<f32> {
        targetprop_directions(&self.model.net, x, latents).iter().flatten().copied().collect()
    }
}

/// Where in-painting starts.
#[derive(Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Start {
    /// From the image as it comes (Fig. 5).
    Noise,
    /// From what the mixture expects.
    Mixture,
}

/// Where h2 of dreams comes from.
#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Prior {
    Gaussian,
    Mixture,
}

#[wasm_bindgen]
impl Engine {
    /// Reads a model file.
    ///
    /// # Errors
    /// If the file is cut, foreign or damaged, if inference could overflow with its weights, or if its images are not of 28×28 pixels.
    #[wasm_bindgen(constructor)]
    pub fn new(bytes: &[u8]) -> Outcome<Engine> {
        let model = Model::from_bytes(bytes)?;
        let found = model.net.architecture().x;
        if found != IMAGE_PIXELS {
            return Err(JsError::new(&format!(
                "model file: expected {IMAGE_PIXELS} visible units, found {found}"
            )));
        }
        Ok(Self::of(model))
    }

    /// Reads the mixture's file of this model; dreams and the start of in-painting need it.
    ///
    /// # Errors
    /// If it is cut, foreign, damaged or of another model; the model then stays as it was.
    pub fn add_mixture(&mut self, bytes: &[u8]) -> Outcome<()> {
        Ok(self.model.add_mixture(bytes)?)
    }

    /// Architecture, training and results of the model.
    pub fn card(&self) -> Outcome<JsValue> {
        to_js(&self.model.card)
    }

    /// What an image `x` `(784)` evokes: the way up and down again, nothing inferred yet.
    ///
    /// # Errors
    /// For anything but one whole image of values between 0 and 1.
    pub fn glance(&self, x: Vec<f32>) -> Outcome<Run> {
        let inference = InferenceParams { n_steps: 0, ..InferenceParams::default() };
        Ok(Run::new(Rounds::start(
            &self.model.net,
            one_image(x)?,
            None,
            RoundsParams { n_rounds: 1, inference },
        )))
    }

    /// A run of rounds from an image `x` `(784)`, nothing clamped.
    ///
    /// # Errors
    /// For values outside their ranges.
    pub fn denoise(&self, x: Vec<f32>, settings: JsValue) -> Outcome<Run> {
        Ok(Run::new(Rounds::start(&self.model.net, images(x)?, None, rounds_params(settings, &DENOISE)?)))
    }

    /// A run of rounds in which only the pixels change where `missing` `(784)` is not 0; `start` is "noise" for
    /// the values that `x` has there, or "mixture" for what the mixture expects.
    ///
    /// # Errors
    /// For values outside their ranges, another start, another length of `missing`, or where the mixture is
    /// asked for and has not been read.
    pub fn inpaint(
        &mut self,
        x: Vec<f32>,
        missing: &[u8],
        start: JsValue,
        settings: JsValue,
    ) -> Outcome<Run> {
        let mut x = images(x)?;
        let missing = clamp_mask(missing, &x)?;
        let params = rounds_params(settings, &INPAINT)?;
        if serde_wasm_bindgen::from_value::<Start>(start)? == Start::Mixture {
            let expectation = drawn(&mut self.expectation, &self.model, &ExpectationParams::default())?;
            x = expectation.fill(&x, &missing);
        }
        Ok(Run::new(Rounds::start(&self.model.net, x, Some(missing), params)))
    }

    /// Rounds of GENERATE from `count` directed samples, which are the run's [`Run::x`] in round 0. `prior` is
    /// "gaussian" or "mixture"; with the mixture a `digit` may be chosen.
    ///
    /// # Errors
    /// For values outside their ranges, another prior, a digit with the Gaussian, or where the mixture is asked
    /// for and has not been read.
    pub fn dream(
        &self,
        count: f64,
        prior: JsValue,
        digit: Option<u8>,
        variance_scale: f64,
        seed: u32,
        settings: JsValue,
    ) -> Outcome<Run> {
        let count = DREAM_COUNT.check(count)? as usize;
        let scale = VARIANCE_SCALE.check(variance_scale)? as f32;
        let params = rounds_params(settings, &GENERATE)?;
        let net = &self.model.net;
        let rng = &mut Pcg64::seed_from_u64(seed.into());
        let h2 = match (serde_wasm_bindgen::from_value(prior)?, digit) {
            (Prior::Gaussian, None) => self.model.prior.sample(count, scale, rng),
            (Prior::Gaussian, Some(_)) => {
                return Err(JsError::new("digit: only the mixture can dream a chosen digit"));
            }
            (Prior::Mixture, None) => self.model.need_mixture()?.sample(count, scale.sqrt(), rng),
            (Prior::Mixture, Some(digit)) if usize::from(digit) < DIGITS => {
                let weights = mixture_weights(&self.model, digit)?;
                self.model.need_mixture()?.sample_weighted(&weights, count, scale.sqrt(), rng)
            }
            (Prior::Mixture, Some(digit)) => {
                return Err(JsError::new(&format!("expected a digit 0 to 9, found {digit}")));
            }
        };
        Ok(Run::new(Rounds::start(net, decode(net, h2.view()), None, params)))
    }

    /// What each image of `run` reads as: probabilities of the digits 0 to 9, ten an image.
    pub fn read(&self, run: &Run) -> Vec<f32> {
        flat(&self.model.read_out.probabilities(run.rounds.latents()))
    }

    /// Where targetprop would move the latents of `run` now, `f_l(h_{l−1}) − f_l(g_l(h_l))` (Eq. 12): layer after layer from
    /// h_1 on, in each image after image.
    pub fn directions(&self, run: &Run) -> Vec<f32> {
        self.directions_at(run.rounds.x(), run.rounds.latents())
    }

    /// What images `x` `(n · 784)` read as where they are encoded and no more: probabilities of the digits 0 to 9, ten an
    /// image.
    ///
    /// # Errors
    /// For anything but whole images of values between 0 and 1.
    pub fn read_images(&self, x: Vec<f32>) -> Outcome<Vec<f32>> {
        Ok(flat(&self.model.read_out.probabilities(&self.model.net.encode(images(x)?.view()))))
    }

    /// The top layer that explains images `x` `(n · 784)` after INFERENCE as it is by default, `(n · H_L)`.
    ///
    /// # Errors
    /// For anything but whole images of values between 0 and 1.
    pub fn explain(&self, x: Vec<f32>) -> Outcome<Vec<f32>> {
        Ok(flat(infer(&self.model.net, images(x)?.view(), &InferenceParams::default()).top()))
    }

    /// One iteration of inference; false once all rounds of `run` are over.
    pub fn advance(&self, run: &mut Run) -> bool {
        run.rounds.advance(&self.model.net)
    }
}

/// A run of rounds, as far as it has got. Arrays are copies, image after image.
#[wasm_bindgen]
pub struct Run {
    rounds: Rounds,
}

impl Run {
    fn new(rounds: Rounds) -> Self {
        Self { rounds }
    }
}

fn flat(array: &Array2<f32>) -> Vec<f32> {
    array.iter().copied().collect()
}

#[wasm_bindgen]
impl Run {
    /// Rounds before the current one.
    pub fn round(&self) -> usize {
        self.rounds.round()
    }

    /// Iterations done in the current round.
    pub fn iteration(&self) -> usize {
        self.rounds.iteration()
    }

    /// What the current round encodes.
    pub fn x(&self) -> Vec<f32> {
        flat(self.rounds.x())
    }

    /// The picture now: `g1(h1)`, visible pixels as they were where some are missing.
    pub fn picture(&self) -> Vec<f32> {
        flat(&self.rounds.picture())
    }

    /// Number of hidden layers, L.
    pub fn depth(&self) -> usize {
        self.rounds.latents().depth()
    }

    /// h_l now, l from 1 to L.
    ///
    /// # Errors
    /// If there is no such layer.
    pub fn h(&self, l: usize) -> Outcome<Vec<f32>> {
        check_layer(l, self.depth())?;
        Ok(flat(self.rounds.latents().h(l)))
    }

    /// The terms of `log p(x,h)` now, `log p(x|h_1)` first, in nats, means over the images.
    pub fn log_joint(&self) -> Vec<f32> {
        self.rounds.log_joint().terms.iter().map(|term| term.mean().unwrap_or(0.0)).collect()
    }
}

/// A spoilt image and where it was spoilt.
#[wasm_bindgen(getter_with_clone)]
pub struct Spoilt {
    /// `(784)`, in \[0,1\].
    pub image: Vec<f32>,
    /// `(784)`, 1 where the pixel was spoilt, else 0.
    pub mask: Vec<u8>,
}

/// Spoils an image `x` `(784)`; `kind` is one of those that [`parameters`] lists.
///
/// # Errors
/// For an unknown kind or values outside their ranges.
#[wasm_bindgen]
pub fn corrupt(x: Vec<f32>, kind: JsValue, strength: f64, seed: u32) -> Outcome<Spoilt> {
    let kind: Corruption = serde_wasm_bindgen::from_value(kind)?;
    let strength = kind.strength().check(strength)? as f32;
    let rng = &mut Pcg64::seed_from_u64(seed.into());
    let (image, mask) = corruption::corrupt(images(x)?.view(), kind, strength, rng);
    Ok(Spoilt { image: flat(&image), mask: mask.missing().iter().map(|&m| m.into()).collect() })
}

/// Squared error between two images `(784)`, `‖a − b‖²`.
///
/// # Errors
/// For arrays that are not one image each.
#[wasm_bindgen]
pub fn squared_error(a: Vec<f32>, b: Vec<f32>) -> Outcome<f64> {
    let (a, b) = (images(a)?, images(b)?);
    if a.nrows() != b.nrows() {
        return Err(JsError::new(&format!("expected as many images, found {} and {}", a.nrows(), b.nrows())));
    }
    Ok(squared_errors(a.view(), b.view()).sum())
}

/// Ink, a list of `{points: [[x, y]…], width, erase}` in canvas sides, as the network sees it: `(784)`, or
/// undefined where nothing is left of it.
///
/// # Errors
/// If it is not such a list.
#[wasm_bindgen]
pub fn ink_to_image(strokes: JsValue) -> Outcome<Option<Vec<f32>>> {
    let strokes: Vec<Stroke> = serde_wasm_bindgen::from_value(strokes)?;
    Ok(ink::ink_to_image(&strokes).map(|image| image.to_vec()))
}

/// Ink of one of our own examples of `digit` 0 to 9; `variant` counts through its forms and starts again.
///
/// # Errors
/// For another digit.
#[wasm_bindgen]
pub fn example_ink(digit: usize, variant: usize) -> Outcome<JsValue> {
    let strokes = examples::example(digit, variant);
    to_js(&strokes.ok_or_else(|| JsError::new(&format!("expected a digit 0 to 9, found {digit}")))?)
}

/// Everything a control needs: symbol, default, range, help.
#[derive(Serialize)]
struct Parameters {
    blind: [Param; 1],
    told: [Param; 1],
    denoise: [Param; 5],
    inpaint: [Param; 5],
    /// Rounds when in-painting starts from the mixture.
    expectation_rounds: Param,
    dream: [Param; 6],
    latent_chain: &'static [Param],
    joint_chain: &'static [Param],
    temperature: Param,
    lesions: &'static [Param],
    pen_width: Param,
    corruptions: Vec<CorruptionKind>,
}

#[derive(Serialize)]
struct CorruptionKind {
    kind: Corruption,
    strength: Param,
    /// Whether the page at first tells restoration which pixels are spoilt.
    told: bool,
}

/// The tables from which the page makes its controls.
#[wasm_bindgen]
pub fn parameters() -> Outcome<JsValue> {
    let kinds = Corruption::ALL.iter();
    to_js(&Parameters {
        blind: [params::RESTORATION_ROUNDS],
        told: [params::RESTORATION_ROUNDS],
        denoise: [
            params::DENOISE_ROUNDS,
            params::N_STEPS,
            params::STEP,
            params::TOP_DOWN,
            params::TEMPERATURE,
        ],
        inpaint: [
            params::INPAINT_ROUNDS,
            params::N_STEPS,
            params::STEP,
            params::TOP_DOWN,
            params::TEMPERATURE,
        ],
        expectation_rounds: params::EXPECTATION_ROUNDS,
        dream: [
            params::DREAM_COUNT,
            params::VARIANCE_SCALE,
            params::GENERATE_ROUNDS,
            params::N_STEPS,
            params::STEP,
            params::GENERATE_TOP_DOWN,
        ],
        latent_chain: params::Sampler::LatentChain.table(),
        joint_chain: params::Sampler::JointChain.table(),
        temperature: params::TEMPERATURE,
        lesions: params::LESIONS,
        pen_width: params::PEN_WIDTH,
        corruptions: kinds
            .map(|&kind| CorruptionKind { kind, strength: kind.strength(), told: kind.told() })
            .collect(),
    })
}

/// A random seed.
///
/// # Errors
/// If the browser has no source of randomness.
#[wasm_bindgen]
pub fn fresh_seed() -> Outcome<u32> {
    Ok(getrandom::u32()?)
}
