//! `takau land`: our copy of the cadastre held against the land office, from the command line.
//!
//! The land office is the one `gateways.json` names; a demonstration without one asks its stand-in, which can be
//! told to draw some parcels otherwise. Progress on stderr.

use std::ops::ControlFlow;

use anyhow::{Context, Result, bail};
use clap::Subcommand;
use desk::desk::Desk;
use desk::office::Standing;
use desk_atlas::register::rounds::{Stop, Tally};
use gateways::land_office::{Fault, LandOffice, Rounds};
use gateways::stand_in::faults::Order;
use lexicon::money::Twd;
use worker::land_round;

use crate::errand_commands;
use crate::gateways_file::{self, Gateways};
use crate::site::{Site, now};

#[derive(Subcommand)]
pub enum LandCommand {
    /// Hold our copy of the cadastre against the land office: goes on with the open round or begins one.
    Reconcile(Asked),
}

#[derive(clap::Args, Clone, Copy, Debug)]
pub struct Asked {
    /// Most parcels of a new round.
    #[arg(long, default_value_t = 1_000)]
    most: u32,
    /// What all answers of the day may cost, those for cases among them, in dollars.
    #[arg(long, default_value_t = 1_000)]
    daily_twd: i64,
    /// Leave parcels alone that were asked about in the last days.
    #[arg(long, default_value_t = 30)]
    again_days: u32,
    /// Demonstrations only: the stand-in draws one parcel in so many 1.5 m farther east.
    #[arg(long, value_name = "N")]
    differ_one_in: Option<u32>,
}

/// Carries out `takau land`.
pub async fn run(site: &Site, command: &LandCommand) -> Result<()> {
    let LandCommand::Reconcile(asked) = command;
    reconcile(site, *asked).await
}

async fn reconcile(site: &Site, asked: Asked) -> Result<()> {
    let desk = site.open(now()).await?;
    let clients = Gateways::read(&site.keys.join(gateways_file::NAME))?.clients(&site.key_folder())?;
    match (clients.land_office, desk.office().standing) {
        (Some(_), _) if asked.differ_one_in.is_some() => {
            bail!("only a stand-in draws parcels otherwise, and this site names a real land office")
        }
        (Some(office), _) => round(&desk, &office, asked).await,
        (None, Standing::Demonstration) => {
            let (office, outside) = errand_commands::demo_land_office(site, &desk).await?;
            if let Some(count) = asked.differ_one_in {
                outside.land_faults.set(Order { count, ..Order::always(Fault::OtherShape) });
            }
            round(&desk, &office, asked).await
        }
        (None, Standing::Genuine) => bail!("{} names no land office", gateways_file::NAME),
    }
}

async fn round(desk: &Desk, office: &LandOffice, asked: Asked) -> Result<()> {
    let limits = Rounds { daily_twd: Twd::new(asked.daily_twd), most: asked.most, again_days: asked.again_days };
    let mut each = |tally: &Tally| {
        eprint!("\r{} of {} answered, {} differ", tally.answered, tally.parcels, tally.differ);
        ControlFlow::Continue(())
    };
    let round = land_round::go_on((desk, office, limits), &now, &mut each).await?;
    eprintln!();
    let round = round.context("nothing is to be asked, or another process works on the round")?;
    let tally = round.tally;
    println!(
        "{}: {} of {} answered, {} differ, {} of them unreadable",
        tally.stop.key(),
        tally.answered,
        tally.parcels,
        tally.differ,
        tally.unreadable
    );
    match tally.stop {
        Stop::Refused => bail!("the land office refuses us: check client id, secret and contract"),
        _ => Ok(()),
    }
}
