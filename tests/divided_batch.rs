//! A batch gives the same bits however many workers share it, and training goes the way it always went.

#![cfg(not(target_arch = "wasm32"))]

use ndarray::{Array2, Axis};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use std::ops::ControlFlow;
use targetprop::learning::{DividedBatch, Part, Trainer, train_batch, train_epoch};
use targetprop::params::{Architecture, TrainParams};

fn images(n: usize) -> Array2<f32> {
    let mut rng = Pcg64::seed_from_u64(12);
    Array2::from_shape_fn((n, 30), |(i, j)| if i % 4 == j % 4 { 0.9 } else { 0.1 * rng.random::<f32>() })
}

fn trainer(images: &Array2<f32>) -> Trainer {
    let params = TrainParams { batch_size: 23, noise_x_decay: 0.9, ..TrainParams::default() };
    Trainer::new(Architecture { x: 30, hidden: vec![41, 18] }, params, 3, images.view()).unwrap()
}

/// FNV-1a over the bits of all weights and biases.
fn fingerprint(trainer: &Trainer) -> u64 {
    let layers = trainer.net.layers();
    let values = layers.flat_map(|layer| layer.weights().into_iter().chain(layer.bias().to_vec()));
    values.fold(0xcbf2_9ce4_8422_2325, |hash, value| {
        (hash ^ u64::from(value.to_bits())).wrapping_mul(0x0100_0000_01b3)
    })
}

#[test]
fn training_takes_the_steps_it_always_took() {
    let images = images(100);
    let mut trainer = trainer(&images);
    for _ in 0..3 {
        train_epoch(&mut trainer, images.view(), |_| ControlFlow::Continue(())).unwrap();
    }
    assert_eq!(fingerprint(&trainer), 12_094_296_084_353_130_273);
}

fn copy<T: Copy>(from: &[&[T]], to: Vec<&mut [T]>) {
    assert_eq!(from.len(), to.len());
    from.iter().zip(to).for_each(|(from, to)| to.copy_from_slice(from));
}

/// One step by `workers`, each with its own copy of the network, as the page's workers take it.
fn shared_step(replicas: &mut [Trainer], x: &Array2<f32>) {
    let workers = replicas.len();
    let part = |worker| Part::new(worker, workers).unwrap();
    let mut works: Vec<DividedBatch> =
        replicas.iter().map(|trainer| DividedBatch::new(&trainer.net, x.clone())).collect();
    for worker in 0..workers {
        works[worker].compute_images(&replicas[worker], part(worker));
        let done = works[worker].clone();
        for work in &mut works {
            copy(&done.images(part(worker)), work.images_mut(part(worker)));
            copy(&[done.measures(part(worker))], vec![work.measures_mut(part(worker))]);
        }
    }
    for worker in 0..workers {
        works[worker].compute_gradients(part(worker));
        let done = works[worker].clone();
        for work in &mut works {
            copy(&done.gradients(part(worker)), work.gradients_mut(part(worker)));
        }
    }
    let reports: Vec<_> =
        replicas.iter_mut().zip(&works).map(|(trainer, work)| work.apply(trainer).unwrap()).collect();
    assert!(reports.iter().all(|report| *report == reports[0]));
}

#[test]
fn any_number_of_workers_gives_the_bits_of_one() {
    let images = images(70);
    let mut alone = trainer(&images);
    for workers in [1, 2, 3, 4, 8] {
        let mut replicas = vec![alone.clone(); workers];
        // The last batch has fewer images than there may be workers.
        for size in [23, 22, 5] {
            let x = images.select(Axis(0), &(0..size).collect::<Vec<_>>());
            train_batch(&mut alone, x.clone()).unwrap();
            shared_step(&mut replicas, &x);
        }
        assert!(replicas.iter().all(|replica| *replica == alone), "{workers} workers");
    }
}

#[test]
fn the_room_of_a_batch_serves_the_next() {
    let images = images(70);
    let trainer = trainer(&images);
    let batch = |rows: std::ops::Range<usize>| images.select(Axis(0), &rows.collect::<Vec<_>>());
    let computed = |mut work: DividedBatch| {
        work.compute_images(&trainer, Part::WHOLE);
        work.compute_gradients(Part::WHOLE);
        work
    };
    let first = computed(DividedBatch::new(&trainer.net, batch(0..23)));
    for rows in [23..46, 46..56] {
        let fresh = computed(DividedBatch::new(&trainer.net, batch(rows.clone())));
        assert!(computed(first.clone().again(&trainer.net, batch(rows))) == fresh);
    }
}
