//! The land office: the geometry of every parcel of a case, asked together, answered together.
//!
//! Trouble at the other side is tried again, and nothing it answered already is asked again; what stays without
//! an answer goes to an officer with our own copy of the cadastre. An answer that contradicts the question, or
//! draws what is no parcel, is never used: it is filed as a difference and an officer looks.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use desk::abilities::{ParcelReplies, ParcelReply};
use desk::differences::Said;
use desk::errands::Claimed;
use desk::fault::DeskFault;
use desk::register_replies::{KeptReply, LandErrand};
use gateways::error::GatewayError;
use gateways::land_office::{LandOffice, Sought};
use lexicon::instant::At;
use lexicon::parcel::ParcelId;
use serde::Deserialize;

use super::Settled;
use crate::register::{self, NoParcel};
use crate::worker::{LEASE_MINUTES, Tools};

/// How long parcels are asked about until the lease is renewed.
const HOLD: Duration = Duration::from_secs(30);
/// Parcels asked together, so that a lease is renewed in time.
const TOGETHER: usize = 20;
/// Tries before the case goes on without an answer.
const TRIES: u32 = 3;

#[derive(Deserialize)]
struct Body {
    evidence: String,
}

/// One claim on the land office's time.
struct Asking<'a> {
    tools: &'a Tools,
    office: &'a LandOffice,
    claimed: &'a Claimed,
    now: At,
}

/// What is known of the parcels of a case so far, and those to be asked about.
#[derive(Default)]
struct Known {
    replies: BTreeMap<ParcelId, KeptReply>,
    /// Old replies that stood in.
    stale: Vec<ParcelId>,
    /// In no section of ours.
    nowhere: Vec<ParcelId>,
    sought: Vec<Sought>,
    old: BTreeMap<ParcelId, KeptReply>,
}

pub(crate) async fn serve(tools: &Tools, claimed: &Claimed, now: At) -> Result<Settled, DeskFault> {
    let body = serde_json::from_value(claimed.message.body.clone());
    let (Ok(Body { evidence }), Some(office), Some(case)) = (body, tools.land_office.as_ref(), claimed.message.case)
    else {
        return Ok(Settled::Never { cause: "malformed" });
    };
    let answers = (Some(claimed.claim()), now);
    let is_last = claimed.attempt >= TRIES;
    let errand = tools.desk.land_errand(case).await?;
    let asking = Asking { tools, office, claimed, now };
    let asked = asking.all(&errand).await;
    register::file_unusable(&tools.desk, office).await?;
    match asked? {
        Ok(known) => {
            let replies = known.replies(&tools.desk, (case, &errand)).await?;
            tools.desk.answer_geometry(case, (&evidence, &replies), answers).await?;
            Ok(Settled::Answered)
        }
        Err(fault) if fault.may_pass() && !is_last => Ok(Settled::Again { cause: "land-office-unavailable" }),
        Err(fault) => {
            tracing::warn!(%fault, "the land office gives no usable answer");
            let cause = if fault.may_pass() { "unavailable" } else { "unusable" };
            tools.desk.no_answer(case, (&evidence, cause), answers).await?;
            Ok(Settled::Answered)
        }
    }
}

