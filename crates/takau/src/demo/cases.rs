//! Cases of the demonstration, opened, paid, withdrawn and decided by the commands everybody else uses.
//!
//! Which parcel and which applicant a case has follows from its place in the row, so every first start
//! makes the same city. The worker does the rest: asks the land office, overlays, seals papers.

use std::time::Duration;

use anyhow::{Context, Result};
use casework::case::Case;
use casework::event::CorrectionItem;
use catalogue::check::Raw;
use catalogue::service::{Assurance, Channel};
use catalogue::stage::Stage;
use desk::access::{Action, Role, Who};
use desk::applying::Application;
use desk::deciding::Choice;
use desk::desk::Desk;
use desk::paying::{CASH, Payment};
use lexicon::ids::CaseId;
use lexicon::language::Lang;
use lexicon::person::PersonId;
use store::cases::Scope;

use crate::site::now;

/// The service the demonstration lives on.
pub const SERVICE: &str = "zoning-certificate";
/// The service that has seasons.
pub const HOUSING: &str = "housing-rent";
const FAMILY: [&str; 12] = ["陳", "林", "黃", "張", "李", "王", "吳", "劉", "蔡", "楊", "許", "鄭"];
const GIVEN: [&str; 11] = ["示範", "小港", "美濃", "旗津", "鳳山", "左營", "楠梓", "三民", "前鎮", "鹽埕", "茄萣"];
const PURPOSES: [&str; 4] = ["sale", "loan", "building", "tax"];
/// How often a case is looked at while the worker is at it, and for how long.
const LOOK: Duration = Duration::from_millis(500);
const LOOKS: usize = 240;

/// What becomes of a case after it was opened.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Unpaid,
    Withdrawn,
    /// Paid; what an officer does if the worker hands it over.
    Paid(Review),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Review {
    Waits,
    Described,
    Refused,
    Corrected,
}

fn fate(place: usize) -> Fate {
    match place % 17 {
        3 => Fate::Unpaid,
        11 => Fate::Withdrawn,
        _ => Fate::Paid(match place % 5 {
            0 => Review::Described,
            1 => Review::Refused,
            2 => Review::Corrected,
            _ => Review::Waits,
        }),
    }
}

/// Whether there are cases: such a city is left alone.
pub async fn is_filled(desk: &Desk) -> Result<bool> {
    Ok(!desk.store().work_counts(&Scope::All).await?.is_empty())
}

/// Opens `wanted` cases and sees them to their states.
pub async fn fill(desk: &Desk, wanted: usize) -> Result<()> {
    if wanted == 0 {
        return Ok(());
    }
    let mut paid = Vec::new();
    let parcels = parcels(desk, wanted)?;
    for (place, parcel) in parcels.iter().enumerate() {
        let case = open(desk, place, parcel).await?;
        match fate(place) {
            Fate::Unpaid => {}
            Fate::Withdrawn => {
                desk.withdraw(&Who::System, case.id, "示範：申請人不再需要".to_owned(), now()).await?;
            }
            Fate::Paid(review) => {
                pay(desk, case.id).await?;
                paid.push((case.id, review));
            }
        }
        if (place + 1) % 50 == 0 {
            println!("{} of {} demonstration cases opened", place + 1, parcels.len());
        }
    }
    let officers = desk.demo_officers().await?;
    for (id, review) in paid {
        if let Some(case) = settled(desk, id).await? {
            let reviewer = officers.iter().find(|officer| officer.unit == case.unit && officer.has(Role::Reviewer));
            let reviewer = reviewer.context("nobody reviews the cases of this unit")?;
            act((desk, &Who::Officer(reviewer.clone())), &case, review).await?;
        }
    }
    println!("{} demonstration cases are in their states", parcels.len());
    Ok(())
}

/// Parcels from all over the city, as people write them.
fn parcels(desk: &Desk, wanted: usize) -> Result<Vec<String>> {
    let (release, office) = (desk.release()?, desk.office());
    let today = now().taipei_date();
    let standing = release.parcels().filter(|parcel| release.parcel(parcel.id, today).is_some());
    let names: Vec<String> = standing
        .filter_map(|parcel| {
            let section = office.sections.get(parcel.id.section)?;
            Some(format!("{}{}{}{}", section.district, section.section, section.subsection, parcel.id.land))
        })
        .collect();
    let step = (names.len() / wanted).max(1);
    Ok(names.into_iter().step_by(step).take(wanted).collect())
}

async fn open(desk: &Desk, place: usize, parcel: &str) -> Result<Case> {
    let name = format!("{}{}", FAMILY[place % FAMILY.len()], GIVEN[place % GIVEN.len()]);
    let copies = (place % 3 + 1).to_string();
    let answers = [
        ("parcels", parcel),
        ("purpose", PURPOSES[place % PURPOSES.len()]),
        ("copies", &copies),
        ("delivery", "counter-print"),
        ("applicant_kind", "person"),
        ("name", &name),
        ("person_id", &person_id(place)?),
        ("phone", "07-3368333"),
        ("agent", "no"),
        ("consent", "yes"),
    ];
    let raw: Raw = answers.iter().map(|(name, typed)| ((*name).to_owned(), vec![(*typed).to_owned()])).collect();
    let application = Application {
        service: SERVICE.to_owned(),
        raw,
        channel: Channel::Counter,
        assurance: Assurance::OfficerVouched,
        lang: Lang::ZhHant,
        draft: None,
    };
    Ok(desk.apply(&Who::System, application, now()).await?.case)
}

/// A well-formed number nobody was asked for: the check digit is tried until it fits.
fn person_id(place: usize) -> Result<String> {
    (0..10)
        .map(|check| format!("E1{:06}0{check}", place % 1_000_000))
        .find(|id| PersonId::parse(id).is_ok())
        .context("no check digit fits")
}

async fn pay(desk: &Desk, id: CaseId) -> Result<()> {
    let order = desk.order(&Who::System, id, now()).await?;
    let payment = Payment {
        reference: format!("{CASH}{}", order.trade_no),
        trade_no: order.trade_no,
        gateway: "counter".to_owned(),
        amount: order.amount,
    };
    desk.receive_payment(payment, now()).await?;
    Ok(())
}

/// The case once an officer has it before them; nothing when it ended without one or takes too long.
async fn settled(desk: &Desk, id: CaseId) -> Result<Option<Case>> {
    for _ in 0..LOOKS {
        let case = desk.case_by_id(&Who::System, id, Action::SeeCase).await?;
        match case.stage {
            Stage::Deciding => return Ok(Some(case)),
            Stage::Done => return Ok(None),
            _ => tokio::time::sleep(LOOK).await,
        }
    }
    Ok(None)
}

async fn act((desk, who): (&Desk, &Who), case: &Case, review: Review) -> Result<()> {
    let choice = |id: &str, remarks: &str| Choice {
        id: id.to_owned(),
        reasons: "示範：土地臨近分區界線，以敘明方式核發".to_owned(),
        remarks: remarks.to_owned(),
    };
    match review {
        Review::Waits => {}
        Review::Described => {
            let described = choice("describe", "示範：本筆土地跨越或臨近分區界線，確切面積以地籍分割後為準。");
            desk.decide_case(who, case.id, described, now()).await?;
        }
        Review::Refused => {
            desk.decide_case(who, case.id, choice("refuse", ""), now()).await?;
        }
        Review::Corrected => {
            let says = "示範：請確認土地標示是否為最新地號".to_owned();
            let items = vec![CorrectionItem { question: "parcels".to_owned(), says }];
            desk.ask_correction(who, case.id, (items, 7), now()).await?;
        }
    }
    Ok(())
}
