//! A still picture of a window: for readers without scripts, and wherever a moving map cannot run.
//!
//! The same land in the same paint as the moving map and the printed sheet; all of it can also be read as a table.

use crate::drawing::{Drawn, Scene, TooMuch, draw, escaped};
use crate::furniture::{self, FurnitureWords};
use std::fmt::Write;

/// What a picture says beside its names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PictureWords {
    /// Its accessible name.
    pub title: String,
    pub furniture: FurnitureWords,
}

/// A picture as an SVG file, and what is in it.
///
/// # Errors
/// [`TooMuch`] where the window holds too much land.
pub fn picture(scene: &Scene<'_>, words: &PictureWords) -> Result<(String, Drawn), TooMuch> {
    let kept = [furniture::north_place(&scene.paper), furniture::bar_place(&scene.paper)];
    let drawn = draw(&Scene { kept: &kept, ..*scene })?;
    let (width, height) = scene.paper.size_mm;
    let mut svg = String::with_capacity(drawn.svg.len() + 4_000);
    let _ = write!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" version=\"1.1\" role=\"img\" width=\"{}\" height=\"{}\" \
         viewBox=\"0 0 {width} {height}\"><title>{}</title>",
        width * 4,
        height * 4,
        escaped(&words.title)
    );
    svg.push_str(&drawn.svg);
    furniture::write(&mut svg, &scene.paper, (scene.ground, &words.furniture));
    svg.push_str("</svg>");
    Ok((svg, drawn))
}
