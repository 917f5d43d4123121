//! How long the parts of the core take, one thread alone, and how near each comes to what this machine can do: `cargo bench`.
//!
//! What one row goes through reads each weight once for two operations: its limit is the memory that the weights lie in, so it
//! is compared with a sum over as many bytes. What a batch goes through is compared with multiplications and additions in
//! registers. Both limits are measured in the same run. RAYON_NUM_THREADS gives more threads; the limits stay those of one.

use criterion::{BatchSize, Criterion};
use ndarray::{Array2, s};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::hint::black_box;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};
use targetprop::data::synthetic;
use targetprop::evaluation::distances::SquaredDistances;
use targetprop::evaluation::parzen::parzen_table;
use targetprop::inference::infer_traced;
use targetprop::learning::{Trainer, train_batch};
use targetprop::math::matrix::PackedMatrix;
use targetprop::model::Model;
use targetprop::net::{Activation, Layer};
use targetprop::params::{Architecture, InferenceParams, TrainParams};

/// Images of a batch.
const BATCH: usize = 100;
/// Images of either side of a Parzen estimate.
const PARZEN: usize = 1_000;
/// Independent sums of the arithmetic loop: as many vectors as hide the latency of an addition.
const SUMS: usize = 96;
/// Multiplications, each with an addition, of every sum in one call of the arithmetic loop.
const DEPTH: usize = 10_000;

/// What a call has to do.
#[derive(Clone, Copy)]
enum Work {
    /// Bytes of weights to read.
    Bytes(usize),
    /// Multiplications and additions.
    Operations(usize),
    /// Something that neither limit describes.
    Other,
}

impl Work {
    /// Thousands of millions a second.
    fn rate(self, seconds: f64) -> Option<f64> {
        match self {
            Self::Bytes(amount) | Self::Operations(amount) => Some(amount as f64 / seconds * 1e-9),
            Self::Other => None,
        }
    }
}

/// The cases, and what measures them.
struct Bench {
    criterion: Criterion,
    cases: Vec<(String, Work)>,
}

impl Bench {
    fn case<T>(&mut self, name: &str, work: Work, mut call: impl FnMut() -> T) {
        self.cases.push((name.to_owned(), work));
        self.criterion.bench_function(name, |bencher| bencher.iter(&mut call));
    }
}

/// Seconds of a call, by case.
struct Seconds {
    median: f64,
    /// What shares of limits are taken from, since others may use the machine, too.
    best: f64,
}

/// What criterion has left of the cases since `since`: a filter may have left some out.
fn measured(cases: &[(String, Work)], since: SystemTime) -> BTreeMap<String, Seconds> {
    #[derive(Deserialize)]
    struct Sample {
        iters: Vec<f64>,
        times: Vec<f64>,
    }
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from);
    let of_case = |name: &str| {
        let file = target.join("criterion").join(name).join("new/sample.json");
        if std::fs::metadata(&file).ok()?.modified().ok()? < since {
            return None;
        }
        let Sample { iters, times } = serde_json::from_slice(&std::fs::read(file).ok()?).ok()?;
        let mut seconds: Vec<f64> =
            times.iter().zip(iters).map(|(time, calls)| time / calls * 1e-9).collect();
        seconds.sort_unstable_by(f64::total_cmp);
        Some(Seconds { median: seconds[seconds.len() / 2], best: seconds[0] })
    };
    cases.iter().filter_map(|(name, _)| Some((name.clone(), of_case(name)?))).collect()
}

/// The sum of `values`: nothing but reading them. The sums of whole vectors hide the latency of an addition.
fn read(values: &[f32]) -> f32 {
    let mut sums = [0.0_f32; 64];
    for chunk in values.chunks_exact(64) {
        sums.iter_mut().zip(chunk).for_each(|(sum, value)| *sum += value);
    }
    sums.iter().sum()
}

/// Multiplications and additions with nothing to read.
fn calculate(factor: f32) -> f32 {
    let mut sums = [0.5_f32; SUMS];
    for _ in 0..DEPTH {
        sums.iter_mut().for_each(|sum| *sum = *sum * factor + factor);
    }
    sums.iter().sum()
}

/// Name of the case that reads so many bytes.
fn reading(bytes: usize) -> String {
    format!("limit, read {:.1} MB", bytes as f64 / 1e6)
}

const CALCULATING: &str = "limit, multiply and add";

fn layers(bench: &mut Bench, model: &Model, x: &Array2<f32>) {
    let net = &model.net;
    let latents = net.encode(x.view());
    let inputs = [("f1", x), ("f2", latents.h(1)), ("g2", latents.top()), ("g1", latents.h(1))];
    for (name, input) in inputs {
        let layer: &Layer = match name {
            "f1" => net.f(1),
            "f2" => net.f(2),
            "g2" => net.g(2),
            _ => net.g(1),
        };
        let weights = layer.n_in() * layer.n_out();
        for rows in [1, BATCH] {
            let input = input.slice(s![..rows, ..]);
            let mut output = Array2::zeros((rows, layer.n_out()));
            let work =
                if rows == 1 { Work::Bytes(4 * weights) } else { Work::Operations(2 * rows * weights) };
            bench.case(&format!("{name}, batch of {rows}"), work, || layer.forward_into(input, &mut output));
        }
    }
    let e = latents.h(1).as_slice().expect("latents are contiguous");
    let x = x.as_slice().expect("images are contiguous");
    let operations = 2 * x.len() * latents.h(1).ncols();
    bench.case("outer product, f1's", Work::Operations(operations), || {
        PackedMatrix::outer_product(x, e, BATCH, 0.01)
    });
    for (name, activation) in [("softplus", Activation::Softplus), ("sigmoid", Activation::Sigmoid)] {
        let mut values: Vec<f32> = (0..1_000).map(|i| i as f32 * 0.01 - 5.0).collect();
        bench.case(&format!("{name} of 1,000"), Work::Other, || {
            // Again and again of what it gave: any values take as long.
            activation.apply(black_box(&mut values));
        });
    }
}

