//! `takau atlas overlay`: every parcel of a file laid over every zone of another, as a table.
//!
//! Needs no site: files in, CSV out. A release (`.takau`) may stand for both files. Rows are
//! `parcel,zone,area_m2,share,class`: the zone is empty for what no zone covers, areas and shares are those a
//! certificate prints, and the class says what the piece's mean thickness means at the map's scale.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use atlas::day::{AsOf, Moment};
use atlas::finding::Thickness;
use atlas::plan::{Level, Plan, PlanArea, Validity};
use atlas::point::{Bounds, Origin, pt};
use atlas::polygon::{MultiPolygon, Polygon};
use atlas::reading::{self, Reading};
use atlas::release::Release;
use atlas::release_parts::ReleaseParts;
use atlas::ring::Ring;
use atlas::tolerance::Tolerances;
use atlas_import::fields::FieldTable;
use atlas_import::intake::How;
use atlas_import::parcels::{self, ParcelSource};
use atlas_import::zones::{self, PlanOf, ZoneSource};
use indicatif::{ProgressBar, ProgressStyle};
use lexicon::date::Date;
use lexicon::parcel::ParcelId;
use rayon::prelude::*;

use super::files::{SourceFiles, say};
use crate::site::{Site, now};

/// What is laid over what.
#[derive(clap::Args, Clone, Debug)]
pub struct Asked {
    /// Parcels: GeoJSON, Shapefile, GeoPackage, FlatGeobuf, a zip of one of these, or a release.
    #[arg(long, value_name = "FILE")]
    parcels: PathBuf,
    /// Zones, likewise.
    #[arg(long, value_name = "FILE")]
    zones: PathBuf,
    /// The day in force; today when left out.
    #[arg(long)]
    on: Option<Date>,
    /// The table; `-` for standard output.
    #[arg(long, default_value = "-")]
    out: PathBuf,
    /// Whose field names the parcels have (`office/land/fields.csv`).
    #[arg(long, default_value = "cadastre")]
    parcel_source: String,
    /// Whose field names the zones have.
    #[arg(long, default_value = "plan-zones")]
    zone_source: String,
    /// Denominator of the map scale whose tolerances judge zones from a file.
    #[arg(long, default_value_t = 1_000)]
    scale: u32,
}

/// The origin of coordinates of files that are only laid over each other: near Kaohsiung.
const ORIGIN: Origin = Origin { x_m: 166_000, y_m: 2_493_000 };
/// The plan case of zones that name none.
const CASE: &str = "file";

/// Carries out the command.
pub fn run(site: &Site, asked: &Asked) -> Result<()> {
    let on = asked.on.unwrap_or_else(|| now().taipei_date());
    let tolerances = std::fs::read(site.office.join("tolerances.csv")).context("the office has no tolerances.csv")?;
    let tolerances = Tolerances::from_csv(&tolerances)?;
    let release = match super::files::release(&asked.parcels)? {
        Some(release) if asked.zones == asked.parcels => release,
        Some(_) => bail!("a release holds parcels and zones: name it for both"),
        None => from_files(site, asked, on)?,
    };
    let out: Box<dyn Write> = match asked.out.to_str() {
        Some("-") => Box::new(std::io::stdout().lock()),
        _ => Box::new(File::create(&asked.out).with_context(|| format!("cannot write {}", asked.out.display()))?),
    };
    write(&release, (on, &tolerances), BufWriter::new(out))
}

fn from_files(site: &Site, asked: &Asked, on: Date) -> Result<Release> {
    let table = std::fs::read(site.office.join("land/fields.csv")).context("the office has no land/fields.csv")?;
    let table = FieldTable::from_csv(&table)?;
    let unknown = |source: &str| format!("office/land/fields.csv has no fields of `{source}` on {on}");
    let zone_fields = table.zones(&asked.zone_source, on).with_context(|| unknown(&asked.zone_source))?;
    let parcel_fields = table.parcels(&asked.parcel_source, on).with_context(|| unknown(&asked.parcel_source))?;
    let how = How::new(ORIGIN, on);
    let source = ZoneSource { fields: zone_fields, plan: PlanOf::Case(CASE), from: on };
    let zones = read(&asked.zones, |files, tell| zones::import(files, &how, &source, tell))?;
    let source = ParcelSource { fields: parcel_fields, from: on };
    let parcels = read(&asked.parcels, |files, tell| parcels::import(files, &how, &source, tell))?;
    let mut ids: Vec<String> = zones.iter().map(|zone| zone.plan_id.clone()).collect();
    ids.sort();
    ids.dedup();
    let plans = ids.into_iter().map(|id| case(id, asked.scale)).collect();
    Ok(Release::build(ReleaseParts {
        areas: vec![everywhere()?],
        plans,
        zones,
        parcels,
        ..ReleaseParts::empty(ORIGIN)
    })?)
}

