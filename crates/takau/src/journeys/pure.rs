//! The engine alone: no database, no socket, no paper drawn. Hundreds of mutants run through every story
//! in seconds; what the land office, the press and the payment gateway would say is said at once.

use std::collections::BTreeMap;

use atlas::parcel::Parcel;
use atlas::release::Release;
use casework::case::Case;
use casework::command::{Command, Deed, Opening};
use casework::decide::Definition;
use casework::event::Actor;
use casework::outcome::Effect;
use catalogue::check::Raw;
use catalogue::facts::Facts;
use catalogue::journey::{AskCorrection, Choose, LandOffice, Ranked, World};
use catalogue::service::{Assurance, Channel, Moment};
use desk::abilities::{ParcelReplies, ParcelReply};
use desk::definitions::Pinned;
use desk::differences::{Said, compare};
use desk::office::Office;
use desk::registers::{Answer, errand_of};
use desk::{applying, deciding, rounds};
use gateways::registers;
use lexicon::case_number::CaseNumber;
use lexicon::ids::CaseId;
use lexicon::instant::At;
use lexicon::language::Lang;
use lexicon::money::Twd;
use lexicon::parcel::ParcelId;
use outbox::Topic;
use worker::topics::register::question;

use super::ground::{Ground, Records, Refused, codes, files, items, rank_of};

/// One story on the engine alone.
pub struct Pure<'a> {
    pub pinned: &'a Pinned,
    pub office: &'a Office,
    pub release: &'a Release,
    pub land_office: LandOffice,
    registers: registers::Books,
    at: At,
    case: Option<Case>,
    moments: Vec<Moment>,
    payments: u32,
}

/// What the engine refuses, as the books would say it.
fn refused(fault: rounds::RoundsFault) -> Refused {
    match fault {
        rounds::RoundsFault::Refused(casework::fault::Fault::NotOpen) => Refused::Closed,
        fault => other(fault),
    }
}

fn other(fault: impl std::fmt::Display) -> Refused {
    Refused::Other(fault.to_string())
}

/// The characters of a text for which no font has a picture.
type Missing = dyn Fn(&str) -> Vec<char>;

fn anything(_: &str) -> Vec<char> {
    Vec::new()
}

impl<'a> Pure<'a> {
    pub fn new(pinned: &'a Pinned, (office, release): (&'a Office, &'a Release), given: &World, at: At) -> Self {
        let (land_office, registers) = (given.land_office, registers::Books::default());
        registers.set(given.registers.clone(), super::faults_of(given));
        Pure { pinned, office, release, land_office, registers, at, case: None, moments: Vec::new(), payments: 0 }
    }

