//! Names drawn into a picture from the outlines of a font: dark on a light halo, on one line, without shaping,
//! which Chinese names do not need.

use tiny_skia::{FillRule, LineJoin, Paint, PathBuilder, Pixmap, Stroke, Transform};
use ttf_parser::{Face, OutlineBuilder};

/// How far above the base line the middle of a sign lies, in heights of a letter.
const MIDDLE: f32 = 0.38;

/// A font for names.
pub struct Lettering {
    bytes: Vec<u8>,
    face: u32,
}

/// Not a font file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a font file")]
pub struct NoFont;

impl Lettering {
    /// A font or a collection of fonts; of a collection the face for Taiwan, where one is named so.
    ///
    /// # Errors
    /// [`NoFont`].
    pub fn read(bytes: Vec<u8>) -> Result<Lettering, NoFont> {
        let count = ttf_parser::fonts_in_collection(&bytes).unwrap_or(1);
        let is_for_taiwan = |face: &u32| {
            Face::parse(&bytes, *face).is_ok_and(|face| {
                face.names().into_iter().any(|name| name.to_string().is_some_and(|name| name.contains(" TC")))
            })
        };
        let face = (0..count).find(is_for_taiwan).unwrap_or(0);
        Face::parse(&bytes, face).map_err(|_| NoFont)?;
        Ok(Lettering { bytes, face })
    }

    /// The font opened for one picture.
    #[must_use]
    pub fn open(&self) -> Option<Names<'_>> {
        Face::parse(&self.bytes, self.face).ok().map(|face| Names { face })
    }
}

/// A font while a picture is drawn.
pub struct Names<'f> {
    face: Face<'f>,
}

impl Names<'_> {
    /// How wide a text is, pixels.
    #[must_use]
    pub fn width_px(&self, text: &str, size_px: f32) -> f32 {
        let scale = size_px / f32::from(self.face.units_per_em());
        text.chars().map(|letter| self.advance(letter) * scale).sum()
    }

    /// Writes a text with its middle at a place.
    pub fn write(&self, picture: &mut Pixmap, (text, size_px): (&str, f32), (x, y): (f32, f32)) {
        let scale = size_px / f32::from(self.face.units_per_em());
        let start = x - self.width_px(text, size_px) / 2.0;
        let mut pen = Pen { path: PathBuilder::new(), x: start, y: y + size_px * MIDDLE, scale };
        for letter in text.chars() {
            if let Some(glyph) = self.face.glyph_index(letter) {
                self.face.outline_glyph(glyph, &mut pen);
            }
            pen.x += self.advance(letter) * scale;
        }
        let Some(path) = pen.path.finish() else { return };
        let paint = |(r, g, b): (u8, u8, u8), a: u8| {
            let mut paint = Paint { anti_alias: true, ..Paint::default() };
            paint.set_color_rgba8(r, g, b, a);
            paint
        };
        let ground = crate::hatch::Ground::Light;
        let halo = Stroke { width: 3.0, line_join: LineJoin::Round, ..Stroke::default() };
        picture.stroke_path(&path, &paint(ground.paper(), 220), &halo, Transform::identity(), None);
        picture.fill_path(&path, &paint(ground.ink(), 255), FillRule::Winding, Transform::identity(), None);
    }

    fn advance(&self, letter: char) -> f32 {
        let glyph = self.face.glyph_index(letter).unwrap_or_default();
        self.face.glyph_hor_advance(glyph).map_or(0.0, f32::from)
    }
}

/// Draws outlines, which stand upright, into a picture, which hangs down.
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
