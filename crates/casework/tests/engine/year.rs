//! A simulated year: three hundred applications over 2025, people and registers as they are, and a clock
//! that only the queue moves. Every law is checked after every command; at the end no case is stuck and
//! every journal is as it was written.

use std::collections::{BTreeMap, BTreeSet};

use casework::command::Deed;
use casework::event::{Entry, Event};
use casework::journal::{Broken, LinkInput, ROOT, link, verify};
use casework::outcome::{Ask, Effect};
use catalogue::stage::Stage;
use catalogue::step::Ending;
use lexicon::instant::At;
use outbox::Topic;

use crate::chance::Chance;
use crate::people;
use crate::play::{Did, Play};
use crate::story::file;
use crate::world::{overlay, taipei};

const CASES: u32 = 300;
const YEAR_MINUTES: u64 = 365 * 24 * 60;

/// What comes next for a case.
#[derive(Clone)]
enum Next {
    Open,
    Deed(Deed),
    /// A timer that counts from its own instant, however late the worker is.
    Ring(Deed, At),
    Officer,
}

struct Year {
    chance: Chance,
    /// By instant, then by the order in which it was planned.
    queue: BTreeMap<(At, u64), (u32, Next)>,
    planned: u64,
    plays: BTreeMap<u32, Play>,
    /// Commands people gave that the engine refused.
    refused: usize,
}

impl Year {
    fn live(seed: u64) -> Year {
        let chance = Chance::new(seed);
        let mut year = Year { chance, queue: BTreeMap::new(), planned: 0, plays: BTreeMap::new(), refused: 0 };
        for nth in 1..=CASES {
            let minutes = i64::try_from(year.chance.below(YEAR_MINUTES)).unwrap();
            year.plan(taipei("2025-01-01 00:00").minutes_later(minutes), (nth, Next::Open));
        }
        while let Some(((now, _), (nth, next))) = year.queue.pop_first() {
            year.happen((nth, next), now);
        }
        year
    }

    fn plan(&mut self, at: At, what: (u32, Next)) {
        self.planned += 1;
        self.queue.insert((at, self.planned), what);
    }

    fn happen(&mut self, (nth, next): (u32, Next), now: At) {
        let doubt = people::doubt(&mut self.chance);
        let find = |ask: &Ask| overlay(ask, doubt.as_slice());
        if let Next::Open = next {
            let applicant = people::applicant(&mut self.chance);
            let play = Play::open((applicant, nth), &find, now);
            self.plays.insert(nth, play);
            self.follow(nth, (0, 0), now);
            return;
        }
        let play = self.plays.get_mut(&nth).unwrap();
        let (deed, at) = match next {
            Next::Officer if play.case.stage != Stage::Deciding => return,
            Next::Officer => (people::officer(&mut self.chance, &play.case), now),
            Next::Deed(deed) => (deed, now),
            Next::Ring(deed, at) => (deed, at),
            Next::Open => return,
        };
        let before = (play.entries.len(), play.effects.len());
        if let Did::Refused(_) = play.carry(deed, &find, at) {
            self.refused += 1;
        }
        self.follow(nth, before, now);
    }

    /// Plans what people and registers do about what has just happened.
    fn follow(&mut self, nth: u32, (entries, effects): (usize, usize), now: At) {
        let play = &self.plays[&nth];
        let (entries, effects) = (play.entries[entries..].to_vec(), play.effects[effects..].to_vec());
        let case = play.case.clone();
        for effect in effects {
            self.outside(nth, &effect, now);
        }
        for entry in entries {
            let then = match entry.event {
                Event::Entered { stage: Stage::Deciding, .. } => {
                    let comes = people::officer_comes(&mut self.chance, now);
                    self.plan(comes, (nth, Next::Officer));
                    people::impatience(&mut self.chance)
                }
                Event::CorrectionAsked { .. } => people::correction(&mut self.chance),
                Event::Closed { ending: Ending::Issued } => people::afterwards(&mut self.chance, &case),
                _ => None,
            };
            self.plan_all(nth, then, now);
        }
    }

    fn outside(&mut self, nth: u32, effect: &Effect, now: At) {
        let chance = &mut self.chance;
        let deeds = match effect {
            Effect::Charge { amount, .. } => people::payments(chance, *amount),
            Effect::Tell(message) if message.topic == Topic::LandOffice => people::land_office(chance),
            Effect::OrderPaper { paper, .. } => {
                let minutes = if chance.happens(5) { chance.minutes(60, 3_000) } else { chance.minutes(1, 9) };
                let twice = chance.happens(10).then(|| (minutes + 1, file(*paper)));
                std::iter::once((minutes, file(*paper))).chain(twice).collect()
            }
            Effect::Refund { reference, .. } => {
                vec![(chance.minutes(10, 9_000), Deed::SettleRefund { reference: reference.clone() })]
            }
            Effect::Timer { id, at, .. } => {
                // The worker rings on time, or comes back after a pause.
                let pause = if chance.happens(20) { chance.minutes(1, 600) } else { 0 };
                self.plan(at.minutes_later(pause), (nth, Next::Ring(Deed::Ring { timer: *id }, *at)));
                Vec::new()
            }
            _ => Vec::new(),
        };
        self.plan_all(nth, deeds, now);
    }

