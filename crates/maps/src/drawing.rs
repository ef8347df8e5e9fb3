//! Land drawn on paper: zones in their class paint with their names, parcels with their numbers, plan areas,
//! exhibitions and restrictions, as SVG 1.1 with presentation attributes only.
//!
//! What is too small to be seen at the scale is left out, so that a drawing stays a drawing and not a data set:
//! the data are in tiles and features. Refuses more points than a page can carry ([`TooMuch`]).

use crate::hatch::{self, Ground, hex};
use crate::naming::{Names, Place, width};
use crate::paper::{Paper, mm};
use atlas::colour::{Pattern, class_of, of_class};
use atlas::day::{AsOf, Moment};
use atlas::layer::Layer;
use atlas::point::Point;
use atlas::release::Release;
use lexicon::parcel::ParcelId;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Points of zones and parcels a drawing may take in.
pub const MOST_POINTS: usize = 900_000;
/// What is smaller on paper than this (0.01 mm) is not drawn.
const SMALLEST: i64 = 12;
/// Points nearer to the last one than this (0.01 mm) are left out.
const NEAREST: i64 = 6;
/// Zones are drawn up to this scale: on smaller ones only plan areas can be told apart.
pub const ZONES_TO: i64 = 30_000;
/// Parcels are drawn up to this scale, their numbers up to that one.
pub const PARCELS_TO: i64 = 4_000;
const NUMBERS_TO: i64 = 2_000;

/// What can be drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    Zones,
    Parcels,
    PlanAreas,
    Exhibitions,
    Restrictions,
}

/// More than a page can carry: a larger scale shows less ground.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{points} points are more than a drawing takes")]
pub struct TooMuch {
    pub points: usize,
}

/// What is to be drawn.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    pub release: &'a Release,
    pub at: AsOf,
    pub paper: Paper,
    pub ground: Ground,
    pub themes: &'a [Theme],
    /// A parcel to be shown before all others.
    pub chosen: Option<ParcelId>,
    /// Boxes no name may stand on.
    pub kept: &'a [Place],
    /// Font families of names, as SVG takes them.
    pub fonts: &'a str,
}

/// A drawing, and what is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// Elements without an `<svg>` around them; ids are `frame` and the names of patterns.
    pub svg: String,
    /// The classes shown and in how many zones; a class of no table is `""`.
    pub classes: BTreeMap<&'static str, usize>,
    /// How many parcels are drawn.
    pub parcels: usize,
}

/// Draws a scene.
///
/// # Errors
/// [`TooMuch`] for a window with more than [`MOST_POINTS`].
pub fn draw(scene: &Scene<'_>) -> Result<Drawn, TooMuch> {
    let moment = Moment::from(scene.at);
    let window = scene.paper.window();
    let (zones, parcels) = (scene.release.zone_layer(), scene.release.parcel_layer());
    let has = |theme| scene.themes.contains(&theme);
    let with_parcels = has(Theme::Parcels) && scene.paper.scale <= PARCELS_TO;
    let zone_rows =
        if has(Theme::Zones) && scene.paper.scale <= ZONES_TO { zones.rows_at(&window, moment) } else { Vec::new() };
    let parcel_rows = if with_parcels { parcels.rows_at(&window, moment) } else { Vec::new() };
    let points = points_of(&zones, &zone_rows) + points_of(&parcels, &parcel_rows);
    if points > MOST_POINTS {
        return Err(TooMuch { points });
    }
    let mut pen = Pen { scene, svg: String::new(), names: Names::on(scene.paper.size(), scene.kept) };
    pen.open();
    for &row in &zone_rows {
        pen.zone(row);
    }
    if has(Theme::Restrictions) {
        pen.restrictions(moment);
    }
    for &row in &parcel_rows {
        let rings = pen.shape(&parcels, row);
        pen.path(&rings, "class=\"parcel\" fill=\"none\" stroke-width=\"0.12\"", Some(scene.ground.ink()));
    }
    if has(Theme::Exhibitions) {
        pen.exhibitions();
    }
    if has(Theme::PlanAreas) {
        pen.areas();
    }
    pen.chosen();
    pen.zone_names(&zone_rows);
    if scene.paper.scale <= NUMBERS_TO {
        pen.numbers(&parcel_rows);
    }
    pen.svg.push_str("</g>");
    let classes = classes_of(scene.release, &zone_rows);
    Ok(Drawn { svg: pen.svg, classes, parcels: parcel_rows.len() })
}

/// The classes of zones on some paper, and of how many zones each; a class of no table is `""`.
pub fn classes(release: &Release, paper: &Paper, at: AsOf) -> BTreeMap<&'static str, usize> {
    if paper.scale > ZONES_TO {
        return BTreeMap::new();
    }
    classes_of(release, &release.zone_layer().rows_at(&paper.window(), Moment::from(at)))
}

