//! Pen ink and its corruption, on strokes made by hand.

#![cfg(not(target_arch = "wasm32"))]

use ndarray::{Array1, Array2, ArrayView2, Axis};
use proptest::prelude::*;
use rand::SeedableRng;
use rand_pcg::Pcg64;
use targetprop::data::corruption::{Corruption, corrupt};
use targetprop::data::examples::example;
use targetprop::data::ink::{BOX_SIDE, CENTRE, Stroke, ink_to_image, normalise, rasterise};

fn line(points: &[[f32; 2]], width: f32) -> Stroke {
    Stroke { points: points.to_vec(), width, erase: false }
}

fn as_square(image: &Array1<f32>) -> ArrayView2<'_, f32> {
    image.view().into_shape_with_order((28, 28)).unwrap()
}

/// First and last row, and first and last column, with ink above half.
fn extent(image: &Array1<f32>) -> [usize; 4] {
    let square = as_square(image);
    let inked = |axis: Axis| -> Vec<usize> {
        let lanes = square.axis_iter(axis).enumerate();
        lanes.filter(|(_, lane)| lane.iter().any(|&v| v > 0.5)).map(|(i, _)| i).collect()
    };
    let (rows, columns) = (inked(Axis(0)), inked(Axis(1)));
    [rows[0], *rows.last().unwrap(), columns[0], *columns.last().unwrap()]
}

/// Row and column of the pixel that holds the centre of mass.
fn centre(image: &Array1<f32>) -> [usize; 2] {
    let square = as_square(image);
    let moment = |f: fn(usize, usize) -> usize| -> f32 {
        square.indexed_iter().map(|((r, c), v)| (f(r, c) as f32 + 0.5) * v).sum()
    };
    let mass = square.sum();
    [(moment(|r, _| r) / mass) as usize, (moment(|_, c| c) / mass) as usize]
}

#[test]
fn a_vertical_line_is_as_high_as_the_box_and_stands_in_the_middle() {
    let image = ink_to_image(&[line(&[[0.2, 0.1], [0.2, 0.6]], 0.05)]).unwrap();
    let [top, bottom, left, right] = extent(&image);
    assert_eq!(bottom - top + 1, BOX_SIDE);
    // The pen is 0.05 of 0.55, so 1.8 of 20 pixels.
    assert!(right - left < 3, "{left} to {right}");
    assert_eq!(centre(&image), [CENTRE, CENTRE]);
}

#[test]
fn the_aspect_is_kept() {
    let image =
        ink_to_image(&[line(&[[0.1, 0.3], [0.9, 0.3], [0.9, 0.7], [0.1, 0.7], [0.1, 0.3]], 0.02)]).unwrap();
    let [top, bottom, left, right] = extent(&image);
    assert_eq!(right - left + 1, BOX_SIDE);
    // 0.42 of 0.82 canvas sides, in 20 pixels: 10.2.
    assert!((10..=11).contains(&(bottom - top + 1)), "{top} to {bottom}");
}

#[test]
fn a_dot_fills_the_box_as_a_disc() {
    let image = ink_to_image(&[line(&[[0.5, 0.5]], 0.1)]).unwrap();
    let area = image.sum();
    let disc = std::f32::consts::PI * 100.0;
    assert!((area - disc).abs() < 0.03 * disc, "{area}, expected {disc}");
}

#[test]
fn the_eraser_takes_away_and_nothing_is_no_image() {
    let stroke = line(&[[0.2, 0.5], [0.8, 0.5]], 0.1);
    let erase_all = Stroke { width: 0.3, erase: true, ..stroke.clone() };
    assert_eq!(ink_to_image(&[stroke.clone(), erase_all.clone()]), None);
    assert_eq!(ink_to_image(&[]), None);
    assert_eq!(normalise(Array2::zeros((0, 0)).view()), None);
    assert_eq!(normalise(Array2::zeros((5, 9)).view()), None);
    // Ink that comes after stays.
    assert_eq!(ink_to_image(&[erase_all, stroke.clone()]), ink_to_image(std::slice::from_ref(&stroke)));
    let half = Stroke { points: vec![[0.8, 0.5]], width: 0.7, erase: true };
    let raster = rasterise(&[stroke, half], 100);
    assert!(raster[[50, 30]] == 1.0 && raster[[50, 70]] == 0.0);
}

