//! `takau bench`: what the house promises, measured. Every bench ends with one line of JSON.

mod clear;

use anyhow::Result;

use crate::site::Site;

#[derive(clap::Subcommand, Clone, Debug)]
pub enum Asked {
    /// How many parcels are answered without an officer, how many wrongly, how many needlessly sent to one:
    /// the demo city against the same city without survey error.
    Clear {
        /// About how many parcels.
        #[arg(long, default_value_t = 20_000)]
        parcels: u32,
    },
}

pub fn run(site: &Site, asked: &Asked) -> Result<()> {
    match asked {
        Asked::Clear { parcels } => clear::run(site, *parcels),
    }
}
