//! A house for a test: books in a temporary folder, a small city, two officers, a clock that is set.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use axum::middleware::from_fn_with_state;
use city::generate::{CityPlan, generate};
use city::survey::SurveyError;
use desk::access::{Role, Who};
use desk::desk::{Desk, Parts};
use desk::office::{Office, Standing};
use desk::signing_in::NewOfficer;
use gateways::clamd::Clamd;
use lexicon::instant::At;
use store::crypt::Keys;
use store::db::Place;
use store::store::Store;
use tower::ServiceExt;
use web::csrf::{self, Guard};
use web::door::Door;
use web::headers::Scheme;
use web::render::Pages;
use web::{api, officer, public};

/// 2026-03-02T09:00+08:00
const START: i64 = 1_772_413_200_000_000;

pub struct House {
    door: Door,
    router: Router,
    clock: Arc<AtomicI64>,
    pub parcel: String,
    pub reviewer: String,
    pub counter: String,
    _folder: tempfile::TempDir,
}

fn files(folder: &Path, inside: &str, found: &mut BTreeMap<String, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let name = format!("{inside}{}", entry.file_name().to_str().unwrap());
        if entry.path().is_dir() {
            files(&entry.path(), &format!("{name}/"), found);
        } else {
            found.insert(name, std::fs::read(entry.path()).unwrap());
        }
    }
}

fn folder(name: &str) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(name), "", &mut found);
    found
}

/// A press that draws nothing: it gives back what it was to draw, the map last.
fn printed(request: &papers::press_protocol::Request) -> Result<Vec<u8>, String> {
    let map = request.files.iter().find(|file| file.name == "/map.svg").ok_or("no map")?;
    Ok([request.data.as_slice(), b"\n", &map.bytes].concat())
}

impl House {
    pub async fn open() -> House {
        House::open_with(None).await
    }

    /// As [`House::open`], with a scanner for viruses.
    pub async fn open_with(clamd: Option<Clamd>) -> House {
        let books = tempfile::tempdir().unwrap();
        let now = At::from_micros(START);
        let place = Place::Sqlite(books.path().join("takau.sqlite"));
        let store = Store::open(&place, Keys::generate("test").unwrap(), books.path(), now).await.unwrap();
        let office = Office::read(&folder("office"), Standing::Demonstration, "http://127.0.0.1:8080").unwrap();
        let plan = CityPlan { seed: 7, parcels: 300, survey: SurveyError::Off };
        let city = generate(&plan, &office.sections).unwrap();
        let release = atlas::release::Release::build(city.parts).unwrap();
        let parcel = release
            .parcels()
            .filter(|parcel| release.parcel(parcel.id, now.taipei_date()).is_some())
            .find_map(|parcel| {
                let section = office.sections.get(parcel.id.section)?;
                let (district, subsection) = (&section.district, &section.subsection);
                Some(format!("{district}{}{subsection}{}", section.section, parcel.id.land))
            })
            .unwrap();
        let missing_glyphs: desk::desk::MissingGlyphs = Arc::new(|_| Vec::new());
        let desk = Desk::open(Parts { store, office, missing_glyphs, anchors: Vec::new() }).await.unwrap();
        desk.publish_release(release, ("test", now)).await.unwrap();
        let compiled = catalogue::compile::compile(&folder("services/zoning-certificate")).unwrap();
        desk.publish(compiled, now).await.unwrap();
        let clock = Arc::new(AtomicI64::new(START));
        let ticking = Arc::clone(&clock);
        let door = Door(Arc::new(web::door::House {
            desk,
            pages: Arc::new(Pages::load().unwrap()),
            payment: None,
            clock: Arc::new(move || At::from_micros(ticking.load(Ordering::SeqCst))),
            scheme: Scheme::Http,
            lists: desk_atlas::list::Lists::default(),
            quotas: desk_atlas::quota::Quotas::default(),
            figures: desk_atlas::figures::FigureBook::default(),
            printer: Some(Arc::new(|request| Box::pin(async move { printed(&request) }))),
            places: Arc::new(desk_atlas::places::NoPlaces),
            layers: None,
            clamd,
            mailbox: None,
            demo_cases: 3,
        }));
        let guard = Guard::new(&[7; 32], Scheme::Http, 100_000);
        let pages = || officer::routes().merge(public::routes());
        let people = Router::new().merge(pages()).nest("/en", pages()).layer(from_fn_with_state(guard, csrf::check));
        let programs = api::routes().merge(api::land::routes()).merge(public::map::files::routes());
        let router = Router::new().merge(people).merge(programs).with_state(door.clone());
        let mut house =
            House { door, router, clock, parcel, reviewer: String::new(), counter: String::new(), _folder: books };
        house.reviewer = house.hire("reviewer", &[Role::Reviewer], None).await;
        house.counter = house.hire("counter", &[Role::Counter], None).await;
        house
    }

