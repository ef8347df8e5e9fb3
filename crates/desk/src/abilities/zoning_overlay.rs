//! `zoning-overlay` 1: which zones the parcels of a case lie in, today, and every reason to doubt it.
//!
//! The geometry is the land office's; where it could not be reached our own cadastral copy stands in
//! and that is a doubt of its own. The day is the day of the finding: a plan has force from its
//! announcement (都市計畫法 §21, §23).

use atlas::finding::{Doubt, Finding, Verdict};
use atlas::overlay::overlay;
use atlas::parcel::ParcelShape;
use catalogue::facts::Facts;
use lexicon::instant::At;
use lexicon::parcel::ParcelId;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::geometry::ParcelReplies;
use super::{AbilityFault, World};
use crate::differences::ParcelDifference;

const NAME: &str = "zoning-overlay";

/// One parcel asked for, as the form keeps it.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct AskedParcel {
    pub key: String,
    pub district: String,
    pub section: String,
    #[serde(default)]
    pub subsection: String,
    pub land: String,
}

/// What was found for one parcel.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct FoundParcel {
    #[serde(flatten)]
    pub asked: AskedParcel,
    /// Absent where nobody knows the parcel's shape.
    pub finding: Option<Finding>,
    /// What it became, if it is an old number.
    #[serde(default)]
    pub became: Vec<String>,
    pub geometry: Source,
    /// How the land office's answer differs from our own copy, where nobody has settled it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub difference: Option<ParcelDifference>,
    /// When the land office said so, where its reply is an old one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stale_at: Option<At>,
}

/// Where a parcel's shape came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Source {
    LandOffice,
    OwnCopy,
    Nowhere,
}

pub(super) fn asked(facts: &Facts) -> Result<Vec<AskedParcel>, AbilityFault> {
    let value = facts.0.pointer("/answers/parcels").cloned().unwrap_or_default();
    serde_json::from_value(value).map_err(|e| AbilityFault::Input { ability: NAME, cause: e.to_string() })
}

pub(super) fn find(world: &World<'_>, facts: &Facts) -> Result<Value, AbilityFault> {
    let replies: Option<ParcelReplies> = match facts.0.pointer("/evidence/geometry") {
        None | Some(Value::Null) => None,
        Some(value) => Some(
            serde_json::from_value(value.clone())
                .map_err(|e| AbilityFault::Input { ability: NAME, cause: e.to_string() })?,
        ),
    };
    let mut parcels = Vec::new();
    for asked in asked(facts)? {
        parcels.push(found(world, replies.as_ref(), asked)?);
    }
    Ok(summary(world, &parcels, replies.is_some()))
}

fn found(world: &World<'_>, replies: Option<&ParcelReplies>, asked: AskedParcel) -> Result<FoundParcel, AbilityFault> {
    let id = ParcelId::parse(&asked.key).map_err(|e| AbilityFault::Input { ability: NAME, cause: e.to_string() })?;
    let became = world.release.renumbered(id).unwrap_or_default().iter().map(|id| id.key()).collect();
    let (shape, geometry) = shape(world, replies, id)?;
    let finding = shape.map(|shape| overlay(world.release, &shape, world.today, &world.office.tolerances));
    let reply = replies.and_then(|replies| replies.parcels.iter().find(|reply| reply.key == asked.key));
    let difference = reply.and_then(|reply| reply.difference.clone());
    let stale_at = reply.filter(|reply| reply.stale).and_then(|reply| reply.asked_at);
    Ok(FoundParcel { asked, finding, became, geometry, difference, stale_at })
}

fn shape(
    world: &World<'_>,
    replies: Option<&ParcelReplies>,
    id: ParcelId,
) -> Result<(Option<ParcelShape>, Source), AbilityFault> {
    let key = id.key();
    if let Some(reply) = replies.and_then(|replies| replies.parcels.iter().find(|reply| reply.key == key)) {
        let shape = reply
            .shape(world.release.origin())
            .map_err(|cause| AbilityFault::Input { ability: NAME, cause: cause.to_string() })?;
        let source = if reply.stale { Source::OwnCopy } else { Source::LandOffice };
        return Ok((Some(shape), source));
    }
    if replies.is_some_and(|replies| replies.unknown.contains(&key)) {
        return Ok((None, Source::Nowhere));
    }
    Ok(match world.release.parcel(id, world.today) {
        Some(parcel) => (Some(ParcelShape::from(&parcel)), Source::OwnCopy),
        None => (None, Source::Nowhere),
    })
}

fn summary(world: &World<'_>, parcels: &[FoundParcel], answered: bool) -> Value {
    let doubts: Vec<&Doubt> = parcels
        .iter()
        .filter_map(|parcel| parcel.finding.as_ref())
        .filter_map(|finding| match &finding.verdict {
            Verdict::Doubtful { doubts } => Some(doubts),
            Verdict::Clear { .. } => None,
        })
        .flatten()
        .collect();
    let any = |test: fn(&Doubt) -> bool| doubts.iter().any(|doubt| test(doubt));
    let unknown = parcels.iter().any(|parcel| parcel.geometry == Source::Nowhere);
    let unavailable = !answered || parcels.iter().any(|parcel| parcel.geometry == Source::OwnCopy);
    let differs = parcels.iter().any(|parcel| parcel.difference.is_some());
    json!({
        "clear": doubts.is_empty() && !unknown && !unavailable && !differs,
        "near_line": any(|d| matches!(d, Doubt::NearLine { .. })),
        "straddles": any(|d| matches!(d, Doubt::Straddles { .. })),
        "border_piece": any(|d| matches!(d, Doubt::BorderPiece { .. })),
        "no_polygon": any(|d| matches!(d, Doubt::NoPolygonInPlan { .. })),
        "outside_plan": any(|d| matches!(d, Doubt::OutsidePlanAreas { .. })),
        "under_exhibition": any(|d| matches!(d, Doubt::UnderExhibition { .. })),
        "area_disagrees": any(|d| matches!(d, Doubt::AreaDisagrees { .. })),
        "data_unsound": any(|d| matches!(d, Doubt::ZonesOverlap { .. } | Doubt::NoTolerance { .. })),
        "register_differs": differs,
        "unknown_parcel": unknown,
        "geometry_unavailable": unavailable,
        "release": world.release.hash(),
        "tolerances": world.office.tolerances.version(),
        "on": world.today,
        "parcels": parcels,
    })
}
