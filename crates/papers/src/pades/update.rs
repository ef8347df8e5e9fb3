//! An incremental update of a PDF (ISO 32000-1 §7.5.6): objects, a classic
//! cross-reference table and a trailer behind the untouched base.
//!
//! Only bases with a classic table are taken, as the press writes them; a
//! repaired or encrypted file is refused rather than guessed at.

use std::collections::BTreeMap;
use std::io::Write;

use lopdf::xref::XrefType;
use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId, StringFormat};
use sha2::{Digest, Sha256};

use super::{PadesError, syntax};

/// Limit for any one decompressed stream while a base is read.
const MOST_INFLATED: usize = 64 << 20;

pub(super) struct Update<'a> {
    base: &'a [u8],
    document: Document,
    next: u32,
    objects: BTreeMap<ObjectId, Object>,
}

impl<'a> Update<'a> {
    pub(super) fn open(base: &'a [u8]) -> Result<Self, PadesError> {
        let options = LoadOptions { max_decompressed_size: Some(MOST_INFLATED), ..LoadOptions::default() };
        let document =
            Document::load_mem_with_options(base, options).map_err(|e| PadesError::Unreadable(e.to_string()))?;
        let classic = matches!(document.reference_table.cross_reference_type, XrefType::CrossReferenceTable);
        if !classic || document.is_encrypted() || document.xref_recovery.is_some() {
            return Err(PadesError::UnsupportedBase);
        }
        let size = document.trailer.get(b"Size").and_then(Object::as_i64).unwrap_or(0);
        let next = u32::try_from(size).unwrap_or(0).max(document.max_id + 1);
        Ok(Update { base, document, next, objects: BTreeMap::new() })
    }

    pub(super) fn add(&mut self, object: impl Into<Object>) -> ObjectId {
        let id = (self.next, 0);
        self.next += 1;
        self.objects.insert(id, object.into());
        id
    }

    pub(super) fn replace(&mut self, id: ObjectId, object: Object) {
        self.objects.insert(id, object);
    }

    pub(super) fn dictionary(&self, id: ObjectId) -> Result<Dictionary, PadesError> {
        self.document.get_dictionary(id).cloned().map_err(|e| PadesError::Unreadable(e.to_string()))
    }

    /// An array, direct or by reference, as a copy.
    pub(super) fn array(&self, object: &Object) -> Result<Vec<Object>, PadesError> {
        let (_, object) = self.document.dereference(object).map_err(|e| PadesError::Unreadable(e.to_string()))?;
        object.as_array().cloned().map_err(|e| PadesError::Unreadable(e.to_string()))
    }

    pub(super) fn first_page(&self) -> Result<ObjectId, PadesError> {
        self.document.page_iter().next().ok_or_else(|| PadesError::Unreadable("no page".into()))
    }

    pub(super) fn catalog(&self) -> Result<Dictionary, PadesError> {
        self.dictionary(self.root()?)
    }

    pub(super) fn replace_catalog(&mut self, catalog: Dictionary) -> Result<(), PadesError> {
        let id = self.root()?;
        self.replace(id, catalog.into());
        Ok(())
    }

    fn root(&self) -> Result<ObjectId, PadesError> {
        self.document
            .trailer
            .get(b"Root")
            .and_then(Object::as_reference)
            .map_err(|e| PadesError::Unreadable(e.to_string()))
    }

    /// Base and update as one file.
    pub(super) fn finish(self) -> Result<Vec<u8>, PadesError> {
        let io = |e: std::io::Error| PadesError::Unreadable(e.to_string());
        let mut out = self.base.to_vec();
        if out.last() != Some(&b'\n') {
            out.push(b'\n');
        }
        let mut offsets = BTreeMap::new();
        for (id, object) in &self.objects {
            offsets.insert(*id, out.len());
            writeln!(out, "{} {} obj", id.0, id.1).map_err(io)?;
            syntax::write(&mut out, object);
            out.extend_from_slice(b"\nendobj\n");
        }
        let start = out.len();
        write_table(&mut out, &offsets).map_err(io)?;
        out.extend_from_slice(b"trailer\n");
        let trailer = self.trailer(&out);
        syntax::write(&mut out, &trailer.into());
        writeln!(out, "\nstartxref\n{start}\n%%EOF").map_err(io)?;
        Ok(out)
    }

    fn trailer(&self, written: &[u8]) -> Dictionary {
        let mut trailer = Dictionary::new();
        trailer.set("Size", i64::from(self.next));
        trailer.set("Prev", i64::try_from(self.document.xref_start).unwrap_or(0));
        for key in ["Root", "Info"] {
            if let Ok(value) = self.document.trailer.get(key.as_bytes()) {
                trailer.set(key, value.clone());
            }
        }
        let changed = Object::String(Sha256::digest(written)[..16].to_vec(), StringFormat::Hexadecimal);
        let kept = self
            .document
            .trailer
            .get(b"ID")
            .and_then(Object::as_array)
            .ok()
            .and_then(|id| id.first().cloned())
            .unwrap_or_else(|| changed.clone());
        trailer.set("ID", vec![kept, changed]);
        trailer
    }
}

/// A classic table: one free entry, then runs of consecutive object numbers,
/// every entry exactly 20 bytes.
fn write_table(out: &mut Vec<u8>, offsets: &BTreeMap<ObjectId, usize>) -> std::io::Result<()> {
    out.extend_from_slice(b"xref\n0 1\n0000000000 65535 f \n");
    let entries: Vec<(&ObjectId, &usize)> = offsets.iter().collect();
    for run in entries.chunk_by(|a, b| a.0.0 + 1 == b.0.0) {
        writeln!(out, "{} {}", run[0].0.0, run.len())?;
        for (id, offset) in run {
            writeln!(out, "{offset:010} {:05} n ", id.1)?;
        }
    }
    Ok(())
}

/// A PDF text string: ASCII as it is, anything else as UTF-16BE with its mark.
pub(super) fn text(value: &str) -> Object {
    if value.is_ascii() {
        return Object::string_literal(value);
    }
    let units = std::iter::once(0xFEFF).chain(value.encode_utf16());
    Object::String(units.flat_map(u16::to_be_bytes).collect(), StringFormat::Hexadecimal)
}
