//! A release as map programs read it: its collections, what is found by id, where everything lies.
//!
//! Made once for every release that goes live and kept until the next one does. What only some questions need
//! (the order of ids, the land in another reference system) is made when it is first asked for.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};

use atlas::day::Days;
use atlas::point::{Bounds, pt};
use atlas::polygon::MultiPolygon;
use atlas::release::Release;
use desk::office::Office;
use lexicon::parcel::ParcelId;
use maps::ground::Ground;
use maps::reference::Reference;
use maps::shape::Shape;
use web::door::Door;

use crate::collection::Collection;
use crate::fault::Fault;
use crate::span::Span;

/// Counts that are remembered for a release.
const MOST_COUNTS: usize = 256;

/// The book of the live release.
#[derive(Clone, Default)]
pub struct Shelf(Arc<RwLock<Option<Arc<Book>>>>);

impl Shelf {
    /// The book of the release that is live now.
    ///
    /// # Errors
    /// No release has been published yet.
    pub fn book(&self, door: &Door) -> Result<Arc<Book>, Fault> {
        let none = |_| Fault::of(axum::http::StatusCode::SERVICE_UNAVAILABLE, "no-release");
        let release = door.desk.release().map_err(none)?;
        if let Some(book) = self.0.read().unwrap_or_else(PoisonError::into_inner).as_ref()
            && Arc::ptr_eq(&book.release, &release)
        {
            return Ok(Arc::clone(book));
        }
        let book = Arc::new(Book::new(release, door.desk.office()));
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&book));
        Ok(book)
    }
}

/// A release and what is looked up in it.
pub struct Book {
    pub release: Arc<Release>,
    pub office: Arc<Office>,
    /// Numbers of the plans that have an exhibition.
    exhibitions: Vec<u32>,
    grounds: [OnceLock<Ground>; Reference::ALL.len()],
    by_id: [OnceLock<Vec<u32>>; Collection::ALL.len()],
    counts: Mutex<HashMap<(Collection, Span2), usize>>,
}

/// Days as a key.
type Span2 = (lexicon::date::Date, lexicon::date::Date, Option<lexicon::date::Date>);

impl Book {
    fn new(release: Arc<Release>, office: Arc<Office>) -> Book {
        let with_exhibition = (0u32..).zip(release.plans()).filter(|(_, plan)| plan.exhibition.is_some());
        let exhibitions = with_exhibition.map(|(number, _)| number).collect();
        let (grounds, by_id) = (std::array::from_fn(|_| OnceLock::new()), std::array::from_fn(|_| OnceLock::new()));
        Book { release, office, exhibitions, grounds, by_id, counts: Mutex::default() }
    }

    /// One of its collections.
    #[must_use]
    pub fn table(&self, collection: Collection) -> Table<'_> {
        Table { book: self, collection }
    }

    /// The land in a reference system.
    ///
    /// # Errors
    /// A release of land far from Taiwan.
    pub fn ground(&self, reference: Reference) -> Result<&Ground, Fault> {
        let slot = &self.grounds[reference as usize];
        if slot.get().is_none() {
            let ground = Ground::new(reference, (self.release.origin(), self.around()));
            let far = |_| Fault::of(axum::http::StatusCode::SERVICE_UNAVAILABLE, "no-release");
            let _ = slot.set(ground.map_err(far)?);
        }
        slot.get().ok_or_else(|| Fault::of(axum::http::StatusCode::SERVICE_UNAVAILABLE, "no-release"))
    }

    /// The box around every layer.
    #[must_use]
    pub fn around(&self) -> Bounds {
        let boxes = Collection::ALL.into_iter().filter_map(|collection| self.table(collection).around());
        boxes.reduce(Bounds::union).unwrap_or(Bounds { min: pt(0, 0), max: pt(0, 0) })
    }

    /// How many rows of a collection answer for some days.
    #[must_use]
    pub fn count(&self, collection: Collection, span: &Span) -> usize {
        let key = (collection, (span.from, span.until, span.known));
        if let Some(count) = self.counts.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return *count;
        }
        let (table, days) = (self.table(collection), span.days());
        let count = (0..table.len()).filter(|&row| table.answers(row, &days)).count();
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= MOST_COUNTS {
            counts.clear();
        }
        counts.insert(key, count);
        count
    }
}

/// One collection of a book: rows, found by place, day and id.
#[derive(Clone, Copy)]
pub struct Table<'b> {
    pub book: &'b Book,
    pub collection: Collection,
}

impl<'b> Table<'b> {
    /// How many rows there are, of any day.
    #[must_use]
    pub fn len(&self) -> u32 {
        let release = &self.book.release;
        let count = match self.collection {
            Collection::Zones => release.zone_layer().shapes.len(),
            Collection::Parcels => release.parcel_layer().shapes.len(),
            Collection::Restrictions => release.restriction_layer().shapes.len(),
            Collection::PlanAreas => release.areas().len(),
            Collection::Plans => release.plans().len(),
            Collection::Exhibitions => self.book.exhibitions.len(),
        };
        count as u32
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The plan case a row of plans or exhibitions is.
    #[must_use]
    pub fn plan(&self, row: u32) -> &'b atlas::plan::Plan {
        let number = if self.collection == Collection::Exhibitions { self.book.exhibitions[row as usize] } else { row };
        &self.book.release.plans()[number as usize]
    }

