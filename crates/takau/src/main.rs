//! `takau`: the one binary. Configuration, wiring, command line.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod addresses;
mod atlas_command;
mod backup_command;
mod bench;
mod campaign_command;
mod demo;
mod draw_command;
mod errand_commands;
mod families;
mod folders;
mod gateways_file;
mod house;
mod init;
mod journeys;
mod land_command;
mod office_command;
mod outside;
mod press_command;
mod rekey_command;
mod serve;
mod service_command;
mod site;
mod verify_command;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::site::{Site, now};

/// Small things are made and dropped by the dozen for each request; this one is quicker at that than the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The counters of a city's urban development bureau.
#[derive(Parser)]
#[command(version, about, propagate_version = true)]
struct Cli {
    #[command(flatten)]
    site: Site,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make the keys of an office, outside its data folder.
    Init {
        /// Also make a seal and authorities for a demonstration, named after this agency.
        #[arg(long, value_name = "AGENCY")]
        demo: Option<String>,
    },
    /// Check or publish services.
    Service {
        #[command(subcommand)]
        command: ServiceCommand,
    },
    /// The published list of a campaign's cases, and putting them in order by it.
    Campaign {
        #[command(subcommand)]
        command: campaign_command::CampaignCommand,
    },
    /// Draw among equals in public, and do a published draw again.
    Draw {
        #[command(subcommand)]
        command: draw_command::DrawCommand,
    },
    /// Play every story of every service.
    Journeys(journeys::Asked),
    /// Serve this site to its public, with the gateways named in the folder of keys.
    Serve(serve::Doors),
    /// Serve the demonstration city on this machine.
    Demo(serve::Asked),
    /// Measure what the house promises.
    Bench {
        #[command(subcommand)]
        asked: bench::Asked,
    },
    /// Plan data: import, check, lay over, look up.
    Atlas {
        #[command(subcommand)]
        command: atlas_command::AtlasCommand,
    },
    /// The land office's register beside our copy.
    Land {
        #[command(subcommand)]
        command: land_command::LandCommand,
    },
    /// Publish plan data.
    Release {
        #[command(subcommand)]
        command: ReleaseCommand,
    },
    /// Say who works here.
    Officer {
        #[command(subcommand)]
        command: office_command::OfficerCommand,
    },
    /// Say which programs may call.
    Key {
        #[command(subcommand)]
        command: office_command::KeyCommand,
    },
    /// Name a parcel without doubts in the live plan data.
    Parcel,
    /// Open a case as a counter would: `takau apply SERVICE question=answer …`.
    Apply { service: String, answers: Vec<String> },
    /// Book what is due for a case as paid in cash.
    Pay { case: String },
    /// Do everything that is due, with the stand-ins of a demonstration.
    Work,
    /// Show where a case stands and check its journal.
    Case { case: String },
    /// Write the paper of a case to a file.
    Paper {
        case: String,
        #[arg(long)]
        out: PathBuf,
    },
    /// Judge a sealed paper.
    Verify {
        file: PathBuf,
        /// Judge the seal alone, trusting the certificates in this file; no books are opened.
        #[arg(long)]
        anchors: Option<PathBuf>,
    },
    /// Copy rows and files into an empty folder, while the program may be serving. Keys are not in it.
    Backup {
        #[arg(long, value_name = "FOLDER")]
        to: PathBuf,
    },
    /// Put a backup back into an empty site and check that it is whole.
    Restore {
        #[arg(long, value_name = "FOLDER")]
        from: PathBuf,
    },
    /// Make a new office key and wrap every data key under it; restart what serves PostgreSQL afterwards.
    #[command(group = clap::ArgGroup::new("what").required(true))]
    Rekey {
        /// Id of the new key, never used before: letters, digits, hyphens.
        #[arg(long, group = "what")]
        id: Option<String>,
        /// Only finish a run that was stopped.
        #[arg(long, group = "what")]
        finish: bool,
    },
    /// Draw papers for a parent process (started by the worker).
    #[command(hide = true)]
    Press(press_command::Draws),
}

#[derive(Subcommand)]
enum ReleaseCommand {
    /// The synthetic city, for demonstrations only.
    Demo {
        /// About how many parcels.
        #[arg(long, default_value_t = 20_000)]
        parcels: u32,
    },
}

#[derive(Subcommand)]
enum ServiceCommand {
    /// Say every mistake with its line and its remedy.
    Check { folders: Vec<PathBuf> },
    /// Make definitions live: new cases open under them.
    Publish { folders: Vec<PathBuf> },
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "warn".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    match run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        // What was found has been printed.
        Err(fault) if fault.is::<atlas_command::report::MustBeAccepted>() => ExitCode::from(2),
        Err(fault) => {
            eprintln!("takau: {fault:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> anyhow::Result<()> {
    let site = cli.site;
    match cli.command {
        Command::Init { demo } => init::run(&site.keys, demo.as_deref(), now()),
        Command::Service { command: ServiceCommand::Check { folders } } => service_command::check(&folders),
        Command::Service { command: ServiceCommand::Publish { folders } } => {
            on_runtime(service_command::publish(&site, &folders))
        }
        Command::Release { command: ReleaseCommand::Demo { parcels } } => {
            on_runtime(errand_commands::publish_demo_city(&site, parcels))
        }
        Command::Atlas { command } => on_runtime(atlas_command::run(&site, &command)),
        Command::Campaign { command } => on_runtime(campaign_command::run(&site, &command)),
        Command::Draw { command } => draw_command::run(&command),
        Command::Land { command } => on_runtime(land_command::run(&site, &command)),
        Command::Officer { command } => on_runtime(office_command::officer(&site, command)),
        Command::Key { command } => on_runtime(office_command::key(&site, command)),
        Command::Parcel => on_runtime(errand_commands::clear_parcel(&site)),
        Command::Apply { service, answers } => on_runtime(errand_commands::apply(&site, &service, &answers)),
        Command::Pay { case } => on_runtime(errand_commands::pay(&site, &case)),
        Command::Work => on_runtime(errand_commands::work(&site)),
        Command::Case { case } => on_runtime(errand_commands::show(&site, &case)),
        Command::Paper { case, out } => on_runtime(errand_commands::paper(&site, &case, &out)),
        Command::Bench { asked } => bench::run(&site, &asked),
        Command::Serve(doors) => on_runtime(serve::serve(&site, &doors)),
        Command::Demo(asked) => on_runtime(serve::demo(&site, &asked)),
        Command::Journeys(asked) => on_runtime(journeys::run(&site, &asked)),
        Command::Verify { file, anchors: Some(anchors) } => verify_command::with_anchors(&anchors, &file),
        Command::Verify { file, anchors: None } => on_runtime(verify_command::with_register(&site, &file)),
        Command::Backup { to } => on_runtime(backup_command::back_up(&site, &to, now())),
        Command::Restore { from } => on_runtime(backup_command::restore(&site, &from, now())),
        Command::Rekey { id, .. } => on_runtime(rekey_command::run(&site, id.as_deref())),
        Command::Press(draws) => press_command::run(draws),
    }
}

fn on_runtime<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(work)
}
