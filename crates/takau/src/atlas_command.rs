//! `takau atlas`: plan data on the command line. Files in, tables out; progress on stderr.

mod files;
mod overlay;

use anyhow::Result;

use crate::site::Site;

#[derive(clap::Subcommand)]
pub enum AtlasCommand {
    /// Lay every parcel over every zone: exact areas, shares and classes as CSV.
    Overlay(overlay::Asked),
}

/// Carries out a command.
pub fn run(site: &Site, command: &AtlasCommand) -> Result<()> {
    match command {
        AtlasCommand::Overlay(asked) => overlay::run(site, asked),
    }
}
