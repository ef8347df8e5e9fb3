//! Stories as data: what people and registers do, and how the case then stands, in one line of text.
//!
//! Every story is told twice: once with every timer ringing on time, once with no timer ringing at all
//! until the end. What arrived when is all that counts, so both must end the same.

use std::collections::BTreeMap;

use casework::command::Deed;
use casework::event::{CorrectionItem, Event, Overtaking};
use casework::outcome::{Ask, Effect};
use lexicon::ids::{PaperId, TimerId};
use lexicon::instant::At;
use lexicon::money::Twd;
use serde_json::Value;

use crate::play::{Did, Play};
use crate::world::{Applicant, overlay, taipei};

/// What somebody does next.
#[derive(Clone, Debug)]
pub enum Do {
    /// Time goes by until this moment in Taipei.
    At(&'static str),
    /// A payment of so many dollars under the gateway's number.
    Pay(i64, &'static str),
    /// The land office answers; the overlay then finds these doubts.
    Answer(&'static [&'static str]),
    /// The land office will not answer.
    GiveUp,
    /// The officer's choice, reasons and remarks.
    Decide(&'static str, &'static str, &'static str),
    /// The officer asks about these questions, for so many days.
    AskCorrection(&'static [&'static str], u32),
    Correct(&'static str, Value),
    Withdraw,
    /// The press files the paper ordered last.
    File,
    /// The officer's reasons, and an answer to change.
    Reissue(&'static str, Option<(&'static str, Value)>),
    /// The officer takes back the paper ordered so many-th, from 0, with reasons.
    Revoke(usize, &'static str),
    /// Plan data says other than the paper ordered so many-th, from 0.
    Overtake(usize),
    /// It says the same again.
    Uphold(usize),
    Settle(&'static str),
    /// A timer rings that nobody set.
    Stray,
}

impl Do {
    fn deed(&self, play: &Play) -> Deed {
        let nowhere = || PaperId::from_uuid(uuid::Uuid::from_u128(404));
        match self.clone() {
            Do::At(_) => unreachable!("time is no deed"),
            Do::Pay(dollars, reference) => {
                Deed::Pay { reference: reference.to_owned(), gateway: "bank".to_owned(), amount: Twd::new(dollars) }
            }
            Do::Answer(_) => Deed::Answer {
                evidence: "geometry".to_owned(),
                source: "land-office".to_owned(),
                hash: "00".to_owned(),
                body: serde_json::json!({ "parcels": [] }),
            },
            Do::GiveUp => Deed::GiveUp { evidence: "geometry".to_owned(), cause: "down".to_owned() },
            Do::Decide(choice, reasons, remarks) => {
                Deed::Decide { choice: choice.to_owned(), reasons: reasons.to_owned(), remarks: remarks.to_owned() }
            }
            Do::AskCorrection(questions, days) => {
                let item =
                    |question: &&str| CorrectionItem { question: (*question).to_owned(), says: "請改".to_owned() };
                Deed::AskCorrection { items: questions.iter().map(item).collect(), days }
            }
            Do::Correct(question, answer) => Deed::Correct { answers: BTreeMap::from([(question.to_owned(), answer)]) },
            Do::Withdraw => Deed::Withdraw { reason: "不需要了".to_owned() },
            Do::File => file(play.last_paper().unwrap_or_else(nowhere)),
            Do::Reissue(reasons, answer) => {
                let answers = answer.into_iter().map(|(question, answer)| (question.to_owned(), answer)).collect();
                Deed::Reissue { reasons: reasons.to_owned(), answers }
            }
            Do::Revoke(nth, reasons) => {
                let paper = play.case.papers.get(nth).map_or_else(nowhere, |paper| paper.id);
                Deed::Revoke { paper, reasons: reasons.to_owned() }
            }
            Do::Overtake(nth) => {
                let paper = play.case.papers.get(nth).map_or_else(nowhere, |paper| paper.id);
                let on = lexicon::date::Date::constant(2025, 6, 1);
                let plan = Some(("變更細部計畫案".to_owned(), "府都計字第1號".to_owned()));
                Deed::Overtake { paper, by: Overtaking { release: "bb".to_owned(), on, plan } }
            }
            Do::Uphold(nth) => {
                let paper = play.case.papers.get(nth).map_or_else(nowhere, |paper| paper.id);
                Deed::Uphold { paper, release: "aa".to_owned() }
            }
            Do::Settle(reference) => Deed::SettleRefund { reference: reference.to_owned() },
            Do::Stray => Deed::Ring { timer: TimerId::from_uuid(uuid::Uuid::from_u128(404)) },
        }
    }
}

/// The command of the press.
pub fn file(paper: PaperId) -> Deed {
    Deed::FilePaper {
        paper, number: "高市都發字第1140000001號".to_owned(), digest: "00".to_owned(), valid_until: None
    }
}

/// Whether timers ring.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Timers {
    OnTime,
    Never,
}

/// A story that has been told.
pub struct Told {
    pub play: Play,
    /// What the last deed did.
    pub last: Did,
}

/// Tells a story that begins at `starts`.
pub fn tell(applicant: Applicant, starts: &str, acts: &[Do]) -> Told {
    tell_with(applicant, starts, (acts, Timers::OnTime))
}

fn tell_with(applicant: Applicant, starts: &str, (acts, timers): (&[Do], Timers)) -> Told {
    let mut now = taipei(starts);
    let clear = |ask: &Ask| overlay(ask, &[]);
    let mut told = Told { play: Play::open((applicant, 1), &clear, now), last: Did::Lines(0) };
    for act in acts {
        match act {
            Do::At(text) => {
                now = taipei(text);
                told.last = Did::Lines(0);
                if timers == Timers::OnTime {
                    ring_until(&mut told.play, now);
                }
            }
            act => {
                let doubts: &[&str] = if let Do::Answer(doubts) = act { doubts } else { &[] };
                let deed = act.deed(&told.play);
                let overdue = told.play.clone().carry(Do::Stray.deed(&told.play), &clear, now);
                let did = told.play.carry(deed, &|ask| overlay(ask, doubts), now);
                // What only caught up with a deadline did nothing of its own.
                told.last = if did == overdue { Did::Nothing } else { did };
            }
        }
    }
    let settles = Do::Stray.deed(&told.play);
    told.play.carry(settles, &clear, now);
    told
}

fn ring_until(play: &mut Play, now: At) {
    while let Some((timer, at)) = play.next_ring().filter(|(_, at)| *at <= now) {
        let did = play.carry(Deed::Ring { timer }, &|ask| overlay(ask, &[]), at);
        assert!(matches!(did, Did::Lines(_)), "a timer that rings on time says something");
    }
}

/// Tells a story both ways and compares how the case stands with `stands`.
pub fn check((applicant, starts): (Applicant, &str), acts: &[Do], stands: &str) {
    for timers in [Timers::OnTime, Timers::Never] {
        let told = tell_with(applicant, starts, (acts, timers));
        assert_eq!(line(&told), stands, "{timers:?}: {acts:?}");
    }
}

/// How the case stands: where, until when, money, papers, and what the last deed did unless it moved something.
fn line(told: &Told) -> String {
    let case = &told.play.case;
    let mut parts = match case.ending {
        Some(ending) => vec![ending.name().to_owned()],
        None => vec![format!("{} {}", case.stage.name(), case.step)],
    };
    parts.extend(case.deadline.as_ref().map(|deadline| format!("due {}", wall(deadline.at))));
    parts.extend(case.overdue.then(|| "overdue".to_owned()));
    if let Some(charge) = &case.charge {
        parts.extend(charge.paid.iter().map(|receipt| format!("paid {}", receipt.amount_twd.dollars())));
        parts.extend(charge.refunds.iter().map(|refund| {
            let settled = if refund.settled { " settled" } else { "" };
            let (amount, interest) = (refund.amount_twd.dollars(), refund.interest_twd.dollars());
            format!("back {amount}+{interest} {:?}{settled}", refund.ground).to_lowercase()
        }));
    }
    parts.extend(case.papers.iter().map(|paper| {
        let overtaken = if paper.overtaken.is_some() { " overtaken" } else { "" };
        format!("{:?}{overtaken}", paper.standing).to_lowercase()
    }));
    match &told.last {
        Did::Refused(fault) => parts.push(format!("refused: {}", fault.key())),
        Did::Nothing => parts.push("nothing".to_owned()),
        Did::Lines(_) => {}
    }
    parts.join(", ")
}

fn wall(at: At) -> String {
    let text = at.taipei().to_string().replace('T', " ");
    text.strip_suffix(":00").map(str::to_owned).unwrap_or(text)
}

/// The names of the journal's lines.
pub fn events(play: &Play) -> Vec<&'static str> {
    play.entries.iter().map(|entry| entry.event.name()).collect()
}

/// How many lines of that name the journal has.
pub fn count(play: &Play, name: &str) -> usize {
    play.entries.iter().map(|entry| &entry.event).map(Event::name).filter(|known| *known == name).count()
}

/// Moments the applicant was told of.
pub fn moments(play: &Play) -> Vec<catalogue::service::Moment> {
    let told = play.effects.iter().filter_map(|effect| match effect {
        Effect::Notice { moment } => Some(*moment),
        _ => None,
    });
    told.collect()
}
