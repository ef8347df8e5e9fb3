//! `takau atlas`: plan data on the command line. Files in, tables out; progress on stderr.

mod files;
mod lookup;
mod overlay;

use anyhow::Result;

use crate::site::Site;

#[derive(clap::Subcommand)]
pub enum AtlasCommand {
    /// Lay every parcel over every zone: exact areas, shares and classes as CSV.
    Overlay(overlay::Asked),
    /// Which zones a parcel, a place or a pair of coordinates lies in: `takau atlas lookup "前鎮區獅甲段540-4"`.
    Lookup(lookup::Asked),
}

/// Carries out a command.
pub async fn run(site: &Site, command: &AtlasCommand) -> Result<()> {
    match command {
        AtlasCommand::Overlay(asked) => overlay::run(site, asked),
        AtlasCommand::Lookup(asked) => lookup::run(site, asked).await,
    }
}
