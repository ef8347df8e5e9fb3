//! Parcels of a city by property: the stories name no parcel, they say what it should be like.

use std::collections::BTreeMap;

use atlas::finding::{Doubt, Verdict};
use atlas::overlay::overlay;
use atlas::parcel::ParcelShape;
use atlas::release::Release;
use catalogue::journey::Land;
use desk::office::Office;
use lexicon::date::Date;
use lexicon::parcel::ParcelId;

use super::ground::Places;

/// One parcel for each property that the city has, as people write it, with the others a story may name.
pub fn find(release: &Release, office: &Office, on: Date) -> BTreeMap<Land, Places> {
    let mut found: BTreeMap<Land, Places> = BTreeMap::new();
    let mut clear: Vec<(String, String)> = Vec::new();
    for parcel in release.parcels() {
        let districts = clear.iter().any(|(district, _)| clear.first().is_some_and(|(first, _)| first != district));
        if found.len() == 7 && districts {
            break;
        }
        let property = match release.parcel(parcel.id, on) {
            None if release.renumbered(parcel.id).is_some() => Some(Land::Renumbered),
            None => None,
            Some(today) => {
                let finding = overlay(release, &ParcelShape::from(&today), on, &office.tolerances);
                property(&finding.verdict)
            }
        };
        let (Some(property), Some(name)) = (property, name(office, parcel.id)) else { continue };
        if property == Land::Clear
            && let Some(section) = office.sections.get(parcel.id.section)
            && !clear.iter().any(|(district, _)| *district == section.district)
        {
            clear.push((section.district.clone(), name.clone()));
        }
        found.entry(property).or_insert_with(|| Places {
            now: today(release, office, parcel.id),
            parcel: name,
            elsewhere: String::new(),
        });
    }
    for places in found.values_mut() {
        let other = clear.iter().find(|(district, _)| !places.parcel.starts_with(district.as_str()));
        places.elsewhere = other.map(|(_, name)| name.clone()).unwrap_or_default();
    }
    found
}

/// What a parcel goes by today, as people write a list.
fn today(release: &Release, office: &Office, id: ParcelId) -> String {
    let became = release.renumbered(id).unwrap_or_else(|| vec![id]);
    became.iter().filter_map(|id| name(office, *id)).take(1).collect()
}

/// The property a story may ask for.
fn property(verdict: &Verdict) -> Option<Land> {
    let doubts = match verdict {
        Verdict::Clear { .. } => return Some(Land::Clear),
        Verdict::Doubtful { doubts } => doubts,
    };
    match doubts.as_slice() {
        [Doubt::NearLine { .. }] => Some(Land::NearLine),
        [Doubt::Straddles { .. }] => Some(Land::Straddles),
        // What no polygon covers is always near the line where the polygons end.
        [Doubt::NoPolygonInPlan { .. }, Doubt::NearLine { .. }] => Some(Land::NoPolygon),
        [Doubt::OutsidePlanAreas { .. }] => Some(Land::Outside),
        [Doubt::UnderExhibition { .. }] => Some(Land::Exhibition),
        _ => None,
    }
}

fn name(office: &Office, id: ParcelId) -> Option<String> {
    let section = office.sections.get(id.section)?;
    Some(format!("{}{}{}{}", section.district, section.section, section.subsection, id.land))
}
