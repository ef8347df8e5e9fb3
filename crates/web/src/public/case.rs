//! A case for whoever holds its link: where it stands and why, what is missing, what comes next; paying,
//! correcting, withdrawing, fetching the paper.

use axum::extract::{Form, Path, Query, State};
use axum::http::header;
use axum::response::IntoResponse;
use casework::case::{Case, Standing as PaperStanding};
use casework::event::Event;
use casework::steps::ASSESSMENT;
use catalogue::check::Raw;
use catalogue::form::{Kind as FormKind, Question as FormQuestion};
use catalogue::stage::Stage;
use catalogue::step::Ending;
use desk::access::{Action, Who};
use desk::attaching::Holder;
use desk::definitions::Pinned;
use desk::fault::DeskFault;
use gateways::outbound::address::Address;
use gateways::payment::TradeNo;
use gateways::payment::checkout::{Means, Order};
use lexicon::case_number::CaseNumber;
use lexicon::instant::At;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;
use texts::Arg;

use crate::attaching::{self, Handed};
use crate::deadlines;
use crate::door::{Answer, Door, Fault, LINK_COOKIE, Visit, go, word, word_if};
use crate::forms::{Show, Wording};
use crate::groups;
use crate::view::case::{Asked, Correction, Owed, PaperCard, Progress, ToCorrect, Withdraw};
use crate::view::parts::{Fee, FeeLine, Notice, Row, Section, Standing, Step, Tone};
use crate::view::payment::{Pay, PayReturn, PayState, Receipt};
use crate::view::question::{Kind, Question};

const LINK_MINUTES: i64 = 180 * 24 * 60;

#[derive(Deserialize)]
pub struct Key {
    key: Option<String>,
}

/// A case and the words it runs under.
struct Opened {
    case: Case,
    pinned: Arc<Pinned>,
    who: Who,
}

async fn open(door: &Door, visit: &Visit, number: &str, action: Action) -> Result<Opened, Fault> {
    let who = door.holder(visit).await;
    let number = CaseNumber::parse(number).map_err(|_| DeskFault::NotFound)?;
    let case = door.desk.case_for(&who, &number, action).await?;
    let pinned = door.desk.definition(&case.definition).await?;
    Ok(Opened { case, pinned, who })
}

/// `GET /case`: the case this browser opened last.
pub async fn last(State(door): State<Door>, visit: Visit) -> Answer {
    let Who::Holder(id) = door.holder(&visit).await else { return Ok(go(&visit, "/find")) };
    let case = door.desk.case_by_id(&Who::Holder(id), id, Action::SeeProgress).await?;
    Ok(go(&visit, &format!("/case/{}", case.number)))
}

/// `GET /case/{number}`; a link from a letter carries its key, which leaves the address at once.
pub async fn show(
    State(door): State<Door>,
    visit: Visit,
    Path(number): Path<String>,
    Query(Key { key }): Query<Key>,
) -> Answer {
    if let Some(key) = key {
        let key: String = key.chars().filter(char::is_ascii_alphanumeric).collect();
        // Only a key of this very case takes the place of the one the browser holds.
        let known = CaseNumber::parse(&number).map_err(|_| DeskFault::NotFound)?;
        let case = door.desk.case_for(&door.desk.holder_of(&key).await?, &known, Action::SeeProgress).await?;
        let cookie = door.cookie(LINK_COOKIE, &key, LINK_MINUTES);
        return Ok(([cookie], go(&visit, &format!("/case/{}", case.number))).into_response());
    }
    let opened = open(&door, &visit, &number, Action::SeeProgress).await?;
    let page = progress(&door, &visit, &opened).await?;
    door.page(&visit, &page)
}

