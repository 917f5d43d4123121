//! Looking inside the network: units, the digits that drive them, lesions, and how close targetprop comes to the exact gradient.

use super::{Engine, Outcome, flat, one_image, to_js};
use crate::evaluation::exact_gradient::cosines_of_inference;
use crate::inspection::{self, DigitBank, lesioned, unit_pictures};
use crate::model::Model;
use crate::params::{BANK_SIZE, InferenceParams, LESIONS, LesionParams};
use ndarray::{Array2, ArrayView1};
use rand::SeedableRng;
use rand_pcg::Pcg64;
use wasm_bindgen::prelude::*;

/// Seed of the digits that units are shown.
const BANK_SEED: u64 = 1;

/// A unit as pictures and weights, all signed.
#[wasm_bindgen(getter_with_clone)]
pub struct Unit {
    /// What drives it, `(784)`.
    pub bottom_up: Vec<f32>,
    /// What it says, `(784)`.
    pub top_down: Vec<f32>,
    /// Weights of an encoder that meet it: those to the layer above, at the top those from the layer below.
    pub encoder: Vec<f32>,
    /// Weights of the decoder of the same two layers, as many.
    pub decoder: Vec<f32>,
}

/// Digits with their latents.
#[wasm_bindgen]
pub struct Bank {
    bank: DigitBank,
}

#[wasm_bindgen]
impl Bank {
    /// The images, 784 values each.
    pub fn images(&self) -> Vec<f32> {
        flat(self.bank.images())
    }

    /// What each shows, 0 to 9.
    pub fn labels(&self) -> Vec<u8> {
        self.bank.labels().to_vec()
    }
}

/// The digits that drive a unit most, the most first.
#[wasm_bindgen(getter_with_clone)]
pub struct Drivers {
    /// Their places in the bank.
    pub indices: Vec<usize>,
    /// The unit's value for each.
    pub values: Vec<f32>,
}

#[wasm_bindgen]
impl Engine {
    /// What `unit` of `layer`, "h1" to "hL", stands for.
    ///
    /// # Errors
    /// For another layer, or a unit that it does not have.
    pub fn unit(&self, layer: &str, unit: usize) -> Outcome<Unit> {
        let layer = self.layer_of(layer, unit)?;
        let found = unit_pictures(&self.model.net, self.model.prior.mean.view(), layer, unit);
        Ok(Unit {
            bottom_up: found.bottom_up.to_vec(),
            top_down: found.top_down.to_vec(),
            encoder: found.encoder.to_vec(),
            decoder: found.decoder.to_vec(),
        })
    }

    /// Synthetic digits with their latents; the same ones for every visitor.
    pub fn bank(&self) -> Bank {
        Bank { bank: DigitBank::of_synthetic(&self.model.net, BANK_SEED, BANK_SIZE) }
    }

    /// The `count` digits of `bank` that drive `unit` of `layer` most.
    ///
    /// # Errors
    /// For another layer, or a unit that it does not have.
    pub fn drivers(&self, bank: &Bank, layer: &str, unit: usize, count: usize) -> Outcome<Drivers> {
        let layer = self.layer_of(layer, unit)?;
        let (indices, values) = bank.bank.drivers(layer, unit, count).into_iter().unzip();
        Ok(Drivers { indices, values })
    }

    /// A copy of this engine whose network is broken: `lesions` has every parameter of [`lesion_parameters`], the units
    /// `silent`, one list for each of h1, h2, …, stay silent besides; `seed` chooses what the shares mean.
    ///
    /// # Errors
    /// For values outside their ranges, or units that a layer does not have.
    pub fn lesioned(&self, lesions: JsValue, silent: JsValue, seed: u32) -> Outcome<Engine> {
        let lesions: LesionParams = serde_wasm_bindgen::from_value(lesions)?;
        let mut silent: Vec<Vec<usize>> = serde_wasm_bindgen::from_value(silent)?;
        silent.resize(self.model.net.depth(), Vec::new());
        let rng = &mut Pcg64::seed_from_u64(seed.into());
        let net = lesioned(&self.model.net, &lesions, &silent, rng)?;
        let model = Model {
            net,
            prior: self.model.prior.clone(),
            mixture: self.model.mixture.clone(),
            read_out: self.model.read_out.clone(),
            card: self.model.card.clone(),
        };
        Ok(Engine::of(model))
    }

    /// Cosines between targetprop's directions and the exact gradient in one inference of `x` `(784)`, before the first
    /// step and after each; at each h_1 by log p(x|h_1) alone, then h_1 to h_L by log p(x,h).
    ///
    /// # Errors
    /// For values outside their ranges.
    pub fn cosines(&self, x: Vec<f32>, n_steps: usize, step: f32, top_down: f32) -> Outcome<Vec<f64>> {
        let params = InferenceParams { n_steps, step, top_down }.check()?;
        let steps = cosines_of_inference(&self.model.net, one_image(x)?, &params);
        Ok(steps.iter().flat_map(|step| step.from_below.iter().take(1).chain(&step.joint)).copied().collect())
    }
}

impl Engine {
    /// The number of the layer called `name`, which must have `unit`.
    fn layer_of(&self, name: &str, unit: usize) -> Outcome<usize> {
        let depth = self.model.net.depth();
        let Some(l) = (1..=depth).find(|l| name == format!("h{l}")) else {
            return Err(JsError::new(&format!("expected a latent layer, h1 to h{depth}, found \"{name}\"")));
        };
        let count = self.model.net.f(l).n_out();
        if unit < count {
            return Ok(l);
        }
        Err(JsError::new(&format!("expected a unit below {count}, found {unit}")))
    }
}

/// The unit that is highest above its mean over other digits: `values` are those of a layer `(H)` for one digit, `others` its
/// values for one or more, `(n · H)`.
///
/// # Errors
/// If they are not of one layer.
#[wasm_bindgen]
pub fn standing_out(values: Vec<f32>, others: Vec<f32>) -> Outcome<usize> {
    let (units, found) = (values.len(), others.len());
    let digits = found.checked_div(units).unwrap_or(0);
    if digits == 0 || !found.is_multiple_of(units) {
        return Err(JsError::new(&format!("expected values of {units} units for each digit, found {found}")));
    }
    let others = Array2::from_shape_vec((digits, units), others)?;
    Ok(inspection::standing_out(ArrayView1::from(&values), others.view()))
}

/// The table of lesions.
#[wasm_bindgen]
pub fn lesion_parameters() -> Outcome<JsValue> {
    to_js(&LESIONS)
}
