//! Pixels of a picture as browsers give them: cut out, scaled down, or known as one that the page has saved.

// What comes from outside is refused with an error, never with a panic or a trap.
#![cfg_attr(
    not(test),
    deny(
        clippy::indexing_slicing,
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::arithmetic_side_effects
    )
)]

use crate::error::{Error, Result};
use crate::params::{IMAGE_PIXELS, IMAGE_SIDE};
use ndarray::Array1;
use std::ops::Range;
use std::slice::ChunksExact;

/// Most ink of a picture of 28×28 pixels on paper, spoilt or not; above, it is light ink on a dark ground.
const MOST_INK: f32 = 0.7;

/// A picture of 4 bytes a pixel: red, green, blue and opacity, not premultiplied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pixels {
    width: usize,
    rgba: Vec<u8>,
}

impl Pixels {
    /// From `(rows, width, 4)` bytes.
    ///
    /// # Errors
    /// [`Error::Shape`] if `rgba` is no such picture, or empty.
    pub fn new(rgba: Vec<u8>, width: usize) -> Result<Self> {
        let whole = width > 0 && rgba.len().is_multiple_of(width.saturating_mul(4));
        if rgba.is_empty() || !whole {
            return Err(Error::Shape {
                what: "picture".to_owned(),
                expected: format!("whole rows of {width} pixels of 4 bytes"),
                found: format!("{} bytes", rgba.len()),
            });
        }
        Ok(Self { width, rgba })
    }

    /// In pixels, at least 1.
    pub fn width(&self) -> usize {
        self.width
    }

    /// In pixels, at least 1.
    pub fn height(&self) -> usize {
        self.rows().len()
    }

    /// `(rows, width, 4)`.
    pub fn rgba(&self) -> &[u8] {
        &self.rgba
    }

    /// From top to bottom.
    fn rows(&self) -> ChunksExact<'_, [u8; 4]> {
        self.rgba.as_chunks().0.chunks_exact(self.width)
    }

    /// The part between `left`, `top`, `right` and `bottom`, shares of the sides in \[0,1\]; at least one pixel of it.
    pub fn cut(&self, [left, top, right, bottom]: [f64; 4]) -> Self {
        let span = |from: f64, to: f64, side: usize| {
            let place = |share: f64| (share.clamp(0.0, 1.0) * side as f64).round() as usize;
            let from = place(from).min(side.saturating_sub(1));
            from..place(to).clamp(from.saturating_add(1), side)
        };
        let columns = span(left, right, self.width);
        let rows = span(top, bottom, self.height());
        let rows = self.rows().skip(rows.start).take(rows.len()).filter_map(|row| row.get(columns.clone()));
        Self { width: columns.len(), rgba: rows.flatten().flatten().copied().collect() }
    }

    /// Scaled down until no side is longer than `most` pixels: each is the mean of those that it stands for.
    pub fn shrunk(&self, most: usize) -> Self {
        let (width, height) = (self.width, self.height());
        let longer = width.max(height);
        if longer <= most {
            return self.clone();
        }
        let [columns, rows] = [width, height].map(|side| share(side, most, longer).max(1));
        let mut rgba = Vec::new();
        for row in 0..rows {
            let band = part(row, rows, height);
            for column in 0..columns {
                let beneath = part(column, columns, width);
                let (mut sum, mut opacity, mut count) = ([0.0_f32; 3], 0.0_f32, 0.0_f32);
                let band = self.rows().skip(band.start).take(band.len());
                for &[red, green, blue, alpha] in band.filter_map(|row| row.get(beneath.clone())).flatten() {
                    let alpha = f32::from(alpha);
                    sum.iter_mut().zip([red, green, blue]).for_each(|(sum, c)| *sum += alpha * f32::from(c));
                    opacity += alpha;
                    count += 1.0;
                }
                rgba.extend(sum.map(|sum| (sum / opacity.max(1.0)).round() as u8));
                rgba.push((opacity / count).round() as u8);
            }
        }
        Self { width: columns, rgba }
    }

    /// The digit `(784)` in \[0,1\] of a grey picture of 28×28 squares of one colour each, as the page saves it: pixel by
    /// pixel; none of other pictures, and of empty ones.
    pub fn saved(&self) -> Option<Array1<f32>> {
        let times = self.width / IMAGE_SIDE;
        if times == 0 || !self.width.is_multiple_of(IMAGE_SIDE) || self.height() != self.width {
            return None;
        }
        let rows: Vec<_> = self.rows().collect();
        let mut image = Vec::with_capacity(IMAGE_PIXELS);
        for band in rows.chunks_exact(times) {
            let row = band.first()?;
            for square in row.chunks_exact(times) {
                let pixel @ &[red, green, blue, alpha] = square.first()?;
                if [green, blue, alpha] != [red, red, 255] || square.iter().any(|other| other != pixel) {
                    return None;
                }
                image.push(f32::from(!red) / 255.0);
            }
            if band.iter().any(|other| other != row) {
                return None;
            }
        }
        let image = Array1::from(image);
        let ink = image.sum() / IMAGE_PIXELS as f32;
        let image = if ink > MOST_INK { image.mapv_into(|ink| 1.0 - ink) } else { image };
        image.iter().any(|&ink| ink > 0.0).then_some(image)
    }
}

