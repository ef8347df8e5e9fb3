//! The form of a service as a JSON Schema (draft 2020-12), with the words people read beside it.
//!
//! Made from the definition that new cases open under. Conditions are not told: what they allow is said
//! when an application is sent.

use axum::Json;
use axum::extract::{Path, State};
use catalogue::condition::Amounts;
use catalogue::facts::Facts;
use catalogue::form::{Kind, Question, Required};
use catalogue::service::Channel;
use catalogue::tri::Tri;
use desk::definitions::Pinned;
use lexicon::date::Date;
use lexicon::language::Lang;
use serde_json::{Map, Value, json};

use super::Call;
use super::problem::Problem;
use crate::door::{Door, word, word_if};

/// `GET /api/v1/services/{service}`
pub(super) async fn show(
    State(door): State<Door>,
    call: Call,
    Path(service): Path<String>,
) -> Result<Json<Value>, Problem> {
    let pinned = door.desk.live(&service).await.map_err(|fault| Problem::of(&door, &call, fault))?;
    Ok(Json(json!({
        "id": pinned.compiled.service.id,
        "definition": pinned.compiled.digest,
        "title": word(&pinned, call.lang, "service-name"),
        "description": word(&pinned, call.lang, "service-summary"),
        "answers": answers(&pinned, call.lang, door.now().taipei_date()),
    })))
}

/// The schema of the answers a program sends.
pub(super) fn answers(pinned: &Pinned, lang: Lang, on: Date) -> Value {
    let service = &pinned.compiled.service;
    let facts = Facts(json!({
        "case": { "channel": Channel::Api, "applied_on": on },
        "answers": {},
        "limits": service.limits(on),
    }));
    let asked: Vec<&Question> =
        service.form.questions().filter(|question| question.visible(&facts) != Tri::No).collect();
    let properties: Map<String, Value> =
        asked.iter().map(|question| (question.id.clone(), property(question, (pinned, &facts), lang))).collect();
    let always = asked.iter().filter(|question| question.required == Required::Always);
    let required: Vec<&str> = always.filter(|q| q.visible(&facts) == Tri::Yes).map(|q| q.id.as_str()).collect();
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

fn property(question: &Question, (pinned, facts): (&Pinned, &Facts), lang: Lang) -> Value {
    let mut schema = kind(question, facts);
    let say = |part: &str| word_if(pinned, lang, &format!("q-{}-{part}", question.id));
    for (name, part) in [("title", "label"), ("description", "hint")] {
        if let Some(words) = say(part) {
            schema[name] = json!(words);
        }
    }
    if let Some(example) = say("example").filter(|_| question.kind != Kind::Integer) {
        schema["examples"] = json!([example]);
    }
    schema
}

fn kind(question: &Question, facts: &Facts) -> Value {
    match question.kind {
        Kind::Text | Kind::LongText => match question.max_chars {
            Some(most) => json!({ "type": "string", "maxLength": most }),
            None => json!({ "type": "string" }),
        },
        Kind::Choice => {
            let offered: Vec<&str> = question.offered(facts).map(|choice| choice.id.as_str()).collect();
            json!({ "type": "string", "enum": offered })
        }
        Kind::Several => {
            let offered: Vec<&str> = question.offered(facts).map(|choice| choice.id.as_str()).collect();
            json!({ "type": "array", "items": { "type": "string", "enum": offered }, "uniqueItems": true })
        }
        Kind::YesNo if question.must_be_yes => json!({ "type": "boolean", "const": true }),
        Kind::YesNo => json!({ "type": "boolean" }),
        Kind::Integer | Kind::Money => {
            let mut schema = json!({ "type": "integer" });
            for (name, bound) in [("minimum", &question.min), ("maximum", &question.max)] {
                if let Some(Amounts::To(value)) = bound.as_ref().map(|bound| bound.value(facts)) {
                    schema[name] = value;
                }
            }
            schema
        }
        Kind::Email => json!({ "type": "string", "format": "email" }),
        Kind::Phone => json!({ "type": "string" }),
        Kind::PersonId => json!({ "type": "string", "pattern": "^[A-Za-z][A-Da-d1289][0-9]{8}$" }),
        Kind::BusinessId => json!({ "type": "string", "pattern": "^[0-9]{8}$" }),
        Kind::Parcels => {
            let list = json!({ "type": "array", "items": { "type": "string" }, "minItems": 1 });
            json!({ "oneOf": [{ "type": "string" }, list] })
        }
        Kind::Attachments => {
            let items = json!({ "type": "string", "format": "uuid" });
            let mut schema = json!({ "type": "array", "items": items, "uniqueItems": true });
            for (name, bound) in [("minItems", &question.min), ("maxItems", &question.max)] {
                if let Some(Amounts::To(value)) = bound.as_ref().map(|bound| bound.value(facts)) {
                    schema[name] = value;
                }
            }
            schema
        }
        Kind::Date => json!({ "type": "string", "format": "date" }),
        Kind::Group => entries(question, facts),
    }
}

/// A list of entries, each an object of the group's questions.
fn entries(question: &Question, facts: &Facts) -> Value {
    let properties: Map<String, Value> = question.of.iter().map(|part| (part.id.clone(), kind(part, facts))).collect();
    let always = question.of.iter().filter(|part| part.required == Required::Always && part.asked.is_none());
    let required: Vec<&str> = always.map(|part| part.id.as_str()).collect();
    let entry =
        json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false });
    let mut schema = json!({ "type": "array", "items": entry });
    for (name, bound) in [("minItems", &question.min), ("maxItems", &question.max)] {
        if let Some(Amounts::To(value)) = bound.as_ref().map(|bound| bound.value(facts)) {
            schema[name] = value;
        }
    }
    schema
}