async fn progress(door: &Door, visit: &Visit, opened: &Opened) -> Result<Progress, Fault> {
    let Opened { case, pinned, .. } = opened;
    let path = format!("/case/{}", case.number);
    let wording = Wording { door, pinned, lang: visit.lang };
    let moving = matches!(case.stage, Stage::Gathering | Stage::Examining | Stage::Issuing);
    let office = door.desk.office();
    let scans = door.desk.scans_of(case.id).await?;
    let mut answers = Vec::new();
    for topic in &pinned.compiled.service.form.pages {
        let answered = topic.questions.iter().filter_map(|question| Some((question, case.answers.get(&question.id)?)));
        let row = |(q, value): (&FormQuestion, &Value)| Row {
            files: attaching::links((door, visit.lang), (&path, value), &scans),
            ..wording.row(q, (value, Show::Masked))
        };
        let rows: Vec<_> = answered.map(row).collect();
        if !rows.is_empty() {
            answers.push(Section { title: word(pinned, visit.lang, &format!("page-{}-title", topic.id)), rows });
        }
    }
    Ok(Progress {
        number: case.number.to_string(),
        service: wording.service(),
        says: says(visit, pinned, case),
        lead: lead(visit, pinned, case),
        steps: steps(door, visit, opened).await?,
        papers: papers(door, visit, opened).await?,
        correction: case.correction.as_ref().map(|correction| Asked {
            items: correction.items.iter().map(|item| item.says.clone()).collect(),
            deadline: deadlines::view(door, visit.lang, &correction.deadline),
            href: format!("{path}/correct"),
        }),
        pay: case.charge.as_ref().filter(|_| case.stage == Stage::Paying).and_then(|charge| {
            let deadline = case.deadline.as_ref()?;
            Some(Owed {
                amount_twd: charge.amount_twd,
                deadline: deadlines::view(door, visit.lang, deadline),
                href: format!("{path}/pay"),
            })
        }),
        notice: case.overdue.then(|| Notice {
            tone: Tone::Warning,
            title: door.say(visit.lang, "case-overdue", &[]),
            lines: vec![door.say(visit.lang, "case-overdue-rights", &[])],
            link: None,
        }),
        answers,
        files: Vec::new(),
        withdraw: (!matches!(case.stage, Stage::Issuing | Stage::Done)).then(|| format!("{path}/withdraw")),
        poll: moving.then(|| format!("{path}/poll")),
        contact: format!("{} {}", office.unit(&case.unit, visit.lang), office.names.phone),
        seen_at: door.now(),
    })
}

fn says(visit: &Visit, pinned: &Pinned, case: &Case) -> String {
    let key = match (case.ending, case.stage) {
        (Some(ending), _) => format!("ending-{}", ending.name()),
        (None, Stage::Correcting) => {
            return word_if(pinned, visit.lang, "step-correcting-citizen")
                .unwrap_or_else(|| word(pinned, visit.lang, &format!("step-{}-citizen", case.step)));
        }
        (None, _) => format!("step-{}-citizen", case.step),
    };
    word(pinned, visit.lang, &key)
}

fn lead(visit: &Visit, pinned: &Pinned, case: &Case) -> Vec<String> {
    if let Some(ending) = case.ending {
        let reasons =
            case.decision.as_ref().filter(|_| ending == Ending::Refused).map(|decision| decision.reasons.clone());
        return [word(pinned, visit.lang, &format!("ending-{}-next", ending.name()))]
            .into_iter()
            .chain(reasons)
            .collect();
    }
    if case.stage == Stage::Deciding {
        let facts = pinned.facts(case);
        let doubts = pinned.compiled.service.doubts_of(&facts);
        return doubts.into_iter().map(|doubt| word(pinned, visit.lang, &format!("doubt-{doubt}"))).collect();
    }
    Vec::new()
}

