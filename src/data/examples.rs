//! Handwritten digits of our own, so that there is something to spoil before anybody has drawn.

use super::ink::Stroke;
use crate::params::PEN_WIDTH;

/// A digit's form: for each stroke the points that a smooth line goes through, `(x, y)` in hundredths of
/// the canvas, y down. A point given twice is a corner.
type Form = &'static [&'static [(u8, u8)]];

/// Points drawn between two given ones.
const SMOOTHNESS: usize = 8;

/// Forms of 0 to 9.
const FORMS: [&[Form]; 10] = [
    &[
        &[&[
            (56, 18),
            (44, 20),
            (34, 33),
            (29, 52),
            (32, 72),
            (43, 82),
            (57, 79),
            (68, 63),
            (71, 43),
            (66, 26),
            (56, 18),
            (48, 19),
        ]],
        &[&[
            (48, 17),
            (34, 26),
            (28, 46),
            (31, 68),
            (42, 81),
            (56, 80),
            (66, 66),
            (69, 46),
            (64, 27),
            (53, 17),
            (47, 18),
        ]],
    ],
    &[
        &[&[(54, 17), (53, 35), (50, 60), (47, 84)]],
        &[&[(38, 33), (47, 25), (55, 16), (55, 16), (54, 40), (51, 62), (49, 84)]],
    ],
    &[
        &[&[
            (31, 33),
            (36, 22),
            (48, 17),
            (61, 22),
            (64, 35),
            (57, 51),
            (43, 67),
            (30, 80),
            (30, 80),
            (49, 79),
            (71, 80),
        ]],
        &[&[
            (33, 30),
            (43, 18),
            (58, 19),
            (65, 32),
            (59, 48),
            (45, 66),
            (33, 78),
            (29, 74),
            (37, 69),
            (50, 77),
            (62, 82),
            (72, 76),
        ]],
    ],
    &[
        &[&[
            (32, 25),
            (44, 17),
            (59, 20),
            (63, 32),
            (54, 43),
            (43, 47),
            (43, 47),
            (59, 51),
            (66, 63),
            (60, 77),
            (45, 83),
            (31, 77),
        ]],
        &[&[
            (33, 19),
            (50, 19),
            (66, 19),
            (66, 19),
            (56, 32),
            (47, 43),
            (47, 43),
            (61, 49),
            (66, 63),
            (59, 78),
            (44, 83),
            (31, 77),
        ]],
    ],
    &[
        &[&[(40, 18), (35, 36), (30, 54), (30, 54), (50, 53), (71, 51)], &[(61, 31), (58, 55), (54, 84)]],
        &[&[(58, 16), (45, 36), (29, 58), (29, 58), (50, 60), (73, 58)], &[(60, 36), (58, 60), (57, 85)]],
    ],
    &[
        &[&[
            (66, 19),
            (52, 19),
            (41, 20),
            (41, 20),
            (38, 32),
            (35, 44),
            (35, 44),
            (49, 41),
            (62, 48),
            (66, 62),
            (58, 77),
            (44, 83),
            (31, 78),
        ]],
        &[
            &[
                (43, 20),
                (40, 32),
                (37, 45),
                (37, 45),
                (50, 41),
                (63, 49),
                (65, 64),
                (55, 79),
                (41, 82),
                (30, 75),
            ],
            &[(43, 20), (55, 20), (68, 18)],
        ],
    ],
    &[
        &[&[
            (60, 17),
            (47, 30),
            (36, 49),
            (32, 67),
            (39, 80),
            (53, 83),
            (64, 74),
            (64, 61),
            (53, 53),
            (41, 57),
            (34, 68),
        ]],
        &[&[
            (53, 16),
            (42, 32),
            (35, 52),
            (35, 70),
            (44, 82),
            (57, 81),
            (65, 70),
            (60, 57),
            (48, 54),
            (37, 63),
        ]],
    ],
    &[
        &[&[(29, 22), (49, 21), (69, 20), (69, 20), (60, 40), (52, 60), (46, 84)]],
        &[
            &[(30, 22), (48, 21), (69, 20), (69, 20), (59, 43), (51, 63), (47, 84)],
            &[(40, 52), (53, 51), (66, 49)],
        ],
    ],
    &[
        &[&[
            (62, 26),
            (51, 17),
            (38, 22),
            (37, 34),
            (49, 45),
            (61, 57),
            (64, 71),
            (53, 82),
            (39, 79),
            (34, 67),
            (43, 54),
            (57, 43),
            (65, 32),
            (61, 24),
        ]],
        &[&[
            (51, 47),
            (39, 39),
            (38, 25),
            (50, 17),
            (62, 24),
            (61, 38),
            (51, 47),
            (38, 57),
            (34, 71),
            (45, 82),
            (59, 79),
            (65, 66),
            (58, 54),
            (50, 46),
        ]],
    ],
    &[
        &[&[
            (65, 30),
            (56, 19),
            (42, 20),
            (35, 33),
            (40, 46),
            (53, 47),
            (63, 38),
            (66, 28),
            (64, 46),
            (60, 64),
            (53, 84),
        ]],
        &[&[
            (63, 27),
            (52, 18),
            (38, 25),
            (35, 39),
            (45, 49),
            (58, 44),
            (64, 28),
            (64, 28),
            (64, 52),
            (62, 70),
            (61, 84),
        ]],
    ],
];

/// Number of forms of a `digit`; 0 above 9.
pub fn n_variants(digit: usize) -> usize {
    FORMS.get(digit).map_or(0, |forms| forms.len())
}

/// Ink of a `digit` in one of its forms; `variant` counts through them and starts again. `None` above 9.
pub fn example(digit: usize, variant: usize) -> Option<Vec<Stroke>> {
    let forms = FORMS.get(digit)?;
    let form = forms[variant % forms.len()];
    let width = PEN_WIDTH.default as f32;
    Some(form.iter().map(|knots| Stroke { points: smooth(knots), width, erase: false }).collect())
}

/// A Catmull–Rom spline through `knots`, as a line of many points in canvas sides.
fn smooth(knots: &[(u8, u8)]) -> Vec<[f32; 2]> {
    let knot = |i: isize| {
        let (x, y) = knots[i.clamp(0, knots.len() as isize - 1) as usize];
        [f32::from(x) / 100.0, f32::from(y) / 100.0]
    };
    let mut points = vec![knot(0)];
    for i in 0..knots.len() as isize - 1 {
        let [a, b, c, d] = [i - 1, i, i + 1, i + 2].map(knot);
        if b == c {
            continue; // a corner: the line arrives and sets out anew
        }
        // At a corner the neighbour beyond it does not count.
        let (a, d) = (if a == b { mirrored(b, c) } else { a }, if c == d { mirrored(c, b) } else { d });
        for step in 1..=SMOOTHNESS {
            let t = step as f32 / SMOOTHNESS as f32;
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
