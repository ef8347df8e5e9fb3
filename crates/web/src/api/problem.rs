//! What went wrong, for programs: problem details with a type, words, and every fault of an answer
//! (RFC 9457).

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use casework::fault::Fault as Refusal;
use desk::applying::AnswerFault;
use desk::definitions::Pinned;
use desk::fault::DeskFault;
use serde_json::{Value, json};
use texts::Arg;

use super::Call;

use crate::door::Door;
use crate::forms::Wording;

/// The kinds of problems; each has words under `problem-<name>` and `problem-<name>-detail`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// No key, or one nobody has.
    NoKey,
    /// The key does not open this service.
    NotOpen,
    NotFound,
    /// The body is no JSON object of answers.
    BadBody,
    /// No address that events could be sent to.
    BadAddress,
    /// Answers that do not fit.
    Answers,
    /// The request has no name to count once by.
    NoIdempotencyKey,
    /// The name was used for another request.
    IdempotencyKeyUsed,
    /// The case or the house is not in a state for it.
    Conflict,
    /// A day that is none.
    BadDay,
    /// The body is no list of parcels.
    BadList,
    /// The body is no file that may be handed in; the detail says why.
    BadFile,
    /// More than one request answers.
    TooMany,
    /// The agency's look-ups of today are used up.
    Quota,
    /// No plan data is published.
    NoPlanData,
    /// Too many ask for the same costly thing at once.
    Busy,
    Broken,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Kind::NoKey => "no-key",
            Kind::NotOpen => "not-open",
            Kind::NotFound => "not-found",
            Kind::BadBody => "bad-body",
            Kind::BadAddress => "bad-address",
            Kind::Answers => "answers",
            Kind::NoIdempotencyKey => "no-idempotency-key",
            Kind::IdempotencyKeyUsed => "idempotency-key-used",
            Kind::Conflict => "conflict",
            Kind::BadDay => "bad-day",
            Kind::BadList => "bad-list",
            Kind::BadFile => "bad-file",
            Kind::TooMany => "too-many",
            Kind::Quota => "quota",
            Kind::NoPlanData => "no-plan-data",
            Kind::Busy => "busy",
            Kind::Broken => "broken",
        }
    }

    fn status(self) -> StatusCode {
        match self {
            Kind::NoKey => StatusCode::UNAUTHORIZED,
            Kind::NotOpen => StatusCode::FORBIDDEN,
            Kind::NotFound => StatusCode::NOT_FOUND,
            Kind::BadBody | Kind::BadAddress | Kind::NoIdempotencyKey | Kind::BadDay | Kind::BadList => {
                StatusCode::BAD_REQUEST
            }
            Kind::TooMany => StatusCode::PAYLOAD_TOO_LARGE,
            Kind::Quota => StatusCode::TOO_MANY_REQUESTS,
            Kind::NoPlanData | Kind::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Kind::Answers | Kind::IdempotencyKeyUsed | Kind::BadFile => StatusCode::UNPROCESSABLE_ENTITY,
            Kind::Conflict => StatusCode::CONFLICT,
            Kind::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

/// A problem on its way out.
#[derive(Debug)]
pub(super) struct Problem {
    kind: Kind,
    body: Value,
    /// Seconds after which another try may go.
    wait_s: Option<u64>,
}

impl Problem {
    /// A problem without more to say.
    pub fn plain(door: &Door, call: &Call, kind: Kind) -> Problem {
        let say = |key: String| door.say(call.lang, &key, &[]);
        let body = json!({
            "type": format!("{}/api/openapi.json#{}", door.desk.office().public_url, kind.name()),
            "title": say(format!("problem-{}", kind.name())),
            "status": kind.status().as_u16(),
            "detail": say(format!("problem-{}-detail", kind.name())),
            "instance": call.path,
        });
        Problem { kind, body, wait_s: None }
    }

    /// What the desk said. Faults of answers need the words of their service: [`Problem::answers`].
    pub fn of(door: &Door, call: &Call, fault: DeskFault) -> Problem {
        let kind = match &fault {
            DeskFault::NotFound | DeskFault::NoService(_) => Kind::NotFound,
            DeskFault::Denied => Kind::NotOpen,
            DeskFault::NoRelease => Kind::NoPlanData,
            DeskFault::Busy => Kind::Busy,
            DeskFault::Refused(_) | DeskFault::Conflict => Kind::Conflict,
            DeskFault::Answers(_) | DeskFault::Glyphs(_) => Kind::Answers,
            _ => Kind::Broken,
        };
        if kind == Kind::Broken {
            tracing::error!(%fault, "a request of a program failed");
        }
        let mut problem = Problem::plain(door, call, kind);
        if let DeskFault::Refused(refusal) = &fault {
            problem.body["detail"] = json!(refused(door, call, refusal));
        }
        problem
    }

    /// Every answer that does not fit.
    pub fn answers(door: &Door, call: &Call, (pinned, faults): (&Pinned, &[AnswerFault])) -> Problem {
        let details = Wording { door, pinned, lang: call.lang }.slips(faults);
        let errors = faults.iter().zip(details).map(|(fault, slip)| {
            let (question, code) = named(fault);
            json!({ "question": question, "code": code, "detail": slip.text })
        });
        Problem::plain(door, call, Kind::Answers).with(errors.collect())
    }

    /// Names the form does not know.
    pub fn strangers(door: &Door, call: &Call, names: &[&str]) -> Problem {
        let detail = |name: &str| door.say(call.lang, "problem-stranger", &[("name", Arg::Text(name.to_owned()))]);
        let errors = names.iter().map(|name| json!({ "question": name, "code": "unknown", "detail": detail(name) }));
        Problem::plain(door, call, Kind::Answers).with(errors.collect())
    }

    /// A file that was not kept, and why.
    pub fn file(door: &Door, call: &Call, refusal: crate::attaching::Refusal) -> Problem {
        let mut problem = Problem::plain(door, call, Kind::BadFile);
        problem.set("detail", json!(door.say(call.lang, &refusal.key(), &[("name", Arg::Text(String::new()))])));
        problem
    }

    /// Something more that this problem says.
    pub fn set(&mut self, name: &str, value: Value) {
        self.body[name] = value;
    }

    /// The same, with the seconds to wait.
    pub fn after(self, seconds: u64) -> Problem {
        Problem { wait_s: Some(seconds), ..self }
    }

    fn with(mut self, errors: Vec<Value>) -> Problem {
        self.body["errors"] = Value::Array(errors);
        self
    }
}

fn refused(door: &Door, call: &Call, refusal: &Refusal) -> String {
    door.say(call.lang, &format!("refused-{}", refusal.key()), &[])
}

fn named(fault: &AnswerFault) -> (&str, &'static str) {
    match fault {
        AnswerFault::Field(field) => (&field.question, field.code.name()),
        AnswerFault::Parcel { question, fault } => (question, fault.code().name()),
        AnswerFault::Glyphs { question, .. } => (question, "not-printable"),
        AnswerFault::Assurance { .. } => ("", "assurance"),
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = (self.kind.status(), Json(self.body)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = self.wait_s {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.kind == Kind::NoKey {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
