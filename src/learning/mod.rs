//! TRAIN (Alg. 2, §4): every layer moves by its own squared error only.

mod adam;
mod batch_work;
mod local_update;
mod rules;
mod share;
mod train;
mod trainer;
mod trainer_file;
mod training_data;

pub use adam::Adam;
pub use batch_work::BatchWork;
pub use local_update::{LayerGradient, local_update};
pub use rules::{Rival, Rule};
pub use share::Share;
pub use train::{train_batch, train_epoch};
pub use trainer::{BatchReport, Progress, Trainer};
pub use training_data::TrainingData;
