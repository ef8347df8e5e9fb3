//! The whole of the web door: pages in both languages, programs, call-backs, assets, and the layers every
//! request passes.

use std::sync::Arc;

use axum::Router;
use axum::http::Method;
use axum::middleware::from_fn_with_state;
use axum::response::Redirect;
use axum::routing::get;

use crate::csrf::{self, Guard};
use crate::door::Door;
use crate::faults::{self, Dresser};
use crate::headers::{self, Policy};
use crate::inbound::payment::{self, Inbound};
use crate::rate::{self, Allowance, Limit, Limits};
use crate::{address, api, assets, officer, public};

/// Bytes of a plain form.
const FORM_BYTES: usize = 256 << 10;

/// One in so many requests may be a costly one.
const COSTLY_SHARE: u32 = 20;
/// So many tiles may be asked for in the time of one other request.
const TILES_MORE: u32 = 20;

/// What makes a draft, sends a letter, reads a file, tries a password or prints a map.
fn is_costly(method: &Method, path: &str) -> bool {
    let (_, path) = address::split(path);
    let steps: Vec<&str> = path.trim_matches('/').split('/').collect();
    let is_one = matches!(
        steps[..],
        ["apply", _]
            | ["apply", _, "check"]
            | ["verify" | "feedback" | "find"]
            | ["officer", "sign-in"]
            | ["land", "list" | "watch"]
    );
    let begins = is_one && (method == Method::POST || matches!(steps[..], ["apply", _]));
    begins || matches!(steps[..], ["map", "print"])
}

/// A map asks for many tiles at once, and most of them are kept.
fn is_tile(path: &str) -> bool {
    path.starts_with("/tiles/")
        || path.starts_with("/layers/")
        || (path.starts_with("/ogc/") && path.contains("/tiles/"))
}

/// How the door is set up.
pub struct Settings {
    /// At least 32 secret bytes for form tokens.
    pub csrf_key: Vec<u8>,
    /// Origins forms may end at besides ours: the payment page's.
    pub form_targets: Vec<String>,
    /// Proxies in front of us that are trusted.
    pub hops: usize,
    /// Requests a minute and at once, for each client.
    pub allowance: Allowance,
}

/// The router of the house. `rooms` are doors of other crates for programs: they get every layer but forms'.
///
/// # Errors
/// A payment origin that cannot stand in a header.
pub fn router(door: Door, settings: Settings, rooms: Router<Door>) -> Result<Router, String> {
    let guard = Guard::new(&settings.csrf_key, door.scheme, FORM_BYTES);
    let classes = [
        Limit::new(settings.allowance, |_, path| !is_tile(path)),
        Limit::new(settings.allowance.times(TILES_MORE), |_, path| is_tile(path)),
        Limit::new(settings.allowance.of(COSTLY_SHARE), is_costly),
    ];
    let limits = Limits::new(settings.hops, classes);
    let policy = Policy::new(door.scheme, &settings.form_targets)?;
    let plain = door.clone();
    let dresser = Dresser::new(Arc::clone(&door.pages), move |path| {
        let (lang, path) = address::split(path);
        plain.plain_frame(lang, path)
    });
    let pages = || Router::new().merge(public::routes()).merge(officer::routes());
    let people = Router::new().merge(pages()).nest("/en", pages()).layer(from_fn_with_state(guard, csrf::check));
    let mut all = Router::new()
        .merge(people)
        .merge(api::routes())
        .merge(public::map::files::routes())
        .merge(rooms)
        .with_state(door.clone());
    if let Some(gateway) = &door.payment {
        let (desk, clock) = (door.desk.clone(), Arc::clone(&door.clock));
        all = all.merge(payment::router(Inbound { desk, gateway: Arc::clone(gateway), clock }));
    }
    Ok(all
        .layer(from_fn_with_state(limits, rate::limit))
        .route("/en/", get(|| async { Redirect::permanent("/en") }))
        .route("/assets/{name}", get(assets::serve))
        .route("/sw.js", get(assets::service_worker))
        .route("/healthz", get(|| async { "ok" }))
        .layer(from_fn_with_state(policy, headers::set))
        .layer(from_fn_with_state(dresser, faults::dress)))
}
