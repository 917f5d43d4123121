//! How often the loops that everything spends its time in ask for memory. An iteration of INFERENCE never does, and so neither does one
//! of GENERATE; with a mask it makes one picture. A step of the two chains makes its noisy layers, however many chains there are; only
//! directed samples are drawn one by one. A batch that learns makes its noisy layers, errors and gradients, whatever N is.

#![cfg(not(target_arch = "wasm32"))]
#![allow(unsafe_code)] // An allocator is unsafe to write; this one only counts.

use ndarray::{Array2, s};
use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};
use targetprop::data::synthetic;
use targetprop::inference::{ClampMask, Inference};
use targetprop::learning::{Trainer, train_batch};
use targetprop::math::streams::row_streams;
use targetprop::model::Model;
use targetprop::params::{Architecture, InferenceParams, Sampler, TrainParams};
use targetprop::sampling::{Chains, Source};

/// The system's allocator, with a count over all threads.
struct Counting;

static ALLOCATIONS: AtomicUsize = AtomicUsize::new(0);

// SAFETY: all work is the system allocator's; the count allocates nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: as the caller promises.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: as the caller promises.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Allocations of one call of `work`, after two that make room.
fn allocations(mut work: impl FnMut()) -> usize {
    work();
    work();
    let before = ALLOCATIONS.load(Ordering::Relaxed);
    work();
    ALLOCATIONS.load(Ordering::Relaxed) - before
}

/// One test alone, since the count is everybody's; on one thread, since threads ask for memory to share work.
#[test]
fn loops_ask_for_memory_as_seldom_as_they_say() {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    pool.install(|| {
        let model = Model::from_bytes(&std::fs::read("www/model/default.safetensors").unwrap()).unwrap();
        let net = &model.net;
        let (digits, _) = synthetic::digits(1, 0, 100);
        let batch = |rows: usize| digits.slice(s![..rows, ..]).to_owned();

        let params = InferenceParams::default();
        for rows in [1, 16, 100] {
            let mut inference = Inference::start(net, batch(rows), None);
            assert_eq!(allocations(|| inference.advance(net, &params)), 0, "INFERENCE of {rows}");
        }
        let half = Array2::from_shape_fn((1, 784), |(_, pixel)| pixel % 2 == 0);
        let mut clamped = Inference::start(net, batch(1), Some(ClampMask::new(half)));
        assert_eq!(allocations(|| clamped.advance(net, &params)), 1, "INFERENCE with a mask");

        for rows in [8, 64] {
            for (sampler, most) in Sampler::ALL.into_iter().zip([25 + 2 * rows, 0, 9, 8]) {
                let source = Source::Gaussian { variance_scale: 4.0 };
                let mut chains =
                    Chains::start(&model, source, sampler.defaults(), row_streams(1, 0, rows)).unwrap();
                let found = allocations(|| _ = chains.advance(&model));
                assert!(found <= most, "{rows} chains, {sampler:?}: {found} allocations");
            }
        }

        for n_steps in [6, 15] {
            let architecture = Architecture { x: 784, hidden: vec![1000, 100] };
            let params = TrainParams { n_steps, ..TrainParams::default() };
            let mut trainer = Trainer::new(architecture, params, 1, digits.view()).unwrap();
            let found = allocations(|| _ = train_batch(&mut trainer, batch(100)).unwrap());
            assert!(found <= 70, "a batch, N = {n_steps}: {found} allocations");
        }
    });
}
