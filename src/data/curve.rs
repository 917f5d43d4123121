//! Smooth lines through given points.

/// A Catmull–Rom spline through `knots`, with `pieces` straight pieces between two of them. A knot given twice
/// is a corner. No knots, no line.
pub fn smooth(knots: &[[f32; 2]], pieces: usize) -> Vec<[f32; 2]> {
    let Some(&first) = knots.first() else { return Vec::new() };
    let knot = |i: isize| knots[i.clamp(0, knots.len() as isize - 1) as usize];
    let mut points = Vec::with_capacity(1 + pieces * (knots.len() - 1));
    points.push(first);
    for i in 0..knots.len() as isize - 1 {
        let [a, b, c, d] = [i - 1, i, i + 1, i + 2].map(knot);
        if b == c {
            continue; // a corner: the line arrives and sets out anew
        }
        // At a corner the neighbour beyond it does not count.
        let (a, d) = (if a == b { mirrored(b, c) } else { a }, if c == d { mirrored(c, b) } else { d });
        for step in 1..=pieces {
            let t = step as f32 / pieces as f32;
            points.push(std::array::from_fn(|axis| catmull_rom([a[axis], b[axis], c[axis], d[axis]], t)));
        }
    }
    points
}

/// `other` seen from the far side of `point`: a neighbour that leaves the line straight.
fn mirrored(point: [f32; 2], other: [f32; 2]) -> [f32; 2] {
    [2.0 * point[0] - other[0], 2.0 * point[1] - other[1]]
}

/// The curve between `b` (t = 0) and `c` (t = 1) with neighbours `a` and `d`.
fn catmull_rom([a, b, c, d]: [f32; 4], t: f32) -> f32 {
    let (t2, t3) = (t * t, t * t * t);
    0.5 * (2.0 * b + (c - a) * t + (2.0 * a - 5.0 * b + 4.0 * c - d) * t2 + (3.0 * b - a - 3.0 * c + d) * t3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goes_through_every_knot_and_keeps_straight_lines_straight() {
        let knots = [[0.1, 0.2], [0.3, 0.2], [0.5, 0.2], [0.5, 0.2], [0.5, 0.6], [0.5, 0.9]];
        let line = smooth(&knots, 4);
        assert_eq!(line.len(), 1 + 4 * 4);
        for knot in knots {
            let near = |p: &&[f32; 2]| (p[0] - knot[0]).abs() + (p[1] - knot[1]).abs() < 1e-6;
            assert!(line.iter().any(|p| near(&p)), "{knot:?}");
        }
        // The corner is sharp: nothing of the line lies off its two sides.
        assert!(line.iter().all(|p| (p[1] - 0.2).abs() < 1e-6 || (p[0] - 0.5).abs() < 1e-6));
    }

    #[test]
    fn a_dot_and_nothing_are_lines_too() {
        assert_eq!(smooth(&[[0.5, 0.5]], 4), [[0.5, 0.5]]);
        assert!(smooth(&[], 4).is_empty());
    }
}
