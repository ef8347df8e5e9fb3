//! Signing in and out. In the demonstration its made-up people are offered by name.

use std::net::{IpAddr, Ipv4Addr};

use axum::Extension;
use axum::extract::{Form, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use desk::access::Officer;
use desk::signing_in::{SESSION_MINUTES, SignInFault};
use lexicon::ids::OfficerId;
use lexicon::instant::At;
use lexicon::language::Lang;
use serde::Deserialize;
use texts::Arg;

use super::{Sent, encoded};
use crate::door::{Answer, Door, Fault, SESSION_COOKIE, Visit, go};
use crate::rate::Client;
use crate::view::officer::{Person, SignIn};
use crate::view::parts::Slip;

/// Where to go afterwards.
#[derive(Deserialize)]
pub(super) struct To {
    to: Option<String>,
}

impl To {
    /// A page of officers, never another site.
    fn path(&self) -> &str {
        let is_ours = |path: &&str| {
            let rest = path.strip_prefix("/officer");
            let starts = rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']));
            starts && !path.contains(['\\', '\r', '\n'])
        };
        self.to.as_deref().filter(is_ours).unwrap_or("/officer")
    }
}

/// `GET /officer/sign-in`
pub(super) async fn show(State(door): State<Door>, visit: Visit, Query(to): Query<To>) -> Answer {
    page(&door, &visit, &to, (String::new(), Vec::new())).await
}

async fn page(door: &Door, visit: &Visit, to: &To, (account, slips): (String, Vec<Slip>)) -> Answer {
    let people = door.desk.demo_officers().await?;
    let page = SignIn {
        account,
        action: format!("/officer/sign-in?to={}", encoded(to.path())),
        slips,
        single_account: None,
        people: people.iter().map(|officer| person(door, visit.lang, officer)).collect(),
    };
    door.page(visit, &page)
}

fn person(door: &Door, lang: Lang, officer: &Officer) -> Person {
    let roles = officer.roles.iter().filter_map(|role| serde_json::to_value(role).ok());
    let mut words: Vec<String> =
        roles.filter_map(|role| role.as_str().map(|name| door.say(lang, &format!("role-{name}"), &[]))).collect();
    words.push(door.desk.office().unit(&officer.unit, lang).to_owned());
    Person { id: officer.id.to_string(), name: officer.name.clone(), role: words.join(&door.say(lang, "comma", &[])) }
}

/// `POST /officer/sign-in`
pub(super) async fn send(
    State(door): State<Door>,
    visit: Visit,
    Query(to): Query<To>,
    client: Option<Extension<Client>>,
    Form(sent): Form<Vec<(String, String)>>,
) -> Answer {
    let form = Sent(sent);
    let client = client.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |Extension(Client(address))| address);
    let account = form.get("account").to_owned();
    let signed = match form.get("as").parse::<OfficerId>() {
        Ok(id) => door.desk.sign_in_demo(id, door.now()).await,
        // A password may begin or end with a space.
        Err(_) => {
            let password = form.0.iter().find(|(name, _)| name == "password").map(|(_, text)| text.clone());
            door.desk.sign_in((&account, password.unwrap_or_default()), (client, door.now())).await
        }
    };
    let slip = match signed {
        Ok(token) => {
            if let Some(old) = visit.cookie(SESSION_COOKIE) {
                door.desk.sign_out(old).await?;
            }
            return Ok(([door.cookie(SESSION_COOKIE, &token, SESSION_MINUTES)], go(&visit, to.path())).into_response());
        }
        Err(SignInFault::Wrong) => door.say(visit.lang, "sign-in-wrong", &[]),
        Err(SignInFault::Locked(until)) => {
            // Rounded up: who comes back when told is let try.
            let minutes = desk::views::minutes_between(door.now(), At::from_micros(until.micros() - 1)) + 1;
            door.say(visit.lang, "sign-in-locked", &[("minutes", Arg::Number(minutes))])
        }
        Err(SignInFault::Desk(fault)) => return Err(Fault(fault)),
    };
    page(&door, &visit, &to, (account, vec![Slip { field: "account".to_owned(), text: slip }])).await
}

/// `POST /officer/sign-out`
pub(super) async fn leave(State(door): State<Door>, visit: Visit) -> Result<Response, Fault> {
    if let Some(token) = visit.cookie(SESSION_COOKIE) {
        door.desk.sign_out(token).await?;
    }
    let back = Redirect::to(&visit.url("/officer/sign-in"));
    Ok(([door.cookie(SESSION_COOKIE, "", 0)], back).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_never_leaves_the_house_by_signing_in() {
        for (to, expected) in [
            (None, "/officer"),
            (Some("/officer/cases/ZC-1?whole=yes"), "/officer/cases/ZC-1?whole=yes"),
            (Some("//evil.example"), "/officer"),
            (Some("https://evil.example"), "/officer"),
            (Some("/officer.evil.example"), "/officer"),
            (Some("/officer/\\evil"), "/officer"),
        ] {
            assert_eq!(To { to: to.map(str::to_owned) }.path(), expected);
        }
    }
}
