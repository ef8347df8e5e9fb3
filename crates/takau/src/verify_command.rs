//! `takau verify FILE`: is this paper sealed by the office, unchanged, and does it stand today?

use std::path::Path;

use anyhow::{Context, Result, bail};
use desk::desk::Desk;
use papers::verify::SealLevel;

use crate::init::pem_certificates;
use crate::site::{Site, now};

/// With the books of a site: seal and register.
pub async fn with_register(site: &Site, file: &Path) -> Result<()> {
    let desk = site.open(now()).await?;
    report(&desk, file).await
}

/// Against certificates alone, without any books.
pub fn with_anchors(anchors: &Path, file: &Path) -> Result<()> {
    let anchors = std::fs::read_to_string(anchors).with_context(|| format!("cannot read {}", anchors.display()))?;
    let anchors = pem_certificates(&anchors)?;
    let pdf = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let seal = papers::verify::verify(&pdf, &anchors, jiff::Timestamp::from(now()));
    print_seal(&seal)
}

async fn report(desk: &Desk, file: &Path) -> Result<()> {
    let pdf = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let verdict = desk.verify_file(pdf, now()).await?;
    print_seal(&verdict.seal)?;
    match verdict.registered {
        Some(paper) => {
            println!("register      {} · {}", paper.number, paper.standing.name());
            println!("issued on     {}", paper.issued_on);
            if let Some(until) = paper.valid_until {
                println!("valid until   {until}");
            }
            let facts = paper.facts.as_ref();
            if let Some(facts) = facts {
                println!("data version  {}", facts.basis.data_version);
            }
            for parcel in facts.iter().flat_map(|facts| &facts.parcels) {
                let zones: Vec<&str> = parcel.zones.iter().map(|zone| zone.name.as_str()).collect();
                println!(
                    "parcel        {}{}{} {}",
                    parcel.district,
                    parcel.section,
                    parcel.land_number,
                    zones.join("、")
                );
            }
            Ok(())
        }
        None => bail!("the register does not know this file"),
    }
}

fn print_seal(seal: &Result<papers::verify::SealReport, papers::verify::Unjudged>) -> Result<()> {
    let report = match seal {
        Ok(report) => report,
        Err(fault) => bail!("the file cannot be judged: {fault}"),
    };
    println!("sealed by     {}", report.signer.subject);
    let level = match report.level {
        SealLevel::Basic => "B-B (the time is the office's own word)",
        SealLevel::Timestamped => "B-T",
    };
    println!("level         {level}");
    if let Some(stamp) = &report.timestamp {
        println!("time-stamp    {} by {}", stamp.at, stamp.authority);
    }
    if report.is_good() {
        println!("seal          good: intact, whole, trusted");
        return Ok(());
    }
    for fault in &report.faults {
        eprintln!("against it    {fault}");
    }
    bail!("the seal is not good")
}
