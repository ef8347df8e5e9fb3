//! Load over HTTP by `wrk` (Debian), a process of its own: the requests of a list, one after the other, over and over.
//!
//! Each request of the list comes from an address of its own, as a trusted proxy would say it, so that the limit
//! of one client binds nobody. Asks for nothing packed.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use super::peer::last_line;

const SCRIPT: &str = include_str!("wrk.lua");
/// Requests under way at once.
const AT_ONCE: &str = "4";

/// What came of a load.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Seen {
    pub requests: u64,
    pub wall_us: u64,
    pub bytes: u64,
    pub failed: u64,
    pub p50_us: u64,
    pub p99_us: u64,
    /// Processor seconds of the load itself.
    #[serde(skip)]
    pub cpu_s: f64,
}

impl Seen {
    pub fn per_s(&self) -> f64 {
        self.requests as f64 / (self.wall_us as f64 / 1e6)
    }

    pub fn bytes_each(&self) -> f64 {
        self.bytes as f64 / self.requests.max(1) as f64
    }
}

/// Asks a server at `base` for these paths, so many seconds long. Scratch files go into `folder`.
pub fn run((base, paths): (&str, &[String]), folder: &Path, seconds: u32) -> Result<Seen> {
    let (script, list) = (folder.join("wrk.lua"), folder.join("paths"));
    std::fs::write(&script, SCRIPT)?;
    std::fs::write(&list, paths.join("\n") + "\n")?;
    let before = children_s()?;
    let mut load = Command::new("wrk");
    load.args(["--threads", "1", "--connections", AT_ONCE, "--timeout", "30s"]);
    load.args(["--duration", &format!("{seconds}s"), "--script"]).arg(&script).arg(base).arg("--").arg(&list);
    let line = last_line(&mut load).context("wrk cannot be run; setup/peers postgis")?;
    let mut seen: Seen = serde_json::from_str(&line)?;
    seen.cpu_s = children_s()? - before;
    ensure!(seen.requests > 0 && seen.failed == 0, "{} of {} requests to {base} failed", seen.failed, seen.requests);
    Ok(seen)
}

/// Processor seconds of this process's children that have ended.
fn children_s() -> Result<f64> {
    super::peer::ended_children_s(std::process::id())
}
