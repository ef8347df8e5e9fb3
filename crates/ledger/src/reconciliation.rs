//! Daily reconciliation: the gateway's list of a day against our own books.
//!
//! It never moves money or a case: it names what fits and what a person must look at.

use std::collections::BTreeMap;

use lexicon::money::Twd;
use serde::{Deserialize, Serialize};

/// One payment as one side knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// Our trade number, the same on both sides.
    pub trade_no: String,
    pub amount_twd: Twd,
    pub paid: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    Matched,
    /// The gateway has it, we do not.
    MissingHere,
    /// We have it as paid, the gateway does not list it.
    MissingThere,
    AmountDiffers,
    StatusDiffers,
    /// The gateway lists one trade number more than once.
    Duplicate,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    pub trade_no: String,
    pub here_twd: Option<Twd>,
    pub there_twd: Option<Twd>,
    pub standing: Standing,
}

/// Compares both sides, one row per trade number, in order of trade number.
#[must_use]
pub fn reconcile(here: &[Known], there: &[Known]) -> Vec<Row> {
    let mut rows: BTreeMap<&str, (Option<&Known>, Vec<&Known>)> = BTreeMap::new();
    for known in here {
        rows.entry(&known.trade_no).or_default().0 = Some(known);
    }
    for known in there {
        rows.entry(&known.trade_no).or_default().1.push(known);
    }
    rows.into_iter().filter_map(|(trade_no, (ours, theirs))| row(trade_no, ours, &theirs)).collect()
}

fn row(trade_no: &str, ours: Option<&Known>, theirs: &[&Known]) -> Option<Row> {
    let standing = match (ours, theirs) {
        (Some(ours), []) if !ours.paid => return None,
        (Some(_), []) => Standing::MissingThere,
        (None, []) => return None,
        (_, [_, _, ..]) => Standing::Duplicate,
        (None, [_]) => Standing::MissingHere,
        (Some(ours), [theirs]) if ours.amount_twd != theirs.amount_twd => Standing::AmountDiffers,
        (Some(ours), [theirs]) if ours.paid != theirs.paid => Standing::StatusDiffers,
        (Some(_), [_]) => Standing::Matched,
    };
    Some(Row {
        trade_no: trade_no.to_owned(),
        here_twd: ours.map(|known| known.amount_twd),
        there_twd: theirs.first().map(|known| known.amount_twd),
        standing,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(trade_no: &str, amount: i64, paid: bool) -> Known {
        Known { trade_no: trade_no.into(), amount_twd: Twd::new(amount), paid }
    }

    fn check(here: &[Known], there: &[Known], expected: &[Standing]) {
        let rows = reconcile(here, there);
        assert_eq!(rows.iter().map(|row| row.standing).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn each_difference_has_its_name() {
        check(&[known("A", 60, true)], &[known("A", 60, true)], &[Standing::Matched]);
        check(&[], &[known("A", 60, true)], &[Standing::MissingHere]);
        check(&[known("A", 60, true)], &[], &[Standing::MissingThere]);
        check(&[known("A", 60, true)], &[known("A", 61, true)], &[Standing::AmountDiffers]);
        check(&[known("A", 60, false)], &[known("A", 60, true)], &[Standing::StatusDiffers]);
        check(&[known("A", 60, true)], &[known("A", 60, true), known("A", 60, true)], &[Standing::Duplicate]);
        check(&[known("A", 60, false)], &[], &[]);
    }
}
