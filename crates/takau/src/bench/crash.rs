//! `takau bench crash`: does anything that was acknowledged get lost or doubled when the house is killed?
//!
//! This process is the outside world: citizens and programs that log what they were told, the payment service
//! with its own books, the land office, the time-stamps, the mail. The house (`takau serve`) and PostgreSQL are
//! processes of their own and are killed with SIGKILL again and again. Afterwards the books are audited.

mod audit;
mod citizen;
mod crowd;
mod ground;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Result, bail};
use gateways::stand_in::faults::Order;
use gateways::timestamp::Fault;
use serde_json::json;

use crate::site::Site;
use audit::Audit;
use crowd::Crowd;
use ground::{Disk, Ground, Place, Postgres};

/// How long after the last round everything must have ended: longer than a lost call-back takes to be asked about.
const DRAIN: Duration = Duration::from_secs(8 * 60);
/// Until a time-stamp is asked for; after that the round is a plain kill.
const SEALING: Duration = Duration::from_secs(5);

/// How often.
#[derive(clap::Args, Clone, Debug)]
pub struct Asked {
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// Where the acknowledgements are written, one line each.
    #[arg(long, default_value = "target/crash-acknowledged.jsonl")]
    log: PathBuf,
}

/// How a round ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// SIGKILL to the house, at any moment.
    House,
    /// SIGKILL to the house while a paper is signed and not yet filed.
    BetweenSigningAndFiling,
    /// No byte is left on the disk of the data folder; then SIGKILL.
    FullDisk,
    /// SIGKILL to PostgreSQL under the working house.
    Postgres,
}

impl Way {
    /// Two rounds of five kill the house alone, and one each what the other ways say.
    fn of(round: u32) -> Way {
        match round % 5 {
            1 => Way::BetweenSigningAndFiling,
            2 => Way::FullDisk,
            3 => Way::Postgres,
            _ => Way::House,
        }
    }

    /// Which database the house of this round keeps its books in.
    fn place(self, round: u32) -> Place {
        match self {
            Way::Postgres => Place::Postgres,
            _ if (round / 5 + round % 5).is_multiple_of(2) => Place::Sqlite,
            _ => Place::Postgres,
        }
    }
}

/// Runs the rounds and audits; the last line is the JSON. An interrupt still takes everything down.
pub async fn run(site: &Site, asked: &Asked) -> Result<()> {
    tokio::select! {
        done = crash(site, asked) => done,
        _ = tokio::signal::ctrl_c() => bail!("interrupted"),
    }
}

async fn crash(site: &Site, asked: &Asked) -> Result<()> {
    let disk = Disk::mount()?;
    let postgres = Postgres::start()?;
    let mut grounds = [
        Ground::prepare(site, &disk, (Place::Sqlite, None)).await?,
        Ground::prepare(site, &disk, (Place::Postgres, Some(&postgres))).await?,
    ];
    println!(
        "rounds     {}: two of five kill the house, one each while a paper is signed and not yet filed,",
        asked.rounds
    );
    println!("           on a full disk, and PostgreSQL under the working house; SQLite and PostgreSQL in turn");
    let crowds = [Crowd::gather(&grounds[0], &asked.log)?, Crowd::gather(&grounds[1], &asked.log)?];
    let mut slowest = Duration::ZERO;
    for round in 0..asked.rounds {
        let way = Way::of(round);
        let ground = &mut grounds[usize::from(way.place(round) == Place::Postgres)];
        slowest = slowest.max(ground.start_house().await?);
        // A different moment every round, the same in every run.
        tokio::time::sleep(Duration::from_millis(300 + u64::from(round) * 7919 % 900)).await;
        end(way, ground, (&disk, &postgres)).await?;
        if (round + 1).is_multiple_of(10) {
            let known: usize = crowds.iter().map(|crowd| crowd.acknowledged()).sum();
            println!("{:4} rounds, {known} applications acknowledged", round + 1);
        }
    }
    println!("           the house was open again after at most {} ms", slowest.as_millis());
    let mut audit = Audit::default();
    for (ground, crowd) in grounds.iter_mut().zip(crowds) {
        ground.start_house().await?;
        let told = crowd.finish(DRAIN).await;
        ground.stop_house().await?;
        audit.add(ground, &told).await?;
    }
    audit.explain();
    let sound = audit.is_sound();
    println!(
        "{}",
        json!({
            "rounds": asked.rounds,
            "acknowledged": audit.acknowledged,
            "lost": audit.lost,
            "doubled": audit.doubled,
            "money_differences": audit.money_differences,
        })
    );
    if !sound {
        bail!("the books are not what was acknowledged");
    }
    Ok(())
}

async fn end(way: Way, ground: &mut Ground, (disk, postgres): (&Disk, &Postgres)) -> Result<()> {
    match way {
        Way::House => ground.kill_house().await,
        Way::BetweenSigningAndFiling => {
            let stamps = ground.outside.stamp_faults.clone();
            // The signature is made before its time-stamp is asked for, and the answer does not come.
            stamps.set(Order::always(Fault::Lost));
            let asked = async {
                while stamps.seen() == 0 {
                    tokio::time::sleep(Duration::from_millis(2)).await;
                }
            };
            let was_asked = tokio::time::timeout(SEALING, asked).await.is_ok();
            ground.kill_house().await?;
            stamps.set(Order::always(Fault::None));
            if !was_asked {
                println!("           no paper was being signed in one round: the house alone was killed");
            }
            Ok(())
        }
        Way::FullDisk => {
            disk.fill()?;
            tokio::time::sleep(Duration::from_millis(600)).await;
            ground.kill_house().await?;
            disk.free()
        }
        Way::Postgres => {
            postgres.kill()?;
            tokio::time::sleep(Duration::from_millis(200)).await;
            postgres.again()?;
            tokio::time::sleep(Duration::from_millis(600)).await;
            ground.stop_house().await
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_takes_its_share_of_the_rounds_and_both_databases() {
        let rounds: Vec<(Way, Place)> = (0..200).map(|n| (Way::of(n), Way::of(n).place(n))).collect();
        let count = |way: Way, place: Place| rounds.iter().filter(|round| **round == (way, place)).count();
        assert_eq!((count(Way::House, Place::Sqlite), count(Way::House, Place::Postgres)), (40, 40));
        assert_eq!((count(Way::FullDisk, Place::Sqlite), count(Way::FullDisk, Place::Postgres)), (20, 20));
        let between = Way::BetweenSigningAndFiling;
        assert_eq!((count(between, Place::Sqlite), count(between, Place::Postgres)), (20, 20));
        assert_eq!((count(Way::Postgres, Place::Sqlite), count(Way::Postgres, Place::Postgres)), (0, 40));
    }
}
