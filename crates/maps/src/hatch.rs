//! The marks of a zone pattern as strokes in a small square that repeats, and the tint of a class colour on
//! its ground.
//!
//! One table for every way a class is painted (printed sheets, still pictures, the moving map), so that a class
//! wears the same pattern everywhere. Names and colours of classes are `atlas::colour`'s.

use atlas::colour::{Paint, Pattern};
use std::fmt::Write;

/// Side of the repeating square, in units of its strokes.
pub const SIDE: f64 = 4.0;

/// A stroke from one place to another in the square; a dot begins where it ends.
pub type Stroke = ((f64, f64), (f64, f64));

/// Every pattern, in the order of the sprite.
pub const PATTERNS: [Pattern; 8] = [
    Pattern::Plain,
    Pattern::Rising,
    Pattern::Falling,
    Pattern::Level,
    Pattern::Upright,
    Pattern::Grid,
    Pattern::Lattice,
    Pattern::Dots,
];

/// What the colours stand on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// White paper, or a light screen.
    Light,
    /// A dark screen.
    Dark,
}

impl Ground {
    /// The colour of lines and letters on it.
    pub fn ink(self) -> (u8, u8, u8) {
        match self {
            Ground::Light => (20, 36, 44),
            Ground::Dark => (236, 242, 244),
        }
    }

    /// Its own colour.
    pub fn paper(self) -> (u8, u8, u8) {
        match self {
            Ground::Light => (251, 252, 251),
            Ground::Dark => (14, 26, 32),
        }
    }

    /// Land that no plan speaks of.
    pub fn beyond(self) -> (u8, u8, u8) {
        match self {
            Ground::Light => (228, 235, 235),
            Ground::Dark => (24, 40, 47),
        }
    }

    /// The class colour so pale (or so dark) that lines and names on it stay readable.
    pub fn tint(self, rgb: (u8, u8, u8)) -> (u8, u8, u8) {
        let (paper, keep) = match self {
            Ground::Light => ((255, 255, 255), 44),
            Ground::Dark => (self.paper(), 23),
        };
        let mix = |own: u8, ground: u8| ((u32::from(own) * keep + u32::from(ground) * (100 - keep)) / 100) as u8;
        (mix(rgb.0, paper.0), mix(rgb.1, paper.1), mix(rgb.2, paper.2))
    }
}

/// A colour as style sheets write it.
pub fn hex((r, g, b): (u8, u8, u8)) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}

/// The name of a pattern, as in the table of class colours.
pub fn name(pattern: Pattern) -> &'static str {
    match pattern {
        Pattern::Plain => "plain",
        Pattern::Rising => "rising",
        Pattern::Falling => "falling",
        Pattern::Level => "level",
        Pattern::Upright => "upright",
        Pattern::Grid => "grid",
        Pattern::Lattice => "lattice",
        Pattern::Dots => "dots",
    }
}

/// The strokes of a pattern in its square; they run on into the neighbouring squares.
pub fn strokes(pattern: Pattern) -> &'static [Stroke] {
    const RISING: [Stroke; 3] = [((-1.0, 1.0), (1.0, -1.0)), ((0.0, 4.0), (4.0, 0.0)), ((3.0, 5.0), (5.0, 3.0))];
    const FALLING: [Stroke; 3] = [((-1.0, 3.0), (1.0, 5.0)), ((0.0, 0.0), (4.0, 4.0)), ((3.0, -1.0), (5.0, 1.0))];
    const LEVEL: [Stroke; 1] = [((0.0, 2.0), (4.0, 2.0))];
    const UPRIGHT: [Stroke; 1] = [((2.0, 0.0), (2.0, 4.0))];
    const GRID: [Stroke; 2] = [LEVEL[0], UPRIGHT[0]];
    const LATTICE: [Stroke; 6] = [RISING[0], RISING[1], RISING[2], FALLING[0], FALLING[1], FALLING[2]];
    const DOTS: [Stroke; 2] = [((1.0, 1.0), (1.0, 1.0)), ((3.0, 3.0), (3.0, 3.0))];
    match pattern {
        Pattern::Plain => &[],
        Pattern::Rising => &RISING,
        Pattern::Falling => &FALLING,
        Pattern::Level => &LEVEL,
        Pattern::Upright => &UPRIGHT,
        Pattern::Grid => &GRID,
        Pattern::Lattice => &LATTICE,
        Pattern::Dots => &DOTS,
    }
}

