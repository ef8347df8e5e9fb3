//! `takau bench features`: pages of zones by OGC API Features over HTTP, beside pygeoapi on PostGIS.
//!
//! The same zones with the same words, pages of the same size from the same parts of the table, one server after
//! the other in turn. Ours is `takau serve` as it ships, a process of its own; every request comes from an address
//! of its own, so that the limit of one client binds nobody. pygeoapi pages by offset, ours by key.

use std::fmt::Write;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use atlas::day::{AsOf, Moment};
use atlas::release::Release;
use lexicon::date::Date;
use reqwest::Client;
use serde_json::{Map, Value, json};

use super::apart::{Apart, Ground};
use super::land;
use super::page_cost::cpu_ms;
use super::peer::{Cluster, PYTHON, last_line, processor_s};
use crate::site::{Site, now};

/// Features on a page, pages asked of us in a round, and of the peer.
const SIZES: [(usize, usize, usize); 3] = [(10, 200, 40), (100, 100, 25), (1_000, 40, 10)];
/// Pages before the measured ones.
const WARM_UP: usize = 5;
/// Letters of a release's name in the key of a page.
const MARK: usize = 12;

/// How the bench is run.
#[derive(clap::Args, Clone, Debug)]
pub struct Asked {
    /// Size of the city: 1 is about 93,000 zones.
    #[arg(long, default_value_t = 1.0)]
    scale: f64,
    /// Alternating rounds; all pages of a size count together.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..))]
    rounds: u16,
}

/// The pages of one size from one server.
#[derive(Debug, Default)]
struct Times {
    ms: Vec<f64>,
    bytes: u64,
}

impl Times {
    fn percentile(&self, percent: usize) -> Option<f64> {
        let mut sorted = self.ms.clone();
        sorted.sort_by(f64::total_cmp);
        sorted.get((sorted.len() * percent).div_ceil(100).max(1) - 1).copied()
    }
}

/// Carries out the bench.
pub async fn run(site: &Site, asked: &Asked) -> Result<()> {
    // The client of this process speaks plain HTTP only, but will not be made without.
    if rustls::crypto::ring::default_provider().install_default().is_err() {
        tracing::debug!("a provider of cryptography was installed before");
    }
    let folder = tempfile::tempdir()?;
    let on = now().taipei_date();
    eprintln!("making the city …");
    let release = land::make(site, (folder.path(), asked.scale), on)?;
    let peer = Peer::start(&release, (folder.path(), on));
    // The release a house publishes must have its name.
    let release = Release::from_bytes(&std::fs::read(folder.path().join("city.takau"))?)?;
    let rows = release.zone_layer().shapes.len();
    let mark = release.hash().get(..MARK).unwrap_or_default().to_owned();
    let ground = Ground::prepare(site, release).await?;
    let house = ground.open(&[]).await?;
    explain(asked, rows);
    let mut bench = Bench { client: Client::new(), rows, mark, load_s: 0.0, house_s: 0.0 };
    let (mut ours, mut theirs): ([Times; 3], [Times; 3]) = Default::default();
    for round in 1..=asked.rounds {
        eprintln!("round {round} of {} …", asked.rounds);
        for (k, (size, pages, peer_pages)) in SIZES.into_iter().enumerate() {
            bench.house(&house, (size, pages), &mut ours[k]).await?;
            if let Ok(peer) = &peer {
                bench.peer(peer, (size, peer_pages), &mut theirs[k]).await?;
            }
        }
    }
    report(&ours, &theirs);
    println!("{}", figures((&ours, &theirs), rows, bench.spent()));
    Ok(())
}

/// Says what the figures mean, on which machine and build they were taken.
fn explain(asked: &Asked, rows: usize) {
    super::say_machine();
    println!(
        "load       one page after the other from all over {rows} zones of a city of scale {}, {} rounds in turn",
        asked.scale, asked.rounds
    );
}

/// What all rounds share.
struct Bench {
    client: Client,
    rows: usize,
    mark: String,
    /// Processor seconds of the load and of the house while ours was asked.
    load_s: f64,
    house_s: f64,
}

impl Bench {
    /// Rows at which pages begin, from all over the table.
    fn starts(&self, (size, pages): (usize, usize)) -> impl Iterator<Item = usize> + use<> {
        let last = self.rows.saturating_sub(size * 2).max(1);
        (0..pages + WARM_UP).map(move |k| k * 7_919 % last)
    }

    fn spent(&self) -> (f64, f64) {
        (self.load_s, self.house_s)
    }

    async fn house(&mut self, house: &Apart, (size, pages): (usize, usize), times: &mut Times) -> Result<()> {
        let before = (cpu_ms()?, processor_s(&[house.process()])?);
        let items = format!("{}/ogc/collections/zones/items?limit={size}", house.url);
        let urls: Vec<String> =
            self.starts((size, pages)).map(|start| format!("{items}&after={}-{start}", self.mark)).collect();
        self.ask(urls.into_iter(), size, times).await?;
        self.load_s += (cpu_ms()? - before.0) / 1e3;
        self.house_s += processor_s(&[house.process()])? - before.1;
        Ok(())
    }

    async fn peer(&self, peer: &Peer, (size, pages): (usize, usize), times: &mut Times) -> Result<()> {
        let urls = self.starts((size, pages)).map(|start| format!("{}?f=json&limit={size}&offset={start}", peer.items));
        self.ask(urls, size, times).await
    }

