//! Pictures of digits as people have them: on paper, on a board, in bad light, with dust and shadows.

#![cfg(not(target_arch = "wasm32"))]

use ndarray::{Array1, Array2};
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use targetprop::data::examples::example;
use targetprop::data::ink::{ink_to_image, rasterise};
use targetprop::data::photo::{Doubt, Photo, Polarity};
use targetprop::data::pixels::Pixels;

const SIDE: usize = 160;

/// Ink of one of our own digits on a sheet three times as large, in its upper left or elsewhere.
fn sheet(digit: usize) -> Array2<f32> {
    let digit = rasterise(&example(digit, 0).unwrap(), SIDE / 2);
    let mut sheet = Array2::zeros((SIDE, SIDE));
    sheet.slice_mut(ndarray::s![20..20 + SIDE / 2, 50..50 + SIDE / 2]).assign(&digit);
    sheet
}

/// Pixels of given lightness.
fn rgba(lightness: &Array2<f32>) -> Vec<u8> {
    let byte = |v: f32| (255.0 * v.clamp(0.0, 1.0)).round() as u8;
    lightness.iter().flat_map(|&v| [byte(v), byte(v), byte(v), 255]).collect()
}

fn photo(lightness: &Array2<f32>) -> Photo {
    photo_of(rgba(lightness), lightness.ncols(), Polarity::Auto)
}

fn photo_of(rgba: Vec<u8>, width: usize, polarity: Polarity) -> Photo {
    Photo::new(&Pixels::new(rgba, width).unwrap(), polarity)
}

/// Squared distance to the digit as drawn, as a part of its own; where it fits best, since the centre of mass may
/// fall into the next pixel.
fn departure(image: &Array1<f32>, digit: usize) -> f32 {
    let drawn = ink_to_image(&example(digit, 0).unwrap()).unwrap();
    let at = |row: i32, column: i32| {
        let inside = (0..28).contains(&row) && (0..28).contains(&column);
        if inside { image[(28 * row + column) as usize] } else { 0.0 }
    };
    let shifted = |down: i32, right: i32| -> f32 {
        let squares = drawn.iter().enumerate().map(|(i, drawn)| {
            let (row, column) = (i as i32 / 28, i as i32 % 28);
            (at(row + down, column + right) - drawn).powi(2)
        });
        squares.sum()
    };
    let best = (-1..=1).flat_map(|down| (-1..=1).map(move |right| (down, right)));
    best.map(|(down, right)| shifted(down, right)).fold(f32::INFINITY, f32::min) / drawn.map(|d| d * d).sum()
}

/// Edges of a photograph are steeper than those of the drawing; another digit departs by more than 0.5.
const CLOSE: f32 = 0.12;

fn is_read(photo: &Photo, digit: usize) {
    let found = departure(&photo.image(photo.threshold()).unwrap(), digit);
    assert!(found < CLOSE, "{digit} departs by {found}");
}

#[test]
fn dark_ink_and_light_ink_give_the_same_digit() {
    for digit in 0..10 {
        let ink = sheet(digit);
        let dark = photo(&ink.mapv(|ink| 0.95 - 0.8 * ink));
        let light = photo(&ink.mapv(|ink| 0.15 + 0.8 * ink));
        assert!(!dark.light_on_dark() && light.light_on_dark());
        is_read(&dark, digit);
        is_read(&light, digit);
        assert!(departure(&dark.image(dark.threshold()).unwrap(), (digit + 1) % 10) > 0.5);
    }
}

#[test]
fn uneven_light_noise_and_faint_ink_do_not_matter() {
    let mut rng = Pcg64::seed_from_u64(1);
    for digit in 0..10 {
        let ink = sheet(digit);
        // From 0.95 in one corner to 0.3 in the other, as by a lamp, with a camera's noise.
        let lightness = Array2::from_shape_fn(ink.dim(), |(row, column)| {
            let away = ((row * row + column * column) as f32 / (2 * SIDE * SIDE) as f32).sqrt();
            (0.95 - 0.65 * away) * (1.0 - 0.5 * ink[[row, column]]) + 0.02 * (rng.random::<f32>() - 0.5)
        });
        is_read(&photo(&lightness), digit);
    }
}

#[test]
fn dust_and_a_shadow_from_the_edge_are_left_out() {
    let ink = sheet(4);
    let mut lightness = ink.mapv(|ink| 0.9 - 0.8 * ink);
    lightness.slice_mut(ndarray::s![150..152, 5..7]).fill(0.1);
    lightness.slice_mut(ndarray::s![.., 152..]).fill(0.2);
    is_read(&photo(&lightness), 4);
}

#[test]
fn strokes_that_do_not_touch_stay_and_a_digit_cut_by_the_edge_too() {
    let mut lightness = Array2::from_elem((60, 60), 0.9_f32);
    for columns in [15..20, 40..45] {
        lightness.slice_mut(ndarray::s![10..50, columns]).fill(0.1);
    }
    let ink = photo(&lightness).ink(0.5);
    assert!(ink[[30, 17]] > 0.9 && ink[[30, 42]] > 0.9);
    let mut cut = Array2::from_elem((60, 60), 0.9_f32);
    cut.slice_mut(ndarray::s![0..50, 20..30]).fill(0.1);
    assert!(photo(&cut).ink(0.5)[[0, 25]] > 0.9);
}

