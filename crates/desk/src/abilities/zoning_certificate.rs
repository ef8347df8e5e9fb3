//! `zoning-certificate-facts` 1: what a zoning certificate says, from the finding and the decision.
//!
//! Computed shares appear as reference only and never as legal area; a parcel without a clear line is
//! described, not certified (the decision's remarks say how).

use atlas::finding::{Finding, Piece, Thickness, ZoneCited};
use atlas::plan::Level;
use atlas::sketch::{SketchWords, sketch};
use catalogue::facts::Facts;
use papers::facts::{
    Basis, CertificateFacts, FORMAT, Mark, Outcome, ParcelFacts, PlanLevel, Sketch, Verification, ZoneFacts,
};
use serde_json::Value;

use super::geometry::ParcelReplies;
use super::zoning_overlay::FoundParcel;
use super::{AbilityFault, PaperDraft, PaperTerms, World};
use crate::office::Standing;

const NAME: &str = "zoning-certificate-facts";

pub(super) fn make(world: &World<'_>, facts: &Facts, terms: &PaperTerms) -> Result<PaperDraft, AbilityFault> {
    let parcels: Vec<FoundParcel> = read(facts, "/findings/overlay/parcels")?;
    let decision = facts.0.pointer("/case/decision");
    let described = decision.and_then(|decision| decision.get("choice")).and_then(Value::as_str) == Some("describe");
    let remarks = text(decision.and_then(|decision| decision.get("remarks")));
    let in_force_on = read(facts, "/findings/overlay/on")?;
    let drawn = draw(world, facts, &parcels);
    let record = CertificateFacts {
        format: FORMAT,
        agency: world.office.names.agency.zh_hant.clone(),
        unit: world.office.unit("development", lexicon::language::Lang::ZhHant).to_owned(),
        paper_number: "0".to_owned(),
        issued_on: terms.issued_on,
        valid_until: terms.valid_until.unwrap_or(terms.issued_on),
        case_number: text(facts.0.pointer("/case/number")),
        applicant: text(facts.0.pointer("/answers/name")),
        agent: optional(facts.0.pointer("/answers/agent_name")),
        purpose: optional(facts.0.pointer("/answers/purpose_text")).or_else(|| terms.chosen.get("purpose").cloned()),
        parcels: parcels.iter().map(|parcel| parcel_facts(parcel, described, &remarks)).collect(),
        remarks: if remarks.is_empty() { Vec::new() } else { vec![remarks.clone()] },
        sketch: drawn.as_ref().map(|(caption, _)| Sketch { alt: alt(&parcels, caption), caption: caption.clone() }),
        basis: Basis {
            data_version: text(facts.0.pointer("/findings/overlay/release")),
            tolerance_version: text(facts.0.pointer("/findings/overlay/tolerances")),
            in_force_on,
        },
        verification: Verification { url: terms.verify_url.clone(), code: terms.verify_code.clone() },
        fee: terms.fee.clone(),
        copies: facts
            .0
            .pointer("/answers/copies")
            .and_then(Value::as_u64)
            .and_then(|n| u16::try_from(n).ok())
            .unwrap_or(1),
        mark: match world.office.standing {
            Standing::Genuine => Mark::Genuine,
            Standing::Demonstration => Mark::Demonstration,
        },
    };
    let supplied = record.supplied_text();
    let record = serde_json::to_value(&record).map_err(unreadable)?;
    Ok(PaperDraft { record, sketch: drawn.map(|(_, svg)| svg), supplied })
}

fn read<T: serde::de::DeserializeOwned>(facts: &Facts, path: &str) -> Result<T, AbilityFault> {
    serde_json::from_value(facts.0.pointer(path).cloned().unwrap_or_default()).map_err(unreadable)
}

fn unreadable(cause: serde_json::Error) -> AbilityFault {
    AbilityFault::Input { ability: NAME, cause: cause.to_string() }
}

