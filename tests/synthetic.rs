//! The generator of digits: what it makes, that it makes it again, and how like MNIST it is.

#![cfg(not(target_arch = "wasm32"))]

#[path = "common/mnist.rs"]
mod find_mnist;

use find_mnist::mnist_dir;
use ndarray::{Array2, ArrayView1, Axis, s};
use targetprop::data::ink::CENTRE;
use targetprop::data::mnist::{self, Split};
use targetprop::data::synthetic::{digits, image, ink};
use targetprop::inference::infer;
use targetprop::model::Model;
use targetprop::params::{IMAGE_SIDE, InferenceParams, SyntheticParams};

/// Row and column of the centre of mass, in pixels from the corner.
fn centre(image: ArrayView1<f32>) -> [f64; 2] {
    let mass = f64::from(image.sum());
    let moment = |place: fn(usize) -> usize| {
        let moments = image.iter().enumerate().map(|(p, &ink)| (place(p) as f64 + 0.5) * f64::from(ink));
        moments.sum::<f64>() / mass
    };
    [moment(|p| p / IMAGE_SIDE), moment(|p| p % IMAGE_SIDE)]
}

/// Means and standard deviations over images of: mean ink; slant, `−cov(x,y)/var(y)`; standard deviations of the
/// ink along x (slant removed) and y; how near pixels of ink are to black, `Σx²/Σx`.
fn statistics(images: &Array2<f32>) -> [[f64; 2]; 5] {
    let each: Vec<[f64; 5]> = images.rows().into_iter().map(shape).collect();
    std::array::from_fn(|i| {
        let mean = each.iter().map(|v| v[i]).sum::<f64>() / each.len() as f64;
        let variance = each.iter().map(|v| (v[i] - mean).powi(2)).sum::<f64>() / each.len() as f64;
        [mean, variance.sqrt()]
    })
}

fn shape(image: ArrayView1<f32>) -> [f64; 5] {
    let sum = |f: &dyn Fn(f64, f64, f64) -> f64| -> f64 {
        let place = |p: usize| ((p % IMAGE_SIDE) as f64, (p / IMAGE_SIDE) as f64);
        image.iter().enumerate().map(|(p, &ink)| f(f64::from(ink), place(p).0, place(p).1)).sum()
    };
    let mass = sum(&|ink, _, _| ink);
    let (cx, cy) = (sum(&|ink, x, _| ink * x) / mass, sum(&|ink, _, y| ink * y) / mass);
    let xx = sum(&|ink, x, _| ink * (x - cx).powi(2)) / mass;
    let xy = sum(&|ink, x, y| ink * (x - cx) * (y - cy)) / mass;
    let yy = sum(&|ink, _, y| ink * (y - cy).powi(2)) / mass;
    let width = (xx - xy * xy / yy).max(0.0).sqrt();
    [mass / image.len() as f64, -xy / yy, width, yy.sqrt(), sum(&|ink, _, _| ink * ink) / mass]
}

#[test]
fn any_part_of_a_set_is_the_same_alone_as_in_company() {
    let (images, labels) = digits(3, 100, 50);
    assert_eq!(digits(3, 100, 50), (images.clone(), labels.clone()));
    let (part, part_labels) = digits(3, 117, 5);
    assert_eq!((part.view(), &part_labels[..]), (images.slice(s![17..22, ..]), &labels[17..22]));
    let (one, label) = image(&SyntheticParams::default(), 3, 149);
    assert_eq!((one.view(), label), (images.row(49), labels[49]));
    let (other_seed, _) = digits(4, 100, 50);
    assert!((0..50).all(|i| images.row(i) != other_seed.row(i)));
    assert!((0..49).all(|i| images.row(i) != images.row(i + 1)));
    assert_eq!(digits(3, u64::MAX, 2).0.row(1), digits(3, 0, 1).0.row(0));
    assert_eq!(digits(3, 0, 0).0.dim(), (0, 784));
}

#[test]
fn images_are_balanced_in_range_and_centred() {
    let (images, labels) = digits(5, 0, 2_000);
    for digit in 0..10 {
        assert_eq!(labels.iter().filter(|&&label| label == digit).count(), 200);
    }
    let mut off_centre = 0;
    for (i, image) in images.rows().into_iter().enumerate() {
        assert!(image.iter().all(|ink| (0.0..=1.0).contains(ink)), "image {i}");
        let centre = centre(image);
        let off = centre.map(|c| (c - CENTRE as f64 - 0.5).abs()).into_iter().fold(0.0, f64::max);
        // Within the pixel CENTRE, up to the rounding that places it.
        off_centre += usize::from(off > 0.502);
        assert!(off < 1.5, "image {i}: {centre:?}");
        let strongest = image.fold(0.0, |a: f32, &b| a.max(b));
        assert!(strongest > 0.5, "image {i}: strongest ink {strongest}");
    }
    // A long 7 would leave the image if its centre of mass stood in the middle.
    assert!(off_centre < 20, "{off_centre} of 2,000");
}

