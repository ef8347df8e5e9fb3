//! Files of plan data by layer, as `import` and `check` take them, and what they do not say themselves.

use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use desk_atlas::proposal::progress::Point;
use desk_atlas::proposal::reading::Input;
use desk_atlas::proposal::tables::LandTables;
use desk_atlas::proposal::terms::{Layer, Reach, Terms, TextEncoding};
use indicatif::{ProgressBar, ProgressStyle};
use lexicon::date::Date;
use lexicon::roc::RocDate;
use sha2::{Digest, Sha256};

use crate::site::Site;

/// Which files, and how they are read. A file may be named several times; `-` is standard input.
#[derive(clap::Args, Clone, Debug)]
pub struct Layers {
    /// Zones: GeoJSON, Shapefile, GeoPackage, FlatGeobuf or a zip of one of these, in EPSG:3826.
    #[arg(long, value_name = "FILE")]
    zones: Vec<PathBuf>,
    /// Parcels, likewise.
    #[arg(long, value_name = "FILE")]
    parcels: Vec<PathBuf>,
    /// What old parcels became, as CSV.
    #[arg(long, value_name = "FILE")]
    lineage: Vec<PathBuf>,
    /// Boundaries of plan areas.
    #[arg(long, value_name = "FILE")]
    plan_areas: Vec<PathBuf>,
    /// Plan cases, as CSV; the first release takes the office's own list without it.
    #[arg(long, value_name = "FILE")]
    plan_cases: Vec<PathBuf>,
    /// Changes on public exhibition.
    #[arg(long, value_name = "FILE")]
    exhibitions: Vec<PathBuf>,
    /// Restricted land of one kind.
    #[arg(long, value_name = "FILE", requires_all = ["kind", "authority"])]
    restrictions: Vec<PathBuf>,
    /// Code of the kind of the restrictions.
    #[arg(long)]
    kind: Option<String>,
    /// Who answers for the restrictions.
    #[arg(long)]
    authority: Option<String>,
    /// Whose field names the files have (`office/land/fields.csv`): a name for all, or `zones=bureau` for one layer.
    #[arg(long, value_name = "NAME")]
    source: Vec<String>,
    /// The day from which this office knows it, in either calendar; today without it.
    #[arg(long, value_name = "DATE", value_parser = day)]
    on: Option<Date>,
    /// The first day in force of what names none; the day of recording without it.
    #[arg(long, value_name = "DATE", value_parser = day)]
    in_force_from: Option<Date>,
    /// The files speak for the whole city: what they leave out is gone. Without it they speak only for the plan
    /// areas and sections that they name.
    #[arg(long)]
    whole: bool,
    /// The plan case of zones that name none.
    #[arg(long, value_name = "CASE")]
    plan: Option<String>,
    /// Which table of a GeoPackage, or which file of an archive.
    #[arg(long)]
    table: Option<String>,
    /// The encoding of a Shapefile, whatever its `.cpg` says.
    #[arg(long, value_parser = encoding)]
    encoding: Option<TextEncoding>,
}

fn day(text: &str) -> Result<Date, String> {
    RocDate::parse(text).map(RocDate::date).map_err(|fault| fault.to_string())
}

fn encoding(text: &str) -> Result<TextEncoding, String> {
    match text {
        "utf-8" => Ok(TextEncoding::Utf8),
        "cp950" => Ok(TextEncoding::Cp950),
        _ => Err("an encoding is utf-8 or cp950".to_owned()),
    }
}

/// A file of a layer in memory.
pub struct Handed {
    pub layer: Layer,
    pub name: String,
    pub bytes: Vec<u8>,
    sha256: String,
}

impl Handed {
    /// As the reading takes it.
    pub fn input(&self) -> Input<'_> {
        Input { layer: self.layer, name: &self.name, sha256: &self.sha256, bytes: &self.bytes }
    }
}

