//! The audit after the crashes: what was acknowledged against the books, the books against the payment service's
//! own, numbers against gaps.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use casework::case::Case;
use catalogue::step::Ending;
use ledger::posting::Account;
use lexicon::ids::CaseId;
use serde::Deserialize;
use serde_json::Value;
use store::numbers::NumberState;
use store::papers::PaperStanding;
use store::store::Store;

use super::crowd::Told;
use super::ground::Ground;
use crate::site::now;

/// What was found, over all sites.
#[derive(Debug, Default)]
pub struct Audit {
    pub acknowledged: usize,
    /// Acknowledged cases that are not there, or did not end with one paper.
    pub lost: usize,
    /// Cases, papers or payments there are two of.
    pub doubled: usize,
    /// Cases where payment service, ledger and paper do not say the same amount.
    pub money_differences: usize,
    cases: usize,
    paid_twd: i64,
    papers: u64,
    void: usize,
    /// A sentence for everything that is wrong.
    wrong: Vec<String>,
}

/// An order in the payment service's books.
#[derive(Deserialize)]
struct Ordered {
    trade_no: String,
    amount: i64,
    refunded: i64,
    standing: Value,
}

impl Audit {
    /// Whether nothing at all is wrong.
    pub fn is_sound(&self) -> bool {
        self.wrong.is_empty()
    }

    pub fn explain(&self) {
        println!(
            "audit      {} cases in the books, {} acknowledged; {} papers, their numbers without a gap ({} void); NT$ {} paid",
            self.cases, self.acknowledged, self.papers, self.void, self.paid_twd
        );
        for wrong in self.wrong.iter().take(20) {
            println!("           {wrong}");
        }
    }

    /// Audits the books of one site, whose house has ended.
    pub async fn add(&mut self, ground: &Ground, told: &Told) -> Result<()> {
        let desk = ground.site.open(now()).await?;
        let store = desk.store();
        let cases = all(store).await?;
        self.cases += cases.len();
        self.acknowledged += told.acknowledged.len();
        self.wrong.extend(told.strange.iter().map(|said| format!("{:?}: {said}", ground.place)));
        self.wrong.extend(store.soundness().await?.faults);
        self.applications(&cases, told);
        let paid = paid(&ground.outside.payment_url).await?;
        self.numbers(store, &cases).await?;
        self.money(store, &cases, paid).await?;
        store.close().await;
        Ok(())
    }

    fn applications(&mut self, cases: &[Case], told: &Told) {
        let by_number: BTreeMap<String, &Case> = cases.iter().map(|case| (case.number.to_string(), case)).collect();
        let mut numbers = BTreeSet::new();
        for acknowledged in &told.acknowledged {
            let number = &acknowledged.number;
            if !numbers.insert(number) {
                self.doubled += 1;
                self.wrong.push(format!("{number} was acknowledged to two people"));
            }
            let Some(case) = by_number.get(number) else {
                self.lost += 1;
                self.wrong.push(format!("{number} was acknowledged and is not in the books"));
                continue;
            };
            let filed = case.papers.iter().filter(|paper| paper.filed_at.is_some()).count();
            if case.ending != Some(Ending::Issued) || filed == 0 || told.endless.contains(number) {
                self.lost += 1;
                self.wrong.push(format!("{number} stands at {} with {filed} papers", case.step));
            }
        }
        let mut names: BTreeMap<&str, usize> = BTreeMap::new();
        for case in cases {
            *names.entry(case.answers.get("name").and_then(Value::as_str).unwrap_or_default()).or_default() += 1;
            if case.papers.len() > 1 {
                self.doubled += case.papers.len() - 1;
                self.wrong.push(format!("{} has {} papers", case.number, case.papers.len()));
            }
        }
        for (name, count) in names.into_iter().filter(|(_, count)| *count > 1) {
            self.doubled += count - 1;
            self.wrong.push(format!("{name} has {count} cases"));
        }
    }

