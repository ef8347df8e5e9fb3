//! `takau bench tiles`: vector tiles of the city's zones over HTTP, beside martin on PostGIS.
//!
//! The same zones with the same words, the same tiles of zooms 14 to 16 (each zoom as often as the others), one
//! after the other in turn; the load is `wrk`. Without a cache the processor seconds of all processes of a server
//! are what counts; with a warm one, tiles a second. Ours is `takau serve` with everything it ships with.

use std::fmt::Write;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use atlas::day::AsOf;
use atlas::release::Release;
use lexicon::date::Date;
use maps::tile::Tile;
use maps::tile_facts::{colour_key, pattern_key};
use maps::tile_ground::TileGround;
use maps::tile_set::TileSet;
use serde_json::{Value, json};

use super::apart::{Apart, Ground};
use super::land;
use super::peer::{Cluster, PYTHON, last_line, processor_s};
use super::wrk::{self, Seen};
use crate::site::Site;

const ZOOMS: [u8; 3] = [14, 15, 16];
/// Requests of each zoom in the list.
const EACH: usize = 1_344;
/// Memory for finished tiles of a warm peer, MB: more than all of them.
const CACHE_MB: &str = "512";
/// Seconds of load before the measured ones.
const WARM_S: u32 = 2;

/// How the bench is run.
#[derive(clap::Args, Clone, Debug)]
pub struct Asked {
    /// Size of the city: 1 is about 93,000 zones.
    #[arg(long, default_value_t = 1.0)]
    scale: f64,
    /// Alternating rounds, of which the median counts.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..))]
    rounds: u16,
    /// Seconds of each measured load.
    #[arg(long, default_value_t = 6, value_parser = clap::value_parser!(u32).range(1..))]
    seconds: u32,
    /// The day in force.
    #[arg(long, default_value = "2026-04-14")]
    on: Date,
}

/// One measured load.
#[derive(Clone, Copy, Debug)]
struct Run {
    seen: Seen,
    /// Processor seconds of all processes of the server.
    cpu_s: f64,
}

impl Run {
    fn cpu_ms(&self) -> f64 {
        self.cpu_s * 1e3 / self.seen.requests as f64
    }
}

/// The runs of one server.
#[derive(Debug, Default)]
struct Runs {
    bare: Vec<Run>,
    warm: Vec<Run>,
}

/// Carries out the bench.
pub async fn run(site: &Site, asked: &Asked) -> Result<()> {
    let folder = tempfile::tempdir()?;
    eprintln!("making the city …");
    let release = land::make(site, (folder.path(), asked.scale), asked.on)?;
    let tiles = tiles_of(&release, asked.on)?;
    let zones = release.zone_layer().shapes.len();
    explain(asked, (zones, &tiles));
    let martin = Martin::start(&release, (folder.path(), asked.on));
    let bench = Bench { folder: folder.path(), seconds: asked.seconds, tiles: &tiles };
    let ground = Ground::prepare(site, named(folder.path())?).await?;
    let (mut ours, mut theirs) = (Runs::default(), Runs::default());
    for round in 1..=asked.rounds {
        eprintln!("round {round} of {} …", asked.rounds);
        ours.bare.push(bench.house(&ground.open(&["--tile-mib", "0"]).await?, asked.on).await?);
        theirs.bare.extend(bench.martin(&martin, "0"));
        ours.warm.push(bench.house(&ground.open(&[]).await?, asked.on).await?);
        theirs.warm.extend(bench.martin(&martin, CACHE_MB));
    }
    report(&ours, &theirs);
    let ratio = |a: Option<f64>, b: Option<f64>| a.zip(b).map(|(a, b)| (a / b * 100.0).round() / 100.0);
    let own_share = |runs: &[Run]| {
        let (load, all) = runs.iter().fold((0.0, 0.0), |(l, a), r| (l + r.seen.cpu_s, a + r.seen.cpu_s + r.cpu_s));
        (load / all * 1e3).round() / 1e3
    };
    println!(
        "{}",
        json!({
            "zones": zones,
            "tiles": tiles.len(),
            "cpu_ms": median(&ours.bare, Run::cpu_ms),
            "per_s": median(&ours.bare, |run| run.seen.per_s()),
            "cached_per_s": median(&ours.warm, |run| run.seen.per_s()),
            "cpu_ratio_martin": ratio(median(&theirs.bare, Run::cpu_ms), median(&ours.bare, Run::cpu_ms)),
            "rate_ratio_martin": ratio(median(&ours.bare, |r| r.seen.per_s()), median(&theirs.bare, |r| r.seen.per_s())),
            "cached_ratio_martin": ratio(median(&ours.warm, |r| r.seen.per_s()), median(&theirs.warm, |r| r.seen.per_s())),
            "off": [],
            "generator_cpu_share": own_share(&ours.bare),
            "generator_cpu_share_cached": own_share(&ours.warm),
        })
    );
    Ok(())
}