/// What happened, in the citizen's words; then what is now, and what comes next.
async fn steps(door: &Door, visit: &Visit, opened: &Opened) -> Result<Vec<Step>, Fault> {
    let Opened { case, pinned, .. } = opened;
    let mut steps = Vec::new();
    for entry in door.desk.journal_of(case.id).await? {
        if let Some(title) = told((door, visit), opened, &entry.event) {
            steps.push(step(Standing::Done, title, Some(entry.at)));
        }
    }
    match case.ending {
        Some(ending) => {
            let standing = if ending == Ending::Issued { Standing::Done } else { Standing::Stopped };
            let title = word(pinned, visit.lang, &format!("ending-{}", ending.name()));
            steps.push(step(standing, title, case.closed_at));
        }
        None => {
            let mut now = step(Standing::Now, says(visit, pinned, case), None);
            now.holder = Some(match case.stage {
                Stage::Paying | Stage::Correcting => door.say(visit.lang, "holder-you", &[]),
                Stage::Deciding => door.desk.office().unit(&case.unit, visit.lang).to_owned(),
                _ => door.say(visit.lang, "holder-system", &[]),
            });
            now.deadline = case.deadline.as_ref().map(|deadline| deadlines::view(door, visit.lang, deadline));
            steps.push(now);
            steps.push(step(Standing::Next, word(pinned, visit.lang, "ending-issued"), None));
        }
    }
    Ok(steps)
}

fn step(standing: Standing, title: String, at: Option<At>) -> Step {
    Step { standing, title, lines: Vec::new(), at, holder: None, deadline: None }
}

fn told((door, visit): (&Door, &Visit), opened: &Opened, event: &Event) -> Option<String> {
    let Opened { case, pinned, .. } = opened;
    let what = |key: String| [("what", Arg::Text(word(pinned, visit.lang, &key)))];
    let say = |key: &str, args: &[(&str, Arg)]| Some(door.say(visit.lang, key, args));
    let money = |amount: &lexicon::money::Twd| [("amount", Arg::Text(amount.to_string()))];
    match event {
        Event::Opened { .. } => say("event-opened", &[]),
        Event::Paid { amount_twd, .. } => say("event-paid", &money(amount_twd)),
        Event::Misfit { amount_twd, .. } => say("event-misfit", &money(amount_twd)),
        Event::Waived { .. } => say("event-waived", &[]),
        Event::Answered { evidence, .. } => say("event-answered", &what(format!("evidence-{evidence}"))),
        Event::Unanswered { evidence, .. } => say("event-unanswered", &what(format!("evidence-{evidence}"))),
        Event::Found { ability, .. } if ability == ASSESSMENT => say("event-assessed", &[]),
        Event::Found { .. } => say("event-found", &[]),
        Event::Ranked(rank) => {
            let args = [("place", Arg::Number(rank.place.into())), ("of", Arg::Number(rank.of.into()))];
            say("event-ranked", &args)
        }
        Event::Decided { .. } => say("event-decided", &[]),
        Event::CorrectionAsked { .. } => say("event-correction-asked", &[]),
        Event::Corrected { .. } => say("event-corrected", &[]),
        Event::CorrectionLapsed => say("event-correction-lapsed", &[]),
        Event::Overdue { .. } => say("event-overdue", &[]),
        Event::PaperFiled { paper, number, .. } => {
            let rule = case.papers.iter().find(|known| known.id == *paper).map(|known| known.rule.as_str());
            let [what] = what(format!("paper-{}", rule.unwrap_or_default()));
            say("event-paper-filed", &[what, ("number", Arg::Text(number.clone()))])
        }
        Event::PaperRevoked { .. } => say("event-paper-revoked", &[]),
        Event::PaperOvertaken { .. } => say("event-paper-overtaken", &[]),
        Event::PaperUpheld { .. } => say("event-paper-upheld", &[]),
        Event::RefundOrdered { amount_twd, .. } => say("event-refund-ordered", &money(amount_twd)),
        Event::RefundSettled { .. } => say("event-refund-settled", &[]),
        Event::Reopened { .. } => say("event-reopened", &[]),
        _ => None,
    }
}

