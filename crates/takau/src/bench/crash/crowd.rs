//! Citizens and programs who apply, pay and remember what they were told. They outlive every crash: what is
//! not answered is sent again.

use std::io::Write;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use gateways::mail::Mailbox;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::citizen;
use super::ground::{Ground, Place};
use crate::demo::SERVICE;

/// Of each kind, on each database.
const CITIZENS: usize = 4;
const PROGRAMS: usize = 2;
/// Between two applications of a program: more would only wait in a row.
const PAUSE: Duration = Duration::from_millis(100);
/// Before something that was not answered is sent again.
pub const AGAIN: Duration = Duration::from_millis(25);
/// Between two questions about a case, in the end.
const LOOK: Duration = Duration::from_millis(250);

/// An application that was answered with a case number.
#[derive(Clone, Debug)]
pub struct Acknowledged {
    pub number: String,
    /// The applicant's name, unlike any other's.
    pub name: String,
    /// The cookie of the citizen's case link; a program has none.
    pub link: Option<String>,
}

/// What the crowd was told in the end.
pub struct Told {
    pub acknowledged: Vec<Acknowledged>,
    /// Numbers of cases that did not end.
    pub endless: Vec<String>,
    /// Answers nobody should get.
    pub strange: Vec<String>,
}

/// What everybody in the crowd shares.
pub struct Shared {
    pub client: reqwest::Client,
    pub url: String,
    pub payment_url: String,
    pub mailbox: Mailbox,
    pub parcels: Vec<String>,
    api_key: String,
    place: Place,
    next: AtomicU32,
    ending: AtomicBool,
    log: Mutex<std::fs::File>,
    acknowledged: Mutex<Vec<Acknowledged>>,
    strange: Mutex<Vec<String>>,
}

/// The crowd before one house.
pub struct Crowd {
    shared: Arc<Shared>,
    members: JoinSet<()>,
}

impl Crowd {
    pub fn gather(ground: &Ground, log: &Path) -> Result<Crowd> {
        if let Some(folder) = log.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let client = reqwest::Client::builder()
            .timeout(Duration::from_secs(5))
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        let fresh = ground.place == Place::Sqlite;
        let log = std::fs::OpenOptions::new().create(true).write(true).truncate(fresh).append(!fresh).open(log)?;
        let shared = Arc::new(Shared {
            client,
            url: ground.site.url.clone(),
            payment_url: ground.outside.payment_url.clone(),
            mailbox: ground.outside.mailbox.clone(),
            parcels: ground.parcels.clone(),
            api_key: ground.api_key.clone(),
            place: ground.place,
            next: AtomicU32::new(0),
            ending: AtomicBool::new(false),
            log: Mutex::new(log),
            acknowledged: Mutex::default(),
            strange: Mutex::default(),
        });
        let mut members = JoinSet::new();
        for _ in 0..CITIZENS {
            let shared = Arc::clone(&shared);
            members.spawn(async move {
                while !shared.is_ending() {
                    shared.judge(citizen::apply(&shared).await).await;
                }
            });
        }
        for _ in 0..PROGRAMS {
            let shared = Arc::clone(&shared);
            members.spawn(async move {
                while !shared.is_ending() {
                    shared.judge(program(&shared).await).await;
                    tokio::time::sleep(PAUSE).await;
                }
            });
        }
        Ok(Crowd { shared, members })
    }

    pub fn acknowledged(&self) -> usize {
        locked(&self.shared.acknowledged).len()
    }

    /// Lets everybody end what they began, then asks until every case has ended.
    pub async fn finish(mut self, patience: Duration) -> Told {
        let until = Instant::now() + patience;
        self.shared.ending.store(true, Ordering::SeqCst);
        while self.members.join_next().await.is_some() {}
        let acknowledged = locked(&self.shared.acknowledged).clone();
        let mut open: Vec<&Acknowledged> = acknowledged.iter().collect();
        let mut said = Instant::now();
        while !open.is_empty() && Instant::now() < until {
            let mut still = Vec::new();
            for told in open {
                match self.shared.has_ended(told).await {
                    Ok(true) => {}
                    Ok(false) | Err(_) => still.push(told),
                }
            }
            open = still;
            if said.elapsed() > Duration::from_secs(30) {
                said = Instant::now();
                println!("{:10} {} cases have not ended yet", format!("{:?}", self.shared.place), open.len());
            }
            tokio::time::sleep(LOOK).await;
        }
        let endless = open.iter().map(|told| told.number.clone()).collect();
        let strange = std::mem::take(&mut *locked(&self.shared.strange));
        Told { endless, strange, acknowledged }
    }
}

impl Shared {
    pub fn is_ending(&self) -> bool {
        self.ending.load(Ordering::SeqCst)
    }

    /// A number for the next applicant.
    pub fn take_turn(&self) -> u32 {
        self.next.fetch_add(1, Ordering::Relaxed)
    }

    pub fn parcel(&self, turn: u32) -> &str {
        &self.parcels[turn as usize % self.parcels.len()]
    }

    /// Writes down what was acknowledged, before anything else is done about it.
    pub fn note(&self, told: Acknowledged) -> Result<()> {
        let line = json!({"place": format!("{:?}", self.place), "number": told.number, "name": told.name});
        writeln!(locked(&self.log), "{line}")?;
        locked(&self.acknowledged).push(told);
        Ok(())
    }

    /// An answer nobody should get is kept for the end; it ends nothing.
    async fn judge(&self, done: Result<()>) {
        if let Err(fault) = done {
            locked(&self.strange).push(format!("{fault:#}"));
            tokio::time::sleep(AGAIN).await;
        }
    }

    async fn has_ended(&self, told: &Acknowledged) -> Result<bool> {
        if let Some(link) = &told.link {
            let path = format!("{}/case/{}/poll", self.url, told.number);
            let answer = self.client.get(path).header("cookie", link).send().await?.error_for_status()?;
            return Ok(json_of(answer).await?["done"] == json!(true));
        }
        let path = format!("{}/api/v1/cases/{}", self.url, told.number);
        let answer = self.client.get(path).bearer_auth(&self.api_key).send().await?.error_for_status()?;
        Ok(!json_of(answer).await?["ending"].is_null())
    }
}

async fn json_of(answer: reqwest::Response) -> Result<Value> {
    Ok(serde_json::from_str(&answer.text().await?)?)
}

/// One application by a program, sent under one name until it is answered.
async fn program(shared: &Shared) -> Result<()> {
    let turn = shared.take_turn();
    let name = format!("示範機關{turn}");
    let answers = json!({
        "parcels": shared.parcel(turn), "purpose": "duty", "copies": "1", "delivery": "download",
        "applicant_kind": "agency", "name": name, "business_id": "04595257", "phone": "07-336-8333",
    });
    let path = format!("{}/api/v1/services/{SERVICE}/applications", shared.url);
    loop {
        let request = shared.client.post(&path).bearer_auth(&shared.api_key).json(&answers);
        let sent = request.header("idempotency-key", format!("crash-{turn}")).send().await;
        if let Ok(answer) = sent {
            let status = answer.status();
            if let Ok(text) = answer.text().await {
                if status.as_u16() == 201 {
                    let case: Value = serde_json::from_str(&text)?;
                    let number = case["number"].as_str().context("the answer names no case")?.to_owned();
                    return shared.note(Acknowledged { number, name, link: None });
                }
                if !status.is_server_error() && status.as_u16() != 409 {
                    bail!("a program was told {status}: {text}");
                }
            }
        }
        tokio::time::sleep(AGAIN).await;
    }
}

/// A lock that a panic elsewhere does not spoil.
fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
