//! One pass of the worker: ring what is due, claim what is due, bring every answer back.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use desk::desk::Desk;
use desk::errands::Claimed;
use desk::fault::DeskFault;
use desk::reconciling::Reconciled;
use desk_atlas::register::rounds::{self, Round};
use gateways::clamd::Clamd;
use gateways::land_office::{LandOffice, Rounds};
use gateways::mail::Mail;
use gateways::payment::Payment;
use gateways::registers::Registers;
use gateways::sms::Sms;
use gateways::webhook::Webhook;
use lexicon::date::Date;
use lexicon::instant::At;
use outbox::Topic;
use tokio::task::{JoinError, JoinSet};

use crate::land_round::{self, Each};
use crate::phases::Phases;
use crate::plan_data::{self, PlanData};
use crate::press::Press;
use crate::quarantine;
use crate::reconciliation::{self, ReconciliationFault};
use crate::sealing::SealDesk;
use crate::topics::{self, Settled};

/// Messages served at once.
const CLAIMS: usize = 16;
/// Timers rung in one pass.
const RINGS: u32 = 64;
/// How long a claim holds before another worker may try, minutes.
pub(crate) const LEASE_MINUTES: i64 = 2;

/// Minutes into the day from which on yesterday is reconciled.
const DAILY_MINUTES: i64 = 4 * 60;
/// So many days that were missed are made up for.
const CATCH_UP_DAYS: usize = 7;
/// How often the quarantine is looked at.
const QUARANTINE_EVERY: Duration = Duration::from_secs(20);
/// How often it is looked whether something is to be done once a day, in minutes.
const LOOK_MINUTES: i64 = 30;

/// What the worker speaks with. A gateway that is not configured leaves its messages waiting.
pub struct Tools {
    pub desk: Desk,
    pub press: Press,
    pub seal: SealDesk,
    pub land_office: Option<LandOffice>,
    pub registers: Option<Registers>,
    pub payment: Option<Arc<Payment>>,
    pub mail: Option<Mail>,
    pub sms: Option<Sms>,
    pub webhook: Option<Webhook>,
    pub clamd: Option<Clamd>,
    pub phases: Phases,
}

/// The worker of a process.
#[derive(Clone)]
pub struct Worker(Arc<Tools>);

impl Worker {
    #[must_use]
    pub fn new(tools: Tools) -> Worker {
        Worker(Arc::new(tools))
    }

    /// Where the time of its messages went so far.
    #[must_use]
    pub fn phases(&self) -> &Phases {
        &self.0.phases
    }

    /// Topics whose gateway is configured.
    fn topics(&self) -> Vec<Topic> {
        let tools = &self.0;
        let has = |topic: &Topic| match topic {
            Topic::Paper => true,
            Topic::LandOffice => tools.land_office.is_some(),
            Topic::Register => tools.registers.is_some(),
            Topic::Refund | Topic::PaymentQuery => tools.payment.is_some(),
            Topic::Mail => tools.mail.is_some(),
            Topic::Sms => tools.sms.is_some(),
            Topic::Webhook => tools.webhook.is_some(),
        };
        Topic::ALL.into_iter().filter(has).collect()
    }

    /// Does what is due at `now`, once, and says how much that was.
    ///
    /// # Errors
    /// The database; a fault of one message is that message's and stops no other.
    pub async fn pass(&self, now: At) -> Result<usize, DeskFault> {
        let mut running = JoinSet::new();
        let begun = self.begin(&mut running, now).await?;
        while let Some(served) = running.join_next().await {
            note(served);
        }
        Ok(begun)
    }

    /// Rings what is due and sets as many messages going as there is room for; says how much that was.
    async fn begin(&self, running: &mut Running, now: At) -> Result<usize, DeskFault> {
        let desk = &self.0.desk;
        let rung = desk.ring_due(now, RINGS).await?;
        let room = u32::try_from(CLAIMS.saturating_sub(running.len())).unwrap_or(0);
        if room == 0 {
            return Ok(rung);
        }
        let claimed = desk.claim(&self.topics(), (now, now.minutes_later(LEASE_MINUTES)), room).await?;
        let begun = rung + claimed.len();
        for message in claimed {
            let worker = self.clone();
            running.spawn(async move { worker.serve(message, now).await });
        }
        Ok(begun)
    }

    /// Holds a day against the payment service's list, once; says how many payments fit and how many do not.
    ///
    /// # Errors
    /// The payment service or the database; another try is safe.
    pub async fn reconcile(&self, day: Date, now: At) -> Result<Option<Reconciled>, ReconciliationFault> {
        reconciliation::day(&self.0, day, now).await
    }

    /// What is done once a day, some hours into it: yesterday's reconciliation, and of days before that were missed.
    async fn daily(&self, now: At) -> Result<(), ReconciliationFault> {
        let mut day = now.taipei_date();
        if !is_night_over(now) {
            return Ok(());
        }
        // The last day first; one at a time, for the list may be asked for once a minute only.
        for _ in 0..CATCH_UP_DAYS {
            day = day.yesterday().unwrap_or(day);
            if self.0.desk.reconciled(day).await?.is_none() {
                self.reconcile(day, now).await?;
                break;
            }
        }
        Ok(())
    }

