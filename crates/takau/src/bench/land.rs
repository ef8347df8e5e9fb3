//! The ground of the land's benches: the full-size synthetic city as a release in a file, and as flat files for peers.
//!
//! Made by a process of its own, so that what it takes is not counted as the bench's.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use atlas::day::{AsOf, Moment};
use atlas::layer::Layer;
use atlas::point::Origin;
use atlas::release::Release;
use city::survey::SurveyError;
use city::whole::{WholePlan, generate};
use desk::office::Standing;
use lexicon::date::Date;

use crate::site::{Site, read_office};

/// What is to be made.
#[derive(clap::Args, Clone, Debug)]
pub struct Asked {
    /// Size of the city: 1 is about 1.6 million parcels.
    #[arg(long)]
    scale: f64,
    /// The release.
    #[arg(long)]
    out: PathBuf,
    /// Also zones in force on `--on` and parcels as flat files, in this folder.
    #[arg(long)]
    flat: Option<PathBuf>,
    #[arg(long)]
    on: Date,
}

/// Carries out the hidden `takau bench land`.
pub fn run(site: &Site, asked: &Asked) -> Result<()> {
    let office = read_office(&site.office, Standing::Demonstration, &site.url)?;
    let whole = generate(&WholePlan::bench(asked.scale, SurveyError::On), &office.sections)?;
    let bytes = Release::snapshot(whole.parts())?;
    std::fs::write(&asked.out, &bytes)?;
    if let Some(folder) = &asked.flat {
        let release = Release::from_bytes(&bytes)?;
        let moment = Moment::from(AsOf::from(asked.on));
        let origin = release.origin();
        let zones = release.zone_layer();
        let in_force = (0..zones.shapes.len() as u32).filter(|&row| zones.shapes[row as usize].days.cover(moment));
        flat(&folder.join("zones.flat"), (&zones, origin), &in_force.collect::<Vec<_>>())?;
        let parcels = release.parcel_layer();
        let all: Vec<u32> = (0..parcels.shapes.len() as u32).collect();
        flat(&folder.join("parcels.flat"), (&parcels, origin), &all)?;
    }
    Ok(())
}

/// Makes a city of a scale in a folder, and opens its release where the file lies.
pub fn make(site: &Site, (folder, scale): (&Path, f64), on: Date) -> Result<Release> {
    let (file, program) = (folder.join("city.takau"), std::env::current_exe()?);
    let office = site.office.to_str().context("the office folder has no name")?;
    let made = Command::new(program)
        .args(["--office", office, "bench", "land", "--scale", &scale.to_string(), "--on", &on.to_string()])
        .arg("--out")
        .arg(&file)
        .arg("--flat")
        .arg(folder)
        .status()?;
    ensure!(made.success(), "the city could not be made");
    map(&File::open(&file).with_context(|| format!("cannot open {}", file.display()))?)
}

/// Opens a release where its file lies. It has no name: nothing of a bench is published under it.
#[expect(unsafe_code, reason = "the file is the bench's own and nobody changes it while it is mapped")]
pub fn map(file: &File) -> Result<Release> {
    // SAFETY: a scratch file of this bench that is written once, before it is opened.
    let mapped = unsafe { memmap2::Mmap::map(file) }?;
    Ok(Release::open(Arc::new(mapped), String::new())?)
}

/// The layout of `tests/peers/flat.py`: counts, where features and rings begin, metres, numbers.
fn flat(file: &Path, (layer, origin): (&Layer<'_>, Origin), rows: &[u32]) -> Result<()> {
    let mut out = BufWriter::new(File::create(file)?);
    let rings: Vec<u32> = rows.iter().flat_map(|&row| layer.rings_of(row)).collect();
    let points: usize = rings.iter().map(|&ring| layer.ring(ring).len()).sum();
    out.write_all(b"TKFLAT01")?;
    let mut word = |n: usize| out.write_all(&(n as u32).to_le_bytes());
    [rows.len(), rings.len(), points].into_iter().try_for_each(&mut word)?;
    let mut at = 0;
    word(at)?;
    for &row in rows {
        at += layer.rings_of(row).len();
        word(at)?;
    }
    at = 0;
    word(at)?;
    for &ring in &rings {
        at += layer.ring(ring).len();
        word(at)?;
    }
    for &point in rings.iter().flat_map(|&ring| layer.ring(ring)) {
        let (x, y) = origin.metres(point);
        out.write_all(&x.to_le_bytes())?;
        out.write_all(&y.to_le_bytes())?;
    }
    rows.iter().try_for_each(|row| out.write_all(&row.to_le_bytes()))?;
    Ok(out.flush()?)
}
