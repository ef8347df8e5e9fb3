//! What `takau bench lookup` needs: a site with the whole city, its server as a process, and the same for the peer.

use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command as Program, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use atlas::day::{AsOf, Moment};
use atlas::release::Release;
use city::random::Random;
use city::survey::SurveyError;
use city::whole::{WholePlan, generate};
use desk::office::Standing;
use tempfile::TempDir;
use tokio::process::{Child, Command};

use super::super::land;
use super::super::page_cost::cpu_ms_of;
use super::postgis;
use crate::site::{Site, now, read_office};

/// How long a server may take until it answers.
const OPENING: Duration = Duration::from_secs(120);

/// A scratch site.
pub struct Scratch {
    pub site: Site,
    _folder: TempDir,
}

/// The city, in a site of ours and for a peer.
pub struct Stage {
    pub ours: Scratch,
    pub parcels: usize,
    release: Release,
}

impl Stage {
    /// Makes the city and publishes it.
    pub async fn prepare(site: &Site, scale: f64) -> Result<Stage> {
        let folder = tempfile::tempdir()?;
        eprintln!("making the city …");
        land::make(site, (folder.path(), scale), now().taipei_date())?;
        let release = Release::from_bytes(&std::fs::read(folder.path().join("city.takau"))?)?;
        let ours = Scratch::new(site, scale)?;
        let desk = ours.site.open(now()).await?;
        desk.publish_release(release.clone(), ("bench", now())).await?;
        desk.store().close().await;
        Ok(Stage { ours, parcels: release.parcel_count(), release })
    }

    /// So many keys of parcels that exist today, the same at every run.
    pub fn random_parcels(&self, count: usize) -> Vec<String> {
        let mut random = Random::new(20_261_123, 77);
        let moment = Moment::from(AsOf::from(now().taipei_date()));
        let (shapes, mut keys) = (self.release.parcel_layer().shapes, Vec::with_capacity(count));
        while keys.len() < count {
            let row = random.below(shapes.len());
            let number = self.release.parcel_facts(row as u32).number;
            if shapes[row].days.cover(moment)
                && let Ok(id) = lexicon::parcel::ParcelId::from_number(number)
            {
                keys.push(id.key());
            }
        }
        keys
    }

    /// PostGIS with the same city, and the peer's server before it.
    pub async fn peer(&self, keys: &[String]) -> Result<Peer> {
        let cluster = Cluster::start()?;
        eprintln!("loading PostGIS …");
        postgis::load(&cluster.url()?, &self.release)?;
        let scratch = Scratch::beside(&self.ours)?;
        let words = ["bench", "land-peer", "--land", &cluster.url()?, "--release", self.release.hash()];
        let server = Server::start(&scratch, &words).await?;
        // The cache of the system and PostgreSQL's own are warm before anything is measured.
        super::ask::bodies(server.at(), &keys[..keys.len().min(2_000)])?;
        Ok(Peer { server: Server { more: Some(cluster.processes()), ..server }, _scratch: scratch, _cluster: cluster })
    }
}

impl Scratch {
    fn new(site: &Site, scale: f64) -> Result<Scratch> {
        let folder = tempfile::tempdir()?;
        let office = folder.path().join("office");
        copy(&site.office, &office)?;
        let table = read_office(&site.office, Standing::Demonstration, &site.url)?.sections;
        let whole = generate(&WholePlan::bench(scale, SurveyError::On), &table)?;
        let mut csv = "district_code,district,office,section_code,section,subsection\n".to_owned();
        for s in whole.sections() {
            let (code, name) = (s.code, [&s.section, &s.subsection]);
            csv.push_str(&format!("{},{},{},{code},{},{}\n", s.district_code, s.district, s.office, name[0], name[1]));
        }
        std::fs::write(office.join("sections.csv"), csv)?;
        Scratch::at(Site { office, ..site.clone() }, folder)
    }

    /// A site of its own for the same office.
    fn beside(other: &Scratch) -> Result<Scratch> {
        Scratch::at(other.site.clone(), tempfile::tempdir()?)
    }

