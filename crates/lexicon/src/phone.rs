//! `Phone`: a telephone number a person can be called on.
//!
//! Stored as E.164 (`+886912345678`) with an optional extension, shown in the
//! national manner (`0912-345-678`, `07-336-8333 #2649`). Mobile `09` and eight
//! digits; land lines by the area codes of Taiwan (services §8.5). Numbers of
//! other countries are taken in `+` form and only checked for length (ITU-T E.164).
//! Refuses short numbers such as hotlines. Personal data: `Debug` is masked.

use crate::fold;
use crate::text_form::text_form;
use std::fmt;

/// A telephone number.
///
/// JSON form after RFC 3966 without scheme: `+88673368333;ext=2649`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phone {
    e164: String,
    extension: Option<String>,
}

/// What kind of line a number belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhoneKind {
    /// A mobile number of Taiwan; takes short messages.
    Mobile,
    /// A land line of Taiwan.
    Landline,
    /// A number of another country.
    Foreign,
}

/// Why a text is no telephone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    /// Characters that belong to no number.
    #[error("not a telephone number")]
    Shape,
    /// A mobile number must be 09 and eight digits.
    #[error("a mobile number is 09 and eight digits")]
    Mobile,
    /// The area code is unknown or the count of digits is not that of the area.
    #[error("area code unknown or wrong count of digits for the area")]
    Area,
    /// A number in + form must have 8 to 15 digits.
    #[error("an international number has 8 to 15 digits")]
    International,
    /// The extension is not one to six digits.
    #[error("an extension has one to six digits")]
    Extension,
}

/// Area codes, longest first, with the counts of digits that follow them.
const AREAS: [(&str, std::ops::RangeInclusive<usize>); 13] = [
    ("0826", 5..=5),
    ("0836", 5..=5),
    ("037", 6..=6),
    ("049", 7..=7),
    ("082", 6..=6),
    ("089", 6..=6),
    ("02", 8..=8),
    ("03", 7..=7),
    ("04", 7..=8),
    ("05", 7..=7),
    ("06", 7..=7),
    ("07", 7..=7),
    ("08", 7..=7),
];

impl Phone {
    /// Reads a number as people write it: hyphens, brackets, blanks, full
    /// width, `+886` or `00886`, and an extension after `#`, `ext`, `轉` or `分機`.
    pub fn parse(text: &str) -> Result<Phone, PhoneError> {
        let text = fold::compact(text).to_ascii_lowercase();
        let (number, extension) = split_extension(&text)?;
        let plus = number.starts_with('+');
        let plain: String = number.chars().filter(|c| !matches!(c, '-' | '(' | ')' | '.' | '+')).collect();
        if plain.is_empty() || !plain.bytes().all(|b| b.is_ascii_digit()) || number[1..].contains('+') {
            return Err(PhoneError::Shape);
        }
        let abroad = if plus { Some(plain.as_str()) } else { plain.strip_prefix("00") };
        let e164 = match abroad {
            Some(digits) => international(digits)?,
            None => format!("+886{}", &national(&plain)?[1..]),
        };
        Ok(Phone { e164, extension })
    }

    /// The number for dialling and sending: `+886912345678`.
    pub fn e164(&self) -> &str {
        &self.e164
    }

    /// The extension, if one was given.
    pub fn extension(&self) -> Option<&str> {
        self.extension.as_deref()
    }

    /// What kind of line it is; only a mobile takes short messages.
    pub fn kind(&self) -> PhoneKind {
        match self.e164.strip_prefix("+886") {
            Some(rest) if rest.starts_with('9') => PhoneKind::Mobile,
            Some(_) => PhoneKind::Landline,
            None => PhoneKind::Foreign,
        }
    }

    /// As people in Taiwan read it: `0912-345-678`, `07-336-8333 #2649`.
    /// Foreign numbers keep their + form.
    pub fn national(&self) -> String {
        let number = self.parts().join("-");
        match &self.extension {
            Some(extension) => format!("{number} #{extension}"),
            None => number,
        }
    }

    /// With only the kind of line and the last three digits readable:
    /// `09xx-xxx-678`, `07-xxx-x333`. The extension is left out.
    pub fn masked(&self) -> String {
        let shown = self.parts().join("-");
        let keep_front = match self.kind() {
            PhoneKind::Mobile => 2,
            PhoneKind::Landline => self.parts().first().map_or(2, String::len),
            PhoneKind::Foreign => 3,
        };
        let last = shown.len() - 3;
        let mask = |(place, c): (usize, char)| match c {
            '0'..='9' if place >= keep_front && place < last => 'x',
            c => c,
        };
        shown.chars().enumerate().map(mask).collect()
    }

    /// The groups the number is written in.
    fn parts(&self) -> Vec<String> {
        let Some(rest) = self.e164.strip_prefix("+886") else {
            return vec![self.e164.clone()];
        };
        let number = format!("0{rest}");
        let front = match self.kind() {
            PhoneKind::Mobile => 4,
            _ if is_free(&number) => 4,
            _ => area(&number).map_or(2, str::len),
        };
        let (front, subscriber) = number.split_at(front);
        let (middle, end) = match subscriber.len() {
            6 => subscriber.split_at(3),
            7 => subscriber.split_at(3),
            8 => subscriber.split_at(4),
            _ => return vec![front.to_owned(), subscriber.to_owned()],
        };
        vec![front.to_owned(), middle.to_owned(), end.to_owned()]
    }

