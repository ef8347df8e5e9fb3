//! Tiles of a release: what touches a tile at a moment, as a Mapbox Vector Tile.
//!
//! The same release, tile and sight give the same bytes on every run. A tile of a set where nothing is has
//! no bytes at all, which is a tile too. Which day is meant is for the caller to say.

use crate::label_place::{self, Place};
use crate::mvt::Geometry;
use crate::projection::{System, window};
use crate::tile::{DEEPEST, EXTENT, Frame, Tile, WORLD_PER_M};
use crate::tile_facts::{self, NONE, SpokenLayer, zone_key};
use crate::tile_ground::TileGround;
use crate::tile_pen::Pen;
use crate::tile_set::{LayerFacts, TileSet, WHOLE_ZONES_FROM, grid_of};
use crate::world::{WorldLayer, world_point};
use atlas::day::{AsOf, Moment};
use atlas::layer::Layer;
use atlas::point::{Bounds, Point};
use lexicon::parcel::ParcelId;
use std::cell::RefCell;

/// Units of a tile a name needs to be shown: about three characters on a screen. From zoom 16 on maps may
/// enlarge a tile fourfold and more, so half of it will do.
const LEAST_ROOM: i64 = 240;

thread_local! {
    static PEN: RefCell<Pen> = RefCell::default();
}

/// A tile being drawn.
struct Sheet<'g> {
    ground: &'g TileGround,
    tile: Tile,
    frame: Frame,
    moment: Moment,
}

/// Draws a tile.
pub fn draw(ground: &TileGround, set: TileSet, (tile, at): (Tile, AsOf)) -> Vec<u8> {
    let mut bytes = Vec::new();
    let Some(frame) = Frame::new(tile, grid_of(tile.z())) else { return bytes };
    let sheet = Sheet { ground, tile, frame, moment: Moment::from(at) };
    PEN.with_borrow_mut(|pen| {
        for facts in set.layers() {
            if (facts.zooms.0..=facts.zooms.1).contains(&tile.z()) {
                pen.layer.begin();
                pen.values.begin(ground.values.len());
                sheet.layer(set, facts, pen);
                pen.layer.finish(facts.name, facts.keys, &mut bytes);
            }
        }
    });
    bytes
}

