//! Officers at work: signing in, the list, a case, what is done with it, the counter.
//!
//! Every page is asked for by somebody signed in; who is not goes to sign in and comes back to where they
//! wanted to go. What is not theirs is not there: the answer is the same as for what does not exist.

mod assessment;
mod case;
mod counter;
mod deeds;
mod differences;
mod findings;
mod journal;
mod list;
mod money;
mod releases;
mod signing_in;

use axum::Router;
use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use desk::access::{Officer, Who};
use desk::fault::DeskFault;

use crate::door::{Door, Fault, SESSION_COOKIE, Visit};

/// The routes of officers, without language.
pub fn routes() -> Router<Door> {
    Router::new()
        .route("/officer", get(list::show))
        .route("/officer/sign-in", get(signing_in::show).post(signing_in::send))
        .route("/officer/sign-out", post(signing_in::leave))
        .route("/officer/money", get(money::show))
        .route("/officer/counter", get(counter::choose))
        .route(
            "/officer/counter/{service}",
            get(counter::show).post(counter::send).layer(crate::attaching::with_files()),
        )
        .route("/officer/cases/{number}", get(case::show))
        .route("/officer/cases/{number}/files/{id}", get(case::attachment))
        .route("/officer/cases/{number}/decide", post(deeds::decide))
        .route("/officer/cases/{number}/correct", post(deeds::ask_correction))
        .route("/officer/cases/{number}/reissue", post(deeds::reissue))
        .route("/officer/cases/{number}/revoke", post(deeds::revoke))
        .route("/officer/cases/{number}/take", post(deeds::take))
        .route("/officer/cases/{number}/give-back", post(deeds::give_back))
        .route("/officer/cases/{number}/cash", post(deeds::cash))
        .route("/officer/cases/{number}/cash-back", post(deeds::cash_back))
        .route("/officer/cases/{number}/paper", get(deeds::paper))
        .route("/officer/cases/{number}/evidence/{name}", get(deeds::evidence))
        .merge(releases::routes())
        .merge(differences::routes())
}

/// A request of an officer who is signed in.
#[derive(Clone, Debug)]
struct Worker {
    officer: Officer,
    visit: Visit,
}

impl Worker {
    fn who(&self) -> Who {
        Who::Officer(self.officer.clone())
    }
}

impl<S> FromRequestParts<S> for Worker
where
    Door: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Worker, Response> {
        let door = Door::from_ref(state);
        let visit = Visit::from_request_parts(parts, state).await.map_err(IntoResponse::into_response)?;
        let officer = match visit.cookie(SESSION_COOKIE) {
            Some(token) => door.desk.officer_of(token, door.now()).await.map_err(|f| Fault(f).into_response())?,
            None => None,
        };
        match officer {
            Some(officer) => Ok(Worker { officer, visit }),
            None => Err(to_sign_in(&visit, parts)),
        }
    }
}

/// To the sign-in page. What was to be sent is not sent again: after a form, one comes back to its page.
fn to_sign_in(visit: &Visit, parts: &Parts) -> Response {
    let wanted = if parts.method == axum::http::Method::GET { visit.path.as_str() } else { "/officer" };
    Redirect::to(&visit.url(&format!("/officer/sign-in?to={}", encoded(wanted)))).into_response()
}

/// A path as the value of a query.
fn encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => out.push(char::from(byte)),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}

/// What an officer may not see is not there.
fn hidden(fault: DeskFault) -> Fault {
    match fault {
        DeskFault::Denied => Fault(DeskFault::NotFound),
        other => Fault(other),
    }
}

/// A form as it was sent.
#[derive(Clone, Debug, Default)]
struct Sent(Vec<(String, String)>);

impl Sent {
    /// The first field of a name, without space around it; empty when it was not sent.
    fn get(&self, name: &str) -> &str {
        let field = self.0.iter().find(|(known, _)| known == name);
        field.map(|(_, text)| text.trim()).unwrap_or_default()
    }

    /// Every field of a name.
    fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, text)| text.trim())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_survives_as_the_value_of_a_query() {
        assert_eq!(encoded("/officer?view=due&q=左"), "/officer%3Fview%3Ddue%26q%3D%E5%B7%A6");
    }
}