async fn papers(door: &Door, visit: &Visit, opened: &Opened) -> Result<Vec<PaperCard>, Fault> {
    let Opened { case, pinned, .. } = opened;
    let mut cards = Vec::new();
    for paper in case.papers.iter().rev().filter(|paper| paper.filed_at.is_some()) {
        let (code, bytes) = door.desk.paper_card(paper.id).await?;
        let grouped: Vec<String> =
            code.as_bytes().chunks(4).map(|part| String::from_utf8_lossy(part).into_owned()).collect();
        cards.push(PaperCard {
            title: word(pinned, visit.lang, &format!("paper-{}", paper.rule)),
            number: paper.number.clone().unwrap_or_default(),
            href: format!("/case/{}/paper", case.number),
            size: format!("PDF · {} KB", bytes.div_ceil(1024)),
            valid_until: paper.valid_until,
            verify_code: grouped.join("-"),
            verify: format!("/verify/{code}"),
            stands: paper.standing == PaperStanding::Valid,
        });
    }
    Ok(cards)
}

/// `GET /case/{number}/poll`: whether a page that waits should be looked at again.
pub async fn poll(State(door): State<Door>, visit: Visit, Path(number): Path<String>) -> Answer {
    let Opened { case, .. } = open(&door, &visit, &number, Action::SeeProgress).await?;
    let done = !matches!(case.stage, Stage::Gathering | Stage::Examining | Stage::Issuing | Stage::Paying);
    Ok(axum::Json(json!({ "done": done, "href": visit.url(&format!("/case/{number}")) })).into_response())
}

/// `GET /case/{number}/receipt`: it has arrived.
pub async fn receipt(State(door): State<Door>, visit: Visit, Path(number): Path<String>) -> Answer {
    let opened = open(&door, &visit, &number, Action::SeeProgress).await?;
    let Opened { case, pinned, .. } = &opened;
    let calendar = &door.desk.office().calendar;
    let due =
        calendar.add_working_days(case.received_at.taipei_date(), pinned.compiled.service.promise.officer_working_days);
    let to = case.answers.get("email").and_then(Value::as_str).and_then(|text| lexicon::email::Email::parse(text).ok());
    let page = Receipt {
        case_number: case.number.to_string(),
        service: word(pinned, visit.lang, "service-name"),
        arrived_at: case.received_at,
        sent_to: to.map(|email| email.masked()).unwrap_or_default(),
        next: steps(&door, &visit, &opened).await?,
        deadline: deadlines::of_due(&door, visit.lang, &due),
        usual_s: super::service::times(&door, &case.service).await?.within(50),
        case: format!("/case/{number}"),
        papers: Vec::new(),
    };
    door.page(&visit, &page)
}

/// `GET /case/{number}/pay`: what there is to pay and the way to the hosted page.
pub async fn pay(State(door): State<Door>, visit: Visit, Path(number): Path<String>) -> Answer {
    let Opened { case, pinned, who } = open(&door, &visit, &number, Action::Pay).await?;
    if case.stage != Stage::Paying {
        return Ok(go(&visit, &format!("/case/{number}")));
    }
    let (Some(gateway), Some(charge), Some(deadline)) = (&door.payment, &case.charge, &case.deadline) else {
        return Ok(go(&visit, &format!("/case/{number}")));
    };
    let order = door.desk.hosted_order(&who, case.id, door.now()).await?;
    let url = format!("{}{}", door.desk.office().public_url, visit.url(&format!("/case/{}/paid", case.number)));
    let broken = |cause: String| Fault(DeskFault::Definition(cause));
    let form = gateway
        .checkout_form(
            &Order {
                trade_no: TradeNo::parse(&order.trade_no).map_err(|e| broken(e.to_string()))?,
                amount: order.amount,
                description: order.service.clone(),
                item: format!("{} {}", order.service, order.case_number),
                means: Means::All,
                language: visit.lang,
                back: Address::parse_open(&url).map_err(|e| broken(e.to_string()))?,
                result: None,
            },
            door.now(),
        )
        .map_err(|e| broken(e.to_string()))?;
    let lines: Vec<catalogue::fee::FeeLine> = serde_json::from_value(charge.lines.clone()).unwrap_or_default();
    let line = |line: &catalogue::fee::FeeLine| FeeLine {
        what: word(&pinned, visit.lang, &format!("fee-{}", line.id)),
        count: u32::try_from(line.quantity).unwrap_or(0),
        each_twd: line.unit,
        sum_twd: line.amount,
    };
    let tariff = pinned.compiled.service.fee_of(&pinned.facts(&case), case.applied_on);
    let page = Pay {
        case_number: case.number.to_string(),
        service: word(&pinned, visit.lang, "service-name"),
        fee: Fee {
            lines: lines.iter().map(line).collect(),
            total_twd: charge.amount_twd,
            source: tariff.as_ref().map(|fee| fee.source.clone()).unwrap_or_default(),
            in_force_from: case.applied_on,
            sample: tariff.is_ok_and(|fee| fee.sample),
        },
        action: form.action,
        fields: form.fields,
        operator: door.say(visit.lang, "pay-operator", &[]),
        ways: vec![door.say(visit.lang, "pay-way-card", &[]), door.say(visit.lang, "pay-way-taiwan-pay", &[])],
        deadline: deadlines::view(&door, visit.lang, deadline),
        payer_link: None,
        notice: None,
    };
    door.page(&visit, &page)
}

