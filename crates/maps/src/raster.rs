//! Pictures for map programs (WMS, WMTS): shapes of a release filled, hatched, bordered and named, as PNG.
//!
//! The paint of a class is the one of every other map of ours (`atlas::colour`, [`crate::hatch`]): a colour and a
//! pattern, and a name where it fits, so that colour is never the only sign. Bounded: points closer together than
//! half a pixel are left out, and what would be smaller than a pixel is a pixel.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use atlas::colour::{self, Paint as ClassPaint};
use atlas::point::{Bounds, Point};
use tiny_skia::{
    Color, FillRule, FilterQuality, Paint, Path, PathBuilder, Pixmap, Rect, Shader, SpreadMode, Stroke, Transform,
};

use crate::ground::Ground;
use crate::hatch::{self, Ground as Paper};
use crate::lettering::Names;
use crate::shape::Shape;

/// The most pixels on a side.
pub const MOST_SIDE: u32 = 4_096;
/// Side of the square of a pattern, pixels.
const PATTERN_PX: u32 = 10;
/// Height of a name, pixels.
const NAME_PX: f32 = 13.0;
/// Points nearer than this to the one before are left out, pixels.
const NEAR_PX: f32 = 0.5;

/// A picture of some land being drawn.
pub struct Raster<'g> {
    picture: Pixmap,
    ground: &'g Ground,
    /// West and north edge, and pixels for a unit of the last decimal, east and north.
    west: f64,
    north: f64,
    scale: (f64, f64),
    patterns: HashMap<(u8, u8, u8, u8), Pixmap>,
}

/// How the shapes of a layer are drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Look {
    /// Filled and hatched as a class is.
    Class(ClassPaint),
    /// A line around, and marks over it where there are any.
    Line { ink: (u8, u8, u8), width_px: f32, marks: Option<colour::Pattern> },
}

/// No picture of this size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a picture has 1 to {MOST_SIDE} pixels on a side and shows some land")]
pub struct BadSize;

