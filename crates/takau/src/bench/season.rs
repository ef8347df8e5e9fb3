//! `takau bench season`: a whole campaign. Every case is checked again, scored and put in order by the published list,
//! and the decision letters are drawn, sealed and filed.
//!
//! The cases are loaded beforehand by the same row writers, with keys and journal, carried through the engine from
//! the application to the place where they wait for their rank. What is measured runs over the desk and the worker as
//! the officer's command does; registers, mail and time-stamps are stand-ins of this process.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use atlas::release::Release;
use casework::case::Case;
use casework::command::{Command, Deed, Opening};
use casework::decide::Definition;
use casework::event::{Actor, Entry};
use casework::outcome::Effect;
use catalogue::campaign::Season as Open;
use catalogue::check::Raw;
use catalogue::service::{Assurance, Channel};
use catalogue::stage::Stage;
use city::generate::{CityPlan, generate};
use city::survey::SurveyError;
use desk::abilities::World;
use desk::campaigns::{Event, Season, Tally};
use desk::definitions::Pinned;
use desk::desk::Desk;
use desk::issuing::roc_year;
use desk::office::{Office, Standing};
use desk::registers::{Answer, errand_of};
use desk::{applying, rounds};
use gateways::registers::Books;
use lexicon::case_number::CaseNumber;
use lexicon::ids::CaseId;
use lexicon::language::Lang;
use lexicon::person::PersonId;
use outbox::Topic;
use serde_json::json;
use store::filing::Filing;
use worker::topics::register::question;
use worker::worker::Worker;

use crate::campaign_command::with_bar;
use crate::demo::HOUSING as SERVICE;
use crate::gateways_file::Gateways;
use crate::house;
use crate::outside;
use crate::service_command;
use crate::site::{Site, now, read_office};

/// Targets with two cores. They are printed, never asserted.
const TARGET_MINUTES: f64 = 10.0;
const TARGET_LETTERS_PER_S: f64 = 50.0;
/// Cases loaded in one filing.
const LOADED_AT_ONCE: usize = 100;
/// How long the letters may take.
const PATIENCE: Duration = Duration::from_secs(1_200);

/// How much.
#[derive(clap::Args, Clone, Debug)]
pub struct Asked {
    /// Cases of the campaign, three persons each.
    #[arg(long, default_value_t = 80_000, value_parser = clap::value_parser!(u32).range(1..9_000_000))]
    cases: u32,
    /// Letters that are timed.
    #[arg(long, default_value_t = 3_000)]
    letters: usize,
    /// Child processes that draw papers.
    #[arg(long, default_value_t = 2)]
    press: usize,
}

