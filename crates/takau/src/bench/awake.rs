//! Processors that do not fall asleep while questions are timed one by one.
//!
//! A virtual processor that sleeps is woken by its host, which takes as long as three of our answers; a server at
//! work never sees that. A program of the idle class on each processor keeps it awake and gives way to everything
//! else, for us and for the peer alike: `setsid` and `chrt --idle` of util-linux, in a group of its own that weighs
//! least, and pausing, so that its sibling on the same core computes undisturbed.

use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};

/// Not every kernel weighs sessions as groups.
const SCRIPT: &str = "{ echo 19 > /proc/self/autogroup; } 2>/dev/null; exec chrt --idle 0 \"$1\" bench spin";

/// `takau bench spin`: does nothing for as long as the process that began it is there.
pub fn spin() {
    let begun_by = std::os::unix::process::parent_id();
    while std::os::unix::process::parent_id() == begun_by {
        (0..1_000_000).for_each(|_| std::hint::spin_loop());
    }
}

/// Awake until dropped.
#[derive(Debug)]
pub struct Awake(Vec<Child>);

impl Awake {
    /// One program for each processor.
    ///
    /// # Errors
    /// There is no `chrt`.
    pub fn keep() -> Result<Awake> {
        let mut awake = Awake(Vec::new());
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            let mut command = Command::new("setsid");
            command.args(["sh", "-c", SCRIPT, "sh"]).arg(std::env::current_exe()?).stdin(Stdio::null());
            awake.0.push(command.spawn().context("setsid cannot be run; install util-linux")?);
        }
        Ok(awake)
    }
}

impl Drop for Awake {
    fn drop(&mut self) {
        for child in &mut self.0 {
            // It has ended by itself otherwise.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
