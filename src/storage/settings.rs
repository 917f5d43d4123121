//! How settings are read from a card that may be older or newer than the program.

use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

/// Settings of a card: those that it lacks have their defaults, and those that are not known are passed over. What asks
/// for a computation is read by the settings' own rule instead, which refuses both.
///
/// A setting that is new in a program must therefore have the default that does what was done before there was one.
pub(crate) fn settings<'de, D: Deserializer<'de>, T: Default + Serialize + DeserializeOwned>(
    deserializer: D,
) -> Result<T, D::Error> {
    let mut found: Map<String, Value> = Map::deserialize(deserializer)?;
    let mut settings = serde_json::to_value(T::default()).map_err(D::Error::custom)?;
    for (name, value) in settings.as_object_mut().into_iter().flatten() {
        if let Some(found) = found.remove(name) {
            *value = found;
        }
    }
    T::deserialize(settings).map_err(D::Error::custom)
}
