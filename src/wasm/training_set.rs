//! What a network learns from in the browser: digits of the generator, of IDX files, or drawn by hand.

use super::{Outcome, images, to_js};
use crate::data::digits::{self, Digits, Note};
use crate::data::{idx, synthetic};
use crate::evaluation::held_out::HeldOut;
use crate::learning::TrainingData;
use crate::net::check_seed;
use crate::params::{HELD_OUT_IMAGES, IMAGE_SIDE, PAGE_IMAGES};
use ndarray::{Array2, s};
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// Seed of the missing pixels of held-out digits: the same for everybody.
const HELD_OUT_SEED: u64 = 1;
/// Of the images of a file, the share that is held out where the file has no more than are learned from.
const HELD_OUT_SHARE: usize = 10;
/// Digits to learn from, and some to measure on.
#[wasm_bindgen]
pub struct TrainingSet {
    /// `(n, 784)`.
    pub(super) images: Array2<f32>,
    pub(super) labels: Option<Vec<u8>>,
    pub(super) held_out: HeldOut,
    pub(super) data: TrainingData,
    notes: Vec<&'static str>,
}

/// What the page is told of a training set.
#[derive(Serialize)]
struct Summary<'a> {
    images: usize,
    held_out: usize,
    name: &'a str,
    /// What the visitor should know: "unlabelled", "measured-on-training", "all-alike", "blank".
    notes: &'a [&'static str],
    /// In-painting error per missing pixel of the mean image.
    mean_fill: f64,
}

/// Of an IDX file, and of one of labels, what [`TrainingSet::idx`] makes use of.
fn read_idx(file: &[u8], labels: Option<Box<[u8]>>, limit: f64) -> Outcome<(Digits, Option<Vec<u8>>)> {
    let most = (PAGE_IMAGES.check(limit)? as usize).saturating_add(HELD_OUT_IMAGES.default as usize);
    let digits = digits::read(file, most)?;
    let labels = labels.map(|labels| idx::read_labels(&labels, most)).transpose()?;
    if let Some(labels) = &labels
        && labels.total != digits.total()
    {
        let (expected, found) = (digits.total(), labels.total);
        return Err(JsError::new(&format!("labels: expected {expected}, one an image, found {found}")));
    }
    Ok((digits, labels.map(|labels| labels.values)))
}

/// What is used of IDX files, as plain IDX files, so that they need to be unpacked only once for all workers.
#[wasm_bindgen(getter_with_clone)]
pub struct UsedDigits {
    /// The images.
    pub images: Vec<u8>,
    /// The labels, where there are some.
    pub labels: Option<Vec<u8>>,
    notes: Vec<Note>,
}

#[wasm_bindgen]
impl UsedDigits {
    /// Reads what [`TrainingSet::idx`] makes use of; `transpose` swaps rows and columns of every image.
    ///
    /// # Errors
    /// As [`TrainingSet::idx`].
    #[wasm_bindgen(constructor)]
    pub fn new(file: &[u8], labels: Option<Box<[u8]>>, limit: f64, transpose: bool) -> Outcome<UsedDigits> {
        let (digits, labels) = read_idx(file, labels, limit)?;
        let digits = if transpose { digits.transposed() } else { digits };
        let images = idx::write_bytes(digits.bytes().view(), IMAGE_SIDE, IMAGE_SIDE);
        let labels = labels.map(|labels| idx::write_labels(&labels));
        Ok(Self { images, labels, notes: digits.notes() })
    }

    /// What should be known of the files: "scaled", "unpacked-twice", "lying".
    pub fn notes(&self) -> Outcome<JsValue> {
        to_js(&self.notes)
    }
}

