//! PDFs: whole, open to everybody, and without programs or other files inside.

use lopdf::{Document, Object};

use crate::fault::Unfit;

/// Names under which a PDF acts by itself or carries other files (ISO 32000-1 §12.6, §7.11.4).
const ACTIVE: [&[u8]; 8] =
    [b"JavaScript", b"JS", b"Launch", b"EmbeddedFile", b"EmbeddedFiles", b"RichMedia", b"SubmitForm", b"ImportData"];

/// How many pages a PDF has.
///
/// # Errors
/// Cut off, damaged, locked, or not at rest.
pub fn pages(content: &[u8]) -> Result<u32, Unfit> {
    let tail = &content[content.len().saturating_sub(2_048)..];
    if !tail.windows(5).any(|part| part == b"%%EOF") {
        return Err(Unfit::CutOff);
    }
    let document = Document::load_mem(content).map_err(|_| Unfit::Damaged)?;
    if document.is_encrypted() || document.trailer.has(b"Encrypt") {
        return Err(Unfit::Locked);
    }
    if document.objects.values().any(is_active) {
        return Err(Unfit::Active);
    }
    let pages = u32::try_from(document.get_pages().len()).unwrap_or(u32::MAX);
    if pages == 0 { Err(Unfit::Damaged) } else { Ok(pages) }
}

fn is_active(object: &Object) -> bool {
    let named = |name: &[u8]| ACTIVE.contains(&name);
    let entries = |dictionary: &lopdf::Dictionary| {
        dictionary.iter().any(|(key, value)| {
            named(key) || matches!(value, Object::Name(name) if named(name) && key != b"FT") || is_active(value)
        })
    };
    match object {
        Object::Dictionary(dictionary) => entries(dictionary),
        Object::Stream(stream) => entries(&stream.dict),
        Object::Array(items) => items.iter().any(is_active),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lopdf::dictionary;

    fn document(catalog: lopdf::Dictionary) -> Vec<u8> {
        let mut document = Document::with_version("1.5");
        let pages = document.new_object_id();
        let page = document.add_object(dictionary! { "Type" => "Page", "Parent" => pages });
        let tree = dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 };
        document.objects.insert(pages, Object::Dictionary(tree));
        let mut root = dictionary! { "Type" => "Catalog", "Pages" => pages };
        root.extend(&catalog);
        let root = document.add_object(root);
        document.trailer.set("Root", root);
        let mut bytes = Vec::new();
        document.save_to(&mut bytes).unwrap();
        bytes
    }

    #[test]
    fn a_quiet_pdf_is_counted() {
        assert_eq!(pages(&document(lopdf::Dictionary::new())), Ok(1));
    }

    #[test]
    fn a_pdf_that_acts_or_carries_files_is_refused() {
        let script = dictionary! { "S" => "JavaScript", "JS" => Object::string_literal("app.alert(1)") };
        let starts = dictionary! { "OpenAction" => script };
        let carries = dictionary! { "Names" => dictionary! { "EmbeddedFiles" => Object::Null } };
        let launches = dictionary! { "OpenAction" => vec![Object::from(dictionary! { "S" => "Launch" })] };
        for catalog in [starts, carries, launches] {
            assert_eq!(pages(&document(catalog)), Err(Unfit::Active));
        }
    }

    #[test]
    fn a_pdf_cut_off_is_told_so() {
        let whole = document(lopdf::Dictionary::new());
        assert_eq!(pages(&whole[..whole.len() - 20]), Err(Unfit::CutOff));
        assert_eq!(pages(b"%PDF-1.7\nnothing\n%%EOF"), Err(Unfit::Damaged));
    }
}
