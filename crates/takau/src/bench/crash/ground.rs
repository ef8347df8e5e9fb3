//! What gets killed: the process of a house, the disk under its data, a PostgreSQL server.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command as Program, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use atlas::release::Release;
use city::generate::{CityPlan, generate};
use city::survey::SurveyError;
use desk::access::Who;
use desk::agencies::Caller;
use desk::office::Standing;
use tempfile::TempDir;
use tokio::process::{Child, Command};

use crate::demo::SERVICE;
use crate::outside::{self, Outside};
use crate::site::{Site, now, read_office};
use crate::{folders, gateways_file, service_command};

const CITY_PARCELS: u32 = 4_000;
/// How long a house may take until it answers again.
const OPENING: Duration = Duration::from_secs(60);
const ROOM: &str = "4g";

/// Where a house keeps its books.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Sqlite,
    Postgres,
}

/// A file system in memory that can be full at once.
pub struct Disk(TempDir);

impl Disk {
    pub fn mount() -> Result<Disk> {
        let folder = tempfile::tempdir()?;
        say("mount", &["-t", "tmpfs", "-o", &format!("size={ROOM}"), "takau-crash", path(folder.path())?])
            .context("a file system in memory is needed: run this bench as root")?;
        Ok(Disk(folder))
    }

    /// Not a byte more than it holds now.
    pub fn fill(&self) -> Result<()> {
        for _ in 0..50 {
            let used = say("df", &["--block-size=1K", "--output=used", path(self.0.path())?])?;
            let used = used.lines().last().unwrap_or_default().trim().to_owned();
            // Refused when the house has written meanwhile.
            if self.remount(&format!("{used}k")).is_ok() {
                return Ok(());
            }
        }
        bail!("the disk could not be filled")
    }

    pub fn free(&self) -> Result<()> {
        self.remount(ROOM)
    }

    fn remount(&self, size: &str) -> Result<()> {
        say("mount", &["-o", &format!("remount,size={size}"), path(self.0.path())?]).map(drop)
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        if let Err(fault) = path(self.0.path()).and_then(|folder| say("umount", &["--lazy", folder])) {
            eprintln!("{fault:#}");
        }
    }
}

/// A throw-away PostgreSQL server.
pub struct Postgres(String);

impl Postgres {
    pub fn start() -> Result<Postgres> {
        Ok(Postgres(say("setup/postgres", &["start"])?.trim().to_owned()))
    }

    fn url(&self) -> Result<String> {
        Ok(say("setup/postgres", &["url", &self.0])?.trim().to_owned())
    }

    pub fn kill(&self) -> Result<()> {
        say("setup/postgres", &["kill", &self.0]).map(drop)
    }

    pub fn again(&self) -> Result<()> {
        say("setup/postgres", &["again", &self.0]).map(drop)
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if let Err(fault) = say("setup/postgres", &["stop", &self.0]) {
            eprintln!("{fault:#}");
        }
    }
}

/// One site, its outside world, and its house when that is running.
pub struct Ground {
    pub site: Site,
    pub place: Place,
    pub outside: Outside,
    pub api_key: String,
    /// Parcels without doubts, as people write them.
    pub parcels: Vec<String>,
    at: SocketAddr,
    house: Option<Child>,
    client: reqwest::Client,
    _keys: TempDir,
}