    fn world(&self) -> desk::abilities::World<'a> {
        desk::abilities::World { release: self.release, office: self.office, today: self.at.taipei_date() }
    }

    fn turn(&mut self, by: Actor, deed: Deed) -> Result<(), Refused> {
        let definition = Definition {
            service: &self.pinned.compiled.service,
            digest: &self.pinned.compiled.digest,
            calendar: &self.office.calendar,
        };
        let command = Command { by, deed };
        let turn = rounds::carry(&self.world(), definition, self.case.as_ref(), (command, self.at)).map_err(refused)?;
        self.case = Some(turn.case);
        // The outside answers after the applicant has been told what happened.
        let (notices, rest): (Vec<_>, Vec<_>) =
            turn.effects.into_iter().partition(|e| matches!(e, Effect::Notice { .. }));
        notices.into_iter().chain(rest).try_for_each(|effect| self.follow(effect))
    }

    /// What the outside would say, at once.
    fn follow(&mut self, effect: Effect) -> Result<(), Refused> {
        match effect {
            Effect::Notice { moment } => {
                self.moments.push(moment);
                Ok(())
            }
            Effect::Tell(message) if message.topic == Topic::LandOffice => {
                let evidence = message.body["evidence"].as_str().unwrap_or_default().to_owned();
                let deed = match self.land_office {
                    LandOffice::Down | LandOffice::Slow | LandOffice::Nonsense => {
                        Deed::GiveUp { evidence, cause: "story".to_owned() }
                    }
                    how => Deed::Answer {
                        evidence,
                        source: "story".to_owned(),
                        hash: String::new(),
                        body: self.replies(how)?,
                    },
                };
                self.turn(Actor::System, deed)
            }
            Effect::Tell(message) if message.topic == Topic::Register => {
                let evidence = message.body["evidence"].as_str().unwrap_or_default().to_owned();
                let deed = self.ask_register(evidence)?;
                self.turn(Actor::System, deed)
            }
            Effect::OrderPaper { paper, rule, .. } => {
                let facts = self.case.as_ref().map(Case::facts).ok_or_else(|| other("there is no case"))?;
                let valid_until = self.pinned.compiled.service.valid_until(&rule, &facts, self.at.taipei_date());
                let deed = Deed::FilePaper { paper, number: "1".to_owned(), digest: String::new(), valid_until };
                self.turn(Actor::System, deed)
            }
            Effect::Refund { reference, .. } => self.turn(Actor::System, Deed::SettleRefund { reference }),
            _ => Ok(()),
        }
    }

    fn replies(&self, how: LandOffice) -> Result<serde_json::Value, Refused> {
        let mut replies = ParcelReplies::default();
        let parcels =
            self.case.iter().flat_map(|case| case.answers.get("parcels")).filter_map(|value| value.as_array());
        for parcel in parcels.flatten() {
            let key = parcel["key"].as_str().unwrap_or_default();
            let id = ParcelId::parse(key).map_err(other)?;
            match self.release.parcel(id, self.at.taipei_date()) {
                Some(parcel) => {
                    let reply = reply(self.release, &parcel, how);
                    let difference = compare(&self.world(), id, &Said::Found(Box::new(reply.clone())));
                    replies.parcels.push(ParcelReply { difference, ..reply });
                }
                None => replies.unknown.push(key.to_owned()),
            }
        }
        serde_json::to_value(replies).map_err(other)
    }

    /// What the register a case asks would answer.
    fn ask_register(&self, evidence: String) -> Result<Deed, Refused> {
        let rule = self.pinned.compiled.service.evidence.get(&evidence).ok_or_else(|| other("no such evidence"))?;
        let errand = errand_of(self.pinned, self.open_case()?, rule);
        let question = question(&errand);
        if errand.about.is_empty() && errand.address.is_none() {
            return Ok(Deed::GiveUp { evidence, cause: "nobody-to-ask-about".to_owned() });
        }
        match self.registers.fault(&question.register) {
            None | Some(registers::Fault::Duplicate) => {}
            Some(_) => return Ok(Deed::GiveUp { evidence, cause: "story".to_owned() }),
        }
        let records = self.registers.records(&question);
        let answer = Answer { as_of: self.at.taipei_date(), records, raw: Vec::new() };
        Ok(Deed::Answer { evidence, source: "story".to_owned(), hash: String::new(), body: answer.body(&errand) })
    }

    fn glyphs(&self) -> (&'a Pinned, &'static Missing) {
        (self.pinned, &anything)
    }

    fn open_case(&self) -> Result<&Case, Refused> {
        self.case.as_ref().ok_or_else(|| other("there is no case"))
    }
}

/// A parcel as the land office would report it; one that disagrees has lost a tenth of its area.
pub fn reply(release: &Release, parcel: &Parcel, how: LandOffice) -> ParcelReply {
    let origin = release.origin();
    let (x0, y0) = (i64::from(origin.x_m) * 10_000, i64::from(origin.y_m) * 10_000);
    let ring =
        |ring: &atlas::ring::Ring| ring.points().iter().map(|p| (x0 + i64::from(p.x), y0 + i64::from(p.y))).collect();
    let area = parcel.registered.as_hundredths();
    let area = if how == LandOffice::Disagrees { area * 9 / 10 } else { area };
    ParcelReply {
        key: parcel.id.key(),
        rings: parcel.shape.rings().iter().map(ring).collect(),
        registered_area_m2: Some(format!("{}.{:02}", area / 100, area % 100)),
        stale: false,
        asked_at: None,
        sha256: None,
        difference: None,
    }
}

