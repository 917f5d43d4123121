//! What a restorer learns from: digits spoilt by each kind of noise at many strengths.

use super::noise_kind::NoiseKind;
use crate::data::corruption::{Corruption, corrupt};
use crate::params::{FARTHEST_MOVE, IMAGE_SIDE, RestorerTrainParams, SPOILT_PORTIONS};
use ndarray::{Array2, ArrayView2, ArrayViewMut1, Axis, concatenate, s};
use rand::{Rng, RngExt};

/// What is done to the images of each of [`SPOILT_PORTIONS`]; images of one kind stand together.
const SPOILT_BY: [(NoiseKind, Option<Corruption>); 6] = [
    (NoiseKind::Gaussian, Some(Corruption::Gaussian)),
    (NoiseKind::SaltAndPepper, Some(Corruption::SaltAndPepper)),
    (NoiseKind::RandomPixels, Some(Corruption::RandomPixels)),
    (NoiseKind::Region, None),
    (NoiseKind::Region, Some(Corruption::Block)),
    (NoiseKind::Region, Some(Corruption::LowerHalf)),
];

/// A batch to learn from.
#[derive(Debug, Clone, PartialEq)]
pub struct SpoiltBatch {
    /// `(B, 784)` in \[0,1\].
    pub clean: Array2<f32>,
    /// `(B, 784)` in \[0,1\].
    pub spoilt: Array2<f32>,
    /// `(B)`; images of one kind stand together.
    pub kinds: Vec<NoiseKind>,
}

impl SpoiltBatch {
    /// Draws 25 of `images` `(n, 784)`, n ≥ 1, alters some and spoils them.
    pub fn draw(images: ArrayView2<f32>, params: &RestorerTrainParams, rng: &mut impl Rng) -> Self {
        let (mut clean, mut spoilt, mut kinds) = (Vec::new(), Vec::new(), Vec::new());
        for ((kind, corruption), (count, [least, most])) in SPOILT_BY.into_iter().zip(SPOILT_PORTIONS) {
            let altered = if corruption.is_some() { params.altered } else { params.altered_unspoilt };
            for _ in 0..count {
                let i = rng.random_range(0..images.nrows() as u32) as usize;
                let mut image = images.slice(s![i..=i, ..]).to_owned();
                if rng.random::<f32>() < altered {
                    alter(image.row_mut(0), rng);
                }
                let strength = least + (most - least) * rng.random::<f32>();
                spoilt.push(match corruption {
                    Some(corruption) => corrupt(image.view(), corruption, strength, rng).0,
                    None => image.clone(),
                });
                clean.push(image);
                kinds.push(kind);
            }
        }
        let join = |images: Vec<Array2<f32>>| {
            let views: Vec<_> = images.iter().map(|image| image.view()).collect();
            concatenate(Axis(0), &views).expect("images of one size")
        };
        Self { clean: join(clean), spoilt: join(spoilt), kinds }
    }
}

/// Moves, thickens, blurs, blackens or pales an image `(784)`: digits that are not quite MNIST's.
fn alter(mut image: ArrayViewMut1<f32>, rng: &mut impl Rng) {
    let before = image.to_owned();
    // Beyond the image it is blank.
    let at = |row: i32, column: i32| {
        let inside = [row, column].iter().all(|at| (0..IMAGE_SIDE as i32).contains(at));
        if inside { before[row as usize * IMAGE_SIDE + column as usize] } else { 0.0 }
    };
    let around =
        |row: i32, column: i32| (-1..=1).flat_map(move |y| (-1..=1).map(move |x| at(row + y, column + x)));
    let way = rng.random_range(0..5_u32);
    let [down, right] = [(); 2].map(|()| rng.random_range(-FARTHEST_MOVE..=FARTHEST_MOVE));
    let paleness = 0.5 + 0.5 * rng.random::<f32>();
    for (i, value) in image.iter_mut().enumerate() {
        let (row, column) = ((i / IMAGE_SIDE) as i32, (i % IMAGE_SIDE) as i32);
        *value = match way {
            0 => at(row - down, column - right),
            1 => around(row, column).fold(0.0, f32::max),
            2 => around(row, column).sum::<f32>() / 9.0,
            3 => f32::from(u8::from(*value > 0.5)),
            _ => *value * paleness,
        };
    }
}
