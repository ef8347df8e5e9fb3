//! Handing a file in by program: the content as it is, before the application that names it.

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use desk::attaching::Holder;
use serde::Deserialize;
use serde_json::json;

use super::Known;
use super::problem::{Kind, Problem};
use crate::attaching;
use crate::door::Door;

/// How a file is called.
#[derive(Deserialize)]
pub(super) struct Called {
    #[serde(default)]
    name: String,
}

/// `POST /api/v1/services/{service}/attachments?name=…`: the same content twice is one file.
pub(super) async fn send(
    State(door): State<Door>,
    known: Known,
    Path(service): Path<String>,
    Query(Called { name }): Query<Called>,
    body: Bytes,
) -> Result<Response, Problem> {
    let Known { call, caller } = known;
    if !caller.opens(&service) {
        return Err(Problem::plain(&door, &call, Kind::NotOpen));
    }
    let (clean, scan) =
        attaching::look(&door, body.into()).await.map_err(|refusal| Problem::file(&door, &call, refusal))?;
    let holder = Holder::Agency(caller.agency.clone());
    let kept = door.desk.attach(&holder, (clean, &name, scan), door.now()).await;
    let handle = kept.map_err(|fault| Problem::of(&door, &call, fault))?;
    let answer = json!({
        "id": handle.id, "name": handle.name, "bytes": handle.bytes, "ending": handle.ending, "scan": scan,
    });
    Ok((StatusCode::CREATED, axum::Json(answer)).into_response())
}
