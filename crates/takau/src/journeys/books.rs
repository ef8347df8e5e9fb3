//! The real ground: desk and worker on a database, the land office and the time-stamps over sockets.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use attachments::{Clean, Media, Scan};
use casework::case::Case;
use catalogue::check::Raw;
use catalogue::facts::Facts;
use catalogue::journey::{AskCorrection, Choose, LandOffice, Ranked};
use catalogue::service::{Assurance, Channel};
use desk::access::{Officer, Role, Who};
use desk::applying::Application;
use desk::attaching::Holder;
use desk::deciding::Choice;
use desk::desk::Desk;
use gateways::land_office::Fault;
use gateways::outbound::address::Address;
use gateways::payment::checkout::Means;
use gateways::payment::{CallBackFault, Payment, TradeNo};
use gateways::registers;
use gateways::stand_in::faults::{Faults, Order};
use lexicon::ids::{CaseId, OfficerId};
use lexicon::instant::At;
use lexicon::language::Lang;
use lexicon::money::Twd;
use worker::worker::Worker;

use super::ground::{Ground, Records, Refused, files, items, rank_of};

/// A clock that stories set.
#[derive(Clone, Debug, Default)]
pub struct StoryClock(Arc<AtomicI64>);

impl StoryClock {
    pub fn now(&self) -> At {
        At::from_micros(self.0.load(Ordering::SeqCst))
    }

    pub fn set(&self, at: At) {
        self.0.store(at.micros(), Ordering::SeqCst);
    }
}

fn other(fault: impl std::fmt::Display) -> Refused {
    Refused::Other(fault.to_string())
}

/// A citizen's browser at the payment service's own pages, pressing its buttons.
#[derive(Clone)]
pub struct Cashier {
    pub gateway: Arc<Payment>,
    /// Where the payment service is.
    pub url: String,
    pub faults: Faults<CallBackFault>,
}

impl Cashier {
    /// Opens the hosted page and pays by card; the call-back has come when this returns.
    async fn pay(&self, trade_no: &str, amount: Twd, now: At) -> anyhow::Result<()> {
        self.press(trade_no, amount, now, CallBackFault::BeforeBrowser).await
    }

    /// Opens the hosted page and pays by card; what becomes of the call-back is said.
    pub async fn press(&self, trade_no: &str, amount: Twd, now: At, call_back: CallBackFault) -> anyhow::Result<()> {
        self.faults.set(Order::always(call_back));
        let order = gateways::payment::checkout::Order {
            trade_no: TradeNo::parse(trade_no)?,
            amount,
            description: "story".to_owned(),
            item: "story".to_owned(),
            means: Means::All,
            language: Lang::ZhHant,
            back: Address::parse_open("http://127.0.0.1/")?,
            result: None,
        };
        let form = self.gateway.checkout_form(&order, now)?;
        let browser = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
        browser.post(&form.action).form(&form.fields).send().await?.error_for_status()?;
        let pressed = [("trade_no", trade_no), ("action", "card")];
        browser.post(format!("{}/stand-in/pay", self.url)).form(&pressed).send().await?;
        Ok(())
    }

    /// Has the payment service call back once more for a payment that was reported before.
    async fn call_back_again(&self, trade_no: &str) -> anyhow::Result<()> {
        let browser = reqwest::Client::new();
        let asked = [("trade_no", trade_no)];
        browser.post(format!("{}/stand-in/resend", self.url)).form(&asked).send().await?.error_for_status()?;
        Ok(())
    }
}

/// One story on the books.
pub struct Books {
    pub desk: Desk,
    pub worker: Worker,
    pub clock: StoryClock,
    pub service: String,
    pub unit: String,
    cashier: Cashier,
    registers: registers::Books,
    case: Option<CaseId>,
    payments: u32,
}