impl TrainingSet {
    /// Learns from the first `limit` of `images`, and measures on those that follow.
    fn split(images: Array2<f32>, labels: Option<Vec<u8>>, name: &str, limit: f64) -> Outcome<Self> {
        let limit = PAGE_IMAGES.check(limit)? as usize;
        let (n, wanted) = (images.nrows(), HELD_OUT_IMAGES.default as usize);
        if let Some(labels) = &labels
            && labels.len() != n
        {
            return Err(JsError::new(&format!("labels: expected {n}, one an image, found {}", labels.len())));
        }
        let spare = n.saturating_sub(limit).max(n / HELD_OUT_SHARE).min(wanted);
        let learned = limit.min(n.saturating_sub(spare));
        let mut notes = Vec::new();
        let held_out = if spare > 0 {
            images.slice(s![learned..learned.saturating_add(spare), ..]).to_owned()
        } else {
            notes.push("measured-on-training");
            images.slice(s![..n.min(wanted), ..]).to_owned()
        };
        let labels = labels.map(|labels| labels.into_iter().take(learned).collect());
        Ok(Self::new(images.slice(s![..learned, ..]).to_owned(), labels, held_out, name, notes))
    }

    fn new(
        images: Array2<f32>,
        labels: Option<Vec<u8>>,
        held_out: Array2<f32>,
        name: &str,
        mut notes: Vec<&'static str>,
    ) -> Self {
        if labels.is_none() {
            notes.push("unlabelled");
        }
        let blank = images.iter().all(|&pixel| pixel == 0.0);
        if blank {
            notes.push("blank");
        } else if images.rows().into_iter().all(|image| image == images.row(0)) {
            notes.push("all-alike");
        }
        let data = TrainingData::of(name, images.view());
        Self { images, labels, held_out: HeldOut::new(held_out, HELD_OUT_SEED), data, notes }
    }
}

#[wasm_bindgen]
impl TrainingSet {
    /// The first `count` digits of the generator with that `seed`; those that follow are held out.
    ///
    /// # Errors
    /// For a count or a seed outside its range.
    pub fn synthetic(count: f64, seed: f64) -> Outcome<TrainingSet> {
        let count = PAGE_IMAGES.check(count)? as usize;
        // `as` saturates, so that no other number passes for a seed.
        let seed = seed as u64;
        check_seed(seed)?;
        let (images, labels) = synthetic::digits(seed, 0, count);
        let (held_out, _) = synthetic::digits(seed, count as u64, HELD_OUT_IMAGES.default as usize);
        let name = format!("synthetic digits, seed {seed}");
        Ok(Self::new(images, Some(labels), held_out, &name, Vec::new()))
    }

    /// The first `limit` images of an IDX file, plain or gzipped, with the labels of another where there is one.
    ///
    /// # Errors
    /// For files that are no such files, images that are not of 28×28 pixels, another number of labels, or a limit
    /// outside its range.
    pub fn idx(file: &[u8], labels: Option<Box<[u8]>>, name: &str, limit: f64) -> Outcome<TrainingSet> {
        let (digits, labels) = read_idx(file, labels, limit)?;
        Self::split(digits.pixels(), labels, name, limit)
    }

    /// Digits drawn by hand, `values` `(n · 784)` in \[0,1\], each with its label; as an IDX file holds them, so that
    /// learning can go on from such a file.
    ///
    /// # Errors
    /// For values outside their ranges, or another number of labels.
    pub fn drawn(values: Vec<f32>, labels: Vec<u8>, limit: f64) -> Outcome<TrainingSet> {
        let file = idx::write_images(images(values)?.view(), IMAGE_SIDE, IMAGE_SIDE);
        Self::split(idx::read_images(&file)?.pixels(), Some(labels), "own drawings", limit)
    }

    /// Number of images, name, and what should be known of them.
    pub fn summary(&self) -> Outcome<JsValue> {
        to_js(&Summary {
            images: self.images.nrows(),
            held_out: self.held_out.clean().nrows(),
            name: &self.data.name,
            notes: &self.notes,
            mean_fill: self.held_out.mean_fill(self.images.view()),
        })
    }
}
