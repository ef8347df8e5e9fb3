//! Files and the last release in, the parts of the next release out, with everything that was found on the way.
//!
//! Pure: no store, no clock. Layers are read in the order they rest on each other. A layer that is not handed in
//! stays as it is; one that is handed in speaks for the plan areas, sections and kinds it names, or for all
//! ([`Reach`]). A file that is refused stops the proposal: half of a hand-over is nobody's wish.

use std::collections::{BTreeMap, BTreeSet};

use atlas::parcel::Parcel;
use atlas::plan::{Plan, PlanArea};
use atlas::point::Origin;
use atlas::release::{Release, ReleaseError};
use atlas::release_parts::{ReleaseParts, Source};
use atlas::restriction::Restriction;
use atlas::succession::account::{Account, Told, carried};
use atlas::succession::row::Row;
use atlas::succession::{Now, Succession, SuccessionError, known_now, succeed};
use atlas::zone::Zone;
use atlas_import::areas::{self, AreaSource};
use atlas_import::fields::{ExtentFields, Names};
use atlas_import::intake::How;
use atlas_import::lineage::Lineage;
use atlas_import::parcels::{self, ParcelSource};
use atlas_import::problem::Imported;
use atlas_import::restrictions::{self, RestrictionSource};
use atlas_import::source::Named;
use atlas_import::table::TableError;
use atlas_import::zones::{self, PlanOf, ZoneSource};
use atlas_import::{cases, exhibitions};
use lexicon::date::Date;
use thiserror::Error;

use super::found::{Found, Remarks};
use super::progress::{Phase, Point, Tell};
use super::tables::{LandTables, kind_of};
use super::terms::{Layer, Reach, Terms};

/// Where the first release counts from, m: any place within 214 km of the whole city does.
const FIRST_ORIGIN: Origin = Origin { x_m: 190_000, y_m: 2_510_000 };

/// One handed-in file in memory.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    pub layer: Layer,
    pub name: &'a str,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: &'a str,
    pub bytes: &'a [u8],
}

/// Why no release can be made.
#[derive(Clone, Debug, Error)]
pub enum ReadFault {
    #[error("nothing was handed in")]
    Nothing,
    /// The remarks of this layer's file say why.
    #[error("the file of {} was refused", .0.name())]
    Refused(Layer),
    #[error("there is no field map {named:?} for {}; there are: {}", .layer.name(), .known.join(", "))]
    NoFieldMap { layer: Layer, named: String, known: Vec<String> },
    #[error("restrictions need their kind and who answers for them")]
    NoKind,
    #[error("{name}: {cause}")]
    Table { name: String, cause: TableError },
    #[error("an exhibition names the plan case {0}, which is not there")]
    NoSuchCase(String),
    #[error(transparent)]
    Succession(#[from] SuccessionError),
    #[error(transparent)]
    Release(#[from] ReleaseError),
    /// Everything is as the last release has it.
    #[error("nothing is new")]
    NothingNew,
}

impl ReadFault {
    /// The last part of its text key.
    #[must_use]
    pub fn key(&self) -> &'static str {
        match self {
            ReadFault::Nothing => "nothing",
            ReadFault::Refused(_) => "refused",
            ReadFault::NoFieldMap { .. } => "no-field-map",
            ReadFault::NoKind => "no-kind",
            ReadFault::Table { .. } => "table",
            ReadFault::NoSuchCase(_) => "no-such-case",
            ReadFault::Succession(_) => "into-the-past",
            ReadFault::Release(_) => "contradicts-itself",
            ReadFault::NothingNew => "nothing-new",
        }
    }
}

/// What was read: parts of the next release, and what was found.
#[derive(Debug)]
pub struct Read {
    pub succession: Succession,
    pub found: Found,
}

/// A release without anything, for the first to follow.
///
/// # Errors
/// Never, as long as nothing is a release.
pub fn nothing() -> Result<Release, ReleaseError> {
    Release::build(ReleaseParts::empty(FIRST_ORIGIN))
}

/// The books after going back to an earlier release on a day: what was known until then stays known until then.
///
/// # Errors
/// Why no release can be made.
pub fn gone_back(from: &Release, to: &Release, on: Date) -> Result<Release, ReadFault> {
    Ok(Release::build(succeed(from, Now::of(to), on)?.parts)?)
}

/// Reads files onto the last release.
///
/// # Errors
/// Why no release can be made, with what was found so far.
pub fn read(
    previous: &Release,
    inputs: &[Input<'_>],
    (terms, tables): (&Terms, &LandTables),
    tell: Tell<'_>,
) -> Result<Read, (ReadFault, Box<Found>)> {
    let mut how = How::new(previous.origin(), terms.recorded_on);
    how.encoding = terms.encoding.map(Into::into);
    how.layer.clone_from(&terms.table);
    let found = Found::default();
    let mut reader = Reader { previous, inputs, terms, tables, how, found, now: Now::default(), tell };
    match reader.all() {
        Ok(succession) => Ok(Read { succession, found: reader.found }),
        Err(fault) => Err((fault, Box::new(reader.found))),
    }
}

struct Reader<'a> {
    previous: &'a Release,
    inputs: &'a [Input<'a>],
    terms: &'a Terms,
    tables: &'a LandTables,
    how: How,
    found: Found,
    now: Now,
    tell: Tell<'a>,
}

