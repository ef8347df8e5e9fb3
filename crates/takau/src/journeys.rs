//! `takau journeys`: every story of every service, on the embedded database and on PostgreSQL, and
//! `--mutants`: would the stories notice a small lie in a table or a condition?

mod books;
mod ground;
mod land;
mod mutants;
mod player;
mod pure;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use anyhow::{Context, Result, bail};
use atlas::release::Release;
use catalogue::compile::Compiled;
use catalogue::journey::{Journey, Land, LandOffice, RegisterFault, World, stories};
use city::generate::{CityPlan, generate};
use city::survey::SurveyError;
use desk::desk::Desk;
use desk::office::{Office, Standing};
use gateways::registers::Fault;
use gateways::stand_in::Clock;
use worker::worker::Worker;

use crate::folders;
use crate::gateways_file::Gateways;
use crate::house;
use crate::init::KeyFolder;
use crate::outside::{self, Outside};
use crate::service_command;
use crate::site::{Site, now, read_office};
use books::{Books, Cashier, StoryClock};
use ground::Places;

/// Parcels of the city the stories happen in.
const PARCELS: u32 = 4_000;

/// What to run.
#[derive(clap::Args, Clone, Debug)]
pub struct Asked {
    /// Only stories whose file name holds this; `housing-*` is every story of the services whose names begin so.
    pub only: Option<String>,
    /// A PostgreSQL server where databases may be made: `postgres://…`. Without it, only the embedded database.
    #[arg(long, env = "TAKAU_TEST_PG")]
    pub postgres: Option<String>,
    /// Change one row or condition at a time and count how many changes break a story.
    #[arg(long)]
    pub mutants: bool,
}

/// A service with its stories.
pub struct Told {
    pub compiled: Compiled,
    pub stories: Vec<(String, Journey)>,
}

pub async fn run(site: &Site, asked: &Asked) -> Result<()> {
    let mut told = Vec::new();
    for folder in folders::services(&site.services)? {
        let service = tell(&folder, asked.only.as_deref())?;
        if asked.only.is_none() || !service.stories.is_empty() {
            told.push(service);
        }
    }
    let office = read_office(&site.office, Standing::Demonstration, &site.url)?;
    let city = generate(&CityPlan { seed: 7, parcels: PARCELS, survey: SurveyError::On }, &office.sections)?;
    let release = Arc::new(Release::build(city.parts)?);
    if asked.mutants {
        return mutants::run(&told, (&office, &release)).await;
    }
    let mut counts = (0, 0);
    play_all(site, (&told, &office, &release), None, &mut counts).await?;
    if let Some(server) = &asked.postgres {
        play_all(site, (&told, &office, &release), Some(server), &mut counts).await?;
    }
    println!("{} passed, {} failed", counts.0, counts.1);
    if counts.1 > 0 {
        bail!("a story went another way");
    }
    Ok(())
}

fn tell(folder: &Path, only: Option<&str>) -> Result<Told> {
    let files = service_command::read(folder)?;
    let compiled = service_command::compiled(folder)?;
    let found = stories(&files).map_err(|faults| anyhow::anyhow!("{}", faults[0].render(&files)))?;
    // `housing-*` names services, `07` or `corrected` stories.
    let id = compiled.service.id.clone();
    let wanted = |path: &str| {
        only.is_none_or(|part| match part.strip_suffix('*') {
            Some(front) => id.starts_with(front),
            None => path.contains(part) || id == part,
        })
    };
    Ok(Told { compiled, stories: found.into_iter().filter(|(path, _)| wanted(path)).collect() })
}

