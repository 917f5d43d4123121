//! Squared errors of restored images, and what a restoration has to beat.

use super::Estimate;
use crate::inference::ClampMask;
use ndarray::{Array1, Array2, ArrayView2, Axis};

/// `‖a − b‖²` of each image; both `(B, X)`, the result `(B)`.
pub fn squared_errors(a: ArrayView2<f32>, b: ArrayView2<f32>) -> Array1<f64> {
    let error = |(a, b): (ndarray::ArrayView1<f32>, ndarray::ArrayView1<f32>)| {
        a.iter().zip(b).map(|(&a, &b)| f64::from(a - b).powi(2)).sum()
    };
    a.rows().into_iter().zip(b.rows()).map(error).collect()
}

/// Mean over images of the mean squared error per pixel; both `(B, X)`.
pub fn error_per_pixel(a: ArrayView2<f32>, b: ArrayView2<f32>) -> Estimate {
    Estimate::of(squared_errors(a, b).iter().map(|sum| sum / a.ncols() as f64))
}

/// Mean over images of the mean squared error per missing pixel; both `(B, X)`. Images without
/// missing pixels do not count.
pub fn error_per_missing_pixel(restored: &Array2<f32>, clean: ArrayView2<f32>, mask: &ClampMask) -> Estimate {
    let rows = restored.rows().into_iter().zip(clean.rows()).zip(mask.missing().rows());
    Estimate::of(rows.filter_map(|((restored, clean), missing)| {
        let (mut sum, mut count) = (0.0, 0.0);
        for ((&restored, &clean), _) in
            restored.iter().zip(clean).zip(missing).filter(|&(_, &missing)| missing)
        {
            sum += f64::from(restored - clean).powi(2);
            count += 1.0;
        }
        (count > 0.0).then(|| sum / count)
    }))
}

/// The mean of `images` `(n, X)`, n ≥ 1, repeated `(count, X)`: the simplest filling of missing pixels.
///
/// # Panics
/// If there are no images.
pub fn mean_image(images: ArrayView2<f32>, count: usize) -> Array2<f32> {
    // In f64: a running sum of 60,000 values in f32 would lose three digits.
    let sum = images.rows().into_iter().fold(Array1::<f64>::zeros(images.ncols()), |mut sum, image| {
        sum.zip_mut_with(&image, |sum, &value| *sum += f64::from(value));
        sum
    });
    assert!(images.nrows() > 0, "a mean needs at least one image");
    let mean = sum.mapv(|v| (v / images.nrows() as f64) as f32);
    mean.insert_axis(Axis(0)).broadcast((count, images.ncols())).expect("one row repeats").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn errors_count_the_pixels_they_should() {
        let clean = array![[0.0, 1.0, 0.5], [0.0, 0.0, 0.0], [0.2, 0.2, 0.2]];
        let restored = array![[0.5, 0.0, 0.5], [1.0, 1.0, 0.0], [0.9, 0.9, 0.9]];
        assert_eq!(squared_errors(clean.view(), restored.view()).as_slice().unwrap()[..2], [1.25, 2.0]);
        let per_pixel =
            error_per_pixel(restored.slice(ndarray::s![..2, ..]), clean.slice(ndarray::s![..2, ..]));
        assert!((per_pixel.mean - 3.25 / 6.0).abs() < 1e-12);
        let mask = ClampMask::new(array![[true, true, false], [false, true, true], [false, false, false]]);
        let missing = error_per_missing_pixel(&restored, clean.view(), &mask);
        assert!((missing.mean - (0.625 + 0.5) / 2.0).abs() < 1e-12, "{missing:?}");
    }

    #[test]
    fn the_mean_image_is_the_mean_of_each_pixel() {
        let found = mean_image(array![[0.0, 1.0], [0.5, 0.0]].view(), 3);
        assert_eq!(found, array![[0.25, 0.5], [0.25, 0.5], [0.25, 0.5]]);
    }
}
