//! `takau bench overlay`: every parcel of the city laid over every zone in force on a day, beside PostGIS and shapely.
//!
//! The whole city is ours alone; a sample of about 100,000 parcels is laid over by all, one after the other in
//! turn, and compared in processor seconds (wall time says more about who else uses the machine). Each run of
//! ours is a process of its own that maps the release's file and repeats itself for half a second. Exactness: every piece of the sample against the
//! same sum in doubled precision, which `atlas`' own tests hold against exact rationals.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use atlas::day::{AsOf, Moment};
use atlas::integral::Measured;
use atlas::point::UNITS2_PER_M2;
use atlas::release::Release;
use atlas::sweep;
use lexicon::date::Date;
use serde_json::{Value, json};

use super::land;
use super::peer::{PYTHON, last_line};
use crate::site::Site;

/// How the bench is run.
#[derive(clap::Args, Clone, Debug)]
pub struct Asked {
    /// Size of the whole city: 1 is about 1.6 million parcels.
    #[arg(long, default_value_t = 1.0)]
    scale: f64,
    /// Size of the sample the peers get.
    #[arg(long, default_value_t = 0.0627)]
    sample: f64,
    /// Alternating runs, of which the median counts.
    #[arg(long, default_value_t = 5)]
    runs: usize,
    /// The day in force.
    #[arg(long, default_value = "2026-04-14")]
    on: Date,
}

/// One run of ours: `takau bench sweep`, hidden.
#[derive(clap::Args, Clone, Debug)]
pub struct Sweep {
    #[arg(long)]
    release: std::path::PathBuf,
    #[arg(long)]
    on: Date,
}

/// Carries out the bench.
pub fn run(site: &Site, asked: &Asked) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let (whole, sample) = (folder.path().join("whole"), folder.path().join("sample"));
    std::fs::create_dir_all(&whole)?;
    std::fs::create_dir_all(&sample)?;
    eprintln!("making the city …");
    let city = land::make(site, (&whole, asked.scale), asked.on)?;
    let small = land::make(site, (&sample, asked.sample), asked.on)?;
    let exact = worst(&small, asked.on);
    let peers = Peers::start(&sample);
    let (mut ours, mut full) = (Vec::new(), Vec::new());
    let mut theirs: Vec<(&str, Vec<Value>)> = FORMS.iter().map(|(name, ..)| (*name, Vec::new())).collect();
    for round in 1..=asked.runs {
        eprintln!("round {round} of {} …", asked.runs);
        // One thread, as the peers have.
        ours.push(sweep_of(&sample, asked.on, Some(1))?);
        for ((_, runs), (_, form, kind)) in theirs.iter_mut().zip(FORMS) {
            runs.extend(peers.run(*kind, form, &sample));
        }
        full.push(sweep_of(&whole, asked.on, None)?);
    }
    peers.stop();
    report(&ours, &theirs);
    let pairs = whole_pairs(&ours)?;
    for (name, runs) in &theirs {
        if let Some(other) = runs.iter().find(|run| run["pairs"].as_u64() != Some(pairs)) {
            bail!("{name} found {} pieces, we {pairs}", other["pairs"]);
        }
    }
    let ratio = |name: &str| {
        let runs = &theirs.iter().find(|(known, _)| *known == name)?.1;
        Some((median(runs, "cpu_s")? / median(&ours, "cpu_s")? * 10.0).round() / 10.0)
    };
    let figure = |key: &str| median(&full, key);
    println!(
        "{}",
        json!({
            "parcels": city.parcel_count(),
            "zones": city.zone_layer().shapes.len(),
            "cpu_s": figure("cpu_s"),
            "wall_s": figure("wall_s"),
            "peak_mb": figure("peak_mb"),
            "open_ms": figure("open_ms"),
            "max_error_m2": exact,
            "ratio_postgis": ratio("postgis"),
            "ratio_shapely": ratio("shapely"),
            "ratio_postgis_subdivided": ratio("postgis, subdivided"),
            "ratio_shapely_subdivided": ratio("shapely, subdivided"),
            "off": [],
            "generator_cpu_share": 0,
        })
    );
    Ok(())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Postgis,
    Shapely,
}

/// What the peers run: the form the issue names, and the one that is quicker for long polygons.
const FORMS: &[(&str, &str, Kind)] = &[
    ("postgis", "naive", Kind::Postgis),
    ("postgis, subdivided", "subdivided", Kind::Postgis),
    ("shapely", "whole", Kind::Shapely),
    ("shapely, subdivided", "subdivided", Kind::Shapely),
];

/// The peers, as far as they can be had.
struct Peers {
    cluster: Option<(String, String)>,
}

impl Peers {
    fn start(sample: &Path) -> Peers {
        let started = || -> Result<(String, String)> {
            let folder = last_line(&mut Command::new("tests/peers/postgis"))?;
            let url = last_line(Command::new("setup/postgres").args(["url", &folder]))?;
            let files = ["zones.flat", "parcels.flat"].map(|name| sample.join(name));
            let loaded =
                Command::new(PYTHON).args(["tests/peers/overlay_postgis.py", "load", &url]).args(files).status()?;
            if !loaded.success() {
                let _ = Command::new("setup/postgres").args(["stop", &folder]).status();
                bail!("the city could not be loaded");
            }
            Ok((folder, url))
        };
        match started() {
            Ok(cluster) => Peers { cluster: Some(cluster) },
            Err(missing) => {
                println!("PostGIS not compared: {missing:#}; setup/peers postgis python");
                Peers { cluster: None }
            }
        }
    }

