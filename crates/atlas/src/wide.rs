//! Numbers of twice the precision of `f64`, as an unevaluated sum of two.
//!
//! Used only to decide a rounding when a plain sum lies within 1e-6 m² of a border
//! (about one piece in five thousand). Error-free sums and products after Dekker and
//! Knuth; every step is an IEEE operation, so the bits are the same on every machine.

use std::ops::{Add, Div, Mul, Sub};

/// What the edge integral needs of a number.
pub trait Number:
    Copy + PartialOrd + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + Div<Output = Self>
{
    /// A whole number below 2^53, exactly.
    fn whole(n: i64) -> Self;
}

impl Number for f64 {
    fn whole(n: i64) -> f64 {
        n as f64
    }
}

/// `.0 + .1`, with `.1` below half the last bit of `.0`.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Wide(pub f64, pub f64);

fn exact_sum(a: f64, b: f64) -> Wide {
    let s = a + b;
    let t = s - a;
    Wide(s, (a - (s - t)) + (b - t))
}

fn exact_product(a: f64, b: f64) -> Wide {
    let p = a * b;
    Wide(p, a.mul_add(b, -p))
}

impl Number for Wide {
    fn whole(n: i64) -> Wide {
        Wide(n as f64, 0.0)
    }
}

impl Add for Wide {
    type Output = Wide;
    fn add(self, o: Wide) -> Wide {
        let s = exact_sum(self.0, o.0);
        let t = exact_sum(self.1, o.1);
        let s = exact_sum(s.0, s.1 + t.0);
        exact_sum(s.0, s.1 + t.1)
    }
}

impl Sub for Wide {
    type Output = Wide;
    fn sub(self, o: Wide) -> Wide {
        self + Wide(-o.0, -o.1)
    }
}

impl Mul for Wide {
    type Output = Wide;
    fn mul(self, o: Wide) -> Wide {
        let p = exact_product(self.0, o.0);
        exact_sum(p.0, p.1 + (self.0 * o.1 + self.1 * o.0))
    }
}

impl Div for Wide {
    type Output = Wide;
    fn div(self, o: Wide) -> Wide {
        let q1 = self.0 / o.0;
        let r = self - o * Wide(q1, 0.0);
        let q2 = r.0 / o.0;
        let r = r - o * Wide(q2, 0.0);
        let q = exact_sum(q1, q2);
        q + Wide(r.0 / o.0, 0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_third_times_three_is_one_to_thirty_digits() {
        let third = Wide::whole(1) / Wide::whole(3);
        let rest = third * Wide::whole(3) - Wide::whole(1);
        assert!((rest.0 + rest.1).abs() < 1e-30);
        let small = (Wide::whole(1) + Wide(1e-25, 0.0)) - Wide::whole(1);
        assert!((small.0 - 1e-25).abs() < 1e-40);
    }
}
