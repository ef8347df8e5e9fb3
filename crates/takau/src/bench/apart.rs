//! A house apart: `takau serve` as it is shipped, a process of its own over a scratch site with one release.
//!
//! It stands behind one trusted proxy, so that simulated clients have addresses of their own; every limit is
//! the one it ships with.

use std::net::{SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use atlas::release::Release;
use desk::office::Standing;
use tempfile::TempDir;

use crate::site::{Site, now, read_office};

/// How long a house may take until it answers.
const OPENING: Duration = Duration::from_secs(120);

/// A scratch site that a house can be started on, one at a time.
pub struct Ground {
    site: Site,
    at: SocketAddr,
    _folder: TempDir,
}

/// A running house; ended when it is dropped.
pub struct Apart {
    child: Child,
    /// Where it is.
    pub url: String,
}

impl Ground {
    /// Keys of a demonstration and a live release, nothing else.
    pub async fn prepare(site: &Site, release: Release) -> Result<Ground> {
        let office = read_office(&site.office, Standing::Demonstration, &site.url)?;
        let at = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let folder = tempfile::tempdir()?;
        let (data, keys) = (folder.path().join("data"), folder.path().join("keys"));
        let site = Site { data, keys, database: None, url: format!("http://{at}"), ..site.clone() };
        let keys = site.key_folder();
        keys.make()?;
        keys.make_demo_seal(&office.names.agency.zh_hant, now())?;
        let desk = site.open(now()).await?;
        desk.publish_release(release, ("bench", now())).await?;
        desk.store().close().await;
        Ok(Ground { site, at, _folder: folder })
    }

    /// Starts a house, with more words for `takau serve`, and waits until it answers.
    pub async fn open(&self, more: &[&str]) -> Result<Apart> {
        let Site { data, keys, office, services, url, .. } = &self.site;
        let mut command = Command::new(std::env::current_exe()?);
        for (name, folder) in [("--data", data), ("--keys", keys), ("--office", office), ("--services", services)] {
            command.arg(name).arg(folder);
        }
        command.args(["--url", url, "serve", "--listen", &self.at.to_string(), "--hops", "1"]).args(more);
        let child = command.env("RUST_LOG", "warn").stdout(Stdio::null()).spawn()?;
        let mut house = Apart { child, url: url.clone() };
        let (client, start) = (reqwest::Client::new(), Instant::now());
        let home = format!("{url}/healthz");
        while client.get(&home).send().await.and_then(reqwest::Response::error_for_status).is_err() {
            if house.child.try_wait()?.is_some() || start.elapsed() > OPENING {
                bail!("the house does not open");
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(house)
    }
}

impl Apart {
    /// Its process.
    pub fn process(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Apart {
    fn drop(&mut self) {
        let ended = self.child.kill().and_then(|()| self.child.wait()).context("the house could not be ended");
        if let Err(fault) = ended {
            eprintln!("{fault:#}");
        }
    }
}
