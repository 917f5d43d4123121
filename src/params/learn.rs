//! Settings of learning in the browser: how much there is to learn from, who computes, what is shown on the way.

use super::{MixtureParams, Param, ReadOutParams, TRAIN, with_defaults};

/// Why the page's defaults differ from those of `train`.
const PAGE: &str = "chosen because two cores then dream recognisable digits within 30 s";

params![
    (workers as WORKERS: usize, "", 2.0, 1.0, 8.0, "workers that share every batch; the result has the same bits for any number", "the page takes as many as the processor has cores"),
    (images as PAGE_IMAGES: usize, "n", 10_000.0, 1.0, 60_000.0, "images to learn from", PAGE),
    (h1_units as PAGE_H1_UNITS: usize, "H1", 500.0, 1.0, 4000.0, "units of the first latent layer (softplus); the paper has 1000", PAGE),
    (h2_units as PAGE_H2_UNITS: usize, "H2", 64.0, 1.0, 2000.0, "units of the second latent layer (sigmoid); the paper has 100", PAGE),
    (comparison_rate as COMPARISON_RATE: f32, "ε", 1e-3, 0.0, 1.0, "learning rate of back-propagation and of feedback alignment, for every map", "Adam's own default (Kingma & Ba 2015)"),
    (held_out as HELD_OUT_IMAGES: usize, "", 50.0, 1.0, 1000.0, "digits that are measured and never learned from", "errors known to about a tenth of themselves in a fifth of a second"),
    (n_rounds as HELD_OUT_ROUNDS: usize, "R", 5.0, 1.0, 100.0, "rounds of the in-painting that is measured", "later rounds change the error little, and learning has to wait"),
];

/// Training images whose latents the dreams of a network that still learns come from: dreams in a fraction of a second.
pub const DREAM_POINTS: usize = 400;
/// Components of those dreams' mixture, at most.
pub const DREAM_COMPONENTS: usize = 16;
/// Images that the priors and the read-out of a model finished in the browser are learned from, at most: in seconds.
pub const FINISH_IMAGES: usize = 3_000;
/// Components of its mixture, at most.
pub const FINISH_COMPONENTS: usize = 60;

/// Why a quick network learns with other values than `train`.
const QUICK: &str = "chosen by search on generated digits: recognisable dreams after 20,000 of them, and h1 does not run away";

/// What the page's bench starts with where that is another value than `train`'s: for a small network and few images.
/// A network of the paper's size would run away with these rates.
const QUICK_TRAINING: &[(&str, f64)] = &[
    ("epochs", 20.0),
    ("batch_size", 50.0),
    ("rate_f1", 3e-4),
    ("rate_f2", 2e-3),
    ("rate_g2", 2e-3),
    ("rate_g1", 2e-3),
    ("rate_decay", 0.9),
    ("f2_start_scale", 4.0),
];

/// [`TRAIN`] with the values that the page's bench starts with.
pub fn quick_training() -> Vec<Param> {
    with_defaults(TRAIN, QUICK_TRAINING, QUICK)
}

impl MixtureParams {
    /// A small mixture for `points` latents of a network that is still learning, or was learned in the browser: one
    /// component for every 20 points, up to `most`.
    pub fn small(points: usize, most: usize) -> Self {
        Self { components: (points / 20).clamp(1, most), rank: 4, iterations: 8, ..Self::default() }
    }
}

impl ReadOutParams {
    /// For a few thousand digits: fewer passes.
    pub fn small() -> Self {
        Self { epochs: 6, ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_of_the_page_lie_in_their_ranges() {
        let quick = quick_training();
        for (name, value) in QUICK_TRAINING {
            assert!(quick.iter().any(|param| param.name == *name && param.default == *value), "{name}");
        }
        for param in quick {
            assert_eq!(param.check(param.default), Ok(param.default), "{}", param.name);
        }
        for points in [1, 2, 400, 60_000] {
            MixtureParams::small(points, 60).check().unwrap();
        }
        ReadOutParams::small().check().unwrap();
    }
}
