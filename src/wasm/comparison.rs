//! Networks that learn by other rules beside targetprop, for comparison.

use super::learn::Settings;
use super::training_set::TrainingSet;
use super::{Outcome, to_js};
use crate::learning::{ComparedNetwork, Rule};
use ndarray::Axis;
use wasm_bindgen::prelude::*;

/// Networks that learn by every rule, each from the same start and batches.
#[wasm_bindgen]
pub struct Comparison {
    networks: Vec<ComparedNetwork>,
    set: TrainingSet,
    /// For each network the number of its epoch and the order of the images in it.
    orders: Vec<(usize, Vec<usize>)>,
}

#[wasm_bindgen]
impl Comparison {
    /// Fresh networks for `set`, which they take over.
    ///
    /// # Errors
    /// For settings outside their ranges.
    #[wasm_bindgen(constructor)]
    pub fn new(set: TrainingSet, settings: JsValue) -> Outcome<Comparison> {
        let (architecture, params, seed) = Settings::read(settings)?;
        let network = |rule| {
            ComparedNetwork::new(rule, architecture.clone(), params.clone(), seed, set.images.view())
                .map_err(Into::into)
        };
        let networks = Rule::ALL.into_iter().map(network).collect::<Outcome<Vec<_>>>()?;
        let order = |network: &ComparedNetwork| (0, network.trainer().epoch_order(set.images.nrows()));
        Ok(Self { orders: networks.iter().map(order).collect(), networks, set })
    }

    /// One batch for the rule at `index` of [`learn_parameters`](super::learn::learn_parameters)' list; returns the images of the batch, 0 once all
    /// epochs are over.
    ///
    /// # Errors
    /// If training diverged.
    pub fn advance(&mut self, index: usize) -> Outcome<usize> {
        let images = &self.set.images;
        let found = self.networks.get_mut(index).zip(self.orders.get_mut(index));
        let (network, order) = found.ok_or_else(|| JsError::new("no such rule"))?;
        let (progress, params) = (network.trainer().progress(), network.trainer().params());
        if progress.epoch >= params.epochs {
            return Ok(0);
        }
        if order.0 != progress.epoch {
            *order = (progress.epoch, network.trainer().epoch_order(images.nrows()));
        }
        let indices = order.1.chunks(params.batch_size).nth(progress.batch).unwrap_or_default();
        network.train_batch(images.select(Axis(0), indices))?;
        network.end_epoch(images.nrows());
        Ok(indices.len())
    }

    /// What the network of the rule at `index` can do with held-out digits, without inference.
    ///
    /// # Errors
    /// For another index.
    pub fn measure(&self, index: usize) -> Outcome<JsValue> {
        let network = self.networks.get(index).ok_or_else(|| JsError::new("no such rule"))?;
        to_js(&self.set.held_out.measure_feed_forward(&network.trainer().net))
    }
}