impl Books {
    pub fn new(
        (desk, worker, cashier, registers): (Desk, Worker, Cashier, registers::Books),
        clock: StoryClock,
        (service, unit): (&str, &str),
    ) -> Books {
        Books {
            desk,
            worker,
            cashier,
            registers,
            clock,
            service: service.to_owned(),
            unit: unit.to_owned(),
            case: None,
            payments: 0,
        }
    }

    /// Makes the land office behave as a story says.
    pub fn order_faults(faults: &Faults<Fault>, how: LandOffice) {
        faults.set(match how {
            LandOffice::Answers | LandOffice::Disagrees => Order::always(Fault::None),
            LandOffice::Down => Order::always(Fault::Error),
            LandOffice::Recovers => Order::next(Fault::Error, 2),
            LandOffice::Nonsense => Order::always(Fault::Nonsense),
            LandOffice::Slow => Order::always(Fault::Lost),
        });
    }

    /// Hands the files of a story in; the answers name them then.
    async fn hand_in(&self, holder: &Holder, files: Vec<(String, Vec<String>)>, raw: &mut Raw) -> Result<(), Refused> {
        for (question, names) in files {
            let mut lines = Vec::new();
            for name in names {
                let clean = Clean { media: Media::Jpeg, content: name.clone().into_bytes(), pages: None };
                lines.push(self.desk.attach(holder, (clean, &name, Scan::Clean), self.now()).await?.line());
            }
            raw.insert(question, lines);
        }
        Ok(())
    }

    fn id(&self) -> Result<CaseId, Refused> {
        self.case.ok_or_else(|| Refused::Other("there is no case".to_owned()))
    }

    fn officer(&self) -> Who {
        Who::Officer(Officer {
            id: OfficerId::from_uuid(uuid::Uuid::from_u128(0x0ff1_ce12)),
            name: "示範承辦人".to_owned(),
            unit: self.unit.clone(),
            roles: vec![Role::Reviewer, Role::Counter],
        })
    }

    fn applicant(&self) -> Result<Who, Refused> {
        Ok(Who::Holder(self.id()?))
    }

    /// Works until nothing is due at this instant.
    async fn settle(&self) -> Result<(), Refused> {
        for _ in 0..100 {
            if self.worker.pass(self.clock.now()).await? == 0 {
                return Ok(());
            }
        }
        Err(Refused::Other("the worker finds no end".to_owned()))
    }

    /// The next instant at which something is due.
    async fn next_due(&self) -> Result<Option<At>, Refused> {
        let store = self.desk.store();
        let broken = |fault: store::fault::StoreError| Refused::Other(fault.to_string());
        let message = store.next_message_at().await.map_err(broken)?;
        let timer = store.due_timers(At::MAX, 1).await.map_err(broken)?.first().map(|timer| timer.at);
        let due = message.into_iter().chain(timer).filter(|at| *at > self.clock.now());
        Ok(due.min())
    }
}

impl Ground for Books {
    fn now(&self) -> At {
        self.clock.now()
    }

    async fn submit(&mut self, channel: Channel, raw: Raw) -> Result<(), Refused> {
        let (who, assurance) = match channel {
            Channel::Online => (Who::Public, Assurance::ConfirmedEmail),
            Channel::Counter => (self.officer(), Assurance::OfficerVouched),
            Channel::Api => (Who::Agency("demo-agency".to_owned()), Assurance::AgencyKey),
        };
        let pinned = self.desk.live(&self.service).await?;
        let files = files(&pinned.compiled.service.form, (&raw, channel));
        let (mut raw, mut draft) = (raw, None);
        if !files.is_empty() {
            let begun = self.desk.begin_draft(&self.service, self.now()).await?;
            self.hand_in(&Holder::Draft(begun.key.id), files, &mut raw).await?;
            draft = Some(begun.key);
        }
        let application =
            Application { service: self.service.clone(), raw, channel, assurance, lang: Lang::ZhHant, draft };
        self.case = Some(self.desk.apply(&who, application, self.now()).await?.case.id);
        self.settle().await
    }

