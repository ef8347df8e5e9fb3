//! What was found in plan data, for people at a terminal or as JSON; and the exit code that says whether
//! somebody must accept anything.

use std::collections::BTreeMap;

use anyhow::Result;
use atlas_import::check::Kind;
use desk_atlas::proposal::comparison::Comparison;
use desk_atlas::proposal::found::Found;

/// There is something a person must accept: exit code 2.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("something was found that a person must accept")]
pub struct MustBeAccepted;

/// Findings of a kind that are printed one by one.
const PRINTED: usize = 5;

/// Prints what was found, and says by the result whether a person must accept anything.
pub fn tell(found: &Found, as_json: Json) -> Result<()> {
    match as_json {
        Json::Yes => println!("{}", serde_json::to_string_pretty(found)?),
        Json::No => print(found),
    }
    if found.must_be_accepted() { Err(MustBeAccepted.into()) } else { Ok(()) }
}

/// Whether JSON is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Json {
    Yes,
    No,
}

impl From<bool> for Json {
    fn from(wanted: bool) -> Json {
        if wanted { Json::Yes } else { Json::No }
    }
}

fn print(found: &Found) {
    for remarks in &found.remarks {
        let outcome = if remarks.refused { "REFUSED" } else { "taken" };
        println!("{:14} {outcome:8} {:>9}  {}", remarks.layer.name(), remarks.taken, remarks.files.join(" "));
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for problem in &remarks.problems {
            *counts.entry(problem.what.code()).or_default() += 1;
        }
        for (code, count) in counts {
            let first = remarks.problems.iter().find(|problem| problem.what.code() == code);
            println!("  {code:26} {count:>9}  {}", first.map(super::files::say).unwrap_or_default());
        }
    }
    if found.misfit_count > 0 {
        println!("lineage does not fit in {} places", found.misfit_count);
    }
    findings(found);
    if let Some(unusable) = &found.unusable {
        println!("no release can be made: {}", unusable.detail);
    }
    let t = &found.tallies;
    for (what, tally) in
        [("plan cases", t.plans), ("zones", t.zones), ("parcels", t.parcels), ("restrictions", t.restrictions)]
    {
        println!("{what:14} same {:>9}  ended {:>9}  new {:>9}", tally.kept, tally.closed, tally.new);
    }
    if let Some(comparison) = &found.comparison {
        compare(comparison);
    }
}

fn findings(found: &Found) {
    for kind in Kind::ALL {
        let Some(count) = found.report.counts.get(&kind) else { continue };
        println!("{:26} {:>9}  {} m2", kind.code(), count.found, count.area);
        for finding in found.report.findings.iter().filter(|finding| finding.kind == kind).take(PRINTED) {
            println!("  {}", serde_json::to_string(&finding.of).unwrap_or_default());
        }
    }
}

fn compare(comparison: &Comparison) {
    let (zones, answers, papers) = (&comparison.zones, &comparison.answers, &comparison.papers);
    println!("as of {}:", comparison.on);
    println!("  zones        {} appeared, {} ended, {} changed", zones.appeared, zones.ended, zones.changed);
    println!("  parcels      {} appeared, {} ended, {} reshaped", answers.appeared, answers.ended, answers.reshaped);
    println!("  answers      {} changed, {} same", answers.changed, answers.same);
    println!("  certificates {} weighed, {} overtaken, {} upheld", papers.weighed, papers.overtaken, papers.upheld);
}