#[test]
fn settings_at_their_ends_leave_whole_images() {
    let default = SyntheticParams::default();
    let wild = SyntheticParams {
        slant_spread: 1.0,
        width_spread: 1.0,
        rotation: 0.5,
        curvature: 0.5,
        jitter: 0.125,
        elastic: 0.25,
        thickness: 8.0,
        thickness_spread: 4.0,
        ..default.clone()
    };
    let stiff = SyntheticParams {
        slant_spread: 0.0,
        width_spread: 0.0,
        rotation: 0.0,
        curvature: 0.0,
        jitter: 0.0,
        elastic: 0.0,
        thickness: 1.0,
        thickness_spread: 0.0,
        ..default
    };
    for params in [wild, stiff] {
        let params = params.check().unwrap();
        for index in 0..300 {
            let (strokes, label) = ink(&params, 8, index);
            assert!(strokes.iter().flat_map(|s| &s.points).flatten().all(|c| (0.0..=1.0).contains(c)));
            let (pixels, same_label) = image(&params, 8, index);
            assert_eq!(label, same_label);
            assert!(pixels.sum() > 1.0 && pixels.iter().all(|ink| (0.0..=1.0).contains(ink)), "{index}");
        }
    }
}

#[test]
fn the_shipped_model_reads_them() {
    let model = Model::from_bytes(&std::fs::read("www/model/default.safetensors").unwrap()).unwrap();
    let (images, labels) = digits(6, 0, 1_000);
    let read = model.read_out.read(&infer(&model.net, images.view(), &InferenceParams::default()));
    let right = read.iter().zip(&labels).filter(|(found, label)| found.0 == **label).count();
    // `evaluate synthetic` measures it on 10,000.
    assert!(right >= 900, "{right} of 1,000");
}

#[test]
fn slant_width_and_ink_vary_as_in_mnist() {
    let Some(dir) = mnist_dir("slant_width_and_ink_vary_as_in_mnist") else { return };
    let theirs = mnist::load_images(&dir, Split::Train).unwrap();
    let theirs = theirs.slice(s![..5_000, ..]).to_owned();
    let ours = digits(7, 0, 5_000).0;
    let names = ["mean ink", "slant", "width", "height", "blackness"];
    for (name, (ours, theirs)) in names.iter().zip(statistics(&ours).iter().zip(statistics(&theirs))) {
        // Three tenths of the spread: what forms and distortions set by hand can hold.
        assert!((ours[0] - theirs[0]).abs() < 0.3 * theirs[1], "{name}: {ours:?}, MNIST {theirs:?}");
        assert!((ours[1] / theirs[1] - 1.0).abs() < 0.3, "{name}: {ours:?}, MNIST {theirs:?}");
    }
    let mean = |images: &Array2<f32>| images.mean_axis(Axis(0)).expect("images");
    let (ours, theirs) = (mean(&ours), mean(&theirs));
    let correlation = {
        let (a, b) = (&ours - ours.mean().unwrap(), &theirs - theirs.mean().unwrap());
        a.dot(&b) / (a.dot(&a) * b.dot(&b)).sqrt()
    };
    assert!(correlation > 0.97, "mean images correlate by {correlation}");
}

/// What the browser must make, to the bit: compared with WebAssembly by `tests/web/synthetic.spec.mjs`.
/// `UPDATE_GOLDEN=1 cargo test --release --test synthetic` writes it anew.
#[test]
fn the_digits_of_a_seed_stay_what_they_are() {
    const FILE: &str = "tests/web/synthetic.json";
    let (images, labels) = digits(9, 1_000, 250);
    // FNV-1a over the bits of all pixels.
    let hash = images.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, pixel| {
        (hash ^ u64::from(pixel.to_bits())).wrapping_mul(0x0100_0000_01b3)
    });
    let computed = serde_json::json!({
        "seed": 9, "first": 1_000, "count": 250, "labels": labels[..10], "hash": format!("{hash:016x}"),
    });
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(FILE, computed.to_string() + "\n").unwrap();
    }
    let golden: serde_json::Value = serde_json::from_slice(&std::fs::read(FILE).unwrap()).unwrap();
    assert_eq!(golden, computed, "the generator's digits differ from {FILE}");
}
