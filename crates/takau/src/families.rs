//! What services of one family share: `family: housing` in `service.yaml` stands for the files of
//! `services/_shared/housing/`, copied in before the catalogue reads the folder, so that the pinned
//! bytes of a definition are whole by themselves.

use std::path::Path;

use anyhow::{Context, Result};
use catalogue::compile::Folder;

use crate::folders;

const SERVICE: &str = "service.yaml";
const KEY: &str = "family:";

/// A service folder with the files of its family. A file of the service replaces the family's of the
/// same path; texts (`.ftl`) are joined, the service's own first, so that lines in faults stay true.
pub fn read(folder: &Path) -> Result<Folder> {
    let mut files = folders::read(folder)?;
    let Some(family) = take_name(&mut files) else { return Ok(files) };
    let shared = folder.parent().unwrap_or(Path::new(".")).join("_shared").join(&family);
    let shared = folders::read(&shared).with_context(|| {
        format!("{}: make {} or take the line `family: {family}` out", folder.join(SERVICE).display(), shared.display())
    })?;
    for (path, bytes) in shared {
        match files.get_mut(&path) {
            None => {
                files.insert(path, bytes);
            }
            Some(own) if has_texts(&path) => {
                own.push(b'\n');
                own.extend(bytes);
            }
            Some(_) => {}
        }
    }
    Ok(files)
}

fn has_texts(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|ending| ending == "ftl")
}

/// The name in the line `family: NAME`, which is left empty: it is the loader's, not the catalogue's.
fn take_name(files: &mut Folder) -> Option<String> {
    let bytes = files.get_mut(SERVICE)?;
    let text = std::str::from_utf8(bytes).ok()?;
    let line = text.lines().find(|line| line.starts_with(KEY))?;
    let name = line[KEY.len()..].split('#').next()?.trim().to_owned();
    *bytes = text.replacen(line, "", 1).into_bytes();
    Some(name)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::read;

    fn write(root: &std::path::Path, path: &str, text: &str) {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    #[test]
    fn a_family_lends_what_the_service_has_not() {
        let root = tempfile::tempdir().unwrap();
        write(root.path(), "_shared/kin/tables/areas.csv", "shared");
        write(root.path(), "_shared/kin/tables/limits.csv", "shared");
        write(root.path(), "_shared/kin/texts/en.ftl", "theirs = 1\n");
        write(root.path(), "one/service.yaml", "format: 1\nfamily: kin # shared tables\nid: one\n");
        write(root.path(), "one/tables/limits.csv", "own");
        write(root.path(), "one/texts/en.ftl", "ours = 2\n");
        let files = read(&root.path().join("one")).unwrap();
        let text = |path: &str| String::from_utf8(files[path].clone()).unwrap();
        assert_eq!(text("tables/areas.csv"), "shared");
        assert_eq!(text("tables/limits.csv"), "own");
        assert_eq!(text("texts/en.ftl"), "ours = 2\n\ntheirs = 1\n");
        assert_eq!(text("service.yaml"), "format: 1\n\nid: one\n");
    }

    #[test]
    fn a_family_that_is_not_there_is_named() {
        let root = tempfile::tempdir().unwrap();
        write(root.path(), "one/service.yaml", "family: nobody\n");
        let fault = format!("{:#}", read(&root.path().join("one")).unwrap_err());
        assert!(fault.contains("_shared/nobody") && fault.contains("family: nobody"), "{fault}");
    }
}
