//! What is told of y: labels, all or few of them, or only how good an action was.

use crate::error::{Error, Result};
use crate::math::argmax;
use crate::top::DIGITS;
use ndarray::{Array2, ArrayView1};
use rand::{Rng, RngExt};

/// Who tells, of each image, what y is to become.
#[derive(Debug, Clone, PartialEq)]
pub enum Teacher {
    /// The label of each image that has one.
    Labels {
        /// From 0 to 9.
        labels: Vec<Option<u8>>,
        /// Weight of what the network itself takes for the label where none is told.
        own_weight: f32,
    },
    /// 1 where the network names the label, else 0: the label itself is never told.
    Reward {
        /// From 0 to 9.
        labels: Vec<u8>,
        /// The running mean of the reward.
        expected: f32,
        /// Share of it that a batch leaves as it was.
        memory: f32,
    },
}

impl Teacher {
    /// One who tells the label of `told` images, as many of each digit as there are, and none of the others; of all where
    /// `told` is none. Which ones follows from `rng`.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] for a label above 9, [`Error::Shape`] if there are not enough of a digit.
    pub fn of_labels(labels: &[u8], told: Option<usize>, rng: &mut impl Rng) -> Result<Self> {
        check(labels)?;
        let Some(told) = told else {
            return Ok(Self::Labels { labels: labels.iter().copied().map(Some).collect(), own_weight: 0.0 });
        };
        let mut known = vec![None; labels.len()];
        for digit in 0..DIGITS {
            // As equal shares as can be.
            let share = told / DIGITS + usize::from(digit < told % DIGITS);
            let mut of_digit: Vec<usize> =
                (0..labels.len()).filter(|&i| usize::from(labels[i]) == digit).collect();
            if of_digit.len() < share {
                return Err(Error::Shape {
                    what: format!("labelled images of the digit {digit}"),
                    expected: format!("at least {share}, for {told} labels"),
                    found: of_digit.len().to_string(),
                });
            }
            rand::seq::SliceRandom::shuffle(&mut of_digit[..], rng);
            of_digit[..share].iter().for_each(|&i| known[i] = Some(labels[i]));
        }
        Ok(Self::Labels { labels: known, own_weight: 0.0 })
    }

    /// One who only rewards, and expects chance at first.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] for a label above 9 or a `memory` outside [0, 1).
    pub fn of_reward(labels: &[u8], memory: f32) -> Result<Self> {
        check(labels)?;
        crate::params::REWARD_MEMORY.check(memory.into())?;
        Ok(Self::Reward { labels: labels.to_vec(), expected: 1.0 / DIGITS as f32, memory })
    }

    /// The images whose label is told, where that is not told of all.
    pub fn few(&self) -> Vec<usize> {
        match self {
            Self::Labels { labels, .. } if labels.contains(&None) => {
                (0..labels.len()).filter(|&i| labels[i].is_some()).collect()
            }
            _ => vec![],
        }
    }

    /// Lets the network's own guesses count from now on, where labels are missing.
    pub fn weigh_own_guesses(&mut self, weight: f32) {
        if let Self::Labels { own_weight, .. } = self {
            *own_weight = weight;
        }
    }

    /// Where labels are missing, what is likeliest by `y` `(n, 10)` stands for them from now on.
    pub(super) fn completed(self, y: &Array2<f32>) -> Self {
        match self {
            Self::Labels { labels, .. } => {
                let complete =
                    labels.iter().zip(y.rows()).map(|(label, y)| label.or_else(|| Some(argmax(y) as u8)));
                Self::Labels { labels: complete.collect(), own_weight: 0.0 }
            }
            reward => reward,
        }
    }

