//! Papers of a case: ordered (number taken, facts frozen), filed, superseded, revoked, overtaken by plan data.
//!
//! At most one stands at a time, and a case whose paper stands ends only by issuing. Nothing is drawn or
//! sealed here.

use std::collections::BTreeMap;

use catalogue::service::Moment;
use catalogue::stage::Stage;
use catalogue::step::{Action, Ending};
use lexicon::date::Date;
use lexicon::ids::PaperId;
use outbox::Topic;
use serde_json::{Value, json};

use crate::case::Standing;
use crate::decide::Act;
use crate::event::{Event, Overtaking};
use crate::fault::Fault;
use crate::outcome::Effect;
use crate::{money, steps};

/// A paper that the press has made and the seal has signed.
pub(crate) struct Sealed {
    pub paper: PaperId,
    pub number: String,
    pub digest: String,
    pub valid_until: Option<Date>,
}

/// Takes a number, freezes the facts and sends the paper to the press.
pub(crate) fn order(act: &mut Act<'_>, rule: &str) {
    let supersedes = act.case.valid_paper().map(|paper| paper.id);
    let (seq, ordinal) = act.seed();
    let paper = PaperId::derive(act.case.id, seq, ordinal);
    act.follow(Event::PaperOrdered { paper, rule: rule.to_owned(), supersedes });
    act.effect(Effect::OrderPaper { paper, rule: rule.to_owned(), supersedes });
    steps::tell(act, Topic::Paper, json!({ "paper": paper }));
}

/// The sealed paper is stored; the case goes on. A retry finds it filed and changes nothing, and so does a
/// paper the case no longer waits for.
pub(crate) fn file(act: &mut Act<'_>, sealed: Sealed) -> Result<(), Fault> {
    let paper = act.case.paper(sealed.paper).ok_or(Fault::NoSuchPaper)?;
    let newest = act.case.papers.last().is_some_and(|last| last.id == sealed.paper);
    if paper.standing != Standing::Ordered || act.case.stage != Stage::Issuing || !newest {
        return Ok(());
    }
    let supersedes = paper.supersedes;
    let Sealed { paper, number, digest, valid_until } = sealed;
    act.record(Event::PaperFiled { paper, number, digest, valid_until });
    if let Some(paper) = supersedes {
        act.effect(Effect::SupersedePaper { paper });
    }
    steps::leave(act)
}

/// Has an issued paper made again from fresh evidence; the old one stands until the new one is filed.
pub(crate) fn reissue(act: &mut Act<'_>, reasons: String, answers: BTreeMap<String, Value>) -> Result<(), Fault> {
    if act.case.ending != Some(Ending::Issued) || act.case.valid_paper().is_none() {
        return Err(act.not_now("reissue"));
    }
    if reasons.trim().is_empty() {
        return Err(Fault::ReasonsMissing("reissue".to_owned()));
    }
    let steps = &act.definition.service.steps;
    let drawing = || steps.iter().find(|step| matches!(step.action, Action::Paper { .. }));
    let again = steps::gathering(act).or_else(drawing);
    let id = again.map(|step| step.id.clone()).ok_or_else(|| Fault::NoSuchStep("paper".to_owned()))?;
    act.record(Event::Reopened { reasons, answers });
    money::same_fee(act)?;
    steps::enter(act, &id)
}

/// Takes back a paper that stands; while its successor is being made, that one is waited for.
pub(crate) fn revoke(act: &mut Act<'_>, paper: PaperId, reasons: String) -> Result<(), Fault> {
    let known = act.case.paper(paper).ok_or(Fault::NoSuchPaper)?;
    if known.standing != Standing::Valid || act.case.stage == Stage::Issuing {
        return Err(act.not_now("revoke"));
    }
    if reasons.trim().is_empty() {
        return Err(Fault::ReasonsMissing("revoke".to_owned()));
    }
    act.record(Event::PaperRevoked { paper, reasons });
    act.effect(Effect::RevokePaper { paper });
    Ok(())
}

/// Notes that plan data says other than a paper that stands, and tells its holder; once until it is upheld.
pub(crate) fn overtake(act: &mut Act<'_>, paper: PaperId, by: Overtaking) -> Result<(), Fault> {
    let known = act.case.paper(paper).ok_or(Fault::NoSuchPaper)?;
    if known.standing == Standing::Valid && known.overtaken.is_none() {
        act.record(Event::PaperOvertaken { paper, by });
        act.notice(Moment::Overtaken);
    }
    Ok(())
}

/// Notes that plan data says what the paper says again, and tells its holder.
pub(crate) fn uphold(act: &mut Act<'_>, paper: PaperId, release: String) -> Result<(), Fault> {
    let known = act.case.paper(paper).ok_or(Fault::NoSuchPaper)?;
    if known.standing == Standing::Valid && known.overtaken.is_some() {
        act.record(Event::PaperUpheld { paper, release });
        act.notice(Moment::Upheld);
    }
    Ok(())
}
