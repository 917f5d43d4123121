//! TRAIN (Alg. 2, §4): every layer moves by its own squared error only.
//!
//! ```
//! use std::ops::ControlFlow;
//! use targetprop::data::synthetic;
//! use targetprop::learning::{Trainer, train_epoch};
//! use targetprop::params::{Architecture, TrainParams};
//!
//! let (images, _) = synthetic::digits(1, 0, 500);
//! let architecture = Architecture { x: 784, hidden: vec![100, 30] };
//! let mut trainer = Trainer::new(architecture, TrainParams::default(), 1, images.view())?;
//! let mut epoch = || train_epoch(&mut trainer, images.view(), |_| ControlFlow::Continue(()));
//! let first = epoch()?;
//! let last = (0..4).map(|_| epoch()).last().unwrap()?;
//! assert!(last.log_joint() > first.log_joint(), "the network explains the digits better");
//! # Ok::<(), targetprop::Error>(())
//! ```

mod adam;
mod comparison_rules;
mod divided_batch;
mod local_update;
mod progress;
mod report;
mod train;
mod trainer;
mod trainer_file;
mod training_data;

pub use adam::Adam;
pub use comparison_rules::{ComparedNetwork, Rule};
pub use divided_batch::{DividedBatch, Part};
pub use local_update::{LayerGradient, local_update};
pub use progress::Progress;
pub use report::BatchReport;
pub use train::{Corrupted, Pair, corrupt, e_step, m_step, pairs, train_batch, train_epoch};
pub(crate) use train::{corrupt_latents, learn_pairs};
pub use trainer::Trainer;
pub use training_data::TrainingData;
