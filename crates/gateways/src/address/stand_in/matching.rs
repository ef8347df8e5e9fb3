//! Which doors a question means, by the rules the address service publishes.
//!
//! The street must be the one asked for; then the very door, or the nearest one: by number upwards,
//! else downwards (type 0), on the same side of the street (type 1), or both in this order (type 2),
//! within a buffer of numbers where one is given.

use super::super::parts::{DoorNumber, Parts, Street};
use crate::ground::Ground;
use serde_json::{Value, json};
use std::collections::{BTreeSet, HashMap};

/// One door the stand-in knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandInAddress {
    /// The whole address, e.g. 高雄市前金區河東路12號.
    pub address: String,
    /// Where its door is, EPSG:3826.
    pub at: Ground,
}

/// How another door than the one asked for may be meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fuzzy {
    /// Not at all.
    Off,
    /// Type 0.
    Nearest,
    /// Type 1.
    SameSide,
    /// Type 2.
    SameSideElseNearest,
}

/// A question.
#[derive(Clone, Copy, Debug)]
pub(super) struct Question<'a> {
    /// The address.
    pub text: &'a str,
    /// What other doors may be meant.
    pub fuzzy: Fuzzy,
    /// Most numbers away; 0 is any.
    pub buffer: u32,
    /// Only in the town that was named.
    pub in_town: bool,
    /// Most doors; 0 is any number.
    pub most: usize,
}

/// What came of it.
#[derive(Debug)]
pub(super) struct Found<'a> {
    /// The doors.
    pub doors: Vec<&'a Door>,
    /// Whether they are the very doors asked for.
    pub is_full: bool,
}

/// A door with its address in parts.
#[derive(Debug)]
pub(super) struct Door {
    known: StandInAddress,
    parts: Parts,
    number: DoorNumber,
}

/// All doors, by street.
#[derive(Debug)]
pub(super) struct Known(HashMap<Street, Vec<Door>>);

impl Known {
    /// Addresses without a street or a door number are left out: nobody could ask for them.
    pub(super) fn new(addresses: Vec<StandInAddress>) -> Known {
        let mut streets: HashMap<Street, Vec<Door>> = HashMap::new();
        for known in addresses {
            let parts = Parts::read(&known.address);
            if let Some(number) = parts.number {
                streets.entry(parts.street.clone()).or_default().push(Door { known, parts, number });
            }
        }
        for doors in streets.values_mut() {
            doors.sort_by_key(|door| door.number);
        }
        Known(streets)
    }

    pub(super) fn find(&self, question: &Question<'_>) -> Found<'_> {
        let asked = Parts::read(question.text);
        let mut doors: Vec<&Door> = self.0.get(&asked.street).into_iter().flatten().collect();
        doors.retain(|door| asked.county.is_none() || asked.county == door.parts.county);
        let in_town: Vec<&Door> = doors.iter().copied().filter(|door| asked.town == door.parts.town).collect();
        if asked.town.is_some() && (question.in_town || !in_town.is_empty()) {
            doors = in_town;
        }
        let exact: Vec<&Door> = doors.iter().copied().filter(|door| asked.number == Some(door.number)).collect();
        let is_full = !exact.is_empty();
        let mut doors = if is_full { exact } else { nearest_by_town(&doors, &asked, question) };
        if question.most > 0 {
            doors.truncate(question.most);
        }
        Found { doors, is_full }
    }
}

fn nearest_by_town<'a>(doors: &[&'a Door], asked: &Parts, question: &Question<'_>) -> Vec<&'a Door> {
    let towns: BTreeSet<&Option<String>> = doors.iter().map(|door| &door.parts.town).collect();
    let wanted = asked.number.map_or(0, |number| number.main);
    let nearest = |town| {
        let row: Vec<&Door> = doors.iter().copied().filter(|door| &door.parts.town == town).collect();
        let same_side: Vec<&Door> = row.iter().copied().filter(|d| (d.number.main ^ wanted) & 1 == 0).collect();
        let door = match question.fuzzy {
            Fuzzy::Off => None,
            // Without a number there is no side.
            _ if asked.number.is_none() => upwards_else_downwards(&row, wanted),
            Fuzzy::Nearest => upwards_else_downwards(&row, wanted),
            Fuzzy::SameSide => upwards_else_downwards(&same_side, wanted),
            Fuzzy::SameSideElseNearest => {
                upwards_else_downwards(&same_side, wanted).or_else(|| upwards_else_downwards(&row, wanted))
            }
        };
        door.filter(|door| question.buffer == 0 || door.number.main.abs_diff(wanted) <= question.buffer)
    };
    towns.into_iter().filter_map(nearest).collect()
}

