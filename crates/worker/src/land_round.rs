//! A round of questions to the land office: some parcels at a time, within the money of the day, until all are
//! answered or something stands in the way.
//!
//! Every answer is filed as it comes, so that whatever ends a round, nothing is asked (and paid for) twice. A
//! fresh kept reply is compared without asking. Refuses to go on against an open breaker or a refusal: the round
//! says why it stopped and goes on another time.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use desk::desk::Desk;
use desk::fault::DeskFault;
use desk_atlas::register::rounds::{self, Round, Stop, Tally, Terms};
use gateways::breaker::{LeftAlone, State};
use gateways::error::GatewayError;
use gateways::land_office::{Asked, LandOffice, Rounds, Sought};
use lexicon::instant::At;
use lexicon::parcel::ParcelId;

use crate::register;

/// Parcels asked together: what a dead process may have asked and not filed.
const TOGETHER: usize = 20;

/// Told after every few parcels; may stop the round.
pub type Each<'a> = dyn FnMut(&Tally) -> ControlFlow<()> + Send + 'a;

/// Replies that are neither fresh nor usable any more are forgotten.
///
/// # Errors
/// The database.
pub(crate) async fn forget(desk: &Desk, office: &LandOffice, now: At) -> Result<(), DeskFault> {
    let days = office.keep().map_or(0, |keep| keep.stale_days.max(keep.fresh_hours.div_ceil(24)));
    desk.forget_replies(now.minutes_later(-i64::from(days) * 24 * 60)).await
}

/// Goes on with the open round or begins one; says how far it came.
///
/// # Errors
/// The database; no release.
pub async fn go_on(
    (desk, office, limits): (&Desk, &LandOffice, Rounds),
    clock: &(dyn Fn() -> At + Send + Sync),
    each: &mut Each<'_>,
) -> Result<Option<Round>, DeskFault> {
    let terms = Terms { most: limits.most, again_days: limits.again_days };
    let Some(mut round) = rounds::take(desk, terms, clock()).await? else { return Ok(None) };
    let mut going = Going { desk, office, limits, unanswered: BTreeSet::new() };
    round.tally.stop = loop {
        if round.left.is_empty() {
            break if going.unanswered.is_empty() { Stop::Done } else { Stop::Unanswered };
        }
        if let Some(stop) = going.some(&mut round, clock()).await? {
            break stop;
        }
        rounds::note(desk, &round, clock()).await?;
        if each(&round.tally).is_break() {
            break Stop::Interrupted;
        }
    };
    register::file_unusable(desk, office).await?;
    rounds::stop(desk, &round, clock()).await?;
    Ok(Some(round))
}

/// A round under way.
struct Going<'a> {
    desk: &'a Desk,
    office: &'a LandOffice,
    limits: Rounds,
    /// Parcels without an answer, to be asked another time.
    unanswered: BTreeSet<ParcelId>,
}

impl Going<'_> {
    /// The next few parcels; says why to stop.
    async fn some(&mut self, round: &mut Round, now: At) -> Result<Option<Stop>, DeskFault> {
        let room = self.room(now).await?;
        // After a rest one question is let through as a trial; the others would only be turned away.
        let is_closed = self.office.standing(now).state == State::Closed;
        let together = if is_closed { TOGETHER.min(self.office.batch()) } else { 1 };
        let take = together.min(round.left.len());
        let mut sought = Vec::new();
        let mut taken = 0;
        for &parcel in &round.left[..take] {
            if !self.is_known(parcel, (&mut round.tally, now)).await? {
                if sought.len() >= room {
                    break;
                }
                let table = self.desk.office();
                match table.sections.get(parcel.section) {
                    Some(section) => sought.push(Sought { office: section.office.clone(), parcel }),
                    // Nobody to ask: the section is in no table of ours.
                    None => _ = self.unanswered.insert(parcel),
                }
            }
            taken += 1;
        }
        round.left.drain(..taken);
        if taken == 0 {
            return Ok(Some(Stop::Budget));
        }
        self.ask(&sought, (&mut round.tally, now)).await
    }

    /// How many answers the money of the day still pays for.
    async fn room(&self, now: At) -> Result<usize, DeskFault> {
        register::file_unusable(self.desk, self.office).await?;
        let spent = self.desk.land_outlay(now.taipei_date()).await?.dollars();
        let left = (self.limits.daily_twd.dollars() - spent).max(0);
        let cost = self.office.cost().dollars();
        Ok(if cost > 0 { usize::try_from(left / cost).unwrap_or(usize::MAX) } else { usize::MAX })
    }

    /// Compares a reply that is kept and fresh.
    async fn is_known(&self, parcel: ParcelId, (tally, now): (&mut Tally, At)) -> Result<bool, DeskFault> {
        let Some(keep) = self.office.keep() else { return Ok(false) };
        let kept = self.desk.kept_reply(parcel).await?.filter(|kept| keep.is_fresh(kept.asked_at, now));
        let Some(kept) = kept else { return Ok(false) };
        self.desk.compared_again((parcel, &kept), now).await?;
        tally.answered += 1;
        tally.differ += u64::from(self.desk.differs((parcel, &kept.said), now)?);
        Ok(true)
    }

    async fn ask(&mut self, sought: &[Sought], (tally, now): (&mut Tally, At)) -> Result<Option<Stop>, DeskFault> {
        let asked = match self.office.ask_many(sought, now).await {
            Ok(asked) => asked,
            Err(fault) => {
                tracing::warn!(%fault, "a round asks too much at once");
                return Ok(Some(Stop::Refused));
            }
        };
        let mut stop = None;
        for one in asked {
            stop = self.file(one, (tally, now)).await?.or(stop);
        }
        Ok(stop)
    }

    /// Files one answer; says why to stop, if it says so.
    async fn file(&mut self, one: Asked, (tally, now): (&mut Tally, At)) -> Result<Option<Stop>, DeskFault> {
        let parcel = one.sought.parcel;
        let filed = register::file(self.desk, self.office, one, now).await?;
        let fault = match filed {
            Ok(kept) => {
                tally.answered += 1;
                let differs = self.desk.differs((parcel, &kept.said), now)?;
                tally.differ += u64::from(differs);
                return Ok(None);
            }
            Err(fault) => fault,
        };
        match &fault {
            GatewayError::Nonsense { .. } => {
                tally.answered += 1;
                tally.unreadable += 1;
                tally.differ += 1;
                Ok(None)
            }
            GatewayError::Refused { .. } => Ok(Some(Stop::Refused)),
            GatewayError::Unavailable { .. } => {
                self.unanswered.insert(parcel);
                Ok(fault.cause::<LeftAlone>().map(|_| Stop::LeftAlone))
            }
        }
    }
}
