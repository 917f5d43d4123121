//! Matrix products on packed weights, in plain Rust that the compiler vectorises.
//!
//! A [`PackedMatrix`] is stored as panels of `NR` columns, so that the inner loop reads memory in
//! order and keeps an `MR`×`NR` tile of sums in registers. Every sum runs over the rows of the
//! matrix from first to last, one multiplication and one addition at a time, whatever the tile or
//! the number of threads: a result has the same bits alone, in a batch, natively and in WebAssembly.

use ndarray::{Array2, ArrayView2};
use std::cell::Cell;
use std::ops::Range;

/// Columns of a panel.
const NR: usize = if cfg!(target_arch = "wasm32") { 8 } else { 16 };
/// Rows of a tile. 4×8 and 6×16 fill the registers of wasm's `simd128` and of AVX2 without spilling.
const MR: usize = if cfg!(target_arch = "wasm32") { 4 } else { 6 };
/// Matrix rows handled at a time: a panel's block of them stays in the first-level cache.
const BLOCK: usize = 256;
/// Panels side by side in a product with one vector: enough independent sums to hide latency.
const PANELS_AT_ONCE: usize = 4;

thread_local! {
    /// Room of this thread for rows of x as tiles, and for a panel of errors: products that have been made before ask for no memory.
    static TILES: Cell<Vec<[f32; MR]>> = const { Cell::new(Vec::new()) };
    static ERRORS: Cell<Vec<[f32; NR]>> = const { Cell::new(Vec::new()) };
}

/// A matrix `(rows, columns)` in panels of `NR` columns, the last one padded with zeros.
#[derive(Debug, Clone, PartialEq)]
pub struct PackedMatrix {
    rows: usize,
    columns: usize,
    /// `panels[p·rows + r][j]` is the element at row `r`, column `p·NR + j`.
    panels: Vec<[f32; NR]>,
}

impl PackedMatrix {
    /// All zeros.
    pub fn zeros(rows: usize, columns: usize) -> Self {
        Self { rows, columns, panels: vec![[0.0; NR]; rows * columns.div_ceil(NR)] }
    }

    /// Packs `matrix` `(rows, columns)`.
    pub fn pack(matrix: ArrayView2<f32>) -> Self {
        let (rows, columns) = matrix.dim();
        let mut packed = Self::zeros(rows, columns);
        for ((row, column), &value) in matrix.indexed_iter() {
            packed.panels[column / NR * rows + row][column % NR] = value;
        }
        packed
    }

