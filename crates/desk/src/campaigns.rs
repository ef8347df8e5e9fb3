//! A campaign as a whole: every case that waits is checked again, the list is made, and the cases are put in order by
//! a list that was published.
//!
//! The order is that of the published list and nothing else, so that an act that was interrupted half way goes on
//! where it stopped and gives everybody the same place. A case whose points are not those of the list any more stops
//! it before anything is filed.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use casework::case::Case;
use casework::event::Rank;
use casework::ranking::{Entrant, RankFault, RankList, entrant};
use casework::steps::ASSESSMENT;
use catalogue::campaign::Fund;
use catalogue::stage::Stage;
use lexicon::date::Date;
use lexicon::ids::CaseId;
use lexicon::instant::At;
use serde_json::Value;
use thiserror::Error;
use tokio::task::JoinSet;

use crate::desk::Desk;
use crate::fault::DeskFault;

/// Ids read at once.
const PAGE: u32 = 2_000;
/// Cases under way at once.
const AT_ONCE: usize = 16;

/// How far a long act has come. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Tally(Arc<AtomicUsize>);

impl Tally {
    /// How many are done.
    #[must_use]
    pub fn done(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }

    /// One more is done.
    pub fn one_more(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

/// Which campaign of which service.
#[derive(Clone, Copy, Debug)]
pub struct Season<'a> {
    pub service: &'a str,
    pub campaign: &'a str,
}

/// The event a draw would rest on, and its day.
#[derive(Clone, Debug)]
pub struct Event {
    pub name: String,
    pub on: Date,
}

/// A case that a person must look at before it can be put in order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Held {
    pub case: String,
    /// Ids of criteria that held when it was assessed and do not hold now.
    pub criteria: Vec<String>,
}

/// What checking a campaign gave.
#[derive(Clone, Debug)]
pub struct Checked {
    pub list: RankList,
    pub held: Vec<Held>,
}

