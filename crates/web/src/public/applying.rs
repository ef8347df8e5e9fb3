//! Applying, a topic at a time: what is typed is kept at once, what is wrong is told at its field, and
//! nothing is sent before everything was shown once more.

use axum::extract::{Form, Path, Query, State};
use axum::response::{IntoResponse, Response};
use casework::case::Case;
use catalogue::check::Raw;
use catalogue::facts::Facts;
use catalogue::form::{Kind, Page as Topic};
use catalogue::service::{Assurance, Channel};
use catalogue::tri::Tri;
use desk::access::Who;
use desk::applying::{AnswerFault, Application};
use desk::attaching::Holder;
use desk::confirming::CODE_MINUTES;
use desk::definitions::Pinned;
use desk::drafting::{Begun, DraftKey};
use desk::fault::DeskFault;
use desk::parcels::{self, ParcelFault};
use lexicon::email::Email;
use serde_json::json;
use std::sync::Arc;
use texts::Arg;

use super::service::{over, takes};
use crate::attaching::{self, Handed};
use crate::door::{Answer, DRAFT_COOKIE, Door, Fault, LINK_COOKIE, Visit, go, word, word_if};
use crate::fees;
use crate::forms::{Show, Wording};
use crate::groups::{self, typed_facts};
use crate::view::application::{CheckAnswers, CodePurpose, EmailCode, FormPage, Keeping, Resume, ResumeState};
use crate::view::home::Message;
use crate::view::parcels::{ParcelPage, ParcelRow, Resolved};
use crate::view::parts::{Link, Section, Slip};
use crate::view::question::Choice;

type Sent = Vec<(String, String)>;
/// Characters of parcels an application may begin with.
const MOST_PARCELS_TEXT: usize = 2_000;
const DRAFT_MINUTES: i64 = 14 * 24 * 60;
/// How long a browser keeps the link of its case, in minutes.
const LINK_MINUTES: i64 = 180 * 24 * 60;

/// What an application begins with.
#[derive(serde::Deserialize)]
pub struct Beginning {
    /// Parcels as people write them, from the look-up.
    #[serde(default)]
    parcels: String,
}

/// `POST /apply/{service}`: begins, with the parcels that were looked up.
pub async fn begin(
    State(door): State<Door>,
    visit: Visit,
    Path(service): Path<String>,
    Query(Beginning { parcels }): Query<Beginning>,
) -> Answer {
    let pinned = door.desk.live(&service).await?;
    if !takes(&pinned.compiled.service, door.now()) {
        return Ok(go(&visit, &format!("/services/{service}")));
    }
    let mut begun = door.desk.begin_draft(&service, door.now()).await?;
    let asked = pinned.compiled.service.form.questions().find(|question| question.kind == Kind::Parcels);
    if let Some(question) = asked.filter(|_| !parcels.trim().is_empty()) {
        begun.raw.insert(question.id.clone(), vec![parcels.chars().take(MOST_PARCELS_TEXT).collect()]);
        begun = door.desk.save_draft(begun, door.now()).await?;
    }
    let first = pinned.compiled.service.form.pages.first().map(|page| page.id.clone()).unwrap_or_default();
    let cookie = door.cookie(DRAFT_COOKIE, &begun.key.to_string(), DRAFT_MINUTES);
    Ok(([cookie], go(&visit, &format!("/apply/{service}/{first}"))).into_response())
}

struct At {
    pinned: Arc<Pinned>,
    begun: Begun,
}

