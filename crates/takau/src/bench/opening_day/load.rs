//! The load of `takau bench opening-day`: a process of its own that hands photographs in and applies, each time from
//! another address.

use std::io::{BufRead, Cursor};
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use lexicon::person::PersonId;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::super::page_cost::cpu_ms;
use super::FILES;
use crate::demo::HOUSING as SERVICE;

/// After this a request counts as lost.
const PATIENCE: Duration = Duration::from_secs(60);
/// Least size of a photograph, bytes.
const PHOTOGRAPH: usize = 2_000_000;
/// Exif with one directory that points to a place (GPS) and the place: 22° 37′ N, as telephones write it.
const EXIF: &[u8] = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x25\x88\x04\0\x01\0\0\0\x1a\0\0\0\0\0\0\0\
    \x02\0\x01\0\x02\0\x02\0\0\0N\0\0\0\x02\0\x05\0\x03\0\0\0\x38\0\0\0\0\0\0\0\
    \x16\0\0\0\x01\0\0\0\x25\0\0\0\x01\0\0\0\x0c\0\0\0\x01\0\0\0";

/// What to send. The first line of standard input is the API key, each further line the id of a file.
#[derive(clap::Args, Clone, Debug)]
pub struct Asked {
    #[arg(long)]
    at: String,
    /// `photographs`, `closed` or `open`.
    #[arg(long)]
    what: String,
    #[arg(long)]
    count: usize,
    #[arg(long)]
    at_once: usize,
    /// Applications a second, whether the ones before are answered or not; 0 sends each after the one before.
    #[arg(long)]
    rate: f64,
}

struct Load {
    asked: Asked,
    client: reqwest::Client,
    key: String,
    files: Vec<String>,
    photograph: Vec<u8>,
    next: AtomicUsize,
    begun: Instant,
}

/// Sends everything and prints one line of JSON.
pub async fn run(asked: &Asked) -> Result<()> {
    let mut lines = std::io::stdin().lock().lines();
    let key = lines.next().context("there is no API key on standard input")??;
    let files = lines.map_while(Result::ok).filter(|line| !line.is_empty()).collect();
    if rustls::crypto::ring::default_provider().install_default().is_err() {
        tracing::debug!("a provider of cryptography was installed before");
    }
    let photograph = if asked.what == "photographs" { photograph()? } else { Vec::new() };
    let client = reqwest::Client::builder().timeout(PATIENCE).build()?;
    let cpu = cpu_ms()?;
    let bytes = photograph.len();
    let load = Arc::new(Load {
        asked: asked.clone(),
        client,
        key,
        files,
        photograph,
        next: AtomicUsize::new(0),
        begun: Instant::now(),
    });
    let mut senders = JoinSet::new();
    // In the open loop everybody waits for their own moment; the senders must outnumber what is under way.
    let at_once = if asked.rate > 0.0 { asked.at_once * 40 } else { asked.at_once };
    for _ in 0..at_once.min(asked.count).max(1) {
        senders.spawn(Arc::clone(&load).send());
    }
    let mut times: Vec<f64> = Vec::with_capacity(asked.count);
    while let Some(sent) = senders.join_next().await {
        times.extend(sent??);
    }
    let seconds = load.begun.elapsed().as_secs_f64();
    times.sort_by(f64::total_cmp);
    let rank = |percent: usize| times.get((times.len() * percent).div_ceil(100).max(1) - 1).copied().unwrap_or(0.0);
    let told = json!({
        "taken": times.len(),
        "seconds": seconds,
        "mb": (bytes * times.len()) as f64 / 1e6,
        "p50_ms": rank(50).round(),
        "p99_ms": rank(99).round(),
        "cpu_s": (cpu_ms()? - cpu) / 1_000.0,
    });
    println!("{told}");
    Ok(())
}

impl Load {
    /// One after the other until nothing is left; milliseconds of each, in the open loop from when it was due.
    async fn send(self: Arc<Load>) -> Result<Vec<f64>> {
        let mut times = Vec::new();
        loop {
            let n = self.next.fetch_add(1, Ordering::Relaxed);
            if n >= self.asked.count {
                return Ok(times);
            }
            let mut from = Instant::now();
            if self.asked.rate > 0.0 {
                from = self.begun + Duration::from_secs_f64(n as f64 / self.asked.rate);
                tokio::time::sleep_until(from.into()).await;
            }
            match self.asked.what.as_str() {
                "photographs" => self.hand_in(n).await?,
                _ => self.apply(n).await?,
            }
            times.push(from.elapsed().as_secs_f64() * 1_000.0);
        }
    }

    async fn hand_in(&self, n: usize) -> Result<()> {
        let mut content = self.photograph.clone();
        distinguish(&mut content, n)?;
        let path = format!("{}/api/v1/services/{SERVICE}/attachments?name=photograph-{n}.jpg", self.asked.at);
        let kept = self.answer((self.client.post(path).body(content), n)).await?;
        if kept["scan"] != "clean" { bail!("nobody looked at it: {kept}") } else { Ok(()) }
    }

