//! The load of `takau bench certificates`: a process of its own that applies as an agency's program does,
//! over the JSON interface, and asks until the certificate is there.

use std::io::BufRead;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use tokio::task::JoinSet;

/// Time between two questions about a case; a measured time is at most this much too long.
pub const POLL: Duration = Duration::from_millis(20);
/// After this a case counts as lost and the bench fails.
const PATIENCE: Duration = Duration::from_secs(120);

/// What to submit. The first line of standard input is the API key, each further line a parcel.
#[derive(clap::Args, Clone, Debug)]
pub struct Asked {
    /// Where the house is.
    #[arg(long)]
    at: String,
    #[arg(long)]
    cases: u32,
    /// Cases under way at once; each is followed by the next as soon as it is done.
    #[arg(long)]
    at_once: u32,
    /// Name of this run, for its idempotency keys.
    #[arg(long)]
    name: String,
}

/// What all submitters share.
struct Load {
    asked: Asked,
    client: reqwest::Client,
    key: String,
    parcels: Vec<String>,
    next: AtomicU32,
}

/// One certificate: how long until the application was taken, and until the signed paper was stored.
struct Made {
    number: String,
    submitted: Duration,
    stored: Duration,
}

/// Submits everything and prints `{"submit_ms":[…],"stored_ms":[…],"elapsed_s":…,"number":…}`.
pub async fn run(asked: &Asked) -> Result<()> {
    let mut lines = std::io::stdin().lock().lines();
    let key = lines.next().context("there is no API key on standard input")??;
    let parcels: Vec<String> = lines.collect::<Result<_, _>>()?;
    if parcels.is_empty() {
        bail!("there is no parcel on standard input");
    }
    if rustls::crypto::ring::default_provider().install_default().is_err() {
        tracing::debug!("a provider of cryptography was installed before");
    }
    let client = reqwest::Client::builder().timeout(PATIENCE).build()?;
    let load = Arc::new(Load { asked: asked.clone(), client, key, parcels, next: AtomicU32::new(0) });
    let start = Instant::now();
    let mut submitters = JoinSet::new();
    for _ in 0..asked.at_once.max(1) {
        submitters.spawn(submit_until_done(Arc::clone(&load)));
    }
    let mut made = Vec::new();
    while let Some(some) = submitters.join_next().await {
        made.extend(some??);
    }
    let elapsed = start.elapsed().as_secs_f64();
    let number = made.last().map(|made| made.number.clone());
    let submit: Vec<f64> = made.iter().map(|made| milliseconds(made.submitted)).collect();
    let stored: Vec<f64> = made.iter().map(|made| milliseconds(made.stored)).collect();
    println!("{}", json!({"submit_ms": submit, "stored_ms": stored, "elapsed_s": elapsed, "number": number}));
    Ok(())
}

async fn submit_until_done(load: Arc<Load>) -> Result<Vec<Made>> {
    let mut made = Vec::new();
    loop {
        let n = load.next.fetch_add(1, Ordering::Relaxed);
        if n >= load.asked.cases {
            return Ok(made);
        }
        made.push(load.one(n).await?);
    }
}

impl Load {
    async fn one(&self, n: u32) -> Result<Made> {
        let start = Instant::now();
        let answers = json!({
            "parcels": self.parcels[n as usize % self.parcels.len()],
            "purpose": "duty", "copies": "1", "delivery": "download", "applicant_kind": "agency",
            "name": "示範機關", "business_id": "04595257", "phone": "07-336-8333",
        });
        let path = format!("{}/api/v1/services/{}/applications", self.asked.at, crate::demo::SERVICE);
        let request = self.client.post(path).header("idempotency-key", format!("{}-{n}", self.asked.name));
        let case = self.answer(request.json(&answers)).await?;
        let submitted = start.elapsed();
        let number = case["number"].as_str().context("the answer names no case")?.to_owned();
        let path = format!("{}/api/v1/cases/{number}", self.asked.at);
        loop {
            let case = self.answer(self.client.get(&path)).await?;
            if !case["paper"].is_null() {
                return Ok(Made { number, submitted, stored: start.elapsed() });
            }
            if !case["ending"].is_null() || start.elapsed() > PATIENCE {
                bail!("there is no certificate: {case}");
            }
            tokio::time::sleep(POLL).await;
        }
    }

    async fn answer(&self, request: reqwest::RequestBuilder) -> Result<Value> {
        let response = request.bearer_auth(&self.key).send().await?;
        let status = response.status();
        let text = response.text().await?;
        if !status.is_success() {
            bail!("refused with {status}: {text}");
        }
        Ok(serde_json::from_str(&text)?)
    }
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}
