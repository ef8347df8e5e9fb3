//! Where a program wants to be told that one of its cases moved.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use gateways::outbound::address::Address;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Known;
use super::problem::{Kind, Problem};
use crate::door::Door;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    url: String,
}

/// `PUT /api/v1/webhook`: from now on there; the secret is shown this once.
pub(super) async fn put(State(door): State<Door>, known: Known, body: String) -> Result<Json<Value>, Problem> {
    let Known { call, caller } = known;
    let wanted: Option<Wanted> = serde_json::from_str(&body).ok();
    let url = wanted.and_then(|wanted| Address::parse(&wanted.url).ok());
    let url = url.ok_or_else(|| Problem::plain(&door, &call, Kind::BadAddress))?;
    let made = door.desk.put_webhook(&caller.agency, url.as_str(), door.now()).await;
    let secret = made.map_err(|fault| Problem::of(&door, &call, fault))?;
    Ok(Json(json!({ "url": url.as_str(), "secret": secret })))
}

/// `GET /api/v1/webhook`
pub(super) async fn show(State(door): State<Door>, known: Known) -> Result<Json<Value>, Problem> {
    let hooks = door.desk.webhooks_of(&known.caller.agency).await;
    let hooks = hooks.map_err(|fault| Problem::of(&door, &known.call, fault))?;
    let hook = hooks.first().ok_or_else(|| Problem::plain(&door, &known.call, Kind::NotFound))?;
    Ok(Json(json!({ "url": hook.url })))
}

/// `DELETE /api/v1/webhook`
pub(super) async fn end(State(door): State<Door>, known: Known) -> Result<StatusCode, Problem> {
    let ended = door.desk.end_webhook(&known.caller.agency, door.now()).await;
    ended.map_err(|fault| Problem::of(&door, &known.call, fault))?;
    Ok(StatusCode::NO_CONTENT)
}
