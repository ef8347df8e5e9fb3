//! The fold: a case is its journal, line by line.
//!
//! It never refuses and never looks at a clock or a definition: what a line means is fixed for ever, so
//! that a journal of today reads the same in thirty years.

use std::collections::BTreeMap;

use catalogue::stage::Stage;
use lexicon::ids::PaperId;
use serde_json::Value;

use crate::case::{Case, Charge, Correction, Decision, Evidence, Finding, Paper, Paused, Receipt, Refund, Standing};
use crate::event::{Entry, Event, Overtaking};

impl Case {
    /// The case of a journal, or nothing for a journal that does not begin with `Opened`.
    #[must_use]
    pub fn of(journal: &[Entry]) -> Option<Case> {
        let (first, rest) = journal.split_first()?;
        let mut case = Case::open(first)?;
        for entry in rest {
            case.apply(entry);
        }
        Some(case)
    }

    /// The case after its first line.
    #[must_use]
    pub fn open(entry: &Entry) -> Option<Case> {
        let Event::Opened {
            id,
            number,
            service,
            definition,
            channel,
            assurance,
            unit,
            lang,
            answers,
            applied_on,
            limits,
            campaign,
        } = &entry.event
        else {
            return None;
        };
        Some(Case {
            id: *id,
            number: number.clone(),
            service: service.clone(),
            definition: definition.clone(),
            version: entry.seq,
            channel: *channel,
            assurance: *assurance,
            unit: unit.clone(),
            lang: *lang,
            received_at: entry.at,
            applied_on: *applied_on,
            campaign: campaign.clone(),
            limits: limits.clone(),
            stage: Stage::Examining,
            step: String::new(),
            deadline: None,
            expired: None,
            paused: None,
            answers: answers.clone(),
            evidence: BTreeMap::new(),
            unanswered: BTreeMap::new(),
            findings: BTreeMap::new(),
            charge: None,
            waived: false,
            correction: None,
            uncorrected: Vec::new(),
            rank: None,
            decision: None,
            papers: Vec::new(),
            overdue: false,
            ending: None,
            closed_at: None,
        })
    }

    /// Takes one more line of the journal into account.
    pub fn apply(&mut self, entry: &Entry) {
        self.version = entry.seq;
        match &entry.event {
            Event::Opened { .. } | Event::Routed { .. } | Event::Misfit { .. } => {}
            Event::Entered { step, stage, deadline } => {
                self.step.clone_from(step);
                self.stage = *stage;
                self.deadline.clone_from(deadline);
                self.paused.take_if(|paused| paused.step == *step);
            }
            Event::Charged { .. }
            | Event::Waived { .. }
            | Event::Paid { .. }
            | Event::RefundOrdered { .. }
            | Event::RefundSettled { .. } => self.apply_money(entry),
            Event::Asked { .. } | Event::Answered { .. } | Event::Unanswered { .. } | Event::Found { .. } => {
                self.apply_gathered(entry);
            }
            Event::Ranked(rank) => self.rank = Some(rank.clone()),
            Event::Decided { choice, reasons, remarks } => {
                self.decision = Some(Decision {
                    choice: choice.clone(),
                    reasons: reasons.clone(),
                    remarks: remarks.clone(),
                    at: entry.at,
                    by: entry.actor.clone(),
                });
            }
            Event::CorrectionAsked { .. } | Event::Corrected { .. } | Event::CorrectionLapsed => {
                self.apply_correction(entry);
            }
            Event::Overdue { .. } => {
                self.overdue = true;
                self.expired = self.deadline.as_ref().map(|deadline| deadline.timer);
            }
            Event::Withdrawn { .. } => self.correction = None,
            Event::PaperOrdered { .. }
            | Event::PaperFiled { .. }
            | Event::PaperRevoked { .. }
            | Event::PaperOvertaken { .. }
            | Event::PaperUpheld { .. } => self.apply_paper(entry),
            Event::Reopened { answers, .. } => {
                self.ending = None;
                self.closed_at = None;
                self.decision = None;
                self.change_answers(answers);
            }
            Event::Closed { ending } => {
                self.stage = Stage::Done;
                self.ending = Some(*ending);
                self.closed_at = Some(entry.at);
                self.deadline = None;
                self.paused = None;
            }
        }
    }

    /// New answers; what was gathered and found rests on the old ones and no longer counts.
    fn change_answers(&mut self, answers: &BTreeMap<String, Value>) {
        self.answers.extend(answers.clone());
        self.evidence.clear();
        self.unanswered.clear();
        self.findings.clear();
    }