/// The draft of this browser; without one the applicant begins again at the service's page.
async fn at(door: &Door, visit: &Visit, service: &str) -> Result<At, Response> {
    let back = || go(visit, &format!("/services/{service}"));
    let Some(key) = visit.cookie(DRAFT_COOKIE).and_then(|text| text.parse::<DraftKey>().ok()) else {
        return Err(back());
    };
    let begun = match door.desk.draft(&key, door.now()).await {
        Ok(begun) if begun.service == service => begun,
        Ok(_) => return Err(back()),
        // It was sent already, even if the answer never came: the case is where everything goes on.
        Err(DeskFault::NotFound) => match door.desk.case_of_draft(&key, door.now()).await {
            Ok(Some((case, link))) => return Err(opened(door, visit, (&case, &link))),
            Ok(None) if visit.cookie(LINK_COOKIE).is_some() => return Err(go(visit, "/case")),
            Ok(None) => return Err(back()),
            Err(fault) => return Err(Fault(fault).into_response()),
        },
        Err(fault) => return Err(Fault(fault).into_response()),
    };
    match door.desk.live(service).await {
        Ok(pinned) => Ok(At { pinned, begun }),
        Err(fault) => Err(Fault(fault).into_response()),
    }
}

fn facts(door: &Door, at: &At) -> Facts {
    let service = &at.pinned.compiled.service;
    let on = door.now().taipei_date();
    let limits = service.limits(on);
    let mut facts =
        Facts(json!({"case": {"channel": Channel::Online, "applied_on": on}, "limits": limits, "answers": {}}));
    facts.0["answers"] = serde_json::Value::Object(typed_facts(&service.form, &at.begun.raw));
    facts
}

/// Topics that have a question for this applicant, in order.
fn topics<'a>(at: &'a At, facts: &Facts) -> Vec<&'a Topic> {
    let asks = |topic: &&Topic| topic.questions.iter().any(|question| question.visible(facts) == Tri::Yes);
    at.pinned.compiled.service.form.pages.iter().filter(asks).collect()
}

/// `GET /apply/{service}/{topic}`
pub async fn show(State(door): State<Door>, visit: Visit, Path((service, topic)): Path<(String, String)>) -> Answer {
    let at = match at(&door, &visit, &service).await {
        Ok(at) => at,
        Err(away) => return Ok(away),
    };
    page(&door, &visit, (&at, &topic), Vec::new())
}

fn page(door: &Door, visit: &Visit, (at, topic): (&At, &str), slips: Vec<Slip>) -> Answer {
    let facts = facts(door, at);
    let topics = topics(at, &facts);
    let Some(index) = topics.iter().position(|known| known.id == topic) else { return Err(DeskFault::NotFound.into()) };
    let wording = Wording { door, pinned: &at.pinned, lang: visit.lang };
    let service = &at.pinned.compiled.service.id;
    let action = format!("/apply/{service}/{topic}");
    let back = match index {
        0 => format!("/services/{service}"),
        after => format!("/apply/{service}/{}", topics[after - 1].id),
    };
    let keeping = Keeping {
        at: u32::try_from(index + 1).unwrap_or(1),
        of: u32::try_from(topics.len()).unwrap_or(1),
        back,
        saved_at: (at.begun.version > 1).then_some(at.begun.saved_at),
        autosave: Some(format!("/apply/{service}/{topic}/keep")),
        later: format!("/apply/{service}/{topic}/later"),
    };
    let mut frame = door.frame(visit, Vec::new());
    frame.switch_form = Some("answers".to_owned());
    if let [only] = topics[index].questions.as_slice()
        && only.kind == Kind::Parcels
    {
        let page = parcel_page(door, visit, at, (&only.id, action, keeping, slips));
        return door.show(&frame, &page);
    }
    let asked = topics[index].questions.iter().filter(|question| question.visible(&facts) == Tri::Yes);
    let page = FormPage {
        service: wording.service(),
        title: word(&at.pinned, visit.lang, &format!("page-{topic}-title")),
        intro: word_if(&at.pinned, visit.lang, &format!("page-{topic}-intro")).into_iter().collect(),
        action,
        questions: asked.map(|question| wording.question(question, (&at.begun.raw, &facts), &slips)).collect(),
        slips,
        keeping,
    };
    door.show(&frame, &page)
}