    /// The push on `y` `(B, 10)` of `images`, with a stream of randomness for each.
    pub fn push<R: Rng>(&mut self, images: &[usize], y: &Array2<f32>, rngs: &mut [R]) -> Array2<f32> {
        match self {
            Self::Labels { labels, own_weight } => {
                told(y, &images.iter().map(|&i| labels[i]).collect::<Vec<_>>(), *own_weight)
            }
            Self::Reward { labels, expected, memory } => {
                let (push, mean) = rewarded(y, *expected, rngs, |i, action| {
                    f32::from(u8::from(labels[images[i]] == action))
                });
                *expected = *memory * *expected + (1.0 - *memory) * mean;
                push
            }
        }
    }
}

fn check(labels: &[u8]) -> Result<()> {
    match labels.iter().find(|&&label| usize::from(label) >= DIGITS) {
        Some(&found) => {
            Err(Error::OutOfRange { name: "label".to_owned(), min: 0.0, max: 9.0, found: found.into() })
        }
        None => Ok(()),
    }
}

/// The push on y `(B, 10)` where `labels` are told: `t − y`. Where none is, what y itself says most of is taken for it,
/// with `own_weight` (Lee 2013).
fn told(y: &Array2<f32>, labels: &[Option<u8>], own_weight: f32) -> Array2<f32> {
    let mut push = -y;
    for ((mut push, y), label) in push.rows_mut().into_iter().zip(y.rows()).zip(labels) {
        push[label.map_or_else(|| argmax(y), usize::from)] += 1.0;
        if label.is_none() {
            push *= own_weight;
        }
    }
    push
}

/// The push on y `(B, 10)` where an action is drawn from each row of it and `reward` tells, of row and action, how good it
/// was: three factors, `(s − y) · (reward − expected)`. With it the mean reward.
fn rewarded<R: Rng>(
    y: &Array2<f32>,
    expected: f32,
    rngs: &mut [R],
    reward: impl Fn(usize, u8) -> f32,
) -> (Array2<f32>, f32) {
    let mut push = -y;
    let mut sum = 0.0;
    for (i, (mut push, rng)) in push.rows_mut().into_iter().zip(rngs).enumerate() {
        let action = draw(y.row(i), rng);
        let reward = reward(i, action);
        push[usize::from(action)] += 1.0;
        push *= reward - expected;
        sum += reward;
    }
    (push, sum / y.nrows().max(1) as f32)
}

