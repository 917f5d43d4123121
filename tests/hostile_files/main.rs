//! What comes from outside and means harm: readers refuse it or what they give can be used, and memory stays bounded by the
//! length of what was read. Never a panic.
//!
//! Files are changed at random, but always the same: the number of a case is its seed. `cargo test` tries some thousands for each
//! reader; `./build.sh fuzz` ten million, and keeps what a reader did not withstand as a fixture.

#![cfg(not(target_arch = "wasm32"))]

mod fuzz;
#[allow(unsafe_code)] // An allocator is unsafe to write; this one only counts.
mod memory;
mod mutate;
mod readers;

use flate2::Compression;
use flate2::write::GzEncoder;
use fuzz::Tally;
use memory::held_by;
use ndarray::Array2;
use std::io::Write;
use std::ops::ControlFlow;
use targetprop::data::digits;
use targetprop::data::idx::{read_digit_images, read_labels, write_images, write_labels};
use targetprop::learning::{Progress, Trainer, TrainingData, train_epoch};
use targetprop::model::Model;

#[global_allocator]
static ALLOCATOR: memory::Counting = memory::Counting;

const MB: usize = 1 << 20;
/// Most bytes that a reader may hold of files that hold a few thousand.
const BUDGET: usize = 4 * MB;
/// Executions of each reader where `FUZZ_EXECUTIONS` does not say how many.
const EXECUTIONS: u64 = 10_000;

/// What `read` gives, having held no more than the budget.
fn bounded<T>(read: impl FnOnce() -> T) -> T {
    let (value, held) = held_by(read);
    assert!(held <= BUDGET, "{held} bytes held");
    value
}

/// `FUZZ_READER` names the only one to be tried.
#[test]
fn every_reader_refuses_or_gives_what_can_be_used() {
    let executions =
        std::env::var("FUZZ_EXECUTIONS").map_or(EXECUTIONS, |number| number.parse().expect("a number"));
    let wanted = std::env::var("FUZZ_READER").ok();
    let readers = readers::all();
    let names: Vec<_> = readers.iter().map(|reader| reader.name).collect();
    let chosen = readers.iter().filter(|reader| wanted.as_deref().is_none_or(|wanted| wanted == reader.name));
    println!("{}", Tally::HEAD);
    let tallies: Vec<_> = chosen
        .map(|reader| {
            let tally = fuzz::fuzz(reader, executions);
            println!("{}", tally.line(reader.name));
            (reader.name, tally)
        })
        .collect();
    assert!(!tallies.is_empty(), "expected one of {names:?}, found {wanted:?}");
    for (name, tally) in tallies {
        assert_eq!(tally.findings(), 0, "{name}: files that it did not withstand are in {}", fuzz::FOUND);
        // Else the changes show nothing.
        let (accepted, executions) = (tally.accepted, tally.executions);
        assert!(0 < accepted && accepted < executions, "{name}: {accepted} of {executions} accepted");
    }
}

#[test]
fn files_that_have_done_harm_do_none_any_more() {
    let readers = readers::all();
    let mut tally = Tally::default();
    for file in std::fs::read_dir(fuzz::FOUND).into_iter().flatten() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        let reader = readers.iter().find(|reader| name.starts_with(reader.name)).expect(name);
        assert!(tally.execute(reader, &std::fs::read(&path).unwrap(), true), "{name}");
    }
}

#[test]
fn overflowing_checkpoints_are_refused_and_one_of_the_first_version_goes_on() {
    let read = |name: &str| {
        let file = std::fs::read(format!("tests/fixtures/{name}.checkpoint")).unwrap();
        bounded(|| Trainer::from_bytes(&file))
    };
    for (name, reason) in [
        ("epoch-at-the-top", "at most 1000 whole epochs, found epoch 4294967295"),
        ("batch-at-the-top", "of 5 images in 3 batches, found epoch 1, batch 18446744073709551615"),
        ("batch-beyond-the-last", "of 5 images in 3 batches, found epoch 1, batch 1000000, 4 batches in all"),
        (
            "steps-at-the-top",
            "of 5 images in 3 batches, found epoch 1, batch 1, 18446744073709551615 batches",
        ),
        ("all-at-the-top", "at most 1000 whole epochs"),
    ] {
        let message = read(name).unwrap_err().to_string();
        assert!(message.contains(reason), "{name}: {message}");
    }
    let mut trainer = read("first-version").unwrap();
    let images = Array2::from_shape_fn((5, 3), |(i, j)| ((i * 7 + j * 3) % 11) as f32 / 10.0);
    trainer.set_data(TrainingData::of("five digits", images.view())).unwrap();
    train_epoch(&mut trainer, images.view(), |_| ControlFlow::Continue(())).unwrap();
    assert_eq!(trainer.progress(), Progress { epoch: 2, batch: 0, steps: 6 });
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn of_a_large_archive_only_what_is_used_takes_memory() {
    // As many black images as take 16 MB.
    let images = gzip(&write_images(Array2::zeros((20_000, 784)).view(), 28, 28));
    assert!(images.len() < MB / 8);
    for file in [gzip(&images), images] {
        let used = bounded(|| read_digit_images(&file, 1_000)).unwrap();
        assert_eq!((used.total, used.bytes.nrows()), (20_000, 1_000));
    }
    let labels = gzip(&write_labels(&[0; 16 * MB]));
    assert_eq!(bounded(|| read_labels(&labels, 1_000)).unwrap().values, [0; 1_000]);
}

#[test]
fn archives_and_headers_that_promise_much_are_refused_with_little_memory() {
    const LITTLE: usize = MB / 4;
    let pixels = [&[0, 0, 8, 3, 0x10, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1][..], &vec![0; 16 * MB]].concat();
    let refused = |file: &[u8], reason: &str| {
        let (read, held) = held_by(|| digits::read(file, 10_050));
        let message = read.unwrap_err().to_string();
        assert!(message.contains(reason), "{message}");
        assert!(held < LITTLE, "{held} bytes held: {message}");
    };
    refused(&gzip(&pixels), "found 1×1");
    refused(&gzip(&gzip(&pixels)), "found 1×1");
    refused(&gzip(&vec![0; 16 * MB]), "found 00 00 00 00");
    refused(&gzip(&[]).repeat(100_000), "more than 16384 parts");
    for header in [vec![b'['; MB / 2], vec![b' '; MB / 2]] {
        for length in [header.len() as u64, 1 << 20, 1 << 40, u64::MAX] {
            let file = [&length.to_le_bytes()[..], &header].concat();
            let (read, held) = held_by(|| Model::from_bytes(&file));
            assert!(read.is_err() && held < LITTLE, "{held} bytes held");
        }
    }
}
