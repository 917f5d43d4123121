//! Pen ink to the 28×28 pixels that the network sees.
//!
//! MNIST's own convention, the same for every source: crop to the ink, fit into 20×20 keeping the
//! aspect, with anti-aliasing, and place the centre of mass in the middle of 28×28 (Y. LeCun, C. Cortes,
//! C. J. C. Burges, "The MNIST database of handwritten digits"). MNIST moves by whole pixels, such that
//! the centre of mass falls into the pixel of row 14 and column 14, counted from 0; so do we, and its own
//! images come out as they went in.

use crate::params::{IMAGE_PIXELS, IMAGE_SIDE};
use ndarray::{Array1, Array2, ArrayView2, s};
use serde::{Deserialize, Serialize};

/// Longer side of the ink within the image, in pixels.
pub const BOX_SIDE: usize = 20;
/// Row and column of the pixel that holds the centre of mass, counted from 0.
pub const CENTRE: usize = IMAGE_SIDE / 2;
/// Points of a drawing that count; more are left out. A minute of drawing has fewer.
pub const MAX_POINTS: usize = 20_000;

/// Part of the strongest ink below which a pixel counts as paper.
const PAPER: f32 = 0.02;
/// Pixels of a drawing's raster to one of the final image, along each axis.
const FINENESS: usize = 8;
/// Added to the centre of mass before it is rounded down, so that noise of rounding does not move a
/// symmetric drawing by a pixel.
const CENTRE_TOLERANCE: f64 = 1e-3;

/// One stroke of a round pen or eraser.
///
/// Lengths are in canvas sides: the canvas is \[0,1\]², x to the right and y down. What lies outside of it
/// does not count.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stroke {
    /// The line `[x, y]` that the middle of the pen follows; one point is a dot. Points that are not
    /// finite are left out.
    pub points: Vec<[f32; 2]>,
    /// Diameter of the pen.
    pub width: f32,
    /// Whether the stroke takes away ink drawn before.
    #[serde(default)]
    pub erase: bool,
}

/// The drawing as seen on its canvas: `(side, side)`, 0 is paper and 1 is ink, edges anti-aliased.
pub fn rasterise(strokes: &[Stroke], side: usize) -> Array2<f32> {
    let mut raster = Array2::zeros((side, side));
    draw(&usable(strokes), [0.0, 0.0], side as f32, &mut raster);
    raster
}

/// The drawing as the network sees it: `(784)` in \[0,1\], or `None` where no ink is left.
///
/// Moving or scaling the drawing, pen included, changes nothing but rounding.
pub fn ink_to_image(strokes: &[Stroke]) -> Option<Array1<f32>> {
    ink_to_image_with(strokes, FINENESS)
}

/// [`ink_to_image`] from a raster of `fineness` ≥ 1 pixels to one of the image along each axis: a coarser one
/// takes less time and leaves softer edges.
pub fn ink_to_image_with(strokes: &[Stroke], fineness: usize) -> Option<Array1<f32>> {
    let strokes = usable(strokes);
    let (low, high) = ink_bounds(&strokes)?;
    let size = [high[0] - low[0], high[1] - low[1]];
    let raster_side = (fineness.max(1) * BOX_SIDE) as f32;
    let scale = raster_side / size[0].max(size[1]);
    let pixels = |length: f32| (length * scale).ceil().clamp(1.0, raster_side) as usize;
    let mut raster = Array2::zeros((pixels(size[1]), pixels(size[0])));
    draw(&strokes, low, scale, &mut raster);
    normalise(raster.view())
}

/// An image of ink in MNIST's convention: `gray` of any size, 0 paper and 1 ink, to `(784)` in \[0,1\].
/// `None` where there is no ink. Values outside \[0,1\] are clipped, NaN is paper.
pub fn normalise(gray: ArrayView2<f32>) -> Option<Array1<f32>> {
    let gray = gray.mapv(|ink| if ink.is_nan() { 0.0 } else { ink.clamp(0.0, 1.0) });
    let cropped = crop_to_ink(&gray)?;
    let fitted = fit_box(cropped);
    let (rows, columns) = fitted.dim();
    let [row, column] = centred_corner(&fitted);
    let mut image = Array2::zeros((IMAGE_SIDE, IMAGE_SIDE));
    image.slice_mut(s![row..row + rows, column..column + columns]).assign(&fitted);
    Some(image.into_shape_with_order(IMAGE_PIXELS).expect("784 pixels"))
}

