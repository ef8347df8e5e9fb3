//! One errand from the command line: plan data, application, payment at the counter, work, paper.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use catalogue::check::Raw;
use catalogue::service::{Assurance, Channel};
use city::generate::{CityPlan, generate};
use city::survey::SurveyError;
use desk::access::{Action, Who};
use desk::applying::{Application, LINK};
use desk::desk::Desk;
use desk::fault::DeskFault;
use desk::office::Standing;
use desk::paying::{CASH, Payment};
use desk_atlas::proposal::{deciding, importing};
use gateways::land_office::LandOffice;
use lexicon::case_number::CaseNumber;
use lexicon::language::Lang;
use worker::worker::Worker;

use crate::gateways_file::Gateways;
use crate::house;
use crate::outside::{self, Outside};
use crate::site::{Site, now};

/// `takau release demo`: publishes the plan data of the synthetic city. Only a demonstration takes it.
pub async fn publish_demo_city(site: &Site, parcels: u32) -> Result<()> {
    let desk = site.open(now()).await?;
    if desk.office().standing != Standing::Demonstration {
        bail!("the seal of this site is not a demonstration's: invented plan data is refused");
    }
    publish_city(&desk, parcels).await
}

/// Makes the synthetic city and publishes its plan data.
pub async fn publish_city(desk: &Desk, parcels: u32) -> Result<()> {
    let plan = CityPlan { parcels, ..CityPlan::demo(SurveyError::On) };
    let city = generate(&plan, &desk.office().sections)?;
    // Two persons, as everywhere: both made up.
    crate::demo::hire(desk).await?;
    let keepers = crate::demo::keepers(desk).await?;
    let [maker, decider] = &keepers[..] else { bail!("the demonstration has not two officers for plan data") };
    let proposed =
        importing::propose_invented(desk, &Who::Officer(maker.clone()), ("示範都市", city.parts), now()).await?;
    deciding::publish(desk, decider, proposed, now()).await?;
    let release = desk.release()?;
    println!("release {} with {} parcels, {} zones", release.hash(), release.parcel_count(), release.zones().len());
    Ok(())
}

/// `takau parcel`: the name of a parcel without doubts in the live release, to try things with.
pub async fn clear_parcel(site: &Site) -> Result<()> {
    let desk = site.open(now()).await?;
    let found = crate::journeys::clear_parcel(&*desk.release()?, &desk.office(), now().taipei_date());
    println!("{}", found.context("the release has no parcel without doubts")?);
    Ok(())
}

/// `takau apply`: opens a case from `question=answer` pairs, as a counter would.
pub async fn apply(site: &Site, service: &str, pairs: &[String]) -> Result<()> {
    let desk = site.open(now()).await?;
    let mut raw = Raw::new();
    for pair in pairs {
        let (name, answer) = pair.split_once('=').with_context(|| format!("write {pair:?} as question=answer"))?;
        raw.entry(name.to_owned()).or_default().push(answer.to_owned());
    }
    let (channel, assurance, lang) = (Channel::Counter, Assurance::OfficerVouched, Lang::ZhHant);
    let application = Application { service: service.to_owned(), raw, channel, assurance, lang, draft: None };
    match desk.apply(&Who::System, application, now()).await {
        Ok(applied) => {
            println!("{}", applied.case.number);
            Ok(())
        }
        Err(DeskFault::Answers(faults)) => {
            for fault in &faults {
                eprintln!("{}", serde_json::to_string(fault)?);
            }
            bail!("{} of the answers do not fit", faults.len())
        }
        Err(fault) => Err(fault.into()),
    }
}

/// `takau pay`: books what is due for a case as paid in cash at the counter.
pub async fn pay(site: &Site, number: &str) -> Result<()> {
    let desk = site.open(now()).await?;
    let case = desk.case_for(&Who::System, &CaseNumber::parse(number)?, Action::Pay).await?;
    let order = desk.order(&Who::System, case.id, now()).await?;
    let payment = Payment {
        trade_no: order.trade_no.clone(),
        reference: format!("{CASH}{}", order.trade_no),
        gateway: "counter".to_owned(),
        amount: order.amount,
    };
    desk.receive_payment(payment, now()).await?;
    println!("NT$ {} received for {}", order.amount, case.number);
    Ok(())
}

/// `takau work`: everything that is due, with the stand-ins of a demonstration, until nothing is.
pub async fn work(site: &Site) -> Result<()> {
    let desk = site.open(now()).await?;
    let (worker, _outside) = demo_worker(site, &desk).await?;
    let mut done = 0;
    loop {
        match worker.pass(now()).await? {
            0 => break,
            some => done += some,
        }
    }
    println!("{done} done");
    Ok(())
}

/// A worker that speaks with stand-ins.
pub async fn demo_worker(site: &Site, desk: &Desk) -> Result<(Worker, Outside)> {
    let keys = site.key_folder();
    let office = desk.office();
    let return_url = format!("{}{}", site.url, web::inbound::payment::PATH);
    let (outside, gateways) =
        outside::start(&keys, (&office.sections, desk.release()?), Arc::new(now), &return_url).await?;
    let clients = serde_json::from_value::<Gateways>(gateways)?.clients(&keys)?;
    let tools = house::tools(desk, (&keys, clients), 1)?;
    Ok((Worker::new(tools), outside))
}

/// The stand-in land office of a demonstration, and a client of it.
pub async fn demo_land_office(site: &Site, desk: &Desk) -> Result<(LandOffice, Outside)> {
    let keys = site.key_folder();
    let office = desk.office();
    let (outside, gateways) =
        outside::start(&keys, (&office.sections, desk.release()?), Arc::new(now), &site.url).await?;
    let clients = serde_json::from_value::<Gateways>(gateways)?.clients(&keys)?;
    Ok((clients.land_office.context("the demonstration has no land office")?, outside))
}

/// `takau case`: where a case stands.
pub async fn show(site: &Site, number: &str) -> Result<()> {
    let desk = site.open(now()).await?;
    let case = desk.case_for(&Who::System, &CaseNumber::parse(number)?, Action::SeeCase).await?;
    println!("{} · {} · {}", case.number, case.stage.name(), case.step);
    for entry in desk.store().journal(case.id).await? {
        println!("{:4}  {}  {}", entry.seq, entry.at, entry.event.name());
    }
    desk.store().journal_verify(case.id).await?;
    println!("journal verifies; link {}", case.answers.get(LINK).and_then(|link| link.as_str()).unwrap_or_default());
    Ok(())
}

/// `takau paper`: the paper of a case that stands, as a file.
pub async fn paper(site: &Site, number: &str, out: &Path) -> Result<()> {
    let desk = site.open(now()).await?;
    let case = desk.case_for(&Who::System, &CaseNumber::parse(number)?, Action::Download).await?;
    let (number, pdf) = desk.download(&Who::System, case.id).await.context("the case has no paper that stands")?;
    std::fs::write(out, pdf).with_context(|| format!("cannot write {}", out.display()))?;
    println!("{number} written to {}", out.display());
    Ok(())
}