impl Ground for Pure<'_> {
    fn now(&self) -> At {
        self.at
    }

    async fn submit(&mut self, channel: Channel, raw: Raw) -> Result<(), Refused> {
        let mut raw = raw;
        raw.extend(files(&self.pinned.compiled.service.form, (&raw, channel)));
        let read =
            applying::read(&self.world(), self.glyphs(), &raw, channel).map_err(|f| Refused::Answers(codes(&f)))?;
        let assurance = match channel {
            Channel::Online => Assurance::ConfirmedEmail,
            Channel::Counter => Assurance::OfficerVouched,
            Channel::Api => Assurance::AgencyKey,
        };
        let opening = Opening {
            id: CaseId::from_parts(self.at, [7; 10]),
            number: CaseNumber::new(&self.pinned.compiled.service.prefix, 115, 1).map_err(other)?,
            channel,
            assurance,
            lang: Lang::ZhHant,
            answers: read.answers,
            applied_on: read.applied_on,
            limits: read.limits,
        };
        self.case = None;
        self.turn(Actor::Applicant, Deed::Open(Box::new(opening)))
    }

    async fn pay(&mut self, amount: Twd, times: u32) -> Result<(), Refused> {
        self.payments += 1;
        for _ in 0..times {
            let (reference, gateway) = (self.payments.to_string(), "story".to_owned());
            self.turn(Actor::Gateway(gateway.clone()), Deed::Pay { reference, gateway, amount })?;
        }
        Ok(())
    }

    async fn advance(&mut self, to: At) -> Result<(), Refused> {
        loop {
            let next = self
                .case
                .as_ref()
                .and_then(|case| case.deadline.as_ref())
                .filter(|deadline| deadline.at <= to && deadline.at > self.at);
            let Some((at, timer)) = next.map(|deadline| (deadline.at, deadline.timer)) else { break };
            self.at = at;
            self.turn(Actor::System, Deed::Ring { timer })?;
        }
        self.at = to;
        Ok(())
    }

    async fn choose(&mut self, choice: &Choose) -> Result<(), Refused> {
        let Choose { choice, reasons, remarks } = choice.clone();
        self.turn(Actor::System, Deed::Decide { choice, reasons, remarks })
    }

    async fn ask_correction(&mut self, asked: &AskCorrection) -> Result<(), Refused> {
        self.turn(Actor::System, Deed::AskCorrection { items: items(asked), days: asked.days })
    }

    async fn correct(&mut self, raw: Raw) -> Result<(), Refused> {
        let case = self.open_case()?;
        let asked: Vec<String> =
            case.correction.iter().flat_map(|c| &c.items).map(|item| item.question.clone()).collect();
        let answers = deciding::reread(&self.world(), self.glyphs(), case, (&raw, &asked))
            .map_err(|faults| Refused::Answers(codes(&faults)))?;
        self.turn(Actor::Applicant, Deed::Correct { answers })
    }

    async fn withdraw(&mut self, reason: &str) -> Result<(), Refused> {
        self.turn(Actor::Applicant, Deed::Withdraw { reason: reason.to_owned() })
    }

    async fn reissue(&mut self, reasons: &str, raw: Raw) -> Result<(), Refused> {
        let changed: Vec<String> = raw.keys().cloned().collect();
        let answers = deciding::reread(&self.world(), self.glyphs(), self.open_case()?, (&raw, &changed))
            .map_err(|faults| Refused::Answers(codes(&faults)))?;
        self.turn(Actor::System, Deed::Reissue { reasons: reasons.to_owned(), answers })
    }

    async fn registers(&mut self, records: &Records) -> Result<(), Refused> {
        self.registers.set(records.clone(), BTreeMap::new());
        Ok(())
    }

    async fn rank(&mut self, ranked: &Ranked) -> Result<(), Refused> {
        let case = self.open_case()?;
        let rank = rank_of(&self.pinned.compiled.service, (case, &self.pinned.facts(case)), ranked)?;
        self.turn(Actor::System, Deed::Rank(rank))
    }

    async fn facts(&self) -> Result<Option<Facts>, Refused> {
        Ok(self.case.as_ref().map(|case| self.pinned.facts(case)))
    }

    async fn case(&self) -> Result<Option<Case>, Refused> {
        Ok(self.case.clone())
    }

    async fn notices(&self) -> Result<Vec<String>, Refused> {
        let service = &self.pinned.compiled.service;
        Ok(self.moments.iter().filter_map(|moment| service.notice_on(*moment)).map(|(id, _)| id.to_owned()).collect())
    }

    async fn doubts(&self) -> Result<Vec<String>, Refused> {
        let service = &self.pinned.compiled.service;
        let Some(case) = &self.case else { return Ok(Vec::new()) };
        Ok(service.doubts_of(&service.reckoned(case.facts())).into_iter().map(str::to_owned).collect())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_reply_of_json_is_what_the_ability_reads() {
        let replies = ParcelReplies {
            parcels: vec![ParcelReply {
                key: "000105400004".to_owned(),
                rings: vec![vec![(1, 2), (3, 4), (5, 6)]],
                registered_area_m2: Some("12.30".to_owned()),
                stale: false,
                asked_at: None,
                sha256: None,
                difference: None,
            }],
            ..ParcelReplies::default()
        };
        let value = json!(replies);
        assert_eq!(serde_json::from_value::<ParcelReplies>(value).unwrap(), replies);
    }
}
