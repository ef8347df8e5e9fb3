//! Common areas against exact rationals, found by another method: vertical slabs.
//!
//! Shapes lie on a small grid, so shared edges, touching corners, identical shapes and
//! holes exactly filled come up all the time; they are also moved 200 km from the origin.
#![allow(clippy::unwrap_used)]

use atlas::day::Days;
use atlas::integral::{CONTACT_UNITS2, Measured};
use atlas::layer_made::{Chunks, LayerMade};
use atlas::plan::Validity;
use atlas::point::pt;
use atlas::polygon::Polygon;
use atlas::ring::Ring;
use atlas::sweep;
use proptest::prelude::*;

/// A fraction in lowest terms with a positive denominator.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Q(i128, i128);

impl Q {
    fn new(n: i128, d: i128) -> Q {
        let (mut a, mut b) = (n.abs(), d.abs());
        while b != 0 {
            (a, b) = (b, a % b);
        }
        let g = a.max(1) * d.signum();
        Q(n / g, d / g)
    }
    fn add(self, o: Q) -> Q {
        Q::new(self.0 * o.1 + o.0 * self.1, self.1 * o.1)
    }
    fn sub(self, o: Q) -> Q {
        self.add(Q(-o.0, o.1))
    }
    fn mul(self, o: Q) -> Q {
        Q::new(self.0 * o.0, self.1 * o.1)
    }
    fn less(self, o: Q) -> bool {
        self.0 * o.1 < o.0 * self.1
    }
    fn order(&self, o: &Q) -> std::cmp::Ordering {
        (self.0 * o.1).cmp(&(o.0 * self.1))
    }
}

type Grid = Vec<Vec<(i128, i128)>>;
type Edge = ((i128, i128), (i128, i128));

fn edges(shape: &Grid) -> Vec<Edge> {
    shape.iter().flat_map(|r| r.iter().copied().zip(r.iter().copied().cycle().skip(1))).collect()
}

/// Intervals of y inside the shape on an upright line that meets no vertex.
fn inside(shape: &Grid, x: Q) -> Vec<(Q, Q)> {
    let mut ys: Vec<Q> = Vec::new();
    for ((ax, ay), (bx, by)) in edges(shape) {
        let (lo, hi) = (Q(ax.min(bx), 1), Q(ax.max(bx), 1));
        if lo.less(x) && x.less(hi) {
            let along = x.sub(Q(ax, 1)).mul(Q::new(1, bx - ax));
            ys.push(Q(ay, 1).add(along.mul(Q(by - ay, 1))));
        }
    }
    ys.sort_by(Q::order);
    ys.chunks(2).map(|c| (c[0], c[1])).collect()
}

/// Exact in every slab; only the slabs are summed as floats.
fn slabs(p: &Grid, z: &Grid) -> f64 {
    let mut xs: Vec<Q> = p.iter().chain(z).flatten().map(|v| Q(v.0, 1)).collect();
    for ((ax, ay), (bx, by)) in edges(p) {
        for ((cx, cy), (dx, dy)) in edges(z) {
            let det = (bx - ax) * (dy - cy) - (by - ay) * (dx - cx);
            if det != 0 {
                let t = Q::new((cx - ax) * (dy - cy) - (cy - ay) * (dx - cx), det);
                xs.push(Q(ax, 1).add(t.mul(Q(bx - ax, 1))));
            }
        }
    }
    xs.sort_by(Q::order);
    xs.dedup();
    let mut total = 0.0;
    for w in xs.windows(2) {
        let middle = w[0].add(w[1]).mul(Q(1, 2));
        let mut height = Q(0, 1);
        for (a0, a1) in inside(p, middle) {
            for (b0, b1) in inside(z, middle) {
                let (lo, hi) = (if a0.less(b0) { b0 } else { a0 }, if a1.less(b1) { a1 } else { b1 });
                if lo.less(hi) {
                    height = height.add(hi.sub(lo));
                }
            }
        }
        let area = height.mul(w[1].sub(w[0]));
        total += area.0 as f64 / area.1 as f64;
    }
    total
}

fn rings(shape: &Grid, size: i32, offset: i32) -> Vec<Ring> {
    let rings = shape.iter().enumerate().map(|(i, ring)| {
        let points = ring.iter().map(|&(x, y)| pt(offset + x as i32 * size, offset + y as i32 * size)).collect();
        let ring = Ring::new(points).unwrap();
        if (ring.area2() > 0) == (i == 0) { ring } else { ring.reversed() }
    });
    rings.collect()
}

