//! A site: where an installation keeps its database, its files, its keys and its folders.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::Args;
use desk::desk::{Desk, Parts};
use desk::office::{Office, Standing};
use gateways::map_layers::layers::Layers;
use lexicon::instant::At;
use press::fonts::{FontConfig, FontShelf};
use store::db::Place;
use store::store::Store;
use worker::press::{Press, PressPlan};

use crate::folders;
use crate::init::KeyFolder;

/// The table of maps of others, in the folder of the office.
const MAP_LAYERS: &str = "map-layers.csv";

/// Where things are. The embedded database is the default.
#[derive(Args, Clone, Debug)]
pub struct Site {
    /// Folder of the embedded database and of files.
    #[arg(long, global = true, env = "TAKAU_DATA", default_value = "data/site")]
    pub data: PathBuf,
    /// PostgreSQL instead of the embedded database: `postgres://…`, collation C.
    #[arg(long, global = true, env = "TAKAU_DATABASE")]
    pub database: Option<String>,
    /// Folder of the keys, outside the data folder.
    #[arg(long, global = true, env = "TAKAU_KEYS", default_value = "data/keys")]
    pub keys: PathBuf,
    /// Folder with the facts about the office.
    #[arg(long, global = true, env = "TAKAU_OFFICE", default_value = "office")]
    pub office: PathBuf,
    /// Folder with the services.
    #[arg(long, global = true, env = "TAKAU_SERVICES", default_value = "services")]
    pub services: PathBuf,
    /// Where the public reaches this system.
    #[arg(long, global = true, env = "TAKAU_URL", default_value = "http://127.0.0.1:8080")]
    pub url: String,
}

impl Site {
    pub fn key_folder(&self) -> KeyFolder {
        KeyFolder(self.keys.clone())
    }

    pub fn place(&self) -> Place {
        match &self.database {
            Some(url) => Place::Postgres(url.clone()),
            None => Place::Sqlite(self.data.join("takau.sqlite")),
        }
    }

    /// The maps of others this office names; none where it has no such table.
    pub fn map_layers(&self) -> Result<Layers> {
        let path = self.office.join(MAP_LAYERS);
        match std::fs::read(&path) {
            Ok(bytes) => Layers::from_csv(&bytes).with_context(|| format!("{} cannot be used", path.display())),
            Err(missing) if missing.kind() == std::io::ErrorKind::NotFound => Ok(Layers::default()),
            Err(fault) => Err(fault).with_context(|| format!("{} cannot be read", path.display())),
        }
    }

    /// Opens the desk of this site. A demo seal makes it a demonstration: pages and papers say so.
    pub async fn open(&self, now: At) -> Result<Desk> {
        let keys = self.key_folder();
        let seal = keys.seal()?;
        let standing = if seal.is_demo() { Standing::Demonstration } else { Standing::Genuine };
        let office = read_office(&self.office, standing, &self.url)?;
        let store = Store::open(&self.place(), keys.office_keys()?, &self.data, now)
            .await
            .with_context(|| format!("cannot open the books in {}", self.data.display()))?;
        let shelf = FontShelf::open(&FontConfig::debian())?;
        let missing_glyphs: desk::desk::MissingGlyphs = Arc::new(move |text| shelf.missing(text));
        Ok(Desk::open(Parts { store, office, missing_glyphs, anchors: keys.anchors()? }).await?)
    }
}

/// Reads the folder of the office.
pub fn read_office(folder: &Path, standing: Standing, url: &str) -> Result<Office> {
    Ok(Office::read(&folders::read(folder)?, standing, url)?)
}

/// The press of papers as child processes of this very program.
pub fn press(children: usize) -> Result<Press> {
    pressing(&["press"], (children, Duration::from_secs(60)))
}

/// The press of map sheets, with their fonts: one child, since the door limits who may ask.
pub fn map_press() -> Result<Press> {
    pressing(&["press", "--maps"], (1, Duration::from_secs(45)))
}

fn pressing(arguments: &[&str], (children, time_limit): (usize, Duration)) -> Result<Press> {
    let program = std::env::current_exe().context("cannot tell where this program is")?;
    let arguments = arguments.iter().map(|&own| own.to_owned()).collect();
    Ok(Press::new(PressPlan { program, arguments, children, time_limit }))
}

/// The instant now; the only clock of the house.
pub fn now() -> At {
    At::from(jiff::Timestamp::now())
}
