//! Who asks in `takau bench lookup`: one connection, one question after the other, in a process of its own.
//!
//! A plain HTTP/1.1 client on a blocking socket, so that what is measured is the server.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

use super::super::page_cost::cpu_ms;

/// Questions before the measured ones.
const WARM_UP: usize = 200;
/// After this a server counts as gone.
const PATIENCE: Duration = Duration::from_secs(60);

/// Where to ask; the keys of parcels come on standard input, one a line.
#[derive(clap::Args, Clone, Debug)]
pub struct Asked {
    #[arg(long)]
    at: SocketAddr,
}

/// What was measured.
#[derive(Debug, Serialize, Deserialize)]
pub struct Answers {
    /// Microseconds of each question.
    pub us: Vec<f64>,
    /// Processor time of the asker meanwhile.
    pub cpu_ms: f64,
}

/// Carries out the hidden `takau bench ask`.
pub fn run(asked: &Asked) -> Result<()> {
    let keys: Vec<String> = std::io::stdin().lock().lines().collect::<Result<_, _>>()?;
    let mut line = Line::open(asked.at)?;
    for key in keys.iter().cycle().take(WARM_UP) {
        line.ask(key)?;
    }
    let before = cpu_ms()?;
    let mut us = Vec::with_capacity(keys.len());
    for key in &keys {
        let start = Instant::now();
        line.ask(key)?;
        us.push(start.elapsed().as_secs_f64() * 1e6);
    }
    println!("{}", serde_json::to_string(&Answers { us, cpu_ms: cpu_ms()? - before })?);
    Ok(())
}

/// Asks in a process of its own.
pub fn in_a_process_of_its_own(at: SocketAddr, keys: &[String]) -> Result<Answers> {
    let mut child = Command::new(std::env::current_exe()?)
        .args(["bench", "ask", "--at", &at.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    child.stdin.take().context("the asker has no input")?.write_all(keys.join("\n").as_bytes())?;
    let output = child.wait_with_output()?;
    if !output.status.success() {
        bail!("the asker ended with {}", output.status);
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// The answers themselves.
pub fn bodies(at: SocketAddr, keys: &[String]) -> Result<Vec<Vec<u8>>> {
    let mut line = Line::open(at)?;
    keys.iter().map(|key| line.ask(key)).collect()
}

struct Line {
    stream: BufReader<TcpStream>,
    at: SocketAddr,
    request: Vec<u8>,
    head: String,
}

impl Line {
    fn open(at: SocketAddr) -> Result<Line> {
        let stream = TcpStream::connect(at)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Line { stream: BufReader::new(stream), at, request: Vec::new(), head: String::new() })
    }

    fn ask(&mut self, key: &str) -> Result<Vec<u8>> {
        self.request.clear();
        write!(self.request, "GET /api/v1/land/parcels/{key} HTTP/1.1\r\nHost: {}\r\n\r\n", self.at)?;
        self.stream.get_mut().write_all(&self.request)?;
        let (mut length, mut is_good) = (0, false);
        loop {
            self.head.clear();
            if self.stream.read_line(&mut self.head)? == 0 {
                bail!("the server hung up");
            }
            let head = self.head.trim_end();
            if head.is_empty() {
                break;
            }
            is_good |= head.starts_with("HTTP/1.1 200");
            if let Some((name, value)) = head.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse()?;
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        if !is_good {
            bail!("{key} is refused: {}", String::from_utf8_lossy(&body));
        }
        Ok(body)
    }
}
