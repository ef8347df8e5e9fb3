//! A site with a housing service, small files in it, stand-ins of its outside world, and its house in a process of
//! its own.

use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use atlas::release::Release;
use attachments::{Clean, Media, Scan};
use catalogue::campaign::Season;
use city::generate::{CityPlan, generate};
use city::survey::SurveyError;
use desk::access::Who;
use desk::agencies::Caller;
use desk::attaching::Holder;
use desk::desk::Desk;
use desk::office::Standing;
use futures_util::{StreamExt, TryStreamExt, stream};
use tempfile::TempDir;

use crate::demo::HOUSING as SERVICE;
use crate::outside::{self, Outside};
use crate::site::{Site, now, read_office};
use crate::{folders, gateways_file, service_command};

const AGENCY: &str = "bench";
/// How long a house may take until it answers, and until it ends.
const PATIENCE: Duration = Duration::from_secs(120);
/// Files handed in beforehand at once.
const AT_ONCE: usize = 64;

/// The site and what runs on it.
pub struct Open {
    pub url: String,
    pub api_key: String,
    site: Site,
    at: std::net::SocketAddr,
    desk: Option<Desk>,
    house: Option<std::process::Child>,
    _outside: Outside,
    _folder: TempDir,
}

impl Open {
    /// Keys, a small city, the service, stand-ins; the house is not started yet.
    pub async fn prepare(site: &Site, server: Option<&str>) -> Result<Open> {
        if rustls::crypto::ring::default_provider().install_default().is_err() {
            tracing::debug!("a provider of cryptography was installed before");
        }
        let office = read_office(&site.office, Standing::Demonstration, &site.url)?;
        let plan = CityPlan { parcels: 500, ..CityPlan::demo(SurveyError::Off) };
        let release = Release::build(generate(&plan, &office.sections)?.parts)?;
        let at = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let folder = tempfile::tempdir()?;
        let database = match server {
            Some(server) => Some(store::fresh_databases::fresh_database(server).await?),
            None => None,
        };
        let (data, keys) = (folder.path().join("data"), folder.path().join("keys"));
        let url = format!("http://{at}");
        let site = Site { data, keys, database, url: url.clone(), ..site.clone() };
        let keys = site.key_folder();
        keys.make()?;
        keys.make_demo_seal(&office.names.agency.zh_hant, now())?;
        let desk = site.open(now()).await?;
        desk.publish_release(release, ("bench", now())).await?;
        let service = service_command::compiled(&site.services.join(SERVICE))?;
        ensure!(
            matches!(service.service.season(now()), Season::Open(_) | Season::Always),
            "no campaign of {SERVICE} is open today: give one to its service.yaml"
        );
        desk.publish(service, now()).await?;
        let caller = Caller { agency: AGENCY.to_owned(), services: vec![SERVICE.to_owned()], daily: 0 };
        let api_key = desk.make_api_key(&Who::System, &caller, now()).await?;
        let return_url = format!("{url}{}", web::inbound::payment::PATH);
        let (outside, gateways) =
            outside::start(&keys, (&office.sections, desk.release()?), Arc::new(now), &return_url).await?;
        outside.registers.invent();
        folders::write_secret(&site.keys.join(gateways_file::NAME), gateways.to_string().as_bytes())?;
        Ok(Open { url, api_key, site, at, desk: Some(desk), house: None, _outside: outside, _folder: folder })
    }

    /// Small distinct files, as if they had been uploaded and looked at before; their ids.
    pub async fn hand_in(&self, files: usize) -> Result<Vec<String>> {
        let desk = self.desk.as_ref().context("the house is open")?;
        let holder = Holder::Agency(AGENCY.to_owned());
        let one = |n: usize| {
            let holder = &holder;
            async move {
                let clean = Clean { media: Media::Jpeg, content: format!("file {n}").into_bytes(), pages: None };
                let handle = desk.attach(holder, (clean, "page.jpg", Scan::Clean), now()).await?;
                anyhow::Ok(handle.id.to_string())
            }
        };
        stream::iter(0..files).map(one).buffered(AT_ONCE).try_collect().await
    }

    /// Closes the desk of this process and opens the house.
    pub async fn start(&mut self) -> Result<()> {
        self.desk.take().context("the house is open")?.store().close().await;
        let Site { data, keys, office, services, url, database } = &self.site;
        let mut command = Command::new(std::env::current_exe()?);
        for (name, folder) in [("--data", data), ("--keys", keys), ("--office", office), ("--services", services)] {
            command.arg(name).arg(folder);
        }
        command.args(["--url", url]);
        if let Some(database) = database {
            command.args(["--database", database]);
        }
        command.args(["serve", "--listen", &self.at.to_string(), "--hops", "1"]);
        let log = std::fs::File::create(keys.join("house.log"))?;
        self.house = Some(command.env("RUST_LOG", "warn").stdout(Stdio::null()).stderr(log).spawn()?);
        let (client, start) = (reqwest::Client::new(), Instant::now());
        let home = format!("{url}/healthz");
        while client.get(&home).send().await.and_then(reqwest::Response::error_for_status).is_err() {
            if self.house()?.try_wait()?.is_some() || start.elapsed() > PATIENCE {
                bail!("the house does not open");
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }

    fn house(&mut self) -> Result<&mut std::process::Child> {
        self.house.as_mut().context("the house is not open")
    }

    /// Its process.
    pub fn process(&self) -> Result<u32> {
        Ok(self.house.as_ref().context("the house is not open")?.id())
    }

    /// The most memory it ever held (`VmHWM`), in MB.
    pub fn peak_mb(&self) -> Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process()?))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("no peak of memory")?;
        Ok(line.trim().trim_end_matches(" kB").trim().parse::<f64>()? / 1_024.0)
    }

    /// Kills the house, opens the books again and counts their cases.
    pub async fn stop_and_count(&mut self) -> Result<u64> {
        // Not asked to end: what was acknowledged must be there all the same.
        self.house()?.kill()?;
        self.house()?.wait()?;
        self.house = None;
        let desk = self.site.open(now()).await?;
        let cases = desk.store().head_root().await?.cases;
        desk.store().close().await;
        Ok(cases)
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        if let Some(house) = &mut self.house {
            // It has ended by itself otherwise.
            let _ = house.kill();
            let _ = house.wait();
        }
    }
}
