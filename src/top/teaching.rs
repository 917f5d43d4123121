//! Learning a read-out from what a teacher says of single drawings: which digit each is, or only whether a guess was right.
//!
//! Both are one rule of three factors, `ΔW ∝ input · (s − p) · m`: what a synapse gets, the push of its own output unit away
//! from its probability p, and a signal m that all synapses share. Where the digit is said, s is that digit and m is 1: the
//! delta rule. Where only the guess is judged, s is the guess and m the reward, 1 or 0, less the reward that was expected,
//! which is the probability of the guess. The paper has the rule for one synapse (§2) and names reward as what may drive it
//! (§9); how it is used here is our own. Everything said is gone through again and again from a blank read-out, so what was
//! said is all that counts: an answer is taken back by leaving it out.

use super::read_out::{DIGITS, ReadOut, softmax};
use crate::error::{Error, Result};
use crate::net::Latents;
use crate::params::TeachingParams;
use ndarray::{Array1, Array2, ArrayView1, Axis, s};
use serde::Deserialize;

/// What a teacher says of one drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Answer {
    /// It is this digit.
    Digit(u8),
    /// It was guessed to be this digit, and is.
    Right(u8),
    /// It was guessed to be this digit, and is not.
    Wrong(u8),
}

impl Answer {
    /// The digit that it speaks of.
    fn digit(self) -> u8 {
        let (Self::Digit(digit) | Self::Right(digit) | Self::Wrong(digit)) = self;
        digit
    }

    /// m, where the network gives the digit that it speaks of the probability `expected`.
    fn signal(self, expected: f32) -> f32 {
        match self {
            Self::Digit(_) => 1.0,
            Self::Right(_) => 1.0 - expected,
            Self::Wrong(_) => -expected,
        }
    }
}

impl ReadOut {
    /// A read-out with the cells of this one that knows nothing but `answers` `(n)`, each of one of the drawings whose
    /// `latents` are given. It reads through the linear cells alone, every layer counting alike however wide it is, and without
    /// bias, which would take what is said of one drawing for all: so the fewest answers are needed. Without any, every digit is
    /// as likely as the others.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] for settings outside their ranges or a digit above 9, [`Error::Shape`] unless there is one answer
    /// for each drawing and the latents are as wide as those that this read-out reads.
    pub fn taught(&self, latents: &Latents, answers: &[Answer], params: &TeachingParams) -> Result<Self> {
        let params = params.clone().check()?;
        let widths: Vec<usize> = latents.iter().map(|h| h.ncols()).collect();
        let units = self.mean.len();
        check_shape("latents of drawings", "units", units, widths.iter().sum())?;
        check_shape("answers", "drawings", latents.h(1).nrows(), answers.len())?;
        if let Some(answer) = answers.iter().find(|answer| usize::from(answer.digit()) >= DIGITS) {
            let found = f64::from(answer.digit());
            return Err(Error::OutOfRange {
                name: "digit of an answer".to_owned(),
                min: 0.0,
                max: 9.0,
                found,
            });
        }
        let gains: Array1<f32> = widths
            .iter()
            .flat_map(|&width| std::iter::repeat_n(1.0 / (width as f32).sqrt(), width))
            .collect();
        let inputs = &self.cells(latents).slice(s![.., ..units]) * &gains;
        let mut weights = Array2::zeros((units, DIGITS));
        for _ in 0..params.passes {
            for (input, answer) in inputs.rows().into_iter().zip(answers) {
                let p = probabilities(input, &weights);
                let said = usize::from(answer.digit());
                // However strong the input is, one answer moves what its own drawing reads as by as much as another's.
                let strength = input.dot(&input).max(f32::EPSILON);
                let rate = params.rate * answer.signal(p[said]) / strength;
                let push: [f32; DIGITS] =
                    std::array::from_fn(|k| rate * (f32::from(u8::from(k == said)) - p[k]));
                for (mut row, &input) in weights.rows_mut().into_iter().zip(input) {
                    row.iter_mut().zip(&push).for_each(|(w, push)| *w += input * push);
                }
            }
        }
        Ok(self.with_linear_weights(weights * gains.insert_axis(Axis(1))))
    }
}

/// `softmax(input · W)` of one `input`.
fn probabilities(input: ArrayView1<f32>, weights: &Array2<f32>) -> [f32; DIGITS] {
    let mut logits = [0.0; DIGITS];
    for (row, &input) in weights.rows().into_iter().zip(input) {
        logits.iter_mut().zip(row).for_each(|(sum, w)| *sum += input * w);
    }
    let p = softmax(ArrayView1::from(&logits).insert_axis(Axis(0)).to_owned());
    std::array::from_fn(|k| p[[0, k]])
}

