//! Form fields as the payment service writes them: names with values, each name once.

use lexicon::instant::At;
use lexicon::money::Twd;

/// Fields of a form, in the order they came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Fields(pub Vec<(String, String)>);

impl Fields {
    pub(super) fn from_pairs(pairs: &[(&str, &str)]) -> Fields {
        Fields(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    /// The value of a field that is there exactly once.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let mut found = self.0.iter().filter(|(key, _)| key == name);
        let (_, value) = found.next()?;
        if found.next().is_some() { None } else { Some(value) }
    }

    pub(super) fn push(&mut self, name: &str, value: impl Into<String>) {
        self.0.push((name.to_owned(), value.into()));
    }

    /// A whole, positive number of dollars.
    pub(super) fn dollars(&self, name: &str) -> Option<Twd> {
        let text = self.get(name)?;
        let plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if plain { text.parse().ok().map(Twd::new) } else { None }
    }

    /// `name=value&…` as it stands, nothing decoded.
    pub(super) fn split_raw(text: &str) -> Fields {
        let pair = |part: &str| part.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()));
        Fields(text.trim().split('&').filter_map(pair).collect())
    }

    /// The same values form-decoded; `None` when one is not UTF-8.
    pub(super) fn decoded(&self) -> Option<Fields> {
        let pairs = self.0.iter().map(|(name, value)| Some((name.clone(), form_decoded(value)?)));
        pairs.collect::<Option<Vec<_>>>().map(Fields)
    }
}

fn form_decoded(text: &str) -> Option<String> {
    let (mut bytes, mut rest) = (Vec::with_capacity(text.len()), text.as_bytes());
    while let Some((first, after)) = rest.split_first() {
        match (first, after) {
            (b'%', [high, low, ..]) => {
                let mut byte = [0];
                hex::decode_to_slice([*high, *low], &mut byte).ok()?;
                bytes.push(byte[0]);
                rest = &after[2..];
            }
            (b'%', _) => return None,
            (b'+', _) => {
                bytes.push(b' ');
                rest = after;
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

/// `2023/03/12 15:30:23`, Taipei time.
pub(super) fn stamp(at: At) -> String {
    at.taipei().strftime("%Y/%m/%d %H:%M:%S").to_string()
}

/// Reads [`stamp`]'s form.
pub(super) fn read_stamp(text: &str) -> Option<At> {
    let civil = jiff::civil::DateTime::strptime("%Y/%m/%d %H:%M:%S", text.trim()).ok()?;
    Some(At::taipei_clock(civil))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_strictly() {
        let fields = Fields::split_raw("A=1&B=%E9%AB%98+b&A=2&C=&D=12&E=-1&F=1.0\n");
        assert_eq!((fields.get("A"), fields.get("C"), fields.get("X")), (None, Some(""), None));
        assert_eq!(fields.decoded().unwrap().get("B"), Some("高 b"));
        assert_eq!(["D", "E", "F", "C"].map(|name| fields.dollars(name)), [Some(Twd::new(12)), None, None, None]);
        assert_eq!(Fields::split_raw("A=%ff").decoded(), None);
        assert_eq!(Fields::split_raw("A=%f").decoded(), None);
    }

    #[test]
    fn a_stamp_reads_back_in_taipei_time() {
        let at = At::parse("2023-03-12T07:30:23Z").unwrap();
        assert_eq!(stamp(at), "2023/03/12 15:30:23");
        assert_eq!(read_stamp("2023/03/12 15:30:23"), Some(at));
        assert_eq!(read_stamp("12.3.2023"), None);
    }
}
