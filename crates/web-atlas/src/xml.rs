//! XML documents written element by element, every text and attribute escaped.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

/// Attributes of an element.
pub type Attributes<'a> = &'a [(&'a str, &'a str)];

/// A document being written.
pub struct Xml(Writer<Vec<u8>>);

impl Default for Xml {
    fn default() -> Xml {
        let mut xml = Xml(Writer::new(Vec::new()));
        xml.write(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
        xml
    }
}

impl Xml {
    /// A document without a declaration, for pages.
    #[must_use]
    pub fn bare() -> Xml {
        Xml(Writer::new(Vec::new()))
    }

    /// Writing into memory does not fail.
    fn write(&mut self, event: Event<'_>) {
        let _ = self.0.write_event(event);
    }

    /// Begins an element.
    pub fn open(&mut self, name: &str, attributes: Attributes<'_>) {
        let start = BytesStart::new(name).with_attributes(attributes.iter().copied());
        self.write(Event::Start(start));
    }

    /// Ends an element.
    pub fn close(&mut self, name: &str) {
        self.write(Event::End(BytesEnd::new(name)));
    }

    /// An element with a text.
    pub fn leaf(&mut self, name: &str, text: &str) {
        self.leaf_with(name, &[], text);
    }

    /// An element with attributes and a text.
    pub fn leaf_with(&mut self, name: &str, attributes: Attributes<'_>, text: &str) {
        self.open(name, attributes);
        self.write(Event::Text(BytesText::new(text)));
        self.close(name);
    }

    /// An element without content.
    pub fn empty(&mut self, name: &str, attributes: Attributes<'_>) {
        let start = BytesStart::new(name).with_attributes(attributes.iter().copied());
        self.write(Event::Empty(start));
    }

    /// The document.
    #[must_use]
    pub fn finish(self) -> Vec<u8> {
        self.0.into_inner()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_attributes_are_escaped() {
        let mut xml = Xml::default();
        xml.open("a", &[("b", "<\"&")]);
        xml.leaf("c", "<住&>");
        xml.empty("d", &[]);
        xml.close("a");
        let text = String::from_utf8(xml.finish()).unwrap();
        assert!(text.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?><a b=\"&lt;&quot;&amp;\">"), "{text}");
        assert!(text.ends_with("<c>&lt;住&amp;&gt;</c><d/></a>"), "{text}");
    }
}
