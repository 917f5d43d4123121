//! Blind restoration, one round at a time so that it can be watched.
//!
//! The kind of noise is inferred from the image. Then, in every round, the maps of that kind read a picture x^ and a trust w
//! for each pixel; `w·x~ + (1 − w)·x^` goes up and down the network and to the mixture, and the next round sees what both make
//! of it. It is the clamp of Fig. 5 made soft: where w is told instead of read, it is 0 or 1.

use super::expert::{Before, Expert, Seen, Stage, softmax};
use super::noise_kind::{NoiseKind, STATISTICS, statistics};
use super::noise_likelihood::noise_log_likelihood;
use crate::inference::{ClampMask, Inference, LogJoint};
use crate::math::{argmax, parallel};
use crate::net::{Activation, Layer, Network};
use crate::params::{GAUSSIAN_TRUST, IMAGE_PIXELS};
use crate::sampling::Expectation;
use ndarray::{Array1, Array2, ArrayView2, Axis, concatenate, s};
use rand::Rng;

/// Name in files of what tells the kind of noise.
pub(super) const KINDS: &str = "kinds";

/// Name in files of a layer of an expert.
pub(super) fn layer_name(kind: NoiseKind, stage: Stage, layer: &str) -> String {
    format!("{}.{}.{layer}", kind.name(), stage.name())
}

/// What tells the kind of noise, and the maps of each kind.
#[derive(Debug, Clone, PartialEq)]
pub struct Restorer {
    /// From the statistics of an image to the kinds, `(112, 4)`, before their softmax.
    pub(super) kinds: Layer,
    /// For each kind the maps of the first round and those of later ones.
    pub(super) experts: [[Expert; 2]; 4],
}

impl Restorer {
    /// Small random weights for `codes` codes; every kind of noise is equally likely.
    pub fn random(codes: usize, rng: &mut impl Rng) -> Self {
        let zeros = Array2::zeros((STATISTICS, NoiseKind::ALL.len()));
        Self {
            kinds: Layer::new(zeros.view(), &[0.0; NoiseKind::ALL.len()], Activation::Identity),
            experts: NoiseKind::ALL.map(|_| Stage::ALL.map(|stage| Expert::random(stage, codes, rng))),
        }
    }

    /// Probability of each of [`NoiseKind::ALL`] for images `x` `(B, 784)`, `(B, 4)`.
    pub fn kind_probabilities(&self, x: ArrayView2<f32>) -> Array2<f32> {
        let mut probabilities = self.kinds.forward(statistics(x).view());
        softmax(&mut probabilities);
        probabilities
    }

    /// Every layer with its name in files.
    pub(super) fn layers(&self) -> impl Iterator<Item = (String, &Layer)> {
        let experts = NoiseKind::ALL.into_iter().zip(&self.experts).flat_map(|(kind, stages)| {
            Stage::ALL.into_iter().zip(stages).flat_map(move |(stage, expert)| {
                let name = move |layer| layer_name(kind, stage, layer);
                Expert::LAYERS.into_iter().map(name).zip(expert.layers())
            })
        });
        [(KINDS.to_owned(), &self.kinds)].into_iter().chain(experts)
    }

    /// Every layer, to be changed, in the order of [`layers`](Self::layers).
    pub(super) fn layers_mut(&mut self) -> impl Iterator<Item = &mut Layer> {
        let experts = self.experts.iter_mut().flatten().flat_map(Expert::layers_mut);
        [&mut self.kinds].into_iter().chain(experts)
    }

    fn expert(&self, kind: NoiseKind, stage: Stage) -> &Expert {
        &self.experts[kind as usize][stage as usize]
    }
}

/// Images of one kind of noise, as far as they are restored.
#[derive(Debug, Clone)]
pub(super) struct Progress {
    /// x~, `(n, 784)`.
    pub spoilt: Array2<f32>,
    pub kind: NoiseKind,
    /// What the layers above make of the picture, `(n, 784)`; at first, of x~.
    pub decoded: Array2<f32>,
    /// None before the first round.
    pub made: Option<Made>,
}