impl Ground {
    /// Keys, plan data, a service and stand-ins; the house is not started yet.
    pub async fn prepare(site: &Site, disk: &Disk, (place, server): (Place, Option<&Postgres>)) -> Result<Ground> {
        let office = read_office(&site.office, Standing::Demonstration, &site.url)?;
        let plan = CityPlan { parcels: CITY_PARCELS, ..CityPlan::demo(SurveyError::On) };
        let release = Release::build(generate(&plan, &office.sections)?.parts)?;
        let parcels = super::super::certificates::clear_parcels(&release, &office, 1_000);
        let at = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let folder = tempfile::tempdir()?;
        let database = match server {
            Some(server) => Some(store::fresh_databases::fresh_database(&server.url()?).await?),
            None => None,
        };
        let site = Site {
            data: disk.0.path().join(format!("{place:?}")),
            keys: folder.path().to_owned(),
            database,
            url: format!("http://{at}"),
            ..site.clone()
        };
        let keys = site.key_folder();
        keys.make()?;
        keys.make_demo_seal(&office.names.agency.zh_hant, now())?;
        let desk = site.open(now()).await?;
        desk.publish_release(release, ("bench", now())).await?;
        desk.publish(service_command::compiled(&site.services.join(SERVICE))?, now()).await?;
        let caller = Caller { agency: "bench".to_owned(), services: vec![SERVICE.to_owned()], daily: 0 };
        let api_key = desk.make_api_key(&Who::System, &caller, now()).await?;
        let return_url = format!("{}{}", site.url, web::inbound::payment::PATH);
        let (outside, gateways) =
            outside::start(&keys, (&office.sections, desk.release()?), Arc::new(now), &return_url).await?;
        folders::write_secret(&site.keys.join(gateways_file::NAME), gateways.to_string().as_bytes())?;
        desk.store().close().await;
        let client = reqwest::Client::new();
        Ok(Ground { site, place, outside, api_key, parcels, at, house: None, client, _keys: folder })
    }

    /// Starts the house and waits until it answers; says how long that took.
    pub async fn start_house(&mut self) -> Result<Duration> {
        let start = Instant::now();
        let Site { data, keys, office, services, url, database } = &self.site;
        let log = std::fs::OpenOptions::new().create(true).append(true).open(keys.join("house.log"))?;
        let mut command = Command::new(std::env::current_exe()?);
        for (name, folder) in [("--data", data), ("--keys", keys), ("--office", office), ("--services", services)] {
            command.arg(name).arg(folder);
        }
        command.args(["--url", url]);
        if let Some(database) = database {
            command.args(["--database", database]);
        }
        command.args(["serve", "--listen", &self.at.to_string(), "--per-minute", "4000000000"]);
        command.env("RUST_LOG", "warn").stdout(Stdio::null()).stderr(log).kill_on_drop(true);
        let mut house = command.spawn()?;
        while self.client.get(url).send().await.and_then(reqwest::Response::error_for_status).is_err() {
            if house.try_wait()?.is_some() || start.elapsed() > OPENING {
                bail!("the house did not open again: {}", self.last_words());
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        self.house = Some(house);
        Ok(start.elapsed())
    }

    /// SIGKILL.
    pub async fn kill_house(&mut self) -> Result<()> {
        let mut house = self.house.take().context("there is no house to kill")?;
        if let Some(status) = house.try_wait()? {
            bail!("the house ended by itself with {status}: {}", self.last_words());
        }
        Ok(house.kill().await?)
    }

    /// SIGTERM, and waits for the end.
    pub async fn stop_house(&mut self) -> Result<()> {
        let mut house = self.house.take().context("there is no house to stop")?;
        let id = house.id().context("the house ended by itself")?;
        say("kill", &["-TERM", &id.to_string()])?;
        let status = tokio::time::timeout(OPENING, house.wait()).await.context("the house does not end")??;
        if !status.success() {
            bail!("the house ended with {status}: {}", self.last_words());
        }
        Ok(())
    }

    fn last_words(&self) -> String {
        let text = std::fs::read_to_string(self.site.keys.join("house.log")).unwrap_or_default();
        text.lines().rev().take(3).collect::<Vec<_>>().join(" / ")
    }
}

/// Runs a program to its end; what it printed.
fn say(program: &str, words: &[&str]) -> Result<String> {
    let output = Program::new(program).args(words).output().with_context(|| format!("{program} cannot be run"))?;
    if !output.status.success() {
        bail!("{program} {}: {}", words.join(" "), String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn path(folder: &Path) -> Result<&str> {
    folder.to_str().with_context(|| format!("{} is not plain text", PathBuf::from(folder).display()))
}
