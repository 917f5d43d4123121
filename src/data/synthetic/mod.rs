//! Handwritten-looking digits without end, from strokes of our own.
//!
//! A digit is a random mix of two writers' forms of one way to write it, its knots moved a little, drawn as a
//! smooth line, distorted as hands do, and brought to 28×28 pixels by the same convention as what
//! visitors draw ([`super::ink`]). Nothing of MNIST is in it; MNIST only told how much slant, width and ink vary.
//!
//! Every digit follows from its seed and index alone, so any worker can make any part of a set. All of it is
//! additions, multiplications, divisions and square roots in a fixed order: the same bits natively and in browsers.

mod distort;
mod forms;

use super::curve::smooth;
use super::ink::{BOX_SIDE, Stroke, ink_to_image_with};
use crate::params::{IMAGE_PIXELS, SyntheticParams, WITHIN_A_WRITER};
use distort::Distortion;
use forms::{Form, Knot, Way, ways};
use ndarray::{Array1, Array2};
use rand::{Rng, RngExt, SeedableRng};
use rand_pcg::Pcg64;

/// Index from which digits are for measuring: no training gets that far.
pub const HELD_OUT: u64 = 1 << 32;

/// Digits that there are.
const DIGITS: u64 = 10;
/// Straight pieces of the line between two knots.
const SMOOTHNESS: usize = 4;
/// Pixels of the raster to one of the image: enough for lines of a pixel and more.
const FINENESS: usize = 3;
/// Thinnest pen, in pixels of the image.
const THINNEST: f32 = 1.0;
/// Part of the canvas that the longer side of a digit takes.
const EXTENT: f32 = 0.8;

/// Digits `first` to `first + count` of the endless set of a `seed`: images `(count, 784)` in \[0,1\] and labels.
///
/// Any ten consecutive ones hold each of 0 to 9 once.
pub fn digits(seed: u64, first: u64, count: usize) -> (Array2<f32>, Vec<u8>) {
    let params = SyntheticParams::default();
    let mut images = Array2::zeros((count, IMAGE_PIXELS));
    let mut labels = Vec::with_capacity(count);
    for (i, mut row) in images.rows_mut().into_iter().enumerate() {
        let (image, label) = image(&params, seed, first.wrapping_add(i as u64));
        row.assign(&image);
        labels.push(label);
    }
    (images, labels)
}

/// Digit `index` of the endless set of a `seed`: its pixels `(784)` in \[0,1\], in MNIST's convention, and its label.
pub fn image(params: &SyntheticParams, seed: u64, index: u64) -> (Array1<f32>, u8) {
    let (strokes, label) = ink(params, seed, index);
    (pixels(&strokes), label)
}

fn pixels(strokes: &[Stroke]) -> Array1<f32> {
    ink_to_image_with(strokes, FINENESS).unwrap_or_else(|| Array1::zeros(IMAGE_PIXELS))
}

/// The strokes of [`image`], in the middle of the canvas, and its label.
pub fn ink(params: &SyntheticParams, seed: u64, index: u64) -> (Vec<Stroke>, u8) {
    let rng = &mut random_numbers(seed, index);
    let label = (index % DIGITS) as u8;
    let form = form(choose(ways(label), rng), rng);
    (drawn(&form, params, rng), label)
}

/// Strokes of a form, in canvas sides, with what the hand of a moment does to it.
fn drawn(form: &MixedForm, params: &SyntheticParams, rng: &mut impl Rng) -> Vec<Stroke> {
    let lines = written(form, params.jitter, rng);
    let distortion = Distortion::random(params, rng);
    let mut lines: Vec<_> = lines.iter().map(|knots| smooth(knots, SMOOTHNESS)).collect();
    lines.iter_mut().flatten().for_each(|point| *point = distortion.apply(*point));
    let thickness = (params.thickness + params.thickness_spread * bell(rng)).max(THINNEST);
    placed(lines, thickness)
}

/// Drawing `index` of one `writer`, who writes each digit in one way and with a slant, width and pen of their own: pixels
/// `(784)` in \[0,1\], in MNIST's convention, and its label.
pub fn drawing(writer: u64, index: u64) -> (Array1<f32>, u8) {
    let label = (index % DIGITS) as u8;
    let rng = &mut random_numbers(writer, HELD_OUT);
    let params = of_one_writer(&SyntheticParams::default(), rng);
    let rng = &mut random_numbers(writer, HELD_OUT + 1 + u64::from(label));
    let form = form(choose(ways(label), rng), rng);
    (pixels(&drawn(&form, &params, &mut random_numbers(writer, index))), label)
}

