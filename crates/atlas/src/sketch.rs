//! A sketch of a parcel in its zones: plain SVG 1.1 at a round scale.
//!
//! Made for screen and for PDF alike: millimetre units, presentation attributes only, no
//! style sheets, no scripts, nothing from outside, fonts left to the page. Colour is
//! never the only sign: every class has a pattern, every zone its name. It is a picture,
//! not evidence; words for people come in as [`SketchWords`].

use crate::colour::{Paint, Pattern, of_class};
use crate::day::AsOf;
use crate::parcel::ParcelShape;
use crate::point::{Bounds, Point, pt};
use crate::polygon::Polygon;
use crate::release::Release;
use crate::ring::Ring;
use crate::zone::Zone;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Width of the picture on paper, mm.
const WIDTH_MM: i64 = 100;
/// Height of the picture on paper, mm.
const HEIGHT_MM: i64 = 72;
/// Room kept free around the parcel, mm.
const AROUND_MM: i64 = 14;
/// Scales a reader can measure with an ordinary ruler.
const ROUND_SCALES: [i64; 14] =
    [100, 200, 250, 500, 1_000, 1_200, 2_000, 2_500, 3_000, 5_000, 10_000, 25_000, 50_000, 100_000];

/// What the picture says to people, in the reader's language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SketchWords {
    /// Accessible name of the picture.
    pub title: String,
    /// What can be seen, for those who do not see it.
    pub description: String,
    /// The label in the parcel, usually its land number.
    pub parcel: String,
    /// The letter at the north arrow.
    pub north: String,
}

/// Where and how large the picture is.
struct Frame {
    /// Lower left corner, 0.1 mm on the ground.
    corner: (i64, i64),
    scale: i64,
}

/// The ground a sketch of the parcel shows.
pub fn window(parcel: &ParcelShape) -> Bounds {
    Frame::around(&parcel.polygon.bounds()).window()
}

/// Draws the parcel in the zones of a moment.
pub fn sketch(release: &Release, parcel: &ParcelShape, at: impl Into<AsOf>, words: &SketchWords) -> String {
    draw(release, (parcel, None), at.into(), words)
}

/// As [`sketch`], with another drawing of the same parcel over it as a dashed line.
pub fn sketch_against(
    release: &Release,
    (parcel, other): (&ParcelShape, &Polygon),
    at: impl Into<AsOf>,
    words: &SketchWords,
) -> String {
    draw(release, (parcel, Some(other)), at.into(), words)
}

fn draw(release: &Release, (parcel, other): (&ParcelShape, Option<&Polygon>), at: AsOf, words: &SketchWords) -> String {
    let bounds = other.map_or_else(|| parcel.polygon.bounds(), |other| parcel.polygon.bounds().union(other.bounds()));
    let frame = Frame::around(&bounds);
    let near = release.zones_near(&frame.window(), at);
    let zones: Vec<&Zone> = near.iter().map(|(zone, _)| zone).collect();
    let mut svg = String::new();
    head(&mut svg, words);
    patterns(&mut svg, &zones);
    svg.push_str("<g clip-path=\"url(#frame)\">");
    for zone in &zones {
        paint(&mut svg, zone, &frame);
    }
    for other in release.parcels_near(&frame.window(), at) {
        line(&mut svg, other.shape.rings(), &frame, "fill=\"none\" stroke=\"#666666\" stroke-width=\"0.1\"");
    }
    line(
        &mut svg,
        parcel.polygon.rings(),
        &frame,
        "fill=\"none\" stroke=\"#ffffff\" stroke-width=\"1.6\" stroke-linejoin=\"round\"",
    );
    line(
        &mut svg,
        parcel.polygon.rings(),
        &frame,
        "fill=\"none\" stroke=\"#000000\" stroke-width=\"0.8\" stroke-linejoin=\"round\"",
    );
    if let Some(other) = other {
        for stroke in ["stroke=\"#ffffff\" stroke-width=\"1.2\"", "stroke=\"#b3261e\" stroke-width=\"0.6\""] {
            let attributes = format!("fill=\"none\" {stroke} stroke-dasharray=\"2,1.2\" stroke-linejoin=\"round\"");
            line(&mut svg, other.rings(), &frame, &attributes);
        }
    }
    let own: Vec<&Ring> = parcel.polygon.rings().iter().collect();
    let taken = label(&mut svg, (&own, &words.parcel), &frame, None);
    for zone in &zones {
        let rings: Vec<&Ring> = zone.extent.rings().collect();
        label(&mut svg, (&rings, &zone.name), &frame, taken);
    }
    svg.push_str("</g>");
    furniture(&mut svg, &frame, words);
    svg.push_str("</svg>");
    svg
}

