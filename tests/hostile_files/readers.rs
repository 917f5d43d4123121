//! Every reader of what comes from outside, small files for it, and what is done with what it has read.

use crate::memory::held_by;
use crate::mutate;
use flate2::Compression;
use flate2::write::GzEncoder;
use ndarray::{Array2, s};
use rand::SeedableRng;
use rand_pcg::Pcg64;
use serde::{Serialize, de::DeserializeOwned};
use std::io::Write;
use std::ops::ControlFlow;
use targetprop::Result;
use targetprop::data::file_kind::{FileKind, file_kind};
use targetprop::data::idx::{read_labels, write_images, write_labels};
use targetprop::data::image_header::read_header;
use targetprop::data::ink::{Stroke, ink_to_image_with, rasterise};
use targetprop::data::photo::{Photo, Polarity};
use targetprop::data::pixels::Pixels;
use targetprop::data::png_file::{read_png, write_png};
use targetprop::data::{digits, examples, synthetic};
use targetprop::evaluation::mixing::{LAGS, Mixing, MixingSums};
use targetprop::inference::infer;
use targetprop::inspection::lesioned;
use targetprop::learning::{Trainer, TrainingData, train_epoch};
use targetprop::model::{Model, ModelCard};
use targetprop::net::{Latents, Network};
use targetprop::params::*;
use targetprop::restoration::{Restorer, RestorerCard, restore};
use targetprop::sampling::{Expectation, decode};
use targetprop::storage::tensor_file::Precision;
use targetprop::top::{DIGITS, ReadOut, TopPrior, learn_mixture};

/// Images or labels that are wanted of an IDX file.
const MOST: usize = 3;
const PRECISIONS: [Precision; 3] = [Precision::F32, Precision::F16, Precision::I8];
/// Samples at which chains are compared at one lag only.
const SAMPLES: usize = 2;

type Read = Box<dyn Fn(&[u8], bool) -> (bool, usize) + Sync>;
type Mutate = fn(&[Vec<u8>], &mut Pcg64) -> Vec<u8>;

/// A reader under attack.
pub struct Reader {
    pub name: &'static str,
    /// Valid files.
    pub files: Vec<Vec<u8>>,
    pub mutate: Mutate,
    /// Of how many executions one uses what was read, as far as time allows.
    pub every: u64,
    bound: Bound,
    /// Whether a file is accepted, and the bytes held while it was read; with `true`, what was read is used, too.
    pub read: Read,
}

/// Most bytes that may be held while a file is read: so many however short it is, and so many more for each of its bytes.
type Bound = [usize; 2];

/// A card of nothing but small fields becomes a tree of as many nodes; a matrix of one column of bytes becomes one of panels
/// of 16 floats; a pixel becomes a number in several arrays.
const OF_TENSORS: Bound = [1 << 14, 128];
/// Little is made of them but texts of refusals.
const OF_TEXTS: Bound = [1 << 14, 64];
/// There may be two levels of gzip, each with a window.
const OF_ARCHIVES: Bound = [1 << 18, 64];
/// The densest stream holds 1032 bytes in one, and a pixel of one bit becomes four bytes, held twice.
const OF_PNG: Bound = [1 << 18, 1032 * 32 * 2];

impl Reader {
    /// Most bytes that may be held while a file of `bytes` bytes is read.
    pub fn bound(&self, bytes: usize) -> usize {
        let [least, for_each] = self.bound;
        least + for_each * bytes
    }
}

/// Reads, counts the bytes held, and uses what was read where that is wanted.
fn attempt<T>(wanted: bool, read: impl FnOnce() -> Result<T>, make_use: impl FnOnce(T)) -> (bool, usize) {
    let (found, held) = held_by(read);
    let accepted = found.is_ok();
    if let (Ok(found), true) = (found, wanted) {
        make_use(found);
    }
    (accepted, held)
}

/// As [`attempt`], of what is none where it is refused.
fn attempt_option<T>(
    wanted: bool,
    read: impl FnOnce() -> Option<T>,
    make_use: impl FnOnce(T),
) -> (bool, usize) {
    let refused = || targetprop::Error::DataFile { path: String::new(), problem: String::new() };
    attempt(wanted, || read().ok_or_else(refused), make_use)
}

