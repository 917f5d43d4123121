//! Damage that keeps a file's structure: fields of a card, descriptions of tensors and values of weights are changed
//! one by one, so that readers get beyond their first check.

use rand::RngExt;
use rand::seq::IndexedRandom;
use rand_pcg::Pcg64;
use serde_json::{Value, json};

/// Bytes of the length before a header.
const LENGTH_BYTES: usize = 8;
/// Numbers at the edges of what there is.
const FLOATS: [f32; 12] =
    [0.0, -0.0, 1e-45, -1e-30, 1.0, -1.0, 1e9, -1e10, 3e38, -3e38, f32::INFINITY, f32::NAN];
const WORDS: [u32; 10] = [0, 1, 3, 27, 28, 29, 0x1000_0000, 0x7fff_ffff, 0x8000_0000, u32::MAX];

/// `file`, one of safetensors with a card, with one to three things changed.
pub fn tensors(file: &[u8], rng: &mut Pcg64) -> Vec<u8> {
    let (length, rest) = file.split_at(LENGTH_BYTES);
    let (header, data) = rest.split_at(u64::from_le_bytes(length.try_into().unwrap()) as usize);
    let mut header: Value = serde_json::from_slice(header).unwrap();
    let metadata = header.as_object_mut().unwrap().remove("__metadata__").unwrap();
    let mut card: Value = serde_json::from_str(metadata["card"].as_str().unwrap()).unwrap();
    let mut data = data.to_vec();
    // Else the checksum would find everything. Files of the first version have none.
    if rng.random_ratio(15, 16) {
        card.as_object_mut().unwrap().remove("checksum");
    }
    for _ in 0..rng.random_range(1..=3) {
        match rng.random_range(0..6) {
            0 => *leaf(&mut card, rng) = odd(rng),
            1 | 2 => nudge(leaf(&mut card, rng), rng),
            3 => *leaf(&mut header, rng) = odd(rng),
            4 => swap(&mut header, rng),
            _ => overwrite(&mut data, rng),
        }
    }
    // A leaf may have been the whole.
    if let Some(header) = header.as_object_mut() {
        header.insert("__metadata__".to_owned(), json!({ "card": card.to_string() }));
    }
    let header = header.to_string();
    let file = [&(header.len() as u64).to_le_bytes()[..], header.as_bytes(), &data].concat();
    if rng.random_ratio(1, 8) { bytes(&file, rng) } else { file }
}

/// `file` with one to three bytes or stretches changed, lost or doubled.
pub fn bytes(file: &[u8], rng: &mut Pcg64) -> Vec<u8> {
    let mut file = file.to_vec();
    for _ in 0..rng.random_range(1..=3) {
        if file.is_empty() {
            break;
        }
        let at = rng.random_range(0..file.len());
        match rng.random_range(0..4) {
            0 => file.truncate(at),
            1 => file[at] ^= 1 << rng.random_range(0..8),
            2 => drop(file.splice(at..(at + 9).min(file.len()), [])),
            _ => file.extend_from_within(at..),
        }
    }
    file
}

/// `file`, one of IDX, with one of its first numbers and perhaps some bytes changed.
pub fn idx(file: &[u8], rng: &mut Pcg64) -> Vec<u8> {
    let mut file = file.to_vec();
    let word = rng.random_range(0..4) * 4;
    file[word..word + 4].copy_from_slice(&WORDS.choose(rng).unwrap().to_be_bytes());
    if rng.random() { bytes(&file, rng) } else { file }
}

/// A field somewhere in `value`, seldom one that holds others.
fn leaf<'a>(value: &'a mut Value, rng: &mut Pcg64) -> &'a mut Value {
    let count = value.as_object().map(|o| o.len()).or(value.as_array().map(Vec::len)).unwrap_or(0);
    if count == 0 || rng.random_ratio(1, 50) {
        return value;
    }
    let child = rng.random_range(0..count);
    let child = match value {
        Value::Object(fields) => fields.values_mut().nth(child),
        Value::Array(values) => values.get_mut(child),
        _ => None,
    };
    leaf(child.expect("there are so many"), rng)
}

/// What hardly belongs where it is put.
fn odd(rng: &mut Pcg64) -> Value {
    let odd = [
        json!(null),
        json!(true),
        json!(""),
        json!("F16"),
        json!("BF16"),
        json!("I8"),
        json!("x".repeat(1_000)),
        json!([]),
        json!({}),
        json!(0),
        json!(-1),
        json!(0.5),
        json!(1),
        json!(1e-320),
        json!(1e308),
        json!(1_u64 << 28),
        json!(u32::MAX),
        json!((1_u64 << 53) + 1),
        json!(i64::MAX),
        json!(u64::MAX),
    ];
    odd.choose(rng).unwrap().clone()
}

/// Changes a number a little.
fn nudge(value: &mut Value, rng: &mut Pcg64) {
    if let Some(number) = value.as_u64() {
        *value = json!(number.saturating_add(rng.random_range(0..3)).saturating_sub(1));
    } else if let Some(number) = value.as_f64() {
        *value = json!(number * [0.5, 0.999, -1.0, 2.0].choose(rng).unwrap());
    }
}

/// Exchanges what two names of `header` stand for.
fn swap(header: &mut Value, rng: &mut Pcg64) {
    let Some(header) = header.as_object_mut() else { return };
    let names: Vec<String> = header.keys().cloned().collect();
    let [Some(a), Some(b)] = [names.choose(rng), names.choose(rng)] else { return };
    let [of_a, of_b] = [a, b].map(|name| header[name].clone());
    header.insert(a.clone(), of_b);
    header.insert(b.clone(), of_a);
}

/// Overwrites one value of `data`, or a stretch with one and its opposite in turn.
fn overwrite(data: &mut [u8], rng: &mut Pcg64) {
    let values = data.as_chunks_mut::<4>().0;
    if values.is_empty() {
        return;
    }
    let at = rng.random_range(0..values.len());
    let count = *[1, 1, 1, 8, values.len()].choose(rng).unwrap();
    let value = FLOATS.choose(rng).unwrap();
    for (i, place) in values.iter_mut().skip(at).take(count).enumerate() {
        *place = if i % 2 == 0 { *value } else { -value }.to_le_bytes();
    }
}
