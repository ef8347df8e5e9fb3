//! Draws a window of the town map, calmly: water, land, borders, and the names of our districts
//! where there is room.
//!
//! Everything is placed from the whole map's own coordinates, so that what crosses the edge of a
//! tile goes on in the next one. Shapes are cut to the window before they are drawn: at deep zooms
//! they would be larger than a float can count pixels in.

use super::names::Names;
use super::topology::{LineKind, Shape, Topology, Vertex};
use tiny_skia::{Color, FillRule, LineCap, LineJoin, Paint, PathBuilder, Pixmap, Stroke, Transform};

/// Pixels beyond the window that are still drawn, so that no stroke ends at its edge.
const MARGIN: f64 = 16.0;

/// Pixels of a degree at which lines have their full width: zoom 10 of web maps.
const FULL_LINES_PX: f64 = 700.0;

/// Colours of morning at the harbour, red, green, blue.
pub(super) const WATER: [u8; 3] = [0xdd, 0xe8, 0xeb];
pub(super) const OUR_LAND: [u8; 3] = [0xfb, 0xf9, 0xf4];
pub(super) const OTHER_LAND: [u8; 3] = [0xee, 0xee, 0xe9];
const DISTRICT_LINE: [u8; 3] = [0xb0, 0xc0, 0xc3];
const COUNTY_LINE: [u8; 3] = [0x74, 0x8e, 0x94];
const COAST_LINE: [u8; 3] = [0xa3, 0xbd, 0xc4];
const TOWN_LINE: [u8; 3] = [0xdc, 0xdd, 0xd8];

/// What is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    /// Land, water, borders and names.
    Districts,
    /// Borders and names alone, on nothing.
    Borders,
}

/// How northings are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Grid {
    /// In degrees of latitude (EPSG:4326, CRS:84).
    Degrees,
    /// As Mercator's, in degrees of longitude (EPSG:3857).
    Mercator,
}

/// The window: its edges in degrees as the grid counts them, and its size in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct View {
    pub grid: Grid,
    /// West, south, east, north.
    pub edges: [f64; 4],
    pub width: u32,
    pub height: u32,
}

/// The picture could not be made: no memory for it, or no size.
#[derive(Debug, thiserror::Error)]
#[error("the picture cannot be drawn")]
pub(super) struct NoPicture;

impl View {
    fn pixel(&self, at: &Vertex) -> [f64; 2] {
        let [west, south, east, north] = self.edges;
        let up = match self.grid {
            Grid::Degrees => at.lat,
            Grid::Mercator => at.up,
        };
        let x = (at.lon - west) / (east - west) * f64::from(self.width);
        let y = (north - up) / (north - south) * f64::from(self.height);
        [x, y]
    }

    fn far_corner(&self) -> [f64; 2] {
        [f64::from(self.width) + MARGIN, f64::from(self.height) + MARGIN]
    }

    /// Pixels a degree takes from west to east.
    fn degree_px(&self) -> f64 {
        let [west, _, east, _] = self.edges;
        f64::from(self.width) / (east - west)
    }

    /// The points of a shape in pixels, if any of its extent is seen.
    fn seen(&self, shape: &Shape) -> Option<Vec<[f64; 2]>> {
        let in_sight = self.sees(&shape.corners.map(|corner| self.pixel(&corner)));
        in_sight.then(|| shape.points.iter().map(|at| self.pixel(at)).collect())
    }

    fn sees(&self, points: &[[f64; 2]]) -> bool {
        let corner = self.far_corner();
        let beyond =
            |axis: usize| points.iter().all(|at| at[axis] < -MARGIN) || points.iter().all(|at| at[axis] > corner[axis]);
        !(points.is_empty() || beyond(0) || beyond(1))
    }
}

