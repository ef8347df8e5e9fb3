//! What the check lists: a dated table of the office, and how much it may cost.

use crate::table::{self, TableError};
use atlas::area::Area;
use atlas::plan::Validity;
use lexicon::date::Date;
use serde::Deserialize;

/// What is listed, and how long the list may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Ground without a zone that is smaller is a sliver.
    pub sliver: Area,
    /// Ground without a zone that is thinner on average is a sliver, mm.
    pub sliver_mm: u32,
    /// Ground below this, shared or left free, is the noise of a shared line and only counted.
    pub noise: Area,
    /// Findings of one kind that are listed; the rest are counted.
    pub listed: u64,
}

/// Findings of one kind an officer can look through.
const LISTED: u64 = 10_000;

#[derive(Deserialize)]
struct Row {
    sliver_m2: String,
    sliver_m: f64,
    noise_m2: String,
    from: Date,
    until: Option<Date>,
}

impl Settings {
    /// Reads `sliver_m2,sliver_m,noise_m2,from,until,…` as of a day. Refuses a table with no row, or
    /// more than one, for that day.
    pub fn from_csv(raw: &[u8], on: Date) -> Result<Settings, TableError> {
        let mut found = None;
        for (line, row) in table::rows::<Row>(raw)? {
            if !(Validity { from: row.from, until: row.until }).covers(on) {
                continue;
            }
            let area = |column: &'static str, text: &str| Area::parse(text).ok_or(TableError::bad(line, column, text));
            let settings = Settings {
                sliver: area("sliver_m2", &row.sliver_m2)?,
                sliver_mm: (row.sliver_m * 1_000.0).round() as u32,
                noise: area("noise_m2", &row.noise_m2)?,
                listed: LISTED,
            };
            if found.replace(settings).is_some() {
                return Err(TableError::bad(line, "from", &row.from.to_string()));
            }
        }
        found.ok_or(TableError::bad(0, "from", &on.to_string()))
    }
}