fn classes_of(release: &Release, rows: &[u32]) -> BTreeMap<&'static str, usize> {
    let mut classes = BTreeMap::new();
    for &row in rows {
        *classes.entry(class_of(release.text(release.zone_facts(row).class)).unwrap_or("")).or_default() += 1;
    }
    classes
}

fn points_of(layer: &Layer<'_>, rows: &[u32]) -> usize {
    rows.iter().flat_map(|&row| layer.rings_of(row)).map(|ring| layer.ring(ring).len()).sum()
}

/// Whoever draws.
struct Pen<'a> {
    scene: &'a Scene<'a>,
    svg: String,
    names: Names,
}

/// How a line of letters looks.
struct Letters {
    size: i64,
    weight: &'static str,
}

impl Pen<'_> {
    fn open(&mut self) {
        let (width, height) = self.scene.paper.size_mm;
        self.svg.push_str("<defs>");
        for pattern in hatch::PATTERNS {
            hatch::write_svg(&mut self.svg, pattern, (self.scene.ground, 3.2));
        }
        let paper = hex(self.scene.ground.paper());
        let _ = write!(
            self.svg,
            "<clipPath id=\"frame\"><rect x=\"0\" y=\"0\" width=\"{width}\" height=\"{height}\"/></clipPath></defs>\
             <rect x=\"0\" y=\"0\" width=\"{width}\" height=\"{height}\" fill=\"{paper}\"/><g clip-path=\"url(#frame)\">"
        );
    }

    /// Colour, then marks and border over it.
    fn zone(&mut self, row: u32) {
        let layer = self.scene.release.zone_layer();
        let paint = of_class(self.scene.release.text(self.scene.release.zone_facts(row).class));
        let rings = self.shape(&layer, row);
        let (tint, ink) = (hex(self.scene.ground.tint(paint.rgb)), self.scene.ground.ink());
        self.path(&rings, &format!("fill=\"{tint}\" fill-rule=\"evenodd\""), None);
        let marks = match paint.pattern {
            Pattern::Plain => "none".to_owned(),
            pattern => format!("url(#{})", hatch::name(pattern)),
        };
        let how = format!("fill=\"{marks}\" fill-rule=\"evenodd\" stroke-width=\"0.22\" stroke-opacity=\"0.85\"");
        self.path(&rings, &how, Some(ink));
    }

    fn zone_names(&mut self, rows: &[u32]) {
        let layer = self.scene.release.zone_layer();
        let mut by_size: Vec<u32> = rows.to_vec();
        by_size.sort_by_key(|&row| (std::cmp::Reverse(layer.area2(row)), row));
        for row in by_size {
            let rings = self.shape(&layer, row);
            let name = self.scene.release.text(self.scene.release.zone_facts(row).name).to_owned();
            self.name(&rings, &name, Letters { size: 260, weight: "700" });
        }
    }

    fn numbers(&mut self, rows: &[u32]) {
        let layer = self.scene.release.parcel_layer();
        for &row in rows {
            let number = self.scene.release.parcel_facts(row).number;
            let Ok(id) = ParcelId::from_number(number) else { continue };
            let rings = self.shape(&layer, row);
            self.name(&rings, &id.land.to_string(), Letters { size: 185, weight: "400" });
        }
    }

    fn restrictions(&mut self, moment: Moment) {
        let layer = self.scene.release.restriction_layer();
        for row in layer.rows_at(&self.scene.paper.window(), moment) {
            let rings = self.shape(&layer, row);
            let how = "fill=\"none\" stroke-width=\"0.7\" stroke-dasharray=\"0.7 1.1\" stroke-linecap=\"round\"";
            self.path(&rings, how, Some(restriction_ink(self.scene.ground)));
        }
    }

    fn exhibitions(&mut self) {
        let shown: Vec<_> = self
            .scene
            .release
            .plans_known(self.scene.at)
            .filter_map(|plan| plan.exhibition.as_ref())
            .filter(|e| e.days.covers(self.scene.at.on))
            .collect();
        for exhibition in shown {
            let rings: Vec<Vec<(i64, i64)>> =
                exhibition.extent.rings().filter_map(|ring| self.ring(&closed(ring.points()))).collect();
            let how = "fill=\"none\" stroke-width=\"0.9\" stroke-dasharray=\"3 1.4\"";
            self.path(&rings, how, Some(exhibition_ink(self.scene.ground)));
        }
    }

    fn areas(&mut self) {
        for area in self.scene.release.areas() {
            let rings: Vec<Vec<(i64, i64)>> =
                area.boundary.rings().filter_map(|ring| self.ring(&closed(ring.points()))).collect();
            let how = "fill=\"none\" stroke-width=\"0.8\" stroke-dasharray=\"5 1.2 0.8 1.2\"";
            self.path(&rings, how, Some(self.scene.ground.ink()));
            if self.scene.paper.scale > PARCELS_TO * 2 {
                self.name(&rings, &area.name, Letters { size: 340, weight: "700" });
            }
        }
    }

    fn chosen(&mut self) {
        let Some(row) = self.scene.chosen.and_then(|id| self.scene.release.row(id, self.scene.at)) else { return };
        let layer = self.scene.release.parcel_layer();
        let rings = self.shape(&layer, row);
        let plain = "fill=\"none\" stroke-linejoin=\"round\"";
        self.path(&rings, &format!("{plain} stroke-width=\"1.7\""), Some(self.scene.ground.paper()));
        self.path(&rings, &format!("{plain} stroke-width=\"0.9\""), Some(self.scene.ground.ink()));
        if let Ok(id) = ParcelId::from_number(self.scene.release.parcel_facts(row).number) {
            self.name(&rings, &id.land.to_string(), Letters { size: 260, weight: "700" });
        }
    }

    /// The rings of a shape on paper, closed and thinned; none when it is too small to be seen.
    fn shape(&self, layer: &Layer<'_>, row: u32) -> Vec<Vec<(i64, i64)>> {
        let bounds = layer.shapes[row as usize].bounds;
        let reach =
            (i64::from(bounds.max.x) - i64::from(bounds.min.x)).max(i64::from(bounds.max.y) - i64::from(bounds.min.y));
        if reach * 10 / self.scene.paper.scale < SMALLEST {
            return Vec::new();
        }
        layer.rings_of(row).filter_map(|ring| self.ring(layer.ring(ring))).collect()
    }

    fn ring(&self, points: &[Point]) -> Option<Vec<(i64, i64)>> {
        let mut ring: Vec<(i64, i64)> = Vec::with_capacity(points.len());
        for &point in points {
            let p = self.scene.paper.place(point);
            let far = ring.last().is_none_or(|q: &(i64, i64)| (p.0 - q.0).abs().max((p.1 - q.1).abs()) >= NEAREST);
            if far {
                ring.push(p);
            }
        }
        let first = *ring.first()?;
        if ring.len() > 1 && ring.last() != Some(&first) {
            ring.push(first);
        }
        (ring.len() > 3).then_some(ring)
    }

    fn path(&mut self, rings: &[Vec<(i64, i64)>], how: &str, ink: Option<(u8, u8, u8)>) {
        if rings.is_empty() {
            return;
        }
        self.svg.push_str("<path d=\"");
        for ring in rings {
            for (i, &(x, y)) in ring[..ring.len() - 1].iter().enumerate() {
                let _ = write!(self.svg, "{}{} {}", if i == 0 { 'M' } else { 'L' }, mm(x), mm(y));
            }
            self.svg.push('Z');
        }
        let stroke = ink.map_or_else(|| "none".to_owned(), hex);
        let _ = write!(self.svg, "\" {how} stroke=\"{stroke}\"/>");
    }

    fn name(&mut self, rings: &[Vec<(i64, i64)>], text: &str, letters: Letters) {
        let room = (width(text, letters.size) + 60, letters.size * 120 / 100);
        let Some((x, y)) = self.names.place(rings, room) else { return };
        let (ink, halo) = (hex(self.scene.ground.ink()), hex(self.scene.ground.paper()));
        let attributes = format!(
            "x=\"{}\" y=\"{}\" font-family=\"{}\" font-size=\"{}\" font-weight=\"{}\" text-anchor=\"middle\"",
            mm(x),
            mm(y + letters.size * 36 / 100),
            escaped(self.scene.fonts),
            mm(letters.size),
            letters.weight
        );
        let _ = write!(
            self.svg,
            "<text {attributes} fill=\"{ink}\" stroke=\"{halo}\" stroke-width=\"0.7\" stroke-linejoin=\"round\" \
             paint-order=\"stroke\">{}</text>",
            escaped(text)
        );
    }
}

/// The ink of exhibitions.
pub fn exhibition_ink(ground: Ground) -> (u8, u8, u8) {
    match ground {
        Ground::Light => (11, 79, 96),
        Ground::Dark => (143, 208, 222),
    }
}

/// The ink of restrictions.
pub fn restriction_ink(ground: Ground) -> (u8, u8, u8) {
    match ground {
        Ground::Light => (143, 26, 18),
        Ground::Dark => (255, 170, 160),
    }
}

fn closed(points: &[Point]) -> Vec<Point> {
    points.iter().chain(points.first()).copied().collect()
}

/// Text as SVG carries it.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().filter(|c| !c.is_control()) {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
    }
    out
}
