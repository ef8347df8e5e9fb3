//! `takau service check` and `takau service publish`.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use catalogue::compile::{Compiled, Folder, compile};
use catalogue::fault::Fault;
use desk::definitions::Pinned;

use crate::site::{Site, now};
use crate::{families, folders};

/// A service folder with the files its family shares, as the catalogue reads it.
pub fn read(folder: &Path) -> Result<Folder> {
    families::read(folder)
}

/// Compiles a folder, or prints every fault with its line and its remedy.
pub fn compiled(folder: &Path) -> Result<Compiled> {
    let files = read(folder)?;
    match compile(&files) {
        Ok(compiled) => {
            Pinned::of(compiled.clone())?;
            Ok(compiled)
        }
        Err(faults) => {
            print_faults(folder, &faults, &files);
            bail!("{}: {} to mend", folder.display(), count(faults.len()))
        }
    }
}

fn print_faults(folder: &Path, faults: &[Fault], files: &Folder) {
    for fault in faults {
        eprintln!("{}: {}", folder.display(), fault.render(files));
    }
}

fn count(faults: usize) -> String {
    if faults == 1 { "1 fault".to_owned() } else { format!("{faults} faults") }
}

/// `takau service check FOLDER…`: a folder of services or single services.
pub fn check(folders: &[PathBuf]) -> Result<()> {
    let mut broken = 0;
    for service in all(folders)? {
        match compiled(&service) {
            Ok(compiled) => {
                let rows: usize = compiled.service.tables.values().map(|table| table.rows.len()).sum();
                println!(
                    "{}: sound · {} steps, {} questions, {} tables with {rows} rows · {}",
                    service.display(),
                    compiled.service.steps.len(),
                    compiled.service.form.questions().count(),
                    compiled.service.tables.len(),
                    &compiled.digest[..12],
                );
            }
            Err(fault) => {
                eprintln!("{fault}");
                broken += 1;
            }
        }
    }
    if broken > 0 {
        bail!("{broken} of the services cannot be published");
    }
    Ok(())
}

/// `takau service publish FOLDER…`
pub async fn publish(site: &Site, folders: &[PathBuf]) -> Result<()> {
    let desk = site.open(now()).await?;
    for service in all(folders)? {
        let pinned = desk.publish(compiled(&service)?, now()).await?;
        println!("{} is live: {}", pinned.compiled.service.id, pinned.compiled.digest);
    }
    Ok(())
}

fn all(folders: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut services = Vec::new();
    for folder in folders {
        if folder.join("service.yaml").is_file() {
            services.push(folder.clone());
        } else {
            services.extend(folders::services(folder)?);
        }
    }
    if services.is_empty() {
        bail!("there is no service folder here: name one that holds a service.yaml");
    }
    Ok(services)
}