impl Layers {
    /// Everything that was named, read.
    pub fn read(&self) -> Result<Vec<Handed>> {
        let named = [
            (Layer::Zones, &self.zones),
            (Layer::Parcels, &self.parcels),
            (Layer::Lineage, &self.lineage),
            (Layer::PlanAreas, &self.plan_areas),
            (Layer::PlanCases, &self.plan_cases),
            (Layer::Exhibitions, &self.exhibitions),
            (Layer::Restrictions, &self.restrictions),
        ];
        let mut handed = Vec::new();
        for (layer, paths) in named {
            for path in paths {
                handed.extend(files(layer, path)?);
            }
        }
        Ok(handed)
    }

    /// What the files do not say themselves.
    pub fn terms(&self, today: Date) -> Result<Terms> {
        let recorded_on = self.on.unwrap_or(today);
        let mut terms = Terms::of(recorded_on);
        terms.in_force_from = self.in_force_from.unwrap_or(recorded_on);
        terms.reach = if self.whole { Reach::Whole } else { Reach::Named };
        terms.plan.clone_from(&self.plan);
        terms.table.clone_from(&self.table);
        terms.encoding = self.encoding;
        terms.restriction = self.kind.clone().zip(self.authority.clone());
        for source in &self.source {
            match source.split_once('=') {
                None => terms.sources.extend(Layer::ALL.map(|layer| (layer, source.clone()))),
                Some((layer, name)) => {
                    let layer = Layer::ALL.into_iter().find(|known| known.name() == layer);
                    terms.sources.insert(layer.with_context(|| no_layer(source))?, name.to_owned());
                }
            }
        }
        Ok(terms)
    }
}

/// Only the layers that have the named field map take it; the others keep the office's own.
pub fn fitting(mut terms: Terms, tables: &LandTables) -> Terms {
    let on = terms.recorded_on;
    if terms.sources.len() == Layer::ALL.len() {
        terms.sources.retain(|layer, name| tables.source(*layer, Some(name), on).is_some());
    }
    terms
}

/// A file of a layer with those that belong to it.
pub fn files(layer: Layer, path: &Path) -> Result<Vec<Handed>> {
    let read = if path == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).context("cannot read standard input")?;
        vec![("standard-input".to_owned(), bytes)]
    } else {
        super::files::SourceFiles::read(path)?.into_files()
    };
    let handed = |(name, bytes): (String, Vec<u8>)| {
        let sha256: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        Handed { layer, name, bytes, sha256 }
    };
    Ok(read.into_iter().map(handed).collect())
}

/// The office's tables about land, as of a day.
pub fn tables(site: &Site, on: Date) -> Result<LandTables> {
    let files = crate::folders::read(&site.office)?;
    let land = files.into_iter().filter_map(|(path, bytes)| Some((path.strip_prefix("land/")?.to_owned(), bytes)));
    let land: std::collections::BTreeMap<String, Vec<u8>> = land.collect();
    if land.is_empty() {
        bail!("{} has no folder land", site.office.display());
    }
    Ok(LandTables::read(&land, on)?)
}

/// A bar on stderr that shows how far an import is.
pub fn bar() -> ProgressBar {
    let bar = ProgressBar::no_length();
    let style = ProgressStyle::with_template("{msg:24} {bar:30} {human_pos}/{human_len} {elapsed}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}

/// How far it is.
pub fn show(bar: &ProgressBar, point: Point) {
    use desk_atlas::proposal::progress::Phase;
    let message = match point.phase {
        Phase::Read(layer) => format!("read {}", layer.name()),
        phase => phase.name().to_owned(),
    };
    bar.set_message(message);
    bar.set_length(point.of.max(point.done));
    bar.set_position(point.done);
}

/// What is wrong with a source that names no layer, and which layers there are.
fn no_layer(source: &str) -> String {
    let names: Vec<&str> = Layer::ALL.iter().map(|layer| layer.name()).collect();
    format!("`{source}` names no layer; layers are {}", names.join(", "))
}
