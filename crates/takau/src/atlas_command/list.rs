//! `takau atlas list`: what a layer of the live release holds on a day, one row a line, as CSV.
//!
//! Boxes in metres of EPSG:3826 and exact areas, read straight from the tables: what other programs that read our
//! map services are held against.

use anyhow::Result;
use atlas::area::Area;
use atlas::day::{AsOf, Moment};
use atlas::layer::Layer;
use atlas::release::Release;
use lexicon::date::Date;

use crate::site::{Site, now};

/// A layer.
#[derive(clap::ValueEnum, Clone, Copy, Debug)]
pub enum LayerName {
    Zones,
    Parcels,
    Restrictions,
}

/// What is asked.
#[derive(clap::Args, Clone, Debug)]
pub struct Asked {
    layer: LayerName,
    /// In force on this day; today without it.
    #[arg(long, value_name = "DATE")]
    on: Option<Date>,
    /// As known on this day; as known now without it.
    #[arg(long, value_name = "DATE")]
    known: Option<Date>,
}

/// Prints `id,west_m,south_m,east_m,north_m,area_m2,points`.
pub async fn run(site: &Site, asked: &Asked) -> Result<()> {
    let desk = site.open(now()).await?;
    let release = desk.release()?;
    let at = AsOf { on: asked.on.unwrap_or_else(|| now().taipei_date()), known: asked.known };
    let mut lines = lines(&release, (asked.layer, at));
    lines.sort();
    println!("id,west_m,south_m,east_m,north_m,area_m2,points");
    for line in lines {
        println!("{line}");
    }
    Ok(())
}

fn lines(release: &Release, (name, at): (LayerName, AsOf)) -> Vec<String> {
    let (layer, moment): (Layer<'_>, _) = match name {
        LayerName::Zones => (release.zone_layer(), Moment::from(at)),
        LayerName::Parcels => (release.parcel_layer(), Moment::from(at)),
        LayerName::Restrictions => (release.restriction_layer(), Moment::from(at)),
    };
    let id = |row: u32| match name {
        LayerName::Zones => release.text(release.zone_facts(row).id).to_owned(),
        LayerName::Parcels => format!("{:012}", release.parcel_facts(row).number),
        LayerName::Restrictions => release.text(release.restriction_facts(row).id).to_owned(),
    };
    let rows = (0u32..).zip(layer.shapes).filter(|(_, shape)| shape.days.cover(moment));
    rows.map(|(row, shape)| {
        let (low, high) = (release.origin().metres(shape.bounds.min), release.origin().metres(shape.bounds.max));
        let points: usize = layer.rings_of(row).map(|ring| layer.ring(ring).len()).sum();
        let area = Area::from_exact2(layer.area2(row));
        format!("{},{:.4},{:.4},{:.4},{:.4},{area},{points}", id(row), low.0, low.1, high.0, high.1)
    })
    .collect()
}
