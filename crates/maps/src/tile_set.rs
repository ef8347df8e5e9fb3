//! What kinds of tiles there are, at which zooms, and what their features say.
//!
//! A tile of a set holds one layer of the set's name; `labels` holds one more for parcels and one for plan
//! areas: a name stands at one place, not in every tile its zone touches.
//! Names of layers and keys are an interface: styles and desktop programs name them; they are those of OGC API
//! Features, but `colour` and `pattern` (a class's national colour and our pattern over it), `key` (a parcel's
//! twelve digits) and `label` (what is written on the map).

/// Zones are drawn whole from here on; at smaller scales they are drawn together by class, on a coarse grid.
pub const WHOLE_ZONES_FROM: u8 = 13;

/// A kind of tile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TileSet {
    /// Zones in force; below [`WHOLE_ZONES_FROM`] one feature a class.
    Zones,
    /// Parcels that exist.
    Parcels,
    /// Plan areas.
    PlanAreas,
    /// Plan cases in force: the land of their zones.
    Plans,
    /// Changes of plans on public exhibition.
    Exhibitions,
    /// Restrictions in force beside the zones.
    Restrictions,
    /// Where names stand.
    Labels,
}

/// A layer in the tiles of a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LayerFacts {
    pub name: &'static str,
    pub keys: &'static [&'static str],
    /// The zooms it is in.
    pub zooms: (u8, u8),
    /// What OGC API Tiles calls the dimension of its geometry: 0 for points, 2 for areas.
    pub dimension: u8,
}

use crate::tile::DEEPEST;

const fn areas(name: &'static str, keys: &'static [&'static str], least: u8) -> LayerFacts {
    LayerFacts { name, keys, zooms: (least, DEEPEST), dimension: 2 }
}

const fn labels(name: &'static str, keys: &'static [&'static str], zooms: (u8, u8)) -> LayerFacts {
    LayerFacts { name, keys, zooms, dimension: 0 }
}

const ZONES: LayerFacts =
    areas("zones", &["id", "class", "name", "plan", "in_force_from", "in_force_until", "colour", "pattern"], 8);
const PARCELS: LayerFacts = areas("parcels", &["key", "label"], 16);
const PLAN_AREAS: LayerFacts = areas("plan-areas", &["id", "name"], 5);
const PLANS: LayerFacts = areas(
    "plans",
    &["id", "name", "plan_area", "level", "announced_on", "number", "in_force_from", "in_force_until"],
    10,
);
const EXHIBITIONS: LayerFacts = areas("exhibitions", &["plan", "name", "opens_on", "closes_on"], 8);
const RESTRICTIONS: LayerFacts =
    areas("restrictions", &["id", "kind", "name", "authority", "in_force_from", "in_force_until"], 8);
/// `room_m`: how much level ground the name has, for what is to be shown first.
const LABELS: [LayerFacts; 3] = [
    labels("labels", &["label", "class", "room_m"], (WHOLE_ZONES_FROM, DEEPEST)),
    labels("parcel-labels", &["label", "room_m"], (17, DEEPEST)),
    labels("plan-area-labels", &["label", "room_m"], (7, WHOLE_ZONES_FROM)),
];

impl TileSet {
    /// All of them.
    pub const ALL: [TileSet; 7] = [
        TileSet::Zones,
        TileSet::Parcels,
        TileSet::PlanAreas,
        TileSet::Plans,
        TileSet::Exhibitions,
        TileSet::Restrictions,
        TileSet::Labels,
    ];

    /// Its name in addresses.
    pub const fn name(self) -> &'static str {
        match self {
            TileSet::Labels => "labels",
            _ => self.layers()[0].name,
        }
    }

    /// The set of a name.
    pub fn named(name: &str) -> Option<TileSet> {
        TileSet::ALL.into_iter().find(|set| set.name() == name)
    }

    /// The layers in its tiles.
    pub const fn layers(self) -> &'static [LayerFacts] {
        match self {
            TileSet::Zones => &[ZONES],
            TileSet::Parcels => &[PARCELS],
            TileSet::PlanAreas => &[PLAN_AREAS],
            TileSet::Plans => &[PLANS],
            TileSet::Exhibitions => &[EXHIBITIONS],
            TileSet::Restrictions => &[RESTRICTIONS],
            TileSet::Labels => &LABELS,
        }
    }

    /// The zooms it has tiles for: the smallest and the deepest. Tiles of other zooms are empty.
    pub fn zooms(self) -> (u8, u8) {
        (self.layers().iter().map(|l| l.zooms.0).min().unwrap_or(0), DEEPEST)
    }
}

/// Units of the grid a tile's points lie on, as a power of two: half a pixel of a screen at small scales.
pub const fn grid_of(z: u8) -> u32 {
    match z {
        0..WHOLE_ZONES_FROM => 2,
        WHOLE_ZONES_FROM => 1,
        _ => 0,
    }
}
