//! Replies of the land office that may be used again, and what its answers cost.

use lexicon::date::Date;
use lexicon::instant::At;
use lexicon::money::Twd;
use lexicon::parcel::ParcelId;
use store::filing::Filing;

pub use store::outlays::Outlay;

use crate::abilities::ParcelReply;
use crate::access::{Action, Who, may};
use crate::desk::Desk;
use crate::fault::DeskFault;
use crate::reconciling::SHOWN_DAYS;

/// The land office in the books of outlays.
pub const LAND_OFFICE: &str = "land-office";

impl Desk {
    /// What the land office said of a parcel last, and when.
    ///
    /// # Errors
    /// The database.
    pub async fn kept_reply(&self, parcel: ParcelId) -> Result<Option<(ParcelReply, At)>, DeskFault> {
        let Some((body, at)) = self.store().land_reply(&parcel.key()).await? else { return Ok(None) };
        // A reply kept by another version of the program is as good as none.
        Ok(serde_json::from_value(body).ok().map(|reply| (reply, at)))
    }

    /// The land office answered and is paid for it; a found parcel is kept.
    ///
    /// # Errors
    /// The database.
    pub async fn answered_for(&self, reply: Option<&ParcelReply>, cost: Twd, now: At) -> Result<(), DeskFault> {
        let mut filing = Filing::new();
        if let Some(reply) = reply {
            let body = serde_json::to_value(reply).map_err(|e| DeskFault::Definition(e.to_string()))?;
            filing.land_reply(&reply.key, &body, now);
        }
        filing.outlay(LAND_OFFICE, cost, now.taipei_date());
        self.store().file(filing).await?;
        Ok(())
    }

    /// The land office is paid for replies that no answer could be read from: the day, how many, and what for all.
    ///
    /// # Errors
    /// The database.
    pub async fn unusable_replies(&self, days: &[(Date, u32, Twd)]) -> Result<(), DeskFault> {
        if days.is_empty() {
            return Ok(());
        }
        let mut filing = Filing::new();
        for (day, count, twd) in days {
            filing.outlays(LAND_OFFICE, (*count, *twd), *day);
        }
        self.store().file(filing).await?;
        Ok(())
    }

    /// What outside systems cost up to `today`, over the days an officer is shown.
    ///
    /// # Errors
    /// [`DeskFault::Denied`] for who may not see the office's money; the database.
    pub async fn outlays(&self, who: &Who, today: Date) -> Result<Vec<Outlay>, DeskFault> {
        if !may(who, Action::SeeMoney, None) {
            return Err(DeskFault::Denied);
        }
        let from = At::taipei_midnight(today).minutes_later(-SHOWN_DAYS * 24 * 60).taipei_date();
        Ok(self.store().outlays(from).await?)
    }
}
