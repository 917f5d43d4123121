//! A picture of a digit (a photograph of paper, a screenshot, a scan) to the 28×28 pixels that the network sees.
//!
//! Whether the ink is darker or lighter than its paper is told by the minority: what departs furthest from a
//! smooth paper is ink. The light on the paper is a quadratic surface fitted to what is not ink, and ink is how much
//! darker a pixel is than the paper there. A threshold (Otsu's, or the user's) parts it from shadows and noise;
//! specks and what reaches in from the edge are left out; [`ink::normalise`](super::ink::normalise) does the rest.

use super::ink::normalise;
use super::pixels::Pixels;
use crate::math::cholesky::{cholesky, solve_lower, solve_upper};
use ndarray::{Array1, Array2, ArrayView1, Axis, Zip};
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// Fits of the paper's surface, each without what the one before found to be ink.
const SURFACE_FITS: usize = 5;
/// Darkest paper: below, a pixel says nothing about ink.
const DARKEST_PAPER: f32 = 0.05;
/// Part of the heaviest piece of ink that another must weigh to count: a dot does, dust does not.
const SPECK: f32 = 0.05;
/// Part of the heaviest piece of ink that another must weigh to make one doubtful that reaches in from the edge, or lies
/// far away.
const INNER: f32 = 0.1;
/// Part of the paper's light that ink takes at least; what takes less may be a shadow.
const FAINT: f32 = 0.15;
/// Part of the largest piece's longer side by which another lies apart from it.
const APART: f32 = 0.3;
/// Part of the picture that strokes cover at most.
const MUCH_INK: f32 = 0.45;
/// Lines that cross the edge of the picture and make it ruled or squared paper: three lines twice.
const RULED: usize = 6;
/// Thickest lines of such paper, in pixels.
const THICKEST_RULE: usize = 6;
/// Levels of the histogram in which Otsu's threshold is sought.
const LEVELS: usize = 256;
/// Terms of a quadratic surface: 1, x, y, x², xy, y².
const TERMS: usize = 6;

/// Which is darker, ink or paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Polarity {
    /// As the picture suggests.
    Auto,
    /// Dark ink on light paper.
    DarkOnLight,
    /// Light chalk on a dark board.
    LightOnDark,
}

/// Why ink may not be a digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Doubt {
    /// It is almost as light as its paper.
    Faint,
    /// Its pieces lie far apart.
    Apart,
    /// It reaches the edge of the picture.
    AtEdge,
    /// It covers more of the picture than strokes do.
    MuchInk,
}

/// A picture whose light has been evened out.
#[derive(Debug, Clone)]
pub struct Photo {
    /// How much of the paper's light is missing, `(rows, columns)` in \[0,1\].
    darkness: Array2<f32>,
    light_on_dark: bool,
}

impl Photo {
    /// Evens out the light of a picture. Where it is transparent, the paper is white, or black under light ink.
    pub fn new(pixels: &Pixels, polarity: Polarity) -> Self {
        let gray = gray(pixels);
        let light_on_dark = match polarity {
            Polarity::DarkOnLight => false,
            Polarity::LightOnDark => true,
            Polarity::Auto => is_light_on_dark(&gray),
        };
        let gray = if light_on_dark { gray.mapv_into(|v| 1.0 - v) } else { gray };
        let darkness = without_ruling(darkness(&gray));
        Self { darkness, light_on_dark }
    }

    /// Whether the ink is lighter than its paper.
    pub fn light_on_dark(&self) -> bool {
        self.light_on_dark
    }

    /// Otsu's threshold, in \[0,1\].
    pub fn threshold(&self) -> f32 {
        otsu(&self.darkness)
    }

    /// What counts as ink at a threshold, `(rows, columns)` in \[0,1\]: from half of the threshold it grows to full ink at
    /// one and a half.
    pub fn ink(&self, threshold: f32) -> Array2<f32> {
        let threshold = threshold.clamp(1e-3, 1.0);
        without_specks(self.darkness.mapv(|v| ((v - 0.5 * threshold) / threshold).clamp(0.0, 1.0)))
    }

