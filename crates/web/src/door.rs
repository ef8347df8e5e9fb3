//! What every handler of a page needs: the desk, the pages, who asks and in which language; and how an
//! answer becomes a page, a redirect or a fault with its next step.

use std::borrow::Cow;
use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts, OriginalUri};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use desk::access::{Action, Who, may};
use desk::definitions::Pinned;
use desk::desk::Desk;
use desk::fault::DeskFault;
use desk::office::Standing;
use desk_atlas::figures::FigureBook;
use desk_atlas::list::Lists;
use desk_atlas::places::Places;
use desk_atlas::quota::Quotas;
use gateways::clamd::Clamd;
use gateways::mail::Mailbox;
use gateways::map_layers::MapLayers;
use gateways::payment::Payment;
use lexicon::instant::At;
use lexicon::language::Lang;
use texts::Arg;

use crate::address;
use crate::csrf::Csrf;
use crate::faults::Told;
use crate::headers::Scheme;
use crate::public::map::print::Printer;
use crate::render::Pages;
use crate::view::Page;
use crate::view::fault::FaultPage;
use crate::view::frame::{Frame, Office, Signed};
use crate::view::parts::Link;

/// The cookie that holds the secret link of the case last opened in this browser.
pub const LINK_COOKIE: &str = "takau_case";
/// The cookie that holds a draft: its id and its secret.
pub const DRAFT_COOKIE: &str = "takau_draft";
/// The cookie of an officer's session.
pub const SESSION_COOKIE: &str = "takau_session";

/// A cookie's name in the browser: over TLS only this very host may have set it (RFC 6265bis, `__Host-`).
fn kept_as(scheme: Scheme, name: &str) -> Cow<'_, str> {
    match scheme {
        Scheme::Https => Cow::Owned(format!("__Host-{name}")),
        Scheme::Http => Cow::Borrowed(name),
    }
}

/// The shared parts of all handlers.
pub struct House {
    pub desk: Desk,
    pub pages: Arc<Pages>,
    pub payment: Option<Arc<Payment>>,
    pub clock: Arc<dyn Fn() -> At + Send + Sync>,
    pub scheme: Scheme,
    /// What agencies' programs may still look up today.
    pub quotas: Quotas,
    /// Figures of land that were asked for last.
    pub figures: FigureBook,
    /// Lists of parcels being answered.
    pub lists: Lists,
    /// Whoever knows addresses.
    pub places: Arc<dyn Places>,
    /// Maps of others that may be shown; absent where there are none.
    pub layers: Option<Arc<MapLayers>>,
    /// Who looks for viruses; without it what is handed in waits in quarantine.
    pub clamd: Option<Clamd>,
    /// Who prints map sheets; absent where no press is.
    pub printer: Option<Printer>,
    /// The demonstration's mailbox; absent outside it.
    pub mailbox: Option<Mailbox>,
    /// Cases the demonstration is being filled with; 0 where nothing is to come.
    pub demo_cases: usize,
}

/// A handle on the house.
#[derive(Clone)]
pub struct Door(pub Arc<House>);

impl std::ops::Deref for Door {
    type Target = House;

    fn deref(&self) -> &House {
        &self.0
    }
}

/// One request of a person.
#[derive(Clone, Debug)]
pub struct Visit {
    pub lang: Lang,
    /// The path without language, with its query.
    pub path: String,
    pub csrf: Csrf,
    scheme: Scheme,
    cookies: HeaderMap,
}

impl<S> FromRequestParts<S> for Visit
where
    Door: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Visit, StatusCode> {
        let uri = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |original| &original.0);
        let whole = uri.path_and_query().map_or(uri.path(), |whole| whole.as_str());
        let (lang, path) = address::split(whole);
        let csrf = parts.extensions.get::<Csrf>().cloned().ok_or(StatusCode::INTERNAL_SERVER_ERROR)?;
        let scheme = Door::from_ref(state).scheme;
        Ok(Visit { lang, path: path.to_owned(), csrf, scheme, cookies: parts.headers.clone() })
    }
}

impl Visit {
    /// The value of a cookie.
    #[must_use]
    pub fn cookie(&self, name: &str) -> Option<&str> {
        let name = kept_as(self.scheme, name);
        let all = self.cookies.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let pairs = all.flat_map(|text| text.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.filter(|(known, _)| **known == *name).map(|(_, value)| value).next()
    }

    /// The address of a path in the reader's language.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        address::localised(self.lang, path)
    }
}

/// What a handler may answer with instead of a page.
pub type Answer = Result<Response, Fault>;

/// A fault on its way to its page.
#[derive(Debug)]
pub struct Fault(pub DeskFault);