/// All of them.
pub fn all() -> Vec<Reader> {
    let tensors = |name, files, every, read| Reader {
        name,
        files,
        mutate: mutate::tensors,
        every,
        bound: OF_TENSORS,
        read,
    };
    let texts =
        |name, files, read| Reader { name, files, mutate: mutate::text, every: 1, bound: OF_TEXTS, read };
    let plain =
        |name, files, mutate: Mutate, bound, read| Reader { name, files, mutate, every: 1, bound, read };

    let model = model_of(Architecture { x: 3, hidden: vec![2, 2] });
    let model_784 = model_of(Architecture { x: IMAGE_PIXELS, hidden: vec![2, 2] });
    let models = [model.clone(), model_of(Architecture { x: 2, hidden: vec![3, 1, 2] })];
    let models =
        models.iter().flat_map(|model| PRECISIONS.map(|bits| without_checksum(&model.to_bytes(bits))));
    let models: Vec<_> = models
        .chain([model.to_bytes(Precision::F32)])
        .chain(fixtures(&["model-2-i8.safetensors", "model-3-f16.safetensors"]))
        .collect();
    let mixtures = PRECISIONS.map(|bits| without_checksum(&model.mixture_to_bytes(bits).unwrap())).to_vec();
    let (images, labels) = digit_files();
    let pictures = pictures();
    let kinds = [&models[..2], &mixtures[..1], &checkpoints()[..1], &images, &labels, &pictures].concat();
    vec![
        tensors(
            "model",
            models,
            32,
            Box::new(|file, wanted| attempt(wanted, || Model::from_bytes(file), |m| use_model(&m))),
        ),
        tensors(
            "mixture",
            mixtures,
            32,
            Box::new(move |file, wanted| {
                let mut model = model.clone();
                attempt(wanted, || model.add_mixture(file).map(|()| model), |model| use_model(&model))
            }),
        ),
        tensors(
            "restorer",
            restorers(&model_784),
            4096,
            Box::new(move |file, wanted| read_restorer(file, wanted, &model_784)),
        ),
        tensors("checkpoint", checkpoints(), 64, Box::new(read_checkpoint)),
        plain(
            "images",
            images,
            mutate::idx,
            OF_ARCHIVES,
            Box::new(|file, wanted| {
                attempt(
                    wanted,
                    || digits::read(file, MOST),
                    |digits| {
                        assert!(digits.pixels().iter().all(|pixel| (0.0..=1.0).contains(pixel)));
                        digits.notes();
                        digits.transposed().notes();
                    },
                )
            }),
        ),
        plain(
            "labels",
            labels,
            mutate::idx,
            OF_ARCHIVES,
            Box::new(|file, wanted| {
                attempt(
                    wanted,
                    || read_labels(file, MOST),
                    |labels| {
                        assert!(labels.values.len() <= MOST && labels.values.iter().all(|&label| label <= 9));
                    },
                )
            }),
        ),
        plain(
            "file-kind",
            kinds,
            mutate::idx,
            OF_ARCHIVES,
            Box::new(|file, wanted| {
                let told = || file_kind(file, file.len() as f64).filter(|&kind| kind != FileKind::Other);
                attempt_option(wanted, told, |_| {
                    file_kind(&file[..file.len() / 2], file.len() as f64);
                })
            }),
        ),
        plain(
            "image-header",
            pictures,
            mutate::bytes,
            OF_TEXTS,
            Box::new(|file, wanted| {
                attempt(
                    wanted,
                    || read_header(file, file.len() as f64),
                    |header| {
                        assert!(header.is_some_and(|header| header.width > 0 && header.height > 0));
                        let _ = read_header(&file[..file.len() / 2], file.len() as f64);
                    },
                )
            }),
        ),
        plain(
            "png",
            pngs(),
            mutate::png,
            OF_PNG,
            Box::new(|file, wanted| {
                attempt(
                    wanted,
                    || read_png(file),
                    |pixels| {
                        assert_eq!(pixels.rgba().len(), 4 * pixels.width() * pixels.height());
                        pixels.saved();
                    },
                )
            }),
        ),
        plain("photo", photos(), mutate::bytes, OF_TENSORS, Box::new(read_photo)),
        texts("ink", inks(), Box::new(read_ink)),
        texts("settings", settings(), Box::new(read_settings)),
        texts("lesions", lesions(), Box::new(read_lesions)),
        plain("chain-sums", sums(), mutate::bytes, OF_TEXTS, Box::new(read_sums)),
    ]
}

