//! Settings of what stands on the latents: the mixture, the read-out, the expectation that in-painting starts from.

use super::Param;

params![
    /// Every hyper-parameter of the mixture, in the order of the fields of [`MixtureParams`].
    MIXTURE,
    /// Settings of the mixture of factor analysers. Field names are the names of [`MIXTURE`]'s entries.
    MixtureParams,
    (components: usize, "K", 300.0, 1.0, 1000.0, "components of the mixture", "Parzen log-likelihood of decoded samples, for files below 300 KB"),
    (rank: usize, "Q", 6.0, 0.0, 100.0, "factors of each component", "Parzen log-likelihood of decoded samples, for files below 300 KB"),
    (iterations: usize, "", 20.0, 1.0, 1000.0, "rounds of EM", "the likelihood levels off"),
    (margin: f32, "", 1e-2, 1e-6, 0.2, "distance that h2 keeps from 0 and 1 before its logit", "Parzen log-likelihood of decoded samples, 0.005 to 0.05 tried"),
    (variance_floor: f32, "", 1e-2, 1e-6, 1.0, "smallest variance that no factor explains", "keeps small components from collapsing"),
];

params![
    /// Every hyper-parameter of the read-out, in the order of the fields of [`ReadOutParams`].
    READ_OUT,
    /// Settings of the read-out. Field names are the names of [`READ_OUT`]'s entries.
    ReadOutParams,
    (epochs: usize, "", 12.0, 1.0, 1000.0, "passes over the training set", "accuracy levels off"),
    (batch_size: usize, "B", 100.0, 1.0, 1000.0, "images of a mini-batch", "as TRAIN"),
    (rate: f32, "ε", 3e-3, 0.0, 10.0, "learning rate", "accuracy levels off"),
    (rate_decay: f32, "", 0.85, 0.01, 1.0, "factor on the learning rate after each epoch", "as TRAIN"),
];

params![
    /// Every setting of teaching, in the order of the fields of [`TeachingParams`].
    TEACHING,
    /// Settings of learning from what a teacher says. Field names are the names of [`TEACHING`]'s entries.
    TeachingParams,
    (passes: usize, "", 20.0, 1.0, 1000.0, "passes over all that was said, after each answer", "answers needed, `evaluate teaching`"),
    (rate: f32, "ε", 2.0, 0.0, 10.0, "learning rate: how far one answer of signal 1 moves the logits of its own drawing", "answers needed, `evaluate teaching`"),
];

params![
    (lessons as LESSONS: usize, "", 0.0, 0.0, 1000.0, "drawings of which a teacher has said something", "more take longer than a second after each answer"),
];

/// Standard deviations from a latent unit's mean beyond which the second and the third of its cells answer.
pub const READ_OUT_THRESHOLD: f32 = 1.0;
/// Share of the mean standard deviation that is added to each unit's, so that silent units are not blown up.
pub const READ_OUT_LEAST_STD: f32 = 0.1;

params![
    /// Every hyper-parameter of the prior's expectation, in the order of the fields of [`ExpectationParams`].
    EXPECTATION,
    /// Settings of in-painting's start from the prior. Field names are the names of [`EXPECTATION`]'s entries.
    ExpectationParams,
    (samples: usize, "S", 20_000.0, 1.0, 100_000.0, "samples of the mixture that are compared with the visible pixels", "in-painting error on validation digits"),
    (precision: f32, "β", 0.7, 0.0, 1000.0, "weight of a sample is exp(−β · squared error on the visible pixels)", "in-painting error on validation digits"),
];
