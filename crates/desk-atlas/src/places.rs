//! Where an address is: asked of whoever knows addresses, an outside service or a list.
//!
//! The look-up names what it needs and knows no service. An answer is a proposal: how near it is to what
//! was asked stands beside it, and the reader chooses.

use std::future::Future;
use std::pin::Pin;

use lexicon::instant::At;

use crate::coordinates::Spot;

/// A place that may be meant.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// The whole address or the name, as its register writes it.
    pub name: String,
    pub at: Spot,
    pub nearness: Nearness,
}

/// How near a place is to what was asked, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Nearness {
    /// The very door.
    Exact,
    /// Another door of the same street, or the street.
    SameStreet,
    /// Something that was said is different.
    Elsewhere,
}

/// Nobody who knows addresses answered. The look-up goes on without.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("addresses cannot be asked about now")]
pub struct NotAnswered;

/// What became of a question about an address.
pub type Finding<'a> = Pin<Box<dyn Future<Output = Result<Vec<Place>, NotAnswered>> + Send + 'a>>;

/// Whoever knows addresses.
pub trait Places: Send + Sync {
    /// Places that may be meant by a text, nearest first; empty when none is known.
    fn find<'a>(&'a self, text: &'a str, now: At) -> Finding<'a>;
}

/// Where there is nobody to ask.
pub struct NoPlaces;

impl Places for NoPlaces {
    fn find<'a>(&'a self, _: &'a str, _: At) -> Finding<'a> {
        Box::pin(async { Err(NotAnswered) })
    }
}
