//! Well-known text of a reference system, as far as it must be understood to say which one it is.
//!
//! Reads WKT 1 of OGC and of ESRI, and WKT 2 (ISO 19162), as one tree of keywords. Refuses more
//! than 64 kB and more than 32 levels; understands no meaning itself.

/// Longest text that is read.
const MOST_BYTES: usize = 64 << 10;
/// Deepest nesting that is read.
const MOST_DEEP: usize = 32;

/// A keyword with what stands in its brackets.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The keyword, in capitals.
    pub keyword: String,
    /// Texts and numbers, in order.
    pub values: Vec<Value>,
    /// Keywords inside.
    pub inside: Vec<Node>,
}

/// A text or a number.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// In quotes, or a bare word.
    Text(String),
    /// A number.
    Number(f64),
}

impl Node {
    /// Reads a text that is one keyword with its brackets.
    pub fn parse(text: &str) -> Option<Node> {
        let text = text.trim_start_matches('\u{feff}').trim();
        if text.len() > MOST_BYTES {
            return None;
        }
        let mut rest = text;
        let node = node(&mut rest, 0)?;
        rest.trim().is_empty().then_some(node)
    }

    /// Its first text: the name.
    pub fn name(&self) -> &str {
        match self.values.first() {
            Some(Value::Text(name)) => name,
            _ => "",
        }
    }

    /// Its first number.
    pub fn number(&self) -> Option<f64> {
        self.values.iter().find_map(|v| match v {
            Value::Number(number) => Some(*number),
            Value::Text(text) => text.parse().ok(),
        })
    }

    /// The first of these keywords directly inside.
    pub fn child(&self, keywords: &[&str]) -> Option<&Node> {
        self.inside.iter().find(|n| keywords.contains(&n.keyword.as_str()))
    }

    /// The first of these keywords anywhere inside, the nearest level first.
    pub fn find(&self, keywords: &[&str]) -> Option<&Node> {
        self.child(keywords).or_else(|| self.inside.iter().find_map(|n| n.find(keywords)))
    }

    /// Authority and code of the whole, such as `EPSG` and 3826.
    pub fn authority(&self) -> Option<(&str, u32)> {
        let node = self.inside.iter().rev().find(|n| matches!(n.keyword.as_str(), "AUTHORITY" | "ID"))?;
        let code = node.values.get(1).and_then(|v| match v {
            Value::Text(text) => text.trim().parse().ok(),
            Value::Number(number) => Some(*number as u32),
        })?;
        Some((node.name(), code))
    }
}

fn node(rest: &mut &str, depth: usize) -> Option<Node> {
    let at = rest.find(['[', '('])?;
    let keyword = rest[..at].trim().to_ascii_uppercase();
    let is_keyword = !keyword.is_empty() && keyword.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    if !is_keyword || depth > MOST_DEEP {
        return None;
    }
    *rest = &rest[at + 1..];
    let mut node = Node { keyword, values: Vec::new(), inside: Vec::new() };
    loop {
        *rest = rest.trim_start();
        if let Some(after) = rest.strip_prefix([']', ')']) {
            *rest = after;
            return Some(node);
        }
        if let Some(after) = rest.strip_prefix(',') {
            *rest = after;
            continue;
        }
        if let Some(after) = rest.strip_prefix('"') {
            node.values.push(Value::Text(quoted(after, rest)?));
            continue;
        }
        let end = rest.find(['[', '(', ']', ')', ','])?;
        if matches!(rest.as_bytes()[end], b'[' | b'(') {
            node.inside.push(self::node(rest, depth + 1)?);
        } else {
            let word = rest[..end].trim();
            node.values.push(word.parse().map_or_else(|_| Value::Text(word.to_owned()), Value::Number));
            *rest = &rest[end..];
        }
    }
}

/// The text up to the closing quote, a doubled one standing for itself.
fn quoted<'a>(mut from: &'a str, rest: &mut &'a str) -> Option<String> {
    let mut text = String::new();
    loop {
        let at = from.find('"')?;
        text.push_str(&from[..at]);
        from = &from[at + 1..];
        match from.strip_prefix('"') {
            Some(after) => {
                text.push('"');
                from = after;
            }
            None => {
                *rest = from;
                return Some(text);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_nest_and_the_outermost_authority_counts() {
        let node = Node::parse(r#"PROJCS["a ""b""",GEOGCS["g",AUTHORITY["EPSG","1"]],UNIT["m",1.0],ID["EPSG",2]]"#);
        let node = node.unwrap();
        assert_eq!((node.keyword.as_str(), node.name(), node.authority()), ("PROJCS", "a \"b\"", Some(("EPSG", 2))));
        assert_eq!(node.find(&["UNIT"]).and_then(Node::number), Some(1.0));
        assert_eq!(node.child(&["GEOGCS"]).and_then(Node::authority), Some(("EPSG", 1)));
    }

    #[test]
    fn what_is_no_such_text_is_refused_and_never_deep() {
        for text in ["", "x", "A[", "A[\"", "A[1]]", "[1]", "A[B[1]", &"A[".repeat(100_000), &"A[".repeat(40)] {
            assert_eq!(Node::parse(text), None);
        }
    }
}