    async fn apply(&self, n: usize) -> Result<()> {
        let files = self.files.get(n * FILES..(n + 1) * FILES).context("there are too few files")?;
        let path = format!("{}/api/v1/services/{SERVICE}/applications", self.asked.at);
        let request = self.client.post(path).header("idempotency-key", format!("{}-{n}", self.asked.what));
        let case = self.answer((request.json(&answers(n, files)?), n)).await?;
        case["number"].as_str().context("the answer names no case")?;
        Ok(())
    }

    async fn answer(&self, (request, n): (reqwest::RequestBuilder, usize)) -> Result<Value> {
        let from = Ipv4Addr::from(0x0a00_0000 + u32::try_from(n % 0xff_ffff)?);
        let response = request.bearer_auth(&self.key).header("x-forwarded-for", from.to_string()).send().await?;
        let status = response.status();
        let text = response.text().await?;
        if !status.is_success() {
            bail!("refused with {status}: {text}");
        }
        Ok(serde_json::from_str(&text)?)
    }
}

/// A household of three with its lease.
fn answers(n: usize, files: &[String]) -> Result<Value> {
    let member = |relation: &str, place: usize, born_on: &str| -> Result<Value> {
        let name = format!("示範{relation}{n}");
        Ok(json!({"relation": relation, "name": name, "person_id": person_id(place)?, "born_on": born_on}))
    };
    Ok(json!({
        "district": "sanmin", "address": format!("示範路 {n} 號 5 樓"), "rent": 12_000, "has_lease": true,
        "lease_from": "2026-07-01", "lease_until": "2027-06-30", "landlord": "林房東", "landlord_relation": "none",
        "name": format!("王示範{n}"), "person_id": person_id(n * 3)?, "born_on": "1991-05-01", "marital": "married",
        "married_on": "2020-05-20", "phone": "0912-345-678", "email": format!("citizen{n}@takau.example"),
        "members": [member("spouse", n * 3 + 1, "1992-02-02")?, member("child", n * 3 + 2, "2021-03-03")?],
        "statuses": [], "violence": false, "gives_up": false, "account": "0041234 5678901",
        "lease_files": files[..FILES - 1], "account_files": files[FILES - 1..], "consent": true,
    }))
}

/// A well-formed number nobody was asked for.
fn person_id(place: usize) -> Result<String> {
    (0..10)
        .map(|check| format!("F1{:07}{check}", place % 10_000_000))
        .find(|id| PersonId::parse(id).is_ok())
        .context("no check digit fits")
}

/// A photograph that a telephone could have taken: noise, so that it is large, with the place it was taken at.
fn photograph() -> Result<Vec<u8>> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let noise = image::RgbImage::from_fn(2_000, 1_500, |x, y| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let shade = |shift: u32, of: u32| ((state >> shift) as u8 / 3).wrapping_add((of / 16) as u8);
        image::Rgb([shade(0, x), shade(8, y), shade(16, x + y)])
    });
    for quality in (60..=100).step_by(5) {
        let mut jpeg = Cursor::new(Vec::new());
        image::codecs::jpeg::JpegEncoder::new_with_quality(&mut jpeg, quality).encode_image(&noise)?;
        let jpeg = jpeg.into_inner();
        if jpeg.len() >= PHOTOGRAPH {
            let length = u16::try_from(EXIF.len() + 2)?.to_be_bytes();
            return Ok([&jpeg[..2], &[0xff, 0xe1], &length, EXIF, &jpeg[2..]].concat());
        }
    }
    bail!("the photograph is too small")
}

/// Another photograph: the last figures of its first quantisation table say its number.
fn distinguish(jpeg: &mut [u8], n: usize) -> Result<()> {
    let at = jpeg.windows(2).position(|pair| pair == [0xff, 0xdb]).context("no quantisation table")? + 5;
    let table = jpeg.get_mut(at..at + 64).context("no quantisation table")?;
    for (digit, figure) in table[60..].iter_mut().enumerate() {
        *figure = u8::try_from(n / 16_usize.pow(u32::try_from(digit)?) % 16)? + 100;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn photographs_are_distinct_before_and_after_their_place_is_taken_out() {
        let (mut one, mut two) = (photograph().unwrap(), photograph().unwrap());
        distinguish(&mut one, 1).unwrap();
        distinguish(&mut two, 4_097).unwrap();
        let clean = |content: &[u8]| attachments::clean(content.to_vec()).unwrap().content;
        let (first, second) = (clean(&one), clean(&two));
        assert!(first != second && first.len() < one.len() && one.len() >= PHOTOGRAPH);
        assert!(!first.windows(4).any(|part| part == b"Exif"));
        assert!(image::load_from_memory(&first).is_ok());
    }
}
