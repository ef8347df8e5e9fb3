//! The description of the API (OpenAPI 3.1), made from the services as they are published.

use axum::Json;
use axum::extract::State;
use catalogue::form::Kind;
use catalogue::service::Channel;
use serde_json::{Map, Value, json};

use super::problem::Problem;
use super::{Call, land_schema, schema};
use crate::door::{Door, word};

/// `GET /api/openapi.json`
pub(super) async fn show(State(door): State<Door>, call: Call) -> Result<Json<Value>, Problem> {
    let live = door.desk.live_services().await.map_err(|fault| Problem::of(&door, &call, fault))?;
    let say = |key: &str| door.say(call.lang, key, &[]);
    let mut paths = Map::new();
    for pinned in live.iter().filter(|pinned| pinned.compiled.service.channels.contains_key(&Channel::Api)) {
        let service = &pinned.compiled.service;
        let answers = schema::answers(pinned, call.lang, door.now().taipei_date());
        let key = json!({
            "name": "Idempotency-Key", "in": "header", "required": true,
            "schema": { "type": "string", "maxLength": 200 }, "description": say("api-idempotency-key"),
        });
        let post = json!({
            "summary": word(pinned, call.lang, "service-name"),
            "operationId": format!("apply-{}", service.id),
            "parameters": [key],
            "requestBody": { "required": true, "content": { "application/json": { "schema": answers } } },
            "responses": responses(&say, ("201", case_answer(&say("api-created")))),
        });
        paths.insert(format!("/api/v1/services/{}/applications", service.id), json!({ "post": post }));
        if service.form.questions().any(|asked| asked.kind == Kind::Attachments) {
            let path = format!("/api/v1/services/{}/attachments", service.id);
            paths.insert(path, json!({ "post": attachment(&say, &service.id) }));
        }
    }
    let number = json!([{ "name": "number", "in": "path", "required": true, "schema": { "type": "string" } }]);
    let pdf = json!({ "description": say("api-paper"), "content": { "application/pdf": {} } });
    for (path, id, answer) in [
        ("/api/v1/cases/{number}", "case", case_answer(&say("api-case"))),
        ("/api/v1/cases/{number}/paper", "paper", pdf),
    ] {
        let get = json!({
            "summary": say(&format!("api-{id}")), "operationId": id, "parameters": number,
            "responses": responses(&say, ("200", answer)),
        });
        paths.insert(path.to_owned(), json!({ "get": get }));
    }
    paths.insert("/api/v1/webhook".to_owned(), webhook(&say));
    paths.extend(land_schema::paths(&say));
    let office = door.desk.office();
    let event = json!({
        "summary": say("api-event"),
        "requestBody": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Event" } } } },
        "responses": { "2XX": { "description": say("api-event-taken") } },
    });
    Ok(Json(json!({
        "openapi": "3.1.0",
        "info": { "title": say("site-name"), "version": "1", "description": say("api-about") },
        "servers": [{ "url": office.public_url }],
        "security": [{ "key": [] }],
        "paths": paths,
        "webhooks": { "case-moved": { "post": event } },
        "components": {
            "securitySchemes": { "key": { "type": "http", "scheme": "bearer" } },
            "schemas": {
                "Case": case_schema(), "Event": event_schema(), "ParcelLand": land_schema::parcel(),
                "Problem": problem_schema(),
            },
        },
    })))
}

fn case_answer(description: &str) -> Value {
    let schema = json!({ "$ref": "#/components/schemas/Case" });
    json!({ "description": description, "content": { "application/json": { "schema": schema } } })
}

fn responses(say: &impl Fn(&str) -> String, (status, good): (&str, Value)) -> Value {
    let schema = json!({ "$ref": "#/components/schemas/Problem" });
    let bad = json!({
        "description": say("api-problem"), "content": { "application/problem+json": { "schema": schema } },
    });
    json!({ status: good, "default": bad })
}

