//! Parcels by section and class: one pass over the precomputed pieces.

use crate::figures::{ClassSum, SectionSum, ZonesNow, whole2};
use crate::integral::CONTACT_UNITS2;
use crate::plan::Level;
use lexicon::parcel::{ParcelId, SectionCode};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Parcel rows a thread takes at a time.
const SHARE: usize = 8_192;

/// Sums of one section on the way; the last class is what no polygon covers.
#[derive(Clone, Default)]
struct Sum {
    parcels: u32,
    area2: i128,
    overlap2: i128,
    classes: Vec<(u32, i128)>,
}

impl Sum {
    fn add(&mut self, o: &Sum) {
        self.parcels += o.parcels;
        self.area2 += o.area2;
        self.overlap2 += o.overlap2;
        self.classes.resize(self.classes.len().max(o.classes.len()), (0, 0));
        for (own, more) in self.classes.iter_mut().zip(&o.classes) {
            own.0 += more.0;
            own.1 += more.1;
        }
    }
}

/// The sums of all sections that have a parcel at the moment, ascending.
pub(crate) fn sums(now: &ZonesNow<'_>) -> Vec<SectionSum> {
    let count = now.release.parcel_count();
    let shares = (0..count.div_ceil(SHARE)).into_par_iter();
    let sums = shares.map(|share| part(now, share * SHARE..((share + 1) * SHARE).min(count)));
    let all = sums.reduce(BTreeMap::new, |mut all, part| {
        for (section, sum) in part {
            all.entry(section).or_insert_with(Sum::default).add(&sum);
        }
        all
    });
    all.into_iter().map(|(section, sum)| named(now, section, sum)).collect()
}

fn named(now: &ZonesNow<'_>, section: SectionCode, sum: Sum) -> SectionSum {
    let named = |(k, (parcels, area2)): (usize, (u32, i128))| ClassSum {
        class: now.classes.get(k).map(|class| (*class).to_owned()),
        parcels,
        area2,
    };
    let classes = sum.classes.into_iter().enumerate().filter(|(_, (parcels, area2))| *parcels > 0 || *area2 > 0);
    SectionSum {
        section,
        parcels: sum.parcels,
        area2: sum.area2,
        overlap2: sum.overlap2,
        classes: classes.map(named).collect(),
    }
}

fn part(now: &ZonesNow<'_>, rows: std::ops::Range<usize>) -> BTreeMap<SectionCode, Sum> {
    let layer = now.release.parcel_layer();
    let mut sums = BTreeMap::new();
    let mut shares = Vec::with_capacity(now.classes.len() + 1);
    for row in rows {
        if !layer.shapes[row].days.cover(now.moment) {
            continue;
        }
        let row = row as u32;
        let Ok(id) = ParcelId::from_number(now.release.parcel_facts(row).number) else { continue };
        let sum: &mut Sum = sums.entry(id.section).or_default();
        sum.classes.resize(now.classes.len() + 1, (0, 0));
        let area2 = layer.area2(row);
        cut(now, (row, area2), &mut shares);
        let rest2 = area2 - shares.iter().map(|(_, area2)| area2).sum::<i128>();
        sum.parcels += 1;
        sum.area2 += area2;
        sum.overlap2 += (-rest2).max(0);
        if rest2 > 0 {
            shares.push((now.classes.len() as u32, rest2));
        }
        for (class, area2) in &shares {
            sum.classes[*class as usize].1 += area2;
        }
        // The first of equals: classes stand in their order.
        let largest = shares.iter().rev().max_by_key(|(_, area2)| *area2);
        let largest = largest.map_or(now.classes.len() as u32, |(class, _)| *class);
        sum.classes[largest as usize].0 += 1;
    }
    sums
}

/// What each class has of a parcel, by class: detailed plans alone where they cover all of it (都市計畫法 §22–23).
fn cut(now: &ZonesNow<'_>, (row, area2): (u32, i128), shares: &mut Vec<(u32, i128)>) {
    shares.clear();
    let pieces = now.release.pieces(row);
    let in_force = || pieces.iter().filter_map(|p| Some((now.rows[p.zone as usize]?, p.units2)));
    let detailed: f64 = in_force().filter(|(zone, _)| zone.level == Level::Detailed).map(|(_, units2)| units2).sum();
    let is_covered = detailed > 0.0 && area2 as f64 / 2.0 - detailed <= CONTACT_UNITS2;
    for (zone, units2) in in_force().filter(|(zone, _)| !is_covered || zone.level == Level::Detailed) {
        let piece2 = if units2 == area2 as f64 / 2.0 { area2 } else { whole2(units2) };
        match shares.binary_search_by_key(&zone.class, |(class, _)| *class) {
            Ok(at) => shares[at].1 += piece2,
            Err(at) => shares.insert(at, (zone.class, piece2)),
        }
    }
}