    /// The days of a row; `None` for what has no days.
    #[must_use]
    pub fn days(&self, row: u32) -> Option<Days> {
        let release = &self.book.release;
        match self.collection {
            Collection::Zones => Some(release.zone_layer().shapes[row as usize].days),
            Collection::Parcels => Some(release.parcel_layer().shapes[row as usize].days),
            Collection::Restrictions => Some(release.restriction_layer().shapes[row as usize].days),
            Collection::PlanAreas => None,
            Collection::Plans => {
                let plan = self.plan(row);
                Days::new(&plan.in_force, &plan.known).ok()
            }
            Collection::Exhibitions => {
                let plan = self.plan(row);
                plan.exhibition.as_ref().and_then(|shown| Days::new(&shown.days, &plan.known).ok())
            }
        }
    }

    /// Whether a row answers for some days.
    #[must_use]
    pub fn answers(&self, row: u32, asked: &Days) -> bool {
        self.days(row).is_none_or(|days| days.meet(asked))
    }

    /// The extent of a row. A plan case is shown as the boundary of its plan area.
    #[must_use]
    pub fn shape(&self, row: u32) -> Shape<'b> {
        static NOWHERE: MultiPolygon = MultiPolygon(Vec::new());
        let release = &self.book.release;
        let area = |code: &str| release.areas().iter().find(|area| area.code == code).map(|area| &area.boundary);
        match self.collection {
            Collection::Zones => Shape::Row(release.zone_layer(), row),
            Collection::Parcels => Shape::Row(release.parcel_layer(), row),
            Collection::Restrictions => Shape::Row(release.restriction_layer(), row),
            Collection::PlanAreas => Shape::Value(&release.areas()[row as usize].boundary),
            Collection::Plans => Shape::Value(area(&self.plan(row).area_code).unwrap_or(&NOWHERE)),
            Collection::Exhibitions => {
                Shape::Value(self.plan(row).exhibition.as_ref().map_or(&NOWHERE, |shown| &shown.extent))
            }
        }
    }

    /// Rows whose box touches a window, ascending.
    #[must_use]
    pub fn touching(&self, window: &Bounds) -> Vec<u32> {
        let release = &self.book.release;
        let mut rows = Vec::new();
        match self.collection {
            Collection::Zones => release.zone_layer().touching(window, |row| rows.push(row)),
            Collection::Parcels => release.parcel_layer().touching(window, |row| rows.push(row)),
            Collection::Restrictions => release.restriction_layer().touching(window, |row| rows.push(row)),
            _ => rows.extend(
                (0..self.len()).filter(|&row| self.shape(row).bounds().is_some_and(|bounds| bounds.touches(window))),
            ),
        }
        rows.sort_unstable();
        rows
    }

    /// The box around all rows.
    #[must_use]
    pub fn around(&self) -> Option<Bounds> {
        let release = &self.book.release;
        let root = |layer: atlas::layer::Layer<'_>| layer.tree.last().copied();
        match self.collection {
            Collection::Zones => root(release.zone_layer()),
            Collection::Parcels => root(release.parcel_layer()),
            Collection::Restrictions => root(release.restriction_layer()),
            _ => (0..self.len()).filter_map(|row| self.shape(row).bounds()).reduce(Bounds::union),
        }
    }

    /// The id of a row: the same thing has the same id in every release.
    #[must_use]
    pub fn id(&self, row: u32) -> Cow<'b, str> {
        let release = &self.book.release;
        match self.collection {
            Collection::Zones => Cow::Borrowed(release.text(release.zone_facts(row).id)),
            Collection::Parcels => Cow::Owned(format!("{:012}", release.parcel_facts(row).number)),
            Collection::Restrictions => Cow::Borrowed(release.text(release.restriction_facts(row).id)),
            Collection::PlanAreas => Cow::Borrowed(&release.areas()[row as usize].code),
            Collection::Plans | Collection::Exhibitions => Cow::Borrowed(&self.plan(row).id),
        }
    }

    /// The rows of an id, of any day.
    #[must_use]
    pub fn rows_of(&self, id: &str) -> Vec<u32> {
        if self.collection == Collection::Parcels {
            let is_key = id.len() == 12 && id.bytes().all(|b| b.is_ascii_digit());
            let Some(parcel) = ParcelId::parse(id).ok().filter(|_| is_key) else { return Vec::new() };
            return self.book.release.rows_of(parcel).to_vec();
        }
        let order = self.book.by_id[self.collection as usize].get_or_init(|| {
            let mut rows: Vec<u32> = (0..self.len()).collect();
            rows.sort_by(|&a, &b| self.id(a).cmp(&self.id(b)));
            rows
        });
        let start = order.partition_point(|&row| *self.id(row) < *id);
        order[start..].iter().copied().take_while(|&row| *self.id(row) == *id).collect()
    }
}
