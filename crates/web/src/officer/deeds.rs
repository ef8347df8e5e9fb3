//! What an officer does with a case. What the engine refuses comes back as slips beside what was typed.

use axum::extract::{Form, Path, State};
use axum::http::header;
use axum::response::IntoResponse;
use casework::case::Case;
use casework::event::CorrectionItem;
use casework::fault::Fault as Refusal;
use catalogue::check::Raw;
use desk::access::Action;
use desk::deciding::{Choice, is_correctable};
use desk::fault::DeskFault;
use desk::paying::{CASH, Payment};
use desk::working::Purpose;
use texts::Arg;

use super::case::{Kept, again, case_of, most_days};
use super::{Sent, Worker, hidden};
use crate::door::{Answer, Door, go};
use crate::view::parts::Slip;

type Fields = Vec<(String, String)>;

/// `POST /officer/cases/{number}/decide`
pub(super) async fn decide(
    State(door): State<Door>,
    worker: Worker,
    Path(number): Path<String>,
    Form(sent): Form<Fields>,
) -> Answer {
    let case = case_of(&door, &worker, (&number, Action::Decide)).await?;
    let form = Sent(sent);
    let kept = Kept {
        choice: form.get("choice").to_owned(),
        reasons: form.get("reasons").to_owned(),
        remarks: form.get("remarks").to_owned(),
        ..Kept::default()
    };
    let choice = Choice { id: kept.choice.clone(), reasons: kept.reasons.clone(), remarks: kept.remarks.clone() };
    let done = door.desk.decide_case(&worker.who(), case.id, choice, door.now()).await;
    answer(&door, &worker, (&case, kept), done).await
}

/// `POST /officer/cases/{number}/correct`
pub(super) async fn ask_correction(
    State(door): State<Door>,
    worker: Worker,
    Path(number): Path<String>,
    Form(sent): Form<Fields>,
) -> Answer {
    let case = case_of(&door, &worker, (&number, Action::AskCorrection)).await?;
    let pinned = door.desk.definition(&case.definition).await?;
    let form = Sent(sent);
    let asks = form.all("ask").map(|id| (id.to_owned(), form.get(&format!("says-{id}")).to_owned())).collect();
    let days = lexicon::fold::compact(form.get("days")).parse().ok();
    let mut kept = Kept { asks, days, ..Kept::default() };
    let say = |key: &str, args: &[(&str, Arg)]| door.say(worker.visit.lang, key, args);
    let slip = |field: String, text: String| Slip { field, text };
    let first = pinned.compiled.service.form.questions().find(|q| case.answers.contains_key(&q.id));
    if kept.asks.is_empty() {
        let field = format!("ask-{}", first.map(|question| question.id.as_str()).unwrap_or("days"));
        kept.slips.push(slip(field, say("ask-nothing", &[])));
    }
    let unsaid: Vec<String> = kept.asks.iter().filter(|(_, says)| says.is_empty()).map(|(id, _)| id.clone()).collect();
    kept.slips.extend(unsaid.into_iter().map(|id| slip(format!("ask-{id}"), say("ask-unsaid", &[]))));
    let most = most_days(&pinned, &case).map_or(0, |(most, _)| most);
    if !kept.days.is_some_and(|days| (1..=most).contains(&days)) {
        let args = [("days", Arg::Number(i64::from(most)))];
        kept.slips.push(slip("ask-days".to_owned(), say("ask-days-wrong", &args)));
    }
    if !kept.slips.is_empty() {
        return again(&door, &worker, &case, kept).await;
    }
    // In the order of the form, whatever order they were sent in; what the form does not ask is left out.
    let questions = pinned.compiled.service.form.questions().filter(|question| is_correctable(&case, question));
    let item = |id: &String| Some(CorrectionItem { question: id.clone(), says: kept.asks.get(id)?.clone() });
    let items = questions.filter_map(|question| item(&question.id)).collect();
    let asked = (items, kept.days.unwrap_or(most));
    let done = door.desk.ask_correction(&worker.who(), case.id, asked, door.now()).await;
    answer(&door, &worker, (&case, kept), done).await
}

/// `POST /officer/cases/{number}/reissue`
pub(super) async fn reissue(
    State(door): State<Door>,
    worker: Worker,
    Path(number): Path<String>,
    Form(sent): Form<Fields>,
) -> Answer {
    let case = case_of(&door, &worker, (&number, Action::Reissue)).await?;
    let reasons = Sent(sent).get("says").to_owned();
    let done = door.desk.reissue(&worker.who(), case.id, (reasons.clone(), &Raw::new()), door.now()).await;
    let kept = Kept { deed: ("reissue".to_owned(), reasons), ..Kept::default() };
    answer(&door, &worker, (&case, kept), done).await
}

/// `POST /officer/cases/{number}/revoke`: the paper that stands.
pub(super) async fn revoke(
    State(door): State<Door>,
    worker: Worker,
    Path(number): Path<String>,
    Form(sent): Form<Fields>,
) -> Answer {
    let case = case_of(&door, &worker, (&number, Action::Revoke)).await?;
    let reasons = Sent(sent).get("says").to_owned();
    let done = match case.valid_paper() {
        Some(paper) => door.desk.revoke(&worker.who(), case.id, (paper.id, reasons.clone()), door.now()).await,
        None => Err(DeskFault::Refused(Refusal::NoSuchPaper)),
    };
    let kept = Kept { deed: ("revoke".to_owned(), reasons), ..Kept::default() };
    answer(&door, &worker, (&case, kept), done).await
}

