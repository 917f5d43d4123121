//! A grid of images as a PNG file, for programs.

use super::png_file::encode;
use ndarray::ArrayView2;

/// Pixels between two images.
const GAP: usize = 2;

/// Images `(n, side²)` in \[0,1\] in rows of `columns`, ink dark on white, as an 8-bit grey PNG file.
///
/// # Errors
/// What the encoder says, which for a non-empty grid is nothing.
pub fn grid_png(images: ArrayView2<f32>, side: usize, columns: usize) -> Result<Vec<u8>, png::EncodingError> {
    let cell = side + GAP;
    let rows = images.nrows().div_ceil(columns.max(1));
    let (width, height) = (columns * cell + GAP, rows * cell + GAP);
    let mut grey = vec![255_u8; width * height];
    for (i, image) in images.rows().into_iter().enumerate() {
        let corner = (GAP + i / columns * cell) * width + GAP + i % columns * cell;
        for (p, &ink) in image.iter().enumerate() {
            grey[corner + p / side * width + p % side] = (255.0 * (1.0 - ink)).round() as u8;
        }
    }
    encode(width, height, png::ColorType::Grayscale, grey.chunks(width).map(<[u8]>::to_vec))
}
