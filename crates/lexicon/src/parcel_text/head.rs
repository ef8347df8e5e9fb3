//! The place at the head of an entry: city, district, section, subsection.
//!
//! What an entry leaves out is taken from the entries before it.

use super::SectionRef;
use crate::parcel::SectionCode;
use crate::{fold, han};

/// The place meant from here on.
#[derive(Clone, Default)]
pub(super) struct Place {
    pub city: Option<String>,
    pub district: Option<String>,
    pub section: Option<SectionRef>,
}

/// Cities and counties of the country, the ones dissolved in 2010 and 2014 included.
const CITIES: [&str; 28] = [
    "台北市",
    "新北市",
    "桃園市",
    "台中市",
    "台南市",
    "高雄市",
    "基隆市",
    "新竹市",
    "嘉義市",
    "新竹縣",
    "苗栗縣",
    "彰化縣",
    "南投縣",
    "雲林縣",
    "嘉義縣",
    "屏東縣",
    "宜蘭縣",
    "花蓮縣",
    "台東縣",
    "澎湖縣",
    "金門縣",
    "連江縣",
    "高雄縣",
    "台北縣",
    "台中縣",
    "台南縣",
    "桃園縣",
    "台灣省",
];

/// Divides an entry into its place and its number.
///
/// The place ends at the last 段; where nobody wrote 段, at the first digit.
pub(super) fn split(words: &str) -> (String, String) {
    if let Some(at) = words.rfind('段') {
        let (place, number) = words.split_at(at + '段'.len_utf8());
        return (place.to_owned(), number.to_owned());
    }
    let trimmed = super::land::trimmed(words);
    if super::land::is_number(&trimmed) {
        return (String::new(), trimmed);
    }
    let digit = words.find(|c: char| c.is_ascii_digit()).unwrap_or(words.len());
    let (place, number) = words.split_at(digit);
    let place = place.trim_end_matches('第').trim_end_matches("地號");
    (place.to_owned(), number.to_owned())
}

/// The place said in `text`, completed from what was said `before`. `None` when
/// it names no place.
pub(super) fn read(text: &str, before: &Place) -> Option<Place> {
    let mut place = before.clone();
    let mut rest = without_lead(text);
    if let Some(city) = CITIES.iter().find(|city| rest.starts_with(**city)) {
        rest = &rest[city.len()..];
        if *city != "台灣省" {
            place = Place { city: Some((*city).to_owned()), ..Place::default() };
            return if rest.is_empty() { Some(place) } else { read(rest, &place) };
        }
    }
    if let Some((district, after)) = split_district(rest) {
        place.district = Some(district.to_owned());
        place.section = None;
        rest = after;
    }
    if rest.is_empty() {
        return (text.len() != rest.len()).then_some(place);
    }
    place.section = Some(read_section(rest, &place)?);
    Some(place)
}

fn without_lead(text: &str) -> &str {
    const LEADS: [&str; 6] = ["坐落", "座落", "土地", "標示", "於", "在"];
    let mut rest = text;
    while let Some(shorter) = LEADS.iter().find_map(|lead| rest.strip_prefix(lead)) {
        rest = shorter;
    }
    rest
}

/// A district of two to four characters: …區 anywhere, …鄉 …鎮 …市 as third or
/// fourth character. What follows must be nothing or a section of its own.
fn split_district(text: &str) -> Option<(&str, &str)> {
    let ends: Vec<(usize, char)> = text.char_indices().take(4).map(|(at, c)| (at + c.len_utf8(), c)).collect();
    let follows = |end: usize| !text[end..].starts_with('段') && !text[end..].starts_with("小段");
    let named = |from: usize, marks: &str| {
        ends.iter().skip(from).find(|(end, c)| marks.contains(*c) && follows(*end)).map(|(end, _)| *end)
    };
    let end = named(1, "區").or_else(|| named(2, "鄉鎮市"))?;
    Some(text.split_at(end))
}

fn read_section(text: &str, place: &Place) -> Option<SectionRef> {
    let text = with_han_ordinals(text);
    let stem = text.strip_suffix('段').unwrap_or(&text);
    let tail_start = stem.char_indices().rev().take(4).last().map_or(0, |(at, _)| at);
    let tail = &stem[tail_start..];
    let own_digits = !stem[..tail_start].ends_with(|c: char| c.is_ascii_alphanumeric());
    if text != stem && own_digits && tail.bytes().all(|b| b.is_ascii_digit()) {
        return SectionCode::parse(tail).ok().map(SectionRef::Code);
    }
    let (section, subsection) = split_subsection(&text);
    let section = match (section.is_empty(), &place.section) {
        (false, _) => section.to_owned(),
        (true, Some(SectionRef::Name { section, .. })) => section.clone(),
        (true, _) => return None,
    };
    let readable = section.chars().chain(subsection.chars()).all(|c| !c.is_ascii_punctuation());
    let subsection = Some(subsection.to_owned()).filter(|name| !name.is_empty());
    readable.then_some(SectionRef::Name { section, subsection })
}

/// 新庄段一小段 → 新庄段 and 一小段; 瑞崗四小段 → 瑞崗 and 四小段; 二小段 → nothing and 二小段.
fn split_subsection(text: &str) -> (&str, &str) {
    match text.find('段') {
        Some(at) if !text[..at].ends_with('小') => text.split_at(at + '段'.len_utf8()),
        Some(at) => {
            let stem = &text[..at - '小'.len_utf8()];
            let name = stem.trim_end_matches(han::is_numeral);
            if name.len() == stem.len() { (text, "") } else { text.split_at(name.len()) }
        }
        None => (text, ""),
    }
}

/// 1小段 → 一小段. Four digits are a code, digits after a letter part of a name.
fn with_han_ordinals(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let mut written = String::with_capacity(text.len());
    let mut place = 0;
    while place < characters.len() {
        let run = characters[place..].iter().take_while(|c| c.is_ascii_digit()).count();
        let after_letter = place > 0 && characters[place - 1].is_ascii_alphanumeric();
        let before_mark = characters.get(place + run).is_some_and(|c| "小段".contains(*c));
        let number: String = characters[place..place + run].iter().collect();
        match number.parse().ok().and_then(han::everyday) {
            Some(ordinal) if run <= 2 && !after_letter && before_mark => written.push_str(&ordinal),
            _ if run > 0 => written.push_str(&number),
            _ => written.push(characters[place]),
        }
        place += run.max(1);
    }
    fold::compact(&written)
}