fn check_shape(what: &str, of: &str, expected: usize, found: usize) -> Result<()> {
    if expected == found {
        return Ok(());
    }
    Err(Error::Shape {
        what: what.to_owned(),
        expected: format!("{expected} {of}"),
        found: found.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{RngExt, SeedableRng};
    use rand_pcg::Pcg64;

    /// A read-out that knows nothing, and drawings of the digits 0 to 9 in turn: each its own unit of h1,
    /// and its binary digits in h2.
    fn drawings(n: usize) -> (ReadOut, Latents) {
        let mut rng = Pcg64::seed_from_u64(1);
        let h1 = Array2::from_shape_fn((n, 12), |(i, j)| {
            f32::from(u8::from(i % DIGITS == j)) + 0.2 * rng.random::<f32>()
        });
        let h2 = Array2::from_shape_fn((n, 4), |(i, j)| {
            f32::from(u8::from((i % DIGITS) >> j & 1 == 1)) + 0.2 * rng.random::<f32>()
        });
        let latents = Latents::new(vec![h1, h2]);
        (ReadOut::blank(&latents), latents)
    }

    fn first(latents: &Latents, n: usize) -> Latents {
        latents.select(&(0..n).collect::<Vec<_>>())
    }

    #[test]
    fn digits_that_are_said_are_known_after_one_of_each() {
        let (blank, latents) = drawings(40);
        let answers: Vec<_> = (0..10).map(Answer::Digit).collect();
        let taught = blank.taught(&first(&latents, 10), &answers, &TeachingParams::default()).unwrap();
        for (i, (found, _)) in taught.read(&latents).into_iter().enumerate() {
            assert_eq!(usize::from(found), i % DIGITS);
        }
    }

    #[test]
    fn right_and_wrong_alone_teach_every_digit() {
        let (blank, latents) = drawings(150);
        let mut answers = Vec::new();
        for i in 0..150 {
            let taught = blank.taught(&first(&latents, i), &answers, &TeachingParams::default()).unwrap();
            let (guess, _) = taught.read(&latents.select(&[i]))[0];
            let right = usize::from(guess) == i % DIGITS;
            answers.push(if right { Answer::Right(guess) } else { Answer::Wrong(guess) });
        }
        assert!(answers[130..].iter().all(|answer| matches!(answer, Answer::Right(_))), "{answers:?}");
    }

    #[test]
    fn one_answer_moves_its_drawing_as_the_rule_says() {
        let (blank, latents) = drawings(10);
        let one = latents.select(&[3]);
        let params = TeachingParams { passes: 1, rate: 2.0 };
        // From equal probabilities: the logit of k moves by rate · m · (s_k − 1/10).
        for (answer, m) in [(Answer::Digit(7), 1.0), (Answer::Right(7), 0.9), (Answer::Wrong(7), -0.1_f32)] {
            let p = blank.taught(&one, &[answer], &params).unwrap().probabilities(&one);
            let ratio = (p[[0, 7]] / p[[0, 2]]).ln();
            assert!((ratio - 2.0 * m).abs() < 1e-4, "{answer:?}: {ratio}");
        }
    }

    #[test]
    fn a_guess_that_is_right_as_often_as_was_expected_teaches_nothing() {
        for expected in [0.0, 0.1, 0.5, 0.98, 1.0] {
            let mean = expected * Answer::Right(3).signal(expected)
                + (1.0 - expected) * Answer::Wrong(3).signal(expected);
            assert!(mean.abs() < 1e-6, "{mean}");
        }
    }

    #[test]
    fn the_order_of_saying_and_taking_back_leaves_no_trace() {
        let (blank, latents) = drawings(6);
        let params = TeachingParams::default();
        let said = [Answer::Digit(0), Answer::Right(1), Answer::Wrong(5)];
        let once = blank.taught(&first(&latents, 3), &said, &params).unwrap();
        let whole = blank.taught(&first(&latents, 6), &[&said[..], &said[..]].concat(), &params).unwrap();
        assert_ne!(once, whole);
        assert_eq!(once.taught(&first(&latents, 3), &said, &params).unwrap(), once);
        assert_eq!(once.taught(&first(&latents, 0), &[], &params).unwrap(), blank);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let (blank, latents) = drawings(3);
        let params = TeachingParams::default();
        let message = |answers: &[Answer]| blank.taught(&latents, answers, &params).unwrap_err().to_string();
        assert!(message(&[Answer::Digit(1)]).contains("expected 3 drawings, found 1"));
        assert!(
            message(&[Answer::Digit(1), Answer::Wrong(10), Answer::Right(2)])
                .contains("between 0 and 9, found 10")
        );
        let narrow = Latents::new(vec![Array2::zeros((1, 5))]);
        assert!(blank.taught(&narrow, &[Answer::Digit(1)], &params).is_err());
        let params = TeachingParams { rate: f32::NAN, ..params };
        assert!(blank.taught(&latents, &[Answer::Digit(1); 3], &params).is_err());
    }
}
