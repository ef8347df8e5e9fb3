//! What must be true of every case after every command, whatever happened.

use std::collections::{BTreeMap, BTreeSet};

use casework::case::{Case, Standing};
use casework::event::Event;
use casework::outcome::{Booking, Effect};
use catalogue::stage::Stage;
use catalogue::step::{Action, Ending};
use lexicon::ids::TimerId;
use lexicon::money::Twd;
use outbox::Topic;

use crate::play::Play;
use crate::world::definition;

/// Every law at once.
pub fn hold(play: &Play) {
    the_journal_has_no_gaps_and_runs_with_time(play);
    a_case_is_the_fold_of_its_journal(play);
    an_open_case_has_a_way_forward(play);
    no_timer_is_left_behind(play);
    no_deadline_passes_unnoticed(play);
    money_adds_up(play);
    a_charge_is_settled_or_forgiven(play);
    one_paper_stands_at_most(play);
    derived_things_have_names_of_their_own(play);
}

fn the_journal_has_no_gaps_and_runs_with_time(play: &Play) {
    assert!(play.entries.iter().map(|entry| entry.seq).eq((1..).take(play.entries.len())), "sequence numbers");
    assert_eq!(play.case.version, play.entries.len() as i64);
    assert!(play.entries.is_sorted_by_key(|entry| entry.at), "the journal runs with time");
}

fn a_case_is_the_fold_of_its_journal(play: &Play) {
    assert_eq!(Case::of(&play.entries).as_ref(), Some(&play.case));
}

fn an_open_case_has_a_way_forward(play: &Play) {
    let case = &play.case;
    let step = definition().service.step(&case.step);
    let told = |topic: Topic| play.effects.iter().any(|effect| matches!(effect, Effect::Tell(m) if m.topic == topic));
    let moves = match case.stage {
        Stage::Done => case.ending.is_some() && case.closed_at.is_some() && case.correction.is_none(),
        Stage::Deciding => case.correction.is_none(),
        Stage::Correcting => case.correction.is_some() && is_running(play),
        Stage::Paying => is_running(play) && case.charge.as_ref().is_some_and(|charge| charge.paid.is_empty()),
        Stage::Gathering => is_running(play) && told(Topic::LandOffice),
        Stage::Issuing => {
            told(Topic::Paper) && case.papers.last().is_some_and(|paper| paper.standing == Standing::Ordered)
        }
        // Abilities answer within the same turn.
        Stage::Examining | Stage::Ranking => false,
    };
    assert!(moves, "stuck at {:?} {:?}", case.stage, case.step);
    assert_eq!(case.ending.is_some(), case.stage == Stage::Done);
    assert!(step.is_some_and(|step| case.ending.is_some() || case.correction.is_some() || step.stage == case.stage));
    let decides = step.is_some_and(|step| matches!(step.action, Action::Decide { .. }));
    assert!(decides || !matches!(case.stage, Stage::Deciding | Stage::Correcting));
}

fn timers(play: &Play) -> BTreeSet<TimerId> {
    let mut running = BTreeSet::new();
    for effect in &play.effects {
        match effect {
            Effect::Timer { id, .. } => assert!(running.insert(*id), "a timer is set once"),
            Effect::Untimer { id } => _ = running.remove(id),
            _ => {}
        }
    }
    running.difference(&play.rung).copied().collect()
}

fn is_running(play: &Play) -> bool {
    play.next_ring().is_some_and(|(timer, _)| timers(play).contains(&timer))
}

fn no_timer_is_left_behind(play: &Play) {
    let case = &play.case;
    assert!(case.paused.as_ref().is_none_or(|paused| paused.step != case.step), "what was left is used once");
    let own = play.case.deadline.as_ref().map(|deadline| deadline.timer);
    assert!(timers(play).iter().all(|timer| Some(*timer) == own), "a timer nobody waits for");
    let set = |wanted| play.effects.iter().any(|e| matches!(e, Effect::Timer { id, at, .. } if (*id, *at) == wanted));
    assert!(play.case.deadline.as_ref().is_none_or(|deadline| set((deadline.timer, deadline.at))));
    if play.case.ending.is_some() {
        assert_eq!((own, &play.case.paused), (None, &None), "a closed case waits for nothing");
    }
}

/// Every deadline of the journal was replaced before it closed, or left a line at that very instant.
fn no_deadline_passes_unnoticed(play: &Play) {
    assert!(play.next_ring().is_none_or(|(_, at)| play.now < at), "a deadline closed and nothing followed");
    let mut running: Option<(TimerId, lexicon::instant::At)> = None;
    let mut noticed = BTreeSet::new();
    for entry in &play.entries {
        if let Some((timer, at)) = running.filter(|(timer, at)| *at <= entry.at && !noticed.contains(timer)) {
            let tells = matches!(
                entry.event,
                Event::Overdue { .. }
                    | Event::CorrectionLapsed
                    | Event::Unanswered { .. }
                    | Event::Closed { ending: Ending::Lapsed }
            );
            assert!(tells && entry.at == at, "{timer:?} closed at {at} and {:?} followed", entry.event);
            noticed.insert(timer);
        }
        match &entry.event {
            Event::Entered { deadline, .. } => running = deadline.as_ref().map(|d| (d.timer, d.at)),
            Event::CorrectionAsked { deadline, .. } => running = Some((deadline.timer, deadline.at)),
            Event::Corrected { .. } | Event::Closed { .. } => running = None,
            _ => {}
        }
    }
}

