//! The documents around the features: landing page, conformance, collections and what can be asked of them.

use std::collections::HashMap;

use atlas::point::Bounds;
use lexicon::language::Lang;
use maps::reference::Reference;
use serde_json::{Value, json};
use web::door::Door;

use super::ROOT;
use crate::book::{Book, Table};
use crate::collection::{Collection, FactKind};
use crate::filter::bound::GEOMETRY;
use crate::ogc_tiles;
use crate::reply::address;

/// What is kept of each standard.
const CLASSES: [&str; 17] = [
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/collections",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables-query-parameters",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/filter",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/features-filter",
    "http://www.opengis.net/spec/cql2/1.0/conf/cql2-text",
    "http://www.opengis.net/spec/cql2/1.0/conf/cql2-json",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-cql2",
    "http://www.opengis.net/spec/cql2/1.0/conf/advanced-comparison-operators",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-functions",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-functions-plus",
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/json",
];

/// Titles of the links of a page, by relation.
pub fn link_titles(door: &Door, lang: Lang) -> HashMap<&'static str, String> {
    let said = |name: &'static str, key: &str| (name, door.say(lang, key, &[]));
    HashMap::from([
        said("self", "ogc-link-self"),
        said("next", "ogc-link-next"),
        said("collection", "ogc-link-collection"),
    ])
}

/// `/ogc`
pub fn landing(door: &Door, lang: Lang) -> Value {
    let link = |rel: &str, (path, kind): (&str, &str), title: &str| {
        let href = address(door, &format!("{ROOT}{path}"));
        json!({ "rel": rel, "type": kind, "href": href, "title": door.say(lang, title, &[]) })
    };
    let json_type = "application/json";
    json!({
        "title": door.say(lang, "ogc-title", &[]),
        "description": door.say(lang, "ogc-about", &[]),
        "attribution": door.desk.office().names.agency.say(lang),
        "links": [
            link("self", ("", json_type), "ogc-link-self"),
            link("service-desc", ("/api", super::OPENAPI), "ogc-link-api"),
            link("conformance", ("/conformance", json_type), "ogc-link-conformance"),
            link("http://www.opengis.net/def/rel/ogc/1.0/conformance", ("/conformance", json_type), "ogc-link-conformance"),
            link("data", ("/collections", json_type), "ogc-link-data"),
            link("http://www.opengis.net/def/rel/ogc/1.0/data", ("/collections", json_type), "ogc-link-data"),
            ogc_tiles::landing_link(door, lang),
        ],
    })
}

/// `/ogc/conformance`
pub fn conformance() -> Value {
    let classes: Vec<&str> = CLASSES.iter().chain(ogc_tiles::conformance()).copied().collect();
    json!({ "conformsTo": classes })
}

/// `/ogc/collections`
pub fn collections(door: &Door, book: &Book, lang: Lang) -> Value {
    let each = Collection::ALL.map(|one| collection(door, book.table(one), lang));
    let own = address(door, &format!("{ROOT}/collections"));
    let title = door.say(lang, "ogc-link-self", &[]);
    json!({
        "links": [{ "rel": "self", "type": "application/json", "href": own, "title": title }],
        "crs": Reference::ALL.map(Reference::uri),
        "collections": each,
    })
}

/// `/ogc/collections/{id}`
pub fn collection(door: &Door, table: Table<'_>, lang: Lang) -> Value {
    let id = table.collection.id();
    let base = address(door, &format!("{ROOT}/collections/{id}"));
    let say = |key: &str| door.say(lang, key, &[]);
    let link = |rel: &str, (path, kind): (&str, &str), title: &str| json!({ "rel": rel, "type": kind, "href": format!("{base}{path}"), "title": say(title) });
    let mut links = vec![
        link("self", ("", "application/json"), "ogc-link-self"),
        link("items", ("/items", super::GEOJSON), "ogc-link-items"),
        link(
            "http://www.opengis.net/def/rel/ogc/1.0/queryables",
            ("/queryables", "application/schema+json"),
            "ogc-link-queryables",
        ),
    ];
    links.extend(ogc_tiles::collection_link(door, (id, lang)));
    json!({
        "id": id,
        "title": say(&format!("ogc-{id}")),
        "description": say(&format!("ogc-{id}-about")),
        "itemType": "feature",
        "extent": { "spatial": spatial(table), "temporal": temporal(table) },
        "crs": Reference::ALL.map(Reference::uri),
        "storageCrs": Reference::Epsg3826.uri(),
        "links": links,
    })
}

