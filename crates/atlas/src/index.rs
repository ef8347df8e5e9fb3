//! A packed tree of boxes: which of many shapes may touch a window.
//!
//! Built once over sorted boxes (Hilbert order, sixteen to a node) and never changed; the
//! answers come in ascending order, so that everything after it is deterministic.

use crate::point::{Bounds, Point};

const FAN: usize = 16;

/// The tree. Leaves first, then each level of parents, the root last.
#[derive(Clone, Debug, Default)]
pub struct Index {
    boxes: Vec<Bounds>,
    /// For a leaf the number of the shape, for a parent the position of its first child.
    refs: Vec<u32>,
    level_ends: Vec<usize>,
}

impl Index {
    /// A tree over the boxes; shape number = position in the slice.
    pub fn build(bounds: &[Bounds]) -> Index {
        if bounds.is_empty() {
            return Index::default();
        }
        let mut refs = hilbert_order(bounds);
        let mut boxes: Vec<Bounds> = refs.iter().map(|&i| bounds[i as usize]).collect();
        let mut level_ends = vec![boxes.len()];
        let mut start = 0;
        while boxes.len() - start > 1 {
            let end = boxes.len();
            for first in (start..end).step_by(FAN) {
                let family = &boxes[first..(first + FAN).min(end)];
                let around = family.iter().copied().fold(family[0], Bounds::union);
                boxes.push(around);
                refs.push(first as u32);
            }
            level_ends.push(boxes.len());
            start = end;
        }
        Index { boxes, refs, level_ends }
    }

    /// Numbers of the shapes whose box touches the window, ascending.
    pub fn touching(&self, window: &Bounds) -> Vec<u32> {
        let mut found = Vec::new();
        let Some(root) = self.boxes.len().checked_sub(1) else { return found };
        let mut open = vec![(root, self.level_ends.len() - 1)];
        while let Some((at, level)) = open.pop() {
            if !self.boxes[at].touches(window) {
                continue;
            }
            let reference = self.refs[at] as usize;
            if level == 0 {
                found.push(reference as u32);
            } else {
                let end = (reference + FAN).min(self.level_ends[level - 1]);
                open.extend((reference..end).map(|child| (child, level - 1)));
            }
        }
        found.sort_unstable();
        found
    }
}

/// The numbers of some boxes along a Hilbert curve over all of them.
pub(crate) fn hilbert_order(bounds: &[Bounds]) -> Vec<u32> {
    let Some(all) = bounds.iter().copied().reduce(Bounds::union) else { return Vec::new() };
    let mut order: Vec<(u32, u32)> = (0u32..).zip(bounds).map(|(i, b)| (hilbert(middle(b), &all), i)).collect();
    order.sort_unstable();
    order.into_iter().map(|(_, i)| i).collect()
}

fn middle(b: &Bounds) -> (i64, i64) {
    let mid = |lo: i32, hi: i32| (i64::from(lo) + i64::from(hi)) / 2;
    (mid(b.min.x, b.max.x), mid(b.min.y, b.max.y))
}

/// Position of a place along a Hilbert curve of 2^16 × 2^16 cells over the whole box.
fn hilbert((x, y): (i64, i64), all: &Bounds) -> u32 {
    let cell = |v: i64, Point { x: lo, .. }: Point, hi: i32| {
        let size = (i64::from(hi) - i64::from(lo)).max(1);
        ((v - i64::from(lo)) * 65_535 / size).clamp(0, 65_535) as u32
    };
    let mut x = cell(x, all.min, all.max.x);
    let mut y = cell(y, Point { x: all.min.y, y: 0 }, all.max.y);
    let mut d = 0;
    for s in (0..16).rev().map(|k| 1u32 << k) {
        let (rx, ry) = (u32::from(x & s > 0), u32::from(y & s > 0));
        d += s * s * ((3 * rx) ^ ry);
        if ry == 0 {
            if rx == 1 {
                (x, y) = (65_535 - x, 65_535 - y);
            }
            std::mem::swap(&mut x, &mut y);
        }
    }
    d
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::point::pt;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_tree_finds_what_a_full_search_finds(
            raw in prop::collection::vec((0i32..1000, 0i32..1000, 0i32..60, 0i32..60), 0..300),
            window in (0i32..1000, 0i32..1000, 0i32..200, 0i32..200),
        ) {
            let to_box = |&(x, y, w, h): &(i32, i32, i32, i32)| Bounds { min: pt(x, y), max: pt(x + w, y + h) };
            let boxes: Vec<Bounds> = raw.iter().map(to_box).collect();
            let window = to_box(&window);
            let want: Vec<u32> = (0u32..).zip(&boxes).filter(|(_, b)| b.touches(&window)).map(|(i, _)| i).collect();
            prop_assert_eq!(Index::build(&boxes).touching(&window), want);
        }
    }
}
