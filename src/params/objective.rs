//! Settings of learning from labels or from reward, for a network that has learned to explain its digits.

use super::{Param, TRAIN, with_defaults};

/// Found by search.
const SEARCH: &str = "accuracy on 10,000 training digits that were held out";

params![
    /// Every setting of y and of what is told of it, in the order of the fields of [`ObjectiveParams`].
    OBJECTIVE,
    /// Settings of learning from labels or from reward. Field names are the names of [`OBJECTIVE`]'s entries.
    ObjectiveParams,
    (rate_y: f32, "ε_y", 2e-4, 0.0, 1.0, "learning rate of f_y and g_y", SEARCH),
    (decay_y: f32, "λ", 1e-4, 0.0, 0.1, "share of their weights that f_y and g_y lose in every step, so that they come to mirror each other", "Kolen & Pollack 1994"),
    (push: f32, "β", 1.0, 0.0, 1000.0, "how far what is told of y moves what the layers below are to become", SEARCH),
    (reward_memory as REWARD_MEMORY: f32, "", 0.99, 0.0, 0.9999, "share of the expected reward that one batch leaves as it was", "chosen: the mean of about a hundred batches"),
    (own_weight: f32, "", 0.3, 0.0, 1.0, "weight of the network's own guess where no label is told", "Lee 2013, found by search"),
    (own_from: usize, "", 3.0, 0.0, 1000.0, "epochs before its own guesses count", "Lee 2013, found by search"),
    (settle_epochs: usize, "", 8.0, 0.0, 1000.0, "passes in which y alone goes on learning, from the latents of INFERENCE", SEARCH),
    (settle_rate: f32, "ε", 1e-3, 0.0, 1.0, "learning rate of these passes", SEARCH),
    (settle_decay: f32, "", 0.7, 0.01, 1.0, "factor on that rate after each pass", SEARCH),
];

/// What learning from labels or reward starts with where that is another value than `train`'s.
const GUIDED_TRAINING: &[(&str, f64)] = &[
    ("epochs", 20.0),
    ("n_steps", 0.0),
    ("rate_f1", 1e-3),
    ("rate_f2", 1e-3),
    ("rate_g2", 3e-4),
    ("rate_g1", 3e-4),
    ("rate_decay", 0.88),
    ("noise_h1", 0.03),
    ("spikes", 10.0),
];

/// [`TRAIN`] with the values that learning from labels or reward starts with.
pub fn guided_training() -> Vec<Param> {
    with_defaults(TRAIN, GUIDED_TRAINING, SEARCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_guided_training_starts_with_lies_in_its_ranges() {
        let guided = guided_training();
        for (name, value) in GUIDED_TRAINING {
            assert!(guided.iter().any(|param| param.name == *name && param.default == *value), "{name}");
        }
        for param in guided {
            assert_eq!(param.check(param.default), Ok(param.default), "{}", param.name);
        }
    }
}
