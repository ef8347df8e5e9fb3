//! Parts written as a snapshot: the same parts give the same bytes.

use crate::layer_made::{Chunks, LayerMade};
use crate::parcel::{Became, Change, Parcel};
use crate::plan::{Plan, Validity};
use crate::polygon::Polygon;
use crate::release::ReleaseError;
use crate::release_parts::{Facts, ReleaseParts, days};
use crate::restriction::Restriction;
use crate::snapshot::{
    ALIGN, BecameRow, FORMAT, HEAD, NO_TEXT, ParcelFactsRow, PieceRow, RestrictionFactsRow, SECTIONS, Section,
    ZoneFactsRow,
};
use crate::sweep;
use crate::zone::Zone;
use std::collections::BTreeMap;
use zerocopy::{Immutable, IntoBytes};

/// The bytes of a release made of sorted and checked parts.
pub(crate) fn write(parts: ReleaseParts) -> Result<Vec<u8>, ReleaseError> {
    let ReleaseParts { origin, sources, areas, plans, zones, parcels, restrictions } = parts;
    let mut out = Out::default();
    let mut texts = Texts::default();
    let zone_layer = layer(zones.iter().map(|z| (&z.in_force, &z.known, z.extent.0.as_slice())), Chunks::Made)?;
    let zone_facts: Vec<ZoneFactsRow> =
        zone_layer.order.iter().map(|&i| zone_row(&zones[i as usize], &plans, &mut texts)).collect();
    let parcel_layer =
        layer(parcels.iter().map(|p| (&p.in_force, &p.known, std::slice::from_ref(&p.shape))), Chunks::None)?;
    let lineage = Lineage::of(&parcels, &parcel_layer.order);
    let restriction_layer =
        layer(restrictions.iter().map(|r| (&r.in_force, &r.known, r.extent.0.as_slice())), Chunks::Made)?;
    let restriction_facts: Vec<RestrictionFactsRow> =
        restriction_layer.order.iter().map(|&i| restriction_row(&restrictions[i as usize], &mut texts)).collect();
    drop((zones, parcels, restrictions));

    let mut facts = Vec::new();
    crate::bytes::Bytes::put(&Facts { origin, sources, areas, plans }, &mut facts);
    out.section(Section::Facts, &facts);
    out.section(Section::TextEnds, &texts.ends);
    out.section(Section::Texts, &texts.bytes);
    out.section(Section::ZoneShapes, &zone_layer.shapes);
    out.section(Section::ZoneRings, &zone_layer.rings);
    out.section(Section::ZonePoints, &zone_layer.points);
    out.section(Section::ZoneChunks, &zone_layer.chunks);
    out.section(Section::ZoneTree, &zone_layer.tree);
    out.section(Section::ZoneFacts, &zone_facts);
    out.section(Section::ParcelShapes, &parcel_layer.shapes);
    out.section(Section::ParcelRings, &parcel_layer.rings);
    out.section(Section::ParcelPoints, &parcel_layer.points);
    out.section(Section::ParcelTree, &parcel_layer.tree);
    out.section(Section::ParcelFacts, &lineage.facts);
    out.section(Section::ParcelsByNumber, &lineage.by_number);
    out.section(Section::Became, &lineage.became);
    out.section(Section::BecameInto, &lineage.into);
    out.section(Section::RestrictionShapes, &restriction_layer.shapes);
    out.section(Section::RestrictionRings, &restriction_layer.rings);
    out.section(Section::RestrictionPoints, &restriction_layer.points);
    out.section(Section::RestrictionChunks, &restriction_layer.chunks);
    out.section(Section::RestrictionTree, &restriction_layer.tree);
    out.section(Section::RestrictionFacts, &restriction_facts);
    let pieces = sweep::pieces(&parcel_layer.layer(), &zone_layer.layer(), None);
    out.section(Section::PieceEnds, &pieces.ends);
    out.section::<PieceRow>(Section::Pieces, &pieces.rows);
    Ok(out.close())
}

