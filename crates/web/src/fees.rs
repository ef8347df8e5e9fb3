//! A fee as pages show it: line by line, with its source and since when it holds.

use desk::definitions::Pinned;

use crate::door::{Visit, word};
use crate::view::parts::{Fee, FeeLine};

/// A fee as pages show it.
pub fn view(pinned: &Pinned, visit: &Visit, fee: &catalogue::fee::Fee, on: lexicon::date::Date) -> Fee {
    let line = |line: &catalogue::fee::FeeLine| FeeLine {
        what: word(pinned, visit.lang, &format!("fee-{}", line.id)),
        count: u32::try_from(line.quantity).unwrap_or(0),
        each_twd: line.unit,
        sum_twd: line.amount,
    };
    let service = &pinned.compiled.service;
    let table = service.fee.as_ref().and_then(|fee| service.tables.get(&fee.table));
    let since = table.and_then(|table| table.rows.iter().filter(|row| row.holds_on(on)).map(|row| row.from).max());
    Fee {
        lines: fee.lines.iter().map(line).collect(),
        total_twd: fee.amount,
        source: fee.source.clone(),
        in_force_from: since.unwrap_or(on),
        sample: fee.sample,
    }
}
