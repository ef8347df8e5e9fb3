//! The land office's answers held against our own copy: what differs, filed once, opened again when it changes,
//! gone when both agree.
//!
//! Every answer is compared, whether a case or a round asked for it. A difference that a person has not settled is
//! a doubt of the case. Refuses to say who is right and to change our copy: that is the next import's business.

use atlas::area::Area;
use atlas::difference::{Difference, between};
use atlas::parcel::{Parcel, ParcelShape};
use atlas::polygon::MultiPolygon;
use lexicon::instant::At;
use lexicon::parcel::ParcelId;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::fault::FileError;
use store::filing::Filing;
use store::land_differences::{DifferenceState, StoredDifference};

use crate::abilities::{ParcelReply, World};
use crate::desk::Desk;
use crate::fault::DeskFault;

/// How often a filing is tried again after somebody else was quicker.
const MOST_TRIES: usize = 6;
/// Lines of a difference's history that are kept.
const MOST_HISTORY: usize = 40;

/// In which way the land office and our copy differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The drawings.
    Shape,
    /// The registered areas.
    RegisteredArea,
    /// It exists there and not here.
    MissingHere,
    /// It exists here and not there.
    UnknownThere,
    /// It exists here and goes by other numbers there.
    RenumberedThere,
    /// The answer about it cannot be read or drawn.
    Unreadable,
}

impl Kind {
    /// The key of its words.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Kind::Shape => "shape",
            Kind::RegisteredArea => "registered-area",
            Kind::MissingHere => "missing-here",
            Kind::UnknownThere => "unknown-there",
            Kind::RenumberedThere => "renumbered-there",
            Kind::Unreadable => "unreadable",
        }
    }
}

/// What differs about one parcel. Areas in m² with two decimals.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParcelDifference {
    pub kinds: Vec<Kind>,
    pub ours_m2: Option<String>,
    pub theirs_m2: Option<String>,
    /// Ground that only one of the two drawings has.
    pub apart_m2: Option<String>,
    /// Largest distance of a corner of one from the line of the other, mm.
    pub displacement_mm: Option<u64>,
    pub registered_ours_m2: Option<String>,
    pub registered_theirs_m2: Option<String>,
    /// Keys it goes by there.
    #[serde(default)]
    pub became: Vec<String>,
    /// Why the answer cannot be read: a key.
    #[serde(default)]
    pub cause: Option<String>,
    /// Their drawing, as [`ParcelReply::rings`].
    #[serde(default)]
    pub rings: Vec<Vec<(i64, i64)>>,
}

/// What the land office said about one parcel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Said {
    Found(Box<ParcelReply>),
    /// Keys it goes by now.
    Renumbered(Vec<String>),
    Unknown,
    /// A reply nothing can be read from; the key of the cause.
    Unreadable(String),
}

/// One line of a difference's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub at: At,
    /// `found`, `changed`, `settled`, `gone`, `again`.
    pub what: String,
    /// The officer, for what a person did.
    #[serde(default)]
    pub by: Option<String>,
    /// What became of it, as [`crate::differences::Way::key`], and the person's words.
    #[serde(default)]
    pub way: Option<String>,
    #[serde(default)]
    pub reason: Option<String>,
}

/// How a person settles a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Ours is older: the next import brings it.
    NextImport,
    /// Theirs is wrong: the land office was told.
    LandOfficeTold,
    /// It is known and harmless.
    Accepted,
}

impl Way {
    pub const ALL: [Way; 3] = [Way::NextImport, Way::LandOfficeTold, Way::Accepted];

    /// The key of its words.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Way::NextImport => "next-import",
            Way::LandOfficeTold => "land-office-told",
            Way::Accepted => "accepted",
        }
    }

    /// The way of a key.
    #[must_use]
    pub fn of(key: &str) -> Option<Way> {
        Way::ALL.into_iter().find(|way| way.key() == key)
    }
}

/// The body of a filed difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filed {
    pub what: ParcelDifference,
    /// Of the plan data it was compared with.
    pub release: String,
    /// SHA-256 of the raw reply, hex.
    #[serde(default)]
    pub reply_sha256: Option<String>,
    pub history: Vec<Step>,
}

