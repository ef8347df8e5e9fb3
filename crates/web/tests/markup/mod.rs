//! A strict little reader of our own pages: every element closed in order, every id once.
//!
//! It refuses what browsers forgive. It knows nothing of scripts with code in them, because pages have none.

use std::collections::{BTreeMap, BTreeSet};

const VOID: [&str; 9] = ["meta", "source", "link", "input", "br", "hr", "img", "path", "rect"];

/// What a page holds.
#[derive(Default)]
pub struct Seen {
    counts: BTreeMap<String, usize>,
    pub ids: BTreeSet<String>,
    /// Attributes that name an element of the page, and its id.
    pub refers: Vec<(String, String)>,
    pub has_inline_code: bool,
}

impl Seen {
    pub fn count(&self, element: &str) -> usize {
        self.counts.get(element).copied().unwrap_or(0)
    }
}

/// Reads a page.
pub fn read(html: &str) -> Result<Seen, String> {
    let mut seen = Seen::default();
    let mut open: Vec<String> = Vec::new();
    let mut rest = html.strip_prefix("<!doctype html>").ok_or("no doctype at the very start")?;
    while let Some(at) = rest.find('<') {
        rest = &rest[at..];
        let end = tag_end(rest).ok_or_else(|| format!("an open tag: {:.60}", rest))?;
        let inside = &rest[1..end];
        rest = &rest[end + 1..];
        if let Some(name) = inside.strip_prefix('/') {
            let last = open.pop().ok_or_else(|| format!("</{name}> closes nothing"))?;
            if last != name {
                return Err(format!("</{name}> closes <{last}>"));
            }
            continue;
        }
        let closed = inside.ends_with('/');
        let inside = inside.trim_end_matches('/');
        let (name, attributes) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
        *seen.counts.entry(name.to_owned()).or_default() += 1;
        look_at(&mut seen, name, attributes)?;
        if !closed && !VOID.contains(&name) {
            open.push(name.to_owned());
        }
        if name == "script" && !rest.starts_with("</script>") {
            seen.has_inline_code = true;
        }
    }
    if open.is_empty() { Ok(seen) } else { Err(format!("never closed: {open:?}")) }
}

fn tag_end(text: &str) -> Option<usize> {
    let mut quoted = false;
    for (at, c) in text.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '>' if !quoted => return Some(at),
            _ => {}
        }
    }
    None
}

fn look_at(seen: &mut Seen, name: &str, attributes: &str) -> Result<(), String> {
    let mut known = BTreeSet::new();
    for piece in pieces(attributes) {
        let (attribute, value) = piece.split_once("=\"").map_or((piece, ""), |(a, v)| (a, v.trim_end_matches('"')));
        if !known.insert(attribute) {
            return Err(format!("<{name}> has {attribute} twice"));
        }
        let mut refer = |value: &str| seen.refers.push((format!("{name} {attribute}"), value.to_owned()));
        match attribute {
            "id" if !seen.ids.insert(value.to_owned()) => return Err(format!("the id {value:?} stands twice")),
            "for" | "form" => refer(value),
            "aria-labelledby" | "aria-describedby" => value.split_whitespace().for_each(refer),
            "href" if value.len() > 1 && value.starts_with('#') => refer(&value[1..]),
            "style" => seen.has_inline_code = true,
            _ if attribute.starts_with("on") => seen.has_inline_code = true,
            _ => {}
        }
    }
    Ok(())
}

/// Splits attributes at spaces outside quotes.
fn pieces(attributes: &str) -> Vec<&str> {
    let (mut pieces, mut start, mut quoted) = (Vec::new(), 0, false);
    for (at, c) in attributes.char_indices() {
        if c == '"' {
            quoted = !quoted;
        } else if c.is_whitespace() && !quoted {
            pieces.push(&attributes[start..at]);
            start = at + c.len_utf8();
        }
    }
    pieces.push(&attributes[start..]);
    pieces.retain(|piece| !piece.trim().is_empty());
    pieces
}