/// Draws a window as PNG.
pub(super) fn draw(map: &Topology, names: Option<&Names>, subject: Subject, view: &View) -> Result<Vec<u8>, NoPicture> {
    let mut picture = Pixmap::new(view.width, view.height).ok_or(NoPicture)?;
    if subject == Subject::Districts {
        picture.fill(color(WATER));
        land(&mut picture, map, view);
    }
    // From afar the lines are finer, and those of other counties' towns are left out.
    let fineness = (view.degree_px() / FULL_LINES_PX).clamp(0.5, 1.0) as f32;
    for (kind, rgb, width) in [
        (LineKind::Elsewhere, TOWN_LINE, 0.8),
        (LineKind::Coast, COAST_LINE, 1.2),
        (LineKind::District, DISTRICT_LINE, 1.1),
        (LineKind::County, COUNTY_LINE, 1.6),
    ] {
        if kind != LineKind::Elsewhere || fineness > 0.5 {
            lines(&mut picture, (map, kind), (rgb, width * fineness), view);
        }
    }
    if let Some(names) = names {
        label(&mut picture, map, names, view);
    }
    encoded(picture, subject)
}

/// As PNG, without a filter: flat colours are smaller so, and encoding takes as long as drawing.
fn encoded(picture: Pixmap, subject: Subject) -> Result<Vec<u8>, NoPicture> {
    let (width, height) = (picture.width(), picture.height());
    let pixels = picture.take_demultiplied();
    let (color, pixels) = match subject {
        // Nothing shines through land and water.
        Subject::Districts => {
            (png::ColorType::Rgb, pixels.as_chunks::<4>().0.iter().flat_map(|p| [p[0], p[1], p[2]]).collect())
        }
        Subject::Borders => (png::ColorType::Rgba, pixels),
    };
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(color);
    encoder.set_compression(png::Compression::Balanced);
    encoder.set_filter(png::Filter::NoFilter);
    let mut writer = encoder.write_header().map_err(|_| NoPicture)?;
    writer.write_image_data(&pixels).map_err(|_| NoPicture)?;
    writer.finish().map_err(|_| NoPicture)?;
    Ok(bytes)
}

fn color([red, green, blue]: [u8; 3]) -> Color {
    Color::from_rgba8(red, green, blue, 255)
}

pub(super) fn paint([red, green, blue]: [u8; 3]) -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color_rgba8(red, green, blue, 255);
    paint.anti_alias = true;
    paint
}

/// All land of a kind in one path: neighbours then share their sides without a seam.
fn land(picture: &mut Pixmap, map: &Topology, view: &View) {
    for (is_ours, rgb) in [(false, OTHER_LAND), (true, OUR_LAND)] {
        let mut path = PathBuilder::new();
        for ring in map.towns.iter().filter(|town| town.is_ours == is_ours).flat_map(|town| &town.rings) {
            if let Some(points) = view.seen(ring) {
                trace(&mut path, &cut(points, view.far_corner()));
                path.close();
            }
        }
        if let Some(path) = path.finish() {
            picture.fill_path(&path, &paint(rgb), FillRule::EvenOdd, Transform::identity(), None);
        }
    }
}

fn trace(path: &mut PathBuilder, points: &[[f64; 2]]) {
    for (index, [x, y]) in points.iter().enumerate() {
        match index {
            0 => path.move_to(*x as f32, *y as f32),
            _ => path.line_to(*x as f32, *y as f32),
        }
    }
}

/// A ring cut to the window, side by side (Sutherland and Hodgman).
fn cut(mut ring: Vec<[f64; 2]>, corner: [f64; 2]) -> Vec<[f64; 2]> {
    for (axis, limit, sign) in [(0, -MARGIN, 1.0), (0, corner[0], -1.0), (1, -MARGIN, 1.0), (1, corner[1], -1.0)] {
        let depth = |at: &[f64; 2]| (at[axis] - limit) * sign;
        let mut kept = Vec::with_capacity(ring.len());
        for (index, here) in ring.iter().enumerate() {
            let before = &ring[(index + ring.len() - 1) % ring.len()];
            let (from, to) = (depth(before), depth(here));
            if (from < 0.0) != (to < 0.0) {
                let share = from / (from - to);
                kept.push([before[0] + (here[0] - before[0]) * share, before[1] + (here[1] - before[1]) * share]);
            }
            if to >= 0.0 {
                kept.push(*here);
            }
        }
        ring = kept;
    }
    ring
}