    /// The plain matrix `(rows, columns)`.
    pub fn unpack(&self) -> Array2<f32> {
        Array2::from_shape_fn((self.rows, self.columns), |(row, column)| {
            self.panels[column / NR * self.rows + row][column % NR]
        })
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Number of columns.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// The stored values in their packed order, padding included, for element-wise updates.
    pub fn values(&self) -> &[f32] {
        self.panels.as_flattened()
    }

    /// As [`values`](Self::values), to be changed; padding must stay zero.
    pub fn values_mut(&mut self) -> &mut [f32] {
        self.panels.as_flattened_mut()
    }

    /// Sum of the absolute values of each column, `(columns)`.
    pub fn absolute_sums(&self) -> Vec<f32> {
        let mut sums = Vec::with_capacity(self.columns.next_multiple_of(NR));
        for panel in self.panels.chunks(self.rows.max(1)) {
            let mut of_panel = [0.0; NR];
            for row in panel {
                of_panel.iter_mut().zip(row).for_each(|(sum, value)| *sum += value.abs());
            }
            sums.extend(of_panel);
        }
        sums.truncate(self.columns);
        sums
    }

    /// Adds `x · self` to `y`; `x` is `(B, rows)` and `y` `(B, columns)`, both row by row.
    pub fn multiply_add(&self, x: &[f32], y: &mut [f32]) {
        let batch = y.len() / self.columns.max(1);
        assert_eq!(x.len(), batch * self.rows, "x must have {} columns", self.rows);
        assert_eq!(y.len(), batch * self.columns, "y must have {} columns", self.columns);
        if batch == 1 {
            self.multiply_add_one(x, y);
        } else {
            self.multiply_add_batch(x, y);
        }
    }

    fn multiply_add_one(&self, x: &[f32], mut y: &mut [f32]) {
        let rows = self.rows.max(1);
        for group in self.panels.chunks(PANELS_AT_ONCE * rows) {
            if group.len() == PANELS_AT_ONCE * rows {
                let panels: [_; PANELS_AT_ONCE] = std::array::from_fn(|p| &group[p * rows..][..rows]);
                y = add_vector_products(x, panels, y);
            } else {
                for panel in group.chunks(rows) {
                    y = add_vector_products(x, [panel], y);
                }
            }
        }
    }

    fn multiply_add_batch(&self, x: &[f32], y: &mut [f32]) {
        let batch = x.len() / self.rows.max(1);
        let mut tiles = TILES.take();
        for start in (0..self.rows).step_by(BLOCK) {
            let end = (start + BLOCK).min(self.rows);
            pack_rows(x, self.rows, start..end, &mut tiles);
            for (p, panel) in self.panels.chunks(self.rows).enumerate() {
                let panel = &panel[start..end];
                let column = p * NR;
                let width = NR.min(self.columns - column);
                for (t, tile) in tiles.chunks(end - start).enumerate() {
                    let row = t * MR;
                    let height = MR.min(batch - row);
                    let y = &mut y[row * self.columns..(row + height) * self.columns];
                    let mut sums = [[0.0; NR]; MR];
                    for (sums, y) in sums.iter_mut().zip(y.chunks(self.columns)) {
                        sums[..width].copy_from_slice(&y[column..column + width]);
                    }
                    add_products(tile, panel, &mut sums);
                    for (sums, y) in sums.iter().zip(y.chunks_mut(self.columns)) {
                        y[column..column + width].copy_from_slice(&sums[..width]);
                    }
                }
            }
        }
        TILES.set(tiles);
    }

    /// `Σ_r weights[r] · (self[r][c] − x[r])²` for each column c, `(columns)`; `x` and `weights` are `(rows)`.
    pub fn squared_distances(&self, x: &[f32], weights: &[f32]) -> Vec<f32> {
        assert!(x.len() == self.rows && weights.len() == self.rows, "one value and one weight for each row");
        let mut distances = Vec::with_capacity(self.columns.next_multiple_of(NR));
        for panel in self.panels.chunks(self.rows.max(1)) {
            let mut sums = [0.0; NR];
            for ((row, x), weight) in panel.iter().zip(x).zip(weights) {
                for (sum, value) in sums.iter_mut().zip(row) {
                    let difference = value - x;
                    *sum += weight * difference * difference;
                }
            }
            distances.extend(sums);
        }
        distances.truncate(self.columns);
        distances
    }

    /// Adds `self · weights` to `y` `(rows)`, one column after the other; those whose weight is at most `least` are left out.
    pub fn add_columns(&self, weights: &[f32], least: f32, y: &mut [f32]) {
        assert!(weights.len() == self.columns && y.len() == self.rows, "a weight for each column");
        for (panel, weights) in self.panels.chunks(self.rows.max(1)).zip(weights.chunks(NR)) {
            for (column, &weight) in weights.iter().enumerate().filter(|&(_, &weight)| weight > least) {
                y.iter_mut().zip(panel).for_each(|(y, row)| *y += weight * row[column]);
            }
        }
    }

    /// `scale · xᵀ · e`, for `x` `(B, rows)` and `e` `(B, columns)`, both row by row.
    pub fn outer_product(x: &[f32], e: &[f32], batch: usize, scale: f32) -> Self {
        assert!(batch > 0 && x.len().is_multiple_of(batch) && e.len().is_multiple_of(batch));
        let mut out = Self::zeros(x.len() / batch, e.len() / batch);
        out.set_outer_product(0..out.n_panels(), x, e, batch, scale);
        out
    }

    /// Number of panels: groups of columns that are computed and stored together.
    pub fn n_panels(&self) -> usize {
        self.columns.div_ceil(NR)
    }

    /// The columns of some `panels`.
    pub fn columns_of(&self, panels: &Range<usize>) -> Range<usize> {
        (panels.start * NR).min(self.columns)..(panels.end * NR).min(self.columns)
    }

    /// The stored values of some `panels`, padding included.
    pub fn panels(&self, panels: &Range<usize>) -> &[f32] {
        self.panels[panels.start * self.rows..panels.end * self.rows].as_flattened()
    }

    /// As [`panels`](Self::panels), to be changed; padding must stay zero.
    pub fn panels_mut(&mut self, panels: &Range<usize>) -> &mut [f32] {
        self.panels[panels.start * self.rows..panels.end * self.rows].as_flattened_mut()
    }

    /// Sets some `panels` to those of [`outer_product`](Self::outer_product): the same bits, whichever are set together.
    pub fn set_outer_product(
        &mut self,
        panels: Range<usize>,
        x: &[f32],
        e: &[f32],
        batch: usize,
        scale: f32,
    ) {
        let (rows, columns) = (self.rows, self.columns);
        assert!(x.len() == batch * rows && e.len() == batch * columns, "x and e are of one batch");
        // x as tiles of MR columns, each running down the batch.
        let mut tiles = TILES.take();
        tiles.clear();
        tiles.resize(rows.div_ceil(MR) * batch, [0.0; MR]);
        for (b, x) in x.chunks(rows).enumerate() {
            for (t, x) in x.chunks(MR).enumerate() {
                tiles[t * batch + b][..x.len()].copy_from_slice(x);
            }
        }
        let first = panels.start;
        let fill_panel = |p: usize, panel: &mut [[f32; NR]]| {
            let column = (first + p) * NR;
            let width = NR.min(columns - column);
            let mut errors = ERRORS.take();
            errors.clear();
            errors.resize(batch, [0.0; NR]);
            for (errors, e) in errors.iter_mut().zip(e.chunks(columns)) {
                errors[..width].copy_from_slice(&e[column..column + width]);
            }
            for (panel, tile) in panel.chunks_mut(MR).zip(tiles.chunks(batch)) {
                let mut sums = [[0.0; NR]; MR];
                add_products(tile, &errors, &mut sums);
                for (panel, sums) in panel.iter_mut().zip(&sums) {
                    *panel = sums.map(|sum| sum * scale);
                }
            }
            ERRORS.set(errors);
        };
        let values = &mut self.panels[first * rows..panels.end * rows];
        super::parallel::for_each_chunk(values, rows, fill_panel);
        TILES.set(tiles);
    }
}

/// Adds the products of `x` with `N` panels to the front of `y`; returns the rest of `y`.
#[inline]
fn add_vector_products<'y, const N: usize>(
    x: &[f32],
    panels: [&[[f32; NR]]; N],
    y: &'y mut [f32],
) -> &'y mut [f32] {
    let (y, rest) = y.split_at_mut((N * NR).min(y.len()));
    let mut sums = [[0.0; NR]; N];
    sums.as_flattened_mut()[..y.len()].copy_from_slice(y);
    // Cut to one length, which spares the loop its bounds checks.
    let panels = panels.map(|panel| &panel[..x.len()]);
    for (k, &x) in x.iter().enumerate() {
        for (sums, panel) in sums.iter_mut().zip(&panels) {
            for (sum, w) in sums.iter_mut().zip(&panel[k]) {
                *sum += x * w;
            }
        }
    }
    y.copy_from_slice(&sums.as_flattened()[..y.len()]);
    rest
}

