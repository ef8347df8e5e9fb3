//! What stands on a map beside the land: frame, grid ticks with coordinates, north arrow, scale bar.
//!
//! North is grid north of EPSG:3826; the bar and the ticks are at the scale of the paper, so that either can be
//! held against a ruler.

use crate::drawing::escaped;
use crate::hatch::{Ground, hex};
use crate::naming::Place;
use crate::paper::{PER_MM, Paper, mm};
use atlas::point::Origin;
use std::fmt::Write;

/// Longest bar, mm.
const BAR_MM: i64 = 52;
/// Lengths a bar may have, metres.
const ROUND_M: [i64; 15] = [20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50, 20, 10, 5, 2, 1, 0];

/// What the furniture says, in the reader's language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FurnitureWords {
    /// The letter at the north arrow.
    pub north: String,
    /// Font families, as SVG takes them.
    pub fonts: String,
}

/// The plate of the north arrow, 0.01 mm.
pub fn north_place(paper: &Paper) -> Place {
    let right = paper.size().0 - 3 * PER_MM;
    (right - 11 * PER_MM, 3 * PER_MM, right, 21 * PER_MM)
}

/// The plate of the scale bar, 0.01 mm.
pub fn bar_place(paper: &Paper) -> Place {
    let bottom = paper.size().1 - 3 * PER_MM;
    let width = (bar_mm(paper.scale) + 12).max(28) * PER_MM;
    (3 * PER_MM, bottom - 11 * PER_MM, 3 * PER_MM + width, bottom)
}

/// The length of the bar on the ground, metres.
pub fn bar_m(scale: i64) -> i64 {
    ROUND_M.into_iter().find(|m| m * 1_000 <= BAR_MM * scale).unwrap_or(1)
}

fn bar_mm(scale: i64) -> i64 {
    bar_m(scale) * 1_000 / scale
}

/// Arrow and bar, each on its plate.
pub fn write(svg: &mut String, paper: &Paper, (ground, words): (Ground, &FurnitureWords)) {
    let (ink, plate) = (hex(ground.ink()), hex(ground.paper()));
    let fonts = escaped(&words.fonts);
    let (left, top, right, bottom) = north_place(paper);
    let middle = (left + right) / 2;
    let _ = write!(
        svg,
        "<g class=\"north\"><rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"1\" fill=\"{plate}\" fill-opacity=\"0.92\"/>\
         <path d=\"M{m} {} L{} {} L{m} {} L{} {} Z\" fill=\"{ink}\"/>\
         <text x=\"{m}\" y=\"{}\" font-family=\"{fonts}\" font-size=\"3.60\" font-weight=\"700\" text-anchor=\"middle\" fill=\"{ink}\">{}</text></g>",
        mm(left),
        mm(top),
        mm(right - left),
        mm(bottom - top),
        mm(top + 150),
        mm(middle - 280),
        mm(top + 1_150),
        mm(top + 920),
        mm(middle + 280),
        mm(top + 1_150),
        mm(top + 1_600),
        escaped(&words.north),
        m = mm(middle),
    );
    let (left, top, right, bottom) = bar_place(paper);
    let length_m = bar_m(paper.scale);
    let length = length_m * 1_000 * PER_MM / paper.scale;
    let (x, y) = (left + 300, bottom - 320);
    let _ = write!(
        svg,
        "<g class=\"bar\"><rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"1\" fill=\"{plate}\" fill-opacity=\"0.92\"/>",
        mm(left),
        mm(top),
        mm(right - left),
        mm(bottom - top),
    );
    for (part, fill) in [(0, &ink), (1, &plate), (2, &ink), (3, &plate)] {
        let (from, to) = (x + length * part / 4, x + length * (part + 1) / 4);
        let _ = write!(
            svg,
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"1.60\" fill=\"{fill}\" stroke=\"{ink}\" stroke-width=\"0.18\"/>",
            mm(from),
            mm(y - 80),
            mm(to - from),
        );
    }
    let (amount, unit) = if length_m >= 1_000 { (length_m / 1_000, "km") } else { (length_m, "m") };
    let text = |at: i64, anchor: &str, words: String| {
        format!(
            "<text x=\"{}\" y=\"{}\" font-family=\"{fonts}\" font-size=\"2.60\" text-anchor=\"{anchor}\" fill=\"{ink}\">{words}</text>",
            mm(at),
            mm(y - 220)
        )
    };
    svg.push_str(&text(x, "start", "0".to_owned()));
    svg.push_str(&text(x + length, "middle", format!("{amount} {unit}")));
    svg.push_str("</g>");
}

/// Neat line, and a tick with its coordinate (metres of EPSG:3826) wherever a grid line of `step_m` meets it.
pub fn write_grid(svg: &mut String, paper: &Paper, (origin, step_m): (Origin, i64), words: &FurnitureWords) {
    let (width, height) = paper.size();
    let ink = hex(Ground::Light.ink());
    let fonts = escaped(&words.fonts);
    let (east, north) = paper.grid(origin, step_m);
    let mut ticks = String::new();
    for (_, x) in &east {
        let _ = write!(ticks, "M{x} 0V3 M{x} {}v-3 ", mm(height), x = mm(*x));
    }
    for (_, y) in &north {
        let _ = write!(ticks, "M0 {y}H3 M{} {y}h-3 ", mm(width), y = mm(*y));
    }
    for (_, x) in &east {
        for (_, y) in &north {
            let _ = write!(ticks, "M{} {y}h3 M{x} {}v3 ", mm(x - 150), mm(y - 150), x = mm(*x), y = mm(*y));
        }
    }
    let _ = write!(
        svg,
        "<path class=\"grid\" d=\"{}\" fill=\"none\" stroke=\"{ink}\" stroke-width=\"0.15\"/>\
         <rect x=\"0.15\" y=\"0.15\" width=\"{}\" height=\"{}\" fill=\"none\" stroke=\"{ink}\" stroke-width=\"0.3\"/>",
        ticks.trim_end(),
        mm(width - 30),
        mm(height - 30)
    );
    let mut label = |x: i64, y: i64, metres: i64| {
        let attributes = format!("x=\"{}\" y=\"{}\" font-family=\"{fonts}\" font-size=\"1.90\"", mm(x), mm(y));
        let _ = write!(
            svg,
            "<text {attributes} fill=\"{ink}\" stroke=\"#ffffff\" stroke-width=\"0.7\" paint-order=\"stroke\">{metres}</text>"
        );
    };
    let clear = |at: i64, end: i64| at > 14 * PER_MM && at < end - 16 * PER_MM;
    for (metres, x) in east.iter().filter(|(_, x)| clear(*x, width)) {
        label(x + 50, 250, *metres);
    }
    for (metres, y) in north.iter().filter(|(_, y)| clear(*y, height) && *y > 24 * PER_MM) {
        label(50, y - 50, *metres);
    }
}
