//! `takau atlas`: land from the command line.

mod lookup;

use anyhow::Result;
use clap::Subcommand;

use crate::site::Site;

#[derive(Subcommand)]
pub enum AtlasCommand {
    /// Which zones a parcel, a place or a pair of coordinates lies in: `takau atlas lookup "前鎮區獅甲段540-4"`.
    Lookup(lookup::Asked),
}

/// Carries out `takau atlas`.
pub async fn run(site: &Site, command: &AtlasCommand) -> Result<()> {
    match command {
        AtlasCommand::Lookup(asked) => lookup::run(site, asked).await,
    }
}
