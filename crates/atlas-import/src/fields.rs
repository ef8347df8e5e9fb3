//! Which field of a source file means what: a dated table, not Rust.
//!
//! Plan files of different years and offices name and cut their fields differently (`計畫_1`, `使用分`,
//! `分區代`), and the same source arrives uncut as GeoPackage and cut as Shapefile. So a meaning has
//! several names, the preferred first, and the first one that a feature has and that is not
//! empty counts. Refuses a table that gives a meaning nobody knows.

use crate::feature::Feature;
use crate::problem::What;
use crate::table::{self, TableError};
use atlas::plan::Validity;
use lexicon::date::Date;
use lexicon::roc::RocDate;
use serde::{Deserialize, Serialize};

/// The names a field may have, the preferred first; none when the source does not have it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Names(pub Vec<String>);

impl Names {
    /// One name.
    pub fn of(name: &str) -> Names {
        Names(vec![name.to_owned()])
    }

    /// All names as an officer would look for them in the file.
    pub fn shown(&self) -> String {
        self.0.join("/")
    }
}

/// Fields of a zone file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ZoneFields {
    /// Zone id; without it the plan case and the feature's number make one.
    pub id: Names,
    /// Plan case id.
    pub plan: Names,
    /// Plan area code.
    pub area: Names,
    /// Class code.
    pub class: Names,
    /// Display name.
    pub name: Names,
    /// Building coverage.
    pub coverage: Names,
    /// Floor area ratio.
    pub floor_area: Names,
    /// First day in force; without it the import's own day is taken.
    pub from: Names,
    /// Last day in force.
    pub until: Names,
}

/// Fields of a cadastral file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParcelFields {
    /// Section code, such as AA48.
    pub section: Names,
    /// Land number, such as AA49.
    pub land: Names,
    /// Registered area in m²; without it the measured area is taken.
    pub area_m2: Names,
    /// First day in force.
    pub from: Names,
    /// Last day in force.
    pub until: Names,
}

/// Fields of a file of plan areas, of changes on exhibition or of restrictions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtentFields {
    /// Plan area code, plan case id of an exhibition, or id of a restriction.
    pub id: Names,
    /// Its name.
    pub name: Names,
    /// First day.
    pub from: Names,
    /// Last day.
    pub until: Names,
}

/// The table of all sources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldTable {
    rows: Vec<FieldRow>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct FieldRow {
    source: String,
    kind: Kind,
    meaning: String,
    field: String,
    from: Date,
    until: Option<Date>,
}

/// What the features of a source are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Zones.
    Zone,
    /// Parcels.
    Parcel,
    /// Plan areas.
    Area,
    /// Plan changes on public exhibition.
    Exhibition,
    /// Restricted land.
    Restriction,
}

impl Kind {
    fn meanings(self) -> &'static [&'static str] {
        match self {
            Kind::Zone => &["id", "plan", "area", "class", "name", "coverage", "floor_area", "from", "until"],
            Kind::Parcel => &["section", "land", "area_m2", "from", "until"],
            Kind::Area | Kind::Exhibition | Kind::Restriction => &["id", "name", "from", "until"],
        }
    }
}

impl FieldTable {
    /// Reads `source,kind,meaning,field,from,until,…`; the order of rows is the order of preference.
    pub fn from_csv(raw: &[u8]) -> Result<FieldTable, TableError> {
        let rows: Vec<(u64, FieldRow)> = table::rows(raw)?;
        for (line, row) in &rows {
            if !row.kind.meanings().contains(&row.meaning.as_str()) {
                return Err(TableError::bad(*line, "meaning", &row.meaning));
            }
        }
        Ok(FieldTable { rows: rows.into_iter().map(|(_, row)| row).collect() })
    }

