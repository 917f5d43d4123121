//! The paper's other objectives (§2, §3, §9): labels and reward, by the same local rule.
//!
//! A layer y of ten units stands on all latents. `f_y` reads them (the read-out), `g_y` leads back. What is told of y, a
//! label or only a reward, is a push on y's units; `g_y` carries it down, every layer's target moves by it, and each `f_l`
//! then learns to come nearer to its target by its own squared error, as in TRAIN. Nothing else changes: without a word
//! about y the push is zero, and so is the difference to TRAIN.
//!
//! The paper names both objectives and gives no algorithm for them; what is built here is our own.

mod guided;
mod label_layer;
mod teacher;

pub use guided::GuidedTrainer;
pub use label_layer::{Feedback, LabelLayer};
pub use teacher::Teacher;
