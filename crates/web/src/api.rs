//! The door for programs of other offices: the same desk, JSON instead of pages.
//!
//! A program brings its key in `Authorization: Bearer` (RFC 6750) and no cookie. What goes wrong is told
//! as problem details (RFC 9457). The description at `/api/openapi.json` is made from the services as
//! they are published, so that it cannot differ from them.

mod applications;
mod attachments;
mod cases;
pub mod land;
mod land_schema;
mod openapi;
mod problem;
mod schema;
mod webhook;

use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRef, FromRequestParts};
use axum::http::header;
use axum::http::request::Parts;
use axum::routing::{get, post};
use desk::agencies::Caller;
use lexicon::language::Lang;

use crate::door::Door;
use problem::{Kind, Problem};

/// The routes of programs. They belong behind no layer of forms and have no language in their path.
pub fn routes() -> Router<Door> {
    Router::new()
        .route("/api/openapi.json", get(openapi::show))
        .route("/api/v1/services/{service}", get(schema::show))
        .route("/api/v1/services/{service}/applications", post(applications::send))
        .route(
            "/api/v1/services/{service}/attachments",
            post(attachments::send).layer(DefaultBodyLimit::max(::attachments::MOST_BYTES + 1)),
        )
        .route("/api/v1/cases/{number}", get(cases::show))
        .route("/api/v1/cases/{number}/paper", get(cases::paper))
        .route("/api/v1/webhook", get(webhook::show).put(webhook::put).delete(webhook::end))
}

/// One request of a program: who asks, in which language, and the path it asks for.
#[derive(Clone, Debug)]
struct Call {
    lang: Lang,
    path: String,
}

/// A request of an agency whose key is known.
#[derive(Clone, Debug)]
struct Known {
    call: Call,
    caller: Caller,
}

impl<S: Send + Sync> FromRequestParts<S> for Call {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Call, Self::Rejection> {
        let asked = parts.headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        Ok(Call { lang: language(asked.unwrap_or_default()), path: parts.uri.path().to_owned() })
    }
}

/// The first language of a list that we speak; the language of law where there is none (RFC 9110 §12.5.4).
fn language(asked: &str) -> Lang {
    let mut tags = asked.split(',').filter_map(|part| part.split(';').next());
    tags.find_map(|tag| Lang::parse(tag).ok()).unwrap_or_default()
}

impl<S> FromRequestParts<S> for Known
where
    Door: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Known, Problem> {
        let door = Door::from_ref(state);
        let call = match Call::from_request_parts(parts, state).await {
            Ok(call) => call,
            Err(never) => match never {},
        };
        match caller(&door, &call, parts).await? {
            Some(caller) => Ok(Known { call, caller }),
            None => Err(Problem::plain(&door, &call, Kind::NoKey)),
        }
    }
}

/// Whose key a request brings, if anybody's.
async fn caller(door: &Door, call: &Call, parts: &Parts) -> Result<Option<Caller>, Problem> {
    let said = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = said.and_then(|text| text.split_once(' ')).filter(|(way, _)| way.eq_ignore_ascii_case("bearer"));
    match token {
        Some((_, token)) => door.desk.caller(token.trim()).await.map_err(|fault| Problem::of(door, call, fault)),
        None => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_language_we_speak_is_answered_in() {
        for (asked, expected) in [
            ("", Lang::ZhHant),
            ("en-GB,en;q=0.9", Lang::En),
            ("fr, en;q=0.5", Lang::En),
            ("zh-TW,en;q=0.8", Lang::ZhHant),
            ("fr", Lang::ZhHant),
        ] {
            assert_eq!(language(asked), expected, "{asked}");
        }
    }
}
