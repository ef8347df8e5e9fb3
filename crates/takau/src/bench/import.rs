//! `takau bench import`: the whole synthetic city as Shapefiles, imported twice: as the first release, and again
//! onto it with one section changed. Each import is the shipped command in a process of its own.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use atlas::parcel::Parcel;
use atlas::plan::Level;
use atlas::point::Origin;
use atlas::polygon::MultiPolygon;
use city::survey::SurveyError;
use city::whole::{ORIGIN, WholePlan, generate, parts::records};
use desk::office::Standing;
use serde_json::json;

use super::shapefile::Shapefile;
use crate::site::{Site, read_office};

/// How the bench is run.
#[derive(clap::Args, Clone, Debug)]
pub struct Asked {
    /// Size of the city: 1 is about 1.6 million parcels.
    #[arg(long, default_value_t = 1.0)]
    scale: f64,
}

/// What one import took.
struct Took {
    wall_s: f64,
    peak_mb: f64,
}

/// Carries out the bench.
pub fn run(site: &Site, asked: &Asked) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let folder = folder.path();
    eprintln!("writing the city …");
    let (zones, parcels) = write(site, asked.scale, folder)?;
    let office = folder.join("office");
    copy(&site.office, &office)?;
    fs::rename(folder.join("plan-areas.csv"), office.join("land/plan-areas.csv"))?;
    let file = |name: &str| folder.join(name).to_string_lossy().into_owned();
    eprintln!("first import …");
    let first = import(
        &office,
        &[
            "--plan-areas",
            &file("areas.geojson"),
            "--plan-cases",
            &file("cases.csv"),
            "--zones",
            &file("zones.shp"),
            "--parcels",
            &file("parcels.shp"),
            "--source",
            "plan-areas=bureau",
            "--source",
            "zones=bureau",
            "--source",
            "parcels=cadastre",
            "--on",
            "2026-01-05",
            "--in-force-from",
            "2020-01-01",
            "--whole",
            "--out",
            &file("first.takau"),
        ],
    )?;
    eprintln!("second import, one section changed …");
    let second = import(
        &office,
        &[
            "--parcels",
            &file("changed.shp"),
            "--source",
            "parcels=cadastre",
            "--on",
            "2026-06-01",
            "--whole",
            "--base",
            &file("first.takau"),
            "--out",
            &file("second.takau"),
        ],
    )?;
    let release_mb = fs::metadata(folder.join("second.takau"))?.len() as f64 / 1e6;
    println!(
        "{}",
        json!({
            "parcels": parcels,
            "zones": zones,
            "first_s": first.wall_s,
            "first_peak_mb": first.peak_mb,
            "again_s": second.wall_s,
            "again_peak_mb": second.peak_mb,
            "release_mb": release_mb,
            "off": [],
            "generator_cpu_share": 0,
        })
    );
    Ok(())
}

/// Runs `takau atlas import` and watches its memory.
fn import(office: &Path, arguments: &[&str]) -> Result<Took> {
    let begun = Instant::now();
    let mut child = Command::new(std::env::current_exe()?)
        .arg("--office")
        .arg(office)
        .args(["atlas", "import"])
        .args(arguments)
        .stdout(Stdio::piped())
        .spawn()?;
    let out = child.stdout.take().context("no output")?;
    let told = std::thread::spawn(move || std::io::read_to_string(out));
    let status = format!("/proc/{}/status", child.id());
    let mut peak_kb = 0.0_f64;
    let ended = loop {
        if let Some(ended) = child.try_wait()? {
            break ended;
        }
        let now = fs::read_to_string(&status).unwrap_or_default();
        let line = now.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kb = line.and_then(|line| line.trim().trim_end_matches(" kB").trim().parse().ok());
        peak_kb = peak_kb.max(kb.unwrap_or(0.0));
        std::thread::sleep(Duration::from_millis(50));
    };
    eprint!("{}", told.join().ok().and_then(Result::ok).unwrap_or_default());
    // Findings are expected: the city has them.
    ensure!(matches!(ended.code(), Some(0 | 2)), "the import failed");
    Ok(Took { wall_s: begun.elapsed().as_secs_f64(), peak_mb: peak_kb / 1e3 })
}