    /// What is doubtful about the ink at a threshold.
    pub fn doubts(&self, threshold: f32) -> Vec<Doubt> {
        let ink = self.ink(threshold);
        let pieces = pieces(&ink);
        let mass: f32 = pieces.iter().map(|piece| piece.mass).sum();
        let inked: f32 = Zip::from(&ink).and(&self.darkness).fold(0.0, |sum, &ink, &dark| sum + ink * dark);
        let tests = [
            (Doubt::Faint, inked < FAINT * mass),
            (Doubt::Apart, are_apart(&pieces)),
            (Doubt::AtEdge, pieces.iter().any(|piece| piece.at_edge)),
            (Doubt::MuchInk, mass > MUCH_INK * ink.len() as f32),
        ];
        tests.into_iter().filter_map(|(doubt, holds)| holds.then_some(doubt)).collect()
    }

    /// The digit at a threshold, `(784)` in \[0,1\]; `None` where there is no ink.
    pub fn image(&self, threshold: f32) -> Option<Array1<f32>> {
        normalise(self.ink(threshold).view())
    }
}

/// Lightness, 0 black to 1 white, over a paper that contrasts with what is opaque.
fn gray(pixels: &Pixels) -> Array2<f32> {
    let (rows, width) = (pixels.height(), pixels.width());
    // Rec. 601, as television and JPEG weigh the colours.
    let luma =
        |p: &[u8]| (0.299 * f32::from(p[0]) + 0.587 * f32::from(p[1]) + 0.114 * f32::from(p[2])) / 255.0;
    let alpha = |p: &[u8]| f32::from(p[3]) / 255.0;
    let pixels = || pixels.rgba().chunks_exact(4);
    let opaque: f32 = pixels().map(alpha).sum();
    let light: f32 = pixels().map(|p| alpha(p) * luma(p)).sum();
    let paper = if light > 0.5 * opaque && opaque < 0.99 * (rows * width) as f32 { 0.0 } else { 1.0 };
    let values = pixels().map(|p| alpha(p) * luma(p) + (1.0 - alpha(p)) * paper).collect();
    Array2::from_shape_vec((rows, width), values).expect("one value a pixel")
}

/// Ink is the minority, so departures from the paper are skewed towards it.
fn is_light_on_dark(gray: &Array2<f32>) -> bool {
    let paper = surface(gray, &Array2::from_elem(gray.dim(), true));
    let skew: f64 =
        Zip::from(gray).and(&paper).fold(0.0, |sum, &v, &paper| sum + f64::from(v - paper).powi(3));
    skew > 0.0
}

/// Part of the paper's light that is missing at each pixel of a picture of dark ink.
fn darkness(gray: &Array2<f32>) -> Array2<f32> {
    let mut is_paper = Array2::from_elem(gray.dim(), true);
    let mut paper = surface(gray, &is_paper);
    for _ in 1..SURFACE_FITS {
        // Shifted, so that what is lighter than the surface keeps its place in the histogram.
        let below = Zip::from(gray).and(&paper).map_collect(|&v, &paper| 0.5 + 0.5 * (paper - v));
        let threshold = otsu(&below);
        is_paper = below.mapv(|v| v <= threshold);
        paper = surface(gray, &is_paper);
    }
    Zip::from(gray).and(&paper).map_collect(|&v, &paper| (1.0 - v / paper.max(DARKEST_PAPER)).clamp(0.0, 1.0))
}

/// Darkness without the thin lines of ruled or squared paper, where there are some: nothing thinner than they are stays.
fn without_ruling(darkness: Array2<f32>) -> Array2<f32> {
    if !is_ruled(&darkness) {
        return darkness;
    }
    let openings = (2..=THICKEST_RULE + 1).map(|side| opened(&darkness, side));
    // Where the strokes are as thin as the lines, they would go, too: then the lines stay.
    let strokes = |opened: &Array2<f32>| most(opened) > 0.5 * most(&darkness);
    openings.take_while(strokes).find(|opened| !is_ruled(opened)).unwrap_or(darkness)
}

