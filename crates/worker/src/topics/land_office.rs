//! The land office: the geometry of every parcel of a case, asked one by one, answered together.
//!
//! Trouble at the other side is tried again; what stays without an answer goes to an officer with our own
//! copy of the cadastre. An answer that contradicts the question is never used.

use std::time::{Duration, Instant};

use desk::abilities::{ParcelReplies, ParcelReply};
use desk::errands::Claimed;
use desk::fault::DeskFault;
use gateways::error::GatewayError;
use gateways::land_office::answer::{Finding, ParcelAnswer};
use gateways::land_office::{LandOffice, Sought};
use lexicon::instant::At;
use lexicon::parcel::ParcelId;
use serde::Deserialize;

use super::Settled;
use crate::worker::{LEASE_MINUTES, Tools};

/// How long parcels are asked about until the lease is renewed.
const HOLD: Duration = Duration::from_secs(30);

/// Tries before the case goes on without an answer.
const TRIES: u32 = 3;

#[derive(Deserialize)]
struct Body {
    evidence: String,
}

pub(crate) async fn serve(tools: &Tools, claimed: &Claimed, now: At) -> Result<Settled, DeskFault> {
    let body = serde_json::from_value(claimed.message.body.clone());
    let (Ok(Body { evidence }), Some(office), Some(case)) = (body, tools.land_office.as_ref(), claimed.message.case)
    else {
        return Ok(Settled::Never { cause: "malformed" });
    };
    let answers = (Some(claimed.claim()), now);
    let is_last = claimed.attempt >= TRIES;
    let asked = ask_all((tools, office), tools.desk.parcels_of(case).await?, (claimed, is_last), now).await;
    file_unusable(tools, office).await?;
    match asked? {
        Ok(replies) => {
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

/// What was charged for replies nothing could be read from; answers are filed as they come.
async fn file_unusable(tools: &Tools, office: &LandOffice) -> Result<(), DeskFault> {
    let spent = office.take_spent();
    let unusable = spent.iter().filter(|day| day.unusable > 0);
    let days: Vec<_> = unusable.map(|day| (day.day, day.unusable, day.unusable_twd)).collect();
    tools.desk.unusable_replies(&days).await
}

/// Every parcel's reply: kept and fresh, or asked now, or, where the land office does not answer at the last
/// try, kept and stale.
async fn ask_all(
    (tools, office): (&Tools, &LandOffice),
    parcels: Vec<ParcelId>,
    (claimed, is_last): (&Claimed, bool),
    now: At,
) -> Result<Result<ParcelReplies, GatewayError>, DeskFault> {
    let mut replies = ParcelReplies::default();
    let mut held = Instant::now();
    let begun = held;
    let sections = tools.desk.office();
    for parcel in parcels {
        let Some(section) = sections.sections.get(parcel.section) else {
            replies.unknown.push(parcel.key());
            continue;
        };
        // Many parcels and a slow register take longer than a lease.
        if held.elapsed() > HOLD {
            held = Instant::now();
            let passed = i64::try_from(begun.elapsed().as_secs() / 60).unwrap_or(0) + 1;
            tools.desk.hold(claimed.claim(), now.minutes_later(passed + LEASE_MINUTES)).await?;
        }
        let kept = match office.keep() {
            Some(keep) => tools.desk.kept_reply(parcel).await?.map(|(reply, at)| (reply, at, keep)),
            None => None,
        };
        if let Some((reply, at, keep)) = &kept
            && keep.is_fresh(*at, now)
        {
            replies.parcels.push(reply.clone());
            continue;
        }
        let answer = match office.ask(&Sought { office: section.office.clone(), parcel }, now).await {
            Ok(answer) => answer,
            Err(fault) => match kept {
                Some((reply, at, keep)) if is_last && keep.is_usable(at, now) => {
                    tracing::info!(%fault, "an old reply of the land office stands in");
                    replies.parcels.push(ParcelReply { stale: true, ..reply });
                    continue;
                }
                _ => return Ok(Err(fault)),
            },
        };
        let found = match &answer.finding {
            Finding::Found(found) => Some(reply(found)),
            Finding::Renumbered(_) | Finding::Unknown => None,
        };
        let to_keep = found.as_ref().filter(|_| office.keep().is_some());
        tools.desk.answered_for(to_keep, answer.evidence.cost_twd, now).await?;
        match found {
            Some(reply) => replies.parcels.push(reply),
            None => replies.unknown.push(parcel.key()),
        }
    }
    Ok(Ok(replies))
}

fn reply(found: &ParcelAnswer) -> ParcelReply {
    let rings = found.polygons.iter().flat_map(|polygon| &polygon.rings);
    ParcelReply {
        key: found.parcel.key(),
        rings: rings.map(|ring| ring.iter().map(|at| (at.x, at.y)).collect()).collect(),
        registered_area_m2: found.registered_area.map(|area| format!("{}.{:02}", area / 100, area % 100)),
        stale: false,
    }
}
