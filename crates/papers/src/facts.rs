//! What a zoning certificate says, frozen before it is drawn.
//!
//! The template prints these values and nothing else; the digest of this record
//! is what the register keeps beside the PDF. The record refuses to hold
//! combinations that would print nonsense ([`CertificateFacts::check`]); it does
//! not look anything up and knows no fee, deadline or tolerance of its own.
//!
//! Fields follow 都市計畫土地使用分區（或公共設施用地）證明書 as described in the
//! zoning rules of the field notes; dates are civil dates in ISO form, and the
//! template writes them in ROC years.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::spacing;

/// The version of this record written by this build.
pub const FORMAT: u16 = 1;

/// Everything a certificate says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertificateFacts {
    /// Format of the record; [`FORMAT`].
    pub format: u16,
    /// Issuing agency, full name as in its seal.
    pub agency: String,
    /// Unit in charge.
    pub unit: String,
    /// 發文字號 as printed.
    pub paper_number: String,
    /// 發文日期.
    pub issued_on: Date,
    /// Last day on which the certificate may be relied upon.
    pub valid_until: Date,
    /// Case number the applicant knows.
    pub case_number: String,
    /// Applicant's name.
    pub applicant: String,
    /// Agent's name, where one applied.
    pub agent: Option<String>,
    /// Purpose the applicant gave.
    pub purpose: Option<String>,
    /// The parcels certified, in the order asked for.
    pub parcels: Vec<ParcelFacts>,
    /// Remarks printed after the table, in order, without numbers.
    pub remarks: Vec<String>,
    /// The map sketch, where one is printed.
    pub sketch: Option<Sketch>,
    /// On which data and rules the answer rests.
    pub basis: Basis,
    /// How a reader checks the paper.
    pub verification: Verification,
    /// Fee paid, as words.
    pub fee: String,
    /// Number of copies issued.
    pub copies: u16,
    /// Whether the paper has legal effect.
    pub mark: Mark,
}

/// One parcel and the zones that cover it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParcelFacts {
    /// 行政區.
    pub district: String,
    /// 地段.
    pub section: String,
    /// 小段, where the section has one.
    pub subsection: Option<String>,
    /// 地號 as printed, for example `123-4`.
    pub land_number: String,
    /// Registered area in square metres as printed; absent when the register gave none.
    pub registered_area_m2: Option<String>,
    /// What kind of answer the bureau gives for this parcel.
    pub outcome: Outcome,
    /// Zones in the order printed.
    pub zones: Vec<ZoneFacts>,
    /// A remark that holds for this parcel alone.
    pub note: Option<String>,
}

/// The kind of answer for one parcel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// One zone covers the whole parcel.
    Zone,
    /// The parcel straddles: each zone is certified as 部分.
    PartZones,
    /// The line is not clear enough to certify; the plan situation is described.
    Described,
}

/// One zone or public-facility reservation on a parcel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ZoneFacts {
    /// Name as in the plan.
    pub name: String,
    /// Class code of the bureau's zone classes.
    pub class_code: String,
    /// Name of the plan case that set the zone.
    pub plan_name: String,
    /// Which kind of plan that is.
    pub plan_level: PlanLevel,
    /// Day the plan was announced as in force (發布實施).
    pub announced_on: Date,
    /// Number of that announcement.
    pub announcement_number: String,
    /// Share of the parcel for reference only, as printed.
    pub share: Option<String>,
    /// Conditions attached to the zone.
    pub note: Option<String>,
}

/// Level of a plan (都市計畫法 §15, §22).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PlanLevel {
    /// 主要計畫.
    Main,
    /// 細部計畫.
    Detailed,
}

/// The map sketch beside the table. The image itself travels to the press as `/map.svg`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sketch {
    /// The same content in words, for people who do not see the picture.
    pub alt: String,
    /// Scale and source line under the picture.
    pub caption: String,
}

/// Data and rules behind the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Basis {
    /// Digest of the plan release used.
    pub data_version: String,
    /// Version of the tolerance rules used for lines on maps.
    pub tolerance_version: String,
    /// The day whose law and plans were applied.
    pub in_force_on: Date,
}

/// How a reader checks the paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verification {
    /// Address of the page that verifies; also in the square code.
    pub url: String,
    /// Code to type by hand.
    pub code: String,
}

/// Whether the paper has legal effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// Issued for use.
    Genuine,
    /// Printed from demonstration data; the paper says so plainly.
    Demonstration,
}

/// Why a record cannot become a paper.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum FactsError {
    /// The record is not JSON of this shape.
    #[error("the facts cannot be read: {0}")]
    Unreadable(String),
    /// A later build wrote the record.
    #[error("the facts have format {0}, this build reads {FORMAT}")]
    UnknownFormat(u16),
    /// A certificate without a parcel says nothing.
    #[error("the facts name no parcel")]
    NoParcel,
    /// A text that must be printed is empty.
    #[error("the field {0} is empty")]
    Empty(&'static str),
    /// The number of zones contradicts the kind of answer.
    #[error("parcel {parcel} is {outcome:?} with {zones} zones")]
    ZonesContradictOutcome {
        /// Position of the parcel, from zero.
        parcel: usize,
        /// Answer given.
        outcome: Outcome,
        /// Zones listed.
        zones: usize,
    },
    /// The paper would be void before it is issued.
    #[error("the certificate would lapse before its issue date")]
    LapsedAtIssue,
}

impl CertificateFacts {
    /// Reads a stored record, normalises its texts and checks it.
    pub fn from_json(json: &[u8]) -> Result<Self, FactsError> {
        let value: serde_json::Value =
            serde_json::from_slice(json).map_err(|e| FactsError::Unreadable(e.to_string()))?;
        let facts: Self =
            serde_json::from_value(normalised(value)).map_err(|e| FactsError::Unreadable(e.to_string()))?;
        facts.check()?;
        Ok(facts)
    }