/// `GET /case/{number}/paid`: back from the payment page; the call-back may come before or after.
pub async fn paid(State(door): State<Door>, visit: Visit, Path(number): Path<String>) -> Answer {
    let Opened { case, .. } = open(&door, &visit, &number, Action::SeeProgress).await?;
    if case.is_paid() {
        return Ok(go(&visit, &format!("/case/{number}")));
    }
    let page = PayReturn {
        case_number: case.number.to_string(),
        state: PayState::Waiting,
        case: format!("/case/{number}"),
        retry: Some(format!("/case/{number}/pay")),
        poll: Some(format!("/case/{number}/poll")),
        asked_at: door.now(),
    };
    door.page(&visit, &page)
}

/// `GET /case/{number}/paper`: the sealed paper.
pub async fn paper(State(door): State<Door>, visit: Visit, Path(number): Path<String>) -> Answer {
    let Opened { case, who, .. } = open(&door, &visit, &number, Action::Download).await?;
    let (_, pdf) = door.desk.download(&who, case.id).await?;
    let disposition = format!("attachment; filename=\"{}.pdf\"", case.number);
    Ok(([(header::CONTENT_TYPE, "application/pdf".to_owned()), (header::CONTENT_DISPOSITION, disposition)], pdf)
        .into_response())
}

/// `GET /case/{number}/files/{id}`: what the applicant handed in.
pub async fn attachment(State(door): State<Door>, visit: Visit, Path((number, id)): Path<(String, String)>) -> Answer {
    let Opened { case, who, .. } = open(&door, &visit, &number, Action::Download).await?;
    attaching::file(door.desk.attachment(&who, (case.id, attaching::id(&id)?), door.now()).await?)
}

/// `GET /case/{number}/withdraw`
pub async fn withdraw(State(door): State<Door>, visit: Visit, Path(number): Path<String>) -> Answer {
    let Opened { case, pinned, .. } = open(&door, &visit, &number, Action::Withdraw).await?;
    let meaning = match (case.is_paid(), case.overdue) {
        (false, _) => "withdraw-means-unpaid",
        (true, false) => "withdraw-means-paid",
        (true, true) => "withdraw-means-late",
    };
    let page = Withdraw {
        number: case.number.to_string(),
        service: word(&pinned, visit.lang, "service-name"),
        means: vec![door.say(visit.lang, meaning, &[]), door.say(visit.lang, "withdraw-means-again", &[])],
        reason: reason(&door, &visit),
        action: format!("/case/{number}/withdraw"),
        back: format!("/case/{number}"),
    };
    door.page(&visit, &page)
}

fn reason(door: &Door, visit: &Visit) -> Question {
    let label = door.say(visit.lang, "withdraw-reason", &[]);
    Question { max_chars: Some(300), optional: true, ..Question::new("reason", Kind::LongText, label) }
}

