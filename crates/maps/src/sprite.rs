//! The patterns of the moving map as one small picture (MapLibre's sprite: an index and a PNG).
//!
//! Marks only, see-through between them: the class colour lies under them, so a class is painted by a colour and
//! one of eight patterns here, never by a picture of its own.

use crate::drawing::{exhibition_ink, restriction_ink};
use crate::hatch::{Ground, PATTERNS, SIDE, name, stroke_width, strokes};
use atlas::colour::Pattern;
use serde_json::{Map, Value, json};

/// Side of a pattern on screen, CSS pixels.
const SIDE_PX: u32 = 16;

/// The picture could not be written.
#[derive(Debug, thiserror::Error)]
#[error("the sprite cannot be written")]
pub struct SpriteFault(#[from] png::EncodingError);

/// One picture of the sprite.
struct Image {
    name: &'static str,
    pattern: Pattern,
    ink: (u8, u8, u8),
    /// How strong the marks are, of 255.
    strength: f64,
}

fn images(ground: Ground) -> Vec<Image> {
    let class = |pattern| Image { name: name(pattern), pattern, ink: ground.ink(), strength: 120.0 };
    let mut all: Vec<Image> = PATTERNS.into_iter().map(class).collect();
    let wide = |name, pattern, ink| Image { name, pattern, ink, strength: 235.0 };
    all.push(wide("exhibition", Pattern::Rising, exhibition_ink(ground)));
    all.push(wide("restriction", Pattern::Dots, restriction_ink(ground)));
    all
}

/// The index: where each picture lies at `ratio` device pixels a CSS pixel.
pub fn index(ratio: u32) -> Value {
    let side = SIDE_PX * ratio;
    let places = images(Ground::Light).into_iter().enumerate().map(|(at, image)| {
        let place = json!({ "x": at as u32 * side, "y": 0, "width": side, "height": side, "pixelRatio": ratio });
        (image.name.to_owned(), place)
    });
    Value::Object(places.collect::<Map<_, _>>())
}

/// The picture as PNG.
///
/// # Errors
/// [`SpriteFault`]; writing to memory does not fail.
pub fn picture(ground: Ground, ratio: u32) -> Result<Vec<u8>, SpriteFault> {
    let side = SIDE_PX * ratio;
    let images = images(ground);
    let width = side * images.len() as u32;
    let mut pixels = vec![0_u8; (width * side * 4) as usize];
    for (at, image) in images.iter().enumerate() {
        for y in 0..side {
            for x in 0..side {
                let place = ((f64::from(x) + 0.5) / f64::from(side), (f64::from(y) + 0.5) / f64::from(side));
                let covered = coverage(image.pattern, place, f64::from(side));
                let start = ((y * width + at as u32 * side + x) * 4) as usize;
                let alpha = (covered * image.strength).round() as u8;
                pixels[start..start + 4].copy_from_slice(&[image.ink.0, image.ink.1, image.ink.2, alpha]);
            }
        }
    }
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, side);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&pixels)?;
    writer.finish()?;
    Ok(bytes)
}

/// How much of a pixel the marks cover, 0 to 1; the place is a share of the square, which repeats.
fn coverage(pattern: Pattern, (u, v): (f64, f64), side_px: f64) -> f64 {
    let (x, y) = (u * SIDE, v * SIDE);
    let per_px = SIDE / side_px;
    let half = stroke_width(pattern) / 2.0 + 0.02;
    let nearest = strokes(pattern).iter().flat_map(|stroke| {
        let shifts = [-SIDE, 0.0, SIDE];
        shifts.into_iter().flat_map(move |dx| shifts.into_iter().map(move |dy| distance((x + dx, y + dy), *stroke)))
    });
    let distance = nearest.fold(f64::INFINITY, f64::min);
    (0.5 + (half - distance) / per_px).clamp(0.0, 1.0)
}

fn distance((x, y): (f64, f64), ((x0, y0), (x1, y1)): crate::hatch::Stroke) -> f64 {
    let (dx, dy) = (x1 - x0, y1 - y0);
    let length2 = dx * dx + dy * dy;
    let along = if length2 == 0.0 { 0.0 } else { (((x - x0) * dx + (y - y0) * dy) / length2).clamp(0.0, 1.0) };
    ((x - x0 - along * dx).powi(2) + (y - y0 - along * dy).powi(2)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_fits_the_picture() {
        for ratio in [1, 2] {
            let bytes = picture(Ground::Light, ratio).unwrap();
            let info = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap().info().clone();
            let index = index(ratio);
            let places = index.as_object().unwrap();
            assert_eq!(places.len() as u32 * SIDE_PX * ratio, info.width);
            assert!(places.values().all(|p| p["x"].as_u64().unwrap() < u64::from(info.width)));
            assert_eq!(info.height, SIDE_PX * ratio);
        }
    }

    #[test]
    fn plain_is_see_through_and_every_other_pattern_differs_from_all_others() {
        let side = 16.0;
        let cover = |pattern: Pattern| -> Vec<u64> {
            let at = |n: u32| (f64::from(n % 16) + 0.5) / side;
            (0..256)
                .map(|n| (coverage(pattern, (at(n), (f64::from(n / 16) + 0.5) / side), side) * 9.0) as u64)
                .collect()
        };
        let mut seen: Vec<Vec<u64>> = PATTERNS.into_iter().map(cover).collect();
        assert!(seen[0].iter().all(|c| *c == 0));
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), PATTERNS.len());
    }

    #[test]
    fn a_pattern_runs_on_from_square_to_square() {
        for pattern in PATTERNS {
            for n in 0..16 {
                let v = (f64::from(n) + 0.5) / 16.0;
                let (left, right) = (coverage(pattern, (0.0, v), 16.0), coverage(pattern, (1.0, v), 16.0));
                assert!((left - right).abs() < 1e-9, "{pattern:?}");
            }
        }
    }
}