/// A model whose read-out and priors know some images.
fn model_of(architecture: Architecture) -> Model {
    let rng = &mut Pcg64::seed_from_u64(8);
    let x = images(40, architecture.x);
    let net = Network::random(&architecture, 3.0, rng);
    let latents = infer(&net, x.view(), &InferenceParams::default());
    let labels: Vec<u8> = (0..40).map(|i| i % 10).collect();
    let mut card = ModelCard::new(architecture, TrainParams::default(), 8, 0);
    card.mixture = MixtureParams { components: 2, rank: 1, ..MixtureParams::default() };
    card.read_out.epochs = 1;
    Model {
        net,
        prior: TopPrior::learn(latents.top().view()),
        mixture: Some(learn_mixture(latents.top().view(), &card.mixture, rng, |_, _| ()).unwrap()),
        read_out: ReadOut::learn(&latents, &labels, &card.read_out, rng).unwrap(),
        card,
    }
}

/// `(n, pixels)` in \[0,1\].
fn images(n: usize, pixels: usize) -> Array2<f32> {
    Array2::from_shape_fn((n, pixels), |(i, j)| ((i * 7 + j * 3) % 11) as f32 / 10.0)
}

/// A blank image, a full one and one in between must stay finite on every way through `model`.
fn use_model(model: &Model) {
    let net = &model.net;
    let x = Array2::from_shape_fn((3, net.f(1).n_in()), |(image, _)| image as f32 / 2.0);
    let params = InferenceParams { n_steps: 50, step: 1.0, top_down: 1.0 };
    let rng = &mut Pcg64::seed_from_u64(1);
    let seen = infer(net, x.view(), &params);
    let prior = model.prior.sample(3, 100.0, rng);
    let mixture = model.mixture.as_ref().map(|mixture| mixture.sample(3, 100.0, rng));
    for top in [Some(seen.top()), Some(&prior), mixture.as_ref()].into_iter().flatten() {
        let mut layers = vec![top.clone()];
        for l in (2..=net.depth()).rev() {
            layers.push(net.g(l).forward(layers.last().unwrap().view()));
        }
        layers.reverse();
        let again = infer(net, decode(net, top.view()).view(), &params);
        let reads = [&Latents::new(layers), &again].map(|latents| model.read_out.probabilities(latents));
        for values in again.iter().chain(&reads) {
            assert!(values.iter().all(|value| value.is_finite()), "{values}");
        }
    }
}

