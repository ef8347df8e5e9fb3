//! `GET`, `POST /services/{service}/screen`: would I qualify, for how much, and what would change it. Nothing that
//! is typed here is kept, logged or part of an address.

use axum::extract::{Form, Path, State};
use catalogue::check::Raw;
use catalogue::criterion::Judged;
use catalogue::screening::Screened;
use catalogue::tri::Tri;
use desk::applying::AnswerFault;
use desk::definitions::Pinned;
use desk::fault::DeskFault;
use serde_json::{Map, Value};
use texts::Arg;

use super::service::takes;
use crate::door::{Answer, Door, Visit, word};
use crate::forms::{Wording, grouped};
use crate::view::parts::{Link, Slip};
use crate::view::screening::{Answer as Said, Line, Outcome, Screening};

/// `GET /services/{service}/screen`
pub async fn show(State(door): State<Door>, visit: Visit, Path(id): Path<String>) -> Answer {
    let pinned = door.desk.live(&id).await?;
    page(&door, (&visit, &pinned), &Raw::new(), (Vec::new(), None))
}

/// `POST /services/{service}/screen`
pub async fn judge(
    State(door): State<Door>,
    visit: Visit,
    Path(id): Path<String>,
    Form(sent): Form<Vec<(String, String)>>,
) -> Answer {
    let pinned = door.desk.live(&id).await?;
    let mut raw = Raw::new();
    for (name, text) in sent {
        raw.entry(name).or_default().push(text);
    }
    match pinned.compiled.service.screen(&raw, door.now()) {
        Ok(screened) => {
            let result = outcome(&door, (&visit, &pinned), &screened);
            page(&door, (&visit, &pinned), &raw, (Vec::new(), Some(result)))
        }
        Err(faults) => {
            let faults: Vec<AnswerFault> = faults.into_iter().map(AnswerFault::Field).collect();
            let slips = Wording { door: &door, pinned: &pinned, lang: visit.lang }.slips(&faults);
            page(&door, (&visit, &pinned), &raw, (slips, None))
        }
    }
}

fn page(
    door: &Door,
    (visit, pinned): (&Visit, &Pinned),
    raw: &Raw,
    (slips, result): (Vec<Slip>, Option<Outcome>),
) -> Answer {
    let service = &pinned.compiled.service;
    if service.screening.is_empty() {
        return Err(DeskFault::NotFound.into());
    }
    let facts = service.screening_facts(Map::new(), door.now());
    let wording = Wording { door, pinned, lang: visit.lang };
    let crumbs = vec![
        Link { text: door.say(visit.lang, "ways-services", &[]), href: "/services".to_owned() },
        Link { text: wording.service(), href: format!("/services/{}", service.id) },
    ];
    let page = Screening {
        service: wording.service(),
        questions: service.screening.iter().map(|asked| wording.question(asked, (raw, &facts), &slips)).collect(),
        slips,
        action: format!("/services/{}/screen", service.id),
        back: format!("/services/{}", service.id),
        result,
    };
    door.show(&door.frame(visit, crumbs), &page)
}

fn outcome(door: &Door, (visit, pinned): (&Visit, &Pinned), screened: &Screened) -> Outcome {
    let service = &pinned.compiled.service;
    let figure = |name: &str| screened.figures.get(name).and_then(Value::as_i64);
    let dollars = |amount: i64| door.say(visit.lang, "screen-dollars", &[("amount", Arg::Text(grouped(amount)))]);
    let start = || Link { text: door.say(visit.lang, "service-start", &[]), href: format!("/apply/{}", service.id) };
    Outcome {
        verdict: said(screened.tri),
        amount: figure("amount").filter(|_| screened.tri != Tri::No).map(dollars),
        points: figure("points"),
        lines: screened.criteria.iter().map(|judged| line((visit, pinned), judged, &screened.figures)).collect(),
        start: (takes(service, door.now()) && screened.tri != Tri::No).then(start),
    }
}

fn said(tri: Tri) -> Said {
    match tri {
        Tri::Yes => Said::Yes,
        Tri::No => Said::No,
        Tri::Unknown => Said::Unknown,
    }
}

fn line((visit, pinned): (&Visit, &Pinned), judged: &Judged, figures: &Map<String, Value>) -> Line {
    let service = &pinned.compiled.service;
    let say = |part: &str| word(pinned, visit.lang, &format!("criterion-{}{part}", judged.id));
    let named = judged.why.facts.keys().filter_map(|path| path.strip_prefix("figures."));
    let shown = named.filter_map(|name| {
        let number = figures.get(name)?.as_i64()?;
        Some(format!("{} {}", word(pinned, visit.lang, &format!("figure-{name}")), grouped(number)))
    });
    let law = service.criteria.iter().filter(|known| known.id == judged.id).flat_map(|known| &known.law);
    let law = law.filter_map(|id| service.law_of(id)).map(|law| match visit.lang {
        lexicon::language::Lang::ZhHant => format!("{}{}", law.name.zh_hant, law.article),
        lexicon::language::Lang::En => format!("{} {}", law.name.en, law.article),
    });
    Line {
        answer: said(judged.tri),
        name: say(""),
        why: say("-why"),
        figures: shown.collect(),
        law: law.collect::<Vec<_>>().join("、"),
    }
}