    /// The sources it describes on a day, with what they hold.
    pub fn sources(&self, on: Date) -> Vec<(&str, Kind)> {
        let mut sources: Vec<(&str, Kind)> = Vec::new();
        for row in self.rows.iter().filter(|row| row.covers(on)) {
            if !sources.contains(&(row.source.as_str(), row.kind)) {
                sources.push((&row.source, row.kind));
            }
        }
        sources
    }

    /// The fields of a zone source on a day; `None` for one that is not described.
    pub fn zones(&self, source: &str, on: Date) -> Option<ZoneFields> {
        let of = |meaning: &str| self.names((source, Kind::Zone), meaning, on);
        self.has(source, Kind::Zone, on).then(|| ZoneFields {
            id: of("id"),
            plan: of("plan"),
            area: of("area"),
            class: of("class"),
            name: of("name"),
            coverage: of("coverage"),
            floor_area: of("floor_area"),
            from: of("from"),
            until: of("until"),
        })
    }

    /// The fields of a cadastral source on a day; `None` for one that is not described.
    pub fn parcels(&self, source: &str, on: Date) -> Option<ParcelFields> {
        let of = |meaning: &str| self.names((source, Kind::Parcel), meaning, on);
        self.has(source, Kind::Parcel, on).then(|| ParcelFields {
            section: of("section"),
            land: of("land"),
            area_m2: of("area_m2"),
            from: of("from"),
            until: of("until"),
        })
    }

    /// The fields of a source of plan areas, exhibitions or restrictions on a day; `None` for one that is not described.
    pub fn extents(&self, source: &str, kind: Kind, on: Date) -> Option<ExtentFields> {
        let of = |meaning: &str| self.names((source, kind), meaning, on);
        self.has(source, kind, on).then(|| ExtentFields {
            id: of("id"),
            name: of("name"),
            from: of("from"),
            until: of("until"),
        })
    }

    fn has(&self, source: &str, kind: Kind, on: Date) -> bool {
        self.rows.iter().any(|row| row.source == source && row.kind == kind && row.covers(on))
    }

    fn names(&self, (source, kind): (&str, Kind), meaning: &str, on: Date) -> Names {
        let fits =
            |row: &&FieldRow| row.source == source && row.kind == kind && row.meaning == meaning && row.covers(on);
        Names(self.rows.iter().filter(fits).map(|row| row.field.clone()).collect())
    }
}

impl FieldRow {
    fn covers(&self, on: Date) -> bool {
        Validity { from: self.from, until: self.until }.covers(on)
    }
}

impl Feature {
    /// The text of a field that must be there.
    pub fn must<'a>(&'a self, names: &'a Names) -> Result<&'a str, What> {
        self.may(names).map(|(_, text)| text).ok_or_else(|| What::MissingAttribute(names.shown()))
    }

    /// Name and text of a field, if the source has it and it is not empty.
    pub fn may<'a>(&'a self, names: &'a Names) -> Option<(&'a str, &'a str)> {
        names.0.iter().find_map(|name| Some((name.as_str(), self.attributes.get(name.as_str())?.as_str())))
    }

    /// A day, as offices write it: `2020-01-31`, `20200131`, `109.1.31`, `1090131`.
    pub fn day(&self, names: &Names) -> Result<Option<Date>, What> {
        let Some((field, text)) = self.may(names) else { return Ok(None) };
        let bad = |_| What::BadAttribute { field: field.to_owned(), value: text.to_owned() };
        // Some writers make a moment of a day; midnight is still that day.
        let day = text.split_once('T').filter(|(_, time)| time.bytes().all(|b| matches!(b, b'0' | b':' | b'.' | b'Z')));
        RocDate::parse(day.map_or(text, |(day, _)| day)).map(|day| Some(day.date())).map_err(bad)
    }

    /// The days in force, from a day given with the import when the file has none.
    pub fn days(&self, from: &Names, until: &Names, otherwise: Date) -> Result<Validity, What> {
        Ok(Validity { from: self.day(from)?.unwrap_or(otherwise), until: self.day(until)? })
    }
}
