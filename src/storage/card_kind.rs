//! The three files of this project that hold tensors, told apart by the format that their cards name.

use super::refusal::refuse;
use crate::error::Result;
use serde::Deserialize;

/// What a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardKind {
    /// A network that has learned, with its prior and read-out.
    Model,
    /// The mixture that belongs to a model.
    Mixture,
    /// A training that can go on.
    Checkpoint,
}

/// What every card of ours begins with. Read first: cards of other formats lack fields, which would say little.
#[derive(Deserialize)]
pub(crate) struct Format {
    format: String,
}

impl CardKind {
    const ALL: [Self; 3] = [Self::Model, Self::Mixture, Self::Checkpoint];

    /// Name and version of the format; readers refuse others.
    pub fn format(self) -> &'static str {
        match self {
            Self::Model => "targetprop-playground model 3",
            Self::Mixture => "targetprop-playground mixture 1",
            Self::Checkpoint => "targetprop-playground training 1",
        }
    }

    /// What is expected, in words.
    fn wanted(self) -> &'static str {
        match self {
            Self::Model => "a trained model",
            Self::Mixture => "the mixture of a model",
            Self::Checkpoint => "a checkpoint of a training",
        }
    }

    /// What was found instead of another, and what it is for.
    fn found(self) -> &'static str {
        match self {
            Self::Model => "a trained model: it is opened as a model, and learning cannot go on from it",
            Self::Mixture => "the mixture of a model: it goes with its model, NAME.safetensors beside it",
            Self::Checkpoint => {
                "a checkpoint of a training that is not over: `train --resume` or the Learn bench goes on with it and makes the model at its end"
            }
        }
    }

    /// Refuses a card of another kind, by the name of that kind.
    pub(crate) fn check(self, Format { format }: &Format) -> Result<()> {
        match Self::ALL.into_iter().find(|kind| kind.format() == format) {
            Some(kind) if kind == self => Ok(()),
            Some(other) => Err(refuse(self.wanted(), other.found())),
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
                let outcome = wanted.check(&Format { format: given.format().to_owned() });
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
}