fn lines(picture: &mut Pixmap, (map, kind): (&Topology, LineKind), (rgb, width): ([u8; 3], f32), view: &View) {
    let mut path = PathBuilder::new();
    for line in map.lines.iter().filter(|line| line.kind == kind) {
        let Some(points) = view.seen(&line.shape) else { continue };
        // Runs of sides the window sees; a run begins where the last one broke off.
        for run in points.windows(2).collect::<Vec<_>>().chunk_by(|a, b| view.sees(a) && view.sees(b)) {
            if view.sees(run[0]) {
                let ends = run.iter().map(|side| side[1]);
                trace(&mut path, &std::iter::once(run[0][0]).chain(ends).collect::<Vec<_>>());
            }
        }
    }
    let stroke = Stroke { width, line_cap: LineCap::Round, line_join: LineJoin::Round, ..Stroke::default() };
    if let Some(path) = path.finish() {
        picture.stroke_path(&path, &paint(rgb), &stroke, Transform::identity(), None);
    }
}

/// Names of our districts that have room for them. Which ones do is decided over the whole city,
/// large districts first, and so alike on every tile of a zoom.
fn label(picture: &mut Pixmap, map: &Topology, names: &Names, view: &View) {
    let side = |corners: [Vertex; 2], axis: usize| {
        let [low, high] = corners.map(|corner| view.pixel(&corner));
        (high[axis] - low[axis]).abs()
    };
    let mut ours: Vec<_> = map.towns.iter().filter(|town| town.is_ours).map(|town| (town, town.corners())).collect();
    ours.sort_by(|(_, a), (_, b)| (side(*b, 0) * side(*b, 1)).total_cmp(&(side(*a, 0) * side(*a, 1))));
    let mut taken: Vec<([f64; 2], [f64; 2])> = Vec::new();
    for (town, corners) in ours {
        let size_px = if side(corners, 0) > 220.0 { 15.0 } else { 12.0 };
        let room = [f64::from(names.width_px(&town.name, size_px)), f64::from(size_px)];
        if side(corners, 0) < room[0] * 1.1 || side(corners, 1) < room[1] * 1.6 {
            continue;
        }
        let at = view.pixel(&town.middle);
        let clashes = |(other, size): &([f64; 2], [f64; 2])| {
            (0..2).all(|axis| (other[axis] - at[axis]).abs() < (size[axis] + room[axis]) / 2.0 + 4.0)
        };
        if taken.iter().any(clashes) {
            continue;
        }
        taken.push((at, room));
        let [half_width, half_height] = room.map(|size| size / 2.0);
        if view.sees(&[[at[0] - half_width, at[1] - half_height], [at[0] + half_width, at[1] + half_height]]) {
            names.write(picture, &town.name, at, size_px);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ring_around_the_window_fills_it_and_one_beside_it_is_gone() {
        let square = |from: f64, to: f64| vec![[from, from], [to, from], [to, to], [from, to]];
        let corner = [100.0 + MARGIN, 100.0 + MARGIN];
        let ends = |ring: &[[f64; 2]]| {
            let along = |axis: usize| ring.iter().map(move |at| at[axis]);
            (along(0).fold(f64::MAX, f64::min), along(1).fold(f64::MIN, f64::max), ring.len())
        };
        assert_eq!(ends(&cut(square(-1e9, 1e9), corner)), (-MARGIN, 100.0 + MARGIN, 4));
        assert_eq!(cut(square(200.0, 300.0), corner), Vec::<[f64; 2]>::new());
        assert_eq!(ends(&cut(square(10.0, 20.0), corner)), (10.0, 20.0, 4));
        assert_eq!(ends(&cut(square(50.0, 200.0), corner)), (50.0, 100.0 + MARGIN, 4));
        assert_eq!(cut(Vec::new(), corner), Vec::<[f64; 2]>::new());
    }
}