    /// Goes on with the round that holds our copy against the land office, or begins one; nothing where there is
    /// nothing to ask, nobody to be asked, or somebody at it.
    ///
    /// # Errors
    /// The database; no release.
    pub async fn land_round(
        &self,
        limits: Option<Rounds>,
        clock: &(dyn Fn() -> At + Send + Sync),
        each: &mut Each<'_>,
    ) -> Result<Option<Round>, DeskFault> {
        let tools = &self.0;
        let office = tools.land_office.as_ref();
        let Some((office, limits)) = office.and_then(|office| Some((office, limits.or(office.rounds())?))) else {
            return Ok(None);
        };
        land_round::go_on((&tools.desk, office, limits), clock, each).await
    }

    /// Once a night: old replies are forgotten, and our copy is held against the land office as far as the money
    /// of the day goes.
    async fn register(&self, clock: fn() -> At) -> Result<(), DeskFault> {
        let Some(office) = &self.0.land_office else { return Ok(()) };
        let now = clock();
        land_round::forget(&self.0.desk, office, now).await?;
        if rounds::is_resting(&self.0.desk, now).await? {
            return Ok(());
        }
        if let Some(round) = self.land_round(None, &clock, &mut |_| ControlFlow::Continue(())).await? {
            tracing::info!(stop = round.tally.stop.key(), answered = round.tally.answered, "a round of the register");
        }
        Ok(())
    }

    /// Looks at some files that wait in quarantine; says how many are settled.
    ///
    /// # Errors
    /// The database; a missing file.
    pub async fn quarantine(&self) -> Result<usize, DeskFault> {
        match &self.0.clamd {
            Some(clamd) => quarantine::look(&self.0.desk, clamd).await,
            None => Ok(0),
        }
    }

    /// Looks at the quarantine again and again until told to stop.
    async fn watch_quarantine(self, mut stop: tokio::sync::watch::Receiver<bool>) {
        while !*stop.borrow() {
            if let Err(fault) = self.quarantine().await {
                tracing::warn!(%fault, "the quarantine is looked at again later");
            }
            tokio::select! {
                () = tokio::time::sleep(QUARANTINE_EVERY) => {}
                _ = stop.changed() => {}
            }
        }
    }

    async fn serve(&self, claimed: Claimed, now: At) -> Result<(), DeskFault> {
        let desk = &self.0.desk;
        let claim = claimed.claim();
        match topics::serve(&self.0, &claimed, now).await? {
            Settled::Answered => Ok(()),
            Settled::Delivered => desk.delivered(claim, now).await,
            Settled::Again { cause } => {
                let wait = topics::wait_minutes(claimed.attempt);
                tracing::info!(
                    topic = claimed.message.topic.name(),
                    cause,
                    attempt = claimed.attempt,
                    "to be tried again"
                );
                desk.retry(claim, cause, now.minutes_later(wait)).await
            }
            Settled::Never { cause } => {
                tracing::warn!(topic = claimed.message.topic.name(), cause, "given up");
                desk.give_up(claim, cause, now).await
            }
        }
    }

    /// Works until told to stop: after every filing, whenever a message is done, and at least every few
    /// seconds. What is under way is brought to its end.
    pub async fn run(&self, clock: fn() -> At, mut stop: tokio::sync::watch::Receiver<bool>) {
        let mut filings = self.0.desk.filings();
        let mut running = JoinSet::new();
        let _plan_data = PlanData::begin(&self.0.desk, clock);
        let watching = tokio::spawn(self.clone().watch_quarantine(stop.clone()));
        let mut look = clock();
        while !*stop.borrow() {
            let now = clock();
            if now >= look {
                look = now.minutes_later(LOOK_MINUTES);
                let worker = self.clone();
                tokio::spawn(async move {
                    if let Err(fault) = worker.0.desk.sweep_attachments(now).await {
                        tracing::warn!(%fault, "files nobody handed in are thrown away later");
                    }
                    if let Err(fault) = worker.daily(now).await {
                        tracing::warn!(%fault, "the daily reconciliation is tried again later");
                    }
                    if is_night_over(now)
                        && let Err(fault) = plan_data::prove(&worker.0.desk, now).await
                    {
                        tracing::warn!(%fault, "the live release is proved again later");
                    }
                    if is_night_over(now)
                        && let Err(fault) = worker.register(clock).await
                    {
                        tracing::warn!(%fault, "the round of the register goes on later");
                    }
                });
            }
            filings.mark_unchanged();
            match self.begin(&mut running, clock()).await {
                Ok(begun) if begun > 0 && running.len() < CLAIMS => continue,
                Ok(_) => {}
                Err(fault) => tracing::error!(%fault, "the worker could not look for work"),
            }
            tokio::select! {
                Some(served) = running.join_next() => note(served),
                _ = filings.changed(), if running.len() < CLAIMS => {}
                () = tokio::time::sleep(Duration::from_secs(2)) => {}
                _ = stop.changed() => {}
            }
        }
        while let Some(served) = running.join_next().await {
            note(served);
        }
        if watching.await.is_err() {
            tracing::error!("watching the quarantine broke");
        }
    }
}

/// Whether what is done once a day may be done.
fn is_night_over(now: At) -> bool {
    now >= At::taipei_midnight(now.taipei_date()).minutes_later(DAILY_MINUTES)
}

type Running = JoinSet<Result<(), DeskFault>>;

fn note(served: Result<Result<(), DeskFault>, JoinError>) {
    match served {
        Ok(Ok(())) => {}
        Ok(Err(fault)) => tracing::warn!(%fault, "a message is left to its lease"),
        Err(panic) => tracing::error!(%panic, "serving a message broke"),
    }
}
