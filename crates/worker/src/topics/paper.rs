//! Papers: drawn by the press, sealed, filed. Nothing is locked meanwhile; a second try reuses the number
//! and the facts that were frozen with it.

use desk::errands::Claimed;
use desk::fault::DeskFault;
use desk::issuing::SealedPaper;
use lexicon::ids::PaperId;
use lexicon::instant::At;
use serde::Deserialize;

use super::{Settled, again};
use crate::phases::Phase;
use crate::press::PressError;
use crate::worker::Tools;

#[derive(Deserialize)]
struct Body {
    paper: PaperId,
}

pub(crate) async fn serve(tools: &Tools, claimed: &Claimed, now: At) -> Result<Settled, DeskFault> {
    let Ok(Body { paper }) = serde_json::from_value(claimed.message.body.clone()) else {
        return Ok(Settled::Never { cause: "malformed" });
    };
    let answers = Some(claimed.claim());
    let Some(job) = tools.desk.paper_job(paper).await? else {
        return Ok(Settled::Delivered);
    };
    let drawn = match tools.phases.during(Phase::Draw, tools.press.draw(&job.request)).await {
        Ok(drawn) => drawn,
        Err(PressError::Fault(fault)) => {
            tracing::error!(%fault, number = job.number, "the press cannot draw a paper");
            return Ok(Settled::Never { cause: "press-fault" });
        }
        Err(PressError::OutOfOrder(cause)) => {
            tracing::warn!(cause, "the press is out of order");
            return Ok(again(claimed.attempt, "press-out-of-order"));
        }
    };
    let sealed = match tools.phases.during(Phase::Seal, tools.seal.seal(&drawn.pdf, &job.number, now)).await {
        Ok(sealed) => sealed,
        Err(fault) => {
            tracing::error!(%fault, number = job.number, "a paper cannot be sealed");
            return Ok(again(claimed.attempt, "seal-fault"));
        }
    };
    let sealed = SealedPaper { pdf: sealed.pdf, is_timestamped: sealed.is_timestamped };
    tools.phases.during(Phase::File, tools.desk.file_paper(paper, sealed, (answers, now))).await?;
    Ok(Settled::Answered)
}
