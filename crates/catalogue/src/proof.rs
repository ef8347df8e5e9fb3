//! The proof that a table has no hole and no contradiction.
//!
//! For every stretch of days with the same rules in force, the declared domains are split into the
//! pieces the cells can tell apart, and each combination of pieces is counted. Combinations that meet
//! the same rows are looked at once, so that a table of many inputs stays cheap to prove.

use std::collections::{BTreeMap, BTreeSet};

use lexicon::date::{Date, next_day};

use crate::cell::Part;
use crate::domain::{Domain, Item};
use crate::table::{Hit, Input, Table};

/// Most looks before a table is called too large. A limit of the machine, not of the law.
const MOST_LOOKS: usize = 200_000;
/// Most findings of one kind that are named.
const MOST_NAMED: usize = 8;

/// Something a table must not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Finding {
    /// No row fits this combination from this day on.
    Hole {
        from: Date,
        combination: String,
        near: usize,
    },
    /// Two rows (indexes) fit this combination.
    Overlap {
        rows: (usize, usize),
        from: Date,
        combination: String,
    },
    /// No rule at all is in force from this day on.
    Gap {
        from: Date,
    },
    /// A row that an earlier row always wins over.
    NeverHit {
        row: usize,
    },
    TooLarge,
}

/// Everything wrong with a table.
pub(crate) fn prove(table: &Table) -> Vec<Finding> {
    if matches!(table.hit, Hit::CollectSum(_) | Hit::CollectMax) {
        return Vec::new();
    }
    let mut findings = Vec::new();
    let mut winners = BTreeSet::new();
    for day in turning_days(table) {
        let alive: Vec<usize> =
            table.rows.iter().enumerate().filter(|(_, row)| row.holds_on(day)).map(|(index, _)| index).collect();
        if alive.is_empty() {
            if table.default.is_none() {
                findings.push(Finding::Gap { from: day });
            }
            continue;
        }
        let mut walk = Walk { table, day, seen: BTreeSet::new(), findings: Vec::new(), winners: &mut winners };
        walk.down(0, &alive, &mut Vec::new());
        findings.extend(walk.findings);
    }
    if table.hit == Hit::First && findings.is_empty() {
        let never = (0..table.rows.len()).filter(|row| !winners.contains(row));
        findings.extend(never.map(|row| Finding::NeverHit { row }));
    }
    findings
}

/// The days on which the rules in force change; each begins a stretch.
fn turning_days(table: &Table) -> BTreeSet<Date> {
    let begins = table.rows.iter().map(|row| row.from);
    let ends = table.rows.iter().filter_map(|row| row.until).map(next_day);
    begins.chain(ends).collect()
}

struct Walk<'a> {
    table: &'a Table,
    day: Date,
    seen: BTreeSet<(usize, Vec<usize>)>,
    findings: Vec<Finding>,
    winners: &'a mut BTreeSet<usize>,
}

impl Walk<'_> {
    fn down(&mut self, index: usize, alive: &[usize], chosen: &mut Vec<(usize, Item)>) {
        if self.seen.len() > MOST_LOOKS {
            if !self.findings.contains(&Finding::TooLarge) {
                self.findings.push(Finding::TooLarge);
            }
            return;
        }
        if !self.seen.insert((index, alive.to_vec())) {
            return;
        }
        let Some(input) = self.table.inputs.get(index) else {
            self.arrive(alive, chosen);
            return;
        };
        for (fitting, item) in self.pieces(index, input, alive) {
            chosen.push((index, item));
            if fitting.is_empty() {
                self.hole(alive, chosen);
            } else {
                self.down(index + 1, &fitting, chosen);
            }
            chosen.pop();
        }
    }

    /// The pieces of a domain, one witness for each set of rows they leave.
    fn pieces(&self, index: usize, input: &Input, alive: &[usize]) -> BTreeMap<Vec<usize>, Item> {
        let mut pieces = BTreeMap::new();
        for item in witnesses(self.table, index, &input.domain) {
            let takes = |row: &usize| self.table.rows[*row].cells[index].takes(&item);
            let fitting: Vec<usize> = alive.iter().copied().filter(takes).collect();
            pieces.entry(fitting).or_insert(item);
        }
        pieces
    }

    fn arrive(&mut self, alive: &[usize], chosen: &[(usize, Item)]) {
        self.winners.extend(alive.first());
        if let (Hit::Unique, [first, second, ..]) = (&self.table.hit, alive) {
            let known =
                |finding: &Finding| matches!(finding, Finding::Overlap { rows, .. } if *rows == (*first, *second));
            if self.findings.len() < MOST_NAMED && !self.findings.iter().any(known) {
                let combination = self.combination(chosen);
                self.findings.push(Finding::Overlap { rows: (*first, *second), from: self.day, combination });
            }
        }
    }

    fn hole(&mut self, alive: &[usize], chosen: &[(usize, Item)]) {
        if self.table.default.is_none() && self.findings.len() < MOST_NAMED {
            let near = alive.last().copied().unwrap_or(0);
            self.findings.push(Finding::Hole { from: self.day, combination: self.combination(chosen), near });
        }
    }

    fn combination(&self, chosen: &[(usize, Item)]) -> String {
        let named =
            chosen.iter().map(|(index, item)| format!("{} = {}", self.table.inputs[*index].name, item.written()));
        named.collect::<Vec<_>>().join(", ")
    }
}