/// Prints what was measured and, last, the line of JSON.
pub async fn run(site: &Site, asked: &Asked) -> Result<()> {
    super::say_machine();
    if rustls::crypto::ring::default_provider().install_default().is_err() {
        tracing::debug!("a provider of cryptography was installed before");
    }
    let folder = tempfile::tempdir()?;
    let (data, keys) = (folder.path().join("data"), folder.path().join("keys"));
    let site = Site { data, keys, database: None, ..site.clone() };
    let office = read_office(&site.office, Standing::Demonstration, &site.url)?;
    let keys = site.key_folder();
    keys.make()?;
    keys.make_demo_seal(&office.names.agency.zh_hant, now())?;
    let desk = site.open(now()).await?;
    let plan = CityPlan { parcels: 500, ..CityPlan::demo(SurveyError::Off) };
    desk.publish_release(Release::build(generate(&plan, &office.sections)?.parts)?, ("bench", now())).await?;
    let pinned = desk.publish(service_command::compiled(&site.services.join(SERVICE))?, now()).await?;
    let Open::Open(campaign) = pinned.compiled.service.season(now()) else {
        bail!("no campaign of {SERVICE} is open today: give one to its service.yaml");
    };
    let season = Season { service: SERVICE, campaign: &campaign.id };
    let (outside, gateways) =
        outside::start(&keys, (&office.sections, desk.release()?), Arc::new(now), "http://127.0.0.1:1").await?;
    outside.registers.invent();

    let start = Instant::now();
    let tally = Tally::default();
    let loading = load((&desk, &office), (&pinned, &outside.registers), asked.cases, &tally);
    let loaded = with_bar((&tally, asked.cases as usize), loading).await?;
    println!(
        "cases      {} loaded in {:.0} s (not measured), {loaded} of them wait for their place, the others for an \
         officer",
        asked.cases,
        start.elapsed().as_secs_f64()
    );

    let start = Instant::now();
    let event = Event { name: "bench".to_owned(), on: now().taipei_date() };
    let tally = Tally::default();
    let checked = with_bar((&tally, loaded), desk.check_campaign((season, event), &tally)).await?;
    let checked_s = start.elapsed().as_secs_f64();
    ensure!(checked.list.entrants.len() == loaded, "{} held", checked.held.len());
    let (tally, hash) = (Tally::default(), checked.list.sha256());
    let ordering = desk.order_campaign(season, (&checked.list, &hash, "01 05 22 36 39"), &tally, now());
    let order = with_bar((&tally, loaded), ordering).await?;
    let minutes = start.elapsed().as_secs_f64() / 60.0;
    println!(
        "order      {minutes:.2} minutes for {loaded} cases (target {TARGET_MINUTES:.0} for 80000): checked and scored \
         in {checked_s:.0} s, checked again and filed in {:.0} s; {} within the places",
        minutes * 60.0 - checked_s,
        order.iter().filter(|(_, rank)| rank.within).count()
    );

    let clients = serde_json::from_value::<Gateways>(gateways)?.clients(&keys)?;
    let worker = Worker::new(house::tools(&desk, (&keys, clients), asked.press)?);
    let letters = asked.letters.min(loaded);
    let per_s = letters_per_s((&desk, &worker), letters).await?;
    println!(
        "letters    {per_s:.1}/s (target {TARGET_LETTERS_PER_S:.0}): {letters} of one page, PDF/A-2u and UA-1, signed, \
         time-stamped, numbered without gaps, filed durably; {} press children",
        asked.press
    );
    let peak_mb = peak_mb()?;
    println!("memory     {peak_mb:.0} MB at most in this process; press children not counted");
    let tenths = |figure: f64| (figure * 10.0).round() / 10.0;
    println!(
        "{}",
        json!({
            "cases": loaded, "minutes": (minutes * 100.0).round() / 100.0, "letters_per_s": tenths(per_s),
            "peak_mb": tenths(peak_mb),
        })
    );
    drop(outside);
    desk.store().close().await;
    Ok(())
}

/// Letters filed in a second, after the first few.
async fn letters_per_s((desk, worker): (&Desk, &Worker), letters: usize) -> Result<f64> {
    let filed = || async {
        let counts = desk.store().message_counts().await?;
        let done = counts.iter().filter(|count| count.topic == Topic::Paper.name() && count.state == "done");
        anyhow::Ok(usize::try_from(done.map(|count| count.count).sum::<i64>())?)
    };
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let working = worker.clone();
    let running = tokio::spawn(async move { working.run(now, stopped).await });
    let warm = (letters / 20).clamp(1, 100);
    let begun = Instant::now();
    let mut from: Option<(Instant, usize)> = None;
    let per_s = loop {
        tokio::time::sleep(Duration::from_millis(50)).await;
        let now_filed = filed().await?;
        match from {
            None if now_filed >= warm => from = Some((Instant::now(), now_filed)),
            Some((start, first)) if now_filed >= letters => {
                break (now_filed - first) as f64 / start.elapsed().as_secs_f64();
            }
            _ if begun.elapsed() > PATIENCE => bail!("only {now_filed} letters were filed"),
            _ => {}
        }
    };
    stop.send(true).context("the worker has ended by itself")?;
    running.await?;
    Ok(per_s)
}

/// Loads cases by the row writers of the house; how many wait for their rank.
async fn load(
    (desk, office): (&Desk, &Office),
    (pinned, books): (&Arc<Pinned>, &Books),
    cases: u32,
    tally: &Tally,
) -> Result<usize> {
    let release = desk.release()?;
    let mut waiting = 0;
    for first in (0..cases).step_by(LOADED_AT_ONCE) {
        let mut filing = Filing::new();
        for n in first..cases.min(first + LOADED_AT_ONCE as u32) {
            let at = now();
            let world = World { release: &release, office, today: at.taipei_date() };
            let (case, entries) = carried((&world, pinned, books), n).with_context(|| format!("case {n}"))?;
            waiting += usize::from(case.stage == Stage::Ranking);
            filing.open_case(&case, &entries);
            tally.one_more();
        }
        desk.store().file(filing).await?;
    }
    Ok(waiting)
}

