//! What the address service answered, and how near it is to what was asked.
//!
//! QueryAddr answers one XML element that holds JSON: `Info` about the question and `AddressList`
//! with door numbers and their coordinates. How near a match is, we judge ourselves by comparing
//! the parts of both addresses: the service calls an answer on the same street a match.
//!
//! Refuses: coordinates that cannot lie in Taiwan in EPSG:3826.

use super::parts::Parts;
use crate::ground::Ground;
use crate::xml;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One address the service proposes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// The whole address, as registered.
    pub address: String,
    /// Its district or township; empty where the service does not say.
    pub town: String,
    /// Where its door is, EPSG:3826.
    pub at: Ground,
    /// How near it is to what was asked.
    pub level: MatchLevel,
}

/// How near a candidate is to the question, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MatchLevel {
    /// The very door.
    Exact,
    /// Another door of the same street.
    SameStreet,
    /// Something that was said is different: the district, the street, the lane.
    Elsewhere,
}

/// Why a reply is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AnswerError {
    /// Not one XML element with JSON in it.
    #[error("the answer is not as agreed")]
    Shape,
    /// The service says the question failed: key, quota or rights.
    #[error("the service declined the question")]
    Declined,
    /// A coordinate is missing, unreadable or not in EPSG:3826.
    #[error("a coordinate is missing or not EPSG:3826")]
    Grid,
}

#[derive(Deserialize)]
struct Reply {
    #[serde(rename = "Info", default)]
    info: Option<Vec<Info>>,
    #[serde(rename = "AddressList", default)]
    list: Option<Vec<Item>>,
}

#[derive(Deserialize)]
struct Info {
    #[serde(rename = "IsSuccess", default)]
    is_success: Value,
}

#[derive(Deserialize)]
struct Item {
    #[serde(rename = "FULL_ADDR")]
    address: String,
    #[serde(rename = "TOWN", default)]
    town: Option<String>,
    #[serde(rename = "X")]
    x: Value,
    #[serde(rename = "Y")]
    y: Value,
}

/// The candidates of a reply, nearest first.
pub(super) fn read(reply: &[u8], asked: &Parts) -> Result<Vec<Candidate>, AnswerError> {
    let root = xml::parse(reply).map_err(|_| AnswerError::Shape)?;
    // The service lays its JSON out with tabs and line ends, some of them inside of texts.
    let json: String = root.text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let reply: Reply = serde_json::from_str(&json).map_err(|_| AnswerError::Shape)?;
    let info = reply.info.unwrap_or_default();
    if info.iter().any(|info| is_no(&info.is_success)) {
        return Err(AnswerError::Declined);
    }
    let list = reply.list.ok_or(if info.is_empty() { AnswerError::Shape } else { AnswerError::Declined })?;
    let mut candidates: Vec<Candidate> = list.into_iter().map(|item| item.read(asked)).collect::<Result<_, _>>()?;
    candidates.sort_by_key(|candidate| candidate.level);
    Ok(candidates)
}

/// Said to have failed; older versions of the service say nothing.
fn is_no(is_success: &Value) -> bool {
    match is_success {
        Value::Null => false,
        Value::Bool(yes) => !yes,
        Value::String(text) => !text.eq_ignore_ascii_case("true"),
        _ => true,
    }
}

impl Item {
    fn read(self, asked: &Parts) -> Result<Candidate, AnswerError> {
        let at = Ground { x: units(&self.x)?, y: units(&self.y)? };
        if !at.is_in_reach() {
            return Err(AnswerError::Grid);
        }
        let level = level(asked, &Parts::read(&self.address));
        Ok(Candidate { address: self.address, town: self.town.unwrap_or_default(), at, level })
    }
}

/// Metres as a JSON number or text, in units of 0.1 mm: the service keeps no more than that.
fn units(value: &Value) -> Result<i64, AnswerError> {
    let metres = match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    let units = metres.map(|m: f64| (m * 10_000.0).round()).filter(|units| units.abs() < 1e13);
    // Checked above: far inside the range.
    units.map(|units| units as i64).ok_or(AnswerError::Grid)
}

/// What was not said does not differ.
pub(super) fn level(asked: &Parts, found: &Parts) -> MatchLevel {
    let agrees = |asked: &Option<String>, found: &Option<String>| asked.is_none() || asked == found;
    let there = agrees(&asked.county, &found.county)
        && agrees(&asked.town, &found.town)
        && agrees(&asked.village, &found.village)
        && asked.street == found.street;
    match there {
        false => MatchLevel::Elsewhere,
        true if asked.number.is_some() && asked.number == found.number => MatchLevel::Exact,
        true => MatchLevel::SameStreet,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_near_a_match_is_follows_from_what_was_said() {
        let found = Parts::read("高雄市前金區河東里3鄰河東路二段12巷45號");
        for (asked, expected) in [
            ("高雄市前金區河東路二段12巷45號", MatchLevel::Exact),
            ("河東路2段12巷45號3樓", MatchLevel::Exact),
            ("河東路2段12巷45-1號", MatchLevel::SameStreet),
            ("河東路2段12巷", MatchLevel::SameStreet),
            ("河東路2段45號", MatchLevel::Elsewhere),
            ("新興區河東路2段12巷45號", MatchLevel::Elsewhere),
            ("前金區長生里河東路2段12巷45號", MatchLevel::Elsewhere),
            ("台南市河東路2段12巷45號", MatchLevel::Elsewhere),
        ] {
            assert_eq!(level(&Parts::read(asked), &found), expected, "{asked}");
        }
    }

    #[test]
    fn replies_are_read_or_refused_by_name() {
        let check = |json: &str, expected: Result<usize, AnswerError>| {
            let reply = format!("<string xmlns=\"http://tempuri.org/\">{json}</string>");
            assert_eq!(read(reply.as_bytes(), &Parts::default()).map(|found| found.len()), expected, "{json}");
        };
        let item = |x: &str, y: &str| format!(r#"{{"FULL_ADDR":"高雄市河東路1號","X":{x},"Y":{y}}}"#);
        let list = |item: String| format!(r#"{{"Info":[{{"IsSuccess":"True"}}],"AddressList":[{item}]}}"#);
        check(&list(item("178188.6123", "2503182.4")), Ok(1));
        check(&list(item("\"178188.6123\"", "\"2503182.4\"")), Ok(1));
        check(&list(item("178188.6", "2503182.4").replace("河東", "河\t東")), Ok(1));
        check(&list(String::new()), Ok(0));
        check(r#"{"AddressList":[]}"#, Ok(0));
        check(&list(item("120.3014", "22.6273")), Err(AnswerError::Grid));
        check(&list(item("2503182.4", "178188.6")), Err(AnswerError::Grid));
        check(&list(item("null", "2503182.4")), Err(AnswerError::Grid));
        check(&list(item("\"NaN\"", "2503182.4")), Err(AnswerError::Grid));
        check(r#"{"Info":[{"IsSuccess":"False"}],"AddressList":[]}"#, Err(AnswerError::Declined));
        check(r#"{"Info":[{"IsSuccess":false}]}"#, Err(AnswerError::Declined));
        check(r#"{"Info":[{"IsSuccess":"True"}]}"#, Err(AnswerError::Declined));
        check("{}", Err(AnswerError::Shape));
        check("[]", Err(AnswerError::Shape));
        check("", Err(AnswerError::Shape));
        assert_eq!(read(b"<html>", &Parts::default()), Err(AnswerError::Shape));
    }
}
