//! What benches of the land share about peers: their programs, their PostgreSQL, their processor time.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

/// The Python that has the peers' packages.
pub const PYTHON: &str = ".peers/venv/bin/python";
/// Ticks of the clock that /proc counts in, a second; the same on every Linux that Debian builds.
const TICKS_PER_S: f64 = 100.0;

/// The last line a program says.
pub fn last_line(command: &mut Command) -> Result<String> {
    let output = command.stderr(std::process::Stdio::inherit()).output()?;
    if !output.status.success() {
        bail!("{:?} ended with {}", command.get_program(), output.status);
    }
    let text = String::from_utf8(output.stdout)?;
    Ok(text.lines().last().context("it said nothing")?.to_owned())
}

/// A throw-away PostgreSQL with PostGIS; stopped when it is dropped.
pub struct Cluster {
    folder: String,
    pub url: String,
}

impl Cluster {
    /// Starts one.
    pub fn start() -> Result<Cluster> {
        let folder = last_line(&mut Command::new("tests/peers/postgis"))?;
        let url = last_line(Command::new("setup/postgres").args(["url", &folder]))?;
        Ok(Cluster { folder, url })
    }

    /// Fills its tables from flat files and a table of what is said of the zones.
    pub fn load(&self, (zones, parcels): (&Path, &Path), attributes: &Path) -> Result<()> {
        let mut program = Command::new(PYTHON);
        program.args(["tests/peers/overlay_postgis.py", "load", &self.url]).args([zones, parcels, attributes]);
        ensure!(program.status()?.success(), "the zones could not be loaded");
        Ok(())
    }

    /// Carries out SQL.
    pub fn say(&self, sql: &str) -> Result<()> {
        let mut program = Command::new("psql");
        program.args([&self.url, "--quiet", "--set", "ON_ERROR_STOP=1", "--command", sql]);
        ensure!(program.status()?.success(), "PostgreSQL refused: {sql}");
        Ok(())
    }

    /// Its first process.
    pub fn process(&self) -> Result<u32> {
        let file = Path::new(&self.folder).join("data/postmaster.pid");
        let text = std::fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
        text.lines().next().and_then(|line| line.trim().parse().ok()).context("PostgreSQL names no process")
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Err(fault) = Command::new("setup/postgres").args(["stop", &self.folder]).status() {
            eprintln!("the peer's PostgreSQL could not be stopped: {fault}");
        }
    }
}

/// proc_pid_stat(5) from its third field on, behind a name that may hold anything.
fn fields(process: u32) -> Result<Vec<String>> {
    let text = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    let (_, rest) = text.rsplit_once(')').context("no stat of a process")?;
    Ok(rest.split_whitespace().map(str::to_owned).collect())
}

fn seconds(fields: &[String], which: std::ops::Range<usize>) -> f64 {
    fields.get(which).unwrap_or(&[]).iter().filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / TICKS_PER_S
}

/// Processor seconds of a process's children that have ended and were waited for.
pub fn ended_children_s(process: u32) -> Result<f64> {
    Ok(seconds(&fields(process)?, 13..15))
}

/// Processor seconds so far of processes and of everything they started, those that have ended included.
pub fn processor_s(roots: &[u32]) -> Result<f64> {
    let mut children: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for entry in std::fs::read_dir("/proc")? {
        let Some(process) = entry?.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else { continue };
        // It may have ended while we looked.
        let Ok(of) = fields(process) else { continue };
        if let Some(parent) = of.get(1).and_then(|parent| parent.parse().ok()) {
            children.entry(parent).or_default().push(process);
        }
    }
    let (mut all, mut open) = (BTreeSet::new(), roots.to_vec());
    while let Some(process) = open.pop() {
        if all.insert(process) {
            open.extend(children.get(&process).into_iter().flatten());
        }
    }
    Ok(all.into_iter().filter_map(|process| fields(process).ok()).map(|of| seconds(&of, 11..15)).sum())
}