    fn plan_all(&mut self, nth: u32, deeds: impl IntoIterator<Item = (i64, Deed)>, now: At) {
        for (minutes, deed) in deeds {
            self.plan(now.minutes_later(minutes), (nth, Next::Deed(deed)));
        }
    }

    fn cases_with(&self, is_so: impl Fn(&Event) -> bool) -> usize {
        self.plays.values().filter(|play| play.entries.iter().any(|entry| is_so(&entry.event))).count()
    }
}

/// A journal as it is stored: each line's bytes and its hash.
fn chain(entries: &[Entry]) -> Vec<(Entry, Vec<u8>, [u8; 32])> {
    let mut head = ROOT;
    let mut lines = Vec::new();
    for entry in entries {
        let sealed = serde_json::to_vec(entry).unwrap();
        head = link(&head, &input(entries, entry, &sealed));
        lines.push((entry.clone(), sealed, head));
    }
    lines
}

fn input<'a>(entries: &[Entry], entry: &'a Entry, sealed: &'a [u8]) -> LinkInput<'a> {
    let Event::Opened { id, .. } = &entries[0].event else { panic!("a journal begins with opened") };
    LinkInput { case: *id, seq: entry.seq, at: entry.at, kind: entry.event.name(), actor: "somebody", sealed }
}

fn checked(entries: &[Entry], lines: &[(Entry, Vec<u8>, [u8; 32])]) -> Result<[u8; 32], Broken> {
    verify(lines.iter().map(|(entry, sealed, hash)| (input(entries, entry, sealed), *hash)))
}

#[test]
fn in_a_year_no_case_is_stuck_and_everything_happens() {
    let year = Year::live(114);
    assert_eq!(year.plays.len(), CASES as usize);
    for (nth, play) in &year.plays {
        assert_eq!(play.case.stage, Stage::Done, "case {nth}");
    }
    let ended = |ending| year.plays.values().filter(|play| play.case.ending == Some(ending)).count();
    for ending in Ending::ALL {
        assert!(ended(ending) > 0, "no case ended as {ending:?}");
    }
    assert!(ended(Ending::Issued) > 200, "most cases end well: {}", ended(Ending::Issued));
    for name in [
        "waived",
        "misfit",
        "unanswered",
        "overdue",
        "correction-asked",
        "corrected",
        "correction-lapsed",
        "reopened",
        "paper-revoked",
        "refund-settled",
    ] {
        assert!(year.cases_with(|event| event.name() == name) > 0, "no case has {name}");
    }
    assert!(year.refused > 0, "nobody was ever refused");
}

#[test]
fn all_money_that_is_to_go_back_goes_back() {
    let year = Year::live(7);
    for play in year.plays.values() {
        assert!(play.case.charge.iter().flat_map(|charge| &charge.refunds).all(|refund| refund.settled));
    }
    let late =
        |event: &Event| matches!(event, Event::RefundOrdered { ground: casework::event::RefundGround::Late, .. });
    assert!(year.cases_with(late) > 0, "nobody ever ended a late case");
}

#[test]
fn every_journal_of_a_year_verifies_and_a_flipped_byte_is_found() {
    let year = Year::live(2025);
    let mut chance = Chance::new(1);
    let mut heads = BTreeSet::new();
    for play in year.plays.values() {
        let mut lines = chain(&play.entries);
        let head = checked(&play.entries, &lines);
        assert_eq!(head, Ok(lines.last().unwrap().2));
        assert!(heads.insert(head.unwrap()), "two journals with one head");
        let line = usize::try_from(chance.below(lines.len() as u64)).unwrap();
        let byte = usize::try_from(chance.below(lines[line].1.len() as u64)).unwrap();
        lines[line].1[byte] ^= 1 << chance.below(8);
        assert_eq!(checked(&play.entries, &lines), Err(Broken::Changed(line as i64 + 1)));
    }
}

#[test]
fn a_year_lived_twice_is_the_same_year() {
    let (first, second) = (Year::live(42), Year::live(42));
    for (one, other) in first.plays.values().zip(second.plays.values()) {
        assert_eq!(one.entries, other.entries);
        assert_eq!(one.effects, other.effects);
    }
}
