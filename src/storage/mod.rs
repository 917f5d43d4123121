//! Files of tensors with a card: written whole, read with suspicion.
//!
//! A card names its format, with a number. Only a file that an older program would misread needs a new number: what is
//! new beside the old, a field of a card or a tensor, is passed over by older programs and may be missing in older files.

// What comes from outside is refused with an error, never with a panic or a trap.
#![cfg_attr(
    not(test),
    deny(
        clippy::indexing_slicing,
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::arithmetic_side_effects
    )
)]

pub mod card_kind;
mod fingerprint;
pub(crate) mod foreign;
mod refusal;
mod settings;
pub mod tensor_file;

pub use card_kind::CardKind;
pub(crate) use fingerprint::fingerprint;
pub(crate) use refusal::{check_each, refuse};
pub(crate) use settings::settings;