    pub fn desk(&self) -> &Desk {
        &self.door.desk
    }

    pub fn now(&self) -> At {
        At::from_micros(self.clock.load(Ordering::SeqCst))
    }

    pub fn later(&self, minutes: i64) {
        self.clock.fetch_add(minutes * 60_000_000, Ordering::SeqCst);
    }

    /// Somebody of the development unit; gives their id.
    pub async fn hire(&self, login: &str, roles: &[Role], password: Option<&str>) -> String {
        self.put(login, ("development", roles), password).await
    }

    async fn put(&self, login: &str, (unit, roles): (&str, &[Role]), password: Option<&str>) -> String {
        let new = NewOfficer {
            login: login.to_owned(),
            name: login.to_owned(),
            unit: unit.to_owned(),
            roles: roles.to_vec(),
            password: password.map(str::to_owned),
        };
        self.desk().put_officer(&Who::System, new).await.unwrap().to_string()
    }

    /// Somebody of another unit; gives their id.
    pub async fn hire_in(&self, unit: &str, login: &str, roles: &[Role]) -> String {
        self.put(login, (unit, roles), None).await
    }

    /// Another service of the repository is live.
    pub async fn publish(&self, service: &str) {
        let compiled = catalogue::compile::compile(&folder(&format!("services/{service}"))).unwrap();
        self.desk().publish(compiled, self.now()).await.unwrap();
    }

    /// Moves the reviewer called `elsewhere` to another unit.
    pub async fn move_to(&self, _id: &str, unit: &str) {
        self.put("elsewhere", (unit, &[Role::Reviewer]), None).await;
    }

    /// A quarter of an hour passes without an answer of the land office.
    pub async fn ring(&self) {
        self.later(16);
        self.desk().ring_due(self.now(), 10).await.unwrap();
    }

    /// What a visitor says at the counter.
    pub fn answers(&self) -> Vec<(&str, &str)> {
        vec![
            ("parcels", &self.parcel),
            ("purpose", "loan"),
            ("copies", "1"),
            ("delivery", "counter-print"),
            ("applicant_kind", "person"),
            ("name", "林美玲"),
            ("person_id", "F131104093"),
            ("phone", "07-336-8333"),
            ("agent", "no"),
            ("consent", "yes"),
        ]
    }

    pub fn browser(&self) -> Browser<'_> {
        Browser { house: self, cookies: BTreeMap::new() }
    }

    /// A browser that has this one cookie.
    pub fn with_cookie(&self, name: &str, value: &str) -> Browser<'_> {
        Browser { house: self, cookies: [(name.to_owned(), value.to_owned())].into() }
    }

    /// A browser that has one cookie of another.
    pub fn browser_with(&self, other: &Browser<'_>, cookie: &str) -> Browser<'_> {
        let kept = other.cookies.get_key_value(cookie).map(|(name, value)| (name.clone(), value.clone()));
        Browser { house: self, cookies: kept.into_iter().collect() }
    }

    pub async fn signed_in(&self, id: &str) -> Browser<'_> {
        let mut browser = self.browser();
        assert_eq!(browser.send("/officer/sign-in", &[("as", id)]).await.status, StatusCode::SEE_OTHER);
        browser
    }

    /// A call of a program: path, key and the name of the request; with a body it is sent. Another method than
    /// GET and POST stands before the path.
    pub async fn call(&self, (path, key, name): (&str, &str, &str), body: Option<&str>) -> Answer {
        let usual = if body.is_some() { "POST" } else { "GET" };
        let (method, path) = path.split_once(' ').unwrap_or((usual, path));
        let mut request = Request::builder().method(method).uri(path);
        if !key.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {key}"));
        }
        if !name.is_empty() {
            request = request.header("idempotency-key", name);
        }
        self.answer(request.body(Body::from(body.unwrap_or_default().to_owned())).unwrap()).await
    }

    /// A program hands a file in.
    pub async fn attach(&self, (path, key): (&str, &str), content: &[u8]) -> Answer {
        let request = Request::post(path).header(header::AUTHORIZATION, format!("Bearer {key}"));
        self.answer(request.body(Body::from(content.to_vec())).unwrap()).await
    }

    /// A form of any kind, with this cookie.
    pub async fn post(&self, path: &str, (cookie, kind): (&str, &str), body: Vec<u8>) -> Answer {
        let request = Request::post(path).header(header::COOKIE, cookie).header(header::CONTENT_TYPE, kind);
        let request = request.header("sec-fetch-site", "same-origin");
        self.answer(request.body(Body::from(body)).unwrap()).await
    }

    /// A download.
    pub async fn bytes(&self, path: &str) -> Vec<u8> {
        let answer = self.router.clone().oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        to_bytes(answer.into_body(), 4_000_000).await.unwrap().to_vec()
    }

    async fn answer(&self, request: Request<Body>) -> Answer {
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = answer.into_parts();
        let body = to_bytes(body, 4_000_000).await.unwrap();
        let kind = parts.headers.get(header::CONTENT_TYPE).map(|kind| kind.to_str().unwrap().to_owned());
        Answer {
            status: parts.status,
            kind: kind.unwrap_or_default(),
            headers: parts.headers,
            body: String::from_utf8_lossy(&body).replace("&#x2f;", "/"),
        }
    }
}

