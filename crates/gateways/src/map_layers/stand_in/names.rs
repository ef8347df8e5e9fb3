//! Names on the map, from the outlines of a font file: dark on a light halo, one line, no shaping,
//! which Chinese names do not need.

use super::drawing::paint;
use tiny_skia::{FillRule, LineJoin, PathBuilder, Pixmap, Stroke, Transform};
use ttf_parser::{Face, OutlineBuilder};

const INK: [u8; 3] = [0x2f, 0x45, 0x4a];
const HALO: [u8; 3] = [0xfd, 0xfc, 0xf9];

/// A font for names.
#[derive(Clone, Debug)]
pub(super) struct Names {
    bytes: Vec<u8>,
    face: u32,
}

/// Not a font file.
#[derive(Debug, thiserror::Error)]
#[error("not a font file")]
pub(super) struct NoFont;

impl Names {
    /// A font or a collection; in a collection the face for Taiwan, where one is named so.
    pub(super) fn read(bytes: Vec<u8>) -> Result<Names, NoFont> {
        let count = ttf_parser::fonts_in_collection(&bytes).unwrap_or(1);
        let is_for_taiwan = |face: &u32| {
            let face = Face::parse(&bytes, *face);
            face.is_ok_and(|face| {
                face.names().into_iter().any(|name| name.to_string().is_some_and(|n| n.contains(" TC")))
            })
        };
        let face = (0..count).find(is_for_taiwan).unwrap_or(0);
        Face::parse(&bytes, face).map_err(|_| NoFont)?;
        Ok(Names { bytes, face })
    }

    /// How wide a text would be, pixels.
    pub(super) fn width_px(&self, text: &str, size_px: f32) -> f32 {
        self.face().map_or(0.0, |face| {
            let scale = size_px / f32::from(face.units_per_em());
            text.chars().map(|c| advance(&face, c) * scale).sum()
        })
    }

    /// Writes a text around a place.
    pub(super) fn write(&self, picture: &mut Pixmap, text: &str, [x, y]: [f64; 2], size_px: f32) {
        let Some(face) = self.face() else { return };
        let scale = size_px / f32::from(face.units_per_em());
        let start = x as f32 - self.width_px(text, size_px) / 2.0;
        // Chinese signs fill their square, whose middle lies about this far above the base line.
        let mut pen = Pen { path: PathBuilder::new(), x: start, y: y as f32 + size_px * 0.38, scale };
        for character in text.chars() {
            if let Some(glyph) = face.glyph_index(character) {
                face.outline_glyph(glyph, &mut pen);
            }
            pen.x += advance(&face, character) * scale;
        }
        let Some(path) = pen.path.finish() else { return };
        let halo = Stroke { width: 3.0, line_join: LineJoin::Round, ..Stroke::default() };
        picture.stroke_path(&path, &paint(HALO), &halo, Transform::identity(), None);
        picture.fill_path(&path, &paint(INK), FillRule::Winding, Transform::identity(), None);
    }

    /// It was parsed once already; only its head is read again.
    fn face(&self) -> Option<Face<'_>> {
        Face::parse(&self.bytes, self.face).ok()
    }
}

fn advance(face: &Face<'_>, character: char) -> f32 {
    let glyph = face.glyph_index(character);
    glyph.and_then(|glyph| face.glyph_hor_advance(glyph)).map_or(0.0, f32::from)
}

/// Takes outlines (north up) to pixels (south down).
struct Pen {
    path: PathBuilder,
    x: f32,
    y: f32,
    scale: f32,
}

impl Pen {
    fn at(&self, x: f32, y: f32) -> (f32, f32) {
        (self.x + x * self.scale, self.y - y * self.scale)
    }
}

impl OutlineBuilder for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.at(x, y);
        self.path.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.at(x, y);
        self.path.line_to(x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let ((x1, y1), (x, y)) = (self.at(x1, y1), self.at(x, y));
        self.path.quad_to(x1, y1, x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let ((x1, y1), (x2, y2), (x, y)) = (self.at(x1, y1), self.at(x2, y2), self.at(x, y));
        self.path.cubic_to(x1, y1, x2, y2, x, y);
    }

    fn close(&mut self) {
        self.path.close();
    }
}
