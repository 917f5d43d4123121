//! Rows of plain data as an aligned table: the keys of their JSON are the columns.

use crate::console::Outcome;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;

/// Rows of one kind, or a report of several tables.
pub struct Table {
    json: String,
    /// The text of a report.
    text: Option<String>,
}

impl Table {
    /// Rows are structs of texts and numbers.
    pub fn new<T: serde::Serialize>(rows: &[T]) -> Outcome<Self> {
        Ok(Self { json: serde_json::to_string_pretty(rows)?, text: None })
    }

    /// A report whose JSON is one object, with its text.
    pub fn report<T: serde::Serialize>(object: &T, text: String) -> Outcome<Self> {
        Ok(Self { json: serde_json::to_string_pretty(object)?, text: Some(text) })
    }

    /// A JSON list of objects; one object for a report.
    pub fn json(&self) -> &str {
        &self.json
    }

    /// An aligned table with a header line, or the report's text.
    pub fn render(&self) -> Outcome<String> {
        if let Some(text) = &self.text {
            return Ok(text.clone());
        }
        Ok(render(&serde_json::from_str::<Vec<Row>>(&self.json)?))
    }
}

fn render(rows: &[Row]) -> String {
    let Some(first) = rows.first() else { return "nothing\n".to_owned() };
    let mut lines = vec![first.0.iter().map(|(key, _)| key.clone()).collect::<Vec<_>>()];
    lines.extend(rows.iter().map(|row| row.0.iter().map(|(_, value)| cell(value)).collect()));
    let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<_> = (0..first.0.len()).map(width).collect();
    let text_column: Vec<_> = first.0.iter().map(|(_, value)| value.is_string()).collect();
    let mut text = String::new();
    for line in &lines {
        let cells = line.iter().zip(&widths).zip(&text_column).map(|((cell, width), is_text)| {
            if *is_text { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
        });
        text += cells.collect::<Vec<_>>().join("  ").trim_end();
        text.push('\n');
    }
    text
}

fn cell(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => "–".to_owned(),
        // Four digits or so: the errors are in the next column.
        Value::Number(number) if number.is_f64() => match number.as_f64().expect("is_f64") {
            value if value.abs() >= 100.0 => format!("{value:.1}"),
            value if value.abs() >= 1.0 => format!("{value:.3}"),
            value => format!("{value:.5}"),
        },
        other => other.to_string(),
    }
}

/// A JSON object in the order of its fields.
struct Row(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Row {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = Row;
            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("a struct")
            }
            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Row, M::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(Row(fields))
            }
        }
        deserializer.deserialize_map(Fields)
    }
}