/// The smallest part of `gray` that holds all its ink.
fn crop_to_ink(gray: &Array2<f32>) -> Option<ArrayView2<'_, f32>> {
    let strongest = gray.iter().fold(0.0, |a: f32, &b| a.max(b));
    let is_ink = |&ink: &f32| ink > PAPER * strongest;
    let mut rows = (0..gray.nrows()).filter(|&row| gray.row(row).iter().any(is_ink));
    let mut columns = (0..gray.ncols()).filter(|&column| gray.column(column).iter().any(is_ink));
    let (top, left) = (rows.next()?, columns.next()?);
    let (bottom, right) = (rows.next_back().unwrap_or(top), columns.next_back().unwrap_or(left));
    Some(gray.slice(s![top..=bottom, left..=right]))
}

/// `ink` scaled so that its longer side is [`BOX_SIDE`]: each pixel is the mean ink of the area that it
/// covers. A shorter side that is no whole number of pixels lies in the middle of the next larger one.
fn fit_box(ink: ArrayView2<f32>) -> Array2<f32> {
    let (rows, columns) = ink.dim();
    let longest = rows.max(columns);
    let row_shares = shares(rows, longest);
    let column_shares = shares(columns, longest);
    Array2::from_shape_fn((row_shares.len(), column_shares.len()), |(row, column)| {
        let mut mean = 0.0;
        for &(y, height) in &row_shares[row] {
            for &(x, width) in &column_shares[column] {
                mean += height * width * ink[[y, x]];
            }
        }
        mean.min(1.0)
    })
}

/// For each target pixel along one axis, the source pixels beneath it and the share of the target pixel
/// that each covers; `longest` source pixels become [`BOX_SIDE`].
fn shares(sources: usize, longest: usize) -> Vec<Vec<(usize, f32)>> {
    let targets = (sources * BOX_SIDE).div_ceil(longest);
    let source_side = BOX_SIDE as f64 / longest as f64;
    let margin = (targets as f64 - (sources * BOX_SIDE) as f64 / longest as f64) / 2.0;
    let edge = |source: usize| margin + source as f64 * source_side;
    let mut shares = vec![Vec::new(); targets];
    for source in 0..sources {
        let (start, end) = (edge(source), edge(source + 1));
        for (target, list) in shares.iter_mut().enumerate().skip(start as usize) {
            let share = end.min(target as f64 + 1.0) - start.max(target as f64);
            if share <= 0.0 {
                break;
            }
            list.push((source, share as f32));
        }
    }
    shares
}

/// Row and column where a box of ink begins in the image, so that its centre of mass falls into the
/// pixel [`CENTRE`] of each axis, or as near to it as leaves the box whole.
fn centred_corner(ink: &Array2<f32>) -> [usize; 2] {
    let mut mass = 0.0;
    let mut moment = [0.0, 0.0];
    for ((row, column), &ink) in ink.indexed_iter() {
        let ink = f64::from(ink);
        mass += ink;
        moment[0] += ink * (row as f64 + 0.5);
        moment[1] += ink * (column as f64 + 0.5);
    }
    let corner = |moment: f64, size: usize| {
        let centre = (moment / mass + CENTRE_TOLERANCE) as usize;
        CENTRE.saturating_sub(centre).min(IMAGE_SIDE - size)
    };
    [corner(moment[0], ink.nrows()), corner(moment[1], ink.ncols())]
}

/// Strokes fit to be drawn: finite, near the canvas, with a pen that has a size, bounded in number.
fn usable(strokes: &[Stroke]) -> Vec<Stroke> {
    let mut room = MAX_POINTS;
    let mut usable = Vec::new();
    for stroke in strokes.iter().filter(|stroke| stroke.width > 0.0) {
        let finite = stroke.points.iter().filter(|point| point.iter().all(|c| c.is_finite())).take(room);
        let points: Vec<_> = finite.map(|point| point.map(|c| c.clamp(-1.0, 2.0))).collect();
        room -= points.len();
        if !points.is_empty() {
            usable.push(Stroke { points, width: stroke.width.min(1.0), erase: stroke.erase });
        }
    }
    usable
}

