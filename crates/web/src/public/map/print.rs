//! The printed sheet: a PDF at true scale, drawn by the press that the binary hands to the door.
//!
//! Costly, so the door limits it apart; bounded, because a sheet is of fixed paper and fixed scales and a drawing
//! refuses too much land. A plan for reference only: the sheet says so, and its code leads back to the same view.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use atlas::release::Release;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::IntoResponse;
use desk::fault::DeskFault;
use desk::office::Standing;
use lexicon::date::Date;
use lexicon::language::Lang;
use maps::drawing::{Drawn, PARCELS_TO, Theme, exhibition_ink, restriction_ink};
use maps::furniture::FurnitureWords;
use maps::hatch::{Ground, hex, swatch};
use maps::paper::Paper;
use maps::sheet::{self, ClassKey, LineKey, SCALES, SheetFacts, SheetWords};
use papers::press_protocol::{PressFile, Request};
use texts::Arg;

use super::asked::{Pairs, View, short, value};
use super::{class_name, scene};
use crate::door::{Answer, Door, Visit};
use crate::view::parts::{Notice, Tone};

/// Who draws sheets: takes a request of the press, gives a PDF or why there is none (for the log).
pub type Printer = Arc<dyn Fn(Request) -> Pin<Box<dyn Future<Output = Result<Vec<u8>, String>> + Send>> + Send + Sync>;

/// Fonts of the sheet's map; the press has these and no others.
const FONTS: &str = "Noto Sans CJK TC";

/// What is to be printed.
#[derive(Clone, Debug)]
struct Asked {
    view: View,
    size: sheet::Size,
    lie: sheet::Lie,
    lang: Lang,
    today: Date,
}

/// `GET /map/print?e=…&n=…&scale=1000&paper=a4&orientation=portrait&on=…` (or `bbox`)
pub async fn show(State(door): State<Door>, visit: Visit, Query(pairs): Query<Pairs>) -> Answer {
    let release = super::land(&door)?;
    let today = door.now().taipei_date();
    let mut view = View::of(&pairs, &release, today);
    view.scale = SCALES.into_iter().find(|scale| *scale >= view.scale).unwrap_or(SCALES[SCALES.len() - 1]);
    let size = if value(&pairs, "paper") == Some("a3") { sheet::Size::A3 } else { sheet::Size::A4 };
    let lies = value(&pairs, "orientation") == Some("landscape");
    let lie = if lies { sheet::Lie::Landscape } else { sheet::Lie::Portrait };
    let asked = Asked { view, size, lie, lang: visit.lang, today };
    let Some(printer) = door.printer.clone() else { return refused(&door, &visit, &asked, "map-print-later") };
    let (maker, order) = (door.clone(), asked.clone());
    let made = tokio::task::spawn_blocking(move || request(&maker, &release, &order));
    let made = made.await.map_err(|fault| DeskFault::Definition(fault.to_string()))?;
    let Some(request) = made? else { return refused(&door, &visit, &asked, "map-print-too-much") };
    match printer(request).await {
        Ok(pdf) => Ok((opened(&asked), pdf).into_response()),
        Err(cause) => {
            tracing::error!(cause, "a map sheet was not printed");
            refused(&door, &visit, &asked, "map-print-later")
        }
    }
}

/// The map's page with the reason why there is no sheet.
fn refused(door: &Door, visit: &Visit, asked: &Asked, key: &str) -> Answer {
    let notice = Notice {
        tone: Tone::Warning,
        title: door.say(visit.lang, key, &[]),
        lines: vec![door.say(visit.lang, &format!("{key}-says"), &[])],
        link: None,
    };
    let page = super::page(door, visit, &asked.view, (None, Some(notice)))?;
    let status = if key == "map-print-later" { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::BAD_REQUEST };
    Ok((status, page).into_response())
}

fn opened(asked: &Asked) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/pdf"));
    let name = format!("inline; filename=\"map-{}-{}.pdf\"", asked.view.scale, asked.view.at.on);
    if let Ok(value) = HeaderValue::from_str(&name) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    headers
}

