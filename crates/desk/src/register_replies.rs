//! Replies of the land office that may be used again, what its answers cost, and the proof of both.
//!
//! A reply is kept with its bytes and their hash, whatever it says; replies too old to be of use are forgotten.

use lexicon::date::Date;
use lexicon::ids::CaseId;
use lexicon::instant::At;
use lexicon::money::Twd;
use lexicon::parcel::ParcelId;
use serde::{Deserialize, Serialize};
use store::filing::Filing;
use store::land_differences::StoredDifference;
use store::seal::Owner;

pub use store::outlays::Outlay;

use crate::abilities::{AskedFor, ProofFile};
use crate::access::{Action, Who, may};
use crate::desk::Desk;
use crate::differences::Said;
use crate::errands::parcels;
use crate::fault::DeskFault;
use crate::reconciling::SHOWN_DAYS;

/// The land office in the books of outlays.
pub const LAND_OFFICE: &str = "land-office";

/// What the land office said of a parcel, with the proof that it did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeptReply {
    pub said: Said,
    /// SHA-256 of the reply, hex.
    pub sha256: String,
    /// The reply itself.
    pub reply: String,
    pub cost_twd: Twd,
    pub attempts: u32,
    pub asked_at: At,
}

/// Whether a reply may be used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeping {
    Kept,
    Forgotten,
}

/// One reply as it stands in a case's file of evidence.
#[derive(Serialize)]
struct Proof<'a> {
    parcel: &'a str,
    case: &'a str,
    purpose: &'a str,
    #[serde(flatten)]
    reply: &'a KeptReply,
}

/// What a case wants to know of the land office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LandErrand {
    pub parcels: Vec<ParcelId>,
    pub asked_for: AskedFor,
}

impl Desk {
    /// The parcels a case asks about, and what for.
    ///
    /// # Errors
    /// The database.
    pub async fn land_errand(&self, id: CaseId) -> Result<LandErrand, DeskFault> {
        let case = self.store().case(id).await?.ok_or(DeskFault::NotFound)?;
        let asked_for = AskedFor { case: case.number.to_string(), purpose: case.service.clone() };
        Ok(LandErrand { parcels: parcels(&case), asked_for })
    }

    /// What the land office said of a parcel last.
    ///
    /// # Errors
    /// The database.
    pub async fn kept_reply(&self, parcel: ParcelId) -> Result<Option<KeptReply>, DeskFault> {
        let Some((body, _)) = self.store().land_reply(&parcel.key()).await? else { return Ok(None) };
        // A reply kept by another version of the program is as good as none.
        Ok(serde_json::from_value(body).ok())
    }

    /// The land office answered and is paid for it: the reply is kept, and what differs from our copy is filed.
    ///
    /// # Errors
    /// The database.
    pub async fn answered_for(
        &self,
        parcel: ParcelId,
        (reply, keeping): (&KeptReply, Keeping),
        now: At,
    ) -> Result<Option<StoredDifference>, DeskFault> {
        let body = serde_json::to_value(reply).map_err(|e| DeskFault::Definition(e.to_string()))?;
        let key = parcel.key();
        let beside = |filing: &mut Filing| {
            if keeping == Keeping::Kept {
                filing.land_reply(&key, &body, now);
            }
            filing.land_checked(&key, now).outlay(LAND_OFFICE, reply.cost_twd, now.taipei_date());
        };
        self.hold_against((parcel, &reply.said), Some(&reply.sha256), (&beside, now)).await
    }

    /// A kept reply is compared with our copy of today, without asking.
    ///
    /// # Errors
    /// The database.
    pub async fn compared_again(&self, (parcel, kept): (ParcelId, &KeptReply), now: At) -> Result<(), DeskFault> {
        let key = parcel.key();
        let beside = |filing: &mut Filing| {
            filing.land_checked(&key, now);
        };
        self.hold_against((parcel, &kept.said), Some(&kept.sha256), (&beside, now)).await?;
        Ok(())
    }

    /// The land office sent something about a parcel that nothing can be read from; `cause` is a key. What it cost
    /// is filed by [`Desk::unusable_replies`].
    ///
    /// # Errors
    /// The database.
    pub async fn unreadable_for(&self, parcel: ParcelId, cause: &str, now: At) -> Result<(), DeskFault> {
        let key = parcel.key();
        let beside = |filing: &mut Filing| {
            filing.land_checked(&key, now);
        };
        self.hold_against((parcel, &Said::Unreadable(cause.to_owned())), None, (&beside, now)).await?;
        Ok(())
    }

    /// Writes the replies a case rests on into its files, with case and purpose; gives the file. It is named in
    /// the books with [`Desk::answer_geometry`].
    ///
    /// # Errors
    /// A full disk; the database.
    pub async fn file_proof(
        &self,
        (id, asked_for): (CaseId, &AskedFor),
        replies: &[(ParcelId, KeptReply)],
    ) -> Result<Option<ProofFile>, DeskFault> {
        if replies.is_empty() {
            return Ok(None);
        }
        let keys: Vec<String> = replies.iter().map(|(parcel, _)| parcel.key()).collect();
        let proof = |(key, (_, reply)): (&String, &(ParcelId, KeptReply))| {
            let AskedFor { case, purpose } = asked_for;
            serde_json::to_value(Proof { parcel: key, case, purpose, reply })
        };
        let proofs: Result<Vec<_>, _> = keys.iter().zip(replies).map(proof).collect();
        let text = serde_json::to_vec(&proofs.map_err(|e| DeskFault::Definition(e.to_string()))?)
            .map_err(|e| DeskFault::Definition(e.to_string()))?;
        let file = self.store().put_file(Owner::Case(id), text).await?;
        Ok(Some(ProofFile { name: file.name, bytes: file.bytes }))
    }

    /// Forgets replies of before an instant.
    ///
    /// # Errors
    /// The database.
    pub async fn forget_replies(&self, before: At) -> Result<(), DeskFault> {
        let mut filing = Filing::new();
        filing.land_replies_expire(before);
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

    /// What the land office's answers of a day cost so far.
    ///
    /// # Errors
    /// The database.
    pub async fn land_outlay(&self, day: Date) -> Result<Twd, DeskFault> {
        Ok(self.store().outlay_of(LAND_OFFICE, day).await?)
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
