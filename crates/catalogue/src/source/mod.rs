//! The folder's YAML as staff write it, with the place of every value that can be wrong.
//!
//! These structures only mirror the files; what they mean is in the modules above. Unknown keys are
//! refused everywhere, so that a typing error never becomes a silent default.

pub mod evidence;
pub mod form;
pub mod service;

use serde::de::DeserializeOwned;
use serde_saphyr::{Error, Location, Spanned};

use crate::fault::{Fault, FaultCode};

/// A value with its place in the file.
pub type Spot<T> = Spanned<T>;

/// Where a value stands, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub line: usize,
    pub column: usize,
}

impl Place {
    /// The beginning of a file.
    pub const START: Place = Place { line: 1, column: 1 };

    /// The beginning of a line.
    #[must_use]
    pub fn line(line: usize) -> Place {
        Place { line, column: 1 }
    }

    /// The place of a value.
    #[must_use]
    pub fn of<T>(spot: &Spot<T>) -> Place {
        Place::from(spot.referenced)
    }
}

impl From<Location> for Place {
    fn from(location: Location) -> Place {
        let number = |value: u64| usize::try_from(value).unwrap_or(1).max(1);
        Place { line: number(location.line()), column: number(location.column()) }
    }
}

/// Reads one YAML file.
///
/// # Errors
/// The first thing that is wrong with the file, with its place.
pub fn read<T: DeserializeOwned>(file: &str, bytes: &[u8]) -> Result<T, Fault> {
    let text = text_of(file, bytes)?;
    serde_saphyr::from_str(text).map_err(|error| yaml_fault(file, text, &error))
}

/// The bytes as text.
///
/// # Errors
/// A fault with the line where the text stops being UTF-8.
pub fn text_of<'a>(file: &str, bytes: &'a [u8]) -> Result<&'a str, Fault> {
    std::str::from_utf8(bytes).map_err(|error| {
        let line = bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count() + 1;
        Fault::at(file, Place::line(line), file, (FaultCode::NotUtf8, "save the file as UTF-8".to_owned()))
    })
}

fn yaml_fault(file: &str, text: &str, error: &Error) -> Fault {
    let error = error.without_snippet();
    let place = error.location().map_or(Place::START, Place::from);
    let (code, offending, remedy) = match error {
        Error::SerdeUnknownField { field, expected, .. } => {
            (FaultCode::KeyUnknown, field.clone(), format!("remove the key, or write one of: {}", expected.join(", ")))
        }
        Error::SerdeMissingField { field, .. } => {
            (FaultCode::KeyMissing, (*field).to_owned(), format!("add the key `{field}` to this mapping"))
        }
        Error::SerdeUnknownVariant { variant, expected, .. } => {
            (FaultCode::ValueWrong, variant.clone(), format!("write one of: {}", expected.join(", ")))
        }
        Error::DuplicateMappingKey { key, .. } => (
            FaultCode::KeyTwice,
            key.clone().unwrap_or_default(),
            "the key stands here twice; keep one of them".to_owned(),
        ),
        Error::SerdeInvalidType { unexpected, expected, .. }
        | Error::SerdeInvalidValue { unexpected, expected, .. } => {
            (FaultCode::ValueWrong, word_at(text, place, unexpected), format!("write {expected}"))
        }
        Error::InvalidScalar { ty, .. } => {
            (FaultCode::ValueWrong, word_at(text, place, ""), format!("write a value of type {ty}"))
        }
        Error::Unexpected { expected, .. } => {
            (FaultCode::ValueWrong, word_at(text, place, ""), format!("write {expected} here"))
        }
        other => (FaultCode::YamlSyntax, word_at(text, place, ""), other.to_string()),
    };
    Fault::at(file, place, &offending, (code, remedy))
}

/// The text that stands at a place, up to the end of the value; or what the reader called it.
fn word_at(text: &str, place: Place, otherwise: &str) -> String {
    let line = text.lines().nth(place.line - 1).unwrap_or_default();
    let rest: String = line.chars().skip(place.column - 1).collect();
    let word = rest.split([',', '}', ']', '#']).next().unwrap_or_default().trim();
    if word.is_empty() { otherwise.to_owned() } else { word.to_owned() }
}