impl Filed {
    /// One more line of history; the oldest but the first go when there are too many.
    pub fn note(&mut self, step: Step) {
        self.history.push(step);
        if self.history.len() > MOST_HISTORY {
            self.history.remove(1);
        }
    }
}

/// A line of history of what the house itself saw.
fn seen(what: &str, at: At) -> Step {
    Step { at, what: what.to_owned(), by: None, way: None, reason: None }
}

/// What differs between our copy today and what the land office said; nothing where they agree.
#[must_use]
pub fn compare(world: &World<'_>, parcel: ParcelId, said: &Said) -> Option<ParcelDifference> {
    let ours = world.release.parcel(parcel, world.today);
    let only = |kind| ParcelDifference { kinds: vec![kind], ..ParcelDifference::default() };
    let mut found = match (said, &ours) {
        (Said::Unknown, None) | (Said::Renumbered(_), None) => return None,
        (Said::Unknown, Some(_)) => only(Kind::UnknownThere),
        (Said::Renumbered(became), Some(_)) => {
            ParcelDifference { became: became.clone(), ..only(Kind::RenumberedThere) }
        }
        (Said::Unreadable(cause), _) => ParcelDifference { cause: Some(cause.clone()), ..only(Kind::Unreadable) },
        (Said::Found(reply), ours) => match reply.sound_shape(world.release.origin()) {
            Err(fault) => ParcelDifference { cause: Some(fault.key().to_owned()), ..only(Kind::Unreadable) },
            Ok(theirs) => against(world, ours.as_ref(), (reply, &theirs))?,
        },
    };
    if let Some(ours) = &ours {
        found.registered_ours_m2 = Some(ours.registered.to_string());
        found.ours_m2 = Some(Area::from_exact2(ours.shape.area2()).to_string());
    }
    Some(found)
}

/// Two drawings and two registered areas against the limits of the day.
fn against(
    world: &World<'_>,
    ours: Option<&Parcel>,
    (reply, theirs): (&ParcelReply, &ParcelShape),
) -> Option<ParcelDifference> {
    let mut found = ParcelDifference {
        theirs_m2: Some(Area::from_exact2(theirs.polygon.area2()).to_string()),
        registered_theirs_m2: reply.registered_area_m2.clone(),
        rings: reply.rings.clone(),
        ..ParcelDifference::default()
    };
    let Some(ours) = ours else {
        return Some(ParcelDifference { kinds: vec![Kind::MissingHere], ..found });
    };
    let limit = world.office.register_limits.row(world.today);
    let shape = |polygon: &atlas::polygon::Polygon| MultiPolygon(vec![polygon.clone()]);
    let apart = between(&shape(&ours.shape), &shape(&theirs.polygon));
    // Without limits for the day nothing is left out.
    let any = |d: &Difference| d.apart > Area::default() || d.displacement_mm > 0;
    if limit.map_or_else(|| any(&apart), |limit| limit.is_passed(&apart)) {
        found.kinds.push(Kind::Shape);
    }
    let parts = |theirs: Area| limit.map_or(ours.registered != theirs, |limit| limit.parts(ours.registered, theirs));
    if theirs.registered.is_some_and(parts) {
        found.kinds.push(Kind::RegisteredArea);
    }
    found.apart_m2 = Some(apart.apart.to_string());
    found.displacement_mm = Some(apart.displacement_mm);
    (!found.kinds.is_empty()).then_some(found)
}

/// What names a difference: equal marks, equal differences.
fn mark(what: &ParcelDifference) -> Result<String, DeskFault> {
    let text = serde_json::to_vec(what).map_err(|e| DeskFault::Definition(e.to_string()))?;
    Ok(hex::encode(Sha256::digest(text)))
}

/// The body of a row, read.
///
/// # Errors
/// A body this program cannot read.
pub fn body(row: &StoredDifference) -> Result<Filed, DeskFault> {
    serde_json::from_value(row.body.clone()).map_err(|e| DeskFault::Definition(e.to_string()))
}