/// A digit with its probability.
fn draw(y: ArrayView1<f32>, rng: &mut impl Rng) -> u8 {
    let mut left = rng.random::<f32>();
    for (digit, p) in (0..).zip(y) {
        left -= p;
        if left < 0.0 {
            return digit;
        }
    }
    DIGITS as u8 - 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Axis, array};
    use rand::SeedableRng;
    use rand_pcg::Pcg64;

    fn rngs(n: u64) -> Vec<Pcg64> {
        (0..n).map(Pcg64::seed_from_u64).collect()
    }

    /// y of one image, as often as there are draws.
    fn many(n: usize) -> Array2<f32> {
        let y = array![0.3, 0.2, 0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.03, 0.02];
        y.insert_axis(Axis(0)).broadcast((n, DIGITS)).unwrap().to_owned()
    }

    /// How many standard errors the mean of `pushes` lies from `expected`, at most.
    fn deviation(pushes: &Array2<f32>, expected: &[f32]) -> f32 {
        let mean = pushes.mean_axis(Axis(0)).unwrap();
        let stderr = pushes.std_axis(Axis(0), 1.0) / (pushes.nrows() as f32).sqrt();
        (0..DIGITS).map(|k| ((mean[k] - expected[k]) / stderr[k]).abs()).fold(0.0, f32::max)
    }

    #[test]
    fn a_label_pushes_y_towards_it_and_no_label_nowhere() {
        let mut teacher = Teacher::of_labels(&[3, 1], None, &mut rngs(1)[0]).unwrap();
        let y = many(2);
        let push = teacher.push(&[1, 0], &y, &mut rngs(2));
        assert_eq!(push.row(0)[1], 1.0 - y[[0, 1]]);
        assert_eq!(push.row(1)[3], 1.0 - y[[1, 3]]);
        assert!(push.sum_axis(Axis(1)).iter().all(|sum| sum.abs() < 1e-6));

        let mut silent = Teacher::Labels { labels: vec![None], own_weight: 0.0 };
        assert!(silent.push(&[0], &many(1), &mut rngs(1)).iter().all(|&push| push == 0.0));
        silent.weigh_own_guesses(0.5);
        // Its own guess is 0, the likeliest.
        assert_eq!(silent.push(&[0], &many(1), &mut rngs(1))[[0, 0]], 0.5 * 0.7);
    }

    #[test]
    fn a_reward_that_never_changes_moves_nothing_on_average() {
        let n = 20_000;
        for constant in [0.0, 1.0] {
            let (push, mean) = rewarded(&many(n), 0.4, &mut rngs(n as u64), |_, _| constant);
            assert_eq!(mean, constant);
            assert!(deviation(&push, &[0.0; DIGITS]) < 4.0);
        }
        // Where it is expected, nothing moves at all.
        let (push, _) = rewarded(&many(3), 1.0, &mut rngs(3), |_, _| 1.0);
        assert!(push.iter().all(|&push| push == 0.0));
    }

    #[test]
    fn the_mean_push_of_reward_is_the_gradient_of_the_expected_reward() {
        // E[(s − y) r] with r = 1 for the digit 1 is y_1 (t − y), the gradient of y_1 in the logits.
        let n = 20_000;
        let y = many(n);
        let (push, _) = rewarded(&y, 0.2, &mut rngs(n as u64), |_, action| f32::from(u8::from(action == 1)));
        let expected: Vec<f32> =
            (0..DIGITS).map(|k| y[[0, 1]] * (f32::from(u8::from(k == 1)) - y[[0, k]])).collect();
        assert!(deviation(&push, &expected) < 4.0);
        assert!(deviation(&push, &[0.0; DIGITS]) > 10.0);
    }

    #[test]
    fn the_expected_reward_follows_the_reward() {
        let mut teacher = Teacher::of_reward(&[0; 50], 0.5).unwrap();
        let certain = Array2::from_shape_fn((50, DIGITS), |(_, k)| f32::from(u8::from(k == 0)));
        let all: Vec<usize> = (0..50).collect();
        for _ in 0..20 {
            teacher.push(&all, &certain, &mut rngs(50));
        }
        assert!(matches!(teacher, Teacher::Reward { expected, .. } if (expected - 1.0).abs() < 1e-4));
    }

    #[test]
    fn few_labels_are_as_many_of_each_digit() {
        let labels: Vec<u8> = (0..200).map(|i| (i % 10) as u8).collect();
        let teacher = Teacher::of_labels(&labels, Some(35), &mut rngs(1)[0]).unwrap();
        let few = teacher.few();
        assert_eq!(few.len(), 35);
        for digit in 0..10 {
            let told = few.iter().filter(|&&i| labels[i] == digit).count();
            assert_eq!(told, if digit < 5 { 4 } else { 3 });
        }
        assert!(Teacher::of_labels(&labels, None, &mut rngs(1)[0]).unwrap().few().is_empty());
    }

    #[test]
    fn labels_that_cannot_be_told_are_refused() {
        let refusal =
            |labels: &[u8], told| Teacher::of_labels(labels, told, &mut rngs(1)[0]).unwrap_err().to_string();
        assert!(refusal(&[3, 10], None).starts_with("label must lie between 0 and 9, found 10"));
        let message = refusal(&[0, 1, 2], Some(10));
        assert!(
            message.contains("the digit 3") && message.contains("at least 1, for 10 labels"),
            "{message}"
        );
        assert!(Teacher::of_reward(&[11], 0.9).is_err());
        assert!(Teacher::of_reward(&[1], 1.5).unwrap_err().to_string().contains("reward_memory"));
    }
}
