//! IDX files made by hand, whole and damaged.

#![cfg(not(target_arch = "wasm32"))]

use flate2::Compression;
use flate2::write::GzEncoder;
use ndarray::array;
use proptest::prelude::*;
use std::io::Write;
use targetprop::data::idx::{read_images, read_labels, write_images, write_labels};

/// Two images of 1×3 pixels.
const IMAGES: [u8; 22] = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 0, 51, 255, 255, 102, 0];
const LABELS: [u8; 11] = [0, 0, 8, 1, 0, 0, 0, 3, 7, 0, 9];

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

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
        assert_eq!(images.pixels, array![[0.0, 0.2, 1.0], [1.0, 0.4, 0.0]]);
    }
    assert_eq!(read_labels(&gzip(&LABELS)).unwrap(), [7, 0, 9]);
}

#[test]
fn written_files_are_read_again() {
    let images = read_images(&IMAGES).unwrap();
    assert_eq!(write_images(images.pixels.view(), 1, 3), IMAGES);
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
    let message = read_labels(&patched(&LABELS, 9, &[10])).unwrap_err().to_string();
    assert!(message.contains("byte 9: expected a digit from 0 to 9, found 10"), "{message}");
    assert!(read_labels(&IMAGES).is_err() && read_images(&LABELS).is_err());
}

#[test]
fn a_promise_of_many_bytes_does_not_take_memory_for_them() {
    // 2²⁸ bytes are promised, none are there.
    let header = [0, 0, 8, 3, 0, 0x10, 0, 0, 0, 0, 0, 16, 0, 0, 0, 16];
    let message = read_images(&header).unwrap_err().to_string();
    assert!(message.contains("byte 16: "), "{message}");
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = read_images(&bytes);
        let _ = read_labels(&bytes);
        let _ = read_images(&[&IMAGES[..12], bytes.as_slice()].concat());
        let _ = read_images(&[&[0x1f, 0x8b], bytes.as_slice()].concat());
    }
}
