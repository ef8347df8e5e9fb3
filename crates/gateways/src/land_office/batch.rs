//! Many parcels in one call: each asked once, a few at a time.
//!
//! The parcel WFS takes one parcel a request (LD, SCNO, PO), so a batch is many requests over one
//! token. A parcel named twice is asked and paid for once. When the breaker opens on the way, the
//! rest is turned away unasked.
//!
//! Refuses: more parcels than [`Batch::most`]; the caller parts them, and files what it has so far.

use super::answer::Answer;
use super::{LandOffice, Sought};
use crate::error::{GatewayError, System};
use futures_util::StreamExt;
use lexicon::instant::At;
use serde::Deserialize;

/// Bounds of many questions at once. Configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Batch {
    /// Most parcels of one call.
    pub most: usize,
    /// Most questions under way at the same time, at least one.
    pub at_once: usize,
}

impl Default for Batch {
    /// A hundred parcels, four at a time.
    fn default() -> Batch {
        Batch { most: 100, at_once: 4 }
    }
}

/// What became of one parcel of a batch.
#[derive(Debug)]
pub struct Asked {
    /// The parcel.
    pub sought: Sought,
    /// Its answer, or why there is none.
    pub answer: Result<Answer, GatewayError>,
}

/// More parcels than one call may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("more than {most} parcels in one call")]
pub struct TooMany {
    /// As many are allowed.
    pub most: usize,
}

impl LandOffice {
    /// As [`LandOffice::ask`] for many parcels, in the order they were first named.
    ///
    /// Fails as a whole only with [`TooMany`]; what fails for one parcel stands with it.
    pub async fn ask_many(&self, sought: &[Sought], now: At) -> Result<Vec<Asked>, GatewayError> {
        let Batch { most, at_once } = self.config.batch;
        if sought.len() > most {
            return Err(GatewayError::refused(System::LandOffice, TooMany { most }));
        }
        let mut once: Vec<&Sought> = Vec::new();
        for parcel in sought {
            if !once.contains(&parcel) {
                once.push(parcel);
            }
        }
        let asking: Vec<_> = once.into_iter().map(|parcel| self.ask_one(parcel, now)).collect();
        Ok(futures_util::stream::iter(asking).buffered(at_once.max(1)).collect().await)
    }

    async fn ask_one(&self, sought: &Sought, now: At) -> Asked {
        Asked { sought: sought.clone(), answer: self.ask(sought, now).await }
    }
}
