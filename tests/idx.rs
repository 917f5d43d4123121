//! IDX files made by hand, whole and damaged.

#![cfg(not(target_arch = "wasm32"))]

#[path = "common/mnist.rs"]
mod mnist;

use flate2::Compression;
use flate2::write::GzEncoder;
use mnist::mnist_dir;
use ndarray::{Array2, array, s};
use proptest::prelude::*;
use std::io::Write;
use targetprop::data::digits::{self, Note};
use targetprop::data::idx::{
    read_digit_images, read_images, read_labels, write_bytes, write_images, write_labels,
};
use targetprop::data::mnist::{Split, load_digits};
use targetprop::data::synthetic;

/// Two images of 1×3 pixels.
const IMAGES: [u8; 22] = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 0, 51, 255, 255, 102, 0];
const LABELS: [u8; 11] = [0, 0, 8, 1, 0, 0, 0, 3, 7, 0, 9];

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

const ALL: usize = usize::MAX;

/// `bytes` with those from `at` on replaced.
fn patched(bytes: &[u8], at: usize, patch: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[at..at + patch.len()].copy_from_slice(patch);
    bytes
}

#[test]
fn images_are_read_plain_and_gzipped() {
    for bytes in [IMAGES.to_vec(), gzip(&IMAGES)] {
        let images = read_images(&bytes).unwrap();
        assert_eq!((images.rows, images.columns), (1, 3));
        assert_eq!(images.pixels(), array![[0.0, 0.2, 1.0], [1.0, 0.4, 0.0]]);
        assert!(!images.unpacked_twice);
    }
    assert_eq!(read_labels(&gzip(&LABELS), ALL).unwrap().values, [7, 0, 9]);
}

#[test]
fn written_files_are_read_again() {
    let images = read_images(&IMAGES).unwrap();
    assert_eq!(write_images(images.pixels().view(), 1, 3), IMAGES);
    assert_eq!(write_bytes(images.bytes.view(), 1, 3), IMAGES);
    assert_eq!(write_labels(&[7, 0, 9]), LABELS);
}

#[test]
fn damage_is_named_with_its_place() {
    let excess = [IMAGES.as_slice(), &[1]].concat();
    for (bytes, reason) in [
        (patched(&IMAGES, 3, &[1]), "byte 0: "),
        (patched(&IMAGES, 4, &[0, 0, 0, 0]), "byte 4: expected a number of images above 0, found 0"),
        (patched(&IMAGES, 8, &[0, 0, 0, 0]), "byte 8: expected a number of pixel rows above 0, found 0"),
        (patched(&IMAGES, 4, &[255; 12]), "byte 4: expected sizes whose product is at most"),
        (IMAGES[..21].to_vec(), "byte 21: "),
        (IMAGES[..10].to_vec(), "byte 10: "),
        (excess.clone(), "byte 22: "),
        (gzip(&excess), "byte 22: "),
        (Vec::new(), "byte 0: "),
        (gzip(&IMAGES)[..20].to_vec(), "byte "),
    ] {
        let message = read_images(&bytes).unwrap_err().to_string();
        assert!(message.contains(reason), "expected {reason}, found {message}");
    }
    let message = read_labels(&patched(&LABELS, 9, &[10]), ALL).unwrap_err().to_string();
    assert!(message.contains("byte 9: expected a digit from 0 to 9, found 10"), "{message}");
    assert!(read_labels(&IMAGES, ALL).is_err() && read_images(&LABELS).is_err());
}

#[test]
fn a_promise_of_many_bytes_does_not_take_memory_for_them() {
    // 2²⁸ bytes are promised, none are there.
    let header = [0, 0, 8, 3, 0, 0x10, 0, 0, 0, 0, 0, 16, 0, 0, 0, 16];
    let message = read_images(&header).unwrap_err().to_string();
    assert!(message.contains("byte 16: "), "{message}");
}

#[test]
fn what_was_gzipped_twice_is_unpacked_twice_and_no_more() {
    let images = read_images(&gzip(&gzip(&IMAGES))).unwrap();
    assert_eq!(images.bytes, read_images(&IMAGES).unwrap().bytes);
    assert!(images.unpacked_twice);
    assert_eq!(read_labels(&gzip(&gzip(&LABELS)), ALL).unwrap().values, [7, 0, 9]);
    let message = read_images(&gzip(&gzip(&gzip(&IMAGES)))).unwrap_err().to_string();
    assert!(message.contains("found a gzip archive (.gz): unpack it first"), "{message}");
}

#[test]
fn members_one_after_the_other_are_one_file_up_to_a_bound() {
    let parts: Vec<u8> = IMAGES.chunks(5).flat_map(gzip).collect();
    assert_eq!(read_images(&parts).unwrap(), read_images(&IMAGES).unwrap());
    let empty = gzip(&[]);
    let some = [empty.repeat(1_000), gzip(&IMAGES)].concat();
    assert_eq!(read_images(&some).unwrap(), read_images(&IMAGES).unwrap());
    let many = [empty.repeat(100_000), gzip(&IMAGES)].concat();
    let message = read_images(&many).unwrap_err().to_string();
    assert!(message.contains("more than 16384 parts"), "{message}");
}

