//! How much an agency's programs may look up in a day, and what is left of it.
//!
//! Counted durably, in blocks taken ahead, so that an answer costs no write: a restart counts what was
//! left of a block as used, never the other way. Days are those of Taipei.

use std::collections::HashMap;

use desk::agencies::Caller;
use desk::desk::Desk;
use desk::fault::DeskFault;
use lexicon::date::{Date, days_before, next_day};
use lexicon::instant::At;
use store::fault::FileError;
use store::filing::Filing;
use tokio::sync::Mutex;

/// Look-ups taken with one write.
const BLOCK: u32 = 100;
/// Days whose counts are kept.
const KEPT_DAYS: u32 = 400;

/// Every agency's block of today, for the one process that answers.
#[derive(Debug, Default)]
pub struct Quotas(Mutex<HashMap<String, Block>>);

#[derive(Clone, Copy, Debug)]
struct Block {
    day: Date,
    /// What the books say was taken of the day.
    taken: u32,
    /// What is left of it in memory.
    left: u32,
}

/// How an agency stands today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    pub daily: u32,
    pub left: u32,
    /// When the next day begins.
    pub renews_at: At,
}

/// Why nothing is spent.
#[derive(Debug, thiserror::Error)]
pub enum QuotaFault {
    #[error("the day's look-ups are used up")]
    Spent(Standing),
    #[error(transparent)]
    Desk(#[from] DeskFault),
}

impl Quotas {
    /// Spends so many look-ups of an agency's day; none only tells how it stands.
    ///
    /// # Errors
    /// [`QuotaFault::Spent`] when fewer are left, and then none is spent; the database.
    pub async fn spend(&self, desk: &Desk, (caller, count): (&Caller, u32), now: At) -> Result<Standing, QuotaFault> {
        let day = now.taipei_date();
        let mut blocks = self.0.lock().await;
        let mut block = match blocks.get(&caller.agency) {
            Some(block) if block.day == day => *block,
            _ => begun(desk, caller, day).await?,
        };
        if block.left < count {
            block = more(desk, (caller, count), block).await?;
        }
        let enough = block.left >= count;
        if enough {
            block.left -= count;
        }
        blocks.insert(caller.agency.clone(), block);
        let standing = Standing {
            daily: caller.daily,
            left: caller.daily.saturating_sub(block.taken - block.left),
            renews_at: At::taipei_midnight(next_day(day)),
        };
        if enough { Ok(standing) } else { Err(QuotaFault::Spent(standing)) }
    }
}

/// The day's first block is empty; what other processes took counts.
async fn begun(desk: &Desk, caller: &Caller, day: Date) -> Result<Block, DeskFault> {
    let mut filing = Filing::new();
    filing.api_uses_expire(days_before(day, KEPT_DAYS));
    desk.store().file(filing).await?;
    Ok(Block { day, taken: desk.store().api_use(&caller.agency, day).await?, left: 0 })
}

/// Takes another block, or as much as is left of the day.
async fn more(desk: &Desk, (caller, count): (&Caller, u32), block: Block) -> Result<Block, DeskFault> {
    let taken = desk.store().api_use(&caller.agency, block.day).await?;
    let take = BLOCK.max(count - block.left).min(caller.daily.saturating_sub(taken));
    if block.left + take < count {
        return Ok(Block { taken, ..block });
    }
    let mut filing = Filing::new();
    filing.api_use(&caller.agency, block.day, (take, caller.daily));
    match desk.store().file(filing).await {
        Ok(_) => Ok(Block { taken: taken + take, left: block.left + take, ..block }),
        // Another process was quicker; the next request looks again.
        Err(FileError::Conflict(_)) => Ok(Block { taken, ..block }),
        Err(fault) => Err(fault.into()),
    }
}
