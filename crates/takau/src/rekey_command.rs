//! `takau rekey`: a new office key, under which every data key is wrapped anew.
//!
//! The key file is replaced before a row changes and keeps the old keys, so that a stop at any moment leaves
//! books that open; running it again with `--finish` does what is left. Refuses while the embedded database is
//! served: it is locked.

use std::fs::{self, File};
use std::path::Path;

use anyhow::{Context, Result};
use store::crypt::Keys;

use crate::folders::write_secret;
use crate::site::{Site, now};

/// Carries out `takau rekey`.
pub async fn run(site: &Site, id: Option<&str>) -> Result<()> {
    let folder = site.key_folder();
    // Opened first: nothing is replaced for books that cannot be opened.
    let desk = site.open(now()).await?;
    let mut keys = folder.office_keys()?;
    if let Some(id) = id {
        keys = keys.rotated(id)?;
        replace(&site.keys, &keys)?;
        println!("office key {id} is the current one");
    }
    let done = desk.store().rewrap(keys).await?;
    println!("{done} data keys wrapped anew");
    Ok(())
}

/// The key file, durably, in place of the one before.
fn replace(folder: &Path, keys: &Keys) -> Result<()> {
    let (new, old) = (folder.join("office.keys.new"), folder.join("office.keys"));
    if new.exists() {
        fs::remove_file(&new).with_context(|| format!("cannot remove {}", new.display()))?;
    }
    write_secret(&new, keys.write().as_bytes())?;
    fs::rename(&new, &old).with_context(|| format!("cannot replace {}", old.display()))?;
    Ok(File::open(folder)?.sync_all()?)
}
