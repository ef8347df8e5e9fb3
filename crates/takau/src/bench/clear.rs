//! `takau bench clear`: the overlay judged against a city whose truth is known.

use anyhow::Result;
use atlas::release::Release;
use city::clear::{Counts, clear_report};
use city::generate::{CityPlan, generate};
use city::survey::SurveyError;
use desk::office::{Office, Standing};
use serde_json::{Value, json};

use crate::site::{Site, now, read_office};

/// Prints a table by map scale and the line of JSON, figures as shares of all parcels in plan areas.
pub fn run(site: &Site, parcels: u32) -> Result<()> {
    let office = read_office(&site.office, Standing::Demonstration, &site.url)?;
    let (noisy, truth) = (city(&office, parcels, SurveyError::On)?, city(&office, parcels, SurveyError::Off)?);
    let report = clear_report(&truth, &noisy, now().taipei_date(), &office.tolerances);
    println!(
        "{:>10} {:>9} {:>11} {:>9} {:>9} {:>10}",
        "map scale", "parcels", "automatic", "wrong", "thin", "needless"
    );
    for (scale, counts) in &report.by_scale {
        row(&format!("1/{scale}"), counts);
    }
    row("all", &report.all);
    for (doubt, count) in &report.doubts {
        println!("{count:>10} {doubt}");
    }
    let mut line = shares(&report.all);
    line["off"] = json!([]);
    line["generator_cpu_share"] = json!(0);
    println!("{line}");
    Ok(())
}

fn city(office: &Office, parcels: u32, survey: SurveyError) -> Result<Release> {
    let plan = CityPlan { parcels, ..CityPlan::demo(survey) };
    Ok(Release::build(generate(&plan, &office.sections)?.parts)?)
}

fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

fn row(name: &str, counts: &Counts) {
    let percent = |part: u64| share(part, counts.parcels) * 100.0;
    println!(
        "{name:>10} {:>9} {:>10.2}% {:>8.3}% {:>8.3}% {:>9.2}%",
        counts.parcels,
        percent(counts.automatic),
        percent(counts.wrong),
        percent(counts.thin),
        percent(counts.needless)
    );
}

fn shares(counts: &Counts) -> Value {
    json!({
        "parcels": counts.parcels,
        "automatic": share(counts.automatic, counts.parcels),
        "wrong": share(counts.wrong, counts.parcels),
        "needless": share(counts.needless, counts.parcels),
    })
}
