//! `takau bench certificates`: from submitting an application to the signed certificate in the books, on both
//! databases, and what one page costs beside WeasyPrint.
//!
//! This process is the house: web door, worker, press, stand-ins. The load is a process of its own.

use std::path::PathBuf;
use std::process::Stdio;

use anyhow::{Context, Result, bail};
use atlas::finding::Verdict;
use atlas::overlay::overlay;
use atlas::parcel::ParcelShape;
use atlas::release::Release;
use city::generate::{CityPlan, generate};
use city::survey::SurveyError;
use desk::office::{Office, Standing};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::process::Command;
use worker::phases::Phase;

use super::load::POLL;
use super::page_cost::{self, Cost, Sample};
use super::stage::Stage;
use crate::site::{Site, now, read_office};

/// Parcels of the city the certificates are about.
const CITY_PARCELS: u32 = 4_000;
/// Certificates before the measured ones: children start, fonts and definitions are loaded.
const WARM_UP: u32 = 10;
/// Targets of a house with two cores. They are printed, never asserted.
const TARGET_P99_MS: f64 = 250.0;
const TARGET_PER_S: f64 = 40.0;

/// How much, and against what.
#[derive(clap::Args, Clone, Debug)]
pub struct Asked {
    /// Certificates measured on each database.
    #[arg(long, default_value_t = 400, value_parser = clap::value_parser!(u32).range(1..))]
    cases: u32,
    /// Cases under way at once.
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..))]
    at_once: u32,
    /// Child processes that draw papers.
    #[arg(long, default_value_t = 2)]
    press: usize,
    /// Pages drawn for the CPU time of one.
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..))]
    pages: u32,
    /// A PostgreSQL server where databases may be made: `postgres://…`. Without it, only the embedded database.
    #[arg(long, env = "TAKAU_TEST_PG")]
    server: Option<String>,
    /// The Python that has WeasyPrint.
    #[arg(long, default_value = ".venv/bin/python")]
    python: PathBuf,
}

/// Prints what was measured and, last, the line of JSON.
pub async fn run(site: &Site, asked: &Asked) -> Result<()> {
    let office = read_office(&site.office, Standing::Demonstration, &site.url)?;
    let plan = CityPlan { parcels: CITY_PARCELS, ..CityPlan::demo(SurveyError::On) };
    let release = Release::build(generate(&plan, &office.sections)?.parts)?;
    // Each once: the land office is asked about every one, and none is answered from what was kept.
    let parcels = clear_parcels(&release, &office, (WARM_UP + asked.cases) as usize);
    explain(asked, parcels.len());

    let stage = Stage::open(site, (&office, &release), (None, asked.press)).await?;
    let seal = stage.keys.seal()?;
    let (sqlite, number) = measure("sqlite", &stage, (asked, &parcels)).await?;
    let sample = Sample::of(&stage, &number).await?;
    stage.close().await?;
    let postgres = match &asked.server {
        Some(server) => {
            let stage = Stage::open(site, (&office, &release), (Some(server), asked.press)).await?;
            let (measured, _) = measure("postgres", &stage, (asked, &parcels)).await?;
            stage.close().await?;
            measured
        }
        None => {
            println!("postgres   not asked: give --server or TAKAU_TEST_PG");
            Value::Null
        }
    };
    let cost = page_cost::ours(&sample, seal, asked.pages).await?;
    let ratio = compare(&sample, &cost, asked);
    println!(
        "{}",
        json!({
            "sqlite": sqlite,
            "postgres": postgres,
            "page_cpu_ms": tenths(cost.page_ms),
            "sign_cpu_ms": tenths(cost.sign_ms),
            "ratio_weasyprint": ratio,
        })
    );
    Ok(())
}

/// Says what the figures mean, on which machine and build they were taken.
fn explain(asked: &Asked, parcels: usize) {
    super::say_machine();
    println!(
        "load       another process applies over the JSON interface as an agency exempt from the fee: no payment; \
         {} cases at once, each followed by the next; {parcels} parcels without doubts in turn; the first {WARM_UP} \
         not counted",
        asked.at_once
    );
    println!(
        "time       from before the application is sent until the case says that its signed paper is filed: checks, \
         land office and time-stamp (stand-ins on loopback in this process), overlay, {} press children, seal, \
         file and journal; asked every {} ms, so up to that much too long",
        asked.press,
        POLL.as_millis()
    );
}

