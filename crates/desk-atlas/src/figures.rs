//! The public statistics of land at a day, beside a second day.
//!
//! Figures are computed once for all days between two changes of a release, kept for the last few that were
//! asked for, one at a time and with a short queue: a page that anybody may open must not be a way to burn the
//! processor. What the figures are is said in [`atlas::figures`]; what is shown of them in
//! [`crate::figure_lines`]. Keeps nothing of who asked.

use std::sync::{Arc, Mutex, PoisonError};

use atlas::changes::Changes;
use atlas::day::AsOf;
use atlas::figures::{Figures, figures};
use atlas::release::Release;
use desk::access::{Action, Who, may};
use desk::desk::Desk;
use desk::fault::DeskFault;
use desk::office::Office;
use lexicon::date::Date;
use tokio::sync::Semaphore;

use crate::figure_lines::{AreaLine, DistrictLine, areas, districts};

/// Figures of so many days are kept.
const KEPT: usize = 32;
/// So many may wait for figures that are not kept, the one that is served included.
const QUEUE: usize = 8;

/// The figures that were computed last.
#[derive(Debug)]
pub struct FigureBook {
    kept: Mutex<Kept>,
    queue: Semaphore,
    turn: Semaphore,
}

#[derive(Debug, Default)]
struct Kept {
    /// Hash of the release everything here is of.
    release: String,
    changes: Option<Arc<Changes>>,
    /// What was asked for last stands last.
    figures: Vec<(AsOf, Arc<Figures>)>,
}

/// What is asked for: a day, and an earlier one to compare it with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    pub on: Date,
    pub against: Option<Date>,
}

/// The figures of one day, with what the office adds to them.
#[derive(Clone, Debug)]
pub struct DayFigures {
    pub on: Date,
    /// By code; every plan area of the release.
    pub areas: Vec<AreaLine>,
    /// In the order of the office's sections.
    pub districts: Vec<DistrictLine>,
}

/// What came of it.
#[derive(Debug)]
pub struct Statistics {
    /// SHA-256 of the plan data.
    pub release: String,
    pub day: DayFigures,
    pub against: Option<DayFigures>,
    pub office: Arc<Office>,
}

impl Default for FigureBook {
    fn default() -> FigureBook {
        FigureBook { kept: Mutex::default(), queue: Semaphore::new(QUEUE), turn: Semaphore::new(1) }
    }
}

impl FigureBook {
    /// The statistics of a day.
    ///
    /// # Errors
    /// [`DeskFault::Denied`]; [`DeskFault::NoRelease`]; [`DeskFault::Busy`] when too many wait.
    pub async fn statistics(&self, desk: &Desk, who: &Who, asked: Asked) -> Result<Statistics, DeskFault> {
        if !may(who, Action::SeeLand, None) {
            return Err(DeskFault::Denied);
        }
        let (release, office) = (desk.release()?, desk.office());
        let day = async |on: Date| -> Result<DayFigures, DeskFault> {
            let figures = self.figures(&release, on).await?;
            let districts = districts(&figures, &office.sections);
            Ok(DayFigures { on, areas: areas(&figures, &release, (&office.statistics, on)), districts })
        };
        let against = match asked.against {
            Some(on) => Some(day(on).await?),
            None => None,
        };
        Ok(Statistics { release: release.hash().to_owned(), day: day(asked.on).await?, against, office })
    }

    async fn figures(&self, release: &Arc<Release>, on: Date) -> Result<Arc<Figures>, DeskFault> {
        if let Some(found) = self.kept(release, on) {
            return Ok(found);
        }
        let _place = self.queue.try_acquire().map_err(|_| DeskFault::Busy)?;
        let _turn = self.turn.acquire().await.map_err(|_| DeskFault::Busy)?;
        // Whoever had the turn before may have computed just this.
        if let Some(found) = self.kept(release, on) {
            return Ok(found);
        }
        let known = self.changes(release);
        let data = Arc::clone(release);
        let computed = tokio::task::spawn_blocking(move || {
            let changes = known.unwrap_or_else(|| Arc::new(Changes::of(&data)));
            let at = AsOf::from(changes.last(on));
            (Arc::new(figures(&data, at)), at, changes)
        });
        let (found, at, changes) = computed.await.map_err(|fault| DeskFault::Definition(fault.to_string()))?;
        self.keep((release.hash(), changes), at, &found);
        Ok(found)
    }

    fn changes(&self, release: &Release) -> Option<Arc<Changes>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.changes.clone().filter(|_| kept.release == release.hash())
    }

    fn kept(&self, release: &Release, on: Date) -> Option<Arc<Figures>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.release != release.hash() {
            return None;
        }
        let at = AsOf::from(kept.changes.as_ref()?.last(on));
        let place = kept.figures.iter().position(|(of, _)| *of == at)?;
        let found = kept.figures.remove(place);
        let figures = Arc::clone(&found.1);
        kept.figures.push(found);
        Some(figures)
    }

    fn keep(&self, (release, changes): (&str, Arc<Changes>), at: AsOf, found: &Arc<Figures>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.release != release {
            *kept = Kept { release: release.to_owned(), ..Kept::default() };
        }
        kept.changes = Some(changes);
        if kept.figures.len() >= KEPT {
            kept.figures.remove(0);
        }
        kept.figures.push((at, Arc::clone(found)));
    }

    /// How many days' figures are kept.
    #[must_use]
    pub fn kept_days(&self) -> usize {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).figures.len()
    }
}