fn text(value: Option<&Value>) -> String {
    value.and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn optional(value: Option<&Value>) -> Option<String> {
    Some(text(value)).filter(|text| !text.is_empty())
}

fn parcel_facts(parcel: &FoundParcel, described: bool, remarks: &str) -> ParcelFacts {
    let zones = parcel.finding.as_ref().map(zones).unwrap_or_default();
    let outcome = match (described, zones.len()) {
        (false, 1) => Outcome::Zone,
        (false, 2..) => Outcome::PartZones,
        _ => Outcome::Described,
    };
    let note = match outcome {
        Outcome::Described => Some(if remarks.is_empty() { "—".to_owned() } else { remarks.to_owned() }),
        Outcome::Zone | Outcome::PartZones => None,
    };
    ParcelFacts {
        district: parcel.asked.district.clone(),
        section: parcel.asked.section.clone(),
        subsection: Some(parcel.asked.subsection.clone()).filter(|name| !name.is_empty()),
        land_number: parcel.asked.land.clone(),
        registered_area_m2: parcel.finding.as_ref().and_then(|finding| finding.registered).map(|area| area.to_string()),
        outcome,
        zones,
        note,
    }
}

/// The zones a certificate lists: pieces of class *zone*, largest first, one line for each designation.
fn zones(finding: &Finding) -> Vec<ZoneFacts> {
    let pieces: Vec<(&Piece, &ZoneCited)> = finding
        .pieces
        .iter()
        .filter(|piece| piece.class == Thickness::Zone)
        .filter_map(|piece| piece.zone.as_ref().map(|zone| (piece, zone)))
        .collect();
    let mut lines: Vec<(ZoneFacts, u32)> = Vec::new();
    for (piece, zone) in &pieces {
        let same = |line: &&mut (ZoneFacts, u32)| {
            line.0.name == zone.name
                && line.0.class_code == zone.class
                && line.0.announcement_number == zone.plan.number
        };
        match lines.iter_mut().find(same) {
            Some(line) => line.1 += piece.share_ppm,
            None => lines.push((zone_facts(zone), piece.share_ppm)),
        }
    }
    let several = lines.len() > 1;
    lines.into_iter().map(|(facts, ppm)| ZoneFacts { share: several.then(|| share(ppm)), ..facts }).collect()
}

fn share(ppm: u32) -> String {
    format!("{}.{:02}%", ppm / 10_000, ppm % 10_000 / 100)
}

fn zone_facts(zone: &ZoneCited) -> ZoneFacts {
    ZoneFacts {
        name: zone.name.clone(),
        class_code: zone.class.clone(),
        plan_name: zone.plan.name.clone(),
        plan_level: match zone.plan.level {
            Level::Main => PlanLevel::Main,
            Level::Detailed => PlanLevel::Detailed,
        },
        announced_on: zone.plan.announced_on,
        announcement_number: zone.plan.number.clone(),
        share: None,
        note: None,
    }
}

/// The map of the first parcel whose shape is known, with its caption.
fn draw(world: &World<'_>, facts: &Facts, parcels: &[FoundParcel]) -> Option<(String, String)> {
    let parcel = parcels.iter().find(|parcel| parcel.finding.is_some())?;
    let finding = parcel.finding.as_ref()?;
    let replies: Option<ParcelReplies> =
        facts.0.pointer("/evidence/geometry").and_then(|value| serde_json::from_value(value.clone()).ok());
    let reply = replies.and_then(|replies| replies.parcels.into_iter().find(|reply| reply.key == parcel.asked.key));
    let shape = match reply {
        Some(reply) => reply.shape(world.release.origin()).ok()?,
        None => {
            let id = lexicon::parcel::ParcelId::parse(&parcel.asked.key).ok()?;
            atlas::parcel::ParcelShape::from(&world.release.parcel(id, world.today)?)
        }
    };
    let place = format!(
        "{}{}{}{}地號",
        parcel.asked.district, parcel.asked.section, parcel.asked.subsection, parcel.asked.land
    );
    let words = SketchWords {
        title: place.clone(),
        description: alt(parcels, &place),
        parcel: parcel.asked.land.clone(),
        north: "N".to_owned(),
    };
    let svg = sketch(world.release, &shape, finding.on, &words);
    Some((place, svg))
}

/// The picture in words: the zones of the parcels, or the place where no zone is drawn.
fn alt(parcels: &[FoundParcel], place: &str) -> String {
    let names: Vec<String> = parcels
        .iter()
        .flat_map(|parcel| parcel.finding.as_ref().map(zones).unwrap_or_default())
        .map(|zone| zone.name)
        .collect();
    if names.is_empty() { place.to_owned() } else { names.join("、") }
}
