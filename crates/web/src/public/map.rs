//! The planning map for people: the page, its still picture and table, its printed sheet.
//!
//! The page works without scripts (a still picture with links to move it, and a table of the same); with scripts the
//! picture gives way to a moving map of the same land in the same paint. For reference only: evidence is the
//! certificate. Nothing here is about a person; what may be seen is decided by `desk::access`.

pub mod answer;
pub mod asked;
pub mod files;
pub mod offered;
pub mod offline;
pub mod print;
pub mod table;

use std::sync::Arc;

use atlas::release::Release;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use desk::access::{Action, Who, may};
use desk::fault::DeskFault;
use lexicon::date::Date;
use lexicon::language::Lang;
use maps::drawing::Scene;
use maps::hatch::Ground;
use maps::paper::Paper;
use maps::sheet::SCALES;
use ring::digest::{SHA256, digest};
use texts::Arg;

use self::asked::{DESK_MM, Pairs, THEMES, View, theme_name};
use crate::door::{Answer, Door, Visit};
use crate::headers::Workers;
use crate::view::map::{LegendKey, MapAnswer, MapPage, MapTime, Move, Picture, PrintForm, ThemeChoice};
use crate::view::parts::{Link, Notice, Tone};

/// The pages of the map, in the reader's language.
pub fn routes() -> Router<Door> {
    Router::new()
        .route("/map", get(show))
        .route("/map/table", get(table::show))
        .route("/map/answer", get(answer::show))
        .route("/map/print", get(print::show))
        .route("/map/offline", get(offline::map))
        .route("/offline", get(offline::show))
}

/// `GET /map?e=…&n=…&scale=…&on=…`
pub async fn show(State(door): State<Door>, visit: Visit, Query(pairs): Query<Pairs>) -> Answer {
    let release = match land(&door) {
        Ok(release) => release,
        Err(DeskFault::NoRelease) => {
            let response = door.page(&visit, &nothing(&door, &visit))?;
            return Ok((StatusCode::SERVICE_UNAVAILABLE, response).into_response());
        }
        Err(fault) => return Err(fault.into()),
    };
    let today = door.now().taipei_date();
    let view = View::of(&pairs, &release, today);
    let is_old = view.release.as_deref().is_some_and(|named| !release.hash().starts_with(named));
    let notice = is_old.then(|| Notice {
        tone: Tone::Info,
        title: door.say(visit.lang, "map-newer", &[]),
        lines: vec![door.say(visit.lang, "map-newer-says", &[])],
        link: None,
    });
    let answer = answer::about_parcel(&door, &visit, &view).await?;
    page(&door, &visit, &view, (answer, notice))
}

/// The page of a view, with the answer beside it and something to tell above it.
pub fn page(door: &Door, visit: &Visit, view: &View, (answer, notice): (Option<MapAnswer>, Option<Notice>)) -> Answer {
    let release = land(door)?;
    let query = view.query(&release);
    let paper = view.paper(&release, DESK_MM);
    let legend = maps::drawing::classes(&release, &paper, view.at);
    let page = MapPage {
        query: query.clone(),
        style: format!("/map/style.json?lang={}&on={}", visit.lang.tag(), view.at.on),
        typed: String::new(),
        example: crate::public::land::example(door, visit.lang),
        picture: picture((view, &query), visit.lang),
        moves: moves(door, visit.lang, view, ("/map", &release)),
        legend: legend.keys().map(|class| legend_key(door, visit.lang, class)).collect(),
        themes: themes(door, visit.lang, view),
        time: time(door, visit.lang, view, &release),
        places: places(view, &release),
        print: PrintForm { scales: SCALES.to_vec(), scale: print_scale(view.scale) },
        table: format!("/map/table?{query}"),
        parcel: view.parcel.map(|id| id.key()),
        answer,
        centre: view.centre_m,
        scale: view.scale,
        on: view.at.on,
        known: view.at.known,
        notice,
        offline: false,
    };
    let mut frame = door.frame(visit, Vec::new());
    frame.path = format!("/map?{query}");
    with_workers(door.show(&frame, &page)?)
}

/// The live release, for whoever may see land: everybody, by the one function that says so.
///
/// # Errors
/// No plan data yet, or a house that does not show its land.
pub fn land(door: &Door) -> Result<Arc<Release>, DeskFault> {
    if may(&Who::Public, Action::SeeLand, None) { door.desk.release() } else { Err(DeskFault::Denied) }
}

