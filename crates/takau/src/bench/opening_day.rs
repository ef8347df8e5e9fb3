//! `takau bench opening-day`: the first day of a campaign. Photographs over HTTP with every check, and applications
//! that name five files each, from the last request to the durable receipt, on both databases.
//!
//! The house is the shipped build with its shipped defaults in a process of its own behind one trusted proxy, so that
//! every simulated applicant has an address; the load is another process. Registers, clamd and mail are stand-ins in
//! this process.

pub mod load;
mod site;

use std::process::Stdio;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use self::site::Open;
use super::peer::processor_s;
use crate::site::Site;

/// Of the closed loop's rate, what the open loop sends.
const OPEN_SHARE: f64 = 0.8;
/// Files each application names.
const FILES: usize = 5;

/// How much, and against what.
#[derive(clap::Args, Clone, Debug)]
pub struct Asked {
    /// Photographs of 2 MB.
    #[arg(long, default_value_t = 5_000)]
    photographs: usize,
    /// Applications on each database; half of them at full speed, half at a steady rate.
    #[arg(long, default_value_t = 100_000)]
    applications: usize,
    /// Requests under way at once.
    #[arg(long, default_value_t = 48)]
    at_once: usize,
    /// A PostgreSQL server where databases may be made: `postgres://…`. Without it, only the embedded database.
    #[arg(long, env = "TAKAU_TEST_PG")]
    server: Option<String>,
}

/// Prints what was measured and, last, the line of JSON.
pub async fn run(site: &Site, asked: &Asked) -> Result<()> {
    super::say_machine();
    println!(
        "house      takau serve with its defaults, its worker asking the registers meanwhile; {} requests at once; \
         every applicant has an address of their own",
        asked.at_once
    );
    let (sqlite, uploads, share) = measure(site, asked, None).await?;
    let postgres = match &asked.server {
        Some(server) => measure(site, asked, Some(server)).await?.0,
        None => {
            println!("postgres   not asked: give --server or TAKAU_TEST_PG");
            Value::Null
        }
    };
    println!(
        "{}",
        json!({
            "sqlite": sqlite, "postgres": postgres, "uploads_per_s": uploads, "generator_cpu_share": share, "off": [],
        })
    );
    Ok(())
}

/// One database: applications, and on the embedded one the photographs. Also the generator's share.
async fn measure(site: &Site, asked: &Asked, server: Option<&str>) -> Result<(Value, Value, Value)> {
    let name = if server.is_some() { "postgres" } else { "sqlite" };
    let (half, rest) = (asked.applications / 2, asked.applications.div_ceil(2));
    let mut open = Open::prepare(site, server).await?;
    println!("{name:10} {} small files are handed in beforehand", asked.applications * FILES);
    let files = open.hand_in(asked.applications * FILES).await?;
    open.start().await?;
    let mut uploads = Value::Null;
    if server.is_none() && asked.photographs > 0 {
        let (told, _) = load(&open, (asked, "photographs", asked.photographs, 0.0), &[]).await?;
        let seconds = told["seconds"].as_f64().context("no seconds")?;
        let (files_s, mb_s) = (asked.photographs as f64 / seconds, told["mb"].as_f64().unwrap_or(0.0) / seconds);
        println!(
            "uploads    {files_s:.1} files/s, {mb_s:.0} MB/s: {} distinct photographs, kind, virus scan, Exif out, \
             sealed, durable; p99 {} ms",
            asked.photographs, told["p99_ms"]
        );
        uploads = json!(tenths(files_s));
    }
    let (first, share) = load(&open, (asked, "closed", half, 0.0), &files[..half * FILES]).await?;
    let per_s = half as f64 / first["seconds"].as_f64().context("no seconds")?;
    let (second, _) = load(&open, (asked, "open", rest, per_s * OPEN_SHARE), &files[half * FILES..]).await?;
    let taken = [&first, &second].iter().map(|told| told["taken"].as_u64().unwrap_or(0)).sum::<u64>();
    let peak_mb = open.peak_mb()?;
    let kept = open.stop_and_count().await?;
    let lost = i64::try_from(taken)? - i64::try_from(kept)?;
    println!(
        "{name:10} {per_s:.0} applications/s at full speed (p99 {} ms); at {:.0}/s, one every {:.1} ms whether answered \
         or not: p50 {} ms, p99 {} ms; {taken} acknowledged, {kept} in the books; {peak_mb:.0} MB at most",
        first["p99_ms"],
        per_s * OPEN_SHARE,
        1_000.0 / (per_s * OPEN_SHARE),
        second["p50_ms"],
        second["p99_ms"],
    );
    let figures = json!({"per_s": tenths(per_s), "p99_ms": second["p99_ms"], "lost": lost, "peak_mb": tenths(peak_mb)});
    Ok((figures, uploads, json!(share)))
}

/// Runs the load as a process of its own; its line, and its share of the processor time the two processes used.
async fn load(
    open: &Open,
    (asked, what, count, rate): (&Asked, &str, usize, f64),
    files: &[String],
) -> Result<(Value, f64)> {
    let mut child = Command::new(std::env::current_exe()?)
        .args(["bench", "opening-load", "--at", &open.url, "--what", what, "--count", &count.to_string()])
        .args(["--at-once", &asked.at_once.to_string(), "--rate", &rate.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    let before = processor_s(&[open.process()?])?;
    let mut input = child.stdin.take().context("the load has no input")?;
    input.write_all(format!("{}\n{}\n", open.api_key, files.join("\n")).as_bytes()).await?;
    drop(input);
    let output = child.wait_with_output().await?;
    ensure!(output.status.success(), "the load ended with {}", output.status);
    let told: Value = serde_json::from_slice(&output.stdout)?;
    let theirs = processor_s(&[open.process()?])? - before;
    let own = told["cpu_s"].as_f64().unwrap_or(0.0);
    let share = own / (own + theirs);
    println!("           {what}: the load took {:.0} % of the processor time of load and house", share * 100.0);
    Ok((told, (share * 1_000.0).round() / 1_000.0))
}

fn tenths(figure: f64) -> f64 {
    (figure * 10.0).round() / 10.0
}