fn parcel_page(
    door: &Door,
    visit: &Visit,
    at: &At,
    (question, action, keeping, slips): (&str, String, Keeping, Vec<Slip>),
) -> ParcelPage {
    let typed = at.begun.raw.get(question).map(|texts| texts.join("\n")).unwrap_or_default();
    let most = facts(door, at).0.pointer("/limits/max_parcels").and_then(serde_json::Value::as_u64);
    ParcelPage {
        service: Wording { door, pinned: &at.pinned, lang: visit.lang }.service(),
        action,
        rows: rows(door, visit, at, &typed),
        typed,
        most: most.and_then(|most| u32::try_from(most).ok()).unwrap_or(0),
        sketch: None,
        slips,
        keeping,
    }
}

fn rows(door: &Door, visit: &Visit, at: &At, typed: &str) -> Vec<ParcelRow> {
    let (Ok(release), office) = (door.desk.release(), door.desk.office()) else { return Vec::new() };
    let Ok(looked) = parcels::look(typed, (&office, &release), door.now().taipei_date()) else { return Vec::new() };
    let say = |fault: &ParcelFault| {
        let args = fault.args();
        let args: Vec<(&str, Arg)> = args.into_iter().map(|(name, value)| (name, Arg::Text(value))).collect();
        at.pinned.texts.say(visit.lang, &format!("q-parcels-error-{}", fault.code().name()), &args)
    };
    let row = |(index, (said, found)): (usize, (String, Result<parcels::NamedParcel, ParcelFault>))| {
        let id = format!("parcel-{}", index + 1);
        match found {
            Ok(parcel) => ParcelRow {
                id,
                typed: said,
                resolved: Resolved::Found,
                name: parcel.name(),
                area: None,
                says: None,
                options: Vec::new(),
            },
            Err(fault) => ParcelRow {
                id,
                typed: said,
                resolved: match &fault {
                    ParcelFault::Ambiguous { .. } => Resolved::Ambiguous,
                    ParcelFault::Renumbered { .. } => Resolved::Renumbered,
                    _ => Resolved::Unknown,
                },
                name: String::new(),
                area: None,
                says: Some(say(&fault)),
                options: offered(&fault),
            },
        }
    };
    looked.into_iter().enumerate().map(row).collect()
}

fn offered(fault: &ParcelFault) -> Vec<Choice> {
    let parcels = match fault {
        ParcelFault::Ambiguous { choices, .. } => choices,
        ParcelFault::Renumbered { became, .. } => became,
        ParcelFault::UnknownSection { near, .. } => near,
        _ => return Vec::new(),
    };
    let choice =
        |parcel: &parcels::NamedParcel| Choice { id: parcel.name(), label: parcel.name(), hint: None, chosen: false };
    parcels.iter().map(choice).collect()
}

/// What was typed into one topic, parcels put together from their rows.
fn take(at: &mut At, sent: &Sent, topic: &str) {
    let form = &at.pinned.compiled.service.form;
    let questions: Vec<(String, Kind)> =
        form.questions_of(topic).map(|question| (question.id.clone(), question.kind)).collect();
    for (id, kind) in questions {
        let texts: Vec<String> = sent.iter().filter(|(name, _)| *name == id).map(|(_, text)| text.clone()).collect();
        if kind == Kind::Attachments {
            // Taken with the files themselves; what scripts keep meanwhile names none.
            continue;
        }
        if kind == Kind::Group {
            groups::take(&mut at.begun.raw, sent, &id);
            continue;
        }
        let texts = if kind == Kind::Parcels { vec![chosen(&texts.join("\n"), sent)] } else { texts };
        // A box that is not ticked sends nothing, and neither does a question that was not on the page.
        if texts.is_empty() && !matches!(kind, Kind::YesNo | Kind::Several) {
            continue;
        }
        at.begun.raw.insert(id.clone(), texts);
        let again = format!("{id}_again");
        if let Some((_, text)) = sent.iter().find(|(name, _)| *name == again) {
            at.begun.raw.insert(again, vec![text.clone()]);
        }
    }
}

