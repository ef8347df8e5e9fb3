//! What one compilation may see: its template, its files, the fonts, and the
//! issue date in place of the clock. Everything else is denied.

use std::collections::HashMap;
use std::sync::Arc;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, Source};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, World};

use crate::fonts::FontShelf;

pub(crate) struct PaperWorld {
    pub library: Arc<LazyHash<Library>>,
    pub shelf: Arc<FontShelf>,
    pub main: Source,
    pub files: HashMap<FileId, Bytes>,
    pub today: Datetime,
}

impl World for PaperWorld {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.shelf.book()
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    /// Templates are programs: no other source may be imported.
    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() { Ok(self.main.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.get(&id).cloned().ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.shelf.font(index)
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        Some(self.today)
    }
}
