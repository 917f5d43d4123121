//! Arithmetic that knows nothing of networks: matrices, the exponential, factorisations, noise.
//!
//! - [`matrix`]: matrices packed for the product that everything spends its time in
//! - [`principal_components`]: the directions in which rows vary most
//! - [`noise`], [`streams`]: Gaussian and spike-like noise, one stream of random numbers per row
//! - [`parallel`]: groups of rows on as many threads as there are

pub(crate) mod cholesky;
mod exp;
mod kmeans;
pub mod matrix;
pub mod noise;
pub mod parallel;
pub mod principal_components;
pub mod streams;

pub(crate) use exp::{exp, ln};
pub(crate) use kmeans::kmeans;

/// Place of the largest value, of equal ones the last.
///
/// # Panics
/// If there are no `values`.
pub(crate) fn argmax(values: ndarray::ArrayView1<f32>) -> usize {
    (0..values.len()).max_by(|&a, &b| values[a].total_cmp(&values[b])).expect("there are values")
}

/// Cosine of the angle between two vectors; none where one is zero.
pub(crate) fn cosine(a: &[f64], b: &[f64]) -> Option<f64> {
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let norms = (dot(a, a) * dot(b, b)).sqrt();
    (norms > 0.0).then(|| dot(a, b) / norms)
}
