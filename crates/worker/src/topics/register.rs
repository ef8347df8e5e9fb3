//! Registers of other agencies: asked for a case, about the people its service names, and answered once.
//!
//! Trouble over there is tried again; an answer that decides nothing (of somebody else, contradicting itself) is
//! not used, and the case goes on without, with the cause, for a person to look at.

use desk::errands::Claimed;
use desk::fault::DeskFault;
use desk::registers::{Answer, RegisterErrand};
use gateways::registers::{AnswerError, Question};
use lexicon::instant::At;
use serde::Deserialize;

use super::Settled;
use crate::worker::Tools;

/// Tries before the case goes on without an answer.
const TRIES: u32 = 3;

#[derive(Deserialize)]
struct Body {
    evidence: String,
}

/// What a register is asked for a case.
#[must_use]
pub fn question(errand: &RegisterErrand) -> Question {
    Question {
        register: errand.query.clone(),
        case: errand.case.clone(),
        purpose: errand.purpose.clone(),
        about: errand.about.clone(),
        address: errand.address.clone(),
    }
}

pub(crate) async fn serve(tools: &Tools, claimed: &Claimed, now: At) -> Result<Settled, DeskFault> {
    let body = serde_json::from_value(claimed.message.body.clone());
    let (Ok(Body { evidence }), Some(registers), Some(case)) = (body, tools.registers.as_ref(), claimed.message.case)
    else {
        return Ok(Settled::Never { cause: "malformed" });
    };
    let answers = (Some(claimed.claim()), now);
    let errand = tools.desk.register_errand(case, &evidence).await?;
    if errand.about.is_empty() && errand.address.is_none() {
        tools.desk.no_answer(case, (&evidence, "nobody-to-ask-about"), answers).await?;
        return Ok(Settled::Answered);
    }
    match registers.ask(&question(&errand)).await {
        Ok(reply) => {
            let answer = Answer { as_of: reply.as_of, records: reply.records, raw: reply.raw };
            tools.desk.answer_register(case, (&evidence, &errand, answer), answers).await?;
        }
        Err(fault) if fault.may_pass() && claimed.attempt < TRIES => {
            return Ok(Settled::Again { cause: "register-unavailable" });
        }
        Err(fault) => {
            tracing::warn!(%fault, "a register gives no usable answer");
            let wrong = fault.cause::<AnswerError>().map(|error| error.key());
            let cause = wrong.unwrap_or(if fault.may_pass() { "unavailable" } else { "refused" });
            tools.desk.no_answer(case, (&evidence, cause), answers).await?;
        }
    }
    Ok(Settled::Answered)
}
