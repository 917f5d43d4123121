//! What a hand does to a whole digit: slant, rotation, width, bow, and an elastic distortion.

use super::bell;
use crate::params::SyntheticParams;
use rand::Rng;

/// Displacements of the elastic distortion along each axis of the canvas.
const GRID: usize = 5;
/// Least width, in widths of the forms.
const NARROWEST: f32 = 0.3;

/// One way to move the points of the canvas.
pub struct Distortion {
    /// Rows of the matrix that slants, rotates and widens.
    matrix: [[f32; 2]; 2],
    /// Displacement `[x, y]` in canvas sides for each of x², xy and y².
    bow: [[f32; 2]; 3],
    /// Displacements `[x, y]` of the elastic sheet, rows from above, in canvas sides.
    sheet: [[[f32; 2]; GRID]; GRID],
}

impl Distortion {
    /// As `params` let it vary.
    pub fn random(params: &SyntheticParams, rng: &mut impl Rng) -> Self {
        let slant = params.slant + params.slant_spread * bell(rng);
        let width = (params.width + params.width_spread * bell(rng)).max(NARROWEST);
        // The tangent of half the angle gives a rotation without sine and cosine.
        let half = params.rotation * bell(rng) / 2.0;
        let norm = 1.0 + half * half;
        let (cos, sin) = ((1.0 - half * half) / norm, 2.0 * half / norm);
        // First wider, then slanted (up is −y), then rotated.
        let matrix = [[cos * width, -cos * slant - sin], [sin * width, cos - sin * slant]];
        let mut pair = |spread: f32| [spread * bell(rng), spread * bell(rng)];
        let bow = std::array::from_fn(|_| pair(params.curvature));
        let sheet = std::array::from_fn(|_| std::array::from_fn(|_| pair(params.elastic)));
        Self { matrix, bow, sheet }
    }

    /// Where the point `[x, y]` of the canvas \[0,1\]² comes to lie, from the middle of the canvas.
    pub fn apply(&self, point: [f32; 2]) -> [f32; 2] {
        let [x, y] = point.map(|c| c - 0.5);
        let [dx, dy] = self.stretch(point);
        let squares = [x * x, x * y, y * y];
        let bow = |axis: usize| {
            squares[0] * self.bow[0][axis] + squares[1] * self.bow[1][axis] + squares[2] * self.bow[2][axis]
        };
        let (x, y) = (x + dx + bow(0), y + dy + bow(1));
        self.matrix.map(|row| row[0] * x + row[1] * y)
    }

    /// Displacement of the elastic sheet at `point`: quadratic B-splines between its own displacements.
    fn stretch(&self, point: [f32; 2]) -> [f32; 2] {
        let cells = (GRID - 2) as f32;
        let place = |c: f32| {
            let c = (c * cells).clamp(0.0, cells);
            let cell = (c as usize).min(GRID - 3);
            let t = c - cell as f32;
            (cell, [0.5 * (1.0 - t) * (1.0 - t), 0.5 + t - t * t, 0.5 * t * t])
        };
        let ((column, across), (row, down)) = (place(point[0]), place(point[1]));
        let mut moved = [0.0; 2];
        for (i, down) in down.iter().enumerate() {
            for (j, across) in across.iter().enumerate() {
                for (axis, moved) in moved.iter_mut().enumerate() {
                    *moved += down * across * self.sheet[row + i][column + j][axis];
                }
            }
        }
        moved
    }
}