/// A file of a form: its question, its name, its content.
pub type FormFile<'a> = (&'a str, &'a str, &'a [u8]);

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub kind: String,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    /// Where it leads; it must lead somewhere.
    pub fn location(&self) -> String {
        let place = self.headers.get(header::LOCATION);
        place.unwrap_or_else(|| panic!("{} {}", self.status, self.body)).to_str().unwrap().to_owned()
    }
}

/// A browser with its cookies.
#[derive(Clone)]
pub struct Browser<'a> {
    house: &'a House,
    cookies: BTreeMap<String, String>,
}

impl Browser<'_> {
    pub async fn get(&self, path: &str) -> Answer {
        let request = Request::get(path).header(header::COOKIE, self.kept().join("; "));
        self.house.answer(request.body(Body::empty()).unwrap()).await
    }

    fn kept(&self) -> Vec<String> {
        self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect()
    }

    /// The token of a form and the cookie it belongs to.
    async fn form(&self) -> (String, String) {
        let page = self.get("/officer/sign-in").await;
        let token = page.body.split("name=\"csrf\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let kept = page.headers.get(header::SET_COOKIE).unwrap().to_str().unwrap();
        (token, kept.split(';').next().unwrap().to_owned())
    }

    /// Sends a form with files, the token before them; a field whose name begins with `file-` is a file.
    pub async fn upload(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let (token, cookie) = self.form().await;
        let mut body = String::new();
        for (name, value) in [("csrf", token.as_str())].iter().chain(fields) {
            let file = if name.starts_with("file-") { "; filename=\"zones.geojson\"" } else { "" };
            body.push_str(&format!(
                "--cut\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{value}\r\n"
            ));
        }
        body.push_str("--cut--\r\n");
        let cookies: Vec<String> = self.kept().into_iter().chain([cookie]).collect();
        let request = Request::post(path)
            .header(header::COOKIE, cookies.join("; "))
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=cut");
        self.house.answer(request.body(Body::from(body)).unwrap()).await
    }

    /// Sends a form with files as a browser does: question, name and content of each. `cut` bytes never arrive.
    pub async fn hand_in(&self, path: &str, (fields, files): (&[(&str, &str)], &[FormFile<'_>]), cut: usize) -> Answer {
        let mut body = Vec::new();
        for (name, value) in fields {
            body.extend(format!("--cut\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes());
        }
        for (question, name, content) in files {
            let head =
                format!("--cut\r\nContent-Disposition: form-data; name=\"file-{question}\"; filename=\"{name}\"");
            body.extend(head.bytes().chain(*b"\r\n\r\n"));
            body.extend_from_slice(content);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--cut--\r\n");
        body.truncate(body.len() - cut);
        let (_, form) = self.form().await;
        let cookies: Vec<String> = self.kept().into_iter().chain([form]).collect();
        self.house.post(path, (&cookies.join("; "), "multipart/form-data; boundary=cut"), body).await
    }

    /// Sends a form from a page that was just opened.
    pub async fn send(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let (token, form) = self.form().await;
        let cookies: Vec<String> = self.kept().into_iter().chain([form]).collect();
        let pairs = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value)));
        let body: Vec<String> = pairs.chain([format!("csrf={token}")]).collect();
        let request = Request::post(path)
            .header(header::COOKIE, cookies.join("; "))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body.join("&")))
            .unwrap();
        let answer = self.house.answer(request).await;
        for cookie in answer.headers.get_all(header::SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        answer
    }
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// A JSON object of texts.
pub fn json(answers: &[(&str, &str)]) -> String {
    let map: BTreeMap<&str, &str> = answers.iter().copied().collect();
    serde_json::to_string(&map).unwrap()
}
