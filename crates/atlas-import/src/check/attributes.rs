//! Attributes that are empty, odd or could not be read.
//!
//! Building coverage and floor area ratio are empty for half of the country's zones, so they are told once
//! for each plan and field, with how many zones lack it; everything else is told zone by zone.

use super::ground::Ground;
use super::rings::middle;
use super::settings::Settings;
use super::{Finding, Kind, Measure, Report, Subject};
use crate::cp950::UNREAD;
use atlas::point::{Bounds, Point};
use atlas::zone::Zone;
use std::collections::BTreeMap;

/// Looks at all zones.
pub fn look(ground: &Ground<'_>, settings: &Settings, report: &mut Report) {
    let mut missing: BTreeMap<(&str, &str), (u64, usize)> = BTreeMap::new();
    for (i, zone) in ground.zones.iter().enumerate() {
        for (field, is_missing) in [
            ("coverage", zone.coverage.is_none()),
            ("floor_area", zone.floor_area.is_none()),
            ("name", zone.name.trim().is_empty()),
        ] {
            if is_missing {
                missing.entry((&zone.plan_id, field)).or_insert((0, i)).0 += 1;
            }
        }
        if !is_class(&zone.class) {
            let kind = Kind::OddClass;
            report.take(of_zone((ground, i), kind, "class", Measure::Count(1)), settings);
        }
        for (field, text) in texts(zone) {
            let unread = text.chars().filter(|c| is_unread(*c)).count() as u64;
            if unread > 0 {
                report.take(of_zone((ground, i), Kind::UnreadCharacter, field, Measure::Count(unread)), settings);
            }
        }
    }
    for ((plan, field), (count, first)) in missing {
        let mut finding = of_zone((ground, first), Kind::MissingAttribute, field, Measure::Count(count));
        finding.of.insert(0, Subject::Plan(plan.to_owned()));
        report.take(finding, settings);
    }
}

fn of_zone((ground, i): (&Ground<'_>, usize), kind: Kind, field: &str, measure: Measure) -> Finding {
    let spot: Bounds = ground.zone_box(i);
    let at = Point { x: middle(spot.min.x, spot.max.x), y: middle(spot.min.y, spot.max.y) };
    let of = vec![Subject::Zone(ground.zones[i].id.clone()), Subject::Field(field.to_owned())];
    Finding { kind, of, measure, spot, at }
}

/// The national form: a letter for zone, special zone or site, two digits, and three more in detail.
fn is_class(class: &str) -> bool {
    let digits = |text: &str| matches!(text.len(), 2 | 5) && text.bytes().all(|b| b.is_ascii_digit());
    class.strip_prefix(['A', 'B', 'C']).is_some_and(digits)
}

fn texts(zone: &Zone) -> impl Iterator<Item = (&'static str, &str)> {
    let sure = [("class", zone.class.as_str()), ("name", zone.name.as_str())];
    let perhaps = [("coverage", zone.coverage.as_deref()), ("floor_area", zone.floor_area.as_deref())];
    sure.into_iter().chain(perhaps.into_iter().filter_map(|(field, text)| Some((field, text?))))
}

/// A character that stands for an unread one, or of the private sets of Unicode.
fn is_unread(c: char) -> bool {
    c == UNREAD || matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFD}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_has_the_national_form() {
        assert!(["A01", "B37", "C01000", "A01130"].into_iter().all(is_class));
        assert!(!["", "A", "A1", "D01", "A0113", "住宅區", "A01 ", "a01"].into_iter().any(is_class));
    }
}
