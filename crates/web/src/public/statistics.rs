//! The public statistics: areas by class, plan area and district, population and indicators, at a day and beside
//! an earlier one, as a page and as spreadsheets. Free, without a name; answers about the past, never the future.

mod chart;
mod lines;
mod words;

use axum::extract::{Query, State};
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;
use desk::access::Who;
use desk::fault::DeskFault;
use desk_atlas::figures;
use lexicon::date::Date;
use lexicon::roc::RocDate;
use serde::Deserialize;
use sheets::write::Format;
use texts::Arg;

use super::land::words::encoded;
use crate::door::{Answer, Door, Visit, go};
use crate::view::parts::{Link, Slip};
use crate::view::statistics::{AreaChoice, OtherSite, StatisticsAsking, StatisticsPage};
use words::Words;

/// The first day tables of land can hold.
const FIRST: Date = Date::constant(1900, 1, 1);
/// What is typed beyond this is not repeated.
const MOST_TYPED: usize = 40;

/// What an address says.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    on: String,
    #[serde(default)]
    against: String,
    #[serde(default)]
    area: String,
}

impl Asked {
    /// What was typed, as an address says it; nothing for what was left empty.
    fn query(&self) -> String {
        let typed = [("on", &self.on), ("against", &self.against), ("area", &self.area)];
        let typed = typed.iter().filter(|(_, typed)| !typed.trim().is_empty());
        let pairs: Vec<String> = typed.map(|(name, typed)| format!("{name}={}", encoded(&short(typed)))).collect();
        if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
    }
}

fn short(typed: &str) -> String {
    typed.trim().chars().take(MOST_TYPED).collect()
}

/// `GET /statistics?on=…&against=…&area=…`
pub async fn show(State(door): State<Door>, visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let release = door.desk.release()?;
    let (told, slips) = match days(&door, &visit, &asked) {
        Ok(days) => (Some(door.figures.statistics(&door.desk, &Who::Public, days).await?), Vec::new()),
        Err(slips) => (None, slips),
    };
    let area = asked.area.trim();
    let is_known = area.is_empty() || release.areas().iter().any(|known| known.code == area);
    let choice = |known: &atlas::plan::PlanArea| AreaChoice {
        code: known.code.clone(),
        name: known.name.clone(),
        chosen: known.code == area,
    };
    let areas = release.areas().iter().map(choice).collect();
    let asking = StatisticsAsking { on: short(&asked.on), against: short(&asked.against), areas };
    let mut page = StatisticsPage { asking, slips, told: None, links: Vec::new(), links_unchecked: false };
    if !is_known {
        let text = door.say(visit.lang, "stat-slip-area", &[("typed", Arg::Text(short(area)))]);
        page.slips.push(Slip { field: "area".to_owned(), text });
    }
    if let Some(statistics) = told.as_ref().filter(|_| is_known) {
        let words = Words { door: &door, lang: visit.lang, statistics, area: (!area.is_empty()).then_some(area) };
        page.told = Some(words.told(downloads(&door, &visit, &asked)));
    }
    for link in &door.desk.office().statistics.links {
        let (name, says) = (link.name.say(visit.lang).to_owned(), link.says.say(visit.lang).to_owned());
        page.links.push(OtherSite { name, href: link.address.clone(), says });
        page.links_unchecked |= link.is_sample;
    }
    door.page(&visit, &page)
}

fn downloads(door: &Door, visit: &Visit, asked: &Asked) -> Vec<Link> {
    let link = |ending: &str| Link {
        text: door.say(visit.lang, &format!("stat-as-{ending}"), &[]),
        href: format!("/statistics.{ending}{}", asked.query()),
    };
    ["ods", "csv"].map(link).to_vec()
}

/// The days as typed, in either calendar; nothing typed is today, and no comparison.
fn days(door: &Door, visit: &Visit, asked: &Asked) -> Result<figures::Asked, Vec<Slip>> {
    let today = door.now().taipei_date();
    let mut slips = Vec::new();
    let mut read = |field: &str, typed: &str| {
        if typed.trim().is_empty() {
            return None;
        }
        let key = match RocDate::parse(typed).map(RocDate::date) {
            Ok(day) if day > today => "stat-slip-future",
            Ok(day) if day < FIRST => "stat-slip-early",
            Ok(day) => return Some(day),
            Err(_) => "stat-slip-day",
        };
        slips.push(Slip { field: field.to_owned(), text: door.say(visit.lang, key, &[]) });
        None
    };
    let (on, against) = (read("on", &asked.on).unwrap_or(today), read("against", &asked.against));
    if slips.is_empty() && against.is_some_and(|day| day >= on) {
        let text = door.say(visit.lang, "stat-slip-order", &[]);
        slips.push(Slip { field: "against".to_owned(), text });
    }
    if slips.is_empty() { Ok(figures::Asked { on, against }) } else { Err(slips) }
}

/// `GET /statistics.ods?…`: every figure of the page and those of every class, one a line.
pub async fn ods(door: State<Door>, visit: Visit, asked: Query<Asked>) -> Answer {
    file(Format::Ods, door, visit, asked).await
}

/// `GET /statistics.csv?…`
pub async fn csv(door: State<Door>, visit: Visit, asked: Query<Asked>) -> Answer {
    file(Format::Csv, door, visit, asked).await
}

/// What cannot be read leads to the page, which says why.
async fn file(format: Format, State(door): State<Door>, visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let Ok(days) = days(&door, &visit, &asked) else {
        return Ok(go(&visit, &format!("/statistics{}", asked.query())));
    };
    let statistics = door.figures.statistics(&door.desk, &Who::Public, days).await?;
    let made = tokio::task::spawn_blocking(move || {
        let words = Words { door: &door, lang: visit.lang, statistics: &statistics, area: None };
        sheets::write::write(format, &lines::sheet(&words))
    });
    let bytes = made.await.map_err(|fault| DeskFault::Definition(fault.to_string()))?;
    let bytes = bytes.map_err(|fault| DeskFault::Definition(fault.to_string()))?;
    let place = format!("attachment; filename=\"statistics-{}.{}\"", days.on, format.ending());
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(format.media_type())),
        (header::CONTENT_DISPOSITION, HeaderValue::from_str(&place).unwrap_or(HeaderValue::from_static("attachment"))),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox")),
    ];
    Ok((headers, bytes).into_response())
}
