//! What a release offers to map programs: six collections and what is said of each thing in them.

use maps::geojson::Kind;

/// A collection of OGC API Features.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Collection {
    Zones,
    Parcels,
    PlanAreas,
    Plans,
    Exhibitions,
    Restrictions,
}

/// What a fact is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactKind {
    Text,
    Whole,
    Decimal,
    Day,
}

/// Something said of a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fact {
    Class,
    Name,
    Coverage,
    FloorArea,
    AreaM2,
    Plan,
    PlanName,
    PlanArea,
    Level,
    AnnouncedOn,
    Number,
    MapScale,
    Section,
    SectionName,
    District,
    LandNumber,
    RegisteredAreaM2,
    Became,
    BecameOn,
    OpensOn,
    ClosesOn,
    RestrictionKind,
    Authority,
    InForceFrom,
    InForceUntil,
    KnownFrom,
    KnownUntil,
}

use Fact::{
    AnnouncedOn, AreaM2, Authority, Became, BecameOn, Class, ClosesOn, Coverage, District, FloorArea, InForceFrom,
    InForceUntil, KnownFrom, KnownUntil, LandNumber, Level, MapScale, Name, Number, OpensOn, Plan, PlanArea, PlanName,
    RegisteredAreaM2, RestrictionKind, Section, SectionName,
};

impl Collection {
    /// All of them, in the order they are listed.
    pub const ALL: [Collection; 6] = [
        Collection::Zones,
        Collection::Parcels,
        Collection::PlanAreas,
        Collection::Plans,
        Collection::Exhibitions,
        Collection::Restrictions,
    ];

    /// Its name in addresses.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Collection::Zones => "zones",
            Collection::Parcels => "parcels",
            Collection::PlanAreas => "plan-areas",
            Collection::Plans => "plans",
            Collection::Exhibitions => "exhibitions",
            Collection::Restrictions => "restrictions",
        }
    }

    /// The collection of a name.
    #[must_use]
    pub fn named(id: &str) -> Option<Collection> {
        Collection::ALL.into_iter().find(|collection| collection.id() == id)
    }

    /// What its extents are written as.
    #[must_use]
    pub const fn geometry(self) -> Kind {
        match self {
            Collection::Parcels => Kind::Polygon,
            _ => Kind::MultiPolygon,
        }
    }

    /// What is said of its things, in the order it is written.
    #[must_use]
    pub const fn facts(self) -> &'static [Fact] {
        match self {
            Collection::Zones => &[
                Class,
                Name,
                Coverage,
                FloorArea,
                AreaM2,
                Plan,
                PlanName,
                PlanArea,
                Level,
                AnnouncedOn,
                Number,
                MapScale,
                InForceFrom,
                InForceUntil,
                KnownFrom,
                KnownUntil,
            ],
            Collection::Parcels => &[
                Section,
                SectionName,
                District,
                LandNumber,
                RegisteredAreaM2,
                Became,
                BecameOn,
                InForceFrom,
                InForceUntil,
                KnownFrom,
                KnownUntil,
            ],
            Collection::PlanAreas => &[Name, AreaM2],
            Collection::Plans => &[
                Name,
                PlanArea,
                Level,
                AnnouncedOn,
                Number,
                MapScale,
                InForceFrom,
                InForceUntil,
                KnownFrom,
                KnownUntil,
            ],
            Collection::Exhibitions => &[Name, Plan, PlanName, PlanArea, OpensOn, ClosesOn, KnownFrom, KnownUntil],
            Collection::Restrictions => {
                &[RestrictionKind, Name, Authority, InForceFrom, InForceUntil, KnownFrom, KnownUntil]
            }
        }
    }

    /// The fact of a name.
    #[must_use]
    pub fn fact(self, name: &str) -> Option<Fact> {
        self.facts().iter().copied().find(|fact| fact.name() == name)
    }

    /// The names of its facts, for people.
    #[must_use]
    pub fn fact_names(self) -> String {
        self.facts().iter().map(|fact| fact.name()).collect::<Vec<_>>().join(", ")
    }
}

impl Fact {
    /// Its name in GeoJSON and in filters.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Class => "class",
            Name => "name",
            Coverage => "coverage",
            FloorArea => "floor_area",
            AreaM2 => "area_m2",
            Plan => "plan",
            PlanName => "plan_name",
            PlanArea => "plan_area",
            Level => "level",
            AnnouncedOn => "announced_on",
            Number => "number",
            MapScale => "map_scale",
            Section => "section",
            SectionName => "section_name",
            District => "district",
            LandNumber => "land_number",
            RegisteredAreaM2 => "registered_area_m2",
            Became => "became",
            BecameOn => "became_on",
            OpensOn => "opens_on",
            ClosesOn => "closes_on",
            RestrictionKind => "kind",
            Authority => "authority",
            InForceFrom => "in_force_from",
            InForceUntil => "in_force_until",
            KnownFrom => "known_from",
            KnownUntil => "known_until",
        }
    }

    /// What it is.
    #[must_use]
    pub const fn kind(self) -> FactKind {
        match self {
            AreaM2 | RegisteredAreaM2 => FactKind::Decimal,
            MapScale => FactKind::Whole,
            AnnouncedOn | BecameOn | OpensOn | ClosesOn | InForceFrom | InForceUntil | KnownFrom | KnownUntil => {
                FactKind::Day
            }
            _ => FactKind::Text,
        }
    }
}

impl FactKind {
    /// The key of its words: `ogc-kind-<key>`.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            FactKind::Text => "kind-text",
            FactKind::Whole | FactKind::Decimal => "kind-number",
            FactKind::Day => "kind-day",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_stands_for_two_things() {
        for collection in Collection::ALL {
            assert_eq!(Collection::named(collection.id()), Some(collection));
            for fact in collection.facts() {
                assert_eq!(collection.fact(fact.name()), Some(*fact));
            }
        }
    }
}
