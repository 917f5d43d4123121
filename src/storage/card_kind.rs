//! The four files of this project that hold tensors, told apart by the format that their cards name.

use super::refusal::refuse;
use crate::error::Result;
use serde::Deserialize;
use std::ops::RangeInclusive;

/// What a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardKind {
    /// A network that has learned, with its prior and read-out.
    Model,
    /// The mixture that belongs to a model.
    Mixture,
    /// The restorer that belongs to a model.
    Restorer,
    /// A training that can go on.
    Checkpoint,
}

/// What every card of ours begins with. Read first: cards of other formats lack fields, which would say little.
#[derive(Deserialize)]
pub(crate) struct Format {
    format: String,
}

impl CardKind {
    const ALL: [Self; 4] = [Self::Model, Self::Mixture, Self::Restorer, Self::Checkpoint];

    /// Name of the format, without its number.
    fn name(self) -> &'static str {
        match self {
            Self::Model => "targetprop-playground model",
            Self::Mixture => "targetprop-playground mixture",
            Self::Restorer => "targetprop-playground restorer",
            Self::Checkpoint => "targetprop-playground training",
        }
    }

    /// Numbers of the formats that can be read; the last is written. A model of format 2 holds its mixture, one of format 1
    /// lacks the read-out.
    fn numbers(self) -> RangeInclusive<u32> {
        match self {
            Self::Model => 2..=3,
            Self::Mixture | Self::Restorer | Self::Checkpoint => 1..=1,
        }
    }

    /// Name and number of the format that is written.
    pub fn format(self) -> String {
        format!("{} {}", self.name(), self.numbers().end())
    }

    /// The kind whose format this is, whatever the number, and the number.
    pub(crate) fn of(format: &str) -> Option<(Self, u32)> {
        let (name, number) = format.rsplit_once(' ')?;
        Some((Self::ALL.into_iter().find(|kind| kind.name() == name)?, number.parse().ok()?))
    }

    /// What is expected, in words.
    fn wanted(self) -> &'static str {
        match self {
            Self::Model => "a trained model",
            Self::Mixture => "the mixture of a model",
            Self::Restorer => "the restorer of a model",
            Self::Checkpoint => "a checkpoint of a training",
        }
    }

    /// What was found instead of another, and what it is for.
    fn found(self) -> &'static str {
        match self {
            Self::Model => "a trained model: it is opened as a model, and learning cannot go on from it",
            Self::Mixture => "the mixture of a model: it goes with its model, NAME.safetensors beside it",
            Self::Restorer => "the restorer of a model: it goes with its model, NAME.safetensors beside it",
            Self::Checkpoint => {
                "a checkpoint of a training that is not over: `train --resume` or the Learn bench goes on with it and makes the model at its end"
            }
        }
    }

    /// Refuses a card of another kind, by the name of that kind, and one of a format that cannot be read.
    pub(crate) fn check(self, Format { format }: &Format) -> Result<()> {
        let numbers = self.numbers();
        match Self::of(format) {
            Some((kind, number)) if kind == self && numbers.contains(&number) => Ok(()),
            Some((kind, number)) if kind == self => {
                let (least, most) = numbers.into_inner();
                let (limit, remedy) = if number > most {
                    (
                        format!("{most} or below"),
                        "a newer version of this program wrote it; open it with a newer version of the page",
                    )
                } else {
                    (format!("{least} or above"), "it lacks what is needed now; train it again")
                };
                let expected = format!("{} of format {limit}", self.wanted());
                Err(refuse(&expected, &format!("format {number}: {remedy}")))
            }
            Some((other, _)) => Err(refuse(self.wanted(), other.found())),
            None => Err(refuse(
                &format!("{}, format \"{}\"", self.wanted(), self.format()),
                &format!("\"{format}\""),
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_given_for_another_is_named_as_what_it_is() {
        for wanted in CardKind::ALL {
            for given in CardKind::ALL {
                let outcome = wanted.check(&Format { format: given.format() });
                if wanted == given {
                    outcome.unwrap();
                    continue;
                }
                let message = outcome.unwrap_err().to_string();
                let expected = format!("expected {}, found {}", wanted.wanted(), given.found());
                assert!(message.contains(&expected), "{message}");
            }
        }
        let message = CardKind::Model.check(&Format { format: "other".to_owned() }).unwrap_err().to_string();
        assert!(message.contains("a trained model, format \"targetprop-playground model 3\""), "{message}");
        assert!(message.contains("found \"other\""), "{message}");
    }

    #[test]
    fn formats_too_new_and_too_old_are_refused_by_number() {
        let refusal = |kind: CardKind, number: u32| {
            let format = format!("{} {number}", kind.name());
            kind.check(&Format { format }).unwrap_err().to_string()
        };
        for kind in CardKind::ALL {
            let newest = *kind.numbers().end();
            let message = refusal(kind, newest + 1);
            let expected =
                format!("{} of format {newest} or below, found format {}: ", kind.wanted(), newest + 1);
            assert!(message.contains(&expected), "{message}");
            assert!(message.ends_with("open it with a newer version of the page"), "{message}");
        }
        let message = refusal(CardKind::Model, 1);
        assert!(
            message.contains("of format 2 or above, found format 1: ") && message.contains("train it again"),
            "{message}"
        );
    }
}