/// What a round has made of images.
#[derive(Debug, Clone)]
pub(super) struct Made {
    /// x^, w and `w·x~ + (1 − w)·x^`, `(n, 784)` each.
    pub guess: Array2<f32>,
    pub trust: Array2<f32>,
    pub picture: Array2<f32>,
    /// Probabilities of the codes, `(n·784, K)`.
    pub code: Array2<f32>,
}

impl Progress {
    pub fn start(net: &Network, spoilt: Array2<f32>, kind: NoiseKind) -> Self {
        Self { decoded: encode_and_decode(net, &spoilt), spoilt, kind, made: None }
    }

    /// The next round; `missing` tells which pixels are not to be trusted, and that all others are. Gives what the layers of
    /// the expert were given.
    pub fn advance(
        &mut self,
        net: &Network,
        restorer: &Restorer,
        expectation: &Expectation,
        missing: Option<&ClampMask>,
    ) -> [Array2<f32>; 4] {
        let stage = if self.made.is_none() { Stage::First } else { Stage::Later };
        let expected = self.made.as_ref().map(|made| match self.kind {
            NoiseKind::Gaussian => {
                expectation.given(&made.picture, &Array2::from_elem(made.trust.dim(), GAUSSIAN_TRUST))
            }
            _ => expectation.given(&made.picture, &made.trust),
        });
        let mut pixels = Array2::zeros((self.spoilt.len(), stage.channels()));
        let values = pixels.as_slice_mut().expect("made by zeros");
        parallel::for_each_chunk(values, IMAGE_PIXELS * stage.channels(), |image, values| {
            let before = self.made.as_ref().zip(expected.as_ref()).map(|(made, expected)| Before {
                trust: row(&made.trust, image),
                guess: row(&made.guess, image),
                picture: row(&made.picture, image),
                expected: row(expected, image),
            });
            let seen = Seen { spoilt: row(&self.spoilt, image), decoded: row(&self.decoded, image), before };
            for (i, channels) in values.chunks_exact_mut(stage.channels()).enumerate() {
                seen.write(i, channels);
            }
        });
        let expert = restorer.expert(self.kind, stage);
        let codes = self.made.as_ref().map(|made| &made.code);
        let reading = expert.read(stage, &pixels, codes);
        let image_rows =
            |values| Array2::from_shape_vec(self.spoilt.dim(), values).expect("a value each pixel");
        let (guess, mut trust) = (image_rows(reading.guess), image_rows(reading.trust));
        if let Some(missing) = missing {
            trust.zip_mut_with(missing.missing(), |trust, &missing| *trust = if missing { 0.0 } else { 1.0 });
        }
        let mut picture = guess.clone();
        ndarray::Zip::from(&mut picture)
            .and(&trust)
            .and(&self.spoilt)
            .for_each(|picture, &trust, &x| *picture = trust * x + (1.0 - trust) * *picture);
        self.decoded = encode_and_decode(net, &picture);
        self.made = Some(Made { guess, trust, picture, code: reading.code });
        reading.inputs
    }
}

fn row(images: &Array2<f32>, image: usize) -> &[f32] {
    &images.as_slice().expect("arrays of this floor are contiguous")[image * IMAGE_PIXELS..][..IMAGE_PIXELS]
}

fn encode_and_decode(net: &Network, x: &Array2<f32>) -> Array2<f32> {
    net.g(1).forward(net.f(1).forward(x.view()).view())
}

/// A restoration of a batch.
#[derive(Debug, Clone)]
pub struct Restoration {
    images: Vec<Image>,
    kind_probabilities: Array2<f32>,
    round: usize,
}

#[derive(Debug, Clone)]
struct Image {
    progress: Progress,
    missing: Option<ClampMask>,
}