    fn at(site: Site, folder: TempDir) -> Result<Scratch> {
        let url = format!("http://{}", std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?);
        let (data, keys) = (folder.path().join("data"), folder.path().join("keys"));
        let site = Site { data, keys, database: None, url, ..site };
        let keys = site.key_folder();
        keys.make()?;
        keys.make_demo_seal("bench", now())?;
        Ok(Scratch { site, _folder: folder })
    }
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    std::fs::create_dir_all(to)?;
    for (name, bytes) in crate::folders::read(from)? {
        let file = to.join(name);
        std::fs::create_dir_all(file.parent().context("a file lies in a folder")?)?;
        std::fs::write(file, bytes)?;
    }
    Ok(())
}

/// A server as a process of its own.
pub struct Server {
    at: SocketAddr,
    process: Child,
    /// Processes that work for it, by the folder of their cluster.
    more: Option<i64>,
}

impl Server {
    /// Starts this very program on a site with these words, at the site's address, and waits until it answers.
    pub async fn start(scratch: &Scratch, words: &[&str]) -> Result<Server> {
        let Site { data, keys, office, services, url, .. } = &scratch.site;
        let at = url.strip_prefix("http://").context("the site has no plain address")?.parse()?;
        let mut command = Command::new(std::env::current_exe()?);
        for (name, folder) in [("--data", data), ("--keys", keys), ("--office", office), ("--services", services)] {
            command.arg(name).arg(folder);
        }
        command.args(["--url", url]).args(words).args(["--listen", &format!("{at}"), "--per-minute", "4000000000"]);
        let mut process = command.env("RUST_LOG", "warn").stdout(Stdio::null()).kill_on_drop(true).spawn()?;
        let start = Instant::now();
        while std::net::TcpStream::connect(at).is_err() {
            if process.try_wait()?.is_some() || start.elapsed() > OPENING {
                bail!("the server did not open");
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(Server { at, process, more: None })
    }

    pub fn at(&self) -> SocketAddr {
        self.at
    }

    /// Processor time of the server so far, and of the cluster it asks.
    pub fn cpu_ms(&self) -> Result<f64> {
        let own = self.process.id().context("the server ended")?;
        let mut spent_ms = cpu_ms_of(own)?;
        if let Some(master) = self.more {
            for process in children_of(master)?.into_iter().chain([master]) {
                spent_ms += cpu_ms_of(process).unwrap_or(0.0);
            }
        }
        Ok(spent_ms)
    }

    pub async fn stop(mut self) {
        if let Err(fault) = self.process.kill().await {
            tracing::warn!(%fault, "the server could not be ended");
        }
    }
}

fn children_of(parent: i64) -> Result<Vec<i64>> {
    let path = format!("/proc/{parent}/task/{parent}/children");
    let text = std::fs::read_to_string(path)?;
    Ok(text.split_ascii_whitespace().filter_map(|word| word.parse().ok()).collect())
}

/// The peer's server and its PostgreSQL.
pub struct Peer {
    pub server: Server,
    _scratch: Scratch,
    _cluster: Cluster,
}

impl Peer {
    pub async fn stop(self) {
        self.server.stop().await;
    }
}

/// A throw-away PostgreSQL with PostGIS, by the name of its folder.
struct Cluster(String);

impl Cluster {
    fn start() -> Result<Cluster> {
        Ok(Cluster(last_line(Program::new("tests/peers/postgis"))?))
    }

    fn url(&self) -> Result<String> {
        let mut program = Program::new("setup/postgres");
        program.args(["url", &self.0]);
        last_line(program)
    }

    /// Its first process.
    fn processes(&self) -> i64 {
        let text = std::fs::read_to_string(Path::new(&self.0).join("data/postmaster.pid")).unwrap_or_default();
        text.lines().next().and_then(|line| line.parse().ok()).unwrap_or(0)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Err(fault) = Program::new("setup/postgres").args(["stop", &self.0]).status() {
            eprintln!("PostgreSQL in {} could not be ended: {fault}", self.0);
        }
    }
}

fn last_line(mut program: Program) -> Result<String> {
    let output = program.stderr(Stdio::inherit()).output()?;
    if !output.status.success() {
        bail!("{program:?} ended with {}", output.status);
    }
    let text = String::from_utf8(output.stdout)?;
    Ok(text.lines().last().context("it printed nothing")?.trim().to_owned())
}
