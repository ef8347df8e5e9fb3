//! What a request for features asks for, read strictly: every parameter known, every value meant.

use axum::http::StatusCode;
use lexicon::date::Date;
use maps::reference::Reference;

use crate::collection::{Collection, FactKind};
use crate::fault::Fault;
use crate::filter::bound::{Bound, Side, bind};
use crate::filter::geometry::{Frame, Literal, Probe};
use crate::filter::{Comparison, json, text};
use crate::query::Query;
use crate::span::{self, Span};

/// Features on a page where nobody says.
pub const USUAL: usize = 10;
/// The most features on a page; asking for more gives these.
pub const MOST: usize = 10_000;
/// Letters of a release's hash in the key of a next page.
const MARK: usize = 12;

/// A page of features.
pub struct Items {
    pub collection: Collection,
    pub crs: Reference,
    pub limit: usize,
    pub span: Span,
    pub bbox: Option<Probe>,
    pub filter: Option<Bound>,
    /// The first row to look at.
    pub start: u32,
    /// The query without the key of the page, for links.
    pub kept: String,
    /// What marks the release in keys.
    pub mark: String,
}

/// One feature.
pub struct Item {
    pub crs: Reference,
    pub span: Span,
    /// Whether days were named.
    pub is_dated: bool,
}

/// Takes `f`, which may only be JSON.
///
/// # Errors
/// Another format.
pub fn format(query: &mut Query) -> Result<(), Fault> {
    match query.take("f").as_deref() {
        None | Some("json" | "application/json" | "application/geo+json") => Ok(()),
        Some(other) => Err(Fault::bad("bad-format").about("f").with("value", other)),
    }
}

fn crs(query: &mut Query, name: &str) -> Result<Reference, Fault> {
    let Some(value) = query.take(name) else { return Ok(Reference::Crs84) };
    Reference::named(&value).ok_or_else(|| {
        let served = Reference::ALL.map(Reference::uri).join(", ");
        Fault::bad("bad-crs").about(name).with("name", name).with("value", value).with("served", served)
    })
}

/// Takes `datetime` and `known`; today, as known now, where nothing is said.
fn span(query: &mut Query, today: Date) -> Result<(Span, bool), Fault> {
    let (datetime, known) = (query.take("datetime"), query.take("known"));
    let mut span = datetime.as_deref().map_or(Ok(Span::day(today)), Span::read)?;
    span.known = known.as_deref().map(|text| span::day("known", text)).transpose()?;
    Ok((span, datetime.is_some()))
}

/// Four numbers, or six with heights, in the order of the axes of their reference system.
fn bbox(text: &str, reference: Reference) -> Result<Probe, Fault> {
    let bad = || Fault::bad("bad-bbox").about("bbox").with("value", text);
    let numbers: Vec<f64> = text
        .split(',')
        .map(|n| n.trim().parse().ok().filter(|n: &f64| n.is_finite()))
        .collect::<Option<_>>()
        .ok_or_else(bad)?;
    let (min, max) = match numbers[..] {
        [a, b, c, d] => ((a, b), (c, d)),
        [a, b, _, c, d, _] => ((a, b), (c, d)),
        _ => return Err(bad()),
    };
    let turned = |p: (f64, f64)| if reference.is_north_first() { (p.1, p.0) } else { p };
    let (min, max) = (turned(min), turned(max));
    if max.1 < min.1 {
        return Err(bad());
    }
    // A box over the 180th meridian is two; none of them can be here unless it reaches it from the west.
    let max = if reference.is_degrees() && max.0 < min.0 { (180.0, max.1) } else { max };
    if max.0 < min.0 {
        return Err(bad());
    }
    Probe::new(Literal::frame(Frame { min, max }), reference).map_err(|fault| fault.about("bbox"))
}

fn filter(query: &mut Query, collection: Collection) -> Result<Option<Bound>, Fault> {
    let lang = query.take("filter-lang");
    let reference = crs(query, "filter-crs")?;
    let Some(text) = query.take("filter") else { return Ok(None) };
    let node = match lang.as_deref() {
        None if text.trim_start().starts_with('{') => json::read(&text)?,
        None | Some("cql2-text") => text::read(&text)?,
        Some("cql2-json") => json::read(&text)?,
        Some(other) => return Err(Fault::bad("filter-lang").about("filter-lang").with("value", other)),
    };
    bind(node, (collection, reference)).map(Some)
}

