//! Papers and plan data that changed: what a paper says, held against what one made by a release would say.
//!
//! A certificate rests on the plan data of its day. When new data answers otherwise for its parcels, whoever
//! verifies it is told from when and by which plan, and its holder is written to; when the data is taken back,
//! the note is too. Both happen once, however often they are asked for. Nothing is revoked: the paper goes on
//! to show how things stood on its day.

use casework::case::Case;
use casework::command::{Command, Deed};
use casework::event::{Actor, Overtaking};
use catalogue::step::Action;
use lexicon::date::Date;
use lexicon::ids::PaperId;
use lexicon::instant::At;
use papers::facts::{ParcelFacts, ZoneFacts};
use serde_json::Value;
use store::fault::{CryptError, StoreError};

use atlas::release::Release;

pub use store::papers::StandingPaper;

use crate::abilities::{self, PaperTerms, World};
use crate::desk::Desk;
use crate::fault::DeskFault;
use crate::issuing::Frozen;

/// A paper that stands, weighed against a release.
#[derive(Clone, Debug)]
pub struct Weighed {
    pub paper: StandingPaper,
    /// As printed.
    pub number: String,
    /// The case, as its holder knows it.
    pub case_number: String,
    /// What it says of each parcel.
    pub says: Vec<ParcelFacts>,
    /// What one made by the release would say.
    pub would_say: Vec<ParcelFacts>,
    /// Whether its verify page says already that it is overtaken.
    pub is_overtaken: bool,
}

impl Weighed {
    /// Whether the release says other than the paper.
    #[must_use]
    pub fn differs(&self) -> bool {
        self.says != self.would_say
    }

    /// The plan case that rules a parcel now and did not before: its name and the number of its announcement.
    #[must_use]
    pub fn by_plan(&self) -> Option<(String, String)> {
        let is_cited = |zone: &ZoneFacts| {
            let mut cited = self.says.iter().flat_map(|parcel| &parcel.zones);
            cited.any(|old| old.plan_name == zone.plan_name && old.announcement_number == zone.announcement_number)
        };
        let mut zones = self.would_say.iter().flat_map(|parcel| &parcel.zones);
        zones.find(|zone| !is_cited(zone)).map(|zone| (zone.plan_name.clone(), zone.announcement_number.clone()))
    }
}

impl Desk {
    /// Papers that stand and have not expired on a day, by id, after one of them.
    ///
    /// # Errors
    /// The database.
    pub async fn standing_papers(
        &self,
        on: Date,
        page: (Option<PaperId>, u32),
    ) -> Result<Vec<StandingPaper>, DeskFault> {
        Ok(self.store().standing_papers(on, page).await?)
    }

    /// Weighs a paper against a release as of a day. Nothing for a paper whose case was erased, and for one
    /// that cannot be made any more by the abilities of this program.
    ///
    /// # Errors
    /// The database.
    pub async fn weigh(
        &self,
        paper: StandingPaper,
        (release, on): (&Release, Date),
    ) -> Result<Option<Weighed>, DeskFault> {
        let loaded = self.paper_and_case(paper).await;
        let (case, frozen) = match loaded {
            Ok(loaded) => loaded,
            Err(DeskFault::Store(StoreError::Crypt(CryptError::Erased(_))) | DeskFault::NotFound) => return Ok(None),
            Err(fault) => return Err(fault),
        };
        let Some(known) = case.paper(paper.id) else { return Ok(None) };
        let would_say = match self.parcels_made((&case, &known.rule), (release, on)).await {
            Ok(record) => record,
            Err(DeskFault::Ability(fault)) => {
                tracing::warn!(paper = %paper.id, %fault, "a paper could not be weighed");
                return Ok(None);
            }
            Err(fault) => return Err(fault),
        };
        let (Some(says), Some(would_say)) = (parcels(&frozen.record), parcels(&would_say)) else { return Ok(None) };
        Ok(Some(Weighed {
            paper,
            number: known.number.clone().unwrap_or_default(),
            case_number: case.number.to_string(),
            says,
            would_say,
            is_overtaken: known.overtaken.is_some(),
        }))
    }

    async fn paper_and_case(&self, paper: StandingPaper) -> Result<(Case, Frozen), DeskFault> {
        let case = self.store().case(paper.case).await?.ok_or(DeskFault::NotFound)?;
        Ok((case, self.frozen(paper.id).await?))
    }

    /// The record of a paper of this rule, made now by this release as of that day.
    async fn parcels_made(
        &self,
        (case, rule): (&Case, &str),
        (release, on): (&Release, Date),
    ) -> Result<Value, DeskFault> {
        let pinned = self.definition(&case.definition).await?;
        let service = &pinned.compiled.service;
        let rule = service.papers.get(rule).ok_or(DeskFault::NotFound)?;
        let office = self.office();
        let world = World { release, office: &office, today: on };
        let mut facts = case.facts();
        for step in &service.steps {
            if let Action::Ability { name, version, finding } = &step.action {
                let found = abilities::find(name, *version, &world, &facts)?;
                facts.0["findings"][finding] = found;
            }
        }
        let terms = PaperTerms {
            grounds: std::collections::BTreeMap::new(),
            campaign: String::new(),
            issued_on: on,
            valid_until: None,
            verify_url: String::new(),
            verify_code: String::new(),
            chosen: Default::default(),
            fee: String::new(),
        };
        let maker = (rule.facts.name.as_str(), rule.facts.version);
        Ok(abilities::make(maker, &world, &facts, &terms)?.record)
    }

    /// Notes on the paper's case what the release of this hash says of it, and tells its holder; says whether
    /// anything changed. Again is no fault and does nothing.
    ///
    /// # Errors
    /// The database; the engine's refusal.
    pub async fn settle(&self, weighed: &Weighed, release: &str, now: At) -> Result<bool, DeskFault> {
        let (paper, release) = (weighed.paper.id, release.to_owned());
        let deed = match (weighed.differs(), weighed.is_overtaken) {
            (true, false) => {
                let by = Overtaking { release, on: now.taipei_date(), plan: weighed.by_plan() };
                Deed::Overtake { paper, by }
            }
            (false, true) => Deed::Uphold { paper, release },
            _ => return Ok(false),
        };
        self.turn(weighed.paper.case, Command { by: Actor::System, deed }, now).await?;
        Ok(true)
    }
}

fn parcels(record: &Value) -> Option<Vec<ParcelFacts>> {
    serde_json::from_value(record.get("parcels")?.clone()).ok()
}
