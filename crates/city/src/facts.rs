//! The made-up facts in `data/`: plan areas, plan cases, zone classes, names of streets.

use atlas::plan::Level;
use lexicon::date::Date;
use lexicon::parcel::LandNumber;
use lexicon::sections::Section;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// Sample tolerances for the synthetic city, as [`atlas::tolerance`] reads them.
pub const TOLERANCES: &[u8] = include_bytes!("../data/tolerances.csv");

/// A plan area, or with an empty code land outside all of them.
#[derive(Clone, Debug, Deserialize)]
pub struct AreaFact {
    /// National code; empty outside plan areas.
    pub code: String,
    /// Name.
    pub name: String,
    /// Denominator of the map scale.
    pub scale: u32,
    /// Deviation of the shift of a section's cadastre, mm.
    pub shift_mm: f64,
    /// Deviation of each boundary point, mm.
    pub noise_mm: f64,
    /// East of EPSG:3826, m.
    pub x_m: i32,
    /// North of EPSG:3826, m.
    pub y_m: i32,
    /// Turn in hundredths of the tangent of half the angle.
    pub turn: f64,
    districts: String,
    /// How it is built.
    pub kind: Kind,
}

/// How land is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Small blocks and lots.
    Urban,
    /// Large ones.
    Rural,
}

impl AreaFact {
    /// One district name for each of its cells.
    pub fn districts(&self) -> impl Iterator<Item = &str> {
        self.districts.split('|')
    }
}

/// A plan case.
#[derive(Clone, Debug, Deserialize)]
pub struct PlanFact {
    /// Case id.
    pub id: String,
    /// Plan area code.
    pub area: String,
    /// Level.
    pub level: Level,
    /// Name.
    pub name: String,
    /// Day of announcement.
    pub announced_on: Date,
    /// Number of the announcement.
    pub number: String,
    /// Name of a change on exhibition; empty for none.
    pub exhibition: String,
    /// First day of the exhibition.
    pub from: Option<Date>,
    /// Last day of the exhibition.
    pub until: Option<Date>,
}

/// A zone class.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ZoneFact {
    /// Where it is used.
    pub group: Group,
    /// National code.
    pub class: String,
    /// Display name.
    pub name: String,
    /// Coverage, as text.
    pub coverage: Option<String>,
    /// Floor area ratio, as text.
    pub floor_area: Option<String>,
}

/// The parcel that documents ask for as an example.
#[derive(Clone, Debug, Deserialize)]
pub struct ExampleFact {
    /// Its district.
    pub district: String,
    /// Its section with the subsection, if any.
    pub section: String,
    /// Its land number.
    pub land: LandNumber,
}

/// Groups of zone classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Group {
    /// Homes.
    Residential,
    /// Shops.
    Commercial,
    /// Factories.
    Industrial,
    /// Public facilities.
    Public,
    /// Farm and nature.
    Rural,
    /// The small sites of power lines.
    Pylon,
    /// Roads, where they have polygons.
    Road,
    /// Standing water.
    Pond,
}

/// A plan area of the full-size city; it lies where the grid puts it.
#[derive(Clone, Debug, Deserialize)]
pub struct WholeAreaFact {
    /// National code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Its name as plan cases use it.
    pub short: String,
    /// Denominator of the map scale.
    pub scale: u32,
}

/// A plan case every plan area of the full-size city has; `{area}` and `{n}` are filled in.
#[derive(Clone, Debug, Deserialize)]
pub struct WholeCaseFact {
    /// Case id in its area.
    pub id: String,
    /// Level.
    pub level: Level,
    /// Name.
    pub name: String,
    /// Day of announcement; changes come up to 300 days later.
    pub announced_on: Date,
    /// Number of the announcement.
    pub number: String,
}

/// Words that addresses and section names are put together from.
#[derive(Clone, Debug, Deserialize)]
pub struct Words {
    /// The city, before a district.
    pub city: String,
    /// After the number of a house.
    pub house_number: String,
    /// After the name of a cadastral section.
    pub section: String,
}

#[derive(Deserialize)]
struct NameFact {
    name: String,
}

/// The second half of a street name.
#[derive(Clone, Debug, Deserialize)]
pub struct StreetKind {
    /// Least width, m.
    pub width_m: f64,
    /// The word.
    pub kind: String,
}

impl Words {
    /// Reads the one row built into the crate; empty words when there is none.
    pub fn read() -> Result<Words, csv::Error> {
        let rows: Vec<Words> = table(include_bytes!("../data/words.csv"))?;
        let none = || Words { city: String::new(), house_number: String::new(), section: String::new() };
        Ok(rows.into_iter().next().unwrap_or_else(none))
    }
}

/// Everything in `data/`.
#[derive(Clone, Debug)]
pub struct Facts {
    /// Plan areas, the land outside last.
    pub areas: Vec<AreaFact>,
    /// Plan cases.
    pub plans: Vec<PlanFact>,
    /// The example, in a table of one row.
    pub examples: Vec<ExampleFact>,
    /// Zone classes.
    pub zones: Vec<ZoneFact>,
    /// First halves of street names.
    pub streets: Vec<String>,
    /// Second halves, the widest first.
    pub street_kinds: Vec<StreetKind>,
    /// Plan areas of the full-size city.
    pub whole_areas: Vec<WholeAreaFact>,
    /// What plan cases each of them has: the main plan, the detailed plan, its changes.
    pub whole_cases: Vec<WholeCaseFact>,
}

impl Facts {
    /// Reads the tables built into the crate.
    pub fn read() -> Result<Facts, csv::Error> {
        let names: Vec<NameFact> = table(include_bytes!("../data/streets.csv"))?;
        Ok(Facts {
            areas: table(include_bytes!("../data/areas.csv"))?,
            plans: table(include_bytes!("../data/plans.csv"))?,
            examples: table(include_bytes!("../data/example.csv"))?,
            zones: table(include_bytes!("../data/zones.csv"))?,
            streets: names.into_iter().map(|n| n.name).collect(),
            street_kinds: table(include_bytes!("../data/street_kinds.csv"))?,
            whole_areas: table(include_bytes!("../data/whole_areas.csv"))?,
            whole_cases: table(include_bytes!("../data/whole_cases.csv"))?,
        })
    }

    /// The land number of the example, if it lies in this section.
    pub fn example_in(&self, section: &Section) -> Option<LandNumber> {
        let lies = |e: &&ExampleFact| e.district == section.district && e.section == section.full_name();
        self.examples.iter().find(lies).map(|e| e.land)
    }

    /// Zone classes of a group.
    pub fn group(&self, group: Group) -> Vec<&ZoneFact> {
        self.zones.iter().filter(|z| z.group == group).collect()
    }
}

fn table<T: DeserializeOwned>(raw: &[u8]) -> Result<Vec<T>, csv::Error> {
    csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(raw).deserialize().collect()
}