impl Sheet<'_> {
    fn layer(&self, set: TileSet, facts: &LayerFacts, pen: &mut Pen) {
        let ground = self.ground;
        match (set, facts.name) {
            (TileSet::Zones, _) if self.tile.z() < WHOLE_ZONES_FROM => self.classes(pen),
            (TileSet::Zones, _) => {
                self.zone_rows(&ground.zones.world, pen);
                self.spoken(&ground.zones, pen);
            }
            (TileSet::Parcels, _) => self.parcels(pen),
            (TileSet::PlanAreas, _) => self.rows_of(&ground.areas, pen),
            (TileSet::Plans, _) => self.plans(pen),
            (TileSet::Exhibitions, _) => self.rows_of(&ground.exhibitions, pen),
            (TileSet::Restrictions, _) => self.rows_of(&ground.restrictions, pen),
            (TileSet::Labels, "labels") => self.zone_labels(pen),
            (TileSet::Labels, "parcel-labels") => self.parcel_labels(pen),
            (TileSet::Labels, _) => self.area_labels(pen),
        }
    }

    /// Rows of a layer that touch the tile at the moment, ascending.
    fn find(&self, world: &WorldLayer, pen: &mut Pen) {
        let layer = world.layer();
        pen.rows.clear();
        let rows = &mut pen.rows;
        layer.touching(&self.frame.window, |row| {
            if layer.shapes[row as usize].days.cover(self.moment) {
                rows.push(row);
            }
        });
        pen.rows.sort_unstable();
    }

    /// Rows of zones whose plan is there at the moment too.
    fn zone_rows(&self, world: &WorldLayer, pen: &mut Pen) {
        self.find(world, pen);
        let ground = self.ground;
        let plans = ground.release.plans();
        let mut stands: Vec<Option<bool>> = vec![None; plans.len()];
        pen.rows.retain(|&row| {
            let first = ground.release.zone_facts(row).plan as usize;
            *stands[first].get_or_insert_with(|| {
                let days = plans[first..].iter().zip(&ground.plan_days[first..]);
                days.take_while(|(plan, _)| plan.id == plans[first].id)
                    .any(|(_, days)| days.is_some_and(|days| days.cover(self.moment)))
            })
        });
    }

    fn rows_of(&self, spoken: &SpokenLayer, pen: &mut Pen) {
        self.find(&spoken.world, pen);
        self.spoken(spoken, pen);
    }

    /// One feature a row found.
    fn spoken(&self, spoken: &SpokenLayer, pen: &mut Pen) {
        let layer = spoken.world.layer();
        for k in 0..pen.rows.len() {
            let row = pen.rows[k];
            pen.layer.feature();
            pen.shape(&layer, row, &self.frame);
            if pen.layer.is_drawn() {
                pen.layer.own_text(0, &spoken.own[row as usize]);
                for (&value, key) in spoken.values_of(row).iter().zip(1..) {
                    self.say(key, value, pen);
                }
                pen.layer.end(Geometry::Polygons);
            }
        }
    }

    fn say(&self, key: u32, value: u32, pen: &mut Pen) {
        if value != NONE {
            let place = pen.values.place(&mut pen.layer, &self.ground.values, value);
            pen.layer.tag(key, place);
        }
    }

    /// One feature a class, from the coarse copy.
    fn classes(&self, pen: &mut Pen) {
        let zones = &self.ground.zones;
        self.zone_rows(&self.ground.coarse_zones, pen);
        pen.rows.sort_by_key(|&row| (zones.values_of(row)[zone_key::CLASS], row));
        self.together(pen, &|row| zones.values_of(row)[zone_key::CLASS], &|pen, row| {
            let values = zones.values_of(row);
            // In the order of the layer's keys: class, colour, pattern.
            for (key, at) in [(1, zone_key::CLASS), (6, zone_key::COLOUR), (7, zone_key::PATTERN)] {
                self.say(key, values[at], pen);
            }
        });
    }

    /// One feature a plan case: the land of its zones.
    fn plans(&self, pen: &mut Pen) {
        let (ground, release) = (self.ground, &self.ground.release);
        let coarse = self.tile.z() < WHOLE_ZONES_FROM;
        self.zone_rows(if coarse { &ground.coarse_zones } else { &ground.zones.world }, pen);
        pen.rows.sort_by_key(|&row| (release.zone_facts(row).plan, row));
        self.together(pen, &|row| release.zone_facts(row).plan, &|pen, row| {
            if let Some(plan) = release.plan_of(row, self.moment) {
                pen.layer.own_text(0, &plan.id);
                for (said, key) in tile_facts::plan(plan).iter().zip(1..) {
                    pen.layer.own_text(key, said);
                }
            }
        });
    }

    /// One feature for neighbouring rows of one group.
    fn together(&self, pen: &mut Pen, group: &dyn Fn(u32) -> u32, say: &dyn Fn(&mut Pen, u32)) {
        let coarse = self.tile.z() < WHOLE_ZONES_FROM;
        let world = if coarse { &self.ground.coarse_zones } else { &self.ground.zones.world };
        let layer = world.layer();
        let rows = std::mem::take(&mut pen.rows);
        for same in rows.chunk_by(|&a, &b| group(a) == group(b)) {
            pen.layer.feature();
            for &row in same {
                pen.shape(&layer, row, &self.frame);
            }
            if pen.layer.is_drawn() {
                say(pen, same[0]);
                pen.layer.end(Geometry::Polygons);
            }
        }
        pen.rows = rows;
    }

    /// Rows of the parcels that may touch the tile at the moment, ascending.
    fn parcel_rows(&self) -> Vec<u32> {
        let [west, south, east, north] = self.tile.web_box();
        let beyond = (east - west) * f64::from(crate::tile::BUFFER) / f64::from(EXTENT);
        let asked = [west - beyond, south - beyond, east + beyond, north + beyond];
        let origin = self.ground.release.origin();
        let found = window(System::Web, asked, origin);
        found.map_or(Vec::new(), |near| self.ground.release.parcel_layer().rows_at(&near, self.moment))
    }

    fn parcels(&self, pen: &mut Pen) {
        let layer = self.ground.release.parcel_layer();
        for row in self.parcel_rows() {
            let number = self.ground.release.parcel_facts(row).number;
            pen.layer.feature();
            let rings = layer.rings_of(row).map(|ring| self.carried(&layer, ring));
            pen.polygon(rings, &self.frame);
            if let (true, Ok(id)) = (pen.layer.is_drawn(), ParcelId::from_number(number)) {
                pen.layer.own_text(0, &id.key());
                pen.layer.own_text(1, &id.land.to_string());
            }
            pen.layer.end(Geometry::Polygons);
        }
    }

    /// A ring of the release as world points, the other way round.
    fn carried<'l>(&'l self, layer: &Layer<'l>, ring: u32) -> impl Iterator<Item = Point> + use<'l> {
        let warp = &self.ground.warp;
        layer.ring(ring).iter().rev().map(move |&p| world_point(warp, p))
    }

    fn zone_labels(&self, pen: &mut Pen) {
        let zones = &self.ground.zones;
        self.zone_rows(&zones.world, pen);
        for k in 0..pen.rows.len() {
            let row = pen.rows[k];
            let values = zones.values_of(row);
            let Some((place, room_m)) = self.shown(self.ground.zone_places[row as usize]) else { continue };
            pen.layer.feature();
            pen.layer.point(place);
            self.say(0, values[zone_key::NAME], pen);
            self.say(1, values[zone_key::CLASS], pen);
            own_number(pen, 2, room_m);
            pen.layer.end(Geometry::Points);
        }
    }

    fn parcel_labels(&self, pen: &mut Pen) {
        let layer = self.ground.release.parcel_layer();
        for row in self.parcel_rows() {
            let number = self.ground.release.parcel_facts(row).number;
            let rings: Vec<Vec<Point>> = layer.rings_of(row).map(|ring| self.carried(&layer, ring).collect()).collect();
            let Some(around) = rings.first().and_then(|shell| Bounds::of(shell.iter().copied())) else { continue };
            let place = label_place::place(rings.iter().map(Vec::as_slice), &around);
            let (Some((place, room_m)), Ok(id)) = (self.shown(place), ParcelId::from_number(number)) else { continue };
            pen.layer.feature();
            pen.layer.point(place);
            pen.layer.own_text(0, &id.land.to_string());
            own_number(pen, 1, room_m);
            pen.layer.end(Geometry::Points);
        }
    }

    fn area_labels(&self, pen: &mut Pen) {
        let areas = &self.ground.areas;
        self.find(&areas.world, pen);
        for k in 0..pen.rows.len() {
            let row = pen.rows[k];
            let Some((place, room_m)) = self.shown(self.ground.area_places[row as usize]) else { continue };
            pen.layer.feature();
            pen.layer.point(place);
            self.say(0, areas.values_of(row)[0], pen);
            own_number(pen, 1, room_m);
            pen.layer.end(Geometry::Points);
        }
    }

    /// Where a name stands in this very tile and the metres it has, if that is room enough here. The deepest
    /// tiles hold every name: maps enlarge them further.
    fn shown(&self, place: Option<Place>) -> Option<(Point, u64)> {
        let place = place?;
        let at = self.frame.snap(place.at);
        let inside = (0..EXTENT).contains(&at.x) && (0..EXTENT).contains(&at.y);
        let units = i64::from(place.room) >> (20 - u32::from(self.tile.z()));
        let least = if self.tile.z() < 16 { LEAST_ROOM } else { LEAST_ROOM / 2 };
        let enough = units >= least || self.tile.z() == DEEPEST;
        // Web Mercator draws the ground around 22.6 degrees 1.083 times too wide.
        let room_m = f64::from(place.room) / WORLD_PER_M / 1.083;
        (inside && enough).then_some((at, room_m as u64))
    }
}

fn own_number(pen: &mut Pen, key: u32, value: u64) {
    let place = pen.layer.value(&crate::mvt::number(value));
    pen.layer.tag(key, place);
}