    async fn ask(&self, urls: impl Iterator<Item = String>, size: usize, times: &mut Times) -> Result<()> {
        for (k, url) in urls.enumerate() {
            let from = format!("10.{}.{}.{}", times.ms.len() >> 16 & 255, times.ms.len() >> 8 & 255, k % 250 + 1);
            let request = self.client.get(&url).header("x-forwarded-for", from).header("accept", "application/json");
            let start = Instant::now();
            let body = request.send().await?.error_for_status().context("a page is refused")?.bytes().await?;
            let took = start.elapsed();
            if k == 0 {
                let page: Value = serde_json::from_slice(&body)?;
                let count = page["features"].as_array().map_or(0, Vec::len);
                ensure!(count == size, "{url} has {count} features instead of {size}");
            }
            if k >= WARM_UP {
                times.ms.push(took.as_secs_f64() * 1e3);
                times.bytes += body.len() as u64;
            }
        }
        Ok(())
    }
}

/// pygeoapi on a PostGIS that has the zones; both are stopped when it is dropped.
struct Peer {
    items: String,
    place: String,
    version: String,
    _cluster: Cluster,
}

const PROGRAM: &str = "tests/peers/features_pygeoapi.py";

impl Peer {
    fn start(release: &Release, (folder, on): (&Path, Date)) -> Result<Peer> {
        let started = || -> Result<Peer> {
            ensure!(Path::new(PYTHON).is_file(), "its Python packages are not there");
            let said = folder.join("zones.csv");
            std::fs::write(&said, words(release, on)?)?;
            let cluster = Cluster::start()?;
            let zones = folder.join("zones.flat");
            eprintln!("loading PostGIS …");
            // Nobody asks this cluster for parcels.
            cluster.load((&zones, &zones), &said)?;
            let place = folder.join("pygeoapi").to_str().context("the scratch folder has no name")?.to_owned();
            let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port().to_string();
            let line = last_line(Command::new(PYTHON).args([PROGRAM, "start", &cluster.url, &place, &port]))?;
            let started: Value = serde_json::from_str(&line)?;
            let text = |name: &str| started[name].as_str().unwrap_or_default().to_owned();
            Ok(Peer { items: text("items"), place, version: text("version"), _cluster: cluster })
        };
        let peer = started().inspect_err(|missing| println!("pygeoapi   not compared: {missing:#}; setup/peers"))?;
        println!("peer       {}, two gunicorn workers, PostGIS on a unix socket", peer.version);
        Ok(peer)
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        if let Err(fault) = Command::new(PYTHON).args([PROGRAM, "stop", &self.place]).status() {
            eprintln!("pygeoapi could not be stopped: {fault}");
        }
    }
}

/// What our features say of each zone in force, as a table for the peer.
fn words(release: &Release, on: Date) -> Result<String> {
    let mut table = String::from(
        "number,zone:text,class:text,name:text,coverage:text,floor_area:text,area_m2:text,plan:text,plan_name:text,\
         plan_area:text,level:text,announced_on:text,gazette:text,map_scale:integer,in_force_from:text,known_from:text\n",
    );
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let moment = Moment::from(AsOf::from(on));
    for (shape, row) in release.zone_layer().shapes.iter().zip(0u32..) {
        if !shape.days.cover(moment) {
            continue;
        }
        let zone = release.zone(row);
        let plan = release.plan_of(row, moment).context("a zone has no plan")?;
        let area = atlas::area::Area::from_exact2(release.zone_layer().area2(row)).to_string();
        let (coverage, floor_area) = (zone.coverage.unwrap_or_default(), zone.floor_area.unwrap_or_default());
        let level = format!("{:?}", plan.level).to_lowercase();
        let texts = [&zone.id, &zone.class, &zone.name, &coverage, &floor_area, &area, &plan.id, &plan.name]
            .map(|text| quoted(text))
            .join(",");
        writeln!(
            table,
            "{row},{texts},{},{level},{},{},{},{},{}",
            quoted(&plan.area_code),
            plan.announced_on,
            quoted(&plan.number),
            plan.scale,
            zone.in_force.from,
            zone.known.from
        )?;
    }
    Ok(table)
}

fn report(ours: &[Times; 3], theirs: &[Times; 3]) {
    println!("{:<20} {:>10} {:>10} {:>12}", "", "p50 ms", "p99 ms", "bytes/page");
    for (k, (size, ..)) in SIZES.into_iter().enumerate() {
        for (name, times) in [("takau", &ours[k]), ("pygeoapi", &theirs[k])] {
            let say = |percent| times.percentile(percent).map_or("null".to_owned(), |ms| format!("{ms:.3}"));
            let bytes = times.bytes / times.ms.len().max(1) as u64;
            println!("{:<20} {:>10} {:>10} {bytes:>12}", format!("{name}, {size}"), say(50), say(99));
        }
    }
}

fn figures((ours, theirs): (&[Times; 3], &[Times; 3]), rows: usize, (load_s, house_s): (f64, f64)) -> Value {
    let round = |figure: Option<f64>| figure.map(|figure| (figure * 1e3).round() / 1e3);
    let mut all = Map::from_iter([("zones".to_owned(), json!(rows))]);
    for (k, (size, ..)) in SIZES.into_iter().enumerate() {
        for percent in [50, 99] {
            let (own, peer) = (ours[k].percentile(percent), theirs[k].percentile(percent));
            all.insert(format!("p{percent}_ms_{size}"), json!(round(own)));
            all.insert(format!("pygeoapi_p{percent}_ms_{size}"), json!(round(peer)));
            let name = if percent == 50 { format!("ratio_{size}") } else { format!("ratio_p99_{size}") };
            let ratio = own.zip(peer).map(|(own, peer)| (peer / own * 10.0).round() / 10.0);
            all.insert(name, json!(ratio));
        }
    }
    all.insert("off".to_owned(), json!([]));
    all.insert("generator_cpu_share".to_owned(), json!(round(Some(load_s / (load_s + house_s).max(1e-9)))));
    Value::Object(all)
}