/// `POST /officer/cases/{number}/take`
pub(super) async fn take(State(door): State<Door>, worker: Worker, Path(number): Path<String>) -> Answer {
    let case = case_of(&door, &worker, (&number, Action::Decide)).await?;
    door.desk.assign(&worker.officer, case.id, Some(worker.officer.id)).await.map_err(hidden)?;
    Ok(go(&worker.visit, &format!("/officer/cases/{number}")))
}

/// `POST /officer/cases/{number}/give-back`
pub(super) async fn give_back(State(door): State<Door>, worker: Worker, Path(number): Path<String>) -> Answer {
    let case = case_of(&door, &worker, (&number, Action::Decide)).await?;
    door.desk.assign(&worker.officer, case.id, None).await.map_err(hidden)?;
    Ok(go(&worker.visit, &format!("/officer/cases/{number}")))
}

/// `POST /officer/cases/{number}/cash`: the fee was paid at the counter. The reference says who took it.
pub(super) async fn cash(State(door): State<Door>, worker: Worker, Path(number): Path<String>) -> Answer {
    let case = case_of(&door, &worker, (&number, Action::Pay)).await?;
    let order = match door.desk.order(&worker.who(), case.id, door.now()).await {
        Ok(order) => order,
        Err(fault) => return answer(&door, &worker, (&case, Kept::default()), Err(fault)).await,
    };
    let payment = Payment {
        trade_no: order.trade_no,
        reference: format!("{CASH}{}", worker.officer.id),
        gateway: "counter".to_owned(),
        amount: order.amount,
    };
    let done = door.desk.receive_payment(payment, door.now()).await;
    answer(&door, &worker, (&case, Kept::default()), done).await
}

/// `POST /officer/cases/{number}/cash-back`: what was paid in cash was handed back.
pub(super) async fn cash_back(State(door): State<Door>, worker: Worker, Path(number): Path<String>) -> Answer {
    let case = case_of(&door, &worker, (&number, Action::Pay)).await?;
    let done = door.desk.pay_back_cash(&worker.who(), case.id, door.now()).await;
    answer(&door, &worker, (&case, Kept::default()), done).await
}

/// `GET /officer/cases/{number}/paper`: the sealed paper; handing it out is in the books.
pub(super) async fn paper(State(door): State<Door>, worker: Worker, Path(number): Path<String>) -> Answer {
    let case = case_of(&door, &worker, (&number, Action::Download)).await?;
    let who = worker.who();
    door.desk.open_case(&who, (&case.number, Purpose::Download), door.now()).await.map_err(hidden)?;
    let (_, pdf) = door.desk.download(&who, case.id).await.map_err(hidden)?;
    let disposition = format!("attachment; filename=\"{}.pdf\"", case.number);
    let headers = [(header::CONTENT_TYPE, "application/pdf".to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    Ok((headers, pdf).into_response())
}

/// `GET /officer/cases/{number}/evidence/{name}`: the replies of a register as they came; who looks is in the books.
pub(super) async fn evidence(
    State(door): State<Door>,
    worker: Worker,
    Path((number, name)): Path<(String, String)>,
) -> Answer {
    let case = case_of(&door, &worker, (&number, Action::SeeCase)).await?;
    let who = worker.who();
    let file = door.desk.evidence_file(&who, (case.id, &name)).await.map_err(hidden)?;
    door.desk.open_case(&who, (&case.number, Purpose::Examine), door.now()).await.map_err(hidden)?;
    let disposition = format!("attachment; filename=\"{}-replies.json\"", case.number);
    let headers = [(header::CONTENT_TYPE, "application/json".to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    Ok((headers, file).into_response())
}

/// To the case, or the page again with what stood in the way.
async fn answer(door: &Door, worker: &Worker, (case, kept): (&Case, Kept), done: Result<Case, DeskFault>) -> Answer {
    let slip = match done {
        Ok(case) => return Ok(go(&worker.visit, &format!("/officer/cases/{}", case.number))),
        Err(DeskFault::Refused(refusal)) => {
            let text = door.say(worker.visit.lang, &format!("refused-{}", refusal.key()), &[]);
            Slip { field: field(&refusal, &kept), text }
        }
        Err(DeskFault::Conflict) => {
            Slip { field: "content".to_owned(), text: door.say(worker.visit.lang, "refused-moved", &[]) }
        }
        Err(DeskFault::Glyphs(characters)) => {
            let args = [("characters", Arg::Text(characters.into_iter().collect()))];
            Slip { field: "remarks".to_owned(), text: door.say(worker.visit.lang, "refused-glyphs", &args) }
        }
        Err(fault) => return Err(hidden(fault)),
    };
    let slips = kept.slips.iter().cloned().chain([slip]).collect();
    again(door, worker, case, Kept { slips, ..kept }).await
}

/// The field a refusal is about; the whole page where it is about none.
fn field(refusal: &Refusal, kept: &Kept) -> String {
    let deed = &kept.deed.0;
    match refusal {
        Refusal::ReasonsMissing(_) if !deed.is_empty() => deed.clone(),
        Refusal::ReasonsMissing(_) => "reasons".to_owned(),
        Refusal::RemarksMissing(_) => "remarks".to_owned(),
        Refusal::NoSuchChoice(_) => "choice".to_owned(),
        Refusal::EmptyCorrection => "ask-days".to_owned(),
        _ => "content".to_owned(),
    }
}
