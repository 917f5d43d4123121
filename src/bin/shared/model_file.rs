//! The file of a model, as both programs read it.

use crate::console::Outcome;
use std::io::ErrorKind;
use std::path::Path;
use targetprop::data::files::mixture_beside;
use targetprop::model::Model;
use targetprop::params::IMAGE_PIXELS;

/// Reads a model, which must be one of 28×28 images, and its mixture where there is one.
pub fn read_model(path: &Path) -> Outcome<Model> {
    let file = path.display();
    let bytes = std::fs::read(path)
        .map_err(|e| format!("cannot read {file}: {e}; train one with `cargo run --release --bin train`"))?;
    let mut model = Model::from_bytes(&bytes).map_err(|e| format!("{file}: {e}"))?;
    let architecture = model.net.architecture();
    if architecture.x != IMAGE_PIXELS {
        return Err(
            format!("{file}: expected a network of {IMAGE_PIXELS} pixels, found {architecture}").into()
        );
    }
    let file = mixture_beside(path);
    match std::fs::read(&file) {
        Ok(bytes) => model.add_mixture(&bytes).map_err(|e| format!("{}: {e}", file.display()))?,
        // Many commands need no mixture; those that do say that it is missing.
        Err(error) if error.kind() == ErrorKind::NotFound => (),
        Err(error) => return Err(format!("cannot read {}: {error}", file.display()).into()),
    }
    Ok(model)
}
