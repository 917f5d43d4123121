//! Adam (Kingma & Ba 2015), applied to each layer by itself.

use super::local_update::LayerGradient;
use crate::math::parallel;
use crate::net::Layer;
use crate::params::TrainParams;

/// Values handled by one thread at a time.
const CHUNK: usize = 1 << 15;

/// Running means of one layer's gradient and of its square.
#[derive(Debug, Clone, PartialEq)]
pub struct Adam {
    pub(crate) mean: LayerGradient,
    pub(crate) square: LayerGradient,
}

impl Adam {
    /// Both means zero.
    pub fn new(layer: &Layer) -> Self {
        Self { mean: LayerGradient::zeros(layer), square: LayerGradient::zeros(layer) }
    }

    /// Moves `layer` against `gradient`; this is the `t`-th step, counted from 1.
    pub fn step(
        &mut self,
        layer: &mut Layer,
        gradient: &LayerGradient,
        rate: f32,
        params: &TrainParams,
        t: u64,
    ) {
        let (b1, b2) = (params.adam_beta1, params.adam_beta2);
        // Corrections for the means having started at zero, in f64 since t grows large.
        let power = i32::try_from(t).unwrap_or(i32::MAX);
        let rate = f64::from(rate) / (1.0 - f64::from(b1).powi(power));
        let root_scale = (1.0 / (1.0 - f64::from(b2).powi(power))).sqrt() as f32;
        let step = Step { b1, b2, rate: rate as f32, root_scale, epsilon: params.adam_epsilon };
        step.apply(
            layer.weights.values_mut(),
            self.mean.weights.values_mut(),
            self.square.weights.values_mut(),
            gradient.weights.values(),
        );
        step.apply(&mut layer.bias, &mut self.mean.bias, &mut self.square.bias, &gradient.bias);
    }
}

/// One step of any values, with the corrections of its time.
struct Step {
    b1: f32,
    b2: f32,
    rate: f32,
    root_scale: f32,
    epsilon: f32,
}

impl Step {
    fn apply(&self, values: &mut [f32], mean: &mut [f32], square: &mut [f32], gradient: &[f32]) {
        let mut chunks: Vec<_> = values
            .chunks_mut(CHUNK)
            .zip(mean.chunks_mut(CHUNK))
            .zip(square.chunks_mut(CHUNK))
            .zip(gradient.chunks(CHUNK))
            .collect();
        parallel::for_each_chunk(&mut chunks, 1, |_, chunk| {
            let (((values, mean), square), gradient) = &mut chunk[0];
            for (((w, m), s), &g) in
                values.iter_mut().zip(mean.iter_mut()).zip(square.iter_mut()).zip(*gradient)
            {
                *m = self.b1 * *m + (1.0 - self.b1) * g;
                *s = self.b2 * *s + (1.0 - self.b2) * g * g;
                *w -= self.rate * *m / (s.sqrt() * self.root_scale + self.epsilon);
            }
        });
    }
}
