//! Why a file cannot be kept.

use serde::{Deserialize, Serialize};

/// What is wrong with a file. Its words are under `attachment-unfit-<name>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum Unfit {
    #[error("the file is empty")]
    Empty,
    #[error("the file is too large")]
    TooLarge,
    #[error("neither a photograph nor a PDF")]
    Kind,
    /// A telephone set to HEIC or AVIF.
    #[error("a photograph in HEIF")]
    Heif,
    #[error("the end of the file is missing")]
    CutOff,
    #[error("the file is damaged")]
    Damaged,
    #[error("the picture has too many points")]
    TooManyPoints,
    #[error("the PDF wants a password")]
    Locked,
    #[error("the PDF holds a program or other files")]
    Active,
}

impl Unfit {
    pub const ALL: [Unfit; 9] = [
        Unfit::Empty,
        Unfit::TooLarge,
        Unfit::Kind,
        Unfit::Heif,
        Unfit::CutOff,
        Unfit::Damaged,
        Unfit::TooManyPoints,
        Unfit::Locked,
        Unfit::Active,
    ];

    /// The name in text keys.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Unfit::Empty => "empty",
            Unfit::TooLarge => "too-large",
            Unfit::Kind => "kind",
            Unfit::Heif => "heif",
            Unfit::CutOff => "cut-off",
            Unfit::Damaged => "damaged",
            Unfit::TooManyPoints => "too-many-points",
            Unfit::Locked => "locked",
            Unfit::Active => "active",
        }
    }
}