/// One case from its application to where it waits, with what the registers say of it.
fn carried((world, pinned, books): (&World<'_>, &Pinned, &Books), n: u32) -> Result<(Case, Vec<Entry>)> {
    let (service, at) = (&pinned.compiled.service, now());
    let glyphs = |_: &str| Vec::new();
    let read = applying::read(world, (pinned, &glyphs), &raw(n)?, Channel::Counter)
        .map_err(|faults| anyhow::anyhow!("{} answers do not fit: {faults:?}", faults.len()))?;
    let mut random = [0; 10];
    random[6..].copy_from_slice(&n.to_be_bytes());
    let opening = Opening {
        id: CaseId::from_parts(at, random),
        number: CaseNumber::new(&service.prefix, roc_year(at.taipei_date()), n + 1)?,
        channel: Channel::Counter,
        assurance: Assurance::OfficerVouched,
        lang: Lang::ZhHant,
        answers: read.answers,
        applied_on: read.applied_on,
        limits: read.limits,
    };
    let definition = Definition { service, digest: &pinned.compiled.digest, calendar: &world.office.calendar };
    let mut next = Some((Actor::Applicant, Deed::Open(Box::new(opening))));
    let (mut case, mut entries): (Option<Case>, Vec<Entry>) = (None, Vec::new());
    while let Some((by, deed)) = next.take() {
        let turn = rounds::carry(world, definition, case.as_ref(), (Command { by, deed }, at))?;
        entries.extend(turn.entries);
        for effect in turn.effects {
            let Effect::Tell(message) = effect else { continue };
            if message.topic != Topic::Register {
                continue;
            }
            let evidence = message.body["evidence"].as_str().unwrap_or_default().to_owned();
            let rule = service.evidence.get(&evidence).context("no such evidence")?;
            let errand = errand_of(pinned, &turn.case, rule);
            let records = books.records(&question(&errand));
            let answer = Answer { as_of: at.taipei_date(), records, raw: Vec::new() };
            let body = answer.body(&errand);
            let deed = Deed::Answer { evidence, source: "bench".to_owned(), hash: String::new(), body };
            next = Some((Actor::System, deed));
        }
        case = Some(turn.case);
    }
    Ok((case.context("no case")?, entries))
}

/// A household of three.
fn raw(n: u32) -> Result<Raw> {
    let person = |place: u32| -> Result<String> {
        (0..10)
            .map(|check| format!("F1{:07}{check}", place % 10_000_000))
            .find(|id| PersonId::parse(id).is_ok())
            .context("no check digit fits")
    };
    let district = ["sanmin", "lingya", "gushan", "fengshan", "meinong"][n as usize % 5];
    let rent = (6_000 + n % 7 * 1_000).to_string();
    let fields = [
        ("district", district.to_owned()),
        ("address", format!("示範路 {} 號 5 樓", n + 1)),
        ("rent", rent),
        ("has_lease", "no".to_owned()),
        ("landlord_relation", "none".to_owned()),
        ("name", format!("王示範{n}")),
        ("person_id", person(n * 3)?),
        ("born_on", format!("{}-05-01", 1955 + n % 45)),
        ("marital", "single".to_owned()),
        ("phone", "0912-345-678".to_owned()),
        ("members.1.relation", "child".to_owned()),
        ("members.1.name", format!("王一{n}")),
        ("members.1.person_id", person(n * 3 + 1)?),
        ("members.1.born_on", "2015-02-02".to_owned()),
        ("members.2.relation", "child".to_owned()),
        ("members.2.name", format!("王二{n}")),
        ("members.2.person_id", person(n * 3 + 2)?),
        ("members.2.born_on", "2018-03-03".to_owned()),
        ("violence", "no".to_owned()),
        ("gives_up", "no".to_owned()),
        ("account", "0041234 5678901".to_owned()),
        ("consent", "yes".to_owned()),
    ];
    Ok(fields.into_iter().map(|(name, text)| (name.to_owned(), vec![text])).collect())
}

/// The most memory this process ever held (`VmHWM`), in MB.
fn peak_mb() -> Result<f64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("no peak of memory")?;
    Ok(line.trim().trim_end_matches(" kB").trim().parse::<f64>()? / 1_024.0)
}