impl Frame {
    fn around(bounds: &Bounds) -> Frame {
        let width = i64::from(bounds.max.x) - i64::from(bounds.min.x);
        let height = i64::from(bounds.max.y) - i64::from(bounds.min.y);
        let fits =
            |s: &i64| width <= (WIDTH_MM - 2 * AROUND_MM) * 10 * s && height <= (HEIGHT_MM - 2 * AROUND_MM) * 10 * s;
        let scale = ROUND_SCALES.into_iter().find(|s| fits(s)).unwrap_or(200_000);
        let middle = |lo: i32, hi: i32| (i64::from(lo) + i64::from(hi)) / 2;
        let corner = (
            middle(bounds.min.x, bounds.max.x) - WIDTH_MM * 5 * scale,
            middle(bounds.min.y, bounds.max.y) - HEIGHT_MM * 5 * scale,
        );
        Frame { corner, scale }
    }

    /// The ground the picture shows.
    fn window(&self) -> Bounds {
        let fit = |v: i64| v.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32;
        Bounds {
            min: pt(fit(self.corner.0), fit(self.corner.1)),
            max: pt(fit(self.corner.0 + WIDTH_MM * 10 * self.scale), fit(self.corner.1 + HEIGHT_MM * 10 * self.scale)),
        }
    }

    /// A place on paper in 0.01 mm, y downwards.
    fn paper(&self, p: Point) -> (i64, i64) {
        let x = (i64::from(p.x) - self.corner.0) * 10;
        let y = (self.corner.1 + HEIGHT_MM * 10 * self.scale - i64::from(p.y)) * 10;
        ((x + self.scale / 2).div_euclid(self.scale), (y + self.scale / 2).div_euclid(self.scale))
    }
}

/// 0.01 mm as millimetres with two decimals.
fn mm(v: i64) -> String {
    let sign = if v < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", v.abs() / 100, v.abs() % 100)
}

fn escaped(text: &str) -> String {
    let safe = text.chars().filter(|c| !c.is_control());
    safe.fold(String::new(), |mut out, c| {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
        out
    })
}

fn head(svg: &mut String, words: &SketchWords) {
    let (title, description) = (escaped(&words.title), escaped(&words.description));
    let _ = write!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" version=\"1.1\" role=\"img\" width=\"{WIDTH_MM}mm\" height=\"{HEIGHT_MM}mm\" viewBox=\"0 0 {WIDTH_MM} {HEIGHT_MM}\"><title>{title}</title><desc>{description}</desc>\
         <defs><clipPath id=\"frame\"><rect x=\"0\" y=\"0\" width=\"{WIDTH_MM}\" height=\"{HEIGHT_MM}\"/></clipPath></defs>\
         <rect x=\"0\" y=\"0\" width=\"{WIDTH_MM}\" height=\"{HEIGHT_MM}\" fill=\"#ffffff\"/>"
    );
}

fn hex((r, g, b): (u8, u8, u8)) -> String {
    // Half way to white, so that lines and names on it stay readable.
    let pale = |v: u8| v / 2 + 127;
    format!("#{:02x}{:02x}{:02x}", pale(r), pale(g), pale(b))
}

fn paint_id(paint: Paint) -> String {
    let (r, g, b) = paint.rgb;
    format!("p{r:02x}{g:02x}{b:02x}{}", paint.pattern as u8)
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
            Pattern::Dots => "M1.8,2 L2.2,2",
        };
        let _ = write!(
            svg,
            "<pattern id=\"{id}\" patternUnits=\"userSpaceOnUse\" width=\"4\" height=\"4\"><rect x=\"0\" y=\"0\" width=\"4\" height=\"4\" fill=\"{}\"/>",
            hex(paint.rgb)
        );
        if !marks.is_empty() {
            let width = if paint.pattern == Pattern::Dots { "0.5" } else { "0.15" };
            let _ = write!(svg, "<path d=\"{marks}\" fill=\"none\" stroke=\"#555555\" stroke-width=\"{width}\"/>");
        }
        svg.push_str("</pattern>");
    }
    svg.push_str("</defs>");
}

fn path<'a>(svg: &mut String, rings: impl IntoIterator<Item = &'a Ring>, frame: &Frame) {
    for ring in rings {
        for (i, &p) in ring.points().iter().enumerate() {
            let (x, y) = frame.paper(p);
            let _ = write!(svg, "{}{},{}", if i == 0 { "M" } else { " L" }, mm(x), mm(y));
        }
        svg.push_str(" Z ");
    }
}

