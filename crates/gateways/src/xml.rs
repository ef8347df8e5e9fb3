//! XML as a small tree of local names: enough for GML and WFS answers, and no more.
//!
//! Refuses a document type (and with it every entity of its own), unknown entities, depth and
//! size beyond what any parcel needs, and anything that is not UTF-8. Namespaces are ignored:
//! services differ in their prefixes, and the names looked for are unambiguous.

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

/// Deeper than this is refused.
const DEEPEST: usize = 48;
/// More elements than this are refused.
const MOST: usize = 200_000;

/// One element.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Node {
    /// Name without prefix.
    pub name: String,
    /// Attributes, names without prefix.
    pub attributes: Vec<(String, String)>,
    /// Text directly in it.
    pub text: String,
    /// Elements in it.
    pub children: Vec<Node>,
}

/// Why bytes are no XML we read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum XmlError {
    /// Not well-formed, or cut off.
    #[error("not well-formed XML")]
    Malformed,
    /// Not UTF-8.
    #[error("not UTF-8")]
    Encoding,
    /// A document type or an entity of its own.
    #[error("a document type or unknown entity")]
    Dtd,
    /// Too deep or too many elements.
    #[error("too deep or too large")]
    Limit,
}

impl Node {
    /// The first child of that name.
    pub(crate) fn child(&self, name: &str) -> Option<&Node> {
        self.children.iter().find(|node| node.name == name)
    }

    /// Every element of that name at any depth, not looking inside those found.
    pub(crate) fn all<'a>(&'a self, name: &str, into: &mut Vec<&'a Node>) {
        for node in &self.children {
            if node.name == name { into.push(node) } else { node.all(name, into) }
        }
    }

    /// The value of an attribute.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// Reads a whole document; returns its root.
pub(crate) fn parse(bytes: &[u8]) -> Result<Node, XmlError> {
    let text = std::str::from_utf8(bytes).map_err(|_| XmlError::Encoding)?;
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let mut open = vec![Node::default()];
    let mut seen = 0;
    loop {
        match reader.read_event().map_err(|_| XmlError::Malformed)? {
            Event::Start(start) => open.push(node(&start)?),
            Event::Empty(start) => close(&mut open, node(&start)?)?,
            Event::End(_) => {
                let done = open.pop().ok_or(XmlError::Malformed)?;
                close(&mut open, done)?;
            }
            Event::Text(text) => say(&mut open, &text.xml10_content()),
            Event::CData(text) => say(&mut open, &text.xml10_content()),
            Event::GeneralRef(reference) => {
                let character = resolved(&reference)?;
                say(&mut open, character.encode_utf8(&mut [0; 4]));
            }
            Event::DocType(_) => return Err(XmlError::Dtd),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            Event::Eof => break,
        }
        seen += 1;
        if open.len() > DEEPEST || seen > MOST {
            return Err(XmlError::Limit);
        }
    }
    match (open.pop(), open.is_empty()) {
        (Some(Node { mut children, .. }), true) if children.len() == 1 => Ok(children.remove(0)),
        _ => Err(XmlError::Malformed),
    }
}

fn node(start: &BytesStart<'_>) -> Result<Node, XmlError> {
    let name = start.local_name().as_ref().to_owned();
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|_| XmlError::Malformed)?;
        attributes.push((attribute.key.local_name().as_ref().to_owned(), attribute.value.clone().into_owned()));
    }
    Ok(Node { name, attributes, ..Node::default() })
}

fn close(open: &mut [Node], done: Node) -> Result<(), XmlError> {
    open.last_mut().ok_or(XmlError::Malformed)?.children.push(done);
    Ok(())
}

fn say(open: &mut [Node], text: &str) {
    if let Some(node) = open.last_mut() {
        node.text.push_str(text);
    }
}

/// The five predefined entities and numbers (XML 1.0 §4.1, §4.6).
fn resolved(reference: &BytesRef<'_>) -> Result<char, XmlError> {
    if let Some(character) = reference.resolve_char_ref().map_err(|_| XmlError::Malformed)? {
        return Ok(character);
    }
    match reference.xml10_content().as_ref() {
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "amp" => Ok('&'),
        "apos" => Ok('\''),
        "quot" => Ok('"'),
        _ => Err(XmlError::Dtd),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_becomes_a_tree_of_local_names() {
        let root =
            parse("<?xml version='1.0'?><!-- c --><a:r xmlns:a='u' x='1'><b>高&amp;&#x96C4;</b><c/></a:r>".as_bytes())
                .unwrap();
        assert_eq!((root.name.as_str(), root.attribute("x")), ("r", Some("1")));
        assert_eq!(root.child("b").unwrap().text, "高&雄");
        assert!(root.child("c").is_some());
    }

    #[test]
    fn what_is_dangerous_or_broken_is_refused() {
        for (text, expected) in [
            ("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", XmlError::Dtd),
            ("<a>&b;</a>", XmlError::Dtd),
            ("<a><b></a>", XmlError::Malformed),
            ("<a><b>", XmlError::Malformed),
            ("", XmlError::Malformed),
            ("<a/><b/>", XmlError::Malformed),
        ] {
            assert_eq!(parse(text.as_bytes()), Err(expected), "{text}");
        }
        assert_eq!(parse(&[0xa4, 0xa4]), Err(XmlError::Encoding));
        assert_eq!(parse("<a>".repeat(100).as_bytes()), Err(XmlError::Limit));
    }
}