fn layer<'a>(
    shapes: impl Iterator<Item = (&'a Validity, &'a Validity, &'a [Polygon])>,
    chunks: Chunks,
) -> Result<LayerMade, ReleaseError> {
    let shapes: Result<Vec<_>, ReleaseError> =
        shapes.map(|(force, known, parts)| Ok((days(force, known)?, parts))).collect();
    Ok(LayerMade::new(&shapes?, chunks))
}

fn zone_row(zone: &Zone, plans: &[Plan], texts: &mut Texts) -> ZoneFactsRow {
    let mut maybe = |text: &Option<String>| text.as_deref().map_or(NO_TEXT, |t| texts.number(t));
    let (coverage, floor_area) = (maybe(&zone.coverage), maybe(&zone.floor_area));
    ZoneFactsRow {
        plan: plans.partition_point(|p| p.id < zone.plan_id) as u32,
        id: texts.number(&zone.id),
        class: texts.number(&zone.class),
        name: texts.number(&zone.name),
        coverage,
        floor_area,
    }
}

fn restriction_row(restriction: &Restriction, texts: &mut Texts) -> RestrictionFactsRow {
    RestrictionFactsRow {
        id: texts.number(&restriction.id),
        kind: texts.number(&restriction.kind),
        name: texts.number(&restriction.name),
        authority: texts.number(&restriction.authority),
    }
}

/// The tables about numbers and what they became.
#[derive(Default)]
struct Lineage {
    facts: Vec<ParcelFactsRow>,
    by_number: Vec<u32>,
    became: Vec<BecameRow>,
    into: Vec<u64>,
}

impl Lineage {
    fn of(parcels: &[Parcel], order: &[u32]) -> Lineage {
        let mut lineage = Lineage { by_number: vec![0; order.len()], ..Lineage::default() };
        for (row, &i) in order.iter().enumerate() {
            let parcel = &parcels[i as usize];
            // The parts are sorted by number: where one stood there is its place by number.
            lineage.by_number[i as usize] = row as u32;
            let became = parcel.became.as_ref().map_or(0, |b| lineage.became(b));
            let registered = parcel.registered.as_hundredths();
            lineage.facts.push(ParcelFactsRow { number: parcel.id.number(), registered, became, reserved: 0 });
        }
        lineage
    }

    fn became(&mut self, became: &Became) -> u32 {
        let into = self.into.len() as u32;
        self.into.extend(became.into.iter().map(|id| id.number()));
        let how = match became.how {
            Change::Renumbered => 0,
            Change::Split => 1,
            Change::Merged => 2,
        };
        let on = crate::bytes::day_number(became.on);
        self.became.push(BecameRow { on, how, into, into_end: self.into.len() as u32 });
        self.became.len() as u32
    }
}

/// Every text once.
#[derive(Default)]
struct Texts {
    numbers: BTreeMap<String, u32>,
    ends: Vec<u32>,
    bytes: Vec<u8>,
}

impl Texts {
    fn number(&mut self, text: &str) -> u32 {
        if let Some(&number) = self.numbers.get(text) {
            return number;
        }
        self.bytes.extend_from_slice(text.as_bytes());
        self.ends.push(self.bytes.len() as u32);
        let number = self.numbers.len() as u32;
        self.numbers.insert(text.to_owned(), number);
        number
    }
}

/// The file as it grows.
struct Out {
    bytes: Vec<u8>,
}

impl Default for Out {
    fn default() -> Out {
        Out { bytes: vec![0; HEAD.next_multiple_of(ALIGN)] }
    }
}

impl Out {
    fn section<T: IntoBytes + Immutable>(&mut self, section: Section, rows: &[T]) {
        self.bytes.resize(self.bytes.len().next_multiple_of(ALIGN), 0);
        let (start, raw) = (self.bytes.len() as u64, rows.as_bytes());
        self.bytes.extend_from_slice(raw);
        self.word(24 + section as usize * 16, start);
        self.word(32 + section as usize * 16, raw.len() as u64);
    }

    fn word(&mut self, at: usize, value: u64) {
        self.bytes[at..at + 8].copy_from_slice(&value.to_le_bytes());
    }

    fn close(mut self) -> Vec<u8> {
        self.bytes[..8].copy_from_slice(FORMAT);
        let length = self.bytes.len() as u64;
        self.word(8, length);
        self.word(16, SECTIONS as u64);
        self.bytes
    }
}
