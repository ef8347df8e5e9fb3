//! `takau bench lookup`: one parcel over the whole HTTP route of the shipped server, beside the same route with
//! its answer from PostGIS.
//!
//! Each server is a process of its own with shipped limits, headers and tracing; the peer differs in one
//! handler, which asks PostGIS by a prepared query on a unix socket. A third process asks both in turn, over
//! one connection, for random parcels of the whole city; first it is checked that both answer the same bytes.
//! Processors are kept awake meanwhile, because what is timed is two programs and not how a host wakes a machine.

mod postgis;
mod stage;

pub mod ask;
pub mod peer;

use std::time::Instant;

use anyhow::{Context, Result, bail};
use desk::access::Who;
use desk::desk::Desk;
use lexicon::parcel::ParcelId;
use serde_json::{Value, json};

use super::awake::Awake;
use crate::site::{Site, now};
use ask::Answers;
use stage::{Server, Stage};

/// How the bench is run.
#[derive(clap::Args, Clone, Debug)]
pub struct Asked {
    /// Size of the city: 1 is about 1.6 million parcels.
    #[arg(long, default_value_t = 1.0)]
    scale: f64,
    /// Alternating rounds, of which the median counts.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Questions a round, ours; the peer gets a tenth.
    #[arg(long, default_value_t = 20_000)]
    questions: usize,
    /// Parcels whose answers are compared byte by byte.
    #[arg(long, default_value_t = 2_000)]
    compared: usize,
    /// Let processors fall asleep between questions, as on a machine with nothing to do.
    #[arg(long)]
    sleepy: bool,
}

/// Carries out the bench.
pub async fn run(site: &Site, asked: &Asked) -> Result<()> {
    explain(asked);
    let stage = Stage::prepare(site, asked.scale).await?;
    let keys = stage.random_parcels(asked.questions.max(asked.compared));
    let inside = in_process(&stage, &keys).await?;
    println!("inside     {:.2} µs a parcel to read the pieces, {:.2} µs with its JSON (mean)", inside.0, inside.1);
    let ours = Server::start(&stage.ours, &["serve"]).await?;
    let peer = match stage.peer(&keys).await {
        Ok(peer) => Some(peer),
        Err(fault) => {
            println!("postgis    not compared: {fault:#}");
            None
        }
    };
    let apart = match &peer {
        Some(peer) => Some(compare(&ours, &peer.server, &keys[..asked.compared])?),
        None => None,
    };
    let (mut mine, mut theirs) = (Vec::new(), Vec::new());
    let awake = if asked.sleepy { None } else { Some(Awake::keep()?) };
    for round in 1..=asked.rounds {
        eprintln!("round {round} of {} …", asked.rounds);
        mine.push(measured(&ours, &keys[..asked.questions])?);
        if let Some(peer) = &peer {
            theirs.push(measured(&peer.server, &keys[..(asked.questions / 10).max(1)])?);
        }
    }
    drop(awake);
    report(("takau", &mine), ("postgis", &theirs));
    println!("{}", figures(&stage, (&mine, &theirs), (inside, apart)));
    ours.stop().await;
    if let Some(peer) = peer {
        peer.stop().await;
    }
    Ok(())
}

fn figures(
    stage: &Stage,
    (mine, theirs): (&[Run], &[Run]),
    ((read_us, json_us), apart): ((f64, f64), Option<usize>),
) -> Value {
    let ratio =
        |figure: fn(&Run) -> f64| (!theirs.is_empty()).then(|| tenths(median(theirs, figure) / median(mine, figure)));
    json!({
        "parcels": stage.parcels,
        "p50_us": tenths(median(mine, |run| run.p50_us)),
        "p99_us": tenths(median(mine, |run| run.p99_us)),
        "server_cpu_us": tenths(median(mine, |run| run.server_cpu_us)),
        "inside_us": tenths(json_us),
        "inside_read_us": tenths(read_us),
        "p50_us_postgis": (!theirs.is_empty()).then(|| tenths(median(theirs, |run| run.p50_us))),
        "p99_us_postgis": (!theirs.is_empty()).then(|| tenths(median(theirs, |run| run.p99_us))),
        "ratio_p50_postgis": ratio(|run| run.p50_us),
        "ratio_p99_postgis": ratio(|run| run.p99_us),
        "rounded_apart": apart,
        "off": [],
        "generator_cpu_share": (median(mine, |run| run.generator_share) * 1_000.0).round() / 1_000.0,
    })
}

/// Says what the figures mean, on which machine and build they were taken.
fn explain(asked: &Asked) {
    super::say_machine();
    println!(
        "load       one connection of another process asks for random parcels of a city of scale {}, {} a round; the \
         peer's rounds stand between ours",
        asked.scale, asked.questions
    );
    let processors =
        if asked.sleepy { "fall asleep between questions" } else { "kept awake by programs of the idle class" };
    println!("processors {processors}");
}

