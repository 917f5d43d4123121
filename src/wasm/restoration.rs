//! Restoration round by round: what each round makes of an image, and how far it trusts each pixel.

use super::{Engine, Outcome, check_layer, clamp_mask, drawn, flat, one_image, to_js};
use crate::net::Latents;
use crate::params::{RESTORATION_ROUNDS, RestorationParams};
use crate::restoration::{NoiseKind, Restoration, Restorer};
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;

/// Settings as the page sends them.
#[derive(Deserialize)]
struct Settings {
    rounds: f64,
}

/// The kind of noise that an image seems to have.
#[derive(Serialize)]
struct Noise {
    kind: NoiseKind,
    probability: f32,
}

/// A restoration of one image, as far as it has got. Arrays are copies.
#[wasm_bindgen]
pub struct RestorationRun {
    restoration: Restoration,
    /// What the picture now is encoded as.
    latents: Latents,
    rounds: usize,
}

#[wasm_bindgen]
impl Engine {
    /// Reads the restorer's file of this model; restoration needs it.
    ///
    /// # Errors
    /// If it is cut, foreign, damaged or of another model; the restorer then stays as it was.
    pub fn add_restorer(&mut self, bytes: &[u8]) -> Outcome<()> {
        let (restorer, _) = Restorer::from_bytes(bytes, &self.model)?;
        self.restorer = Some(restorer);
        Ok(())
    }

    /// The first pass of a restoration of an image `x` `(784)`. Nothing is told of what has spoilt it, or only that the pixels
    /// have where `missing` `(784)` is not 0.
    ///
    /// # Errors
    /// For values outside their ranges, another length of `missing`, or where the restorer or the mixture has not been read.
    pub fn restore(
        &self,
        x: Vec<f32>,
        missing: Option<Vec<u8>>,
        settings: JsValue,
    ) -> Outcome<RestorationRun> {
        let Settings { rounds } = serde_wasm_bindgen::from_value(settings)?;
        let rounds = RESTORATION_ROUNDS.check(rounds)? as usize;
        let x = one_image(x)?;
        let missing = missing.map(|missing| clamp_mask(&missing, &x)).transpose()?;
        self.model.need_mixture()?;
        let net = &self.model.net;
        let restoration = Restoration::start(net, need(&self.restorer)?, x.view(), missing.as_ref());
        let latents = net.encode(restoration.picture().view());
        Ok(RestorationRun { restoration, latents, rounds })
    }

    /// The next round; false once all rounds of `run` are over.
    ///
    /// # Errors
    /// Where the restorer or the mixture has not been read.
    pub fn advance_restoration(&mut self, run: &mut RestorationRun) -> Outcome<bool> {
        if run.restoration.round() >= run.rounds {
            return Ok(false);
        }
        let params = RestorationParams::default().expectation();
        let expectation = drawn(&mut self.restoration_expectation, &self.model, &params)?;
        let net = &self.model.net;
        run.restoration.advance(net, need(&self.restorer)?, expectation);
        run.latents = net.encode(run.restoration.picture().view());
        Ok(true)
    }

    /// What the picture of `run` reads as: probabilities of the digits 0 to 9.
    pub fn read_restoration(&self, run: &RestorationRun) -> Vec<f32> {
        flat(&self.model.read_out.probabilities(&run.latents))
    }

    /// Where targetprop would move the latents that the picture of `run` is encoded as, as [`directions`](Self::directions)
    /// gives them.
    pub fn restoration_directions(&self, run: &RestorationRun) -> Vec<f32> {
        self.directions_at(&run.restoration.picture(), &run.latents)
    }

    /// How well noise and network together explain the image, if the picture of `run` is right: `log p(x~|x)`, then the terms of
    /// `log p(x,h)`, all in nats.
    pub fn restoration_log_joint(&self, run: &RestorationRun) -> Vec<f32> {
        let found = run.restoration.log_joint(&self.model.net);
        [&found.spoilt_given_x].into_iter().chain(&found.clean.terms).flatten().copied().collect()
    }
}

fn need(restorer: &Option<Restorer>) -> Outcome<&Restorer> {
    let problem = || {
        JsError::new(
            "expected the restorer of this model, from the file NAME.restorer.safetensors, found none",
        )
    };
    restorer.as_ref().ok_or_else(problem)
}

#[wasm_bindgen]
impl RestorationRun {
    /// Rounds so far; 0 after the first pass.
    pub fn round(&self) -> usize {
        self.restoration.round()
    }

    /// The picture now, `(784)`.
    pub fn picture(&self) -> Vec<f32> {
        flat(&self.restoration.picture())
    }

    /// How far each pixel of the image is trusted, `(784)` in \[0,1\]; undefined before the first round.
    pub fn trust(&self) -> Option<Vec<f32>> {
        self.restoration.trust().map(|trust| flat(&trust))
    }

    /// Number of hidden layers, L.
    pub fn depth(&self) -> usize {
        self.latents.depth()
    }

    /// h_l of the picture now, l from 1 to L.
    ///
    /// # Errors
    /// If there is no such layer.
    pub fn h(&self, l: usize) -> Outcome<Vec<f32>> {
        check_layer(l, self.depth())?;
        Ok(flat(self.latents.h(l)))
    }

    /// The inferred kind of noise, `{kind, probability}`.
    pub fn noise(&self) -> Outcome<JsValue> {
        let noise = self.restoration.kinds().next().and_then(|kind| {
            let probability = *self.restoration.kind_probabilities().get([0, kind as usize])?;
            Some(Noise { kind, probability })
        });
        to_js(&noise)
    }
}
