//! Work shared between threads natively, done in order in WebAssembly (where one worker is one thread).
//!
//! Each piece is computed alone and put in its place, so results never depend on the number of threads.

use ndarray::{ArrayView2, Axis};
#[cfg(not(target_arch = "wasm32"))]
use rayon::prelude::*;

/// Rows of a batch that go through the network together: few enough for their latents to stay in the cache.
const ROWS: usize = 96;

/// Calls `work(index, chunk)` for every chunk of `length` elements of `data`.
pub fn for_each_chunk<T: Send>(data: &mut [T], length: usize, work: impl Fn(usize, &mut [T]) + Send + Sync) {
    let length = length.max(1);
    #[cfg(not(target_arch = "wasm32"))]
    data.par_chunks_mut(length).enumerate().for_each(|(index, chunk)| work(index, chunk));
    #[cfg(target_arch = "wasm32")]
    data.chunks_mut(length).enumerate().for_each(|(index, chunk)| work(index, chunk));
}

/// Maps groups of consecutive rows of `x` `(B, width)`, in order.
pub fn map_row_groups<T: Send>(
    x: ArrayView2<f32>,
    work: impl Fn(ArrayView2<f32>) -> T + Send + Sync,
) -> Vec<T> {
    let groups: Vec<_> = x.axis_chunks_iter(Axis(0), ROWS).collect();
    #[cfg(not(target_arch = "wasm32"))]
    return groups.into_par_iter().map(work).collect();
    #[cfg(target_arch = "wasm32")]
    return groups.into_iter().map(work).collect();
}

/// Number of threads that [`for_each_chunk`] uses.
pub fn threads() -> usize {
    #[cfg(not(target_arch = "wasm32"))]
    return rayon::current_num_threads();
    #[cfg(target_arch = "wasm32")]
    return 1;
}
