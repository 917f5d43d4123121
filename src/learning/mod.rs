//! TRAIN (Alg. 2, §4): every layer moves by its own squared error only.

mod adam;
mod corruption;
mod local_update;
mod prior;
mod train;
mod trainer_file;

pub use adam::Adam;
pub use corruption::{gaussian, spike_like};
pub use local_update::{LayerGradient, local_update};
pub use prior::TopPrior;
pub use train::{BatchReport, Progress, Trainer, train_batch, train_epoch};
