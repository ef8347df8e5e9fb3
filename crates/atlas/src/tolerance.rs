//! Tolerances: how thin, how near and how different is still no doubt, by map scale.
//!
//! Registered figures, so dated data with a source and never constants (都市計畫樁測定及管理
//! 辦法 §40: 0.5 mm on the map; 地籍測量實施規則 for areas). A scale or day the table does not
//! cover is a doubt of its own, never a default. Columns:
//! `scale_from,scale_to,zone_m,border_m,near_line_map_mm,area_a,area_b,from,until,source`.

use crate::area::Area;
use crate::plan::Validity;
use lexicon::date::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A dated table of tolerances and the hash of the bytes it was read from.
#[derive(Clone, Debug, PartialEq)]
pub struct Tolerances {
    rows: Vec<Tolerance>,
    version: String,
}

/// One row: what holds for maps of some scales on some days.
#[derive(Clone, Debug, PartialEq)]
pub struct Tolerance {
    /// Scale denominators, both ends included.
    pub scales: (u32, u32),
    /// Mean thickness from which a piece is a zone of the parcel, 0.1 mm.
    pub zone: i32,
    /// Mean thickness from which a piece must be looked at, 0.1 mm.
    pub border: i32,
    /// Distance on the map below which a line is too near, 0.001 mm.
    pub near_line_map_um: i32,
    /// `a` of the area limit `(a + b·∜F)·√F`, F in m².
    pub area_a: f64,
    /// `b` of the area limit.
    pub area_b: f64,
    /// Days the row holds.
    pub in_force: Validity,
    /// The rule it comes from.
    pub source: String,
}

/// What is wrong with a tolerance table; lines count from 1 and include the head.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum ToleranceError {
    /// Not readable as CSV with the expected columns.
    #[error("tolerance table cannot be read: {0}")]
    Unreadable(String),
    /// A cell that is not what its column holds.
    #[error("line {line}: `{column}` cannot be `{cell}`")]
    Cell {
        /// Line of the file.
        line: u64,
        /// Column name.
        column: &'static str,
        /// What stood there.
        cell: String,
    },
    /// Two rows claim one scale on one day.
    #[error("lines {0} and {1} cover the same scale on the same day")]
    Overlap(usize, usize),
}

#[derive(Deserialize)]
struct Raw {
    scale_from: u32,
    scale_to: u32,
    zone_m: String,
    border_m: String,
    near_line_map_mm: String,
    area_a: String,
    area_b: String,
    from: String,
    until: String,
    source: String,
}

impl Tolerances {
    /// Reads the table; the version is the SHA-256 of exactly these bytes.
    pub fn from_csv(bytes: &[u8]) -> Result<Tolerances, ToleranceError> {
        let unreadable = |e: csv::Error| ToleranceError::Unreadable(e.to_string());
        let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).trim(csv::Trim::All).from_reader(bytes);
        let head = reader.headers().map_err(unreadable)?.clone();
        let mut rows: Vec<Tolerance> = Vec::new();
        let mut lines: Vec<usize> = Vec::new();
        for record in reader.records() {
            let record = record.map_err(unreadable)?;
            let line = record.position().map_or(0, csv::Position::line);
            let row = record.deserialize::<Raw>(Some(&head)).map_err(unreadable)?.read(line)?;
            if let Some(i) = rows.iter().position(|other| other.overlaps(&row)) {
                return Err(ToleranceError::Overlap(lines[i], line as usize));
            }
            rows.push(row);
            lines.push(line as usize);
        }
        Ok(Tolerances { rows, version: hex::encode(Sha256::digest(bytes)) })
    }

    /// The row for a map scale on a day.
    pub fn row(&self, scale: u32, on: Date) -> Option<&Tolerance> {
        self.rows.iter().find(|r| (r.scales.0..=r.scales.1).contains(&scale) && r.in_force.covers(on))
    }

    /// SHA-256 (hex) of the table.
    pub fn version(&self) -> &str {
        &self.version
    }
}