    /// Paper numbers run from 1 without a gap; each is on a filed paper of its own, or void with a reason.
    async fn numbers(&mut self, store: &Store, cases: &[Case]) -> Result<()> {
        let mut series = BTreeMap::new();
        for case in cases {
            for paper in store.papers_of(case.id).await? {
                let filed = paper.standing != PaperStanding::Ordered && paper.filed.is_some();
                let taken: &mut Vec<(u64, bool)> = series.entry((paper.series, paper.roc_year)).or_default();
                taken.push((paper.n, filed));
            }
        }
        for ((series, year), mut taken) in series {
            taken.sort_unstable();
            let lines = store.numbers(&series, year).await?;
            for (place, line) in lines.iter().enumerate() {
                let on_paper = taken.iter().filter(|(n, filed)| *n == line.n && *filed).count();
                let is_void = line.state == NumberState::Void && line.reason.is_some();
                self.void += usize::from(is_void);
                if line.n != place as u64 + 1 || (on_paper != 1 && !is_void) {
                    self.wrong.push(format!("number {} of {series} {year} is on {on_paper} papers", line.n));
                }
            }
            self.papers += taken.iter().filter(|(_, filed)| *filed).count() as u64;
        }
        Ok(())
    }

    /// What the payment service took, what the ledger has and what the paper says.
    async fn money(&mut self, store: &Store, cases: &[Case], mut paid: BTreeMap<String, Vec<i64>>) -> Result<()> {
        for case in cases {
            let outside =
                case.charge.as_ref().and_then(|charge| paid.remove(&desk::paying::trade_stem(charge.payment)));
            let outside = outside.unwrap_or_default();
            if outside.len() > 1 {
                self.doubled += outside.len() - 1;
                self.wrong.push(format!("{} was paid {} times", case.number, outside.len()));
            }
            let outside: i64 = outside.iter().sum();
            let balance = store.case_balance(case.id).await?;
            let cleared = balance.iter().find(|balance| balance.account == Account::Clearing.name());
            let booked = cleared.map_or(0, |account| account.debit_twd.dollars() - account.credit_twd.dollars());
            let mut printed = 0;
            for paper in &case.papers {
                let facts = store.paper_facts(paper.id).await?.context("a paper has no facts")?;
                let fee = facts.pointer("/record/fee").and_then(Value::as_str).unwrap_or_default();
                printed += fee.replace(',', "").parse::<i64>().with_context(|| format!("a fee of {fee:?}"))?;
            }
            self.paid_twd += outside;
            if outside != booked || booked != printed {
                self.money_differences += 1;
                let number = &case.number;
                self.wrong.push(format!("{number}: paid {outside}, booked {booked}, printed {printed}"));
            }
        }
        for (stem, amounts) in paid {
            self.money_differences += 1;
            self.wrong.push(format!("{amounts:?} were paid for {stem}, which is no case"));
        }
        Ok(())
    }
}

async fn all(store: &Store) -> Result<Vec<Case>> {
    let mut cases = Vec::new();
    let mut after: Option<CaseId> = None;
    loop {
        let ids = store.case_ids(after, 500).await?;
        let Some(last) = ids.last() else { return Ok(cases) };
        after = Some(*last);
        for id in ids {
            cases.push(store.case(id).await?.context("a case is gone")?);
        }
    }
}

/// What was paid and not given back, by the stem of the trade number.
async fn paid(payment_url: &str) -> Result<BTreeMap<String, Vec<i64>>> {
    let url = format!("{}/stand-in/orders", payment_url.trim_end_matches('/'));
    let orders: Vec<Ordered> = reqwest::Client::new().get(url).send().await?.error_for_status()?.json().await?;
    let mut paid: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    for order in orders.into_iter().filter(|order| order.standing.get("paid").is_some()) {
        let stem = order.trade_no.get(..16).unwrap_or_default().to_owned();
        paid.entry(stem).or_default().push(order.amount - order.refunded);
    }
    Ok(paid)
}