/// Every story on one database, which is made for it and gone afterwards.
async fn play_all(
    site: &Site,
    (told, office, release): (&[Told], &Office, &Arc<Release>),
    server: Option<&str>,
    counts: &mut (usize, usize),
) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let site = Site {
        data: folder.path().join("data"),
        keys: folder.path().join("keys"),
        database: match server {
            Some(server) => {
                Some(store::fresh_databases::fresh_database(server).await.context("cannot make a test database")?)
            }
            None => None,
        },
        ..site.clone()
    };
    let name = if server.is_some() { "postgres" } else { "sqlite" };
    let clock = StoryClock::default();
    let starts = told.iter().flat_map(|service| &service.stories).map(|(_, story)| story.starts).min();
    clock.set(starts.unwrap_or_else(now));
    let mut lands = BTreeMap::new();
    let (desk, worker, outside, cashier) = stage(&site, (office, release), &clock).await?;
    for service in told {
        desk.publish(service.compiled.clone(), clock.now()).await?;
        let unit = &service.compiled.service.unit;
        println!("{} on {name}", service.compiled.service.id);
        for (path, story) in &service.stories {
            clock.set(story.starts);
            let books = Books::new(
                (desk.clone(), worker.clone(), cashier.clone(), outside.registers.clone()),
                clock.clone(),
                (&service.compiled.service.id, unit),
            );
            let day = story.starts.taipei_date();
            let lands = lands.entry(day).or_insert_with(|| land::find(release, office, day));
            let played = play(books, story, (&outside, lands, office)).await;
            report(path, story, played, counts);
        }
    }
    Ok(())
}

async fn play(
    mut books: Books,
    story: &Journey,
    (outside, lands, office): (&Outside, &BTreeMap<Land, Places>, &Office),
) -> Result<(), player::Difference> {
    Books::order_faults(&outside.land_faults, story.given.land_office);
    outside.land_disagrees.store(story.given.land_office == LandOffice::Disagrees, Ordering::SeqCst);
    outside.registers.set(story.given.registers.clone(), faults_of(&story.given));
    let places = places_for(lands, story).map_err(|says| player::Difference { act: 0, says })?;
    player::play(&mut books, story, (&places, &office.calendar)).await
}

/// What the registers do wrong in a story.
fn faults_of(given: &World) -> BTreeMap<String, Fault> {
    let fault = |(register, how): (&String, &RegisterFault)| {
        let fault = match how {
            RegisterFault::Down => Fault::Down,
            RegisterFault::Slow => Fault::Slow,
            RegisterFault::Nonsense => Fault::Nonsense,
            RegisterFault::AnotherPerson => Fault::AnotherPerson,
            RegisterFault::Contradiction => Fault::Contradiction,
            RegisterFault::Duplicate => Fault::Duplicate,
        };
        (register.clone(), fault)
    };
    given.register_faults.iter().map(fault).collect()
}

/// The parcels the city has for a story.
fn places_for(lands: &BTreeMap<Land, Places>, story: &Journey) -> Result<Places, String> {
    lands.get(&story.given.land).cloned().ok_or_else(|| format!("the city has no parcel {:?}", story.given.land))
}

fn report(path: &str, story: &Journey, played: Result<(), player::Difference>, counts: &mut (usize, usize)) {
    let file = path.rsplit('/').next().unwrap_or(path);
    match played {
        Ok(()) => {
            counts.0 += 1;
            println!("  ok    {file:34} {}", story.title.zh_hant);
        }
        Err(difference) => {
            counts.1 += 1;
            println!("  FAIL  {file:34} {}", story.title.zh_hant);
            println!("        act {}: {}", difference.act, difference.says);
        }
    }
}

/// A parcel of a release without any doubt, as people write it.
pub fn clear_parcel(release: &Release, office: &Office, on: lexicon::date::Date) -> Option<String> {
    land::find(release, office, on).remove(&Land::Clear).map(|places| places.parcel)
}

