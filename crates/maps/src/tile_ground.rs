//! A release made ready for tiles: its shapes as world points, what they say encoded, where names stand.
//!
//! Made once a release, in a moment; a tile is then found, cut and written. Parcels stay where they are in
//! the release and are carried over as they are drawn: they are only in tiles of small ground.

use crate::label_place::{self, Place};
use crate::projection::{OutOfReach, System, carried_box};
use crate::sight::{Changes, Sight};
use crate::tile::Tile;
use crate::tile_facts::{self, SpokenLayer, Values};
use crate::warp::Warp;
use crate::world::{WorldLayer, world_point, world_warp};
use atlas::day::{AsOf, Days};
use atlas::layer::Layer;
use atlas::layer_made::{Chunks, LayerMade};
use atlas::plan::Validity;
use atlas::point::{Bounds, pt};
use atlas::polygon::Polygon;
use atlas::release::Release;
use lexicon::date::Date;
use rayon::prelude::*;

/// World units between the points of the coarse copy: half a screen's pixel at the deepest zoom that uses it.
const COARSE_BITS: u32 = 10;

/// What tiles are drawn from.
#[derive(Clone, Debug)]
pub struct TileGround {
    pub(crate) release: Release,
    pub(crate) warp: Warp,
    pub(crate) zones: SpokenLayer,
    pub(crate) coarse_zones: WorldLayer,
    pub(crate) areas: SpokenLayer,
    pub(crate) exhibitions: SpokenLayer,
    pub(crate) restrictions: SpokenLayer,
    pub(crate) zone_places: Vec<Option<Place>>,
    pub(crate) area_places: Vec<Option<Place>>,
    pub(crate) values: Vec<Vec<u8>>,
    /// The days of each plan row.
    pub(crate) plan_days: Vec<Option<Days>>,
    changes: Changes,
    lonlat_box: [f64; 4],
    /// Around all of it, world points.
    world_box: Bounds,
}

impl TileGround {
    /// Makes a release ready.
    ///
    /// # Errors
    /// A release whose land is far from Taiwan.
    pub fn new(release: &Release) -> Result<TileGround, OutOfReach> {
        let (areas, area_names) = areas(release);
        let (exhibitions, exhibition_plans) = exhibitions(release);
        let layers = [release.zone_layer(), release.parcel_layer(), release.restriction_layer(), areas.layer()];
        let around = |layer: &Layer<'_>| layer.tree.last().copied();
        let all = layers.iter().chain([&exhibitions.layer()]).filter_map(around).reduce(Bounds::union);
        let all = all.unwrap_or(Bounds { min: pt(0, 0), max: pt(0, 0) });
        let warp = world_warp(release.origin(), &all)?;

        let mut values = Values::default();
        let world = |layer: &Layer<'_>| WorldLayer::new(layer, &warp);
        let zones = tile_facts::zones(release, world(&release.zone_layer()), &mut values);
        let restrictions = tile_facts::restrictions(release, world(&release.restriction_layer()), &mut values);
        let areas = SpokenLayer {
            world: world(&areas.layer()),
            own: area_names.iter().map(|&k| release.areas()[k].code.as_str().into()).collect(),
            values: area_names.iter().map(|&k| values.text(&release.areas()[k].name)).collect(),
            width: 1,
        };
        let exhibitions = spoken_exhibitions(release, (world(&exhibitions.layer()), exhibition_plans), &mut values);
        let plan_days: Vec<Option<Days>> =
            release.plans().iter().map(|plan| Days::new(&plan.in_force, &plan.known).ok()).collect();
        let rows = [&zones.world, &restrictions.world, &exhibitions.world].map(|world| world.layer().shapes);
        let rows = rows.into_iter().chain([release.parcel_layer().shapes]).flatten().map(|shape| shape.days);
        Ok(TileGround {
            changes: Changes::of(rows.chain(plan_days.iter().copied().flatten())),
            release: release.clone(),
            coarse_zones: zones.world.coarse(COARSE_BITS),
            zone_places: places(&zones.world),
            area_places: places(&areas.world),
            values: values.encoded,
            lonlat_box: lonlat_box(release, &all)?,
            world_box: world_box(&all, &warp),
            warp,
            zones,
            areas,
            exhibitions,
            restrictions,
            plan_days,
        })
    }