/// Doors come in order of their numbers.
fn upwards_else_downwards<'a>(doors: &[&'a Door], wanted: u32) -> Option<&'a Door> {
    let above = doors.iter().find(|door| door.number.main >= wanted);
    above.or(doors.last()).copied()
}

impl Door {
    /// As the service writes it; `scale` of 1 is metres.
    pub(super) fn written(&self, scale: f64) -> Value {
        let Parts { county, town, village, neighbourhood, street, .. } = &self.parts;
        let counted = |count: u32, sign: &str| if count == 0 { String::new() } else { format!("{count}{sign}") };
        let metres = |units: i64| units as f64 / 10_000.0 * scale;
        json!({
            "FULL_ADDR": self.known.address,
            "COUNTY": county.clone().unwrap_or_default(),
            "TOWN": town.clone().unwrap_or_default(),
            "VILLAGE": village.clone().unwrap_or_default(),
            "NEIGHBORHOOD": counted(neighbourhood.unwrap_or(0), "鄰"),
            "ROAD": street.name,
            "SECTION": counted(street.section, ""),
            "LANE": counted(street.lane, "巷"),
            "ALLEY": counted(street.alley, "弄"),
            "SUB_ALLEY": counted(street.sub_alley, "衖"),
            "TONG": "",
            "AREA": "",
            "NUMBER": match self.number {
                DoorNumber { main, sub: 0 } => format!("{main}號"),
                DoorNumber { main, sub } => format!("{main}之{sub}號"),
            },
            "X": metres(self.known.at.x),
            "Y": metres(self.known.at.y),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Known {
        let doors = [
            "高雄市前金區河東路2號",
            "高雄市前金區河東路8號",
            "高雄市前金區河東路9之1號",
            "高雄市新興區河東路3號",
            "高雄市前金區河東路二段8號",
            "高雄市前金區河東路",
        ];
        let at = Ground { x: 1_781_886_123, y: 25_031_824_001 };
        Known::new(doors.map(|address| StandInAddress { address: address.to_owned(), at }).to_vec())
    }

    fn check(text: &str, (fuzzy, buffer): (Fuzzy, u32), expected: &[&str]) {
        let known = known();
        let found = known.find(&Question { text, fuzzy, buffer, in_town: false, most: 0 });
        let numbers: Vec<String> =
            found.doors.iter().map(|door| door.known.address.chars().skip(3).collect()).collect();
        assert_eq!(numbers, expected, "{text} {fuzzy:?} {buffer}");
    }

    #[test]
    fn the_very_door_or_the_nearest_one_by_the_published_rules() {
        use Fuzzy::{Nearest, Off, SameSide, SameSideElseNearest};
        check("前金區河東路8號", (SameSideElseNearest, 0), &["前金區河東路8號"]);
        check("前金區河東路9-1號", (Off, 0), &["前金區河東路9之1號"]);
        check("前金區河東路5號", (Off, 0), &[]);
        check("前金區河東路5號", (Nearest, 0), &["前金區河東路8號"]);
        check("前金區河東路5號", (SameSide, 0), &["前金區河東路9之1號"]);
        check("前金區河東路11號", (SameSide, 0), &["前金區河東路9之1號"]);
        check("前金區河東路100號", (Nearest, 0), &["前金區河東路9之1號"]);
        check("前金區河東路100號", (Nearest, 50), &[]);
        check("新興區河東路4號", (SameSide, 0), &[]);
        check("新興區河東路4號", (SameSideElseNearest, 0), &["新興區河東路3號"]);
        check("河東路8號", (Off, 0), &["前金區河東路8號"]);
        check("河東路", (SameSideElseNearest, 0), &["前金區河東路2號", "新興區河東路3號"]);
        check("三民區河東路8號", (Off, 0), &["前金區河東路8號"]);
        check("河東路2段8號", (Off, 0), &["前金區河東路二段8號"]);
        check("河西路8號", (Nearest, 0), &[]);
        check("臺南市河東路8號", (Nearest, 0), &[]);
    }
}
