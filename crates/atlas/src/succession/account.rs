//! What a source says of a layer: a picture of one day, or its whole history.
//!
//! A cadastre or a plan file shows how things stand and says nothing of the past, so what it no longer shows
//! has ended; the bureau's own export carries first and last days, so what it leaves out was never so.
//! Things that are the same keep their days and their name, whatever the file numbers them.

use super::row::{Index, Row, grounded, is_same_ground, named};
use lexicon::date::Date;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// How a source tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Account {
    /// How things stand from a day on.
    Picture {
        /// The day.
        on: Date,
    },
    /// Everything with its first and last day.
    History,
}

/// What a source says of a layer.
pub struct Told<'a, T> {
    /// What it holds.
    pub things: Vec<T>,
    /// How it tells.
    pub account: Account,
    /// Whether it speaks of a row at all: of its plan area, its section, its kind.
    pub speaks_of: &'a dyn Fn(&T) -> bool,
}

/// The rows that are known once this was told, of those that were `known` before.
pub fn carried<T: Row>(known: Vec<T>, told: Told<'_, T>) -> Vec<T> {
    let on = match told.account {
        Account::Picture { on } => on,
        Account::History => {
            let mut rows = known;
            rows.retain(|row| !(told.speaks_of)(row));
            rows.extend(told.things);
            return rows;
        }
    };
    let is_shown = |row: &T| (told.speaks_of)(row) && row.days().0.covers(on);
    let (standing, mut rows): (Vec<T>, Vec<T>) = known.into_iter().partition(is_shown);
    let index = Index::new(standing.iter().map(grounded));
    let mut stays = vec![false; standing.len()];
    let mut fresh = Vec::new();
    for thing in told.things {
        let is_it = |at: &usize| !stays[*at] && is_one_thing(&thing, &standing[*at]);
        match index.find(grounded(&thing)).find(is_it) {
            Some(at) => stays[at] = true,
            None => fresh.push(thing),
        }
    }
    for (mut row, stays) in standing.into_iter().zip(stays) {
        let last = on.yesterday().unwrap_or(on);
        if !stays && row.days().0.from > last {
            continue;
        }
        if !stays {
            row.days_mut().0.until = Some(last);
        }
        rows.push(row);
    }
    name_apart(&rows, &mut fresh, on);
    rows.extend(fresh);
    rows
}

fn is_one_thing<T: Row>(a: &T, b: &T) -> bool {
    (T::IS_NAME_FREE || a.has_name_of(b)) && a.says_as(b) && is_same_ground(a, b)
}

/// Gives what is new a name no other has on one of its days.
fn name_apart<T: Row>(rows: &[T], fresh: &mut [T], on: Date) {
    if !T::IS_NAME_FREE {
        return;
    }
    let index = Index::new(rows.iter().map(named));
    let mut given: HashMap<u64, Vec<usize>> = HashMap::new();
    for i in 0..fresh.len() {
        let clashes = |thing: &T| {
            let meets = |other: &T| thing.has_name_of(other) && thing.days().0.meets(other.days().0);
            let before = given.get(&named(thing)).into_iter().flatten();
            index.find(named(thing)).any(|at| meets(&rows[at])) || before.into_iter().any(|&at| meets(&fresh[at]))
        };
        if clashes(&fresh[i]) {
            let renamed = |number| {
                let mut thing = fresh[i].clone();
                thing.rename(on, number);
                thing
            };
            // As many names as there are things always leave one free.
            let free = (0..=fresh.len() as u32 + rows.len() as u32).map(renamed).find(|thing| !clashes(thing));
            if let Some(thing) = free {
                fresh[i] = thing;
            }
        }
        given.entry(named(&fresh[i])).or_default().push(i);
    }
}
