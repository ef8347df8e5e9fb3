//! The table of what is on the map: for people who do not use maps, and for everybody who wants to read it off.

use atlas::area::Area;
use atlas::day::Moment;
use atlas::layer::Layer;
use atlas::release::Release;
use axum::extract::{Query, State};
use lexicon::language::Lang;
use lexicon::parcel::ParcelId;
use maps::drawing::PARCELS_TO;
use texts::Arg;

use super::asked::{DESK_MM, Pairs, View};
use super::{class_name, counted, moves};
use crate::door::{Answer, Door, Visit};
use crate::view::map::{MapTable, SeenRow, SeenTable};
use crate::view::parts::{Head, Link};

/// Rows a table shows; a closer view lists the rest.
const MOST_ROWS: usize = 200;

/// What the tables are made from.
struct Seen<'a> {
    door: &'a Door,
    release: &'a Release,
    lang: Lang,
    view: &'a View,
    window: atlas::point::Bounds,
}

/// `GET /map/table?bbox=…&on=…` (or `e`, `n` and `scale`)
pub async fn show(State(door): State<Door>, visit: Visit, Query(pairs): Query<Pairs>) -> Answer {
    let release = super::land(&door)?;
    let view = View::of(&pairs, &release, door.now().taipei_date());
    let paper = view.paper(&release, DESK_MM);
    let seen = Seen { door: &door, release: &release, lang: visit.lang, view: &view, window: paper.window() };
    let with_parcels = view.scale <= PARCELS_TO;
    let mut tables = vec![seen.zones()];
    tables.extend(with_parcels.then(|| seen.parcels()));
    tables.extend([seen.areas(), seen.exhibitions(), seen.restrictions()]);
    tables.retain(|table| !table.rows.is_empty());
    let metres = |mm: i64| Arg::Number(mm * view.scale / 1_000);
    let place = [
        ("east", Arg::Text(view.centre_m.0.to_string())),
        ("north", Arg::Text(view.centre_m.1.to_string())),
        ("wide", metres(DESK_MM.0)),
        ("high", metres(DESK_MM.1)),
    ];
    let mut notes = Vec::new();
    if tables.is_empty() {
        notes.push(door.say(visit.lang, "map-table-nothing", &[]));
    }
    if !with_parcels {
        notes.push(door.say(visit.lang, "map-table-closer", &[("scale", Arg::Number(PARCELS_TO))]));
    }
    let page = MapTable {
        place: door.say(visit.lang, "map-table-place", &place),
        on: view.at.on,
        known: view.at.known,
        map: format!("/map?{}", view.query(&release)),
        moves: moves(&door, visit.lang, &view, ("/map/table", &release)),
        tables,
        notes,
    };
    let crumbs = vec![Link { text: door.say(visit.lang, "map-title", &[]), href: page.map.clone() }];
    let mut frame = door.frame(&visit, crumbs);
    frame.path = format!("/map/table?{}", view.query(&release));
    door.show(&frame, &page)
}

