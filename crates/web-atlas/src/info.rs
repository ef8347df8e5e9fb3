//! What lies under a pixel of a picture (GetFeatureInfo), as text, as a table or as GeoJSON.

use axum::response::Response;
use lexicon::language::Lang;
use maps::reference::Reference;
use web::door::Door;

use crate::book::Book;
use crate::collection::Collection;
use crate::fault::Fault;
use crate::filter::geometry::{Frame, Literal, Probe};
use crate::ogc;
use crate::reply;
use crate::span::Span;
use crate::value::{Thing, Value};

/// The most things told of one pixel.
pub const MOST: usize = 100;

/// A question about a pixel.
pub struct Asked {
    pub collections: Vec<Collection>,
    pub reference: Reference,
    /// The ground of the pixel: west, south, east, north.
    pub pixel: [f64; 4],
    pub span: Span,
    pub form: Form,
    pub count: usize,
}

/// How the answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Text,
    Html,
    Json,
}

impl Form {
    /// All of them with their media types.
    pub const ALL: [(Form, &'static str); 3] =
        [(Form::Text, "text/plain"), (Form::Html, "text/html"), (Form::Json, "application/json")];

    /// The form of a media type; text where nothing is said.
    ///
    /// # Errors
    /// Another type.
    pub fn named(name: &str) -> Result<Form, Fault> {
        if name.is_empty() {
            return Ok(Form::Text);
        }
        let known = Form::ALL.into_iter().find(|(_, media_type)| *media_type == name).map(|(form, _)| form);
        let known = known.or((name == "application/geo+json").then_some(Form::Json));
        let served = Form::ALL.map(|(_, media_type)| media_type).join(", ");
        known.ok_or_else(|| {
            Fault::bad("wms-info-format").about("info_format").with("value", name).with("served", served)
        })
    }
}

/// What lies there.
///
/// # Errors
/// Too much work.
pub fn answer(door: &Door, (book, lang): (&Book, Lang), asked: &Asked) -> Result<Response, Fault> {
    let [west, south, east, north] = asked.pixel;
    let literal = Literal::frame(Frame { min: (west, south), max: (east, north) });
    let mut things = Vec::new();
    // Far from the land there is nothing, whatever the numbers are.
    if let Ok(probe) = Probe::new(literal, asked.reference)
        && let Some(window) = probe.window((book.release.origin(), book.around()))
    {
        let (ground, days) = (book.ground(asked.reference)?, asked.span.days());
        for collection in &asked.collections {
            let table = book.table(*collection);
            for row in table.touching(&window) {
                if things.len() < asked.count && table.answers(row, &days) && probe.meets(&table.shape(row), ground)? {
                    things.push(Thing { table, row, span: asked.span });
                }
            }
        }
    }
    Ok(match asked.form {
        Form::Json => reply::public("application/json", ogc::collection_of(&things, book.ground(Reference::Crs84)?)),
        Form::Text => reply::public("text/plain; charset=utf-8", text(door, lang, &things).into_bytes()),
        Form::Html => reply::public("text/html; charset=utf-8", html(door, lang, &things)),
    })
}

/// The facts of a thing that are there, with their words.
fn told(door: &Door, lang: Lang, thing: &Thing<'_>) -> Vec<(String, String)> {
    let words = |name: &str| door.say(lang, &format!("ogc-fact-{}", name.replace('_', "-")), &[]);
    let facts = thing.table.collection.facts().iter();
    facts
        .filter_map(|fact| {
            let value = match thing.value(*fact) {
                Value::Nothing => return None,
                Value::Text(text) => text.into_owned(),
                Value::Whole(number) => number.to_string(),
                Value::Hundredths(number) => atlas::area::Area::hundredths(number).to_string(),
                Value::Day(day) => day.to_string(),
            };
            Some((words(fact.name()), value))
        })
        .collect()
}

fn title(door: &Door, lang: Lang, thing: &Thing<'_>) -> String {
    let collection = door.say(lang, &format!("ogc-{}", thing.table.collection.id()), &[]);
    format!("{collection} {}", thing.id())
}

fn text(door: &Door, lang: Lang, things: &[Thing<'_>]) -> String {
    if things.is_empty() {
        return format!("{}\n", door.say(lang, "ogc-info-nothing", &[]));
    }
    let mut out = String::new();
    for thing in things {
        out.push_str(&title(door, lang, thing));
        out.push('\n');
        for (name, value) in told(door, lang, thing) {
            out.push_str(&format!("  {name}: {value}\n"));
        }
    }
    out
}

fn html(door: &Door, lang: Lang, things: &[Thing<'_>]) -> Vec<u8> {
    use crate::xml::Xml;
    let mut page = Xml::bare();
    page.open("html", &[("lang", lang.tag())]);
    page.open("head", &[]);
    page.empty("meta", &[("charset", "utf-8")]);
    page.leaf("title", &door.say(lang, "ogc-title", &[]));
    page.close("head");
    page.open("body", &[]);
    if things.is_empty() {
        page.leaf("p", &door.say(lang, "ogc-info-nothing", &[]));
    }
    for thing in things {
        page.open("table", &[]);
        page.leaf("caption", &title(door, lang, thing));
        for (name, value) in told(door, lang, thing) {
            page.open("tr", &[]);
            page.leaf_with("th", &[("scope", "row")], &name);
            page.leaf("td", &value);
            page.close("tr");
        }
        page.close("table");
    }
    page.close("body");
    page.close("html");
    let mut out = b"<!DOCTYPE html>\n".to_vec();
    out.extend(page.finish());
    out
}