/// The release under its name: the one a house publishes must have one.
fn named(folder: &Path) -> Result<Release> {
    Ok(Release::from_bytes(&std::fs::read(folder.join("city.takau"))?)?)
}

/// Every tile with anything in it, zoom by zoom, in an order nobody would read them in.
fn tiles_of(release: &Release, on: Date) -> Result<Vec<Tile>> {
    let ground = TileGround::new(release)?;
    let mut all = Vec::with_capacity(ZOOMS.len() * EACH);
    for z in ZOOMS {
        let (first, last) = ground.tiles_around(z);
        let mut found = Vec::new();
        for (x, y) in (first.x()..=last.x()).flat_map(|x| (first.y()..=last.y()).map(move |y| (x, y))) {
            let tile = Tile::new(z, x, y)?;
            if !maps::tiles::draw(&ground, TileSet::Zones, (tile, AsOf::from(on))).is_empty() {
                found.push(tile);
            }
        }
        ensure!(!found.is_empty(), "no tile of zoom {z} has a zone");
        all.extend((0..EACH).map(|k| found[scattered(k, found.len())]));
    }
    // The zooms in turn.
    let turned = (0..all.len()).map(|k| all[k % ZOOMS.len() * EACH + k / ZOOMS.len()]);
    Ok(turned.collect())
}

/// Steps through `count` places far from one another, each as often as the others.
fn scattered(k: usize, count: usize) -> usize {
    let step = (count * 5 / 8) | 1;
    let coprime = (step..).find(|step| gcd(*step, count) == 1).unwrap_or(1);
    k * coprime % count
}

fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a } else { gcd(b, a % b) }
}

fn explain(asked: &Asked, (zones, tiles): (usize, &[Tile])) {
    super::say_machine();
    let distinct: std::collections::BTreeSet<&Tile> = tiles.iter().collect();
    println!(
        "load       wrk, 4 connections, {} s a run after {WARM_S} s of warming up; {} requests over {} tiles of zooms \
         14 to 16 of {zones} zones, each zoom as often as the others, nothing packed",
        asked.seconds,
        tiles.len(),
        distinct.len()
    );
    println!(
        "processor  of all processes of a server (PostgreSQL counts as martin's), from /proc; without a cache every \
         tile is drawn again (ours with --tile-mib 0), all limits, headers and faults of the shipped house are on"
    );
}

/// What all runs share.
struct Bench<'b> {
    folder: &'b Path,
    seconds: u32,
    tiles: &'b [Tile],
}

impl Bench<'_> {
    async fn house(&self, house: &Apart, on: Date) -> Result<Run> {
        // The pointer says where the tiles of the live release are.
        let found = reqwest::get(format!("{}/tiles/live/zones.json?on={on}", house.url)).await?.error_for_status()?;
        let document: Value = serde_json::from_str(&found.text().await?)?;
        let template = document["tiles"][0].as_str().context("the description names no tiles")?;
        let template = template.strip_prefix(&house.url).unwrap_or(template);
        let place = |tile: &Tile| {
            let [z, x, y] = [u32::from(tile.z()), tile.x(), tile.y()].map(|n| n.to_string());
            template.replace("{z}", &z).replace("{x}", &x).replace("{y}", &y)
        };
        self.measure((&house.url, self.tiles.iter().map(place).collect()), &[house.process()])
    }

    fn martin(&self, martin: &Result<Martin>, cache_mb: &str) -> Option<Run> {
        let martin = martin.as_ref().ok()?;
        match martin.serve(self, cache_mb) {
            Ok(run) => Some(run),
            Err(missing) => {
                println!("martin     not compared: {missing:#}");
                None
            }
        }
    }

    fn measure(&self, (base, paths): (&str, Vec<String>), processes: &[u32]) -> Result<Run> {
        wrk::run((base, &paths), self.folder, WARM_S)?;
        let before = processor_s(processes)?;
        let seen = wrk::run((base, &paths), self.folder, self.seconds)?;
        Ok(Run { seen, cpu_s: processor_s(processes)? - before })
    }
}

/// martin on a PostGIS that has the zones.
struct Martin {
    cluster: Cluster,
}

