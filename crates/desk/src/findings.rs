//! What was found about parcels, in a form pages show: zones, doubts with their figures, a sketch.
//!
//! Reads any finding of a case that lists parcels, whatever ability made it. Decides nothing: the doubts
//! are those of the finding, in the order it has them.

use atlas::area::Area;
use atlas::finding::{Doubt, Finding, Thickness, Verdict};
use atlas::parcel::ParcelShape;
use atlas::release::Release;
use atlas::sketch::{SketchWords, sketch, sketch_against};
use casework::case::{Case, Evidence};
use lexicon::date::Date;
use lexicon::instant::At;
use lexicon::parcel::ParcelId;
use serde::Deserialize;
use serde_json::Value;

use crate::abilities::ParcelReplies;
use crate::desk::Desk;
use crate::differences::ParcelDifference;
use crate::fault::DeskFault;
use crate::parcels::NamedParcel;

/// One parcel and what was found.
#[derive(Clone, Debug)]
pub struct ParcelFound {
    pub parcel: NamedParcel,
    /// As registered, in m² with two decimals.
    pub registered_m2: Option<String>,
    /// Of the drawn shape, in m² with two decimals; absent where nobody knows the shape.
    pub measured_m2: Option<String>,
    /// What a certificate would list, largest first.
    pub zones: Vec<ZoneFound>,
    pub doubts: Vec<DoubtFound>,
    /// Short names of the plan data and of the tolerances it was found with.
    pub release: String,
    pub tolerances: String,
    /// How the land office's answer differed from our own copy when it was found.
    pub difference: Option<ParcelDifference>,
    /// When the land office said what this rests on, where its reply was an old one.
    pub stale_at: Option<At>,
    on: Option<Date>,
}

/// A zone the parcel lies in.
#[derive(Clone, Debug)]
pub struct ZoneFound {
    pub name: String,
    /// In hundredths with two decimals; absent where it is the only one.
    pub percent: Option<String>,
    pub plan: String,
    pub announced_on: Date,
    /// Number of the announcement (文號).
    pub number: String,
}

/// A reason to doubt: its id among the doubts of services, and its figures for words under `figures-<id>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoubtFound {
    pub id: &'static str,
    pub figures: Vec<(&'static str, String)>,
}

/// A list of parcels inside a finding.
#[derive(Deserialize)]
struct Listed {
    #[serde(flatten)]
    parcel: NamedParcel,
    finding: Option<Finding>,
    #[serde(default)]
    geometry: String,
    #[serde(default)]
    difference: Option<ParcelDifference>,
    #[serde(default)]
    stale_at: Option<At>,
}

/// Every parcel the findings of a case speak of.
#[must_use]
pub fn parcels_found(case: &Case) -> Vec<ParcelFound> {
    let lists = case.findings.values().filter_map(|found| found.body.get("parcels").and_then(Value::as_array));
    lists.flatten().filter_map(|item| Listed::deserialize(item).ok()).map(found).collect()
}

fn found(listed: Listed) -> ParcelFound {
    let Listed { parcel, finding, geometry, difference, stale_at } = listed;
    let mut doubts = match geometry.as_str() {
        "nowhere" => vec![plain("unknown-parcel")],
        "own-copy" => vec![plain("geometry-unavailable")],
        _ => Vec::new(),
    };
    doubts.extend(difference.as_ref().map(differs));
    let Some(finding) = finding else {
        let (release, tolerances) = (String::new(), String::new());
        return ParcelFound {
            parcel,
            registered_m2: None,
            measured_m2: None,
            zones: Vec::new(),
            doubts,
            release,
            tolerances,
            difference,
            stale_at,
            on: None,
        };
    };
    if let Verdict::Doubtful { doubts: said } = &finding.verdict {
        doubts.extend(said.iter().map(DoubtFound::of));
    }
    ParcelFound {
        parcel,
        registered_m2: finding.registered.map(|area| area.to_string()),
        measured_m2: Some(finding.measured.to_string()),
        zones: zones(&finding),
        doubts,
        release: finding.release.chars().take(8).collect(),
        tolerances: finding.tolerances.chars().take(8).collect(),
        difference,
        stale_at,
        on: Some(finding.on),
    }
}

/// The doubt that the land office and our copy do not agree.
fn differs(what: &ParcelDifference) -> DoubtFound {
    let text = |value: &Option<String>| value.clone().unwrap_or_else(|| "–".to_owned());
    let moved = what.displacement_mm.map_or_else(|| "–".to_owned(), metres);
    DoubtFound {
        id: "register-differs",
        figures: vec![
            ("ours", text(&what.ours_m2)),
            ("theirs", text(&what.theirs_m2)),
            ("apart", text(&what.apart_m2)),
            ("moved", moved),
            ("registered_ours", text(&what.registered_ours_m2)),
            ("registered_theirs", text(&what.registered_theirs_m2)),
        ],
    }
}

