//! Remarks as they come, listed up to a number of each kind and counted beyond it.
//!
//! A hostile file can be wrong a billion times; the list stays short and says how many
//! remarks it does not hold.

use crate::problem::{Problem, What};
use std::collections::BTreeMap;

/// The remarks about one source.
#[derive(Debug)]
pub struct Remarks {
    listed: Vec<Problem>,
    seen: BTreeMap<&'static str, u64>,
    most: u64,
}

impl Remarks {
    /// None yet; at most so many of each kind will be listed.
    pub fn new(most: u64) -> Remarks {
        Remarks { listed: Vec::new(), seen: BTreeMap::new(), most }
    }

    /// One more.
    pub fn push(&mut self, problem: Problem) {
        let seen = self.seen.entry(problem.what.code()).or_insert(0);
        *seen += 1;
        if *seen <= self.most {
            self.listed.push(problem);
        }
    }

    /// The list, closed by how many it does not hold.
    pub fn into_list(self) -> Vec<Problem> {
        let mut listed = self.listed;
        let most = self.most;
        let beyond = self.seen.into_iter().filter(|(_, seen)| *seen > most);
        listed.extend(beyond.map(|(code, seen)| {
            Problem::of_file(What::More { code: code.to_owned(), count: seen.saturating_sub(most) })
        }));
        listed
    }
}
