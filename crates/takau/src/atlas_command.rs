//! `takau atlas`: plan data and land from the command line. Progress on stderr.

mod files;
mod list;
mod lookup;
mod overlay;

use anyhow::Result;
use clap::Subcommand;

use crate::site::Site;

#[derive(Subcommand)]
pub enum AtlasCommand {
    /// Which zones a parcel, a place or a pair of coordinates lies in: `takau atlas lookup "前鎮區獅甲段540-4"`.
    Lookup(lookup::Asked),
    /// What a layer holds on a day: ids, boxes and exact areas as CSV.
    List(list::Asked),
    /// Lay every parcel over every zone: exact areas, shares and classes as CSV.
    Overlay(overlay::Asked),
}

/// Carries out `takau atlas`.
pub async fn run(site: &Site, command: &AtlasCommand) -> Result<()> {
    match command {
        AtlasCommand::Lookup(asked) => lookup::run(site, asked).await,
        AtlasCommand::List(asked) => list::run(site, asked).await,
        AtlasCommand::Overlay(asked) => overlay::run(site, asked),
    }
}
