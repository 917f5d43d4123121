//! What spoils a clean image, so that inference has something to restore.

use crate::inference::ClampMask;
use crate::params::{
    BLOCK_SIDE, GAUSSIAN_STD, LOWER_HALF_HEIGHT, Param, RANDOM_PIXELS_FRACTION, SALT_AND_PEPPER_FRACTION,
};
use ndarray::{Array2, ArrayView1, ArrayView2, ArrayViewMut1, ArrayViewMut2, Axis, s};
use rand::{Rng, RngExt};
use rand_distr::{Distribution, StandardNormal};
use serde::{Deserialize, Serialize};

/// Ink above which a pixel may be the middle of an erased block.
const INK: f32 = 0.5;

/// A kind of corruption; each is set by one strength in \[0,1\].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Corruption {
    /// Normal noise on every pixel, clipped to \[0,1\]; strength is its standard deviation.
    Gaussian,
    /// A fraction (strength) of the pixels becomes 0 or 1 with equal chance.
    SaltAndPepper,
    /// A fraction (strength) of the pixels becomes uniform noise in \[0,1\].
    RandomPixels,
    /// A square over the ink, as wide as strength times the image, becomes uniform noise in \[0,1\].
    Block,
    /// The lowest rows, strength times the height, become uniform noise in \[0,1\].
    LowerHalf,
}

impl Corruption {
    /// Every kind, in the order in which a menu lists them.
    pub const ALL: [Self; 5] =
        [Self::Gaussian, Self::SaltAndPepper, Self::RandomPixels, Self::Block, Self::LowerHalf];

    /// What strength means for this kind: default, range, help.
    pub fn strength(self) -> Param {
        match self {
            Self::Gaussian => GAUSSIAN_STD,
            Self::SaltAndPepper => SALT_AND_PEPPER_FRACTION,
            Self::RandomPixels => RANDOM_PIXELS_FRACTION,
            Self::Block => BLOCK_SIDE,
            Self::LowerHalf => LOWER_HALF_HEIGHT,
        }
    }

    /// Whether restoration is worth being told which pixels are spoilt: blind, it leaves twice the error of random pixels, and
    /// what it loses of a region is a guess either way. Gaussian noise spares none, and salt and pepper are found (`evaluate restore`).
    pub fn told(self) -> bool {
        matches!(self, Self::RandomPixels | Self::Block | Self::LowerHalf)
    }
}

/// Spoils each of `x` `(B, X)`, square images in \[0,1\], on its own. Returns the spoilt images, `(B, X)` in
/// \[0,1\], and the mask of pixels that were spoilt; all others keep their bits.
///
/// # Panics
/// If the images are not square, or `strength` is not in \[0,1\]; check values from outside by
/// [`Corruption::strength`].
pub fn corrupt(
    x: ArrayView2<f32>,
    kind: Corruption,
    strength: f32,
    rng: &mut impl Rng,
) -> (Array2<f32>, ClampMask) {
    assert!((0.0..=1.0).contains(&strength), "strength of a corruption lies in [0,1]");
    let side = x.ncols().isqrt();
    assert_eq!(side * side, x.ncols(), "images are square");
    let mut spoilt = Array2::from_elem(x.dim(), false);
    for (image, row) in x.rows().into_iter().zip(spoilt.rows_mut()) {
        choose(image, side, kind, strength, rng, row);
    }
    let mut corrupted = x.to_owned();
    for (value, _) in corrupted.iter_mut().zip(&spoilt).filter(|&(_, &spoilt)| spoilt) {
        *value = match kind {
            Corruption::Gaussian => {
                let noise: f32 = StandardNormal.sample(rng);
                (*value + strength * noise).clamp(0.0, 1.0)
            }
            Corruption::SaltAndPepper => f32::from(u8::from(rng.random::<bool>())),
            Corruption::RandomPixels | Corruption::Block | Corruption::LowerHalf => rng.random(),
        };
    }
    (corrupted, ClampMask::new(spoilt))
}

/// Marks the pixels of one image `(X)` that are to be spoilt, in `spoilt` `(X)`, all false before.
fn choose(
    image: ArrayView1<f32>,
    side: usize,
    kind: Corruption,
    strength: f32,
    rng: &mut impl Rng,
    mut spoilt: ArrayViewMut1<bool>,
) {
    let part_of = |whole: usize| (strength * whole as f32).round() as usize;
    match kind {
        Corruption::Gaussian => spoilt.fill(strength > 0.0),
        Corruption::SaltAndPepper | Corruption::RandomPixels => {
            for pixel in rand::seq::index::sample(rng, image.len(), part_of(image.len())) {
                spoilt[pixel] = true;
            }
        }
        Corruption::Block => {
            let width = part_of(side);
            let [top, left] = block_corner(image, side, width, rng);
            as_square(spoilt, side).slice_mut(s![top..top + width, left..left + width]).fill(true);
        }
        Corruption::LowerHalf => {
            let mut lowest = as_square(spoilt, side).split_at(Axis(0), side - part_of(side)).1;
            lowest.fill(true);
        }
    }
}

fn as_square(pixels: ArrayViewMut1<bool>, side: usize) -> ArrayViewMut2<bool> {
    pixels.into_shape_with_order((side, side)).expect("square images")
}

/// Row and column where a square of `width` begins whose middle is a random pixel of ink, or of the whole
/// image where that is blank; moved inwards where it would leave the image.
fn block_corner(image: ArrayView1<f32>, side: usize, width: usize, rng: &mut impl Rng) -> [usize; 2] {
    let ink: Vec<usize> = (0..image.len()).filter(|&pixel| image[pixel] > INK).collect();
    // 32 bits, so that every target draws the same numbers.
    let mut random_below = |count: usize| rng.random_range(0..count as u32) as usize;
    let middle = if ink.is_empty() { random_below(image.len()) } else { ink[random_below(ink.len())] };
    [middle / side, middle % side].map(|middle| middle.saturating_sub(width / 2).min(side - width))
}
