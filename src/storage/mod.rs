//! Files of tensors with a card: written whole, read with suspicion.

pub mod card_kind;
pub(crate) mod foreign;
mod refusal;
pub mod tensor_file;

pub use card_kind::CardKind;
pub(crate) use refusal::{check_each, refuse};
