//! The fonts of the papers, mapped from files at start.
//!
//! Official papers are set in TW-Kai (CNS 11643) with its extensions for rare
//! personal names, then Noto Serif CJK. A missing file stops the start and names
//! the Debian package that brings it; nothing is ever substituted silently.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};
use typst::foundations::Bytes;
use typst::text::{Font, FontBook, FontInfo};
use typst::utils::LazyHash;

/// Where fonts are looked for and which are needed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FontConfig {
    /// Folders, searched in order, not below them.
    pub directories: Vec<PathBuf>,
    /// Files; all are needed.
    pub files: Vec<FontFile>,
}

/// One font file and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FontFile {
    /// File name without folder.
    pub name: String,
    /// Debian package that brings it.
    pub package: String,
}

impl FontConfig {
    /// The font files of Debian as the shipped templates need them.
    pub fn debian() -> Self {
        let kai = "fonts-cns11643-kai";
        let sung = "fonts-cns11643-sung";
        let noto = "fonts-noto-cjk";
        let files = [
            ("TW-Kai-98_1.ttf", kai),
            ("TW-Kai-Ext-B-98_1.ttf", kai),
            ("TW-Kai-Plus-98_1.ttf", kai),
            ("TW-Sung-98_1.ttf", sung),
            ("NotoSerifCJK-Regular.ttc", noto),
            ("NotoSerifCJK-Bold.ttc", noto),
        ];
        FontConfig::installed(&files)
    }

    /// The font files of Debian as map sheets need them: small letters on coloured ground want a face without serifs.
    pub fn debian_maps() -> Self {
        FontConfig::installed(&[
            ("NotoSansCJK-Regular.ttc", "fonts-noto-cjk"),
            ("NotoSansCJK-Bold.ttc", "fonts-noto-cjk"),
            ("TW-Sung-98_1.ttf", "fonts-cns11643-sung"),
            ("TW-Kai-Ext-B-98_1.ttf", "fonts-cns11643-kai"),
        ])
    }

    fn installed(files: &[(&str, &str)]) -> Self {
        let file = |(name, package): &(&str, &str)| FontFile { name: (*name).into(), package: (*package).into() };
        FontConfig {
            directories: vec!["/usr/share/fonts/truetype/cns11643".into(), "/usr/share/fonts/opentype/noto".into()],
            files: files.iter().map(file).collect(),
        }
    }
}

/// Why the fonts could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum FontError {
    /// No folder holds the file.
    #[error("font {name} is missing: install the Debian package {package} (apt-get install {package})")]
    Missing {
        /// File name.
        name: String,
        /// Debian package.
        package: String,
    },
    /// The file cannot be read.
    #[error("font {path} cannot be read")]
    Unreadable {
        /// Full path.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: std::io::Error,
    },
    /// The file holds no face.
    #[error("{0} is not a font")]
    NotAFont(PathBuf),
}

/// Fonts opened once a process; cheap to share.
pub struct FontShelf {
    book: LazyHash<FontBook>,
    slots: Vec<Slot>,
    coverage: Vec<FontInfo>,
}

/// One face, parsed when first used.
struct Slot {
    data: Bytes,
    face: u32,
    font: OnceLock<Option<Font>>,
}

struct Mapped(memmap2::Mmap);

impl AsRef<[u8]> for Mapped {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl FontShelf {
    /// Opens every font of the configuration.
    pub fn open(config: &FontConfig) -> Result<Arc<FontShelf>, FontError> {
        let mut book = FontBook::new();
        let mut shelf = FontShelf { book: LazyHash::new(FontBook::new()), slots: Vec::new(), coverage: Vec::new() };
        for file in &config.files {
            let path = config.directories.iter().map(|d| d.join(&file.name)).find(|p| p.is_file());
            let path =
                path.ok_or_else(|| FontError::Missing { name: file.name.clone(), package: file.package.clone() })?;
            let data = map(&path).map_err(|cause| FontError::Unreadable { path: path.clone(), cause })?;
            let before = shelf.slots.len();
            for (face, info) in (0..).zip(FontInfo::iter(&data)) {
                book.push(info.clone());
                shelf.coverage.push(info);
                shelf.slots.push(Slot { data: data.clone(), face, font: OnceLock::new() });
            }
            if shelf.slots.len() == before {
                return Err(FontError::NotAFont(path));
            }
        }
        shelf.book = LazyHash::new(book);
        Ok(Arc::new(shelf))
    }

    /// The characters of `text` no face draws, each once.
    pub fn missing(&self, text: &str) -> Vec<char> {
        let mut missing = Vec::new();
        for character in text.chars() {
            let drawn = character == '\n' || self.coverage.iter().any(|f| f.coverage.contains(u32::from(character)));
            if !drawn && !missing.contains(&character) {
                missing.push(character);
            }
        }
        missing
    }

    pub(crate) fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    pub(crate) fn font(&self, index: usize) -> Option<Font> {
        let slot = self.slots.get(index)?;
        slot.font.get_or_init(|| Font::new(slot.data.clone(), slot.face)).clone()
    }
}

fn map(path: &Path) -> std::io::Result<Bytes> {
    let file = File::open(path)?;
    // SAFETY: installed font files are read-only system files that package
    // upgrades replace by a new inode and never write in place.
    let mapped = unsafe { memmap2::Mmap::map(&file)? };
    Ok(Bytes::new(Mapped(mapped)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_font_names_the_package_that_brings_it() {
        let config = FontConfig { directories: vec!["/nowhere".into()], ..FontConfig::debian() };
        let error = FontShelf::open(&config).err().unwrap().to_string();
        assert!(error.contains("TW-Kai-98_1.ttf") && error.contains("apt-get install fonts-cns11643-kai"), "{error}");
    }

    #[test]
    fn a_file_that_is_no_font_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.ttf"), b"no font").unwrap();
        let file = FontFile { name: "a.ttf".into(), package: "none".into() };
        let config = FontConfig { directories: vec![folder.path().into()], files: vec![file] };
        assert!(matches!(FontShelf::open(&config), Err(FontError::NotAFont(_))));
    }

    #[test]
    fn rare_name_characters_are_drawn_and_others_are_named() {
        let shelf = FontShelf::open(&FontConfig::debian()).unwrap();
        assert!(shelf.missing("林峯𠮷\n高雄").is_empty());
        assert_eq!(shelf.missing("\u{31350}面\u{31350}"), ['\u{31350}']);
    }
}
