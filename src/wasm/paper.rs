//! The paper bench: the numbers of each equation, and the paper's figures.

use super::{Engine, Outcome, clamp_mask, images, to_js};
use crate::evaluation::argument::argue;
use crate::evaluation::reconstruction;
use crate::params::{InferenceParams, JointChainParams};
use rand::SeedableRng;
use rand_pcg::Pcg64;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
impl Engine {
    /// What every equation says about a digit `clean`, its form `spoilt`, both `(784)`, and inference on the one of them
    /// that `explain_spoilt` chooses; `settings` are those of inference, `seed` is that of the noise in Eqs. 9 to 11.
    ///
    /// # Errors
    /// For values outside their ranges.
    pub fn argument(
        &self,
        clean: Vec<f32>,
        spoilt: Vec<f32>,
        explain_spoilt: bool,
        settings: JsValue,
        seed: u32,
    ) -> Outcome<JsValue> {
        let params: InferenceParams = serde_wasm_bindgen::from_value(settings)?;
        let (clean, spoilt) = (images(clean)?, images(spoilt)?);
        if (clean.nrows(), spoilt.nrows()) != (1, 1) {
            return Err(JsError::new(&format!(
                "expected one image each, found {} and {}",
                clean.nrows(),
                spoilt.nrows()
            )));
        }
        let noise = JointChainParams::default().noise;
        let rng = &mut Pcg64::seed_from_u64(seed.into());
        let x = if explain_spoilt { &spoilt } else { &clean };
        to_js(&argue(&self.model.net, x, [&clean, &spoilt], &params.check()?, noise, rng))
    }
}

/// Squared error per missing pixel between images `(n · 784)`, a mean over those that miss any; `missing` is not 0
/// where a pixel is missing. NaN where none is.
///
/// # Errors
/// For arrays of other sizes.
#[wasm_bindgen]
pub fn error_per_missing_pixel(restored: Vec<f32>, clean: Vec<f32>, missing: &[u8]) -> Outcome<f64> {
    let (restored, clean) = (images(restored)?, images(clean)?);
    if restored.dim() != clean.dim() || missing.len() != clean.len() {
        let (a, b, mask) = (restored.nrows(), clean.nrows(), missing.len());
        return Err(JsError::new(&format!(
            "expected as many images and marks, found {a}, {b} and {mask} marks"
        )));
    }
    let mask = clamp_mask(missing, &clean)?;
    Ok(reconstruction::error_per_missing_pixel(&restored, clean.view(), &mask).mean)
}
