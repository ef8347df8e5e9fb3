//! One request to one PDF: compile, then export as PDF/A-2u and PDF/UA-1
//! (ISO 19005-2, ISO 14289-1).
//!
//! Warnings are errors, since Typst only warns of an unknown font. The same
//! request always gives the same bytes. Characters without a glyph or with ink
//! in place of a space are named before anything is drawn.

use std::collections::{HashMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use jiff::civil::Date;
use papers::press_protocol::{Paper, PressFault, Request};
use papers::stream_ends;
use sha2::{Digest, Sha256};
use typst::diag::SourceDiagnostic;
use typst::foundations::{Bytes, Datetime, Smart};
use typst::syntax::Source;
use typst::utils::LazyHash;
use typst::{Library, LibraryExt};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::fonts::FontShelf;
use crate::names::{self, Names};
use crate::world::PaperWorld;

/// Parsed templates kept; an office has a dozen.
const TEMPLATES_KEPT: usize = 16;

/// Generations the compiler's memory keeps: with none kept a process grows by
/// 1.5 MB a paper for ever, with 0 it forgets the template each time.
const GENERATIONS_KEPT: usize = 3;

/// A typesetter: fonts, library and parsed templates of one process.
pub struct Typesetter {
    shelf: Arc<FontShelf>,
    library: Arc<LazyHash<Library>>,
    names: Names,
    templates: VecDeque<([u8; 32], Source)>,
}

/// Clears what a paper left in the compiler's memory, also after a failure.
struct Evict;

impl Drop for Evict {
    fn drop(&mut self) {
        typst::comemo::evict(GENERATIONS_KEPT);
    }
}

/// Draws on one thread from now on. A paper is too small to share out: more threads cost processor time and
/// win none, and the house runs as many presses as it wants papers at once.
pub fn use_one_thread() -> Result<(), rayon::ThreadPoolBuildError> {
    rayon::ThreadPoolBuilder::new().num_threads(1).build_global()
}

impl Typesetter {
    /// A typesetter over opened fonts.
    pub fn new(shelf: Arc<FontShelf>) -> Typesetter {
        Typesetter {
            shelf,
            library: Arc::new(LazyHash::new(Library::default())),
            names: Names::default(),
            templates: VecDeque::new(),
        }
    }

    /// Draws one paper. A panic inside the compiler becomes [`PressFault::Panicked`].
    pub fn render(&mut self, request: &Request) -> Result<Paper, PressFault> {
        self.check_characters(&request.data)?;
        let world = self.world(request)?;
        let _evict = Evict;
        catch_unwind(AssertUnwindSafe(|| draw(&world, &request.id))).unwrap_or(Err(PressFault::Panicked))
    }

    fn check_characters(&self, data: &[u8]) -> Result<(), PressFault> {
        let value: serde_json::Value = serde_json::from_slice(data).map_err(|_| PressFault::Data)?;
        let mut text = String::new();
        collect(&value, &mut text);
        let characters = papers::spacing::ink_for_space(&text);
        if !characters.is_empty() {
            return Err(PressFault::InkForSpace { characters });
        }
        let characters = self.shelf.missing(&text);
        if characters.is_empty() { Ok(()) } else { Err(PressFault::MissingGlyphs { characters }) }
    }

    fn world(&mut self, request: &Request) -> Result<PaperWorld, PressFault> {
        let main = self.template(&request.template)?;
        let mut files = HashMap::new();
        files.insert(self.names.admit(names::DATA)?, Bytes::new(request.data.clone()));
        for file in &request.files {
            files.insert(self.names.admit(&file.name)?, Bytes::new(file.bytes.clone()));
        }
        Ok(PaperWorld {
            library: self.library.clone(),
            shelf: self.shelf.clone(),
            main,
            files,
            today: day(request.issued_on).ok_or(PressFault::Data)?,
        })
    }

    /// The parsed template, from memory if its digest is known.
    fn template(&mut self, source: &str) -> Result<Source, PressFault> {
        let digest: [u8; 32] = Sha256::digest(source.as_bytes()).into();
        if let Some((_, known)) = self.templates.iter().find(|(d, _)| *d == digest) {
            return Ok(known.clone());
        }
        let parsed = Source::new(self.names.admit(names::MAIN)?, source.to_owned());
        if self.templates.len() == TEMPLATES_KEPT {
            self.templates.pop_front();
        }
        self.templates.push_back((digest, parsed.clone()));
        Ok(parsed)
    }
}

/// Appends every text of a JSON value, with line feeds between.
fn collect(value: &serde_json::Value, text: &mut String) {
    match value {
        serde_json::Value::String(own) => {
            text.push_str(own);
            text.push('\n');
        }
        serde_json::Value::Array(items) => items.iter().for_each(|item| collect(item, text)),
        serde_json::Value::Object(fields) => fields.values().for_each(|item| collect(item, text)),
        _ => {}
    }
}

fn day(date: Date) -> Option<Datetime> {
    let part = |n: i8| u8::try_from(n).ok();
    Datetime::from_ymd(i32::from(date.year()), part(date.month())?, part(date.day())?)
}

fn draw(world: &PaperWorld, id: &str) -> Result<Paper, PressFault> {
    let compiled = typst::compile::<PagedDocument>(world);
    if !compiled.warnings.is_empty() {
        return Err(PressFault::Template { messages: messages(&compiled.warnings) });
    }
    let document = compiled.output.map_err(|e| PressFault::Template { messages: messages(&e) })?;
    let standards = PdfStandards::new(&[PdfStandard::A_2u, PdfStandard::Ua_1])
        .map_err(|e| PressFault::Export { messages: vec![format!("{e:?}")] })?;
    let options = PdfOptions { standards, ident: Smart::Custom(id.to_owned()), ..PdfOptions::default() };
    let pdf = typst_pdf::pdf(&document, &options).map_err(|e| PressFault::Export { messages: messages(&e) })?;
    let pages = u32::try_from(document.pages().len()).unwrap_or(u32::MAX);
    Ok(Paper { pdf: stream_ends::settle(pdf), pages })
}

fn messages(diagnostics: &[SourceDiagnostic]) -> Vec<String> {
    diagnostics.iter().map(|d| d.message.to_string()).collect()
}