/// The list of parcels with choices made and rows removed.
fn chosen(typed: &str, sent: &Sent) -> String {
    let removed = sent.iter().find(|(name, _)| name == "remove").map(|(_, id)| id.as_str());
    let choices: Vec<&(String, String)> = sent.iter().filter(|(name, _)| name.starts_with("parcel-")).collect();
    if removed.is_none() && choices.is_empty() {
        return typed.to_owned();
    }
    let Ok(mentions) = lexicon::parcel_text::parse(typed) else { return typed.to_owned() };
    let mut lines = Vec::new();
    for (index, said) in parcels::said_all(&mentions).into_iter().enumerate() {
        let id = format!("parcel-{}", index + 1);
        if removed == Some(id.as_str()) {
            continue;
        }
        lines.push(choices.iter().find(|(name, _)| *name == id).map_or(said, |(_, name)| name.clone()));
    }
    lines.join("\n")
}

/// `POST /apply/{service}/{topic}`: keeps, checks, goes on.
pub async fn send(
    State(door): State<Door>,
    visit: Visit,
    Path((service, topic)): Path<(String, String)>,
    mut handed: Handed,
) -> Answer {
    let mut at = match at(&door, &visit, &service).await {
        Ok(at) => at,
        Err(away) => return Ok(away),
    };
    let sent = handed.fields.clone();
    let before = shown(&door, &at, &topic);
    let looked_before = at.begun.raw.contains_key("parcels");
    take(&mut at, &sent, &topic);
    let asked: Vec<_> = at.pinned.compiled.service.form.questions_of(&topic).collect();
    let holder = Holder::Draft(at.begun.key.id);
    let unkept =
        attaching::take((&door, visit.lang), (std::mem::take(&mut handed), &mut at.begun.raw), (&asked, &holder))
            .await?;
    at.begun = door.desk.save_draft(at.begun.clone(), door.now()).await?;
    if !unkept.is_empty() {
        return page(&door, &visit, (&at, &topic), unkept);
    }
    if let Some((_, tag)) = sent.iter().find(|(name, _)| name == "switch") {
        let lang = lexicon::language::Lang::parse(tag).unwrap_or(visit.lang);
        let path = crate::address::localised(lang, &format!("/apply/{service}/{topic}"));
        return Ok(axum::response::Redirect::to(&path).into_response());
    }
    // An answer may open another question of the same topic: it is asked before anything is called wrong.
    if shown(&door, &at, &topic).iter().any(|id| !before.contains(id)) {
        return page(&door, &visit, (&at, &topic), Vec::new());
    }
    let slips = slips(&door, &visit, &at, &topic);
    let asks_for_parcels = at.pinned.compiled.service.form.questions_of(&topic).any(|q| q.kind == Kind::Parcels);
    let stays = sent.iter().any(|(name, _)| ["look", "remove", "add"].contains(&name.as_str()));
    // Who adds or takes out an entry is not done: nothing is called wrong yet.
    if stays && !asks_for_parcels {
        return page(&door, &visit, (&at, &topic), Vec::new());
    }
    if !slips.is_empty() || stays || (asks_for_parcels && !looked_before) {
        return page(&door, &visit, (&at, &topic), slips);
    }
    let facts = facts(&door, &at);
    let topics = topics(&at, &facts);
    let next = topics.iter().position(|known| known.id == topic).and_then(|index| topics.get(index + 1));
    let next = next.map_or("check".to_owned(), |topic| topic.id.clone());
    Ok(go(&visit, &format!("/apply/{service}/{next}")))
}

/// The questions of a topic that are asked of this applicant now.
fn shown(door: &Door, at: &At, topic: &str) -> Vec<String> {
    let facts = facts(door, at);
    let asked = at.pinned.compiled.service.form.questions_of(topic).filter(|q| q.visible(&facts) == Tri::Yes);
    asked.map(|question| question.id.clone()).collect()
}

