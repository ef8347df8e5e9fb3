//! Reading and writing the folders the house works with: services, office, keys.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Every file under a folder, by its path inside it with `/` between the parts.
pub fn read(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    gather(folder, "", &mut files).with_context(|| format!("cannot read the folder {}", folder.display()))?;
    Ok(files)
}

fn gather(folder: &Path, inside: &str, files: &mut BTreeMap<String, Vec<u8>>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        let path = if inside.is_empty() { name } else { format!("{inside}/{name}") };
        if entry.file_type()?.is_dir() {
            gather(&entry.path(), &path, files)?;
        } else {
            files.insert(path, fs::read(entry.path())?);
        }
    }
    Ok(())
}

/// The service folders below `services`, shared ones (`_…`) left out.
pub fn services(services: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let entries = fs::read_dir(services).with_context(|| format!("cannot read {}", services.display()))?;
    for entry in entries {
        let entry = entry?;
        let is_shared = entry.file_name().to_string_lossy().starts_with(['_', '.']);
        if !is_shared && entry.path().join("service.yaml").is_file() {
            found.push(entry.path());
        }
    }
    found.sort();
    Ok(found)
}

/// Writes a file only its owner may read, durably, and refuses to overwrite one.
pub fn write_secret(path: &Path, bytes: &[u8]) -> Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .with_context(|| format!("cannot make {}", path.display()))?;
    file.write_all(bytes)?;
    file.sync_all()?;
    Ok(())
}
