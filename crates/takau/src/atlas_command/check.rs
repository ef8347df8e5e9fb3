//! `takau atlas check`: what an import would find, without making anything.
//!
//! Exit code 0 says nothing was found, 2 that a person must accept something, 1 that it could not be looked at.

use std::path::PathBuf;

use anyhow::{Result, bail};
use atlas::release::Release;
use desk_atlas::proposal::found::Found;
use desk_atlas::proposal::reading;
use desk_atlas::proposal::terms::Layer;

use super::layers::{self, Layers, fitting};
use super::report::{self, Json};
use crate::site::{Site, now};

/// What is checked.
#[derive(clap::Args, Clone, Debug)]
pub struct Asked {
    /// Releases (`.takau`), or files of the layer named by `--as`.
    files: Vec<PathBuf>,
    /// What files named without an option hold.
    #[arg(long = "as", value_name = "LAYER", value_parser = layer, default_value = "zones")]
    layer: Layer,
    #[command(flatten)]
    layers: Layers,
    /// The release the files would follow.
    #[arg(long, value_name = "FILE")]
    base: Option<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

fn layer(text: &str) -> Result<Layer, String> {
    let names: Vec<&str> = Layer::ALL.iter().map(|layer| layer.name()).collect();
    let found = Layer::ALL.into_iter().find(|layer| layer.name() == text);
    found.ok_or_else(|| format!("a layer is one of {}", names.join(", ")))
}

/// Carries out the command.
pub fn run(site: &Site, asked: &Asked) -> Result<()> {
    let terms = asked.layers.terms(now().taipei_date())?;
    let tables = layers::tables(site, terms.recorded_on)?;
    let terms = fitting(terms, &tables);
    let mut handed = asked.layers.read()?;
    for file in &asked.files {
        match super::files::release(file)? {
            Some(release) => {
                let found = Found::of_parts(&release.parts(), (&terms, &tables));
                eprintln!("{}: release {}", file.display(), release.hash());
                report::tell(&found, Json::from(asked.json))?;
            }
            None => handed.extend(layers::files(asked.layer, file)?),
        }
    }
    if handed.is_empty() {
        if asked.files.is_empty() {
            bail!("name a release, or files by layer: --zones, --parcels …");
        }
        return Ok(());
    }
    let base = base(asked.base.as_deref())?;
    let inputs: Vec<_> = handed.iter().map(layers::Handed::input).collect();
    let bar = layers::bar();
    let read = reading::read(&base, &inputs, (&terms, &tables), &mut |point| layers::show(&bar, point));
    bar.finish_and_clear();
    match read {
        Ok(read) => report::tell(&read.found, Json::from(asked.json)),
        Err((fault, found)) => report::tell(&reading::unusable(*found, &fault), Json::from(asked.json)),
    }
}

/// The release that files follow; nothing for the first.
pub fn base(file: Option<&std::path::Path>) -> Result<Release> {
    match file {
        None => Ok(reading::nothing()?),
        Some(file) => match super::files::release(file)? {
            Some(release) => Ok(release),
            None => bail!("{} is no release", file.display()),
        },
    }
}
