//! A case for the agency that opened it: where it stands, and its paper.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use casework::case::Case;
use desk::access::Action;
use desk::fault::DeskFault;
use lexicon::case_number::CaseNumber;
use serde_json::{Value, json};

use super::Known;
use super::problem::Problem;
use crate::door::Door;

/// `GET /api/v1/cases/{number}`
pub(super) async fn show(
    State(door): State<Door>,
    known: Known,
    Path(number): Path<String>,
) -> Result<Json<Value>, Problem> {
    let case = find(&door, &known, (&number, Action::SeeProgress)).await?;
    Ok(Json(progress(&case, &door.desk.office().public_url)))
}

/// `GET /api/v1/cases/{number}/paper`
pub(super) async fn paper(
    State(door): State<Door>,
    known: Known,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let case = find(&door, &known, (&number, Action::Download)).await?;
    let paper = door.desk.download(&known.caller.who(), case.id).await;
    let (_, pdf) = paper.map_err(|fault| Problem::of(&door, &known.call, fault))?;
    Ok(([(header::CONTENT_TYPE, "application/pdf")], pdf).into_response())
}

async fn find(door: &Door, known: &Known, (number, action): (&str, Action)) -> Result<Case, Problem> {
    let told = |fault: DeskFault| Problem::of(door, &known.call, fault);
    let number = CaseNumber::parse(number).map_err(|_| told(DeskFault::NotFound))?;
    let case = door.desk.case_for(&known.caller.who(), &number, action).await.map_err(told)?;
    if known.caller.opens(&case.service) { Ok(case) } else { Err(told(DeskFault::NotFound)) }
}

/// Where a case stands. Names nobody.
pub(super) fn progress(case: &Case, public_url: &str) -> Value {
    let own = format!("{public_url}/api/v1/cases/{}", case.number);
    let charge = case.charge.as_ref().map(|charge| json!({ "amount_twd": charge.amount_twd, "paid": case.is_paid() }));
    let paper = case.valid_paper();
    let asked = case
        .correction
        .as_ref()
        .map(|correction| json!({ "items": correction.items, "closes_at": correction.deadline.at }));
    json!({
        "number": case.number.to_string(),
        "service": case.service,
        "stage": case.stage,
        "step": case.step,
        "received_at": case.received_at,
        "closes_at": case.deadline.as_ref().map(|deadline| deadline.at),
        "overdue": case.overdue,
        "ending": case.ending,
        "charge": charge,
        "correction": asked,
        "paper": paper.map(|paper| json!({ "number": paper.number, "valid_until": paper.valid_until })),
        "links": {
            "self": own,
            "paper": paper.map(|_| format!("{own}/paper")),
        },
    })
}
