//! Files of plan data on the command line: a file with its companions, a release where it lies, progress on stderr.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result};
use atlas::release::Release;
use atlas_import::problem::Problem;
use atlas_import::progress::Progress;
use atlas_import::source::Named;
use indicatif::{ProgressBar, ProgressStyle};

/// What the first bytes of a release are.
const RELEASE: &[u8] = b"TKATLAS";

/// A file and those that belong to it, as a Shapefile's do.
pub struct SourceFiles(Vec<(String, Vec<u8>)>);

impl SourceFiles {
    /// Reads a file, and with a `.shp` the files beside it that share its name.
    pub fn read(file: &Path) -> Result<SourceFiles> {
        let is_shp = file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("shp"));
        let mut paths = vec![file.to_owned()];
        if is_shp {
            for ending in ["dbf", "cpg", "prj", "DBF", "CPG", "PRJ"] {
                paths.extend(Some(file.with_extension(ending)).filter(|path| path.is_file()));
            }
        }
        let read = |path: &std::path::PathBuf| -> Result<(String, Vec<u8>)> {
            let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
            Ok((path.file_name().unwrap_or_default().to_string_lossy().into_owned(), bytes))
        };
        Ok(SourceFiles(paths.iter().map(read).collect::<Result<_>>()?))
    }

    /// Names and bytes.
    pub fn into_files(self) -> Vec<(String, Vec<u8>)> {
        self.0
    }

    /// As the import takes them.
    pub fn named(&self) -> Vec<Named<'_>> {
        self.0.iter().map(|(name, bytes)| Named { name, bytes }).collect()
    }
}

/// The release in a file; nothing for any other file.
pub fn release(file: &Path) -> Result<Option<Release>> {
    let mut opened = File::open(file).with_context(|| format!("cannot open {}", file.display()))?;
    let mut head = [0; RELEASE.len()];
    if opened.read_exact(&mut head).is_err() || head != RELEASE {
        return Ok(None);
    }
    let bytes = std::fs::read(file)?;
    Ok(Some(Release::from_bytes(&bytes).with_context(|| format!("{} is damaged", file.display()))?))
}

/// A bar for reading a file.
pub fn bar(file: &Path) -> ProgressBar {
    let bar = ProgressBar::no_length();
    let style = ProgressStyle::with_template("{msg} {bar:30} {human_pos}/{human_len} {eta} left");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.set_message(file.display().to_string());
    bar
}

/// How far the reading is.
pub fn show(bar: &ProgressBar, progress: Progress) {
    bar.set_length(progress.of);
    bar.set_position(progress.done);
}

/// A remark in one line.
pub fn say(problem: &Problem) -> String {
    match serde_json::to_value(problem) {
        Ok(value) => value.to_string(),
        Err(_) => format!("{problem:?}"),
    }
}