fn money_adds_up(play: &Play) {
    let mut booked: BTreeMap<&str, (Twd, Booking)> = BTreeMap::new();
    let mut back: BTreeMap<&str, Twd> = BTreeMap::new();
    for effect in &play.effects {
        match effect {
            Effect::Book { reference, amount, booking, payment, .. } => {
                assert!(amount.dollars() > 0 && payment.is_some());
                assert!(booked.insert(reference, (*amount, *booking)).is_none(), "a payment is booked once");
            }
            Effect::Refund { reference, amount, interest, .. } => {
                assert!(interest.dollars() >= 0);
                assert_eq!(
                    booked.get(reference.as_str()).map(|(amount, _)| amount),
                    Some(amount),
                    "only what came goes back"
                );
                assert!(back.insert(reference, *amount).is_none(), "a payment goes back once");
            }
            Effect::SettleRefund { reference, amount, .. } => assert_eq!(back.get(reference.as_str()), Some(amount)),
            _ => {}
        }
    }
    let sum = |amounts: &mut dyn Iterator<Item = Twd>| Twd::checked_sum(amounts).unwrap();
    let settled: Vec<Twd> = play.case.charge.iter().flat_map(|c| &c.paid).map(|receipt| receipt.amount_twd).collect();
    let misfits = play.entries.iter().filter_map(|entry| match &entry.event {
        Event::Misfit { amount_twd, .. } => Some(*amount_twd),
        _ => None,
    });
    let arrived = sum(&mut booked.values().map(|(amount, _)| *amount));
    assert_eq!(arrived, sum(&mut settled.iter().copied().chain(misfits)), "booked = settled + suspended");
    assert!(sum(&mut back.values().copied()) <= arrived);
    for (reference, (_, booking)) in &booked {
        assert!(*booking == Booking::Settles || back.contains_key(reference), "suspended money goes back");
    }
    let settling = booked.values().filter(|(_, booking)| *booking == Booking::Settles).count();
    assert_eq!(settling, settled.len());
    assert!(settling <= 1, "a charge is settled once");
    let refunds: BTreeSet<&str> =
        play.case.charge.iter().flat_map(|c| &c.refunds).map(|r| r.reference.as_str()).collect();
    assert!(refunds.iter().eq(back.keys()), "the case knows what goes back");
}

fn a_charge_is_settled_or_forgiven(play: &Play) {
    let count = |wanted: &dyn Fn(&Effect) -> bool| play.effects.iter().filter(|effect| wanted(effect)).count();
    let (charged, forgiven) = (
        count(&|effect| matches!(effect, Effect::Charge { .. })),
        count(&|effect| matches!(effect, Effect::CancelCharge { .. })),
    );
    assert_eq!(charged, usize::from(play.case.charge.is_some()));
    assert!(!(play.case.waived && charged > 0));
    let owes = charged == 1 && !play.case.is_paid();
    assert_eq!(forgiven, usize::from(owes && play.case.ending.is_some()));
}

fn one_paper_stands_at_most(play: &Play) {
    let standing = |wanted| play.case.papers.iter().filter(|paper| paper.standing == wanted).count();
    assert!(standing(Standing::Valid) <= 1);
    let ordered = play.entries.iter().filter_map(|entry| match &entry.event {
        Event::PaperOrdered { paper, .. } => Some(*paper),
        _ => None,
    });
    let orders = play.effects.iter().filter_map(|effect| match effect {
        Effect::OrderPaper { paper, .. } => Some(*paper),
        _ => None,
    });
    assert!(ordered.eq(orders), "every order is journalled");
    let told = |wanted: &dyn Fn(&Effect) -> bool| play.effects.iter().filter(|effect| wanted(effect)).count();
    assert_eq!(standing(Standing::Superseded), told(&|e| matches!(e, Effect::SupersedePaper { .. })));
    assert_eq!(standing(Standing::Revoked), told(&|e| matches!(e, Effect::RevokePaper { .. })));
    match play.case.ending {
        Some(Ending::Issued) => assert!(standing(Standing::Valid) + standing(Standing::Revoked) > 0),
        Some(_) => assert_eq!(standing(Standing::Valid), 0, "a certificate of a case that ended otherwise"),
        None => {}
    }
    assert!(play.case.stage == Stage::Issuing || standing(Standing::Ordered) == 0);
}

fn derived_things_have_names_of_their_own(play: &Play) {
    let mut seen = BTreeSet::new();
    let mut keys = BTreeSet::new();
    for effect in &play.effects {
        let id = match effect {
            Effect::Timer { id, .. } => id.uuid(),
            Effect::Charge { payment, .. } => payment.uuid(),
            Effect::OrderPaper { paper, .. } => paper.uuid(),
            Effect::Tell(message) => {
                assert!(keys.insert(&message.key), "an effect happens once: {}", message.key);
                message.id.uuid()
            }
            _ => continue,
        };
        assert!(seen.insert(id), "{effect:?}");
    }
}
