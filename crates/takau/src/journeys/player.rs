//! Plays one story on a ground and says where it differs from what the story expects.

use casework::case::{Case, Standing};
use catalogue::check::FieldCode;
use catalogue::facts::Facts;
use catalogue::journey::{Act, Expect, Journey, Officer, PaperStanding, Wait};
use jiff::SignedDuration;
use lexicon::calendar::WorkingCalendar;
use lexicon::instant::At;
use lexicon::money::Twd;

use super::ground::{Ground, Places, Refused, raw};

/// Where a story went another way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Which of its acts, from 1.
    pub act: usize,
    pub says: String,
}

/// Plays a story; `places` are the parcels the city has for it.
pub async fn play<G: Ground>(
    ground: &mut G,
    story: &Journey,
    (places, calendar): (&Places, &WorkingCalendar),
) -> Result<(), Difference> {
    let mut refused: Vec<FieldCode> = Vec::new();
    let mut closed = false;
    for (index, act) in story.acts.iter().enumerate() {
        let wrong = |says: String| Difference { act: index + 1, says };
        let done = match act {
            Act::Submit(submit) => ground.submit(submit.channel, raw(&submit.answers, places)).await,
            Act::Pay(pay) => ground.pay(Twd::new(pay.amount_twd), pay.times).await,
            Act::Wait(wait) => ground.advance(later(ground.now(), *wait, calendar)).await,
            Act::Officer(Officer::Choose(choice)) => ground.choose(choice).await,
            Act::Officer(Officer::AskCorrection(asked)) => ground.ask_correction(asked).await,
            Act::Correct(corrected) => ground.correct(raw(&corrected.answers, places)).await,
            Act::Registers(records) => ground.registers(records).await,
            Act::Rank(ranked) => ground.rank(ranked).await,
            Act::Withdraw(withdraw) => ground.withdraw(&withdraw.reason).await,
            Act::Reissue(reissue) => ground.reissue(&reissue.reasons, raw(&reissue.answers, places)).await,
            Act::Expect(expect) => {
                same("closed", &expect.closed.unwrap_or(false), &closed).map_err(wrong)?;
                check(ground, expect, &refused).await.map_err(wrong)?;
                Ok(())
            }
        };
        match done {
            Ok(()) if matches!(act, Act::Expect(_)) => {}
            Ok(()) => {
                refused.clear();
                closed = false;
            }
            Err(Refused::Answers(codes)) => {
                let expected =
                    story.acts.get(index + 1).is_some_and(|next| matches!(next, Act::Expect(e) if e.faults.is_some()));
                if !expected {
                    return Err(wrong(format!("refused: {codes:?}")));
                }
                refused = codes;
            }
            Err(Refused::Closed) => {
                let expected = story
                    .acts
                    .get(index + 1)
                    .is_some_and(|next| matches!(next, Act::Expect(e) if e.closed == Some(true)));
                if !expected {
                    return Err(wrong("the service takes no applications now".to_owned()));
                }
                closed = true;
            }
            Err(Refused::Other(says)) => return Err(wrong(says)),
        }
    }
    Ok(())
}

fn later(now: At, wait: Wait, calendar: &WorkingCalendar) -> At {
    let hours = |hours: i64| now.plus(SignedDuration::from_hours(hours));
    match wait {
        Wait::Minutes(minutes) => now.minutes_later(i64::from(minutes)),
        Wait::Days(days) => hours(i64::from(days) * 24),
        Wait::WorkingDays(days) => {
            let today = now.taipei_date();
            let day = calendar.add_working_days(today, days).date;
            hours(i64::from((day - today).get_days()) * 24)
        }
    }
}

async fn check<G: Ground>(ground: &G, expect: &Expect, refused: &[FieldCode]) -> Result<(), String> {
    let gone = |fault: Refused| format!("{fault:?}");
    if let Some(faults) = &expect.faults {
        same("faults", faults.as_slice(), refused)?;
    }
    if let Some(notices) = &expect.notices {
        same("notices", notices, &ground.notices().await.map_err(gone)?)?;
    }
    if let Some(doubts) = &expect.doubts {
        same("doubts", doubts, &ground.doubts().await.map_err(gone)?)?;
    }
    check_facts(&ground.facts().await.map_err(gone)?, expect)?;
    match ground.case().await.map_err(gone)? {
        Some(case) => check_case(&case, expect),
        None if expect.stage.is_some() || expect.ending.is_some() || expect.step.is_some() => {
            Err("there is no case".to_owned())
        }
        None => same("papers", &expect.papers.unwrap_or(0), &0),
    }
}

fn check_case(case: &Case, expect: &Expect) -> Result<(), String> {
    if let Some(stage) = expect.stage {
        same("stage", &stage, &case.stage)?;
    }
    if let Some(step) = &expect.step {
        same("step", step, &case.step)?;
    }
    if let Some(ending) = expect.ending {
        same("ending", &Some(ending), &case.ending)?;
    }
    if let Some(charge) = expect.charge_twd {
        same("charge", &charge, &case.charge.as_ref().map_or(0, |charge| charge.amount_twd.dollars()))?;
    }
    if let Some(refund) = expect.refund_twd {
        let refunds = case.charge.iter().flat_map(|charge| &charge.refunds);
        same("refund", &refund, &refunds.map(|refund| refund.amount_twd.dollars()).sum::<i64>())?;
    }
    if let Some(papers) = expect.papers {
        let filed = case.papers.iter().filter(|paper| paper.filed_at.is_some()).count();
        same("papers", &(papers as usize), &filed)?;
    }
    if let Some(standing) = expect.standing {
        let standing = match standing {
            PaperStanding::Valid => Standing::Valid,
            PaperStanding::Superseded => Standing::Superseded,
            PaperStanding::Revoked => Standing::Revoked,
        };
        same("standing", &Some(standing), &case.papers.last().map(|paper| paper.standing))?;
    }
    if let Some(day) = expect.valid_until {
        same("valid until", &Some(day), &case.papers.last().and_then(|paper| paper.valid_until))?;
    }
    if let Some(overdue) = expect.overdue {
        same("overdue", &overdue, &case.overdue)?;
    }
    Ok(())
}

fn check_facts(facts: &Option<Facts>, expect: &Expect) -> Result<(), String> {
    let at = |path: &str| facts.as_ref().and_then(|facts| facts.0.pointer(path)).cloned().unwrap_or_default();
    for (name, value) in expect.figures.iter().flatten() {
        same(&format!("figure {name}"), value, &at(&format!("/figures/{name}")))?;
    }
    for (what, ids) in [("failed", &expect.failed), ("open", &expect.open), ("doubted", &expect.doubted)] {
        if let Some(ids) = ids {
            same(what, &serde_json::json!(ids), &at(&format!("/criteria/{what}")))?;
        }
    }
    if let Some(within) = expect.within {
        same("within", &serde_json::json!(within), &at("/case/rank/within"))?;
    }
    Ok(())
}

fn same<T: PartialEq + std::fmt::Debug + ?Sized>(what: &str, expected: &T, found: &T) -> Result<(), String> {
    if expected == found { Ok(()) } else { Err(format!("{what}: expected {expected:?}, found {found:?}")) }
}
