//! Verifying a paper: by its code or by the file itself.
//!
//! Two questions are answered apart: is the file what we sealed, and does the paper still stand.

use lexicon::date::Date;
use lexicon::instant::At;
use serde::{Deserialize, Serialize};

use super::page;
use super::parts::{Link, Section, Slip, Table};

/// The two ways to verify.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verify {
    pub code: String,
    #[serde(default)]
    pub slips: Vec<Slip>,
    /// Where a code is sent (GET, `code`).
    pub by_code: String,
    /// Where a file is sent (POST, multipart, `file`).
    pub by_file: String,
    /// The largest file taken, in words.
    pub most: String,
}

/// What verifying found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    Valid,
    Expired,
    Superseded,
    Revoked,
    /// It was right when it was issued; plan data of today says otherwise.
    Overtaken,
    /// No paper of that code, or a file we never sealed.
    Unknown,
    /// Our paper once, but its bytes were changed after sealing.
    Changed,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verified {
    pub verdict: Verdict,
    /// Why it stands so, in sentences: superseded by what, revoked when and why.
    #[serde(default)]
    pub says: Vec<String>,
    /// Number, issue day, holder masked, plan version; none for an unknown paper.
    #[serde(default)]
    pub facts: Option<Section>,
    #[serde(default)]
    pub parcels: Option<Table>,
    /// Who sealed it, when, and by which chain; only where a file was given.
    #[serde(default)]
    pub seal: Option<Section>,
    /// The paper that took its place.
    #[serde(default)]
    pub successor: Option<Link>,
    #[serde(default)]
    pub valid_until: Option<Date>,
    /// Whether the file itself was looked at, not only the code.
    pub by_file: bool,
    pub checked_at: At,
}

page!(Verify => "verify", Verified => "verified");
