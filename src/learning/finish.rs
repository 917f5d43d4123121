//! A whole model from a network that has learned: its priors and its read-out, of moderate size, in seconds.

use super::mixture::logit;
use super::mixture_em::learn_mixture;
use super::prior::TopPrior;
use super::read_out::ReadOut;
use super::train::Trainer;
use crate::error::Result;
use crate::inference::infer;
use crate::net::checkpoint::{Model, ModelCard};
use crate::params::{MixtureParams, ReadOutParams};
use ndarray::{ArrayView2, s};
use rand::SeedableRng;
use rand_pcg::Pcg64;

/// Images looked at, at most.
const IMAGES: usize = 3_000;
/// Components of the mixture, at most.
const COMPONENTS: usize = 60;

/// The network of `trainer` with both priors and, where there are `labels` `(n)` from 0 to 9, a read-out, learned from
/// the first of its `images` `(n, X)`, n ≥ 1. Without labels the read-out gives every digit the same probability,
/// and the card says that there were none.
///
/// # Errors
/// [`Error::Shape`](crate::error::Error::Shape) for as many labels as there are not images, or a single image.
pub fn finished_model(trainer: &Trainer, images: ArrayView2<f32>, labels: Option<&[u8]>) -> Result<Model> {
    let some = images.slice(s![..images.nrows().min(IMAGES), ..]);
    let latents = infer(&trainer.net, some, &trainer.params().inference());
    let mut card = ModelCard::new(
        trainer.net.architecture(),
        trainer.params().clone(),
        trainer.seed(),
        trainer.progress().epoch,
    );
    card.data =
        trainer.data().map_or_else(String::new, |data| format!("{}, {} images", data.name, data.images));
    card.mixture = MixtureParams::small(some.nrows(), COMPONENTS);
    card.read_out = ReadOutParams::small();
    card.labelled = labels.is_some();
    let rng = &mut Pcg64::seed_from_u64(trainer.seed());
    let read_out = match labels {
        Some(labels) => ReadOut::learn(&latents, &labels[..labels.len().min(IMAGES)], &card.read_out, rng)?,
        None => ReadOut::blank(&latents),
    };
    let h2 = latents.h2;
    let points = logit(h2.view(), card.mixture.margin);
    let mixture = learn_mixture(points.view(), &card.mixture, rng, |_, _| ())?;
    let (net, prior) = (trainer.net.clone(), TopPrior::learn(h2.view()));
    Ok(Model { net, prior, mixture: Some(mixture), read_out, card })
}