/// Width of the strokes of a pattern, in units of its square.
pub fn stroke_width(pattern: Pattern) -> f64 {
    if pattern == Pattern::Dots { 0.6 } else { 0.2 }
}

/// Writes an SVG `<pattern>` of the marks alone, see-through between them: the colour is filled in beneath it, so
/// that no seam of the repeating squares shows. `side_mm` is the side of the square.
pub fn write_svg(svg: &mut String, pattern: Pattern, (ground, side_mm): (Ground, f64)) {
    let scale = side_mm / SIDE;
    let _ = write!(
        svg,
        "<pattern id=\"{}\" patternUnits=\"userSpaceOnUse\" width=\"{side_mm}\" height=\"{side_mm}\">",
        name(pattern),
    );
    let ink = hex(ground.ink());
    let width = stroke_width(pattern) * scale;
    for &((x0, y0), (x1, y1)) in strokes(pattern) {
        let (x0, y0, x1, y1) = (x0 * scale, y0 * scale, x1 * scale, y1 * scale);
        let _ = if (x0, y0) == (x1, y1) {
            let radius = width / 2.0;
            write!(svg, "<circle cx=\"{x0:.3}\" cy=\"{y0:.3}\" r=\"{radius:.3}\" fill=\"{ink}\" fill-opacity=\"0.5\"/>")
        } else {
            write!(
                svg,
                "<path d=\"M{x0:.3},{y0:.3} L{x1:.3},{y1:.3}\" fill=\"none\" stroke=\"{ink}\" \
                 stroke-opacity=\"0.45\" stroke-width=\"{width:.3}\"/>"
            )
        };
    }
    svg.push_str("</pattern>");
}

/// A small framed picture of a paint for a legend, as an SVG of its own.
pub fn swatch(paint: Paint, ground: Ground) -> String {
    let mut svg = String::from(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" version=\"1.1\" width=\"9mm\" height=\"6mm\" viewBox=\"0 0 9 6\"><defs>",
    );
    write_svg(&mut svg, paint.pattern, (ground, 2.4));
    let frame = "x=\"0.15\" y=\"0.15\" width=\"8.7\" height=\"5.7\"";
    let _ = write!(
        svg,
        "</defs><rect {frame} fill=\"{}\"/><rect {frame} fill=\"url(#{})\" stroke=\"{}\" stroke-width=\"0.3\"/></svg>",
        hex(ground.tint(paint.rgb)),
        name(paint.pattern),
        hex(ground.ink())
    );
    svg
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_has_a_name_of_its_own_and_only_plain_has_no_marks() {
        let mut names: Vec<_> = PATTERNS.into_iter().map(name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), PATTERNS.len());
        for pattern in PATTERNS {
            assert_eq!(strokes(pattern).is_empty(), pattern == Pattern::Plain, "{pattern:?}");
        }
    }

    #[test]
    fn letters_stand_at_seven_to_one_on_every_class_colour_on_both_grounds() {
        let light = |(r, g, b): (u8, u8, u8)| {
            let part = |v: u8| {
                let v = f64::from(v) / 255.0;
                if v <= 0.04045 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
            };
            0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b)
        };
        for (class, paint) in atlas::colour::classes() {
            for ground in [Ground::Light, Ground::Dark] {
                let (a, b) = (light(ground.ink()), light(ground.tint(paint.rgb)));
                let ratio = (a.max(b) + 0.05) / (a.min(b) + 0.05);
                assert!(ratio >= 7.0, "{class} on {ground:?}: {ratio:.1}");
            }
        }
    }
}
