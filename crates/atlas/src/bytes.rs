//! The few facts of a release that are read whole (plan areas, plan cases, sources) as canonical bytes.
//!
//! Little endian; texts and lists carry their length as u32; dates are u32 `yyyymmdd`
//! with 0 for none; rings are lists of i32 pairs without the closing point.

use crate::plan::{Exhibition, Level, Plan, PlanArea, Validity};
use crate::point::{Origin, Point};
use crate::polygon::{MultiPolygon, Polygon};
use crate::release_parts::{Facts, Source};
use crate::ring::Ring;
use lexicon::date::Date;

pub(crate) type Read<T> = Result<T, &'static str>;

/// Something with one canonical form in bytes.
pub(crate) trait Bytes: Sized {
    fn put(&self, out: &mut Vec<u8>);
    fn take(from: &mut &[u8]) -> Read<Self>;
}

macro_rules! in_order {
    ($type:ident { $($field:ident),* }) => {
        impl Bytes for $type {
            fn put(&self, out: &mut Vec<u8>) {
                $(self.$field.put(out);)*
            }
            fn take(from: &mut &[u8]) -> Read<Self> {
                Ok($type { $($field: Bytes::take(from)?),* })
            }
        }
    };
}

in_order!(Facts { origin, sources, areas, plans });
in_order!(Source { name, sha256 });
in_order!(Origin { x_m, y_m });
in_order!(Point { x, y });
in_order!(Validity { from, until });
in_order!(PlanArea { code, name, boundary });
in_order!(Plan { id, area_code, name, level, announced_on, number, scale, in_force, known, exhibition });
in_order!(Exhibition { name, days, extent });

macro_rules! number {
    ($($type:ty),*) => {$(
        impl Bytes for $type {
            fn put(&self, out: &mut Vec<u8>) {
                out.extend_from_slice(&self.to_le_bytes());
            }
            fn take(from: &mut &[u8]) -> Read<Self> {
                let (head, rest) = from.split_first_chunk().ok_or("cut off")?;
                *from = rest;
                Ok(<$type>::from_le_bytes(*head))
            }
        }
    )*};
}

number!(u8, u32, i32);

impl Bytes for String {
    fn put(&self, out: &mut Vec<u8>) {
        (self.len() as u32).put(out);
        out.extend_from_slice(self.as_bytes());
    }
    fn take(from: &mut &[u8]) -> Read<Self> {
        let len = u32::take(from)? as usize;
        let (head, rest) = from.split_at_checked(len).ok_or("cut off")?;
        *from = rest;
        String::from_utf8(head.to_vec()).map_err(|_| "text is not UTF-8")
    }
}

impl<T: Bytes> Bytes for Vec<T> {
    fn put(&self, out: &mut Vec<u8>) {
        (self.len() as u32).put(out);
        self.iter().for_each(|item| item.put(out));
    }
    fn take(from: &mut &[u8]) -> Read<Self> {
        let len = u32::take(from)? as usize;
        // No reservation by a length that was only read: a damaged file must not ask for gigabytes.
        (0..len).map(|_| T::take(from)).collect()
    }
}

/// One byte before the value says whether it is there.
macro_rules! optional {
    ($($type:ty),*) => {$(
        impl Bytes for Option<$type> {
            fn put(&self, out: &mut Vec<u8>) {
                u8::from(self.is_some()).put(out);
                self.iter().for_each(|value| value.put(out));
            }
            fn take(from: &mut &[u8]) -> Read<Self> {
                match u8::take(from)? {
                    0 => Ok(None),
                    1 => <$type>::take(from).map(Some),
                    _ => Err("neither there nor not there"),
                }
            }
        }
    )*};
}

optional!(Exhibition);

pub(crate) fn day_number(date: Date) -> u32 {
    date.year().max(0) as u32 * 10_000 + date.month() as u32 * 100 + date.day() as u32
}

/// The day of a number; `None` for what is no day.
pub(crate) fn day_of(n: u32) -> Option<Date> {
    Date::new(i16::try_from(n / 10_000).ok()?, (n / 100 % 100) as i8, (n % 100) as i8).ok()
}

impl Bytes for Option<Date> {
    fn put(&self, out: &mut Vec<u8>) {
        self.map_or(0, day_number).put(out);
    }
    fn take(from: &mut &[u8]) -> Read<Self> {
        let n = u32::take(from)?;
        if n == 0 {
            return Ok(None);
        }
        day_of(n).map(Some).ok_or("not a date")
    }
}

impl Bytes for Date {
    fn put(&self, out: &mut Vec<u8>) {
        day_number(*self).put(out);
    }
    fn take(from: &mut &[u8]) -> Read<Self> {
        let date = <Option<Date> as Bytes>::take(from)?;
        date.ok_or("a date is missing")
    }
}

impl Bytes for Level {
    fn put(&self, out: &mut Vec<u8>) {
        u8::from(*self == Level::Detailed).put(out);
    }
    fn take(from: &mut &[u8]) -> Read<Self> {
        match u8::take(from)? {
            0 => Ok(Level::Main),
            1 => Ok(Level::Detailed),
            _ => Err("unknown plan level"),
        }
    }
}

impl Bytes for Ring {
    fn put(&self, out: &mut Vec<u8>) {
        (self.points().len() as u32).put(out);
        self.points().iter().for_each(|p| p.put(out));
    }
    fn take(from: &mut &[u8]) -> Read<Self> {
        Ring::new(Vec::take(from)?).map_err(|_| "not a ring")
    }
}

impl Bytes for Polygon {
    fn put(&self, out: &mut Vec<u8>) {
        (self.rings().len() as u32).put(out);
        self.rings().iter().for_each(|r| r.put(out));
    }
    fn take(from: &mut &[u8]) -> Read<Self> {
        Polygon::try_from(Vec::<Ring>::take(from)?).map_err(|_| "a polygon without a shell")
    }
}

impl Bytes for MultiPolygon {
    fn put(&self, out: &mut Vec<u8>) {
        self.0.put(out);
    }
    fn take(from: &mut &[u8]) -> Read<Self> {
        Vec::take(from).map(MultiPolygon)
    }
}
