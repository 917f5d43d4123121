//! A whole model from a network that has learned: its priors and its read-out.

use super::file::{Model, ModelCard};
use crate::error::Result;
use crate::inference::infer;
use crate::learning::Trainer;
use crate::net::Latents;
use crate::params::{InferenceParams, MixtureParams, ReadOutParams};
use crate::top::{ReadOut, TopPrior, learn_mixture, logit};
use ndarray::ArrayView2;
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64;

/// The network of `trainer` with both priors and, where there are `labels` `(n)` from 0 to 9, a read-out, learned from
/// the latents of `images` `(n, X)`, n ≥ 1, which come with it: those of INFERENCE as the model will be used, not as it
/// was trained. Without labels the read-out gives every digit the same probability, and the card says that there were
/// none. `on_round` sees the number of every round of EM and the mean log-likelihood.
///
/// # Errors
/// [`Error::Shape`](crate::error::Error::Shape) for as many labels as there are not images, or a single image;
/// [`Error::ModelFile`](crate::error::Error::ModelFile) for a network with which nothing can be computed.
pub fn finished_model(
    trainer: &Trainer,
    images: ArrayView2<f32>,
    labels: Option<&[u8]>,
    (mixture, read_out): (MixtureParams, ReadOutParams),
    on_round: impl FnMut(usize, f64),
) -> Result<(Model, Latents)> {
    let latents = infer(&trainer.net, images, &InferenceParams::default());
    let rng = &mut Pcg64::seed_from_u64(trainer.seed());
    let learned = match labels {
        Some(labels) => ReadOut::learn(&latents, labels, &read_out, rng)?,
        None => ReadOut::blank(&latents),
    };
    let mut model = model_of(trainer, &latents, learned, mixture, rng, on_round)?;
    (model.card.labelled, model.card.read_out) = (labels.is_some(), read_out);
    Ok((model, latents))
}

/// The network of `trainer` with a `read_out` that has learned, and both priors, learned from the `latents` of its training images
/// by INFERENCE. `on_round` is as in [`finished_model`].
///
/// # Errors
/// [`Error::Shape`](crate::error::Error::Shape) for a single image,
/// [`Error::ModelFile`](crate::error::Error::ModelFile) for a network with which nothing can be computed.
pub fn model_of(
    trainer: &Trainer,
    latents: &Latents,
    read_out: ReadOut,
    mixture: MixtureParams,
    rng: &mut impl Rng,
    on_round: impl FnMut(usize, f64),
) -> Result<Model> {
    let mut card = ModelCard::new(
        trainer.net.architecture(),
        trainer.params().clone(),
        trainer.seed(),
        trainer.progress().epoch,
    );
    if let Some(data) = trainer.data() {
        card.data = format!("{}, the first {} training digits", data.name, data.images);
    }
    card.identity = Some(trainer.net.fingerprint());
    let points = logit(latents.top().view(), mixture.margin);
    let learned_mixture = learn_mixture(points.view(), &mixture, rng, on_round)?;
    card.mixture = mixture;
    let model = Model {
        net: trainer.net.clone(),
        prior: TopPrior::learn(latents.top().view()),
        mixture: Some(learned_mixture),
        read_out,
        card,
    };
    model.check_usable()?;
    Ok(model)
}