/// Handing a file in before the application that names it.
fn attachment(say: &impl Fn(&str) -> String, service: &str) -> Value {
    let name = json!({ "name": "name", "in": "query", "required": false, "schema": { "type": "string" } });
    let media = ["image/jpeg", "image/png", "image/webp", "application/pdf"];
    let content: serde_json::Map<String, Value> =
        media.map(|media| (media.to_owned(), json!({}))).into_iter().collect();
    let kept = json!({
        "type": "object",
        "required": ["id", "name", "bytes", "ending", "scan"],
        "properties": {
            "id": { "type": "string", "format": "uuid" },
            "name": { "type": "string" },
            "bytes": { "type": "integer" },
            "ending": { "type": "string", "enum": ["jpg", "png", "webp", "pdf"] },
            "scan": { "type": "string", "enum": ["clean", "waiting"] },
        },
    });
    let good = json!({
        "description": say("api-attachment-kept"), "content": { "application/json": { "schema": kept } },
    });
    json!({
        "summary": say("api-attachment"),
        "operationId": format!("attach-{service}"),
        "parameters": [name],
        "requestBody": { "required": true, "content": content },
        "responses": responses(say, ("201", good)),
    })
}

fn case_schema() -> Value {
    let stages: Vec<&str> = catalogue::stage::Stage::ALL.iter().map(|stage| stage.name()).collect();
    let endings: Vec<Value> =
        catalogue::step::Ending::ALL.iter().map(|ending| json!(ending.name())).chain([Value::Null]).collect();
    json!({
        "type": "object",
        "required": ["number", "service", "stage", "step", "received_at", "overdue", "links"],
        "properties": {
            "number": { "type": "string" },
            "service": { "type": "string" },
            "stage": { "type": "string", "enum": stages },
            "step": { "type": "string" },
            "received_at": { "type": "string", "format": "date-time" },
            "closes_at": { "type": ["string", "null"], "format": "date-time" },
            "overdue": { "type": "boolean" },
            "ending": { "enum": endings },
            "charge": {
                "type": ["object", "null"],
                "properties": { "amount_twd": { "type": "integer" }, "paid": { "type": "boolean" } },
            },
            "correction": {
                "type": ["object", "null"],
                "properties": {
                    "items": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "properties": { "question": { "type": "string" }, "says": { "type": "string" } },
                        },
                    },
                    "closes_at": { "type": "string", "format": "date-time" },
                },
            },
            "paper": {
                "type": ["object", "null"],
                "properties": {
                    "number": { "type": "string" },
                    "valid_until": { "type": ["string", "null"], "format": "date" },
                },
            },
            "links": {
                "type": "object",
                "properties": {
                    "self": { "type": "string", "format": "uri" },
                    "paper": { "type": ["string", "null"], "format": "uri" },
                },
            },
        },
    })
}

/// Setting, seeing and ending where events go.
fn webhook(say: &impl Fn(&str) -> String) -> Value {
    let url = json!({ "url": { "type": "string", "format": "uri" } });
    let wanted = json!({ "type": "object", "required": ["url"], "properties": url, "additionalProperties": false });
    let mut made = wanted.clone();
    made["properties"]["secret"] = json!({ "type": "string" });
    let told = |what: &str, schema: &Value| json!({ "description": say(what), "content": { "application/json": { "schema": schema } } });
    let gone = json!({ "description": say("api-webhook-ended") });
    json!({
        "put": {
            "summary": say("api-webhook-put"), "operationId": "put-webhook",
            "requestBody": { "required": true, "content": { "application/json": { "schema": wanted } } },
            "responses": responses(say, ("200", told("api-webhook-secret", &made))),
        },
        "get": {
            "summary": say("api-webhook-get"), "operationId": "webhook",
            "responses": responses(say, ("200", told("api-webhook-get", &wanted))),
        },
        "delete": {
            "summary": say("api-webhook-end"), "operationId": "end-webhook",
            "responses": responses(say, ("204", gone)),
        },
    })
}

fn event_schema() -> Value {
    let text = json!({ "type": "string" });
    json!({
        "type": "object",
        "required": ["type", "case", "service", "stage", "step", "moved_at"],
        "properties": {
            "type": { "const": "case.moved" },
            "case": text, "service": text, "stage": text, "step": text,
            "ending": { "type": ["string", "null"] },
            "paper": { "type": ["string", "null"] },
            "moved_at": { "type": "string", "format": "date-time" },
        },
    })
}

fn problem_schema() -> Value {
    let text = json!({ "type": "string" });
    json!({
        "type": "object",
        "required": ["type", "title", "status"],
        "properties": {
            "type": { "type": "string", "format": "uri" },
            "title": text,
            "status": { "type": "integer" },
            "detail": text,
            "instance": text,
            "errors": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["question", "code", "detail"],
                    "properties": { "question": text, "code": text, "detail": text },
                },
            },
        },
    })
}