fn algorithms(bench: &mut Bench, model: &Model, x: &Array2<f32>) {
    let params = InferenceParams::default();
    let weights: usize = model.net.layers().map(|layer| layer.n_in() * layer.n_out()).sum();
    let f2 = model.net.f(2).n_in() * model.net.f(2).n_out();
    // Up and down once, then in every iteration f2 twice and the others once.
    let passes = weights + params.n_steps * (weights + f2);
    for rows in [1, BATCH] {
        let work = if rows == 1 { Work::Bytes(4 * passes) } else { Work::Operations(2 * rows * passes) };
        let x = x.slice(s![..rows, ..]);
        bench.case(&format!("INFERENCE, batch of {rows}"), work, || {
            infer_traced(&model.net, x.to_owned(), &params, |_, _| ())
        });
    }

    // N = 15 as in the paper, with the noise and rates that hold h1 with it.
    let params =
        TrainParams { n_steps: 15, noise_x: 0.4, rate_f1: 6e-5, rate_f2: 1e-3, ..TrainParams::default() };
    let architecture = Architecture { x: x.ncols(), hidden: vec![1000, 100] };
    let mut trainer = Trainer::new(architecture, params, 1, x.view()).expect("settings in their ranges");
    // The M-step goes up or down through each map, and takes its outer product.
    let work = Work::Operations(2 * BATCH * (passes + 2 * weights));
    bench.cases.push(("training step".to_owned(), work));
    bench.criterion.bench_function("training step", |bencher| {
        bencher.iter_batched(
            || x.clone(),
            |x| train_batch(&mut trainer, x).expect("it converges"),
            BatchSize::LargeInput,
        );
    });

    let (samples, _) = synthetic::digits(2, 0, PARZEN);
    let (points, _) = synthetic::digits(3, 0, PARZEN);
    let distances = SquaredDistances::to(samples.view());
    let work = Work::Operations(2 * PARZEN * PARZEN * samples.ncols());
    bench.case("Parzen, 1,000 of 1,000", work, || parzen_table(&distances, points.view(), &[0.2]));
}

fn limits(bench: &mut Bench) {
    let mut sizes: Vec<usize> = bench
        .cases
        .iter()
        .filter_map(|(_, work)| match work {
            // Of an INFERENCE all weights, which it reads again and again.
            Work::Bytes(bytes) => Some((*bytes).min(ALL_WEIGHTS)),
            _ => None,
        })
        .collect();
    sizes.sort_unstable();
    sizes.dedup();
    for bytes in sizes {
        let values = vec![0.5_f32; bytes / 4];
        bench.case(&reading(bytes), Work::Bytes(bytes), || read(black_box(&values)));
    }
    bench.case(CALCULATING, Work::Operations(2 * SUMS * DEPTH), || calculate(black_box(0.5)));
}

/// Bytes of the weights of the shipped model.
const ALL_WEIGHTS: usize = 4 * 2 * (784 * 1000 + 1000 * 100);

fn main() {
    if std::env::var_os("RAYON_NUM_THREADS").is_none() {
        rayon::ThreadPoolBuilder::new().num_threads(1).build_global().expect("no pool has been built");
    }
    let since = SystemTime::now();
    let criterion = Criterion::default()
        .sample_size(40)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
        .configure_from_args();
    let mut bench = Bench { criterion, cases: Vec::new() };
    let model = std::fs::read("www/model/default.safetensors").expect("the shipped model is there");
    let model = Model::from_bytes(&model).expect("the shipped model can be read");
    let (x, _) = synthetic::digits(1, 0, BATCH);
    layers(&mut bench, &model, &x);
    algorithms(&mut bench, &model, &x);
    limits(&mut bench);

    let measured = measured(&bench.cases, since);
    println!(
        "\n| case | median | best | GB/s or GFLOP/s at best | share of the limit |\n| --- | --- | --- | --- | --- |"
    );
    for (name, work) in &bench.cases {
        let Some(Seconds { median, best }) = measured.get(name) else { continue };
        let limit = match work {
            Work::Bytes(bytes) => reading((*bytes).min(ALL_WEIGHTS)),
            _ => CALCULATING.to_owned(),
        };
        let of_limit = bench.cases.iter().find(|(name, _)| *name == limit);
        let peak = of_limit.and_then(|(name, work)| work.rate(measured.get(name)?.best));
        let reached = work.rate(*best);
        let share = reached
            .zip(peak)
            .map_or(String::new(), |(reached, peak)| format!("{:.0} %", 100.0 * reached / peak));
        let reached = reached.map_or(String::new(), |reached| format!("{reached:.1}"));
        println!("| {name} | {:.1} µs | {:.1} µs | {reached} | {share} |", median * 1e6, best * 1e6);
    }
}