/// Measures one database; also gives the number of a case that has its certificate.
async fn measure(name: &str, stage: &Stage, (asked, parcels): (&Asked, &[String])) -> Result<(Value, String)> {
    load(stage, parcels, ("warm", WARM_UP, asked.at_once)).await?;
    let cpu_before = page_cost::cpu_ms()?;
    let spent = || Phase::ALL.map(|phase| stage.house.phases.spent(phase).as_secs_f64() * 1_000.0);
    let before = spent();
    let times = load(stage, parcels, ("measured", asked.cases, asked.at_once)).await?;
    let cpu = (page_cost::cpu_ms()? - cpu_before) / f64::from(asked.cases);
    let (submit, stored) = (sorted(&times["submit_ms"]), sorted(&times["stored_ms"]));
    if stored.len() != asked.cases as usize {
        bail!("{} of {} certificates were made", stored.len(), asked.cases);
    }
    let seconds = times["elapsed_s"].as_f64().context("the load tells no time")?;
    let per_s = stored.len() as f64 / seconds;
    let [p50, p95, p99] = [50, 95, 99].map(|percent| percentile(&stored, percent));
    println!(
        "{name:10} p50 {p50:.0} ms, p95 {p95:.0} ms, p99 {p99:.0} ms (target {TARGET_P99_MS:.0}: {}), {per_s:.1}/s \
         (target {TARGET_PER_S:.0}: {}); the application itself was taken after p50 {:.0} ms, p99 {:.0} ms; \
         {cpu:.1} ms CPU of this process a certificate, seal and stand-ins within, press children and load not; \
         {} certificates in {seconds:.1} s",
        met(p99 < TARGET_P99_MS),
        met(per_s >= TARGET_PER_S),
        percentile(&submit, 50),
        percentile(&submit, 99),
        stored.len()
    );
    let whole: f64 = stored.iter().sum();
    let [land_office, draw, seal, file] = std::array::from_fn(|at| (spent()[at] - before[at]) / whole * 100.0);
    let taken = submit.iter().sum::<f64>() / whole * 100.0;
    println!(
        "{:10} of that time: application {taken:.0} %, land office and overlay {land_office:.0} %, drawing {draw:.0} % \
         (waiting for a child within), seal and time-stamp {seal:.0} %, filing {file:.0} %, waiting for the worker and \
         for the next question {:.0} %",
        "",
        100.0 - taken - land_office - draw - seal - file
    );
    let figures = json!({"p50_ms": tenths(p50), "p95_ms": tenths(p95), "p99_ms": tenths(p99), "per_s": tenths(per_s)});
    Ok((figures, times["number"].as_str().context("the load names no case")?.to_owned()))
}

/// Runs the load as a process of its own and reads its line.
async fn load(stage: &Stage, parcels: &[String], (name, cases, at_once): (&str, u32, u32)) -> Result<Value> {
    let mut child = Command::new(std::env::current_exe()?)
        .args(["bench", "load", "--at", &stage.at, "--name", name])
        .args(["--cases", &cases.to_string(), "--at-once", &at_once.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    let mut input = child.stdin.take().context("the load has no input")?;
    input.write_all(format!("{}\n{}\n", stage.api_key, parcels.join("\n")).as_bytes()).await?;
    drop(input);
    let output = child.wait_with_output().await?;
    if !output.status.success() {
        bail!("the load ended with {}", output.status);
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// Prints what a page costs; the ratio to WeasyPrint, or null and why.
fn compare(sample: &Sample, cost: &Cost, asked: &Asked) -> Value {
    println!(
        "page       {:.1} ms CPU to draw ({} bytes, {} pages), {:.1} ms CPU to seal without time-stamp; mean of {}",
        cost.page_ms, cost.bytes, cost.pages, cost.sign_ms, asked.pages
    );
    match page_cost::weasyprint(sample, &asked.python, asked.pages.min(20)) {
        Ok(theirs) => {
            println!(
                "weasyprint {theirs:.1} ms CPU for the same page as HTML, PDF/A-2u, without PDF/UA; the ratio counts our seal too"
            );
            json!(tenths(theirs / (cost.page_ms + cost.sign_ms)))
        }
        Err(missing) => {
            println!("weasyprint not compared: {missing:#}");
            Value::Null
        }
    }
}

/// Parcels without doubts, as people write them.
pub(super) fn clear_parcels(release: &Release, office: &Office, most: usize) -> Vec<String> {
    let today = now().taipei_date();
    let clear = release.parcels().filter_map(|parcel| {
        let parcel = release.parcel(parcel.id, today)?;
        let finding = overlay(release, &ParcelShape::from(&parcel), today, &office.tolerances);
        let section = office.sections.get(parcel.id.section)?;
        let name = format!("{}{}{}{}", section.district, section.section, section.subsection, parcel.id.land);
        matches!(finding.verdict, Verdict::Clear { .. }).then_some(name)
    });
    clear.take(most).collect()
}

fn sorted(times: &Value) -> Vec<f64> {
    let mut times: Vec<f64> = times.as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
    times.sort_by(f64::total_cmp);
    times
}

/// The smallest time that at least so many percent do not exceed (nearest rank); 0 without any.
fn percentile(sorted: &[f64], percent: usize) -> f64 {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or(0.0)
}

fn tenths(figure: f64) -> f64 {
    (figure * 10.0).round() / 10.0
}

fn met(is_met: bool) -> &'static str {
    if is_met { "met" } else { "missed" }
}

#[cfg(test)]
mod tests {
    use super::percentile;

    #[test]
    fn a_percentile_is_a_time_that_was_measured() {
        let times: Vec<f64> = (1..=200).map(f64::from).collect();
        assert_eq!([50, 95, 99, 100].map(|percent| percentile(&times, percent)), [100.0, 190.0, 198.0, 200.0]);
        assert_eq!((percentile(&[7.0], 99), percentile(&[], 50)), (7.0, 0.0));
    }
}