/// How the drawings of one writer vary, whose own slant, width and pen are drawn from all writers'.
fn of_one_writer(params: &SyntheticParams, rng: &mut impl Rng) -> SyntheticParams {
    let p = params.clone();
    SyntheticParams {
        slant: p.slant + p.slant_spread * bell(rng),
        slant_spread: WITHIN_A_WRITER * p.slant_spread,
        width: p.width + p.width_spread * bell(rng),
        width_spread: WITHIN_A_WRITER * p.width_spread,
        thickness: p.thickness + p.thickness_spread * bell(rng),
        thickness_spread: WITHIN_A_WRITER * p.thickness_spread,
        rotation: WITHIN_A_WRITER * p.rotation,
        curvature: WITHIN_A_WRITER * p.curvature,
        jitter: WITHIN_A_WRITER * p.jitter,
        elastic: WITHIN_A_WRITER * p.elastic,
    }
}

/// Random numbers of one digit: others than those of a trainer with the same seed.
fn random_numbers(seed: u64, index: u64) -> Pcg64 {
    Pcg64::seed_from_u64(seed ^ index.wrapping_add(1).wrapping_mul(0xd1b5_4a32_d192_ed03))
}

/// A number of mean 0 and variance 1, bell-shaped and within ±3.5: a sum of four uniform ones, since the normal
/// distribution's logarithm would not have the same bits everywhere.
fn bell(rng: &mut impl Rng) -> f32 {
    let uniform: [f32; 4] = rng.random();
    3.0_f32.sqrt() * (uniform[0] + uniform[1] + uniform[2] + uniform[3] - 2.0)
}

/// One of `ways`, each as likely as its share says.
fn choose(ways: &'static [Way], rng: &mut impl Rng) -> &'static Way {
    let total: u32 = ways.iter().map(|way| way.share).sum();
    let mut place = rng.random_range(0..total);
    for way in ways {
        if place < way.share {
            return way;
        }
        place -= way.share;
    }
    unreachable!("the place lies below the sum of the shares")
}

/// A form that lies `share` of the way from one to another.
struct MixedForm {
    one: Form,
    other: Form,
    share: f32,
}

/// A mix of two forms of `way`.
fn form(way: &Way, rng: &mut impl Rng) -> MixedForm {
    let mut form = || way.forms[rng.random_range(0..way.forms.len() as u32) as usize];
    MixedForm { one: form(), other: form(), share: rng.random() }
}

/// The knots of each stroke, in canvas sides, every knot moved by about `jitter`.
fn written(
    &MixedForm { one, other, share }: &MixedForm,
    jitter: f32,
    rng: &mut impl Rng,
) -> Vec<Vec<[f32; 2]>> {
    let mut stroke = |one: &[Knot], other: &[Knot]| {
        let mut knots: Vec<[f32; 2]> = Vec::with_capacity(one.len());
        for (i, (a, b)) in one.iter().zip(other).enumerate() {
            let corner = i > 0 && *a == one[i - 1];
            // Both points of a corner move together.
            knots.push(if corner { knots[i - 1] } else { moved(mixed(*a, *b, share), jitter, rng) });
        }
        knots
    };
    one.iter().zip(other).map(|(one, other)| stroke(one, other)).collect()
}

/// `share` of the way from `a` to `b`, in canvas sides.
fn mixed(a: Knot, b: Knot, share: f32) -> [f32; 2] {
    let mix = |a: u8, b: u8| (f32::from(a) + (f32::from(b) - f32::from(a)) * share) / 100.0;
    [mix(a.0, b.0), mix(a.1, b.1)]
}

fn moved([x, y]: [f32; 2], jitter: f32, rng: &mut impl Rng) -> [f32; 2] {
    [x + jitter * bell(rng), y + jitter * bell(rng)]
}

/// Strokes along `lines`, enlarged to [`EXTENT`] in the middle of the canvas, with a pen that will be `thickness`
/// pixels wide in the image.
fn placed(lines: Vec<Vec<[f32; 2]>>, thickness: f32) -> Vec<Stroke> {
    let (mut low, mut high) = ([f32::INFINITY; 2], [f32::NEG_INFINITY; 2]);
    for point in lines.iter().flatten() {
        for axis in 0..2 {
            low[axis] = low[axis].min(point[axis]);
            high[axis] = high[axis].max(point[axis]);
        }
    }
    let width = EXTENT * thickness / BOX_SIDE as f32;
    // The pen adds its width to the longer side, which then is EXTENT.
    let scale = (EXTENT - width) / (high[0] - low[0]).max(high[1] - low[1]);
    let place = |c: f32, axis: usize| 0.5 + scale * (c - (low[axis] + high[axis]) / 2.0);
    let placed = |line: Vec<[f32; 2]>| line.into_iter().map(|[x, y]| [place(x, 0), place(y, 1)]).collect();
    lines.into_iter().map(|line| Stroke { points: placed(line), width, erase: false }).collect()
}