    fn apply_gathered(&mut self, entry: &Entry) {
        match &entry.event {
            Event::Asked { evidence, .. } => {
                self.unanswered.remove(evidence);
            }
            Event::Answered { evidence, source, hash, body } => {
                self.unanswered.remove(evidence);
                let reply = Evidence { at: entry.at, source: source.clone(), hash: hash.clone(), body: body.clone() };
                self.evidence.insert(evidence.clone(), reply);
            }
            Event::Unanswered { evidence, cause } => {
                self.unanswered.insert(evidence.clone(), cause.clone());
            }
            Event::Found { finding, ability, version, body } => {
                let found = Finding { at: entry.at, ability: ability.clone(), version: *version, body: body.clone() };
                self.findings.insert(finding.clone(), found);
            }
            _ => {}
        }
    }

    fn apply_correction(&mut self, entry: &Entry) {
        match &entry.event {
            Event::CorrectionAsked { items, deadline, left_minutes, left_working_days } => {
                let paused = Paused {
                    step: self.step.clone(),
                    left_minutes: *left_minutes,
                    left_working_days: *left_working_days,
                    deadline: self.deadline.replace(deadline.clone()),
                };
                self.stage = Stage::Correcting;
                self.correction =
                    Some(Correction { items: items.clone(), deadline: deadline.clone(), asked_at: entry.at, paused });
            }
            Event::Corrected { answers } => {
                self.uncorrected.retain(|question| !answers.contains_key(question));
                self.resume();
                self.change_answers(answers);
            }
            Event::CorrectionLapsed => {
                let items = self.correction.iter().flat_map(|correction| &correction.items);
                let asked: Vec<String> = items.map(|item| item.question.clone()).collect();
                self.uncorrected.retain(|known| !asked.contains(known));
                self.uncorrected.extend(asked);
                self.resume();
            }
            _ => {}
        }
    }

    /// The correction is over; what was left of the step's time waits for the step.
    fn resume(&mut self) {
        self.deadline = None;
        self.paused = self.correction.take().map(|correction| correction.paused);
    }

    fn apply_money(&mut self, entry: &Entry) {
        if let Event::Charged { payment, amount_twd, lines } = &entry.event {
            self.charge = Some(Charge {
                payment: *payment,
                amount_twd: *amount_twd,
                lines: lines.clone(),
                paid: Vec::new(),
                refunds: Vec::new(),
            });
        }
        self.waived |= matches!(entry.event, Event::Waived { .. });
        let Some(charge) = self.charge.as_mut() else { return };
        match &entry.event {
            Event::Paid { amount_twd, reference, gateway, .. } => charge.paid.push(Receipt {
                reference: reference.clone(),
                gateway: gateway.clone(),
                amount_twd: *amount_twd,
                at: entry.at,
            }),
            Event::RefundOrdered { reference, amount_twd, interest_twd, ground, .. } => charge.refunds.push(Refund {
                reference: reference.clone(),
                amount_twd: *amount_twd,
                interest_twd: *interest_twd,
                ground: *ground,
                settled: false,
            }),
            Event::RefundSettled { reference } => {
                for refund in charge.refunds.iter_mut().filter(|refund| refund.reference == *reference) {
                    refund.settled = true;
                }
            }
            _ => {}
        }
    }

    fn apply_paper(&mut self, entry: &Entry) {
        match &entry.event {
            Event::PaperOrdered { paper, rule, supersedes } => self.papers.push(Paper {
                id: *paper,
                rule: rule.clone(),
                supersedes: *supersedes,
                number: None,
                digest: None,
                valid_until: None,
                filed_at: None,
                standing: Standing::Ordered,
                overtaken: None,
            }),
            Event::PaperFiled { paper, number, digest, valid_until } => {
                let old = self.paper(*paper).and_then(|found| found.supersedes);
                if let Some(found) = self.papers.iter_mut().find(|known| known.id == *paper) {
                    found.number = Some(number.clone());
                    found.digest = Some(digest.clone());
                    found.valid_until = *valid_until;
                    found.filed_at = Some(entry.at);
                    found.standing = Standing::Valid;
                }
                self.stand(old, Standing::Superseded);
            }
            Event::PaperRevoked { paper, .. } => self.stand(Some(*paper), Standing::Revoked),
            Event::PaperOvertaken { paper, by } => self.overtake(*paper, Some(by.clone())),
            Event::PaperUpheld { paper, .. } => self.overtake(*paper, None),
            _ => {}
        }
    }

    fn overtake(&mut self, paper: PaperId, by: Option<Overtaking>) {
        if let Some(known) = self.papers.iter_mut().find(|known| known.id == paper) {
            known.overtaken = by;
        }
    }

    fn stand(&mut self, paper: Option<PaperId>, standing: Standing) {
        for known in self.papers.iter_mut().filter(|known| Some(known.id) == paper) {
            known.standing = standing;
        }
    }
}