/// Corners `[x, y]` of the part of the canvas that pens (not erasers) touch.
fn ink_bounds(strokes: &[Stroke]) -> Option<([f32; 2], [f32; 2])> {
    let (mut low, mut high) = ([f32::INFINITY; 2], [f32::NEG_INFINITY; 2]);
    for stroke in strokes.iter().filter(|stroke| !stroke.erase) {
        for point in &stroke.points {
            for axis in 0..2 {
                low[axis] = low[axis].min(point[axis] - stroke.width / 2.0);
                high[axis] = high[axis].max(point[axis] + stroke.width / 2.0);
            }
        }
    }
    let (low, high) = (low.map(|c| c.max(0.0)), high.map(|c| c.min(1.0)));
    (low[0] < high[0] && low[1] < high[1]).then_some((low, high))
}

/// Draws `strokes` in their order into `raster`, whose corner lies at `origin` `[x, y]` and whose pixels
/// are `1 / scale` wide.
fn draw(strokes: &[Stroke], origin: [f32; 2], scale: f32, raster: &mut Array2<f32>) {
    for stroke in strokes {
        // A pen thinner than a pixel would leave gaps.
        let radius = (stroke.width / 2.0 * scale).max(0.5);
        let place = |[x, y]: [f32; 2]| [(x - origin[0]) * scale, (y - origin[1]) * scale];
        let mut start = place(stroke.points[0]);
        // The first point goes to itself, so that a single one leaves a dot.
        for &point in stroke.points.iter().skip(usize::from(stroke.points.len() > 1)) {
            let end = place(point);
            stamp(start, end, radius, raster, stroke.erase);
            start = end;
        }
    }
}

/// One straight piece of a round pen's way, in pixels of `raster`.
fn stamp([x0, y0]: [f32; 2], [x1, y1]: [f32; 2], radius: f32, raster: &mut Array2<f32>, erase: bool) {
    let (dx, dy) = (x1 - x0, y1 - y0);
    let length_squared = dx * dx + dy * dy;
    // Along the piece, from 0 to 1, the place nearest to a point.
    let nearest = |x: f32, y: f32| {
        if length_squared > 0.0 {
            (((x - x0) * dx + (y - y0) * dy) / length_squared).clamp(0.0, 1.0)
        } else {
            0.0
        }
    };
    // Half a pixel of edge, in which coverage falls from 1 to 0.
    let reach = radius + 0.5;
    for row in pixels(y0.min(y1) - reach, y0.max(y1) + reach, raster.nrows()) {
        let y = row as f32 + 0.5;
        // The part of the piece that lies within reach of this row.
        let along = |y: f32| x0 + ((y - y0) / dy).clamp(0.0, 1.0) * dx;
        let (a, b) = if dy == 0.0 { (x0, x1) } else { (along(y - reach), along(y + reach)) };
        for column in pixels(a.min(b) - reach, a.max(b) + reach, raster.ncols()) {
            let x = column as f32 + 0.5;
            let t = nearest(x, y);
            let (away_x, away_y) = (x - x0 - t * dx, y - y0 - t * dy);
            // Not `hypot`, whose last bit differs between platforms.
            let distance = (away_x * away_x + away_y * away_y).sqrt();
            let coverage = (reach - distance).clamp(0.0, 1.0);
            let ink = &mut raster[[row, column]];
            *ink = if erase { ink.min(1.0 - coverage) } else { ink.max(coverage) };
        }
    }
}

/// Indices of the pixels between two places on an axis of `count` pixels.
fn pixels(from: f32, to: f32, count: usize) -> std::ops::Range<usize> {
    // `as` saturates: a negative place is pixel 0.
    (from.floor() as usize).min(count)..(to.ceil() as usize).min(count)
}
