//! The description of the land interface (OpenAPI 3.1).

use serde_json::{Map, Value, json};

/// Its paths.
pub(super) fn paths(say: &impl Fn(&str) -> String) -> Map<String, Value> {
    let days = [query(say, "on", "date"), query(say, "known", "date")];
    let key = json!({
        "name": "key", "in": "path", "required": true, "description": say("api-land-key"),
        "schema": { "type": "string", "pattern": "^[0-9]{12}$" },
    });
    let [on, known] = &days;
    let statistics = [on.clone(), query(say, "against", "date"), query(say, "area", "text")];
    let anonymous = json!([{}, { "key": [] }]);
    let told = answer(say, "api-land-parcel", json!({ "$ref": "#/components/schemas/ParcelLand" }));
    let list = json!({
        "type": "object",
        "required": ["parcels"],
        "additionalProperties": false,
        "properties": {
            "parcels": { "type": "array", "minItems": 1, "maxItems": 1_000, "items": { "type": "string", "maxLength": 200 } },
            "on": { "type": "string", "format": "date" },
            "known": { "type": "string", "format": "date" },
        },
    });
    let line = json!({
        "type": "object",
        "required": ["asked"],
        "properties": {
            "asked": { "type": "string" },
            "answer": { "$ref": "#/components/schemas/ParcelLand" },
            "missing": { "type": "object", "description": say("api-land-missing") },
        },
    });
    let answers = json!({ "type": "object", "properties": { "answers": { "type": "array", "items": line } } });
    let quota = json!({
        "type": "object",
        "properties": {
            "agency": { "type": "string" },
            "daily": { "type": "integer" }, "used": { "type": "integer" }, "left": { "type": "integer" },
            "renews_at": { "type": "string", "format": "date-time" },
        },
    });
    let paths = json!({
        "/api/v1/land/parcels/{key}": { "get": {
            "summary": say("api-land-parcel"), "operationId": "land-parcel", "security": anonymous,
            "parameters": [key, on, known], "responses": told,
        } },
        "/api/v1/land/lookup": { "get": {
            "summary": say("api-land-lookup"), "operationId": "land-lookup", "security": anonymous,
            "parameters": [query(say, "q", "text"), on, known],
            "responses": answer(say, "api-land-lookup", json!({ "type": "object" })),
        } },
        "/api/v1/land/lookups": { "post": {
            "summary": say("api-land-lookups"), "operationId": "land-lookups",
            "requestBody": { "required": true, "content": { "application/json": { "schema": list } } },
            "responses": answer(say, "api-land-lookups", answers),
        } },
        "/api/v1/land/statistics": { "get": {
            "summary": say("api-land-statistics"), "operationId": "land-statistics", "security": anonymous,
            "parameters": statistics, "responses": answer(say, "api-land-statistics", statistics_schema()),
        } },
        "/api/v1/land/quota": { "get": {
            "summary": say("api-land-quota"), "operationId": "land-quota",
            "responses": answer(say, "api-land-quota", quota),
        } },
    });
    paths.as_object().cloned().unwrap_or_default()
}

fn query(say: &impl Fn(&str) -> String, name: &str, kind: &str) -> Value {
    let schema = match kind {
        "date" => json!({ "type": "string", "format": "date" }),
        _ => json!({ "type": "string", "maxLength": 1_000 }),
    };
    json!({ "name": name, "in": "query", "schema": schema, "description": say(&format!("api-land-{name}")) })
}

fn answer(say: &impl Fn(&str) -> String, says: &str, schema: Value) -> Value {
    let number = |key: &str| json!({ "description": say(key), "schema": { "type": "integer" } });
    json!({
        "200": {
            "description": say(says),
            "headers": {
                "RateLimit-Limit": number("api-land-limit"),
                "RateLimit-Remaining": number("api-land-remaining"),
                "RateLimit-Reset": number("api-land-reset"),
            },
            "content": { "application/json": { "schema": schema } },
        },
        "default": {
            "description": say("api-problem"),
            "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
        },
    })
}

/// What is told of the land on a day.
fn statistics_schema() -> Value {
    let (text, number, count) =
        (json!({ "type": "string" }), json!({ "type": "number" }), json!({ "type": "integer" }));
    let day = json!({ "type": "string", "format": "date" });
    let class = |counted: &str| {
        json!({
            "type": "array",
            "items": { "type": "object", "properties": {
                "class": { "type": ["string", "null"] }, counted: count, "area_m2": number,
            } },
        })
    };
    let area = json!({
        "type": "object",
        "properties": {
            "code": text, "name": text, "level": { "enum": ["main", "detailed", null] },
            "plan_area_m2": number, "no_zone_m2": number, "classes": class("polygons"),
            "population": { "type": ["object", "null"] },
            "indicators": { "type": "object", "additionalProperties": { "type": ["number", "null"] } },
        },
    });
    let district = json!({
        "type": "object",
        "properties": {
            "district": text, "parcels": count, "area_m2": number, "overlap_m2": number, "classes": class("parcels"),
        },
    });
    let figures = json!({
        "type": ["object", "null"],
        "properties": {
            "on": day, "areas": { "type": "array", "items": area }, "districts": { "type": "array", "items": district },
        },
    });
    json!({
        "type": "object",
        "required": ["release", "day", "evidence"],
        "properties": {
            "release": text, "indicators": { "type": "array", "items": { "type": "object" } },
            "day": figures, "against": figures, "evidence": { "const": false },
        },
    })
}

/// What is told of one parcel.
pub(super) fn parcel() -> Value {
    let (text, day) = (json!({ "type": "string" }), json!({ "type": "string", "format": "date" }));
    let plan = json!({
        "type": "object",
        "properties": {
            "id": text, "area": text, "name": text, "number": text,
            "level": { "enum": ["main", "detailed"] }, "announced_on": day,
        },
    });
    let limit = json!({ "type": ["string", "null"] });
    let zone = json!({
        "type": ["object", "null"],
        "properties": {
            "id": text, "class": text, "name": text, "coverage": limit, "floor_area": limit, "plan": plan,
        },
    });
    let piece = json!({
        "type": "object",
        "required": ["zone", "area_m2", "share_ppm", "reading"],
        "properties": {
            "zone": zone,
            "area_m2": { "type": "number" },
            "share_ppm": { "type": "integer", "minimum": 0, "maximum": 1_000_000 },
            "reading": { "enum": ["zone", "border_to_be_checked", "within_tolerance"] },
        },
    });
    json!({
        "type": "object",
        "required": ["parcel", "on", "computed_m2", "pieces", "release", "tolerances", "evidence"],
        "properties": {
            "parcel": text, "district": text, "section": text, "subsection": text, "land": text,
            "on": day, "known": { "type": ["string", "null"], "format": "date" },
            "registered_m2": { "type": ["number", "null"] }, "computed_m2": { "type": "number" },
            "pieces": { "type": "array", "items": piece },
            "release": text, "tolerances": text, "evidence": { "const": false },
        },
    })
}
