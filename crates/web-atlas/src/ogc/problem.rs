//! A refusal as problem details (RFC 9457), in the reader's language.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use web::door::Door;

use super::ROOT;
use crate::fault::Fault;
use crate::reply::{Call, address, open};

/// The answer, or the problem.
pub fn answer(door: &Door, call: &Call, made: Result<Response, Fault>) -> Response {
    match made {
        Ok(response) => response,
        Err(fault) => problem(door, call, &fault),
    }
}

fn problem(door: &Door, call: &Call, fault: &Fault) -> Response {
    let title = match fault.status {
        StatusCode::NOT_FOUND => "ogc-title-not-found",
        StatusCode::GONE => "ogc-title-gone",
        StatusCode::FORBIDDEN => "ogc-title-denied",
        status if status.is_server_error() => "ogc-title-broken",
        _ => "ogc-title-bad",
    };
    let mut body = json!({
        "type": address(door, &format!("{ROOT}/api#{}", fault.kind())),
        "title": door.say(call.lang, title, &[]),
        "status": fault.status.as_u16(),
        "detail": fault.words(door, call.lang),
        "instance": call.path,
    });
    if let Some(parameter) = &fault.parameter {
        body["parameter"] = json!(parameter);
    }
    let mut response = (fault.status, body.to_string()).into_response();
    let media_type = HeaderValue::from_static("application/problem+json");
    response.headers_mut().insert(header::CONTENT_TYPE, media_type);
    open(response)
}