fn read<T>(
    file: &Path,
    import: impl FnOnce(
        &[atlas_import::source::Named<'_>],
        atlas_import::progress::Tell<'_>,
    ) -> atlas_import::problem::Imported<T>,
) -> Result<Vec<T>> {
    let files = SourceFiles::read(file)?;
    let bar = super::files::bar(file);
    let imported = import(&files.named(), &mut |progress| super::files::show(&bar, progress));
    bar.finish_and_clear();
    for problem in &imported.problems {
        eprintln!("{}: {}", file.display(), say(problem));
    }
    if imported.refused {
        bail!("{} cannot be read; see above", file.display());
    }
    eprintln!("{}: {} taken, {} remarks", file.display(), imported.taken.len(), imported.problems.len());
    if imported.taken.is_empty() {
        bail!(
            "nothing in {} could be taken; --parcel-source and --zone-source say whose field names a file has \
             (office/land/fields.csv)",
            file.display()
        );
    }
    Ok(imported.taken)
}

/// Zones of a file say nothing of their plan: one case of the scale asked for, in force always.
fn case(id: String, scale: u32) -> Plan {
    let first = lexicon::date::Date::constant(1900, 1, 1);
    Plan {
        name: id.clone(),
        number: String::new(),
        id,
        area_code: CASE.to_owned(),
        level: Level::Detailed,
        announced_on: first,
        scale,
        in_force: Validity::since(first),
        known: Validity::since(first),
        exhibition: None,
    }
}

fn everywhere() -> Result<PlanArea> {
    let all = Bounds { min: pt(i32::MIN / 2, i32::MIN / 2), max: pt(i32::MAX / 2, i32::MAX / 2) };
    let ring = Ring::new(vec![all.min, pt(all.max.x, all.min.y), all.max, pt(all.min.x, all.max.y)])?;
    let boundary = MultiPolygon(vec![Polygon::new(ring, Vec::new())]);
    Ok(PlanArea { code: CASE.to_owned(), name: CASE.to_owned(), boundary })
}

/// Parcels that are read and written together.
const BLOCK: u32 = 8_192;

fn write(release: &Release, (on, tolerances): (Date, &Tolerances), mut out: impl Write) -> Result<()> {
    let (layer, moment) = (release.parcel_layer(), Moment::from(AsOf::from(on)));
    let count = layer.shapes.len() as u32;
    let bar = ProgressBar::new(count.into());
    bar.set_style(ProgressStyle::with_template("laying over {bar:30} {pos}/{len} parcels, {eta} left")?);
    writeln!(out, "parcel,zone,area_m2,share,class")?;
    for start in (0..count).step_by(BLOCK as usize) {
        let block: Vec<u32> = (start..(start + BLOCK).min(count)).collect();
        let lines: Vec<String> = block
            .par_iter()
            .filter(|&&row| layer.shapes[row as usize].days.cover(moment))
            .map(|&row| lines(release, row, &reading::read(release, row, on, tolerances)))
            .collect();
        lines.iter().try_for_each(|text| out.write_all(text.as_bytes()))?;
        bar.inc(block.len() as u64);
    }
    bar.finish_and_clear();
    Ok(out.flush()?)
}

fn lines(release: &Release, row: u32, reading: &Reading<'_>) -> String {
    use std::fmt::Write;
    let key = ParcelId::from_number(release.parcel_facts(row).number).map(ParcelId::key).unwrap_or_default();
    let mut text = String::new();
    for piece in &reading.pieces {
        let zone = piece.ruled.map_or("", |(zone, _)| release.text(release.zone_facts(zone).id));
        let zone = if zone.contains([',', '"', '\n']) {
            format!("\"{}\"", zone.replace('"', "\"\""))
        } else {
            zone.to_owned()
        };
        let class = match piece.class {
            Thickness::Zone => "zone",
            Thickness::BorderToBeChecked => "border_to_be_checked",
            Thickness::WithinTolerance => "within_tolerance",
        };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{key},{zone},{},0.{:06},{class}", piece.area, piece.share_ppm);
    }
    text.replace(",0.1000000,", ",1.000000,")
}
