//! Cholesky factors and triangular systems, for the few small ones of the mixture.

use ndarray::{Array2, Axis, s};

/// The lower Cholesky factor of a positive definite matrix.
pub fn cholesky(mut a: Array2<f64>) -> Array2<f64> {
    let n = a.nrows();
    for j in 0..n {
        let done = a.slice(s![j, ..j]).to_owned();
        a[[j, j]] = (a[[j, j]] - done.dot(&done)).sqrt();
        for i in j + 1..n {
            a[[i, j]] = (a[[i, j]] - a.slice(s![i, ..j]).dot(&done)) / a[[j, j]];
            a[[j, i]] = 0.0;
        }
    }
    a
}

/// `L⁻¹ B` for a lower triangular `L` `(Q, Q)` and `B` `(Q, m)`.
pub fn solve_lower(l: &Array2<f64>, mut b: Array2<f64>) -> Array2<f64> {
    for i in 0..l.nrows() {
        let (above, mut rest) = b.view_mut().split_at(Axis(0), i);
        let mut row = rest.row_mut(0);
        for (j, above) in above.rows().into_iter().enumerate() {
            row.scaled_add(-l[[i, j]], &above);
        }
        row /= l[[i, i]];
    }
    b
}

/// `L⁻ᵀ B` for a lower triangular `L` `(Q, Q)` and `B` `(Q, m)`.
pub fn solve_upper(l: &Array2<f64>, mut b: Array2<f64>) -> Array2<f64> {
    for i in (0..l.nrows()).rev() {
        let (mut rest, below) = b.view_mut().split_at(Axis(0), i + 1);
        let mut row = rest.row_mut(i);
        for (j, below) in below.rows().into_iter().enumerate() {
            row.scaled_add(-l[[i + 1 + j, i]], &below);
        }
        row /= l[[i, i]];
    }
    b
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{RngExt, SeedableRng};

    #[test]
    fn factors_multiply_back_and_systems_are_solved() {
        let mut rng = rand_pcg::Pcg64::seed_from_u64(96);
        let root = Array2::from_shape_simple_fn((6, 9), || rng.random::<f64>());
        let a = root.dot(&root.t());
        let l = cholesky(a.clone());
        let close = |x: &Array2<f64>, y: &Array2<f64>| (x - y).iter().all(|d| d.abs() < 1e-9);
        assert!(close(&l.dot(&l.t()), &a));
        let b = Array2::from_shape_simple_fn((6, 2), || rng.random::<f64>());
        assert!(close(&l.dot(&solve_lower(&l, b.clone())), &b));
        assert!(close(&l.t().dot(&solve_upper(&l, b.clone())), &b));
        assert!(close(&a.dot(&solve_upper(&l, solve_lower(&l, b.clone()))), &b));
    }
}
