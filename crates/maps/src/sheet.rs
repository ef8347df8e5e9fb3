//! A printed sheet: the map at true scale in millimetres on paper, and what its legend must explain.
//!
//! The map is an SVG of exact size with neat line, grid ticks, north arrow and scale bar; the words around it
//! (legend, day in force, release, "reference only", code of the permalink) are set by [`TEMPLATE`], which places
//! the map without scaling it. One centimetre of a 1/1000 sheet is ten metres, and the ticks prove it.

use crate::drawing::{Drawn, Scene, TooMuch, draw};
use crate::furniture::{self, FurnitureWords};
use crate::paper::Paper;
use atlas::point::Origin;
use lexicon::date::Date;
use serde::Serialize;
use std::fmt::Write;

/// How a sheet is set, in Typst. Reads `/data.json`, `/map.svg`, `/qr.svg` and one `/swatch-<class>.svg` a class.
pub const TEMPLATE: &str = include_str!("../papers/sheet.typ");

/// Scales a sheet may have: those of plan and cadastral maps, and rounder ones for overviews.
pub const SCALES: [i64; 9] = [500, 1_000, 1_200, 2_000, 2_500, 3_000, 5_000, 10_000, 25_000];

/// Paper sizes (ISO 216).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    A4,
    A3,
}

/// Which side lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lie {
    Portrait,
    Landscape,
}

/// Margin around everything, mm; printers reach no farther.
const MARGIN_MM: i64 = 10;
/// Room of head and foot of a portrait sheet, and of the column of a landscape one, mm.
const PORTRAIT_REST_MM: i64 = 82;
const COLUMN_MM: i64 = 66;

/// Width and height of the paper, mm.
pub fn paper_mm(size: Size, lie: Lie) -> (i64, i64) {
    let (short, long) = match size {
        Size::A4 => (210, 297),
        Size::A3 => (297, 420),
    };
    match lie {
        Lie::Portrait => (short, long),
        Lie::Landscape => (long, short),
    }
}

/// Width and height of the map on it, mm.
pub fn map_mm(size: Size, lie: Lie) -> (i64, i64) {
    let (width, height) = paper_mm(size, lie);
    match lie {
        Lie::Portrait => (width - 2 * MARGIN_MM, height - 2 * MARGIN_MM - PORTRAIT_REST_MM),
        Lie::Landscape => (width - 2 * MARGIN_MM - COLUMN_MM, height - 2 * MARGIN_MM),
    }
}

/// Metres between grid ticks: five centimetres on paper, or the next rounder step.
pub fn grid_step_m(scale: i64) -> i64 {
    [10, 20, 50, 100, 200, 500, 1_000, 2_000].into_iter().find(|m| m * 1_000 >= scale * 50).unwrap_or(2_000)
}

/// What [`TEMPLATE`] reads as `/data.json`: every word of the sheet, in the reader's language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SheetFacts {
    /// Language tag of Typst: `zh` or `en`.
    pub lang: &'static str,
    /// `a4` or `a3`.
    pub paper: &'static str,
    /// Whether it lies.
    pub flipped: bool,
    /// The day it is made, ISO.
    pub made: Date,
    pub title: String,
    pub agency: String,
    /// Such as `1:1000`.
    pub scale: String,
    /// Width and height of the map, mm.
    pub map: (i64, i64),
    /// What the map shows, for those who do not see it.
    pub alt: String,
    /// Names and values beside the map.
    pub facts: Vec<(String, String)>,
    pub legend: Vec<ClassKey>,
    pub lines: Vec<LineKey>,
    /// How many classes stand on the first page, in how many columns.
    pub first: usize,
    #[serde(rename = "legend-columns")]
    pub columns: usize,
    /// Where the code leads.
    pub url: String,
    /// Written across the sheet of a demonstration.
    pub mark: Option<String>,
    pub words: SheetWords,
}

/// A class in the legend.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClassKey {
    /// The middle of the swatch's file name: `a01` for `/swatch-a01.svg`.
    pub file: String,
    pub name: String,
    /// The national code, empty for a class of no table.
    pub code: String,
}

/// A line in the legend.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LineKey {
    pub name: String,
    /// Colour, as `#rrggbb`.
    pub ink: String,
    /// Width, 0.01 mm.
    pub width: i64,
    /// Lengths of strokes and gaps, 0.01 mm; empty for a whole line.
    pub dash: Vec<i64>,
}

/// Fixed words of a sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct SheetWords {
    pub legend: String,
    /// Alternative text of a swatch.
    pub swatch: String,
    /// That the legend goes on overleaf.
    pub more: String,
    /// "For reference only", and why.
    pub reference: String,
    pub reference_says: String,
    /// What the code leads to.
    pub code: String,
}

/// How many classes the first page of a sheet holds, and in how many columns.
pub fn legend_room(size: Size, lie: Lie, classes: usize) -> (usize, usize) {
    match (size, lie) {
        (Size::A4, Lie::Portrait) => (15, 3),
        (Size::A3, Lie::Portrait) => (24, 4),
        (Size::A4, Lie::Landscape) => {
            if classes <= 8 {
                (8, 1)
            } else {
                (16, 2)
            }
        }
        (Size::A3, Lie::Landscape) => {
            if classes <= 16 {
                (16, 1)
            } else {
                (36, 2)
            }
        }
    }
}

/// The map of a sheet as an SVG file of exact size, and what is in it.
///
/// # Errors
/// [`TooMuch`] where the window holds too much land: ask for a larger scale.
pub fn map(scene: &Scene<'_>, origin: Origin, words: &FurnitureWords) -> Result<(String, Drawn), TooMuch> {
    let paper: Paper = scene.paper;
    let kept = [furniture::north_place(&paper), furniture::bar_place(&paper)];
    let drawn = draw(&Scene { kept: &kept, ..*scene })?;
    let (width, height) = paper.size_mm;
    let mut svg = String::with_capacity(drawn.svg.len() + 8_000);
    let _ = write!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" version=\"1.1\" width=\"{width}mm\" height=\"{height}mm\" \
         viewBox=\"0 0 {width} {height}\">"
    );
    svg.push_str(&drawn.svg);
    furniture::write_grid(&mut svg, &paper, (origin, grid_step_m(paper.scale)), words);
    furniture::write(&mut svg, &paper, (scene.ground, words));
    svg.push_str("</svg>");
    Ok((svg, drawn))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_leaves_room_for_its_words_on_every_paper() {
        for size in [Size::A4, Size::A3] {
            for lie in [Lie::Portrait, Lie::Landscape] {
                let ((paper_w, paper_h), (map_w, map_h)) = (paper_mm(size, lie), map_mm(size, lie));
                assert!(map_w <= paper_w - 20 && map_h <= paper_h - 20, "{size:?} {lie:?}");
                assert!(map_w * map_h * 2 > paper_w * paper_h, "{size:?} {lie:?}: the map is most of it");
            }
        }
    }

    #[test]
    fn ticks_stand_five_to_fourteen_centimetres_apart() {
        for scale in SCALES {
            let apart_mm = grid_step_m(scale) * 1_000 / scale;
            assert!((50..=140).contains(&apart_mm), "1/{scale}: {apart_mm} mm");
        }
    }
}
