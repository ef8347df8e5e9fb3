//! Plan cases: the table that says what was announced, when, under which number, on which map.
//!
//! Plan files carry zones without their cases, or with names that cannot be relied on, so
//! cases come from a table the office keeps (`office/land/plan-cases.csv`; 都市計畫法 §21, §23).
//! An exhibition is no part of it: it comes with its extent (see [`crate::exhibitions`]).

use crate::table::{self, TableError};
use atlas::plan::{Level, Plan, Validity};
use lexicon::date::Date;
use serde::Deserialize;
use std::collections::BTreeSet;

#[derive(Deserialize)]
struct Row {
    id: String,
    area: String,
    name: String,
    level: Level,
    announced_on: Date,
    number: String,
    scale: u32,
    from: Date,
    until: Option<Date>,
}

/// Reads `id,area,name,level,announced_on,number,scale,from,until,…`. Refuses an id that is there twice,
/// a scale of zero, an end before the beginning and a beginning before the announcement. The cases
/// are in the books from the day of the import.
pub fn from_csv(raw: &[u8], known_from: Date) -> Result<Vec<Plan>, TableError> {
    let mut seen = BTreeSet::new();
    let mut cases = Vec::new();
    for (line, row) in table::rows::<Row>(raw)? {
        if row.id.is_empty() || !seen.insert(row.id.clone()) {
            return Err(TableError::bad(line, "id", &row.id));
        }
        if row.scale == 0 {
            return Err(TableError::bad(line, "scale", "0"));
        }
        if row.from < row.announced_on {
            return Err(TableError::bad(line, "from", &row.from.to_string()));
        }
        if let Some(until) = row.until.filter(|until| *until < row.from) {
            return Err(TableError::bad(line, "until", &until.to_string()));
        }
        cases.push(Plan {
            id: row.id,
            area_code: row.area,
            name: row.name,
            level: row.level,
            announced_on: row.announced_on,
            number: row.number,
            scale: row.scale,
            in_force: Validity { from: row.from, until: row.until },
            known: Validity::since(known_from),
            exhibition: None,
        });
    }
    Ok(cases)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(row: &str) -> Result<usize, String> {
        let raw = format!("# ours\nid,area,name,level,announced_on,number,scale,from,until,source\n{row}\n");
        from_csv(raw.as_bytes(), Date::constant(2026, 11, 23)).map(|cases| cases.len()).map_err(|e| e.to_string())
    }

    #[test]
    fn a_case_needs_level_date_and_number_that_agree() {
        assert_eq!(check("P1,S0103,鳳山細部計畫,detailed,1996-08-01,府工都字第1號,1000,1996-08-02,,gazette"), Ok(1));
        for (row, want) in [
            ("P1,S,n,detailed,1996-08-01,n,0,1996-08-02,,x", "line 3: scale cannot be `0`"),
            ("P1,S,n,detailed,1996-08-01,n,1000,1996-07-31,,x", "line 3: from cannot be `1996-07-31`"),
            ("P1,S,n,detailed,1996-08-01,n,1000,1996-08-02,1996-08-01,x", "line 3: until cannot be `1996-08-01`"),
            (",S,n,detailed,1996-08-01,n,1000,1996-08-02,,x", "line 3: id cannot be ``"),
        ] {
            assert_eq!(check(row), Err(want.to_owned()));
        }
        assert!(check("P1,S,n,draft,1996-08-01,n,1000,1996-08-02,,x").is_err());
    }
}