/// The request of a sheet; nothing where the window holds too much land.
fn request(door: &Door, release: &Release, asked: &Asked) -> Result<Option<Request>, DeskFault> {
    let paper = asked.view.paper(release, sheet::map_mm(asked.size, asked.lie));
    let scene = scene(release, &asked.view, (paper, Ground::Light), FONTS);
    let words = FurnitureWords { north: door.say(asked.lang, "map-north", &[]), fonts: FONTS.to_owned() };
    let Ok((map, drawn)) = sheet::map(&scene, release.origin(), &words) else { return Ok(None) };
    let facts = facts(door, (release, &paper), asked, &drawn);
    let broken = |cause: String| DeskFault::Definition(cause);
    let qr = papers::qr::svg(&facts.url).map_err(|e| broken(e.to_string()))?;
    let file = |name: String, text: String| PressFile { name, bytes: text.into_bytes() };
    let mut files = vec![file("/map.svg".to_owned(), map), file("/qr.svg".to_owned(), qr)];
    files.extend(facts.legend.iter().map(|key| {
        file(format!("/swatch-{}.svg", key.file), swatch(atlas::colour::of_class(&key.code), Ground::Light))
    }));
    let data = serde_json::to_vec(&facts).map_err(|e| broken(e.to_string()))?;
    let id = super::fingerprint(&data);
    Ok(Some(Request { id, issued_on: asked.today, template: sheet::TEMPLATE.to_owned(), data, files }))
}

fn facts(door: &Door, (release, paper): (&Release, &Paper), asked: &Asked, drawn: &Drawn) -> SheetFacts {
    let say = |key: &str| door.say(asked.lang, key, &[]);
    let office = door.desk.office();
    let legend: Vec<ClassKey> = drawn
        .classes
        .keys()
        .map(|class| ClassKey {
            file: if class.is_empty() { "other".to_owned() } else { class.to_lowercase() },
            name: class_name(door, asked.lang, class),
            code: (*class).to_owned(),
        })
        .collect();
    let (first, columns) = sheet::legend_room(asked.size, asked.lie, legend.len());
    let scale = format!("1:{}", asked.view.scale);
    let day = |date: Date| super::day(door, asked.lang, date);
    let mut told = vec![(say("map-sheet-on"), day(asked.view.at.on))];
    told.extend(asked.view.at.known.map(|known| (say("map-sheet-known"), day(known))));
    told.extend([
        (say("map-sheet-release"), short(release).to_owned()),
        (say("map-sheet-system"), say("map-sheet-system-says")),
        (say("map-sheet-made"), day(asked.today)),
    ]);
    let path = crate::address::localised(asked.lang, &format!("/map?{}", asked.view.query(release)));
    SheetFacts {
        lang: if asked.lang == Lang::En { "en" } else { "zh" },
        paper: if asked.size == sheet::Size::A3 { "a3" } else { "a4" },
        flipped: asked.lie == sheet::Lie::Landscape,
        made: asked.today,
        title: say("map-sheet-title"),
        agency: office.names.agency.say(asked.lang).to_owned(),
        alt: door.say(asked.lang, "map-sheet-alt", &[("scale", Arg::Text(scale.clone()))]),
        scale,
        map: paper.size_mm,
        facts: told,
        lines: lines(door, asked, drawn),
        legend,
        first,
        columns,
        url: format!("{}{path}", office.public_url),
        mark: (office.standing == Standing::Demonstration).then(|| say("map-sheet-mark")),
        words: SheetWords {
            legend: say("map-legend"),
            swatch: say("map-sheet-swatch"),
            more: say("map-sheet-more"),
            reference: say("map-reference"),
            reference_says: say("map-sheet-reference"),
            code: say("map-sheet-code"),
        },
    }
}

/// The lines of the drawing that are explained beside the classes.
fn lines(door: &Door, asked: &Asked, drawn: &Drawn) -> Vec<LineKey> {
    let ink = hex(Ground::Light.ink());
    let key = |theme: &str, ink: String, width: i64, dash: &[i64]| LineKey {
        name: door.say(asked.lang, &format!("map-theme-{theme}"), &[]),
        ink,
        width,
        dash: dash.to_vec(),
    };
    let has = |theme| asked.view.themes.contains(&theme);
    let mut all = Vec::new();
    if drawn.parcels > 0 && asked.view.scale <= PARCELS_TO {
        all.push(key("parcels", ink.clone(), 12, &[]));
    }
    if has(Theme::PlanAreas) {
        all.push(key("areas", ink, 80, &[300, 90, 60, 90]));
    }
    if has(Theme::Exhibitions) {
        all.push(key("exhibitions", hex(exhibition_ink(Ground::Light)), 90, &[250, 120]));
    }
    if has(Theme::Restrictions) {
        all.push(key("restrictions", hex(restriction_ink(Ground::Light)), 70, &[70, 110]));
    }
    all
}