/// Why a campaign is not put in order. Nothing was filed by the call that says so.
#[derive(Debug, Error)]
pub enum CampaignFault {
    #[error("the service has no campaign of that name")]
    NoCampaign,
    /// The list is not the one whose hash was published.
    #[error("the hash of this list is {0}, not the one that was published")]
    Hash(String),
    /// The case's points or weight are not those of the list any more.
    #[error("{0} has changed since the list was published; publish a new one")]
    Changed(String),
    /// It waits for a rank and the list does not name it.
    #[error("{0} waits for its place and is not on the list; publish a new one")]
    Missing(String),
    #[error(transparent)]
    Rank(#[from] RankFault),
    #[error(transparent)]
    Desk(#[from] DeskFault),
}

impl Desk {
    /// The cases of a campaign that wait for their place.
    ///
    /// # Errors
    /// The database.
    pub async fn waiting_for_rank(&self, season: Season<'_>) -> Result<Vec<CaseId>, DeskFault> {
        let mut ids: Vec<CaseId> = Vec::new();
        loop {
            let page = self.store().cases_at((season.service, Stage::Ranking), ids.last().copied(), PAGE).await?;
            if page.is_empty() {
                return Ok(ids);
            }
            ids.extend(page);
        }
    }

    /// Checks every waiting case of a campaign again and makes the list to be published.
    ///
    /// # Errors
    /// [`CampaignFault`]; the database.
    pub async fn check_campaign(
        &self,
        (season, event): (Season<'_>, Event),
        tally: &Tally,
    ) -> Result<Checked, CampaignFault> {
        let ids = self.waiting_for_rank(season).await?;
        let campaign: Arc<str> = season.campaign.into();
        let checked = self
            .each(ids, tally, move |desk, id| {
                let campaign = Arc::clone(&campaign);
                async move { desk.check_case(id, &campaign).await }
            })
            .await?;
        let (mut entrants, mut held) = (Vec::new(), Vec::new());
        for found in checked.into_iter().flatten() {
            match found {
                Ok(entrant) => entrants.push(entrant),
                Err(case) => held.push(case),
            }
        }
        held.sort();
        let title = format!("{} {}", season.service, season.campaign);
        Ok(Checked { list: RankList { title, event: event.name, drawn_on: event.on, entrants }, held })
    }

    /// Its place on the list, or why a person must look at it; nothing for a case of another campaign.
    async fn check_case(&self, id: CaseId, campaign: &str) -> Result<Option<Result<Entrant, Held>>, DeskFault> {
        let Some(case) = self.store().case(id).await? else { return Ok(None) };
        if case.campaign.as_deref() != Some(campaign) {
            return Ok(None);
        }
        let pinned = self.definition(&case.definition).await?;
        let facts = pinned.facts(&case);
        let criteria = fallen(&case, facts.0.get("criteria").unwrap_or(&Value::Null));
        let entrant = entrant(&pinned.compiled.service, (&case.step, &case.number.to_string()), &facts);
        Ok(Some(match entrant.filter(|_| criteria.is_empty()) {
            Some(entrant) => Ok(entrant),
            None => Err(Held { case: case.number.to_string(), criteria }),
        }))
    }

    /// Puts the cases of a campaign in order by a published list. Done twice it is done once.
    ///
    /// # Errors
    /// [`CampaignFault`]; nothing is filed then but by an earlier call.
    pub async fn order_campaign(
        &self,
        season: Season<'_>,
        (list, hash, outcome): (&RankList, &str, &str),
        tally: &Tally,
        now: At,
    ) -> Result<Vec<(String, Rank)>, CampaignFault> {
        if list.sha256() != hash {
            return Err(CampaignFault::Hash(list.sha256()));
        }
        let order = list.order(&self.funds(season).await?, outcome)?;
        let ranks: BTreeMap<String, Rank> = order.iter().cloned().collect();
        let listed: BTreeMap<&str, &Entrant> =
            list.entrants.iter().map(|entrant| (entrant.case.as_str(), entrant)).collect();
        let mut due: Vec<(CaseId, Rank)> = Vec::new();
        let campaign: Arc<str> = season.campaign.into();
        let standing = self
            .each(self.waiting_for_rank(season).await?, &Tally::default(), move |desk, id| {
                let campaign = Arc::clone(&campaign);
                async move { Ok(desk.check_case(id, &campaign).await?.map(|found| (id, found))) }
            })
            .await?;
        for (id, found) in standing.into_iter().flatten() {
            match found {
                Ok(entrant) => match listed.get(entrant.case.as_str()) {
                    Some(known) if **known == entrant => {
                        let rank = ranks.get(&entrant.case).cloned().ok_or(CampaignFault::Missing(entrant.case))?;
                        due.push((id, rank));
                    }
                    Some(_) => return Err(CampaignFault::Changed(entrant.case)),
                    None => return Err(CampaignFault::Missing(entrant.case)),
                },
                Err(held) if listed.contains_key(held.case.as_str()) => return Err(CampaignFault::Changed(held.case)),
                // A person looks at it; it waits on.
                Err(_) => {}
            }
        }
        let ranks: Arc<BTreeMap<CaseId, Rank>> = Arc::new(due.into_iter().collect());
        let ids: Vec<CaseId> = ranks.keys().copied().collect();
        self.each(ids, tally, move |desk, id| {
            let rank = ranks.get(&id).cloned();
            async move {
                match rank {
                    Some(rank) => desk.rank_case(id, rank, now).await.map(drop),
                    None => Ok(()),
                }
            }
        })
        .await?;
        Ok(order)
    }

    async fn funds(&self, season: Season<'_>) -> Result<Vec<Fund>, CampaignFault> {
        let pinned = self.live(season.service).await?;
        let campaign = pinned.compiled.service.campaigns.iter().find(|known| known.id == season.campaign);
        Ok(campaign.ok_or(CampaignFault::NoCampaign)?.funds.clone())
    }

    /// Does something with every case, several at once; the answers in no order.
    async fn each<T, F>(
        &self,
        ids: Vec<CaseId>,
        tally: &Tally,
        act: impl Fn(Desk, CaseId) -> F,
    ) -> Result<Vec<T>, DeskFault>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, DeskFault>> + Send + 'static,
    {
        let (mut running, mut done) = (JoinSet::new(), Vec::with_capacity(ids.len()));
        let mut take = |ended: Result<Result<T, DeskFault>, tokio::task::JoinError>| {
            done.push(ended.map_err(|broken| DeskFault::Definition(broken.to_string()))??);
            tally.one_more();
            Ok::<(), DeskFault>(())
        };
        for id in ids {
            if running.len() >= AT_ONCE
                && let Some(ended) = running.join_next().await
            {
                take(ended)?;
            }
            running.spawn(act(self.clone(), id));
        }
        while let Some(ended) = running.join_next().await {
            take(ended)?;
        }
        Ok(done)
    }
}

/// Criteria that held when the case was assessed and do not hold now. What a person has passed already is not asked
/// about again.
fn fallen(case: &Case, now: &Value) -> Vec<String> {
    let held_then = |id: &str| {
        let kept = case.findings.values().find(|found| found.ability == ASSESSMENT)?;
        let criteria = kept.body.get("criteria")?.as_array()?;
        let criterion = criteria.iter().find(|known| known.get("id").and_then(Value::as_str) == Some(id))?;
        Some(criterion.get("tri").and_then(Value::as_str) == Some("yes"))
    };
    let ids = ["failed", "open", "doubted"].into_iter().filter_map(|room| now.get(room)?.as_array()).flatten();
    ids.filter_map(Value::as_str).filter(|id| held_then(id).unwrap_or(true)).map(str::to_owned).collect()
}