fn spatial(table: Table<'_>) -> Value {
    let around = table.around().and_then(|bounds| frame_around(table.book, bounds, Reference::Crs84));
    json!({ "bbox": around.into_iter().collect::<Vec<_>>(), "crs": Reference::Crs84.uri() })
}

/// The box around a box of a release in a reference system: west, south, east, north, rounded outwards to what is
/// written. Edges of a box bend on the way, so its border is walked.
pub fn frame_around(book: &Book, bounds: Bounds, reference: Reference) -> Option<[f64; 4]> {
    const STEPS: i64 = 64;
    let ground = book.ground(reference).ok()?;
    let along = |low: i32, high: i32, k: i64| (i64::from(low) + (i64::from(high) - i64::from(low)) * k / STEPS) as i32;
    let border = (0..=STEPS).flat_map(|k| {
        let (x, y) = (along(bounds.min.x, bounds.max.x, k), along(bounds.min.y, bounds.max.y, k));
        [(x, bounds.min.y), (x, bounds.max.y), (bounds.min.x, y), (bounds.max.x, y)]
    });
    let mut around = [f64::MAX, f64::MAX, f64::MIN, f64::MIN];
    for (x, y) in border {
        let (east, north) = ground.fine(atlas::point::pt(x, y));
        around = [around[0].min(east), around[1].min(north), around[2].max(east), around[3].max(north)];
    }
    let scale = reference.scale();
    Some([around[0].floor() / scale, around[1].floor() / scale, around[2].ceil() / scale, around[3].ceil() / scale])
}

/// From the first day anything was in force to the last, open where something still is.
fn temporal(table: Table<'_>) -> Value {
    let spans = (0..table.len()).filter_map(|row| table.days(row)).map(|days| days.in_force());
    let around = spans.reduce(|a, b| atlas::plan::Validity {
        from: a.from.min(b.from),
        until: a.until.zip(b.until).map(|(a, b)| a.max(b)),
    });
    let interval = around.map_or(json!([null, null]), |span| {
        let instant = |day: lexicon::date::Date, clock: &str| format!("{day}T{clock}+08:00");
        json!([instant(span.from, "00:00:00"), span.until.map(|day| instant(day, "23:59:59"))])
    });
    json!({ "interval": [interval], "trs": "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian" })
}

/// `/ogc/collections/{id}/queryables`
pub fn queryables(door: &Door, collection: Collection, lang: Lang) -> Value {
    let id = collection.id();
    let mut properties = serde_json::Map::new();
    for fact in collection.facts() {
        let mut schema = schema(fact.kind());
        schema["title"] = json!(door.say(lang, &format!("ogc-fact-{}", fact.name().replace('_', "-")), &[]));
        properties.insert(fact.name().to_owned(), schema);
    }
    properties.insert(
        GEOMETRY.to_owned(),
        json!({
            "title": door.say(lang, "ogc-fact-geometry", &[]),
            "format": format!("geometry-{}", collection.geometry().name().to_ascii_lowercase()),
        }),
    );
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": address(door, &format!("{ROOT}/collections/{id}/queryables")),
        "type": "object",
        "title": door.say(lang, &format!("ogc-{id}"), &[]),
        "properties": properties,
        "additionalProperties": false,
    })
}

/// The JSON schema of a fact.
pub fn schema(kind: FactKind) -> Value {
    match kind {
        FactKind::Text => json!({ "type": "string" }),
        FactKind::Whole => json!({ "type": "integer" }),
        FactKind::Decimal => json!({ "type": "number" }),
        FactKind::Day => json!({ "type": "string", "format": "date" }),
    }
}