impl Seen<'_> {
    fn say(&self, key: &str) -> String {
        self.door.say(self.lang, key, &[])
    }

    fn rows_at(&self, layer: &Layer<'_>) -> Vec<u32> {
        layer.rows_at(&self.window, Moment::from(self.view.at))
    }

    fn table(&self, id: &str, (words, numbers): (&[&str], &[&str]), rows: Vec<SeenRow>) -> SeenTable {
        let head = |key: &&str, numeric| Head { text: self.say(key), numeric };
        let left = rows.len().saturating_sub(MOST_ROWS);
        let caption = self.door.say(self.lang, &format!("map-table-{id}"), &[("count", counted(rows.len()))]);
        let more = (left > 0).then(|| self.door.say(self.lang, "map-table-more", &[("count", counted(left))]));
        SeenTable {
            id: id.to_owned(),
            caption,
            heads: words.iter().map(|key| head(key, false)).chain(numbers.iter().map(|key| head(key, true))).collect(),
            rows: rows.into_iter().take(MOST_ROWS).collect(),
            more,
        }
    }

    fn zones(&self) -> SeenTable {
        let layer = self.release.zone_layer();
        let mut rows = self.rows_at(&layer);
        rows.sort_by_key(|&row| (std::cmp::Reverse(layer.area2(row)), row));
        let told = rows.into_iter().map(|row| {
            let facts = self.release.zone_facts(row);
            let code = self.release.text(facts.class);
            let class = class_name(self.door, self.lang, atlas::colour::class_of(code).unwrap_or(""));
            let plan = self.release.plan_of(row, Moment::from(self.view.at));
            let area = Area::from_exact2(layer.area2(row));
            let cells = vec![
                self.release.text(facts.name).to_owned(),
                format!("{class} {code}"),
                plan.map(|plan| plan.name.clone()).unwrap_or_default(),
                area.to_string(),
            ];
            SeenRow { cells, href: None }
        });
        let rows: Vec<SeenRow> = told.collect();
        self.table("zones", (&["map-head-zone", "map-head-class", "map-head-plan"], &["map-head-area"]), rows)
    }

    fn parcels(&self) -> SeenTable {
        let office = self.door.desk.office();
        let mut found: Vec<(ParcelId, i64)> = self
            .rows_at(&self.release.parcel_layer())
            .into_iter()
            .filter_map(|row| {
                let facts = self.release.parcel_facts(row);
                Some((ParcelId::from_number(facts.number).ok()?, facts.registered))
            })
            .collect();
        found.sort();
        let rows = found.into_iter().map(|(id, registered)| {
            let section = office.sections.get(id.section);
            let (district, name) =
                section.map(|s| (s.district.clone(), s.full_name())).unwrap_or((String::new(), id.section.to_string()));
            let query = format!("{district}{name}{}", id.land);
            let cells =
                vec![id.land.to_string(), format!("{district}{name}"), Area::hundredths(registered).to_string()];
            let href = Some(format!("{}&on={}", crate::public::land::address(&query), self.view.at.on));
            SeenRow { cells, href }
        });
        let rows: Vec<SeenRow> = rows.collect();
        self.table("parcels", (&["map-head-parcel", "map-head-section"], &["map-head-registered"]), rows)
    }

    fn areas(&self) -> SeenTable {
        let near = self
            .release
            .areas()
            .iter()
            .filter(|area| area.boundary.bounds().is_some_and(|bounds| bounds.touches(&self.window)));
        let rows: Vec<SeenRow> =
            near.map(|area| SeenRow { cells: vec![area.name.clone(), area.code.clone()], href: None }).collect();
        self.table("areas", (&["map-head-plan-area", "map-head-code"], &[]), rows)
    }

    fn exhibitions(&self) -> SeenTable {
        let shown = self.release.plans_known(self.view.at).filter_map(|plan| plan.exhibition.as_ref());
        let on = self.view.at.on;
        let near = shown.filter(|shown| {
            shown.days.covers(on) && shown.extent.bounds().is_some_and(|bounds| bounds.touches(&self.window))
        });
        let rows: Vec<SeenRow> = near
            .map(|shown| {
                let day = |day| super::day(self.door, self.lang, day);
                let cells =
                    vec![shown.name.clone(), day(shown.days.from), shown.days.until.map(day).unwrap_or_default()];
                SeenRow { cells, href: None }
            })
            .collect();
        self.table("exhibitions", (&["map-head-exhibition", "map-head-from", "map-head-until"], &[]), rows)
    }

    fn restrictions(&self) -> SeenTable {
        let rows = self.rows_at(&self.release.restriction_layer()).into_iter().map(|row| {
            let restriction = self.release.restriction(row);
            SeenRow { cells: vec![restriction.name, restriction.authority], href: None }
        });
        let rows: Vec<SeenRow> = rows.collect();
        self.table("restrictions", (&["map-head-restriction", "map-head-authority"], &[]), rows)
    }
}
