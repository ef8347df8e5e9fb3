//! Many parcels at once: a list handed in, answered beside everything else, fetched when it is done.
//!
//! Lists live in the memory of the process for an hour and are gone after a restart: they hold nobody's data
//! and can be handed in again. One is answered at a time; each keeps the plan data it was begun with.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use atlas::day::AsOf;
use atlas::release::Release;
use desk::access::{Action, Who, may};
use desk::desk::Desk;
use desk::fault::DeskFault;
use desk::issuing::secret_code;
use desk::office::Office;
use desk::parcels::{self, ParcelFault};
use lexicon::instant::At;
use lexicon::parcel::ParcelId;
use lexicon::parcel_text;
use tokio::sync::Semaphore;

use crate::list_lines::Written;
use crate::lookup::{Ground, Missing};
use crate::one;
use crate::told::ParcelTold;

/// Most lines of a list.
pub const MOST_LINES: usize = 10_000;
/// Most lists kept at once.
const MOST_LISTS: usize = 48;
/// How long a list is kept after it was handed in, in minutes.
pub const KEPT_MINUTES: i64 = 60;
/// Lines between two looks at how far it is.
const STRIDE: usize = 64;

/// All lists of the process.
#[derive(Debug)]
pub struct Lists {
    kept: Mutex<HashMap<String, Arc<List>>>,
    turn: Arc<Semaphore>,
}

/// One list.
pub struct List {
    pub at: AsOf,
    pub made_at: At,
    release: Arc<Release>,
    office: Arc<Office>,
    lines: Vec<Written>,
    answered: AtomicUsize,
    outcomes: OnceLock<Vec<Outcome>>,
}

/// What a line means.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Outcome {
    Parcel(ParcelId),
    Missing(Missing),
    Date,
}

/// What a line is answered with.
#[derive(Debug)]
pub enum LineTold<'a> {
    Parcel(Box<ParcelTold<'a>>),
    Missing(&'a Missing),
    /// Its cell holds a date.
    Date,
}

impl std::fmt::Debug for List {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.debug_struct("List").field("lines", &self.lines.len()).finish_non_exhaustive()
    }
}

impl Default for Lists {
    fn default() -> Lists {
        Lists { kept: Mutex::default(), turn: Arc::new(Semaphore::new(1)) }
    }
}

impl Lists {
    /// Begins to answer a list; what it is known by.
    ///
    /// # Errors
    /// [`DeskFault::Denied`]; [`DeskFault::TooMuch`]; [`DeskFault::Busy`] when too many are kept;
    /// [`DeskFault::NoRelease`].
    pub fn begin(
        &self,
        desk: &Desk,
        (who, at): (&Who, AsOf),
        lines: Vec<Written>,
        now: At,
    ) -> Result<String, DeskFault> {
        if !may(who, Action::SeeLand, None) {
            return Err(DeskFault::Denied);
        }
        if lines.len() > MOST_LINES {
            return Err(DeskFault::TooMuch);
        }
        let list = Arc::new(List {
            at,
            made_at: now,
            release: desk.release()?,
            office: desk.office(),
            lines,
            answered: AtomicUsize::new(0),
            outcomes: OnceLock::new(),
        });
        let name = secret_code()?;
        {
            let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            kept.retain(|_, list| now < list.made_at.minutes_later(KEPT_MINUTES));
            if kept.len() >= MOST_LISTS {
                return Err(DeskFault::Busy);
            }
            kept.insert(name.clone(), Arc::clone(&list));
        }
        let turn = Arc::clone(&self.turn);
        tokio::spawn(async move {
            let Ok(_turn) = turn.acquire().await else { return };
            if let Err(fault) = tokio::task::spawn_blocking(move || list.answer()).await {
                tracing::error!(%fault, "a list was not answered");
            }
        });
        Ok(name)
    }

    /// The list of a name, while it is kept.
    #[must_use]
    pub fn get(&self, name: &str, now: At) -> Option<Arc<List>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(name).filter(|list| now < list.made_at.minutes_later(KEPT_MINUTES)).map(Arc::clone)
    }
}

impl List {
    /// How many lines it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// How many lines were looked at.
    #[must_use]
    pub fn answered(&self) -> usize {
        self.answered.load(Ordering::Relaxed)
    }

    /// Whether every line was.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.outcomes.get().is_some()
    }

    /// Name of its plan data.
    #[must_use]
    pub fn release(&self) -> &str {
        self.release.hash()
    }

    /// Every line with its answer, in order; nothing before it is done.
    pub fn told(&self) -> impl Iterator<Item = (&str, LineTold<'_>)> {
        let outcomes = self.outcomes.get().map(Vec::as_slice).unwrap_or_default();
        self.lines.iter().zip(outcomes).map(|(line, outcome)| {
            let (Written::Parcel(text) | Written::Date(text)) = line;
            (text.as_str(), self.line(outcome))
        })
    }

    fn line<'a>(&'a self, outcome: &'a Outcome) -> LineTold<'a> {
        match outcome {
            Outcome::Parcel(id) => match one::told((&self.release, &self.office), *id, self.at) {
                Some(told) => LineTold::Parcel(Box::new(told)),
                // It was there when the list was answered, and the plan data is the same.
                None => LineTold::Date,
            },
            Outcome::Missing(missing) => LineTold::Missing(missing),
            Outcome::Date => LineTold::Date,
        }
    }

    fn answer(&self) {
        let mut outcomes = Vec::with_capacity(self.lines.len());
        for chunk in self.lines.chunks(STRIDE) {
            outcomes.extend(chunk.iter().map(|line| self.outcome(line)));
            self.answered.store(outcomes.len(), Ordering::Relaxed);
        }
        // Set once: a list is answered by one task.
        self.outcomes.get_or_init(|| outcomes);
    }

    fn outcome(&self, line: &Written) -> Outcome {
        let Written::Parcel(text) = line else { return Outcome::Date };
        let ground = Ground { release: &self.release, office: &self.office, at: self.at };
        let plain = |fault| Outcome::Missing(Missing { fault, existed: Vec::new() });
        let unreadable = || ParcelFault::Unreadable { original: text.chars().take(40).collect() };
        match parcel_text::parse(text) {
            Ok(mentions) => match mentions.as_slice() {
                [mention] => match parcels::one(mention, (&self.office, &self.release), self.at) {
                    Ok(named) => ParcelId::parse(&named.key).map_or_else(|_| plain(unreadable()), Outcome::Parcel),
                    Err(fault) => Outcome::Missing(ground.missing(mention, fault)),
                },
                _ => plain(unreadable()),
            },
            Err(fault) => plain(parcels::unreadable(fault, text)),
        }
    }
}
