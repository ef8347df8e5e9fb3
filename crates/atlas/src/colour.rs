//! The national map colour of each zone class, with a pattern beside it.
//!
//! The colours are the national ones (全國土地使用分區資料; land.md §5.2), kept as a table
//! in `data/class_colours.csv`. Many classes share one colour, so the pattern is ours and
//! colour is never the only sign. A class not in the table is white with dots.

use std::sync::LazyLock;

const TABLE: &str = include_str!("../data/class_colours.csv");

/// How a class is painted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paint {
    /// Red, green, blue.
    pub rgb: (u8, u8, u8),
    /// The lines drawn over the colour.
    pub pattern: Pattern,
}

/// Lines over a colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// None.
    Plain,
    /// Rising to the right.
    Rising,
    /// Falling to the right.
    Falling,
    /// Level.
    Level,
    /// Upright.
    Upright,
    /// Level and upright.
    Grid,
    /// Rising and falling.
    Lattice,
    /// Dots.
    Dots,
}

/// The paint of a class code such as `A01110`: its first three characters decide.
pub fn of_class(code: &str) -> Paint {
    let class = code.get(..3).unwrap_or(code);
    let found = PAINTS.binary_search_by(|(c, _)| (*c).cmp(class)).ok();
    found.map_or(Paint { rgb: (255, 255, 255), pattern: Pattern::Dots }, |i| PAINTS[i].1)
}

/// Every class of the table with its paint, by class.
pub fn classes() -> impl ExactSizeIterator<Item = (&'static str, Paint)> {
    PAINTS.iter().copied()
}

/// The class a code is painted as: its first three characters, or nothing when the table has no such class.
pub fn class_of(code: &str) -> Option<&'static str> {
    let class = code.get(..3).unwrap_or(code);
    PAINTS.binary_search_by(|(c, _)| (*c).cmp(class)).ok().map(|i| PAINTS[i].0)
}

static PAINTS: LazyLock<Vec<(&'static str, Paint)>> = LazyLock::new(|| {
    let mut rows: Vec<_> = TABLE.lines().filter_map(row).collect();
    rows.sort_by_key(|(class, _)| *class);
    rows
});

fn row(line: &'static str) -> Option<(&'static str, Paint)> {
    let cells: Vec<&str> = line.split(',').collect();
    let [class, r, g, b, pattern] = cells[..] else { return None };
    let rgb = (r.parse().ok()?, g.parse().ok()?, b.parse().ok()?);
    Some((class, Paint { rgb, pattern: pattern_named(pattern)? }))
}

fn pattern_named(name: &str) -> Option<Pattern> {
    Some(match name {
        "plain" => Pattern::Plain,
        "rising" => Pattern::Rising,
        "falling" => Pattern::Falling,
        "level" => Pattern::Level,
        "upright" => Pattern::Upright,
        "grid" => Pattern::Grid,
        "lattice" => Pattern::Lattice,
        "dots" => Pattern::Dots,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_can_be_read_and_no_class_stands_twice() {
        let data = TABLE.lines().filter(|l| !l.starts_with('#')).skip(1).count();
        assert_eq!(PAINTS.len(), data);
        assert!(PAINTS.windows(2).all(|w| w[0].0 < w[1].0));
        assert_eq!(of_class("A01110").rgb, (255, 255, 0));
        assert_eq!(of_class("C26600").rgb, (191, 127, 255));
        assert_eq!(of_class("Z"), Paint { rgb: (255, 255, 255), pattern: Pattern::Dots });
    }
}