fn most(values: &Array2<f32>) -> f32 {
    values.iter().copied().fold(0.0, f32::max)
}

/// Whether so many lines cross the edge of the picture that they are the paper's.
fn is_ruled(darkness: &Array2<f32>) -> bool {
    let least = 0.5 * otsu(darkness);
    let (rows, columns) = darkness.dim();
    let edge = [darkness.row(0), darkness.column(columns - 1), darkness.row(rows - 1), darkness.column(0)];
    let crossings = |line: ArrayView1<f32>| {
        let inked: Vec<bool> = line.iter().map(|&v| v > least).collect();
        inked.chunk_by(|a, b| a == b).filter(|run| run[0]).count()
    };
    edge.into_iter().map(crossings).sum::<usize>() >= RULED
}

/// The morphological opening with a square: what the square does not fit into is gone.
fn opened(values: &Array2<f32>, side: usize) -> Array2<f32> {
    let eroded = over_squares(values, side, 0, f32::min);
    over_squares(&eroded, side, side - 1, f32::max)
}

/// `choose` of all values of a square that begins `before` pixels up and left of each, as far as it lies in the picture.
fn over_squares(
    values: &Array2<f32>,
    side: usize,
    before: usize,
    choose: fn(f32, f32) -> f32,
) -> Array2<f32> {
    let mut values = values.clone();
    for axis in [Axis(0), Axis(1)] {
        for mut line in values.lanes_mut(axis) {
            let old = line.to_vec();
            for (i, value) in line.iter_mut().enumerate() {
                let square = &old[i.saturating_sub(before)..(i + side - before).min(old.len())];
                *value = square.iter().copied().reduce(choose).unwrap_or(*value);
            }
        }
    }
    values
}

/// The quadratic surface through the pixels that `counts` marks, by least squares.
fn surface(gray: &Array2<f32>, counts: &Array2<bool>) -> Array2<f32> {
    let (rows, columns) = gray.dim();
    let terms = |row: usize, column: usize| -> [f64; TERMS] {
        let place = |i: usize, n: usize| 2.0 * (i as f64 + 0.5) / n as f64 - 1.0;
        let (x, y) = (place(column, columns), place(row, rows));
        [1.0, x, y, x * x, x * y, y * y]
    };
    // A trace of ridge: a picture one pixel wide has no curvature to fit.
    let mut normal = Array2::eye(TERMS) * 1e-6;
    let mut moments = Array2::zeros((TERMS, 1));
    for ((at, &value), &counts) in gray.indexed_iter().zip(counts) {
        if counts {
            let terms = terms(at.0, at.1);
            for i in 0..TERMS {
                moments[[i, 0]] += terms[i] * f64::from(value);
                for j in 0..TERMS {
                    normal[[i, j]] += terms[i] * terms[j];
                }
            }
        }
    }
    let factor = cholesky(normal);
    let weights = solve_upper(&factor, solve_lower(&factor, moments));
    Array2::from_shape_fn(gray.dim(), |(row, column)| {
        terms(row, column).iter().zip(&weights).map(|(term, weight)| term * weight).sum::<f64>() as f32
    })
}

/// Otsu's threshold: the one that parts values in \[0,1\] into two groups of the greatest variance between them (IEEE
/// Trans. SMC 9, 1979); the middle where several do. 0.5 where all values are alike.
fn otsu(values: &Array2<f32>) -> f32 {
    let mut counts = [0_u32; LEVELS];
    for &value in values {
        counts[((value * LEVELS as f32) as usize).min(LEVELS - 1)] += 1;
    }
    let total = values.len() as f64;
    let sum: f64 = counts.iter().enumerate().map(|(level, &count)| level as f64 * f64::from(count)).sum();
    let (mut below, mut sum_below) = (0.0, 0.0);
    let (mut best, mut first, mut last) = (0.0, LEVELS / 2, LEVELS / 2);
    for (level, &count) in counts.iter().enumerate().take(LEVELS - 1) {
        below += f64::from(count);
        sum_below += level as f64 * f64::from(count);
        let above = total - below;
        if below == 0.0 || above == 0.0 {
            continue;
        }
        let apart = sum_below / below - (sum - sum_below) / above;
        let between = below * above * apart * apart;
        if between > best {
            (best, first) = (between, level + 1);
        }
        if between >= best {
            last = level + 1;
        }
    }
    (first + last) as f32 / (2 * LEVELS) as f32
}

