//! What learning in the browser must give, to the bit: written and checked here, compared with WebAssembly by
//! `tests/web/learn.spec.mjs`. `UPDATE_GOLDEN=1 cargo test --release --test learn_golden` writes it anew.

#![cfg(not(target_arch = "wasm32"))]

use serde_json::{Value, json};
use std::ops::ControlFlow;
use targetprop::data::synthetic;
use targetprop::learning::{Trainer, TrainingData, train_epoch};
use targetprop::params::{Architecture, TrainParams};

const FILE: &str = "tests/web/learn-golden.json";

/// FNV-1a with 32 bits of a checkpoint without its checksum, which is not learned.
fn fingerprint(checkpoint: &[u8]) -> u32 {
    const FIELD: &str = r#",\"checksum\":\"01234567\""#;
    let (length, rest) = checkpoint.split_first_chunk().unwrap();
    let (header, tensors) = rest.split_at(u64::from_le_bytes(*length) as usize);
    let mut header = String::from_utf8(header.to_vec()).unwrap();
    let at = header.find(&FIELD[..16]).unwrap();
    header.replace_range(at..at + FIELD.len(), "");
    // Spaces fill the header up to a multiple of eight bytes.
    let width = header.trim_end().len().next_multiple_of(8);
    let header = format!("{:width$}", header.trim_end());
    let bytes = [&(width as u64).to_le_bytes(), header.as_bytes(), tensors].concat();
    bytes.iter().fold(0x811c_9dc5, |hash, &byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// Fingerprints of the checkpoint before learning and after each of two epochs.
fn computed() -> Value {
    let (images, _) = synthetic::digits(3, 0, 70);
    let params =
        TrainParams { batch_size: 20, noise_x_decay: 0.9, noise_h1_decay: 0.9, ..TrainParams::default() };
    let architecture = Architecture { x: 784, hidden: vec![30, 12] };
    let mut trainer = Trainer::new(architecture, params, 5, images.view()).unwrap();
    trainer.set_data(TrainingData::of("synthetic digits, seed 3", images.view())).unwrap();
    let mut found = vec![fingerprint(&trainer.to_bytes())];
    for _ in 0..2 {
        train_epoch(&mut trainer, images.view(), |_| ControlFlow::Continue(())).unwrap();
        found.push(fingerprint(&trainer.to_bytes()));
    }
    json!(found)
}

#[test]
fn learning_gives_what_the_browser_is_tested_against() {
    let computed = computed();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(FILE, computed.to_string()).unwrap();
    }
    let golden: Value = serde_json::from_slice(&std::fs::read(FILE).unwrap()).unwrap();
    assert_eq!(golden, computed, "{FILE} differs");
}
