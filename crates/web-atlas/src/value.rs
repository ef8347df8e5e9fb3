//! What a fact of a thing is, ready to be written or compared.

use std::borrow::Cow;

use atlas::area::Area;
use atlas::day::{AsOf, Moment};
use atlas::parcel::{Became, Change};
use atlas::plan::{Level, Plan, Validity};
use atlas::snapshot::NO_TEXT;
use lexicon::date::Date;
use lexicon::parcel::ParcelId;

use crate::book::Table;
use crate::collection::{Collection, Fact};
use crate::span::Span;

/// A fact of a thing.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'b> {
    /// Not there.
    Nothing,
    Text(Cow<'b, str>),
    Whole(i64),
    /// 0.01 of its unit.
    Hundredths(i64),
    Day(Date),
}

/// One row of a table and the days it is described on.
#[derive(Clone, Copy)]
pub struct Thing<'b> {
    pub table: Table<'b>,
    pub row: u32,
    pub span: Span,
}

fn text(text: &str) -> Value<'_> {
    if text.is_empty() { Value::Nothing } else { Value::Text(Cow::Borrowed(text)) }
}

fn level(level: Level) -> Value<'static> {
    Value::Text(Cow::Borrowed(match level {
        Level::Main => "main",
        Level::Detailed => "detailed",
    }))
}

fn end(day: Option<Date>) -> Value<'static> {
    day.map_or(Value::Nothing, Value::Day)
}

impl<'b> Thing<'b> {
    /// Days in force and days known.
    #[must_use]
    pub fn times(&self) -> Option<(Validity, Validity)> {
        self.table.days(self.row).map(|days| (days.in_force(), days.known()))
    }

    /// Its id, unique in an answer: where more than one day is asked about, a version says its first day.
    #[must_use]
    pub fn id(&self) -> Cow<'b, str> {
        let id = self.table.id(self.row);
        match self.times() {
            Some((in_force, known)) if !self.span.is_one_day => Cow::Owned(match known.until {
                None => format!("{id}@{}", in_force.from),
                Some(_) => format!("{id}@{}@{}", in_force.from, known.from),
            }),
            _ => id,
        }
    }

    /// The value of a fact; nothing for a fact its collection does not have.
    #[must_use]
    pub fn value(&self, fact: Fact) -> Value<'b> {
        match fact {
            Fact::InForceFrom | Fact::OpensOn => self.times().map_or(Value::Nothing, |t| Value::Day(t.0.from)),
            Fact::InForceUntil | Fact::ClosesOn => self.times().map_or(Value::Nothing, |t| end(t.0.until)),
            Fact::KnownFrom => self.times().map_or(Value::Nothing, |t| Value::Day(t.1.from)),
            Fact::KnownUntil => self.times().map_or(Value::Nothing, |t| end(t.1.until)),
            _ => match self.table.collection {
                Collection::Zones => self.of_zone(fact),
                Collection::Parcels => self.of_parcel(fact),
                Collection::PlanAreas => self.of_area(fact),
                Collection::Plans => of_plan(self.table.plan(self.row), fact),
                Collection::Exhibitions => self.of_exhibition(fact),
                Collection::Restrictions => self.of_restriction(fact),
            },
        }
    }

    /// The plan case of a zone, as it was on the days asked about.
    #[must_use]
    pub fn plan_of_zone(&self) -> &'b Plan {
        let release = &self.table.book.release;
        let begins = release.zone_layer().shapes[self.row as usize].days.in_force().from;
        let at = AsOf { on: self.span.day_of(begins), known: self.span.known };
        let first = &release.plans()[release.zone_facts(self.row).plan as usize];
        release.plan_of(self.row, Moment::from(at)).unwrap_or(first)
    }

    fn of_zone(&self, fact: Fact) -> Value<'b> {
        let release = &self.table.book.release;
        let facts = release.zone_facts(self.row);
        let maybe = |number: u32| if number == NO_TEXT { Value::Nothing } else { text(release.text(number)) };
        match fact {
            Fact::Class => maybe(facts.class),
            Fact::Name => maybe(facts.name),
            Fact::Coverage => maybe(facts.coverage),
            Fact::FloorArea => maybe(facts.floor_area),
            Fact::AreaM2 => area(release.zone_layer().area2(self.row)),
            Fact::Plan => text(&release.plans()[facts.plan as usize].id),
            Fact::PlanName => text(&self.plan_of_zone().name),
            _ => of_plan(self.plan_of_zone(), fact),
        }
    }

    fn of_parcel(&self, fact: Fact) -> Value<'b> {
        let book = self.table.book;
        let facts = book.release.parcel_facts(self.row);
        let Ok(id) = ParcelId::from_number(facts.number) else { return Value::Nothing };
        let section = || book.office.sections.get(id.section);
        let owned = |text: String| Value::Text(Cow::Owned(text));
        match fact {
            Fact::Section => owned(id.section.to_string()),
            Fact::SectionName => section().map_or(Value::Nothing, |section| owned(section.full_name())),
            Fact::District => section().map_or(Value::Nothing, |section| text(&section.district)),
            Fact::LandNumber => owned(id.land.to_string()),
            Fact::RegisteredAreaM2 => Value::Hundredths(facts.registered),
            Fact::Became => self.became().map_or(Value::Nothing, |became| {
                Value::Text(Cow::Borrowed(match became.how {
                    Change::Renumbered => "renumbered",
                    Change::Split => "split",
                    Change::Merged => "merged",
                }))
            }),
            Fact::BecameOn => self.became().map_or(Value::Nothing, |became| Value::Day(became.on)),
            _ => Value::Nothing,
        }
    }

    /// What a parcel became, when it did.
    fn became(&self) -> Option<Became> {
        let release = &self.table.book.release;
        (release.parcel_facts(self.row).became > 0).then(|| release.parcel_in_row(self.row)?.became).flatten()
    }

    fn of_area(&self, fact: Fact) -> Value<'b> {
        let plan_area = &self.table.book.release.areas()[self.row as usize];
        match fact {
            Fact::Name => text(&plan_area.name),
            Fact::AreaM2 => area(plan_area.boundary.area2()),
            _ => Value::Nothing,
        }
    }

    fn of_exhibition(&self, fact: Fact) -> Value<'b> {
        let plan = self.table.plan(self.row);
        match (fact, &plan.exhibition) {
            (Fact::Name, Some(shown)) => text(&shown.name),
            (Fact::Plan, _) => text(&plan.id),
            (Fact::PlanName, _) => text(&plan.name),
            _ => of_plan(plan, fact),
        }
    }

    fn of_restriction(&self, fact: Fact) -> Value<'b> {
        let release = &self.table.book.release;
        let facts = release.restriction_facts(self.row);
        match fact {
            Fact::RestrictionKind => text(release.text(facts.kind)),
            Fact::Name => text(release.text(facts.name)),
            Fact::Authority => text(release.text(facts.authority)),
            _ => Value::Nothing,
        }
    }
}

fn of_plan(plan: &Plan, fact: Fact) -> Value<'_> {
    match fact {
        Fact::Name => text(&plan.name),
        Fact::PlanArea => text(&plan.area_code),
        Fact::Level => level(plan.level),
        Fact::AnnouncedOn => Value::Day(plan.announced_on),
        Fact::Number => text(&plan.number),
        Fact::MapScale => Value::Whole(i64::from(plan.scale)),
        _ => Value::Nothing,
    }
}

fn area(area2: i128) -> Value<'static> {
    Value::Hundredths(Area::from_exact2(area2).as_hundredths())
}