    fn stored(&self) -> String {
        match &self.extension {
            Some(extension) => format!("{};ext={extension}", self.e164),
            None => self.e164.clone(),
        }
    }
}

fn split_extension(text: &str) -> Result<(&str, Option<String>), PhoneError> {
    const MARKS: [&str; 7] = [";ext=", "#", "分機", "轉", "ext.", "ext", "x"];
    let Some((number, rest)) = MARKS.iter().find_map(|mark| text.split_once(mark)) else {
        return if text.is_empty() { Err(PhoneError::Shape) } else { Ok((text, None)) };
    };
    let extension = rest.trim_start_matches([':', '.', '機']);
    let fits = (1..=6).contains(&extension.len()) && extension.bytes().all(|b| b.is_ascii_digit());
    match (number.is_empty(), fits) {
        (true, _) => Err(PhoneError::Shape),
        (_, false) => Err(PhoneError::Extension),
        _ => Ok((number, Some(extension.to_owned()))),
    }
}

/// The area code of a national land line number of the right length.
fn area(number: &str) -> Option<&'static str> {
    AREAS
        .iter()
        .find(|(area, lengths)| number.strip_prefix(area).is_some_and(|rest| lengths.contains(&rest.len())))
        .map(|(area, _)| *area)
}

/// Free numbers: 0800 and 0809 with six digits.
fn is_free(digits: &str) -> bool {
    (digits.starts_with("0800") || digits.starts_with("0809")) && digits.len() == 10
}

/// Checks a national number with its leading zero.
fn national(digits: &str) -> Result<&str, PhoneError> {
    if digits.starts_with("09") {
        return if digits.len() == 10 { Ok(digits) } else { Err(PhoneError::Mobile) };
    }
    if is_free(digits) || area(digits).is_some() { Ok(digits) } else { Err(PhoneError::Area) }
}

/// Checks the digits after a plus sign; Taiwan's own are checked as national ones.
fn international(digits: &str) -> Result<String, PhoneError> {
    if let Some(rest) = digits.strip_prefix("886") {
        let with_zero = format!("0{}", rest.strip_prefix('0').unwrap_or(rest));
        return national(&with_zero).map(|number| format!("+886{}", &number[1..]));
    }
    if (8..=15).contains(&digits.len()) && !digits.starts_with('0') {
        Ok(format!("+{digits}"))
    } else {
        Err(PhoneError::International)
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&self.masked())
    }
}

text_form!(Phone, PhoneError, |phone| phone.stored());

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_stored_one_way_and_shown_nationally() {
        for (text, e164, shown, masked) in [
            ("0912345678", "+886912345678", "0912-345-678", "09xx-xxx-678"),
            ("０９１２－３４５－６７８", "+886912345678", "0912-345-678", "09xx-xxx-678"),
            ("+886 912 345 678", "+886912345678", "0912-345-678", "09xx-xxx-678"),
            ("+886(0)912345678", "+886912345678", "0912-345-678", "09xx-xxx-678"),
            ("00886912345678", "+886912345678", "0912-345-678", "09xx-xxx-678"),
            ("07-3368333", "+88673368333", "07-336-8333", "07-xxx-x333"),
            ("(07)336-8333 ext. 2649", "+88673368333", "07-336-8333 #2649", "07-xxx-x333"),
            ("07-3368333轉2649", "+88673368333", "07-336-8333 #2649", "07-xxx-x333"),
            ("07-3368333分機2651", "+88673368333", "07-336-8333 #2651", "07-xxx-x333"),
            ("02-27208889", "+886227208889", "02-2720-8889", "02-xxxx-x889"),
            ("037-123456", "+88637123456", "037-123-456", "037-xxx-456"),
            ("0836-25131", "+88683625131", "0836-25131", "0836-xx131"),
            ("0800-000-123", "+886800000123", "0800-000-123", "0800-xxx-123"),
            ("+81 3 1234 5678", "+81312345678", "+81312345678", "+81xxxxxx678"),
        ] {
            let phone = Phone::parse(text).unwrap();
            assert_eq!(phone.e164(), e164, "{text}");
            assert_eq!(phone.national(), shown, "{text}");
            assert_eq!(phone.masked(), masked, "{text}");
            let json = serde_json::to_string(&phone).unwrap();
            assert_eq!(serde_json::from_str::<Phone>(&json).unwrap(), phone);
            assert_eq!(Phone::parse(&phone.national()), Ok(phone));
        }
    }

    #[test]
    fn numbers_nobody_answers_are_refused() {
        for (text, error) in [
            ("091234567", PhoneError::Mobile),
            ("+88691234567", PhoneError::Mobile),
            ("07-336833", PhoneError::Area),
            ("3368333", PhoneError::Area),
            ("1999", PhoneError::Area),
            ("+1", PhoneError::International),
            ("07-3368333#", PhoneError::Extension),
            ("07-3368333#abc", PhoneError::Extension),
            ("", PhoneError::Shape),
            ("電話", PhoneError::Shape),
            ("07+3368333", PhoneError::Shape),
            ("#12", PhoneError::Shape),
        ] {
            assert_eq!(Phone::parse(text), Err(error), "{text}");
        }
    }
}