/// Takes `<property>=<value>` for every fact of the collection.
fn equals(query: &mut Query, collection: Collection) -> Result<Vec<Bound>, Fault> {
    let mut conditions = Vec::new();
    for fact in collection.facts() {
        let Some(value) = query.take(fact.name()) else { continue };
        let bad = || {
            let fault = Fault::bad("bad-value").about(fact.name()).with("name", fact.name()).with("value", &value);
            fault.with_words("kind", fact.kind().key())
        };
        let side = match fact.kind() {
            FactKind::Text => Side::Text(value),
            FactKind::Day => Side::Day(value.parse().map_err(|_| bad())?),
            FactKind::Whole | FactKind::Decimal => {
                Side::Number(value.parse().ok().filter(|n: &f64| n.is_finite()).ok_or_else(bad)?)
            }
        };
        conditions.push(Bound::Compare(Comparison::Equal, Side::Fact(*fact), side));
    }
    Ok(conditions)
}

fn limit(query: &mut Query) -> Result<usize, Fault> {
    let Some(text) = query.take("limit") else { return Ok(USUAL) };
    let is_number = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let number = if is_number { text.parse::<usize>().unwrap_or(MOST) } else { 0 };
    if number == 0 {
        return Err(Fault::bad("bad-limit").about("limit").with("value", text).with("most", MOST));
    }
    Ok(number.min(MOST))
}

/// The row of a key such as `0a1b2c3d4e5f-120`.
fn start(text: &str, mark: &str) -> Result<u32, Fault> {
    let bad = || Fault::bad("bad-after").about("after").with("value", text);
    let (release, row) = text.split_once('-').ok_or_else(bad)?;
    let is_hash = release.len() == MARK && release.bytes().all(|b| b.is_ascii_hexdigit());
    let row: u32 = row.parse().map_err(|_| bad())?;
    if !is_hash {
        return Err(bad());
    }
    if release != mark {
        return Err(Fault::of(StatusCode::GONE, "renewed").about("after"));
    }
    row.checked_add(1).ok_or_else(bad)
}

impl Items {
    /// Reads the query of a page.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn read((collection, raw): (Collection, &str), hash: &str, today: Date) -> Result<Items, Fault> {
        let mut query = Query::read(raw)?;
        format(&mut query)?;
        let mark = hash.get(..MARK).unwrap_or(hash).to_owned();
        let after = query.take("after");
        let bbox_crs = crs(&mut query, "bbox-crs")?;
        let crs = crs(&mut query, "crs")?;
        let limit = limit(&mut query)?;
        let (span, _) = span(&mut query, today)?;
        let bbox = query.take("bbox").map(|text| bbox(&text, bbox_crs)).transpose()?;
        let mut conditions = equals(&mut query, collection)?;
        conditions.extend(filter(&mut query, collection)?);
        query.close(&served(collection))?;
        let filter = if conditions.len() > 1 { Some(Bound::And(conditions)) } else { conditions.pop() };
        let start = after.as_deref().map_or(Ok(0), |text| start(text, &mark))?;
        let kept: Vec<&str> = raw.split('&').filter(|p| !p.is_empty() && !p.starts_with("after=")).collect();
        Ok(Items { collection, crs, limit, span, bbox, filter, start, kept: kept.join("&"), mark })
    }
}

/// The parameters of a page.
fn served(collection: Collection) -> Vec<&'static str> {
    let ours =
        ["bbox", "bbox-crs", "crs", "limit", "datetime", "known", "filter", "filter-lang", "filter-crs", "after", "f"];
    ours.into_iter().chain(collection.facts().iter().map(|fact| fact.name())).collect()
}

impl Item {
    /// Reads the query of one feature.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn read(raw: &str, today: Date) -> Result<Item, Fault> {
        let mut query = Query::read(raw)?;
        format(&mut query)?;
        let crs = crs(&mut query, "crs")?;
        let (span, is_dated) = span(&mut query, today)?;
        if !span.is_one_day {
            return Err(Fault::bad("one-day").about("datetime"));
        }
        query.close(&["crs", "datetime", "known", "f"])?;
        Ok(Item { crs, span, is_dated })
    }
}
