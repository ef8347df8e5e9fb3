//! One way for a type with a checked text form to travel as a string in JSON,
//! so that no value enters through serde unchecked.

/// Implements `FromStr`, `Serialize` and `Deserialize` for a type that has
/// `parse(&str) -> Result<Self, $error>` and a canonical text.
///
/// The error handed to serde is the type's own; none of them repeats the input.
macro_rules! text_form {
    ($type:ty, $error:ty, $text:expr) => {
        impl std::str::FromStr for $type {
            type Err = $error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text)
            }
        }
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                let text: fn(&$type) -> String = $text;
                to.serialize_str(&text(self))
            }
        }
        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(from)?;
                Self::parse(&text).map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use text_form;
