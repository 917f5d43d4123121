//! Damage that keeps a file's structure: words of a header, fields of a card, values of weights and bytes are changed a few at a
//! time, and lengths and checksums made to fit again, so that readers get beyond their first check.

use flate2::Crc;
use rand::RngExt;
use rand::seq::IndexedRandom;
use rand_pcg::Pcg64;
use std::ops::Range;

/// Bytes of the length before the header of a file of tensors.
pub const LENGTH_BYTES: usize = 8;
/// Bytes before the first chunk of a PNG file, and those of a chunk's length, name and checksum.
const PNG_MAGIC: usize = 8;
const PNG_CHUNK: usize = 12;
/// Longest file that is made of others: longer ones show nothing more.
const LONGEST: usize = 1 << 15;
/// Numbers at the edges of what there is.
const FLOATS: [f32; 14] = [
    0.0,
    -0.0,
    1e-45,
    -1e-30,
    1.0,
    -1.0,
    1e4,
    1e9,
    -1e10,
    3e38,
    -3e38,
    f32::INFINITY,
    f32::NEG_INFINITY,
    f32::NAN,
];
const WORDS: [u32; 14] =
    [0, 1, 3, 9, 27, 28, 29, 0xff, 0xffff, 0x1000_0000, 0x7fff_ffff, 0x8000_0000, u32::MAX - 1, u32::MAX];
/// What hardly belongs where it is put in a text.
const TOKENS: &[&str] = &[
    "null",
    "true",
    "[]",
    "{}",
    "[[[[[[[[",
    "\"",
    "\\\"",
    "\\u0000",
    "0",
    "1",
    "-1",
    "0.5",
    "2",
    "3",
    "4",
    "8",
    "16",
    "1e-320",
    "1e38",
    "1e39",
    "1e308",
    "1e999",
    "-0",
    "255",
    "4096",
    "65536",
    "268435456",
    "4294967295",
    "4294967296",
    "9007199254740993",
    "9223372036854775807",
    "18446744073709551615",
    "18446744073709551616",
    "F64",
    "F32",
    "F16",
    "BF16",
    "I8",
    "U8",
    "BOOL",
    "F8_E4M3",
    "f32",
    "i5",
    "h1",
    "h2",
    "h3",
    "h9",
    "x",
    "card",
    "checksum",
    "__metadata__",
];

/// One of `files`, or the beginning of one and the end of another, with bytes or stretches changed.
pub fn bytes(files: &[Vec<u8>], rng: &mut Pcg64) -> Vec<u8> {
    let mut file = one_of(files, rng);
    if rng.random_ratio(1, 8) {
        let end = one_of(files, rng);
        file.truncate(place(&file, rng));
        file.extend(&end[place(&end, rng)..]);
        file.truncate(LONGEST);
    }
    for _ in 0..rng.random_range(0..=3) {
        change(&mut file, rng);
    }
    file
}

/// As [`bytes`], of texts: words and numbers are changed, too.
pub fn text(files: &[Vec<u8>], rng: &mut Pcg64) -> Vec<u8> {
    let mut file = if rng.random_ratio(1, 8) { bytes(files, rng) } else { one_of(files, rng) };
    reword(&mut file, rng);
    file
}

/// As [`bytes`], of files of tensors: words of the header and values of the tensors are changed, and the header's length
/// made to fit.
pub fn tensors(files: &[Vec<u8>], rng: &mut Pcg64) -> Vec<u8> {
    if rng.random_ratio(1, 16) {
        return bytes(files, rng);
    }
    let file = files.choose(rng).unwrap();
    let (header, data) = parts(file);
    let (mut header, mut data) = (header.to_vec(), data.to_vec());
    match rng.random_range(0..8) {
        0..=2 => reword(&mut header, rng),
        3..=5 => overwrite(&mut data, rng),
        6 => change(&mut data, rng),
        _ => {
            reword(&mut header, rng);
            overwrite(&mut data, rng);
        }
    }
    joined(&header, &data)
}

/// Header and tensors of a file of tensors.
pub fn parts(file: &[u8]) -> (&[u8], &[u8]) {
    let (length, rest) = file.split_at(LENGTH_BYTES);
    rest.split_at(u64::from_le_bytes(length.try_into().unwrap()) as usize)
}

/// The opposite of [`parts`].
pub fn joined(header: &[u8], data: &[u8]) -> Vec<u8> {
    [&(header.len() as u64).to_le_bytes()[..], header, data].concat()
}

/// As [`bytes`], of IDX files: the numbers at their beginning are changed, too, and the file packed, well or badly.
pub fn idx(files: &[Vec<u8>], rng: &mut Pcg64) -> Vec<u8> {
    let mut file = if rng.random() { bytes(files, rng) } else { one_of(files, rng) };
    if rng.random() && file.len() >= 16 {
        let word = rng.random_range(0..4) * 4;
        file[word..word + 4].copy_from_slice(&WORDS.choose(rng).unwrap().to_be_bytes());
    }
    for _ in 0..rng.random_range(0_usize..4).saturating_sub(1) {
        file = gzip_stored(&file);
        if rng.random_ratio(1, 4) {
            change(&mut file, rng);
        }
    }
    file
}