#[test]
fn place_and_size_of_a_drawing_do_not_matter() {
    let moved = |scale: f32, by: f32| -> Vec<Stroke> {
        let strokes = example(5, 0).unwrap().into_iter();
        let place = |[x, y]: [f32; 2]| [0.5 + (x - 0.5) * scale + by, 0.5 + (y - 0.5) * scale - by];
        strokes
            .map(|s| Stroke {
                points: s.points.into_iter().map(place).collect(),
                width: s.width * scale,
                ..s
            })
            .collect()
    };
    let original = ink_to_image(&moved(1.0, 0.0)).unwrap();
    for (scale, by) in [(1.0, 0.07), (0.5, 0.0), (0.4, -0.2)] {
        let other = ink_to_image(&moved(scale, by)).unwrap();
        let worst = (&original - &other).iter().fold(0.0_f32, |worst, d| worst.max(d.abs()));
        // Eight raster pixels to one of the image: edges may move by a fraction of one.
        assert!(worst < 0.15, "scale {scale}, moved by {by}: {worst}");
    }
}

#[test]
fn every_example_looks_like_writing_in_mnist() {
    for digit in 0..10 {
        for variant in 0..2 {
            let image = ink_to_image(&example(digit, variant).unwrap()).unwrap();
            // MNIST's means over the images of one digit lie between 0.076 (ones) and 0.173 (noughts).
            let mean = image.mean().unwrap();
            assert!((0.05..0.2).contains(&mean), "{digit}.{variant}: {mean}");
            assert!(image.iter().all(|v| (0.0..=1.0).contains(v)));
        }
    }
    assert_eq!(example(0, 0), example(0, 2));
    assert_eq!(example(10, 0), None);
}

proptest! {
    #[test]
    fn no_stroke_makes_it_panic(
        points in proptest::collection::vec([any::<f32>(), any::<f32>()], 0..20),
        width in any::<f32>(),
        erase in any::<bool>(),
    ) {
        let strokes = [line(&[[0.3, 0.3], [0.6, 0.6]], 0.1), Stroke { points, width, erase }];
        if let Some(image) = ink_to_image(&strokes) {
            prop_assert!(image.iter().all(|v| (0.0..=1.0).contains(v)));
        }
        rasterise(&strokes, 40);
    }

    #[test]
    fn corruption_changes_what_its_mask_says_and_nothing_else(
        kind in 0..Corruption::ALL.len(), strength in 0.0_f32..=1.0, seed in any::<u64>(),
    ) {
        let kind = Corruption::ALL[kind];
        let image = ink_to_image(&example(8, 0).unwrap()).unwrap().insert_axis(Axis(0));
        let spoil = |seed| corrupt(image.view(), kind, strength, &mut Pcg64::seed_from_u64(seed));
        let (spoilt, mask) = spoil(seed);
        for ((&before, &after), &missing) in image.iter().zip(&spoilt).zip(mask.missing()) {
            prop_assert!((0.0..=1.0).contains(&after));
            prop_assert!(missing || before == after);
        }
        let share = mask.missing().iter().filter(|&&m| m).count() as f32 / 784.0;
        let expected = match kind {
            Corruption::Gaussian => f32::from(u8::from(strength > 0.0)),
            Corruption::Block => ((28.0 * strength).round() / 28.0).powi(2),
            Corruption::LowerHalf => (28.0 * strength).round() / 28.0,
            Corruption::SaltAndPepper | Corruption::RandomPixels => (784.0 * strength).round() / 784.0,
        };
        prop_assert!((share - expected).abs() < 1e-6, "{:?}: {} {}", kind, share, expected);
        prop_assert_eq!(spoil(seed), (spoilt, mask));
    }
}