/// What is wrong with the answers of one topic.
fn slips(door: &Door, visit: &Visit, at: &At, topic: &str) -> Vec<Slip> {
    let Err(DeskFault::Answers(faults)) =
        door.desk.read_answers(&at.pinned, (&at.begun.raw, Channel::Online), door.now())
    else {
        return Vec::new();
    };
    let form = &at.pinned.compiled.service.form;
    let here = |fault: &&AnswerFault| {
        let question = match fault {
            AnswerFault::Field(field) => &field.question,
            AnswerFault::Parcel { question, .. } | AnswerFault::Glyphs { question, .. } => question,
            AnswerFault::Assurance { .. } => return false,
        };
        let question = question.split('.').next().unwrap_or(question);
        form.questions_of(topic).any(|known| known.id == question)
    };
    let faults: Vec<AnswerFault> = faults.iter().filter(here).cloned().collect();
    Wording { door, pinned: &at.pinned, lang: visit.lang }.slips(&faults)
}

/// `POST /apply/{service}/{topic}/keep`: what scripts save while somebody types.
pub async fn keep(
    State(door): State<Door>,
    visit: Visit,
    Path((service, topic)): Path<(String, String)>,
    Form(sent): Form<Sent>,
) -> Answer {
    let mut at = match at(&door, &visit, &service).await {
        Ok(at) => at,
        Err(away) => return Ok(away),
    };
    take(&mut at, &sent, &topic);
    let begun = door.desk.save_draft(at.begun, door.now()).await?;
    Ok(axum::Json(json!({ "saved_at": begun.saved_at })).into_response())
}

/// `GET /apply/{service}/check`: everything once more, with the fee.
pub async fn check(State(door): State<Door>, visit: Visit, Path(service): Path<String>) -> Answer {
    let at = match at(&door, &visit, &service).await {
        Ok(at) => at,
        Err(away) => return Ok(away),
    };
    let read = match door.desk.read_answers(&at.pinned, (&at.begun.raw, Channel::Online), door.now()) {
        Ok(read) => read,
        Err(DeskFault::Answers(faults)) => return Ok(go(&visit, &first_wrong(&at, &faults))),
        Err(fault) => return Err(fault.into()),
    };
    let fee = door.desk.quote(&at.pinned, &read)?;
    let wording = Wording { door: &door, pinned: &at.pinned, lang: visit.lang };
    let form = &at.pinned.compiled.service.form;
    let mut sections = Vec::new();
    for topic in &form.pages {
        let answered = topic.questions.iter().filter_map(|question| Some((question, read.answers.get(&question.id)?)));
        let rows: Vec<_> = answered
            .map(|(question, value)| {
                let mut row = wording.row(question, (value, Show::Whole));
                row.change = Some(format!("/apply/{service}/{}", topic.id));
                row
            })
            .collect();
        if !rows.is_empty() {
            sections.push(Section { title: word(&at.pinned, visit.lang, &format!("page-{}-title", topic.id)), rows });
        }
    }
    let last = topics(&at, &facts(&door, &at)).last().map(|topic| topic.id.clone()).unwrap_or_default();
    let page = CheckAnswers {
        service: wording.service(),
        sections,
        looked_up: form
            .looked_up
            .iter()
            .map(|id| word(&at.pinned, visit.lang, &format!("evidence-{id}-why")))
            .collect(),
        fee: fees::view(&at.pinned, &visit, &fee, read.applied_on),
        declares: ["check-declares-true", "check-declares-fee"]
            .into_iter()
            .take(if at.pinned.compiled.service.fee.is_some() { 2 } else { 1 })
            .map(|key| door.say(visit.lang, key, &[]))
            .collect(),
        action: format!("/apply/{service}/check"),
        back: format!("/apply/{service}/{last}"),
        slips: Vec::new(),
    };
    door.page(&visit, &page)
}

