//! A picture of the place of a finding: plain SVG 1.1 at a round scale.
//!
//! Millimetre units, presentation attributes only, no scripts, nothing from outside. Colour is never the only
//! sign: classes have patterns, the first thing a finding is about has a solid line, the second a
//! broken one, the place a ring around it; ids and figures are written. Words for people stand
//! beside the picture, by the code of the finding.

use crate::check::ground::Ground;
use crate::check::{Finding, Measure, Subject};
use crate::clip::clipped;
use atlas::colour::{Paint, Pattern, of_class};
use atlas::parcel::Parcel;
use atlas::point::{Bounds, Point};
use atlas::ring::Ring;
use atlas::zone::Zone;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Size on paper, mm; the lowest [`LEGEND_MM`] are for lines and figures.
const WIDTH_MM: i64 = 90;
const HEIGHT_MM: i64 = 70;
const LEGEND_MM: i64 = 12;
/// Room around the place, mm.
const AROUND_MM: i64 = 12;
/// Scales a reader can measure with an ordinary ruler.
const ROUND_SCALES: [i64; 13] =
    [50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000];
/// Zones and parcels drawn beside those of the finding.
const NEIGHBOURS: usize = 600;

/// Where and how large the picture is.
struct Frame {
    /// Lower left corner, 0.1 mm on the ground.
    corner: (i64, i64),
    scale: i64,
}

/// Draws the place of a finding.
pub fn picture(ground: &Ground<'_>, finding: &Finding) -> String {
    let frame = Frame::around(&finding.spot);
    let window = frame.window();
    let own = own(ground, finding);
    let zones = nearest(ground.zones_in(&window), finding, |i| ground.zone_box(i));
    let zones: Vec<&Zone> = zones.into_iter().map(|i| &ground.zones[i]).collect();
    let parcels = nearest(ground.parcels_in(&window), finding, |i| ground.parcel_box(i));
    let parcels: Vec<&Parcel> = parcels.into_iter().map(|i| &ground.parcels[i]).collect();
    let mut svg = String::new();
    head(&mut svg, finding);
    patterns(&mut svg, &zones);
    svg.push_str("<g clip-path=\"url(#check-frame)\">");
    for zone in zones {
        let paint =
            format!("fill=\"url(#{})\" stroke=\"#555555\" stroke-width=\"0.2\"", paint_id(of_class(&zone.class)));
        line(&mut svg, zone.extent.rings(), &frame, &paint);
    }
    for parcel in parcels {
        line(&mut svg, parcel.shape.rings(), &frame, "fill=\"none\" stroke=\"#777777\" stroke-width=\"0.1\"");
    }
    for (i, (_, rings)) in own.iter().enumerate() {
        for stroke in strokes(i) {
            line(&mut svg, rings.iter().copied(), &frame, &stroke);
        }
    }
    mark(&mut svg, finding, &frame);
    svg.push_str("</g>");
    legend(&mut svg, finding, (&frame, &own));
    svg.push_str("</svg>");
    svg
}

/// Those nearest to the middle of the finding, as many as are drawn, in their own order.
fn nearest(mut found: Vec<usize>, finding: &Finding, around: impl Fn(usize) -> Bounds) -> Vec<usize> {
    let middle = |b: &Bounds| (i64::from(b.min.x) + i64::from(b.max.x), i64::from(b.min.y) + i64::from(b.max.y));
    let (x, y) = middle(&finding.spot);
    found.sort_by_key(|&i| {
        let (u, v) = middle(&around(i));
        ((u - x).abs().max((v - y).abs()), i)
    });
    found.truncate(NEIGHBOURS);
    found.sort_unstable();
    found
}

/// The things of the finding that have a shape, by id.
fn own<'g>(ground: &'g Ground<'_>, finding: &'g Finding) -> Vec<(String, Vec<&'g Ring>)> {
    let near_zones = ground.zones_in(&finding.spot);
    let near_parcels = ground.parcels_in(&finding.spot);
    let shape = |subject: &'g Subject| match subject {
        Subject::Zone(id) => {
            let zone = near_zones.iter().map(|&i| &ground.zones[i]).find(|zone| zone.id == *id)?;
            Some((id.clone(), zone.extent.rings().collect()))
        }
        Subject::Parcel(id) => {
            let parcel = near_parcels.iter().map(|&i| &ground.parcels[i]).find(|parcel| parcel.id == *id)?;
            Some((id.to_string(), parcel.shape.rings().iter().collect()))
        }
        Subject::Area(code) => {
            let area = ground.areas.iter().find(|area| area.code == *code)?;
            Some((code.clone(), area.boundary.rings().collect()))
        }
        Subject::Plan(_) | Subject::Field(_) => None,
    };
    finding.of.iter().filter_map(shape).take(2).collect()
}