/// Desk, worker and stand-ins on a fresh database, all by one clock.
async fn stage(
    site: &Site,
    (office, release): (&Office, &Arc<Release>),
    clock: &StoryClock,
) -> Result<(Desk, Worker, Outside, Cashier)> {
    let keys = KeyFolder(site.keys.clone());
    keys.make()?;
    keys.make_demo_seal(&office.names.agency.zh_hant, clock.now())?;
    let desk = site.open(clock.now()).await?;
    desk.publish_release(Release::clone(release), ("stories", clock.now())).await?;
    // The payment service calls back over a socket of ours, as it will in life.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let return_url = format!("http://{}{}", listener.local_addr()?, web::inbound::payment::PATH);
    let hands = clock.clone();
    let story_clock: Clock = Arc::new(move || hands.now());
    let inbound_clock = Arc::clone(&story_clock);
    // A story sets how the land office behaves: it is asked every time.
    let (outside, mut gateways) =
        outside::start(&keys, (&office.sections, Arc::clone(release)), story_clock, &return_url).await?;
    gateways["land_office"]["keep"] = serde_json::Value::Null;
    let clients = serde_json::from_value::<Gateways>(gateways)?.clients(&keys)?;
    let payment = clients.payment.clone().context("the stand-ins include a payment service")?;
    let tools = house::tools(&desk, (&keys, clients), 1)?;
    let inbound =
        web::inbound::payment::Inbound { desk: desk.clone(), gateway: Arc::clone(&payment), clock: inbound_clock };
    tokio::spawn(web::serve::serve(listener, web::inbound::payment::router(inbound)));
    let cashier =
        Cashier { gateway: payment, url: outside.payment_url.clone(), faults: outside.call_back_faults.clone() };
    Ok((desk, Worker::new(tools), outside, cashier))
}

#[cfg(test)]
mod tests {
    use catalogue::service::{Assurance, Channel};
    use desk::access::Who;
    use desk::applying::Application;
    use gateways::payment::CallBackFault;
    use gateways::stand_in::faults::Order;
    use lexicon::language::Lang;
    use lexicon::money::Twd;

    use super::*;

    /// A parcel that was asked about lately is not asked, and not paid for, again.
    #[tokio::test]
    async fn the_land_office_is_paid_once_for_a_parcel() {
        let (site, _folder) = own_site();
        let (office, release) = small_city(&site);
        let clock = StoryClock::default();
        clock.set(lexicon::instant::At::parse("2026-03-02T09:00:00+08:00").unwrap());
        let (desk, _, outside, _) = stage(&site, (&office, &release), &clock).await.unwrap();
        desk.publish(service_command::compiled(&site.services.join(crate::demo::SERVICE)).unwrap(), clock.now())
            .await
            .unwrap();
        let keys = KeyFolder(site.keys.clone());
        let (kept, gateways) = outside::start(
            &keys,
            (&office.sections, Arc::clone(&release)),
            Arc::new({
                let clock = clock.clone();
                move || clock.now()
            }),
            "http://127.0.0.1/inbound/payment",
        )
        .await
        .unwrap();
        drop(outside);
        let clients = serde_json::from_value::<Gateways>(gateways).unwrap().clients(&keys).unwrap();
        let worker = Worker::new(house::tools(&desk, (&keys, clients), 1).unwrap());
        let parcel = clear_parcel(&release, &office, clock.now().taipei_date()).unwrap();
        let asked = async |days: i64| {
            clock.set(clock.now().minutes_later(days * 24 * 60));
            let case = desk.apply(&Who::Agency("a".to_owned()), agency(&parcel), clock.now()).await.unwrap().case;
            for _ in 0..4 {
                while worker.pass(clock.now()).await.unwrap() > 0 {}
                clock.set(clock.now().minutes_later(2));
            }
            let case = desk.store().case(case.id).await.unwrap().unwrap();
            let outlays = desk.store().outlays("2026-01-01".parse().unwrap()).await.unwrap();
            // No paper is drawn here: a test is no press.
            (case.stage != catalogue::stage::Stage::Deciding, outlays.iter().map(|outlay| outlay.count).sum::<i64>())
        };
        assert_eq!(asked(0).await, (true, 1));
        assert_eq!(asked(1).await, (true, 1));
        assert_eq!(asked(3).await, (true, 2));
        // It does not answer and the reply is old: an officer looks at it.
        kept.land_faults.set(Order::always(gateways::land_office::Fault::Error));
        assert_eq!(asked(4).await, (false, 2));
        // A reply for another parcel is of no use, and is charged all the same.
        kept.land_faults.set(Order::always(gateways::land_office::Fault::WrongParcel));
        assert_eq!(asked(4).await, (false, 3));
    }