/// The page of the first answer that does not fit.
fn first_wrong(at: &At, faults: &[AnswerFault]) -> String {
    let service = &at.pinned.compiled.service;
    let question = faults.iter().find_map(|fault| match fault {
        AnswerFault::Field(field) => Some(&field.question),
        AnswerFault::Parcel { question, .. } | AnswerFault::Glyphs { question, .. } => Some(question),
        AnswerFault::Assurance { .. } => None,
    });
    let question = question.and_then(|field| field.split('.').next());
    let holds = |topic: &&Topic| topic.questions.iter().any(|known| Some(known.id.as_str()) == question);
    let topic = service.form.pages.iter().find(holds).or(service.form.pages.first());
    format!("/apply/{}/{}", service.id, topic.map(|topic| topic.id.as_str()).unwrap_or_default())
}

fn address_of(at: &At) -> Option<Email> {
    Email::parse(at.begun.raw.get("email")?.first()?).ok()
}

/// `POST /apply/{service}/check`: a code goes to the applicant's address.
pub async fn confirm(State(door): State<Door>, visit: Visit, Path(service): Path<String>) -> Answer {
    let at = match at(&door, &visit, &service).await {
        Ok(at) => at,
        Err(away) => return Ok(away),
    };
    if let Err(DeskFault::Answers(faults)) =
        door.desk.read_answers(&at.pinned, (&at.begun.raw, Channel::Online), door.now())
    {
        return Ok(go(&visit, &first_wrong(&at, &faults)));
    }
    let Some(to) = address_of(&at) else { return Ok(go(&visit, &format!("/apply/{service}/applicant"))) };
    let (words, lang, name) = (door.clone(), visit.lang, word(&at.pinned, visit.lang, "service-name"));
    let letter = move |code: &str| {
        let args = [
            ("code", Arg::Text(code.to_owned())),
            ("service", Arg::Text(name)),
            ("minutes", Arg::Number(CODE_MINUTES)),
        ];
        (words.say(lang, "code-mail-subject", &args), words.say(lang, "code-mail-body", &args))
    };
    door.desk.send_code(&to, letter, door.now()).await?;
    Ok(go(&visit, &format!("/apply/{service}/code")))
}

/// `GET /apply/{service}/code`
pub async fn code(State(door): State<Door>, visit: Visit, Path(service): Path<String>) -> Answer {
    let at = match at(&door, &visit, &service).await {
        Ok(at) => at,
        Err(away) => return Ok(away),
    };
    code_page(&door, &visit, &at, None)
}

fn code_page(door: &Door, visit: &Visit, at: &At, slip: Option<String>) -> Answer {
    let service = &at.pinned.compiled.service.id;
    let page = EmailCode {
        purpose: CodePurpose::Apply,
        sent_to: address_of(at).map(|email| email.masked()).unwrap_or_default(),
        action: format!("/apply/{service}/code"),
        again: format!("/apply/{service}/check"),
        change: format!("/apply/{service}/applicant"),
        minutes: u32::try_from(CODE_MINUTES).unwrap_or(10),
        slip,
        mailbox: door.mailbox.is_some().then(|| "/demo/mail".to_owned()),
    };
    door.page(visit, &page)
}