    /// The record as bytes for the press and the register, its texts
    /// normalised. The same facts always give the same bytes.
    pub fn to_json(&self) -> Result<Vec<u8>, FactsError> {
        self.check()?;
        // Written from the struct, whose field order does not depend on how
        // another crate configures JSON maps.
        serde_json::to_value(self)
            .and_then(|value| serde_json::from_value::<Self>(normalised(value)))
            .and_then(|facts| serde_json::to_vec(&facts))
            .map_err(|e| FactsError::Unreadable(e.to_string()))
    }

    /// SHA-256 of [`Self::to_json`] in hexadecimal.
    pub fn digest(&self) -> Result<String, FactsError> {
        Ok(hex::encode(Sha256::digest(self.to_json()?)))
    }

    /// Refuses records that would print nonsense.
    pub fn check(&self) -> Result<(), FactsError> {
        if self.format != FORMAT {
            return Err(FactsError::UnknownFormat(self.format));
        }
        let required = [
            ("agency", &self.agency),
            ("unit", &self.unit),
            ("paper_number", &self.paper_number),
            ("case_number", &self.case_number),
            ("applicant", &self.applicant),
            ("basis.data_version", &self.basis.data_version),
            ("verification.url", &self.verification.url),
            ("verification.code", &self.verification.code),
        ];
        for (name, text) in required {
            if spacing::normalise(text).is_empty() {
                return Err(FactsError::Empty(name));
            }
        }
        if self.parcels.is_empty() {
            return Err(FactsError::NoParcel);
        }
        if self.valid_until < self.issued_on {
            return Err(FactsError::LapsedAtIssue);
        }
        for (parcel, facts) in self.parcels.iter().enumerate() {
            let (outcome, zones) = (facts.outcome, facts.zones.len());
            let fits = match outcome {
                Outcome::Zone => zones == 1,
                Outcome::PartZones => zones >= 2,
                Outcome::Described => facts.note.as_deref().is_some_and(|n| !n.trim().is_empty()),
            };
            if !fits {
                return Err(FactsError::ZonesContradictOutcome { parcel, outcome, zones });
            }
        }
        Ok(())
    }

    /// Every text a citizen or a register supplied, joined by line feeds: what
    /// has to be looked up in the fonts before a paper number is drawn.
    pub fn supplied_text(&self) -> String {
        let mut texts: Vec<&str> = vec![&self.applicant];
        texts.extend(self.agent.as_deref());
        texts.extend(self.purpose.as_deref());
        texts.extend(self.remarks.iter().map(String::as_str));
        for parcel in &self.parcels {
            texts.extend([parcel.district.as_str(), &parcel.section, &parcel.land_number]);
            texts.extend(parcel.subsection.as_deref());
            texts.extend(parcel.note.as_deref());
            for zone in &parcel.zones {
                texts.extend([zone.name.as_str(), &zone.plan_name, &zone.announcement_number]);
                texts.extend(zone.note.as_deref());
            }
        }
        spacing::normalise(&texts.join("\n"))
    }
}

fn normalised(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::String(text) => Value::String(spacing::normalise(&text)),
        Value::Array(items) => Value::Array(items.into_iter().map(normalised).collect()),
        Value::Object(fields) => Value::Object(fields.into_iter().map(|(k, v)| (k, normalised(v))).collect()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &[u8] = include_bytes!("../../../services/zoning-certificate/papers/sample.json");

    fn sample() -> CertificateFacts {
        CertificateFacts::from_json(SAMPLE).unwrap()
    }

    #[track_caller]
    fn check(change: impl FnOnce(&mut CertificateFacts), wanted: FactsError) {
        let mut facts = sample();
        change(&mut facts);
        assert_eq!(facts.check().unwrap_err(), wanted);
    }

    #[test]
    fn the_sample_survives_a_round_trip_with_the_same_digest() {
        let facts = sample();
        let again = CertificateFacts::from_json(&facts.to_json().unwrap()).unwrap();
        assert_eq!(facts, again);
        assert_eq!(facts.digest().unwrap(), again.digest().unwrap());
    }

    #[test]
    fn nonsense_is_refused_with_its_reason() {
        check(|f| f.parcels.clear(), FactsError::NoParcel);
        check(|f| f.format = 9, FactsError::UnknownFormat(9));
        check(|f| f.applicant = "\u{200B} ".into(), FactsError::Empty("applicant"));
        check(|f| f.valid_until = Date::constant(2000, 1, 1), FactsError::LapsedAtIssue);
        check(
            |f| {
                f.parcels[0].outcome = Outcome::PartZones;
                f.parcels[0].zones.truncate(1);
            },
            FactsError::ZonesContradictOutcome { parcel: 0, outcome: Outcome::PartZones, zones: 1 },
        );
    }

    #[test]
    fn ink_for_spaces_never_reaches_the_record() {
        let mut facts = sample();
        facts.applicant = "王\u{A0}小\u{200B}明".into();
        let json = String::from_utf8(facts.to_json().unwrap()).unwrap();
        assert!(json.contains("王 小明"));
        assert!(spacing::ink_for_space(&json).is_empty());
    }

    #[test]
    fn an_unknown_field_is_refused() {
        let json = String::from_utf8(SAMPLE.to_vec()).unwrap().replacen('{', "{\"seal\": 1,", 1);
        assert!(matches!(CertificateFacts::from_json(json.as_bytes()), Err(FactsError::Unreadable(_))));
    }
}