/// A white line below and a dark one above: solid for the first, broken for the second.
fn strokes(i: usize) -> [String; 2] {
    let dashes = if i == 0 { "" } else { " stroke-dasharray=\"2 1\"" };
    [
        "fill=\"none\" stroke=\"#ffffff\" stroke-width=\"1.2\"".to_owned(),
        format!("fill=\"none\" stroke=\"#000000\" stroke-width=\"0.6\"{dashes}"),
    ]
}

impl Frame {
    fn around(spot: &Bounds) -> Frame {
        let span = |lo: i32, hi: i32| i64::from(hi) - i64::from(lo);
        let (width, height) = (span(spot.min.x, spot.max.x), span(spot.min.y, spot.max.y));
        let fits = |s: &i64| {
            width <= (WIDTH_MM - 2 * AROUND_MM) * 10 * s && height <= (HEIGHT_MM - LEGEND_MM - 2 * AROUND_MM) * 10 * s
        };
        let scale = ROUND_SCALES.into_iter().find(fits).unwrap_or(10_000_000);
        let middle = |lo: i32, hi: i32| (i64::from(lo) + i64::from(hi)) / 2;
        let corner = (
            middle(spot.min.x, spot.max.x) - WIDTH_MM * 5 * scale,
            middle(spot.min.y, spot.max.y) - (HEIGHT_MM + LEGEND_MM) * 5 * scale,
        );
        Frame { corner, scale }
    }

    /// The ground the picture shows.
    fn window(&self) -> Bounds {
        let fit = |v: i64| v.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32;
        let (x, y) = self.corner;
        let max = Point { x: fit(x + WIDTH_MM * 10 * self.scale), y: fit(y + HEIGHT_MM * 10 * self.scale) };
        Bounds { min: Point { x: fit(x), y: fit(y) }, max }
    }

    /// A place on paper in 0.01 mm, y downwards.
    fn paper(&self, (x, y): (f64, f64)) -> (i64, i64) {
        let x = (x - self.corner.0 as f64) * 10.0 / self.scale as f64;
        let y = (self.corner.1 as f64 + (HEIGHT_MM * 10 * self.scale) as f64 - y) * 10.0 / self.scale as f64;
        (x.round() as i64, y.round() as i64)
    }
}

/// 0.01 mm as millimetres with two decimals.
fn mm(v: i64) -> String {
    let sign = if v < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", v.abs() / 100, v.abs() % 100)
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars().filter(|c| !c.is_control()).take(80) {
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

fn head(svg: &mut String, finding: &Finding) {
    let shown = HEIGHT_MM - LEGEND_MM;
    let _ = write!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" version=\"1.1\" role=\"img\" width=\"{WIDTH_MM}mm\" height=\"{HEIGHT_MM}mm\" viewBox=\"0 0 {WIDTH_MM} {HEIGHT_MM}\"><title>{}</title>\
         <defs><clipPath id=\"check-frame\"><rect x=\"0\" y=\"0\" width=\"{WIDTH_MM}\" height=\"{shown}\"/></clipPath></defs>\
         <rect x=\"0\" y=\"0\" width=\"{WIDTH_MM}\" height=\"{HEIGHT_MM}\" fill=\"#ffffff\"/>",
        finding.kind.code()
    );
}

fn paint_id(paint: Paint) -> String {
    let (r, g, b) = paint.rgb;
    format!("c{r:02x}{g:02x}{b:02x}{}", paint.pattern as u8)
}

fn patterns(svg: &mut String, zones: &[&Zone]) {
    let used: BTreeMap<String, Paint> = zones.iter().map(|z| of_class(&z.class)).map(|p| (paint_id(p), p)).collect();
    svg.push_str("<defs>");
    for (id, paint) in used {
        let marks = match paint.pattern {
            Pattern::Plain => "",
            Pattern::Rising => "M-1,1 L1,-1 M0,4 L4,0 M3,5 L5,3",
            Pattern::Falling => "M-1,3 L1,5 M0,0 L4,4 M3,-1 L5,1",
            Pattern::Level => "M0,2 L4,2",
            Pattern::Upright => "M2,0 L2,4",
            Pattern::Grid => "M0,2 L4,2 M2,0 L2,4",
            Pattern::Lattice => "M0,4 L4,0 M0,0 L4,4",
            Pattern::Dots => "M1.75,2 L2.25,2",
        };
        // Three quarters of the way to white: the lines of the finding stand out.
        let pale = |v: u8| v / 4 + 191;
        let (r, g, b) = paint.rgb;
        let _ = write!(
            svg,
            "<pattern id=\"{id}\" patternUnits=\"userSpaceOnUse\" width=\"4\" height=\"4\"><rect x=\"0\" y=\"0\" width=\"4\" height=\"4\" fill=\"#{:02x}{:02x}{:02x}\"/><path d=\"{marks}\" fill=\"none\" stroke=\"#888888\" stroke-width=\"0.15\"/></pattern>",
            pale(r),
            pale(g),
            pale(b)
        );
    }
    svg.push_str("</defs>");
}

/// Rings as one path, cut to a little more than the picture; steps too small to see are left out.
fn line<'r>(svg: &mut String, rings: impl IntoIterator<Item = &'r Ring>, frame: &Frame, attributes: &str) {
    let window = frame.window().grown(i32::try_from(frame.scale.saturating_mul(30)).unwrap_or(i32::MAX));
    let mut path = String::new();
    for ring in rings.into_iter().filter(|ring| ring.bounds().touches(&window)) {
        let mut last = None;
        for point in clipped(ring.points(), &window) {
            let at = frame.paper(point);
            if last.is_some_and(|(x, y): (i64, i64)| (x - at.0).abs() + (y - at.1).abs() < 5) {
                continue;
            }
            let _ = write!(path, "{}{},{}", if last.is_none() { "M" } else { " L" }, mm(at.0), mm(at.1));
            last = Some(at);
        }
        if last.is_some() {
            path.push_str(" Z ");
        }
    }
    if !path.is_empty() {
        let _ = write!(svg, "<path d=\"{path}\" fill-rule=\"evenodd\" {attributes}/>");
    }
}