    /// The release it was made of.
    pub fn release(&self) -> &Release {
        &self.release
    }

    /// The days that see the same tiles as a moment.
    pub fn sight(&self, at: AsOf) -> Sight {
        self.changes.sight(at)
    }

    /// The days on which what is in force changes, the first first.
    pub fn changes(&self) -> &[Date] {
        self.changes.in_force()
    }

    /// The north-western and the south-eastern tile of a zoom that touch it.
    pub fn tiles_around(&self, z: u8) -> (Tile, Tile) {
        (Tile::at(z, self.world_box.min), Tile::at(z, self.world_box.max))
    }

    /// The box around all of it in degrees: west, south, east, north.
    pub fn lonlat_box(&self) -> [f64; 4] {
        self.lonlat_box
    }
}

fn places(world: &WorldLayer) -> Vec<Option<Place>> {
    let layer = world.layer();
    (0..layer.shapes.len() as u32).into_par_iter().map(|row| label_place::of_row(&layer, row)).collect()
}

fn lonlat_box(release: &Release, all: &Bounds) -> Result<[f64; 4], OutOfReach> {
    let (low, high) = (release.origin().metres(all.min), release.origin().metres(all.max));
    carried_box(System::Twd97, System::Lonlat, [low.0, low.1, high.0, high.1])
}

/// The box around the corners of a box, and a little more where its sides bend.
fn world_box(all: &Bounds, warp: &Warp) -> Bounds {
    let corners = [all.min, all.max, pt(all.min.x, all.max.y), pt(all.max.x, all.min.y)];
    let around = Bounds::of(corners.map(|corner| world_point(warp, corner)));
    let around = around.unwrap_or(Bounds { min: pt(0, 0), max: pt(0, 0) });
    let (wide, high) =
        (i64::from(around.max.x) - i64::from(around.min.x), i64::from(around.max.y) - i64::from(around.min.y));
    around.grown((wide.max(high) / 10_000) as i32)
}

/// Plan areas as a layer, and which area each row is. They have no days of their own.
fn areas(release: &Release) -> (LayerMade, Vec<usize>) {
    let first = Validity::since(Date::constant(1900, 1, 1));
    let shapes =
        release.areas().iter().filter_map(|area| Some((Days::new(&first, &first).ok()?, &area.boundary.0[..])));
    let shapes: Vec<(Days, &[Polygon])> = shapes.collect();
    let made = LayerMade::new(&shapes, Chunks::Made);
    let order = made.order.iter().map(|&k| k as usize).collect();
    (made, order)
}

/// Changes on exhibition as a layer, and the plan of each row.
fn exhibitions(release: &Release) -> (LayerMade, Vec<usize>) {
    let (mut shapes, mut plans): (Vec<(Days, &[Polygon])>, Vec<usize>) = (Vec::new(), Vec::new());
    for (k, plan) in release.plans().iter().enumerate() {
        let Some(shown) = &plan.exhibition else { continue };
        let Ok(days) = Days::new(&shown.days, &plan.known) else { continue };
        shapes.push((days, &shown.extent.0));
        plans.push(k);
    }
    let made = LayerMade::new(&shapes, Chunks::Made);
    let order = made.order.iter().map(|&k| plans[k as usize]).collect();
    (made, order)
}

fn spoken_exhibitions(release: &Release, (world, plans): (WorldLayer, Vec<usize>), values: &mut Values) -> SpokenLayer {
    let mut spoken = SpokenLayer { own: Vec::new(), values: Vec::new(), width: 3, world };
    for (row, plan) in plans.into_iter().map(|k| &release.plans()[k]).enumerate() {
        let days = spoken.world.layer().shapes[row].days;
        let name = plan.exhibition.as_ref().map_or("", |shown| shown.name.as_str());
        spoken.own.push(plan.id.as_str().into());
        let [from, until] = values.days(&days);
        spoken.values.extend([values.text(name), from, until]);
    }
    spoken
}
