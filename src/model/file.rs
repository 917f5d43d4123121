//! The model file: a network, its Gaussian prior and read-out, and a card that says how they came about.
//!
//! The mixture has a file of its own, `NAME.mixture.safetensors` beside `NAME.safetensors`: only dreams and the start of
//! in-painting need it, so that a page can show the network before it is there.

// What comes from outside is refused with an error, never with a panic or a trap.
#![cfg_attr(
    not(test),
    deny(clippy::indexing_slicing, clippy::unwrap_used, clippy::panic, clippy::arithmetic_side_effects)
)]

use crate::error::Result;
use crate::net::{Network, check_seed, read_network, write_network};
use crate::params::{Architecture, MixtureParams, ReadOutParams, TrainParams};
use crate::storage::tensor_file::{Precision, TensorReader, TensorWriter};
use crate::storage::{CardKind, refuse, settings};
use crate::top::{FactorMixture, ReadOut, TopPrior};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// How a model came about and what it reached.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModelCard {
    /// Name and version of the file format.
    pub format: String,
    /// Number of units of each layer.
    pub architecture: Architecture,
    /// Settings of training.
    #[serde(default, deserialize_with = "settings")]
    pub training: TrainParams,
    /// Settings of the mixture.
    #[serde(default, deserialize_with = "settings")]
    pub mixture: MixtureParams,
    /// Settings of the read-out.
    #[serde(default, deserialize_with = "settings")]
    pub read_out: ReadOutParams,
    /// Epochs trained.
    pub epochs_done: usize,
    /// Seed of weights, order and noise.
    pub seed: u64,
    /// The training set, in words.
    #[serde(default)]
    pub data: String,
    /// Whether the training digits had labels; without them the read-out has learned nothing.
    #[serde(default = "yes")]
    pub labelled: bool,
    /// Day of training, year-month-day.
    #[serde(default)]
    pub date: String,
    /// The command that trains it again.
    #[serde(default)]
    pub command: String,
    /// Number format of the weights in the file.
    pub precision: Precision,
    /// Fingerprint of the network's weights, taken in 32 bits when the model was finished: the same in its file and in its
    /// mixture's, whatever precision each is stored with. Older files lack it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<String>,
    /// Measured results by name, with unit in the name where there is one.
    #[serde(default)]
    pub results: BTreeMap<String, f64>,
    /// Fields that a newer program wrote: kept as they are.
    #[serde(flatten)]
    pub other: BTreeMap<String, Value>,
}

impl ModelCard {
    /// A card without results; `precision` is set when the file is written.
    pub fn new(architecture: Architecture, training: TrainParams, seed: u64, epochs_done: usize) -> Self {
        Self {
            format: CardKind::Model.format(),
            architecture,
            training,
            mixture: MixtureParams::default(),
            read_out: ReadOutParams::default(),
            epochs_done,
            seed,
            data: String::new(),
            labelled: true,
            date: String::new(),
            command: String::new(),
            precision: Precision::F32,
            identity: None,
            results: BTreeMap::new(),
            other: BTreeMap::new(),
        }
    }

    /// Whether both are of one network. Where its weights were not noted, what made them must be the same.
    fn is_of_same_network(&self, other: &Self) -> bool {
        if let (Some(this), Some(that)) = (&self.identity, &other.identity) {
            return this == that;
        }
        let origin = |card: &Self| {
            let Self { architecture, training, epochs_done, seed, data, date, command, .. } = card.clone();
            (architecture, training, epochs_done, seed, data, date, command)
        };
        origin(self) == origin(other)
    }

    /// Refuses a file, called `what`, of a model whose card it holds, `noted`, unless that is this model.
    ///
    /// # Errors
    /// [`Error::ModelFile`](crate::error::Error::ModelFile) that says where both come from.
    pub(crate) fn check_same_network(&self, noted: &Self, what: &str) -> Result<()> {
        if self.is_of_same_network(noted) {
            return Ok(());
        }
        let expected = format!("the {what} of the model {}", self.origin_in_words());
        Err(refuse(&expected, &format!("that of the model {}", noted.origin_in_words())))
    }

    /// How the model came about, in a line.
    fn origin_in_words(&self) -> String {
        let weights = self.identity.as_deref().unwrap_or("not noted");
        format!("made by `{}`, {}, weights {weights}", self.command, self.date)
    }
}