/// Gathers columns `range` of `x` `(B, width)` into tiles of `MR` rows, padded with zeros.
fn pack_rows(x: &[f32], width: usize, range: Range<usize>, tiles: &mut Vec<[f32; MR]>) {
    let length = range.len();
    let batch = x.len() / width;
    tiles.clear();
    tiles.resize(batch.div_ceil(MR) * length, [0.0; MR]);
    for (row, x) in x.chunks(width).enumerate() {
        let tile = &mut tiles[row / MR * length..][..length];
        for (tile, &x) in tile.iter_mut().zip(&x[range.clone()]) {
            tile[row % MR] = x;
        }
    }
}

/// `sums[i][j] += Σ_k a[k][i] · b[k][j]`, in the order of k: the inner loop of everything.
#[inline]
fn add_products(a: &[[f32; MR]], b: &[[f32; NR]], sums: &mut [[f32; NR]; MR]) {
    let mut local = *sums;
    for (a, b) in a.iter().zip(b) {
        for i in 0..MR {
            for j in 0..NR {
                local[i][j] += a[i] * b[j];
            }
        }
    }
    *sums = local;
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{RngExt, SeedableRng};

    fn random(shape: (usize, usize), rng: &mut impl rand::Rng) -> Array2<f32> {
        Array2::from_shape_simple_fn(shape, || rng.random_range(-1.0..1.0))
    }

    /// The definition, one element at a time in f32: the kernels must give its very bits.
    fn reference(x: &Array2<f32>, w: &Array2<f32>, y: &Array2<f32>) -> Array2<f32> {
        Array2::from_shape_fn(y.dim(), |(b, n)| {
            (0..w.nrows()).fold(y[[b, n]], |sum, k| sum + x[[b, k]] * w[[k, n]])
        })
    }

    #[test]
    fn products_have_the_bits_of_the_definition() {
        let mut rng = rand_pcg::Pcg64::seed_from_u64(1);
        for (batch, rows, columns) in
            [(1, 1, 1), (1, 7, 5), (1, 300, 130), (2, 3, 9), (5, 257, 17), (13, 600, 65), (100, 40, 33)]
        {
            let (x, w) = (random((batch, rows), &mut rng), random((rows, columns), &mut rng));
            let y = random((batch, columns), &mut rng);
            let mut found = y.clone();
            PackedMatrix::pack(w.view()).multiply_add(x.as_slice().unwrap(), found.as_slice_mut().unwrap());
            assert_eq!(found, reference(&x, &w, &y), "{batch} {rows} {columns}");
        }
    }

    #[test]
    fn outer_product_is_the_transposed_product() {
        let mut rng = rand_pcg::Pcg64::seed_from_u64(2);
        for (batch, rows, columns) in [(1, 1, 1), (3, 5, 7), (10, 33, 50), (100, 7, 16)] {
            let (x, e) = (random((batch, rows), &mut rng), random((batch, columns), &mut rng));
            let found = PackedMatrix::outer_product(x.as_slice().unwrap(), e.as_slice().unwrap(), batch, 0.5);
            let zeros = Array2::zeros((rows, columns));
            let expected = reference(&x.t().as_standard_layout().to_owned(), &e, &zeros) * 0.5;
            assert_eq!(found.unpack(), expected, "{batch} {rows} {columns}");
        }
    }

    #[test]
    fn distances_and_sums_of_columns_have_the_bits_of_their_definitions() {
        let mut rng = rand_pcg::Pcg64::seed_from_u64(4);
        let columns = random((9, 37), &mut rng);
        let packed = PackedMatrix::pack(columns.view());
        let mut draw = |n: usize| -> Vec<f32> { (0..n).map(|_| rng.random()).collect() };
        let (x, trust, weights) = (draw(9), draw(9), draw(37));
        let distances = packed.squared_distances(&x, &trust);
        for (column, found) in columns.columns().into_iter().zip(distances) {
            let terms = column.iter().zip(&x).zip(&trust).map(|((c, x), w)| w * (c - x) * (c - x));
            assert_eq!(found, terms.fold(0.0, |sum, term| sum + term));
        }
        let mut sum = vec![0.5; 9];
        packed.add_columns(&weights, 0.3, &mut sum);
        for (row, found) in columns.rows().into_iter().zip(sum) {
            let kept = row.iter().zip(&weights).filter(|&(_, &weight)| weight > 0.3);
            assert_eq!(found, kept.fold(0.5, |sum, (value, weight)| sum + weight * value));
        }
    }

    #[test]
    fn packing_is_undone_by_unpacking() {
        let mut rng = rand_pcg::Pcg64::seed_from_u64(3);
        let matrix = random((11, 37), &mut rng);
        let packed = PackedMatrix::pack(matrix.view());
        assert_eq!(packed.unpack(), matrix);
        assert_eq!((packed.rows(), packed.columns()), (11, 37));
    }
}