/// The row after an answer, or nothing where nothing is to be filed.
fn next(
    before: Option<&StoredDifference>,
    what: Option<ParcelDifference>,
    (parcel, answer, now): (ParcelId, Answer<'_>, At),
) -> Result<Option<StoredDifference>, DeskFault> {
    let Some(what) = what else {
        let Some(row) = before.filter(|row| row.state != DifferenceState::Gone) else { return Ok(None) };
        let mut filed = body(row)?;
        filed.note(seen("gone", now));
        let body = serde_json::to_value(filed).map_err(|e| DeskFault::Definition(e.to_string()))?;
        let version = row.version + 1;
        return Ok(Some(StoredDifference {
            version,
            state: DifferenceState::Gone,
            body,
            asked_at: now,
            ..row.clone()
        }));
    };
    let mark = mark(&what)?;
    let history = before.map(body).transpose()?.map(|filed| filed.history).unwrap_or_default();
    let mut filed =
        Filed { what, release: answer.release.to_owned(), reply_sha256: answer.sha256.map(str::to_owned), history };
    let same = before.filter(|row| row.mark == mark && row.state != DifferenceState::Gone);
    let (state, found_at) = match (same, before) {
        (Some(row), _) => (row.state, row.found_at),
        (None, before) => {
            let step = match before.map(|row| row.state) {
                None => "found",
                Some(DifferenceState::Gone) => "again",
                Some(_) => "changed",
            };
            filed.note(seen(step, now));
            (DifferenceState::Open, now)
        }
    };
    let body = serde_json::to_value(filed).map_err(|e| DeskFault::Definition(e.to_string()))?;
    let version = before.map_or(1, |row| row.version + 1);
    Ok(Some(StoredDifference { parcel: parcel.key(), version, mark, state, body, found_at, asked_at: now }))
}

/// Where an answer comes from.
#[derive(Clone, Copy)]
struct Answer<'a> {
    release: &'a str,
    sha256: Option<&'a str>,
}

impl Desk {
    /// Holds an answer of the land office against our copy and files what differs, together with `beside`; gives
    /// the difference as it stands, whatever its state.
    ///
    /// # Errors
    /// The database; no release.
    pub async fn hold_against(
        &self,
        (parcel, said): (ParcelId, &Said),
        sha256: Option<&str>,
        (beside, now): (&(dyn Fn(&mut Filing) + Send + Sync), At),
    ) -> Result<Option<StoredDifference>, DeskFault> {
        let release = self.release()?;
        let what = self.with_world(now, |world| compare(world, parcel, said))?;
        let answer = Answer { release: release.hash(), sha256 };
        for _ in 0..MOST_TRIES {
            let before = self.store().land_difference(&parcel.key()).await?;
            let row = next(before.as_ref(), what.clone(), (parcel, answer, now))?;
            let mut filing = Filing::new();
            beside(&mut filing);
            if let Some(row) = &row {
                filing.land_difference(row);
            }
            if filing.is_empty() {
                return Ok(before);
            }
            match self.store().file(filing).await {
                Ok(_) => return Ok(row.or(before)),
                Err(FileError::Conflict("land difference")) => {}
                Err(fault) => return Err(fault.into()),
            }
        }
        Err(DeskFault::Conflict)
    }

    /// Whether what the land office said differs from our copy today.
    ///
    /// # Errors
    /// No release.
    pub fn differs(&self, (parcel, said): (ParcelId, &Said), now: At) -> Result<bool, DeskFault> {
        Ok(self.with_world(now, |world| compare(world, parcel, said))?.is_some())
    }

    /// The replies of a case, each compared with our copy; what differs and is not settled stands with it.
    pub(crate) async fn compared(
        &self,
        replies: &crate::abilities::ParcelReplies,
        now: At,
    ) -> Result<crate::abilities::ParcelReplies, DeskFault> {
        let mut replies = replies.clone();
        for reply in replies.parcels.iter_mut().filter(|reply| !reply.stale) {
            let Some(parcel) = reply.id() else { continue };
            let said = Said::Found(Box::new(ParcelReply { difference: None, ..reply.clone() }));
            let row = self.hold_against((parcel, &said), reply.sha256.as_deref(), (&|_| {}, now)).await?;
            let open = row.filter(|row| row.state == DifferenceState::Open);
            let what = open.map(|row| body(&row)).transpose()?.map(|filed| filed.what);
            reply.difference = what.map(|what| ParcelDifference { rings: Vec::new(), ..what });
        }
        Ok(replies)
    }
}