impl<'a> Reader<'a> {
    fn all(&mut self) -> Result<Succession, ReadFault> {
        if self.inputs.is_empty() {
            return Err(ReadFault::Nothing);
        }
        let source = |input: &Input<'_>| Source { name: input.name.to_owned(), sha256: input.sha256.to_owned() };
        self.now.sources = self.inputs.iter().map(source).collect();
        self.plan_areas()?;
        self.plan_cases()?;
        self.zones()?;
        self.exhibitions()?;
        self.restrictions()?;
        self.parcels()?;
        self.lineage()?;
        self.found.check(self.previous, &mut self.now, (self.terms, self.tables), self.tell);
        (self.tell)(Point::begin(Phase::Carry));
        let now = std::mem::take(&mut self.now);
        let has_new_areas = !now.areas.is_empty();
        let succession = succeed(self.previous, now, self.terms.recorded_on)?;
        self.found.tallies = succession.tallies;
        if succession.tallies.is_nothing() && !has_new_areas {
            return Err(ReadFault::NothingNew);
        }
        Ok(succession)
    }

    /// The files of a layer; nothing where none was handed in.
    fn files(&self, layer: Layer) -> Option<Vec<Named<'a>>> {
        let of = self.inputs.iter().filter(|input| input.layer == layer);
        let files: Vec<Named<'a>> = of.map(|input| Named { name: input.name, bytes: input.bytes }).collect();
        (!files.is_empty()).then_some(files)
    }

    /// The name of the field map of a layer.
    fn source(&self, layer: Layer) -> Result<String, ReadFault> {
        let (named, on) = (self.terms.sources.get(&layer).map(String::as_str), self.terms.recorded_on);
        self.tables.source(layer, named, on).ok_or_else(|| ReadFault::NoFieldMap {
            layer,
            named: named.unwrap_or_default().to_owned(),
            known: self.tables.sources_of(layer, on),
        })
    }

    fn extent_fields(&self, layer: Layer) -> Result<ExtentFields, ReadFault> {
        let (source, on) = (self.source(layer)?, self.terms.recorded_on);
        let fields = kind_of(layer).and_then(|kind| self.tables.fields.extents(&source, kind, on));
        fields.ok_or_else(|| ReadFault::NoFieldMap { layer, named: source, known: Vec::new() })
    }

    /// A source with a field for last days tells its history, any other shows one day.
    fn account(&self, until: &Names) -> Account {
        if until.0.is_empty() { Account::Picture { on: self.terms.in_force_from } } else { Account::History }
    }

    /// Notes what was remarked; a refused file ends the reading.
    fn take<T>(&mut self, layer: Layer, imported: Imported<T>) -> Result<Vec<T>, ReadFault> {
        let Imported { taken, problems, refused } = imported;
        let of = self.inputs.iter().filter(|input| input.layer == layer);
        let files = of.map(|input| input.name.to_owned()).collect();
        self.found.remarks.push(Remarks { layer, files, taken: taken.len() as u64, problems, refused });
        if refused { Err(ReadFault::Refused(layer)) } else { Ok(taken) }
    }

    fn plan_areas(&mut self) -> Result<(), ReadFault> {
        let Some(files) = self.files(Layer::PlanAreas) else { return Ok(()) };
        let source = AreaSource { fields: self.extent_fields(Layer::PlanAreas)?, names: &self.tables.area_names };
        let tell = &mut *self.tell;
        let imported = areas::import(&files, &self.how, &source, &mut |p| tell(Point::of(Some(Layer::PlanAreas), p)));
        let areas = self.take(Layer::PlanAreas, imported)?;
        let is_new = |area: &PlanArea| !self.previous.areas().contains(area);
        self.now.areas = areas.into_iter().filter(is_new).collect();
        self.found.areas_changed = self.now.areas.iter().map(|area| area.code.clone()).collect();
        Ok(())
    }

    fn plan_cases(&mut self) -> Result<(), ReadFault> {
        let table = match self.files(Layer::PlanCases).as_deref() {
            Some([file, ..]) => Some((file.name.to_owned(), file.bytes)),
            _ if self.previous.plans().is_empty() => {
                Some(("plan-cases.csv".to_owned(), self.tables.plan_cases.as_slice()))
            }
            _ => None,
        };
        let Some((name, bytes)) = table else { return Ok(()) };
        let mut told =
            cases::from_csv(bytes, self.terms.recorded_on).map_err(|cause| ReadFault::Table { name, cause })?;
        let mut plans = known(self.previous.plans().iter().cloned());
        for case in &mut told {
            let before = plans.iter().find(|plan| plan.id == case.id);
            case.exhibition = before.and_then(|plan| plan.exhibition.clone());
        }
        let areas: BTreeSet<&str> =
            self.now.areas.iter().chain(self.previous.areas()).map(|a| a.code.as_str()).collect();
        // The office's own list may hold cases of areas whose boundaries have not come yet.
        told.retain(|case| areas.contains(case.area_code.as_str()));
        plans.retain(|plan| told.iter().all(|case| case.id != plan.id));
        plans.extend(told);
        self.now.plans = Some(plans);
        Ok(())
    }

    /// All plan cases as they will be known.
    fn plans(&self) -> Vec<Plan> {
        self.now.plans.clone().unwrap_or_else(|| known(self.previous.plans().iter().cloned()))
    }

    fn zones(&mut self) -> Result<(), ReadFault> {
        let Some(files) = self.files(Layer::Zones) else { return Ok(()) };
        let source = self.source(Layer::Zones)?;
        let fields = self.tables.fields.zones(&source, self.terms.recorded_on).unwrap_or_default();
        let account = self.account(&fields.until);
        let plans = self.plans();
        let plan = self.terms.plan.as_deref().map_or(PlanOf::Area(&plans), PlanOf::Case);
        let source = ZoneSource { fields, plan, from: self.terms.in_force_from };
        let tell = &mut *self.tell;
        let imported = zones::import(&files, &self.how, &source, &mut |p| tell(Point::of(Some(Layer::Zones), p)));
        let things = self.take(Layer::Zones, imported)?;
        // A main and a detailed plan of one area lie on each other, so a file speaks for the level it holds.
        let of: BTreeMap<&str, _> =
            plans.iter().map(|plan| (plan.id.as_str(), (&plan.area_code, plan.level))).collect();
        let named: BTreeSet<_> = things.iter().filter_map(|zone| of.get(zone.plan_id.as_str()).copied()).collect();
        let speaks_of = |zone: &Zone| {
            self.terms.reach == Reach::Whole || of.get(zone.plan_id.as_str()).is_some_and(|group| named.contains(group))
        };
        let told = Told { things, account, speaks_of: &speaks_of };
        self.now.zones = Some(carried(known(self.previous.zones()), told));
        Ok(())
    }

    fn exhibitions(&mut self) -> Result<(), ReadFault> {
        let Some(files) = self.files(Layer::Exhibitions) else { return Ok(()) };
        let fields = self.extent_fields(Layer::Exhibitions)?;
        let tell = &mut *self.tell;
        let imported =
            exhibitions::import(&files, &self.how, &fields, &mut |p| tell(Point::of(Some(Layer::Exhibitions), p)));
        let shown = self.take(Layer::Exhibitions, imported)?;
        let mut plans = self.plans();
        for (id, exhibition) in shown {
            let plan = plans.iter_mut().find(|plan| plan.id == id).ok_or(ReadFault::NoSuchCase(id))?;
            plan.exhibition = Some(exhibition);
        }
        self.now.plans = Some(plans);
        Ok(())
    }

    fn restrictions(&mut self) -> Result<(), ReadFault> {
        let Some(files) = self.files(Layer::Restrictions) else { return Ok(()) };
        let (kind, authority) = self.terms.restriction.clone().ok_or(ReadFault::NoKind)?;
        let fields = self.extent_fields(Layer::Restrictions)?;
        let account = self.account(&fields.until);
        let source = RestrictionSource { fields, kind, authority, from: self.terms.in_force_from };
        let tell = &mut *self.tell;
        let imported =
            restrictions::import(&files, &self.how, &source, &mut |p| tell(Point::of(Some(Layer::Restrictions), p)));
        let things = self.take(Layer::Restrictions, imported)?;
        // A file is of one kind: of the others it says nothing, however far it reaches.
        let speaks_of = |restriction: &Restriction| restriction.kind == source.kind;
        let told = Told { things, account, speaks_of: &speaks_of };
        self.now.restrictions = Some(carried(known(self.previous.restrictions()), told));
        Ok(())
    }

    fn parcels(&mut self) -> Result<(), ReadFault> {
        let Some(files) = self.files(Layer::Parcels) else { return Ok(()) };
        let source = self.source(Layer::Parcels)?;
        let fields = self.tables.fields.parcels(&source, self.terms.recorded_on).unwrap_or_default();
        let account = self.account(&fields.until);
        let source = ParcelSource { fields, from: self.terms.in_force_from };
        let tell = &mut *self.tell;
        let imported = parcels::import(&files, &self.how, &source, &mut |p| tell(Point::of(Some(Layer::Parcels), p)));
        let things = self.take(Layer::Parcels, imported)?;
        let named: BTreeSet<_> = things.iter().map(|parcel| parcel.id.section).collect();
        let speaks_of = |parcel: &Parcel| self.terms.reach == Reach::Whole || named.contains(&parcel.id.section);
        let told = Told { things, account, speaks_of: &speaks_of };
        self.now.parcels = Some(carried(known(self.previous.parcels()), told));
        Ok(())
    }

    fn lineage(&mut self) -> Result<(), ReadFault> {
        let Some(files) = self.files(Layer::Lineage) else { return Ok(()) };
        let mut parcels = self.now.parcels.take().unwrap_or_else(|| known(self.previous.parcels()));
        for file in files {
            let wrong = |cause| ReadFault::Table { name: file.name.to_owned(), cause };
            let misfits = Lineage::from_csv(file.bytes).map_err(wrong)?.apply(&mut parcels);
            self.found.take_misfits(misfits);
        }
        self.now.parcels = Some(parcels);
        Ok(())
    }
}

/// The rows that are known now.
fn known<T: Row>(rows: impl Iterator<Item = T>) -> Vec<T> {
    let mut rows: Vec<T> = rows.collect();
    known_now(&mut rows);
    rows
}