/// A day as pages write it.
pub fn day(door: &Door, lang: Lang, day: Date) -> String {
    let year = i64::from(day.year()) - if lang == Lang::ZhHant { 1911 } else { 0 };
    let args = [
        ("year", Arg::Text(year.to_string())),
        ("month", Arg::Number(day.month().into())),
        ("day", Arg::Text(day.day().to_string())),
    ];
    door.say(lang, "day-long", &args)
}

/// The page before any plan data is published.
fn nothing(door: &Door, visit: &Visit) -> crate::view::home::Message {
    crate::view::home::Message {
        title: door.say(visit.lang, "map-title", &[]),
        lines: vec![door.say(visit.lang, "map-nothing", &[])],
        next: vec![Link { text: door.say(visit.lang, "crumbs-home", &[]), href: "/".to_owned() }],
    }
}

/// A page that may start workers of our own: the moving map draws in one.
pub fn with_workers(mut response: Response) -> Answer {
    response.extensions_mut().insert(Workers);
    Ok(response)
}

/// A scene of a view.
pub fn scene<'a>(release: &'a Release, view: &'a View, (paper, ground): (Paper, Ground), fonts: &'a str) -> Scene<'a> {
    let (at, themes, chosen) = (view.at, view.themes.as_slice(), view.parcel);
    Scene { release, at, paper, ground, themes, chosen, kept: &[], fonts }
}

/// The name of a class in a language.
pub fn class_name(door: &Door, lang: Lang, class: &str) -> String {
    if class.is_empty() { door.say(lang, "class-other", &[]) } else { door.say(lang, &format!("class-{class}"), &[]) }
}

/// What can be shown or hidden.
pub fn themes(door: &Door, lang: Lang, view: &View) -> Vec<ThemeChoice> {
    let choice = |theme| ThemeChoice {
        name: theme_name(theme).to_owned(),
        text: door.say(lang, &format!("map-theme-{}", theme_name(theme)), &[]),
        chosen: view.themes.contains(&theme),
    };
    THEMES.into_iter().map(choice).collect()
}

fn legend_key(door: &Door, lang: Lang, class: &str) -> LegendKey {
    LegendKey { class: class.to_owned(), name: class_name(door, lang, class) }
}

/// A short name of some bytes.
pub fn fingerprint(bytes: &[u8]) -> String {
    digest(&SHA256, bytes).as_ref().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

fn picture((view, query): (&View, &str), lang: Lang) -> Picture {
    let address = |more: &str| format!("/map/picture.svg?{query}&lang={}{more}", lang.tag());
    Picture {
        desk: address(""),
        desk_dark: address("&ground=dark"),
        phone: address("&size=phone"),
        phone_dark: address("&size=phone&ground=dark"),
        scale: view.scale,
    }
}

/// Links that move a still view: four ways, nearer, farther.
pub fn moves(door: &Door, lang: Lang, view: &View, (path, release): (&str, &Release)) -> Vec<Move> {
    let one = |name: &str, to: Option<View>| {
        to.map(|to| Move {
            name: name.to_owned(),
            text: door.say(lang, &format!("map-move-{name}"), &[]),
            href: format!("{path}?{}", to.query(release)),
        })
    };
    [
        one("north", Some(view.moved((0, 6)))),
        one("west", Some(view.moved((-6, 0)))),
        one("east", Some(view.moved((6, 0)))),
        one("south", Some(view.moved((0, -6)))),
        one("nearer", view.nearer()),
        one("farther", view.farther()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn time(door: &Door, lang: Lang, view: &View, release: &Release) -> MapTime {
    let days = offered::days_of(release);
    let at = |on: Date| View { at: atlas::day::AsOf { on, ..view.at }, ..view.clone() };
    let link = |on: &Date| Link { text: day(door, lang, *on), href: format!("/map?{}", at(*on).query(release)) };
    let today = door.now().taipei_date();
    let before = days.in_force.iter().rev().find(|day| **day < view.at.on);
    let after = days.in_force.iter().find(|day| **day > view.at.on);
    MapTime { earlier: before.map(link), later: after.map(link), today: (view.at.on != today).then(|| link(&today)) }
}

fn places(view: &View, release: &Release) -> Vec<Link> {
    let areas = release.areas().iter();
    let link = |area: &atlas::plan::PlanArea| Link {
        text: area.name.clone(),
        href: format!("/map?area={}&on={}", area.code, view.at.on),
    };
    areas.map(link).collect()
}

/// The sheet scale nearest to the scale of a screen, not above the overviews.
fn print_scale(scale: i64) -> i64 {
    SCALES.into_iter().find(|own| *own >= scale).unwrap_or(SCALES[SCALES.len() - 1])
}

/// A count as words take it.
pub fn counted(count: usize) -> Arg {
    Arg::Number(i64::try_from(count).unwrap_or(i64::MAX))
}