/// As [`bytes`], of PNG files, the checksums of whose chunks are made to fit.
pub fn png(files: &[Vec<u8>], rng: &mut Pcg64) -> Vec<u8> {
    let mut file = bytes(files, rng);
    let mut start = PNG_MAGIC;
    while let Some(length) = file.get(start..).and_then(<[u8]>::first_chunk) {
        let end = start.saturating_add(u32::from_be_bytes(*length) as usize).saturating_add(PNG_CHUNK);
        let Some(chunk) = file.get_mut(start..end) else { break };
        let (chunk, sum) = chunk.split_at_mut(end - start - 4);
        sum.copy_from_slice(&crc(&chunk[4..]).to_be_bytes());
        start = end;
    }
    file
}

/// `bytes` as an archive that packs nothing, so that it is quickly made.
fn gzip_stored(bytes: &[u8]) -> Vec<u8> {
    let bytes = &bytes[..bytes.len().min(usize::from(u16::MAX))];
    let length = bytes.len() as u16;
    let header = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255, 1];
    let [length, opposite] = [length, !length].map(u16::to_le_bytes);
    let sums = [crc(bytes), bytes.len() as u32].map(u32::to_le_bytes);
    [&header[..], &length, &opposite, bytes, sums.as_flattened()].concat()
}

fn crc(bytes: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(bytes);
    crc.sum()
}

fn one_of(files: &[Vec<u8>], rng: &mut Pcg64) -> Vec<u8> {
    files.choose(rng).unwrap().clone()
}

/// A place in `file`, or its end where it is empty.
fn place(file: &[u8], rng: &mut Pcg64) -> usize {
    if file.is_empty() { 0 } else { rng.random_range(0..file.len()) }
}

/// Changes a bit, a byte, a number or a stretch.
fn change(file: &mut Vec<u8>, rng: &mut Pcg64) {
    let at = place(file, rng);
    if at == file.len() {
        return file.push(rng.random());
    }
    let stretch = at..(at + *[1, 2, 4, 9, 100].choose(rng).unwrap()).min(file.len());
    match rng.random_range(0..9) {
        0 | 1 => file[at] ^= 1 << rng.random_range(0..8),
        2 => file[at] = rng.random(),
        3 => put(file, at, &WORDS.choose(rng).unwrap().to_be_bytes()),
        4 => put(file, at, &WORDS.choose(rng).unwrap().to_le_bytes()),
        5 => overwrite(file, rng),
        6 => file.truncate(at),
        7 => drop(file.splice(stretch, [])),
        _ => {
            let double = file[stretch].to_vec();
            drop(file.splice(at..at, double));
        }
    }
}

/// Overwrites what is at `at`, as far as there is room.
fn put(file: &mut [u8], at: usize, value: &[u8]) {
    file[at..].iter_mut().zip(value).for_each(|(byte, &value)| *byte = value);
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

/// Puts one to three odd words, or words of another place, where others stand.
fn reword(text: &mut Vec<u8>, rng: &mut Pcg64) {
    for _ in 0..rng.random_range(1..=3) {
        let old = token(text, place(text, rng));
        let new = match rng.random_range(0..4) {
            0 => text[token(text, place(text, rng))].to_vec(),
            1 => nudged(&text[old.clone()], rng),
            _ => TOKENS.choose(rng).unwrap().as_bytes().to_vec(),
        };
        drop(text.splice(old, new));
    }
}

/// A number a little larger or smaller; anything else twice.
fn nudged(token: &[u8], rng: &mut Pcg64) -> Vec<u8> {
    let text = String::from_utf8_lossy(token);
    if let Ok(number) = text.parse::<u64>() {
        number.saturating_add(rng.random_range(0..3)).saturating_sub(1).to_string().into()
    } else if let Ok(number) = text.parse::<f64>() {
        (number * [0.5, 0.999, -1.0, 2.0].choose(rng).unwrap()).to_string().into()
    } else {
        token.repeat(2)
    }
}

/// The word or number that stands at `from`, or next after it.
fn token(text: &[u8], from: usize) -> Range<usize> {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"+-._".contains(byte);
    let after = |start: usize, stop: &dyn Fn(&u8) -> bool| {
        text[start..].iter().position(stop).map_or(text.len(), |length| start + length)
    };
    let within = text[..from].iter().rposition(|byte| !is_part(byte)).map_or(0, |before| before + 1);
    let start = after(within, &is_part);
    start..after(start, &|byte| !is_part(byte))
}