/// One value for each piece of a domain that the cells of a column can tell apart.
fn witnesses(table: &Table, index: usize, domain: &Domain) -> Vec<Item> {
    match domain {
        Domain::OneOf(words) => words.iter().cloned().map(Item::Word).collect(),
        Domain::YesNo => vec![Item::Flag(true), Item::Flag(false)],
        Domain::Whole(range) => {
            let mut starts = BTreeSet::from([range.from]);
            for part in table.rows.iter().flat_map(|row| row.cells[index].parts()) {
                let (from, to) = match part {
                    Part::Is(Item::Number(number)) => (Some(*number), Some(*number)),
                    Part::Between { from, to } => (*from, *to),
                    Part::Is(_) => (None, None),
                };
                starts.extend(from);
                starts.extend(to.and_then(|to| to.checked_add(1)));
            }
            starts.into_iter().filter(|start| (range.from..=range.to).contains(start)).map(Item::Number).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cell::Cell;
    use crate::domain::Whole;
    use crate::table::{DateOf, Row};

    fn table(hit: Hit, rows: &[(&str, &str, &str, &str)]) -> Table {
        let domains =
            [Domain::OneOf(["online", "counter"].map(str::to_owned).to_vec()), Domain::Whole(Whole { from: 1, to: 9 })];
        let inputs = ["channel", "count"].into_iter().zip(domains);
        let inputs: Vec<Input> =
            inputs.map(|(name, domain)| Input { name: name.to_owned(), from: None, domain }).collect();
        let row = |(line, (channel, count, from, until)): (usize, &(&str, &str, &str, &str))| Row {
            line: line + 2,
            cells: vec![Cell::read(channel, &inputs[0].domain).unwrap(), Cell::read(count, &inputs[1].domain).unwrap()],
            outputs: BTreeMap::new(),
            from: from.parse().unwrap(),
            until: until.parse().ok(),
            source: "test".to_owned(),
            sample: true,
            note: None,
        };
        let rows = rows.iter().enumerate().map(row).collect();
        let default = None;
        Table { file: "t.csv".to_owned(), hit, date: DateOf::Applied, inputs, outputs: BTreeMap::new(), default, rows }
    }

    #[test]
    fn a_complete_and_disjoint_table_has_no_findings() {
        let rows = [
            ("online", "-", "2025-01-01", ""),
            ("counter", "<=3", "2025-01-01", ""),
            ("counter", ">3", "2025-01-01", "2025-12-31"),
            ("counter", "[4..9]", "2026-01-01", ""),
        ];
        assert_eq!(prove(&table(Hit::Unique, &rows)), []);
    }

    #[test]
    fn a_hole_names_the_combination() {
        let rows = [("online", "-", "2025-01-01", ""), ("counter", "not(4)", "2025-01-01", "")];
        let [Finding::Hole { combination, .. }] = &prove(&table(Hit::Unique, &rows))[..] else {
            panic!("one hole was expected");
        };
        assert_eq!(combination, "channel = counter, count = 4");
    }

    #[test]
    fn an_overlap_names_both_rows() {
        let rows = [("-", "<=5", "2025-01-01", ""), ("online", "5", "2025-01-01", ""), ("-", ">5", "2025-01-01", "")];
        let [Finding::Overlap { rows, combination, .. }] = &prove(&table(Hit::Unique, &rows))[..] else {
            panic!("one overlap was expected");
        };
        assert_eq!(rows, &(0, 1));
        assert_eq!(combination, "channel = online, count = 5");
    }

    #[test]
    fn a_gap_between_dates_is_found() {
        let rows = [("-", "-", "2025-01-01", "2025-06-30"), ("-", "-", "2025-08-01", "")];
        let gap = Finding::Gap { from: "2025-07-01".parse().unwrap() };
        assert_eq!(prove(&table(Hit::Unique, &rows)), [gap]);
    }

    #[test]
    fn in_a_first_table_a_shadowed_row_is_found() {
        let rows =
            [("-", "<=5", "2025-01-01", ""), ("online", "[2..4]", "2025-01-01", ""), ("-", "-", "2025-01-01", "")];
        assert_eq!(prove(&table(Hit::First, &rows)), [Finding::NeverHit { row: 1 }]);
    }
}
