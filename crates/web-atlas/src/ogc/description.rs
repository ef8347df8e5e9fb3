//! `/ogc/api`: the OpenAPI 3.0 description, made from the collections as they are, so that it cannot differ.

use lexicon::language::Lang;
use maps::reference::Reference;
use serde_json::{Map, Value, json};
use web::door::Door;

use super::asked::{MOST, USUAL};
use super::documents::schema;
use super::{GEOJSON, ROOT};
use crate::collection::Collection;
use crate::reply::address;

/// The whole description.
pub fn openapi(door: &Door, lang: Lang) -> Value {
    let say = |key: &str| door.say(lang, key, &[]);
    let mut paths = Map::new();
    for (path, id, title) in [
        ("/", "landing", "ogc-link-self"),
        ("/api", "api", "ogc-link-api"),
        ("/conformance", "conformance", "ogc-link-conformance"),
        ("/collections", "collections", "ogc-link-data"),
    ] {
        paths.insert(path.to_owned(), get((id, &say(title)), json!([reference("f")]), &say));
    }
    for collection in Collection::ALL {
        add_collection(&mut paths, collection, &say);
    }
    json!({
        "openapi": "3.0.3",
        "info": { "title": say("ogc-title"), "description": say("ogc-about"), "version": "1" },
        "servers": [{ "url": address(door, ROOT) }],
        "paths": paths,
        "components": { "parameters": parameters(&say), "schemas": schemas() },
    })
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/parameters/{name}") })
}

fn add_collection(paths: &mut Map<String, Value>, collection: Collection, say: &impl Fn(&str) -> String) {
    let id = collection.id();
    let title = say(&format!("ogc-{id}"));
    let base = format!("/collections/{id}");
    paths.insert(base.clone(), get((&format!("{id}-about"), &title), json!([reference("f")]), say));
    let queryables = say("ogc-link-queryables");
    paths.insert(
        format!("{base}/queryables"),
        get((&format!("{id}-queryables"), &queryables), json!([reference("f")]), say),
    );
    let names =
        ["bbox", "bbox-crs", "crs", "limit", "datetime", "known", "filter", "filter-lang", "filter-crs", "after", "f"];
    let mut all: Vec<Value> = names.map(reference).to_vec();
    all.extend(collection.facts().iter().map(|fact| {
        let title = say(&format!("ogc-fact-{}", fact.name().replace('_', "-")));
        json!({ "name": fact.name(), "in": "query", "description": title, "schema": schema(fact.kind()) })
    }));
    paths.insert(format!("{base}/items"), get((&format!("{id}-items"), &title), json!(all), say));
    let one =
        json!([reference("featureId"), reference("crs"), reference("datetime"), reference("known"), reference("f")]);
    paths.insert(format!("{base}/items/{{featureId}}"), get((&format!("{id}-item"), &title), one, say));
}

fn get((id, summary): (&str, &str), parameters: Value, say: &impl Fn(&str) -> String) -> Value {
    let (media_type, shape) = match id {
        _ if id.ends_with("-items") => (GEOJSON, json!({ "$ref": "#/components/schemas/FeatureCollection" })),
        _ if id.ends_with("-item") => (GEOJSON, json!({ "$ref": "#/components/schemas/Feature" })),
        _ if id.ends_with("-queryables") => ("application/schema+json", json!({ "type": "object" })),
        "api" => (super::OPENAPI, json!({ "type": "object" })),
        _ => ("application/json", json!({ "type": "object" })),
    };
    let problem = json!({
        "description": say("ogc-problem"),
        "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
    });
    json!({ "get": {
        "operationId": id,
        "summary": summary,
        "parameters": parameters,
        "responses": {
            "200": { "description": summary, "content": { media_type: { "schema": shape } } },
            "default": problem,
        },
    } })
}

fn parameters(say: &impl Fn(&str) -> String) -> Value {
    let systems = Reference::ALL.map(Reference::uri);
    let crs = json!({ "type": "string", "format": "uri", "enum": systems, "default": Reference::Crs84.uri() });
    let numbers = json!({
        "type": "array", "items": { "type": "number" },
        "oneOf": [{ "minItems": 4, "maxItems": 4 }, { "minItems": 6, "maxItems": 6 }],
    });
    let text = json!({ "type": "string" });
    let mut all = Map::new();
    for (name, schema) in [
        ("bbox", numbers),
        ("bbox-crs", crs.clone()),
        ("crs", crs.clone()),
        ("limit", json!({ "type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL })),
        ("datetime", text.clone()),
        ("known", json!({ "type": "string", "format": "date" })),
        ("filter", text.clone()),
        ("filter-lang", json!({ "type": "string", "enum": ["cql2-text", "cql2-json"], "default": "cql2-text" })),
        ("filter-crs", crs),
        ("after", text.clone()),
        ("f", json!({ "type": "string", "enum": ["json"], "default": "json" })),
    ] {
        let mut parameter = json!({
            "name": name, "in": "query", "required": false, "schema": schema,
            "description": say(&format!("ogc-parameter-{name}")),
        });
        if name == "bbox" {
            parameter["style"] = json!("form");
            parameter["explode"] = json!(false);
        }
        all.insert(name.to_owned(), parameter);
    }
    let id = say("ogc-parameter-id");
    all.insert(
        "featureId".to_owned(),
        json!({ "name": "featureId", "in": "path", "required": true, "schema": text, "description": id }),
    );
    Value::Object(all)
}

fn schemas() -> Value {
    let link = json!({
        "type": "object", "required": ["href"],
        "properties": {
            "href": { "type": "string" }, "rel": { "type": "string" },
            "type": { "type": "string" }, "title": { "type": "string" },
        },
    });
    let links = json!({ "type": "array", "items": { "$ref": "#/components/schemas/Link" } });
    json!({
        "Link": link,
        "Feature": {
            "type": "object", "required": ["type", "id", "geometry", "properties"],
            "properties": {
                "type": { "type": "string", "enum": ["Feature"] },
                "id": { "type": "string" },
                "geometry": { "type": "object" },
                "properties": { "type": "object" },
                "links": links,
            },
        },
        "FeatureCollection": {
            "type": "object", "required": ["type", "features"],
            "properties": {
                "type": { "type": "string", "enum": ["FeatureCollection"] },
                "features": { "type": "array", "items": { "$ref": "#/components/schemas/Feature" } },
                "numberMatched": { "type": "integer", "minimum": 0 },
                "numberReturned": { "type": "integer", "minimum": 0 },
                "timeStamp": { "type": "string", "format": "date-time" },
                "links": links,
            },
        },
        "Problem": {
            "type": "object", "required": ["title", "status", "detail"],
            "properties": {
                "type": { "type": "string" }, "title": { "type": "string" }, "status": { "type": "integer" },
                "detail": { "type": "string" }, "instance": { "type": "string" }, "parameter": { "type": "string" },
            },
        },
    })
}
