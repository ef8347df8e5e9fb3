//! A release as canonical bytes, so that it can be kept as one blob and hashed.
//!
//! Little endian; texts and lists carry their length as u32; dates are u32 `yyyymmdd`
//! with 0 for none; rings are lists of i32 pairs without the closing point. The first
//! eight bytes name the format; a changed format gets another name and its own reader.

use crate::area::Area;
use crate::parcel::{Became, Change, Parcel};
use crate::plan::{Exhibition, Level, Plan, PlanArea, Validity};
use crate::point::{Origin, Point};
use crate::polygon::{MultiPolygon, Polygon};
use crate::release::ReleaseParts;
use crate::ring::Ring;
use crate::zone::Zone;
use lexicon::date::Date;
use lexicon::parcel::ParcelId;

const FORMAT: &[u8; 8] = b"TKATLAS1";

type Read<T> = Result<T, &'static str>;

/// Something with one canonical form in bytes.
trait Bytes: Sized {
    fn put(&self, out: &mut Vec<u8>);
    fn take(from: &mut &[u8]) -> Read<Self>;
}

/// The canonical bytes of the parts, in the order they stand.
pub fn write(parts: &ReleaseParts) -> Vec<u8> {
    let mut out = FORMAT.to_vec();
    parts.put(&mut out);
    out
}

/// Reads the parts back; the error says what could not be read.
pub fn read(raw: &[u8]) -> Read<ReleaseParts> {
    let mut rest = raw.strip_prefix(FORMAT).ok_or("unknown format")?;
    let parts = ReleaseParts::take(&mut rest)?;
    if rest.is_empty() { Ok(parts) } else { Err("bytes left over") }
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

in_order!(ReleaseParts { origin, areas, plans, zones, parcels });
in_order!(Origin { x_m, y_m });
in_order!(Point { x, y });
in_order!(Validity { from, until });
in_order!(PlanArea { code, name, boundary });
in_order!(Plan { id, area_code, name, level, announced_on, number, scale, in_force, exhibition });
in_order!(Exhibition { name, days, extent });
in_order!(Zone { id, plan_id, class, name, coverage, floor_area, in_force, extent });
in_order!(Parcel { id, shape, registered, in_force, became });
in_order!(Became { on, how, into });

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

number!(u8, u32, i32, i64);

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

optional!(String, Exhibition, Became);

fn day_number(date: Date) -> u32 {
    date.year().max(0) as u32 * 10_000 + date.month() as u32 * 100 + date.day() as u32
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
        let parts = (i16::try_from(n / 10_000), (n / 100 % 100) as i8, (n % 100) as i8);
        let (Ok(year), month, day) = parts else { return Err("not a date") };
        Date::new(year, month, day).map(Some).map_err(|_| "not a date")
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

impl Bytes for Change {
    fn put(&self, out: &mut Vec<u8>) {
        match self {
            Change::Renumbered => 0u8,
            Change::Split => 1,
            Change::Merged => 2,
        }
        .put(out);
    }
    fn take(from: &mut &[u8]) -> Read<Self> {
        match u8::take(from)? {
            0 => Ok(Change::Renumbered),
            1 => Ok(Change::Split),
            2 => Ok(Change::Merged),
            _ => Err("unknown change of a parcel"),
        }
    }
}

impl Bytes for ParcelId {
    fn put(&self, out: &mut Vec<u8>) {
        self.key().put(out);
    }
    fn take(from: &mut &[u8]) -> Read<Self> {
        ParcelId::parse(&String::take(from)?).map_err(|_| "not a parcel id")
    }
}

impl Bytes for Area {
    fn put(&self, out: &mut Vec<u8>) {
        self.as_hundredths().put(out);
    }
    fn take(from: &mut &[u8]) -> Read<Self> {
        i64::take(from).map(Area::hundredths)
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
