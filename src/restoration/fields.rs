//! Squares of pixels around each pixel, as rows that a layer takes.

use crate::math::parallel;
use crate::params::{IMAGE_PIXELS, IMAGE_SIDE};
use ndarray::Array2;

/// For each pixel of each image the values of the pixels in a square around it, side by side for every part: `(B·784, Σ w²·C)`
/// from parts `(B·784, C)`, each with the width w, odd, of its square. Beyond the image there is 0. Within a square pixels
/// stand row by row, within a pixel its C values.
pub(super) fn receptive_fields(parts: &[(&Array2<f32>, usize)]) -> Array2<f32> {
    let pixels = parts[0].0.nrows();
    let columns = parts.iter().map(|(values, width)| width * width * values.ncols()).sum();
    let mut fields = Array2::zeros((pixels, columns));
    let rows = fields.as_slice_mut().expect("made by zeros");
    parallel::for_each_chunk(rows, columns * IMAGE_PIXELS, |image, fields| {
        let mut first = 0;
        for &(values, width) in parts {
            let channels = values.ncols();
            let values = values.as_slice().expect("arrays of this floor are contiguous");
            let values = &values[image * IMAGE_PIXELS * channels..][..IMAGE_PIXELS * channels];
            for (pixel, field) in fields.chunks_exact_mut(columns).enumerate() {
                copy_square(values, channels, width, pixel, &mut field[first..]);
            }
            first += width * width * channels;
        }
    });
    fields
}

fn copy_square(values: &[f32], channels: usize, width: usize, pixel: usize, field: &mut [f32]) {
    let (row, column, reach) = (pixel / IMAGE_SIDE, pixel % IMAGE_SIDE, width / 2);
    // The columns of the square that lie in the image.
    let left = column.saturating_sub(reach);
    let right = (column + reach + 1).min(IMAGE_SIDE);
    let skipped = left + reach - column;
    for line in 0..width {
        let Some(from) = (row + line).checked_sub(reach).filter(|&from| from < IMAGE_SIDE) else { continue };
        let source = &values[(from * IMAGE_SIDE + left) * channels..(from * IMAGE_SIDE + right) * channels];
        field[(line * width + skipped) * channels..][..source.len()].copy_from_slice(source);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_holds_what_lies_around_its_pixel() {
        let two =
            Array2::from_shape_fn((2 * IMAGE_PIXELS, 2), |(pixel, channel)| (pixel * 10 + channel) as f32);
        let one = Array2::from_shape_fn((2 * IMAGE_PIXELS, 1), |(pixel, _)| -(pixel as f32));
        let fields = receptive_fields(&[(&two, 3), (&one, 5)]);
        assert_eq!(fields.dim(), (2 * IMAGE_PIXELS, 18 + 25));
        let expected = |image: usize, row: isize, column: isize, part: &Array2<f32>, channel: usize| {
            let inside = [row, column].iter().all(|at| (0..IMAGE_SIDE as isize).contains(at));
            let pixel = || image * IMAGE_PIXELS + row as usize * IMAGE_SIDE + column as usize;
            if inside { part[[pixel(), channel]] } else { 0.0 }
        };
        for ((pixel, at), &found) in fields.indexed_iter() {
            let (image, pixel) = (pixel / IMAGE_PIXELS, pixel % IMAGE_PIXELS);
            let (row, column) = ((pixel / IMAGE_SIDE) as isize, (pixel % IMAGE_SIDE) as isize);
            let wanted = if at < 18 {
                let place = (at / 2) as isize;
                expected(image, row + place / 3 - 1, column + place % 3 - 1, &two, at % 2)
            } else {
                let place = (at - 18) as isize;
                expected(image, row + place / 5 - 2, column + place % 5 - 2, &one, 0)
            };
            assert_eq!(found, wanted, "pixel {pixel}, value {at}");
        }
    }
}