/// `side · most / longer`, which a picture of one row of megabytes takes beyond the 32 bits that WebAssembly counts in.
fn share(side: usize, most: usize, longer: usize) -> usize {
    let whole = (side as u64).saturating_mul(most as u64).checked_div(longer as u64);
    whole.unwrap_or(0) as usize
}

/// Which of `side` pixels pixel `i` of `count` stands for.
fn part(i: usize, count: usize, side: usize) -> Range<usize> {
    share(side, i, count)..share(side, i.saturating_add(1), count)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each pixel tells its place.
    fn places(width: usize, height: usize) -> Pixels {
        let pixel = |i: usize| [(i % width) as u8, (i / width) as u8, 7, 255];
        Pixels::new((0..width * height).flat_map(pixel).collect(), width).unwrap()
    }

    fn at(pixels: &Pixels, row: usize, column: usize) -> [u8; 4] {
        pixels.rows().nth(row).unwrap()[column]
    }

    #[test]
    fn a_part_is_cut_out_by_its_edges_and_never_empty() {
        let part = places(10, 20).cut([0.2, 0.5, 0.6, 0.75]);
        assert_eq!((part.width(), part.height()), (4, 5));
        assert_eq!(at(&part, 0, 0), [2, 10, 7, 255]);
        assert_eq!(at(&part, 4, 3), [5, 14, 7, 255]);
        assert_eq!(places(10, 20).cut([0.0, 0.0, 1.0, 1.0]), places(10, 20));
        for edges in [[0.5, 0.5, 0.5, 0.5], [1.0, 1.0, 0.0, 0.0], [f64::NAN; 4], [2.0, -1.0, 9.0, -5.0]] {
            let part = places(10, 20).cut(edges);
            assert_eq!((part.width(), part.height()), (1, 1), "{edges:?}");
        }
    }

    #[test]
    fn a_large_picture_is_scaled_down_by_means_and_a_small_one_stays() {
        let small = places(200, 100).shrunk(20);
        assert_eq!((small.width(), small.height()), (20, 10));
        // The mean of ten columns 50…59 and ten rows 30…39.
        assert_eq!(at(&small, 3, 5), [55, 35, 7, 255]);
        assert_eq!(places(20, 10).shrunk(20), places(20, 10));
        assert_eq!(places(250, 1).shrunk(100).height(), 1);
        // More than 32 bits count.
        assert_eq!(share(40_000_000, 1280, 40_000_000), 1280);
        // The colour of a transparent pixel does not count.
        let half = Pixels::new([[255, 0, 0, 255], [0, 0, 0, 0]].concat(), 2).unwrap();
        assert_eq!(half.shrunk(1).rgba(), [255, 0, 0, 128]);
    }

    fn squares(levels: &[u8], times: usize) -> Pixels {
        let side = 28 * times;
        let grey = |i: usize| levels[i / side / times * 28 + i % side / times];
        let pixel = |i: usize| [grey(i), grey(i), grey(i), 255];
        Pixels::new((0..side * side).flat_map(pixel).collect(), side).unwrap()
    }

    #[test]
    fn a_saved_picture_is_known_at_any_size_and_only_such_a_one() {
        let levels: Vec<u8> = (0..784).map(|i| (i * 7 % 256) as u8).collect();
        let ink: Vec<f32> = levels.iter().map(|&level| f32::from(255 - level) / 255.0).collect();
        for times in [1, 2, 10, 20, 40] {
            assert_eq!(squares(&levels, times).saved().unwrap().to_vec(), ink, "{times} times");
        }
        let chalk: Vec<u8> = levels.iter().map(|&level| if level < 200 { 0 } else { level }).collect();
        let found = squares(&chalk, 2).saved().unwrap();
        assert_eq!(found[1], 0.0);
        let mut touched = squares(&levels, 10);
        touched.rgba[4 * 1000..4 * 1000 + 3].fill(9);
        assert_eq!(touched.saved(), None);
        let mut coloured = squares(&levels, 1);
        coloured.rgba[1] ^= 1;
        assert_eq!(coloured.saved(), None);
        assert_eq!(squares(&[255; 784], 3).saved(), None);
        assert_eq!(places(56, 28).saved(), None);
        assert_eq!(places(30, 30).saved(), None);
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        for (bytes, width) in [(0, 0), (0, 5), (16, 0), (15, 2), (20, 2)] {
            assert!(Pixels::new(vec![0; bytes], width).is_err(), "{bytes} bytes, {width} wide");
        }
    }
}
