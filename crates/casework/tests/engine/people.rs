//! How people and registers behave in the simulated year: when they do what, and what goes wrong.

use std::collections::BTreeMap;

use casework::case::Case;
use casework::command::Deed;
use casework::event::CorrectionItem;
use catalogue::service::Channel;
use lexicon::instant::At;
use lexicon::money::Twd;
use serde_json::json;

use crate::chance::Chance;
use crate::world::{AGENCY, Applicant, DEAREST, DOUBTS, PERSON, calendar};

const HOUR: i64 = 60;
const DAY: i64 = 24 * HOUR;

/// Who comes, and for what.
pub fn applicant(chance: &mut Chance) -> Applicant {
    let parcels = usize::try_from(1 + chance.below(5)).unwrap();
    match chance.below(10) {
        0 | 1 => AGENCY,
        2 => DEAREST,
        3 | 4 => Applicant { channel: Channel::Counter, parcels, ..PERSON },
        _ => Applicant { parcels, copies: 1 + u32::from(chance.happens(20)), ..PERSON },
    }
}

/// What the applicant does about a charge: commands, each so many minutes later.
pub fn payments(chance: &mut Chance, due: Twd) -> Vec<(i64, Deed)> {
    let pay = |minutes, reference: &str, amount: Twd| {
        let deed = Deed::Pay { reference: reference.to_owned(), gateway: "bank".to_owned(), amount };
        (minutes, deed)
    };
    let soon = chance.minutes(1, 3 * DAY);
    match chance.below(100) {
        // Never, or too late.
        0..8 => Vec::new(),
        8..14 => vec![pay(chance.minutes(7 * DAY, 14 * DAY), "late", due)],
        // A wrong amount, the right one, and the same call-back again and again.
        14..20 => vec![pay(soon, "wrong", Twd::new(due.dollars() + 1)), pay(soon + 5, "right", due)],
        20..26 => vec![pay(soon, "twice", due), pay(soon, "twice", due), pay(soon + 600, "twice", due)],
        // Paid at the bank and by card.
        26..30 => vec![pay(soon, "bank", due), pay(soon + 3, "card", due)],
        30..34 => vec![(soon, Deed::Withdraw { reason: "不需要了".to_owned() })],
        _ => vec![pay(soon, "once", due)],
    }
}

/// What the land office does when it is asked.
pub fn land_office(chance: &mut Chance) -> Vec<(i64, Deed)> {
    let evidence = "geometry".to_owned();
    let answer = Deed::Answer {
        evidence: evidence.clone(),
        source: "land-office".to_owned(),
        hash: "00".to_owned(),
        body: json!({ "parcels": [] }),
    };
    match chance.below(20) {
        0 => Vec::new(),
        1 | 2 => vec![(chance.minutes(1, 14), Deed::GiveUp { evidence, cause: "down".to_owned() })],
        3 | 4 => vec![(chance.minutes(15, 300), answer)],
        5 => vec![(1, answer.clone()), (2, answer)],
        _ => vec![(chance.minutes(0, 5), answer)],
    }
}

/// The doubt the overlay would have now, if it has one.
pub fn doubt(chance: &mut Chance) -> Option<&'static str> {
    let doubt = chance.one(&DOUBTS);
    (!chance.happens(65)).then_some(doubt)
}

/// When the officer gets round to a case: in office hours, today or after some working days.
pub fn officer_comes(chance: &mut Chance, from: At) -> At {
    let days = if chance.happens(15) { 5 + chance.below(6) } else { chance.below(4) };
    let day = calendar().add_working_days(from.taipei_date(), u32::try_from(days).unwrap()).date;
    let morning = At::taipei_clock(day.at(9, 0, 0, 0)).minutes_later(chance.minutes(0, 8 * HOUR));
    if morning > from { morning } else { from.minutes_later(chance.minutes(1, 30)) }
}

/// What the officer does with a case to decide.
pub fn officer(chance: &mut Chance, case: &Case) -> Deed {
    let decide = |choice: &str, reasons: &str, remarks: &str| Deed::Decide {
        choice: choice.to_owned(),
        reasons: reasons.to_owned(),
        remarks: remarks.to_owned(),
    };
    match chance.below(10) {
        0 | 1 => {
            let item = CorrectionItem { question: "purpose".to_owned(), says: "請補正".to_owned() };
            Deed::AskCorrection { items: vec![item], days: 7 }
        }
        2 if case.valid_paper().is_none() => decide("refuse", "不在都市計畫範圍內", ""),
        3 => decide("describe", "線不明", "部分住宅區"),
        _ => decide("issue", "", ""),
    }
}

/// What the applicant does about a case that is with the office.
pub fn impatience(chance: &mut Chance) -> Option<(i64, Deed)> {
    let reason = "等太久了".to_owned();
    chance.happens(12).then(|| (chance.minutes(DAY, 20 * DAY), Deed::Withdraw { reason }))
}

/// What the applicant does about a correction.
pub fn correction(chance: &mut Chance) -> Option<(i64, Deed)> {
    let answers = BTreeMap::from([("purpose".to_owned(), json!("loan"))]);
    chance.happens(75).then(|| (chance.minutes(HOUR, 9 * DAY), Deed::Correct { answers }))
}

/// What becomes of a certificate that has gone out.
pub fn afterwards(chance: &mut Chance, case: &Case) -> Option<(i64, Deed)> {
    let paper = case.valid_paper()?.id;
    let minutes = chance.minutes(DAY, 60 * DAY);
    match chance.below(20) {
        0 | 1 => {
            let answers = BTreeMap::from([("name".to_owned(), json!("王小銘"))]);
            Some((minutes, Deed::Reissue { reasons: "姓名誤植".to_owned(), answers }))
        }
        2 => Some((minutes, Deed::Revoke { paper, reasons: "誤發".to_owned() })),
        _ => None,
    }
}