    fn own_site() -> (Site, tempfile::TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let site = Site {
            data: folder.path().join("data"),
            keys: folder.path().join("keys"),
            database: None,
            office: root.join("office"),
            services: root.join("services"),
            url: "http://127.0.0.1".to_owned(),
        };
        (site, folder)
    }

    fn small_city(site: &Site) -> (Office, Arc<Release>) {
        let office = read_office(&site.office, Standing::Demonstration, &site.url).unwrap();
        let plan = CityPlan { seed: 7, parcels: 300, survey: SurveyError::Off };
        let city = generate(&plan, &office.sections).unwrap();
        (office, Arc::new(Release::build(city.parts).unwrap()))
    }

    fn application(raw: &[(&str, &str)], channel: Channel, assurance: Assurance) -> Application {
        let raw = raw.iter().map(|(name, text)| ((*name).to_owned(), vec![(*text).to_owned()])).collect();
        Application {
            service: crate::demo::SERVICE.to_owned(),
            raw,
            channel,
            assurance,
            lang: Lang::ZhHant,
            draft: None,
        }
    }

    fn agency(parcel: &str) -> Application {
        let raw = [
            ("parcels", parcel),
            ("purpose", "duty"),
            ("copies", "1"),
            ("delivery", "download"),
            ("applicant_kind", "agency"),
            ("name", "示範機關"),
            ("business_id", "04595257"),
            ("phone", "07-336-8333"),
        ];
        application(&raw, Channel::Api, Assurance::AgencyKey)
    }

    /// A payment whose call-back never came is booked by the next night's list; one that is nobody's stays open.
    #[tokio::test]
    async fn a_payment_nobody_told_us_of_is_booked_by_reconciliation() {
        let (site, _folder) = own_site();
        let (office, release) = small_city(&site);
        let clock = StoryClock::default();
        clock.set(lexicon::instant::At::parse("2026-03-02T09:00:00+08:00").unwrap());
        let (desk, worker, outside, cashier) = stage(&site, (&office, &release), &clock).await.unwrap();
        desk.publish(service_command::compiled(&site.services.join(crate::demo::SERVICE)).unwrap(), clock.now())
            .await
            .unwrap();
        let day = clock.now().taipei_date();
        let parcel = clear_parcel(&release, &office, day).unwrap();
        let raw = [
            ("parcels", parcel.as_str()),
            ("purpose", "loan"),
            ("copies", "1"),
            ("delivery", "counter-print"),
            ("applicant_kind", "person"),
            ("name", "林美玲"),
            ("person_id", "F131104093"),
            ("phone", "07-336-8333"),
            ("agent", "no"),
            ("consent", "yes"),
        ];
        let application = application(&raw, Channel::Counter, Assurance::OfficerVouched);
        let case = desk.apply(&Who::System, application, clock.now()).await.unwrap().case;
        let order = desk.order(&Who::System, case.id, clock.now()).await.unwrap();
        cashier.press(&order.trade_no, order.amount, clock.now(), CallBackFault::Drop).await.unwrap();
        cashier.press("NOBODYS0000000000001", Twd::new(33), clock.now(), CallBackFault::Drop).await.unwrap();
        outside.call_back_faults.set(Order::always(CallBackFault::None));
        assert!(!desk.store().case(case.id).await.unwrap().unwrap().is_paid());

        clock.set(lexicon::instant::At::parse("2026-03-03T04:10:00+08:00").unwrap());
        let found = worker.reconcile(day, clock.now()).await.unwrap().unwrap();
        assert!(desk.store().case(case.id).await.unwrap().unwrap().is_paid());
        assert_eq!((found.matched, found.open.len()), (1, 1), "{found:?}");
        assert_eq!(found.open[0].trade_no, "NOBODYS0000000000001");
        // Once more changes nothing, and officers see it.
        assert_eq!(worker.reconcile(day, clock.now()).await.unwrap().unwrap(), found);
        let shown = desk.reconciled_days(&Who::System, clock.now().taipei_date()).await.unwrap();
        assert_eq!(shown, [found]);
        assert!(desk.reconciled_days(&Who::Public, day).await.is_err());
    }
}