/// A file of tensors as those of the first version are, so that a mutation is not found by its checksum.
fn without_checksum(file: &[u8]) -> Vec<u8> {
    const FIELD: &[u8] = br#",\"checksum\":\""#;
    const SUM: usize = 8;
    let (header, data) = mutate::parts(file);
    let at =
        header.windows(FIELD.len()).position(|window| window == FIELD).expect("files are written with one");
    let rest = &header[at + FIELD.len() + SUM + br#"\""#.len()..];
    mutate::joined(&[&header[..at], rest].concat(), data)
}

fn fixtures(names: &[&str]) -> Vec<Vec<u8>> {
    names.iter().map(|name| std::fs::read(format!("tests/fixtures/{name}")).unwrap()).collect()
}

fn restorers(model: &Model) -> Vec<Vec<u8>> {
    let params = RestorerTrainParams { codes: 2, ..RestorerTrainParams::default() };
    let card = RestorerCard::new(model, params, 0, 1);
    let restorer = Restorer::random(2, &mut Pcg64::seed_from_u64(2));
    PRECISIONS.map(|bits| without_checksum(&restorer.to_bytes(&card, bits))).to_vec()
}

fn read_restorer(file: &[u8], wanted: bool, model: &Model) -> (bool, usize) {
    attempt(
        wanted,
        || Restorer::from_bytes(file, model),
        |(restorer, _)| {
            let (x, _) = synthetic::digits(1, 0, 2);
            let restored = restore(
                &model.net,
                &restorer,
                &Expectation::of(x.view(), 0.5),
                x.slice(s![..1, ..]),
                None,
                2,
            );
            assert!(restored.iter().all(|pixel| (0.0..=1.0).contains(pixel)));
        },
    )
}

/// Of trainings on five images.
fn checkpoints() -> Vec<Vec<u8>> {
    let images = images(5, 3);
    let params = TrainParams { batch_size: 2, epochs: 3, ..TrainParams::default() };
    let mut trainer =
        Trainer::new(Architecture { x: 3, hidden: vec![2, 2] }, params, 5, images.view()).unwrap();
    let mut files = vec![trainer.to_bytes()];
    train_epoch(&mut trainer, images.view(), |_| ControlFlow::Continue(())).unwrap();
    files.push(trainer.to_bytes());
    trainer.set_data(TrainingData::of("some digits", images.view())).unwrap();
    train_epoch(&mut trainer, images.view(), |_| ControlFlow::Break(())).unwrap();
    files.push(trainer.to_bytes());
    files.iter().map(|file| without_checksum(file)).chain(fixtures(&["first-version.checkpoint"])).collect()
}

fn read_checkpoint(file: &[u8], wanted: bool) -> (bool, usize) {
    attempt(
        wanted,
        || Trainer::from_bytes(file),
        |mut trainer| {
            let images = images(5, 3);
            // Other counters than those of five images are refused here, runaway weights there.
            let _ = trainer.set_data(TrainingData::of("some digits", images.view()));
            for _ in 0..2 {
                let _ = train_epoch(&mut trainer, images.view(), |_| ControlFlow::Continue(()));
            }
        },
    )
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Images and labels, plain and packed, and such as unpack to a thousand times what they are.
fn digit_files() -> (Vec<Vec<u8>>, Vec<Vec<u8>>) {
    let (images, labels) = synthetic::digits(1, 0, 4);
    let zeros = write_images(Array2::zeros((300, IMAGE_PIXELS)).view(), 28, 28);
    let binary = images.mapv(f32::round);
    let small = write_images(images.slice(s![..1, ..]), 28, 28);
    let lying = [small.clone(), write_images(binary.slice(s![..2, ..]), 28, 28)];
    let images =
        [lying.to_vec(), vec![gzip(&small), gzip(&gzip(&small)), gzip(&zeros), gzip(&gzip(&zeros))]].concat();
    let labels = [write_labels(&labels), write_labels(&labels[..2]), gzip(&write_labels(&[7; 50_000]))];
    (images, labels.to_vec())
}

/// Headers of every kind of picture, and of what is none.
fn pictures() -> Vec<Vec<u8>> {
    let size = [300_u32, 200];
    let mut files = vec![
        b"GIF89a\x2c\x01\xc8\0rest".to_vec(),
        b"\xff\xd8\xff\xe1\0\x08Exif\0\0\xff\xc2\0\x11\x08\0\xc8\x01\x2c\x03\x01\x11\0\x02\x11\x01\x03\x11\x01".to_vec(),
        b"RIFF....WEBPVP8 ....\0\0\0\x9d\x01\x2a\x2c\x01\xc8\0".to_vec(),
        b"RIFF....WEBPVP8L....\x2f\x2b\xc1\x31\0\0\0".to_vec(),
        b"RIFF....WEBPVP8X....\0\0\0\0\x2b\x01\0\xc7\0\0".to_vec(),
        [b"BM............", &40_u32.to_le_bytes()[..], size.map(u32::to_le_bytes).as_flattened(), &[0; 8]].concat(),
        b"\0\0\0\x18ftypheic\0\0\0\0heicmif1\0\0\0\x18meta\0\0\0\0\0\0\0\x14iprp\0\0\0\x0cipco".to_vec(),
        b"II*\0\x08\0\0\0\x02\0\0\x01\x04\0\x01\0\0\0\x2c\x01\0\0\x01\x01\x04\0\x01\0\0\0\xc8\0\0\0".to_vec(),
        b"<svg xmlns='http://www.w3.org/2000/svg'>".to_vec(),
        b"%PDF-1.4 and more".to_vec(),
    ];
    files.extend(pngs().into_iter().take(2));
    files
}

/// Of every kind of pixel, interlaced and not.
fn pngs() -> Vec<Vec<u8>> {
    let encode = |colour, depth, palette: Option<&[u8]>, samples: &[u8]| {
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, 4, 2);
        encoder.set_color(colour);
        encoder.set_depth(depth);
        if let Some(palette) = palette {
            encoder.set_palette(palette.to_vec());
            encoder.set_trns(vec![0, 128]);
        }
        encoder.write_header().unwrap().write_image_data(samples).unwrap();
        file
    };
    use png::{BitDepth, ColorType};
    let grey = |i: u8| [i, i, i, 255];
    let saved =
        Pixels::new((0..IMAGE_PIXELS).flat_map(|i| grey((i % 251) as u8)).collect(), IMAGE_SIDE).unwrap();
    let colours = Pixels::new((0..60).collect(), 5).unwrap();
    vec![
        write_png(&saved, 1).unwrap(),
        write_png(&colours, 1).unwrap(),
        encode(ColorType::Indexed, BitDepth::One, Some(&[1, 2, 3, 4, 5, 6]), &[0b1010_0000, 0b0101_0000]),
        encode(ColorType::Grayscale, BitDepth::Sixteen, None, &[9; 16]),
        encode(ColorType::Grayscale, BitDepth::Two, None, &[9; 2]),
        encode(ColorType::Rgb, BitDepth::Eight, None, &[7; 24]),
        encode(ColorType::Rgba, BitDepth::Sixteen, None, &[7; 64]),
    ]
}

/// A width, a polarity, a threshold, four edges, and pixels.
fn photos() -> Vec<Vec<u8>> {
    let photo = |width: u8, edges: [f32; 4], rgba: Vec<u8>| {
        [
            &[width, width][..],
            [[0.5], [edges[0]], [edges[1]], [edges[2]], [edges[3]]]
                .map(|[v]: [f32; 1]| v.to_le_bytes())
                .as_flattened(),
            &rgba,
        ]
        .concat()
    };
    let digit = (0..64_u8).flat_map(|i| if i % 8 == 3 { [20, 20, 20, 255] } else { [230, 240, 220, 255] });
    let noise = (0..48_u8).flat_map(|i| [i.wrapping_mul(67), i.wrapping_mul(31), 255 - i, i.wrapping_mul(5)]);
    vec![
        photo(8, [0.0, 0.0, 1.0, 1.0], digit.collect()),
        photo(6, [0.1, 0.2, 0.8, 0.9], noise.collect()),
        photo(1, [0.0, 0.0, 1.0, 1.0], vec![9; 20]),
    ]
}

fn read_photo(file: &[u8], _: bool) -> (bool, usize) {
    let read = || {
        let (&[width, polarity], rest) = file.split_first_chunk()?;
        let (numbers, rgba) = rest.split_first_chunk::<20>()?;
        let numbers = numbers.as_chunks().0.iter().map(|&bytes| f32::from_le_bytes(bytes));
        let [threshold, edges @ ..]: [f32; 5] = numbers.collect::<Vec<_>>().try_into().ok()?;
        let pixels = Pixels::new(rgba.to_vec(), width.into()).ok()?;
        pixels.saved();
        let polarity =
            [Polarity::Auto, Polarity::DarkOnLight, Polarity::LightOnDark][usize::from(polarity % 3)];
        let photo = Photo::new(&pixels.cut(edges.map(f64::from)).shrunk(7), polarity);
        photo.doubts(threshold);
        [threshold, photo.threshold()]
            .map(|threshold| photo.image(threshold))
            .into_iter()
            .flatten()
            .next_back()
    };
    attempt_option(true, read, |image| assert!(image.iter().all(|ink| (0.0..=1.0).contains(ink))))
}

/// Strokes as a text, and as bare numbers: the width of the pen, then points.
fn inks() -> Vec<Vec<u8>> {
    let mut two = examples::example(4, 0).unwrap();
    two[1].erase = true;
    let mut files: Vec<_> = [two, examples::example(1, 0).unwrap()]
        .iter()
        .map(|strokes| serde_json::to_vec(&strokes.iter().map(thinned).collect::<Vec<_>>()).unwrap())
        .collect();
    let numbers = [0.1_f32, 0.2, 0.3, 0.8, 0.7, 0.4, 0.9, 0.5, 0.5];
    files.push(numbers.map(f32::to_le_bytes).as_flattened().to_vec());
    files
}

fn thinned(stroke: &Stroke) -> Stroke {
    Stroke { points: stroke.points.iter().copied().step_by(4).collect(), ..stroke.clone() }
}

fn read_ink(file: &[u8], _: bool) -> (bool, usize) {
    let numbers = || {
        let numbers = file.as_chunks().0.iter().map(|&bytes| f32::from_le_bytes(bytes)).collect::<Vec<_>>();
        let (&width, points) = numbers.split_first()?;
        Some(vec![Stroke { points: points.as_chunks().0.to_vec(), width, erase: false }])
    };
    let read = || {
        let strokes: Vec<Stroke> =
            if file.starts_with(b"[") { serde_json::from_slice(file).ok()? } else { numbers()? };
        let drawn = rasterise(&strokes, 5);
        assert!(drawn.iter().all(|ink| (0.0..=1.0).contains(ink)));
        ink_to_image_with(&strokes, 1)
    };
    attempt_option(true, read, |image| assert!(image.iter().all(|ink| (0.0..=1.0).contains(ink))))
}

/// Every table of settings that the page sends or a card holds.
macro_rules! tables {
    ($($settings:ty),* $(,)?) => {
        fn settings() -> Vec<Vec<u8>> {
            vec![$(serde_json::to_vec(&<$settings>::default()).unwrap()),*]
        }

        fn read_settings(file: &[u8], _: bool) -> (bool, usize) {
            let checked = || None$(.or_else(|| within_range(file, <$settings>::check)))*;
            // What is no number is written as null.
            attempt_option(true, checked, |text| assert!(!text.contains("null"), "{text}"))
        }
    };
}

tables!(
    InferenceParams,
    TrainParams,
    LesionParams,
    LatentChainParams,
    JointChainParams,
    MixtureParams,
    ReadOutParams,
    ExpectationParams,
    RestorerTrainParams,
    CurveSettings,
    DescentParams,
    SpikingPairParams,
);

/// The settings of `file` as they are after a check.
fn within_range<T: Serialize + DeserializeOwned>(file: &[u8], check: fn(T) -> Result<T>) -> Option<String> {
    let settings = check(serde_json::from_slice(file).ok()?).ok()?;
    Some(serde_json::to_string(&settings).unwrap())
}

/// Shares and units of a network of four and three.
fn lesions() -> Vec<Vec<u8>> {
    let half = LesionParams { silent_h1: 0.5, mismatch_g2: 1.0, feedback_g1: 0.5, ..LesionParams::default() };
    vec![
        serde_json::to_vec(&(half, [vec![0, 3], vec![2]])).unwrap(),
        serde_json::to_vec(&(LesionParams::default(), [[1], [0]])).unwrap(),
    ]
}

fn read_lesions(file: &[u8], _: bool) -> (bool, usize) {
    let rng = &mut Pcg64::seed_from_u64(3);
    let net = Network::random(&Architecture { x: 2, hidden: vec![4, 3] }, 1.0, rng);
    let read = || {
        let (lesions, silent): (LesionParams, Vec<Vec<usize>>) = serde_json::from_slice(file).ok()?;
        lesioned(&net, &lesions, &silent, rng).ok()
    };
    attempt_option(true, read, |net| {
        let latents =
            infer(&net, images(1, 2).view(), &InferenceParams { n_steps: 2, ..InferenceParams::default() });
        assert!(latents.iter().flatten().all(|value| value.is_finite()));
    })
}

/// Of two batches of chains, one after the other.
fn sums() -> Vec<Vec<u8>> {
    let mut mixing = Mixing::new(2, 3);
    for _ in 0..SAMPLES {
        mixing.observe(images(2, 3).view(), &[1, 2]);
    }
    let numbers = mixing.sums().to_numbers();
    assert!(numbers.len() > 5 + 2 * LAGS.len() + DIGITS);
    let bytes: Vec<u8> = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
    vec![bytes.repeat(2)]
}

fn read_sums(file: &[u8], _: bool) -> (bool, usize) {
    let read = || {
        let numbers: Vec<f64> = file.as_chunks().0.iter().map(|&bytes| f64::from_le_bytes(bytes)).collect();
        let (first, second) = numbers.split_at(numbers.len() / 2);
        let mut whole = MixingSums::from_numbers(first)?;
        whole.add(&MixingSums::from_numbers(second)?).ok()?;
        Some(whole.report())
    };
    attempt_option(true, read, |report| assert!(report.counted > 0 || report.occupancy == [0.0; DIGITS]))
}
