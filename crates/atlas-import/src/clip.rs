//! A ring cut to a window, for drawing only (Sutherland and Hodgman).

use atlas::point::{Bounds, Point};

/// What of a ring is inside a window; along the window's border where it leaves. Empty when nothing is.
pub fn clipped(ring: &[Point], window: &Bounds) -> Vec<(f64, f64)> {
    let mut points: Vec<(f64, f64)> = ring.iter().map(|p| (f64::from(p.x), f64::from(p.y))).collect();
    let (min, max) = (window.min, window.max);
    for (is_y, sign, limit) in [(false, 1.0, min.x), (false, -1.0, max.x), (true, 1.0, min.y), (true, -1.0, max.y)] {
        let limit = f64::from(limit);
        let depth = |p: &(f64, f64)| sign * (if is_y { p.1 } else { p.0 } - limit);
        let mut kept = Vec::with_capacity(points.len());
        for (i, p) in points.iter().enumerate() {
            let before = &points[(i + points.len() - 1) % points.len()];
            let (d0, d1) = (depth(before), depth(p));
            if (d0 < 0.0) != (d1 < 0.0) {
                let t = d0 / (d0 - d1);
                kept.push((before.0 + (p.0 - before.0) * t, before.1 + (p.1 - before.1) * t));
            }
            if d1 >= 0.0 {
                kept.push(*p);
            }
        }
        points = kept;
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;
    use atlas::point::pt;

    #[test]
    fn a_ring_is_cut_where_it_leaves() {
        let window = Bounds { min: pt(0, 0), max: pt(10, 10) };
        let area = |points: &[(f64, f64)]| {
            let next = points.iter().cycle().skip(1);
            points.iter().zip(next).map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum::<f64>() / 2.0
        };
        let check = |ring: &[Point]| area(&clipped(ring, &window));
        assert_eq!(check(&[pt(-5, -5), pt(5, -5), pt(5, 5), pt(-5, 5)]), 25.0);
        assert_eq!(check(&[pt(-90, -90), pt(90, -90), pt(90, 90), pt(-90, 90)]), 100.0);
        assert_eq!(check(&[pt(20, 0), pt(30, 0), pt(30, 9)]), 0.0);
        assert_eq!(check(&[pt(2, 2), pt(4, 2), pt(4, 4)]), 2.0);
    }
}