impl Martin {
    fn start(release: &Release, (folder, on): (&Path, Date)) -> Result<Martin> {
        let started = || -> Result<Martin> {
            ensure!(Path::new(".peers/bin/martin").is_file(), "martin is not there");
            let said = folder.join("zones.csv");
            std::fs::write(&said, words(release, on)?)?;
            let cluster = Cluster::start()?;
            let zones = folder.join("zones.flat");
            eprintln!("loading PostGIS …");
            // Nobody asks this cluster for parcels.
            cluster.load((&zones, &zones), &said)?;
            // The same words as in our tiles, and no others.
            cluster.say(
                "ALTER TABLE zones_3857 DROP COLUMN id, DROP COLUMN number;
                 ALTER TABLE zones_3857 RENAME COLUMN zone TO id",
            )?;
            cluster.say("VACUUM ANALYZE zones_3857")?;
            Ok(Martin { cluster })
        };
        started().inspect_err(|missing| println!("martin     not compared: {missing:#}; setup/peers"))
    }

    fn serve(&self, bench: &Bench<'_>, cache_mb: &str) -> Result<Run> {
        let place = bench.folder.join("martin");
        let place = place.to_str().context("the scratch folder has no name")?;
        let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port().to_string();
        let program = "tests/peers/tiles_martin.py";
        let line = last_line(Command::new(PYTHON).args([program, "start", &self.cluster.url, place, &port, cache_mb]))?;
        let measured = (|| {
            let started: Value = serde_json::from_str(&line)?;
            let process = started["pid"].as_u64().and_then(|pid| u32::try_from(pid).ok()).context("no process")?;
            let base = format!("http://127.0.0.1:{port}");
            let path = |tile: &Tile| format!("/zones/{}/{}/{}", tile.z(), tile.x(), tile.y());
            let paths = bench.tiles.iter().map(path).collect();
            bench.measure((&base, paths), &[process, self.cluster.process()?])
        })();
        let stopped = Command::new(PYTHON).args([program, "stop", place]).status()?;
        ensure!(stopped.success(), "martin could not be stopped");
        measured
    }
}

/// What our tiles say of each zone, as a table for the peer.
fn words(release: &Release, on: Date) -> Result<String> {
    let mut table = String::from(
        "number,zone:text,class:text,name:text,plan:text,in_force_from:text,in_force_until:text,colour:text,pattern:text\n",
    );
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let moment = atlas::day::Moment::from(AsOf::from(on));
    for (shape, row) in release.zone_layer().shapes.iter().zip(0u32..) {
        if !shape.days.cover(moment) {
            continue;
        }
        let facts = release.zone_facts(row);
        let [id, class, name] = [facts.id, facts.class, facts.name].map(|text| release.text(text));
        let plan = &release.plans()[facts.plan as usize].id;
        let (days, paint) = (shape.days.in_force(), atlas::colour::of_class(class));
        let until = days.until.map(|day| day.to_string()).unwrap_or_default();
        let (colour, pattern) = (colour_key(paint.rgb), pattern_key(paint.pattern));
        let cells = [id, class, name, plan].map(quoted).join(",");
        writeln!(table, "{row},{cells},{},{until},{colour},{pattern}", days.from)?;
    }
    Ok(table)
}

fn median(runs: &[Run], figure: impl Fn(&Run) -> f64) -> Option<f64> {
    let mut figures: Vec<f64> = runs.iter().map(figure).collect();
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).map(|figure| (figure * 1e3).round() / 1e3)
}

fn report(ours: &Runs, theirs: &Runs) {
    println!(
        "{:<24} {:>10} {:>12} {:>10} {:>10} {:>12}",
        "", "tiles/s", "cpu ms/tile", "p50 ms", "p99 ms", "bytes/tile"
    );
    for (name, runs) in [
        ("takau, no cache", &ours.bare),
        ("martin, no cache", &theirs.bare),
        ("takau, warm cache", &ours.warm),
        ("martin, warm cache", &theirs.warm),
    ] {
        let say = |figure: &dyn Fn(&Run) -> f64| median(runs, figure).map_or("null".to_owned(), |f| format!("{f:.3}"));
        println!(
            "{name:<24} {:>10} {:>12} {:>10} {:>10} {:>12}",
            say(&|run| run.seen.per_s()),
            say(&Run::cpu_ms),
            say(&|run| run.seen.p50_us as f64 / 1e3),
            say(&|run| run.seen.p99_us as f64 / 1e3),
            say(&|run| run.seen.bytes_each()),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_comes_as_often_as_the_others() {
        for count in [1, 2, 7, 64, 280, 1_021] {
            let mut times = vec![0; count];
            (0..count * 3).for_each(|k| times[scattered(k, count)] += 1);
            assert!(times.iter().all(|n| *n == 3), "{count}");
        }
    }
}
