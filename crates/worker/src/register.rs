//! An answer of the land office as the desk files it, whoever asked for it: a case or a round.
//!
//! Refuses what is no parcel: a boundary that meets itself, in several parts, or without measure. The land office
//! was paid for it all the same, and a person sees what it was.

use desk::abilities::{ParcelReply, ShapeFault};
use desk::desk::Desk;
use desk::differences::Said;
use desk::fault::DeskFault;
use desk::register_replies::{Keeping, KeptReply};
use gateways::error::{GatewayError, System};
use gateways::land_office::answer::{Answer, Finding, ParcelAnswer};
use gateways::land_office::{Asked, GmlError, LandOffice, OtherParcel};
use lexicon::instant::At;
use thiserror::Error;

/// A drawing nobody can lay over anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the land office draws what is no parcel: {0}")]
pub(crate) struct NoParcel(pub ShapeFault);

/// Files an answer: kept, paid for, and held against our copy. An answer that cannot be used is filed as such and
/// given back as the fault it is.
pub(crate) async fn file(
    desk: &Desk,
    office: &LandOffice,
    asked: Asked,
    now: At,
) -> Result<Result<KeptReply, GatewayError>, DeskFault> {
    let parcel = asked.sought.parcel;
    let answer = match asked.answer {
        Ok(answer) => answer,
        Err(fault) => {
            if matches!(fault, GatewayError::Nonsense { .. }) {
                desk.unreadable_for(parcel, cause(&fault), now).await?;
            }
            return Ok(Err(fault));
        }
    };
    let (kept, unsound) = kept(desk, answer)?;
    let keeping = if office.keep().is_some() && unsound.is_none() { Keeping::Kept } else { Keeping::Forgotten };
    desk.answered_for(parcel, (&kept, keeping), now).await?;
    Ok(match unsound {
        None => Ok(kept),
        Some(fault) => Err(GatewayError::nonsense(System::LandOffice, NoParcel(fault))),
    })
}

/// What is kept of an answer, and why its drawing is none.
fn kept(desk: &Desk, answer: Answer) -> Result<(KeptReply, Option<ShapeFault>), DeskFault> {
    let evidence = answer.evidence;
    let mut unsound = None;
    let said = match &answer.finding {
        Finding::Found(found) => {
            let reply = reply(found, (&evidence.sha256, evidence.asked_at));
            let origin = desk.release()?.origin();
            unsound = match found.polygons.len() {
                0 | 1 => reply.sound_shape(origin).err(),
                _ => Some(ShapeFault::SeveralParts),
            };
            match unsound {
                None => Said::Found(Box::new(reply)),
                Some(fault) => Said::Unreadable(fault.key().to_owned()),
            }
        }
        Finding::Renumbered(to) => Said::Renumbered(to.iter().map(|id| id.key()).collect()),
        Finding::Unknown => Said::Unknown,
    };
    let kept = KeptReply {
        said,
        sha256: evidence.sha256,
        reply: String::from_utf8_lossy(&evidence.reply).into_owned(),
        cost_twd: evidence.cost_twd,
        attempts: evidence.attempts,
        asked_at: evidence.asked_at,
    };
    Ok((kept, unsound))
}

fn reply(found: &ParcelAnswer, (sha256, asked_at): (&str, At)) -> ParcelReply {
    let rings = found.polygons.iter().flat_map(|polygon| &polygon.rings);
    ParcelReply {
        key: found.parcel.key(),
        rings: rings.map(|ring| ring.iter().map(|at| (at.x, at.y)).collect()).collect(),
        registered_area_m2: found.registered_area.map(|area| format!("{}.{:02}", area / 100, area % 100)),
        stale: false,
        asked_at: Some(asked_at),
        sha256: Some(sha256.to_owned()),
        difference: None,
    }
}

/// The key of why an answer cannot be read.
fn cause(fault: &GatewayError) -> &'static str {
    if fault.cause::<OtherParcel>().is_some() {
        return "other-parcel";
    }
    match fault.cause::<GmlError>() {
        Some(GmlError::Grid) => "other-grid",
        _ => "no-gml",
    }
}

/// What was charged for replies nothing could be read from; answers are filed as they come.
pub(crate) async fn file_unusable(desk: &Desk, office: &LandOffice) -> Result<(), DeskFault> {
    let spent = office.take_spent();
    let unusable = spent.iter().filter(|day| day.unusable > 0);
    let days: Vec<_> = unusable.map(|day| (day.day, day.unusable, day.unusable_twd)).collect();
    desk.unusable_replies(&days).await
}