/// The picture could not be written.
#[derive(Debug, thiserror::Error)]
#[error("the picture cannot be written")]
pub struct Unwritten(#[from] png::EncodingError);

impl<'g> Raster<'g> {
    /// An empty picture of a box (west, south, east, north in units of the ground's reference system).
    ///
    /// # Errors
    /// [`BadSize`].
    pub fn new((width, height): (u32, u32), frame: [f64; 4], ground: &'g Ground) -> Result<Raster<'g>, BadSize> {
        let [west, south, east, north] = frame;
        let is_some = frame.iter().all(|v| v.is_finite()) && east > west && north > south;
        if !is_some || width > MOST_SIDE || height > MOST_SIDE {
            return Err(BadSize);
        }
        let picture = Pixmap::new(width, height).ok_or(BadSize)?;
        let unit = ground.reference().scale();
        let scale = (f64::from(width) / (east - west) / unit, f64::from(height) / (north - south) / unit);
        Ok(Raster { picture, ground, west: west * unit, north: north * unit, scale, patterns: HashMap::new() })
    }

    /// Paints everything one colour.
    pub fn fill(&mut self, (r, g, b): (u8, u8, u8)) {
        self.picture.fill(Color::from_rgba8(r, g, b, 255));
    }

    /// Where a point of the release lies, pixels from the upper left corner.
    #[must_use]
    pub fn place(&self, point: Point) -> (f32, f32) {
        let (x, y) = self.ground.fine(point);
        (((x - self.west) * self.scale.0) as f32, ((self.north - y) * self.scale.1) as f32)
    }

    /// Pixels of a box along its sides.
    #[must_use]
    pub fn size_px(&self, bounds: &Bounds) -> (f32, f32) {
        let (low, high) = (self.place(bounds.min), self.place(bounds.max));
        ((high.0 - low.0).abs(), (low.1 - high.1).abs())
    }

    /// Draws a shape.
    pub fn draw(&mut self, shape: &Shape<'_>, look: &Look) {
        let Some(bounds) = shape.bounds() else { return };
        let (wide, high) = self.size_px(&bounds);
        if wide < 1.0 && high < 1.0 {
            return self.dot(&bounds, look);
        }
        let Some(path) = self.path(shape) else { return };
        match *look {
            Look::Class(class) => {
                let (r, g, b) = Paper::Light.tint(class.rgb);
                self.picture.fill_path(&path, &plain((r, g, b, 255)), FillRule::EvenOdd, Transform::identity(), None);
                self.hatch(&path, (class.pattern, Paper::Light.ink()));
                let (r, g, b) = Paper::Light.ink();
                let border = Stroke { width: 0.7, ..Stroke::default() };
                self.picture.stroke_path(&path, &plain((r, g, b, 150)), &border, Transform::identity(), None);
            }
            Look::Line { ink, width_px, marks } => {
                if let Some(pattern) = marks {
                    self.hatch(&path, (pattern, ink));
                }
                let line = Stroke { width: width_px, ..Stroke::default() };
                let (r, g, b) = ink;
                self.picture.stroke_path(&path, &plain((r, g, b, 255)), &line, Transform::identity(), None);
            }
        }
    }

    /// Writes a name at a place of the release if there is room for it (0.1 mm, level). Whether it was written.
    pub fn name(&mut self, names: &Names<'_>, text: &str, (at, room): (Point, i32)) -> bool {
        let end = Point { x: at.x.saturating_add(room), y: at.y };
        let ((x, y), (end_x, _)) = (self.place(at), self.place(end));
        let wanted = names.width_px(text, NAME_PX) + 4.0;
        if wanted > (end_x - x).abs() {
            return false;
        }
        names.write(&mut self.picture, (text, NAME_PX), (x, y));
        true
    }

    /// What is smaller than a pixel: its colour on the pixel it lies in.
    fn dot(&mut self, bounds: &Bounds, look: &Look) {
        let (x, y) = self.place(bounds.min);
        let (r, g, b) = match look {
            Look::Class(class) => Paper::Light.tint(class.rgb),
            Look::Line { ink, .. } => *ink,
        };
        if let Some(pixel) = Rect::from_xywh(x.floor(), y.floor(), 1.0, 1.0) {
            self.picture.fill_rect(pixel, &plain((r, g, b, 255)), Transform::identity(), None);
        }
    }

    fn path(&self, shape: &Shape<'_>) -> Option<Path> {
        let mut path = PathBuilder::new();
        shape.rings(|_, points| {
            let mut last: Option<(f32, f32)> = None;
            for point in points {
                let (x, y) = self.place(*point);
                match last {
                    None => path.move_to(x, y),
                    Some((a, b)) if (x - a).abs() < NEAR_PX && (y - b).abs() < NEAR_PX => continue,
                    Some(_) => path.line_to(x, y),
                }
                last = Some((x, y));
            }
            path.close();
        });
        path.finish()
    }

    /// Marks of a pattern inside a path; they line up between neighbouring pictures of one scale only by chance.
    fn hatch(&mut self, path: &Path, (pattern, ink): (colour::Pattern, (u8, u8, u8))) {
        let key = (pattern as u8, ink.0, ink.1, ink.2);
        let marks = match self.patterns.entry(key) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => match marks(pattern, ink) {
                Some(marks) => place.insert(marks),
                None => return,
            },
        };
        let shader = tiny_skia::Pattern::new(
            marks.as_ref(),
            SpreadMode::Repeat,
            FilterQuality::Nearest,
            1.0,
            Transform::identity(),
        );
        let paint = Paint { shader, anti_alias: true, ..Paint::default() };
        self.picture.fill_path(path, &paint, FillRule::EvenOdd, Transform::identity(), None);
    }

    /// The picture as PNG.
    ///
    /// # Errors
    /// [`Unwritten`]; writing to memory does not fail.
    pub fn png(self) -> Result<Vec<u8>, Unwritten> {
        let (width, height) = (self.picture.width(), self.picture.height());
        let plain: Vec<u8> = self
            .picture
            .pixels()
            .iter()
            .flat_map(|pixel| {
                let c = pixel.demultiply();
                [c.red(), c.green(), c.blue(), c.alpha()]
            })
            .collect();
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, width, height);
        encoder.set_color(png::ColorType::Rgba);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::Fast);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&plain)?;
        writer.finish()?;
        Ok(bytes)
    }
}