#[test]
fn only_as_much_as_is_used_is_read() {
    let (images, labels) = synthetic::digits(1, 0, 5);
    let file = write_images(images.view(), 28, 28);
    let used = read_digit_images(&file, 2).unwrap();
    assert_eq!((used.total, used.bytes.nrows()), (5, 2));
    assert_eq!(used.bytes, read_images(&file).unwrap().bytes.slice(s![..2, ..]));
    // What follows is not even there.
    assert_eq!(read_digit_images(&gzip(&file[..16 + 2 * 784]), 2).unwrap(), used);
    let file = write_labels(&labels);
    let used = read_labels(&file[..10], 2).unwrap();
    assert_eq!((used.total, used.values), (5, labels[..2].to_vec()));
}

#[test]
fn the_size_of_images_is_refused_before_their_number() {
    let header = [0, 0, 8, 3, 0x10, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1];
    for file in [header.to_vec(), gzip(&header)] {
        let message = digits::read(&file, 10_050).unwrap_err().to_string();
        assert!(message.contains("byte 8: expected images of 28×28 pixels, found 1×1"), "{message}");
    }
}

#[test]
fn files_of_other_kinds_are_named_with_what_to_do() {
    let zip =
        |name: &str| [b"PK\x03\x04", &[0; 22][..], &[name.len() as u8, 0, 0, 0], name.as_bytes()].concat();
    for (file, reason) in [
        (zip("train-images-idx3-ubyte"), "found a zip archive (.zip): unpack it first"),
        (
            zip("x_train.npy"),
            "found an archive of NumPy's arrays (.npz); write it as IDX first: these four bytes",
        ),
        (b"\x93NUMPY\x01\0".to_vec(), "found an array of NumPy (.npy); write it as IDX first"),
        (gzip(b"\x93NUMPY\x01\0"), "found an array of NumPy (.npy); write it as IDX first"),
        (gzip(&gzip(&zip("a"))), "found a zip archive"),
        (b"BZh91AY&SY".to_vec(), "found a bzip2 archive (.bz2): unpack it first"),
        (
            b"<!DOCTYPE html><title>404".to_vec(),
            "found a web page: the download gave a page instead of the file",
        ),
        (LABELS.to_vec(), "found an IDX file of labels"),
        (Vec::new(), "found the end of the file"),
    ] {
        let message = read_images(&file).unwrap_err().to_string();
        assert!(
            message.contains(reason) && message.contains("00 00 08 03 (an IDX file of images)"),
            "{message}"
        );
    }
}

/// `images` `(n, 784)`, rows and columns of each swapped.
fn transposed(images: &Array2<f32>) -> Array2<f32> {
    Array2::from_shape_fn(images.dim(), |(n, i)| images[[n, i % 28 * 28 + i / 28]])
}

#[test]
fn pixels_of_0_and_1_are_black_and_white() {
    let (images, _) = synthetic::digits(1, 0, 3);
    let binary = images.mapv(|pixel| u8::from(pixel > 0.5));
    let file = write_bytes(binary.view(), 28, 28);
    let digits = digits::read(&gzip(&gzip(&file)), ALL).unwrap();
    assert_eq!(digits.pixels(), binary.mapv(f32::from));
    assert_eq!(digits.notes(), [Note::Scaled, Note::UnpackedTwice]);
    for levels in [&images, &Array2::zeros((3, 784))] {
        let digits = digits::read(&write_images(levels.view(), 28, 28), ALL).unwrap();
        assert_eq!(digits.pixels(), levels.mapv(|pixel| (pixel * 255.0).round() / 255.0));
        assert_eq!(digits.notes(), []);
    }
}

#[test]
fn digits_that_lie_on_their_side_are_noted_and_can_be_turned() {
    let (images, _) = synthetic::digits(1, 0, 200);
    let upright = digits::read(&write_images(images.view(), 28, 28), ALL).unwrap();
    assert_eq!(upright.notes(), []);
    let lying = digits::read(&write_images(transposed(&images).view(), 28, 28), ALL).unwrap();
    assert_eq!(lying.notes(), [Note::Lying]);
    assert_eq!(lying.transposed(), upright);
    // Too few to say: a single 1 may be drawn across.
    let few = digits::read(&write_images(transposed(&images).slice(s![..9, ..]), 28, 28), ALL).unwrap();
    assert_eq!(few.notes(), []);
}

#[test]
fn mnist_stands_upright() {
    let Some(dir) = mnist_dir("mnist_stands_upright") else { return };
    for split in [Split::Train, Split::Test] {
        let digits = load_digits(&dir, split, 5_000).unwrap();
        assert_eq!(digits.notes(), []);
        assert_eq!(digits.transposed().notes(), [Note::Lying]);
    }
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = read_images(&bytes);
        let _ = read_labels(&bytes, 3);
        let _ = digits::read(&bytes, 3);
        let _ = read_images(&[&IMAGES[..12], bytes.as_slice()].concat());
        let _ = read_images(&[&[0x1f, 0x8b], bytes.as_slice()].concat());
    }
}