    /// One run; nothing where the peer is not there.
    fn run(&self, kind: Kind, form: &str, sample: &Path) -> Option<Value> {
        let mut command = Command::new(PYTHON);
        match kind {
            Kind::Postgis => {
                command.args(["tests/peers/overlay_postgis.py", "run", &self.cluster.as_ref()?.1, form]);
            }
            Kind::Shapely => {
                command.arg("tests/peers/overlay_shapely.py");
                command.args(["zones.flat", "parcels.flat"].map(|name| sample.join(name))).arg(form);
            }
        }
        match last_line(&mut command).and_then(|line| Ok(serde_json::from_str(&line)?)) {
            Ok(answer) => Some(answer),
            Err(missing) => {
                println!("{form}: not compared: {missing:#}; setup/peers");
                None
            }
        }
    }

    fn stop(self) {
        if let Some((folder, _)) = self.cluster
            && let Err(fault) = Command::new("setup/postgres").args(["stop", &folder]).status()
        {
            eprintln!("the peer's PostgreSQL could not be stopped: {fault}");
        }
    }
}

/// One run of ours in its own process, on so many threads; on all processors without a number.
fn sweep_of(folder: &Path, on: Date, threads: Option<usize>) -> Result<Value> {
    let mut command = Command::new(std::env::current_exe()?);
    command.envs(threads.map(|threads| ("RAYON_NUM_THREADS", threads.to_string())));
    command.args(["bench", "sweep", "--on", &on.to_string(), "--release"]).arg(folder.join("city.takau"));
    Ok(serde_json::from_str(&last_line(&mut command)?)?)
}

/// How long is measured at least: a sample is done before clock and caches are at their pace, the peers' seconds are not.
const ENOUGH: Duration = Duration::from_millis(500);

/// Carries out the hidden `takau bench sweep`: opens, lays over once to warm up as the peers do, then takes the mean.
pub fn sweep(asked: &Sweep) -> Result<()> {
    let file = std::fs::File::open(&asked.release)?;
    let before = Instant::now();
    let release = land::map(&file)?;
    let open_ms = before.elapsed().as_secs_f64() * 1e3;
    let moment = Moment::from(AsOf::from(asked.on));
    let (parcels, zones) = (release.parcel_layer(), release.zone_layer());
    drop(sweep::pieces(&parcels, &zones, Some(moment)));
    let (cpu, wall, mut times) = (processor_s(), Instant::now(), 1.0);
    let mut pieces = sweep::pieces(&parcels, &zones, Some(moment));
    while wall.elapsed() < ENOUGH {
        drop(pieces);
        pieces = sweep::pieces(&parcels, &zones, Some(moment));
        times += 1.0;
    }
    let (wall_s, cpu_s) = (wall.elapsed().as_secs_f64() / times, (processor_s() - cpu) / times);
    let total: f64 = pieces.rows.iter().map(|piece| piece.units2).sum();
    println!(
        "{}",
        json!({
            "pairs": pieces.rows.len(),
            "total_m2": total / UNITS2_PER_M2,
            "parcels": parcels.shapes.len(),
            "cpu_s": cpu_s,
            "wall_s": wall_s,
            "open_ms": open_ms,
            "peak_mb": peak_mb()?,
        })
    );
    Ok(())
}

/// Processor seconds of this process so far.
fn processor_s() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

/// The most memory this process had, mapped pages counted, MB.
fn peak_mb() -> Result<f64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("no VmHWM")?;
    Ok(line.trim().trim_end_matches(" kB").trim().parse::<f64>()? / 1e3)
}

/// The largest difference of any piece of the sample from the same sum in doubled precision, m².
fn worst(release: &Release, on: Date) -> f64 {
    let (parcels, zones) = (release.parcel_layer(), release.zone_layer());
    let pieces = sweep::pieces(&parcels, &zones, Some(Moment::from(AsOf::from(on))));
    let mut worst: f64 = 0.0;
    for row in 0..parcels.shapes.len() as u32 {
        let found = pieces.of(row);
        if found.is_empty() {
            continue;
        }
        let shape = parcels.extent(row);
        let measured = Measured::new(shape.rings());
        for piece in found {
            let zone = zones.extent(piece.zone);
            let (high, low) = measured.common_wide(zone.rings());
            worst = worst.max((piece.units2 - high - low).abs());
        }
    }
    worst / UNITS2_PER_M2
}

fn median(runs: &[Value], key: &str) -> Option<f64> {
    let mut figures: Vec<f64> = runs.iter().filter_map(|run| run[key].as_f64()).collect();
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied()
}

fn whole_pairs(ours: &[Value]) -> Result<u64> {
    ours.first().and_then(|run| run["pairs"].as_u64()).context("no run")
}

fn report(ours: &[Value], theirs: &[(&str, Vec<Value>)]) {
    println!("{:<22} {:>9} {:>20} {:>9} {:>9} {:>16}", "", "pieces", "m2", "cpu s", "wall s", "parcels / cpu s");
    let all = std::iter::once(("takau", ours)).chain(theirs.iter().map(|(name, runs)| (*name, runs.as_slice())));
    for (name, runs) in all {
        let (Some(first), Some(cpu)) = (runs.first(), median(runs, "cpu_s")) else { continue };
        let parcels = first["parcels"].as_f64().unwrap_or(0.0);
        println!(
            "{name:<22} {:>9} {:>20.6} {cpu:>9.3} {:>9.3} {:>16.0}",
            first["pairs"],
            first["total_m2"].as_f64().unwrap_or(0.0),
            median(runs, "wall_s").unwrap_or(0.0),
            parcels / cpu,
        );
    }
}