impl Restoration {
    /// The first pass, `g1(f1(x))`, of images `x` `(B, 784)` in \[0,1\]. With a mask of the spoilt pixels no trust is inferred:
    /// these have none, and all others keep their values.
    ///
    /// # Panics
    /// If `x` or the mask does not fit.
    pub fn start(
        net: &Network,
        restorer: &Restorer,
        x: ArrayView2<f32>,
        missing: Option<&ClampMask>,
    ) -> Self {
        assert_eq!(x.ncols(), IMAGE_PIXELS, "restorers are for images of {IMAGE_PIXELS} pixels");
        let kind_probabilities = restorer.kind_probabilities(x);
        let image = |(i, probabilities): (usize, ndarray::ArrayView1<f32>)| {
            let kind = NoiseKind::ALL[argmax(probabilities)];
            let missing = missing.map(|mask| mask.rows(i..i + 1));
            Image { progress: Progress::start(net, x.slice(s![i..i + 1, ..]).to_owned(), kind), missing }
        };
        let images = kind_probabilities.rows().into_iter().enumerate().map(image).collect();
        Self { images, kind_probabilities, round: 0 }
    }

    /// The next round. There is no last one: a caller stops after [`RestorationParams`](crate::params::RestorationParams)'s
    /// number of rounds.
    pub fn advance(&mut self, net: &Network, restorer: &Restorer, expectation: &Expectation) {
        parallel::for_each_chunk(&mut self.images, 1, |_, image| {
            let Image { progress, missing } = &mut image[0];
            progress.advance(net, restorer, expectation, missing.as_ref());
        });
        self.round += 1;
    }

    /// Rounds so far; 0 after the first pass.
    pub fn round(&self) -> usize {
        self.round
    }

    /// The picture now, `(B, 784)` in \[0,1\].
    pub fn picture(&self) -> Array2<f32> {
        self.joined(|Image { progress, missing }| match (&progress.made, missing) {
            (Some(made), _) => made.picture.clone(),
            (None, Some(missing)) => missing.fill(&progress.spoilt, &progress.decoded),
            (None, None) => progress.decoded.clone(),
        })
    }

    /// w: how far each pixel of x~ is trusted, `(B, 784)` in \[0,1\]; none before the first round.
    pub fn trust(&self) -> Option<Array2<f32>> {
        let made = |image: &Image| {
            image.progress.made.as_ref().expect("every image is in the same round").trust.clone()
        };
        (self.round > 0).then(|| self.joined(made))
    }

    /// How well noise and network together explain what was given, if the picture now is right.
    pub fn log_joint(&self, net: &Network) -> RestorationLogJoint {
        let picture = self.picture();
        let likelihood = |(i, image): (usize, &Image)| {
            noise_log_likelihood(row(&image.progress.spoilt, 0), row(&picture, i), image.progress.kind)
        };
        let spoilt_given_x = self.images.iter().enumerate().map(likelihood).collect();
        RestorationLogJoint { spoilt_given_x, clean: Inference::start(net, picture, None).log_joint() }
    }

    /// The inferred kind of each image.
    pub fn kinds(&self) -> impl Iterator<Item = NoiseKind> {
        self.images.iter().map(|image| image.progress.kind)
    }

    /// Probability of each of [`NoiseKind::ALL`] for each image, `(B, 4)`.
    pub fn kind_probabilities(&self) -> &Array2<f32> {
        &self.kind_probabilities
    }

    fn joined(&self, of: impl Fn(&Image) -> Array2<f32>) -> Array2<f32> {
        let rows: Vec<_> = self.images.iter().map(of).collect();
        let views: Vec<_> = rows.iter().map(|row| row.view()).collect();
        concatenate(Axis(0), &views).unwrap_or_else(|_| Array2::zeros((0, IMAGE_PIXELS)))
    }
}

/// `log p(x~, x, h)` under a model in which the noise is a part, for each image `(B)`.
#[derive(Debug, Clone, PartialEq)]
pub struct RestorationLogJoint {
    /// `log p(x~ | x, noise)`, the noise as strong as explains x~ best.
    pub spoilt_given_x: Array1<f32>,
    /// `log p(x, h)` of the picture and its encoding.
    pub clean: LogJoint,
}

/// All rounds for images `x` `(B, 784)` in \[0,1\]: the pictures `(B, 784)`.
pub fn restore(
    net: &Network,
    restorer: &Restorer,
    expectation: &Expectation,
    x: ArrayView2<f32>,
    missing: Option<&ClampMask>,
    rounds: usize,
) -> Array2<f32> {
    let mut restoration = Restoration::start(net, restorer, x, missing);
    for _ in 0..rounds {
        restoration.advance(net, restorer, expectation);
    }
    restoration.picture()
}
