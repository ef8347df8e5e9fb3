//! Names on a map: written only where they fit into their shape and on no other name.
//!
//! A name that fits nowhere is left out, never made smaller or laid over another; the legend and the table say
//! it too.

/// Rows that are tried in a shape.
const ROWS: i64 = 15;

/// A box on paper, 0.01 mm: left, top, right, bottom.
pub type Place = (i64, i64, i64, i64);

/// What is written already.
#[derive(Debug)]
pub struct Names {
    size: (i64, i64),
    taken: Vec<Place>,
}

impl Names {
    /// Nothing yet, on paper of a size in 0.01 mm; no name will stand on the kept boxes.
    pub fn on(size: (i64, i64), kept: &[Place]) -> Names {
        Names { size, taken: kept.to_vec() }
    }

    /// The middle of a free place inside the rings for letters of this width and height; it is taken from then on.
    /// Rings are closed, in 0.01 mm.
    pub fn place(&mut self, rings: &[Vec<(i64, i64)>], (width, height): (i64, i64)) -> Option<(i64, i64)> {
        let ys = rings.iter().flatten().map(|p| p.1);
        let top = ys.clone().min()?.max(0) + height / 2;
        let bottom = ys.max()?.min(self.size.1) - height / 2;
        if top > bottom {
            return None;
        }
        let rows = ROWS.min((bottom - top) / 60 + 1);
        let row_at = |n: i64| if rows == 1 { (top + bottom) / 2 } else { top + (bottom - top) * n / (rows - 1) };
        let mut found: Vec<(i64, i64, i64)> = (0..rows)
            .flat_map(|n| {
                let y = row_at(n);
                self.free_stretches(rings, y, height).into_iter().map(move |(lo, hi)| (hi - lo, y, (lo + hi) / 2))
            })
            .filter(|(room, ..)| *room >= width)
            .collect();
        let middle = (top + bottom) / 2;
        // A little less room is better than a place at the rim.
        found.sort_by_key(|(room, y, _)| (std::cmp::Reverse((*room).min(width * 2)), (y - middle).abs()));
        let free = |&(_, y, x): &(i64, i64, i64)| {
            let own = (x - width / 2, y - height / 2, x + width / 2, y + height / 2);
            self.taken.iter().all(|t| own.2 < t.0 || t.2 < own.0 || own.3 < t.1 || t.3 < own.1)
        };
        let (_, y, x) = found.into_iter().find(free)?;
        self.taken.push((x - width / 2, y - height / 2, x + width / 2, y + height / 2));
        Some((x, y))
    }

    /// Stretches that are inside at the top, in the middle and at the bottom of a line of letters.
    fn free_stretches(&self, rings: &[Vec<(i64, i64)>], y: i64, height: i64) -> Vec<(i64, i64)> {
        let lines = [y - height / 2, y, y + height / 2].map(|row| inside(rings, row, self.size.0));
        let both = |a: &[(i64, i64)], b: &[(i64, i64)]| -> Vec<(i64, i64)> {
            let pairs = a.iter().flat_map(|x| b.iter().map(move |z| (x.0.max(z.0), x.1.min(z.1))));
            pairs.filter(|(lo, hi)| lo < hi).collect()
        };
        both(&both(&lines[0], &lines[1]), &lines[2])
    }
}

/// The stretches of a row that lie inside the rings (even-odd) and on the paper.
fn inside(rings: &[Vec<(i64, i64)>], row: i64, width: i64) -> Vec<(i64, i64)> {
    let mut crossings: Vec<i64> = Vec::new();
    for pair in rings.iter().flat_map(|ring| ring.windows(2)) {
        let ((ax, ay), (bx, by)) = (pair[0], pair[1]);
        if (ay > row) != (by > row) {
            crossings.push(ax + (row - ay) * (bx - ax) / (by - ay));
        }
    }
    crossings.sort_unstable();
    let margin = 60;
    let kept = crossings.chunks_exact(2).map(|c| (c[0].max(margin), c[1].min(width - margin)));
    kept.filter(|(lo, hi)| lo < hi).collect()
}

/// How wide a text is in letters of a size (both 0.01 mm): a Chinese character is a square.
pub fn width(text: &str, size: i64) -> i64 {
    text.chars().map(|c| if c.is_ascii() { size * 56 / 100 } else { size }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(lo: i64, hi: i64) -> Vec<Vec<(i64, i64)>> {
        vec![vec![(lo, lo), (hi, lo), (hi, hi), (lo, hi), (lo, lo)]]
    }

    #[test]
    fn a_name_stands_inside_its_shape_or_nowhere() {
        let mut names = Names::on((20_000, 20_000), &[]);
        assert_eq!(names.place(&square(1_000, 3_000), (1_500, 300)), Some((2_000, 2_000)));
        assert_eq!(names.place(&square(5_000, 6_000), (1_500, 300)), None);
    }

    #[test]
    fn no_name_stands_on_another() {
        let mut names = Names::on((20_000, 20_000), &[]);
        let first = names.place(&square(1_000, 5_000), (3_000, 400)).unwrap();
        let second = names.place(&square(1_000, 5_000), (3_000, 400)).unwrap();
        assert!((first.1 - second.1).abs() > 400);
    }

    #[test]
    fn a_name_keeps_out_of_a_hole() {
        let mut names = Names::on((20_000, 20_000), &[]);
        let mut ring = square(1_000, 9_000);
        ring.extend(square(2_000, 8_000));
        let (_, y) = names.place(&ring, (4_000, 500)).unwrap();
        assert!(!(1_750..=8_250).contains(&y));
    }
}