fn line<'a>(svg: &mut String, rings: impl IntoIterator<Item = &'a Ring>, frame: &Frame, attributes: &str) {
    svg.push_str("<path d=\"");
    path(svg, rings, frame);
    let _ = write!(svg, "\" {attributes}/>");
}

fn paint(svg: &mut String, zone: &Zone, frame: &Frame) {
    let id = paint_id(of_class(&zone.class));
    let attributes = format!("fill=\"url(#{id})\" fill-rule=\"evenodd\" stroke=\"#333333\" stroke-width=\"0.3\"");
    line(svg, zone.extent.rings(), frame, &attributes);
}

/// Room a line of letters needs above and below its middle, 0.01 mm.
const LINE: i64 = 450;

/// Writes a name where the shape is widest inside the frame and not on the line that is taken, if it is wide
/// enough there; says which line it took.
fn label(svg: &mut String, (rings, text): (&[&Ring], &str), frame: &Frame, taken: Option<i64>) -> Option<i64> {
    let is_free = |y: &i64| taken.is_none_or(|line| (line - y).abs() >= LINE);
    let lines = (1..HEIGHT_MM / 4).map(|row| row * 400).filter(is_free);
    let (width, y, x) = lines.filter_map(|y| widest_at(rings, frame, y)).max_by_key(|(w, y, _)| (*w, -y))?;
    let letters = text.chars().map(|c| if c.is_ascii() { 150 } else { 280 }).sum::<i64>();
    if width < letters {
        return None;
    }
    let _ = write!(
        svg,
        "<text x=\"{}\" y=\"{}\" font-size=\"2.8\" text-anchor=\"middle\" fill=\"#000000\">{}</text>",
        mm(x),
        mm(y + 100),
        escaped(text)
    );
    Some(y)
}

/// Width, height on paper and middle of the widest stretch at a height, 0.01 mm.
fn widest_at(rings: &[&Ring], frame: &Frame, y: i64) -> Option<(i64, i64, i64)> {
    let mut crossings: Vec<i64> = Vec::new();
    for (a, b) in rings.iter().flat_map(|r| r.edges()) {
        let ((ax, ay), (bx, by)) = (frame.paper(a), frame.paper(b));
        if (ay > y) != (by > y) {
            crossings.push(ax + (y - ay) * (bx - ax) / (by - ay));
        }
    }
    crossings.sort_unstable();
    let inside = crossings.chunks_exact(2).map(|c| (c[0].max(200), c[1].min(WIDTH_MM * 100 - 200)));
    inside.filter(|(lo, hi)| lo < hi).map(|(lo, hi)| (hi - lo, y, (lo + hi) / 2)).max()
}

/// Frame, north arrow, scale and scale bar.
fn furniture(svg: &mut String, frame: &Frame, words: &SketchWords) {
    let bar_m = frame.scale * 30 / 1_000;
    let step = [500, 200, 100, 50, 20, 10, 5, 2, 1].into_iter().find(|s| *s <= bar_m).unwrap_or(1);
    let length = mm(step * 100_000 / frame.scale);
    let (right, bottom) = (WIDTH_MM - 8, HEIGHT_MM - 4);
    let _ = write!(
        svg,
        "<rect x=\"0.2\" y=\"0.2\" width=\"{}.6\" height=\"{}.6\" fill=\"none\" stroke=\"#000000\" stroke-width=\"0.4\"/>\
         <path d=\"M{right},4 L{},14 L{right},11.5 L{},14 Z\" fill=\"#000000\" stroke=\"#ffffff\" stroke-width=\"0.4\"/>\
         <text x=\"{right}\" y=\"18.5\" font-size=\"3.5\" text-anchor=\"middle\" fill=\"#000000\">{}</text>",
        WIDTH_MM - 1,
        HEIGHT_MM - 1,
        right - 3,
        right + 3,
        escaped(&words.north)
    );
    let _ = write!(
        svg,
        "<rect x=\"2\" y=\"{}\" width=\"62\" height=\"9\" fill=\"#ffffff\" stroke=\"#000000\" stroke-width=\"0.2\"/>\
         <path d=\"M4,{y} h{length} M4,{bottom} v-3 M4,{bottom} m{length},0 v-3\" fill=\"none\" stroke=\"#000000\" stroke-width=\"0.6\"/>\
         <text x=\"4\" y=\"{}\" font-size=\"3\" fill=\"#000000\">0–{step} m</text>\
         <text x=\"40\" y=\"{}\" font-size=\"3\" fill=\"#000000\">1:{}</text>",
        bottom - 7,
        bottom - 3,
        bottom - 2,
        frame.scale,
        y = bottom - 1,
    );
}
