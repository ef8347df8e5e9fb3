//! Independent programs as the other side of our tests: openssl, GDAL and Python's own library.
//!
//! A stand-in and a client by one hand agree with each other and with nobody else (House,
//! invariant 8). These programs are Debian packages of the set-up list; a missing one fails.

use std::path::PathBuf;
use std::process::{Command, Output};
use std::time::Duration;
use tempfile::TempDir;

/// A folder for one test, removed with it.
pub struct Scratch(TempDir);

impl Scratch {
    pub fn new() -> Scratch {
        Scratch(tempfile::tempdir().unwrap())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn write(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.path(name), bytes).unwrap();
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap()
    }

    /// The text of a file another program is about to write; fails when it never comes.
    pub async fn appears(&self, name: &str) -> String {
        let wait = async {
            loop {
                match std::fs::read_to_string(self.path(name)) {
                    Ok(text) => return text,
                    Err(_) => tokio::time::sleep(Duration::from_millis(5)).await,
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(60), wait).await.unwrap()
    }

    pub fn text(&self, name: &str) -> String {
        String::from_utf8(self.read(name)).unwrap()
    }
}

/// Runs a program in `scratch`; returns what it said on both channels.
pub fn run(scratch: &Scratch, program: &str, args: &[&str]) -> String {
    let output = Command::new(program).args(args).current_dir(scratch.0.path()).output();
    said(output.unwrap_or_else(|error| panic!("{program} is not installed: {error}")))
}

/// As [`run`] without holding up the stand-in, which runs on the same threads.
pub async fn run_beside(scratch: &Scratch, program: &str, args: &[&str]) -> String {
    let mut command = tokio::process::Command::new(program);
    let output = command.args(args).current_dir(scratch.0.path()).kill_on_drop(true).output();
    said(output.await.unwrap_or_else(|error| panic!("{program} is not installed: {error}")))
}

/// Runs openssl with arguments parted by blanks.
pub fn openssl(scratch: &Scratch, args: &str) -> String {
    run(scratch, "openssl", &args.split_whitespace().collect::<Vec<_>>())
}

fn said(output: Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// A listener on a free port of this machine.
pub async fn free_port() -> tokio::net::TcpListener {
    tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap()
}