    async fn pay(&mut self, amount: Twd, times: u32) -> Result<(), Refused> {
        let case = self.case().await?.ok_or_else(|| other("there is no case"))?;
        let charge = case.charge.ok_or_else(|| other("nothing is charged"))?;
        self.payments += 1;
        let trade_no = format!("{}{:04}", desk::paying::trade_stem(charge.payment), self.payments);
        self.cashier.pay(&trade_no, amount, self.now()).await.map_err(other)?;
        for _ in 1..times {
            self.cashier.call_back_again(&trade_no).await.map_err(other)?;
        }
        self.settle().await
    }

    async fn advance(&mut self, to: At) -> Result<(), Refused> {
        while let Some(due) = self.next_due().await?.filter(|due| *due <= to) {
            self.clock.set(due);
            self.settle().await?;
        }
        self.clock.set(to);
        self.settle().await
    }

    async fn choose(&mut self, choice: &Choose) -> Result<(), Refused> {
        let choice =
            Choice { id: choice.choice.clone(), reasons: choice.reasons.clone(), remarks: choice.remarks.clone() };
        self.desk.decide_case(&self.officer(), self.id()?, choice, self.now()).await?;
        self.settle().await
    }

    async fn ask_correction(&mut self, asked: &AskCorrection) -> Result<(), Refused> {
        self.desk.ask_correction(&self.officer(), self.id()?, (items(asked), asked.days), self.now()).await?;
        self.settle().await
    }

    async fn correct(&mut self, raw: Raw) -> Result<(), Refused> {
        let case = self.case().await?.ok_or_else(|| other("there is no case"))?;
        let pinned = self.desk.definition(&case.definition).await?;
        let mut raw = raw;
        let files = files(&pinned.compiled.service.form, (&raw, Channel::Counter));
        self.hand_in(&Holder::Case(case.id), files, &mut raw).await?;
        self.desk.correct(&self.applicant()?, self.id()?, &raw, self.now()).await?;
        self.settle().await
    }

    async fn withdraw(&mut self, reason: &str) -> Result<(), Refused> {
        self.desk.withdraw(&self.applicant()?, self.id()?, reason.to_owned(), self.now()).await?;
        self.settle().await
    }

    async fn reissue(&mut self, reasons: &str, raw: Raw) -> Result<(), Refused> {
        self.desk.reissue(&self.officer(), self.id()?, (reasons.to_owned(), &raw), self.now()).await?;
        self.settle().await
    }

    async fn registers(&mut self, records: &Records) -> Result<(), Refused> {
        self.registers.set(records.clone(), BTreeMap::new());
        Ok(())
    }

    async fn rank(&mut self, ranked: &Ranked) -> Result<(), Refused> {
        let case = self.case().await?.ok_or_else(|| other("there is no case"))?;
        let pinned = self.desk.definition(&case.definition).await?;
        let rank = rank_of(&pinned.compiled.service, (&case, &pinned.facts(&case)), ranked)?;
        self.desk.rank_case(case.id, rank, self.now()).await?;
        self.settle().await
    }

    async fn facts(&self) -> Result<Option<Facts>, Refused> {
        let Some(case) = self.case().await? else { return Ok(None) };
        let pinned = self.desk.definition(&case.definition).await?;
        Ok(Some(pinned.facts(&case)))
    }

    async fn case(&self) -> Result<Option<Case>, Refused> {
        let Some(id) = self.case else { return Ok(None) };
        self.desk.store().case(id).await.map_err(|fault| Refused::Other(fault.to_string()))
    }

    async fn notices(&self) -> Result<Vec<String>, Refused> {
        let Some(id) = self.case else { return Ok(Vec::new()) };
        Ok(self.desk.notices_of(id).await?)
    }

    async fn doubts(&self) -> Result<Vec<String>, Refused> {
        let Some(case) = self.case().await? else { return Ok(Vec::new()) };
        let pinned = self.desk.definition(&case.definition).await?;
        Ok(pinned.compiled.service.doubts_of(&pinned.facts(&case)).into_iter().map(str::to_owned).collect())
    }
}