/// Mean microseconds inside this process: the pieces alone, and the whole answer as JSON.
async fn in_process(stage: &Stage, keys: &[String]) -> Result<(f64, f64)> {
    let desk = stage.ours.site.open(now()).await?;
    let ids: Vec<ParcelId> = keys.iter().filter_map(|key| ParcelId::parse(key).ok()).collect();
    let on = now().taipei_date();
    let (release, office) = (desk.release()?, desk.office());
    let mut seen = 0;
    let mut read = || {
        let start = Instant::now();
        for id in &ids {
            let row = release.row(*id, on);
            seen += row.map_or(0, |row| atlas::reading::read(&release, row, on, &office.tolerances).pieces.len());
        }
        start.elapsed()
    };
    let (_, read) = (read(), read());
    let json = answer_all(&desk, &ids).and_then(|_| answer_all(&desk, &ids))?;
    if seen == 0 {
        bail!("the parcels lie nowhere");
    }
    desk.store().close().await;
    let mean = |time: std::time::Duration| time.as_secs_f64() * 1e6 / ids.len() as f64;
    Ok((mean(read), mean(json)))
}

fn answer_all(desk: &Desk, ids: &[ParcelId]) -> Result<std::time::Duration> {
    let start = Instant::now();
    for id in ids {
        let at = now().taipei_date().into();
        desk_atlas::one::parcel_json(desk, &Who::Public, *id, at)?.context("a parcel is not there")?;
    }
    Ok(start.elapsed())
}

/// Whether both answer the same; how many answers differ only where a float of the peer lies on a rounding border.
fn compare(ours: &Server, peer: &Server, keys: &[String]) -> Result<usize> {
    let (ours, peer) = (ask::bodies(ours.at(), keys)?, ask::bodies(peer.at(), keys)?);
    let mut apart = 0;
    for ((ours, peer), key) in ours.iter().zip(&peer).zip(keys) {
        if ours != peer {
            if !is_rounding(&serde_json::from_slice(ours)?, &serde_json::from_slice(peer)?) {
                bail!("{key} is answered\n{}\nand\n{}", String::from_utf8_lossy(ours), String::from_utf8_lossy(peer));
            }
            apart += 1;
        }
    }
    println!("answers    {} of {} are the same bytes, {apart} differ in a last digit", keys.len() - apart, keys.len());
    Ok(apart)
}

/// The same but for 0.01 m² or one millionth of a share in places.
fn is_rounding(ours: &Value, peer: &Value) -> bool {
    match (ours, peer) {
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, value)| b.get(key).is_some_and(|b| is_rounding(value, b)))
        }
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_rounding(a, b)),
        (Value::Number(a), Value::Number(b)) => {
            let (a, b) = (a.as_f64().unwrap_or(f64::NAN), b.as_f64().unwrap_or(f64::NAN));
            let most = if a.fract() == 0.0 && b.fract() == 0.0 { 1.0 } else { 0.010_001 };
            (a - b).abs() <= most
        }
        (a, b) => a == b,
    }
}

/// One run against a server.
struct Run {
    p50_us: f64,
    p99_us: f64,
    /// Processor time of the server a question, with what it asks.
    server_cpu_us: f64,
    /// Of the processor time of both, the asker's.
    generator_share: f64,
}

fn measured(server: &Server, keys: &[String]) -> Result<Run> {
    let before = server.cpu_ms()?;
    let Answers { mut us, cpu_ms } = ask::in_a_process_of_its_own(server.at(), keys)?;
    let cpu = server.cpu_ms()? - before;
    us.sort_by(f64::total_cmp);
    let rank = |percent: usize| us[(us.len() * percent).div_ceil(100).max(1) - 1];
    Ok(Run {
        p50_us: rank(50),
        p99_us: rank(99),
        server_cpu_us: cpu * 1_000.0 / us.len() as f64,
        generator_share: if cpu_ms + cpu > 0.0 { cpu_ms / (cpu_ms + cpu) } else { 0.0 },
    })
}

fn report((name, mine): (&str, &[Run]), (other, theirs): (&str, &[Run])) {
    for (name, runs) in [(name, mine), (other, theirs)] {
        for run in runs {
            println!(
                "{name:10} p50 {:.1} µs, p99 {:.1} µs, {:.1} µs of the server's processors a question",
                run.p50_us, run.p99_us, run.server_cpu_us
            );
        }
    }
}

fn median(runs: &[Run], figure: fn(&Run) -> f64) -> f64 {
    let mut figures: Vec<f64> = runs.iter().map(figure).collect();
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}

fn tenths(figure: f64) -> f64 {
    (figure * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::is_rounding;
    use serde_json::json;

    #[test]
    fn a_last_digit_may_differ_and_nothing_else() {
        let ours = json!({"a": [{"m": 12.34, "ppm": 500_000, "name": "x"}]});
        assert!(is_rounding(&ours, &json!({"a": [{"m": 12.35, "ppm": 500_001, "name": "x"}]})));
        for other in [
            json!({"a": [{"m": 12.37, "ppm": 500_000, "name": "x"}]}),
            json!({"a": [{"m": 12.34, "ppm": 500_000, "name": "y"}]}),
            json!({"a": []}),
            json!({"a": [{"m": 12.34, "ppm": 500_000}]}),
        ] {
            assert!(!is_rounding(&ours, &other), "{other}");
        }
    }
}