#[test]
fn the_threshold_decides_about_faint_ink() {
    let mut lightness = Array2::from_elem((60, 60), 0.9_f32);
    lightness.slice_mut(ndarray::s![10..50, 15..20]).fill(0.1);
    lightness.slice_mut(ndarray::s![10..50, 40..45]).fill(0.7);
    let photo = photo(&lightness);
    assert!(photo.ink(0.6)[[30, 42]] == 0.0 && photo.ink(0.6)[[30, 17]] > 0.0);
    assert!(photo.ink(0.1)[[30, 42]] > 0.5);
}

#[test]
fn transparent_pictures_get_a_paper_that_contrasts() {
    let ink = sheet(3);
    for colour in [0, 255] {
        let pixels: Vec<u8> =
            ink.iter().flat_map(|&ink| [colour, colour, colour, (255.0 * ink) as u8]).collect();
        let photo = photo_of(pixels, SIDE, Polarity::Auto);
        assert_eq!(photo.light_on_dark(), colour == 255);
        is_read(&photo, 3);
    }
}

#[test]
fn polarity_can_be_chosen() {
    let pixels = rgba(&sheet(5).mapv(|ink| 0.9 - 0.8 * ink));
    let photo = photo_of(pixels.clone(), SIDE, Polarity::LightOnDark);
    assert!(photo.light_on_dark());
    let photo = photo_of(pixels, SIDE, Polarity::DarkOnLight);
    is_read(&photo, 5);
}

#[test]
fn empty_paper_has_no_digit() {
    let blank = photo(&Array2::from_elem((40, 30), 0.8));
    assert_eq!(blank.image(blank.threshold()), None);
}

/// Paper with lines every `apart` pixels, turned a little as a hand holds a camera, one way or both.
fn ruled(ink: &Array2<f32>, apart: f32, both: bool) -> Array2<f32> {
    Array2::from_shape_fn(ink.dim(), |(row, column)| {
        let (y, x) = (row as f32 + 0.02 * column as f32, column as f32 - 0.02 * row as f32);
        let line = y % apart < 1.5 || (both && x % apart < 1.5);
        (if line { 0.6 } else { 0.92_f32 }).min(0.92 - 0.8 * ink[[row, column]])
    })
}

#[test]
fn the_lines_of_ruled_and_squared_paper_are_left_out() {
    for digit in 0..10 {
        for both in [false, true] {
            let paper = photo(&ruled(&sheet(digit), 19.0, both));
            is_read(&paper, digit);
            assert_eq!(paper.doubts(paper.threshold()), [], "{digit}");
        }
    }
}

#[test]
fn what_may_be_no_digit_is_said() {
    let doubts = |lightness: &Array2<f32>| {
        let photo = photo(lightness);
        photo.doubts(photo.threshold())
    };
    for digit in 0..10 {
        let ink = sheet(digit);
        assert_eq!(doubts(&ink.mapv(|ink| 0.95 - 0.8 * ink)), [], "{digit}");
        assert_eq!(doubts(&ink.mapv(|ink| 0.55 - 0.04 * ink)), [Doubt::Faint], "{digit}");
    }
    // A bright button beside the digit of a screenshot.
    let mut screen = sheet(4).mapv(|ink| 0.1 + 0.7 * ink);
    screen.slice_mut(ndarray::s![120..135, 5..30]).fill(1.0);
    assert_eq!(doubts(&screen), [Doubt::Apart]);
    let mut cut = Array2::from_elem((60, 60), 0.9_f32);
    cut.slice_mut(ndarray::s![0..50, 20..30]).fill(0.1);
    assert_eq!(doubts(&cut), [Doubt::AtEdge]);
    let mut blot = Array2::from_elem((60, 60), 0.9_f32);
    blot.slice_mut(ndarray::s![3..57, 3..45]).fill(0.1);
    assert_eq!(photo_of(rgba(&blot), 60, Polarity::DarkOnLight).doubts(0.5), [Doubt::MuchInk]);
}

proptest! {
    /// Whatever the pixels, the digit is one or none: finite and in range.
    #[test]
    fn any_picture_gives_pixels_in_range(width in 1..20_usize, rows in 1..20_usize, seed: u64, threshold in -1.0..2.0_f32) {
        let mut rng = Pcg64::seed_from_u64(seed);
        let pixels: Vec<u8> = (0..4 * width * rows).map(|_| rng.random()).collect();
        let photo = photo_of(pixels, width, Polarity::Auto);
        prop_assert!((0.0..=1.0).contains(&photo.threshold()));
        if let Some(image) = photo.image(threshold) {
            prop_assert!(image.iter().all(|v| (0.0..=1.0).contains(v)));
        }
    }
}
