//! Applying by program: answers as JSON, once for each name of a request.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use catalogue::check::Raw;
use catalogue::service::{Assurance, Channel};
use desk::agencies::{Once, Request};
use desk::applying::Application;
use desk::fault::DeskFault;
use serde_json::{Map, Value};

use super::Known;
use super::cases::progress;
use super::problem::{Kind, Problem};
use crate::door::Door;

/// The header that names a request.
pub(super) const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// The longest name of a request, in bytes.
const LONGEST_KEY: usize = 200;

/// `POST /api/v1/services/{service}/applications`
pub(super) async fn send(
    State(door): State<Door>,
    known: Known,
    Path(service): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let Known { call, caller } = known;
    let plain = |kind: Kind| Problem::plain(&door, &call, kind);
    if !caller.opens(&service) {
        return Err(plain(Kind::NotOpen));
    }
    let pinned = door.desk.live(&service).await.map_err(|fault| Problem::of(&door, &call, fault))?;
    let key = headers.get(IDEMPOTENCY_KEY).and_then(|value| value.to_str().ok()).map(str::trim);
    let key =
        key.filter(|key| !key.is_empty() && key.len() <= LONGEST_KEY).ok_or_else(|| plain(Kind::NoIdempotencyKey))?;
    let raw = read(&body).ok_or_else(|| plain(Kind::BadBody))?;
    let strangers = pinned.compiled.service.form.strangers(&raw);
    if !strangers.is_empty() {
        return Err(Problem::strangers(&door, &call, &strangers));
    }
    let content = [service.as_bytes(), b"\n", &body].concat();
    let request = Request::of(&format!("agency/{}", caller.agency), key, &content);
    let application = Application {
        service,
        raw,
        channel: Channel::Api,
        assurance: Assurance::AgencyKey,
        lang: call.lang,
        draft: None,
    };
    let office = door.desk.office();
    let answer = |case: &casework::case::Case, _: &str| progress(case, &office.public_url);
    match door.desk.apply_once(&caller.who(), (request, application), answer, door.now()).await {
        Ok(Once::Now(answer) | Once::Before(answer)) => Ok(created(answer)),
        Ok(Once::AnotherRequest) => Err(plain(Kind::IdempotencyKeyUsed)),
        Err(DeskFault::Answers(faults)) => Err(Problem::answers(&door, &call, (&pinned, &faults))),
        Err(fault) => Err(Problem::of(&door, &call, fault)),
    }
}

fn created(answer: Value) -> Response {
    let place = answer.pointer("/links/self").and_then(Value::as_str).and_then(|url| HeaderValue::from_str(url).ok());
    let mut response = (StatusCode::CREATED, axum::Json(answer)).into_response();
    if let Some(place) = place {
        response.headers_mut().insert(header::LOCATION, place);
    }
    response
}

/// Answers as a form would send them: texts, numbers, yes and no, lists of texts, and lists of entries of a
/// group. Nothing else.
fn read(body: &[u8]) -> Option<Raw> {
    let Value::Object(answers) = serde_json::from_slice(body).ok()? else { return None };
    let mut raw = Raw::new();
    for (name, value) in answers {
        match entries(&value) {
            Some(entries) => {
                for (index, entry) in entries.into_iter().enumerate() {
                    for (part, value) in entry {
                        raw.insert(format!("{name}.{}.{part}", index + 1), texts(value)?);
                    }
                }
            }
            None => {
                raw.insert(name, texts(&value)?);
            }
        }
    }
    Some(raw)
}

/// A list of objects; an empty list is none.
fn entries(value: &Value) -> Option<Vec<&Map<String, Value>>> {
    let list = value.as_array().filter(|list| !list.is_empty())?;
    list.iter().map(Value::as_object).collect()
}

fn texts(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::Array(items) => items.iter().map(text).collect(),
        Value::Null => Some(Vec::new()),
        one => Some(vec![text(one)?]),
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(yes) => Some(if *yes { "yes" } else { "no" }.to_owned()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_as_a_form_would_send_them() {
        let body = br#"{"parcels": ["a 1", "b 2"], "copies": 2, "agent": false, "name": "x", "email": null}"#;
        let raw = read(body).unwrap();
        assert_eq!(raw["parcels"], ["a 1", "b 2"]);
        assert_eq!((raw["copies"][0].as_str(), raw["agent"][0].as_str(), raw["name"][0].as_str()), ("2", "no", "x"));
        assert!(raw["email"].is_empty());
        let raw = read(br#"{"members": [{"name": "x"}, {"name": "y", "born_on": "2000-01-01"}]}"#).unwrap();
        assert_eq!((raw["members.2.name"][0].as_str(), raw["members.2.born_on"][0].as_str()), ("y", "2000-01-01"));
        for wrong in ["", "[]", "{\"name\": {}}", "{\"parcels\": [[]]}"] {
            assert_eq!(read(wrong.as_bytes()), None, "{wrong}");
        }
    }
}