impl Asking<'_> {
    /// Every parcel's reply: kept and fresh, or asked now, or, where the land office does not answer at the last
    /// try, kept and stale.
    async fn all(&self, errand: &LandErrand) -> Result<Result<Known, GatewayError>, DeskFault> {
        let mut known = self.known(&errand.parcels).await?;
        let sought = std::mem::take(&mut known.sought);
        let begun = Instant::now();
        let mut held = begun;
        for some in sought.chunks(TOGETHER.min(self.office.batch())) {
            // Many parcels and a slow register take longer than a lease.
            if held.elapsed() > HOLD {
                held = Instant::now();
                let passed = i64::try_from(begun.elapsed().as_secs() / 60).unwrap_or(0) + 1;
                let until = self.now.minutes_later(passed + LEASE_MINUTES);
                self.tools.desk.hold(self.claimed.claim(), until).await?;
            }
            if let Err(fault) = self.some(some, &mut known).await? {
                return Ok(Err(fault));
            }
        }
        Ok(Ok(known))
    }

    /// What need not be asked.
    async fn known(&self, parcels: &[ParcelId]) -> Result<Known, DeskFault> {
        let mut known = Known::default();
        let table = self.tools.desk.office();
        for &parcel in parcels {
            let Some(section) = table.sections.get(parcel.section) else {
                known.nowhere.push(parcel);
                continue;
            };
            let kept = match self.office.keep() {
                Some(keep) => self.tools.desk.kept_reply(parcel).await?.map(|kept| (kept, keep)),
                None => None,
            };
            match kept {
                Some((kept, keep)) if keep.is_fresh(kept.asked_at, self.now) => {
                    known.replies.insert(parcel, kept);
                }
                kept => {
                    // That a parcel was unknown or renumbered long ago is no answer for today.
                    let is_old = |kept: &KeptReply| matches!(kept.said, Said::Found(_));
                    known.old.extend(kept.filter(|(kept, _)| is_old(kept)).map(|(kept, _)| (parcel, kept)));
                    known.sought.push(Sought { office: section.office.clone(), parcel });
                }
            }
        }
        Ok(known)
    }

    /// Asks about some; what was answered is filed even where another was not.
    async fn some(&self, some: &[Sought], known: &mut Known) -> Result<Result<(), GatewayError>, DeskFault> {
        let asked = match self.office.ask_many(some, self.now).await {
            Ok(asked) => asked,
            Err(fault) => return Ok(Err(fault)),
        };
        let mut failed = None;
        for one in asked {
            let parcel = one.sought.parcel;
            match register::file(&self.tools.desk, self.office, one, self.now).await? {
                Ok(kept) => {
                    known.replies.insert(parcel, kept);
                }
                Err(fault) => match known.old.remove(&parcel).filter(|old| self.may_stand_in(old, &fault)) {
                    Some(old) => {
                        tracing::info!(%fault, "an old reply of the land office stands in");
                        known.replies.insert(parcel, old);
                        known.stale.push(parcel);
                    }
                    None => failed = failed.or(Some(fault)),
                },
            }
        }
        Ok(failed.map_or(Ok(()), Err))
    }

    /// At the last try an old reply is better than none, unless the register just answered what is no parcel.
    fn may_stand_in(&self, old: &KeptReply, fault: &GatewayError) -> bool {
        let is_usable = self.office.keep().is_some_and(|keep| keep.is_usable(old.asked_at, self.now));
        self.claimed.attempt >= TRIES && is_usable && fault.cause::<NoParcel>().is_none()
    }
}

impl Known {
    /// As evidence of the case, the raw replies in a file beside it.
    async fn replies(
        self,
        desk: &desk::desk::Desk,
        (case, errand): (lexicon::ids::CaseId, &LandErrand),
    ) -> Result<ParcelReplies, DeskFault> {
        let mut replies = ParcelReplies { asked_for: Some(errand.asked_for.clone()), ..ParcelReplies::default() };
        let mut proofs = Vec::new();
        for &parcel in &errand.parcels {
            let Some(kept) = self.replies.get(&parcel) else {
                replies.unknown.push(parcel.key());
                continue;
            };
            match &kept.said {
                Said::Found(reply) => {
                    replies.parcels.push(ParcelReply { stale: self.stale.contains(&parcel), ..(**reply).clone() });
                }
                Said::Renumbered(_) | Said::Unknown | Said::Unreadable(_) => replies.unknown.push(parcel.key()),
            }
            proofs.push((parcel, kept.clone()));
        }
        replies.file = desk.file_proof((case, &errand.asked_for), &proofs).await?;
        Ok(replies)
    }
}
