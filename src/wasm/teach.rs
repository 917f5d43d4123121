//! Teaching: a read-out that knows nothing but what was said of single drawings.

use super::{Engine, Outcome, images, one_image};
use crate::inference::{infer, infer_traced};
use crate::net::Latents;
use crate::params::{IMAGE_PIXELS, InferenceParams, LESSONS, TeachingParams};
use crate::storage::tensor_file::Precision;
use crate::top::{Answer, ReadOut};
use ndarray::{Array2, s};
use wasm_bindgen::prelude::*;

/// What the card says of such a read-out, once, however often a model is taught.
const TAUGHT: &str = "; a read-out taught by";

/// Drawings with their latents in one model, and the read-out that knows what was said of them and nothing else.
#[wasm_bindgen]
pub struct Lessons {
    /// `(n, 784)`.
    drawings: Array2<f32>,
    latents: Latents,
    read_out: ReadOut,
}

#[wasm_bindgen]
impl Engine {
    /// No lessons yet.
    ///
    /// # Errors
    /// Never for a model that has been read.
    pub fn lessons(&self) -> Outcome<Lessons> {
        let drawings = Array2::zeros((0, IMAGE_PIXELS));
        let latents = self.model.net.encode(drawings.view());
        let read_out = self.model.read_out.taught(&latents, &[], &TeachingParams::default())?;
        Ok(Lessons { drawings, latents, read_out })
    }

    /// `lessons` become `answers` to the drawings `x` `(n · 784)`; drawings that are known from before, up to the first new
    /// one, are not explained again. Each answer is `{digit}`, `{right}` or `{wrong}` with a digit from 0 to 9.
    ///
    /// # Errors
    /// For anything but whole images of values between 0 and 1, too many, or other answers; `lessons` then stay.
    pub fn learn_lessons(&self, lessons: &mut Lessons, x: Vec<f32>, answers: JsValue) -> Outcome<()> {
        let answers: Vec<Answer> = serde_wasm_bindgen::from_value(answers)?;
        LESSONS.check(answers.len() as f64)?;
        if x.is_empty() && answers.is_empty() {
            *lessons = self.lessons()?;
            return Ok(());
        }
        let drawings = images(x)?;
        let pairs = lessons.drawings.rows().into_iter().zip(drawings.rows());
        let known = pairs.take_while(|(before, now)| before == now).count();
        let more = infer(&self.model.net, drawings.slice(s![known.., ..]), &InferenceParams::default());
        let latents = Latents::joined(&[&lessons.latents.select(&(0..known).collect::<Vec<_>>()), &more]);
        let read_out = self.model.read_out.taught(&latents, &answers, &TeachingParams::default())?;
        *lessons = Lessons { drawings, latents, read_out };
        Ok(())
    }

    /// What the drawing `x` `(784)` reads as to whom only `lessons` were taught: probabilities of the digits 0 to 9, before the
    /// first iteration of INFERENCE and after each, ten an iteration.
    ///
    /// # Errors
    /// For anything but one whole image of values between 0 and 1.
    pub fn read_as_taught(&self, lessons: &Lessons, x: Vec<f32>) -> Outcome<Vec<f32>> {
        let mut read = Vec::new();
        infer_traced(&self.model.net, one_image(x)?, &InferenceParams::default(), |_, inference| {
            read.extend(lessons.read_out.probabilities(inference.latents()));
        });
        Ok(read)
    }

    /// The file of this model with the read-out that `lessons` taught.
    pub fn taught_model(&self, lessons: &Lessons) -> Vec<u8> {
        let mut model = self.model.clone();
        model.read_out = lessons.read_out.clone();
        let data = model.card.data.split(TAUGHT).next().unwrap_or_default();
        model.card.data = format!("{data}{TAUGHT} {} answers", lessons.drawings.nrows());
        // They were measured with another read-out.
        model.card.results.clear();
        model.to_bytes(Precision::F32)
    }
}
