//! `takau atlas import`: files of plan data into a release file, or into the site as a proposal.
//!
//! Into a file it needs no site and follows `--base`. Into the site it follows what is live there, and another
//! officer decides; `--publish` has that officer decide at once, with the password of both on standard input,
//! one a line (officers of a demonstration have none).

use std::fs::File;
use std::io::{Cursor, Write};
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use atlas::release::Release;
use desk::access::{Officer, Who};
use desk::desk::Desk;
use desk_atlas::proposal::comparison;
use desk_atlas::proposal::progress::{Phase, Point};
use desk_atlas::proposal::terms::HandedIn;
use desk_atlas::proposal::{deciding, following, importing, listing, proposing, reading, sources};
use lexicon::ids::ProposalId;
use store::proposals::ProposalState;

use super::layers::{self, Handed, Layers, fitting};
use super::report::{self, Json};
use crate::site::{Site, now};

/// What becomes of which files.
#[derive(clap::Args, Clone, Debug)]
pub struct Asked {
    #[command(flatten)]
    layers: Layers,
    /// Write the release to this file; without it the site gets a proposal.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["by", "publish"])]
    out: Option<PathBuf>,
    /// The release the files follow, when they go into a file.
    #[arg(long, value_name = "FILE", requires = "out")]
    base: Option<PathBuf>,
    /// Login of the officer who proposes.
    #[arg(long, value_name = "LOGIN", required_unless_present = "out")]
    by: Option<String>,
    /// A short name of the proposal.
    #[arg(long, default_value = "")]
    title: String,
    /// Publish at once.
    #[arg(long, requires = "approved_by")]
    publish: bool,
    /// Login of the other officer who looked at what was found and decides.
    #[arg(long, value_name = "LOGIN", requires = "publish")]
    approved_by: Option<String>,
    /// Print what was found as JSON.
    #[arg(long)]
    json: bool,
}

/// Carries out the command.
pub async fn run(site: &Site, asked: &Asked) -> Result<()> {
    let handed = asked.layers.read()?;
    if handed.is_empty() {
        bail!("name at least one file by its layer: --zones, --parcels …");
    }
    match &asked.out {
        Some(out) => into_file(site, asked, (&handed, out)),
        None => into_site(site, asked, handed).await,
    }
}

fn into_file(site: &Site, asked: &Asked, (handed, out): (&[Handed], &PathBuf)) -> Result<()> {
    let terms = asked.layers.terms(now().taipei_date())?;
    let tables = layers::tables(site, terms.recorded_on)?;
    let terms = fitting(terms, &tables);
    let base = super::check::base(asked.base.as_deref())?;
    let inputs: Vec<_> = handed.iter().map(Handed::input).collect();
    let bar = layers::bar();
    let mut show = |point: Point| layers::show(&bar, point);
    let read = match reading::read(&base, &inputs, (&terms, &tables), &mut show) {
        Ok(read) => read,
        Err((fault, found)) => {
            bar.finish_and_clear();
            report::tell(&reading::unusable(*found, &fault), Json::from(asked.json))?;
            return Err(fault.into());
        }
    };
    show(Point::begin(Phase::Build));
    let mut found = read.found;
    let snapshot = Release::snapshot(read.succession.parts)?;
    write(out, &snapshot)?;
    let release = Release::from_bytes(&snapshot)?;
    drop(snapshot);
    if asked.base.is_some() {
        let with = Some(base.hash().to_owned());
        found.comparison = Some(comparison::compare((&base, with), (&release, terms.recorded_on), &mut show));
    }
    bar.finish_and_clear();
    eprintln!("release {} with {} parcels, {} zones", release.hash(), release.parcel_count(), release.zones().len());
    report::tell(&found, Json::from(asked.json))
}

fn write(out: &PathBuf, snapshot: &[u8]) -> Result<()> {
    if out.as_os_str() == "-" {
        return Ok(std::io::stdout().lock().write_all(snapshot)?);
    }
    let mut file = File::create(out).with_context(|| format!("cannot write {}", out.display()))?;
    file.write_all(snapshot)?;
    file.sync_all()?;
    Ok(())
}

async fn into_site(site: &Site, asked: &Asked, handed: Vec<Handed>) -> Result<()> {
    let desk = site.open(now()).await?;
    let by = officer(&desk, asked.by.as_deref().unwrap_or_default()).await?;
    let decider = match &asked.approved_by {
        Some(login) => Some(officer(&desk, login).await?),
        None => None,
    };
    let who = Who::Officer(by);
    let terms = asked.layers.terms(now().taipei_date())?;
    let tables = layers::tables(site, terms.recorded_on)?;
    let mut files: Vec<HandedIn> = Vec::with_capacity(handed.len());
    for Handed { layer, name, bytes, .. } in handed {
        files.push(sources::hand_in(&desk, &who, (layer, &name, Cursor::new(bytes)), now()).await?);
    }
    let id = proposing::propose(&desk, &who, (&asked.title, files, fitting(terms, &tables)), now()).await?;
    read(&desk, id).await?;
    let opened = listing::open(&desk, &who, id).await?;
    let found = opened.found.context("the proposal was not read")?;
    let told = report::tell(&found, Json::from(asked.json));
    eprintln!("proposal {id}: {}", opened.listed.proposal.state.name());
    let Some(decider) = decider else { return told };
    if opened.listed.proposal.state != ProposalState::Ready {
        return told;
    }
    deciding::publish(&desk, &decider, id, now()).await?;
    eprintln!("published by {}: release {}", decider.name, desk.release()?.hash());
    if let Some(papers) = following::follow_up(&desk, now()).await? {
        eprintln!("certificates: {} weighed, {} overtaken, {} upheld", papers.weighed, papers.overtaken, papers.upheld);
    }
    Ok(())
}

/// Reads the proposal here, or waits until a serving process has.
async fn read(desk: &Desk, id: ProposalId) -> Result<()> {
    let bar = layers::bar();
    let mut look = tokio::time::interval(std::time::Duration::from_secs(1));
    loop {
        let has_read = importing::read_next(desk, &now, &mut |point| layers::show(&bar, point)).await?;
        let proposal = desk.store().proposal(id).await?.context("the proposal is gone")?;
        if proposal.state != ProposalState::Waiting {
            bar.finish_and_clear();
            return Ok(());
        }
        if !has_read {
            look.tick().await;
        }
    }
}

/// The officer of a login, who says who they are by their password.
async fn officer(desk: &Desk, login: &str) -> Result<Officer> {
    if let Some(officer) = desk.demo_officer(login).await? {
        return Ok(officer);
    }
    let mut password = String::new();
    std::io::stdin().read_line(&mut password).context("cannot read a password from standard input")?;
    let password = password.trim_end_matches(['\r', '\n']).to_owned();
    desk.vouched(login, password).await.with_context(|| format!("{login} is not who they say"))
}