impl Tolerance {
    /// The near-line limit on the ground at a scale, 0.1 mm.
    pub fn near_line(&self, scale: u32) -> i32 {
        (i64::from(self.near_line_map_um) * i64::from(scale) / 100).min(i64::from(i32::MAX)) as i32
    }

    /// The largest admissible difference between registered and measured area.
    pub fn area_limit(&self, registered: Area) -> Area {
        let root = registered.m2().max(0.0).sqrt();
        let limit = (self.area_a + self.area_b * root.sqrt()) * root;
        Area::hundredths((limit * 100.0).round() as i64)
    }

    fn overlaps(&self, o: &Tolerance) -> bool {
        let scales = self.scales.0 <= o.scales.1 && o.scales.0 <= self.scales.1;
        let before = |a: &Validity, b: &Validity| a.until.is_some_and(|last| last < b.from);
        scales && !before(&self.in_force, &o.in_force) && !before(&o.in_force, &self.in_force)
    }
}

impl Raw {
    fn read(self, line: u64) -> Result<Tolerance, ToleranceError> {
        let wrong = |column, cell: &str| ToleranceError::Cell { line, column, cell: cell.to_owned() };
        let number = |column, cell: &str, most: f64| {
            let value = cell.parse::<f64>().ok().filter(|v| (0.0..=most).contains(v));
            value.ok_or_else(|| wrong(column, cell))
        };
        let date = |column, cell: &str| cell.parse::<Date>().map_err(|_| wrong(column, cell));
        let until = if self.until.is_empty() { None } else { Some(date("until", &self.until)?) };
        Ok(Tolerance {
            scales: (self.scale_from, self.scale_to),
            zone: (number("zone_m", &self.zone_m, 1_000.0)? * 10_000.0).round() as i32,
            border: (number("border_m", &self.border_m, 1_000.0)? * 10_000.0).round() as i32,
            near_line_map_um: (number("near_line_map_mm", &self.near_line_map_mm, 100.0)? * 1_000.0).round() as i32,
            area_a: number("area_a", &self.area_a, 1_000.0)?,
            area_b: number("area_b", &self.area_b, 1_000.0)?,
            in_force: Validity { from: date("from", &self.from)?, until },
            source: self.source,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const HEAD: &str = "scale_from,scale_to,zone_m,border_m,near_line_map_mm,area_a,area_b,from,until,source\n";

    fn read(rows: &str) -> Result<Tolerances, ToleranceError> {
        Tolerances::from_csv(format!("{HEAD}{rows}").as_bytes())
    }

    #[test]
    fn half_a_millimetre_on_an_old_map_is_a_metre_and_a_half() {
        let t = read(
            "1,1200,0.7,0.3,0.5,0.10,0.04,2020-01-01,2024-12-31,x\n1201,3000,1.5,0.6,0.5,0.25,0.07,2020-01-01,,y\n",
        )
        .unwrap();
        let row = t.row(3_000, date(2026, 1, 1)).unwrap();
        assert_eq!((row.near_line(3_000), row.zone, row.border), (15_000, 15_000, 6_000));
        assert_eq!(t.row(1_000, date(2025, 1, 1)), None, "past its last day");
        assert_eq!(row.area_limit(Area::hundredths(1_000_000)).to_string(), "95.00");
    }

    #[test]
    fn a_bad_cell_or_a_double_row_is_refused_by_line() {
        let cell = read("1,1200,thick,0.3,0.5,0,0,2020-01-01,,x\n");
        assert_eq!(cell, Err(ToleranceError::Cell { line: 2, column: "zone_m", cell: "thick".into() }));
        let row = "1,1200,0.7,0.3,0.5,0,0,2020-01-01,,x\n";
        assert_eq!(read(&format!("{row}{row}")), Err(ToleranceError::Overlap(2, 3)));
        assert!(matches!(Tolerances::from_csv(b"a,b\n1,2\n"), Err(ToleranceError::Unreadable(_))));
    }
}