/// The common area as the sweep over whole layers finds it; contacts are nothing.
fn swept(p: &[Ring], z: &[Ring]) -> f64 {
    let always = Validity::since(jiff::civil::date(2000, 1, 1));
    let days = Days::new(&always, &always).unwrap();
    let polygon = |rings: &[Ring]| [Polygon::try_from(rings.to_vec()).unwrap()];
    let (p, z) = (polygon(p), polygon(z));
    let parcels = LayerMade::new(&[(days, &p)], Chunks::None);
    let zones = LayerMade::new(&[(days, &z)], Chunks::Made);
    let found = sweep::pieces(&parcels.layer(), &zones.layer(), None);
    assert_eq!(found, sweep::pieces(&parcels.layer(), &zones.layer(), None), "the same bits again");
    found.of(0).iter().map(|piece| piece.units2).sum()
}

fn check(p: &Grid, z: &Grid, size: i32, offset: i32) {
    let want = slabs(p, z) * f64::from(size) * f64::from(size);
    let (p, z) = (rings(p, size, offset), rings(z, size, offset));
    let measured = Measured::new(&p);
    let got = measured.common(&z);
    // Plain sums are off by some last bits of the shapes' own areas, even where the truth is
    // nothing: 64 last bits of the whole grid. The promise is only 100 square units (1e-6 m²).
    let grid = 16.0 * f64::from(size);
    assert!((got - want).abs() <= grid * grid * 64.0 * f64::EPSILON, "{got} is not {want}");
    // The doubled precision is held to what the reference itself can say.
    let allowed = 1e-9 + want.abs() * 1e-12;
    let (high, low) = measured.common_wide(&z);
    assert!((high - want + low).abs() <= allowed, "{high} + {low} is not {want}");
    // The sweep leaves contacts out and calls what is within a contact of the whole the whole.
    let swept = swept(&p, &z);
    let off = (swept - want).abs();
    assert!(off <= grid * grid * 64.0 * f64::EPSILON + CONTACT_UNITS2, "{swept} is not {want}");
    assert_eq!(got.to_bits(), Measured::new(&p).common(&z).to_bits(), "the same bits again");
}

fn triangle() -> impl Strategy<Value = Grid> {
    let point = || (0i128..13, 0i128..13);
    (point(), point(), point()).prop_filter_map("flat", |(a, b, c)| {
        ((b.0 - a.0) * (c.1 - a.1) != (b.1 - a.1) * (c.0 - a.0)).then(|| vec![vec![a, b, c]])
    })
}

fn square(x: i128, y: i128, w: i128, h: i128) -> Vec<(i128, i128)> {
    vec![(x, y), (x + w, y), (x + w, y + h), (x, y + h)]
}

fn frame() -> impl Strategy<Value = Grid> {
    (0i128..8, 0i128..8, 3i128..9, 3i128..9)
        .prop_map(|(x, y, w, h)| vec![square(x, y, w, h), square(x + 1, y + 1, w - 2, h - 2)])
}

fn plain() -> impl Strategy<Value = Grid> {
    (0i128..10, 0i128..10, 1i128..9, 1i128..9).prop_map(|(x, y, w, h)| vec![square(x, y, w, h)])
}

/// Any octagon around a point: concave, with collinear runs now and then.
fn star() -> impl Strategy<Value = Grid> {
    let reach = prop::array::uniform8(1i128..6);
    reach.prop_map(|r| {
        let ways = [(1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1)];
        vec![ways.iter().zip(r).map(|(&(x, y), r)| (6 + x * r, 6 + y * r)).collect()]
    })
}

fn shape() -> impl Strategy<Value = Grid> {
    prop_oneof![triangle(), frame(), plain(), star()]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn any_two_shapes_on_a_small_grid(p in shape(), z in shape(), size in prop_oneof![Just(1), Just(7), Just(30_000)], far in any::<bool>()) {
        check(&p, &z, size, if far { 2_000_000_000 } else { 0 });
    }

    #[test]
    fn a_shape_and_itself_moved_a_little(p in shape(), dx in 0i128..3, dy in 0i128..3) {
        let z: Grid = p.iter().map(|r| r.iter().map(|&(x, y)| (x + dx, y + dy)).collect()).collect();
        check(&p, &z, 10_000, 0);
    }

    #[test]
    fn a_hole_exactly_filled_and_its_frame_have_nothing_in_common(p in frame()) {
        let filling = vec![p[1].clone()];
        check(&p, &filling, 1, 0);
        prop_assert_eq!(Measured::new(&rings(&p, 10_000, 0)).common(&rings(&filling, 10_000, 0)), 0.0);
    }
}

#[test]
fn contacts_and_slivers() {
    let unit = vec![square(0, 0, 10, 10)];
    check(&unit, &vec![square(10, 0, 5, 10)], 10_000, 0);
    check(&unit, &vec![square(10, 10, 5, 5)], 10_000, 0);
    check(&unit, &unit, 10_000, 2_000_000_000);
    check(&unit, &vec![vec![(0, 0), (10, 0), (10, 1)]], 3, 0);
    check(&unit, &vec![vec![(-3, 5), (20, 5), (20, 6)]], 3, 0);
    check(&unit, &vec![vec![(0, 0), (3, 0), (7, 0), (10, 0), (10, 10), (5, 10), (0, 10)]], 9_999, 0);
}
