//! TRAIN (Alg. 2, §4): every layer moves by its own squared error only.

mod adam;
mod batch_work;
pub(crate) mod cholesky;
mod corruption;
mod finish;
mod kmeans;
mod local_update;
mod mixture;
mod mixture_em;
mod prior;
mod read_out;
mod rules;
mod share;
mod train;
mod trainer_file;
mod training_data;

pub use adam::Adam;
pub use batch_work::BatchWork;
pub use corruption::{gaussian, spike_like};
pub(crate) use corruption::{gaussian_value, spike_value};
pub use finish::finished_model;
pub use local_update::{LayerGradient, local_update};
#[cfg(test)]
pub(crate) use mixture::tests::small as small_mixture;
pub use mixture::{FactorMixture, logit};
pub use mixture_em::{learn_mixture, mean_log_likelihood};
pub use prior::TopPrior;
pub use read_out::{DIGITS, ReadOut};
pub use rules::{Rival, Rule};
pub use share::Share;
pub use train::{BatchReport, Progress, Trainer, train_batch, train_epoch};
pub use training_data::TrainingData;