/// The card of a mixture's file: that of the model whose latents it was learned from.
#[derive(Serialize, Deserialize)]
struct MixtureCard {
    format: String,
    model: ModelCard,
}

/// What cards mean that do not say whether there were labels: they are from when `train` took no data without.
fn yes() -> bool {
    true
}

/// A network with all that sampling from it needs.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// The maps.
    pub net: Network,
    /// The paper's Gaussian prior of the top layer.
    pub prior: TopPrior,
    /// The richer prior beyond the paper; none until its file has been read.
    pub mixture: Option<FactorMixture>,
    /// What the latents read as.
    pub read_out: ReadOut,
    /// Where it comes from.
    pub card: ModelCard,
}

impl Model {
    /// The model file, its matrices stored with `precision`; [`mixture_to_bytes`](Self::mixture_to_bytes) makes that of the mixture.
    pub fn to_bytes(&self, precision: Precision) -> Vec<u8> {
        let mut writer = TensorWriter::default();
        write_network(&mut writer, &self.net, precision);
        writer.vector("prior.mean", self.prior.mean.as_slice().expect("a vector is contiguous"));
        writer.vector("prior.variance", self.prior.variance.as_slice().expect("a vector is contiguous"));
        self.read_out.write(&mut writer, precision);
        writer.finish(&ModelCard { precision, ..self.card.clone() })
    }

    /// The mixture's file, its matrices stored with `precision`; none for a model without.
    pub fn mixture_to_bytes(&self, precision: Precision) -> Option<Vec<u8>> {
        let mut writer = TensorWriter::default();
        self.mixture.as_ref()?.write(&mut writer, precision);
        let model = ModelCard { precision, ..self.card.clone() };
        Some(writer.finish(&MixtureCard { format: CardKind::Mixture.format(), model }))
    }