/// `POST /case/{number}/withdraw`
pub async fn withdrawn(
    State(door): State<Door>,
    visit: Visit,
    Path(number): Path<String>,
    Form(sent): Form<Vec<(String, String)>>,
) -> Answer {
    let Opened { case, who, .. } = open(&door, &visit, &number, Action::Withdraw).await?;
    let reason = sent.into_iter().find(|(name, _)| name == "reason").map(|(_, text)| text).unwrap_or_default();
    door.desk.withdraw(&who, case.id, reason.chars().take(300).collect(), door.now()).await?;
    Ok(go(&visit, &format!("/case/{number}")))
}

/// `GET /case/{number}/correct`
pub async fn correct(State(door): State<Door>, visit: Visit, Path(number): Path<String>) -> Answer {
    let opened = open(&door, &visit, &number, Action::Correct).await?;
    correction_page(&door, &visit, &opened, (Raw::new(), Vec::new()))
}

fn correction_page(
    door: &Door,
    visit: &Visit,
    Opened { case, pinned, .. }: &Opened,
    (typed, slips): (Raw, Vec<crate::view::parts::Slip>),
) -> Answer {
    let Some(correction) = &case.correction else { return Ok(go(visit, &format!("/case/{}", case.number))) };
    let wording = Wording { door, pinned, lang: visit.lang };
    let facts = pinned.facts(case);
    let before = desk::deciding::typed(case);
    let item = |item: &casework::event::CorrectionItem| {
        let asked = pinned.compiled.service.form.question(&item.question)?;
        let raw = if typed.is_empty() { &before } else { &typed };
        Some(ToCorrect { says: item.says.clone(), question: wording.question(asked, (raw, &facts), &slips) })
    };
    let page = Correction {
        number: case.number.to_string(),
        service: wording.service(),
        deadline: deadlines::view(door, visit.lang, &correction.deadline),
        items: correction.items.iter().filter_map(item).collect(),
        action: format!("/case/{}/correct", case.number),
        back: format!("/case/{}", case.number),
        slips,
        saved_at: None,
        autosave: None,
    };
    door.page(visit, &page)
}

/// `POST /case/{number}/correct`
pub async fn corrected(State(door): State<Door>, visit: Visit, Path(number): Path<String>, handed: Handed) -> Answer {
    let opened = open(&door, &visit, &number, Action::Correct).await?;
    let sent = handed.fields.clone();
    let mut raw = Raw::new();
    for (name, text) in &sent {
        raw.entry(name.clone()).or_default().push(text.clone());
    }
    let items = opened.case.correction.iter().flat_map(|correction| &correction.items);
    let form = &opened.pinned.compiled.service.form;
    let asked: Vec<&FormQuestion> = items.filter_map(|item| form.question(&item.question)).collect();
    let holder = Holder::Case(opened.case.id);
    let unkept = attaching::take((&door, visit.lang), (handed, &mut raw), (&asked, &holder)).await?;
    for asked in asked {
        match asked.kind {
            FormKind::Group => groups::take(&mut raw, &sent, &asked.id),
            // Boxes of which none is ticked send nothing.
            FormKind::Several => drop(raw.entry(asked.id.clone()).or_default()),
            _ => {}
        }
    }
    // Who adds or takes out an entry or a file has not answered yet.
    if !unkept.is_empty() || ["add", "remove"].iter().any(|pressed| raw.contains_key(*pressed)) {
        return correction_page(&door, &visit, &opened, (raw, unkept));
    }
    match door.desk.correct(&opened.who, opened.case.id, &raw, door.now()).await {
        Ok(_) => Ok(go(&visit, &format!("/case/{number}"))),
        Err(DeskFault::Answers(faults)) => {
            let slips = Wording { door: &door, pinned: &opened.pinned, lang: visit.lang }.slips(&faults);
            correction_page(&door, &visit, &opened, (raw, slips))
        }
        Err(fault) => Err(fault.into()),
    }
}