impl From<DeskFault> for Fault {
    fn from(fault: DeskFault) -> Fault {
        Fault(fault)
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let status = match &self.0 {
            DeskFault::NotFound | DeskFault::NoService(_) => StatusCode::NOT_FOUND,
            DeskFault::Denied => StatusCode::FORBIDDEN,
            DeskFault::TooMuch => StatusCode::PAYLOAD_TOO_LARGE,
            DeskFault::Busy => StatusCode::SERVICE_UNAVAILABLE,
            DeskFault::Refused(_) | DeskFault::Conflict | DeskFault::Quarantined => StatusCode::CONFLICT,
            DeskFault::Answers(_) | DeskFault::Glyphs(_) => StatusCode::BAD_REQUEST,
            DeskFault::File(store_fault) if store_fault.to_string().contains("disk") => StatusCode::SERVICE_UNAVAILABLE,
            DeskFault::NoRelease => StatusCode::SERVICE_UNAVAILABLE,
            other => {
                tracing::error!(fault = %other, "a request failed");
                StatusCode::INTERNAL_SERVER_ERROR
            }
        };
        let mut response = status.into_response();
        response.extensions_mut().insert(Told(FaultPage::of(status.as_u16())));
        response
    }
}

impl Door {
    #[must_use]
    pub fn now(&self) -> At {
        (self.clock)()
    }

    /// The page's own words in the reader's language.
    #[must_use]
    pub fn say(&self, lang: Lang, key: &str, args: &[(&str, Arg)]) -> String {
        self.pages.say(lang, key, args)
    }

    /// A span of time in the reader's words.
    #[must_use]
    pub fn span(&self, lang: Lang, seconds: u64) -> String {
        let (key, count) = match seconds {
            0..120 => ("span-seconds", seconds),
            120..7200 => ("span-minutes", seconds / 60),
            _ => ("span-hours", seconds / 3600),
        };
        self.say(lang, key, &[("count", Arg::Number(i64::try_from(count).unwrap_or(i64::MAX)))])
    }

    /// The frame of a page.
    #[must_use]
    pub fn frame(&self, visit: &Visit, crumbs: Vec<Link>) -> Frame {
        let csrf = visit.csrf.token();
        Frame { csrf, crumbs, ..self.plain_frame(visit.lang, &visit.path) }
    }

    /// The frame of a page without anything personal in it.
    #[must_use]
    pub fn plain_frame(&self, lang: Lang, path: &str) -> Frame {
        let office = self.desk.office();
        Frame {
            lang,
            path: path.to_owned(),
            csrf: String::new(),
            office: Office {
                agency: office.names.agency.say(lang).to_owned(),
                short: office.names.short.say(lang).to_owned(),
                address: office.names.address.say(lang).to_owned(),
                phone: office.names.phone.clone(),
            },
            unit: office.unit("development", lang).to_owned(),
            updated_on: self.now().taipei_date(),
            crumbs: Vec::new(),
            query: String::new(),
            switch_form: None,
            officer: None,
            demo: office.standing == Standing::Demonstration,
        }
    }

    /// The page, or a fault of ours.
    pub fn show<P: Page>(&self, frame: &Frame, page: &P) -> Answer {
        match self.pages.render(frame, page) {
            Ok(html) => Ok(Html(html).into_response()),
            Err(fault) => Err(Fault(DeskFault::Definition(fault.to_string()))),
        }
    }

    /// A page without anything special around it.
    pub fn page<P: Page>(&self, visit: &Visit, page: &P) -> Answer {
        self.show(&self.frame(visit, Vec::new()), page)
    }

    /// Who holds the case this browser opened last, or the public.
    pub async fn holder(&self, visit: &Visit) -> Who {
        match visit.cookie(LINK_COOKIE) {
            Some(link) => self.desk.holder_of(link).await.unwrap_or(Who::Public),
            None => Who::Public,
        }
    }

    /// The frame of an officer's page.
    #[must_use]
    pub fn officer_frame(&self, visit: &Visit, officer: &desk::access::Officer) -> Frame {
        let unit = self.desk.office().unit(&officer.unit, visit.lang).to_owned();
        let who = Who::Officer(officer.clone());
        let (money, releases) = (may(&who, Action::SeeMoney, None), may(&who, Action::SeeReleases, None));
        let signed = Signed { name: officer.name.clone(), unit, money, releases };
        Frame { officer: Some(signed), ..self.frame(visit, Vec::new()) }
    }

    /// A cookie of this house: for this browser only, out of reach of scripts.
    #[must_use]
    pub fn cookie(&self, name: &str, value: &str, minutes: i64) -> (HeaderName, HeaderValue) {
        let secure = if self.scheme == Scheme::Https { "; Secure" } else { "" };
        let name = kept_as(self.scheme, name);
        let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={}{secure}", minutes * 60);
        (header::SET_COOKIE, HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("")))
    }
}

/// Goes on to another page of ours by GET.
#[must_use]
pub fn go(visit: &Visit, path: &str) -> Response {
    Redirect::to(&visit.url(path)).into_response()
}

/// The words of a service in the reader's language.
#[must_use]
pub fn word(pinned: &Pinned, lang: Lang, key: &str) -> String {
    pinned.texts.say(lang, key, &[])
}

/// Words of the service if it has them.
#[must_use]
pub fn word_if(pinned: &Pinned, lang: Lang, key: &str) -> Option<String> {
    pinned.texts.has(key).then(|| word(pinned, lang, key)).filter(|text| !text.is_empty())
}