    /// Reads a model file that may hold anything; only a file of format 2 brings a mixture along.
    ///
    /// # Errors
    /// [`Error::ModelFile`](crate::error::Error::ModelFile) if it is cut, damaged, foreign, of another version or layout, or
    /// holds NaN or numbers with which nothing can be [computed](Self::check_usable).
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let reader = TensorReader::new(bytes, CardKind::Model)?;
        let mut card: ModelCard = reader.card()?;
        // What is written is of the newest format.
        card.format = CardKind::Model.format();
        check_seed(card.seed)?;
        let net = read_network(&reader, &card.architecture)?;
        let [mean, variance] =
            ["prior.mean", "prior.variance"].map(|name| reader.values(name, &[card.architecture.top()]));
        let prior = TopPrior { mean: mean?.into(), variance: variance?.into() };
        let read_out = ReadOut::from_file(&reader, card.architecture.hidden.iter().sum())?;
        let mixture = FactorMixture::is_in(&reader)
            .then(|| FactorMixture::read(&reader, card.architecture.top()))
            .transpose()?;
        let model = Self { net, prior, mixture, read_out, card };
        model.check_usable()?;
        Ok(model)
    }

    /// Reads the mixture's file, which may hold anything; on error the model stays as it was.
    ///
    /// # Errors
    /// [`Error::ModelFile`](crate::error::Error::ModelFile) if it is cut, damaged, foreign, the mixture of another model, or
    /// holds NaN or numbers with which nothing can be computed.
    pub fn add_mixture(&mut self, bytes: &[u8]) -> Result<()> {
        let reader = TensorReader::new(bytes, CardKind::Mixture)?;
        let MixtureCard { model, .. } = reader.card()?;
        self.card.check_same_network(&model, "mixture")?;
        let mixture = FactorMixture::read(&reader, self.card.architecture.top())?;
        mixture.check_usable()?;
        self.mixture = Some(mixture);
        self.card.mixture = model.mixture;
        Ok(())
    }

    /// Refuses numbers with which inference, samplers or read-out could leave the finite, though each is finite by itself.
    ///
    /// # Errors
    /// [`Error::ModelFile`](crate::error::Error::ModelFile) that names the tensor, the limit and what was found.
    pub fn check_usable(&self) -> Result<()> {
        self.net.check_usable()?;
        self.prior.check_usable()?;
        self.read_out.check_usable()?;
        self.mixture.as_ref().map_or(Ok(()), FactorMixture::check_usable)
    }

    /// The mixture, where one is needed.
    ///
    /// # Errors
    /// [`Error::ModelFile`](crate::error::Error::ModelFile) if its file has not been read.
    pub fn need_mixture(&self) -> Result<&FactorMixture> {
        let file =
            "the mixture of this model, from the file NAME.mixture.safetensors beside NAME.safetensors";
        self.mixture.as_ref().ok_or_else(|| refuse(file, "none"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::Latents;
    use crate::params::MAX_SEED;
    use crate::top::learn_mixture;
    use ndarray::Array2;
    use rand::{RngExt, SeedableRng};

    fn small_model() -> Model {
        let architecture = Architecture { x: 9, hidden: vec![7, 4] };
        let mut rng = rand_pcg::Pcg64::seed_from_u64(8);
        let h1 = Array2::from_shape_simple_fn((40, 7), || rng.random::<f32>());
        let h2 = Array2::from_shape_simple_fn((40, 4), || rng.random::<f32>());
        let labels: Vec<u8> = (0..40).map(|i| i % 10).collect();
        let mut card = ModelCard::new(architecture.clone(), TrainParams::default(), 8, 0);
        card.mixture = MixtureParams { components: 3, rank: 2, ..MixtureParams::default() };
        Model {
            net: Network::random(&card.architecture, 3.0, &mut rng),
            prior: TopPrior::learn(h2.view()),
            mixture: Some(learn_mixture(h2.view(), &card.mixture, &mut rng, |_, _| ()).unwrap()),
            read_out: ReadOut::learn(&Latents::new(vec![h1, h2.clone()]), &labels, &card.read_out, &mut rng)
                .unwrap(),
            card,
        }
    }

    #[test]
    fn a_32_bit_file_is_exact_and_its_bytes_are_always_the_same() {
        let model = small_model();
        let bytes = model.to_bytes(Precision::F32);
        let mixture_bytes = model.mixture_to_bytes(Precision::F32).unwrap();
        let mut found = Model::from_bytes(&bytes).unwrap();
        assert_eq!(found.mixture_to_bytes(Precision::F32), None);
        assert!(found.need_mixture().unwrap_err().to_string().contains("found none"));
        found.add_mixture(&mixture_bytes).unwrap();
        assert_eq!(found, model);
        assert_eq!(found.need_mixture().unwrap(), model.mixture.as_ref().unwrap());
        assert_eq!(model.to_bytes(Precision::F32), bytes);
        assert_eq!(model.mixture_to_bytes(Precision::F32).unwrap(), mixture_bytes);
    }

    #[test]
    fn only_the_mixture_of_this_very_model_is_taken() {
        let mut model = small_model();
        let bytes = model.mixture_to_bytes(Precision::I8).unwrap();
        let refusal = |model: &mut Model, bytes: &[u8]| model.add_mixture(bytes).unwrap_err().to_string();
        let model_bytes = model.to_bytes(Precision::I8);
        assert!(refusal(&mut model, &model_bytes).contains("the mixture of a model, found a trained model"));
        assert!(refusal(&mut model, &bytes[..bytes.len() / 2]).contains("a whole safetensors file"));
        model.card.seed += 1;
        let before = model.clone();
        assert!(refusal(&mut model, &bytes).contains("the mixture of the model made by"));
        assert_eq!(model, before);
    }

    #[test]
    fn a_mixture_is_known_by_the_weights_that_it_was_learned_with() {
        let mut model = small_model();
        model.card.identity = Some(model.net.fingerprint());
        let of_other_weights = {
            let mut other = model.clone();
            other.net.g_mut(1).bias[8] += 1e-6;
            other.card.identity = Some(other.net.fingerprint());
            other.mixture_to_bytes(Precision::F32).unwrap()
        };
        for stored in [Precision::F32, Precision::F16, Precision::I8] {
            let mut found = Model::from_bytes(&model.to_bytes(stored)).unwrap();
            // Whatever else the cards say, and however often they are written anew.
            found.card.training.epochs += 1;
            found.card.command = "train anew".to_owned();
            found = Model::from_bytes(&found.to_bytes(Precision::I8)).unwrap();
            for mixture in [Precision::F32, Precision::I8] {
                found.add_mixture(&model.mixture_to_bytes(mixture).unwrap()).unwrap();
            }
            let message = found.add_mixture(&of_other_weights).unwrap_err().to_string();
            assert!(message.contains(&format!("weights {}", model.net.fingerprint())), "{message}");
        }
    }

    #[test]
    fn finite_numbers_with_which_nothing_can_be_computed_are_refused_by_name() {
        type Spoil = fn(&mut Model);
        let spoil: [(&str, Spoil); 8] = [
            ("f1.weight and f1.bias whose absolute values sum to", |model| model.net.f_mut(1).bias[3] = 3e38),
            // They cancel for a full image and for a blank one.
            ("f1.weight and f1.bias", |model| {
                for (i, weight) in model.net.f_mut(1).weights.values_mut().iter_mut().enumerate() {
                    *weight = if i % 2 == 0 { 3e38 } else { -3e38 };
                }
            }),
            ("g1.weight and g1.bias", |model| model.net.g_mut(1).weights.values_mut()[0] = -1e10),
            ("prior.mean between 0 and 1", |model| model.prior.mean[1] = 3e38),
            ("prior.variance between 0 and 1", |model| model.prior.variance[1] = 3e38),
            ("read_out.weight and read_out.bias", |model| model.read_out.layer.bias[9] = -3e38),
            ("mixture.means and mixture.loadings of component 2", |model| {
                mixture(model).means[[2, 0]] = 3e38
            }),
            ("mixture.log_std of component 1 between -20 and 20", |model| {
                mixture(model).log_std[[1, 3]] = 90.0
            }),
        ];
        fn mixture(model: &mut Model) -> &mut FactorMixture {
            model.mixture.as_mut().unwrap()
        }
        small_model().check_usable().unwrap();
        for (reason, spoil) in spoil {
            let mut model = small_model();
            spoil(&mut model);
            let outcome = Model::from_bytes(&model.to_bytes(Precision::F32));
            let bytes = model.mixture_to_bytes(Precision::F32).unwrap();
            let message = outcome.and_then(|mut found| found.add_mixture(&bytes)).unwrap_err().to_string();
            assert!(message.contains(reason), "{message}");
            assert!(message.contains("in unit ") && message.contains("the file is damaged"), "{message}");
            assert_eq!(model.check_usable().unwrap_err().to_string(), message);
        }
        let mut model = small_model();
        mixture(&mut model).weights[0] += 1.0;
        let message = model.check_usable().unwrap_err().to_string();
        assert!(message.contains("mixture.weights of at least 0 and of sum 1"), "{message}");
    }

    #[test]
    fn other_versions_and_sizes_are_refused() {
        let mut model = small_model();
        model.card.architecture.hidden[0] = 8;
        let message = Model::from_bytes(&model.to_bytes(Precision::I8)).unwrap_err().to_string();
        assert!(message.contains("f1.weight of shape [9, 8], found [9, 7]"), "{message}");
        model.card.architecture.hidden[0] = 1_000_000;
        assert!(
            Model::from_bytes(&model.to_bytes(Precision::I8)).unwrap_err().to_string().contains("h1_units")
        );
        model.card.format = CardKind::Checkpoint.format();
        let message = Model::from_bytes(&model.to_bytes(Precision::I8)).unwrap_err().to_string();
        assert!(message.contains("a checkpoint of a training"), "{message}");
        model.card.format = "other".to_owned();
        assert!(
            Model::from_bytes(&model.to_bytes(Precision::I8))
                .unwrap_err()
                .to_string()
                .contains("found \"other\"")
        );
        model = small_model();
        model.card.seed = MAX_SEED + 1;
        let message = Model::from_bytes(&model.to_bytes(Precision::I8)).unwrap_err().to_string();
        assert!(message.contains("a seed of at most 9007199254740991, found 9007199254740992"), "{message}");
        model = small_model();
        model.prior.variance[2] = -1.0;
        let message = Model::from_bytes(&model.to_bytes(Precision::I8)).unwrap_err().to_string();
        assert!(message.contains("as for units of that range, found -1e0 in unit 2"), "{message}");
    }
}
