//! What stands above the latents: the priors of the top layer, and what all of them read as.

mod mixture;
mod mixture_em;
mod mixture_file;
mod prior;
mod read_out;
mod read_out_file;
mod teaching;

#[cfg(test)]
pub(crate) use mixture::tests::small as small_mixture;
pub use mixture::{FactorMixture, logit};
pub use mixture_em::{learn_mixture, mean_log_likelihood};
pub use prior::TopPrior;
pub(crate) use read_out::softmax;
pub use read_out::{DIGITS, ReadOut};
pub use teaching::Answer;