fn zones(finding: &Finding) -> Vec<ZoneFound> {
    let pieces = finding.pieces.iter().filter(|piece| piece.class == Thickness::Zone);
    let named: Vec<_> = pieces.filter_map(|piece| Some((piece.zone.as_ref()?, piece.share_ppm))).collect();
    let several = named.len() > 1;
    let zone = |(zone, ppm): &(&atlas::finding::ZoneCited, u32)| ZoneFound {
        name: zone.name.clone(),
        percent: several.then(|| percent(*ppm)),
        plan: zone.plan.name.clone(),
        announced_on: zone.plan.announced_on,
        number: zone.plan.number.clone(),
    };
    named.iter().map(zone).collect()
}

fn percent(ppm: u32) -> String {
    format!("{}.{:02}", ppm / 10_000, ppm % 10_000 / 100)
}

fn metres(millimetres: impl Into<u64>) -> String {
    let millimetres = millimetres.into();
    format!("{}.{:03}", millimetres / 1_000, millimetres % 1_000)
}

fn plain(id: &'static str) -> DoubtFound {
    DoubtFound { id, figures: Vec::new() }
}

impl DoubtFound {
    /// A doubt of a finding.
    #[must_use]
    pub fn of(doubt: &Doubt) -> DoubtFound {
        let area = |area: &Area| area.to_string();
        let (id, figures) = match doubt {
            Doubt::OutsidePlanAreas { share_ppm } => ("outside-plan", vec![("percent", percent(*share_ppm))]),
            Doubt::NoPolygonInPlan { area: bare, share_ppm } => {
                ("no-polygon", vec![("area", area(bare)), ("percent", percent(*share_ppm))])
            }
            Doubt::Straddles { zones } => ("straddles", vec![("count", zones.len().to_string())]),
            Doubt::BorderPiece { thickness_mm, .. } => ("border-piece", vec![("thickness", metres(*thickness_mm))]),
            Doubt::ZonesOverlap { area: over } => ("data-unsound", vec![("area", area(over))]),
            Doubt::NoTolerance { .. } => ("data-unsound", vec![("area", "0".to_owned())]),
            Doubt::NearLine { distance_mm, limit_mm } => {
                ("near-line", vec![("distance", metres(*distance_mm)), ("limit", metres(*limit_mm))])
            }
            Doubt::UnderExhibition { name, .. } => ("under-exhibition", vec![("plan", name.clone())]),
            Doubt::AreaDisagrees { registered, measured, limit } => (
                "area-disagrees",
                vec![("registered", area(registered)), ("measured", area(measured)), ("limit", area(limit))],
            ),
        };
        DoubtFound { id, figures }
    }
}

impl Desk {
    /// A sketch of a parcel in its zones on the day of its finding, as SVG whose ids begin with `prefix`;
    /// nothing where nobody knows the parcel's shape.
    ///
    /// # Errors
    /// [`DeskFault::NoRelease`] before plan data is published.
    pub fn sketch_of(
        &self,
        (case, found): (&Case, &ParcelFound),
        words: &SketchText,
        prefix: &str,
    ) -> Result<Option<String>, DeskFault> {
        let release = self.release()?;
        let Some(on) = found.on else { return Ok(None) };
        let Some(shape) = shape(&release, case, (&found.parcel.key, on)) else { return Ok(None) };
        let words = SketchWords {
            title: words.title.clone(),
            description: words.description.clone(),
            parcel: found.parcel.land.clone(),
            north: "N".to_owned(),
        };
        // Where the two differ, our own drawing lies over the land office's.
        let ours = found.difference.as_ref().and_then(|_| release.parcel(ParcelId::parse(&found.parcel.key).ok()?, on));
        let svg = match ours {
            Some(ours) => sketch_against(&release, (&shape, &ours.shape), on, &words),
            None => sketch(&release, &shape, on, &words),
        };
        Ok(Some(svg.replace(" id=\"", &format!(" id=\"{prefix}")).replace("url(#", &format!("url(#{prefix}"))))
    }
}

/// What a sketch says to those who do not see it.
#[derive(Clone, Debug)]
pub struct SketchText {
    pub title: String,
    pub description: String,
}

/// The shape the finding was made with: the register's own, or that of our copy.
fn shape(release: &Release, case: &Case, (key, on): (&str, Date)) -> Option<ParcelShape> {
    let replies = case.evidence.values().filter_map(|reply: &Evidence| ParcelReplies::deserialize(&reply.body).ok());
    let reply = replies.flat_map(|replies| replies.parcels).find(|reply| reply.key == key);
    match reply {
        Some(reply) => reply.shape(release.origin()).ok(),
        None => Some(ParcelShape::from(&release.parcel(ParcelId::parse(key).ok()?, on)?)),
    }
}