/// Writes the city as an office would hand it over, and the cadastre once more with one section changed.
fn write(site: &Site, scale: f64, folder: &Path) -> Result<(u64, u64)> {
    let office = read_office(&site.office, Standing::Demonstration, &site.url)?;
    let whole = generate(&WholePlan::bench(scale, SurveyError::On), &office.sections)?;
    tables(&whole, folder)?;
    let zone_fields = [
        ("zone_id", 60),
        ("plan_id", 40),
        ("class", 8),
        ("name", 90),
        ("coverage", 60),
        ("floor_area", 60),
        ("from", 10),
        ("until", 10),
    ];
    let parcel_fields = [("AA48", 4), ("AA49", 8)];
    let mut zones = Shapefile::begin(&folder.join("zones.shp"), ORIGIN, &zone_fields)?;
    let mut parcels = Shapefile::begin(&folder.join("parcels.shp"), ORIGIN, &parcel_fields)?;
    let mut changed = Shapefile::begin(&folder.join("changed.shp"), ORIGIN, &parcel_fields)?;
    let (mut zone_count, mut parcel_count, mut first_section) = (0, 0, None);
    for (some_zones, some_parcels) in whole.each(|ground| records(ground, whole.plans())) {
        for zone in some_zones {
            zone_count += 1;
            let text = |text: Option<String>| text.unwrap_or_default();
            let values = [
                zone.id,
                zone.plan_id,
                zone.class,
                zone.name,
                text(zone.coverage),
                text(zone.floor_area),
                zone.in_force.from.to_string(),
                text(zone.in_force.until.map(|day| day.to_string())),
            ];
            zones.put(&zone.extent.0, &values)?;
        }
        for parcel in some_parcels {
            parcel_count += 1;
            let values = numbers(&parcel);
            let section = *first_section.get_or_insert(parcel.id.section);
            parcels.put(std::slice::from_ref(&parcel.shape), &values)?;
            // Of the first section every other parcel is gone.
            if parcel.id.section != section || parcel_count % 2 == 0 {
                changed.put(std::slice::from_ref(&parcel.shape), &values)?;
            }
        }
    }
    zones.finish()?;
    parcels.finish()?;
    changed.finish()?;
    Ok((zone_count, parcel_count))
}

/// Section code and land number as cadastral files carry them.
fn numbers(parcel: &Parcel) -> [String; 2] {
    let key = parcel.id.key();
    let (section, land) = key.split_at(key.len() - 8);
    [section.to_owned(), land.to_owned()]
}

/// Plan areas and plan cases.
fn tables(whole: &city::whole::Whole, folder: &Path) -> Result<()> {
    let mut names = String::from("code,name,from,until,source\n");
    let mut features = Vec::new();
    for area in whole.areas() {
        names.push_str(&format!("{},{},1955-01-01,,bench\n", area.code, area.name));
        features.push(json!({
            "type": "Feature",
            "properties": { "code": area.code, "name": area.name },
            "geometry": { "type": "MultiPolygon", "coordinates": coordinates(&area.boundary, ORIGIN) },
        }));
    }
    let crs = json!({ "type": "name", "properties": { "name": "urn:ogc:def:crs:EPSG::3826" } });
    let areas = json!({ "type": "FeatureCollection", "crs": crs, "features": features });
    fs::write(folder.join("areas.geojson"), areas.to_string())?;
    fs::write(folder.join("plan-areas.csv"), names)?;
    let mut cases = String::from("id,area,name,level,announced_on,number,scale,from,until,source\n");
    for plan in whole.plans() {
        let level = if plan.level == Level::Main { "main" } else { "detailed" };
        let until = plan.in_force.until.map(|day| day.to_string()).unwrap_or_default();
        cases.push_str(&format!(
            "{},{},{},{level},{},{},{},{},{until},bench\n",
            plan.id, plan.area_code, plan.name, plan.announced_on, plan.number, plan.scale, plan.in_force.from
        ));
    }
    fs::write(folder.join("cases.csv"), cases)?;
    Ok(())
}

fn coordinates(shape: &MultiPolygon, origin: Origin) -> Vec<Vec<Vec<(f64, f64)>>> {
    let ring = |ring: &atlas::ring::Ring| {
        let points = ring.points().iter().chain(ring.points().first());
        points.map(|point| origin.metres(*point)).collect()
    };
    shape.0.iter().map(|part| part.rings().iter().map(ring).collect()).collect()
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?
        } else {
            fs::copy(entry.path(), target).map(drop)?
        }
    }
    Ok(())
}
