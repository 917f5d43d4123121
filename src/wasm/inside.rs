//! Looking inside the network: units, the digits that drive them, lesions, and how close targetprop comes to the exact gradient.

use super::{Engine, Outcome, flat, images, to_js};
use crate::evaluation::exact_gradient::cosines_of_inference;
use crate::inspection::{DigitBank, lesioned, unit_pictures};
use crate::model::Model;
use crate::params::{BANK_SIZE, InferenceParams, LESIONS, LesionParams};
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
        let lesions = lesions.check()?;
        let mut silent: Vec<Vec<usize>> = serde_wasm_bindgen::from_value(silent)?;
        silent.resize(self.model.net.depth(), Vec::new());
        for (l, units) in (1..).zip(&silent) {
            self.check_units(l, units)?;
        }
        let rng = &mut Pcg64::seed_from_u64(seed.into());
        let net = lesioned(&self.model.net, &lesions, &silent, rng);
        let model = Model {
            net,
            prior: self.model.prior.clone(),
            mixture: self.model.mixture.clone(),
            read_out: self.model.read_out.clone(),
            card: self.model.card.clone(),
        };
        Ok(Engine { model, expectation: None })
    }

    /// Cosines between targetprop's directions and the exact gradient in one inference of `x` `(784)`, before the first
    /// step and after each; at each h_1 by log p(x|h_1) alone, then h_1 to h_L by log p(x,h).
    ///
    /// # Errors
    /// For values outside their ranges.
    pub fn cosines(&self, x: Vec<f32>, n_steps: usize, step: f32, top_down: f32) -> Outcome<Vec<f64>> {
        let params = InferenceParams { n_steps, step, top_down }.check()?;
        let x = images(x)?;
        if x.nrows() != 1 {
            return Err(JsError::new(&format!("expected one image, found {}", x.nrows())));
        }
        let steps = cosines_of_inference(&self.model.net, x, &params);
        Ok(steps.iter().flat_map(|step| step.from_below[..1].iter().chain(&step.joint)).copied().collect())
    }
}

impl Engine {
    /// The number of the layer called `name`, which must have `unit`.
    fn layer_of(&self, name: &str, unit: usize) -> Outcome<usize> {
        let depth = self.model.net.depth();
        let Some(l) = (1..=depth).find(|l| name == format!("h{l}")) else {
            return Err(JsError::new(&format!("expected a latent layer, h1 to h{depth}, found \"{name}\"")));
        };
        self.check_units(l, &[unit])?;
        Ok(l)
    }

    fn check_units(&self, l: usize, units: &[usize]) -> Outcome<()> {
        let count = self.model.net.f(l).n_out();
        match units.iter().find(|&&unit| unit >= count) {
            Some(unit) => Err(JsError::new(&format!("expected a unit below {count}, found {unit}"))),
            None => Ok(()),
        }
    }
}

/// The table of lesions.
#[wasm_bindgen]
pub fn lesion_parameters() -> Outcome<JsValue> {
    to_js(&LESIONS)
}
