//! What became of old parcels: a table of the land office, laid onto imported parcels.
//!
//! Splits, merges and re-surveys renumber land; dropped numbers are never reused
//! (地籍測量實施規則 §233–237-1). A row is one old and one new number; rows of one old number and
//! day belong together. Nothing is guessed: a row that does not fit the parcels is listed.

use crate::table::{self, TableError};
use atlas::parcel::{Became, Change, Parcel};
use lexicon::date::Date;
use lexicon::parcel::ParcelId;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Deserialize)]
struct Row {
    old_parcel: String,
    new_parcel: String,
    how: Change,
    on: Date,
}

/// The table: what each old number became on which day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lineage {
    rows: BTreeMap<(ParcelId, Date), Became>,
}

/// What does not fit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Misfit {
    /// No parcel of this number existed on the day before.
    NoOldParcel {
        /// The old number.
        parcel: ParcelId,
        /// The day of the change.
        on: Date,
    },
    /// No parcel of this new number exists from that day on.
    NoNewParcel {
        /// The new number.
        parcel: ParcelId,
        /// The day of the change.
        on: Date,
    },
    /// The cadastre ends the old parcel on another day; its own day was kept.
    OtherEnd {
        /// The old number.
        parcel: ParcelId,
        /// The day before the change.
        expected: Date,
        /// Its last day in the cadastre.
        found: Date,
    },
    /// An ended parcel of which nothing says what it became.
    NoSuccessor {
        /// The old number.
        parcel: ParcelId,
        /// Its last day.
        until: Date,
    },
}

impl Lineage {
    /// Reads `old_parcel,new_parcel,how,on,…`; numbers in any form [`ParcelId::parse`] knows, `how` one of
    /// `split`, `merged`, `renumbered`. Refuses two ways for one old number on one day.
    pub fn from_csv(raw: &[u8]) -> Result<Lineage, TableError> {
        let mut rows: BTreeMap<(ParcelId, Date), Became> = BTreeMap::new();
        for (line, row) in table::rows::<Row>(raw)? {
            let id = |column: &'static str, text: &str| {
                ParcelId::parse(text).map_err(|_| TableError::bad(line, column, text))
            };
            let (old, new) = (id("old_parcel", &row.old_parcel)?, id("new_parcel", &row.new_parcel)?);
            let became = Became { on: row.on, how: row.how, into: Vec::new() };
            let became = rows.entry((old, row.on)).or_insert(became);
            if became.how != row.how {
                return Err(TableError::bad(line, "how", &format!("{:?}", row.how).to_lowercase()));
            }
            if became.into.contains(&new) {
                return Err(TableError::bad(line, "new_parcel", &row.new_parcel));
            }
            became.into.push(new);
        }
        Ok(Lineage { rows })
    }

    /// How many old parcels it speaks of.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it speaks of none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Writes into the parcels what they became, and ends those that are still open. What does not
    /// fit is listed and changes nothing.
    pub fn apply(&self, parcels: &mut [Parcel]) -> Vec<Misfit> {
        let mut places: BTreeMap<ParcelId, Vec<usize>> = BTreeMap::new();
        for (i, parcel) in parcels.iter().enumerate() {
            places.entry(parcel.id).or_default().push(i);
        }
        let mut misfits = Vec::new();
        for (&(old, on), became) in &self.rows {
            let Ok(last) = on.yesterday() else { continue };
            let spans = places.get(&old).map(Vec::as_slice).unwrap_or_default();
            let living = spans.iter().copied().find(|&i| parcels[i].in_force.covers(last));
            let ended = || {
                let before = spans.iter().copied().filter(|&i| parcels[i].in_force.from < on);
                before.max_by_key(|&i| parcels[i].in_force.from)
            };
            match living.or_else(ended) {
                None => misfits.push(Misfit::NoOldParcel { parcel: old, on }),
                Some(i) => misfits.extend(end(&mut parcels[i], became, last)),
            }
        }
        misfits.extend(self.without_new(parcels, &places));
        let ended = parcels.iter().filter(|p| p.became.is_none());
        misfits.extend(ended.filter_map(|p| Some(Misfit::NoSuccessor { parcel: p.id, until: p.in_force.until? })));
        misfits
    }

    fn without_new(&self, parcels: &[Parcel], places: &BTreeMap<ParcelId, Vec<usize>>) -> BTreeSet<Misfit> {
        let mut missing = BTreeSet::new();
        for became in self.rows.values() {
            for new in &became.into {
                let spans = places.get(new).map(Vec::as_slice).unwrap_or_default();
                if !spans.iter().any(|&i| parcels[i].in_force.covers(became.on)) {
                    missing.insert(Misfit::NoNewParcel { parcel: *new, on: became.on });
                }
            }
        }
        missing
    }
}

fn end(parcel: &mut Parcel, became: &Became, last: Date) -> Option<Misfit> {
    parcel.became = Some(became.clone());
    match parcel.in_force.until {
        None => {
            parcel.in_force.until = Some(last);
            None
        }
        Some(found) if found == last => None,
        Some(found) => Some(Misfit::OtherEnd { parcel: parcel.id, expected: last, found }),
    }
}