/// A piece of ink whose pixels touch.
struct Piece {
    pixels: Vec<(usize, usize)>,
    mass: f32,
    at_edge: bool,
}

impl Piece {
    /// First and last row, first and last column.
    fn bounds(&self) -> [[usize; 2]; 2] {
        let span = |places: &mut dyn Iterator<Item = usize>| {
            places.fold([usize::MAX, 0], |[first, last], place| [first.min(place), last.max(place)])
        };
        [span(&mut self.pixels.iter().map(|at| at.0)), span(&mut self.pixels.iter().map(|at| at.1))]
    }
}

/// Whether a piece of weight lies far from the heaviest, as one beside the digit does.
fn are_apart(pieces: &[Piece]) -> bool {
    let Some(heaviest) = pieces.iter().max_by(|a, b| a.mass.total_cmp(&b.mass)) else { return false };
    let main = heaviest.bounds();
    let longer = main.iter().map(|[first, last]| last + 1 - first).max().unwrap_or(0);
    pieces.iter().filter(|piece| piece.mass >= INNER * heaviest.mass).any(|piece| {
        let gap = |[[a, b], [c, d]]: [[usize; 2]; 2]| c.saturating_sub(b).max(a.saturating_sub(d));
        let [rows, columns] = piece.bounds();
        gap([main[0], rows]).max(gap([main[1], columns])) as f32 > APART * longer as f32
    })
}

/// `ink` without specks, and without what reaches in from the edge (a shadow, a ruled line, the next digit) where
/// there is as good as a digit inside.
fn without_specks(mut ink: Array2<f32>) -> Array2<f32> {
    let pieces = pieces(&ink);
    let heaviest = pieces.iter().map(|piece| piece.mass).fold(0.0, f32::max);
    let inner = pieces.iter().any(|piece| !piece.at_edge && piece.mass >= INNER * heaviest);
    let main =
        pieces.iter().filter(|piece| !(inner && piece.at_edge)).map(|piece| piece.mass).fold(0.0, f32::max);
    for Piece { pixels, mass, at_edge } in pieces {
        if mass < SPECK * main || (inner && at_edge) {
            pixels.into_iter().for_each(|at| ink[at] = 0.0);
        }
    }
    ink
}

/// The pieces of ink, pixels touching by a side or a corner.
fn pieces(ink: &Array2<f32>) -> Vec<Piece> {
    let (rows, columns) = ink.dim();
    let mut seen = ink.mapv(|v| v <= 0.0);
    let mut pieces = Vec::new();
    for start in ndarray::indices(ink.dim()) {
        if std::mem::replace(&mut seen[start], true) {
            continue;
        }
        let mut piece = Piece { pixels: Vec::new(), mass: 0.0, at_edge: false };
        let mut next = VecDeque::from([start]);
        while let Some((row, column)) = next.pop_front() {
            piece.pixels.push((row, column));
            piece.mass += ink[[row, column]];
            piece.at_edge |= row == 0 || column == 0 || row == rows - 1 || column == columns - 1;
            for row in row.saturating_sub(1)..(row + 2).min(rows) {
                for column in column.saturating_sub(1)..(column + 2).min(columns) {
                    if !std::mem::replace(&mut seen[[row, column]], true) {
                        next.push_back((row, column));
                    }
                }
            }
        }
        pieces.push(piece);
    }
    pieces
}
