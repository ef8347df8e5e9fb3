//! `takau campaign`: the list of a campaign's cases as it is published, and putting them in order by it.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use casework::ranking::RankList;
use clap::Subcommand;
use desk::campaigns::{Event, Season, Tally};
use lexicon::date::Date;

use crate::site::{Site, now};

/// What is done with a campaign.
#[derive(Subcommand, Clone, Debug)]
pub enum CampaignCommand {
    /// Check every waiting case again and print the list; its hash is to be published before the event.
    List {
        service: String,
        campaign: String,
        /// The public event a draw would rest on, as everybody can look it up.
        #[arg(long)]
        event: String,
        /// The day of the event.
        #[arg(long)]
        on: Date,
    },
    /// Put the cases in order by the published list; letters follow. May be done again after a stop.
    Order {
        service: String,
        campaign: String,
        #[arg(long)]
        list: PathBuf,
        /// The hash that was published.
        #[arg(long)]
        hash: String,
        /// What the event gave; needed where the last place falls among equals.
        #[arg(long, default_value = "")]
        outcome: String,
    },
}

/// Carries out `takau campaign`: lists to standard output, words about them to standard error.
pub async fn run(site: &Site, command: &CampaignCommand) -> Result<()> {
    let desk = site.open(now()).await?;
    match command {
        CampaignCommand::List { service, campaign, event, on } => {
            let season = Season { service, campaign };
            let of = desk.waiting_for_rank(season).await?.len();
            let tally = Tally::default();
            let event = Event { name: event.clone(), on: *on };
            let checked = with_bar((&tally, of), desk.check_campaign((season, event), &tally)).await?;
            for held in &checked.held {
                eprintln!("held     {}: {}", held.case, held.criteria.join(", "));
            }
            eprintln!("entrants {}, held {}", checked.list.entrants.len(), checked.held.len());
            eprintln!("hash     {}", checked.list.sha256());
            Ok(std::io::stdout().write_all(checked.list.text().as_bytes())?)
        }
        CampaignCommand::Order { service, campaign, list, hash, outcome } => {
            let season = Season { service, campaign };
            let list = read(list)?;
            let tally = Tally::default();
            let ordering = desk.order_campaign(season, (&list, hash, outcome), &tally, now());
            let order = with_bar((&tally, list.entrants.len()), ordering).await?;
            let within = order.iter().filter(|(_, rank)| rank.within).count();
            eprintln!("in order {}: {within} within the places", order.len());
            Ok(())
        }
    }
}

fn read(file: &Path) -> Result<RankList> {
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    RankList::parse(&text).with_context(|| format!("{} is no published list", file.display()))
}

/// Does some work and shows on the terminal how far it is.
pub async fn with_bar<T>((tally, of): (&Tally, usize), work: impl Future<Output = T>) -> T {
    let shown = std::io::stderr().is_terminal();
    tokio::pin!(work);
    loop {
        tokio::select! {
            done = &mut work => {
                if shown {
                    eprintln!("\r{}", bar(of, of));
                }
                return done;
            }
            () = tokio::time::sleep(Duration::from_millis(250)) => {
                if shown {
                    eprint!("\r{}", bar(tally.done(), of));
                }
            }
        }
    }
}

fn bar(done: usize, of: usize) -> String {
    const WIDE: usize = 40;
    let filled = (done * WIDE).checked_div(of).unwrap_or(WIDE).min(WIDE);
    format!("[{}{}] {done} of {of}", "#".repeat(filled), "-".repeat(WIDE - filled))
}

#[cfg(test)]
mod tests {
    use super::bar;

    #[test]
    fn a_bar_is_empty_half_and_full() {
        assert_eq!(bar(0, 10), format!("[{}] 0 of 10", "-".repeat(40)));
        assert_eq!(bar(5, 10), format!("[{}{}] 5 of 10", "#".repeat(20), "-".repeat(20)));
        assert_eq!(bar(0, 0), format!("[{}] 0 of 0", "#".repeat(40)));
    }
}