fn plain((r, g, b, a): (u8, u8, u8, u8)) -> Paint<'static> {
    Paint { shader: Shader::SolidColor(Color::from_rgba8(r, g, b, a)), anti_alias: true, ..Paint::default() }
}

/// The square of a pattern.
fn marks(pattern: colour::Pattern, (r, g, b): (u8, u8, u8)) -> Option<Pixmap> {
    let strokes = hatch::strokes(pattern);
    if strokes.is_empty() {
        return None;
    }
    let mut square = Pixmap::new(PATTERN_PX, PATTERN_PX)?;
    let scale = f64::from(PATTERN_PX) / hatch::SIDE;
    let at = |v: f64| (v * scale) as f32;
    for &((x0, y0), (x1, y1)) in strokes {
        let mut path = PathBuilder::new();
        let width = at(hatch::stroke_width(pattern)).max(0.8);
        let paint = plain((r, g, b, 130));
        if (x0, y0) == (x1, y1) {
            path.push_circle(at(x0), at(y0), width / 2.0);
            let dot = path.finish()?;
            square.fill_path(&dot, &paint, FillRule::Winding, Transform::identity(), None);
        } else {
            path.move_to(at(x0), at(y0));
            path.line_to(at(x1), at(y1));
            let line = path.finish()?;
            square.stroke_path(&line, &paint, &Stroke { width, ..Stroke::default() }, Transform::identity(), None);
        }
    }
    Some(square)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::Reference;
    use atlas::point::{Origin, pt};
    use atlas::polygon::{MultiPolygon, Polygon};
    use atlas::ring::Ring;

    fn drawn(frame: [f64; 4]) -> Pixmap {
        let metre = 10_000;
        let ring = [(10, 10), (30, 10), (30, 20), (10, 20)].map(|(x, y)| pt(x * metre, y * metre));
        let shape = MultiPolygon(vec![Polygon::new(Ring::new(ring.to_vec()).unwrap(), vec![])]);
        let around = Bounds { min: pt(0, 0), max: pt(400_000, 400_000) };
        let ground = Ground::new(Reference::Epsg3826, (Origin { x_m: 180_000, y_m: 2_500_000 }, around)).unwrap();
        let mut raster = Raster::new((40, 40), frame, &ground).unwrap();
        raster.draw(&Shape::Value(&shape), &Look::Class(colour::of_class("A01")));
        raster.picture
    }

    #[test]
    fn a_square_lies_where_it_lies_and_the_rest_is_see_through() {
        let (x, y) = (180_000.0, 2_500_000.0);
        let picture = drawn([x, y, x + 40.0, y + 40.0]);
        for (column, row, is_drawn) in [(20, 25, true), (20, 5, false), (5, 25, false), (35, 25, false), (12, 28, true)]
        {
            let pixel = picture.pixel(column, row).unwrap();
            assert_eq!(pixel.alpha() > 0, is_drawn, "{column} {row}");
        }
        // Far out it is one pixel.
        let picture = drawn([x - 4_000.0, y - 4_000.0, x + 4_000.0, y + 4_000.0]);
        assert_eq!(picture.pixels().iter().filter(|pixel| pixel.alpha() > 0).count(), 1);
    }

    #[test]
    fn sizes_and_boxes_that_are_none_are_refused() {
        let around = Bounds { min: pt(0, 0), max: pt(1, 1) };
        let ground = Ground::new(Reference::Epsg3826, (Origin { x_m: 180_000, y_m: 2_500_000 }, around)).unwrap();
        for (size, frame) in [
            ((0, 10), [0.0, 0.0, 1.0, 1.0]),
            ((10, 5_000), [0.0, 0.0, 1.0, 1.0]),
            ((10, 10), [0.0, 0.0, 0.0, 1.0]),
            ((10, 10), [0.0, f64::NAN, 1.0, 1.0]),
        ] {
            assert!(Raster::new(size, frame, &ground).is_err());
        }
    }
}
