//! Layers of pictures: what is drawn of each collection, in which style, for which days.
//!
//! Bounded: at most a few pictures are drawn at a time and a few more may wait; parcels are drawn only where they
//! can be told apart.

use std::sync::{Arc, LazyLock};

use atlas::colour;
use atlas::point::Bounds;
use axum::http::StatusCode;
use maps::drawing::{exhibition_ink, restriction_ink};
use maps::hatch::Ground as Paper;
use maps::label_place::{self, Place};
use maps::lettering::Lettering;
use maps::projection;
use maps::raster::{Look, Raster};
use maps::reference::Reference;
use tokio::sync::Semaphore;

use crate::book::{Book, Table};
use crate::collection::{Collection, Fact};
use crate::fault::Fault;
use crate::reply;
use crate::span::Span;
use crate::value::{Thing, Value};

/// Where Debian's `fonts-noto-cjk` puts the font of names; the start of the house looks for that package.
const FONT: &str = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc";
/// Pictures drawn at a time.
const AT_ONCE: usize = 2;
/// Pictures that are drawn or wait.
const MOST_WAITING: usize = 32;
/// Ground of a pixel up to which parcels are drawn, metres.
pub const PARCELS_UP_TO_M: f64 = 3.0;
/// Ground of a pixel up to which names of parcels are written, metres.
const PARCEL_NAMES_UP_TO_M: f64 = 0.5;

/// Collections that can be drawn, the lowest first.
pub const LAYERS: [Collection; 5] =
    [Collection::Zones, Collection::Parcels, Collection::Exhibitions, Collection::Restrictions, Collection::PlanAreas];

/// How a layer is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Colour, pattern and name.
    Default,
    /// Only borders.
    Outline,
}

impl Style {
    /// All of them.
    pub const ALL: [Style; 2] = [Style::Default, Style::Outline];

    /// Its name in requests.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Style::Default => "default",
            Style::Outline => "outline",
        }
    }

    /// The style of a name; nothing means the usual one.
    #[must_use]
    pub fn named(name: &str) -> Option<Style> {
        if name.is_empty() { Some(Style::Default) } else { Style::ALL.into_iter().find(|style| style.name() == name) }
    }
}

/// A picture that is asked for.
#[derive(Clone, Debug)]
pub struct Picture {
    pub layers: Vec<(Collection, Style)>,
    pub reference: Reference,
    /// West, south, east, north.
    pub frame: [f64; 4],
    pub size: (u32, u32),
    /// The colour under everything; see-through when `None`.
    pub ground: Option<(u8, u8, u8)>,
    pub span: Span,
}

static PENS: Semaphore = Semaphore::const_new(AT_ONCE);
static CHAIRS: Semaphore = Semaphore::const_new(MOST_WAITING);

static LETTERING: LazyLock<Option<Lettering>> = LazyLock::new(|| {
    let read = std::fs::read(FONT).map_err(|cause| cause.to_string());
    match read.and_then(|bytes| Lettering::read(bytes).map_err(|cause| cause.to_string())) {
        Ok(lettering) => Some(lettering),
        Err(cause) => {
            tracing::error!(font = FONT, %cause, "names are left out of pictures: apt-get install fonts-noto-cjk");
            None
        }
    }
});

/// Draws a picture as PNG when it is its turn.
///
/// # Errors
/// Too many wait already; a picture without size.
pub async fn draw(book: Arc<Book>, picture: Picture) -> Result<Vec<u8>, Fault> {
    let busy = |_| Fault::of(StatusCode::SERVICE_UNAVAILABLE, "busy");
    let _chair = CHAIRS.try_acquire().map_err(busy)?;
    let pen = PENS.acquire().await.map_err(|_| Fault::of(StatusCode::SERVICE_UNAVAILABLE, "busy"))?;
    let drawn = reply::aside(move || png(&book, &picture)).await;
    drop(pen);
    drawn
}

fn png(book: &Book, asked: &Picture) -> Result<Vec<u8>, Fault> {
    let ground = book.ground(asked.reference)?;
    let mut raster = Raster::new(asked.size, asked.frame, ground).map_err(|_| Fault::bad("bad-picture"))?;
    if let Some(colour) = asked.ground {
        raster.fill(colour);
    }
    if let Some(window) = projection::window(asked.reference.system(), asked.frame, book.release.origin()) {
        for (collection, style) in &asked.layers {
            layer(&mut raster, (book.table(*collection), *style), &window, asked);
        }
    }
    raster.png().map_err(|_| Fault::of(StatusCode::INTERNAL_SERVER_ERROR, "broken"))
}

/// Metres of ground a pixel is wide, roughly.
fn pixel_m(window: &Bounds, asked: &Picture) -> f64 {
    (f64::from(window.max.x) - f64::from(window.min.x)) / atlas::point::UNITS_PER_M / f64::from(asked.size.0.max(1))
}

fn layer(raster: &mut Raster<'_>, (table, style): (Table<'_>, Style), window: &Bounds, asked: &Picture) {
    let pixel_m = pixel_m(window, asked);
    let is_parcels = table.collection == Collection::Parcels;
    if is_parcels && pixel_m > PARCELS_UP_TO_M {
        return;
    }
    let days = asked.span.days();
    let rows: Vec<u32> = table.touching(window).into_iter().filter(|&row| table.answers(row, &days)).collect();
    for &row in &rows {
        raster.draw(&table.shape(row), &look((table, row), style));
    }
    if style == Style::Outline || (is_parcels && pixel_m > PARCEL_NAMES_UP_TO_M) {
        return;
    }
    let Some(names) = LETTERING.as_ref().and_then(Lettering::open) else { return };
    for &row in &rows {
        let fact = if is_parcels { Fact::LandNumber } else { Fact::Name };
        let (Value::Text(text), Some(place)) = (Thing { table, row, span: asked.span }.value(fact), place(table, row))
        else {
            continue;
        };
        raster.name(&names, &text, (place.at, place.room));
    }
}

fn look((table, row): (Table<'_>, u32), style: Style) -> Look {
    let light = Paper::Light;
    let line = |ink, width_px, marks| Look::Line { ink, width_px, marks };
    let marks = |pattern| (style == Style::Default).then_some(pattern);
    match table.collection {
        Collection::Zones if style == Style::Default => {
            let release = &table.book.release;
            Look::Class(colour::of_class(release.text(release.zone_facts(row).class)))
        }
        Collection::Zones => line(light.ink(), 0.8, None),
        Collection::Parcels => line((88, 96, 102), 0.6, None),
        Collection::Exhibitions => line(exhibition_ink(light), 1.6, marks(colour::Pattern::Rising)),
        Collection::Restrictions => line(restriction_ink(light), 1.6, marks(colour::Pattern::Dots)),
        Collection::PlanAreas | Collection::Plans => line(light.ink(), 2.0, None),
    }
}

/// Where the name of a row stands.
fn place(table: Table<'_>, row: u32) -> Option<Place> {
    match table.shape(row) {
        maps::shape::Shape::Row(layer, row) => label_place::of_row(&layer, row),
        maps::shape::Shape::Value(parts) => {
            let closed: Vec<Vec<_>> = parts
                .rings()
                .map(|ring| ring.points().iter().chain(ring.points().first()).copied().collect())
                .collect();
            label_place::place(closed.iter().map(Vec::as_slice), &parts.bounds()?)
        }
    }
}