/// The ground of the finding as a broken box, and a ring around the place.
fn mark(svg: &mut String, finding: &Finding, frame: &Frame) {
    let float = |p: Point| (f64::from(p.x), f64::from(p.y));
    let (left, bottom) = frame.paper(float(finding.spot.min));
    let (right, top) = frame.paper(float(finding.spot.max));
    let (x, y) = frame.paper(float(finding.at));
    let _ = write!(
        svg,
        "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"none\" stroke=\"#b00000\" stroke-width=\"0.3\" stroke-dasharray=\"1 1\"/>\
         <circle cx=\"{cx}\" cy=\"{cy}\" r=\"3\" fill=\"none\" stroke=\"#ffffff\" stroke-width=\"1.4\"/>\
         <circle cx=\"{cx}\" cy=\"{cy}\" r=\"3\" fill=\"none\" stroke=\"#b00000\" stroke-width=\"0.7\"/>",
        mm(left - 50),
        mm(top - 50),
        mm(right - left + 100),
        mm(bottom - top + 100),
        cx = mm(x),
        cy = mm(y),
    );
}

/// Lines with their ids, the measure, the scale.
fn legend(svg: &mut String, finding: &Finding, (frame, own): (&Frame, &[(String, Vec<&Ring>)])) {
    let top = HEIGHT_MM - LEGEND_MM;
    let _ = write!(svg, "<path d=\"M0,{top} h{WIDTH_MM}\" stroke=\"#000000\" stroke-width=\"0.3\"/>");
    for (i, (id, _)) in own.iter().enumerate() {
        let y = top * 100 + 400 + 400 * i as i64;
        let dashes = if i == 0 { "" } else { " stroke-dasharray=\"2 1\"" };
        let _ = write!(
            svg,
            "<path d=\"M2,{y1} h8\" stroke=\"#000000\" stroke-width=\"0.6\"{dashes}/><text x=\"12\" y=\"{y2}\" font-size=\"2.8\" fill=\"#000000\">{}</text>",
            escaped(id),
            y1 = mm(y - 100),
            y2 = mm(y),
        );
    }
    let _ = write!(
        svg,
        "<text x=\"{right}\" y=\"{y1}\" font-size=\"2.8\" text-anchor=\"end\" fill=\"#000000\">{}</text>\
         <text x=\"{right}\" y=\"{y2}\" font-size=\"2.8\" text-anchor=\"end\" fill=\"#000000\">1:{}</text>",
        figure(finding),
        frame.scale,
        right = WIDTH_MM - 2,
        y1 = top + 4,
        y2 = top + 8,
    );
}

/// The measure in figures and units.
fn figure(finding: &Finding) -> String {
    match finding.measure {
        Measure::Ground { area, thickness_mm, .. } => {
            format!("{area} m² · {}.{:03} m", thickness_mm / 1_000, thickness_mm % 1_000)
        }
        Measure::Crack { width_mm, length_mm } => {
            let metres = |mm: u32| format!("{}.{:03} m", mm / 1_000, mm % 1_000);
            format!("{} × {}", metres(width_mm), metres(length_mm))
        }
        Measure::Positions(a, b) => format!("{a} · {b}"),
        Measure::Count(count) => format!("n = {count}"),
    }
}