/// `POST /apply/{service}/code`: the code is right: the application is sent.
pub async fn submit(
    State(door): State<Door>,
    visit: Visit,
    Path(service): Path<String>,
    Form(sent): Form<Sent>,
) -> Answer {
    let at = match at(&door, &visit, &service).await {
        Ok(at) => at,
        Err(away) => return Ok(away),
    };
    let Some(to) = address_of(&at) else { return Ok(go(&visit, &format!("/apply/{service}/applicant"))) };
    let typed = sent.iter().find(|(name, _)| name == "code").map(|(_, text)| text.as_str()).unwrap_or_default();
    if !door.desk.confirm_code(&to, typed, door.now()).await? {
        // Pressed twice: the code was spent by the first, which has opened the case by now.
        if let Some((case, link)) = door.desk.case_of_draft(&at.begun.key, door.now()).await? {
            return Ok(opened(&door, &visit, (&case, &link)));
        }
        let slip = door.say(visit.lang, "code-wrong", &[]);
        return code_page(&door, &visit, &at, Some(slip));
    }
    let raw: Raw = at.begun.raw.clone();
    let application = Application {
        service: service.clone(),
        raw,
        channel: Channel::Online,
        assurance: Assurance::ConfirmedEmail,
        lang: visit.lang,
        draft: Some(at.begun.key.clone()),
    };
    match door.desk.apply(&Who::Public, application, door.now()).await {
        Ok(applied) => Ok(opened(&door, &visit, (&applied.case, &applied.link))),
        Err(DeskFault::Answers(faults)) => Ok(go(&visit, &first_wrong(&at, &faults))),
        Err(DeskFault::Refused(casework::fault::Fault::NotOpen)) => {
            over(&door, &visit, (&at.pinned, at.begun.kept_until))
        }
        Err(fault) => Err(fault.into()),
    }
}

/// On to the case: paying where something is due.
fn opened(door: &Door, visit: &Visit, (case, link): (&Case, &str)) -> Response {
    let cookie = door.cookie(LINK_COOKIE, link, LINK_MINUTES);
    let next = format!("/case/{}{}", case.number, if case.charge.is_some() { "/pay" } else { "/receipt" });
    ([cookie], go(visit, &next)).into_response()
}

/// `GET /apply/{service}/{topic}/later`: the link that opens this draft again, on any device.
pub async fn later(State(door): State<Door>, visit: Visit, Path((service, _)): Path<(String, String)>) -> Answer {
    let at = match at(&door, &visit, &service).await {
        Ok(at) => at,
        Err(away) => return Ok(away),
    };
    let day = desk::notices::date_words(at.begun.kept_until.taipei_date(), visit.lang);
    let href = format!("/resume/{}", at.begun.key);
    let page = Message {
        title: door.say(visit.lang, "later-title", &[]),
        lines: vec![door.say(visit.lang, "later-words", &[("day", Arg::Text(day))])],
        next: vec![Link { text: format!("{}{}", door.desk.office().public_url, visit.url(&href)), href }],
    };
    door.page(&visit, &page)
}

/// `GET /resume/{token}`: asks first. A link opened by a click alone could put somebody into a draft
/// that another person reads too.
pub async fn resume(State(door): State<Door>, visit: Visit, Path(token): Path<String>) -> Answer {
    let begun = door.desk.draft(&token.parse()?, door.now()).await?;
    let pinned = door.desk.live(&begun.service).await?;
    let page = Resume {
        service: Wording { door: &door, pinned: &pinned, lang: visit.lang }.service(),
        state: ResumeState::Welcome,
        email: String::new(),
        action: format!("/resume/{token}"),
        back: format!("/services/{}", begun.service),
        kept_until: Some(begun.kept_until),
        slip: None,
        notice: None,
    };
    door.page(&visit, &page)
}

/// `POST /resume/{token}`: goes on in this browser; the link is spent.
pub async fn resumed(State(door): State<Door>, visit: Visit, Path(token): Path<String>) -> Answer {
    let begun = door.desk.take_over_draft(&token.parse()?, door.now()).await?;
    let pinned = door.desk.live(&begun.service).await?;
    let first = pinned.compiled.service.form.pages.first().map(|page| page.id.clone()).unwrap_or_default();
    let cookie = door.cookie(DRAFT_COOKIE, &begun.key.to_string(), DRAFT_MINUTES);
    Ok(([cookie], go(&visit, &format!("/apply/{}/{first}", begun.service))).into_response())
}
