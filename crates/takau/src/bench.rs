//! `takau bench`: what the house promises, measured. Every bench ends with one line of JSON.

mod apart;
mod awake;
mod certificates;
mod clear;
mod crash;
mod features;
mod import;
mod land;
mod load;
mod lookup;
mod opening_day;
mod overlay;
mod page_cost;
mod page_html;
mod peer;
mod season;
mod shapefile;
mod stage;
mod tiles;
mod wrk;

use anyhow::Result;

use crate::on_runtime;
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
    /// Time from submitting an application to the signed certificate in the books, and what one page costs.
    Certificates(certificates::Asked),
    /// Whether anything acknowledged is lost or doubled when the house, its disk or PostgreSQL is killed.
    Crash(crash::Asked),
    /// Every parcel of the city laid over every zone in force, beside PostGIS and shapely.
    Overlay(overlay::Asked),
    /// Vector tiles of the city's zones over HTTP, beside martin on PostGIS.
    Tiles(tiles::Asked),
    /// One parcel over the whole route of the shipped server, beside the same route that asks PostGIS.
    Lookup(lookup::Asked),
    /// Pages of features over HTTP, beside pygeoapi on PostGIS.
    Features(features::Asked),
    /// The whole city as Shapefiles, imported as the first release and once more onto it.
    Import(import::Asked),
    /// The first day of a campaign: photographs and applications over HTTP, durable.
    OpeningDay(opening_day::Asked),
    /// Hand in and apply (started by `takau bench opening-day`).
    #[command(hide = true)]
    OpeningLoad(opening_day::load::Asked),
    /// A whole campaign: checked, scored, put in order, and its letters.
    Season(season::Asked),
    /// Ask a server about parcels (started by `takau bench lookup`).
    #[command(hide = true)]
    Ask(lookup::ask::Asked),
    /// Serve with PostGIS behind the look-up of one parcel (started by `takau bench lookup`).
    #[command(hide = true)]
    LandPeer(lookup::peer::Asked),
    /// Make the city of the land's benches.
    #[command(hide = true)]
    Land(land::Asked),
    /// Lay the parcels of a release over its zones.
    #[command(hide = true)]
    Sweep(overlay::Sweep),
    /// Submit applications to a running house (started by `takau bench certificates`).
    #[command(hide = true)]
    Load(load::Asked),
    /// Keep a processor awake (started by `takau bench lookup`).
    #[command(hide = true)]
    Spin,
}

/// Says on which build and machine a bench's figures are taken.
fn say_machine() {
    let build = if cfg!(debug_assertions) { "not optimised (dev profile): no figure of a release" } else { "release" };
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    println!("build      {build}");
    println!("machine    {cores} cores, load before the run {}", load.split(' ').next().unwrap_or("unknown"));
}

pub fn run(site: &Site, asked: &Asked) -> Result<()> {
    match asked {
        Asked::Clear { parcels } => clear::run(site, *parcels),
        Asked::Certificates(asked) => on_runtime(certificates::run(site, asked)),
        Asked::Crash(asked) => on_runtime(crash::run(site, asked)),
        Asked::Overlay(asked) => overlay::run(site, asked),
        Asked::Tiles(asked) => on_runtime(tiles::run(site, asked)),
        Asked::Lookup(asked) => on_runtime(lookup::run(site, asked)),
        Asked::Features(asked) => on_runtime(features::run(site, asked)),
        Asked::Import(asked) => import::run(site, asked),
        Asked::OpeningDay(asked) => on_runtime(opening_day::run(site, asked)),
        Asked::OpeningLoad(asked) => on_runtime(opening_day::load::run(asked)),
        Asked::Season(asked) => on_runtime(season::run(site, asked)),
        Asked::Ask(asked) => lookup::ask::run(asked),
        Asked::LandPeer(asked) => on_runtime(lookup::peer::run(site, asked)),
        Asked::Land(asked) => land::run(site, asked),
        Asked::Sweep(asked) => overlay::sweep(asked),
        Asked::Load(asked) => on_runtime(load::run(asked)),
        Asked::Spin => {
            awake::spin();
            Ok(())
        }
    }
}
